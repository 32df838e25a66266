"""The database: whole or untouched, the same from the same rows, its counts checked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline import parts
from pipeline.errors import PartError
from pipeline.records import TABLES, Author, Identity, Message, Place, Proposal, table
from pipeline.store import database, schema, search

Store = Callable[[Any], Path]


def contents(target: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in stored order."""
    with duckdb.connect(str(target), read_only=True) as connection:
        names = [
            row[0]
            for row in connection.execute("select table_name from duckdb_tables()").fetchall()
        ]
        return {name: connection.execute(f"from {name}").fetchall() for name in sorted(names)}


def test_every_table_and_column_says_what_it_holds(data: Path) -> None:
    """The database documents itself: columns in the order of the records, all with comments."""
    with duckdb.connect(str(data / "hansard.duckdb"), read_only=True) as connection:
        for record in TABLES:
            rows = connection.execute(
                "select column_name, lower(data_type), comment from duckdb_columns() "
                "where table_name = $name order by column_index",
                {"name": table(record)},
            ).fetchall()
            expected = schema.described(record)
            assert [row[0] for row in rows] == list(schema.typed(record))
            assert [row[1] for row in rows] == list(schema.typed(record).values())
            assert [row[2] for row in rows] == list(expected.values())
        silent = connection.execute(
            "select table_name from duckdb_tables() where coalesce(comment, '') = '' "
            "union all select table_name from duckdb_columns() where coalesce(comment, '') = '' "
            "and not internal and schema_name = 'main' and table_name in "
            "(select table_name from duckdb_tables())"
        ).fetchall()
        assert silent == []


def test_a_mail_knows_its_person_and_of_what_it_is_a_copy(data: Path) -> None:
    """Copies across lists become duplicate_of, and have the person of the mail they copy."""
    with duckdb.connect(str(data / "hansard.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select message, duplicate_of, person from message where duplicate_of is not null"
        ).fetchall()
    assert rows == [
        ("birds/2031-03/0003", "birds/2031-03/0002", "cy@nest.example"),
        ("cats/2031-04/0000", "birds/2031-04/0001", "dee@nest.example"),
    ]


def test_a_copy_of_a_copy_points_to_the_mail_that_is_kept(rows: Any, store: Store) -> None:
    """Parsing saw a copy within the archive; across lists its original is a copy itself."""
    further = replace(
        next(mail for mail in rows.of[Message] if mail.message == "cats/2031-04/0000"),
        message="cats/2031-04/0002", number=2, duplicate_of="cats/2031-04/0000",
    )  # fmt: skip
    rows.add(further)
    assert ("cats/2031-04/0002", "birds/2031-04/0001", "dee@nest.example") in [
        (row[0], row[19], row[21]) for row in contents(store(rows))["message"]
    ]


def test_each_run_says_how_much_came_in_and_out(data: Path) -> None:
    """The rows of each stage are counted in the database itself."""
    rows = contents(data / "hansard.duckdb")["run"]
    assert [(row[4], row[7], row[8]) for row in rows] == [
        ("parse", 3, 9),
        ("quote", 9, 12),
        ("tag", 8, 9),
        ("thread", 9, 2),
        ("answer", 7, 3),
        ("debate", 2, 12),
    ]


def test_the_digest_and_the_lists_can_be_asked_for(data: Path, tmp_path: Path) -> None:
    """What a build needs to know of the database that stands; nothing where none stands."""
    assert database.run(data / "hansard.duckdb") == "digest-1"
    assert database.lists(data / "hansard.duckdb") == {"birds", "cats"}
    assert database.run(tmp_path / "none.duckdb") == ""
    assert database.lists(tmp_path / "none.duckdb") == set()
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(b"not a database")
    assert database.run(damaged) == ""


def test_the_same_rows_make_the_same_tables_in_the_same_order(
    data: Path, rows: Any, store: Store
) -> None:
    """Two makings can't be told apart by their rows."""
    assert contents(store(rows)) == contents(data / "hansard.duckdb")


def test_order_is_kept_where_mails_are_many(rows: Any, store: Store) -> None:
    """Joins on two threads do not shuffle 30,000 mails."""
    first = rows.of[Message][0]
    many = [
        replace(first, message=f"birds/2031-03/{number:06}", number=number, message_id=str(number))
        for number in range(10, 30_010)
    ]
    rows.add(*many)
    keys = [mail.message for mail in rows.of[Message]]
    assert [row[0] for row in contents(store(rows))["message"]] == keys


def test_no_part_at_all_makes_empty_tables(tmp_path: Path) -> None:
    """A list without mail is a database without rows, and every query answers."""
    target = tmp_path / "hansard.duckdb"
    database.make(target, {})
    assert {len(rows) for rows in contents(target).values()} == {0}
    with duckdb.connect(str(target), read_only=True) as connection:
        assert connection.execute("from trend('splitting')").fetchall() == []
        assert connection.execute("from search('words')").fetchall() == []
        assert connection.execute("from threads()").fetchall() == []


def _doubled(rows: Any) -> None:
    rows.add(replace(rows.of[Message][1], subject="another"))


def _homeless(rows: Any) -> None:
    rows.add(replace(rows.of[Message][1], message="dogs/1/1", list_id="dogs", month="1"))


def _orphaned(rows: Any) -> None:
    rows.add(replace(rows.of[Message][1], message="birds/2031-03/9", duplicate_of="nowhere"))


def _placed(rows: Any) -> None:
    rows.add(replace(rows.of[Place][1], message="birds/2031-03/0003"))


def _two_authors(rows: Any) -> None:
    rows.add(Author("birds/2031-03/0001", "eve@nest.example"))


def _two_persons(rows: Any) -> None:
    rows.add(Identity("bo@nest.example", "Bo Wren", "eve@nest.example", "name", 1))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_two_authors, "birds/2031-03/0001 has two authors"),
        (_two_persons, "Bo Wren <bo@nest.example> belongs to two persons"),
        (_doubled, "birds/2031-03/0001 is counted twice"),
        (_homeless, "dogs/1/1 belongs to no archive that was fetched"),
        (_orphaned, "birds/2031-03/9 is a copy of a mail that is not there"),
        (_placed, "birds/2031-03/0003 is a copy and yet has a place in a thread"),
    ],
)
def test_counts_that_do_not_add_up_stop_the_making(
    rows: Any, store: Store, change: Callable[[Any], None], complaint: str
) -> None:
    """The database that stands is left as it was."""
    target = store(rows)
    before = target.read_bytes()
    change(rows)
    with pytest.raises(PartError, match=complaint):
        store(rows)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.glob(".*")] == []


def test_who_reads_the_old_file_goes_on_reading_it(rows: Any, store: Store, tmp_path: Path) -> None:
    """The new file takes the name; another process that has the old one open keeps it."""
    target = store(rows)
    reader = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent("""
            import duckdb, sys
            connection = duckdb.connect(sys.argv[1], read_only=True)
            print("open", flush=True)
            sys.stdin.readline()
            print(connection.execute("select count(*) from message").fetchone()[0], flush=True)
            print(len(connection.execute("select body from message").fetchall()), flush=True)
        """), str(target)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    rows.of[Message] = [mail for mail in rows.of[Message] if mail.list_id == "birds"]
    rows.of[Place] = rows.of[Place][:-1]
    store(rows)
    out, _ = reader.communicate("\n", timeout=30)
    assert out.split() == ["9", "9"]
    assert len(contents(target)["message"]) == 7


def test_what_a_killed_process_left_is_removed(rows: Any, store: Store, tmp_path: Path) -> None:
    """A scratch folder of a process that is no more goes; that of one that runs stays."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    leftover = tmp_path / f".hansard.duckdb.{dead.pid}"
    leftover.mkdir()
    (leftover / "new.duckdb").write_bytes(b"half")
    running = tmp_path / f".hansard.duckdb.{os.getppid()}"
    running.mkdir()
    store(rows)
    assert (leftover.exists(), running.exists()) == (False, True)


def test_a_stale_log_is_not_taken_for_a_part_of_the_new_file(rows: Any, store: Store) -> None:
    """What another program wrote beside the old database goes with it."""
    target = store(rows)
    Path(f"{target}.wal").write_bytes(b"left by a shell that was killed")
    store(rows)
    assert len(contents(target)["message"]) == 9


def test_a_full_disk_is_one_sentence_and_the_old_database_stands(
    rows: Any, store: Store, tmp_path: Path
) -> None:
    """A limit on the size of files stands for a full disk."""
    target = store(rows)
    before = target.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent("""
            import resource, sys
            from pathlib import Path
            from pipeline.errors import PartError
            from pipeline.store import database
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
            try:
                database.make(Path(sys.argv[1]), {})
            except PartError as error:
                print(error, "|", error.hint)
        """), str(target)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.startswith(f"cannot make {target}: ")
    assert "make room" in done.stdout
    assert target.read_bytes() == before


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_stop_at_any_moment_leaves_the_old_database(
    rows: Any, store: Store, tmp_path: Path, stop: signal.Signals
) -> None:
    """Ctrl-C and kill -9, wherever they strike; the next making cleans up."""
    target = store(rows)
    before = target.read_bytes()
    first = rows.of[Message][0]
    body = "words of a mail " * 100
    many = [
        replace(first, message=f"birds/2031-03/{number:06}", number=number, body=f"{number} {body}")
        for number in range(10, 20_010)
    ]
    parts.write(tmp_path, "many", "many", {Message: many})
    code = textwrap.dedent("""
        import sys
        from datetime import datetime
        from pathlib import Path
        from pipeline.records import Archive, Message
        from pipeline.store import database
        march = Archive("birds", "2031-03", *[""] * 7, 1, "", "", datetime(2031, 5, 1))
        print("begun", flush=True)
        try:
            database.make(Path(sys.argv[1]), {Message: [Path(sys.argv[2])]}, archives=[march])
        except KeyboardInterrupt:
            print("stopped", flush=True)
    """)
    part = parts.path(tmp_path, "many", "many", Message)
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(target), str(part)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.25)
    process.send_signal(stop)
    out, _ = process.communicate(timeout=60)
    assert out == ("stopped\n" if stop == signal.SIGINT else "")
    assert target.read_bytes() == before
    database.make(target, {})
    assert list(tmp_path.glob(".hansard*")) == []


def test_a_damaged_part_is_one_sentence(tmp_path: Path) -> None:
    """It says what to do next."""
    part = tmp_path / "x.message.parquet"
    part.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(PartError, match="a part cannot be read") as caught:
        database.make(tmp_path / "hansard.duckdb", {Message: [part]})
    assert "build again" in caught.value.hint


def test_a_database_that_another_program_writes_is_said_so(rows: Any, store: Store) -> None:
    """A shell that has the file open for writing keeps it from being asked."""
    target = store(rows)
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent("""
            import duckdb, sys
            connection = duckdb.connect(sys.argv[1])
            print("open", flush=True)
            sys.stdin.readline()
        """), str(target)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    writer.stdout.readline()
    with pytest.raises(PartError, match="open for writing in another program"):
        database.run(target)
    writer.communicate("\n", timeout=30)
    assert database.run(target) == "digest-1"


def test_the_file_is_of_a_format_that_older_releases_read(data: Path) -> None:
    """Made by any release of DuckDB, opened by 1.4, in R and in notebooks."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{data / 'hansard.duckdb'}' as made (read_only)")
        (tags,) = connection.execute(
            "select tags from duckdb_databases() where database_name = 'made'"
        ).fetchone()
    assert tags["storage_version"].startswith("v1.4")


def test_added_columns_are_not_those_of_the_records() -> None:
    """A column is stated once."""
    for record, added in schema.ADDED.items():
        assert not set(added) & set(record.__dataclass_fields__)  # type: ignore[attr-defined]
    assert not {table(record) for record in TABLES} & set(search.TABLES)
    assert Proposal in TABLES
    assert datetime(2031, 1, 1).year == 2031
