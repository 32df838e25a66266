"""Models as files: the same bytes for the same model, and nothing that runs."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate import model
from pipeline.debate.model import Model
from pipeline.errors import PartError
from pipeline.resources import MODELS


def small() -> Model:
    return Model(
        {"classes": ["a", "b"], "ä": 1},
        {"words": model.lines(["x", "x y"]), "weights": np.eye(3, 2, dtype=np.float16)},
    )


def test_read_what_was_written() -> None:
    """unpacked(packed(model)) is the model."""
    again = model.unpacked(model.packed(small()))
    assert small().meta == again.meta
    assert small().arrays.keys() == again.arrays.keys()
    for name, array in small().arrays.items():
        assert array.dtype == again.arrays[name].dtype
        assert np.array_equal(array, again.arrays[name])


def test_same_model_same_bytes() -> None:
    """A model file says nothing of when it was written or in which order it was filled."""
    turned = Model(dict(reversed(small().meta.items())), dict(reversed(small().arrays.items())))
    assert model.packed(small()) == model.packed(turned)


def test_pickle_is_refused(tmp_path: Path) -> None:
    """An array of objects, which only pickle could read, is a damaged model."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("meta.json", "{}")
        array = io.BytesIO()
        np.lib.format.write_array(array, np.array([{}], dtype=object), allow_pickle=True)
        archive.writestr("bad.npy", array.getvalue())
    (tmp_path / "bad.npz").write_bytes(content.getvalue())
    with pytest.raises(PartError, match="cannot be read"):
        model.load("bad", tmp_path)


@pytest.mark.parametrize("content", [b"", b"no zip", pickle.dumps([1])])
def test_damaged_file(content: bytes, tmp_path: Path) -> None:
    """A file that is no model is said to be damaged, with what to do."""
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(PartError) as caught:
        model.load("x", tmp_path)
    assert "hansard train" in caught.value.hint


def test_digest_of_a_missing_model_is_empty(tmp_path: Path) -> None:
    """Where there is no file there is no digest."""
    assert model.digest("none", tmp_path) == ""
    assert len(model.digest("acts")) == 64


def test_linear_scores() -> None:
    """Named features times weights, plus intercept; unknown features count nothing."""
    weights = np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32)
    found = model.scores(
        [{"a": 2.0, "new": 9.0}, {}, {"b": 1.0}], {"a": 0, "b": 1}, weights, np.array([10.0, 0.0])
    )
    assert found.tolist() == [[12.0, 4.0], [10.0, 0.0], [13.0, 4.0]]


def test_normed_scores() -> None:
    """Words are divided by the length of their vector; circumstances count as they are."""
    learnt = Model(
        {},
        {
            "weights": np.array([[0.0], [6.0], [8.0]]),
            "squares": np.array([0.0, 9.0, 16.0]),
            "marks": np.array([[0.0], [0.5]]),
            "intercept": np.array([1.0]),
        },
    )
    found = model.normed_scores(learnt, [[0, 1, 2], [0]], [[0], [0, 1]])
    assert found.ravel().tolist() == pytest.approx([14 / 5 + 1, 1.5])


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores do not depend on how many rows are scored at once."""
    learnt = model.load("mood")
    words, marks = [[0, place, place + 1] for place in range(1, 50)], [[0]] * 49
    whole = model.normed_scores(learnt, words, marks)
    monkeypatch.setattr(model, "BATCH", 7)
    assert np.array_equal(whole, model.normed_scores(learnt, words, marks))


@pytest.mark.parametrize("name", ["acts", "mood"])
def test_shipped_models_are_whole(name: str) -> None:
    """The models that ship have as many weights as words, and a class for each column."""
    learnt = model.load(name)
    arrays = learnt.arrays
    assert (
        len(model.columns(arrays["words"])) + 1 == len(arrays["weights"]) == len(arrays["squares"])
    )
    assert len(model.columns(arrays["circumstances"])) + 1 == len(arrays["marks"])
    assert len(learnt.meta["classes"]) == arrays["weights"].shape[1] == len(arrays["intercept"])
    assert model.path(name).stat().st_size < 4_000_000


def test_asking_for_digests_imports_nothing_costly() -> None:
    """A plan asks for digests: that loads neither numpy nor spaCy nor scikit-learn."""
    code = (
        "import sys; from pipeline.debate import model, sentences, tag; model.digest('acts');"
        "print([name for name in ('numpy', 'spacy', 'sklearn') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@given(st.integers(1, 9), st.integers(1, 130), st.integers(1, 17), st.integers(0, 99))
def test_a_product_is_the_same_for_a_row_alone(rows: int, inner: int, columns: int, seed: int):
    """Bit for bit, whatever is computed with it; and it is the product."""
    drawn = np.random.default_rng(seed)
    left = drawn.standard_normal((rows, inner)).astype(np.float32)
    right = drawn.standard_normal((inner, columns)).astype(np.float32)

    found = model.product(left, right)

    assert np.allclose(found, left @ right, atol=1e-4)
    for place in range(rows):
        assert np.array_equal(found[place], model.product(left[place : place + 1], right)[0])


def test_models_of_a_folder_go_before_those_that_ship(tmp_path: Path):
    """As far as it has them, in this process and in those it starts."""
    shipped = model.load("summary")
    changed = model.Model({"mine": True}, shipped.arrays)
    model.path("summary", tmp_path).write_bytes(model.packed(changed))
    with model.using(tmp_path):
        assert model.load("summary").meta == {"mine": True}
        assert model.path("mood").parent == MODELS
        told = subprocess.run(
            [sys.executable, "-c",
             "from pipeline.debate import model; print(model.load('summary').meta)"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        assert told.stdout.strip() == "{'mine': True}"
    assert model.load("summary") is shipped
