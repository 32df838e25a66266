"""A summary as the lines of a page, whatever the page is made of.

In: a `Summary`. Out: `Node`s, in order: what each is (a title, a quotation ...) and how far it is
indented. Every quotation ends in the key of its mail, in brackets. What is cut says so, and how to
have the rest. `publish.pages` writes them as text, Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.llm.prose import Prose
from pipeline.publish import course, plain
from pipeline.publish.course import Line
from pipeline.publish.nodes import (
    GAP,
    NAME_LENGTH,
    TITLE_LENGTH,
    Node,
    counted,
    cut,
    day,
    quotation,
)
from pipeline.publish.summarise import SIDES, Post, Proposed, Stand, Summary

COURSE_LENGTH = 480  # a sentence of the course is told whole but for monsters
# Below this a further proposal is as often none as one, as the calibration in `evaluate` shows.
SURE = 0.5
# More on one page and nobody reads on: the rest is counted, and named where that is short.
IN_FULL = 8


def nodes(told: Summary) -> Iterator[Node]:
    """The lines of the summary of a thread, but for the addresses of its mails."""
    yield Node("title", plain.folded(told.subject) or "(no subject)")
    yield Node("about", _span(told))
    yield GAP
    if told.prose is not None:
        yield from _prose(told.prose)
    if told.course:
        yield Node("section", "The course of the debate")
        yield from _lines(told.course)
        yield GAP
    yield from _proposals(told)
    if told.questions:
        yield Node("section", "Questions that no later mail takes up")
        yield from _lines(told.questions)
        yield GAP


def _prose(told: Prose) -> Iterator[Node]:
    """What a language model wrote, its sentences with their mails, and what was thrown out."""
    yield Node("section", f"In the words of {plain.folded(told.model)}, a language model")
    for each in told.sentences:
        keys = " ".join(f"[{key}]" for key in each.messages)
        yield Node("point", f"{plain.folded(each.text)} {keys}", 3, 2)
    kept = counted(len(told.sentences), "sentence")
    yield Node(
        "line",
        f"{kept} of its {told.claims:,}; {told.refused:,} thrown out, for they cite no words of a "
        "mail, or name who or what the cited mails do not.",
        3,
    )
    yield GAP


def _lines(lines: Sequence[Line]) -> Iterator[Node]:
    for line in lines:
        who = cut(plain.folded(line.name) or "an unknown person", NAME_LENGTH)
        said = cut(plain.folded(line.words), COURSE_LENGTH)
        yield Node("point", f"{day(line.sent_at)}, {who}: “{said}” [{line.message}]", 3, 2)


def _proposals(told: Summary) -> Iterator[Node]:
    if not told.proposals:
        yield Node("line", "No proposal was found in this thread. The whole of it:")
        yield Node("command", f"hansard query thread thread={plain.line(told.thread)}", 2)
        yield GAP
    if len(told.proposals) > 1:
        yield Node("section", f"{len(told.proposals)} proposals")
        yield from _overview(told)
        yield GAP
    full = [each for each in told.proposals if _debated(each)][:IN_FULL]
    for number, proposed in enumerate(full, start=1):
        yield from _proposal(told, number, proposed)
        yield GAP
    rest = [each for each in told.proposals if each not in full]
    if rest:
        key = plain.line(rest[0].proposal)
        yield Node("line", "The others, each in full:")
        yield Node("command", f"hansard query proposal proposal={key}", 2)
        yield GAP


def _debated(proposed: Proposed) -> bool:
    """True for a main proposal, and for a sure one on which anybody but its author stands."""
    others = {each.person for each in proposed.stands} - {proposed.person}
    sure = proposed.probability >= SURE
    return proposed.kind == "main" or (sure and (bool(others) or proposed.outcome != "open"))


def _span(told: Summary) -> str:
    days = [post.sent_at for post in told.posts.values() if post.sent_at is not None]
    span = f", {day(min(days))} to {day(max(days))}" if days else ""
    persons = len({post.person for post in told.posts.values() if post.person})
    mails, writers = counted(len(told.posts), "mail"), counted(persons, "person")
    return f"{mails} by {writers}{span} [{plain.line(told.thread)}]"


def _overview(told: Summary) -> Iterator[Node]:
    alone = [each for each in told.proposals if not _debated(each)]
    debated = [each for each in told.proposals if each not in alone]
    for number, proposed in enumerate(debated, start=1):
        tallies = [
            f"{count} {side}"
            for stance, side in SIDES.items()
            if (count := sum(each.stance == stance for each in proposed.stands))
        ]
        kind = "" if proposed.kind == "main" else f" ({proposed.kind})"
        told_ = f"{_title(proposed)}{kind}; {', '.join(tallies) or NOBODY}; {proposed.outcome}"
        yield Node("point", f"{number:>2}. {told_} [{proposed.message}]", 2, 4)
    if alone:
        keys = " ".join(f"[{each.message}]" for each in alone)
        faint = f"faint (p < {SURE:.2f}), or nobody stands on"
        said = f"1 more is {faint} it" if len(alone) == 1 else f"{len(alone)} more are {faint} them"
        yield Node("point", f"{said} but the author: {keys}", 3, 2)


NOBODY = "nobody's position is known"


def _proposal(told: Summary, number: int, proposed: Proposed) -> Iterator[Node]:
    yield Node("proposal", f"{number}. {_title(proposed)}", 0, 3)
    doubt = "" if proposed.probability >= SURE else ": likelier none than one"
    by = f"{_name(proposed)}, {day(proposed.sent_at)} (p = {proposed.probability:.2f}{doubt})"
    yield Node("line", f"{proposed.kind} proposal by {by}", 3)
    yield quotation(proposed.words, proposed.message, 3)
    if proposed.further is not None:
        yield quotation(proposed.further.words, proposed.further.message, 3)
    yield from _rounds(proposed)
    for stance, side in SIDES.items():
        stands = [each for each in proposed.stands if each.stance == stance]
        if stands:
            yield from _side(told, proposed, side, stands)
    yield from _outcome(told, proposed)


def _rounds(proposed: Proposed) -> Iterator[Node]:
    """The other threads in which the same is put forward."""
    others = [each for each in proposed.rounds if each.proposal != proposed.proposal]
    if others:
        yield Node("line", f"Put forward {len(proposed.rounds)} times; also:", 3)
    for each in others:
        name = plain.line(each.title)[:TITLE_LENGTH]
        yield Node("point", f"{day(each.sent_at)}, {name}; {each.outcome} [{each.message}]", 5, 2)


def _side(
    told: Summary, proposed: Proposed, side: str, stands: Sequence[Stand]
) -> Iterator[Node]:  # fmt: skip
    votes = sum(each.strength == "vote" for each in stands)
    by_vote = f" ({counted(votes, 'explicit vote')})" if votes else ""
    yield Node("line", f"{side.capitalize()}: {len(stands)}{by_vote}", 3)
    # Who gives a reason tells more than who votes; what somebody else has said is only named.
    plainly = [each for each in stands if each.same_as is not None or _bare(each)]
    argued = [each for each in stands if each not in plainly]
    shown = [*argued, *plainly][: told.length.persons]
    for stand in stands:
        if stand in shown:
            yield from _stand(proposed, stand)
    rest = [each for each in stands if each not in shown]
    if rest:
        names = "; ".join(f"{_name(each)} [{each.message}]" for each in rest)
        yield Node("point", f"and {names}", 5)


def _bare(stand: Stand) -> bool:
    return stand.reason is None and course.says_little(stand.words or "")


def _stand(proposed: Proposed, stand: Stand) -> Iterator[Node]:
    """A person's position in the person's words, but for what was quoted just above."""
    before = [
        f"{each.stance} on {day(each.sent_at)} [{each.message}]"
        for each in proposed.before
        if each.person == stand.person and each.stance != stand.stance
    ]
    how = "vote" if stand.strength == "vote" else f"argument, {stand.basis}"
    changed = f"; before: {', '.join(before)}" if before else ""
    said = f"{_name(stand)}, {day(stand.sent_at)} ({how}, p = {stand.probability:.2f}{changed})"
    again = (stand.message, stand.words) == (proposed.message, proposed.words)
    if stand.same_as is not None and not again:
        yield Node("point", f"{said} [{stand.message}]: as in [{stand.same_as}]", 5, 2)
        return
    yield Node("point", f"{said} [{stand.message}]" if again else said, 5, 2)
    if not again:
        yield quotation(stand.words, stand.message, 7)
    if stand.reason is not None and stand.reason != proposed.further:
        yield quotation(stand.reason.words, stand.reason.message, 7)


def _outcome(told: Summary, proposed: Proposed) -> Iterator[Node]:
    if proposed.outcome_message is None:
        untold = " (no mail of the thread settles it)" if proposed.outcome == "open" else ""
        yield Node("line", f"Outcome: {proposed.outcome}{untold}", 3)
        return
    post = told.posts.get(proposed.outcome_message)
    said = f", says {_name(post)}, {day(post.sent_at)}" if post else ""
    yield Node("line", f"Outcome: {proposed.outcome}{said}", 3, 2)
    yield quotation(proposed.outcome_words, proposed.outcome_message, 7)


def _name(who: Stand | Proposed | Post) -> str:
    name = plain.folded(who.name) or plain.folded(who.person or "") or "an unknown person"
    return cut(name, NAME_LENGTH)


def _title(proposed: Proposed) -> str:
    return cut(plain.folded(proposed.title) or "(no title)", TITLE_LENGTH)


def addresses(told: Summary) -> dict[str, str]:
    """The public address of every mail that the page names, by its key."""
    named: set[str | None] = {told.thread}
    named |= {each.message for each in (*told.course, *told.questions)}
    named |= {key for each in (told.prose.sentences if told.prose else ()) for key in each.messages}
    for proposed in told.proposals:
        named |= {proposed.message, proposed.outcome_message}
        named |= {each.message for each in (*proposed.stands, *proposed.before)}
    urls = {key: post.url for key, post in told.posts.items() if key in named}
    urls |= {each.message: each.url for one in told.proposals for each in one.rounds}
    return {key: plain.line(url) for key, url in sorted(urls.items()) if url}
