"""The barrier after the debates: proposals of all lists together, and which of them are one.

In: the jobs whose debates are made, and what a researcher tells of two proposals. Out: a part with
the rows of `Same`, and what came of what is told, made anew whenever a debate is. The words of
proposals are taken from the mails that state them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import parts
from pipeline.debate import same, told
from pipeline.debate.told import Told
from pipeline.records import Effect, Message, Proposal, Same
from pipeline.run.debating import AMONG
from pipeline.run.jobs import Debating, Rows, folder
from pipeline.run.plan import RULES, Plan

STAGE = "same"
SAME = (Same, Effect)


def key(plan: Plan, jobs: Sequence[Debating]) -> str:
    """The name of the part of some debates."""
    said = [told.content(each) for each in _told(plan)]
    return parts.key(STAGE, RULES[STAGE], [job.debate for job in jobs], said)


def _told(plan: Plan) -> list[Told]:
    return [each for each in plan.told if each.kind == STAGE]


def join(plan: Plan, jobs: Sequence[Debating]) -> Rows:
    """Make the part where it is not made; the rows in and out if it was."""
    where, name = folder(plan.data), key(plan, jobs)
    if parts.exists(where, STAGE, name, SAME):
        return {}
    made = parts.read(where, "debate", [job.debate for job in jobs], Proposal)
    mails = _mails(plan, [each.message for each in made])
    stated = (_stated(each, mails[each.message]) for each in made)
    found, effects = same.same(stated, _told(plan))
    parts.write(where, STAGE, name, {Same: found, Effect: effects})
    return {STAGE: (len(made), len(found))}


def _mails(plan: Plan, keys: Sequence[str]) -> dict[str, Message]:
    names = [job.parse for job in plan.readings]
    wanted = sorted(set(keys))
    found = parts.read(folder(plan.data), "parse", names, Message, where=AMONG, keys=wanted)
    return {each.message: each for each in found}


def _stated(proposal: Proposal, mail: Message) -> same.Stated:
    return same.Stated(
        proposal.proposal,
        proposal.thread,
        mail.list_id,
        proposal.kind,
        proposal.title,
        mail.body[proposal.start_char : proposal.end_char],
        mail.subject,
        proposal.person,
        proposal.sent_at,
    )
