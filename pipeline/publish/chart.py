"""A trend as a picture: SVG, PNG or a page of HTML, with the table of its numbers beside it.

In: a `Trend`. Out: a file of the kind its suffix names, made offline, and a CSV of the same name.
Above, the mean stance of each month with its 95 % interval; below, the persons behind it. A month
without a mention breaks the line; one of fewer than three persons is a hollow point without an
interval. One hue, and form where colour would tell: it reads in print and to any eye.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.publish import plain, terminal, vega
from pipeline.publish.periods import Dated
from pipeline.publish.trend import Point, Trend, begins

# Okabe and Ito's blue and grey keep apart for every kind of colour vision, and on a grey printer.
BLUE, GREY, INK = "#0072B2", "#8c8c8c", "#222222"

WIDTH, HEIGHT, COUNTS_HEIGHT = 720, 300, 70
# Up to so many months each is named; up to so many there is room for bands and numbers.
MONTHS_LABELLED, MONTHS_ROOMY = 18, 54

# Of an event's name so much stands in the picture.
EVENT_LENGTH = 32

MEASURED = (
    "Mean stance per month in people's own words; each person counts once. Whiskers: 95 % "
    "bootstrap interval over persons. Hollow: fewer than three persons, no interval."
)


def draw(trend: Trend, output: Path) -> Path:
    """Write the chart to `output` and its numbers beside; the file of numbers.

    UsageError where the suffix is none of ours, the extra is not installed or there is nothing to
    draw; PartError where the disk refuses.
    """
    made = vega.writer(output)(_spec(trend))
    numbers = output.with_suffix(".csv")
    vega.write(numbers, table(trend).encode())
    vega.write(output, made)
    return numbers


def table(trend: Trend) -> str:
    """The numbers of the chart as CSV, a line a month, months without a mention included."""
    out = io.StringIO()
    lines = csv.DictWriter(out, [field.name for field in fields(Point)], lineterminator="\n")
    lines.writeheader()
    lines.writerows(asdict(point) for point in trend.points)
    return out.getvalue()


def _spec(trend: Trend) -> dict[str, Any]:
    """The chart in the language of Vega-Lite."""
    months = [point for point in trend.points if begins(point) is not None]
    drawn = [point for point in months if point.mean is not None]
    if not drawn:
        raise UsageError(
            f"there is nothing to draw: {terminal.silence(trend)}",
            hint="hansard query ideas, which shows how often each idea is mentioned",
        )
    try:
        import altair
    except ImportError as error:
        raise vega.uninstalled() from error
    altair.data_transformers.disable_max_rows()
    values = values_of(months)
    panels = altair.vconcat(
        _stances(altair, values, trend.events), _counts(altair, values), spacing=12
    ).resolve_scale(x="shared")
    made: dict[str, Any] = _styled(panels, trend).to_dict()
    # A page of HTML offers no link that would carry the numbers to somebody else's site.
    made["usermeta"] = {"embedOptions": {"actions": {"editor": False, "source": False}}}
    return made


def values_of(months: list[Point]) -> list[dict[str, Any]]:
    """A row a month; `run` numbers the stretches that no month without a mean interrupts."""
    rows, run = [], 0
    for point in months:
        run += point.mean is None
        sure = point.low is not None
        rows.append(
            {
                "month": f"{begins(point)}T00:00:00Z",
                "mean": point.mean,
                "mood": point.mood,
                "low": point.low,
                "high": point.high,
                "persons": point.persons,
                "mails": point.messages,
                "latest": plain.line(point.message),
                "url": point.url if point.url.startswith(("https://", "http://")) else None,
                "run": run,
                "kind": "three persons or more" if sure else "fewer: no interval",
            }
        )
    return rows


def _month(altair: Any, months: int, *, labels: bool) -> Any:
    """The axis of time: every month where they are few, years where they are many."""
    few = months <= MONTHS_LABELLED
    axis = altair.Axis(
        format="%b %Y" if few else "%Y",
        tickCount="month" if few else "year",
        labels=labels,
        ticks=labels,
        labelAngle=-40 if few and labels else 0,
        labelOverlap=True,
        grid=False,
        title=None,
    )
    return altair.X("month:T", axis=axis, scale=altair.Scale(type="utc", padding=14))


def _stances(altair: Any, values: list[dict[str, Any]], events: Sequence[Dated]) -> Any:
    """The panel of means: zero, events, intervals, moods, the line and its points."""
    chart = altair.Chart(altair.Data(values=values)).transform_filter("isValid(datum.mean)")
    chart = chart.encode(x=_month(altair, len(values), labels=False))
    few = len(values) <= MONTHS_ROOMY
    zero = altair.Chart(altair.Data(values=[{"zero": 0}])).mark_rule(color=INK, strokeWidth=1)
    line = chart.mark_line(color=BLUE, strokeWidth=1.6, opacity=1 if few else 0.45).encode(
        y=_stance(altair), detail="run:N"
    )
    layers = altair.layer(
        zero.encode(y="zero:Q"),
        *_events(altair, events),
        *_intervals(altair, chart, few),
        *_moods(chart, values, few),
        line,
        _points(altair, chart, few),
    )
    return layers.properties(width=WIDTH, height=HEIGHT)


def _moods(chart: Any, values: list[dict[str, Any]], few: bool) -> Iterator[Any]:
    """Grey triangles, told from the points by form: the tone, which is no stance."""
    if any(row["mood"] is not None for row in values):
        told = chart.transform_filter("isValid(datum.mood)")
        shown = told.mark_point(shape="triangle-up", color=GREY, size=45 if few else 16)
        yield shown.encode(y="mood:Q")


def _events(altair: Any, events: Sequence[Dated]) -> Iterator[Any]:
    """A dashed rule at the day of each event, with its name beside it."""
    if not events:
        return
    rows = [
        {"day": f"{each.day}T00:00:00Z", "name": short(plain.folded(each.name)), "top": 1}
        for each in events
    ]
    chart = altair.Chart(altair.Data(values=rows)).encode(x="day:T")
    yield chart.mark_rule(color=GREY, strokeDash=[4, 3])
    yield chart.mark_text(
        angle=270, align="right", baseline="bottom", dx=-2, dy=-2, fontSize=10, color=INK
    ).encode(y="top:Q", text="name:N")


def short(name: str) -> str:
    """As much of a name as stands in a picture."""
    return name if len(name) <= EVENT_LENGTH else f"{name[: EVENT_LENGTH - 1]}…"


def _stance(altair: Any) -> Any:
    """The axis of stances, its ends named."""
    named = (
        "datum.value == 1 ? 'for  1' : datum.value == -1 ? 'against  −1' : "
        "datum.value == 0 ? '0' : datum.label"
    )
    return altair.Y(
        "mean:Q",
        title="mean stance",
        scale=altair.Scale(domain=[-1, 1]),
        axis=altair.Axis(values=[-1, -0.5, 0, 0.5, 1], labelExpr=named),
    )


def _intervals(altair: Any, chart: Any, few: bool) -> tuple[Any, Any]:
    """Whiskers, and behind them a band where it would not fill the panel."""
    band = chart.mark_area(color=BLUE, opacity=0.13 if few else 0).encode(
        y="low:Q", y2="high:Q", detail="run:N"
    )
    ticks = {"size": 7, "color": BLUE} if few else False
    rule = {"color": BLUE, "opacity": 1 if few else 0.45}
    bars = chart.mark_errorbar(ticks=ticks, rule=rule).encode(
        y=altair.Y("low:Q", title="mean stance"), y2="high:Q"
    )
    return band, bars


def _points(altair: Any, chart: Any, few: bool) -> Any:
    """The means, larger where more persons stand behind them, each a link to its latest mail."""
    sizes = altair.Scale(type="sqrt", domainMin=1, range=[36, 260] if few else [14, 90])
    return chart.mark_point(color=BLUE, filled=True, stroke=BLUE, opacity=1).encode(
        y=_stance(altair),
        size=altair.Size("persons:Q", scale=sizes, legend=None),
        fill=altair.condition("datum.persons < 3", altair.value("white"), altair.value(BLUE)),
        tooltip=["month:T", "mean:Q", "low:Q", "high:Q", "persons:Q", "mails:Q", "latest:N"],
        href="url:N",
    )


def _counts(altair: Any, values: list[dict[str, Any]]) -> Any:
    """The panel of persons: a bar a month, with its number where there is room for it."""
    chart = altair.Chart(altair.Data(values=values))
    thick = max(2, min(18, round(WIDTH / len(values) * 0.6)))
    most = max(row["persons"] for row in values)
    encoded = chart.encode(
        x=_month(altair, len(values), labels=True),
        y=altair.Y(
            "persons:Q",
            title="persons",
            scale=altair.Scale(domain=[0, most * 1.3]),
            axis=altair.Axis(tickCount=min(most, 3), format="d"),
        ),
    )
    bars = encoded.mark_bar(color=GREY, size=thick)
    if len(values) > MONTHS_ROOMY:
        return bars.properties(width=WIDTH, height=COUNTS_HEIGHT)
    numbers = encoded.mark_text(dy=-7, fontSize=10, color=INK).encode(text="persons:Q")
    return (bars + numbers).properties(width=WIDTH, height=COUNTS_HEIGHT)


def _styled(panels: Any, trend: Trend) -> Any:
    where = "all lists" if trend.list_id is None else plain.line(trend.list_id)
    title = plain.folded(trend.title)
    return (
        panels.properties(
            title={
                "text": textwrap.wrap(f"{title[:1].upper()}{title[1:]}: how {where} felt", 80),
                "subtitle": [*textwrap.wrap(_measured(trend), 110), _source(trend)],
                "subtitleColor": "#444444",
                "subtitleFontSize": 12,
                "fontSize": 17,
                "anchor": "start",
                "offset": 14,
            },
            padding=16,
            background="white",
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=INK, labelFontSize=12, titleFontSize=12, gridColor="#e6e6e6",
            titleFontWeight="normal", domainColor=GREY, tickColor=GREY,
        )
    )  # fmt: skip


def _measured(trend: Trend) -> str:
    moods = any(point.mood is not None for point in trend.points)
    told = MEASURED.replace("per month", f"per {trend.by}")
    return f"{told} Triangles: mean mood, the tone of the same sentences." if moods else told


def _source(trend: Trend) -> str:
    mails = sum(point.messages for point in trend.points)
    return f"{mails:,} mails; to read them: hansard query mentions idea={plain.line(trend.idea)}"
