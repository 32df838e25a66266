"""The model of mood, learnt from what developers write to one another.

In: texts with their tone, VADER's lexicon, and plain statements of technical mail. Out: a linear
model of three classes over words, pairs and what the lexicon and cues tell. Posts and reviews that
were picked for labelling are far more often moody than mail is, so plain statements are learnt from
as well, as neutral ones, and terms of the trade are taken out of the lexicon. A mood counts as much
as its absence in each corpus, or the rarer would hardly be found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.debate import model
from pipeline.debate.model import Model
from pipeline.debate.said import Said, heard, tones_of, words_of
from pipeline.learn import linear
from pipeline.learn.corpora import Segment, Toned

Array = np.ndarray[Any, np.dtype[Any]]

CLASSES = ["negative", "neutral", "positive"]
REGULARISATION = 5.0  # C of the logistic regression, by cross-validation
FOLDS = 5

# What a text counts, where not 1: of the review comments there are a third as many as of posts, and
# reviewers complain in other words. Three times costs the posts more than it gives the comments.
WEIGHT = {"senticr": 2.0}
# Moods that readers of a corpus were not asked for: they stand among its neutral texts.
UNTOLD = {"senticr": frozenset({"positive"})}

# A paragraph with one of these acts may well have a tone; without, it is a plain statement.
MOODY = frozenset((
    "Agreement", "Disagreement", "Social", "Thanking", "Apologising", "UnderstandingNegative",
    "Question", "ClarificationElicitation", "ProposeAction",
))  # fmt: skip
PLAIN = 600  # plain statements to learn from: more cost F1 on what is moody, fewer make mail moody
LENGTH = (40, 600)  # characters of one

# Words with a tone in everyday English that name plain things here: "fixes a fatal error".
TRADE = frozenset((
    "abort", "aborted", "aborting", "aborts", "active", "alert", "alone", "argument", "arguments",
    "attack", "attacks", "block", "blocked", "blocking", "blocks", "blind", "bug", "bugs", "clean",
    "cleaner", "commit", "commits", "committed", "conflict", "conflicts", "crash", "crashed",
    "crashes", "critical", "cut", "dead", "death", "defect", "defects", "demand", "destroy",
    "destroyed", "dirty", "dump", "dumped", "error", "errors", "exception", "fail", "failed",
    "failing", "fails", "failure", "failures", "fatal", "fire", "fires", "forced", "free", "hard",
    "hell", "ignore", "ignored", "ignores", "interrupt", "interrupted", "invalid", "join", "kill",
    "killed", "killing", "kills", "kind", "leak", "leaks", "leave", "like", "limited", "low",
    "lower", "missing", "no", "obsolete", "orphan", "panic", "pass", "play", "poison", "positive",
    "problem", "problems", "protect", "protected", "question", "questions", "reject", "rejected",
    "resolve", "resolved", "safe", "secure", "security", "share", "shared", "special", "stop",
    "stopped", "stops", "strong", "support", "supported", "supports", "suspend", "suspended",
    "trivial", "true", "trust", "trusted", "value", "values", "violation", "vulnerable",
    "warning", "warnings", "weak", "worker", "yes",
))  # fmt: skip


def plain(segments: Sequence[Segment]) -> list[Toned]:
    """Statements of technical mail that have no tone."""
    found = [
        Toned(segment.text, "neutral", "leda")
        for segment in segments
        if not segment.acts & MOODY and LENGTH[0] < len(segment.text) < LENGTH[1]
    ]
    return found[:PLAIN]


def trained(texts: Sequence[Toned], lexicon: Mapping[str, float]) -> Model:
    """The model of some texts."""
    lexicon = _everyday(lexicon)
    learnt = _learnt(texts, lexicon)
    meta = {"classes": CLASSES, "texts": len(texts)}
    found = linear.arrays(learnt.known, learnt.weights, learnt.intercept)
    words = sorted(lexicon)
    found["lexicon"] = model.lines(words)
    found["valence"] = np.array([lexicon[word] for word in words], dtype=np.float16)
    return Model(meta, found)


def _everyday(lexicon: Mapping[str, float]) -> dict[str, float]:
    return {word: value for word, value in lexicon.items() if word not in TRADE}


class _Learnt:
    """A vocabulary, and what its features weigh for each class."""

    def __init__(self, known: linear.Vocabulary, weights: Array, intercept: Array) -> None:
        self.known, self.weights, self.intercept = known, weights, intercept


def _features(
    texts: Sequence[Toned], lexicon: Mapping[str, float]
) -> tuple[list[list[str]], list[list[str]]]:
    said = [Said(heard(text.text)) for text in texts]
    return [words_of(each) for each in said], [tones_of(each.words, lexicon) for each in said]


def _learnt(texts: Sequence[Toned], lexicon: Mapping[str, float]) -> _Learnt:
    from sklearn.linear_model import LogisticRegression

    words, tones = _features(texts, lexicon)
    known = linear.vocabulary(words, tones)
    table = linear.matrix(words, tones, known)
    weights, intercepts = [], []
    for mood in CLASSES:
        rows = [place for place, text in enumerate(texts) if mood not in _untold(text)]
        told = [texts[place] for place in rows]
        learner = LogisticRegression(C=REGULARISATION, solver="liblinear", random_state=0)
        learner.fit(table[rows], [text.mood == mood for text in told], _weighed(told, mood))
        weights.append(learner.coef_[0])
        intercepts.append(float(learner.intercept_[0]))
    return _Learnt(known, np.stack(weights, axis=1), np.array(intercepts))


def _untold(text: Toned) -> frozenset[str]:
    return UNTOLD.get(text.corpus, frozenset())


def _weighed(texts: Sequence[Toned], mood: str) -> list[float]:
    """What each text counts: a mood and its absence alike in each corpus that has both."""
    cells = Counter((text.corpus, text.mood == mood) for text in texts)
    both = {corpus for corpus, has in cells if (corpus, not has) in cells}
    sizes = Counter(text.corpus for text in texts)
    return [
        WEIGHT.get(text.corpus, 1.0)
        * (
            sizes[text.corpus] / (2 * cells[text.corpus, text.mood == mood])
            if text.corpus in both
            else 1.0
        )
        for text in texts
    ]


def held_out(
    texts: Sequence[Toned], lexicon: Mapping[str, float], beside: Sequence[Toned] = ()
) -> list[str]:
    """The mood that each text gets from a model that has not seen it, by five-fold validation.

    `beside` is learnt from in every fold. Every fifth text of each corpus and mood is one fold.
    """
    lexicon = _everyday(lexicon)
    order = sorted(range(len(texts)), key=lambda place: (texts[place].corpus, texts[place].mood))
    found = [""] * len(texts)
    for fold in range(FOLDS):
        judged = order[fold::FOLDS]
        left = set(judged)
        learnt = _learnt(
            [text for place, text in enumerate(texts) if place not in left] + list(beside), lexicon
        )
        words, tones = _features([texts[place] for place in judged], lexicon)
        table = linear.matrix(words, tones, learnt.known)
        scores = table @ learnt.weights + learnt.intercept
        for place, best in zip(judged, scores.argmax(axis=1).tolist(), strict=True):
            found[place] = CLASSES[best]
    return found
