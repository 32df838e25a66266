"""One figure of `hansard evaluate`, and the intervals that go with it.

In: what was counted on each case. Out: `Measure`, with a 95 % bootstrap interval: cases are drawn
again with replacement, with a fixed seed, so that the same counts give the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Enough for two stable digits; the seed makes the interval the same in every run.
DRAWS = 1000
SEED = 20140901


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: what was measured, on what, and what others get on the same."""

    topic: str
    what: str
    value: float
    low: float | None
    high: float | None
    n: int
    unit: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """A measure that could not be taken, and what was missing for it."""

    topic: str
    why: str


Counts = tuple[float, ...]


def bootstrapped(
    cases: Sequence[Counts], figure: Callable[[Counts], float]
) -> tuple[float, float, float]:
    """A figure of the summed counts of all cases, with its 95 % bootstrap interval.

    `cases` holds for each independent case (a mail, a thread) the same kinds of counts.
    """
    import numpy as np

    table = np.asarray(cases, dtype=float)
    if not len(table):
        return 0.0, 0.0, 0.0
    generator = np.random.default_rng(SEED)
    drawn = generator.multinomial(len(table), [1 / len(table)] * len(table), size=DRAWS)
    figures = [figure(tuple(row)) for row in drawn @ table]
    low, high = np.quantile(figures, (0.025, 0.975))
    return figure(tuple(table.sum(axis=0))), float(low), float(high)


def f1(counts: Counts) -> float:
    """F1 of (true positives, false positives, false negatives); 0 where there are none."""
    right, wrong, missed = counts[:3]
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def mean_f1(counts: Counts) -> float:
    """Mean F1 of several classes, whose three counts follow one another."""
    triples = [counts[place : place + 3] for place in range(0, len(counts), 3)]
    return sum(map(f1, triples)) / len(triples)
