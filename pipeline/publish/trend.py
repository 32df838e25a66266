"""How a list felt about an idea, month by month: the numbers, and a chart for a terminal.

In: a connection to the database and an idea. Out: a `Trend`, and its text. Each point is a mean
over persons, one weight each, with its interval and its n; a month in which nobody spoke of the
idea is a gap, never a zero. The last column leads to a mail, the last line to all of them.
"""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.publish import periods, plain, roles
from pipeline.publish.periods import Change, Dated, Felt, Spoken
from pipeline.store import answer

if TYPE_CHECKING:
    import duckdb

WIDTH = 100
# A scale of fewer characters tells nothing, one of more is hard to follow from the month.
NARROWEST_SCALE, WIDEST_SCALE = 21, 61

MEASURED = (
    "Mean stance of those who spoke of it, in their own words, -1 (against) to 1 (for); each "
    "person counts once a month. Bars are 95 % intervals (bootstrap over persons), none below "
    "three persons (○)."
)


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


BY = ("month", "quarter", "cycle")


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
    found = periods.changes(trend.points)
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
        names = list(_months(found))
    elif by == "quarter":
        names = list(_quarters(found))
    else:
        names = list(_cycles(found, cycles))
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


def _quarters(found: Sequence[str] | dict[str, Point]) -> Iterator[str]:
    """Every quarter from the first to the last; then what is none."""
    known = sorted(
        int(name[:4]) * 4 + int(name[5]) - 1 for name in found if QUARTER.fullmatch(name)
    )
    if known:
        for number in range(known[0], known[-1] + 1):
            yield f"{number // 4:04}q{number % 4 + 1}"
    yield from (name for name in found if not QUARTER.fullmatch(name))


def _cycles(found: Sequence[str] | dict[str, Point], cycles: Sequence[Dated]) -> Iterator[str]:
    """What was before the cycles; every cycle from the first mention to the last; undated."""
    names = [each.name for each in cycles]
    places = [place for place, name in enumerate(names) if name in found]
    yield from (name for name in found if name.startswith("before ") and name not in names)
    if places:
        yield from names[places[0] : places[-1] + 1]
    yield from (name for name in found if name == "undated" and name not in names)


def begins(point: Point) -> str | None:
    """The first day of a period as 2014-09-01, None where nothing tells it."""
    if point.begin:
        return point.begin
    if is_month(point.month):
        return f"{point.month}-01"
    if QUARTER.fullmatch(point.month):
        return f"{point.month[:4]}-{int(point.month[5]) * 3 - 2:02}-01"
    return None


QUARTER = re.compile(r"\d{4}q[1-4]")


def _months(spoken: Sequence[str] | dict[str, Point]) -> Iterator[str]:
    """Every month from the first to the last; then what is no month, of mails without a date."""
    numbers = sorted(
        int(month[:4]) * 12 + int(month[5:]) - 1 for month in spoken if is_month(month)
    )
    if numbers:
        for number in range(numbers[0], numbers[-1] + 1):
            yield f"{number // 12:04}-{number % 12 + 1:02}"
    yield from (month for month in spoken if not is_month(month))


def is_month(text: str) -> bool:
    """True for 2014-09; an undated mail may only be known to be of 2019q2 or 2019."""
    return re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) is not None


def silence(trend: Trend) -> str:
    """The sentence that says that nobody spoke of the idea."""
    where = "any list" if trend.list_id is None else plain.line(trend.list_id)
    return (
        f"Nobody on {where} speaks of {plain.line(trend.title)} ({plain.line(trend.idea)}) "
        "in the mails that were built."
    )


def text(trend: Trend, width: int = WIDTH) -> str:
    """The trend as plain text: a scale with a point and its interval for each month."""
    if not trend.points:
        return silence(trend)
    where = "" if trend.list_id is None else f" on {plain.line(trend.list_id)}"
    whose = f", {plain.folded(trend.group)}" if trend.group else ""
    if trend.persons:
        whose += f" (n = {trend.persons:,} person{'' if trend.persons == 1 else 's'})"
    head = [
        f"{plain.folded(trend.title)} ({plain.line(trend.idea)}){where}{whose}",
        MEASURED.replace("a month", f"a {trend.by}"),
    ]
    lines = [line for each in head for line in textwrap.wrap(each, width)]
    return "\n".join(
        [*lines, "", *_rows(trend, width), "", *_changed(trend, width), *_sources(trend)]
    )


def _changed(trend: Trend, width: int) -> Iterator[str]:
    """Where the mean changed, as far as anybody asked."""
    for each in trend.changes or ():
        said = (
            f"Change with {each.period}: mean {each.before:+.2f} in the {each.periods_before} "
            f"{trend.by}s with an interval before it, {each.after:+.2f} in the "
            f"{each.periods_after} from it on (PELT)."
        )
        yield from textwrap.wrap(said, width)
    if trend.too_few:
        yield (
            f"Too few {trend.by}s have an interval to look for a change: "
            f"{periods.FEWEST_PERIODS} are needed."
        )
    if trend.changes == ():
        yield f"No change of the mean that noise would not make (PELT over {trend.by}s)."


def _rows(trend: Trend, width: int) -> Iterator[str]:
    """The chart: a head, a line for each month, one line for a run of months without mention."""
    months = trend.points
    keys = max(len(plain.line(each.message)) for each in months)
    first = min(24, max(7, *(len(plain.line(each.month)) for each in months)))
    moods = any(each.mood is not None for each in months)
    numbers = 28 if moods and width - first - 4 - 28 - 2 - keys >= NARROWEST_SCALE else 21
    # the month, the numbers and the mail, with the spaces between them
    with_keys = width - first - 2 - numbers - 2 - keys >= NARROWEST_SCALE
    left = width - first - 2 - numbers - (2 + keys if with_keys else 0)
    scale = min(max(left, NARROWEST_SCALE), WIDEST_SCALE)
    scale -= 1 - scale % 2  # odd, so that zero has a place of its own
    yield (
        f"{trend.by:<{first}}  {_ends(scale)}  {'mean':>5} {'persons':>7} {'mails':>5}"
        + ("   mood" if numbers > 21 else "")
        + ("  latest mail" if with_keys else "")
    )
    silent: list[str] = []
    events = list(trend.events)
    for point in months:
        yield from _events(events, begins(point))
        if point.mentions + point.unclear == 0:
            silent.append(point.month)
            continue
        yield from _gap(silent, trend.by)
        silent = []
        name = plain.line(point.month)[:first]
        line = f"{name:<{first}}  {_drawn(point, scale)}  {_numbers(point)}"
        if numbers > 21:
            line += f"  {'' if point.mood is None else format(point.mood, '+.2f'):>5}"
        yield line + (f"  {plain.line(point.message)}" if with_keys else "")
    yield from _events(events, None)


def _events(events: list[Dated], begin: str | None) -> Iterator[str]:
    """The events before a period, each once, in their place among the periods."""
    while events and (begin is None or events[0].day.isoformat() < begin):
        event = events.pop(0)
        yield f"  {event.day}: {plain.folded(event.name)}"


def _ends(scale: int) -> str:
    """The head of the scale: its ends and its middle."""
    half = scale // 2
    return f"{'against':<{half}}0{'for':>{half}}"


def _gap(silent: Sequence[str], by: str = "month") -> Iterator[str]:
    if len(silent) == 1:
        yield f"{silent[0]}  (no mention)"
    elif silent:
        yield f"{silent[0]}  (no mention until {silent[-1]}: {len(silent)} {by}s)"


def _drawn(point: Point, scale: int) -> str:
    cells = [" "] * scale
    cells[scale // 2] = "┊"
    if point.mean is None:
        return f"({point.unclear} unclear)".ljust(scale)[:scale]
    if point.low is not None and point.high is not None:
        low, high = _cell(point.low, scale), _cell(point.high, scale)
        cells[low : high + 1] = "─" * (high - low + 1)
        cells[low], cells[high] = "├", "┤"
    cells[_cell(point.mean, scale)] = "○" if point.low is None else "●"
    return "".join(cells)


def _cell(stance: float, scale: int) -> int:
    return round((stance + 1) / 2 * (scale - 1))


def _numbers(point: Point) -> str:
    mean = "" if point.mean is None else f"{point.mean:+.2f}"
    return f"{mean:>5} {point.persons:>7} {point.messages:>5}"


def _sources(trend: Trend) -> Iterator[str]:
    """How to go from a month to its mails."""
    fullest = max(trend.points, key=lambda each: (is_month(each.month), each.persons, each.month))
    unclear = sum(each.unclear for each in trend.points)
    if unclear:
        takes = "sentence takes" if unclear == 1 else "sentences take"
        yield f"Left out: {unclear:,} {takes} no clear side."
    where = {} if trend.list_id is None else {"list_id": trend.list_id}
    days = {"since": fullest.month, "until": fullest.month} if trend.by == "month" else {}
    asked = {"idea": trend.idea, **where, **days}
    values = " ".join(shlex.quote(plain.line(f"{key}={value}")) for key, value in asked.items())
    yield "The mails behind a month:" if trend.by == "month" else "The mails behind it:"
    yield f"  hansard query mentions {values}"
