"""Scores made into probabilities: fitted, applied, measured."""

from __future__ import annotations

import random
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_threads import coded_thread

from pipeline.debate import calibrated, corrected, model
from pipeline.debate.candidates import logit
from pipeline.debate.model import Model
from pipeline.learn import calibration, positions, sureness

SCORES = st.floats(0.01, 0.99)


def _too_sure(size: int, seed: int) -> list[tuple[float, bool]]:
    """Scores whose logits are three times what they should be, and one too high."""
    drawn = random.Random(seed)
    scores = [drawn.uniform(0.02, 0.98) for _ in range(size)]
    true = [1 / (1 + exp(-(log(each / (1 - each)) - 1) / 3)) for each in scores]
    return [(each, drawn.random() < one) for each, one in zip(scores, true, strict=True)]


def test_a_line_mends_scores_that_are_too_sure() -> None:
    """On scores it was not fitted to, too: what is said comes true."""
    line = sureness._line(_too_sure(2000, 1))
    assert line == pytest.approx((1 / 3, -1 / 3), abs=0.1)
    held = _too_sure(2000, 2)
    mended = [(calibrated.worth(score, line), came) for score, came in held]
    assert calibration.error(held) > 0.1
    assert calibration.error(mended) < 0.04


@given(st.lists(st.tuples(SCORES, st.booleans()), min_size=1, max_size=40), SCORES, SCORES)
def test_a_surer_score_is_never_less_probable(
    pairs: list[tuple[float, bool]], one: float, other: float
) -> None:
    """Whatever a line was fitted to; and a probability is one."""
    line = sureness._line(pairs)
    low, high = (calibrated.worth(score, line) for score in sorted((one, other)))
    assert 0 <= low <= high <= 1


@pytest.fixture(scope="module")
def learnt() -> Model:
    """A model of a few like threads, with lines."""
    learnt = positions.learn([coded_thread(number) for number in range(8)])
    lines = {"proposal": [0.5, -1.0], "proposed": [0.0, 2.0], "argued": [0.0, 0.0]}
    return Model(learnt.meta | {"calibration": lines}, learnt.arrays)


def test_each_kind_goes_by_its_line(learnt: Model) -> None:
    """Proposals, their proposers' support, and arguments; votes as they are, for want of a line."""
    (debate,) = coded_thread(0).debates
    plain = corrected.judged(
        debate, learnt=Model({**learnt.meta, "calibration": {}}, learnt.arrays)
    )
    found = corrected.judged(debate, learnt=learnt)
    assert [each.probability for each in found.proposals] == [
        pytest.approx(1 / (1 + exp(1 - logit(each.probability) / 2)), abs=1e-4)
        for each in plain.proposals
    ]
    told = {"proposed": 0.8808, "argued": 0.5}
    assert {calibrated.kind(each) for each in plain.positions} >= {"proposed", "voted"}
    assert [each.probability for each in found.positions] == [
        told.get(calibrated.kind(each), each.probability) for each in plain.positions
    ]


def test_few_threads_leave_scores_as_they_are(learnt: Model) -> None:
    """There is too little to fit lines to."""
    assert sureness.calibrated(learnt, [coded_thread(number) for number in range(8)], []) is learnt


def test_lines_are_fitted_to_threads_not_seen() -> None:
    """From models of the other threads; the same each time."""
    threads = [coded_thread(number) for number in range(sureness.THREADS)]
    learnt = positions.learn(threads)
    made = [model.packed(sureness.calibrated(learnt, threads, [])) for _ in range(2)]
    assert made[0] == made[1]
    lines = model.unpacked(made[0]).meta["calibration"]
    assert set(lines) <= set(calibrated.KINDS)
    assert {"proposal", "proposed"} <= set(lines)
    assert learnt.meta.get("calibration") is None
