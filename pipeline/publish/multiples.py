"""A trend for each list, organisation or role as one picture of small panels, and its numbers.

In: a `Split`. Out: an SVG, PNG or page of HTML, and a CSV with a column for the group. All panels
have the same months and the same scales, so that one is read against another; the bars below a
panel are the persons behind each point, so that few look like few. One hue, as in `chart`: a
panel's place and name tell the groups apart, which no printer and no eye confuses.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.publish import chart, plain, vega
from pipeline.publish.chart import BLUE, GREY, INK
from pipeline.publish.periods import Dated
from pipeline.publish.trend import Point, Split, Trend, begins, left_out

# Two columns of panels fill a page as wide as one chart; more rows than six do not fit a page.
WIDTH, HEIGHT, COUNTS_HEIGHT, COLUMNS, MOST_PANELS = 320, 120, 26, 2, 12

MEASURED = (
    "Mean stance per month in people's own words; each person counts once. Whiskers: 95 % "
    "bootstrap interval over persons. Hollow: fewer than three persons, no interval. Bars: persons."
)
HOW = {
    "role": "A role is a part taken on the list, no office, or what a file of roles says.",
    "organisation": "By affiliation, or by the domain of the address where no file tells it.",
}  # fmt: skip


def draw(split: Split, output: Path) -> Path:
    """Write the picture to `output` and its numbers beside; the file of numbers.

    UsageError where the suffix is none of ours, the extra is not installed or there is nothing to
    draw; PartError where the disk refuses.
    """
    made = vega.writer(output)(_spec(split))
    numbers = output.with_suffix(".csv")
    vega.write(numbers, table(split).encode())
    vega.write(output, made)
    return numbers


def table(split: Split) -> str:
    """The numbers of all groups as CSV, those included for which there is no panel."""
    out = io.StringIO()
    names = [split.split, "group_persons", *(field.name for field in fields(Point))]
    lines = csv.DictWriter(out, names, lineterminator="\n")
    lines.writeheader()
    for trend in split.trends:
        whose = {split.split: group(split, trend), "group_persons": trend.persons}
        lines.writerows(whose | asdict(point) for point in trend.points)
    return out.getvalue()


def group(split: Split, trend: Trend) -> str:
    """The name of a group."""
    return (trend.list_id or "") if split.split == "list" else trend.group


def _spec(split: Split) -> dict[str, Any]:
    """The picture in the language of Vega-Lite."""
    told = [each for each in split.trends if any(point.mean is not None for point in each.points)]
    if not told:
        raise UsageError(
            "there is nothing to draw: no group takes a side on it",
            hint="hansard query ideas, which shows how often each idea is mentioned",
        )
    try:
        import altair
    except ImportError as error:
        raise vega.uninstalled() from error
    altair.data_transformers.disable_max_rows()
    drawn = told[:MOST_PANELS]
    days = sorted(
        day for trend in drawn for point in trend.points if (day := begins(point)) is not None
    )
    most = max(point.persons for trend in drawn for point in trend.points)
    panels = [_panel(altair, split, trend, (days[0], days[-1]), most) for trend in drawn]
    made: dict[str, Any] = _styled(altair, split, panels, len(told)).to_dict()
    made["usermeta"] = {"embedOptions": {"actions": {"editor": False, "source": False}}}
    return made


def _panel(altair: Any, split: Split, trend: Trend, span: tuple[str, str], most: int) -> Any:
    """A group's means above, its persons below."""
    values = chart.values_of([point for point in trend.points if begins(point) is not None])
    mails = sum(point.messages for point in trend.points)
    persons = f"{trend.persons:,} person{'' if trend.persons == 1 else 's'}"
    title = {
        "text": chart.short(plain.folded(group(split, trend))),
        "subtitle": f"n = {persons}, {mails:,} mail{'' if mails == 1 else 's'}",
        "anchor": "start", "fontSize": 13, "subtitleFontSize": 11, "subtitleColor": "#444444",
        "offset": 6,
    }  # fmt: skip
    ends = [f"{span[0]}T00:00:00Z", f"{_after(span[1])}T00:00:00Z"]
    means = _means(altair, values, ends, trend.events)
    return altair.vconcat(means, _counts(altair, values, ends, most), spacing=4).properties(
        title=title
    )


def _after(day: str) -> date:
    """A day on which the last period has not ended: its bar stands inside the picture."""
    return date.fromisoformat(day) + timedelta(days=20)


def _time(altair: Any, ends: Sequence[str], *, labels: bool) -> Any:
    months = (date.fromisoformat(ends[1][:10]) - date.fromisoformat(ends[0][:10])).days / 30
    few = months <= chart.MONTHS_LABELLED
    axis = altair.Axis(
        format="%b %Y" if few else "%Y", tickCount=5 if few else "year", labels=labels,
        ticks=labels, labelOverlap=True, grid=False, title=None, labelFontSize=10,
    )  # fmt: skip
    scale = altair.Scale(type="utc", domain=list(ends), padding=8)
    return altair.X("month:T", axis=axis, scale=scale)


def _means(
    altair: Any, values: list[dict[str, Any]], ends: Sequence[str], events: Sequence[Dated]
) -> Any:
    """Zero, events, intervals, the line and its points."""
    named = (
        "datum.value == 1 ? 'for 1' : datum.value == -1 ? 'against −1' : "
        "datum.value == 0 ? '0' : datum.label"
    )
    stance = altair.Y(
        "mean:Q", title=None, scale=altair.Scale(domain=[-1, 1]),
        axis=altair.Axis(values=[-1, 0, 1], labelExpr=named, labelFontSize=10),
    )  # fmt: skip
    told = altair.Chart(altair.Data(values=values)).transform_filter("isValid(datum.mean)")
    told = told.encode(x=_time(altair, ends, labels=False))
    small = len(values) > chart.MONTHS_ROOMY
    zero = altair.Chart(altair.Data(values=[{"zero": 0}])).mark_rule(color=INK, strokeWidth=1)
    rule = {"color": BLUE, "opacity": 0.45 if small else 1}
    whiskers = told.mark_errorbar(ticks=False, rule=rule).encode(
        y=altair.Y("low:Q", title=None), y2="high:Q"
    )
    line = told.mark_line(color=BLUE, strokeWidth=1.3).encode(y=stance, detail="run:N")
    points = told.mark_point(
        color=BLUE, filled=True, stroke=BLUE, opacity=1, size=18 if small else 40
    ).encode(
        y=stance,
        fill=altair.condition("datum.persons < 3", altair.value("white"), altair.value(BLUE)),
        tooltip=["month:T", "mean:Q", "low:Q", "high:Q", "persons:Q", "mails:Q", "latest:N"],
        href="url:N",
    )
    marked = list(_marked(altair, ends, events))
    return altair.layer(
        zero.encode(y=altair.Y("zero:Q", title=None)), *marked, whiskers, line, points
    ).properties(width=WIDTH, height=HEIGHT)


def _marked(altair: Any, ends: Sequence[str], events: Sequence[Dated]) -> Iterator[Any]:
    """A dashed rule for each event in the months shown; there is no room for its name."""
    rows = [
        {"day": f"{each.day}T00:00:00Z"}
        for each in events
        if ends[0][:10] <= each.day.isoformat() <= ends[1][:10]
    ]
    if rows:
        told = altair.Chart(altair.Data(values=rows))
        yield told.mark_rule(color=GREY, strokeDash=[4, 3]).encode(x="day:T")


def _counts(altair: Any, values: list[dict[str, Any]], ends: Sequence[str], most: int) -> Any:
    """Persons: the same scale in every panel."""
    thick = max(1.5, min(12, WIDTH / max(len(values), 1) * 0.6))
    return (
        altair.Chart(altair.Data(values=values))
        .mark_bar(color=GREY, size=thick)
        .encode(
            x=_time(altair, ends, labels=True),
            y=altair.Y(
                "persons:Q", title=None, scale=altair.Scale(domain=[0, most]),
                axis=altair.Axis(values=[0, most], format="d", labelFontSize=10, grid=False),
            ),
        )
        .properties(width=WIDTH, height=COUNTS_HEIGHT)
    )  # fmt: skip


def _styled(altair: Any, split: Split, panels: Sequence[Any], groups: int) -> Any:
    first = split.trends[0]
    title = plain.folded(first.title)
    where = f" on {plain.line(first.list_id)}" if first.list_id and split.split != "list" else ""
    heading = f"{title[:1].upper()}{title[1:]}: by {split.split}{where}"
    more = f"{groups - len(panels)} more in the numbers only." if groups > len(panels) else ""
    events = "Dashed: " + "; ".join(
        f"{each.day} {chart.short(plain.folded(each.name))}" for each in first.events
    )
    told = [
        MEASURED.replace("per month", f"per {first.by}"), HOW.get(split.split, ""),
        left_out(split), more, events if first.events else "",
    ]  # fmt: skip
    return (
        altair.concat(*panels, columns=COLUMNS, spacing=26)
        .properties(
            title={
                "text": textwrap.wrap(heading, 80),
                "subtitle": [line for each in told for line in textwrap.wrap(each, 115)],
                "subtitleColor": "#444444", "subtitleFontSize": 12, "fontSize": 17,
                "anchor": "start", "offset": 16,
            },
            padding=16,
            background="white",
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=INK, gridColor="#e6e6e6", domainColor=GREY, tickColor=GREY
        )
    )  # fmt: skip
