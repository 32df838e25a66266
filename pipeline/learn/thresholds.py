"""From which probability on a segment is said to do an act.

In: for each segment of threads its probability and whether it does the act. Out: the threshold with
the highest F1, averaged over samples of threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

DRAWS = 50  # samples of threads over which a threshold is averaged


def threshold(probability: Array, has: Array, threads: Sequence[str]) -> float:
    """The mean of the best thresholds of drawn samples: one alone follows chance too closely."""
    names = sorted(set(threads))
    place = {name: number for number, name in enumerate(names)}
    owner = np.array([place[thread] for thread in threads])
    generator = np.random.default_rng(0)
    found = []
    for _ in range(DRAWS):
        times = np.bincount(generator.integers(len(names), size=len(names)), minlength=len(names))
        drawn = np.repeat(np.arange(len(owner)), times[owner])
        if has[drawn].any():
            found.append(best_threshold(probability[drawn], has[drawn]))
    return float(np.mean(found or [0.5]))


def best_threshold(probability: Array, has: Array) -> float:
    """The threshold with the highest F1, half-way to the next lower probability."""
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(has[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + has.sum())
    best = int(np.argmax(f1))
    following = probability[order[min(best + 1, len(order) - 1)]]
    return float((probability[order[best]] + following) / 2)
