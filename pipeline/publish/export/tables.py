"""Every table as a file: Parquet, CSV or JSON Lines, and a dictionary of what is in them.

In: a connection that sees the rows that are wanted. Out: files, one for each table. DuckDB writes
them, so that no row passes through Python. Parquet keeps every type; in CSV and JSON Lines times
are ISO 8601 with a Z for UTC, in CSV lists are JSON and an empty cell is null (an empty text is
""). One thread and kept order make the same bytes from the same rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.publish.export import chosen
from pipeline.records import TABLES, table
from pipeline.store.schema import described, quoted, sentence, typed

if TYPE_CHECKING:
    import duckdb

HOW = {
    "parquet": "format parquet, compression zstd",
    "csv": "format csv, header, delimiter ',', quote '\"', escape '\"'",
    "jsonl": "format json",
}

# What a time looks like where the format knows none.
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def write(connection: duckdb.DuckDBPyConnection, folder: Path, form: str) -> dict[str, int]:
    """Write all tables; the rows of each file."""
    rows = {}
    for record in TABLES:
        name = table(record)
        listed = ", ".join(
            _column(column, kind, form) for column, kind in chosen.columns(connection, name).items()
        )
        target = f"{name}.{form}"
        (count,) = connection.execute(
            f"copy (select {listed} from {name}) to {quoted(str(folder / target))} ({HOW[form]})"
        ).fetchall()[0]
        rows[target] = int(count)
    return rows


def dictionary() -> str:
    """The data dictionary as Markdown."""
    told = ["# What is in the tables", "", "Times are UTC; spans count characters of message.body."]
    for record in TABLES:
        told += ["", f"## {table(record)}", "", sentence(record), ""]
        told += ["| column | type | |", "|---|---|---|"]
        kinds = typed(record)
        told += [
            f"| `{name}` | {kinds[name]} | {text} |" for name, text in described(record).items()
        ]
    return "\n".join(told) + "\n"


def _column(name: str, kind: str, form: str) -> str:
    if form == "parquet":
        return name
    if kind == "timestamp":
        return f"strftime({name}, {quoted(MOMENT)}) as {name}"
    return f"to_json({name})::varchar as {name}" if form == "csv" and "[]" in kind else name
