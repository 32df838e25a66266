"""A debate as a language model reads it: proposals, positions and outcomes, each with its words.

In: a debate and what asks the model. Out: rows of `llm_call`, `llm_proposal` and `llm_position`.
Mails are read in the order of time, each with the proposals made before it. The author of a mail
is the person of its rows, its date theirs, and who proposes supports, as in the rows of the
built-in models; the two readings stand side by side in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.debate.features import EARLIEST
from pipeline.llm.claims import Claims, Evidence, claims
from pipeline.llm.request import Known, Request, request
from pipeline.records import Debate, LlmCall, LlmPosition, LlmProposal, Post

VERSION = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """What a language model answered, and what it took."""

    text: str
    prompt_tokens: int
    completion_tokens: int


# Asks about a mail; None where it is not to be asked (the means are spent, or only kept answers
# are wanted).
Ask = Callable[[Request], Reply | None]


@dataclass(slots=True)
class Read:
    """A debate as far as it was read."""

    calls: list[LlmCall] = field(default_factory=list)
    proposals: list[LlmProposal] = field(default_factory=list)
    positions: list[LlmPosition] = field(default_factory=list)
    unread: list[Request] = field(default_factory=list)


def worth(debate: Debate) -> bool:
    """True where there is something to debate about: two persons wrote."""
    return len({post.person for post in debate.posts if post.sentences}) > 1


def read(debate: Debate, model: str, ask: Ask) -> Read:
    """The reading of a debate; mails that were not asked about are in `unread`, and say nothing."""
    found = Read()
    known: list[Known] = []
    for post in sorted(debate.posts, key=_when):
        if not post.sentences:
            continue
        author = post.message.name or post.person
        asked = request(post, debate.thread.subject, author, known)
        reply = ask(asked)
        if reply is None:
            found.unread.append(asked)
            continue
        told = claims(reply.text, asked, post.message.body)
        found.calls.append(_call(post, debate, model, asked, reply, told))
        _add(found, known, post, debate, model, told)
    found.positions = superseded(found.positions)
    return found


def _when(post: Post) -> tuple[datetime, int]:
    return post.message.sent_at or EARLIEST, post.place.position


def _call(
    post: Post, debate: Debate, model: str, asked: Request, reply: Reply, told: Claims
) -> LlmCall:
    return LlmCall(
        post.message.message, debate.thread.thread, model, asked.key(model), reply.prompt_tokens,
        reply.completion_tokens, told.claims, told.refused, told.defect,
    )  # fmt: skip


def _add(
    found: Read, known: list[Known], post: Post, debate: Debate, model: str, told: Claims
) -> None:
    """The rows of one mail."""
    named = {each.id: each.proposal for each in known}
    for number, made in enumerate(told.made, start=1):
        key = f"{post.message.message}/l{number}"
        named[made.id] = key
        words = post.message.body[made.evidence.start_char : made.evidence.end_char]
        known.append(Known(f"p{len(known) + 1}", key, made.title, " ".join(words.split())))
        found.proposals.append(
            LlmProposal(
                key, debate.thread.thread, post.message.message, made.evidence.sentence,
                made.evidence.start_char, made.evidence.end_char, made.title, post.person,
                post.message.sent_at, made.kind, "open", None, None, None, model,
            )
        )  # fmt: skip
        found.positions.append(_position(key, post, "support", made.evidence, model))
    proposed = {named[made.id] for made in told.made}
    for taken in told.taken:
        if named[taken.proposal] not in proposed:
            found.positions.append(
                _position(named[taken.proposal], post, taken.said, taken.evidence, model)
            )
    for came in told.came:
        _decide(found.proposals, named[came.proposal], came.said, post, came.evidence)


def _position(
    proposal: str, post: Post, stance: str, evidence: Evidence, model: str
) -> LlmPosition:
    return LlmPosition(
        proposal, post.person, post.message.message, evidence.sentence, evidence.start_char,
        evidence.end_char, stance, post.message.sent_at, None, model,
    )  # fmt: skip


def _decide(
    proposals: list[LlmProposal], proposal: str, outcome: str, post: Post, evidence: Evidence
) -> None:
    """Note an outcome; a later mail that says another one stands."""
    for place, each in enumerate(proposals):
        if each.proposal == proposal:
            proposals[place] = replace(
                each,
                outcome=outcome,
                outcome_message=post.message.message,
                outcome_start_char=evidence.start_char,
                outcome_end_char=evidence.end_char,
            )


def superseded(positions: Sequence[LlmPosition]) -> list[LlmPosition]:
    """The positions, those of a person on a proposal that a later one replaced told so."""
    later: dict[tuple[str, str], str] = {}
    found: list[LlmPosition] = []
    for each in reversed(positions):
        key = each.proposal, each.person
        found.append(replace(each, superseded_by=later.get(key)))
        later[key] = each.message
    return found[::-1]
