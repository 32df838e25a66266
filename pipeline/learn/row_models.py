"""Models of rows of numbers, as plain arrays: linear ones, and boosted trees.

In: rows and labels. Out: the arrays that `pipeline.debate.judge` reads. Every seed is fixed, and
weights are rounded.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.debate import judge
from pipeline.debate.features import STANCES

Array = np.ndarray[Any, np.dtype[Any]]
Arrays = dict[str, Array]

# How strongly weights are held down: chosen by cross-validation over the threads.
C_ROWS = 0.02

# Trees see what sums cannot: a call is a proposal in an opening mail, a courtesy in a later one.
TREES: dict[str, Any] = {
    "n_estimators": 100,
    "learning_rate": 0.08,
    "max_depth": 3,
    "min_samples_leaf": 20,
    "max_features": 0.25,
}

DIGITS = 5
UNHEARD = -9.0  # the logit of a side that no example takes


def rounded(weights: Array) -> Array:
    """Weights without their last bits, in which the sums of two runs may differ."""
    return weights.round(DIGITS).astype(np.float32)


def every_side(fit: Any) -> tuple[Array, Array]:
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


def linear(rows: Array, labels: Array, name: str) -> Arrays:
    """A linear model of rows, its scaling folded into its weights; as many columns as classes."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread < 1e-6, 1.0, spread)
    fit = LogisticRegression(C=C_ROWS, max_iter=1000).fit((rows - mean) / spread, labels)
    coefficients, intercept = (
        every_side(fit) if name.endswith("side") else (fit.coef_, fit.intercept_)
    )
    weights = (coefficients / spread).T
    bias = intercept - mean @ weights
    return {f"{name} weights": rounded(weights), f"{name} bias": rounded(bias)}


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
