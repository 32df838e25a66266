"""The command `hansard`: the only module that parses arguments and picks exit codes.

Exit codes: 0 done, 1 something else, 2 what was asked for cannot be, 3 an archive could not be had,
4 a file of ours is missing or cannot be written, 130 stopped by Ctrl-C. Rows and answers go to
stdout, progress and errors to stderr. What a command needs is imported when it runs, so that help is quick.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.errors import HansardError, PartError

if TYPE_CHECKING:
    from pipeline.run.build import Map

app = typer.Typer(
    name="hansard",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="The record of who said what in a debate: mailing-list archives to proposals and "
    "positions in one DuckDB file.",
    epilog="Example: hansard fetch https://lists.example.org/pipermail/dev/ && hansard build dev "
    "&& hansard query debates",
)

Data = Annotated[
    Path,
    typer.Option("--data", envvar="HANSARD_DATA", help="Where everything lives.", metavar="DIR"),
]
DEFAULT_DATA = Path("data")


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


RowFormat = Annotated[Format, typer.Option("--format", "-f", help="How rows are written.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file.", metavar="FILE")
]


@app.command(
    epilog="Example: hansard fetch https://lists.example.org/pipermail/dev/ --since 2014-08"
)
def fetch(
    source: Annotated[str, typer.Argument(help="Address of a pipermail site, or a local path.")],
    list_id: Annotated[
        str | None, typer.Option("--list", help="Name of the list, where the source has none.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="First month, such as 2014-08.")] = None,
    until: Annotated[str | None, typer.Option(help="Last month, such as 2014-10.")] = None,
    refresh: Annotated[bool, typer.Option(help="Ask again for every month.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Fetch a list's archives: a pipermail site, a folder of months, an mbox, a Maildir, a page."""
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
            f"{name}: {_count(len(mine), 'archive')}, {size:,} bytes, "
            f"{mine[0].month} to {mine[-1].month}; next: hansard build {name}"
        )


@app.command(epilog="Example: hansard build openstack-dev --jobs 4")
def build(
    lists: Annotated[
        list[str] | None, typer.Argument(help="Names of lists; all that were fetched if none.")
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="Processes; 0 for one a core.")
    ] = 0,
    data: Data = DEFAULT_DATA,
) -> None:
    """Build the database: messages, threads, quotes, proposals, positions. Only what changed."""
    from pipeline.progress import Display
    from pipeline.run.build import build as built_from

    command = " ".join(["hansard", *sys.argv[1:]])
    with Display() as display, _spread(jobs or os.cpu_count() or 1) as using:
        built = built_from(
            data,
            lists or (),
            using=using,
            report=lambda step: display.show(step.stage, step.done, step.total),
            command=command,
        )
    for stage, (taken, given) in built.rows.items():
        print(f"{stage:<8} {taken:>9,} in {given:>9,} out")
    print(f"{built.database}: {'made' if built.made else 'nothing has changed'}")


@app.command(epilog="Example: hansard tidy")
def tidy(data: Data = DEFAULT_DATA) -> None:
    """Delete intermediate files that the lists as they are now no longer need."""
    from pipeline.run.build import tidy as tidied

    files, size = tidied(data)
    print(f"{_count(files, 'file')} deleted, {size:,} bytes")


@app.command(epilog="Example: hansard query positions list_id=openstack-dev stance=oppose")
def query(
    name: Annotated[str | None, typer.Argument(help="The query; none lists them all.")] = None,
    values: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
    row_format: RowFormat = Format.table,
    output: Output = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the query's help.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Run a named query; without a name, list the queries."""
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
    text: Annotated[str, typer.Argument(help="A SELECT over the tables and queries.")],
    row_format: RowFormat = Format.table,
    output: Output = None,
    timeout: Annotated[float, typer.Option(help="Seconds until the query is stopped.")] = 60.0,
    data: Data = DEFAULT_DATA,
) -> None:
    """Run SQL on the database, read-only."""
    from pipeline.publish import rows
    from pipeline.store import answer

    with answer.connect(data) as connection:
        rows.write(answer.sql(connection, text, timeout=timeout), row_format.value, output)


@app.command(epilog="Example: hansard summarise openstack-dev/2014-09/0123")
def summarise(
    thread: Annotated[str, typer.Argument(help="The thread: any of its mails, or its Message-ID.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Summarise a thread: its proposals, who stands where, in their words, and what came of it."""
    from pipeline.publish import summarise as summaries
    from pipeline.store import answer

    with answer.connect(data) as connection:
        print(summaries.text(summaries.summary(connection, thread)))


@app.command(epilog="Example: hansard trend splitting -o splitting.svg")
def trend(
    idea: Annotated[str, typer.Argument(help="The idea, as in data/ideas.")],
    list_id: Annotated[str | None, typer.Option("--list", help="Only this list.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A chart: .svg, .png or .html.", metavar="FILE"),
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Show how a list felt about an idea, month by month, with intervals."""
    from pipeline.publish import trend as trends
    from pipeline.store import answer

    with answer.connect(data) as connection:
        points = trends.points(connection, idea, list_id)
    print(trends.text(points))
    if output is not None:
        trends.chart(points, output)
        print(f"\n{output}: written")


@app.command(epilog="Example: hansard evaluate --gold shared/gold --corpora shared/corpora")
def evaluate(
    gold: Annotated[
        Path | None, typer.Option(help="Folder of coded threads.", metavar="DIR")
    ] = None,
    corpora: Annotated[
        Path | None, typer.Option(help="Folder of labelled corpora.", metavar="DIR")
    ] = None,
) -> None:
    """Measure how right the results are: against gold files where given, else on the demo."""
    from pipeline.learn import evaluate as evaluation

    print(evaluation.text(evaluation.measures(gold=gold, corpora=corpora)))


@app.command(epilog="Example: hansard train shared/corpora --gold shared/gold")
def train(
    corpora: Annotated[Path, typer.Argument(help="Folder of labelled corpora.")],
    gold: Annotated[Path | None, typer.Option(help="Folder of coded threads.")] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where models are written.", metavar="DIR")
    ] = Path("data/models"),
) -> None:
    """Train the models anew from the corpora; the same input gives the same bytes."""
    from pipeline.learn import train as training

    for line in training.train(corpora, gold, output):
        print(line)


def version(shown: bool) -> None:
    """Print the version and stop."""
    if shown:
        from pipeline import __version__

        print(f"hansard {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """State the options that come before every command; the help is the app's."""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def _spread(jobs: int) -> Iterator[Map]:
    """A map over so many processes; plain `map` for one."""
    if jobs == 1:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # A fresh interpreter for each worker: DuckDB's threads do not survive a plain fork.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_ignore_interrupt)
    try:
        yield _lazily(pool)
    except BrokenProcessPool as error:
        raise PartError(
            "a worker process was killed, most likely for want of memory",
            hint="run the same command again with --jobs 1; what was done is kept",
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _lazily(pool: Any) -> Map:
    """The pool's map, started only where there is work: starting a worker costs a second."""

    def spread(function: Callable[..., Any], jobs: Sequence[Any], /) -> Iterator[Any]:
        if len(jobs) < 2:
            return map(function, jobs)
        return iter(pool.map(function, jobs))

    return spread  # type: ignore[return-value]


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the parent, which stops its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def main() -> None:
    """Run the command, and end with the right exit code."""
    try:
        app(standalone_mode=True)
    except HansardError as error:
        _say(str(error), error.hint)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _say("stopped", "what was done is kept: run the same command again to go on")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): say nothing, and let Python not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _say(sentence: str, hint: str) -> None:
    print(f"hansard: {sentence}", file=sys.stderr)
    if hint:
        print(f"  try: {hint}", file=sys.stderr)


if __name__ == "__main__":
    main()
