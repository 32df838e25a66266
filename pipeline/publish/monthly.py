"""The digest of a month as the lines of a page.

In: a `Digest`. Out: `Node`s, in order: the debates that mattered, the proposals, the decisions.
Each quotation ends in the key of its mail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.publish import plain
from pipeline.publish.digest import Digest, Item
from pipeline.publish.nodes import (
    GAP,
    NAME_LENGTH,
    QUOTE_LENGTH,
    TITLE_LENGTH,
    Node,
    counted,
    cut,
    day,
    quotation,
)


def of_month(told: Digest) -> Iterator[Node]:
    """The lines of the digest of a month."""
    yield Node("title", f"{plain.line(told.list_id)} in {told.month}")
    yield Node("about", f"{counted(told.mails, 'mail')} by {counted(told.persons, 'person')}")
    yield GAP
    yield Node("section", _some("The debates that mattered", told.talks, told.talks_in_all))
    if not told.talks:
        yield Node("line", "No thread in which three persons wrote.", 3)
    for talk in told.talks:
        stands = f", {counted(talk.stands, 'position')} taken" if talk.stands else ""
        how = f"{counted(talk.mails, 'mail')} by {counted(talk.persons, 'person')}{stands}"
        subject = cut(plain.folded(talk.subject) or "(no subject)", TITLE_LENGTH)
        yield Node("point", f"{subject}: {how} [{talk.thread}]", 3, 2)
        for line in talk.lines:
            who = cut(plain.folded(line.name) or "an unknown person", NAME_LENGTH)
            said = cut(plain.folded(line.words), QUOTE_LENGTH)
            yield Node("quote", f"{who}: “{said}” [{line.message}]", 7)
    yield GAP
    yield Node("section", _some("New proposals", told.proposals, told.proposals_in_all))
    yield from _items(told.proposals, decided=False)
    yield GAP
    yield Node("section", "Decisions")
    yield from _items(told.decisions, decided=True)
    yield GAP


def _some(what: str, shown: Sequence[object], of: int) -> str:
    return what if len(shown) == of else f"{what} ({len(shown)} of {of})"


def _items(items: Sequence[Item], *, decided: bool) -> Iterator[Node]:
    if not items:
        yield Node("line", "None was found.", 3)
    for each in items:
        title = cut(plain.folded(each.title) or "(no title)", TITLE_LENGTH)
        who = cut(plain.folded(each.name) or "an unknown person", NAME_LENGTH)
        tally = each.outcome if decided else f"{each.support} for, {each.oppose} against"
        yield Node("point", f"{title}; {who}, {day(each.sent_at)}; {tally} [{each.message}]", 3, 2)
        if decided or plain.folded(each.words or "") not in ("", title):
            yield quotation(each.words, each.message, 7)
