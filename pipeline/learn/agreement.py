"""How far coders agree: Cohen's kappa of two, Krippendorff's alpha of any number.

In: `Unit`s, each with the thread that it is of and the label that each coder gave it. Out: figures
with 95 % intervals. Labels are nominal; a unit that only one coder labelled tells nothing of
agreement and is left out. Intervals draw whole threads again, for what is said within one hangs
together.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Unit:
    """What was labelled: its thread (or mail), and coder to label."""

    thread: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agreed:
    """One figure: None where it is not defined, as where all labels are the same."""

    measure: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    units: int
    threads: int


def kappa(units: Iterable[Unit]) -> float | None:
    """Cohen's kappa of the two coders of some units; None where chance alone would agree."""
    pairs = [
        pair for unit in units if len(pair := [unit.labels[c] for c in sorted(unit.labels)]) == 2
    ]
    if not pairs:
        return None
    n = len(pairs)
    seen = sum(one == other for one, other in pairs) / n
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[label] * second[label] for label in first) / n**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def alpha(units: Iterable[Unit]) -> float | None:
    """Krippendorff's nominal alpha; None where every label is the same, or nothing is paired."""
    paired = [Counter(unit.labels.values()) for unit in units if len(unit.labels) > 1]
    totals: Counter[str] = Counter()
    differing = 0.0
    for counts in paired:
        totals += counts
        m = counts.total()
        differing += (m * m - sum(count * count for count in counts.values())) / (m - 1)
    n = totals.total()
    expected = n * n - sum(count * count for count in totals.values())
    return None if expected == 0 else 1 - (n - 1) * differing / expected


def agreement(units: Sequence[Unit], seed: int = 0) -> list[Agreed]:
    """Each measure over all labels, then of each label against all others."""
    paired = [unit for unit in units if len(unit.labels) > 1]
    coders = sorted({coder for unit in paired for coder in unit.labels})
    labels = sorted({label for unit in paired for label in unit.labels.values()})
    measures: list[tuple[str, Callable[[Iterable[Unit]], float | None]]] = [("alpha", alpha)]
    if len(coders) == 2:
        measures.insert(0, ("kappa", kappa))
    return [
        _agreed(name, label, of, _against(paired, label), seed)
        for name, of in measures
        for label in ("", *labels)
    ]


def _against(units: Sequence[Unit], label: str) -> list[Unit]:
    """The units with one label against all others; as they are where no label is named."""
    if not label:
        return list(units)
    return [
        Unit(unit.thread, {c: label if each == label else "" for c, each in unit.labels.items()})
        for unit in units
    ]


def _agreed(
    name: str,
    label: str,
    of: Callable[[Iterable[Unit]], float | None],
    units: list[Unit],
    seed: int,
) -> Agreed:
    threads: dict[str, list[Unit]] = {}
    for unit in units:
        threads.setdefault(unit.thread, []).append(unit)
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    groups = list(threads.values())
    drawn = [
        value
        for _ in range(DRAWS if len(groups) > 1 else 0)
        if (value := of([u for group in chance.choices(groups, k=len(groups)) for u in group]))
        is not None
    ]
    drawn.sort()
    low = drawn[int(len(drawn) * 0.025)] if drawn else None
    high = drawn[min(int(len(drawn) * 0.975), len(drawn) - 1)] if drawn else None
    return Agreed(name, label, of(units), low, high, len(units), len(groups))
