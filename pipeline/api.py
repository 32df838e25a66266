"""The database from Python: each query of `queries/` as a relation of DuckDB's.

In: the data directory. Out: `Database`, read-only, whose queries are methods. A relation is lazy
and goes on to pandas (`.df()`), polars (`.pl()`), Arrow (`.to_arrow_table()`) or plain rows
(`.fetchall()`); what it needs of these is for you to install.

    import pipeline

    with pipeline.connect("data") as hansard:
        hansard.positions(list_id="kestrel", stance="oppose").df()
        hansard.sql("select stance, count(*) from position group by all").fetchall()
        print(hansard.help("positions"))
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.store import answer, queries

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    import duckdb


class Database:
    """A database of hansard, open for reading; close it, or use it in a `with`."""

    def __init__(self, data: Path) -> None:
        self.connection = answer.connect(data)

    def query(self, name: str, **values: object) -> duckdb.DuckDBPyRelation:
        """The rows of a named query; UsageError where it, a parameter or a name is unknown.

        A value is as on the command line, or a date, or a number; None is as if it were not given.
        """
        asked = queries.named(name)
        given = {
            key: queries.value(asked, key, str(value))
            for key, value in values.items()
            if value is not None
        }
        # A cursor of its own, for DuckDB makes no relation while a result is half read.
        with self.connection.cursor() as cursor:
            text = answer.statement(cursor, asked, given)
        return self.connection.sql(text, params=given or None)

    def sql(self, text: str, **values: Any) -> duckdb.DuckDBPyRelation:
        """The rows of a SELECT, `$name` standing for a value; errors are DuckDB's own."""
        return self.connection.sql(text, params=values or None)

    def tables(self) -> list[str]:
        """The names of the tables; docs/data-dictionary.md says what is in them."""
        return [str(name) for (name,) in self.connection.sql("show tables").fetchall()]

    def queries(self) -> list[str]:
        """The names of the queries, each of which is a method too."""
        return [name for name, each in queries.queries().items() if each.is_table]

    def help(self, name: str | None = None) -> str:
        """What a query may be told and what it yields; without a name, all of them in a line."""
        return queries.help_text(name)

    def close(self) -> None:
        """Close the database; its relations end with it."""
        self.connection.close()

    def __getattr__(self, name: str) -> Callable[..., duckdb.DuckDBPyRelation]:
        # Only what is no attribute comes here. A notebook asks for many that are none.
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            queries.named(name)
        except UsageError as error:
            raise AttributeError(f"{error}; there is {error.hint}") from error
        return partial(self.query, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.queries()})

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def connect(data: str | Path | None = None) -> Database:
    """The database of a data directory: the given one, that of HANSARD_DATA, or `data`.

    UsageError where there is none yet.
    """
    return Database(Path(data or os.environ.get("HANSARD_DATA") or "data"))
