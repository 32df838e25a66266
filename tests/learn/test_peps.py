"""Telling what became of PEPs from proposals' outcomes."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.learn import peps
from pipeline.learn.measure import Measure
from pipeline.records import Proposal


def proposal(day: int, outcome: str) -> Proposal:
    """A main proposal of a day, and what became of it."""
    key = f"dev/2031-03/{day:04}"
    return Proposal(
        f"{key}/p1", key, key, 0, 0, 9, "PEP 9001", "ada@example.org", datetime(2031, 3, day),
        "main", 0.9, outcome, None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        (("adopting PEP 463",), 463),
        (("adopting it", "as PEP-0463 says"), 463),
        (("adopting it", "", "Re: pep463 again"), 463),
        (("adopting PEP 8", "which PEP 463 asks for"), 8),
        (("PEP 8 or PEP 463?", "PEP 9"), None),
        (("a pep talk", "peppers 12"), None),
        (("PEP 463, and once more PEP 463",), 463),
    ],
)
def test_the_first_text_that_names_a_pep_tells_which(
    texts: tuple[str, ...], number: int | None
) -> None:
    """And none where it names two."""
    assert peps.name(*texts) == number


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        ((), "open"),
        (("open", "open"), "open"),
        (("rejected", "accepted"), "accepted"),
        (("accepted", "open"), "accepted"),
    ],
)
def test_the_last_decided_proposal_counts(outcomes: tuple[str, ...], told: str) -> None:
    """Whatever their order of arrival; one that is open takes nothing back."""
    made = [proposal(day, outcome) for day, outcome in enumerate(outcomes, 1)]
    assert peps.last(made) == peps.last(made[::-1]) == told


def test_the_figures_stand_beside_guesses() -> None:
    """Always accepted, always open, and a count of votes."""
    found = [
        peps.Pep(1, "one", "accepted", True, "accepted", (), -1),
        peps.Pep(2, "two", "rejected", False, "open", (), -2),
        peps.Pep(3, "three", "open", False, "open", (), 3),
    ]
    whole, within = peps.measures(found)
    assert isinstance(whole, Measure)
    assert isinstance(within, Measure)
    assert whole.value == pytest.approx(2 / 3)
    assert whole.beside == "always accepted 0.333, always open 0.333, count of votes 0.333"
    assert (within.value, within.n) == (1.0, 1)
