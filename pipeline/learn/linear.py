"""Linear models of sentences: from features by name to arrays that `debate.model` scores.

In: for each sentence the names of its features, in the two kinds of `debate.said`, and targets.
Out: the vocabulary, a matrix to learn from, and the arrays of a model. Every order is fixed by
sorting and no solver draws at random, so that the same corpora give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.debate import model

# What a circumstance weighs beside words, whose vector has length 1: chosen by cross-validation.
CIRCUMSTANCE = 0.3

Names = Sequence[Sequence[str]]
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features that a model knows, and how rare its words are."""

    words: list[str]
    rarity: Array
    circumstances: list[str]


def vocabulary(words: Names, marks: Names) -> Vocabulary:
    """The features of some sentences; words that occur in one only are left out."""
    seen = Counter(name for row in words for name in row)
    known = sorted(name for name, times in seen.items() if times > 1)
    rarity = np.log((1 + len(words)) / (1 + np.array([seen[name] for name in known]))) + 1
    return Vocabulary(known, rarity, sorted({name for row in marks for name in row}))


def matrix(words: Names, marks: Names, known: Vocabulary) -> sparse.csr_matrix:
    """Sentences x features: words by rarity, each row of them of length 1, then circumstances."""
    weighed = _ones(words, known.words) @ sparse.diags(known.rarity)
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    weighed = sparse.diags(1 / np.maximum(norms, 1e-6)) @ weighed
    rest = _ones(marks, known.circumstances)
    return sparse.hstack([weighed, rest * CIRCUMSTANCE]).tocsr()


def _ones(rows: Names, names: Sequence[str]) -> sparse.csr_matrix:
    columns = {name: column for column, name in enumerate(names)}
    found = [sorted(columns[name] for name in row if name in columns) for row in rows]
    indices = [column for row in found for column in row]
    starts = np.cumsum([0, *map(len, found)])
    return sparse.csr_matrix((np.ones(len(indices)), indices, starts), (len(rows), len(names)))


def arrays(known: Vocabulary, weights: Array, intercept: Array) -> dict[str, Array]:
    """The arrays of a model, of weights that were learnt on `matrix` (features x classes)."""
    words = len(known.words)
    return {
        "words": model.lines(known.words),
        "circumstances": model.lines(known.circumstances),
        "weights": _behind_nothing(weights[:words] * known.rarity[:, None]),
        "squares": _behind_nothing(known.rarity**2),
        "marks": _behind_nothing(weights[words:] * CIRCUMSTANCE),
        "intercept": np.asarray(intercept, dtype=np.float32),
    }


def _behind_nothing(rows: Array) -> Array:
    """The rows behind one of zeros, in half precision: two digits of a weight are enough."""
    return np.concatenate([np.zeros_like(rows[:1]), rows]).astype(np.float16)
