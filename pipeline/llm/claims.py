"""What a language model claims of a mail, each claim held against the mail itself.

In: the text of an answer and the request it answers. Out: the claims that hold, and how many were
thrown out. A claim holds where its ids are of the request and its quotation stands in the cited
sentence word for word (white space aside); its span is that of the quotation. The person is never
the model's to say: it is the author of the mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from pipeline.debate.features import STANCES
from pipeline.llm.request import CAME, KINDS, MADE, NEW, OUTCOMES, TAKEN, Request

TITLE = 120  # characters
# A quotation is words, or a vote: a full stop alone stands in every sentence.
TELLING = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence and the span of the words in it that were quoted."""

    sentence: int
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Made:
    """A proposal newly made; `id` is what the other claims of the answer call it."""

    id: str
    title: str
    kind: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class On:
    """What is said of a proposal: a stance, or an outcome."""

    proposal: str
    said: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of an answer that hold, and how many there were and were thrown out."""

    made: tuple[Made, ...] = ()
    taken: tuple[On, ...] = ()
    came: tuple[On, ...] = ()
    claims: int = 0
    refused: int = 0
    defect: str = ""


def claims(text: str, request: Request, body: str) -> Claims:
    """The claims of an answer on the mail with that body; those that do not hold are counted."""
    answer = parsed(text)
    if answer is None:
        return Claims(defect="the answer is no JSON object" if text.strip() else "no answer")
    told = {name: rows(answer.get(name)) for name in ("proposals", "positions", "outcomes")}
    made = _first(_made(told["proposals"], request, body), MADE)
    ids = {each.id for each in request.known} | {each.id for each in made}
    taken = _first(_on(told["positions"], "stance", STANCES, ids, request, body), TAKEN)
    came = _first(_on(told["outcomes"], "outcome", OUTCOMES, ids, request, body), CAME)
    count = sum(map(len, told.values()))
    return Claims(made, taken, came, count, count - len(made) - len(taken) - len(came))


Claim = TypeVar("Claim", Made, On)


def _first(found: Iterable[Claim], most: int) -> tuple[Claim, ...]:
    """One claim for each proposal, the first, and no more than a mail may hold."""
    by_id: dict[str, Claim] = {}
    for each in found:
        by_id.setdefault(each.id if isinstance(each, Made) else each.proposal, each)
    return tuple(by_id.values())[:most]


def parsed(text: str) -> dict[str, Any] | None:
    """The JSON object of an answer, also where a model wrapped it in other words."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        found = orjson.loads(text[start : end + 1])
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def rows(value: Any) -> list[Any]:
    """The rows of an answer, none where it gives something else."""
    return value if isinstance(value, list) else []


def _made(told: list[Any], request: Request, body: str) -> Iterator[Made]:
    for row in told:
        if not isinstance(row, dict):
            continue
        title = " ".join(str(row.get("title", "")).split())[:TITLE]
        evidence = _evidence(row, request, body)
        if evidence and TELLING.search(title) and row.get("id") in NEW and row.get("kind") in KINDS:
            yield Made(row["id"], title, row["kind"], evidence)


def _on(
    told: list[Any],
    field: str,
    allowed: tuple[str, ...],
    ids: set[str],
    request: Request,
    body: str,
) -> Iterator[On]:
    for row in told:
        if not isinstance(row, dict):
            continue
        evidence = _evidence(row, request, body)
        known = isinstance(row.get("proposal"), str) and row["proposal"] in ids
        if evidence and known and row.get(field) in allowed:
            yield On(row["proposal"], row[field], evidence)


def _evidence(row: dict[str, Any], request: Request, body: str) -> Evidence | None:
    """Where the quoted words stand in the cited sentence; None where they do not."""
    cited, quoted = row.get("sentence"), row.get("quote")
    sentence = request.sentences.get(cited) if isinstance(cited, str) else None
    if sentence is None or not isinstance(quoted, str) or not TELLING.search(quoted):
        return None
    span = located(quoted, body, sentence.start_char, sentence.end_char)
    return None if span is None else Evidence(sentence.number, *span)


def located(
    quoted: str, body: str, start: int = 0, end: int | None = None
) -> tuple[int, int] | None:
    """The span in the body of words quoted from a part of it, white space aside; None if absent."""
    words = quoted.split()
    if not words:
        return None
    # A quotation begins and ends with whole words: "not" is no quotation of "nothing".
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    found = re.compile(pattern).search(body, start, len(body) if end is None else end)
    return found.span() if found else None
