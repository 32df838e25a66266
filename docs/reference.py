"""Write the reference pages from the program itself: commands, queries and the data dictionary.

Run: python docs/reference.py          writes them
     python docs/reference.py --check  says which is stale, and ends with 1 if any is
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline import cli
from pipeline.mail import defects
from pipeline.records import TABLES, table
from pipeline.store import queries, schema, search

FOLDER = Path(__file__).parent

WRITTEN = "<!-- Written by docs/reference.py: change the records or the queries, not this page. -->"


def dictionary() -> Iterator[str]:
    """The lines of the data dictionary: every table and column of the database."""
    yield from ("# Data dictionary", "", WRITTEN, "")
    yield "The tables of `hansard.duckdb`. The same sentences are comments in the database:"
    yield "`select table_name, column_name, data_type, comment from duckdb_columns()`."
    yield "Times are UTC. Spans count the characters of `message.body` from 0, without the end."
    for record in TABLES:
        comments = schema.described(record)
        yield from _table(
            table(record),
            schema.sentence(record),
            [(name, kind, comments[name]) for name, kind in schema.typed(record).items()],
        )
    yield from ("", "## Defect codes", "", "What `defect.code` may be.", "")
    yield from ("| code | what it says |", "|---|---|")
    yield from (f"| `{code}` | {_cell(text)} |" for code, text in sorted(defects.CODES.items()))
    yield from ("", "Of these no mail could be made; they are counted in `archive.defects`.", "")
    yield from ("| code | what it says |", "|---|---|")
    yield from (f"| `{code}` | {_cell(text)} |" for code, text in sorted(defects.LOST.items()))
    yield from ("", "The index of the query `search`:")
    for name, (sentence, columns) in search.TABLES.items():
        rows = [(column, kind, text) for column, (kind, text) in columns.items()]
        yield from _table(name, sentence, rows)


def reference() -> Iterator[str]:
    """The lines of the reference of queries."""
    yield from ("# Queries", "", WRITTEN, "")
    yield "Each is a table macro in the database: `hansard query trend idea=splitting` in the shell"
    yield "is `from trend('splitting')` in SQL, in the DuckDB shell, R or a notebook. A parameter"
    yield "that may be left out is named: `from threads(list_id := 'kestrel')`. `hansard query`"
    yield "lists them all, `hansard query NAME --explain` shows the help of one. Where the file is"
    yield "attached to another, `use` it first: `attach 'hansard.duckdb' as h (read_only); use h`."
    yield "All that the command can do besides is in [Commands](commands.md)."
    found = queries.queries().values()
    for query in found:
        if query.is_table:
            yield from _query(query)
    yield from ("", "## Functions", "", "What the queries use, and SQL of your own may use.", "")
    yield from ("| function | what it yields |", "|---|---|")
    for query in found:
        if not query.is_table:
            names = ", ".join(each.name for each in query.parameters)
            yield f"| `{query.name}({names})` | {_cell(f'{query.sentence} {query.details}')} |"


def commands() -> Iterator[str]:
    """The lines of the reference of commands: the help of each, as it is printed."""
    yield from ("# Commands", "", WRITTEN, "")
    yield "Exit codes: 0 done, 1 something else, 2 what was asked for cannot be, 3 an archive could"
    yield "not be had, 4 a file of ours is missing or cannot be written, 5 a language model"
    yield "that was asked for does not answer, 130 stopped by Ctrl-C."
    yield "Answers go to stdout, progress and errors to stderr."
    yield from ("", "## hansard", "", *_help())
    for command in cli.app.registered_commands:
        name = command.callback.__name__ if command.callback else ""
        yield from ("", f"## hansard {name}", "", *_help(name))
    for group in cli.app.registered_groups:
        for command in group.typer_instance.registered_commands if group.typer_instance else ():
            words = (str(group.name), command.name or getattr(command.callback, "__name__", ""))
            yield from ("", f"## hansard {' '.join(words)}", "", *_help(*words))


def _help(*command: str) -> Iterator[str]:
    os.environ["COLUMNS"] = "100"
    os.environ.pop("HANSARD_DATA", None)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        cli.app([*command, "--help"], prog_name="hansard", standalone_mode=False)
    yield from (f"    {line}".rstrip() for line in printed.getvalue().strip().splitlines())


def _query(query: queries.Query) -> Iterator[str]:
    yield from ("", f"## {query.name}", "", f"{query.sentence} {query.details}".strip(), "")
    if query.parameters:
        yield from ("| parameter | kind | default | |", "|---|---|---|---|")
    for each in query.parameters:
        kind = _cell(each.kind.replace("|", ", "))
        default = "must be given" if each.default is None else f"`{each.default}`"
        yield f"| `{each.name}` | {kind} | {default} | {_cell(each.sentence)} |"
    if query.parameters:
        yield ""
    yield from ("| column | |", "|---|---|")
    yield from (f"| `{name}` | {_cell(text)} |" for name, text in query.columns)
    yield from ("", f"    {query.example}")


def _table(name: str, sentence: str, rows: list[tuple[str, str, str]]) -> Iterator[str]:
    yield from ("", f"## {name}", "", sentence, "", "| column | type | |", "|---|---|---|")
    yield from (f"| `{column}` | {kind} | {_cell(text)} |" for column, kind, text in rows)


def _cell(text: str) -> str:
    return text.strip().replace("|", "\\|")


PAGES = {"commands.md": commands, "data-dictionary.md": dictionary, "queries.md": reference}


def main() -> int:
    """Write the pages, or with --check only compare; the exit code."""
    stale = 0
    for name, lines in PAGES.items():
        page, text = FOLDER / name, "\n".join(lines()) + "\n"
        if "--check" not in sys.argv[1:]:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            stale = 1
            sys.stderr.write(f"docs/{name} is stale: run `make docs`\n")
    return stale


if __name__ == "__main__":
    sys.exit(main())
