"""Commands that measure and train the models: evaluate, train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import app


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
