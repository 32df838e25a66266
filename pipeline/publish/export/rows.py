"""Rows as they come, some hundreds at once, so that memory does not grow with the list.

In: a connection and a query. Out: its rows with the names and kinds of their columns; or each row
as a dict. Every query has a cursor of its own, so that others may be asked while rows come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows as they come, with the names and the types (of SQL, in lower case) of their columns."""

    names: list[str]
    types: list[str]
    rows: Iterator[tuple[Any, ...]]


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> Asked:
    """The rows of a query."""
    asked = connection.cursor()
    asked.execute(query)
    about = asked.description or []
    return Asked(
        [str(column[0]) for column in about],
        [str(column[1]).lower() for column in about],
        _rows(asked),
    )


def dicts(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    """The rows of a query, each by the names of its columns."""
    found = ask(connection, query)
    return (dict(zip(found.names, row, strict=True)) for row in found.rows)


def _rows(asked: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while some := asked.fetchmany(AT_ONCE):
        yield from some
