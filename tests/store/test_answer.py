"""Questions: read-only whatever is asked, stopped in time, wrong ones said in one sentence."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import PartError, UsageError
from pipeline.store import answer


def asked(connection: duckdb.DuckDBPyConnection, text: str) -> list[tuple[object, ...]]:
    return list(answer.sql(connection, text).rows)


def test_a_missing_database_is_said_with_what_to_do(tmp_path: Path) -> None:
    """The commonest first mistake."""
    with pytest.raises(UsageError, match=r"there is no database in .* yet") as caught:
        answer.connect(tmp_path)
    assert caught.value.hint.startswith("hansard build, or name where it is: --data DIR")


def test_a_damaged_database_is_said_with_what_to_do(tmp_path: Path) -> None:
    """It can be made anew."""
    (tmp_path / "hansard.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(PartError, match="cannot be opened") as caught:
        answer.connect(tmp_path)
    assert "hansard build" in caught.value.hint


def test_rows_come_with_names_and_types(connection: duckdb.DuckDBPyConnection) -> None:
    """Columns, their SQL types, and the rows one by one."""
    found = answer.sql(connection, "select message, sent_at, labels, 1 as one from message limit 2")
    assert found.columns == ("message", "sent_at", "labels", "one")
    assert found.types == ("VARCHAR", "TIMESTAMP", "VARCHAR[]", "INTEGER")
    assert len(list(found.rows)) == 2


def test_a_query_that_leaves_out_faint_rows_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    """Unless it was told how sure they must be, or leaves out none."""
    assert answer.query(connection, "proposals").hint == "sure=0 lists faint ones, too"
    assert answer.query(connection, "proposals", {"sure": 0}).hint == ""
    assert answer.query(connection, "replies").hint == ""
    assert answer.query(connection, "roles").hint == ""


def test_a_time_with_a_zone_can_be_asked_for(connection: duckdb.DuckDBPyConnection) -> None:
    """DuckDB needs pytz for it, which is there."""
    assert asked(connection, "select extract(year from now()) > 2000, now() is not null") == [
        (True, True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "from read_csv('/etc/passwd')",
        "from read_text('/etc/passwd')",
        "from '/etc/passwd'",
        "from glob('/etc/*')",
        "copy message to '/tmp/hansard-stolen.csv'",
        "copy (select 1) to '/dev/stdout'",
        "export database '/tmp/hansard-stolen'",
        "attach '/tmp/hansard-other.duckdb'",
        "install httpfs",
        "load httpfs",
        "from read_parquet('https://lists.example/x.parquet')",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set memory_limit = '100GB'",
        "reset enable_external_access",
        "delete from message",
        "update message set body = ''",
        "insert into run select * from run",
        "drop table message",
        "create table mine (a integer)",
        "create or replace macro threads() as table select 1",
        "select getenv('HOME')",
        "select 1; drop table message",
    ],
)
def test_sql_can_read_this_file_and_nothing_else(
    connection: duckdb.DuckDBPyConnection, data: Path, text: str
) -> None:
    """No other file, no network, no extension, no writing, and no way to allow them."""
    before = (data / "hansard.duckdb").read_bytes()
    with pytest.raises((UsageError, PartError)) as caught:
        asked(connection, text)
    assert "\n" not in str(caught.value)
    assert (data / "hansard.duckdb").read_bytes() == before
    assert not list(Path("/tmp").glob("hansard-stolen*"))
    assert not Path("/tmp/hansard-other.duckdb").exists()


def test_values_are_bound_and_never_read_as_sql(connection: duckdb.DuckDBPyConnection) -> None:
    """Words that look like SQL are words."""
    hostile = "x') union select body, 1 from message --"
    assert list(answer.query(connection, "threads", {"subject": hostile}).rows) == []
    assert list(answer.query(connection, "search", {"words": hostile}).rows) == []
    with pytest.raises(UsageError, match="there is no list"):
        answer.query(connection, "threads", {"list_id": "' or true --"})
    with pytest.raises(UsageError, match="has no parameter"):
        answer.query(connection, "threads", {"list_id := 'x') --": "x"})
    with pytest.raises(UsageError, match="there is no query"):
        answer.query(connection, "threads() --", {})


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("selec 1", 'Parser Error: syntax error at or near "selec"', ""),
        ("from tread", "Table with name tread does not exist", "Did you mean"),
        ("select stence from position", 'column "stence" not found', "stance"),
        ("from trend()", "", ""),
        ("", "the text holds no query", "hansard sql"),
        ("-- nothing", "the text holds no query", "hansard sql"),
        ("select * from message where message = $key", "", ""),
        ("select cast('x' as integer)", "Could not convert string 'x'", ""),
    ],
)
def test_wrong_sql_is_one_sentence(
    connection: duckdb.DuckDBPyConnection, text: str, sentence: str, hint: str
) -> None:
    """What DuckDB says, without its drawing, and what it proposes as a hint."""
    with pytest.raises(UsageError) as caught:
        asked(connection, text)
    assert sentence.lower() in str(caught.value).lower()
    assert hint in caught.value.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "values", "sentence", "hint"),
    [
        ("threads", {"list_id": "bird"}, "there is no list bird in the database", "birds"),
        ("trend", {"idea": "spliting"}, "there is no idea spliting", "splitting"),
        ("trend", {"idea": "zzz"}, "there is no idea zzz", "hansard query ideas"),
        ("person", {"person": "Cy Larc"}, "there is no person Cy Larc", "Cy Lark"),
        ("person", {"person": "lark"}, "there is no person lark", "Cy Lark"),
        ("thread", {"thread": "nowhere/1"}, "there is no thread nowhere/1", "hansard query"),
        ("proposal", {"proposal": "x"}, "there is no proposal x", "hansard query proposals"),
    ],
)
def test_what_is_not_in_the_database_is_said_with_the_nearest(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    values: dict[str, str],
    sentence: str,
    hint: str,
) -> None:
    """An unknown list, thread, person, proposal or idea is no empty answer."""
    with pytest.raises(UsageError) as caught:
        answer.query(connection, name, values)
    assert sentence in str(caught.value)
    assert hint in caught.value.hint


def test_a_query_that_takes_too_long_is_stopped(connection: duckdb.DuckDBPyConnection) -> None:
    """Also one whose rows begin to come at once; the connection answers on."""
    slow = (
        "select count(*) from range(100000) a, range(100000) b, range(100000) c "
        "where a.range + b.range = c.range + 1"
    )
    begun = time.perf_counter()
    with pytest.raises(UsageError, match=r"stopped after 0\.3 seconds") as caught:
        list(answer.sql(connection, slow, timeout=0.3).rows)
    assert list(answer.sql(connection, "select 1", timeout=float("inf")).rows) == [(1,)]
    assert time.perf_counter() - begun < 5
    assert "--timeout" in caught.value.hint
    assert asked(connection, "select 1") == [(1,)]


def test_a_database_without_the_query_is_to_be_made_anew(tmp_path: Path) -> None:
    """A file of an older release lacks what came later."""
    with duckdb.connect(str(tmp_path / "hansard.duckdb")) as connection:
        connection.execute("create table thread (thread varchar)")
    with (
        answer.connect(tmp_path) as connection,
        pytest.raises(UsageError, match="was made before the query threads") as caught,
    ):
        answer.query(connection, "threads")
    assert "hansard build" in caught.value.hint


def test_asking_imports_nothing_that_is_slow() -> None:
    """Start-up time is a feature: neither spaCy nor scikit-learn nor NumPy."""
    code = (
        "import sys\n"
        "import pipeline.store.answer, pipeline.store.queries, pipeline.publish.rows, duckdb\n"
        "print(sorted({'spacy', 'sklearn', 'numpy', 'scipy', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
