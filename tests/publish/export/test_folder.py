"""The folder of an export: whole or absent, and nothing in it of the machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from pipeline.cli import ended
from pipeline.errors import PartError, UsageError
from pipeline.publish.export import export as exports
from pipeline.publish.export import folder
from pipeline.publish.export.chosen import Wanted

KEY = b"a key that nobody knows of"
ALL = tuple(exports.FORMATS)
Files = Callable[[Path], dict[str, bytes]]


def test_a_folder_is_not_overwritten_unasked(talk: Path, tmp_path: Path, files: Files) -> None:
    """Neither a folder of ours nor, with --force even, anybody else's."""
    target = tmp_path / "out"
    exports.export(talk, target, Wanted(), ["graphml"])
    before = files(target)
    with pytest.raises(UsageError, match="exists"):
        exports.export(talk, target, Wanted(), ["csv"])
    assert files(target) == before
    exports.export(talk, target, Wanted(), ["csv"], force=True)
    assert "message.csv" in files(target)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    with pytest.raises(UsageError, match="something else"):
        exports.export(talk, tmp_path / "mine", Wanted(), ["csv"], force=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine", "out"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_leaves_nothing(tmp_path: Path, error: BaseException, files: Files) -> None:
    """A full disk or Ctrl-C while a folder is made: nothing is there, or what was there before."""
    old = tmp_path / "out"
    for _ in range(2):
        with pytest.raises((PartError, KeyboardInterrupt)):  # noqa: PT012, SIM117
            with folder.made(old, force=True) as new:
                (new / "half").write_text("half")
                raise error
        assert [each.name for each in tmp_path.iterdir()] == (["out"] if old.exists() else [])
        with folder.made(old, force=True) as new:
            (new / folder.MANIFEST).write_text("{}")
    assert files(old) == {folder.MANIFEST: b"{}"}


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    """The next export removes it."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    (tmp_path / f".out.hansard-{done.stdout.strip()}").mkdir()
    with folder.made(tmp_path / "out", force=False) as new:
        (new / folder.MANIFEST).write_text("{}")
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-f", "csv"], "no folder is named"),
        (["--list", "nosuch", "-o", "x"], "there is no list nosuch"),
        (["--since", "soon", "-o", "x"], "soon"),
        (["--since", "2090", "-o", "x"], "no mail is of these"),
        (["--pseudonyms", "nokey", "-o", "x"], "nokey cannot be read"),
    ],
)
def test_what_is_wrong_is_said(
    talk: Path, tmp_path: Path, monkeypatch: Any, capsys: Any, arguments: list[str], said: str
) -> None:
    """One sentence, exit code 2, no folder."""
    monkeypatch.chdir(tmp_path)
    assert ended(["export", "--data", str(talk), *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_folder(talk: Path, tmp_path: Path, capsys: Any) -> None:
    """`hansard export` writes Parquet and says what it wrote."""
    assert ended(["export", "--data", str(talk), "-o", str(tmp_path / "out")]) == 0
    assert "message.parquet: 11 rows" in capsys.readouterr().out
    assert orjson.loads((tmp_path / "out" / "manifest.json").read_bytes())["files"]


def test_an_older_database_is_said_to_be_one(talk: Path, tmp_path: Path) -> None:
    """A table that it has not is no riddle: one sentence, and no folder."""
    old = tmp_path / "old"
    old.mkdir()
    (old / "hansard.duckdb").write_bytes((talk / "hansard.duckdb").resolve().read_bytes())
    with duckdb.connect(str(old / "hansard.duckdb")) as connection:
        connection.execute("drop table mention")
    with pytest.raises(PartError, match="another version"):
        exports.export(old, tmp_path / "out", Wanted(), ["csv"])
    assert [each.name for each in tmp_path.iterdir()] == ["old"]


LOCAL = "/srv/ada/birds"


@pytest.mark.parametrize("key", [None, KEY])
def test_nothing_tells_of_the_machine_that_built_it(
    talk: Path, tmp_path: Path, key: bytes | None, opened: Files
) -> None:
    """Folders, addresses of files and of the machine itself stay; those of the web go out."""
    data = tmp_path / "data"
    shutil.copytree(talk, data)
    with duckdb.connect(str(data / "hansard.duckdb")) as connection:
        connection.execute(f"update run set command = 'hansard build --data {LOCAL} --jobs 2'")
        connection.execute(
            f"update archive set url = case when list_id = 'birds' then '{LOCAL}/2031.txt' "
            f"else 'http://127.0.0.1:8000/ada.txt' end, index_url = 'file://{LOCAL}/index.html'"
        )
        connection.execute(f"update message set url = 'file://{LOCAL}/1.html' where number = 0")
    exports.export(data, tmp_path / "out", Wanted(), ALL, key=key)
    for name, told in opened(tmp_path / "out").items():
        assert LOCAL.encode() not in told, name
        assert b"127.0.0.1" not in told, name
    with duckdb.connect() as connection:
        for form in ("parquet", "csv", "jsonl"):
            table_ = f"'{tmp_path / 'out' / 'run'}.{form}'"
            found = connection.execute(f"select distinct command from {table_}").fetchall()
            assert found == [("hansard build",)]
        kept = f"select count(*) from '{tmp_path / 'out'}/message.parquet' where url like 'http%'"
        assert (connection.execute(kept).fetchall() == [(0,)]) == (key is not None)
