"""A build that has a language model read the debates: over real HTTP, into a real database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from speaker import Speaker, reader, speaking

from pipeline.cli import ended
from pipeline.run import asked
from pipeline.run.tidy import tidy

POSITIONS = "select name, stance from llm_positions(which := 'every') order by name, stance"
READ = [
    ("Ada Finch", "support"), ("Ada Finch", "support"), ("Bo Wren", "oppose"),
    ("Cy Lark", "support"), ("Dee Swift", "conditional"),
]  # fmt: skip


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    """A server whose model reads honestly."""
    with speaking(reader) as made:
        yield made


def run(place: Any, speaker: Speaker, *more: str) -> int:
    """The command, in this process."""
    return ended(
        ["build", "--jobs", "1", "--data", str(place.data), "--llm", speaker.url,
         "--model", "warbler-7b", *more]
    )  # fmt: skip


def test_the_debates_are_read_and_stand_beside_ours(
    built: Any, speaker: Speaker, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only threads with a proposal are asked about; what it took is said before and after."""
    ours = built.rows("select * from position order by all")
    assert run(built, speaker, "--llm-price", "1000,1000") == 0
    said = capsys.readouterr().err
    assert "0 answers kept, 5 mails to ask about, about " in said
    assert "asked about 5 mails, 500 tokens sent and 50 received, 0.55 to pay" in said
    assert built.rows(POSITIONS) == READ
    assert built.rows("select * from position order by all") == ours
    assert built.rows("select sum(claims), sum(refused) from llm_call") == [(5, 0)]
    assert {each["model"] for each in speaker.sent} == {"warbler-7b"}


def test_a_second_run_asks_nothing(
    built: Any, speaker: Speaker, capsys: pytest.CaptureFixture[str]
) -> None:
    """And makes no database; without --llm the rows are gone, with it again they are back."""
    run(built, speaker)
    capsys.readouterr()
    assert run(built, speaker) == 0
    out, err = capsys.readouterr()
    assert "nothing has changed" in out
    assert "5 answers kept, 0 mails to ask about" in err
    built.build()
    assert built.rows("select count(*) from llm_position") == [(0,)]
    tidy(built.data)
    run(built, speaker)
    assert built.rows(POSITIONS) == READ
    assert len(speaker.sent) == 5


def test_a_dry_run_asks_nothing(
    built: Any, speaker: Speaker, capsys: pytest.CaptureFixture[str]
) -> None:
    """It only says what it would take."""
    assert run(built, speaker, "--llm-dry-run") == 0
    assert "5 mails to ask about" in capsys.readouterr().err
    assert speaker.sent == []


def test_a_server_that_fails_half_way_loses_no_answer(
    built: Any, speaker: Speaker, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, the old database untouched, and the next run goes on."""
    before = built.database.read_bytes()
    speaker.refuses = lambda _: (401, "no more") if len(speaker.sent) > 2 else None
    assert run(built, speaker, "--llm-jobs", "1") == 5
    assert "wants a key" in capsys.readouterr().err
    assert built.database.read_bytes() == before
    speaker.refuses = lambda _: None
    assert run(built, speaker) == 0
    assert "2 answers kept, 3 mails" in capsys.readouterr().err
    assert built.rows(POSITIONS) == READ


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--llm", "http://localhost:1/v1"], "--model is missing"),
        (["--model", "x"], "--llm is missing"),
        (["--llm", "http://x/v1", "--model", "x", "--llm-price", "cheap"], "cheap is no price"),
    ],
)
def test_half_a_model_is_none(
    built: Any, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    """Nothing is built before the arguments are right."""
    assert ended(["build", "--data", str(built.data), *arguments]) == 2
    assert sentence in capsys.readouterr().err


def test_the_estimate_is_of_the_right_size(built: Any, speaker: Speaker) -> None:
    """Within a half of what is sent: four characters a token."""
    from pipeline import parts
    from pipeline.fetch import stored
    from pipeline.llm.answers import Answers
    from pipeline.llm.server import Named
    from pipeline.records import Unit
    from pipeline.run.jobs import folder
    from pipeline.run.plan import debating, plan

    plan_ = plan(built.data, stored.recorded(built.data, "birds"))
    jobs = debating(plan_, parts.read(folder(built.data), "thread", [plan_.thread], Unit))
    told = asked.outlook(jobs, Answers(built.data, Named(speaker.url, "warbler-7b")))
    run(built, speaker)
    sent = sum(len(m["content"]) for each in speaker.sent for m in each["messages"]) / 4
    assert 0.7 * sent < told.prompt_tokens < 1.3 * sent
