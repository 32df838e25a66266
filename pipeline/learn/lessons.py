"""What the model of acts learns from: segments of mail to tables of features, in folds.

In: segments with their acts, and vectors of words. Out: the features of their sentences and of them
as a whole, and for each act a lesson: these of the segments whose readers looked for it, all
together and in folds of which each holds whole threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.debate import meanings, sentences
from pipeline.debate.said import (
    Said,
    circumstances_of,
    circumstances_of_paragraph,
    heard,
    paragraphs,
    words_of,
    words_of_paragraph,
)
from pipeline.learn import linear
from pipeline.learn.corpora import Segment

Array = np.ndarray[Any, np.dtype[Any]]
Names = list[list[str]]
Tables = tuple[sparse.csr_matrix, sparse.csr_matrix, Array]  # of sentences, paragraphs, points

FOLDS = 5


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


@dataclass(frozen=True, slots=True)
class Seen:
    """The features of segments: of their sentences and of them as a whole."""

    owner: Array  # the segment of each sentence
    words: Names
    marks: Names
    whole_words: Names
    whole_marks: Names
    points: Array


@dataclass(frozen=True, slots=True)
class Split:
    """What is learnt from and what is judged in one fold."""

    chosen: Array  # the segments that are judged
    tables: Tables
    owner: Array
    judged: Tables
    judged_owner: Array


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an act is learnt from: the segments whose readers looked for it."""

    segments: list[Segment]
    threads: list[str]
    owner: Array
    splits: list[Split]
    tables: Tables


def asked_for(segments: Sequence[Segment], act: str) -> Array:
    """Whether each segment's reader looked for an act."""
    return np.array([each.asked is None or act in each.asked for each in segments])


def lesson_of(
    segments: Sequence[Segment],
    seen: Seen,
    chosen: Array,
    known: tuple[linear.Vocabulary, linear.Vocabulary],
) -> Lesson:
    """What an act is learnt from, given which segments were read for it."""
    some = [each for each, taken in zip(segments, chosen, strict=True) if taken]
    threads = [each.thread for each in some]
    part = _part(seen, chosen)
    return Lesson(some, threads, part.owner, _splits(part, threads), _tables(part, known))


def features_of(every: Sequence[Said], owner: Array, senses: tuple[list[str], Array]) -> Seen:
    """The features of segments, by their sentences and the place of each."""
    groups = paragraphs(every)
    columns = {word: column for column, word in enumerate(senses[0])}
    return Seen(
        owner,
        [words_of(each) for each in every],
        [circumstances_of(each) for each in every],
        [words_of_paragraph(group) for group in groups],
        [circumstances_of_paragraph(group) for group in groups],
        meanings.points(groups, columns, senses[1]).astype(np.float64),
    )


def vocabularies(seen: Seen) -> tuple[linear.Vocabulary, linear.Vocabulary]:
    """The words of sentences and of paragraphs that models know."""
    return (
        linear.vocabulary(seen.words, seen.marks),
        linear.vocabulary(seen.whole_words, seen.whole_marks),
    )


def _tables(seen: Seen, known: tuple[linear.Vocabulary, linear.Vocabulary]) -> Tables:
    return (
        linear.matrix(seen.words, seen.marks, known[0]),
        linear.matrix(seen.whole_words, seen.whole_marks, known[1]),
        seen.points,
    )


def _part(seen: Seen, chosen: Array) -> Seen:
    """The same of some segments only."""
    sentences_in = np.where(chosen[seen.owner])[0]
    segments_in = np.where(chosen)[0]
    return Seen(
        (np.cumsum(chosen) - 1)[seen.owner[sentences_in]],
        [seen.words[place] for place in sentences_in],
        [seen.marks[place] for place in sentences_in],
        [seen.whole_words[place] for place in segments_in],
        [seen.whole_marks[place] for place in segments_in],
        seen.points[segments_in],
    )


def _splits(seen: Seen, threads: Sequence[str]) -> list[Split]:
    """The folds of cross-validation; a thread is in one fold only."""
    fold = _folds(threads)
    found = []
    for number in range(FOLDS):
        learn, judge = _part(seen, fold != number), _part(seen, fold == number)
        known = vocabularies(learn)
        tables, judged = _tables(learn, known), _tables(judge, known)
        found.append(Split(fold == number, tables, learn.owner, judged, judge.owner))
    return found


def _folds(threads: Sequence[str]) -> Array:
    """A fold for each segment: threads whole, the longest dealt out first."""
    sizes = {name: threads.count(name) for name in sorted(set(threads))}
    filled = [0] * FOLDS
    fold: dict[str, int] = {}
    for name in sorted(sizes, key=lambda name: (-sizes[name], name)):
        fold[name] = filled.index(min(filled))
        filled[fold[name]] += sizes[name]
    return np.array([fold[name] for name in threads])
