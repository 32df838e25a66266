"""The little debate as a database, and its queries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from little_debate import Rows, debate, make

from pipeline.store import answer


@pytest.fixture
def ask(connection: duckdb.DuckDBPyConnection) -> Callable[..., list[dict[str, object]]]:
    """A named query's rows, as dicts."""

    def asked(name: str, **values: str | int) -> list[dict[str, object]]:
        found = answer.query(connection, name, values)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    return asked


@pytest.fixture
def rows() -> Rows:
    """The rows of the little debate, to be changed."""
    return debate()


@pytest.fixture
def store(tmp_path: Path) -> Callable[[Rows], Path]:
    """Make a database of some rows; where it is."""

    def stored(rows: Rows) -> Path:
        target = tmp_path / "hansard.duckdb"
        make(target, rows, tmp_path / "parts")
        return target

    return stored
