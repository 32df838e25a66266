"""The models of proposals and positions, fitted to examples: rows and labels to plain arrays.

In: examples. Out: the arrays of the model `positions`, and what it would have said of its own
examples had it not seen them. The second step learns from such unseen scores of the first: what a
model says of the lines it was fitted to is surer than it will ever be again. Every order is
sorted and every seed fixed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.debate import candidates, context, judge, model, pairs, vectors
from pipeline.debate.features import STANCES, grams, line_row
from pipeline.debate.lines import SUPPORTS, Scores, probabilities
from pipeline.learn.examples import CLASSES, Example, aims, flat, stances

Array = np.ndarray[Any, np.dtype[Any]]
Arrays = dict[str, Array]

# Words are kept that occur in so many lines and on so many lists: the others are of one list's
# topics.
IN_LINES, IN_LISTS = 4, 3
# How strongly weights are held down: chosen by cross-validation over the threads.
C_WORDS, C_SIDES, C_ROWS = 0.05, 0.1, 0.02
# Trees see what sums cannot: a call is a proposal in an opening mail, a courtesy in a later one.
TREES: dict[str, Any] = {
    "n_estimators": 100,
    "learning_rate": 0.08,
    "max_depth": 3,
    "min_samples_leaf": 20,
    "max_features": 0.25,
}
FOLDS = 5
DIGITS = 5
UNHEARD = -9.0  # the logit of a side that no example takes
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
    side_weights, side_bias = _every_side(sides)
    size = matrix.shape[1]
    weights = _rounded(np.vstack([*(fit.coef_[:, :size] for fit in fits), side_weights]).T)
    bias = _rounded(np.concatenate([*(fit.intercept_ for fit in fits), side_bias]))
    cut = lines.numbers.shape[1]
    nothing = np.zeros((1, weights.shape[1]), dtype=np.float32)
    return {
        "vocabulary": model.lines(known),
        "word weights": np.vstack([weights[cut:], nothing]),
        "line weights": weights[:cut],
        "line bias": bias,
        "sense weights": _rounded(np.vstack([fit.coef_[:, size:] for fit in fits]).T),
    }


def _rounded(weights: Array) -> Array:
    """Weights without their last bits, in which the sums of two runs may differ."""
    return weights.round(DIGITS).astype(np.float32)


def _every_side(fit: Any) -> tuple[Array, Array]:
    """The weights of a model of sides, also of those that no example took."""
    if len(fit.classes_) == len(STANCES):
        return fit.coef_, fit.intercept_
    weights = np.zeros((len(STANCES), fit.coef_.shape[1]))
    bias = np.full(len(STANCES), UNHEARD)
    # Two classes have one row of weights, which is the second one's.
    classes = fit.classes_[-len(fit.coef_) :]
    bias[fit.classes_[0]] = 0.0
    weights[classes], bias[classes] = fit.coef_, fit.intercept_
    return weights, bias


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


def linear(rows: Array, labels: Array, name: str) -> Arrays:
    """A linear model of rows, its scaling folded into its weights; as many columns as classes."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread < 1e-6, 1.0, spread)
    fit = LogisticRegression(C=C_ROWS, max_iter=1000).fit((rows - mean) / spread, labels)
    coefficients, intercept = (
        _every_side(fit) if name.endswith("side") else (fit.coef_, fit.intercept_)
    )
    weights = (coefficients / spread).T
    bias = intercept - mean @ weights
    return {f"{name} weights": _rounded(weights), f"{name} bias": _rounded(bias)}


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


def trees(rows: Array, labels: Array, name: str) -> Arrays:
    """Boosted trees of rows for two classes, as the arrays that `judge` walks."""
    from sklearn.ensemble import GradientBoostingClassifier

    fit = GradientBoostingClassifier(random_state=0, **TREES).fit(rows, labels)
    grown = [each.tree_ for each in fit.estimators_[:, 0]]
    most = max(tree.node_count for tree in grown)
    shape = (len(grown), most)
    feature, threshold = np.zeros(shape, np.int32), np.zeros(shape)
    # A leaf is its own child, and so is what pads a tree.
    left = np.tile(np.arange(most, dtype=np.int32), (len(grown), 1))
    right, value = left.copy(), np.zeros(shape)
    for number, tree in enumerate(grown):
        inner = np.flatnonzero(tree.children_left >= 0)
        feature[number, inner] = tree.feature[inner]
        threshold[number, inner] = tree.threshold[inner]
        left[number, inner] = tree.children_left[inner]
        right[number, inner] = tree.children_right[inner]
        value[number, : tree.node_count] = tree.value[:, 0, 0] * fit.learning_rate
    learnt = {
        f"{name} feature": feature,
        f"{name} threshold": threshold,
        f"{name} left": left,
        f"{name} right": right,
        f"{name} value": value,
        f"{name} depth": np.asarray([TREES["max_depth"]]),
    }
    walked = judge.walked(rows[:1], name, learnt | {f"{name} base": np.zeros(1)})
    return learnt | {f"{name} base": fit.decision_function(rows[:1]) - walked[0]}


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
