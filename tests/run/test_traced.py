"""Quotes looked up in the fingerprints of parts, as they are written and read in a build."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline import parts
from pipeline.errors import PartError
from pipeline.mail import quote
from pipeline.records import Message, Place, Trace
from pipeline.run import traced
from pipeline.thread import traces

PLAN = "We could put each of the tools into a house of its own before the next summer comes."
DOUBT = "That would leave nobody to look after the garden which all of the houses share today."
MAIL = Message(
    "", "dev", "2031-01", 0, "", (), (), "", "", None, 0, "date", "", "", (), "", "", "", 0, None
)  # fmt: skip


@pytest.fixture
def held(tmp_path):
    """The parts of mails, given by key and body, a day apart; one part for each."""

    def of(*mails, copies=()):
        names = []
        for day, (key, body) in enumerate(mails):
            sent = datetime(2031, 1, 1) + timedelta(days=day)
            mail = replace(MAIL, message=key, body=body, sent_at=sent)
            found = traces.traces([mail], {key: quote.blocks(key, body)})
            parts.write(tmp_path, "parse", key[-1], {Message: [mail]})
            parts.write(tmp_path, "trace", key[-1], {Trace: found})
            names.append(key[-1])
        return traced.traces(tmp_path, names, names, copies)

    return of


A = ("dev/a", PLAN)
B = ("dev/b", f"Ada Lund wrote:\n> {PLAN}\n\n{DOUBT}\n")
C = ("dev/c", f"Bo Ek wrote:\n>> {PLAN}\n>\n> {DOUBT}\n\nNobody does so today.\n")


def place(key, thread):
    return Place(key, thread, None, "", 0, 0, "alone", 1.0)


def test_clues(held):
    """A reply's quotes are found in what it answers, and its nested ones in what that quotes."""
    found = traced.clues(held(A, B, C), ["dev/b", "dev/c"])
    assert [(each.message, each.source) for each in found] == [
        ("dev/b", "dev/a"),
        ("dev/c", "dev/b"),
    ]
    first, second = found
    assert (first.near, first.far, first.names) == (first.quoted, 0, ("Ada Lund",))
    assert (second.near, second.far) == (second.quoted, second.nested)


def test_asked(held):
    """Nothing is told of mails that nobody asks about."""
    assert traced.clues(held(A, B, C), []) == []
    assert {clue.message for clue in traced.clues(held(A, B, C), ["dev/c"])} == {"dev/c"}


def test_later(held):
    """What was written later is nobody's source, and a copy is none at all."""
    assert traced.clues(held(("dev/b", f"> {PLAN}\n\nHm.\n"), ("dev/z", DOUBT), A), ["dev/b"]) == []
    found = traced.clues(held(A, ("dev/d", PLAN), B, copies=["dev/a"]), ["dev/b"])
    assert [clue.source for clue in found] == ["dev/d"]


def test_elsewhere(held):
    """A quote is looked for in other threads unless its own explains it."""
    mails = held(A, B, ("dev/c", f"Ada wrote:\n> {PLAN}\n\nDid she?\n"))
    told = [place("dev/a", "dev/a"), place("dev/b", "dev/a"), place("dev/c", "dev/c")]
    assert [(each.message, each.source) for each in traced.elsewhere(mails, told)] == [
        ("dev/c", "dev/a")
    ]
    assert traced.elsewhere(mails, []) == []


def test_forms(held):
    """What is quoted in thread after thread is a form."""
    mails = [(f"dev/{key}", f"> {PLAN}\n\nHm.\n") for key in "bcdefghijklmno"]
    told = [place(key, key) for key, _ in [A, *mails]]
    assert traced.elsewhere(held(A, *mails), told) == []
    assert len(traced.elsewhere(held(A, *mails[:3]), told[:4])) == 3


def test_damaged(held):
    """A part that cannot be read is one sentence."""
    mails = held(A, B)
    mails.traces[0].write_bytes(b"no parquet")
    with pytest.raises(PartError, match="stage trace"):
        traced.clues(mails, ["dev/b"])
