"""One dialogue act, learnt from labelled paragraphs: three linear models that are added up.

In: the features of sentences, of paragraphs, and the points of paragraphs among the meanings of
words; which paragraphs show the act, and which sentences are theirs. Out: weights and an intercept
each. A model of sentences is asked which sentence of each labelled paragraph shows the act, and
learnt again with those in the foreground.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

Array = np.ndarray[Any, np.dtype[Any]]
Learnt = tuple[Array, float]  # weights of features, and an intercept

REGULARISATION = 3.0  # C of the logistic regression, by cross-validation
ROUNDS = 3  # after which the foreground no longer moves
SHARPNESS = 2.0  # how strongly the clearest sentence stands out
RIDGE = 20.0  # alpha of the regression on points, by cross-validation


def fitted(
    table: sparse.csr_matrix, whole: sparse.csr_matrix, points: Array, has: Array, owner: Array
) -> tuple[Learnt, Learnt, Learnt]:
    """One act: of sentences, of segments as a whole, and of what their words mean."""
    from sklearn.linear_model import RidgeClassifier

    near = RidgeClassifier(alpha=RIDGE, class_weight="balanced").fit(points, has)
    meant = np.ravel(near.coef_), float(np.ravel(near.intercept_)[0])
    return _of_sentences(table, has, owner), _of_segments(whole, has), meant


def _of_sentences(table: sparse.csr_matrix, has: Array, owner: Array) -> Learnt:
    """One act by sentences, with those that show it in the foreground."""
    from sklearn.linear_model import LogisticRegression

    sizes = np.bincount(owner, minlength=len(has))
    label = has[owner]
    even = 1 / np.sqrt(sizes[owner])
    share = even
    for _ in range(ROUNDS):
        weight = np.where(label, share / share[label].sum(), even / even[~label].sum())
        learner = LogisticRegression(C=REGULARISATION, solver="liblinear", random_state=0)
        learner.fit(table, label, sample_weight=weight * len(has) / 2)
        shown = np.exp(np.clip(SHARPNESS * learner.decision_function(table), -20, 20))
        share = shown / np.bincount(owner, weights=shown, minlength=len(has))[owner]
    return learner.coef_[0], float(learner.intercept_[0])


def _of_segments(whole: sparse.csr_matrix, has: Array) -> Learnt:
    """One act by segments as a whole."""
    from sklearn.linear_model import LogisticRegression

    telling = _telling(whole, has)
    learner = LogisticRegression(
        C=REGULARISATION, solver="liblinear", random_state=0, class_weight="balanced"
    ).fit(whole @ sparse.diags(telling), has)
    return learner.coef_[0] * telling, float(learner.intercept_[0])


def _telling(whole: sparse.csr_matrix, has: Array) -> Array:
    """How far each feature tells an act from its absence: the log-count ratio of naive Bayes.

    Weighing features by it before a linear model learns is by Wang and Manning (ACL 2012).
    """
    there = (whole > 0).astype(np.float64)
    with_it, without = (1 + there.T @ kind.astype(np.float64) for kind in (has, ~has))
    found: Array = np.abs(np.log((with_it / with_it.sum()) / (without / without.sum())))
    return found
