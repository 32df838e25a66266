"""How often does the interval of a period's mean stance hold the truth? By simulation.

In: nothing. Out: measures. A month is n persons drawn from a list whose mean stance is known; a
person's stance of the month is the mean of one to three mentions, each -1, 0 or 1. The interval is
that of `publish.intervals`, which is the one of the query `trend`; a Wilson interval and a plain
bootstrap are compared with it in bench/intervals.py and docs/decisions/0003-intervals.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.learn.measure import Measure
from pipeline.publish import intervals

TOPIC = "intervals of trends (simulated lists)"
MONTHS = 400  # of each list: a coverage is sure to two hundredths
PERSONS = (3, 5, 10, 30)
SEED = 20140901

# Shares of persons against, undecided and for: from even through divided to one-sided lists.
LISTS = {
    "divided": (0.5, 0.0, 0.5),
    "even": (1 / 3, 1 / 3, 1 / 3),
    "lukewarm": (0.1, 0.8, 0.1),
    "leaning": (0.2, 0.2, 0.6),
    "for": (0.05, 0.15, 0.8),
    "nearly all for": (0.02, 0.03, 0.95),
}
# A person who speaks more than once does not always say the same: so many further mentions are
# drawn anew, which leaves the mean of the list as it is.
ANEW = 0.1


def measures() -> Iterator[Measure]:
    """For each number of persons how often the 95 % interval holds the true mean."""
    import numpy as np

    for persons in PERSONS:
        random = np.random.default_rng(SEED + persons)
        held: dict[str, Any] = {}
        for kind, shares in LISTS.items():
            low, high = intervals.interval(months(shares, persons, random))
            truth = shares[2] - shares[0]
            held[kind] = (low - 1e-9 <= truth) & (truth <= high + 1e-9)
        every = np.concatenate(list(held.values()))
        worst = min(held, key=lambda kind: float(held[kind].mean()))
        reach = 1.96 * float(every.std()) / len(every) ** 0.5
        value = float(every.mean())
        yield Measure(
            TOPIC, f"coverage of the 95 % interval, {persons} persons", value, value - reach,
            min(1.0, value + reach), len(every), "months",
            f"worst list ({worst}): {float(held[worst].mean()):.3f}",
        )  # fmt: skip


def months(
    shares: tuple[float, float, float], persons: int, random: Any, count: int = MONTHS
) -> Any:
    """Stances of so many persons in each of `count` months: rows are months."""
    import numpy as np

    size = (count, persons)
    stances = np.array([-1.0, 0.0, 1.0])
    leaning = random.choice(stances, size=size, p=shares)
    mentions = random.integers(1, 4, size=size)
    total = leaning.copy()
    for further in (2, 3):
        drawn = random.choice(stances, size=size, p=shares)
        spoken = np.where(random.random(size) < ANEW, drawn, leaning)
        total += np.where(mentions >= further, spoken, 0.0)
    return total / mentions
