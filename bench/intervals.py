"""How often does a 95 % interval of a month's mean stance hold the truth? By simulation.

A month is n persons drawn from a list whose mean stance is known; a person's stance of the month is
the mean of one to three mentions, each -1, 0 or 1. Printed for each n and interval: how often the
interval holds the list's true mean (coverage, aim .95) over all lists and on the worst of them, and
the interval's mean width. Run: .venv/bin/python bench/intervals.py
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from pipeline.learn.curves import LISTS, months

Values = NDArray[np.float64]
Bounds = tuple[Values, Values]

MONTHS = 4000
RESAMPLES = 1000
PERSONS = (2, 3, 5, 10, 30)


def bootstrap(found: Values, random: np.random.Generator) -> Bounds:
    """Percentiles of the means of resampled persons."""
    persons = found.shape[1]
    low, high = np.empty(len(found)), np.empty(len(found))
    for row, values in enumerate(found):
        means = values[random.integers(0, persons, size=(RESAMPLES, persons))].mean(axis=1)
        low[row], high[row] = np.quantile(means, (0.025, 0.975))
    return low, high


def student(found: Values, _: np.random.Generator) -> Bounds:
    """Mean plus or minus t standard errors, cut to the scale."""
    persons = found.shape[1]
    reach = stats.t.ppf(0.975, persons - 1) * found.std(axis=1, ddof=1) / np.sqrt(persons)
    mean = found.mean(axis=1)
    return np.maximum(mean - reach, -1.0), np.minimum(mean + reach, 1.0)


def wilson(found: Values, _: np.random.Generator) -> Bounds:
    """The mean as a share of the way from -1 to 1, with the Wilson score interval of a share."""
    persons = found.shape[1]
    share = (found.mean(axis=1) + 1) / 2
    centre = (share + 1.9208 / persons) / (1 + 3.8416 / persons)
    reach = 1.96 * np.sqrt(share * (1 - share) / persons + 0.9604 / persons**2)
    reach /= 1 + 3.8416 / persons
    return 2 * (centre - reach) - 1, 2 * (centre + reach) - 1


def smoothed(found: Values, random: np.random.Generator) -> Bounds:
    """Bootstrap with one person more at each end of the scale."""
    ends = np.tile([-1.0, 1.0], (len(found), 1))
    return bootstrap(np.hstack([found, ends]), random)


INTERVALS: dict[str, Callable[[Values, np.random.Generator], Bounds]] = {
    "bootstrap": bootstrap,
    "bootstrap with both ends": smoothed,
    "t": student,
    "wilson": wilson,
}


def main() -> None:
    """Print the table."""
    print(f"{'interval':<26}{'n':>4}{'coverage':>10}{'worst':>8}  {'on':<16}{'width':>6}")
    for name, interval in INTERVALS.items():
        for persons in PERSONS:
            random = np.random.default_rng(persons)
            covered, widths = {}, []
            for kind, shares in LISTS.items():
                low, high = interval(months(shares, persons, random, MONTHS), random)
                truth = shares[2] - shares[0]
                held = (low - 1e-9 <= truth) & (truth <= high + 1e-9)
                covered[kind] = float(held.mean())
                widths.append(float((high - low).mean()))
            worst = min(covered, key=lambda kind: covered[kind])
            print(
                f"{name:<26}{persons:>4}{np.mean(list(covered.values())):>10.3f}"
                f"{covered[worst]:>8.3f}  {worst:<16}{np.mean(widths):>6.2f}"
            )


if __name__ == "__main__":
    main()
