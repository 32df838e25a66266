"""A proposal that is put forward again: in the query, on its page and in the summary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.publish import pages, summarise
from pipeline.publish.serve import proposals
from pipeline.records import Position, Proposal, Same
from pipeline.store import answer

FIRST, AGAIN, OTHER = "birds/2031-03/0000/p1", "cats/2031-04/0001/p1", "birds/2031-03/0001/p1"


@pytest.fixture(scope="module")
def connection(little: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The little debate, with an alternative, its main proposal made again on another list."""
    folder: Path = tmp_path_factory.mktemp("rounds")
    rows = little.debate()
    rows.add(
        Proposal(AGAIN, "cats/2031-04/0001", "cats/2031-04/0001", 0, 0, 10, "moving nests again",
                 "bo@nest.example", datetime(2031, 5, 1, 9), "main", 0.8, "open", None, None, None),
        Proposal(OTHER, "birds/2031-03/0000", "birds/2031-03/0001", 0, 65, 111, "staying put",
                 "bo@nest.example", datetime(2031, 3, 1, 15), "alternative", 0.8, "open",
                 None, None, None, against=FIRST),
        Position(AGAIN, "bo@nest.example", "cats/2031-04/0001", 0, 0, 10, "support", 0.9,
                 "argument", "proposed", datetime(2031, 5, 1, 9), None),
        Same(AGAIN, FIRST, FIRST, "name", "PEP 9463", 0.9),
    )  # fmt: skip
    little.make(folder / "hansard.duckdb", rows, folder / "parts")
    with answer.connect(folder) as made:
        yield made


def test_each_round_has_its_tally(connection: duckdb.DuckDBPyConnection) -> None:
    """In the order of time, with what joins it; by any of its rounds, and by list."""
    wanted = ("round", "proposal", "outcome", "support", "oppose", "how", "words")
    told = [
        (1, FIRST, "withdrawn", 1, 2, None, None),
        (2, AGAIN, "open", 1, 0, "name", "PEP 9463"),
    ]
    for given in (
        {},
        {"proposal": FIRST},
        {"proposal": AGAIN},
        {"list_id": "birds"},
        {"list_id": "cats"},
    ):
        found = answer.query(connection, "rounds", given)
        places = [found.columns.index(name) for name in wanted]
        assert [tuple(row[place] for place in places) for row in found.rows] == told, given
    assert not list(answer.query(connection, "rounds", {"proposal": OTHER}).rows)


def test_proposals_name_the_first_and_what_they_stand_against(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """The first of a proposal that is alone is itself."""
    rows = connection.execute("select proposal, first, against from proposals()").fetchall()
    assert sorted(rows) == [(FIRST, FIRST, None), (OTHER, OTHER, FIRST), (AGAIN, FIRST, None)]


def test_second_thoughts_are_seen_from_round_to_round(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Each person's last position of each round, beside that of the round before."""
    rows = connection.execute(
        f"select round, stance, before, turned, proposal from positions_by_round('{AGAIN}') "
        "where name = 'Bo Wren' order by round"
    ).fetchall()
    assert rows == [
        (1, "oppose", None, False, FIRST),
        (2, "support", "oppose", True, AGAIN),
    ]
    whole = connection.execute("select count(*) from positions_by_round()").fetchone()
    one_list = connection.execute(
        "select count(*) from positions_by_round(list_id := 'cats')"
    ).fetchone()
    assert whole == one_list
    alone = f"select * from positions_by_round('{OTHER}')"
    assert connection.execute(alone).fetchall() == []


def test_the_page_and_the_summary_lead_to_the_other_rounds(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """The page of each round lists all; the summary of its thread the others."""
    page = proposals.proposal(connection, AGAIN)
    assert [each["proposal"] for each in page.data["rounds"]] == [FIRST, AGAIN]
    assert proposals.proposal(connection, OTHER).data["rounds"] == []
    about = proposals.proposal(connection, OTHER).data["about"]
    assert (about["against"], about["against_title"]) == (FIRST, "moving the nest drivers out")
    summary = summarise.summary(connection, "cats/2031-04/0001")
    told = pages.summaries([summary], "text")
    assert "Put forward 2 times; also:" in told
    assert "moving the nest drivers out; withdrawn [birds/2031-03/0000]" in told
