"""The little debate of the store's tests, as a database to publish from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.store import answer


@pytest.fixture
def connection(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database as a reader gets it."""
    with answer.connect(data) as opened:
        yield opened
