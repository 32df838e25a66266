"""Lists that were fetched to one DuckDB file: plan, make what is missing, swap the file in.

In: the data directory and the names of lists. Out: the database, and how many rows each stage took
and gave. Work is spread by a map that the caller passes: `map` is this process, `pool.map` of a
ProcessPoolExecutor this machine, `client.get_executor().map` of dask.distributed a cluster. A stop
at any moment leaves whole parts, a whole database, and nothing else that counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline import parts
from pipeline.errors import UsageError
from pipeline.fetch import stored
from pipeline.records import Archive, Unit
from pipeline.run import corrected, joined
from pipeline.run.barrier import threaded
from pipeline.run.jobs import Debating, Reading, Report, Rows, Step, folder
from pipeline.run.plan import Plan, debating, missing, plan
from pipeline.run.stages import perform
from pipeline.run.storing import store
from pipeline.store import database

Job = TypeVar("Job", Reading, Debating)


class Map(Protocol):
    """What spreads the work: `map`, a pool's or a cluster's."""

    def __call__(self, function: Callable[[Job], Rows], jobs: Iterable[Job], /) -> Iterator[Rows]:
        """The function's value for each job, in order."""


# As they follow each other.
STAGES = ("parse", "quote", "trace", "tag", "thread", "answer", "debate", "same")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: rows in and out of each stage that ran; none where all was made already."""

    database: Path
    rows: dict[str, tuple[int, int]]
    made: bool
    passed_over: tuple[str, ...] = ()  # a sentence for each correction that nothing came of


Ask = Callable[[Sequence[Debating]], Sequence[str]]


def build(
    data: Path,
    lists: Sequence[str] = (),
    *,
    using: Map = map,
    report: Report = lambda _: None,
    command: str = "",
    ask: Ask | None = None,
) -> Built:
    """Build the named lists, and keep those that the database holds already.

    No name means every list that was fetched. `ask` is given the jobs whose parts are made, and
    yields the keys of parts with what a language model read in them. UsageError where a list was
    not fetched, PartError where the disk refuses.
    """
    target = data / "hansard.duckdb"
    rows: Counter[tuple[str, int]] = Counter()
    plan_, jobs = read(data, fetched(data, lists, target), using=using, report=report, rows=rows)
    _make(missing(jobs), "debating", using, report, rows)
    asked = ask(jobs) if ask is not None else []
    _count(rows, joined.join(plan_, jobs))
    told = corrected.corrections(plan_, jobs)
    made = store(plan_, jobs, target, command, report, asked, told)
    # Which of them was done first does not matter: a stop leaves some archives without the last.
    stages = sorted({stage for stage, _ in rows}, key=STAGES.index)
    return Built(target, {stage: (rows[stage, 0], rows[stage, 1]) for stage in stages}, made,
                 corrected.passed_over(data, told))  # fmt: skip


def read(
    data: Path,
    fetched: Sequence[Archive],
    *,
    using: Map = map,
    report: Report = lambda _: None,
    rows: Counter[tuple[str, int]] | None = None,
) -> tuple[Plan, list[Debating]]:
    """Read and thread the archives: the plan, and the jobs of what is still to be debated.

    Rows in and out of each stage are added to `rows`. What models learn from is read by this too.
    """
    rows = Counter() if rows is None else rows
    plan_ = plan(data, fetched)
    parts.sweep(folder(data))
    _make(plan_.missing, "reading", using, report, rows)
    if not plan_.threaded:
        report(Step("threading", 0, 1))
        _count(rows, {"thread": threaded(plan_)})
        report(Step("threading", 1, 1))
    return plan_, debating(plan_, parts.read(folder(data), "thread", [plan_.thread], Unit))


def fetched(data: Path, lists: Sequence[str], target: Path) -> list[Archive]:
    """The archives to build, in the order of list and month."""
    known = stored.lists(data)
    for name in lists:
        if name not in known:
            raise UsageError(
                f"no archive of {name} has been fetched into {data}",
                hint=f"hansard fetch ADDRESS --list {name}"
                + (f"; fetched so far: {', '.join(known)}" if known else ""),
            )
    wanted = set(lists or known) | (database.lists(target) & set(known))
    if not wanted:
        raise UsageError(
            f"nothing has been fetched into {data} yet", hint="hansard fetch ADDRESS-OR-PATH"
        )
    return [archive for name in sorted(wanted) for archive in stored.recorded(data, name)]


def _make(
    jobs: Sequence[Job],
    stage: str,
    using: Map,
    report: Report,
    rows: Counter[tuple[str, int]],
) -> None:
    for done, made in enumerate(using(perform, jobs), start=1):
        _count(rows, made)
        report(Step(stage, done, len(jobs)))


def _count(rows: Counter[tuple[str, int]], made: Rows) -> None:
    for stage, (taken, given) in made.items():
        rows[stage, 0] += taken
        rows[stage, 1] += given
