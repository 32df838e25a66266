"""The last step of `positions`: pairs of a mail and a proposal to the sides that mails take.

In: examples and the scores of their lines. Out: the arrays of the first judgement and the second,
and how sure the first is of each pair.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.debate import context, judge, pairs
from pipeline.debate.features import STANCES
from pipeline.debate.lines import Scores
from pipeline.learn.examples import Example, aims, stances
from pipeline.learn.row_models import Array, Arrays, linear


class Pairs:
    """The pairs of examples with their coded proposals, and the stance of each (-1 for none)."""

    def __init__(self, of: Sequence[Example], scores: Sequence[Scores]) -> None:
        self.of, self.scores = of, scores
        self.aims = [aims(example) for example in of]
        self.pairs = [
            [
                pair
                for pair in pairs.pairs(each.talk, told, [aim for _, aim in known])
                if pair.mail in each.mails
            ]
            for each, told, known in zip(of, scores, self.aims, strict=True)
        ]
        self.groups = np.asarray([n for n, found in enumerate(self.pairs) for _ in found])
        self.labels = np.asarray([label for n in range(len(of)) for label in self._labels(n)])
        self.rows = np.asarray(
            [pair.row for found in self.pairs for pair in found], dtype=np.float32
        )

    def _labels(self, number: int) -> list[int]:
        coded, known = stances(self.of[number]), self.aims[number]
        found = [coded.get((pair.mail, known[pair.aim][0])) for pair in self.pairs[number]]
        return [STANCES.index(each) if each else -1 for each in found]

    def around(self, sure: Array, sides: Array) -> Array:
        """Rows with those of the second judgement, given the first one."""
        found: list[list[float]] = []
        at = 0
        for number, here in enumerate(self.pairs):
            there = slice(at, at + len(here))
            at = there.stop
            first = [
                context.First(float(one), float(side[0] - side[1]))
                for one, side in zip(sure[there], sides[there], strict=True)
            ]
            known = [aim for _, aim in self.aims[number]]
            found += context.rows(self.of[number].talk, self.scores[number], known, here, first)
        return np.hstack([self.rows, np.asarray(found, dtype=np.float32)])


def pair_arrays(rows: Array, labels: Array, prefix: str) -> Arrays:
    """The models that a mail takes a side on a proposal, and of which side it takes."""
    taking = labels >= 0
    return linear(rows, taking, f"{prefix}sure") | linear(
        rows[taking], labels[taking], f"{prefix}side"
    )


def pair_scores(rows: Array, arrays: Arrays, prefix: str) -> tuple[Array, Array]:
    """How sure each pair is, and its sides."""
    sure = judge.probabilities(rows, f"{prefix}sure", arrays)[:, 0]  # type: ignore[arg-type]
    return sure, judge.probabilities(rows, f"{prefix}side", arrays)  # type: ignore[arg-type]


def second_rows(known: Pairs, folds: Array) -> Array:
    """Rows for the second judgement, from first ones by models that have not seen the fold."""
    fold_of = folds[known.groups]
    sure, sides = np.zeros(len(fold_of)), np.zeros((len(fold_of), len(STANCES)))
    for fold in sorted(set(folds.tolist())):
        held = fold_of == fold
        if held.any():
            arrays = pair_arrays(known.rows[~held], known.labels[~held], "first ")
            sure[held], sides[held] = pair_scores(known.rows[held], arrays, "first ")
    return known.around(sure, sides)
