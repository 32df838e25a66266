"""From rows of numbers to probabilities: a linear model and trees, averaged.

In: rows in the order that a model was trained on. Out: for each row a probability for each class
(one for a model of two classes). Plain arrays and look-ups, all rows and all trees at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.debate import model

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# A walk down every tree for so many rows at once keeps the arrays within the cache.
CHUNK = 512


def probabilities(rows: Sequence[Sequence[float]], name: str, arrays: Mapping[str, Array]) -> Array:
    """Rows x classes: the mean of what the linear model and the trees called `name` say."""
    import numpy as np

    found = np.asarray(rows, dtype=np.float32)
    linear = model.product(found, arrays[f"{name} weights"]) + arrays[f"{name} bias"]
    if f"{name} feature" not in arrays:
        return _squashed(linear)
    trees = np.vstack(
        [walked(found[at : at + CHUNK], name, arrays) for at in range(0, len(found), CHUNK)]
    )
    return (_squashed(linear) + _squashed(trees)) / 2


def _squashed(logits: Array) -> Array:
    """Logits to probabilities: the logistic function of one class, the softmax of several."""
    import numpy as np

    if logits.shape[1] == 1:
        alone: Array = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return alone
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Array = raised / raised.sum(axis=1, keepdims=True)
    return shares


def walked(rows: Array, name: str, arrays: Mapping[str, Array]) -> Array:
    """The summed leaves of all trees, class by class; a leaf is its own child."""
    import numpy as np

    feature, threshold = arrays[f"{name} feature"], arrays[f"{name} threshold"]
    left, right, value = (arrays[f"{name} {what}"] for what in ("left", "right", "value"))
    base = arrays[f"{name} base"]
    trees = np.arange(len(feature))[None, :]
    at = np.zeros((len(rows), len(feature)), dtype=np.int64)
    numbers = np.arange(len(rows))[:, None]
    for _ in range(int(arrays[f"{name} depth"][0])):
        goes_left = rows[numbers, feature[trees, at]] <= threshold[trees, at]
        at = np.where(goes_left, left[trees, at], right[trees, at])
    leaves = value[trees, at]
    summed: Array = leaves.reshape(len(rows), -1, len(base)).sum(axis=1) + base
    return summed
