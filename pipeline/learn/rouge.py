"""ROUGE: how much of a reader's summary a summary shares, by words (Lin, 2004).

In: two texts. Out: F1 of shared words (ROUGE-1), pairs of words (ROUGE-2) or the longest run of
words in the same order (ROUGE-L, over the whole text). Words are runs of a-z and 0-9 in lower case,
unstemmed, as the package rouge-score has them; bench/summaries.py compares the two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

WORD = re.compile(r"[a-z0-9]+")


def words(text: str) -> list[str]:
    """The words of a text as ROUGE counts them."""
    return WORD.findall(text.lower())


def rouge(text: str, reference: str) -> tuple[float, float, float]:
    """F1 of ROUGE-1, ROUGE-2 and ROUGE-L of a text beside a reference."""
    ours, theirs = words(text), words(reference)
    run = _longest(ours, theirs)
    return (
        _shared(ours, theirs),
        _shared(list(pairwise(ours)), list(pairwise(theirs))),
        _f1(run, len(ours), len(theirs)),
    )


def _shared(ours: Sequence[object], theirs: Sequence[object]) -> float:
    common = Counter(ours) & Counter(theirs)
    return _f1(common.total(), len(ours), len(theirs))


def _f1(common: int, ours: int, theirs: int) -> float:
    return 2 * common / (ours + theirs) if common else 0.0


def _longest(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    above = [0] * (len(theirs) + 1)
    for word in ours:
        row = [0]
        for place, other in enumerate(theirs):
            row.append(above[place] + 1 if word == other else max(above[place + 1], row[place]))
        above = row
    return above[-1]
