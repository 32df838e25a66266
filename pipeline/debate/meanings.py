"""A paragraph as two points among the meanings of words, and what they say of acts.

In: the sentences of paragraphs, and the model of acts with vectors of words, which are learnt from
mail that nobody coded. Out: the points, or a row of scores for each paragraph. One point is of all
its words, one of its first sentence, which says most of what it does. What stands there in words
that the labelled paragraphs do not have is heard by its likeness to theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.debate import model, vectors
from pipeline.debate.said import Said

if TYPE_CHECKING:
    from pipeline.debate.model import Array

# Paragraphs placed at once: each of their words takes half a kilobyte meanwhile.
BATCH = 512

# The arrays in a model: words, their vectors, and what each dimension of both points weighs.
WORDS, VECTORS, WEIGHTS, INTERCEPT = (
    "meaning words", "meaning vectors", "meaning weights", "meaning intercept",
)  # fmt: skip


def points(paragraphs: Sequence[Sequence[Said]], columns: Mapping[str, int], known: Array) -> Array:
    """Paragraphs x twice the dimensions, float32: each half of length 1, or nought."""
    import numpy as np

    found = [np.zeros((0, 2 * known.shape[1]), dtype=np.float32)]
    for start in range(0, len(paragraphs), BATCH):
        some = paragraphs[start : start + BATCH]
        whole = vectors.rows([_words(each) for each in some], columns, known)
        first = vectors.rows([each[0].words for each in some], columns, known)
        found.append(np.hstack([whole, first]) / vectors.LENGTH)
    return np.concatenate(found)


def _words(paragraph: Sequence[Said]) -> list[str]:
    return [word for each in paragraph for word in each.words]


def scores(name: str, paragraphs: Sequence[Sequence[Said]]) -> Array:
    """What each class scores for each paragraph; nought where the model has no vectors."""
    import numpy as np

    arrays = model.load(name).arrays
    if VECTORS not in arrays:
        return np.zeros((len(paragraphs), len(arrays["intercept"])), dtype=np.float32)
    found = points(paragraphs, _columns(name), arrays[VECTORS])
    return model.product(found, arrays[WEIGHTS]) + arrays[INTERCEPT]


@cache
def _columns(name: str) -> dict[str, int]:
    return model.columns(model.load(name).arrays[WORDS])
