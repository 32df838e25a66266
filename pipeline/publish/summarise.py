"""A thread in a page: its proposals, who stands where on them, in their words, what came of it.

In: a connection to the database and a thread. Out: a `Summary`, and its text. Nothing is rewritten:
every quotation is a span of a mail that its author wrote, and every line names its mail. What is
cut says so, and how to have the rest.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.publish import plain
from pipeline.store import answer

if TYPE_CHECKING:
    import duckdb

    from pipeline.store.queries import Value

Row = TypeVar("Row")

WIDTH = 100
# The longest quotation that still reads as one; what is cut is marked.
QUOTE_LENGTH = 240
# More on one page and nobody reads on: the rest is counted, and named where that is short.
EACH_SIDE, IN_FULL = 8, 12
NAME_LENGTH, TITLE_LENGTH = 60, 160
# Sides in the order in which they are told.
SIDES = {
    "support": "for",
    "oppose": "against",
    "conditional": "on conditions",
    "neutral": "taking no side",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """A position on a proposal, with the words that show it."""

    proposal: str
    person: str
    name: str
    stance: str
    strength: str
    basis: str
    probability: float
    sent_at: datetime | None
    words: str | None
    message: str
    url: str
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the last position of each person, votes first, and those before."""

    proposal: str
    title: str
    kind: str
    probability: float
    person: str
    name: str
    sent_at: datetime | None
    words: str | None
    message: str
    url: str
    outcome: str
    outcome_words: str | None
    outcome_message: str | None
    stands: tuple[Stand, ...] = field(default=())
    before: tuple[Stand, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Post:
    """A mail of the thread."""

    message: str
    person: str | None
    name: str
    sent_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A thread and its proposals, the main ones first."""

    thread: str
    subject: str
    posts: dict[str, Post]
    proposals: tuple[Proposed, ...]


def summary(connection: duckdb.DuckDBPyConnection, wanted: str) -> Summary:
    """The summary of a thread, named by any of its mails: key, Message-ID or address.

    UsageError where the database holds no such mail.
    """
    given: dict[str, Value] = {"thread": wanted}
    posts = _rows(connection, "thread", given, Post)
    key, subject = connection.execute(
        "select thread, subject from thread where thread = thread_of($wanted)", {"wanted": wanted}
    ).fetchone() or (wanted, "")
    stands = defaultdict(list)
    for stand in _rows(connection, "positions", {**given, "which": "every"}, Stand):
        stands[stand.proposal].append(stand)
    proposals = sorted(_rows(connection, "proposals", given, Proposed), key=_order)
    return Summary(
        thread=key,
        subject=subject,
        posts={post.message: post for post in posts},
        proposals=tuple(_with(each, stands[each.proposal]) for each in proposals),
    )


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, given: dict[str, Value], record: type[Row]
) -> list[Row]:
    """The rows of a named query, of their columns those that the record has."""
    found = answer.query(connection, name, given)
    wanted = {each.name for each in fields(record)}  # type: ignore[arg-type]
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return [record(**{key: row[key] for key in row if key in wanted}) for row in rows]


def _order(proposed: Proposed) -> tuple[Any, ...]:
    dated = (proposed.sent_at is None, proposed.sent_at or datetime.min)  # noqa: DTZ901
    # p2 before p10
    return (proposed.kind != "main", *dated, len(proposed.proposal), proposed.proposal)


def _with(proposed: Proposed, stands: Sequence[Stand]) -> Proposed:
    """The proposal with its positions, the last ones apart from those they replaced."""
    last = [stand for stand in stands if stand.superseded_by is None]
    last.sort(key=lambda stand: (stand.strength != "vote", -stand.probability))
    values = {each.name: getattr(proposed, each.name) for each in fields(Proposed)}
    before = tuple(stand for stand in stands if stand.superseded_by is not None)
    return Proposed(**{**values, "stands": tuple(last), "before": before})


def text(told: Summary, width: int = WIDTH) -> str:
    """The summary as plain text."""
    lines = [*_wrapped(plain.folded(told.subject) or "(no subject)", 0, width)]
    lines += [*_wrapped(_span(told), 0, width), ""]
    if not told.proposals:
        lines += _wrapped("No proposal was found in this thread. The whole of it:", 0, width)
        lines += [f"  hansard query thread thread={plain.line(told.thread)}", ""]
    if len(told.proposals) > 1:
        lines += [f"{len(told.proposals)} proposals", *_overview(told, width), ""]
    for number, proposed in enumerate(told.proposals[:IN_FULL], start=1):
        lines += [*_proposal(told, number, proposed, width), ""]
    if len(told.proposals) > IN_FULL:
        lines += ["The others, each in full:"]
        lines += [
            f"  hansard query proposal proposal={plain.line(told.proposals[IN_FULL].proposal)}", ""
        ]  # fmt: skip
    return "\n".join([*lines, *_addresses(told)]).rstrip()


def _span(told: Summary) -> str:
    days = [post.sent_at for post in told.posts.values() if post.sent_at is not None]
    span = f", {_day(min(days))} to {_day(max(days))}" if days else ""
    persons = len({post.person for post in told.posts.values() if post.person})
    mails, writers = _count(len(told.posts), "mail"), _count(persons, "person")
    return f"{mails} by {writers}{span} [{plain.line(told.thread)}]"


def _overview(told: Summary, width: int) -> Iterator[str]:
    for number, proposed in enumerate(told.proposals, start=1):
        tallies = [
            f"{count} {side}"
            for stance, side in SIDES.items()
            if (count := sum(each.stance == stance for each in proposed.stands))
        ]
        told_ = "; ".join([_title(proposed), ", ".join(tallies) or "nobody's position is known"])
        yield from _wrapped(
            f"{number:>2}. {told_}; {proposed.outcome} [{proposed.message}]", 2, width, hang=4
        )


def _proposal(told: Summary, number: int, proposed: Proposed, width: int) -> Iterator[str]:
    yield from _wrapped(f"{number}. {_title(proposed)}", 0, width, hang=3)
    by = f"{_name(proposed)}, {_day(proposed.sent_at)} (p = {proposed.probability:.2f})"
    yield from _wrapped(f"{proposed.kind} proposal by {by}", 3, width)
    yield from _quotation(proposed.words, proposed.message, 3, width)
    for stance, side in SIDES.items():
        stands = [each for each in proposed.stands if each.stance == stance]
        if stands:
            yield from _side(proposed, side, stands, width)
    yield from _outcome(told, proposed, width)


def _side(
    proposed: Proposed, side: str, stands: Sequence[Stand], width: int
) -> Iterator[str]:  # fmt: skip
    votes = sum(each.strength == "vote" for each in stands)
    by_vote = f" ({_count(votes, 'explicit vote')})" if votes else ""
    yield f"   {side.capitalize()}: {len(stands)}{by_vote}"
    for stand in stands[:EACH_SIDE]:
        yield from _stand(proposed, stand, width)
    rest = stands[EACH_SIDE:]
    if rest:
        names = "; ".join(f"{_name(each)} [{each.message}]" for each in rest)
        yield from _wrapped(f"and {names}", 5, width)


def _stand(proposed: Proposed, stand: Stand, width: int) -> Iterator[str]:
    """A person's position in the person's words, but for what was quoted just above."""
    before = [
        f"{each.stance} on {_day(each.sent_at)} [{each.message}]"
        for each in proposed.before
        if each.person == stand.person
    ]
    how = "vote" if stand.strength == "vote" else f"argument, {stand.basis}"
    changed = f"; before: {', '.join(before)}" if before else ""
    said = f"{_name(stand)}, {_day(stand.sent_at)} ({how}, p = {stand.probability:.2f}{changed})"
    if (stand.message, stand.words) == (proposed.message, proposed.words):
        yield from _wrapped(f"{said} [{stand.message}]", 5, width, hang=2)
        return
    yield from _wrapped(said, 5, width, hang=2)
    yield from _quotation(stand.words, stand.message, 7, width)


def _outcome(told: Summary, proposed: Proposed, width: int) -> Iterator[str]:
    if proposed.outcome_message is None:
        untold = " (no mail of the thread settles it)" if proposed.outcome == "open" else ""
        yield f"   Outcome: {proposed.outcome}{untold}"
        return
    post = told.posts.get(proposed.outcome_message)
    said = f", says {_name(post)}, {_day(post.sent_at)}" if post else ""
    yield from _wrapped(f"Outcome: {proposed.outcome}{said}", 3, width, hang=2)
    yield from _quotation(proposed.outcome_words, proposed.outcome_message, 7, width)


def _name(who: Stand | Proposed | Post) -> str:
    name = plain.folded(who.name) or plain.folded(who.person or "") or "an unknown person"
    return _cut(name, NAME_LENGTH)


def _title(proposed: Proposed) -> str:
    return _cut(plain.folded(proposed.title) or "(no title)", TITLE_LENGTH)


def _cut(words: str, length: int) -> str:
    """The words, cut at a space where they are too long, or anywhere where there is none."""
    if len(words) <= length:
        return words
    head = words[:length]
    at = head.rfind(" ")
    return f"{head[:at] if at > length // 2 else head} …"


def _quotation(words: str | None, message: str, indent: int, width: int) -> list[str]:
    said = _cut(plain.folded(words or ""), QUOTE_LENGTH)
    told = f"“{said}”" if said else "(in the subject)"
    return _wrapped(f"{told} [{message}]", indent, width)


def _wrapped(line: str, indent: int, width: int, hang: int = 0) -> list[str]:
    """The line in lines of `width`; a key, an address or another long word stays whole."""
    return textwrap.wrap(
        plain.line(line),
        max(width, 40),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _addresses(told: Summary) -> Iterator[str]:
    """The public address of every mail that the text names."""
    named: set[str | None] = {told.thread}
    for proposed in told.proposals:
        named |= {proposed.message, proposed.outcome_message}
        named |= {each.message for each in (*proposed.stands, *proposed.before)}
    urls = {key: post.url for key, post in told.posts.items() if key in named and post.url}
    if urls:
        yield "Mails"
        yield from (f"   [{plain.line(key)}] {plain.line(urls[key])}" for key in sorted(urls))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y}" if moment else "an unknown day"
