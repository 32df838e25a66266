"""Where the mean stance changed for good: with which period those that follow differ.

In: the points of a trend. Out: its changes, None where too little is known to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.errors import UsageError

# A change is looked for where so many periods have an interval; each side must have so many.
FEWEST_PERIODS, EACH_SIDE = 8, 3


@dataclass(frozen=True, slots=True)
class Change:
    """A period with which the mean stance of those that follow differs from those before."""

    period: str
    before: float
    after: float
    periods_before: int
    periods_after: int


def changes(points: Sequence[Any]) -> list[Change] | None:
    """Where the mean stance changed (PELT, least squares); None where too little is known to tell.

    The penalty is that of BIC for means of the spread that the intervals tell, so that what noise
    alone would do is no change. UsageError where the extra is not installed.
    """
    import math

    known = [point for point in points if point.low is not None and point.high is not None]
    if len(known) < FEWEST_PERIODS:
        return None
    try:
        import numpy as np
        import ruptures
    except ImportError as error:
        raise UsageError(
            "change points need a package that is not installed",
            hint="pip install 'hansard[changes]'",
        ) from error
    values = np.array([point.mean for point in known])
    spread = float(np.mean([((point.high - point.low) / 3.92) ** 2 for point in known]))
    search = ruptures.Pelt(model="l2", min_size=EACH_SIDE, jump=1).fit(values.reshape(-1, 1))
    bounds = [0, *search.predict(pen=3 * spread * math.log(len(values)))]
    means = [float(values[low:high].mean()) for low, high in pairwise(bounds)]
    sizes = [high - low for low, high in pairwise(bounds)]
    return [
        Change(
            getattr(known[at], "month", getattr(known[at], "period", "")),
            round(means[place], 4), round(means[place + 1], 4), sizes[place], sizes[place + 1],
        )
        for place, at in enumerate(bounds[1:-1])
    ]  # fmt: skip
