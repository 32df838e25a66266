"""hansard: mailing-list archives to proposals and positions in one DuckDB file.

From Python, `pipeline.connect("data")` opens what `hansard build` made: see pipeline/api.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.api import Database

__version__ = "0.1.0"


def connect(data: str | Path | None = None) -> Database:
    """The database of a data directory: the given one, that of HANSARD_DATA, or `data`.

    UsageError where there is none yet.
    """
    from pipeline.api import connect as connected

    return connected(data)
