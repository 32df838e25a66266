"""The models that ship with hansard: named arrays and what they mean, in a file that runs nothing.

In: the name of a model. Out: its arrays, its vocabulary and its scores. A model file is a zip of
`meta.json` and one `.npy` for each array, read without pickle; the same model has the same bytes.
Inference is a look-up of features and one sparse product: scikit-learn, which takes seconds to
import, is needed to train and never to tag.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import PartError
from pipeline.resources import MODELS

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# The variable of the environment that names a folder whose models go before those that ship.
FOLDER = "HANSARD_MODELS"
# No file may say when it was written, or the same model would have two digests.
EPOCH = (1980, 1, 1, 0, 0, 0)
META = "meta.json"


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it was written: `meta` is plain JSON."""

    meta: dict[str, Any]
    arrays: dict[str, Array]


def path(name: str, folder: Path | None = None) -> Path:
    """Where the model of that name is: in `folder`, or the one that is set, or as it ships."""
    if folder is not None:
        return folder / f"{name}.npz"
    chosen = Path(os.environ.get(FOLDER) or MODELS) / f"{name}.npz"
    return chosen if chosen.exists() else MODELS / f"{name}.npz"


@contextmanager
def using(folder: Path) -> Iterator[None]:
    """Have this process, and those it starts, take the models that are in a folder."""
    before = os.environ.get(FOLDER, "")
    os.environ[FOLDER] = str(folder)
    try:
        yield
    finally:
        os.environ[FOLDER] = before


def digest(name: str, folder: Path | None = None) -> str:
    """The digest of a model's file, empty where there is none."""
    return _digest(name, folder, os.environ.get(FOLDER, ""))


@cache
def _digest(name: str, folder: Path | None, _: str) -> str:
    file = path(name, folder)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""


def load(name: str, folder: Path | None = None) -> Model:
    """The model of that name; PartError where it is missing or damaged."""
    return _loaded(name, folder, os.environ.get(FOLDER, ""))


@cache
def _loaded(name: str, folder: Path | None, _: str) -> Model:
    # The last argument is where `path` looks: what was loaded is that folder's.
    file = path(name, folder)
    try:
        return unpacked(file.read_bytes())
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise PartError(
            f"the model {file} cannot be read: {error}",
            hint="restore it from the distribution, or make it anew with `hansard train CORPORA`",
        ) from error


def packed(model: Model) -> bytes:
    """The bytes of a model's file: equal models, equal bytes."""
    import numpy as np

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        meta = json.dumps(model.meta, sort_keys=True, ensure_ascii=False, indent=1)
        archive.writestr(_entry(META), meta.encode())
        for name in sorted(model.arrays):
            content = io.BytesIO()
            array = np.ascontiguousarray(model.arrays[name])
            np.lib.format.write_array(content, array, version=(1, 0), allow_pickle=False)
            archive.writestr(_entry(f"{name}.npy"), content.getvalue())
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def unpacked(content: bytes) -> Model:
    """The model in the bytes of a file; ValueError where an array would need pickle."""
    import numpy as np

    arrays: dict[str, Array] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        meta = json.loads(archive.read(META))
        for name in archive.namelist():
            if name.endswith(".npy"):
                data = io.BytesIO(archive.read(name))
                arrays[name[:-4]] = np.lib.format.read_array(data, allow_pickle=False)
    return Model(meta, arrays)


def lines(words: Iterable[str]) -> Array:
    """Words as an array of bytes, one a line: how a vocabulary is kept in a model."""
    import numpy as np

    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def words(array: Array) -> list[str]:
    """The words that `lines` made into an array."""
    return array.tobytes().decode().split("\n") if array.size else []


def columns(array: Array) -> dict[str, int]:
    """Word to its column, of a vocabulary that `lines` made."""
    return {word: column for column, word in enumerate(words(array))}


def columns_after_first(array: Array) -> dict[str, int]:
    """The same, counted from 1: column 0 is kept for what weighs nothing."""
    return {word: column for column, word in enumerate(words(array), start=1)}


def product(rows: Array, weights: Array) -> Array:
    """Rows @ weights, each number summed in one order.

    BLAS sums in another one with another number of threads, and a build would differ by them.
    """
    import numpy as np

    found: Array = np.einsum("ij,jk->ik", rows, weights)
    return found


def scores(
    rows: Sequence[Mapping[str, float]],
    vocabulary: Mapping[str, int],
    weights: Array,
    intercept: Array,
) -> Array:
    """Rows of features by name to rows of scores, one a class: features @ weights + intercept.

    `weights` is features x classes; a feature that is not in the vocabulary counts nothing.
    """
    import numpy as np

    found = np.tile(np.asarray(intercept, dtype=np.float32), (len(rows), 1))
    for place, row in enumerate(rows):
        named = [(vocabulary[name], value) for name, value in row.items() if name in vocabulary]
        if named:
            which, values = zip(*named, strict=True)
            these = np.asarray([values], dtype=np.float32)
            found[place] += product(these, weights[list(which)])[0]
    return found


# Rows scored at once: memory stays flat however long a month is.
BATCH = 4096


def normed_scores(
    model: Model, words: Sequence[Sequence[int]], circumstances: Sequence[Sequence[int]]
) -> Array:
    """Scores of sentences by the columns of their words and circumstances, one row each.

    Words are divided by the length of their vector (each column's square stands in `squares`),
    circumstances count as they are. No row may be empty: column 0 weighs nothing.
    """
    import numpy as np

    weights, marks = (_float32(model, name) for name in ("weights", "marks"))
    squares, intercept = (_float32(model, name) for name in ("squares", "intercept"))
    found: list[Array] = [np.empty((0, len(intercept)), dtype=np.float32)]
    for start in range(0, len(words), BATCH):
        columns, starts = _flat(words[start : start + BATCH])
        norms = np.sqrt(np.add.reduceat(squares[columns], starts))
        sums = np.add.reduceat(weights[columns], starts, axis=0)
        which, begins = _flat(circumstances[start : start + BATCH])
        rest = np.add.reduceat(marks[which], begins, axis=0)
        found.append(sums / np.maximum(norms, 1e-6)[:, None] + rest + intercept)
    return np.concatenate(found)


def _flat(rows: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    """Rows of columns one after the other, and where each begins."""
    import numpy as np

    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(lengths.sum()))
    return flat, np.concatenate(([0], np.cumsum(lengths)[:-1]))


def _float32(model: Model, name: str) -> Array:
    return model.arrays[name].astype("float32")


def probabilities(scores: Array) -> Array:
    """The logistic function of scores: how sure each class is by itself."""
    import numpy as np

    found: Array = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    return found
