"""Pictures as numbers: where the bars, points and labels of an SVG stand.

In: months with their values. Out: coordinates, which a template draws; colours are the style
sheet's, so that a picture is light or dark as the page is. Nothing here is text of a mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipeline.publish.timeline import is_month

WIDTH, BARS, CURVE = 720.0, 120.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 8.0, 14.0, 26.0
LABELS = 8

# More points than these stand on one another: they are drawn small, without their sign.
CROWD = 60

# Bars that lie, one below another: what is longer than a screen is no picture.
FEWEST_BARS, MOST_BARS, MOST_COLUMNS = 2, 40, 4
LARGEST = 1e15  # more, and what is not a number, has no length
LANE, NAMES, VALUES, LONGEST_NAME = 26.0, 220.0, 70.0, 30

# A month with so small a share of the mails, so many months from the next, is a wrong date's.
STRAY, APART = 0.01, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """A month's bar."""

    month: str
    x: float
    y: float
    width: float
    height: float
    value: int


@dataclass(frozen=True, slots=True)
class Point:
    """A month's mean with its interval."""

    row: dict[str, Any]
    x: float
    y: float
    low: float | None
    high: float | None
    radius: float


@dataclass(frozen=True, slots=True)
class Lying:
    """A bar that lies in its lane, with its name before it and its value behind."""

    name: str
    value: str
    y: float
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a small answer as bars; `zero` is where they begin."""

    named: str
    counted: str
    width: float
    height: float
    zero: float
    bars: tuple[Lying, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's marks; `labels` are x, anchor and text."""

    width: float
    height: float
    base: float
    left: float
    right: float
    top: float
    most: int = 0
    bars: tuple[Bar, ...] = ()
    points: tuple[Point, ...] = ()
    path: str = ""
    labels: tuple[tuple[float, str, str], ...] = field(default=())


def months(known: Sequence[str]) -> list[str]:
    """Every month from the first to the last."""
    numbers = [int(each[:4]) * 12 + int(each[5:]) - 1 for each in known if is_month(each)]
    if not numbers:
        return []
    every = range(min(numbers), max(numbers) + 1)
    return [f"{each // 12:04}-{each % 12 + 1:02}" for each in every]


def lasting(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The months without those that a wrong date put years before or after all others."""
    kept = sorted(
        (row for row in rows if is_month(row["month"])), key=lambda row: str(row["month"])
    )
    few = sum(row["messages"] for row in kept) * STRAY
    for end in (0, -1):
        while len(kept) > 1 and _strays(kept, end) and kept[end]["messages"] <= max(few, 1):
            kept.pop(end)
    return kept


def _strays(rows: Sequence[dict[str, Any]], end: int) -> bool:
    near = rows[1 if end == 0 else -2]["month"]
    return len(months([rows[end]["month"], near])) > APART


def bars(rows: Sequence[dict[str, Any]]) -> Picture:
    """Mails by month: a bar for each, gaps where there was none; strays are not drawn."""
    values = {row["month"]: row["messages"] for row in lasting(rows)}
    every = months(list(values))
    most = max((values.get(month, 0) for month in every), default=0)
    step = (WIDTH - LEFT - RIGHT) / max(len(every), 1)
    base, thick = BARS - BOTTOM, min(step * 0.8, 40.0)
    made = []
    for place, month in enumerate(every):
        value = values.get(month, 0)
        height = round((base - TOP) * value / max(most, 1), 1)
        x = LEFT + step * place + (step - thick) / 2
        made.append(Bar(month, round(x, 1), base - height, round(thick, 1), height, value))
    return Picture(
        WIDTH, BARS, base, LEFT, WIDTH - RIGHT, TOP, most, tuple(made), labels=_labels(every, step)
    )


def _labels(every: Sequence[str], step: float) -> tuple[tuple[float, str, str], ...]:
    """The months that are named: as many as there is room for, Januaries where there are many."""
    if len(every) > LABELS * 3:
        named = [place for place, month in enumerate(every) if month.endswith("-01")]
    else:
        named = list(range(len(every)))
    named = named[:: -(-len(named) // LABELS) or 1]
    told = every[0][:4] if len(every) > LABELS * 3 else ""
    return tuple(
        (
            round(LEFT + step * (place + 0.5), 1),
            "middle",
            every[place][:4] if told else every[place],
        )
        for place in named
    )


def curve(rows: Sequence[dict[str, Any]]) -> Picture:
    """Means from -1 to 1 by month, with intervals; the line breaks where a month has no mean."""
    told = {row["month"]: row for row in rows if row["mean"] is not None}
    every = months(list(told))
    step = (WIDTH - LEFT - RIGHT) / max(len(every), 1)
    base = CURVE - BOTTOM
    made, path, pen = [], [], "M"
    for place, month in enumerate(every):
        if month not in told:
            pen = "M"
            continue
        row, x = told[month], round(LEFT + step * (place + 0.5), 1)
        y = _height(row["mean"], base)
        low, high = (
            None if row[end] is None else _height(row[end], base) for end in ("low", "high")
        )
        made.append(Point(row, x, y, low, high, round(3.5 + min(row["persons"], 16) ** 0.5, 1)))
        path.append(f"{pen}{x} {y}")
        pen = "L"
    return Picture(
        WIDTH, CURVE, base, LEFT, WIDTH - RIGHT, TOP,
        points=tuple(made), path=" ".join(path), labels=_labels(every, step),
    )  # fmt: skip


def _height(stance: float, base: float) -> float:
    return round(base - (stance + 1) / 2 * (base - TOP), 1)


def strip(rows: Sequence[dict[str, Any]], lanes: Sequence[str]) -> Picture:
    """Positions over time: a point for each, in the lane of its stance."""
    dated = [row for row in rows if row["sent_at"] is not None]
    height = TOP + 28.0 * len(lanes) + BOTTOM
    base = height - BOTTOM
    if not dated:
        return Picture(WIDTH, height, base, LEFT, WIDTH - RIGHT, TOP)
    every = months([f"{row['sent_at']:%Y-%m}" for row in dated])
    start, end = (edge(row["sent_at"] for row in dated) for edge in (min, max))
    lasting = max((end - start).total_seconds(), 1.0)
    left, room = 136.0, WIDTH - RIGHT - 156.0
    made = tuple(
        Point(
            row,
            round(left + room * (row["sent_at"] - start).total_seconds() / lasting, 1),
            TOP + 28.0 * lanes.index(row["stance"]) + 14,
            None,
            None,
            7 if len(dated) <= CROWD else 4,
        )
        for row in dated
    )
    labels = ((left, "start", every[0]), (left + room, "end", every[-1]))
    return Picture(
        WIDTH, height, base, left, WIDTH - RIGHT, TOP,
        points=made, labels=labels[: len(set(every)) or 1],
    )  # fmt: skip


def answer(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Answer | None:
    """A small answer as bars: its first column names them, the first of numbers is their length.

    None where there is nothing to draw: too few rows or too many, or no column of numbers.
    """
    if not (FEWEST_BARS <= len(rows) <= MOST_BARS and 1 < len(columns) <= MOST_COLUMNS):
        return None
    column = next((at for at in range(1, len(columns)) if _counts([r[at] for r in rows])), 0)
    if not column:
        return None
    values = [float(row[column] or 0) for row in rows]
    least, most = min(0.0, *values), max(0.0, *values)
    scale = (WIDTH - NAMES - VALUES) / ((most - least) or 1)
    zero = round(NAMES - least * scale, 1)
    made = tuple(
        Lying(
            _named(row[0]),
            "" if row[column] is None else f"{row[column]:,.6g}".rstrip(),
            round(TOP + LANE * place, 1),
            round(zero + min(value, 0.0) * scale, 1),
            round(abs(value) * scale, 1),
        )
        for place, (row, value) in enumerate(zip(rows, values, strict=True))
    )
    return Answer(columns[0], columns[column], WIDTH, TOP * 2 + LANE * len(rows), zero, made)


def _counts(values: Sequence[Any]) -> bool:
    """True for finite numbers, of which some may be missing, but not for yes and no."""
    known = [value for value in values if value is not None]
    numbers = all(isinstance(v, int | float | Decimal) and not isinstance(v, bool) for v in known)
    return bool(known) and numbers and all(abs(float(value)) < LARGEST for value in known)


def _named(value: Any) -> str:
    text = " ".join(str("(none)" if value is None else value).split())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
