"""A language model on the demo's coded threads, judged by the scorer that judges ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from speaker import NOTHING, reader, speaking

from pipeline.cli import ended
from pipeline.resources import MODELS

DEMO = MODELS.parent / "demo"


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's coding as that of two coders who agree."""
    folder = tmp_path_factory.mktemp("gold") / "positions"
    for coder in ("a", "b"):
        (folder / coder).mkdir(parents=True)
        for file in (DEMO / "coding").glob("*.json"):
            (folder / coder / file.name).write_bytes(file.read_bytes())
    return folder.parent


@pytest.mark.parametrize("model", [reader, lambda _: NOTHING], ids=["reads", "says nothing"])
def test_its_figures_stand_beside_ours(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], model: object
) -> None:
    """The same rows, of the same threads; who says nothing finds nothing."""
    from pipeline.learn import asked, positions
    from pipeline.llm.answers import Answers
    from pipeline.llm.server import Named

    with speaking(model) as speaker:  # type: ignore[arg-type]
        answers = Answers(tmp_path, Named(speaker.url, "warbler-7b"))
        corpora = DEMO / "site" / "pipermail"
        rows = list(
            positions.measures(gold, corpora, tmp_path, {"warbler-7b": asked.judge(answers)})
        )
        assert len(speaker.sent) == answers.spent.asked > 5
    half = len(rows) // 2
    assert [row.what for row in rows[:half]] == [row.what for row in rows[half:]]
    assert {row.topic for row in rows[half:]} == {"proposals and positions, by warbler-7b"}
    assert all(0 <= row.value <= 1 for row in rows)
    if model is not reader:
        assert {row.value for row in rows[half:]} == {0}


def test_half_a_model_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """An address without a name is no model."""
    assert ended(["evaluate", "--llm", "http://localhost:1/v1"]) == 2
    assert "--model is missing" in capsys.readouterr().err
