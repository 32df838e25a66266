"""The model of dialogue acts, learnt from LEDA: paragraphs are labelled, sentences are tagged.

In: segments of IETF mail with their acts. Out: a linear model for each act, over sentences. A
reader labels a paragraph because some sentence in it does something, and does not say which. So a
model is learnt on all sentences, asked which sentence of each labelled paragraph shows the act,
and learnt again with those in the foreground (multiple-instance learning). Another is learnt on
whole paragraphs, and a third on what their words mean, by vectors that mail teaches which nobody
labelled; a sentence does what all together say. Thresholds and the scale of probabilities come from
cross-validation by thread within the training split.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.debate import meanings, model, tag
from pipeline.debate.model import Model
from pipeline.debate.said import words_of
from pipeline.learn import linear, one_act, vectors
from pipeline.learn.corpora import Segment
from pipeline.learn.lessons import (
    Array,
    Split,
    asked_for,
    features_of,
    lesson_of,
    spoken,
    vocabularies,
)
from pipeline.learn.one_act import Learnt
from pipeline.learn.thresholds import threshold

# Seen once in the whole corpus.
TOO_RARE = frozenset({"FollowOnComment"})

DIMENSIONS = 100  # of the vectors of words


def trained(segments: Sequence[Segment], unlabelled: Sequence[Sequence[str]] = ()) -> Model:
    """The model of all acts of some segments: of their sentences, and of them as a whole.

    The words of `unlabelled` sentences teach, beside those of the segments, what words mean.
    """
    classes = sorted({act for segment in segments for act in segment.acts} - TOO_RARE)
    every, owner, _ = spoken(segments)
    senses = vectors.learnt([*unlabelled, *(each.words for each in every)], DIMENSIONS)
    seen = features_of(every, owner, senses)
    known = vocabularies(seen)
    asked = [asked_for(segments, act) for act in classes]
    chosen = {each.tobytes(): each for each in asked}
    lessons = {key: lesson_of(segments, seen, each, known) for key, each in chosen.items()}
    of = [lessons[each.tobytes()] for each in asked]
    labels = [_has(lesson.segments, act) for lesson, act in zip(of, classes, strict=True)]
    given = list(zip(of, labels, strict=True))
    held_out = [_held_out(lesson.splits, has) for lesson, has in given]
    scaled = [_scaled(scores, has) for scores, has in zip(held_out, labels, strict=True)]
    fitted = [one_act.fitted(*lesson.tables, has, lesson.owner) for lesson, has in given]
    thresholds = [
        threshold(model.probabilities(scores @ scale + shift), has, lesson.threads)
        for scores, (lesson, has), (scale, shift) in zip(held_out, given, scaled, strict=True)
    ]
    sentence, paragraph = known
    meta = {
        "classes": classes,
        "thresholds": [round(each, 4) for each in thresholds],
        "segments": len(segments),
    }
    found = linear.arrays(sentence, *_joined(fitted, scaled, 0))
    whole = linear.arrays(paragraph, *_joined(fitted, scaled, 1))
    found |= {f"paragraph {name}": array for name, array in whole.items()}
    return Model(meta, found | _meant(senses, *_joined(fitted, scaled, 2)))


def _meant(senses: tuple[list[str], Array], weights: Array, intercept: Array) -> dict[str, Array]:
    """The arrays of `debate.meanings`."""
    return {
        meanings.WORDS: model.lines(senses[0]),
        meanings.VECTORS: senses[1],
        meanings.WEIGHTS: weights.astype(np.float32),
        meanings.INTERCEPT: intercept.astype(np.float32),
    }


def _joined(
    fitted: Sequence[tuple[Learnt, ...]], scaled: Sequence[tuple[Array, float]], part: int
) -> tuple[Array, Array]:
    """Weights and intercepts of all acts, scaled so that all parts add up to log-odds."""
    weights = np.stack([each[part][0] for each in fitted], axis=1)
    scale = np.array([scale[part] for scale, _ in scaled])
    shift = np.array([shift if part == 0 else 0.0 for _, shift in scaled])
    intercept = np.array([each[part][1] for each in fitted])
    return weights * scale, intercept * scale + shift


def _has(segments: Sequence[Segment], act: str) -> Array:
    return np.array([act in segment.acts for segment in segments])


def clearest(scores: Array, owner: Array, segments: int) -> Array:
    """For each segment the highest score of its sentences."""
    found = np.full((segments, *scores.shape[1:]), -np.inf)
    np.maximum.at(found, owner, scores)
    return found


def _held_out(splits: Sequence[Split], has: Array) -> Array:
    """Three scores of each segment, unseen: by its clearest sentence, as a whole, by meaning."""
    scores = np.zeros((len(has), 3))
    for split in splits:
        said, *rest = one_act.fitted(*split.tables, has[~split.chosen], split.owner)
        heard_of = split.judged[0] @ said[0] + said[1]
        count = int(split.chosen.sum())
        scores[split.chosen, 0] = clearest(heard_of, split.judged_owner, count)
        for part, (weights, intercept) in enumerate(rest, start=1):
            scores[split.chosen, part] = split.judged[part] @ weights + intercept
    return scores


def _scaled(scores: Array, has: Array) -> tuple[Array, float]:
    """Scale and shift that make log-odds of all scores together (Platt)."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=1e6).fit(scores, has)
    return np.maximum(learner.coef_[0], 0.0), float(learner.intercept_[0])


def predicted(segments: Sequence[Segment]) -> dict[str, list[bool]]:
    """For each act of the shipped model whether each segment does it, as tagging would say."""
    found = probabilities(segments)
    meta = model.load("acts").meta
    thresholds = dict(zip(meta["classes"], meta["thresholds"], strict=True))
    return {act: [p >= thresholds[act] for p in column] for act, column in found.items()}


def probabilities(segments: Sequence[Segment]) -> dict[str, list[float]]:
    """For each act of the shipped model how likely each segment does it."""
    every, owner, texts = spoken(segments)
    words = [words_of(each) for each in every]
    found = clearest(tag.performed(every, words, texts), owner, len(segments))
    classes = model.load("acts").meta["classes"]
    return {act: found[:, column].tolist() for column, act in enumerate(classes)}
