"""Whether probabilities are what they say: reliability curves and expected calibration errors.

In: for each independent case (a thread) pairs of a probability and whether it came true. Out: a
curve of bins with as many pairs each, and the expected calibration error (Naeini et al. 2015): the
mean distance between what the bins say and what came true, weighted by their size; with a 95 %
interval by drawing cases again. It is never quite nought: chance alone gives a little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.learn.measure import SEED, Measure

BINS = 10
DRAWS = 200

Pairs = Sequence[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of like probability: the mean of what they say, the share that came true, how many."""

    said: float
    true: float
    n: int


def curve(pairs: Pairs, bins: int = BINS) -> list[Bin]:
    """The reliability curve, from the lowest probabilities to the highest."""
    # Not by what came true: pairs of one probability are a sample of it in any order.
    ordered = sorted(pairs, key=lambda pair: pair[0])
    size = len(ordered)
    edges = [round(place * size / bins) for place in range(bins + 1)]
    found = []
    for start, end in pairwise(edges):
        if part := ordered[start:end]:
            said, true = (sum(column) / len(part) for column in zip(*part, strict=True))
            found.append(Bin(said, true, len(part)))
    return found


def error(pairs: Pairs, bins: int = BINS) -> float:
    """The expected calibration error, 0 (what is said comes true) to 1."""
    found = curve(pairs, bins)
    total = sum(each.n for each in found)
    return sum(each.n * abs(each.said - each.true) for each in found) / total if total else 0.0


def measure(topic: str, what: str, cases: Sequence[Pairs], unit: str) -> Measure:
    """The error with its interval over the cases, and the curve beside it."""
    import numpy as np

    pairs = [pair for case in cases for pair in case]
    generator = np.random.default_rng(SEED)
    drawn = [_again(cases, generator) for _ in range(DRAWS)] if len(cases) > 1 else [pairs]
    low, high = np.quantile([error(each) for each in drawn], (0.025, 0.975))
    shown = " ".join(f"{each.said:.2f}>{each.true:.2f}" for each in curve(pairs))
    return Measure(
        topic, what, error(pairs), float(low), float(high), len(pairs), unit, f"said>true: {shown}"
    )


def _again(cases: Sequence[Pairs], generator: Any) -> list[tuple[float, bool]]:
    chosen = generator.integers(len(cases), size=len(cases))
    return [pair for place in chosen for pair in cases[place]]
