"""How sure positions and proposals are: measured on coded threads, and learnt from them.

In: coded threads and a judge. Out: pairs of a probability and whether the coder says the same; the
model with the lines that make its scores probabilities (`debate.calibrated`). A proposal comes
true where the coder has it, too; the last position of a person, on a proposal that the coder has,
where it is the coder's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipeline.debate import calibrated as lines
from pipeline.debate.candidates import logit
from pipeline.debate.model import Model
from pipeline.learn import ledger, positions
from pipeline.learn.coded import Coded, coded, folds_of
from pipeline.learn.positions import Judge

FOLDS, THREADS = 5, 20
DIGITS = 3
# Enough to hold a line that a few pairs would turn upright; hundreds of pairs do not feel it.
C = 1.0

Pairs = list[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Sure:
    """What a thread tells: pairs of its proposals, and by kind of its positions."""

    proposals: Pairs
    positions: Mapping[str, Pairs]


def measured(gold: Path, corpora: Path, data: Path) -> dict[str, list[Pairs]]:
    """By what is said: for each thread its pairs; both coders count."""
    judge = positions.hansard()
    found: dict[str, list[Pairs]] = {"proposals": [], "positions": []}
    for name in ("a", "b"):
        for thread in coded(gold / "positions" / name, corpora, data):
            sure = of_thread(thread, judge)
            found["proposals"].append(sure.proposals)
            found["positions"].append([pair for those in sure.positions.values() for pair in those])
    return found


def of_thread(thread: Coded, judge: Judge) -> Sure:
    """The pairs of a thread."""
    known, told = set(thread.key_of.values()), positions.by_coder(thread)
    mine = positions.by_us(thread, judge)
    matched = ledger.matched(mine.entries, told.entries)
    rows = ledger.last(told.rows)
    made: Pairs = []
    last: dict[tuple[str, str], tuple[str, tuple[float, bool]]] = {}
    for debate in thread.debates:
        proposals, taken = judge(debate)
        made += [
            (each.probability, each.proposal in matched)
            for each in proposals
            if each.message in known
        ]
        for each in taken:
            if each.message in known and each.proposal in matched:
                key = matched[each.proposal], each.person
                last[key] = lines.kind(each), (each.probability, rows.get(key) == each.stance)
    by_kind: dict[str, Pairs] = defaultdict(list)
    for kind, pair in last.values():
        by_kind[kind].append(pair)
    return Sure(made, by_kind)


def calibrated(
    learnt: Model, threads: Sequence[Coded], sentences: Sequence[Sequence[str]]
) -> Model:
    """The model with lines fitted to threads that models like it had not seen.

    Fewer than THREADS tell too little: their scores are left as they are.
    """
    folds = folds_of(threads, FOLDS)
    if len(threads) < THREADS or len(set(folds)) < FOLDS:
        return learnt
    pairs: dict[str, Pairs] = defaultdict(list)
    for fold in sorted(set(folds)):
        taught = [each for each, of in zip(threads, folds, strict=True) if of != fold]
        judge = positions.hansard(positions.learn(taught, sentences))
        for each in (each for each, of in zip(threads, folds, strict=True) if of == fold):
            sure = of_thread(each, judge)
            pairs["proposal"] += sure.proposals
            for kind, those in sure.positions.items():
                pairs[kind] += those
    found = {kind: _line(pairs[kind]) for kind in lines.KINDS if pairs[kind]}
    return replace(learnt, meta=learnt.meta | {"calibration": found})


def _line(pairs: Pairs) -> tuple[float, float]:
    """Slope and intercept of the logits; a score that tells nothing has slope 0."""
    from sklearn.linear_model import LogisticRegression

    true = np.asarray([came for _, came in pairs])
    share = (true.sum() + 1) / (len(true) + 2)
    level = (0.0, round(logit(float(share)), DIGITS))
    if true.all() or not true.any():
        return level
    fit = LogisticRegression(C=C).fit([[logit(said)] for said, _ in pairs], true)
    slope, intercept = float(fit.coef_[0, 0]), float(fit.intercept_[0])
    return (round(slope, DIGITS), round(intercept, DIGITS)) if slope > 0 else level
