"""The barrier after the debates: proposals of all lists together, and which of them are one.

In: the jobs whose debates are made. Out: a part with the rows of `Same`, made anew whenever a
debate is. The words of proposals are taken from the mails that state them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import parts
from pipeline.debate import same
from pipeline.records import Message, Proposal, Same
from pipeline.run.plan import RULES, Plan
from pipeline.run.stages import AMONG, Debating, Rows, folder

STAGE = "same"
SAME = (Same,)


def key(jobs: Sequence[Debating]) -> str:
    """The name of the part of some debates."""
    return parts.key(STAGE, RULES[STAGE], [job.debate for job in jobs])


def join(plan: Plan, jobs: Sequence[Debating]) -> Rows:
    """Make the part where it is not made; the rows in and out if it was."""
    where, name = folder(plan.data), key(jobs)
    if parts.exists(where, STAGE, name, SAME):
        return {}
    made = parts.read(where, "debate", [job.debate for job in jobs], Proposal)
    mails = _mails(plan, [each.message for each in made])
    found = same.same(_stated(each, mails[each.message]) for each in made)
    parts.write(where, STAGE, name, {Same: found})
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
