"""A trend as plain text: a chart for a terminal.

In: a `Trend`, and how wide the terminal is. Out: its text: a scale with a point and its interval
for each period. A period in which nobody spoke of the idea is a gap, never a zero. The last column
leads to a mail, the last line to all of them.
"""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator, Sequence

from pipeline.publish import changes, plain
from pipeline.publish.periods import Dated
from pipeline.publish.timeline import is_month
from pipeline.publish.trend import Point, Trend, begins

WIDTH = 100
# A scale of fewer characters tells nothing, one of more is hard to follow from the month.
NARROWEST_SCALE, WIDEST_SCALE = 21, 61

MEASURED = (
    "Mean stance of those who spoke of it, in their own words, -1 (against) to 1 (for); each "
    "person counts once a month. Bars are 95 % intervals (bootstrap over persons), none below "
    "three persons (○)."
)


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
            f"{changes.FEWEST_PERIODS} are needed."
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
