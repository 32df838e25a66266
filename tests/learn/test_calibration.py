"""Reliability curves and calibration errors of known probabilities."""

from __future__ import annotations

import random

import pytest

from pipeline.learn import calibration


def drawn(size: int, true: float, said: float, seed: int = 1) -> list[tuple[float, bool]]:
    """Pairs that say one probability and come true with another."""
    chance = random.Random(seed)
    return [(said, chance.random() < true) for _ in range(size)]


def test_what_comes_true_has_no_error() -> None:
    """Each bin says what it holds."""
    pairs = [(0.25, n % 4 == 0) for n in range(400)] + [(0.75, n % 4 != 0) for n in range(400)]
    random.Random(1).shuffle(pairs)
    assert calibration.error(pairs, bins=2) == pytest.approx(0)
    assert [(b.said, b.true, b.n) for b in calibration.curve(pairs, bins=2)] == [
        (0.25, 0.25, 400),
        (0.75, 0.75, 400),
    ]


def test_an_overbold_model_is_found_out() -> None:
    """It says .9 and is right half the time."""
    assert calibration.error(drawn(2000, true=0.5, said=0.9)) == pytest.approx(0.4, abs=0.05)


def test_bins_hold_as_many_each() -> None:
    """Also where the pairs do not divide evenly."""
    pairs = [(n / 103, n % 2 == 0) for n in range(103)]
    sizes = [each.n for each in calibration.curve(pairs)]
    assert sum(sizes) == 103
    assert max(sizes) - min(sizes) <= 1


def test_few_pairs_make_fewer_bins() -> None:
    """And none make none."""
    assert len(calibration.curve([(0.5, True), (0.6, False)])) == 2
    assert calibration.error([]) == 0


def test_the_interval_is_over_cases_and_the_same_each_time() -> None:
    """Threads are drawn again, not pairs."""
    cases = [drawn(50, true=0.6, said=0.5, seed=seed) for seed in range(12)]
    one, other = (calibration.measure("t", "w", cases, "pairs") for _ in range(2))
    assert one == other
    assert one.low is not None
    assert one.high is not None
    assert one.low <= one.value <= one.high
    assert one.n == 600
