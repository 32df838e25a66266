"""Fixtures that every room's tests share."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real archives and coded threads beside the checkout; skips where they are absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "corpora").is_dir():
        pytest.skip("the real archives (../shared) are not on this machine")
    return folder


def _debate() -> ModuleType:
    """The module that holds the little debate: test folders are no packages."""
    if "little_debate" not in sys.modules:
        file = Path(__file__).parent / "store" / "conftest.py"
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
