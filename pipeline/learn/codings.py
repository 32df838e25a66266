"""What coders say of whole threads: which proposals are made, and who stands where on them.

In and out: the file of a coder, NAME.jsonl, that also holds labels of sentences (`labels`). A line
each for a thread, a proposal, a position; places are Message-ID, span and digest of the words
there. No word of the mail is kept and no name: a position is that of the mail's author, unless
the mail passes on what another holds. A title is the coder's own words. Lines are only added: the
last one of a thread, of a proposal, of a position counts; one with an empty kind or stance takes
back. Only threads that are `done`, read whole, are compared and learnt from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import PartError
from pipeline.learn.labels import ADJUDICATED, append, file_of

# The words of the codebook (docs/labelling.md), in the order in which a page offers them.
KINDS = ("main", "alternative", "amendment")
OUTCOMES = ("open", "accepted", "rejected", "withdrawn", "deferred")
STANCES = ("support", "oppose", "conditional", "neutral")
STRENGTHS = ("strong", "weak")

ID = re.compile(r"[A-Za-z0-9-]{1,20}")
TITLE = 200  # characters; the codebook asks for twelve words


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a mail, and the digest of its words."""

    message_id: str
    start_char: int
    end_char: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as a coder sees it; `person` is named where the mail's author only relays it."""

    id: str
    at: Spot
    title: str
    kind: str
    outcome: str = "open"
    said: Spot | None = None  # what tells the outcome
    person: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A position as a coder sees it; `person` is named where it is not the mail's author."""

    proposal: str
    at: Spot
    stance: str
    strength: str
    person: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Nobody takes two positions on one proposal in one mail."""
        return (self.proposal, self.at.message_id, self.person)


@dataclass(frozen=True, slots=True)
class Coding:
    """A thread, named by the Message-ID of its first mail, as one coder reads it."""

    thread: str
    list_id: str
    messages: tuple[str, ...]
    done: bool = False
    proposals: tuple[Proposed, ...] = ()
    positions: tuple[Taken, ...] = ()

    def with_proposal(self, new: Proposed) -> Coding:
        """The coding with a proposal in the place of that of its id, or at the end."""
        known = {each.id: each for each in self.proposals} | {new.id: new}
        return replace(self, proposals=tuple(known.values()))

    def with_position(self, new: Taken) -> Coding:
        """The coding with a position in the place of that of its key, or at the end."""
        known = {each.key: each for each in self.positions} | {new.key: new}
        return replace(self, positions=tuple(known.values()))

    def without(self, proposal: str) -> Coding:
        """The coding without a proposal and the positions on it."""
        return replace(
            self,
            proposals=tuple(each for each in self.proposals if each.id != proposal),
            positions=tuple(each for each in self.positions if each.proposal != proposal),
        )

    def without_position(self, key: tuple[str, str, str]) -> Coding:
        """The coding without a position."""
        return replace(self, positions=tuple(each for each in self.positions if each.key != key))

    def next_id(self) -> str:
        """An id that no proposal has."""
        numbers = [
            int(each.id[1:]) for each in self.proposals if re.fullmatch(r"P\d{1,6}", each.id)
        ]
        return f"P{max(numbers, default=0) + 1}"


def save(folder: Path, coder: str, coding: Coding) -> int:
    """Write what is new in a coding to the coder's file; how many lines that took."""
    path = file_of(folder, coder)
    known = (_of(path) if path.exists() else {}).get(coding.thread)
    lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in _changes(known, coding)]
    if not lines:
        return 0
    append(path, lines)
    return len(lines)


def _changes(known: Coding | None, coding: Coding) -> Iterator[dict[str, Any]]:
    """The lines that make one coding of the other: what is taken back first."""
    before = known or replace(coding, done=not coding.done, proposals=(), positions=())
    ids = {each.id for each in coding.proposals}
    keys = {each.key for each in coding.positions}
    for taken in before.positions:
        if taken.key not in keys and taken.proposal in ids:
            yield _line(coding.thread, "position", replace(taken, stance=""))
    for proposed in before.proposals:
        if proposed.id not in ids:
            yield _line(coding.thread, "proposal", replace(proposed, kind=""))
    for proposed in coding.proposals:
        if proposed not in before.proposals:
            yield _line(coding.thread, "proposal", proposed)
    for taken in coding.positions:
        if taken not in before.positions:
            yield _line(coding.thread, "position", taken)
    if (before.done, before.messages, before.list_id) != (
        coding.done, coding.messages, coding.list_id
    ):  # fmt: skip
        yield {
            "coded": "thread", "thread": coding.thread, "list_id": coding.list_id,
            "messages": list(coding.messages), "done": coding.done,
        }  # fmt: skip


def _line(thread: str, coded: str, row: Proposed | Taken) -> dict[str, Any]:
    return {"coded": coded, "thread": thread} | asdict(row)


def read(folder: Path) -> dict[str, dict[str, Coding]]:
    """Coder to thread to coding; PartError names the line that is none."""
    found = {path.stem: _of(path) for path in sorted(folder.glob("*.jsonl"))}
    return {coder: codings for coder, codings in found.items() if codings}


def done(folder: Path) -> dict[str, dict[str, Coding]]:
    """The same of the threads that were read whole."""
    found = {
        coder: {thread: each for thread, each in codings.items() if each.done}
        for coder, codings in read(folder).items()
    }
    return {coder: codings for coder, codings in found.items() if codings}


def decided(by_coder: Mapping[str, Mapping[str, Coding]]) -> dict[str, Coding]:
    """One coding of each thread: what was decided, else the first coder's by name."""
    names = sorted(by_coder, key=lambda coder: (coder != ADJUDICATED, coder))
    found: dict[str, Coding] = {}
    for coder in names:
        for thread, coding in by_coder[coder].items():
            found.setdefault(thread, coding)
    return dict(sorted(found.items()))


def messages(by_coder: Mapping[str, Mapping[str, Coding]]) -> set[str]:
    """The Message-IDs of all mails of the threads."""
    return {
        name
        for codings in by_coder.values()
        for coding in codings.values()
        for name in coding.messages
    }


def _of(path: Path) -> dict[str, Coding]:
    found: dict[str, Coding] = {}
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if '"coded"' not in line:
            continue
        try:
            given = json.loads(line)
            if "coded" in given:
                thread = _checked_text(given["thread"])
                known = found.get(thread) or Coding(thread, "", ())
                found[thread] = _grown(known, given)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise PartError(f"{path}, line {number}: is no label", hint="mend the line") from None
    return found


def _grown(known: Coding, given: dict[str, Any]) -> Coding:
    """A coding with one more line."""
    if given["coded"] == "thread":
        messages = tuple(map(_checked_text, given["messages"]))
        if not isinstance(given["done"], bool):
            raise ValueError
        return replace(
            known, list_id=_checked_text(given["list_id"]), messages=messages, done=given["done"]
        )
    rest = {key: value for key, value in given.items() if key not in ("coded", "thread", "at")}
    at = _spot(given["at"])
    if given["coded"] == "proposal":
        said = None if rest["said"] is None else _spot(rest["said"])
        proposed = Proposed(**rest | {"at": at, "said": said})
        return (
            known.with_proposal(checked(proposed)) if proposed.kind else known.without(rest["id"])
        )
    if given["coded"] != "position":
        raise ValueError
    taken = Taken(**rest, at=at)
    if not taken.stance:
        return known.without_position(taken.key)
    if taken.stance not in STANCES or taken.strength not in STRENGTHS:
        raise ValueError
    if taken.proposal not in {each.id for each in known.proposals}:
        raise ValueError
    return known.with_position(taken)


def checked(proposed: Proposed) -> Proposed:
    """The same, or ValueError where a word is not the codebook's."""
    wrong = (
        not ID.fullmatch(proposed.id)
        or proposed.kind not in KINDS
        or proposed.outcome not in OUTCOMES
        or not isinstance(proposed.title, str)
        or not proposed.title.strip()
        or len(proposed.title) > TITLE
    )
    if wrong:
        raise ValueError
    return proposed


def _spot(given: dict[str, Any]) -> Spot:
    spot = Spot(**given)
    if not isinstance(spot.message_id, str) or not 0 <= spot.start_char <= spot.end_char:
        raise ValueError
    return spot


def _checked_text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given
