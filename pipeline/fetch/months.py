"""What archives are called, and when: names as archivers write them to names as we do.

In: a file's or folder's name (`2014-September`, `2019q2`, `20140903`), or a month that a user
typed. Out: our name of the archive, the months that it covers, its place among the others, and
whether it can still grow. A name of no known form is kept as it is; a month that cannot be
(1945-February) is a month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipeline.errors import UsageError

# Mailman writes English names whatever the language of the list; other archivers shorten them.
NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBER_OF = {
    short: number for number, name in enumerate(NAMES, start=1) for short in (name, name[:3])
}

# How Mailman 2 names its volumes (ARCHIVE_VOLUME_FREQUENCY: year, month, quarter, week, day), then
# how people and mod_mbox do (2014-09, 201409). Tried in this order; the whole name must fit.
FORMS = (
    re.compile(r"(?P<year>[1-9]\d{3})", re.ASCII),
    re.compile(r"(?P<year>[1-9]\d{3})[-_](?P<name>[A-Za-z]{3,9})", re.ASCII),
    re.compile(r"(?P<year>[1-9]\d{3})[qQ](?P<quarter>[1-4])", re.ASCII),
    re.compile(r"(?P<week>Week-of-Mon-)(?P<year>[1-9]\d{3})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII),
    re.compile(r"(?P<year>[1-9]\d{3})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII),
    re.compile(r"(?P<year>[1-9]\d{3})[-_]?(?P<month>\d\d)", re.ASCII),
    re.compile(r"(?P<year>[1-9]\d{3})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII),
)

# A name that ends in a month (dev-2014-09) is kept, but can be chosen by --since and --until.
ENDING = re.compile(
    r".*[-_.](?P<month>[1-9]\d{3}(?:[-_]?\d\d|[-_][A-Za-z]{3,9}|[qQ][1-4])?)", re.ASCII
)

# Mailman packs a month's text once a night, and zones differ by a day: so long a month may grow.
GRACE = timedelta(days=2)

# What may stand in the name of a list or an archive, which become folders, files and keys.
UNSAFE = re.compile(r"[^\w.+@=~-]+")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Period:
    """The months that an archive covers, each counted from the year 0."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Span:
    """The months that are wanted: from `since` to `until`, either open."""

    since: int | None = None
    until: int | None = None

    def holds(self, month: str) -> bool:
        """True where an archive may have mail of these months; one of no known month may."""
        covered = period(month)
        if covered is None:
            return True
        return (self.since is None or covered.last >= self.since) and (
            self.until is None or covered.first <= self.until
        )


def month(stem: str) -> str:
    """Our name of the archive that an archiver calls `stem`; empty where it names no month."""
    for form in FORMS:
        found = form.fullmatch(stem)
        name = _named(found.groupdict()) if found else ""
        if name:
            return name
    return ""


def _named(found: dict[str, str | None]) -> str:
    year = found["year"]
    if found.get("quarter"):
        return f"{year}q{found['quarter']}"
    if found.get("name"):
        number = NUMBER_OF.get(str(found["name"]).lower())
        return f"{year}-{number:02d}" if number else ""
    if not found.get("month"):
        return str(year)
    if not 1 <= int(found["month"] or 0) <= 12:
        return ""
    day = found.get("day")
    if day and not 1 <= int(day) <= 31:
        return ""
    name = f"{year}-{found['month']}" + (f"-{day}" if day else "")
    return f"{name}w" if found.get("week") else name


def own(stem: str) -> str:
    """A name for an archive of which the month is not known: the file's own, made safe."""
    return UNSAFE.sub("-", stem).strip(".-")[:LONGEST_NAME] or "archive"


OURS = re.compile(
    r"(?P<year>[1-9]\d{3})(?:q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])(?:-\d\dw?)?)?", re.ASCII
)


def period(name: str) -> Period | None:
    """The months that an archive covers, none where its name does not tell."""
    found = OURS.fullmatch(name)
    if found is None:
        ending = ENDING.fullmatch(name)
        found = OURS.fullmatch(month(ending["month"])) if ending else None
    if found is None:
        return None
    start = int(found["year"]) * 12
    if found["quarter"]:
        first = start + int(found["quarter"]) * 3 - 3
        return Period(first, first + 2)
    if found["month"]:
        return Period(start + int(found["month"]) - 1, start + int(found["month"]) - 1)
    return Period(start, start + 11)


def order(name: str) -> tuple[int, str]:
    """What sorts archives by month; those of no known month come last."""
    covered = period(name)
    return (covered.first if covered else 1_000_000, name)


def settled(name: str, asked_at: datetime) -> bool:
    """True where the archive was over when it was last asked for (UTC), so that it cannot grow."""
    covered = period(name)
    if covered is None:
        return True
    asked = asked_at - GRACE
    return asked.year * 12 + asked.month - 1 > covered.last


def now() -> datetime:
    """The present moment, UTC, in whole seconds, as the records hold it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def span(since: str | None, until: str | None) -> Span:
    """The months that a user asks for; UsageError where one is no month."""
    first = _typed(since, "--since").first if since is not None else None
    last = _typed(until, "--until").last if until is not None else None
    if first is not None and last is not None and first > last:
        raise UsageError(
            f"--since {since} comes after --until {until}", hint="exchange the two months"
        )
    return Span(first, last)


def _typed(text: str, option: str) -> Period:
    name = month(text.strip())
    covered = period(name) if name else None
    if covered is None:
        raise UsageError(
            f"{option} {text} is not a month", hint=f"{option} 2014-08, or a year: {option} 2014"
        )
    return covered
