"""Vectors of words: learnt from what stands beside what, and summed to lines."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pipeline.debate import vectors as lines
from pipeline.learn import vectors

# Two fields of talk that share no word, each with 40 words of which any may stand beside any other.
FIELDS = ([f"sail{n}" for n in range(40)], [f"oven{n}" for n in range(40)])
SENTENCES = [
    (one, other, third)
    for words in FIELDS
    for one, other, third in product(words[:20], words[20:30], words[30:])
    if one != other
]


@pytest.fixture(scope="module")
def learnt():
    return vectors.learnt(SENTENCES)


def test_words_of_one_field_lie_together(learnt):
    """Words used beside the same words are nearer to one another than to any of the other field."""
    known, points = learnt
    near = points[:-1].astype(float) @ points[:-1].astype(float).T
    sailing = np.asarray([word.startswith("sail") for word in known])

    assert len(known) == 80
    assert near[sailing][:, sailing].mean() > 4 * abs(near[sailing][:, ~sailing].mean())


def test_the_same_sentences_give_the_same_vectors(learnt):
    """Learning is reproducible."""
    known, points = vectors.learnt(SENTENCES)

    assert known == learnt[0]
    assert (points == learnt[1]).all()


def test_too_little_teaches_nothing():
    """A handful of words has no vectors, and lines of them are noughts."""
    known, points = vectors.learnt([("a", "b")] * 20)
    rows = lines.rows([("a", "b"), ()], {}, points)

    assert known == []
    assert rows.shape == (2, vectors.DIMENSIONS)
    assert not rows.any()


def test_a_line_is_as_long_as_any_other(learnt):
    """Lines of one and of many words weigh alike; a word said twice, an unknown one and their order
    change nothing."""
    known, points = learnt
    columns = {word: column for column, word in enumerate(known)}
    rows = lines.rows(
        [("sail1",), ("sail1", "sail2", "oven3"), ("oven3", "sail2", "new", "sail1", "sail1"), ()],
        columns,
        points,
    )

    assert np.linalg.norm(rows[:3], axis=1) == pytest.approx([lines.LENGTH] * 3, rel=1e-5)
    assert (rows[1] == rows[2]).all()
    assert not rows[3].any()


def test_no_lines_give_no_rows(learnt):
    """A debate without own words is no error."""
    assert lines.rows([], {}, learnt[1]).shape == (0, vectors.DIMENSIONS)
