"""Vectors of words, learnt from mail that nobody coded.

In: the words of sentences. Out: a vector for each word that enough of them use, whole numbers of a
byte. Words that stand beside the same words get like vectors: positive pointwise mutual information
of the pairs of a window, and its largest singular vectors (Levy and Goldberg 2014; contexts
smoothed as in Levy, Goldberg and Dagan 2015).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

Array = np.ndarray[Any, np.dtype[Any]]

# Words beside one another in a sentence are a pair within WINDOW words. Rarer words than IN_LINES
# sentences have too few pairs to be placed.
DIMENSIONS, WINDOW, IN_LINES = 64, 8, 8
# Rare contexts count as a little commoner than they are, or they would weigh most.
SMOOTHED = 0.75
LARGEST = 127


def learnt(
    sentences: Sequence[Sequence[str]], dimensions: int = DIMENSIONS
) -> tuple[list[str], Array]:
    """Words in order, and words x dimensions (int8) with a last row of noughts.

    No word, where there is too little to learn from.
    """
    from sklearn.decomposition import TruncatedSVD

    seen = Counter(word for sentence in sentences for word in set(sentence))
    known = sorted(word for word, times in seen.items() if times >= IN_LINES)
    if len(known) <= dimensions:
        return [], np.zeros((1, dimensions), dtype=np.int8)
    matrix = _information(_pairs(sentences, known))
    svd = TruncatedSVD(dimensions, random_state=0).fit(matrix)
    points = (matrix @ svd.components_.T) / np.sqrt(svd.singular_values_)
    lengths = np.sqrt(np.square(points).sum(axis=1, keepdims=True))
    unit = points / np.where(lengths == 0, 1, lengths)
    rows = np.vstack([LARGEST * unit, np.zeros((1, dimensions))])
    return known, rows.round().astype(np.int8)


def _pairs(sentences: Sequence[Sequence[str]], known: Sequence[str]) -> Any:
    """How often each two words stand in one window: words x words, the same both ways."""
    columns = {word: column for column, word in enumerate(known)}
    found = [[columns[word] for word in sentence if word in columns] for sentence in sentences]
    flat = np.fromiter((column for row in found for column in row), dtype=np.int32)
    of = np.repeat(np.arange(len(found)), [len(row) for row in found])
    size = (len(known), len(known))
    total = sparse.csr_matrix(size, dtype=np.float64)
    for apart in range(1, WINDOW + 1):
        same = of[apart:] == of[:-apart]
        pair = flat[apart:][same], flat[:-apart][same]
        total += sparse.coo_matrix((np.ones(len(pair[0])), pair), shape=size).tocsr()
    return (total + total.T).tocoo()


def _information(pairs: Any) -> Any:
    """The positive pointwise mutual information of the pairs (in nats), the others left out."""
    often = np.maximum(np.asarray(pairs.sum(axis=1)).ravel(), 1.0)
    context = often**SMOOTHED
    context /= context.sum()
    told = np.log(pairs.data / (often[pairs.row] * context[pairs.col]))
    kept = told > 0
    where = pairs.row[kept], pairs.col[kept]
    return sparse.csr_matrix((told[kept], where), shape=pairs.shape)
