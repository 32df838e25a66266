"""How far a mean over persons may be from what it would be over others: 95 % intervals.

In: values of persons, one each, on the scale from -1 to 1. Out: the bounds of the interval of their
mean. The seed is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# As in queries/trend.sql and docs/decisions/0003-intervals.md.
# Of more persons, drawing takes long and tells no more than their spread: the bootstrap's limit.
MOST_DRAWN = 30
RESAMPLES = 1000
SEED = 20140901


def interval(samples: Sequence[Sequence[float]] | Any) -> tuple[Any, Any]:
    """Lower and upper bounds of the 95 % intervals of the means of samples of one size.

    Bootstrap with one made-up person at each end: without them a period in which all agree has an
    interval of no width, however few they are.
    """
    import numpy as np

    values = np.asarray(samples, dtype=np.float64)
    ends = np.tile([-1.0, 1.0], (len(values), 1))
    held = np.hstack([values, ends])
    if values.shape[1] > MOST_DRAWN:
        half = 1.959964 * held.std(axis=1) / held.shape[1] ** 0.5
        return np.maximum(held.mean(axis=1) - half, -1.0), np.minimum(held.mean(axis=1) + half, 1.0)
    random = np.random.default_rng(SEED)
    low, high = np.empty(len(held)), np.empty(len(held))
    for row, each in enumerate(held):
        means = each[random.integers(0, len(each), size=(RESAMPLES, len(each)))].mean(axis=1)
        low[row], high[row] = np.quantile(means, (0.025, 0.975))
    return low, high
