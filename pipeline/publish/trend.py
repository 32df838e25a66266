"""How a list felt about an idea, month by month: the numbers, and a chart for a terminal.

In: a connection to the database and an idea. Out: a `Trend`, and its text. Each point is a mean
over persons, one weight each, with its interval and its n; a month in which nobody spoke of the
idea is a gap, never a zero. The last column leads to a mail, the last line to all of them.
"""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from pipeline.publish import plain
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
    """A month of the query `trend`, or a month of which it has nothing."""

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


@dataclass(frozen=True, slots=True)
class Trend:
    """An idea's months from the first mention to the last, those without one included."""

    idea: str
    title: str
    list_id: str | None
    points: tuple[Point, ...]


def points(connection: duckdb.DuckDBPyConnection, idea: str, list_id: str | None = None) -> Trend:
    """The trend of an idea, on one list or on all; UsageError where there is no such idea."""
    asked = {"idea": idea} | ({} if list_id is None else {"list_id": list_id})
    found = answer.query(connection, "trend", asked)
    names = [field.name for field in fields(Point)]
    told = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    spoken = {row["month"]: Point(**{name: row[name] for name in names}) for row in told}
    (title,) = connection.execute("select title from idea where idea = $1", [idea]).fetchone() or (
        idea,
    )
    return Trend(
        idea, title, list_id, tuple(spoken.get(month) or Point(month) for month in _months(spoken))
    )


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
    head = [f"{plain.folded(trend.title)} ({plain.line(trend.idea)}){where}", MEASURED]
    lines = [line for each in head for line in textwrap.wrap(each, width)]
    return "\n".join([*lines, "", *_rows(trend.points, width), "", *_sources(trend)])


def _rows(months: Sequence[Point], width: int) -> Iterator[str]:
    """The chart: a head, a line for each month, one line for a run of months without mention."""
    keys = max(len(plain.line(each.message)) for each in months)
    # the month, the numbers and the mail, with the spaces between them
    with_keys = width - 7 - 2 - 21 - 2 - keys >= NARROWEST_SCALE
    left = width - 7 - 2 - 21 - (2 + keys if with_keys else 0)
    scale = min(max(left, NARROWEST_SCALE), WIDEST_SCALE)
    scale -= 1 - scale % 2  # odd, so that zero has a place of its own
    yield (
        f"{'month':<7}  {_ends(scale)}  {'mean':>5} {'persons':>7} {'mails':>5}"
        + ("  latest mail" if with_keys else "")
    )
    silent: list[str] = []
    for point in months:
        if point.mentions + point.unclear == 0:
            silent.append(point.month)
            continue
        yield from _gap(silent)
        silent = []
        line = f"{point.month:<7.7}  {_drawn(point, scale)}  {_numbers(point)}"
        yield line + (f"  {plain.line(point.message)}" if with_keys else "")


def _ends(scale: int) -> str:
    """The head of the scale: its ends and its middle."""
    half = scale // 2
    return f"{'against':<{half}}0{'for':>{half}}"


def _gap(silent: Sequence[str]) -> Iterator[str]:
    if len(silent) == 1:
        yield f"{silent[0]}  (no mention)"
    elif silent:
        yield f"{silent[0]}  (no mention until {silent[-1]}: {len(silent)} months)"


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
    asked = {"idea": trend.idea, **where, "since": fullest.month, "until": fullest.month}
    values = " ".join(shlex.quote(plain.line(f"{key}={value}")) for key, value in asked.items())
    yield "The mails behind a month:"
    yield f"  hansard query mentions {values}"
