"""The database, made of parts: where it is made of just these already, nothing is done.

In: a plan and its jobs, whose parts are made. Out: the database in its place, made beside and
swapped in, and whether it was made; or which files of parts it is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import __version__, parts
from pipeline.records import Correction, Idea, Run, Same
from pipeline.resources import QUERIES, digest
from pipeline.run import joined, known
from pipeline.run.asked import ASKED
from pipeline.run.jobs import (
    ANSWER,
    CORRECTED,
    DEBATE,
    PARSE,
    QUOTE,
    TAG,
    TRACE,
    Debating,
    Report,
    Step,
    folder,
)
from pipeline.run.plan import RULES, THREAD, Plan, models
from pipeline.store import database


def store(
    plan_: Plan,
    jobs: Sequence[Debating],
    target: Path,
    command: str,
    report: Report,
    asked: Sequence[str],
    told: Sequence[Correction],
) -> bool:
    """Make the database where it is not made of just these parts; True where it was made."""
    run = parts.key(
        "store",
        database.VERSION,
        digest(QUERIES.glob("*.sql")),
        [job.tag for job in plan_.readings],
        [job.archive.fetched_at for job in plan_.readings],
        plan_.thread,
        [(job.answer, job.debate) for job in jobs],
        joined.key(plan_, jobs),
        *([asked] if asked else ()),
        *([["told", *told]] if told else ()),
    )
    if database.run(target) == run:
        return False
    report(Step("storing", 0, 1))
    database.make(
        target,
        part_files(plan_, jobs, asked),
        archives=[job.archive for job in plan_.readings],
        ideas=_ideas(plan_.data),
        runs=_runs(plan_.data, run, command),
        corrections=told,
    )
    report(Step("storing", 1, 1))
    return True


def part_files(
    plan_: Plan, jobs: Sequence[Debating], asked: Sequence[str] = ()
) -> dict[type, list[Path]]:
    """Every file of every part, by the record it holds."""
    where = folder(plan_.data)
    named: list[tuple[str, Sequence[type], list[str]]] = [
        ("parse", PARSE, [job.parse for job in plan_.readings]),
        ("quote", QUOTE, [job.quote for job in plan_.readings]),
        ("trace", TRACE, [job.trace for job in plan_.readings]),
        ("tag", TAG, [job.tag for job in plan_.readings]),
        ("thread", THREAD, [plan_.thread]),
        ("answer", ANSWER, [job.answer for job in jobs]),
        ("debate", DEBATE, [job.debate for job in jobs]),
        ("debate", CORRECTED, [job.debate for job in jobs if job.told]),
        ("same", (Same,), [joined.key(plan_, jobs)]),
        ("asked", ASKED, list(asked)),
    ]
    return {
        record: [parts.path(where, stage, name, record) for name in dict.fromkeys(names)]
        for stage, records, names in named
        for record in records
    }


def _ideas(data: Path) -> list[Idea]:
    from pipeline.debate import ideas_file

    return [rules.idea for rules in ideas_file.of(known.ideas(data))]


def _runs(data: Path, run: str, command: str) -> list[Run]:
    """One row a stage; the rows in and out are counted in the database itself.

    Fingerprints have none: they only serve threading, and the database does not hold them.
    """
    learnt = models(data)
    row = Run(run, datetime.now(UTC).replace(tzinfo=None), __version__, command, "", 0, "", 0, 0)
    return [
        replace(row, stage=stage, stage_version=sum(versions), model=learnt.get(stage, ""))
        for stage, versions in RULES.items()
        if stage != "trace"
    ]
