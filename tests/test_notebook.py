"""The tutorial notebook runs on the demo's list, cell by cell."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from pipeline.cli import ended

ROOT = Path(__file__).parents[1]


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each query in it has rows, and the chart its points."""
    pytest.importorskip("marimo", reason="marimo is not installed: dependency group docs")
    data = ["--data", str(tmp_path)]
    assert ended(["fetch", str(ROOT / "data/demo/site/pipermail/kestrel"), *data]) == 0
    assert ended(["build", "kestrel", *data]) == 0
    monkeypatch.setenv("HANSARD_DATA", str(tmp_path))
    spec = importlib.util.spec_from_file_location("notebook", ROOT / "docs" / "notebook.py")
    assert spec is not None
    assert spec.loader is not None
    notebook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(notebook)
    _, defined = notebook.app.run()
    assert len(defined["opposed"]) > 2
    assert {stance for stance, _ in defined["tally"]} >= {"support", "oppose"}
    assert len(defined["rows"]) > 1
    defined["hansard"].close()
