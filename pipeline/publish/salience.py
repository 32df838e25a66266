"""Which sentences of a thread tell its course: sentences to scores and a choice.

In: the sentences of a thread as `Told`. Out: their scores by the model `summary`, and those that
fit into a length.

The rules:
- Sentences are taken best first; one that says what a chosen one has said is passed over.
- What was chosen is told in the order of the thread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.debate import model
from pipeline.publish.cues import features, matrix
from pipeline.publish.lexical import likeness, stems, weighed
from pipeline.publish.telling import Told

if TYPE_CHECKING:
    from pipeline.debate.model import Model

VERSION = 1

# Likeness (cosine of words) from which on two sentences say the same.
SAME = 0.6


@cache
def _model() -> Model:
    return model.load("summary")


def scores(sentences: Sequence[Told], subject: str, learnt: Model | None = None) -> list[float]:
    """How much each sentence tells of the thread: what readers chose, by the model `summary`."""
    learnt = _model() if learnt is None else learnt
    if not sentences:
        return []
    table = matrix(features(sentences, subject), learnt.meta["features"])
    found = table @ learnt.arrays["weights"].astype("float64")
    return [float(score) for score in found + float(learnt.arrays["intercept"][0])]


# A longer sentence tells more, and takes more of the length: its score above the worst of the
# thread is divided by its words to this power. Chosen by cross-validation on BC3, at 30 %.
PRICE = 0.25
FULL = 0.3  # the share of a thread from which on the price is whole

# What a summary may hold: "I agree." answers something that nobody sees, and a line that ends
# in a colon leads to what was not chosen. On BC3 this costs .02 of weighted recall and no ROUGE.
LEAST_STEMS = 2
LEADS = 0.2  # what a sentence is worth less that leads to another one, on the annotators' scale

# A long thread told in a few lines is another thing than a short one told by a third: "I agree." is
# a good catch there and tells nothing here. Below this share a sentence must stand by itself.
TIGHT = 0.15
STEMS = 5  # words that it must have which tell something
A_MAIL = 2  # sentences that one mail may give
STANDS = 0.3  # what a proposal, a position or an outcome is worth more, on the annotators' scale
LEANS = 0.2  # what a sentence is worth less that leans on another one
LEANING = re.compile(
    r"(?:[\[(]?(?:and|but|so|then|also|however|that|this|these|those|it|he|she|they|if so|or"
    r"|otherwise|yes|no|yeah|hm+|well|e\.g\.|i\.e\.|for example|for instance"
    r"|on the other hand)\b)|(?-i:\W*[a-z])",
    re.IGNORECASE,
)


def chosen(
    sentences: Sequence[Told], scores: Sequence[float], *, words: int = 0, count: int = 0
) -> list[int]:
    """The places of the sentences that tell most in so many words, or so many sentences, in order.

    A sentence that would not fit is passed over for a shorter one.
    """
    whole = sum(each.words for each in sentences)
    share = words / max(1, whole) if words else count / max(1, len(sentences))
    worth = _worth(sentences, scores, share, priced=bool(words))
    vectors = weighed([each.text for each in sentences])
    left, taken = words, list[int]()
    mails: Counter[int] = Counter()
    for place in sorted(worth, key=lambda place: (-worth[place], place)):
        each = sentences[place]
        if count and len(taken) == count:
            break
        if (words and each.words > left) or (share < TIGHT and mails[each.mail] >= A_MAIL):
            continue
        if any(likeness(vectors[place], vectors[other]) >= SAME for other in taken):
            continue
        taken.append(place)
        mails[each.mail] += 1
        left -= each.words
    return sorted(taken)


def _worth(
    sentences: Sequence[Told], scores: Sequence[float], share: float, *, priced: bool
) -> dict[int, float]:
    """What each sentence is worth at that share of the thread, by its place."""
    floor = min(scores, default=0.0)
    price = PRICE * min(1.0, share / FULL) if priced else 0.0
    found = {}
    for place, (each, score) in enumerate(zip(sentences, scores, strict=True)):
        tight = share < TIGHT
        if len(set(stems(each.text))) < (STEMS if tight else LEAST_STEMS):
            continue
        if tight:
            score += STANDS * each.stands - LEANS * bool(LEANING.match(each.text))  # noqa: PLW2901
        score -= LEADS * each.text.endswith(":")  # noqa: PLW2901
        found[place] = (score - floor) / max(1, each.words) ** price
    return found
