"""How well own words are found on labelled mail, where it is on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.learn import ownwords

MAIL = "Hi Anna,\n\nShall we?\n\nCheers,\nBo\n\nOn 1 May 2010, Anna wrote:\n> We shall.\n"


def test_lines_are_compared_in_order() -> None:
    """A line is right, leaked or missed, or neither the author's nor taken for it."""
    found = dict(ownwords.compared(MAIL, "Shall we?\n\nCheers,\n"))
    assert found["Hi Anna,"] == ""
    assert found["Shall we?"] == "right"
    assert found["Cheers,"] == "missed"
    assert found["> We shall."] == ""


def test_a_quote_taken_for_own_words_is_leaked() -> None:
    """What the labels don't keep is leaked where it is found."""
    assert dict(ownwords.compared("No.\n\nYes.\n", "Yes.")) == {"No.": "leaked", "Yes.": "right"}


def test_a_score_is_made_of_counts() -> None:
    """Precision, recall and F1 follow from right, leaked and missed."""
    score = ownwords.Score("any", 1, right=6, leaked=2, missed=4)
    assert (score.precision, score.recall) == (0.75, 0.6)
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)


def test_absent_labels_give_no_scores(tmp_path: Path) -> None:
    """Without the fixtures nothing is measured, and nothing fails."""
    assert list(ownwords.scores(tmp_path)) == []


@pytest.mark.corpora
def test_own_words_of_the_ietf_fixtures(shared: Path) -> None:
    """F1 of the author's lines is at least .97, and .95 in each style of mail."""
    found = {score.style: score for score in ownwords.scores(shared / "corpora")}
    assert found["overall"].f1 >= 0.97
    assert {style: score.f1 for style, score in found.items() if score.f1 < 0.95} == {}
