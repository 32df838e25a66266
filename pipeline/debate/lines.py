"""How likely each own sentence proposes or takes a side: the first of the models' two steps.

In: a `Talk`. Out: for each line of each mail the probabilities that it states a proposal, that it
takes a side, and (if it does) which. Linear in the words, in the row of numbers of
`features.line_row` and, but for the side, in what the line is near to in meaning: a look-up and a
sum, so that a long thread costs no more for each of its lines than a short one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.debate import model, vectors
from pipeline.debate.features import Talk, grams, line_row
from pipeline.debate.model import Model

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# The columns of a line's scores; the last four are of a line that takes a side, in order of
# STANCES.
PROPOSES, STANDS, SUPPORTS, OPPOSES, CONDITIONS, ABSTAINS = range(6)

Scores = tuple[tuple[tuple[float, ...], ...], ...]


Columns = dict[str, int]

_known: list[tuple[Model, Columns, Columns]] = []


def _vocabularies(learnt: Model) -> tuple[Columns, Columns]:
    """The columns of a model's words, and of its vectors; kept for the model at hand."""
    if not _known or _known[0][0] is not learnt:
        words, senses = (
            model.columns(learnt.arrays[name]) for name in ("vocabulary", "sense words")
        )
        _known[:] = [(learnt, words, senses)]
    return _known[0][1:]


def scores(talk: Talk, learnt: Model) -> Scores:
    """The six scores of each line of each mail, in the order of the talk."""
    arrays = learnt.arrays
    flat = [(mail, place) for mail in talk.mails for place in range(len(mail.lines))]
    if not flat:
        return tuple(() for _ in talk.mails)
    words, senses = _vocabularies(learnt)
    logits = (
        _words(talk, words, arrays["word weights"])
        + _numbers(flat, arrays["line weights"])
        + arrays["line bias"]
    )
    near = vectors.rows((mail.lines[place].words for mail, place in flat), senses, arrays["senses"])
    logits[:, :SUPPORTS] += model.product(near, arrays["sense weights"])
    rows = iter(probabilities(logits).tolist())
    return tuple(tuple(tuple(next(rows)) for _ in mail.lines) for mail in talk.mails)


def probabilities(logits: Array) -> Array:
    """Logits to probabilities: two by themselves, the four of the side among one another."""
    import numpy as np

    alone = 1 / (1 + np.exp(-np.clip(logits[:, :SUPPORTS], -30, 30)))
    raised = np.exp(logits[:, SUPPORTS:] - logits[:, SUPPORTS:].max(axis=1, keepdims=True))
    return np.hstack([alone, raised / raised.sum(axis=1, keepdims=True)])


def _words(talk: Talk, vocabulary: dict[str, int], weights: Array) -> Array:
    """The summed weights of the words of each line."""
    import numpy as np

    # The last row of the weights is nought: no line is left without a word.
    nothing = len(weights) - 1
    columns: list[int] = []
    starts: list[int] = []
    for mail in talk.mails:
        for line in mail.lines:
            starts.append(len(columns))
            # Sorted, for a sum depends on its order, and that of a set on the process.
            known = map(vocabulary.get, grams(line.words))
            columns += sorted(column for column in known if column is not None)
            columns.append(nothing)
    return np.add.reduceat(weights[columns], starts, axis=0)


def _numbers(flat: list[tuple[Any, int]], weights: Array) -> Array:
    import numpy as np

    rows = np.asarray([line_row(mail, place) for mail, place in flat], dtype=np.float32)
    return model.product(rows, weights)
