"""What a model sees of the sentences of a thread: where they stand, their form, words and acts.

In: the sentences of a thread as `Told`, and its subject. Out: for each its features by name, and
these as a table, measured within the thread.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.publish.lexical import Weights, likeness, stems, summed, weighed
from pipeline.publish.telling import Told

if TYPE_CHECKING:
    from pipeline.debate.model import Array


def features(sentences: Sequence[Told], subject: str) -> list[dict[str, float]]:
    """For each sentence its features by name; those of words are measured within the thread."""
    vectors = weighed([each.text for each in sentences])
    centre = summed(vectors)
    mails: dict[int, list[int]] = {}
    for place, each in enumerate(sentences):
        mails.setdefault(each.mail, []).append(place)
    mail_vectors = {mail: summed(vectors[place] for place in held) for mail, held in mails.items()}
    around = _around(sentences, mail_vectors)
    asked = Counter(stems(subject))
    most = max((sum(vector.values()) for vector in vectors), default=1.0) or 1.0
    last = max(mails, default=0)
    first = sentences[0].person if sentences else ""
    found = []
    for each, vector in zip(sentences, vectors, strict=True):
        row = _of_place(each, last) | _of_form(each) | _of_acts(each)
        row |= {
            "central": likeness(vector, centre),
            "subject": likeness(vector, asked),
            "of the subject": sum(stem in vector for stem in asked) / max(1, len(asked)),
            "told": sum(vector.values()) / most,
            "like the mail": likeness(vector, mail_vectors[each.mail]),
            "shared": _shared(vector, around[each.mail]),
            "by the first": float(each.person == first),
        }
        found.append(row)
    return found


def _around(sentences: Sequence[Told], vectors: Mapping[int, Weights]) -> dict[int, frozenset[str]]:
    """For each mail the stems of the mail that it answers and of those that answer it."""
    near: dict[int, set[int]] = {mail: set() for mail in vectors}
    for each in sentences:
        if each.parent in near:
            near[each.mail].add(each.parent)
            near[each.parent].add(each.mail)
    return {
        mail: frozenset(stem for other in others for stem in vectors[other])
        for mail, others in near.items()
    }


def _shared(vector: Weights, near: frozenset[str]) -> float:
    """How many of the words are taken up from, or by, the mails around (clue words)."""
    return math.log1p(sum(weight for stem, weight in vector.items() if stem in near))


def _of_place(each: Told, last: int) -> dict[str, float]:
    return {
        "first mail": float(each.mail == 0),
        "late mail": each.mail / max(1, last),
        "opens": float(each.order == 0),
        "second": float(each.order == 1),
        "late": each.order / max(1, each.siblings - 1),
        "ends": float(each.order == each.siblings - 1),
        "few of its mail": 1 / each.siblings,
        "first of the first": float(each.mail == 0 and each.order < 3),
    }


def _of_form(each: Told) -> dict[str, float]:
    words = each.words
    return {
        "length": math.log1p(words),
        "long": min(words, 40) / 40,
        "short": float(words < 7),
        "asks": float(each.text.endswith("?")),
        "lists": float(each.text.endswith(":")),
        "address": float("://" in each.text or "www." in each.text),
        "figures": float(bool(re.search(r"\d", each.text))),
        "names": min(5, len(re.findall(r"(?<=[a-z,] )[A-Z]", each.text))) / 5,
        "thanks": float(
            bool(re.match(r"(?:many )?(?:thanks|thank you|regards)\b", each.text, re.IGNORECASE))
        ),
        "toned": abs(each.mood),
    }


# Acts as LEDA names them; what the model has not heard is none.
ACTS = (
    "Agreement", "Answer", "Apologising", "ClarificationElicitation", "ContextSetting",
    "Disagreement", "ExtensionOfPrevious", "InformationProviding", "InformationSeeking",
    "NeutralResponse", "ProposeAction", "Question", "Social", "StateDecision", "Thanking",
)  # fmt: skip


def _of_acts(each: Told) -> dict[str, float]:
    found = {f"act {act}": each.acts.get(act, 0.0) for act in ACTS}
    return found | {
        "quoted": math.log1p(each.quoted),
        "answered": math.log1p(each.answered),
        "replies": math.log1p(each.replies),
        "answers": float(each.answers),
        "stands": float(each.stands),
    }


def matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Array:
    """Features as a table, each column centred on its thread and of spread 1."""
    import numpy as np

    table = np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=np.float64)
    if not len(table):
        return np.empty((0, len(names)))
    spread = table.std(axis=0)
    found: Array = (table - table.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    return found
