"""The application, and what several commands share: options, and how answers are written."""

from __future__ import annotations

import os
import shutil
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import PartError, UsageError

if TYPE_CHECKING:
    from pipeline.llm.server import Named

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
        help="Where archives and database live.",
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


LlmUrl = Annotated[
    str | None,
    typer.Option(
        "--llm",
        metavar="URL",
        help="Also ask a language model, at any server with the API of OpenAI.",
    ),
]
LlmModel = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="Its name on that server.")
]
LlmPrice = Annotated[
    str,
    typer.Option(
        metavar="IN,OUT", help="What a million tokens cost, sent and received: '0.15,0.6'."
    ),
]


class PageFormat(StrEnum):
    """How a page is written."""

    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"


PageOption = Annotated[PageFormat, typer.Option("--format", "-f", help="How the page is written.")]


def page(page: str, output: Path | None) -> None:
    """Print a page, or write it to a file."""
    if output is None:
        print(page)
        return
    from pipeline import parts

    try:
        with parts.whole(output) as beside:
            beside.write_text(f"{page.rstrip()}\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise PartError(f"cannot write {output}: {reason}", hint="choose another file") from error
    print(f"{output}: written")


def width() -> int:
    """How wide the terminal is, or a page where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def named(url: str | None, model: str | None, price: str = "0,0") -> Named | None:
    """The language model that was asked for, None where none was; UsageError where half of it."""
    from pipeline.llm.server import Named

    if url is None and model is None:
        return None
    if url is None or model is None:
        raise UsageError(
            f"a language model has an address and a name: {'--llm' if url is None else '--model'} "
            "is missing",
            hint="--llm http://localhost:11434/v1 --model NAME",
        )
    try:
        price_in, price_out = map(float, price.split(","))
    except ValueError:
        raise UsageError(f"{price} is no price", hint="--llm-price 0.15,0.6") from None
    return Named(url, model, price_in, price_out)


def count(number: int, noun: str) -> str:
    """Say how many, in the plural where it is not one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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
        typer.Option(
            "--data", metavar="DIR", file_okay=False, help="Where archives and database live."
        ),
    ] = None,
) -> None:
    """Take the options that come before every command; the help is the app's."""
    if data is not None:
        # What is said before the command is weaker than what is said after it: as a variable is.
        os.environ["HANSARD_DATA"] = str(data)
