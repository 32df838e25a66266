"""The files between stages."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import parts
from pipeline.errors import PartError
from pipeline.records import TABLES, Block, Message, columns, comments, table

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
BLOCKS = st.builds(
    Block,
    message=TEXT,
    number=st.integers(0, 2**31),
    kind=TEXT,
    depth=st.integers(0, 9),
    start_char=st.integers(0, 2**40),
    end_char=st.integers(0, 2**40),
    attributed_name=TEXT,
    attributed_date=TEXT,
)


def message(**changed: object) -> Message:
    values: dict[str, object] = {
        "message": "dev/2014-09/0000",
        "list_id": "dev",
        "month": "2014-09",
        "number": 0,
        "message_id": "a@example.org",
        "in_reply_to": (),
        "reference_ids": ("x@example.org", "y@example.org"),
        "name": "Ada",
        "address": "ada@example.org",
        "sent_at": datetime(2014, 9, 4, 12, 30),
        "offset_minutes": -60,
        "sent_from": "date",
        "subject": "Re: drivers",
        "base_subject": "drivers",
        "labels": (),
        "body": "Yes.\n\n\t\u2028 \x85 \x1c end\n",
        "body_sha256": "00",
        "url": "",
        "byte_offset": 0,
        "duplicate_of": None,
    }
    return Message(**(values | changed))  # type: ignore[arg-type]


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Lists, nulls, times and odd white space survive."""
    rows = [message(), message(number=1, sent_at=None, offset_minutes=None, duplicate_of="d/1/0")]
    parts.write(tmp_path, "parse", "k", {Message: rows})
    assert parts.read(tmp_path, "parse", ["k"], Message) == rows


@settings(max_examples=30, deadline=None)
@given(st.lists(BLOCKS, max_size=5))
def test_any_rows_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[Block]) -> None:
    """read(write(rows)) == rows."""
    folder = tmp_path_factory.mktemp("parts")
    parts.write(folder, "quote", "k", {Block: rows})
    assert parts.read(folder, "quote", ["k"], Block) == rows


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    """A part is named by what made it, so it may not depend on when or where it was made."""
    for name in ("one", "two"):
        parts.write(tmp_path / name, "parse", "k", {Message: [message(), message(number=1)]})
    one, two = (parts.path(tmp_path / name, "parse", "k", Message) for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_parts_are_read_in_their_order_and_filtered(tmp_path: Path) -> None:
    """Several parts read as one, and a condition is bound to values."""
    for name, number in (("a", 1), ("b", 2)):
        parts.write(tmp_path, "parse", name, {Message: [message(number=number)]})
    read = parts.read(tmp_path, "parse", ["b", "a"], Message)
    assert [row.number for row in read] == [2, 1]
    only = parts.read(tmp_path, "parse", ["b", "a"], Message, where="number > $least", least=1)
    assert [row.number for row in only] == [2]


def test_a_part_exists_when_its_last_table_does(tmp_path: Path) -> None:
    """A crash between two tables leaves no part."""
    parts.write(tmp_path, "s", "k", {Block: []})
    assert not parts.exists(tmp_path, "s", "k", (Block, Message))
    parts.write(tmp_path, "s", "k", {Block: [], Message: []})
    assert parts.exists(tmp_path, "s", "k", (Block, Message))


def test_nothing_is_left_beside_a_part(tmp_path: Path) -> None:
    """Only whole files stand in the folder, also when a row cannot be written."""
    parts.write(tmp_path, "s", "k", {Block: []})
    with pytest.raises(TypeError):
        parts.write(tmp_path, "s", "l", {Block: [object()]})
    assert [file.name for file in (tmp_path / "s").iterdir()] == ["k.block.parquet"]


def test_a_damaged_part_is_told(tmp_path: Path) -> None:
    """Half a file is a PartError with something to do."""
    parts.write(tmp_path, "s", "k", {Message: [message()]})
    file = parts.path(tmp_path, "s", "k", Message)
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(PartError) as told:
        parts.read(tmp_path, "s", ["k"], Message)
    assert told.value.hint


def test_a_refusing_disk_is_told(tmp_path: Path) -> None:
    """A folder that cannot be made is a PartError, not a traceback."""
    (tmp_path / "parts").write_text("a file where a folder is wanted")
    with pytest.raises(PartError, match="cannot write below"):
        parts.write(tmp_path / "parts", "s", "k", {Message: [message()]})


def _fill(path: Path) -> None:
    path.write_text("half")
    raise OSError("full")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    """Through a link too; a pipe is written to, and what stood there outlives a failure."""
    target, link, pipe = tmp_path / "page", tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(target)
    for text in ("one", "two"):
        with parts.whole(link) as beside:
            beside.write_text(text)
        assert link.is_symlink()
        assert target.read_text() == text
    with pytest.raises(OSError, match="full"), parts.whole(target) as beside:
        _fill(beside)
    assert target.read_text() == "two"
    os.mkfifo(pipe)
    with parts.whole(pipe) as beside:
        assert beside == pipe
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link", "page", "pipe"]


def test_keys_tell_different_inputs_apart() -> None:
    """Equal things have equal keys, and no two of these have the same."""
    things = [("a", 1), ("a", "1"), ("a1",), ("a", [1]), ("a", None), ("a", [[1]], 2)]
    assert parts.key("a", 1) == parts.key("a", 1)
    assert len({parts.key(*each) for each in things}) == len(things)


@pytest.mark.parametrize("record", TABLES, ids=table)
def test_every_column_has_a_type_and_a_comment(record: type) -> None:
    """Each column is stated once, with what it holds."""
    assert list(columns(record)) == list(comments(record))
    assert all(len(comment) > 3 for comment in comments(record).values())
    assert record.__doc__
