"""What the page of a whole thread shows, and what its form tells.

In: the mails of a thread, a coding, a filled form. Out: plain data for the template, and the coding
changed. One own sentence is chosen; then it is marked as a proposal, as a position on one that is
known, or as what tells an outcome. For who adjudicates the others' marks stand beside the words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.learn import mailed
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
from pipeline.learn.labelling import page
from pipeline.learn.mailed import Mail
from pipeline.publish.serve import links, shown
from pipeline.publish.serve.source import Row, read

if TYPE_CHECKING:
    import duckdb

LONGEST = 60_000  # so many characters of a mail are shown with their sentences
CHOICES = {"kinds": KINDS, "outcomes": OUTCOMES, "stances": STANCES, "strengths": STRENGTHS}

# As in docs/labelling.md: what is coded, when, and when not.
CODEBOOK = (
    (
        "Proposal",
        "asks the list, or whoever has the say, to take or leave an action: a change, a rule, a "
        "vote, a name, a date, a promotion; one can be for or against it",
        "a plain bug fix, what somebody will do anyway, a question that suggests nothing",
    ),
    (
        "Alternative, amendment",
        "goes against the main proposal, or changes a part of it, and another person reacts to it "
        "or its author plainly calls for it",
        "a passing thought that nobody takes up",
    ),
    (
        "Support, oppose",
        "makes known that they are for it or against it, by vote, in words or by argument; who "
        "proposes supports, once, in the mail that proposes",
        "a vote that is quoted or told of somebody else, thanks, a joke",
    ),
    (
        "Conditional",
        "is for it only if something is met, or for one part and against another",
        "a support that goes on to wishes for later",
    ),
    (
        "Neutral",
        "says that they are undecided or do not mind",
        "a mere question or fact: that is no position at all",
    ),
    (
        "Strong, weak",
        "votes or cannot be mistaken: strong; must be read from argument or tone: weak",
        "a measure of how much they care",
    ),
    (
        "Outcome",
        "or the thread shows how it ended: accepted by who has the say or by clear assent of all, "
        "rejected, withdrawn by the proposer, deferred; else open",
        "what became of it elsewhere or later",
    ),
)

BLOCKS = """
    select message, number, kind, start_char, end_char from block
    where list_contains($messages, message) order by message, number
"""


def mails(connection: duckdb.DuckDBPyConnection, thread: str) -> list[Mail]:
    """The mails of a thread in reading order."""
    return list(mailed.of_threads(connection, [thread]).values())


def fresh(of: Sequence[Mail]) -> Coding:
    """A coding of a thread in which nothing is marked yet."""
    return Coding(of[0].message_id, of[0].list_id, tuple(each.message_id for each in of))


def shown_(
    connection: duckdb.DuckDBPyConnection,
    of: Sequence[Mail],
    coding: Coding,
    others: Mapping[str, Coding],
) -> Row:
    """The thread in mails, each in parts, with what is marked."""
    blocks = _blocks(connection, of)
    notes = _notes(coding, {})
    for coder, other in others.items():
        for key, told in _notes(other, {"coder": coder}).items():
            notes.setdefault(key, []).extend(told)
    names = {each.message: each.author for each in of}
    by_id = {each.message_id: each for each in of}
    return {
        "subject": of[0].subject,
        "list_id": of[0].list_id,
        "thread": of[0].thread,
        "mails": [
            {
                "id": f"m{number}",
                "author": each.author,
                "sent_at": each.sent_at,
                "message": each.message,
                "url": links.public(each.url),
                "answers": names.get(each.parent or "", ""),
                "parts": _parts(number, each, blocks.get(each.message, []), notes),
            }
            for number, each in enumerate(of)
        ],
        "proposals": [_proposal(each, by_id) for each in coding.proposals],
        "positions": [
            _position(each, number, by_id) for number, each in enumerate(coding.positions)
        ],
        "seen": seen(of, coding),
        "done": coding.done,
    }


def _blocks(
    connection: duckdb.DuckDBPyConnection, of: Sequence[Mail]
) -> dict[str, list[Row]]:  # fmt: skip
    found: dict[str, list[Row]] = {}
    for row in read(connection, BLOCKS, {"messages": [each.message for each in of]}):
        found.setdefault(row["message"], []).append(row)
    return found


Notes = dict[tuple[str, int], list[Row]]


def _notes(coding: Coding, more: Row) -> Notes:
    """What is marked, by mail and first character."""
    found: Notes = {}

    def note(spot: Spot, kind: str, words: str) -> None:
        row = {"coder": "", "kind": kind, "words": words} | more
        found.setdefault((spot.message_id, spot.start_char), []).append(row)

    titles = {each.id: each.title for each in coding.proposals}
    for each in coding.proposals:
        note(each.at, "proposal", f"proposes {each.id} ({each.kind}): {each.title}")
        if each.said:
            note(each.said, "outcome", f"says that {each.id} is {each.outcome}")
    for taken in coding.positions:
        does = shown.STANCES[taken.stance][1]
        words = f"{does} {taken.proposal} ({taken.strength}): {titles[taken.proposal]}"
        note(taken.at, taken.stance, words)
    return found


def _parts(number: int, mail: Mail, blocks: Sequence[Row], notes: Notes) -> list[Row]:
    """The parts of a mail as `page` cuts them, each sentence with its name and its marks."""
    sentences: list[Row] = [
        {"block": _block(blocks, start), "start_char": start, "end_char": end, "place": place,
         "text": shown.body(mail.body[start:end])}
        for place, (start, end) in enumerate(mail.spans)
        if end <= LONGEST
    ]  # fmt: skip
    marked = [(start, each) for (name, start), each in notes.items() if name == mail.message_id]
    for each in sentences:
        each["name"] = f"{number}.{each['place']}"
        each["notes"] = [
            note
            for start, told in sorted(marked, key=lambda pair: pair[0])
            if each["start_char"] <= start < each["end_char"]
            for note in told
        ]
    return page.parts(mail.body[: LONGEST + 1], blocks, sentences)


def _block(blocks: Sequence[Row], start: int) -> int:
    return next((int(b["number"]) for b in blocks if b["start_char"] <= start < b["end_char"]), -1)


def _proposal(each: Proposed, by_id: Mapping[str, Mail]) -> Row:
    return {
        "id": each.id, "title": each.title, "kind": each.kind, "outcome": each.outcome,
        "who": each.person or _author(each.at, by_id), "spot": _name(each.at, by_id),
        "said": _name(each.said, by_id) if each.said else "",
    }  # fmt: skip


def _position(each: Taken, number: int, by_id: Mapping[str, Mail]) -> Row:
    return {
        "number": number, "proposal": each.proposal, "stance": each.stance,
        "sign": shown.STANCES[each.stance][0], "strength": each.strength,
        "who": each.person or _author(each.at, by_id), "spot": _name(each.at, by_id),
    }  # fmt: skip


def _author(spot: Spot, by_id: Mapping[str, Mail]) -> str:
    return by_id[spot.message_id].author if spot.message_id in by_id else spot.message_id


def _name(spot: Spot, by_id: Mapping[str, Mail]) -> str:
    """What the sentence of a spot is called on the page; empty where it is not there any more."""
    for number, mail in enumerate(by_id.values()):
        if mail.message_id == spot.message_id and mail.words(spot):
            for place, (start, end) in enumerate(mail.spans):
                if start <= spot.start_char < end:
                    return f"{number}.{place}"
    return ""


def seen(of: Sequence[Mail], coding: Coding) -> str:
    """What a page is known by: a form of another reading, or of another tab, is refused."""
    spans = [
        (each.message_id, each.spans, hashlib.sha256(each.body.encode()).digest()) for each in of
    ]
    return hashlib.sha256(repr((spans, coding)).encode()).hexdigest()[:20]


def told(of: Sequence[Mail], coding: Coding, form: Mapping[str, Sequence[str]]) -> Coding:
    """The coding as a form changes it; UsageError says what is missing in the form."""
    asked = {key: (values[0] if values else "").strip() for key, values in form.items()}
    do, _, what = asked.get("do", "").partition(" ")
    if do == "propose":
        return _proposed(of, coding, asked)
    if do == "stand":
        return _taken(of, coding, asked)
    if do == "outcome":
        return _ended(of, coding, asked)
    if do == "remove":
        return coding.without(what)
    if do == "unsay" and what.isdecimal() and int(what) < len(coding.positions):
        return coding.without_position(coding.positions[int(what)].key)
    if do in ("done", "open"):
        return replace(coding, done=do == "done")
    raise UsageError("the form does not say what to do", hint="press one of its buttons")


def _proposed(of: Sequence[Mail], coding: Coding, asked: Mapping[str, str]) -> Coding:
    """A proposal more, and its author's support, as the codebook has it."""
    title = " ".join(asked.get("title", "").split())
    if not title or len(title) > TITLE:
        raise UsageError(f"A proposal needs a title of at most {TITLE} characters.")
    new = Proposed(coding.next_id(), _spot(of, asked), title, _one(asked, "kind", KINDS))
    supports = Taken(new.id, new.at, "support", "strong")
    return coding.with_proposal(new).with_position(supports)


def _taken(of: Sequence[Mail], coding: Coding, asked: Mapping[str, str]) -> Coding:
    proposal = _known(coding, asked.get("on", "")).id
    stance, strength = _one(asked, "stance", STANCES), _one(asked, "strength", STRENGTHS)
    return coding.with_position(Taken(proposal, _spot(of, asked), stance, strength))


def _ended(of: Sequence[Mail], coding: Coding, asked: Mapping[str, str]) -> Coding:
    """An outcome; the chosen sentence tells it, where one is chosen."""
    proposed = _known(coding, asked.get("of", ""))
    outcome = _one(asked, "outcome", OUTCOMES)
    said = _spot(of, asked) if asked.get("at") and outcome != "open" else None
    return coding.with_proposal(replace(proposed, outcome=outcome, said=said))


def _known(coding: Coding, name: str) -> Proposed:
    for each in coding.proposals:
        if each.id == name:
            return each
    raise UsageError("Choose the proposal that it is about; mark the proposal first.")


def _one(asked: Mapping[str, str], key: str, of: Sequence[str]) -> str:
    if asked.get(key) not in of:
        raise UsageError(f"Choose a {key}.")
    return asked[key]


def _spot(of: Sequence[Mail], asked: Mapping[str, str]) -> Spot:
    number, _, place = asked.get("at", "").partition(".")
    if not (number.isdecimal() and place.isdecimal() and len(number + place) < 12):
        raise UsageError("Choose the sentence first.")
    if int(number) >= len(of) or int(place) >= len(of[int(number)].spans):
        raise UsageError("There is no such sentence.")
    mail = of[int(number)]
    return mail.spot(*mail.spans[int(place)])


def at(asked: Mapping[str, Sequence[str]]) -> str:
    """Where the page goes on: at the sentence that was chosen."""
    given: Any = asked.get("at", [""])[0]
    return f"#s{given}" if given.replace(".", "").isdecimal() else ""
