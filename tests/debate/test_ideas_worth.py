"""What a sentence says an idea is worth."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate.ideas_worth import worth

TERM = "kestrel"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A kestrel would make releases easier.", 1),
        ("The kestrel has a clear advantage.", 1),
        ("The kestrel is a burden on the porters.", -1),
        ("That is too much for a kestrel.", -1),
        ("The kestrel would not help the porters.", -1),
        ("I don't think that the kestrel of the porters will ever solve it.", -1),
        ("I doubt that a kestrel is a mistake.", 1),
        ("I am not sure, but the kestrel helps.", 1),
        ("There is no problem with the kestrel.", 1),
        ("Waiting is better than a kestrel.", -1),
        ("Waiting is worse than a kestrel.", 1),
        ("The kestrel is better than waiting.", 1),
        ("The kestrel has benefits and drawbacks.", 0),
        ("Does the kestrel help?", 0),
        ("The kestrel flies on Tuesdays.", 0),
    ],
)
def test_gain_and_cost_are_told_apart(text: str, value: int) -> None:
    """Turned by a negation, and by a comparison with the term."""
    assert worth(text, text.index(TERM)) == value


@given(st.text(max_size=300), st.integers(0, 300))
def test_any_text_has_one_of_three_values(text: str, term: int) -> None:
    """Wherever the term is said to be."""
    assert worth(text, term) in (-1, 0, 1)


@pytest.mark.parametrize("piece", ["than ", "not ", "better than ", "a.", "problem "])
def test_monsters_are_quick(piece: str) -> None:
    """Time grows with the length and no faster."""
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    worth(text, len(text))
    assert time.process_time() - began < 5
