"""The files between stages: Parquet, named by the hash of all that made them.

A part is `DIR/parts/STAGE/KEY.TABLE.parquet`, one file for each table that the stage yields. A part
that exists is done, so there is no state file, no lock and no scheduler: a crash leaves it whole
or absent, because each file is written beside, under a name that tells whose it is, and renamed.
DuckDB writes and reads them; the bytes depend on nothing but the rows.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from pipeline.errors import PartError
from pipeline.records import columns, source, table

if TYPE_CHECKING:
    import duckdb

Row = TypeVar("Row")

# 96 bits: two different inputs share a key with probability below 1e-18 at a million parts.
KEY_LENGTH = 24


def key(*things: object) -> str:
    """A name for what is made from `things`: equal things, equal name, on every machine."""
    text = orjson.dumps(things, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()[:KEY_LENGTH]


def path(folder: Path, stage: str, name: str, record: type) -> Path:
    """Where the rows of `record` of one part are."""
    return folder / stage / f"{name}.{table(record)}.parquet"


def exists(folder: Path, stage: str, name: str, tables: Sequence[type]) -> bool:
    """True where the part is whole: each of its tables is there."""
    return all(path(folder, stage, name, record).exists() for record in tables)


def write(folder: Path, stage: str, name: str, tables: Mapping[type, Iterable[object]]) -> None:
    """Write a part, its tables in order; PartError where the disk refuses."""
    for record, rows in tables.items():
        target = path(folder, stage, name, record)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_table(target, record, rows)
        except OSError as error:
            raise _refused(target, error) from error


def read(
    folder: Path,
    stage: str,
    names: Sequence[str],
    record: type[Row],
    *,
    of: type | None = None,
    where: str = "",
    **values: Any,
) -> list[Row]:
    """The rows of one table of some parts, in order; PartError where one is damaged.

    `of` names the table where `record` holds only some of its columns; `where` is a SQL condition
    with `$name` for each of `values`.
    """
    import duckdb

    if not names:
        return []
    files = [str(path(folder, stage, name, of or record)) for name in names]
    condition = f" where {where}" if where else ""
    wanted: type = record
    query = f"select {', '.join(columns(wanted))} from {source(of or wanted, '$files')}{condition}"
    try:
        with interruptible():
            rows = _connection().execute(query, {"files": files, **values}).fetchall()
    except duckdb.Error as error:
        raise PartError(
            f"a part of stage {stage} cannot be read: {str(error).splitlines()[0]}",
            hint="delete the folder `parts` in the data directory and build again",
        ) from error
    return [record(*map(_value, row)) for row in rows]


def sweep(folder: Path) -> None:
    """Remove what processes of this machine that were killed had half written."""
    for file in folder.glob("*/.*"):
        if OWNER.match(file.name) and not underway(file):
            file.unlink(missing_ok=True)


def underway(file: Path) -> bool:
    """True where a process that still runs, or one of another machine, may be writing the file."""
    owner = OWNER.match(file.name)
    if owner is None:
        return False
    return owner["machine"] != _machine() or running(int(owner["process"]))


def running(process: int) -> bool:
    """True where another process of this number runs: what bears our own number is a leftover."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
        # One that ended and that nobody has taken note of still has its number (Linux).
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except (PermissionError, FileNotFoundError):
        return True


# DuckDB may put one error into another, as JSON: what counts is the system's reason at its end.
REASON = re.compile(r'\\": ([\w ,-]{1,100})"')
OWNER = re.compile(r"\.(?P<machine>\w+)-(?P<process>\d+)\.")


@cache
def _machine() -> str:
    return re.sub(r"\W", "_", socket.gethostname())


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C be Ctrl-C: while DuckDB works it comes out as an error of DuckDB's."""
    import duckdb

    try:
        yield
    except (duckdb.InterruptException, RuntimeError) as error:
        if "interrupt" in str(error).lower():
            raise KeyboardInterrupt from error
        raise


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_open: dict[int, duckdb.DuckDBPyConnection] = {}


def _connection() -> duckdb.DuckDBPyConnection:
    """One connection for each process: a forked or spawned worker opens its own."""
    import duckdb

    if os.getpid() not in _open:
        connection = duckdb.connect()
        # One thread and kept order make the same bytes from the same rows everywhere.
        connection.execute("set threads = 1; set preserve_insertion_order = true")
        _open[os.getpid()] = connection
    return _open[os.getpid()]


def _write_table(target: Path, record: type, rows: Iterable[object]) -> None:
    import duckdb

    owner = f".{_machine()}-{os.getpid()}."
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=owner)
    lines = f"{beside}.ndjson"
    try:
        with os.fdopen(handle, "wb"), open(lines, "wb") as out:
            out.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
        with interruptible():
            _copy(record, lines, beside)
        Path(beside).replace(target)
    except duckdb.IOException as error:
        told = str(error).splitlines()[0]
        reason = REASON.search(told)
        raise OSError(reason[1] if reason else told) from error
    finally:
        for leftover in (beside, lines):
            Path(leftover).unlink(missing_ok=True)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to; what is there becomes `target` where the block ends well, else nothing.

    So a file that stood there outlives a full disk. What is no file (a pipe, a terminal) is written
    to as it is, and a link stays one. OSError where the disk refuses.
    """
    target = target.resolve()
    if target.exists() and not target.is_file():
        yield target
        return
    # Not a temporary file of Python's: that could be read by nobody else, workers included.
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        yield beside
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _copy(record: type, lines: str, target: str) -> None:
    types = ", ".join(f"{name}: '{kind}'" for name, kind in columns(record).items())
    _connection().execute(
        f"copy (select * from read_json($lines, format = 'newline_delimited', "
        f"columns = {{{types}}}, maximum_object_size = 1073741824)) "
        f"to '{_quoted(target)}' (format parquet, compression zstd)",
        {"lines": lines},
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _refused(target: Path, error: OSError) -> PartError:
    reason = error.strerror or str(error)
    return PartError(
        f"cannot write below {target.parent}: {reason}",
        hint="make room or choose another --data directory, then run the same command again",
    )
