"""Commands that ask the database for rows: query, sql."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import DEFAULT_DATA, Data, Format, Output, RowFormat, app


@app.command(epilog="Example: hansard query positions list_id=openstack-dev stance=oppose")
def query(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The query; none lists them all.")
    ] = None,
    values: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="What the query is told.")
    ] = None,
    row_format: RowFormat = Format.table,
    output: Output = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the query's help.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Run a named query; without a name, list them.

    hansard query NAME --explain shows what a query may be told and what it yields.
    """
    from pipeline.publish import rows
    from pipeline.store import answer, queries

    if name is None or explain:
        print(queries.help_text(name))
        return
    with answer.connect(data) as connection:
        found = answer.query(connection, name, queries.values(name, values or []))
        rows.write(found, row_format.value, output)


@app.command(epilog='Example: hansard sql "select stance, count(*) from position group by all"')
def sql(
    text: Annotated[
        str, typer.Argument(metavar="SELECT", help="A SELECT over the tables and queries.")
    ],
    row_format: RowFormat = Format.table,
    output: Output = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.001, help="When the query is stopped.")
    ] = 60.0,
    data: Data = DEFAULT_DATA,
) -> None:
    """Run SQL on the database, read-only."""
    from pipeline.publish import rows
    from pipeline.store import answer

    with answer.connect(data) as connection:
        rows.write(answer.sql(connection, text, timeout=timeout), row_format.value, output)
