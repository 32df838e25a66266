"""The model of dialogue acts, learnt from LEDA: paragraphs are labelled, sentences are tagged.

In: segments of IETF mail with their acts. Out: a linear model for each act, over sentences. A
reader labels a paragraph because some sentence in it does something, and does not say which. So a
model is learnt on all sentences, asked which sentence of each labelled paragraph shows the act,
and learnt again with those in the foreground (multiple-instance learning); a paragraph does what
the clearest of its sentences does. Thresholds and the scale of probabilities come from
cross-validation by thread within the training split.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.debate import model, sentences, tag
from pipeline.debate.model import Model
from pipeline.debate.said import Said, heard, words_of
from pipeline.learn import linear
from pipeline.learn.corpora import Segment

Array = np.ndarray[Any, np.dtype[Any]]

# Seen once in the whole corpus.
TOO_RARE = frozenset({"FollowOnComment"})

REGULARISATION = 3.0  # C of the logistic regression, by cross-validation
ROUNDS = 3  # after which the foreground no longer moves
SHARPNESS = 2.0  # how strongly the clearest sentence stands out
FOLDS = 5
DRAWS = 50  # samples of threads over which a threshold is averaged


def spoken(segments: Sequence[Segment]) -> tuple[list[Said], Array, list[str]]:
    """The sentences of segments as models see them, the place of their segments, their texts."""
    found: list[Said] = []
    owner: list[int] = []
    every: list[str] = []
    offset = 0
    for _, group in groupby(segments, key=lambda segment: segment.mail):
        mail = list(group)
        for place, segment in enumerate(mail):
            before = mail[place - 1].text.rstrip()[-1:] if place else ""
            opens, closes = place == 0, place == len(mail) - 1
            texts = _sentences(segment.text)
            every += texts
            for number, text in enumerate(texts):
                left = len(texts) - 1 - number
                words = heard(text)
                found.append(Said(words, segment.quoted, opens, closes, number, left, before))
                owner.append(offset + place)
        offset += len(mail)
    return found, np.array(owner), every


def _sentences(text: str) -> list[str]:
    spans = [span for paragraph in sentences.segments(text) for span in paragraph]
    return [text[start:end] for start, end in spans] or [text]


def trained(segments: Sequence[Segment]) -> Model:
    """The model of all acts of some segments."""
    classes = sorted({act for segment in segments for act in segment.acts} - TOO_RARE)
    every, owner, _ = spoken(segments)
    held_out = _held_out(segments, every, owner, classes)
    known = linear.vocabulary(every)
    table = linear.matrix(every, known)
    fitted = [_fitted(table, _has(segments, act), owner) for act in classes]
    scale, shift, thresholds = _calibrated(held_out, segments, classes)
    weights = np.stack([weights for weights, _ in fitted], axis=1) * scale
    intercept = np.array([intercept for _, intercept in fitted]) * scale + shift
    meta = {
        "classes": classes,
        "thresholds": [round(float(each), 4) for each in thresholds],
        "segments": len(segments),
    }
    return Model(meta, linear.arrays(known, weights, intercept))


def _has(segments: Sequence[Segment], act: str) -> Array:
    return np.array([act in segment.acts for segment in segments])


def clearest(scores: Array, owner: Array, segments: int) -> Array:
    """For each segment the highest score of its sentences."""
    found = np.full((segments, *scores.shape[1:]), -np.inf)
    np.maximum.at(found, owner, scores)
    return found


def _fitted(table: sparse.csr_matrix, has: Array, owner: Array) -> tuple[Array, float]:
    """Weights and intercept of one act, with the sentences that show it in the foreground."""
    from sklearn.linear_model import LogisticRegression

    sizes = np.bincount(owner, minlength=len(has))
    label = has[owner]
    even = 1 / np.sqrt(sizes[owner])
    share = even
    for _ in range(ROUNDS):
        weight = np.where(label, share / share[label].sum(), even / even[~label].sum())
        learner = LogisticRegression(C=REGULARISATION, solver="liblinear", random_state=0)
        learner.fit(table, label, sample_weight=weight * len(has) / 2)
        shown = np.exp(np.clip(SHARPNESS * learner.decision_function(table), -20, 20))
        share = shown / np.bincount(owner, weights=shown, minlength=len(has))[owner]
    return learner.coef_[0], float(learner.intercept_[0])


def _held_out(
    segments: Sequence[Segment], every: Sequence[Said], owner: Array, classes: Sequence[str]
) -> Array:
    """Scores of each segment by models that saw nothing of its thread."""
    fold = _folds([segment.thread for segment in segments])
    scores = np.zeros((len(segments), len(classes)))
    for number in range(FOLDS):
        learn, judge = np.where(fold[owner] != number)[0], np.where(fold[owner] == number)[0]
        known = linear.vocabulary([every[place] for place in learn])
        table = linear.matrix([every[place] for place in learn], known)
        judged = linear.matrix([every[place] for place in judge], known)
        inside = np.where(fold != number)[0]
        places = np.searchsorted(inside, owner[learn])
        for column, act in enumerate(classes):
            weights, intercept = _fitted(table, _has([segments[i] for i in inside], act), places)
            found = clearest(judged @ weights + intercept, owner[judge], len(segments))
            scores[fold == number, column] = found[fold == number]
    return scores


def _folds(threads: Sequence[str]) -> Array:
    """A fold for each segment: threads whole, the longest dealt out first."""
    sizes = {name: threads.count(name) for name in sorted(set(threads))}
    filled = [0] * FOLDS
    fold: dict[str, int] = {}
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        fold[name] = filled.index(min(filled))
        filled[fold[name]] += sizes[name]
    return np.array([fold[name] for name in threads])


def _calibrated(
    scores: Array, segments: Sequence[Segment], classes: Sequence[str]
) -> tuple[Array, Array, Array]:
    """Scale and shift that make probabilities of scores (Platt), and the threshold of each act."""
    from sklearn.linear_model import LogisticRegression

    scale, shift, thresholds = [], [], []
    for column, act in enumerate(classes):
        has, score = _has(segments, act), scores[:, column]
        learner = LogisticRegression(C=1e6).fit(score[:, None], has)
        scale.append(float(learner.coef_[0, 0]))
        shift.append(float(learner.intercept_[0]))
        probability = model.probabilities(score * scale[-1] + shift[-1])
        thresholds.append(threshold(probability, has, [segment.thread for segment in segments]))
    return np.array(scale), np.array(shift), np.array(thresholds)


def threshold(probability: Array, has: Array, threads: Sequence[str]) -> float:
    """The mean of the best thresholds of drawn samples: one alone follows chance too closely."""
    names = sorted(set(threads))
    place = {name: number for number, name in enumerate(names)}
    owner = np.array([place[thread] for thread in threads])
    generator = np.random.default_rng(0)
    found = []
    for _ in range(DRAWS):
        times = np.bincount(generator.integers(len(names), size=len(names)), minlength=len(names))
        drawn = np.repeat(np.arange(len(owner)), times[owner])
        if has[drawn].any():
            found.append(best_threshold(probability[drawn], has[drawn]))
    return float(np.mean(found or [0.5]))


def best_threshold(probability: Array, has: Array) -> float:
    """The threshold with the highest F1, half-way to the next lower probability."""
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(has[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + has.sum())
    best = int(np.argmax(f1))
    following = probability[order[min(best + 1, len(order) - 1)]]
    return float((probability[order[best]] + following) / 2)


def predicted(segments: Sequence[Segment]) -> dict[str, list[bool]]:
    """For each act of the shipped model whether each segment does it, as tagging would say."""
    every, owner, texts = spoken(segments)
    words = [words_of(each) for each in every]
    found = clearest(tag.performed(every, words, texts), owner, len(segments))
    meta = model.load("acts").meta
    rows = found >= np.asarray(meta["thresholds"], dtype=np.float32)
    return {act: rows[:, column].tolist() for column, act in enumerate(meta["classes"])}
