"""The debates that a language model is asked about, where one is asked for.

In: the jobs of a build whose other parts are made, and the answers. Out: the keys of parts with
what was read. Only debates in which the built-in models found a proposal and two persons wrote are
asked about: the others would cost as much and hold nothing. Threads wait for the server beside one
another; a stop keeps every answer that came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from pipeline import parts
from pipeline.llm import read
from pipeline.llm.answers import Answers, Spent, estimated
from pipeline.llm.read import Read
from pipeline.records import Debate, LlmCall, LlmPosition, LlmProposal, Proposal
from pipeline.run.debating import debates
from pipeline.run.jobs import Debating, folder

ASKED = (LlmCall, LlmProposal, LlmPosition)
STAGE = "asked"

Report = Callable[[int, int], None]


def outlook(jobs: Sequence[Debating], answers: Answers) -> Spent:
    """About what it will take to ask what was not asked yet; nothing is asked."""
    total = Spent()
    for job in jobs:
        for debate in _worth(job):
            found = read.read(debate, answers.named.model, answers.kept)
            spent = estimated(found.unread)
            total = replace(
                total,
                asked=total.asked + spent.asked,
                kept=total.kept + len(found.calls),
                prompt_tokens=total.prompt_tokens + spent.prompt_tokens,
                completion_tokens=total.completion_tokens + spent.completion_tokens,
            )
    return total


def asked(jobs: Sequence[Debating], answers: Answers, threads: int, report: Report) -> list[str]:
    """Ask about every debate that is worth it; the key of a part for each unit."""
    keys = []
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for done, job in enumerate(jobs, start=1):
            waiting = [
                pool.submit(read.read, debate, answers.named.model, answers.ask)
                for debate in _worth(job)
            ]
            try:
                found = [each.result() for each in waiting]
            except BaseException:
                # The others are not begun: what is underway ends, and its answer is kept.
                pool.shutdown(wait=True, cancel_futures=True)
                raise
            keys.append(_written(job, answers.named.model, found))
            report(done, len(jobs))
    return keys


def _worth(job: Debating) -> Iterator[Debate]:
    proposed = {
        each.message for each in parts.read(folder(job.data), "debate", [job.debate], Proposal)
    }
    for debate in debates(job):
        if read.worth(debate) and any(p.message.message in proposed for p in debate.posts):
            yield debate


def _written(job: Debating, model: str, found: Sequence[Read]) -> str:
    """Write the rows of a unit; the key of the part, which tells every answer in it."""
    where = folder(job.data)
    calls = [call for each in found for call in each.calls]
    key = parts.key(STAGE, read.VERSION, model, job.answer, [call.request for call in calls])
    if not parts.exists(where, STAGE, key, ASKED):
        tables: dict[type, Sequence[object]] = {
            LlmCall: calls,
            LlmProposal: [row for each in found for row in each.proposals],
            LlmPosition: [row for each in found for row in each.positions],
        }
        parts.write(where, STAGE, key, tables)
    return key
