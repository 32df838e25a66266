"""Commands that measure, label for and train the models: evaluate, label, train."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import DEFAULT_DATA, Data, LlmModel, LlmUrl, app, count, named
from pipeline.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from pipeline.learn.labels import Label


@app.command(epilog="Example: hansard evaluate --gold shared/gold --corpora shared/corpora")
def evaluate(
    gold: Annotated[
        Path | None, typer.Option(help="Folder of coded threads.", metavar="DIR")
    ] = None,
    corpora: Annotated[
        Path | None, typer.Option(help="Folder of labelled corpora.", metavar="DIR")
    ] = None,
    llm: LlmUrl = None,
    model: LlmModel = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Measure how right the results are.

    Against gold files where given, else on the demo. With --llm a language model reads the coded
    threads too; its answers are kept in the data directory.
    """
    from pipeline.learn import evaluate as evaluation
    from pipeline.llm.answers import Answers

    asked = named(llm, model)
    answers = None if asked is None else Answers(data, asked)
    print(evaluation.text(evaluation.measures(gold=gold, corpora=corpora, llm=answers)))


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


@app.command(epilog="Example: hansard label dev --export sample.csv --size 50")
def label(
    lists: Annotated[
        list[str] | None, typer.Argument(metavar="LIST", help="Lists to draw from; none means all.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw mails; write their sentences as CSV.")
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
    size: Annotated[int, typer.Option(min=1, help="How many mails are drawn.")] = 50,
    way: Annotated[str, typer.Option("--by", help="Draw at random, or what is uncertain.")] = (
        "random"
    ),
    seed: Annotated[int, typer.Option(help="The same seed draws the same mails.")] = 0,
    labels: Annotated[
        Path, typer.Option(metavar="DIR", help="Where labels are kept, a file a coder.")
    ] = Path("data/labels"),
    data: Data = DEFAULT_DATA,
) -> None:
    """Label sentences by hand, on a page or as CSV; compare coders.

    With --coder alone, a sample is drawn and a page is served on this machine.
    """
    from pipeline.learn import labels as kept
    from pipeline.learn import missed, sample
    from pipeline.store import answer

    chosen = sum((export is not None, import_ is not None, agreement, errors))
    if chosen > 1 or (not chosen and not coder):
        raise UsageError(
            "a sample is either labelled on a page, written, read in or compared",
            hint="one of --coder NAME, --export FILE, --import FILE --coder NAME, --agreement, "
            "--errors --coder NAME",
        )
    if adjudicate_ and export is None:
        raise UsageError("--adjudicate writes a file", hint="--adjudicate --export FILE")
    if not chosen:
        kept.file_of(labels, coder)
        with answer.connect(data) as connection:
            drawn = sample.draw(connection, lists or [], size, way, seed)
        _page(data, labels, coder, drawn, port, browser)
        return
    with answer.connect(data) as connection:
        if export is not None and adjudicate_:
            _differing(connection, labels, export)
        elif export is not None:
            drawn = sample.draw(connection, lists or [], size, way, seed)
            written = sample.write(export, sample.rows(connection, drawn))
            print(
                f"{export}: {count(written, 'sentence')} of {count(len(drawn), 'mail')}, drawn by "
                f"{way}, evenly over lists and years, seed {seed}"
            )
        elif import_ is not None:
            kept.file_of(labels, coder)
            found, wrong = sample.read(connection, import_)
            print(f"{kept.file_of(labels, coder)}: {_added(labels, coder, found)}")
            if wrong:
                raise UsageError(
                    f"{count(len(wrong), 'row')} not read in\n" + "\n".join(wrong),
                    hint="mend these rows and read the file in again",
                )
        elif errors:
            path = kept.file_of(labels, coder)
            if not path.exists():
                raise UsageError(f"there is no {path}", hint="hansard label --import FILE")
            print("\n".join(missed.lines(connection, kept.read(labels)[coder].values())))
        else:
            print("\n".join(kept.lines(labels, sample.threads(connection))))


def _added(folder: Path, coder: str, found: list[Label]) -> str:
    """Add labels; what became of them, in words."""
    from pipeline.learn import labels as kept

    added = kept.add(folder, coder, found)
    known = len(found) - added
    return f"{count(added, 'label')} added" + (f", {known} known already" if known else "")


def _differing(connection: duckdb.DuckDBPyConnection, labels: Path, export: Path) -> None:
    """Write the spans on which coders differ."""
    from pipeline.learn import adjudicate, sample
    from pipeline.learn import labels as kept

    by_coder = kept.read(labels)
    found, lost = adjudicate.rows(connection, by_coder)
    sample.write(export, found, adjudicate.columns(by_coder))
    print(
        f"{export}: {count(len(found), 'sentence')} on which coders differ"
        + (f"; {lost} more are not there any more" if lost else "")
    )


def _page(data: Path, labels: Path, coder: str, drawn: list[str], port: int, browser: bool) -> None:
    """Serve the label page until it is stopped."""
    try:
        from pipeline.learn.labelling import site
    except ImportError as error:
        raise UsageError(
            "the page needs packages that are not installed", hint="pip install 'hansard[web]'"
        ) from error
    if not drawn:
        raise UsageError("there is no mail to label", hint="name other lists, or none for all")

    def ready(address: str) -> None:
        print(f"{address}  {count(len(drawn), 'mail')} for {coder} (Ctrl-C ends it)", flush=True)
        if browser:
            webbrowser.open(address)

    site.run(site.site(data, labels, coder, drawn), port, ready)
