"""Codings in the JSON that coded threads are published in, written and read.

In and out: an object a thread, as those that `hansard train --gold` learns from: Message-IDs in
angle brackets, persons by name, and for evidence a quote of the mail, word for word, white space
folded. In this form words of the mail are kept; what is read in keeps only where they stand. A
quote that is not in its mail is told and its row left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import PartError, UsageError
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
)
from pipeline.learn.mailed import Mail, Mails

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A coding as JSON, and how many of its rows have words that are not there any more."""

    given: Given
    lost: int


def written(coding: Coding, mails: Mails) -> Written:
    """A coding as an object of JSON."""
    known = [mails[each] for each in coding.messages if each in mails]
    proposals = [_proposal(each, mails) for each in coding.proposals]
    kept = [each for each in proposals if each]
    ids = {each["id"] for each in kept}
    positions = [_position(each, mails) for each in coding.positions if each.proposal in ids]
    held = [each for each in positions if each]
    given = {
        "subject": known[0].subject if known else "",
        "root": _angled(coding.thread),
        "messages": [_angled(each) for each in coding.messages],
        "archives": sorted({f"{each.list_id}/{each.month}.txt" for each in known}),
        "proposals": kept,
        "positions": held,
    }
    lost = len(coding.proposals) + len(coding.positions) - len(kept) - len(held)
    return Written(given, lost)


def _proposal(row: Proposed, mails: Mails) -> Given | None:
    quote = _words(row.at, mails)
    if quote is None:
        return None
    told = _words(row.said, mails) if row.said else None
    return {
        "id": row.id,
        "title": row.title,
        "message_id": _angled(row.at.message_id),
        "person": row.person or mails[row.at.message_id].author,
        "kind": row.kind,
        "outcome": row.outcome,
        "outcome_message_id": _angled(row.said.message_id)
        if row.said and told is not None
        else None,
        "outcome_quote": told or None,
        "quote": quote,
    }


def _position(row: Taken, mails: Mails) -> Given | None:
    quote = _words(row.at, mails)
    if quote is None:
        return None
    return {
        "proposal": row.proposal,
        "person": row.person or mails[row.at.message_id].author,
        "message_id": _angled(row.at.message_id),
        "stance": row.stance,
        "strength": row.strength,
        "quote": quote,
    }


def _words(spot: Spot, mails: Mails) -> str | None:
    mail = mails.get(spot.message_id)
    return mail.words(spot) if mail else None


def _angled(message_id: str) -> str:
    return f"<{message_id}>"


def bare(message_id: str) -> str:
    """A Message-ID without its brackets."""
    return message_id.strip().strip("<>")


def files(path: Path) -> list[tuple[str, Given]]:
    """Where from, and each object of a file (one, or an array of them) or of a folder of files."""
    names = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not names:
        raise UsageError(f"{path} holds no coded threads", hint="one JSON file a thread")
    found: list[tuple[str, Given]] = []
    for name in names:
        try:
            given = json.loads(name.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise UsageError(f"cannot read {name}: {error}", hint="a file of --export") from error
        for each in given if isinstance(given, list) else [given]:
            if not isinstance(each, dict) or not isinstance(each.get("messages"), list):
                raise UsageError(f"{name} holds no coded thread", hint="a file of --export")
            found.append((str(name), each))
    return found


def ids(given: Iterable[Given]) -> set[str]:
    """The Message-IDs that objects name."""
    return {bare(str(name)) for each in given for name in each["messages"]}


def understood(given: Given, mails: Mails) -> tuple[Coding | None, list[str]]:
    """The coding of an object, and a sentence for each of its rows that is none.

    None where the database has none of its mails.
    """
    messages = tuple(name for name in (bare(str(each)) for each in given["messages"]))
    known = [mails[name] for name in messages if name in mails]
    if not known:
        return None, ["no mail of the thread is in the database"]
    root = bare(str(given.get("root") or messages[0]))
    coding = Coding(root, known[0].list_id, messages, done=True)
    wrong: list[str] = []
    for row in given.get("proposals", ()):
        try:
            coding = coding.with_proposal(_proposed(row, mails))
        except (ValueError, KeyError, TypeError) as error:
            wrong.append(f"proposal {_name(row, 'id')}: {_said(error)}")
    ids_ = {each.id for each in coding.proposals}
    for number, row in enumerate(given.get("positions", ()), 1):
        try:
            taken = _taken(row, mails)
            if taken.proposal not in ids_:
                raise ValueError(f"there is no proposal {taken.proposal}")
            coding = coding.with_position(taken)
        except (ValueError, KeyError, TypeError) as error:
            wrong.append(f"position {number}: {_said(error)}")
    return coding, wrong


def _name(row: object, key: str) -> str:
    return str(row.get(key, "")) if isinstance(row, dict) else ""


def _said(error: Exception) -> str:
    return f"has no {error.args[0]}" if isinstance(error, KeyError) else str(error)


def _proposed(row: Given, mails: Mails) -> Proposed:
    mail, at = _found(row["message_id"], row["quote"], mails)
    said: Spot | None = None
    outcome = _one(row["outcome"], OUTCOMES)
    if row.get("outcome_message_id"):
        name = bare(row["outcome_message_id"])
        quote = str(row.get("outcome_quote") or "")
        if name in mails:  # a mail may tell an outcome without a quote that shows it
            said = mails[name].holding(quote) or mails[name].spot(0, 0)
    title = str(row["title"]).strip()[:TITLE]
    if not title:
        raise ValueError("has no title")
    person = "" if mail.called(row["person"]) else str(row["person"])
    return Proposed(str(row["id"]), at, title, _one(row["kind"], KINDS), outcome, said, person)


def _taken(row: Given, mails: Mails) -> Taken:
    mail, at = _found(row["message_id"], row["quote"], mails)
    person = "" if mail.called(row["person"]) else str(row["person"])
    return Taken(
        str(row["proposal"]), at, _one(row["stance"], STANCES), _one(row["strength"], STRENGTHS),
        person,
    )  # fmt: skip


def _found(message_id: str, quote: str, mails: Mails) -> tuple[Mail, Spot]:
    name = bare(str(message_id))
    if name not in mails:
        raise ValueError(f"no mail of the database has the Message-ID {name}")
    at = mails[name].holding(str(quote))
    if at is None:
        raise ValueError(f"the quote is not in the mail {name}")
    return mails[name], at


def _one(word: object, of: Sequence[str]) -> str:
    if word not in of:
        raise ValueError(f"{word} is none of {', '.join(of)}")
    return str(word)


def write(path: Path, given: Sequence[Given]) -> None:
    """Write objects: a name that ends in .json holds one, or an array; else a folder of files."""
    try:
        if path.suffix == ".json":
            whole = given[0] if len(given) == 1 else list(given)
            path.write_text(_text(whole), "utf-8")
            return
        path.mkdir(parents=True, exist_ok=True)
        for number, each in enumerate(given, 1):
            (path / f"{number:03}.json").write_text(_text(each), "utf-8")
    except OSError as error:
        raise PartError(f"cannot write {path}: {error.strerror}", hint="another file") from error


def _text(given: object) -> str:
    return json.dumps(given, ensure_ascii=False, indent=1) + "\n"
