"""The command `hansard`: the only module that parses arguments and picks exit codes.

Exit codes: 0 done, 1 something else, 2 what was asked for cannot be, 3 an archive could not be had,
4 a file of ours is missing or cannot be written, 130 stopped by Ctrl-C. Rows and answers go to
stdout, progress and errors to stderr. What a command needs is imported when it runs, so that help
is quick.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from pipeline.errors import HansardError, PartError, UsageError
from pipeline.publish import plain

# Every complaint about arguments, in the typer that has click in it and in that which needs it.
Misused: type[Exception] = cast("type[Exception]", typer.BadParameter.__base__)
NEAREST = re.compile(
    r"(?P<said>.*?)[. ]*\(?(?:Did you mean(?: one of)?|Possible \w+)[: ]*(?P<near>.*?)[)?]*",
    re.DOTALL,
)
STOPPED = 130

app = typer.Typer(
    name="hansard",
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
    typer.Option(
        "--data",
        envvar="HANSARD_DATA",
        help="Where everything lives.",
        metavar="DIR",
        file_okay=False,
    ),
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
            f"{name}: {_count(len(mine), 'archive')}, {size:,} bytes, "
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
    data: Data = DEFAULT_DATA,
) -> None:
    """Build the database of what was fetched.

    Messages, threads, quotes, proposals and positions. Only what has changed is done again; stop
    it at any moment, and the next run goes on.
    """
    from pipeline.progress import Display
    from pipeline.run.build import build as built_from
    from pipeline.run.spread import processes

    command = " ".join(["hansard", *sys.argv[1:]])
    with Display() as display, processes(jobs or os.cpu_count() or 1) as using:
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
    """Delete intermediate files that are no longer needed."""
    from pipeline.run.build import tidy as tidied

    files, size = tidied(data)
    print(f"{_count(files, 'file')} deleted, {size:,} bytes")


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


class PageFormat(StrEnum):
    """How a page is written."""

    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"


PageOption = Annotated[PageFormat, typer.Option("--format", "-f", help="How the page is written.")]


@app.command(epilog="Example: hansard summarise openstack-dev/2014-09/0123 --length '8 sentences'")
def summarise(
    thread: Annotated[
        str | None,
        typer.Argument(metavar="THREAD", help="Any of its mails: key, Message-ID or address."),
    ] = None,
    list_id: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="The debates of this list.")
    ] = None,
    idea: Annotated[
        str | None, typer.Option(metavar="IDEA", help="The debates in which it is spoken of.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="Debates begun then or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help="Debates begun then or earlier.")
    ] = None,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="So many debates, the most contested first.")
    ] = 10,
    length: Annotated[
        str, typer.Option(metavar="LENGTH", help="Of the course: '150 words', '8 sentences'.")
    ] = "150 words",
    page_format: PageOption = PageFormat.text,
    output: Output = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Summarise a thread, or the debates of a list or on an idea.

    The course of the debate in its own sentences; each proposal, who stands where on it and why,
    and what came of it; every line with its mail.
    """
    from pipeline.publish import course, pages
    from pipeline.publish import summarise as summaries
    from pipeline.store import answer

    wanted = course.length(length)
    many = any(each is not None for each in (list_id, idea, since, until))
    if thread is None and not many:
        raise UsageError(
            "missing argument 'THREAD', or --list, --idea, --since or --until for many",
            hint="hansard summarise --help",
        )
    if thread is not None and many:
        raise UsageError(
            "a THREAD is one; --list, --idea, --since and --until ask for many",
            hint=f"hansard summarise {thread}",
        )
    with answer.connect(data) as connection:
        keys = (
            [thread]
            if thread is not None
            else summaries.threads(
                connection, list_id=list_id, idea=idea, since=since, until=until, limit=limit
            )
        )
        told = [summaries.summary(connection, key, wanted) for key in keys]
    _page(pages.summaries(told, page_format.value, _width()), output)


@app.command(epilog="Example: hansard digest openstack-dev 2014-09")
def digest(
    list_id: Annotated[str, typer.Argument(metavar="LIST", help="Name of the list.")],
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The month, such as 2014-09.")],
    page_format: PageOption = PageFormat.text,
    output: Output = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Tell a month of a list.

    The debates that mattered, the new proposals, the decisions; every line with its mail.
    """
    from pipeline.publish import digest as digests
    from pipeline.publish import pages
    from pipeline.store import answer

    with answer.connect(data) as connection:
        told = digests.digest(connection, list_id, month)
    _page(pages.digest(told, page_format.value, _width()), output)


def _page(page: str, output: Path | None) -> None:
    """Print a page, or write it to a file."""
    if output is None:
        print(page)
        return
    try:
        output.write_text(f"{page.rstrip()}\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise PartError(f"cannot write {output}: {reason}", hint="choose another file") from error
    print(f"{output}: written")


class Cut(StrEnum):
    """How time is cut."""

    month = "month"
    quarter = "quarter"
    cycle = "cycle"


class Split(StrEnum):
    """Of what there is a trend each."""

    list = "list"
    organisation = "organisation"


@app.command(epilog="Example: hansard trend splitting -o splitting.svg")
def trend(
    idea: Annotated[str, typer.Argument(metavar="IDEA", help="The idea, as in data/ideas.")],
    list_id: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="Only this list.")
    ] = None,
    by: Annotated[Cut, typer.Option(help="How time is cut.")] = Cut.month,
    cycles: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Release cycles: CSV, a line 2014-10-16,Juno."),
    ] = None,
    events: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Events to mark: CSV, a line a day,name.")
    ] = None,
    split: Annotated[
        Split | None, typer.Option(help="One trend for each list or organisation.")
    ] = None,
    changes: Annotated[
        bool, typer.Option("--changes", help="Look for changes of the mean (needs an extra).")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A chart: .svg, .png or .html.", metavar="FILE"),
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Show how a list felt about an idea over time.

    By month, quarter or release cycle, each person with one weight, with 95 % intervals: the
    stance, and beside it the mood; -o draws a picture.
    """
    from dataclasses import replace

    from pipeline.publish import chart, periods
    from pipeline.publish import trend as trends
    from pipeline.store import answer

    if cycles is not None and by is not Cut.cycle:
        raise UsageError("cycles are for --by cycle", hint=f"hansard trend {idea} --by cycle")
    if split is not None and output is not None:
        raise UsageError(
            "a chart is of one trend, and --split makes several", hint="--list NAME -o chart.svg"
        )
    begun = periods.dated(cycles) if cycles else []
    marked = tuple(periods.dated(events)) if events else ()
    with answer.connect(data) as connection:
        if split is None:
            found = [trends.points(connection, idea, list_id, by=by.value, cycles=begun)]
        else:
            found = trends.grouped(
                connection, idea, list_id, split=split.value, by=by.value, cycles=begun
            )
    found = [replace(each, events=marked) for each in found]
    if changes:
        found = [trends.with_changes(each) for each in found]
    numbers = chart.draw(found[0], output) if output is not None else None
    print("\n\n".join(trends.text(each, _width()) for each in found) or NOBODY)
    if output is not None:
        print(f"\n{output}: written, its numbers in {numbers}")


NOBODY = "No list or organisation has three persons who speak of it."


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


@app.command(epilog="Example: hansard evaluate --gold shared/gold --corpora shared/corpora")
def evaluate(
    gold: Annotated[
        Path | None, typer.Option(help="Folder of coded threads.", metavar="DIR")
    ] = None,
    corpora: Annotated[
        Path | None, typer.Option(help="Folder of labelled corpora.", metavar="DIR")
    ] = None,
) -> None:
    """Measure how right the results are.

    Against gold files where given, else on the demo.
    """
    from pipeline.learn import evaluate as evaluation

    print(evaluation.text(evaluation.measures(gold=gold, corpora=corpora)))


@app.command(epilog="Example: hansard train shared/corpora --gold shared/gold")
def train(
    corpora: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of labelled corpora.")],
    gold: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of coded threads.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where models are written.", metavar="DIR")
    ] = Path("data/models"),
) -> None:
    """Train the models anew.

    From labelled corpora and coded threads; the same input gives the same bytes.
    """
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
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", file_okay=False, help="Where everything lives."),
    ] = None,
) -> None:
    """Take the options that come before every command; the help is the app's."""
    if data is not None:
        # What is said before the command is weaker than what is said after it: as a variable is.
        os.environ["HANSARD_DATA"] = str(data)


def _width() -> int:
    """How wide the terminal is, or a page where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def main() -> None:
    """Run the command, and end with the right exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows few characters shows the others as escapes; nothing is lost.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # `timeout`, `kill` and job schedulers stop a command as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(_ended(sys.argv[1:] or ["--help"]))


def _ended(arguments: list[str]) -> int:
    """The exit code of a command, after what went wrong was said."""
    try:
        code = app(arguments, prog_name="hansard", standalone_mode=False) or 0
        sys.stdout.flush()
    except HansardError as error:
        _say(str(error), error.hint)
        return error.exit_code
    except Misused as error:
        _say(*_misused(error))
        return UsageError.exit_code
    except KeyboardInterrupt:
        code = STOPPED
    except (BrokenPipeError, SystemExit):
        # The reader of our output has gone (`| head`), which typer and rich make an exit of their
        # own: say nothing, and let Python not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _say(": ".join(str(each) for each in (error.filename, error.strerror or error) if each), "")
        return PartError.exit_code
    if code == STOPPED:
        _say("stopped", "the same command again, which goes on from what was done")
    return int(code)


def _misused(error: Exception) -> tuple[str, str]:
    """What is wrong with the arguments, in one sentence, and what to do next."""
    told = error.format_message()  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "hansard"
    found = NEAREST.fullmatch(told)
    sentence = (found["said"] if found else told).replace("Value error, ", "").rstrip(". ")
    near = re.sub("['\"]", "", found["near"]) if found else "--help"
    return f"{sentence[:1].lower()}{sentence[1:]}", f"{command} {near}"


def _say(sentence: str, hint: str) -> None:
    print(f"hansard: {plain.folded(sentence)}", file=sys.stderr)
    if hint:
        print(f"  try: {plain.folded(hint)}", file=sys.stderr)


if __name__ == "__main__":
    main()
