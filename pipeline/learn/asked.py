"""A language model on coded threads: its figures beside the built-in models'.

In: what answers, and debates. Out: its proposals and positions as rows of the built-in tables, so
that one scorer judges both. It tells no probability: 1 stands for none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.llm.answers import Answers
from pipeline.llm.read import read
from pipeline.records import Debate, LlmPosition, LlmProposal, Position, Proposal


def judge(
    answers: Answers,
) -> Callable[[Debate], tuple[Sequence[Proposal], Sequence[Position]]]:
    """What reads a debate by asking about each of its mails."""

    def told(debate: Debate) -> tuple[Sequence[Proposal], Sequence[Position]]:
        found = read(debate, answers.named.model, answers.ask)
        return [_proposal(each) for each in found.proposals], [
            _position(each) for each in found.positions
        ]

    return told


def _proposal(each: LlmProposal) -> Proposal:
    return Proposal(
        each.proposal, each.thread, each.message, each.sentence, each.start_char, each.end_char,
        each.title, each.person, each.sent_at, each.kind, 1.0, each.outcome, each.outcome_message,
        each.outcome_start_char, each.outcome_end_char,
    )  # fmt: skip


def _position(each: LlmPosition) -> Position:
    return Position(
        each.proposal, each.person, each.message, each.sentence, each.start_char, each.end_char,
        each.stance, 1.0, "argument", "thread", each.sent_at, each.superseded_by,
    )  # fmt: skip
