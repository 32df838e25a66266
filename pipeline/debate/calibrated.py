"""What the scores of proposals and positions are worth: probabilities that come true as often.

In: proposals and positions with the scores that found them, and the model. Out: the same with
probabilities. The model holds, for each kind (KINDS), slope and intercept of a line between
the logits of both (Platt scaling), fitted to threads that the scores had not been learnt from.
What somebody told (`corrected`) stays sure. The probability of a position is that its person takes
this side on the proposal, given that it is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp

from pipeline.debate.candidates import logit
from pipeline.debate.model import Model
from pipeline.records import Position, Proposal

VERSION = 1

# A proposal; the proposer's own support; a vote; any other position.
KINDS = ("proposal", "proposed", "voted", "argued")
DIGITS = 4

Lines = Mapping[str, Sequence[float]]


def kind(position: Position) -> str:
    """Which line a position goes by."""
    if position.basis == "proposed":
        return "proposed"
    return "voted" if position.strength == "vote" else "argued"


def worth(score: float, line: Sequence[float]) -> float:
    """The probability that a score stands for."""
    slope, intercept = line
    return round(1 / (1 + exp(-(slope * logit(score) + intercept))), DIGITS)


def proposals(found: Sequence[Proposal], learnt: Model) -> list[Proposal]:
    """Proposals with probabilities; as they are where the model has no line for them."""
    line = _lines(learnt).get("proposal")
    return [
        each
        if line is None or each.corrected
        else replace(each, probability=worth(each.probability, line))
        for each in found
    ]


def positions(found: Sequence[Position], learnt: Model) -> list[Position]:
    """Positions with probabilities; as they are where the model has no line for them."""
    lines = _lines(learnt)
    return [
        each
        if kind(each) not in lines or each.corrected
        else replace(each, probability=worth(each.probability, lines[kind(each)]))
        for each in found
    ]


def _lines(learnt: Model) -> Lines:
    lines: Lines = learnt.meta.get("calibration", {})
    return lines
