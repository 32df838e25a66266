"""How a list felt about an idea, month by month: the numbers.

In: a connection to the database and an idea. Out: a `Trend`, or one for each list, organisation or
role. Each point is a mean over persons, one weight each, with its interval and its n; a month in
which nobody spoke of the idea is a gap, never a zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.publish import changes, periods, roles, timeline
from pipeline.publish.changes import Change
from pipeline.publish.periods import Dated, Felt, Spoken
from pipeline.store import answer

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Point:
    """A month (quarter, cycle) as the query `trend` has it, or one of which there is nothing."""

    month: str
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    persons: int = 0
    messages: int = 0
    share_for: float | None = None
    share_low: float | None = None
    share_high: float | None = None
    mentions: int = 0
    unclear: int = 0
    message: str = ""
    url: str = ""
    mood: float | None = None  # the tone in which it is spoken of, -1 to 1: no stance
    mood_low: float | None = None
    mood_high: float | None = None
    begin: str = ""  # the first day, where the name does not tell it


@dataclass(frozen=True, slots=True)
class Trend:
    """An idea's months from the first mention to the last, those without one included."""

    idea: str
    title: str
    list_id: str | None
    points: tuple[Point, ...]
    by: str = "month"
    events: tuple[Dated, ...] = ()
    changes: tuple[Change, ...] | None = None  # None where nobody asked, or too little is known
    too_few: bool = False  # too little is known to look for changes
    group: str = ""  # the organisation or role, where it is of one only
    persons: int = 0  # all who spoke of it, where it is of a group


def points(
    connection: duckdb.DuckDBPyConnection,
    idea: str,
    list_id: str | None = None,
    *,
    by: str = "month",
    cycles: Sequence[Dated] = (),
) -> Trend:
    """The trend of an idea, on one list or on all; UsageError where there is no such idea."""
    sentences = periods.spoken(connection, idea, list_id, placed=False)
    made = _trend(connection, idea, list_id, sentences, by, cycles)
    if by != "month":
        return made
    asked = {"idea": idea} | ({} if list_id is None else {"list_id": list_id})
    found = answer.query(connection, "trend", asked)
    told = {row[0]: dict(zip(found.columns, row, strict=True)) for row in found.rows}
    names = {field.name for field in fields(Point)}
    # A month is what the query says of it, so that a chart and a query never differ.
    same = (
        replace(each, **{key: value for key, value in told[each.month].items() if key in names})
        if each.month in told
        else each
        for each in made.points
    )
    return replace(made, points=tuple(same))


@dataclass(frozen=True, slots=True)
class Split:
    """A trend for each list, organisation or role, and how many were too small to have one."""

    split: str
    trends: tuple[Trend, ...]
    left_out: int = 0
    persons_left_out: int = 0


def grouped(
    connection: duckdb.DuckDBPyConnection,
    idea: str,
    list_id: str | None = None,
    *,
    split: str,
    by: str = "month",
    cycles: Sequence[Dated] = (),
    role_of: Mapping[str, str] | None = None,
) -> Split:
    """A trend for each list, organisation (of at least three persons, most first) or role.

    Roles are those of `role_of`, where a file tells them, else the parts that persons take.
    """
    sentences = periods.spoken(connection, idea, list_id, placed=split == "organisation")
    if split == "role" and role_of is None:
        role_of = roles.parts(connection, list_id)
    found = periods.grouped(sentences, split, role_of)
    trends = tuple(
        replace(
            _trend(connection, idea, name if split == "list" else list_id, rows, by, cycles),
            group="" if split == "list" else name,
            persons=len({row.person for row in rows}),
        )
        for name, rows in found.groups.items()
    )
    return Split(split, trends, found.left_out, found.persons_left_out)


def left_out(split: Split) -> str:
    """The sentence that tells what is too small to have a trend; empty where nothing is."""
    if not split.left_out:
        return ""
    groups = f"{split.left_out:,} {split.split}{'' if split.left_out == 1 else 's'}"
    persons = f"{split.persons_left_out:,} person{'' if split.persons_left_out == 1 else 's'}"
    return f"Left out: {groups} of fewer than three persons ({persons} in all)."


def with_changes(trend: Trend) -> Trend:
    """The trend with the changes of its mean; UsageError where the extra is not installed."""
    found = changes.changes(trend.points)
    if found is None:
        return replace(trend, too_few=True)
    return replace(trend, changes=tuple(found))


def _trend(
    connection: duckdb.DuckDBPyConnection,
    idea: str,
    list_id: str | None,
    sentences: Sequence[Spoken],
    by: str,
    cycles: Sequence[Dated],
) -> Trend:
    if by == "cycle" and not cycles:
        raise UsageError(
            "cycles are of a file", hint="--cycles releases.csv, a line 2014-10-16,Juno"
        )
    period = {"month": periods.month, "quarter": periods.quarter, "cycle": periods.cycle(cycles)}[
        by
    ]
    found = {name: _point(each) for name, each in periods.felt(sentences, period).items()}
    (title,) = connection.execute("select title from idea where idea = $1", [idea]).fetchone() or (
        idea,
    )
    if by == "month":
        names = list(timeline.months(found))
    elif by == "quarter":
        names = list(timeline.quarters(found))
    else:
        names = list(timeline.cycles(found, cycles))
    begins = {each.name: each.day.isoformat() for each in cycles} if by == "cycle" else {}
    every = (found.get(name) or Point(name) for name in names)
    return Trend(
        idea, title, list_id,
        tuple(replace(each, begin=begins.get(each.month, "")) for each in every), by,
    )  # fmt: skip


def _point(each: Felt) -> Point:
    return Point(
        each.period, each.mean, each.low, each.high, each.persons, each.messages,
        each.share_for, None, None, each.mentions, each.unclear, each.message, each.url,
        each.mood, each.mood_low, each.mood_high,
    )  # fmt: skip


def begins(point: Point) -> str | None:
    """The first day of a period as 2014-09-01, None where nothing tells it."""
    if point.begin:
        return point.begin
    if timeline.is_month(point.month):
        return f"{point.month}-01"
    if timeline.QUARTER.fullmatch(point.month):
        return f"{point.month[:4]}-{int(point.month[5]) * 3 - 2:02}-01"
    return None
