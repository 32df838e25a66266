"""Commands that fetch archives and build the database: fetch, build, tidy."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pipeline.cli.options import (
    DEFAULT_DATA,
    Data,
    LlmModel,
    LlmPrice,
    LlmUrl,
    app,
    count,
    named,
)


@app.command(
    epilog="Example: hansard fetch https://lists.example.org/pipermail/dev/ --since 2014-08"
)
def fetch(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Address of an archive, or a local path.")
    ],
    list_id: Annotated[
        str | None,
        typer.Option("--list", metavar="NAME", help="Name of the list, where the source has none."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="MONTH", help="First month, such as 2014-08.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="MONTH", help="Last month, such as 2014-10.")
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask again for every month.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Fetch the archives of a list.

    From pipermail (Mailman 2), HyperKitty (Mailman 3), public-inbox or an mbox on the web; or from
    a folder of monthly text, an mbox, a Maildir, a clone of public-inbox or one saved page. Which
    of them it is, is found out. Months that have not changed are not fetched again.
    """
    from pipeline.fetch import source as sources
    from pipeline.progress import Display

    with Display() as display:
        fetched = sources.fetch(
            source,
            data,
            list_id=list_id,
            since=since,
            until=until,
            refresh=refresh,
            report=lambda step: display.show("fetching", step.done, step.total, step.note),
        )
    for name in sorted({archive.list_id for archive in fetched}):
        mine = [archive for archive in fetched if archive.list_id == name]
        size = sum(archive.bytes for archive in mine)
        print(
            f"{name}: {count(len(mine), 'archive')}, {size:,} bytes, "
            f"{mine[0].month} to {mine[-1].month}; next: hansard build {name}"
        )


@app.command(epilog="Example: hansard build openstack-dev --jobs 4")
def build(
    lists: Annotated[
        list[str] | None,
        typer.Argument(metavar="LIST", help="Names of lists; all that were fetched if none."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes; 0 for one a core.")
    ] = 0,
    llm: LlmUrl = None,
    model: LlmModel = None,
    llm_price: LlmPrice = "0,0",
    llm_budget: Annotated[
        int | None,
        typer.Option(min=0, metavar="TOKENS", help="Ask no more once so many are spent."),
    ] = None,
    llm_jobs: Annotated[
        int, typer.Option(min=1, max=64, metavar="N", help="Threads asked about at a time.")
    ] = 4,
    llm_dry_run: Annotated[
        bool, typer.Option("--llm-dry-run", help="Only say what asking would take.")
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Build the database of what was fetched.

    Messages, threads, quotes, proposals and positions. Only what has changed is done again; stop
    it at any moment, and the next run goes on. With --llm a language model reads the debates too:
    nothing leaves this machine otherwise.
    """
    from pipeline.cli.asking import asker
    from pipeline.progress import Display
    from pipeline.run.build import build as built_from
    from pipeline.run.spread import processes

    command = " ".join(["hansard", *sys.argv[1:]])
    wanted = named(llm, model, llm_price)
    with Display() as display, processes(jobs or os.cpu_count() or 1) as using:
        built = built_from(
            data,
            lists or (),
            using=using,
            report=lambda step: display.show(step.stage, step.done, step.total),
            command=command,
            ask=asker(
                data, wanted, display, budget=llm_budget, threads=llm_jobs, only_told=llm_dry_run
            ),
        )
    for stage, (taken, given) in built.rows.items():
        print(f"{stage:<8} {taken:>9,} in {given:>9,} out")
    print(f"{built.database}: {'made' if built.made else 'nothing has changed'}")
    for sentence in built.passed_over:
        print(sentence, file=sys.stderr)


@app.command(epilog="Example: hansard tidy")
def tidy(data: Data = DEFAULT_DATA) -> None:
    """Delete intermediate files that are no longer needed."""
    from pipeline.run.tidy import tidy as tidied

    files, size = tidied(data)
    print(f"{count(files, 'file')} deleted, {size:,} bytes")
