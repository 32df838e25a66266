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
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import PartError
from pipeline.resources import MODELS

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

# No file may say when it was written, or the same model would have two digests.
EPOCH = (1980, 1, 1, 0, 0, 0)
META = "meta.json"


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it was written: `meta` is plain JSON."""

    meta: dict[str, Any]
    arrays: dict[str, Array]


def path(name: str, folder: Path = MODELS) -> Path:
    """Where the model of that name is kept."""
    return folder / f"{name}.npz"


@cache
def digest(name: str, folder: Path = MODELS) -> str:
    """The digest of a model's file, empty where there is none."""
    file = path(name, folder)
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""


@cache
def load(name: str, folder: Path = MODELS) -> Model:
    """The model of that name; PartError where it is missing or damaged."""
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
            found[place] += np.asarray(values, dtype=np.float32) @ weights[list(which)]
    return found


def probabilities(scores: Array) -> Array:
    """The logistic function of scores: how sure each class is by itself."""
    import numpy as np

    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
