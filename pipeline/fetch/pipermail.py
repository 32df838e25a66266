"""A pipermail site to archives: which months it has, and each of them as text or as pages.

In: an address anywhere on the site: the listing, a month, a text, a message, the list's
information page. Out: the archives, recorded. A month that is over and recorded is not asked for
again; others are, on condition. What one month refuses does not keep the others from being
fetched: it is told at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import FetchError, UsageError
from pipeline.fetch import archived, cloned, inboxes, months, site, stored
from pipeline.fetch.asking import Asking
from pipeline.fetch.mirror import Mirror
from pipeline.fetch.refusals import AGAIN, Unreachable
from pipeline.fetch.step import Report, Step
from pipeline.records import Archive

# A host that refuses so many months in a row is left alone until the next run.
PATIENCE = 3

# So many names are enough to tell which months are meant.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user asks for."""

    list_id: str | None
    span: months.Span
    refresh: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a month: its archive, or why there is none."""

    month: str
    archive: Archive | None = None
    refusal: FetchError | None = None
    damaged: bool = False


def archives(address: str, data: Path, wanted: Wanted, report: Report) -> list[Archive]:
    """The archives of a site, fetched and recorded; FetchError where some could not be had."""
    outcomes: list[Outcome] = []
    total = 1

    def tell(note: str) -> None:
        report(Step(len(outcomes), total, note))

    with Mirror(tell) as mirror:
        tell(address)
        found = site.resolved(mirror, address)
        tell(f"{found.url} is an archive of {found.software}")
        list_id = stored.checked_name(wanted.list_id or found.list_id or _nameless(address))
        chosen = [month for month in found.months if wanted.span.holds(month.name)]
        if not chosen:
            raise UsageError(
                f"{list_id} has no archive of the months asked for",
                hint=f"it has {found.months[0].name} to {found.months[-1].name}",
            )
        total = len(chosen)
        for month in chosen:
            asking = Asking(
                mirror=mirror,
                data=data,
                list_id=list_id,
                site=found.url,
                month=month,
                again=wanted.refresh or month == found.months[-1] or found.single,
                refresh=wanted.refresh,
                single=found.single,
                tell=tell,
            )
            outcomes.append(_outcome(asking))
            tell(_said(outcomes))
            if _given_up(outcomes):
                break
        if found.software == inboxes.NAME and not any(
            outcome.archive or outcome.refusal for outcome in outcomes
        ):
            inbox = cloned.archives(mirror, found.url, data, list_id, wanted.span, report)
            if inbox:
                return inbox
    return _result(list_id, outcomes, total, found)


def _outcome(asking: Asking) -> Outcome:
    try:
        archive = archived.archive(asking)
        return Outcome(asking.month.name, archive=archive, damaged=archived.damaged(asking))
    except FetchError as error:
        return Outcome(asking.month.name, refusal=error)


def _given_up(outcomes: Sequence[Outcome]) -> bool:
    last = outcomes[-PATIENCE:]
    return len(last) == PATIENCE and all(
        isinstance(outcome.refusal, Unreachable) for outcome in last
    )


def _said(outcomes: Sequence[Outcome]) -> str:
    """What became of the last month, and which the server lacks or has cut off or damaged."""
    last = outcomes[-1]
    said = f"{last.month}: "
    if last.archive:
        said += f"{last.archive.bytes:,} bytes"
    else:
        said += str(last.refusal) if last.refusal else "not there"
    missing = [outcome.month for outcome in outcomes if not (outcome.archive or outcome.refusal)]
    if missing:
        said += f" ({_named(missing)} listed but not there)"
    damaged = [outcome.month for outcome in outcomes if outcome.damaged]
    if damaged:
        said += f" ({_named(damaged)} cut off or damaged at the server: as much as can be is kept)"
    return said


def _result(
    list_id: str, outcomes: Sequence[Outcome], total: int, found: site.Site
) -> list[Archive]:
    fetched = [outcome.archive for outcome in outcomes if outcome.archive]
    refused = [outcome for outcome in outcomes if outcome.refusal]
    if refused:
        reason = refused[-1].refusal
        passing = any(isinstance(outcome.refusal, Unreachable) for outcome in refused)
        stopped = f"; stopped after {len(outcomes)} of {total}" if len(outcomes) < total else ""
        raise FetchError(
            f"{len(refused)} of {total} archives of {list_id} could not be fetched "
            f"({_named([outcome.month for outcome in refused])}): {reason}{stopped}",
            hint=f"{AGAIN}; what was fetched is kept" if passing or not reason else reason.hint,
        )
    if not any(archive.bytes for archive in fetched):
        listed = [outcome.month for outcome in outcomes]
        if found.software == inboxes.NAME:
            raise FetchError(
                f"{found.url} does not give its mail as an mbox",
                hint=f"git clone --mirror {found.url}0 {list_id}/0.git, and fetch that folder",
            )
        raise FetchError(
            f"none of the archives of {list_id} that are listed is there: {_named(listed)}",
            hint="look at the listing in a browser: its links may be out of date",
        )
    return fetched


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    more = len(names) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _nameless(address: str) -> str:
    raise UsageError(
        f"{address} does not say what its list is called",
        hint=f"name it: hansard fetch {address} --list NAME",
    )
