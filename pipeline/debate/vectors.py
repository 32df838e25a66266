"""A line as one point among the meanings of words: the mean of its words' vectors.

In: the words of lines, and vectors of words as `learn.vectors` learns them from mail that nobody
coded: words x dimensions, whole numbers, and a last row of noughts for what has no vector. Out: a
row for each line, LENGTH long, nought where no word of it has a vector. A line that says in other
words what a coded one says comes to lie near it: weights of words alone cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# How long a row is, beside the numbers of a line that are mostly 0 or 1. Chosen by cross-validation
# over the coded threads: 1 is weighed too little, 12 is learnt by heart.
LENGTH = 6.0


def rows(lines: Iterable[Sequence[str]], columns: Mapping[str, int], vectors: Array) -> Array:
    """Lines x dimensions, float32."""
    import numpy as np

    nothing = len(vectors) - 1
    places: list[int] = []
    starts: list[int] = []
    for words in lines:
        starts.append(len(places))
        found = {columns[word] for word in words if word in columns}
        places += [*sorted(found), nothing]
    if not starts:
        return np.zeros((0, vectors.shape[1]), dtype=np.float32)
    # Whole numbers have the same sum in every order and on every machine.
    sums = np.add.reduceat(vectors[places].astype(np.int32), starts, axis=0).astype(np.float32)
    lengths = np.sqrt(np.square(sums).sum(axis=1, keepdims=True))
    unit: Array = LENGTH * sums / np.where(lengths == 0, 1, lengths)
    return unit.astype(np.float32)
