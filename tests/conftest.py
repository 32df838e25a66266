"""Fixtures that every room's tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import little_debate
import pytest

from pipeline.store import answer

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real archives and coded threads beside the checkout; skips where they are absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "corpora").is_dir():
        pytest.skip("the real archives (../shared) are not on this machine")
    return folder


@pytest.fixture(scope="session")
def little() -> Any:
    """What makes the little debate, and changes it."""
    return little_debate


@pytest.fixture(scope="session")
def data(little: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the database of the little debate."""
    folder = tmp_path_factory.mktemp("data")
    little.make(folder / "hansard.duckdb", little.debate(), folder / "parts")
    return folder


@pytest.fixture
def connection(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database as a reader gets it."""
    with answer.connect(data) as opened:
        yield opened
