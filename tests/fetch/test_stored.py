"""The record of what was fetched, and the bytes behind it."""

from __future__ import annotations

import gzip
import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PartError, UsageError
from pipeline.fetch import gzipped, stored
from pipeline.fetch.stored import Kept
from pipeline.records import Archive

AT = datetime(2014, 11, 3, 6, 25)


def archive(data: Path, month: str, content: bytes, list_id: str = "dev") -> Kept:
    path = stored.hold(data, list_id, month, ".txt", content)
    row = Archive(
        list_id, month, "text", "http://example.org/", path, "", "", stored.digest(content), "",
        len(content), "", "", AT,
    )  # fmt: skip
    return Kept(row, AT, "http://example.org/")


def test_order_and_lists(data: Path) -> None:
    """Lists come in the order of names, archives in that of months."""
    assert stored.lists(data) == []
    assert stored.recorded(data, "dev") == []
    for month in ("2014-10", "1945-02", "2014-09"):
        stored.record(data, archive(data, month, month.encode()))
    stored.record(data, archive(data, "2014-09", b"x", "admin"))
    assert stored.lists(data) == ["admin", "dev"]
    assert [row.month for row in stored.recorded(data, "dev")] == ["1945-02", "2014-09", "2014-10"]


def test_read_what_was_written(data: Path) -> None:
    """A record is read as it was written."""
    row = archive(data, "2014-09", b"text")
    stored.record(data, row)
    assert stored.kept(data, "dev", "2014-09") == row
    assert stored.recorded(data, "dev") == [row.archive]
    assert stored.content(data, row.archive).main == b"text"


def test_file_without_record(data: Path) -> None:
    """A file without a record is not fetched: a crash between the two changes nothing."""
    before = archive(data, "2014-09", b"before")
    stored.record(data, before)
    after = archive(data, "2014-09", b"after")
    assert stored.content(data, stored.recorded(data, "dev")[0]).main == b"before"
    stored.record(data, after)
    assert stored.content(data, stored.recorded(data, "dev")[0]).main == b"after"
    assert not (data / "archive" / before.archive.path).exists()


def test_damage(data: Path) -> None:
    """A file that is gone or changed, and a record that is no record, are told."""
    row = archive(data, "2014-09", b"text")
    stored.record(data, row)
    path = data / "archive" / row.archive.path
    for spoil in (lambda: path.write_bytes(b"other"), path.unlink):
        spoil()
        with pytest.raises(PartError, match="is missing or is not what was fetched"):
            stored.content(data, row.archive)
        assert not stored.intact(data, row)
    for record in (b"", b"{}", b"[]", b'{"archive": 1}'):
        (data / "archive" / "dev" / "2014-09.json").write_bytes(record)
        with pytest.raises(PartError, match="cannot be read"):
            stored.recorded(data, "dev")


def test_refused(data: Path) -> None:
    """A data directory that cannot be written is told."""
    data.write_bytes(b"a file in its place")
    with pytest.raises(PartError, match="cannot write") as error:
        archive(data, "2014-09", b"text")
    assert "--data" in error.value.hint


@given(st.binary(max_size=2000), st.integers(0, 3))
def test_unpacked(plain: bytes, times: int) -> None:
    """Bytes that were packed up to three times come out as they were."""
    packed = plain
    for _ in range(times):
        packed = gzip.compress(packed)
    if not plain.startswith(gzipped.MAGIC):
        assert gzipped.unpacked(packed) == (plain, True)


@given(st.binary(max_size=3000))
def test_unpacked_of_anything(content: bytes) -> None:
    """Nothing raises, whatever the bytes."""
    gzipped.unpacked(content)
    gzipped.unpacked(gzipped.MAGIC + content)
    gzipped.unpacked(gzip.compress(content) + content)


@given(st.binary(min_size=100, max_size=3000), st.data())
def test_unpacked_of_a_part(plain: bytes, drawn: st.DataObject) -> None:
    """Of a packed file that lacks its end, what there is is a beginning of it."""
    packed = gzip.compress(plain)
    cut = packed[: drawn.draw(st.integers(10, len(packed) - 1))]
    found, whole = gzipped.unpacked(cut)
    assert not whole
    assert plain.startswith(found)


def test_unpacked_in_members() -> None:
    """A file of several members is whole, and so is one with padding."""
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    assert gzipped.unpacked(packed) == (b"one two", True)
    assert gzipped.unpacked(packed + b"\0" * 100) == (b"one two", True)


def test_unpacked_of_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that unpacks without end is cut."""
    monkeypatch.setattr(gzipped, "LARGEST", 1000)
    plain, whole = gzipped.unpacked(gzip.compress(b"\0" * 1_000_000))
    assert (len(plain), whole) == (1000, False)


def test_unpacked_of_a_damaged_file() -> None:
    """What stands before the damage is kept."""
    plain = "".join(f"line {number * number}\n" for number in range(50_000)).encode()
    packed = bytearray(gzip.compress(plain))
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    found, whole = gzipped.unpacked(bytes(packed))
    assert not whole
    assert len(found) > 10_000
    assert plain.startswith(found[:10_000])


def test_what_a_killed_fetch_left_is_found(data: Path) -> None:
    """Of a process that runs no more; what another one writes is left alone."""
    where = data / "archive" / "birds"
    where.mkdir(parents=True)
    dead, alive = where / ".2014-09.txt.999999999.new", where / f".2014-10.txt.{os.getppid()}.new"
    for file in (dead, alive, where / "2014-09.txt", where / ".hidden"):
        file.write_bytes(b"x")
    assert stored.leftovers(data) == [dead]


def test_a_bomb_yields_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What unpacks to hundreds of times its size is no mail; what only packs well is."""
    monkeypatch.setattr(gzipped, "HARMLESS", 1 << 20)
    mail = b"From ada@example.org Mon Jan  1 10:00:00 2001\nSubject: Nest\n\n"
    bomb = gzip.compress(mail + bytes(20 << 20), mtime=0)
    assert gzipped.unpacked(bomb) == (b"", False)
    assert gzipped.unpacked(bomb * 3) == (b"", False)
    assert gzipped.unpacked(gzip.compress(bomb, mtime=0)) == (b"", False)
    small = mail + bytes(1 << 19)
    assert gzipped.unpacked(gzip.compress(small, mtime=0)) == (small, True)
    well = b"".join(b"%d: the log of a nest\n" % number for number in range(200_000))
    assert gzipped.unpacked(gzip.compress(well, mtime=0)) == (well, True)


def test_a_name_that_is_too_long_is_said_to_be(data: Path) -> None:
    """And not said back whole."""
    with pytest.raises(UsageError, match="it is too long") as told:
        stored.folder(data, "x" * 10_000)
    assert len(str(told.value)) < 200
