"""What a sentence says an idea is worth."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate.ideas_worth import expected, worth

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


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Why not keep a kestrel?", 1),
        ("But what's wrong with a kestrel?", 1),
        ("Is it really harder to keep a kestrel?", 1),
        ("And why would we want a kestrel?", -1),
        ("So, who is going to feed the kestrel?", -1),
        ("What is the point of a kestrel?", -1),
        ("(Do we really need a kestrel?)", -1),
        ("Where does the kestrel sleep?", 0),
        ("Who keeps the kestrel?", 0),
        ("What is the kestrel?", 0),
        ("I know why we would want a kestrel.", 0),
        ("Why would we want a kestrel, they asked.", 0),
    ],
)
def test_a_question_that_expects_an_answer_is_an_argument(text: str, side: int) -> None:
    """A question asked to know is not, nor is what is no question."""
    assert expected(text) == side


@given(st.text())
def test_an_expected_answer_is_one_of_three(text: str) -> None:
    """Whatever the text."""
    assert expected(text) in {-1, 0, 1}


@pytest.mark.parametrize("monster", ["and " * 25_000 + "?", " " * 100_000 + "?", "why " * 25_000])
def test_expected_answers_take_linear_time(monster: str) -> None:
    """A hundred thousand characters are read at once."""
    start = time.process_time()
    expected(monster)
    assert time.process_time() - start < 1
