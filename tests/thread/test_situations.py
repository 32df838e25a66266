"""Raw mail that broke other readers of threads, retold: headers in, a tree out.

Loops are what public-inbox's thread-cycle is about, missing and repeated ids what jwzthreading's
cases are, In-Reply-To against References what notmuch's T510 is. The mails here are our own.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

import pytest

from pipeline.mail import archive
from pipeline.records import Archive, Head
from pipeline.thread import copies, thread

ROW = Archive(
    "dev", "2031-01", "mbox", "", "", "", "", "", "", 0, "", "", datetime(2031, 2, 1)
)  # fmt: skip

# Each mail: its letter, then headers. <x> stands for x@host.example.
SITUATIONS = [
    # Loops.
    ("two that name each other", ["a Refs: <b>", "b Refs: <a>"], "a .b"),
    ("two that name each other, and a third that names both",
     ["a Refs: <b>", "b Refs: <a>", "c Refs: <a> <b>"], "a .b ..c"),
    ("three that name each other in a ring, each by References and In-Reply-To",
     ["a Refs: <b> <c>|Reply: <c>", "b Refs: <c> <a>|Reply: <a>", "c Refs: <a> <b>|Reply: <b>"],
     "a .b ..c"),
    ("an order that one chain gives and another turns round",
     ["a ", "b Refs: <a>", "c Refs: <b> <a>"], "a .b .c"),
    ("a mail that answers itself and another", ["a ", "b Refs: <a> <b>|Reply: <b>"], "a .b"),
    ("a mail between two mentions of its parent", ["a ", "b Refs: <a>", "c Refs: <a> <b> <a>"],
     "a .b ..c"),
    ("a loop that hangs from a mail outside", ["r ", "a Refs: <r> <b>", "b Refs: <a>"], "r a .b"),
    # Missing, repeated, late.
    ("an answer that came before its question", ["b Refs: <a>", "a "], "a .b"),
    ("two answers to a mail that nobody has", ["b Refs: <x>", "c Refs: <x>"], ".b .c"),
    ("a chain with its middle cut out", ["a ", "b Refs: <a>", "d Refs: <a> <c>"], "a .b ..d"),
    ("a chain that others fill", ["a ", "d Refs: <a> <c>", "e Refs: <a> <b> <c> <d>",
            "f Refs: <a> <b> <c>"],
     "a ...d ....e ...f"),
    ("a mail of which only the grandchild is left", ["c Refs: <a> <b>"], "..c"),
    ("the same mail twice", ["a ", "a ", "b Refs: <a>"], "a .b"),
    ("an id in every line of the chain", ["a ", "b Refs: <a>\n <a>\n\t<a>"], "a .b"),
    ("no subject but Re:", ["a Subject: Re:", "b Subject: Re:"], "a | b"),
    # In-Reply-To against References.
    ("a phrase in In-Reply-To", ["a ", "b Refs: <a>|Reply: your mail of Monday"], "a .b"),
    ("an author's address in In-Reply-To", ["a ",
     'b Refs: <a>|Reply: Message from Ada <ada@mail.example> of "Mon, 6 Jan" <a>'], "a .b"),
    ("an id with an aside", ["a ", 'b Reply: <a> (Ada Lund\'s message of "Mon, 6 Jan")'], "a .b"),
    ("no References", ["a ", "b Reply: <a>", "c Reply: <b>"], "a .b ..c"),
    ("References alone", ["a ", "b Refs: <a>", "c Refs: <a> <b>"], "a .b ..c"),
    ("In-Reply-To that names an ancestor", ["a ", "b Refs: <a>", "c Refs: <a> <b>|Reply: <a>"],
     "a .b ..c"),
    ("In-Reply-To that names more than References do", ["a ", "b Refs: <a>",
     "c Refs: <a>|Reply: <b>"], "a .b ..c"),
    ("two ids in In-Reply-To", ["a ", "b Refs: <a>", "c Reply: <a> <b>"], "a .b ..c"),
    ("rubbish after the last reference", ["a ", "b Refs: <a> ;-)"], "a .b"),
    ("References without blanks", ["a ", "b Refs: <a>", "c Refs: <a><b>"], "a .b ..c"),
    ("both headers empty", ["a ", "b Refs: |Reply: "], "a | b"),
]  # fmt: skip

NAMES = {"Refs": "References", "Reply": "In-Reply-To", "Subject": "Subject"}


def raw(day, text):
    """A mail in mbox format."""
    letter, _, headers = text.partition(" ")
    lines = [
        f"From {letter}@mail.example Mon Jan  6 10:00:00 2031",
        f"From: {letter.upper()} Author <{letter}@mail.example>",
        f"Date: Mon, {6 + day % 20} Jan 2031 10:00:00 +0000",
        f"Message-ID: <{letter}@host.example>",
    ]
    for header in filter(None, headers.split("|")):
        name, _, value = header.partition(": ")
        for each in "abcdefrx":
            value = value.replace(f"<{each}>", f"<{each}@host.example>")
        lines.append(f"{NAMES[name]}: {value}")
    return "\n".join([*lines, "", f"Words of {letter}.", "", ""])


@pytest.mark.parametrize(("sentence", "mails", "expected"), SITUATIONS)
def test_situation(sentence, mails, expected, drawing):
    """The tree is as drawn, with a dot for each step from the root and | between threads."""
    days: dict[str, int] = {}
    texts = [raw(days.setdefault(text[0], len(days)), text) for text in mails]
    parsed = archive.parsed(archive.Content("".join(texts).encode()), ROW)
    names = [field.name for field in fields(Head)]
    heads = [Head(*(getattr(each, name) for name in names)) for each in parsed.messages]
    gone = {copy.message for copy in copies.copies(heads)}
    kept = [head for head in heads if head.duplicate_of is None and head.message not in gone]
    letter_of = {head.message.rpartition("/")[2]: head.message_id[0] for head in kept}
    drawn = drawing(thread.places(kept)[1])
    for number, letter in letter_of.items():
        drawn = drawn.replace(number, letter)
    assert drawn == expected


def test_two_lists(mail, drawing):
    """A debate that goes on on another list is one thread."""
    mails = [
        mail("a", list_id="dev"),
        mail("b", list_id="users", references=["a@example.org"], day=1),
        mail("c", list_id="dev", references=["a@example.org", "b@example.org"], day=2),
    ]
    threads, places = thread.places(mails)
    assert drawing(places) == "a .b ..c"
    (unit,) = thread.units(threads, places, dict.fromkeys([each.message for each in mails], ""))
    assert unit.touched == ("dev/2014-09", "users/2014-09")
