"""Commands that measure, label for and train the models: evaluate, label, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import DEFAULT_DATA, Data, LlmModel, LlmUrl, app, count, named
from pipeline.errors import UsageError


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
    coder: Annotated[str, typer.Option(metavar="NAME", help="Whose labels are read in.")] = "",
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Tell how far coders agree.")
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List where the database differs from --coder.")
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
    """Label sentences by hand: draw a sample, read labels in, tell how far coders agree."""
    from pipeline.learn import labels as kept
    from pipeline.learn import missed, sample
    from pipeline.store import answer

    if sum((export is not None, import_ is not None, agreement, errors)) != 1:
        raise UsageError(
            "a sample is either written, read in or compared",
            hint="one of --export FILE, --import FILE --coder NAME, --agreement, --errors",
        )
    with answer.connect(data) as connection:
        if export is not None:
            drawn = sample.draw(connection, lists or [], size, way, seed)
            written = sample.write(export, sample.rows(connection, drawn))
            print(
                f"{export}: {count(written, 'sentence')} of {count(len(drawn), 'mail')}, drawn by "
                f"{way}, evenly over lists and years, seed {seed}"
            )
        elif import_ is not None:
            kept.file_of(labels, coder)
            found, wrong = sample.read(connection, import_)
            print(f"{kept.file_of(labels, coder)}: {kept.add(labels, coder, found)} labels added")
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
