"""A thread in a page: its course, its proposals, who stands where on them, what came of it.

In: a connection to the database and a thread, or what threads are wanted. Out: a `Summary` of each.
Nothing is rewritten: every quotation is a span of a mail that its author wrote, and names its mail.
`publish.outline` makes a page of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.llm.prose import Prose
from pipeline.publish import course, debates
from pipeline.publish.course import USUAL, Length, Line
from pipeline.store import answer, queries

if TYPE_CHECKING:
    import duckdb

    from pipeline.store.queries import Value

Row = TypeVar("Row")

# So many threads are told where many are asked for, and there is no other wish.
THREADS = 10


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
    reason: Line | None = None  # what the same mail gives as a reason beside the words
    same_as: str | None = None  # the mail of somebody told before who says the same


@dataclass(frozen=True, slots=True)
class Round:
    """One of several times that a proposal was put forward."""

    proposal: str
    title: str
    outcome: str
    sent_at: datetime | None
    message: str
    url: str


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
    rounds: tuple[Round, ...] = field(default=())  # where it was put forward, if more than once
    stands: tuple[Stand, ...] = field(default=())
    before: tuple[Stand, ...] = field(default=())
    further: Line | None = None  # what its mail says next of what would be done


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
    course: tuple[Line, ...] = ()
    questions: tuple[Line, ...] = ()  # that no later mail takes up
    length: Length = USUAL
    prose: Prose | None = None  # by a language model, where one was asked for


def summary(connection: duckdb.DuckDBPyConnection, wanted: str, length: Length = USUAL) -> Summary:
    """The summary of a thread, named by any of its mails: key, Message-ID or address.

    UsageError where the database holds no such mail.
    """
    given: dict[str, Value] = {"thread": wanted}
    posts = _rows(connection, "thread", given, Post)
    key, subject = connection.execute(
        "select thread, subject from thread where thread = thread_of($wanted)", {"wanted": wanted}
    ).fetchone() or (wanted, "")
    read = course.Thread(debates.debate(connection, key), debates.standing(connection, key))
    stands = defaultdict(list)
    for stand in _rows(connection, "positions", {**given, "which": "every"}, Stand):
        stands[stand.proposal].append(stand)
    proposals = sorted(
        _rows(connection, "proposals", given, Proposed),
        key=lambda each: _order(each, len({stand.person for stand in stands[each.proposal]})),
    )
    again = {
        each.proposal: tuple(_rows(connection, "rounds", {"proposal": each.proposal}, Round))
        for each in proposals
        if each.kind == "main"
    }
    return Summary(
        thread=key,
        subject=subject,
        posts={post.message: post for post in posts},
        proposals=tuple(
            replace(_with(each, stands[each.proposal], read), rounds=again.get(each.proposal, ()))
            for each in proposals
        ),
        course=read.course(length),
        questions=read.questions(),
        length=length,
    )


def threads(
    connection: duckdb.DuckDBPyConnection,
    *,
    list_id: str | None = None,
    idea: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = THREADS,
) -> list[str]:
    """The threads with proposals that are most worth a summary, the most contested first.

    `idea` asks for those in which it is spoken of with a direction. UsageError where a list, an
    idea or a time is none.
    """
    asked = {"list_id": list_id, "since": since, "until": until}
    given = queries.values("debates", [f"{key}={text}" for key, text in asked.items() if text])
    found = [row.thread for row in _rows(connection, "debates", given, _Debated)]
    if idea is not None:
        where = {"idea": idea} | ({} if list_id is None else {"list_id": list_id})
        spoken = Counter(
            row.thread
            for row in _rows(connection, "mentions", dict(where), _Mentioned)
            if row.direction != "unclear"
        )
        # Where most is said of the idea comes first, however contested other things were.
        found = sorted((each for each in found if spoken[each]), key=lambda each: -spoken[each])
    return found[:limit]


@dataclass(frozen=True, slots=True)
class _Debated:
    thread: str


@dataclass(frozen=True, slots=True)
class _Mentioned:
    thread: str
    direction: str


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, given: dict[str, Value], record: type[Row]
) -> list[Row]:
    """The rows of a named query, of their columns those that the record has."""
    found = answer.query(connection, name, given)
    wanted = {each.name for each in fields(record)}  # type: ignore[arg-type]
    rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    return [record(**{key: row[key] for key in row if key in wanted}) for row in rows]


def _order(proposed: Proposed, persons: int) -> tuple[Any, ...]:
    """Main ones first, then those on which most persons stand, then the earliest."""
    dated = (proposed.sent_at is None, proposed.sent_at or datetime.min)  # noqa: DTZ901
    # p2 before p10
    return (proposed.kind != "main", -persons, *dated, len(proposed.proposal), proposed.proposal)


def _with(proposed: Proposed, stands: Sequence[Stand], read: course.Thread) -> Proposed:
    """The proposal with its positions, the last ones apart from those they replaced."""
    last = [stand for stand in stands if stand.superseded_by is None]
    last.sort(key=lambda stand: (stand.strength != "vote", -stand.probability))
    return replace(
        proposed,
        stands=tuple(
            each
            for stance in dict.fromkeys([*SIDES, *(stand.stance for stand in last)])
            for each in _argued([stand for stand in last if stand.stance == stance], read)
        ),
        before=tuple(stand for stand in stands if stand.superseded_by is not None),
        further=read.further(proposed.message, proposed.words or ""),
    )


def _argued(stands: Sequence[Stand], read: course.Thread) -> Iterator[Stand]:
    """The positions of a side with their reasons; those that say what another said, marked."""
    reasons = [
        read.reason(stand.message, stand.words or "") if stand.stance != "neutral" else None
        for stand in stands
    ]
    said = [
        f"{stand.words or ''} {reason.words if reason else ''}".strip()
        for stand, reason in zip(stands, reasons, strict=True)
    ]
    same = course.repeated(said)
    for place, (stand, reason) in enumerate(zip(stands, reasons, strict=True)):
        other = same[place]
        if other is None or course.says_little(said[place]):
            yield replace(stand, reason=reason)
        else:
            yield replace(stand, same_as=stands[other].message)
