"""The summary of a thread's course: learnt on BC3, and measured there.

In: the folder of corpora. Out: the model `summary` (a ridge regression from the features of
`publish.cues` to how many annotators chose a sentence), and measures: weighted recall of the
sentences that annotators chose, and ROUGE beside the summaries that they wrote. A thread that the
model has learnt from is scored by one that has not seen it (leave one thread out).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.debate import model
from pipeline.debate.model import Model
from pipeline.learn import bc3
from pipeline.learn.bc3 import Annotated, Unit
from pipeline.learn.measure import Absent, Measure, bootstrapped
from pipeline.learn.rouge import rouge
from pipeline.publish import cues, salience
from pipeline.publish.telling import Told

TOPIC = "summaries (BC3)"
LICENCE = "CC BY-SA 3.0"

# Summaries are compared at this share of the words that the thread's authors typed, as BC3's own
# papers do.
SHARE = 0.3
# Strength of the ridge, chosen by leaving threads out: from 800 to 4000 figures hardly move.
RIDGE = 2000.0

Array = np.ndarray[Any, np.dtype[Any]]
Choice = Callable[[Annotated, int], Sequence[int]]
Figures = tuple[float, float, float, float]
FIGURES = ("weighted recall", "ROUGE-1 F1", "ROUGE-2 F1", "ROUGE-L F1")


def trained(threads: Sequence[Annotated]) -> Model:
    """The model of some threads: the same threads give the same bytes."""
    names = sorted({name for each in threads for row in _rows(each) for name in row})
    tables = [cues.matrix(_rows(each), names) for each in threads]
    return _fitted(threads, tables, names)


def _rows(thread: Annotated) -> list[dict[str, float]]:
    return cues.features(thread.told, thread.subject)


def _fitted(threads: Sequence[Annotated], tables: Sequence[Array], names: Sequence[str]) -> Model:
    table = np.concatenate(tables)
    wanted = np.concatenate([_wanted(each) for each in threads])
    mean = float(wanted.mean())
    square = table.T @ table + RIDGE * np.eye(len(names))
    weights = np.linalg.solve(square, table.T @ (wanted - mean))
    return Model(
        {"features": list(names), "threads": [each.name for each in threads], "ridge": RIDGE},
        {"weights": weights.astype(np.float32), "intercept": np.array([mean], dtype=np.float32)},
    )


def _wanted(thread: Annotated) -> Array:
    """For each of our sentences how many annotators chose what it covers, by characters."""
    found = []
    for each in thread.told:
        shares = [(_overlap(each, unit), unit.chosen) for unit in thread.units]
        covered = sum(share for share, _ in shares)
        found.append(sum(share * chosen for share, chosen in shares) / max(1, covered))
    return np.array(found)


def _overlap(each: Told, unit: Unit) -> int:
    if each.message != unit.message:
        return 0
    return max(0, min(each.end_char, unit.end) - max(each.start_char, unit.start))


def length(thread: Annotated, share: float = SHARE) -> int:
    """How many words a summary of the thread may have."""
    return round(share * sum(each.words for each in thread.told))


def figures(thread: Annotated, places: Sequence[int], words: int) -> Figures:
    """Weighted recall and ROUGE-1, -2 and -L (means over annotators) of a choice of sentences."""
    taken = [thread.told[place] for place in places]
    reached = sum(
        unit.chosen
        for unit in thread.units
        if 2 * sum(_overlap(each, unit) for each in taken) > unit.end - unit.start
    )
    text = " ".join(each.text for each in taken)
    shared = np.mean([rouge(text, summary) for summary in thread.summaries], axis=0)
    return (reached / max(1, _best(thread.units, words)), *map(float, shared))  # type: ignore[return-value]


def _best(units: Sequence[Unit], words: int) -> int:
    """The most that any choice of the corpus's sentences reaches in so many words."""
    best = np.zeros(words + 1, dtype=int)
    for unit in units:
        if unit.chosen and 0 < unit.words <= words:
            best[unit.words :] = np.maximum(
                best[unit.words :], best[: words + 1 - unit.words] + unit.chosen
            )
    return int(best[-1])


def by_us(threads: Sequence[Annotated]) -> Choice:
    """Our choice; of a thread that the shipped model has learnt from, by one that has not."""
    shipped = model.load("summary")
    learnt = set(shipped.meta["threads"])
    models = left_out([each for each in threads if each.name in learnt])
    return partial(_chosen, models=models, shipped=shipped)


def left_out(threads: Sequence[Annotated]) -> dict[str, Model]:
    """For each thread a model of all the others."""
    names = sorted({name for each in threads for row in _rows(each) for name in row})
    tables = {each.name: cues.matrix(_rows(each), names) for each in threads}
    found = {}
    for each in threads:
        others = [other for other in threads if other.name != each.name]
        if others:
            found[each.name] = _fitted(others, [tables[other.name] for other in others], names)
    return found


def _chosen(
    thread: Annotated, words: int, *, models: Mapping[str, Model], shipped: Model
) -> list[int]:
    learnt = models.get(thread.name, shipped)
    scores = salience.scores(thread.told, thread.subject, learnt)
    return salience.chosen(thread.told, scores, words=words)


def lead(thread: Annotated, words: int) -> list[int]:
    """The first sentences of the thread, those that fit: the baseline of all baselines."""
    return fitting(thread, range(len(thread.told)), words)


def fitting(thread: Annotated, order: Sequence[int], words: int) -> list[int]:
    """Sentences in the given order, those passed over that no longer fit."""
    taken, left = [], words
    for place in order:
        if thread.told[place].words <= left:
            taken.append(place)
            left -= thread.told[place].words
    return sorted(taken)


def measures(corpora: Path | None) -> Iterator[Measure | Absent]:
    """Weighted recall and ROUGE of our summaries beside the lead, and how far they are ahead."""
    threads = bc3.threads(corpora) if corpora else []
    if not threads:
        yield Absent(TOPIC, "the corpus bc3 is needed (--corpora)")
        return
    ours, first = table(threads, by_us(threads)), table(threads, lead)
    for column, name in enumerate(FIGURES):
        value, low, high = mean(ours[:, column])
        ahead, least, most = mean(ours[:, column] - first[:, column])
        yield Measure(
            TOPIC, f"{name}, {SHARE:.0%} of the words", value, low, high, len(threads), "threads",
            f"lead: {first[:, column].mean():.3f}; ahead by {ahead:.3f} [{least:.3f}, {most:.3f}]",
        )  # fmt: skip


def table(threads: Sequence[Annotated], choice: Choice) -> Array:
    """The figures of each thread, a row each, for one way to choose."""
    rows = [(each, length(each)) for each in threads]
    return np.array([figures(each, choice(each, words), words) for each, words in rows])


def mean(values: Array) -> tuple[float, float, float]:
    """The mean over threads with its 95 % bootstrap interval."""
    return bootstrapped([(float(value), 1.0) for value in values], lambda row: row[0] / row[1])
