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
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.debate import meanings, model, sentences, tag
from pipeline.debate.model import Model
from pipeline.debate.said import (
    Said,
    circumstances_of,
    circumstances_of_paragraph,
    heard,
    paragraphs,
    words_of,
    words_of_paragraph,
)
from pipeline.learn import linear, one_act, vectors
from pipeline.learn.corpora import Segment
from pipeline.learn.one_act import Learnt

Array = np.ndarray[Any, np.dtype[Any]]

# Seen once in the whole corpus.
TOO_RARE = frozenset({"FollowOnComment"})

DIMENSIONS = 100  # of the vectors of words
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


def trained(segments: Sequence[Segment], unlabelled: Sequence[Sequence[str]] = ()) -> Model:
    """The model of all acts of some segments: of their sentences, and of them as a whole.

    The words of `unlabelled` sentences teach, beside those of the segments, what words mean.
    """
    classes = sorted({act for segment in segments for act in segment.acts} - TOO_RARE)
    every, owner, _ = spoken(segments)
    senses = vectors.learnt([*unlabelled, *(each.words for each in every)], DIMENSIONS)
    seen = _seen(every, owner, senses)
    known = _known(seen)
    asked = [_asked(segments, act) for act in classes]
    chosen = {each.tobytes(): each for each in asked}
    lessons = {key: _lesson(segments, seen, each, known) for key, each in chosen.items()}
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


Names = list[list[str]]
Tables = tuple[sparse.csr_matrix, sparse.csr_matrix, Array]  # of sentences, paragraphs, points


@dataclass(frozen=True, slots=True)
class _Seen:
    """The features of segments: of their sentences and of them as a whole."""

    owner: Array  # the segment of each sentence
    words: Names
    marks: Names
    whole_words: Names
    whole_marks: Names
    points: Array


@dataclass(frozen=True, slots=True)
class _Split:
    """What is learnt from and what is judged in one fold."""

    chosen: Array  # the segments that are judged
    tables: Tables
    owner: Array
    judged: Tables
    judged_owner: Array


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What an act is learnt from: the segments whose readers looked for it."""

    segments: list[Segment]
    threads: list[str]
    owner: Array
    splits: list[_Split]
    tables: Tables


def _asked(segments: Sequence[Segment], act: str) -> Array:
    """Whether each segment's reader looked for an act."""
    return np.array([each.asked is None or act in each.asked for each in segments])


def _lesson(
    segments: Sequence[Segment],
    seen: _Seen,
    chosen: Array,
    known: tuple[linear.Vocabulary, linear.Vocabulary],
) -> _Lesson:
    some = [each for each, taken in zip(segments, chosen, strict=True) if taken]
    threads = [each.thread for each in some]
    part = _part(seen, chosen)
    return _Lesson(some, threads, part.owner, _splits(part, threads), _tables(part, known))


def _seen(every: Sequence[Said], owner: Array, senses: tuple[list[str], Array]) -> _Seen:
    groups = paragraphs(every)
    columns = {word: column for column, word in enumerate(senses[0])}
    return _Seen(
        owner,
        [words_of(each) for each in every],
        [circumstances_of(each) for each in every],
        [words_of_paragraph(group) for group in groups],
        [circumstances_of_paragraph(group) for group in groups],
        meanings.points(groups, columns, senses[1]).astype(np.float64),
    )


def _known(seen: _Seen) -> tuple[linear.Vocabulary, linear.Vocabulary]:
    return (
        linear.vocabulary(seen.words, seen.marks),
        linear.vocabulary(seen.whole_words, seen.whole_marks),
    )


def _tables(seen: _Seen, known: tuple[linear.Vocabulary, linear.Vocabulary]) -> Tables:
    return (
        linear.matrix(seen.words, seen.marks, known[0]),
        linear.matrix(seen.whole_words, seen.whole_marks, known[1]),
        seen.points,
    )


def _part(seen: _Seen, chosen: Array) -> _Seen:
    """The same of some segments only."""
    sentences_in = np.where(chosen[seen.owner])[0]
    segments_in = np.where(chosen)[0]
    return _Seen(
        (np.cumsum(chosen) - 1)[seen.owner[sentences_in]],
        [seen.words[place] for place in sentences_in],
        [seen.marks[place] for place in sentences_in],
        [seen.whole_words[place] for place in segments_in],
        [seen.whole_marks[place] for place in segments_in],
        seen.points[segments_in],
    )


def _splits(seen: _Seen, threads: Sequence[str]) -> list[_Split]:
    """The folds of cross-validation; a thread is in one fold only."""
    fold = _folds(threads)
    found = []
    for number in range(FOLDS):
        learn, judge = _part(seen, fold != number), _part(seen, fold == number)
        known = _known(learn)
        tables, judged = _tables(learn, known), _tables(judge, known)
        found.append(_Split(fold == number, tables, learn.owner, judged, judge.owner))
    return found


def _held_out(splits: Sequence[_Split], has: Array) -> Array:
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


def _folds(threads: Sequence[str]) -> Array:
    """A fold for each segment: threads whole, the longest dealt out first."""
    sizes = {name: threads.count(name) for name in sorted(set(threads))}
    filled = [0] * FOLDS
    fold: dict[str, int] = {}
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        fold[name] = filled.index(min(filled))
        filled[fold[name]] += sizes[name]
    return np.array([fold[name] for name in threads])


def _scaled(scores: Array, has: Array) -> tuple[Array, float]:
    """Scale and shift that make log-odds of all scores together (Platt)."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=1e6).fit(scores, has)
    return np.maximum(learner.coef_[0], 0.0), float(learner.intercept_[0])


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
