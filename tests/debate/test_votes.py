"""Explicit votes: what is one, whose it is, and what the words around it make of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate.votes import votes

CASES = [
    ("+1", [("support", False)]),
    ("+1, this is long overdue.", [("support", False)]),
    ("I'm -1 on this.", [("oppose", False)]),
    ("A strong -1 from me.", [("oppose", False)]),
    ("+0", [("neutral", False)]),
    ("-0, I don't care much.", [("neutral", False)]),
    ("+1000!", [("support", False)]),
    ("That is not a +1 from me.", [("neutral", False)]),
    ("I am changing my vote from +1 to -1.", [("oppose", False)]),
    ("+1 if the interface is stable first.", [("conditional", False)]),
    ("Dan says -1.", [("oppose", True)]),
    ("LGTM", [("support", False)]),
    ("Acked-by: Ada Byron <ada@example.org>", [("support", False)]),
    ("NACK, this breaks the build.", [("oppose", False)]),
    ("No strong opinion from me.", [("neutral", False)]),
    ("I'm neutral.", [("neutral", False)]),
    ("On the names I am\nneutral.", [("neutral", False)]),
    ("I have no strong\nopinion on the names.", [("neutral", False)]),
    ("There are no\n\nopinions from Ben.", []),
    ("I have seen it, and I have no\nobjections.", [("support", False)]),
    ("I abstain.", [("neutral", False)]),
    ("The call returns -1 on failure.", []),
    ("Use x[-1] for the last one.", []),
    ("It was 12:00 UTC+1.", []),
    ("Call me on +1 (555) 010 0199.", []),
    ("Unless there are any -1 votes, it is done.", []),
    ("Please reply with +1 or -1.", []),
    ("We have three +1s so far.", []),
    ("n = 3 -1", []),
    ("Ada has firmly NACKed the move.", [("oppose", True)]),
    ("It was NACKed by the maintainers.", [("oppose", True)]),
    ("NACKed. It breaks the build.", [("oppose", False)]),
    ("I have NACKed this before and do so again.", [("oppose", False)]),
    ("To me that means LGTM, and no more.", []),
    ("Maintainers usually NACK what breaks the build.", []),
    ("Nobody cares enough to NACK a whole series.", []),
    ("I have to NACK this.", [("oppose", False)]),
    ("Consider this a NACK.", [("oppose", False)]),
    ("This is a strong NACK from me.", [("oppose", False)]),
    ("This is a +1 from me.", [("support", False)]),
    ("No objections at all from my side, Ben.", [("support", False)]),
    ("I have no objections.", [("support", False)]),
    ("No objections here, but the name is poor.", []),
    ("What is not credited with\nReviewed-by:?", []),
    ("Have you no objections?", []),
    ("Aye.", [("support", False)]),
    ("Seconded. She has earned it.", [("support", False)]),
    ("Aye, for the trial only.", [("support", False)]),
    ("Aye, the mirror has been slow for years.", []),
    ("If there are no objections I shall merge it.", []),
    ("Fine, call it +0.", [("neutral", False)]),
    ("Make that +1 for the second name.", [("support", False)]),
    ("Put me down for +1.", [("support", False)]),
    ("We make it -1 in the code.", []),
    ("I would take 0 or -1 for no limit.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_vote_is_read_with_its_words(text, expected):
    """A number votes where the words around it let it, for whom they say."""
    found = [(vote.stance, vote.reported) for vote in votes(text)]

    assert expected == found


def test_what_a_vote_is_about_is_kept():
    """The words after "on" say what the vote is about."""
    (vote,) = votes("+1 on moving the drivers out.")

    assert vote.about == "moving the drivers out"


@given(st.text(alphabet="+-1 0ab.\n(on)", max_size=200))
def test_votes_lie_in_the_text_in_order(text):
    """Whatever the text, spans are within it, in order, and of a closed set of stances."""
    found = votes(text)

    assert [vote.start for vote in found] == sorted(vote.start for vote in found)
    assert all(0 <= vote.start < vote.end <= len(text) for vote in found)
    assert {vote.stance for vote in found} <= {"support", "oppose", "conditional", "neutral"}


@pytest.mark.parametrize(
    "piece", ["+1 ", "-", "no opinion ", "+1 if ", " second ", "\n ", "vote from +1 to "]
)
def test_hostile_text_takes_linear_time(piece):
    """A hundred thousand characters of anything are read within seconds."""
    begun = time.process_time()

    votes(piece * (100_000 // len(piece)))

    assert time.process_time() - begun < 5
