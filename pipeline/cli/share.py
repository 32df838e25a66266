"""Commands that show the database to others: serve, export, report."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import DEFAULT_DATA, Data, app, count
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


class Kind(StrEnum):
    """For what tool the database is written."""

    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"
    graphml = "graphml"
    gexf = "gexf"
    convokit = "convokit"
    qdpx = "qdpx"


Folder = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="DIR", help="The new folder.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a folder that hansard made before.")]


@app.command(epilog="Example: hansard export --list openstack-dev --format parquet -o openstack")
def export(
    kinds: Annotated[
        list[Kind] | None,
        typer.Option(
            "--format",
            "-f",
            help="For what tool; may be said again; Gephi opens gexf.",
            show_default=False,
        ),
    ] = None,
    lists: Annotated[
        list[str] | None,
        typer.Option("--list", metavar="NAME", help="Only this list; may be said again."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="Mails sent then or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help="Mails sent then or earlier.")
    ] = None,
    pseudonyms: Annotated[
        Path | None,
        typer.Option(metavar="KEYFILE", help="Put pseudonyms for all names, by the key in a file."),
    ] = None,
    new_key: Annotated[
        Path | None, typer.Option("--new-key", metavar="FILE", help="Write a new key, and stop.")
    ] = None,
    force: Force = False,
    output: Folder = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Write the database for other tools: tables, networks, a corpus.

    Parquet (unless told otherwise), CSV or JSON Lines with every table; GraphML or GEXF for Gephi;
    a corpus for ConvoKit; a REFI-QDA project (qdpx) for coding by hand. Each folder tells what is
    in it and how to cite it.
    """
    from pipeline.publish.export import export as exports
    from pipeline.publish.export import pseudonyms as hiding
    from pipeline.publish.export.chosen import Wanted

    if new_key is not None:
        hiding.new_key(new_key)
        print(f"{new_key}: a new key; who has it can undo the pseudonyms")
        return
    if output is None:
        raise UsageError("no folder is named", hint="hansard export -o DIR")
    rows = exports.export(
        data, output, Wanted(tuple(lists or ()), since, until),
        [each.value for each in kinds or [Kind.parquet]],
        key=None if pseudonyms is None else hiding.read_key(pseudonyms), force=force,
    )  # fmt: skip
    for name, number in rows.items():
        print(f"{output / name}: {count(number, 'row')}")


@app.command(epilog="Example: hansard report splitting -o splitting")
def report(
    name: Annotated[
        str,
        typer.Argument(
            metavar="IDEA|THREAD|LIST", help="What it is about: a name, or the key of a mail."
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="The new folder, or file."),
    ] = None,
    single: Annotated[bool, typer.Option("--single", help="One HTML file, no folder.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Of a list all threads, also those without proposals.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier report.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Write the site's pages of an idea, a thread or a list as files.

    They open from disk, without a server, and can be deposited with a paper: pages, their JSON, a
    citation, and the manifest with versions and digests.
    """
    if output is None:
        raise UsageError("no folder is named", hint=f"hansard report {name} -o DIR")
    try:
        from pipeline.publish.report import report as reports
    except ImportError as error:
        raise UsageError(
            "reports need packages that are not installed", hint="pip install 'hansard[web]'"
        ) from error

    from pipeline.progress import Display

    with Display() as display:
        # A list of 700 threads takes half a minute: nobody should think that it hangs.
        display.show("writing the pages", 0, 1, name)
        pages, size = reports.report(data, output, name, every=every, alone=single, force=force)
    first = output if single else output / "index.html"
    print(f"{first}: {count(pages, 'page')}, {size / 1e6:,.1f} MB")
