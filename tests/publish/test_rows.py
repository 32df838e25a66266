"""Rows as table, CSV, JSON and Parquet: nothing lost, nothing dangerous, files whole or absent."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PartError, UsageError
from pipeline.publish import rows
from pipeline.store.answer import Rows

SQL = """
    select
        'birds/2031-03/0000' as message, 7 as n, 0.25::double as share, null as nothing,
        timestamp '2031-03-01 09:00:00' as sent_at, ['a', 'b'] as labels, true as is_so,
        date '2031-03-01' as day, 1.50::decimal(4, 2) as price, {'x': 1} as pair,
        10000000000000000000000::hugeint as huge, interval 90 minute as wait,
        'a "quoted", text' as words
"""


def found(sql: str) -> Rows:
    with duckdb.connect() as connection:
        cursor = connection.execute(sql)
        description = cursor.description
        assert description is not None
        return Rows(
            tuple(str(each[0]) for each in description),
            tuple(str(each[1]) for each in description),
            iter(cursor.fetchall()),
        )


def simple(columns: list[str], *all_rows: tuple[Any, ...]) -> Rows:
    return Rows(tuple(columns), ("VARCHAR",) * len(columns), iter(all_rows))


def test_csv_holds_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    """Null is nothing, lists are JSON, text is quoted where it must be."""
    rows.write(found(SQL), "csv")
    header, line = csv.reader(io.StringIO(capsys.readouterr().out))
    assert dict(zip(header, line, strict=True)) == {
        "message": "birds/2031-03/0000",
        "n": "7",
        "share": "0.25",
        "nothing": "",
        "sent_at": "2031-03-01 09:00:00",
        "labels": '["a", "b"]',
        "is_so": "True",
        "day": "2031-03-01",
        "price": "1.50",
        "pair": '{"x": 1}',
        "huge": "10000000000000000000000",
        "wait": "1:30:00",
        "words": 'a "quoted", text',
    }


def test_json_is_an_array_of_objects(capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers stay numbers, also huge ones; infinity, which JSON lacks, is null."""
    rows.write(found(SQL + ", 'inf'::double as far"), "json")
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["n"], row["labels"], row["pair"], row["price"]) == (7, ["a", "b"], {"x": 1}, 1.5)
    assert (row["huge"], row["far"], row["nothing"]) == (10**22, None, None)
    assert row["sent_at"] == "2031-03-01 09:00:00"


def test_no_rows_are_still_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty array, a lone header, a table that says so."""
    rows.write(simple(["a"]), "json")
    assert json.loads(capsys.readouterr().out) == []
    rows.write(simple(["a"]), "csv")
    assert capsys.readouterr().out == "a\n"
    rows.write(simple(["a"]), "table")
    assert "no rows\n" in capsys.readouterr().out
    rows.write(replace(simple(["a"]), hint="ask for b"), "table")
    assert "no rows; ask for b\n" in capsys.readouterr().out


def test_parquet_keeps_the_types(tmp_path: Path) -> None:
    """What was asked comes back as it was."""
    target = tmp_path / "rows.parquet"
    rows.write(found(SQL), "parquet", target)
    with duckdb.connect() as connection:
        (row,) = connection.execute(f"from '{target}'").fetchall()
        types = [
            (name, kind)
            for name, kind, *_ in connection.execute(f"describe from '{target}'").fetchall()
        ]
    assert row[:3] == ("birds/2031-03/0000", 7, 0.25)
    assert row[4:7] == (datetime(2031, 3, 1, 9), ["a", "b"], True)
    assert row[7:10] == (date(2031, 3, 1), Decimal("1.50"), {"x": 1})
    assert dict(types)["sent_at"] == "TIMESTAMP"
    assert dict(types)["labels"] == "VARCHAR[]"


def test_parquet_goes_down_a_pipe_but_not_to_a_terminal(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes for a program, a sentence for a person."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent("""
            from pipeline.publish import rows
            from pipeline.store.answer import Rows
            rows.write(Rows(("a",), ("INTEGER",), iter([(1,)])), "parquet")
        """)],
        check=True, capture_output=True,
    )  # fmt: skip
    assert (done.stdout[:4], done.stdout[-4:]) == (b"PAR1", b"PAR1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(UsageError, match="not for a terminal"):
        rows.write(simple(["a"]), "parquet")


def test_columns_of_one_name_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """A join may yield a name twice; neither value is lost."""
    rows.write(simple(["a", "a", "b"], (1, 2, 3)), "json")
    assert json.loads(capsys.readouterr().out) == [{"a": 1, "a_2": 2, "b": 3}]


def test_a_table_shows_what_fits_and_says_what_does_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns from the left, and the mail in any case."""
    wide = simple(["one", "two", "three", "message", "url"], ("1", "x" * 60, "3", "key", "page"))
    monkeypatch.setenv("COLUMNS", "52")
    rows.write(wide, "table")
    out = capsys.readouterr().out
    assert max(len(line) for line in out.splitlines() if "not shown" not in line) <= 52
    assert "key" in out
    assert "not shown for want of width: three, url" in out


def test_a_narrow_column_is_shown_where_a_wide_one_does_not_fit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counts of a debate are worth more than a second text."""
    row = ("x" * 60, "y" * 60, "7", "key")
    monkeypatch.setenv("COLUMNS", "60")
    rows.write(simple(["subject", "title", "oppose", "message"], row), "table")
    out = capsys.readouterr().out
    assert "oppose" in out.splitlines()[0]
    assert "not shown for want of width: title" in out


@pytest.mark.parametrize("row_format", ["csv", "json"])
def test_no_format_steers_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, row_format: str
) -> None:
    """CSV shows a space, JSON an escape that a program reads back."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    rows.write(simple(["a"], ("x\x1b[2J\u202e\x7fy",)), row_format)
    out = capsys.readouterr().out
    assert not set(out) & {"\x1b", "\u202e", "\x7f"}
    if row_format == "json":
        assert json.loads(out) == [{"a": "x\x1b[2J\u202e\x7fy"}]


def test_a_program_gets_csv_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe nothing is changed."""
    rows.write(simple(["a"], ("x\x1b\u202ey",)), "csv")
    assert capsys.readouterr().out == "a\nx\x1b\u202ey\n"


def test_a_table_in_a_pipe_is_as_wide_as_its_rows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line a row, so that grep finds it."""
    monkeypatch.delenv("COLUMNS", raising=False)
    rows.write(simple(["a", "b"], ("x" * 250, "end")), "table")
    assert any("x" * 250 in line and "end" in line for line in capsys.readouterr().out.splitlines())


def test_a_table_stops_where_nobody_reads_on(capsys: pytest.CaptureFixture[str]) -> None:
    """And says how to have the rest."""

    def endless() -> Iterator[tuple[Any, ...]]:
        number = 0
        while True:
            yield (number,)
            number += 1

    rows.write(Rows(("n",), ("BIGINT",), endless()), "table")
    assert "the first 1,000 rows; --format csv gives all" in capsys.readouterr().out


@settings(max_examples=50, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=40))
def test_no_control_character_reaches_a_terminal(text: str) -> None:
    """Mail may hold escapes that rewrite the screen or turn the direction of writing."""
    out = io.StringIO()
    rows._table(simple(["a"], (f"\x1b[31m{text}\u202e\x9b",)), out, 80)
    assert not set(out.getvalue()) & {chr(code) for code in (*range(10), *range(11, 32), 127, 0x9B)}
    assert "\u202e" not in out.getvalue()


def test_markup_in_mail_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    """[bold] in a subject is a label, not a style."""
    rows.write(simple(["subject"], ("[nova] [bold]x[/bold] :smile:",)), "table")
    assert "[nova] [bold]x[/bold] :smile:" in capsys.readouterr().out


@settings(max_examples=50, deadline=None)
@given(
    table=st.lists(
        st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=20)),
        max_size=5,
    )
)
def test_csv_gives_back_what_it_was_given(table: list[tuple[str]]) -> None:
    """Whatever the text."""
    out = io.StringIO(newline="")
    rows._csv(simple(["a"], *table), out)
    out.seek(0)
    assert [tuple(line) or ("",) for line in csv.reader(out)][1:] == table


@pytest.mark.parametrize("row_format", ["table", "csv", "json", "parquet"])
def test_a_file_is_written_whole(tmp_path: Path, row_format: str) -> None:
    """In every format, readable by others, with nothing left beside it."""
    target = tmp_path / "rows"
    rows.write(simple(["a"], ("ünï",)), row_format, target)
    assert target.stat().st_size > 0
    assert target.stat().st_mode & 0o444 == 0o444
    assert [path.name for path in tmp_path.iterdir()] == ["rows"]


def test_a_stop_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    """What was there stays until the new file is whole."""

    def failing() -> Iterator[tuple[Any, ...]]:
        yield ("x",)
        raise UsageError("the query was stopped after 60 seconds")

    target = tmp_path / "rows.csv"
    target.write_text("before")
    with pytest.raises(UsageError):
        rows.write(Rows(("a",), ("VARCHAR",), failing()), "csv", target)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_a_file_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    """One sentence."""
    with pytest.raises(PartError, match=r"cannot write .*: No such file or directory"):
        rows.write(simple(["a"]), "csv", tmp_path / "nowhere" / "rows.csv")


def test_a_narrow_table_tells_both_sides_and_why() -> None:
    """Nobody is counted for something without those against it; words stand beside a stance."""
    columns = ("subject", "title", "support", "oppose", "message")
    cells = [["s" * 40, "t" * 40, "3", "3", "python-committers/2014-01/0101"]]
    shown = [columns[index] for index in rows._fitting(columns, cells, 110)]
    assert shown == ["subject", "support", "oppose", "message"]
    columns = ("name", "stance", "title", "words", "message")
    cells = [["n" * 16, "oppose", "t" * 40, "w" * 90, "kestrel/2024-01/0007"]]
    shown = [columns[index] for index in rows._fitting(columns, cells, 110)]
    assert shown == ["name", "stance", "words", "message"]
