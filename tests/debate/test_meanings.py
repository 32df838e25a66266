"""What the meaning of a paragraph's words says of acts: two points, and their scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.debate import meanings, model, tag
from pipeline.debate.model import Model
from pipeline.debate.said import Said

COLUMNS = {"agree": 0, "concur": 1, "file": 2}
VECTORS = np.array([[3, 4], [4, 3], [-4, 3], [0, 0]], dtype=np.int8)


def said(*sentences: str) -> list[Said]:
    return [Said(text.split(), place=place) for place, text in enumerate(sentences)]


def test_one_point_is_of_all_words_and_one_of_the_first_sentence() -> None:
    """Each half has length 1; words that nobody knows stand nowhere."""
    known, mixed, strange = meanings.points(
        [said("agree"), said("agree", "file"), said("zarf")], COLUMNS, VECTORS
    )
    assert known.tolist() == pytest.approx([0.6, 0.8, 0.6, 0.8])
    assert mixed.tolist() == pytest.approx([-1 / 50**0.5, 7 / 50**0.5, 0.6, 0.8])
    assert strange.tolist() == [0, 0, 0, 0]


def test_many_paragraphs_are_placed_as_few_are() -> None:
    """How many are placed at once changes nothing, and none are no error."""
    some = [said("agree", "file"), said("concur file"), said("file")]
    many = meanings.points(some * meanings.BATCH, COLUMNS, VECTORS)
    assert np.array_equal(many[-3:], meanings.points(some, COLUMNS, VECTORS))
    assert meanings.points([], COLUMNS, VECTORS).shape == (0, 4)


def test_scores_are_of_both_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word that nobody labelled is heard by its likeness to one that somebody did."""
    learnt = Model(
        {},
        {
            meanings.WORDS: model.lines(COLUMNS),
            meanings.VECTORS: VECTORS,
            meanings.WEIGHTS: np.array([[1], [0], [1], [0]], dtype=np.float32),
            meanings.INTERCEPT: np.array([0.5], dtype=np.float32),
        },
    )
    monkeypatch.setattr(model, "load", lambda _: learnt)
    found = meanings.scores("made up", [said("agree"), said("concur"), said("file")])
    assert found.ravel().tolist() == pytest.approx([1.7, 2.1, -1.1])


def test_a_model_without_vectors_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models that were learnt before there were vectors still tag."""
    learnt = model.load("acts")
    older = {name: array for name, array in learnt.arrays.items() if "meaning" not in name}
    monkeypatch.setattr(model, "load", lambda _: Model(learnt.meta, older))
    found = meanings.scores("acts", [said("agree"), said("file")])
    assert found.shape == (2, len(learnt.meta["classes"]))
    assert not found.any()


def test_a_monster_is_placed_in_time() -> None:
    """A hundred thousand words in one paragraph take no longer than reading them."""
    import time

    begun = time.process_time()
    monster = Said(["agree", "zarf"] * 50_000)
    tag.performed([monster], [["agree"]], ["agree"])
    assert time.process_time() - begun < 5
