"""A summary told in prose by a language model, where one is asked for.

In: a `Summary` and what answers. Out: the same with its `prose`. What is sent are the sentences
that the summary quotes anyway, with who wrote them and when; nothing else of the mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pipeline.llm import prose
from pipeline.llm.prose import Piece
from pipeline.llm.read import Reply
from pipeline.llm.request import Question
from pipeline.publish.course import Line
from pipeline.publish.summarise import SIDES, Post, Proposed, Stand, Summary

Who = Line | Post | Proposed | Stand
Ask = Callable[[Question], Reply | None]


def told(summary: Summary, model: str, ask: Ask) -> Summary:
    """The summary with prose, or as it is where nothing is answered."""
    pieces = list(dict.fromkeys(_pieces(summary)))
    if not pieces:
        return summary
    reply = ask(prose.question(summary.subject, pieces))
    if reply is None:
        return summary
    persons = [post.name for post in summary.posts.values()]
    return replace(summary, prose=prose.prose(model, reply.text, pieces, persons))


def _pieces(summary: Summary) -> Iterator[Piece]:
    """What the summary quotes, each once, with what it is."""
    for proposed in summary.proposals:
        title = proposed.title
        what = f"{proposed.kind} proposal: {title}"
        yield from _piece(proposed, proposed.words, what)
        for stand in proposed.stands:
            side = SIDES.get(stand.stance, stand.stance)
            yield from _piece(stand, stand.words, f"{side}, on: {title}")
            if stand.reason is not None:
                yield from _piece(stand.reason, stand.reason.words, f"reason {side}, on: {title}")
        post = summary.posts.get(proposed.outcome_message or "")
        if post is not None:
            yield from _piece(post, proposed.outcome_words, f"{proposed.outcome}: {title}")
    for line in summary.course:
        yield from _piece(line, line.words, "said")
    for line in summary.questions:
        yield from _piece(line, line.words, "open question")


def _piece(who: Who, words: str | None, what: str) -> Iterator[Piece]:
    if words and words.strip():
        day = f"{who.sent_at:%Y-%m-%d}" if who.sent_at else ""
        yield Piece(who.message, who.name, day, what, words)
