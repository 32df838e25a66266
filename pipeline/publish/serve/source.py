"""The database behind the site: a connection for each request, and rows as dicts.

In: the data directory. Out: connections and rows. A build swaps the database for a new one while
the site runs: the next request sees it. What a query may take is bounded, so that one page cannot
hold up the others.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import PartError, UsageError
from pipeline.store import answer

if TYPE_CHECKING:
    import duckdb

    from pipeline.store.queries import Value

Row = dict[str, Any]

SECONDS = 20.0


class MissingError(UsageError):
    """There is no such page."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: its template, its title, and plain data, which is also its JSON."""

    template: str
    title: str
    data: Row
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """The permanent address of what was asked for by another name."""

    address: str


@dataclass(slots=True)
class Source:
    """The database of a data directory, open as long as it is the newest."""

    data: Path
    opened: Any = None
    stamp: object = None
    active: int = 0
    quiet: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of the request's own."""
        with self.quiet:
            self._renew()
            mine = self.opened.cursor()
            self.active += 1
        try:
            yield mine
        finally:
            mine.close()
            with self.quiet:
                self.active -= 1
                self.quiet.notify_all()

    def _renew(self) -> None:
        """Open the database anew where a build has put another in its place.

        DuckDB opens a path once in a process: who still reads the old file is waited for.
        """
        self.quiet.wait_for(lambda: self.stamp == _stamp(self.data) or self.active == 0)
        if self.opened is not None and self.stamp != _stamp(self.data):
            self.opened.close()
            self.opened = None
        if self.opened is None:
            self.stamp = _stamp(self.data)
            self.opened = answer.connect(self.data)


def _stamp(data: Path) -> object:
    """What tells one database from the next at the same path."""
    try:
        about = (data / answer.DATABASE).stat()
    except OSError:
        return None
    return about.st_ino, about.st_mtime_ns, about.st_size


def ask(
    connection: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Value | None]
) -> list[Row]:
    """The rows of a named query; values that are None are not given."""
    given = {key: value for key, value in values.items() if value is not None}
    found = answer.query(connection, name, given, timeout=SECONDS)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def read(connection: duckdb.DuckDBPyConnection, text: str, values: Mapping[str, Any]) -> list[Row]:
    """The rows of a statement of ours, its values bound.

    PartError where the database has not the columns that it should: an older version made it.
    """
    import duckdb

    try:
        found = connection.execute(text, dict(values))
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise PartError(
            "the database was made by another version of hansard", hint="hansard build"
        ) from error
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def first(connection: duckdb.DuckDBPyConnection, text: str, values: Mapping[str, Any]) -> Row:
    """The only row of a statement of ours; MissingError where there is none."""
    rows = read(connection, text, values)
    if not rows:
        raise MissingError("there is nothing of that name in the database", hint="search for it")
    return rows[0]
