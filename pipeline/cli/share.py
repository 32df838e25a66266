"""Commands that show the database to others: serve."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import DEFAULT_DATA, Data, app
from pipeline.errors import UsageError


@app.command(epilog="Example: hansard serve --port 8000")
def serve(
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Whom to listen to; 0.0.0.0 for everybody.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", min=1, max=65535, help="At which port.")
    ] = 8014,
    data: Data = DEFAULT_DATA,
) -> None:
    """Show the database as a site to read, search and cite.

    Lists, threads, proposals, persons, ideas and SQL; nothing can be changed. Ctrl-C ends it.
    """
    try:
        from pipeline.publish.serve import site
    except ImportError as error:
        raise UsageError(
            "the site needs packages that are not installed", hint="pip install 'hansard[web]'"
        ) from error

    site.run(
        data, host, port, ready=lambda address: print(f"{address}  (Ctrl-C ends it)", flush=True)
    )
