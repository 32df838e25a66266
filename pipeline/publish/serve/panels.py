"""Small pictures of one size and one scale: a trend for each list, organisation or role.

In: trends of the same idea. Out: for each its name, its n, and the coordinates that a template
draws. All have the same periods from left to right, so that one is read against another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.publish.trend import Point, Split, Trend, begins

WIDTH, LEFT, RIGHT, TOP, BASE = 340.0, 30.0, 10.0, 10.0, 120.0
# Persons are bars below the curve, from a line of their own (168 in the template) up.
TALLEST = 28.0
# A page shows so many panels; the numbers of all are in its JSON.
MOST = 12


@dataclass(frozen=True, slots=True)
class Dot:
    """A period's mean with its interval, and the bar of its persons."""

    point: Point
    x: float
    y: float
    low: float | None
    high: float | None
    bar: float
    thick: float


@dataclass(frozen=True, slots=True)
class Panel:
    """A group's picture."""

    name: str
    persons: int
    messages: int
    dots: tuple[Dot, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Panels:
    """All pictures; `first` and `last` name the ends of time, `most` is the height of the bars."""

    panels: tuple[Panel, ...]
    first: str
    last: str
    most: int
    more: int = 0


def name_of(split: Split, trend: Trend) -> str:
    """The name of a group."""
    return (trend.list_id or "") if split.split == "list" else trend.group


def panels(split: Split) -> Panels | None:
    """The pictures of a split; None where no period of any group has a mean."""
    told = [each for each in split.trends if any(_drawn(point) for point in each.points)]
    known = {
        day: point.month
        for trend in told
        for point in trend.points
        if (day := begins(point)) is not None
    }
    if not told:
        return None
    every = [known[day] for day in sorted(known)]
    most = max(point.persons for trend in told for point in trend.points)
    made = tuple(_panel(name_of(split, trend), trend, every, most) for trend in told[:MOST])
    return Panels(made, every[0], every[-1], most, len(told) - len(made))


def _drawn(point: Point) -> bool:
    return point.mean is not None and begins(point) is not None


def _panel(name: str, trend: Trend, every: Sequence[str], most: int) -> Panel:
    """Means from -1 to 1; the line breaks where a period has none."""
    found = {point.month: point for point in trend.points if _drawn(point)}
    step = (WIDTH - LEFT - RIGHT) / len(every)
    dots, path, pen = [], [], "M"
    for place, period in enumerate(every):
        point = found.get(period)
        if point is None or point.mean is None:
            pen = "M"
            continue
        x, y = round(LEFT + step * (place + 0.5), 1), _height(point.mean)
        dots.append(
            Dot(
                point, x, y,
                None if point.low is None else _height(point.low),
                None if point.high is None else _height(point.high),
                round(TALLEST * point.persons / max(most, 1), 1), round(min(step * 0.7, 16.0), 1),
            )
        )  # fmt: skip
        path.append(f"{pen}{x} {y}")
        pen = "L"
    messages = sum(point.messages for point in trend.points)
    return Panel(name, trend.persons, messages, tuple(dots), " ".join(path))


def _height(stance: float) -> float:
    return round(BASE - (stance + 1) / 2 * (BASE - TOP), 1)


def rows(split: Split) -> list[dict[str, Any]]:
    """The numbers of all groups as a table has them, periods without a mention left out."""
    return [
        {
            "group": name_of(split, trend), "period": point.month, "mean": point.mean,
            "low": point.low, "high": point.high, "persons": point.persons,
            "messages": point.messages, "unclear": point.unclear, "message": point.message,
        }
        for trend in split.trends
        for point in trend.points
        if point.mentions + point.unclear
    ]  # fmt: skip
