"""The first step of `positions`: lines of mails to the scores that they propose or take a side.

In: examples, and vectors of words. Out: the arrays of the first step, its scores of lines, and what
it would have said of the lines of its own examples had it not seen them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.debate import model, vectors
from pipeline.debate.features import STANCES, grams, line_row
from pipeline.debate.lines import SUPPORTS, Scores, probabilities
from pipeline.learn.examples import CLASSES, Example, flat
from pipeline.learn.row_models import DIGITS, Array, Arrays, every_side, rounded

# Words are kept that occur in so many lines and on so many lists: the others are of one list's
# topics.
IN_LINES, IN_LISTS = 4, 3

# How strongly weights are held down: chosen by cross-validation over the threads.
C_WORDS, C_SIDES = 0.05, 0.1

# What a mail that nobody coded is taken to say.
UNCODED = (0.01, 0.02, 0.7, 0.2, 0.07, 0.03)


Vectors = tuple[Sequence[str], Array]


class Lines:
    """The lines of examples as matrices, made once for all folds."""

    def __init__(self, of: Sequence[Example], senses: Vectors) -> None:
        self.of = of
        self.flat = flat(of)
        self.grams = [grams(mail.lines[place].words) for _, mail, place in self.flat]
        rows = [line_row(mail, place) for _, mail, place in self.flat]
        self.numbers = np.asarray(rows, dtype=np.float32)
        columns = {word: column for column, word in enumerate(senses[0])}
        words = (mail.lines[place].words for _, mail, place in self.flat)
        self.senses = vectors.rows(words, columns, senses[1])
        self.list_ids = [of[example].coded.list_id for example, _, _ in self.flat]
        self.groups = np.asarray([example for example, _, _ in self.flat])
        self.labels = np.asarray(
            [
                [
                    name in of[example].lines.get((mail.number, place), ())
                    for name in (*CLASSES, "main")
                ]
                for example, mail, place in self.flat
            ]
        )


def vocabulary(lines: Lines, rows: Sequence[int]) -> list[str]:
    """The words and pairs of words that more than one list uses."""
    seen: Counter[str] = Counter()
    lists: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for gram in lines.grams[row]:
            seen[gram] += 1
            lists[gram].add(lines.list_ids[row])
    needed = min(IN_LISTS, len({lines.list_ids[row] for row in rows}))
    return sorted(
        gram for gram, times in seen.items() if times >= IN_LINES and len(lists[gram]) >= needed
    )


def _matrix(lines: Lines, rows: Sequence[int], known: Sequence[str]) -> Any:
    columns = {gram: column for column, gram in enumerate(known)}
    found = [sorted(columns[gram] for gram in lines.grams[row] if gram in columns) for row in rows]
    ends = np.cumsum([0, *map(len, found)])
    values = np.ones(ends[-1], dtype=np.float32)
    words = sparse.csr_matrix(
        (values, [column for row in found for column in row], ends), shape=(len(rows), len(known))
    )
    return sparse.hstack([sparse.csr_matrix(lines.numbers[list(rows)]), words]).tocsr()


def line_arrays(lines: Lines, rows: Sequence[int]) -> Arrays:
    """The first step: weights of words, numbers and senses for the six scores of a line.

    What a line is near to in meaning tells whether it proposes or takes a side, and not which side:
    praise and blame are of the same things.
    """
    from sklearn.linear_model import LogisticRegression

    known = vocabulary(lines, rows)
    matrix, labels = _matrix(lines, rows, known), lines.labels[list(rows)]
    whole = sparse.hstack([matrix, sparse.csr_matrix(lines.senses[list(rows)])]).tocsr()
    fits = [
        LogisticRegression(C=C_WORDS, max_iter=300, solver="liblinear", random_state=0).fit(
            whole, labels[:, column]
        )
        for column in range(SUPPORTS)
    ]
    taking = labels[:, 2 : 2 + len(STANCES)]
    one = taking.sum(axis=1) == 1
    sides = LogisticRegression(C=C_SIDES, max_iter=500).fit(matrix[one], taking[one].argmax(axis=1))
    side_weights, side_bias = every_side(sides)
    size = matrix.shape[1]
    weights = rounded(np.vstack([*(fit.coef_[:, :size] for fit in fits), side_weights]).T)
    bias = rounded(np.concatenate([*(fit.intercept_ for fit in fits), side_bias]))
    cut = lines.numbers.shape[1]
    nothing = np.zeros((1, weights.shape[1]), dtype=np.float32)
    return {
        "vocabulary": model.lines(known),
        "word weights": np.vstack([weights[cut:], nothing]),
        "line weights": weights[:cut],
        "line bias": bias,
        "sense weights": rounded(np.vstack([fit.coef_[:, size:] for fit in fits]).T),
    }


def line_scores(lines: Lines, rows: Sequence[int], arrays: Arrays) -> Array:
    """The six scores of some lines, as inference gives them."""
    matrix = _matrix(lines, rows, model.words(arrays["vocabulary"]))
    weights = np.vstack([arrays["line weights"], arrays["word weights"][:-1]])
    logits = matrix @ weights + arrays["line bias"]
    logits[:, :SUPPORTS] += lines.senses[list(rows)] @ arrays["sense weights"]
    return probabilities(logits)


def unseen(lines: Lines, folds: Array) -> list[Scores]:
    """For each example the scores of its lines by a model that has not seen its fold."""
    found = np.zeros((len(lines.flat), 2 + len(STANCES)))
    fold_of = folds[lines.groups]
    for fold in sorted(set(folds.tolist())):
        known, held = (
            np.flatnonzero(fold_of != fold).tolist(),
            np.flatnonzero(fold_of == fold).tolist(),
        )
        if held:
            found[held] = line_scores(lines, held, line_arrays(lines, known))
    return _told(lines, found.round(DIGITS))


def _told(lines: Lines, scores: Array) -> list[Scores]:
    told = [[[UNCODED] * len(mail.lines) for mail in example.talk.mails] for example in lines.of]
    for (example, mail, place), row in zip(lines.flat, scores.tolist(), strict=True):
        told[example][mail.number][place] = tuple(row)
    return [tuple(tuple(mail) for mail in example) for example in told]
