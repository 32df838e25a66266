"""Set words: what performs an act whatever a model thinks, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from pipeline.debate import cues, formulas

CASES = (
    ("+1 from me.", {"Agreement"}),
    ("I'm -1 on this.", {"Disagreement"}),
    ("LGTM", {"Agreement"}),
    ("+0", set()),
    ("The function returns -1.", set()),
    ("Review of the draft (of -02): ready", set()),
    ("I respectfully disagree.", {"Disagreement"}),
    ("I would still oppose the split.", {"Disagreement"}),
    ("I'm strongly opposed to this.", {"Disagreement"}),
    ("That is a really bad idea.", {"Disagreement"}),
    ("It's not a bad idea.", set()),
    ("I don't think that it is\na good idea.", {"Disagreement"}),
    ("That is a good idea.", set()),
    ("I hereby accept the proposal.", {"StateDecision"}),
    ("PEP 9999 is accepted.", {"StateDecision"}),
    ("Is the proposal accepted?", set()),
    ("We wait until the proposal is accepted.", set()),
    ("We have decided to drop the old driver.", {"StateDecision"}),
    ("I've just committed the change.", {"StateDecision"}),
    ("I am committed to free software.", set()),
)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_formulas(text: str, expected: set[str]) -> None:
    """A sentence performs what its set words say."""
    assert formulas.performed(text, cues.tokens(text)) == expected


@pytest.mark.parametrize(
    "piece", ["i do ", "i'm really ", "not a bad ", "we have ", "+1 ", "pep 1 "]
)
def test_monsters_take_linear_time(piece: str) -> None:
    """A sentence of 100,000 characters takes no longer than its length allows."""
    monster = piece * (100_000 // len(piece)) + "idea accepted decided"
    began = time.process_time()
    formulas.performed(monster, cues.tokens(monster))
    assert time.process_time() - began < 5


def test_every_formula_has_a_trigger() -> None:
    """What the cheap look lets through includes every formula of the table."""
    for _, pattern, reason in formulas.FORMULAS:
        assert reason
        assert any(word in pattern for word in formulas.TRIGGERS)
