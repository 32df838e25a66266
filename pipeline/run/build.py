"""Lists that were fetched to one DuckDB file: plan, make what is missing, swap the file in.

In: the data directory and the names of lists. Out: the database, and how many rows each stage took
and gave. Work is spread by a map that the caller passes: `map` is this process, `pool.map` of a
ProcessPoolExecutor this machine, `client.get_executor().map` of dask.distributed a cluster. A stop
at any moment leaves whole parts, a whole database, and nothing else that counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline import __version__, parts
from pipeline.errors import PartError, UsageError
from pipeline.fetch import stored
from pipeline.records import (
    Affiliation,
    Archive,
    Author,
    Copy,
    Correction,
    Elsewhere,
    Head,
    Idea,
    Identity,
    Message,
    Person,
    Place,
    Run,
    Same,
    Thread,
    Unit,
)
from pipeline.resources import QUERIES, digest
from pipeline.run import corrected, joined, known
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
    Reading,
    Rows,
    folder,
)
from pipeline.run.plan import RULES, THREAD, Plan, debating, missing, models, plan
from pipeline.run.stages import perform
from pipeline.store import database

Job = TypeVar("Job", Reading, Debating)


class Map(Protocol):
    """What spreads the work: `map`, a pool's or a cluster's."""

    def __call__(self, function: Callable[[Job], Rows], jobs: Iterable[Job], /) -> Iterator[Rows]:
        """The function's value for each job, in order."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build has come."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: rows in and out of each stage that ran; none where all was made already."""

    database: Path
    rows: dict[str, tuple[int, int]]
    made: bool
    passed_over: tuple[str, ...] = ()  # a sentence for each correction that nothing came of


Report = Callable[[Step], None]
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
    plan_, jobs = read(data, _fetched(data, lists, target), using=using, report=report, rows=rows)
    _make(missing(jobs), "debating", using, report, rows)
    asked = ask(jobs) if ask is not None else []
    _count(rows, joined.join(plan_, jobs))
    told = corrected.corrections(plan_, jobs)
    made = _store(plan_, jobs, target, command, report, asked, told)
    stages = dict.fromkeys(stage for stage, _ in rows)
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
        _count(rows, {"thread": _thread(plan_)})
        report(Step("threading", 1, 1))
    return plan_, debating(plan_, parts.read(folder(data), "thread", [plan_.thread], Unit))


def _fetched(data: Path, lists: Sequence[str], target: Path) -> list[Archive]:
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


def _thread(plan_: Plan) -> tuple[int, int]:
    """The barrier: copies, persons, threads and units of all lists together."""
    from pipeline.run import traced
    from pipeline.thread import affiliations, automatic, copies, people, quoting, thread

    where = folder(plan_.data)
    names = [job.parse for job in plan_.readings]
    heads = parts.read(where, "parse", names, Head, of=Message)
    found = copies.copies(heads)
    copied = {copy.message for copy in found}
    kept = [head for head in heads if head.message not in copied and head.duplicate_of is None]
    held = traced.traces(where, [job.trace for job in plan_.readings], names, sorted(copied))
    parents = corrected.parents(heads, found, plan_.told)
    reasons = automatic.reasons(kept)
    clues = traced.clues(held, quoting.asked(kept))
    threads, places = thread.places(kept, clues, parents, reasons)
    told, corrections = known.told(plan_.data)
    persons, identities = people.persons(kept, corrections)
    person_of = {(each.name, each.address): each.person for each in identities}
    authors = [
        Author(head.message, person_of[head.name, head.address], reasons.get(head.message, ""))
        for head in kept
    ]
    quotes = traced.elsewhere(held, places)
    written = {each.message: _written(each) for each in authors}
    units = thread.units(threads, places, written, quotes)
    in_order = sorted(threads, key=lambda each: each.thread)
    in_reading_order = sorted(places, key=lambda each: (each.thread, each.position))
    tables: dict[type, Sequence[object]] = {
        Copy: found,
        Person: persons,
        Identity: identities,
        Affiliation: affiliations.affiliations(kept, identities, told),
        Author: authors,
        Thread: in_order,
        Place: in_reading_order,
        Elsewhere: quotes,
        Unit: units,
    }
    parts.write(where, "thread", plan_.thread, {record: tables[record] for record in THREAD})
    return len(heads), len(threads)


def _written(author: Author) -> str:
    """What a unit is made from besides places: who wrote each mail, and whether a program did."""
    return f"{author.person} {author.automatic}" if author.automatic else author.person


def _store(
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


def tidy(data: Path, lists: Sequence[str] = ()) -> tuple[int, int]:
    """Delete parts that no plan names and what a killed fetch left: how many files and bytes."""
    left = stored.leftovers(data)
    known = stored.lists(data) or not left
    plan_ = plan(data, _fetched(data, lists, data / "hansard.duckdb")) if known else None
    if left and (plan_ is None or not plan_.threaded):
        # A fetch was killed before anything was built: there are no old parts to tell.
        return _deleted(left)
    if plan_ is None or not plan_.threaded:
        raise UsageError("the lists are not built: there is nothing to tell old parts by",
                         hint="hansard build")  # fmt: skip
    units = parts.read(folder(data), "thread", [plan_.thread], Unit)
    named = part_files(plan_, debating(plan_, units)).values()
    wanted = {file for files in named for file in files}
    found = (file for file in folder(data).rglob("*") if file.is_file() and file not in wanted)
    return _deleted([file for file in found if not parts.underway(file)] + left)


def _deleted(files: Sequence[Path]) -> tuple[int, int]:
    """How many files are deleted, and how many bytes; what another tidy took meanwhile is well."""
    size = 0
    for file in files:
        try:
            size += file.stat().st_size
            file.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise PartError(
                f"cannot delete {file}: {error.strerror or error}",
                hint="see to it that the --data directory may be written",
            ) from error
    return len(files), size
