"""Phrases that propose, take a side or decide."""

from __future__ import annotations

import time

import pytest

from pipeline.debate.cues import KINDS, counts, tokens

CASES = [
    ("I propose that we do it.", "propose"),
    ("What do you think?", "call"),
    ("I get a traceback.", "help"),
    ("Sounds good to me.", "support"),
    ("This is a bad idea.", "oppose"),
    ("I don't agree with that.", "oppose"),
    ("As long as it is tested.", "conditional"),
    ("I don't mind.", "neutral"),
    ("I withdraw it.", "withdraw"),
    ("It is not rejected, it is deferred.", "defer"),
]


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_a_phrase_is_counted_as_its_kind(text, kind):
    """Also where a negation turns it over."""
    assert counts(tokens(text))[KINDS.index(kind)] >= 1


def test_a_denied_objection_is_no_objection():
    """ "I don't disagree" is counted apart from both sides."""
    found = counts(tokens("I don't disagree."))

    assert found[KINDS.index("oppose")] == 0
    assert found[KINDS.index("unopposed")] == 1


def test_a_long_text_takes_linear_time():
    """Each word costs a look-up."""
    begun = time.process_time()

    counts(tokens("i don't think it is a good idea " * 4_000))

    assert time.process_time() - begun < 2
