"""What there is to make: jobs for the parts that are missing, named by what they are made from.

In: the record of what was fetched, and (past the barrier) the units that threading found. Out: keys
and jobs. Nothing is read but small tables and nothing is written, so that planning a build of which
everything is made already takes no time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import parts
from pipeline.debate import calibrated, decide, ideas, model, propose, same, sentences, stance, tag
from pipeline.debate.told import Told, content
from pipeline.mail import archive as archives
from pipeline.mail import quote
from pipeline.records import (
    Affiliation,
    Archive,
    Author,
    Copy,
    Elsewhere,
    Identity,
    Person,
    Place,
    Thread,
    Unit,
)
from pipeline.resources import digest
from pipeline.run import corrected, known
from pipeline.run.jobs import (
    ANSWER,
    PARSE,
    QUOTE,
    TAG,
    TRACE,
    Debating,
    Reading,
    debated,
    folder,
)
from pipeline.thread import affiliations, answer, automatic, copies, debates, people, thread, traces

THREAD = (Copy, Person, Identity, Affiliation, Author, Thread, Place, Elsewhere, Unit)

# What each stage's output depends on besides its inputs: the rules of these modules, which raise
# their VERSION also when a rule changes in a module that they use.
RULES: dict[str, tuple[int, ...]] = {
    "parse": (archives.VERSION,),
    "quote": (quote.VERSION,),
    "tag": (sentences.VERSION, tag.VERSION),
    "trace": (traces.VERSION,),
    "thread": (
        copies.VERSION,
        thread.VERSION,
        people.VERSION,
        automatic.VERSION,
        affiliations.VERSION,
    ),
    "answer": (answer.VERSION,),
    "debate": (
        debates.VERSION,
        propose.VERSION,
        stance.VERSION,
        decide.VERSION,
        calibrated.VERSION,
        ideas.VERSION,
    ),
    "same": (same.VERSION,),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Every part of a build, made or not."""

    data: Path
    readings: tuple[Reading, ...]
    thread: str
    told: tuple[Told, ...] = ()  # a researcher's corrections, as the file has them

    @property
    def missing(self) -> list[Reading]:
        """The archives of which some part is not made, longest first."""
        where = folder(self.data)
        jobs = [
            job
            for job in self.readings
            if not (
                parts.exists(where, "parse", job.parse, PARSE)
                and parts.exists(where, "quote", job.quote, QUOTE)
                and parts.exists(where, "trace", job.trace, TRACE)
                and parts.exists(where, "tag", job.tag, TAG)
            )
        ]
        return sorted(jobs, key=lambda job: (-job.archive.bytes, job.archive.path))

    @property
    def threaded(self) -> bool:
        """True where the lists are threaded already."""
        return parts.exists(folder(self.data), "thread", self.thread, THREAD)


def models(data: Path) -> dict[str, str]:
    """The digest of what each stage has learnt or was told."""
    return {
        "tag": parts.key(model.digest("acts"), model.digest("mood")),
        "debate": parts.key(model.digest("positions"), digest(known.ideas(data))),
    }


def plan(data: Path, fetched: Sequence[Archive]) -> Plan:
    """The parts of the archives that were fetched, and of their threading."""
    learnt = models(data)["tag"]
    readings = tuple(_reading(data, archive, learnt) for archive in fetched)
    researcher = digest(known.files(data))
    told = known.debates(data)
    replanted = sorted(content(each) for each in told if each.kind == "thread")
    name = parts.key("thread", RULES["thread"], [job.parse for job in readings],
                     [job.trace for job in readings], researcher,
                     *([replanted] if replanted else ()))  # fmt: skip
    return Plan(data, readings, name, told)


def _reading(data: Path, archive: Archive, learnt: str) -> Reading:
    parse = parts.key(
        "parse",
        RULES["parse"],
        (archive.list_id, archive.month, archive.kind),
        (archive.sha256, archive.index_sha256, archive.index_url),
    )
    quoted = parts.key("quote", RULES["quote"], parse)
    traced = parts.key("trace", RULES["trace"], quoted)
    tagged = parts.key("tag", RULES["tag"], learnt, quoted)
    return Reading(data, archive, parse, quoted, traced, tagged)


def debating(plan: Plan, units: Sequence[Unit]) -> list[Debating]:
    """The jobs past the barrier: one for each archive in which threads are rooted."""
    learnt = models(plan.data)["debate"]
    by_archive = {f"{job.archive.list_id}/{job.archive.month}": job for job in plan.readings}
    told = corrected.by_unit(
        plan.data, plan.thread, [job.parse for job in plan.readings], plan.told
    )
    return [
        _debating(plan, unit, by_archive, learnt, told.get(f"{unit.list_id}/{unit.month}", ()))
        for unit in units
    ]


def _debating(
    plan: Plan,
    unit: Unit,
    by_archive: dict[str, Reading],
    learnt: str,
    told: tuple[Told, ...],
) -> Debating:
    touched = [by_archive[name] for name in unit.touched]
    answered = parts.key("answer", RULES["answer"], unit.digest, [job.quote for job in touched])
    debated = parts.key("debate", RULES["debate"], learnt, answered, [job.tag for job in touched],
                        *([[content(each) for each in told]] if told else ()))  # fmt: skip
    return Debating(
        data=plan.data,
        prefix=f"{unit.list_id}/{unit.month}/",
        thread=plan.thread,
        parse=tuple(job.parse for job in touched),
        quote=tuple(job.quote for job in touched),
        tag=tuple(job.tag for job in touched),
        answer=answered,
        debate=debated,
        bytes=by_archive[f"{unit.list_id}/{unit.month}"].archive.bytes,
        told=told,
    )


def missing(jobs: Sequence[Debating]) -> list[Debating]:
    """The units of which some part is not made, longest first."""
    unmade = [
        job
        for job in jobs
        if not (
            parts.exists(folder(job.data), "answer", job.answer, ANSWER)
            and parts.exists(folder(job.data), "debate", job.debate, debated(job))
        )
    ]
    return sorted(unmade, key=lambda job: (-job.bytes, job.prefix))
