"""The command that labels by hand: on a page, as CSV, as JSON; and compares coders."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.label_files import (
    read_in,
    write_differing,
    write_differing_threads,
    write_sample,
    write_threads,
)
from pipeline.cli.options import DEFAULT_DATA, Data, app, count
from pipeline.errors import UsageError

if TYPE_CHECKING:
    import duckdb


@app.command(epilog="Example: hansard label dev --export sample.csv --size 50")
def label(
    lists: Annotated[
        list[str] | None, typer.Argument(metavar="LIST", help="Lists to draw from; none means all.")
    ] = None,
    threads: Annotated[
        bool, typer.Option("--threads", help="Code whole threads: proposals and positions.")
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw; write as CSV. *.json or a folder: --coder's."),
    ] = None,
    import_: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Read such a file, filled in.")
    ] = None,
    coder: Annotated[
        str, typer.Option(metavar="NAME", help="Who labels, or whose labels are read in.")
    ] = "",
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Tell how far coders agree.")
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List where the database differs from --coder.")
    ] = False,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=1, max=65535, help="At which port the page is.")
    ] = 8015,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    adjudicate_: Annotated[
        bool, typer.Option("--adjudicate", help="With --export: write where coders differ.")
    ] = False,
    size: Annotated[int, typer.Option(min=1, help="How many mails or threads are drawn.")] = 50,
    way: Annotated[
        str, typer.Option("--by", help="Draw what is random, uncertain or disagreeing.")
    ] = "random",
    seed: Annotated[int, typer.Option(help="The same seed draws the same.")] = 0,
    labels: Annotated[
        Path, typer.Option(metavar="DIR", help="Where labels are kept, a file a coder.")
    ] = Path("data/labels"),
    data: Data = DEFAULT_DATA,
) -> None:
    """Label sentences or threads by hand; compare coders.

    With --coder alone, a sample is drawn and a page is served on this machine. Files are CSV, or
    JSON of whole threads.
    """
    from pipeline.learn import codings
    from pipeline.learn import labels as kept
    from pipeline.store import answer

    tasks = (export is not None, import_ is not None, agreement, errors)
    _one_task(sum(tasks), coder, adjudicate_, export)
    if coder or not (agreement or export):
        kept.file_of(labels, coder)
    with answer.connect(data) as connection:
        if import_ is not None:
            read_in(connection, labels, coder, import_)
        elif agreement:
            print("\n".join(_agreement(connection, labels)))
        elif errors:
            print("\n".join(_errors(connection, labels, coder)))
        elif export is not None and adjudicate_:
            (write_differing_threads if threads else write_differing)(connection, labels, export)
        elif export is not None and export.suffix != ".csv" and coder:
            write_threads(connection, labels, coder, export)
        else:
            drawn = _drawn(connection, labels, lists or [], size, way, seed, threads)
            if export is not None:
                known = codings.read(labels).get(coder, {}) if threads and coder else {}
                write_sample(connection, export, drawn, threads, (way, seed), known)
    if not any(tasks):
        _page(data, labels, coder, drawn, threads, port, browser)


def _one_task(chosen: int, coder: str, adjudicate_: bool, export: Path | None) -> None:
    """UsageError where what is asked for is not one thing."""
    if chosen > 1 or (not chosen and not coder):
        raise UsageError(
            "a sample is either labelled on a page, written, read in or compared",
            hint="one of --coder NAME, --export FILE, --import FILE --coder NAME, --agreement, "
            "--errors --coder NAME",
        )
    if adjudicate_ and export is None:
        raise UsageError("--adjudicate writes a file", hint="--adjudicate --export FILE")


def _drawn(
    connection: duckdb.DuckDBPyConnection, labels: Path, lists: list[str], size: int, way: str,
    seed: int, threads: bool,
) -> list[str]:  # fmt: skip
    """The keys of what is drawn: mails, or threads."""
    from pipeline.learn import accord, adjudicate, codings, mailed, sample
    from pipeline.learn import labels as kept

    if way != "disagreeing":
        draw = sample.draw_threads if threads else sample.draw
        return draw(connection, lists, size, way, seed)
    if threads:
        by_coder = codings.done(labels)
        mails = mailed.of_ids(connection, codings.messages(by_coder))
        apart = accord.differing(by_coder, mails)
        return sample.draw_threads(connection, lists, size, way, seed, apart)
    differing = {span[0] for span in adjudicate.differing(kept.read(labels))}
    return sample.draw(connection, lists, size, way, seed, differing)


def _agreement(connection: duckdb.DuckDBPyConnection, labels: Path) -> list[str]:
    """How far coders agree on sentences and on threads, as far as two coders labelled the same."""
    from pipeline.learn import accord, codings, mailed, sample
    from pipeline.learn import labels as kept

    by_coder = codings.done(labels)
    mails = mailed.of_ids(connection, codings.messages(by_coder))
    threads = accord.lines(accord.accords(by_coder, mails))
    of = sample.threads(connection)
    if threads and not kept.agreed(labels, of):
        return threads
    return kept.lines(labels, of) + threads


def _errors(
    connection: duckdb.DuckDBPyConnection, labels: Path, coder: str
) -> list[str]:  # fmt: skip
    """Where the database differs from a coder."""
    from pipeline.learn import codings, mailed, missed
    from pipeline.learn import labels as kept

    path = kept.file_of(labels, coder)
    if not path.exists():
        raise UsageError(f"there is no {path}", hint="hansard label --import FILE")
    sentences = kept.read(labels)[coder]
    mine = codings.done(labels).get(coder, {})
    mails = mailed.of_ids(connection, codings.messages({coder: mine}))
    told = missed.lines(connection, sentences.values()) if sentences or not mine else []
    return told + (missed.threads(connection, mine, mails) if mine else [])


def _page(
    data: Path, labels: Path, coder: str, drawn: list[str], threads: bool, port: int, browser: bool
) -> None:
    """Serve the label page until it is stopped."""
    try:
        from pipeline.learn.labelling import site, web
        from pipeline.learn.labelling import threads as whole
    except ImportError as error:
        raise UsageError(
            "the page needs packages that are not installed", hint="pip install 'hansard[web]'"
        ) from error
    what = "thread" if threads else "mail"
    if not drawn:
        raise UsageError(f"there is no {what} to label", hint="name other lists, or none for all")

    def ready(address: str) -> None:
        print(f"{address}  {count(len(drawn), what)} for {coder} (Ctrl-C ends it)", flush=True)
        if browser:
            webbrowser.open(address)

    app_ = (whole if threads else site).site(data, labels, coder, drawn)
    web.run(app_, port, ready)
