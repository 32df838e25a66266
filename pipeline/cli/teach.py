"""Commands that measure and train the models: evaluate, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import DEFAULT_DATA, Data, LlmModel, LlmUrl, app, named
from pipeline.errors import UsageError

Labels = Annotated[
    list[Path] | None,
    typer.Option(help="Folder of labels by hand; may be given again.", metavar="DIR"),
]


@app.command(epilog="Example: hansard evaluate --gold shared/gold --corpora shared/corpora")
def evaluate(
    gold: Annotated[
        Path | None, typer.Option(help="Folder of coded threads.", metavar="DIR")
    ] = None,
    corpora: Annotated[
        Path | None, typer.Option(help="Folder of labelled corpora.", metavar="DIR")
    ] = None,
    labels: Labels = None,
    folds: Annotated[
        int, typer.Option(min=0, help="Learn positions anew N times, on other labels.", metavar="N")
    ] = 0,
    llm: LlmUrl = None,
    model: LlmModel = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Measure how right the results are.

    Against gold files where given, else on the demo; with --labels against labels by hand too, but
    for threads that the models learnt from. With --llm a language model reads the coded threads
    too; its answers are kept in the data directory.
    """
    from pipeline.learn import evaluate as evaluation
    from pipeline.llm.answers import Answers

    folders = _folders(labels)
    if folds:
        from pipeline.learn import against

        against.checked(folds, folders, corpora)
    asked = named(llm, model)
    answers = None if asked is None else Answers(data, asked)
    found = evaluation.measures(
        gold=gold, corpora=corpora, llm=answers, labels=folders, folds=folds
    )
    print(evaluation.text(found))


def _folders(labels: list[Path] | None) -> list[Path]:
    """Folders of labels; UsageError where one is none."""
    for folder in labels or []:
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder of labels", hint="--labels data/labels")
    return labels or []


@app.command(epilog="Example: hansard train shared/corpora --gold shared/gold")
def train(
    corpora: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of labelled corpora.")],
    gold: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of coded threads.")
    ] = None,
    labels: Labels = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where models are written.", metavar="DIR")
    ] = Path("data/models"),
) -> None:
    """Train the models anew.

    From labelled corpora, coded threads and labels by hand; the same input gives the same bytes.
    """
    from pipeline.learn import train as training

    for line in training.train(corpora, gold, output, _folders(labels)):
        print(line)
