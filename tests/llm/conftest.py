"""The folders of helpers that these tests share with others."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

for folder in ("llm", "debate"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the database of the store's little debate."""
    file = Path(__file__).parents[1] / "store" / "conftest.py"
    spec = importlib.util.spec_from_file_location("little_debate_of_llm", file)
    assert spec is not None
    assert spec.loader is not None
    little = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = little
    spec.loader.exec_module(little)
    folder = tmp_path_factory.mktemp("llm")
    little.make(folder / "hansard.duckdb", little.debate(), folder / "parts")
    return folder
