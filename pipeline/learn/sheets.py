"""Whole threads as CSV to be coded: a row for each own sentence, filled in, read back.

In: mails of threads. Out: rows of CSV; and from them, filled in, codings. In `proposal` stands an
id (P1) where the sentence puts a proposal forward, with `title`, `kind` and `outcome`; `none` in
any row of a thread says that it holds no proposal. In `on` stands the id that a position is on,
with `stance` and `strength`; in `outcome_of` the id whose outcome the sentence tells. A sentence
that does more than one thing may stand in several rows. A thread of which no row is filled in is
not coded.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.learn import sample
from pipeline.learn.codings import (
    KINDS,
    OUTCOMES,
    STANCES,
    STRENGTHS,
    TITLE,
    Coding,
    Proposed,
    Spot,
    Taken,
    checked,
)
from pipeline.learn.mailed import Mail, Mails

FILLED = ("proposal", "title", "kind", "outcome", "on", "stance", "strength", "outcome_of")
COLUMNS = (
    *("thread", "message", "url", "subject", "author"),
    *("message_id", "start_char", "end_char", "sha256"),
    *("text", *FILLED),
)
NONE = "none"

Cells = dict[str, str]


def rows(
    threads: Sequence[Sequence[Mail]], known: Mapping[str, Coding] | None = None
) -> Iterator[dict[str, Any]]:
    """A row for each own sentence of some threads, filled in as far as a coding is known."""
    for mails in threads:
        root = mails[0].message_id
        coding = (known or {}).get(root)
        for mail in mails:
            for start, end in mail.spans:
                base = _base(root, mail, start, end)
                filled = list(_filled(coding, base, mail, start, end)) if coding else []
                yield from (base | each for each in filled or [{}])


def _base(root: str, mail: Mail, start: int, end: int) -> dict[str, Any]:
    text = " ".join(mail.body[start:end].split())
    values = (
        *(sample.plain(root), mail.message, sample.plain(mail.url), sample.plain(mail.subject)),
        *(sample.plain(mail.author), sample.plain(mail.message_id), start, end),
        *(sample.PREFIX + mail.spot(start, end).sha256, sample.plain(text)),
        *("" for _ in FILLED),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _filled(
    coding: Coding, base: dict[str, Any], mail: Mail, start: int, end: int
) -> Iterator[dict[str, Any]]:
    """What a coding says of a sentence: a row for each thing that it does."""

    def here(spot: Spot | None) -> bool:
        return (
            spot is not None
            and spot.start_char < spot.end_char
            and spot.message_id == mail.message_id
            and start <= spot.start_char < end
            and mail.words(spot) is not None
        )

    def placed(spot: Spot) -> dict[str, Any]:
        text = " ".join(mail.body[spot.start_char : spot.end_char].split())
        return {
            "start_char": spot.start_char, "end_char": spot.end_char,
            "sha256": sample.PREFIX + spot.sha256, "text": sample.plain(text),
        }  # fmt: skip

    for each in coding.proposals:
        if here(each.at):
            yield placed(each.at) | {
                "proposal": each.id, "title": sample.plain(each.title), "kind": each.kind,
                "outcome": each.outcome,
            }  # fmt: skip
        if each.said and here(each.said):
            yield placed(each.said) | {"outcome_of": each.id}
    for taken in coding.positions:
        if here(taken.at):
            yield placed(taken.at) | {
                "on": taken.proposal, "stance": taken.stance, "strength": taken.strength
            }  # fmt: skip
    if not coding.proposals and base["message_id"] == base["thread"] and start == mail.spans[0][0]:
        yield {"proposal": NONE}


def read(path: Path) -> list[tuple[int, Cells]]:
    """The rows of a file, each with its line; UsageError where it is no sheet."""
    needed = ("thread", "message_id", "start_char", "end_char", "sha256", *FILLED)
    given = sample.lines(path, needed, "a file of --export --threads")
    return [(line, _bare(row)) for line, row in given]


def is_sheet(path: Path) -> bool:
    """Whether a file of CSV is one of threads."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return "outcome_of" in next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return False


def _bare(row: Mapping[str, str | None]) -> Cells:
    """A row without what is there for the sake of spreadsheets."""
    cells = {key: (row.get(key) or "").strip() for key in COLUMNS}
    for key in ("thread", "message_id", "title"):
        text = cells[key]
        if text[:1] == "'" and sample.plain(text[1:]) == text:
            cells[key] = text[1:]
    cells["sha256"] = cells["sha256"].removeprefix(sample.PREFIX)
    return cells


def codings(
    given: Iterable[tuple[int, Cells]], mails: Mails, path: Path
) -> tuple[list[Coding], list[str]]:  # fmt: skip
    """The codings of rows, and a sentence for each row that is none.

    `mails` are those of the threads named, whole. A thread with a wrong row is read as far as it
    goes, and is not done.
    """
    threads: dict[str, list[tuple[int, Cells]]] = {}
    for line, cells in given:
        if any(cells[key] for key in FILLED):
            threads.setdefault(cells["thread"], []).append((line, cells))
    found: list[Coding] = []
    wrong: list[str] = []
    for root, filled in threads.items():
        if root not in mails:
            wrong.append(f"{path}, line {filled[0][0]}: the database has no thread {root}")
            continue
        coding, faults = _coding(root, filled, mails)
        found.append(replace(coding, done=not faults))
        wrong += [f"{path}, line {line}: {fault}" for line, fault in faults]
    return found, wrong


def _coding(
    root: str, filled: Sequence[tuple[int, Cells]], mails: Mails
) -> tuple[Coding, list[tuple[int, str]]]:
    whole = [each for each in mails.values() if each.thread == mails[root].thread]
    messages = tuple(each.message_id for each in sorted(whole, key=lambda each: each.position))
    coding = Coding(root, mails[root].list_id, messages)
    faults: list[tuple[int, str]] = []
    for what in (_with_proposal, _with_outcome, _with_position):  # positions know what they are on
        for line, cells in filled:
            try:
                coding = what(coding, cells, mails)
            except ValueError as error:
                faults.append((line, str(error)))
    return coding, sorted(faults)


def _with_proposal(coding: Coding, cells: Cells, mails: Mails) -> Coding:
    if cells["proposal"].lower() in ("", NONE):
        if cells["title"]:
            raise ValueError("there is a title without a proposal: P1, P2…")
        return coding
    if cells["proposal"] in {each.id for each in coding.proposals}:
        raise ValueError(f"{cells['proposal']} is put forward in two rows")
    kind = _one(cells["kind"] or "main", KINDS)
    outcome = _one(cells["outcome"] or "open", OUTCOMES)
    if not cells["title"] or len(cells["title"]) > TITLE:
        raise ValueError(f"the proposal has no title of at most {TITLE} characters")
    proposed = Proposed(cells["proposal"], _spot(cells, mails), cells["title"], kind, outcome)
    try:
        return coding.with_proposal(checked(proposed))
    except ValueError:
        raise ValueError(f"{cells['proposal']} is no id of a proposal: P1, P2…") from None


def _with_outcome(coding: Coding, cells: Cells, mails: Mails) -> Coding:
    if not cells["outcome_of"]:
        return coding
    proposed = _known(coding, cells["outcome_of"])
    return coding.with_proposal(replace(proposed, said=_spot(cells, mails)))


def _with_position(coding: Coding, cells: Cells, mails: Mails) -> Coding:
    if not cells["on"]:
        if cells["stance"]:
            raise ValueError("there is a stance on no proposal: fill in `on`")
        return coding
    stance = _one(cells["stance"], STANCES)
    strength = _one(cells["strength"] or "strong", STRENGTHS)
    taken = Taken(_known(coding, cells["on"]).id, _spot(cells, mails), stance, strength)
    if taken.key in {each.key for each in coding.positions}:
        raise ValueError(f"the mail has two positions on {taken.proposal}")
    return coding.with_position(taken)


def _known(coding: Coding, name: str) -> Proposed:
    for each in coding.proposals:
        if each.id == name:
            return each
    raise ValueError(f"no row of the thread puts {name} forward")


def _one(word: str, of: Sequence[str]) -> str:
    if word.lower() not in of:
        raise ValueError(f"{word or 'nothing'} is none of {', '.join(of)}")
    return word.lower()


def _spot(cells: Cells, mails: Mails) -> Spot:
    try:
        start, end = int(cells["start_char"]), int(cells["end_char"])
    except ValueError:
        raise ValueError("start_char and end_char are no numbers") from None
    mail = mails.get(cells["message_id"])
    if mail is None:
        raise ValueError(f"no mail of the thread has the Message-ID {cells['message_id']}")
    spot = Spot(mail.message_id, start, end, cells["sha256"])
    if not 0 <= start < end or mail.words(spot) is None:
        raise ValueError("the words are no longer where they were; export the sample anew")
    return spot
