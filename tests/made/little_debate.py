"""A little debate as rows, and the database that is made of it.

Ada proposes to move the nest drivers out; Bo is against it, Cy is for it and then changes his mind,
Dee would be for it if the tests moved too; Ada withdraws. Cy's first mail is in its archive twice,
Dee's went to a second list as well, where Eve writes about something else at no known time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline import parts
from pipeline.records import (
    Act,
    Affiliation,
    Archive,
    Author,
    Block,
    Copy,
    Correction,
    Defect,
    Idea,
    Identity,
    Link,
    LlmCall,
    LlmPosition,
    LlmProposal,
    Mention,
    Message,
    Person,
    Place,
    Position,
    Proposal,
    Run,
    Sentence,
    Thread,
)
from pipeline.store import database

ROOT = "birds/2031-03/0000"
PROPOSAL = f"{ROOT}/p1"

NAMES = {
    "ada@nest.example": "Ada Finch",
    "bo@nest.example": "Bo Wren",
    "cy@nest.example": "Cy Lark",
    "dee@nest.example": "Dee Swift",
    "eve@nest.example": "Ève Müller",
}

MOVE = "I propose to move the nest drivers out of the core.\n"


@dataclass
class Rows:
    """Rows by record, as the parts hold them."""

    of: dict[type, list[object]] = field(default_factory=dict)

    def add(self, *rows: object) -> None:
        for row in rows:
            self.of.setdefault(type(row), []).append(row)


def mail(
    rows: Rows,
    key: str,
    who: str,
    when: datetime | None,
    blocks: Sequence[tuple[str, str]],
    duplicate_of: str | None = None,
) -> None:
    """A mail with its blocks, and a sentence for each block of own words."""
    list_id, month, number = key.split("/")
    body = "".join(text for _, text in blocks)
    subject = "Nest drivers" if list_id == "birds" else "Time"
    rows.add(
        Message(
            key, list_id, month, int(number), f"{(duplicate_of or key).replace('/', '.')}@nest",
            (), (), NAMES[who], who, when, 60, "date", f"Re: {subject}", subject, (),
            body, "d", f"https://lists.example/{key}.html", 0, duplicate_of,
        )
    )  # fmt: skip
    start = sentences = 0
    for number_, (kind, text) in enumerate(blocks):
        end = start + len(text)
        rows.add(Block(key, number_, kind, int(kind == "quote"), start, end, "", ""))
        if kind == "own":
            rows.add(Sentence(key, sentences, number_, start, end - 1, "neutral", 0.0))
            sentences += 1
        start = end


def debate() -> Rows:
    """All rows of the little debate."""
    rows = Rows()
    march, april = (lambda d, h: datetime(2031, 3, d, h)), (lambda d: datetime(2031, 4, d, 12))
    mail(rows, ROOT, "ada@nest.example", march(1, 9), [("own", MOVE)])
    mail(
        rows, "birds/2031-03/0001", "bo@nest.example", march(1, 15),
        [
            ("attribution", "Ada wrote:\n"),
            ("quote", f"> {MOVE}"),
            ("own", "-1, the interfaces are not stable,\nsee PEP-463.\n"),
            ("signature", "-- \nBo of the wrens\n"),
        ],
    )  # fmt: skip
    mail(rows, "birds/2031-03/0002", "cy@nest.example", march(3, 9), [("own", "+1 from me.\n")])
    mail(
        rows, "birds/2031-03/0003", "cy@nest.example", march(3, 9), [("own", "+1 from me.\n")],
        duplicate_of="birds/2031-03/0002",
    )  # fmt: skip
    mail(
        rows, "birds/2031-04/0000", "cy@nest.example", april(2),
        [("own", "Bo is right, I change my vote to -1. 邮件列表 👍\n")],
    )  # fmt: skip
    mail(
        rows, "birds/2031-04/0001", "dee@nest.example", april(3),
        [("own", "I would support splitting if the tests move too.\n")],
    )  # fmt: skip
    mail(rows, "birds/2031-04/0002", "ada@nest.example", april(4), [("own", "I withdraw it.\n")])
    mail(
        rows, "cats/2031-04/0000", "dee@nest.example", april(3),
        [("own", "I would support splitting if the tests move too.\n")],
    )  # fmt: skip
    mail(
        rows, "cats/2031-04/0001", "eve@nest.example", None,
        [("own", "Déjà vu at five o'clock; foo_bar splits.\n")],
    )  # fmt: skip
    _threads(rows)
    _tags(rows)
    _defects(rows)
    return rows


def _threads(rows: Rows) -> None:
    rows.add(Copy("birds/2031-03/0003", "birds/2031-03/0002"))
    rows.add(Copy("cats/2031-04/0000", "birds/2031-04/0001"))
    for person, name in NAMES.items():
        rows.add(Person(person, name), Identity(person, name, person, "first", 1))
    rows.add(Identity("ada@home.example", "A. Finch", "ada@nest.example", "name", 0))
    rows.add(
        Affiliation("ada@nest.example", "Acme", None, datetime(2031, 3, 20), "data.json"),
        Affiliation("ada@nest.example", "Nest", datetime(2031, 3, 20), None, "data.json"),
        Affiliation("bo@nest.example", "nest.example", datetime(2031, 3, 1, 15), None, "domain"),
        Affiliation("cy@nest.example", "nest.example", datetime(2031, 4, 1), None, "domain"),
    )
    copies = {"birds/2031-03/0003", "cats/2031-04/0000"}
    for message in rows.of[Message]:
        assert isinstance(message, Message)
        if message.message not in copies:
            rows.add(Author(message.message, message.address))
    first, second, third = ROOT, "birds/2031-03/0001", "birds/2031-03/0002"
    rows.add(
        Thread(ROOT, "birds", "2031-03", "Nest drivers", datetime(2031, 3, 1, 9),
               datetime(2031, 4, 4, 12), 6, 0, 0),
        Thread("cats/2031-04/0001", "cats", "2031-04", "Time", None, None, 1, 0, 0),
        Place(first, ROOT, None, "", 0, 0, "alone", 1.0, ROOT),
        Place(second, ROOT, first, "r", 1, 1, "references", 1.0, ROOT),
        Place("birds/2031-04/0000", ROOT, second, "r", 2, 2, "in-reply-to", 0.9,
              "birds/2031-04/0000"),
        Place(third, ROOT, first, "r", 1, 3, "references", 1.0, ROOT),
        Place("birds/2031-04/0001", ROOT, first, "r", 1, 4, "references", 1.0, ROOT),
        Place("birds/2031-04/0002", ROOT, first, "r", 1, 5, "subject", 0.4, ROOT),
        Place("cats/2031-04/0001", "cats/2031-04/0001", None, "", 0, 0, "alone", 1.0,
              "cats/2031-04/0001"),
        Link(second, 1, "quotes", first, 0, 0.8),
        Link(second, 1, "quotes", first, 1, 0.2),
        Link(second, 2, "answers", first, 0, 1.0),
    )  # fmt: skip


def _position(
    who: str, key: str, end: int, stance: str, strength: str, later: str | None
) -> Position:
    day = datetime(2031, int(key[11:13]), 1)
    return Position(
        PROPOSAL, who, key, 0, 0, end, stance, 0.8, strength, "answered", day, later
    )  # fmt: skip


def _tags(rows: Rows) -> None:
    rows.add(
        Proposal(PROPOSAL, ROOT, ROOT, 0, 0, 51, "moving the nest drivers out", "ada@nest.example",
                 datetime(2031, 3, 1, 9), "main", 0.9, "withdrawn", "birds/2031-04/0002", 0, 14),
        _position("ada@nest.example", ROOT, 51, "support", "argument", None),
        _position("cy@nest.example", "birds/2031-03/0002", 11, "support", "vote",
                  "birds/2031-04/0000"),
        _position("cy@nest.example", "birds/2031-04/0000", 36, "oppose", "vote", None),
        _position("dee@nest.example", "birds/2031-04/0001", 48, "conditional", "argument", None),
        Position(PROPOSAL, "bo@nest.example", "birds/2031-03/0001", 0, 65, 111, "oppose", 0.9,
                 "vote", "voted", datetime(2031, 3, 1, 15), None),
        LlmCall("birds/2031-03/0001", ROOT, "warbler-7b", "ab12", 100, 10, 2, 1, ""),
        LlmProposal(f"{ROOT}/l1", ROOT, ROOT, 0, 0, 51, "moving the drivers", "ada@nest.example",
                    datetime(2031, 3, 1, 9), "main", "open", None, None, None, "warbler-7b"),
        LlmPosition(f"{ROOT}/l1", "bo@nest.example", "birds/2031-03/0001", 0, 65, 111, "oppose",
                    datetime(2031, 3, 1, 15), None, "warbler-7b"),
        Act(ROOT, 0, "ProposeAction", 0.9),
        Mention("splitting", ROOT, 0, 13, 17, "for", 1.0, 0.9, "phrase"),
        Mention("splitting", "birds/2031-03/0001", 0, 65, 67, "against", -1.0, 0.9, "sentence"),
        Mention("splitting", "birds/2031-03/0001", 0, 73, 83, "neutral", 0.0, 0.6, "sentence"),
        Mention("splitting", "birds/2031-03/0002", 0, 0, 2, "for", 1.0, 0.9, "position"),
        Mention("splitting", "birds/2031-04/0000", 0, 24, 28, "against", -1.0, 0.9, "sentence"),
        Mention("splitting", "birds/2031-04/0001", 0, 16, 25, "unclear", 0.0, 0.5, "phrase"),
    )  # fmt: skip


def _defects(rows: Rows) -> None:
    rows.add(
        Defect("birds", "2031-03", None, 0, "preamble", "some text"),
        Defect("cats", "2031-04", "cats/2031-04/0001", 900, "no-date", ""),
    )


def archive(list_id: str, month: str) -> Archive:
    """An archive as it was fetched."""
    return Archive(
        list_id, month, "text", f"https://lists.example/{list_id}/{month}.txt", month, "", "", "s",
        "", 1234, "", "", datetime(2031, 5, 1),
    )  # fmt: skip


ARCHIVES = [archive("birds", "2031-03"), archive("birds", "2031-04"), archive("cats", "2031-04")]
IDEAS = [
    Idea("splitting", "splitting out the drivers", ("split", "drivers out")),
    Idea("renaming", "renaming the project", ("rename",)),
]
RUNS = [
    Run("digest-1", datetime(2031, 5, 2), "1.0", "hansard build", stage, 1, "", 0, 0)
    for stage in ("parse", "quote", "tag", "thread", "answer", "debate")
]
CORRECTIONS = [
    Correction(3, "position", "birds/2031-03/0001", f"proposal = {PROPOSAL}, stance = oppose",
               "a vote", "changed", "stance was neutral"),
    Correction(9, "thread", None, "parent = nothing", "another matter", "nothing", "no such mail"),
]  # fmt: skip


def written(folder: Path, rows: Rows) -> dict[type, list[Path]]:
    """The rows as parts: one file for each table and list or month, as a build leaves them."""
    files: dict[type, list[Path]] = {}
    for record, all_rows in rows.of.items():
        halves = (
            {"one": all_rows[::2], "two": all_rows[1::2]} if record is Block else {"one": all_rows}
        )
        for name, some in halves.items():
            parts.write(folder, "stage", name, {record: some})
            files.setdefault(record, []).append(parts.path(folder, "stage", name, record))
    return files


def make(target: Path, rows: Rows, folder: Path) -> None:
    """The database of the rows."""
    database.make(
        target, written(folder, rows),
        archives=ARCHIVES, ideas=IDEAS, runs=RUNS, corrections=CORRECTIONS,
    )  # fmt: skip
