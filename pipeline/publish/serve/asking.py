"""The SQL page: the queries as forms with their help, and SQL of the reader's own, read-only.

In: a connection and what a form asks. Out: a `Page` with a table, and bars where the answer is a
small one with names and numbers; or the rows as CSV. A query is
stopped after some seconds, and a page shows no more than some rows; CSV has more of them. What is
wrong is said beside the form, which keeps what was typed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.publish.serve import drawing, links
from pipeline.publish.serve.source import MissingError, Page, Row
from pipeline.store import answer, queries

if TYPE_CHECKING:
    import duckdb

    from pipeline.store.queries import Query

SECONDS = 10.0
SHOWN, IN_CSV = 200, 100_000
LONGEST = 20_000

# Columns that name a thing of which there is a page.
LINKED = {
    "thread": "thread", "message": "mail", "proposal": "proposal", "person": "person",
    "idea": "idea", "list_id": "list", "outcome_message": "mail", "parent": "thread",
    "superseded_by": "mail", "source_message": "mail",
}  # fmt: skip

EXAMPLE = "select stance, count(*) as positions\nfrom positions()\ngroup by all\norder by all"


def index(connection: duckdb.DuckDBPyConnection, asked: Mapping[str, str]) -> Page:
    """All queries, a form for SQL, and its rows."""
    text = asked.get("q", "")
    found = [each for each in queries.queries().values() if each.is_table]
    data: Row = {
        "text": text or EXAMPLE,
        "queries": [{"name": each.name, "sentence": each.sentence} for each in found],
        **_result(connection, text),
    }
    return Page("sql.html", "SQL", data, f"Query: {text}" if text else "")


def named(connection: duckdb.DuckDBPyConnection, name: str, asked: Mapping[str, str]) -> Page:
    """One query with its help, its parameters as a form, and its rows once it was asked."""
    query = _query(name)
    given = {each.name: asked.get(each.name, "") for each in query.parameters}
    data: Row = {
        "query": {
            "name": query.name,
            "sentence": query.sentence,
            "details": query.details,
            "columns": query.columns,
            "example": query.example,
            "parameters": [
                {
                    "name": each.name,
                    "choices": each.kind.split("|") if "|" in each.kind else [],
                    "kind": each.kind,
                    "needed": each.default is None,
                    "default": "" if each.default in (None, "null") else each.default,
                    "sentence": each.sentence,
                }
                for each in query.parameters
            ],
        },
        "given": given,
        **_result(connection, None, query, given, run="run" in asked or not query.parameters),
    }
    return Page("query.html", f"Query {name}", data, f"Query {name}: {query.sentence}")


def table(connection: duckdb.DuckDBPyConnection, name: str, asked: Mapping[str, str]) -> str:
    """The rows of a query, or of SQL where no query is named, as CSV."""
    found = (
        _rows(connection, _query(name), {k: v for k, v in asked.items() if k not in ("run", "q")})
        if name
        else _sql(connection, asked.get("q", ""))
    )
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(found.columns)
    lines.writerows(islice(found.rows, IN_CSV))
    return out.getvalue()


def _query(name: str) -> Query:
    try:
        return queries.named(name)
    except UsageError as error:
        raise MissingError(str(error), hint=error.hint) from error


def _sql(connection: duckdb.DuckDBPyConnection, text: str) -> answer.Rows:
    if len(text) > LONGEST:
        raise UsageError("the text is too long", hint="hansard sql, on the command line")
    return answer.sql(connection, text, timeout=SECONDS)


def _rows(
    connection: duckdb.DuckDBPyConnection, query: Query, given: Mapping[str, str]
) -> answer.Rows:
    told = {key: queries.value(query, key, text) for key, text in given.items() if text}
    return answer.query(connection, query.name, told, timeout=SECONDS)


def _result(
    connection: duckdb.DuckDBPyConnection,
    text: str | None,
    query: Query | None = None,
    given: Mapping[str, str] | None = None,
    *,
    run: bool = True,
) -> Row:
    """Columns and rows for a table, or what is wrong; nothing where nothing was asked."""
    nothing: Row = {
        "columns": (), "rows": [], "cut": False, "wrong": "", "done": False, "picture": None,
    }  # fmt: skip
    if not run or (query is None and not text):
        return nothing
    try:
        found = (
            _sql(connection, text or "") if query is None else _rows(connection, query, given or {})
        )
        rows = list(islice(found.rows, SHOWN + 1))
    except UsageError as error:
        return nothing | {"wrong": f"{error}. {error.hint}"}
    shown = [
        [_cell(*each) for each in zip(found.columns, row, strict=True)] for row in rows[:SHOWN]
    ]
    return nothing | {
        "columns": found.columns, "rows": shown, "cut": len(rows) > SHOWN, "done": True,
        "picture": drawing.answer(found.columns, rows),
    }  # fmt: skip


def _cell(column: str, value: Any) -> tuple[Any, str]:
    """A value and the page it leads to, or none."""
    if column == "url" and isinstance(value, str):
        return value, links.public(value)
    kind = LINKED.get(column)
    return value, links.to(kind, value) if kind and isinstance(value, str) else ""
