"""Commands that help to write down an idea: idea suggest, idea check, idea new."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import DEFAULT_DATA, Data, Output, app, page
from pipeline.errors import PartError, UsageError

idea_app = typer.Typer(
    help="Write down an idea, and see what it finds: suggest, check, new.",
    epilog="Example: hansard idea suggest 'code of conduct' --list dev",
    rich_markup_mode=None,
)
app.add_typer(idea_app, name="idea")

SKELETON = """\
# {name}: say in a line or two what the idea is, and where it was argued over.
#
# A sentence of somebody's own words mentions the idea where one of `terms` is found in it. In
# terms and phrases `*` is the rest of a word, `...` up to six words; case does not matter.
#   hansard idea suggest {term} finds further terms in what you have built
#   hansard idea check {file} shows what this file finds, before any build
#   hansard build LIST then counts it, and hansard trend {name} shows it over time

title = "what would be done, as in: splitting the drivers out"

# What the idea is called, and what is done in it. Leave out what is mostly about other things:
# `hansard idea check` tells which term finds what.
terms = [
    {term},
]

# Words by which a sentence leans to doing it, whoever says them, such as "should split".
for = [
]

# And against it, such as "keep them together". A negation just before a phrase turns it over by
# itself. What neither finds is told by the words around the term, and by the author's position.
against = [
]

# Sentences to try the file by: `hansard idea check` tells which of them are read otherwise.
[examples]
for = []
against = []
neither = []
"""


@idea_app.command(epilog="Example: hansard idea suggest 'code of conduct' --list dev")
def suggest(
    terms: Annotated[list[str], typer.Argument(metavar="TERMS", help="Terms of the idea.")],
    list_id: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="Only the mails of this list.")
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="So many phrases.")] = 30,
    output: Output = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Find words that go with the terms of an idea.

    Words and phrases that stand out in mails with one of the terms beside all other mails, the
    most telling first (weighted log-odds); each with two mails to read.
    """
    from pipeline.publish import keyness
    from pipeline.store import answer

    with answer.connect(data) as connection:
        found = keyness.suggest(connection, terms, list_id, limit)
    page(keyness.text(found), output)


@idea_app.command(epilog="Example: hansard idea check splitting --list openstack-dev")
def check(
    idea: Annotated[
        str, typer.Argument(metavar="IDEA", help="An idea as built, or a file that ends in .toml.")
    ],
    list_id: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="Only the mails of this list.")
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="So many of each direction.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed draws the same sentences.")] = 0,
    output: Output = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Show what an idea finds, to judge it by.

    How many sentences mention it, in which direction and why, and some of each drawn at random. Of
    a file that is not built yet, directions are only those that a sentence tells by itself.
    """
    from pipeline.publish import mentions
    from pipeline.store import answer

    with answer.connect(data) as connection:
        if idea.endswith(".toml"):
            found = mentions.of_file(connection, Path(idea), list_id)
        else:
            found = mentions.of_idea(connection, idea, list_id)
    told = [mentions.text(found, limit, seed)]
    if idea.endswith(".toml") and (wrong := mentions.misread(Path(idea))):
        told += ["", "Examples that the file does not read as it says:"]
        told += [f"  {each}" for each in wrong]
    page("\n".join(told), output)


@idea_app.command(epilog="Example: hansard idea new conduct")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Letters, digits and hyphens.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Instead of ideas in DIR.")
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Write the file of a new idea, to be filled in; `build` finds it in the data directory."""
    from pipeline.run.known import OWN_IDEAS

    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", name):
        raise UsageError(
            f"{name!r} is no name of an idea", hint="small letters, digits and hyphens: conduct"
        )
    file = output or data / OWN_IDEAS / f"{name}.toml"
    term = f'"{name.replace("-", " ")}"'
    try:
        if not output:
            file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as made:
            made.write(SKELETON.format(name=name, file=file, term=term))
    except FileExistsError:
        raise UsageError(f"{file} is there already", hint="another name, or -o FILE") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise PartError(
            f"cannot write {file}: {reason}", hint="-o FILE, in another folder"
        ) from error
    print(f"{file}: written; fill it in, then: hansard idea check {file}")
