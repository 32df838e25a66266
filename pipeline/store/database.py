"""The parts of all lists to one DuckDB file, made beside and swapped in whole.

In: for each record the Parquet files that hold its rows, and the rows that no part holds (archives,
ideas, runs, corrections). Out: DIR/hansard.duckdb with every table and column commented, the
search index and the queries as macros. Rules:

- The file that stands is whole at every moment: the new one is made in a folder beside it, then
  takes its name. Who reads the old one goes on reading it.
- The same input gives the same rows in the same order.
- Whole tables are moved by SQL; no row passes through Python, and memory does not grow with the
  number of mails.
- messages = kept + duplicates + defects in every archive, no mail counted twice or not at all, or
  the database is not made.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import parts
from pipeline.errors import PartError
from pipeline.records import Archive, Correction, Idea, Run
from pipeline.resources import QUERIES
from pipeline.store import fill, queries, search
from pipeline.store.fill import Files
from pipeline.store.schema import quoted

VERSION = 3

# The oldest format that a long-supported release of DuckDB writes and that compresses text with
# zstd: what DuckDB 2 makes then opens in DuckDB 1.4, and so in R and in older notebooks.
STORAGE = "v1.4.0"

SETTINGS = {
    # Above this DuckDB spills to disk: a build stays below 1 GB, whatever the size of the lists.
    "memory_limit": "600MB",
    "threads": "2",
}


def make(
    target: Path,
    files: Files,
    *,
    archives: Sequence[Archive] = (),
    ideas: Sequence[Idea] = (),
    runs: Sequence[Run] = (),
    corrections: Sequence[Correction] = (),
    folder: Path = QUERIES,
) -> None:
    """Make the database of the rows in `files` and swap it in for what stands at `target`.

    `folder` holds the queries. PartError where the disk refuses, a part is damaged or the counts
    of an archive do not add up; what stands at `target` is then left as it was.
    """
    rows: dict[type, Sequence[object]] = {
        Archive: archives, Idea: ideas, Run: runs, Correction: corrections,
    }  # fmt: skip
    with _refusals(target), _scratch(target) as scratch:
        parts.write(scratch, "given", "rows", rows)
        given = {record: [parts.path(scratch, "given", "rows", record)] for record in rows}
        _make(scratch, {**files, **given}, folder)
        _swap(scratch / "new.duckdb", target)


def run(target: Path) -> str:
    """The digest of what the database was made of; empty where there is no whole database."""
    found = _rows(target, "select run from run limit 1")
    return str(found[0][0]) if found else ""


def lists(target: Path) -> set[str]:
    """The lists that the database holds; none where there is no whole database."""
    return {row[0] for row in _rows(target, "select distinct list_id from archive")}


def _rows(target: Path, query: str) -> list[tuple[Any, ...]]:
    import duckdb

    if not target.exists():
        return []
    try:
        with duckdb.connect(str(target), read_only=True) as connection:
            return connection.execute(query).fetchall()
    except duckdb.Error as error:
        if "lock" in str(error):
            raise PartError(
                f"{target} is open for writing in another program",
                hint="close it there, then run the same command again",
            ) from error
        return []  # damaged, or made by another version: to be made anew


def _make(scratch: Path, files: Files, folder: Path) -> None:
    import duckdb

    settings = {**SETTINGS, "temp_directory": str(scratch / "spill")}
    with duckdb.connect(config={**settings}) as connection:
        new = quoted(str(scratch / "new.duckdb"))
        connection.execute(f"attach {new} as made (storage_version '{STORAGE}')")
        connection.execute("use made; set force_compression = 'zstd'")
        fill.fill(connection, files)
        search.declare(connection)
        queries.load(connection, folder)
        search.build(connection)
        connection.execute("use memory; detach made")


def _swap(new: Path, target: Path) -> None:
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    # What another program wrote beside the old file would be taken for a part of the new one.
    Path(f"{target}.wal").unlink(missing_ok=True)
    new.replace(target)


@contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    """A folder beside the database for this process; what killed processes left is removed."""
    prefix = f".{target.name}."
    for left in target.parent.glob(f"{prefix}*"):
        process = left.name.removeprefix(prefix)
        if not (process.isdecimal() and parts.running(int(process))):
            shutil.rmtree(left, ignore_errors=True)
    scratch = target.parent / f"{prefix}{os.getpid()}"
    scratch.mkdir(parents=True)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _refusals(target: Path) -> Iterator[None]:
    """Say in one sentence what disk or parts refuse."""
    import duckdb

    try:
        yield
    except duckdb.InvalidInputException as error:
        raise PartError(
            f"a part cannot be read: {str(error).splitlines()[0]}",
            hint="delete the folder `parts` in the data directory and build again",
        ) from error
    except RuntimeError as error:
        # This is how DuckDB says that Ctrl-C was pressed while it worked.
        if "interrupted" not in str(error).lower():
            raise
        raise KeyboardInterrupt from error
    except (OSError, duckdb.OperationalError, duckdb.FatalException) as error:
        raise PartError(
            f"cannot make {target}: {str(error).splitlines()[0]}",
            hint="make room or choose another --data directory, then run the same command again; "
            "the database that was there is untouched",
        ) from error
