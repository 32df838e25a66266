"""The export itself: choose, hide, write, describe, and put the folder in its place.

In: the data directory, what is wanted, the formats, a key or none. Out: the folder, and how many
rows are in each of its files. The scratch files lie in the new folder's own disk and go with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.publish.export import (
    chosen,
    convokit,
    folder,
    hidden,
    metadata,
    networks,
    qda,
    tables,
)
from pipeline.publish.export.chosen import Wanted

if TYPE_CHECKING:
    import duckdb

VERSION = 3

FORMATS: dict[str, Callable[[duckdb.DuckDBPyConnection, Path, str], dict[str, int]]] = {
    "parquet": tables.write,
    "csv": tables.write,
    "jsonl": tables.write,
    "graphml": networks.write,
    "gexf": networks.write,
    "convokit": convokit.write,
    "qdpx": qda.write,
}


def export(
    data: Path,
    target: Path,
    wanted: Wanted,
    formats: Sequence[str],
    *,
    key: bytes | None = None,
    force: bool = False,
) -> dict[str, int]:
    """Write the folder; the rows of each of its files.

    UsageError where there is nothing to write or `target` may not be replaced, PartError where the
    disk refuses; `target` is then as it was.
    """
    rows: dict[str, int] = {}
    with folder.made(target, force=force) as new:
        scratch = new / ".scratch"
        scratch.mkdir()
        with chosen.opened(data, scratch, wanted) as connection:
            if key is not None:
                hidden.hide(connection, scratch, key)
            for form in dict.fromkeys(formats):
                rows |= FORMATS[form](connection, new, form)
            metadata.write(
                connection, new, rows,
                command=command(wanted, formats, hidden=key is not None), hidden=key is not None,
            )  # fmt: skip
        shutil.rmtree(scratch)
    return rows


def command(wanted: Wanted, formats: Sequence[str], *, hidden: bool) -> str:
    """The command that makes the same files, without the names of the folder and the key."""
    told = ["hansard export"]
    told += [f"--format {form}" for form in dict.fromkeys(formats)]
    told += [f"--list {each}" for each in wanted.lists]
    told += [
        f"--{name} {text}"
        for name, text in (("since", wanted.since), ("until", wanted.until))
        if text is not None
    ]
    return " ".join([*told, *(["--pseudonyms KEYFILE"] if hidden else []), "-o DIR"])
