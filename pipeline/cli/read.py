"""Commands that tell what was said: summarise, digest, trend."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import (
    DEFAULT_DATA,
    Data,
    LlmModel,
    LlmUrl,
    Output,
    PageFormat,
    PageOption,
    app,
    named,
    page,
    width,
)
from pipeline.errors import UsageError

NOBODY = "No list, organisation or role has enough persons who speak of it: three, of a role one."


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
    llm: LlmUrl = None,
    model: LlmModel = None,
    page_format: PageOption = PageFormat.text,
    output: Output = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Summarise a thread, or the debates of a list or on an idea.

    The course of the debate in its own sentences; each proposal, who stands where on it and why,
    and what came of it; every line with its mail. With --llm a language model tells it in prose
    too, of which only sentences stay that cite words of the mails.
    """
    from pipeline.publish import course, pages
    from pipeline.publish import summarise as summaries
    from pipeline.store import answer

    asked = named(llm, model)
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
    if asked is not None:
        from pipeline.llm.answers import Answers
        from pipeline.publish import prose

        answers = Answers(data, asked)
        told = [prose.told(each, asked.model, answers.ask) for each in told]
    page(pages.summaries(told, page_format.value, width()), output)


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
    page(pages.digest(told, page_format.value, width()), output)


class Cut(StrEnum):
    """How time is cut."""

    month = "month"
    quarter = "quarter"
    cycle = "cycle"


class Split(StrEnum):
    """Of what there is a trend each."""

    list = "list"
    organisation = "organisation"
    role = "role"


@app.command(epilog="Example: hansard trend splitting -o splitting.svg")
def trend(
    idea: Annotated[
        str,
        typer.Argument(metavar="IDEA", help="The idea: a name that `hansard query ideas` lists."),
    ],
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
        Split | None, typer.Option(help="One trend for each list, organisation or role.")
    ] = None,
    roles: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Roles of your own: CSV, a line ada@nest.example,core."),
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
    stance, and beside it the mood; -o draws a picture, with --split of a panel for each. A role
    is the part that a person takes on the list, as the query `roles` tells, or that of a file.
    """
    from dataclasses import replace

    from pipeline.publish import chart, multiples, periods, terminal
    from pipeline.publish import roles as role_file
    from pipeline.publish import trend as trends
    from pipeline.store import answer

    if cycles is not None and by is not Cut.cycle:
        raise UsageError("cycles are for --by cycle", hint=f"hansard trend {idea} --by cycle")
    if roles is not None and split is not Split.role:
        raise UsageError("roles are for --split role", hint=f"hansard trend {idea} --split role")
    begun = periods.dated(cycles) if cycles else []
    marked = tuple(periods.dated(events)) if events else ()
    given = role_file.given(roles) if roles else None
    role_of: dict[str, str] | None = None
    unknown: list[str] = []
    with answer.connect(data) as connection:
        if given is not None:
            role_of, unknown = role_file.told(connection, given)
        if split is None:
            one = trends.points(connection, idea, list_id, by=by.value, cycles=begun)
            found = trends.Split("", (one,))
        else:
            found = trends.grouped(
                connection, idea, list_id,
                split=split.value, by=by.value, cycles=begun, role_of=role_of,
            )  # fmt: skip
    made = [replace(each, events=marked) for each in found.trends]
    if changes:
        made = [trends.with_changes(each) for each in made]
    found = replace(found, trends=tuple(made))
    numbers = None
    if output is not None:
        numbers = multiples.draw(found, output) if split else chart.draw(made[0], output)
    print("\n\n".join(terminal.text(each, width()) for each in made) or NOBODY)
    for line in filter(None, (trends.left_out(found), role_file.unknown(unknown))):
        print(f"\n{line}")
    if output is not None:
        print(f"\n{output}: written, its numbers in {numbers}")
