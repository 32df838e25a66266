"""The models of proposals and positions, fitted to examples: rows and labels to plain arrays.

In: examples. Out: the arrays of the model `positions`. The second step learns from unseen scores of
the first: what a model says of the lines it was fitted to is surer than it will ever be again.
Every order is sorted and every seed fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from pipeline.debate import candidates, model
from pipeline.debate.lines import Scores
from pipeline.learn.examples import Example
from pipeline.learn.line_models import Lines, Vectors, line_arrays, unseen
from pipeline.learn.pair_models import Pairs, pair_arrays, second_rows
from pipeline.learn.row_models import Array, Arrays, linear, trees

FOLDS = 5


def candidate_rows(of: Sequence[Example], scores: Sequence[Scores]) -> Array:
    """A row for each coded line, in the order of `flat`."""
    return np.asarray(
        [
            row
            for example, told in zip(of, scores, strict=True)
            for mail, _, row in candidates.rows(example.talk, told)
            if mail in example.mails
        ],
        dtype=np.float32,
    )


def candidate_arrays(rows: Array, labels: Array) -> Arrays:
    """The models that a line states a proposal, and that it states the main one."""
    return (
        linear(rows, labels[:, 0], "proposal")
        | trees(rows, labels[:, 0], "proposal")
        | linear(rows, labels[:, -1], "main")
    )


def fitted(
    of: Sequence[Example], senses: Vectors, report: Callable[[str], None] = lambda _: None
) -> Arrays:
    """All arrays of the model, fitted to the examples, given vectors of words."""
    folds = np.asarray([number % FOLDS for number in range(len(of))])
    lines = Lines(of, senses)
    arrays = line_arrays(lines, range(len(lines.flat)))
    arrays |= {"sense words": model.lines(senses[0]), "senses": senses[1]}
    scores = unseen(lines, folds)
    arrays |= candidate_arrays(candidate_rows(of, scores), lines.labels)
    known = Pairs(of, scores)
    arrays |= pair_arrays(known.rows, known.labels, "first ")
    arrays |= pair_arrays(second_rows(known, folds), known.labels, "")
    report(f"{len(lines.flat):,} lines, {len(known.labels):,} pairs of a mail and a proposal")
    return arrays
