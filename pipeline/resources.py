"""Where the files that ship with hansard are: beside the package, or in it when installed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOT = _PACKAGE if (_PACKAGE / "queries").is_dir() else _PACKAGE.parent

QUERIES = _ROOT / "queries"
IDEAS = _ROOT / "data" / "ideas"
MODELS = _ROOT / "data" / "models"


def digest(files: Iterable[Path]) -> str:
    """A digest of the names and bytes of some files, whatever their order."""
    seen = hashlib.sha256()
    for file in sorted(files):
        seen.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()
