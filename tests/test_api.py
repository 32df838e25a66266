"""The database from Python: every query a method, its rows a relation."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import pipeline
from pipeline.api import Database
from pipeline.errors import UsageError


@pytest.fixture
def hansard(data: Path) -> Iterator[Database]:
    """The database, open."""
    with pipeline.connect(data) as opened:
        yield opened


def test_a_query_is_a_method(hansard: Database) -> None:
    """Its values are those of the command line, and its rows the same."""
    found = hansard.positions(list_id="birds", stance="oppose")
    assert "name" in found.columns
    assert (
        found.fetchall() == hansard.query("positions", list_id="birds", stance="oppose").fetchall()
    )
    assert len(found.fetchall()) == 2


def test_a_value_may_be_a_date_or_none(hansard: Database) -> None:
    """As Python has them."""
    every = len(hansard.positions().fetchall())
    assert len(hansard.positions(since=date(2031, 4, 1), person=None).fetchall()) < every
    assert len(hansard.positions(since="2031-04").fetchall()) < every


def test_sql_takes_values(hansard: Database) -> None:
    """They are bound, never put into the text."""
    found = hansard.sql("select count(*) from message where list_id = $name", name="birds")
    assert found.fetchall()[0][0] > 0
    assert hansard.sql("select 1 as one").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("positions", {"stance": "maybe"}, "stance may be"),
        ("positions", {"list": "birds"}, "has no parameter list"),
        ("positions", {"list_id": "bird"}, "there is no list bird"),
        ("trend", {}, "needs idea"),
        ("positons", {}, "there is no query positons"),
    ],
)
def test_what_is_unknown_is_one_sentence(
    hansard: Database, name: str, values: dict[str, str], sentence: str
) -> None:
    """The same as on the command line."""
    with pytest.raises(UsageError, match=sentence):
        hansard.query(name, **values)


def test_an_unknown_method_tells_the_nearest(hansard: Database) -> None:
    """Also to what looks for attributes, as notebooks do."""
    with pytest.raises(AttributeError, match="no query positons; there is hansard query positions"):
        hansard.positons()
    assert not hasattr(hansard, "_repr_html_")


def test_it_says_what_it_can_do(hansard: Database) -> None:
    """Tables, queries and their help, and tab completion of both."""
    assert {"message", "position"} <= set(hansard.tables())
    assert {"positions", "trend"} <= set(hansard.queries()) <= set(dir(hansard))
    assert "wilson" not in hansard.queries()
    assert "who stood where" in hansard.help()
    assert "superseded_by" in hansard.help("positions")


def test_nothing_can_be_written(hansard: Database, tmp_path: Path) -> None:
    """No table, and no file beside it."""
    import duckdb

    for text in ("create table x as select 1", f"copy message to '{tmp_path}/x.csv'"):
        with pytest.raises(duckdb.Error):
            hansard.sql(text)
    assert list(tmp_path.iterdir()) == []


def test_where_it_looks(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The given folder, that of HANSARD_DATA, or `data`."""
    monkeypatch.setenv("HANSARD_DATA", str(data))
    with pipeline.connect() as opened:
        assert opened.tables()
    monkeypatch.delenv("HANSARD_DATA")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="no database in data"):
        pipeline.connect()


def test_importing_it_is_quick() -> None:
    """Nothing slow is imported before a database is opened."""
    code = (
        "import sys, pipeline; print([n for n in ('duckdb', 'spacy', 'numpy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
