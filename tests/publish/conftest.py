"""The little debate of the store's tests, as a database to publish from."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from pipeline.store import answer


def _debate() -> ModuleType:
    """The module that holds the little debate: test folders are no packages."""
    if "little_debate" not in sys.modules:
        file = Path(__file__).parents[1] / "store" / "conftest.py"
        spec = importlib.util.spec_from_file_location("little_debate", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["little_debate"] = module
        spec.loader.exec_module(module)
    return sys.modules["little_debate"]


@pytest.fixture(scope="session")
def little() -> Any:
    """What makes the little debate, and changes it."""
    return _debate()


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
