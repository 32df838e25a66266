"""How far coders agree, against worked examples and a library."""

from __future__ import annotations

import random

import pytest

from pipeline.learn.agreement import Unit, agreement, alpha, kappa


def units(*rows: str) -> list[Unit]:
    """One row a coder, one sign a unit; a dot is a label that was not given."""
    return [
        Unit(str(n), {str(c): sign for c, sign in enumerate(column) if sign != "."})
        for n, column in enumerate(zip(*rows, strict=True))
    ]


def test_kappa_of_a_worked_example() -> None:
    """Fifty units: 20 yes by both, 15 no by both, 5 and 10 apart; kappa is .4."""
    given = units(
        "y" * 20 + "y" * 5 + "n" * 10 + "n" * 15, "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15
    )
    assert kappa(given) == pytest.approx(0.4)


def test_kappa_is_that_of_the_library() -> None:
    """On labels drawn by chance."""
    from sklearn.metrics import cohen_kappa_score

    draw = random.Random(3)
    one = draw.choices("abc", k=200)
    other = [draw.choice([each, "a", "b"]) for each in one]
    ours = kappa(units("".join(one), "".join(other)))
    assert ours == pytest.approx(cohen_kappa_score(one, other))


def test_alpha_of_krippendorffs_example() -> None:
    """Four coders, twelve units, some labels missing: nominal alpha is .743 (Krippendorff 2011)."""
    given = units("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    assert alpha(given) == pytest.approx(0.743, abs=0.0005)


def test_chance_alone_agrees_on_one_label() -> None:
    """Where all labels are the same there is nothing to tell from chance."""
    assert kappa(units("aaa", "aaa")) is None
    assert alpha(units("aaa", "aaa")) is None


def test_intervals_are_over_threads_and_the_same_each_time() -> None:
    """Each label gets a figure too."""
    draw = random.Random(1)
    given = [
        Unit(str(n % 20), {"a": (x := draw.choice("pq")), "b": draw.choice([x, x, "p"])})
        for n in range(100)
    ]
    first = agreement(given)
    assert first == agreement(given)
    assert [(each.measure, each.label) for each in first] == [
        (measure, label) for measure in ("kappa", "alpha") for label in ("", "p", "q")
    ]
    for each in first:
        assert each.low is not None
        assert each.value is not None
        assert each.high is not None
        assert each.low <= each.value <= each.high
        assert (each.units, each.threads) == (100, 20)
