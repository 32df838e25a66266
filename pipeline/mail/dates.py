"""When a mail was sent: by its Date, else Resent-Date, else its separator, else its neighbours.

Nothing is invented: where none of them tells, there is no date. A date is believed if it lies between the
first list mail and the day after the archive was fetched, and if it does not contradict the separator
by more than the time that mail takes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_tz

# MsgGroup, the first mailing list, began in June 1975: what claims to be older, or to be of the first
# days of Unix time, is a clock that was never set.
EARLIEST = datetime(1975, 6, 1)
CLOCK_UNSET = timedelta(days=400)
UNIX_EPOCH = datetime(1970, 1, 1)
# A held mail may wait for its moderator for weeks; more than this is a wrong clock.
MAIL_TAKES = timedelta(days=60)
# From one fetch to the next, clocks and zones may differ by a day.
CLOCK_SKEW = timedelta(days=2)

SEPARATOR_DATE = re.compile(
    rb"(\w{3}) +(\d{1,2}) +(\d{1,2}):(\d{2})(?::(\d{2}))? +(?:[A-Z]{3,5} +|[+-]\d{4} +)?(\d{4})"
    rb"(?: +(?:[A-Z]{3,5}|[+-]\d{4}))?\s*$"
)
MONTHS = {
    name: number
    for number, name in enumerate(
        b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1
    )
}


@dataclass(frozen=True, slots=True)
class Sent:
    """When a mail was sent (UTC), its zone, and which source said so; `wrong` if one was not believed."""

    at: datetime | None
    offset_minutes: int | None
    source: str
    wrong: str = ""


def sent(fields: dict[str, list[str]], separator: bytes, latest: datetime) -> Sent:
    """The first believable date of a mail; `latest` is when its archive was fetched (UTC)."""
    by_separator = separator_date(separator)
    if by_separator and not _possible(by_separator, latest):
        by_separator = None
    wrong = ""
    for source, name in (("date", "date"), ("resent", "resent-date")):
        for value in fields.get(name, ()):
            found = header_date(value)
            if found and _believable(found[0], by_separator, latest):
                return Sent(*found, source, wrong)
            wrong = wrong or value
    if by_separator:
        return Sent(by_separator, None, "separator", wrong)
    return Sent(None, None, "none", wrong)


def _believable(at: datetime, by_separator: datetime | None, latest: datetime) -> bool:
    if not _possible(at, latest):
        return False
    return by_separator is None or abs(at - by_separator) <= MAIL_TAKES


def _possible(at: datetime, latest: datetime) -> bool:
    return EARLIEST <= at <= latest + CLOCK_SKEW and abs(at - UNIX_EPOCH) > CLOCK_UNSET


def header_date(value: str) -> tuple[datetime, int | None] | None:
    """A Date value (RFC 5322 3.3, tolerantly) as UTC and minutes east of it; None where it is none."""
    try:
        parsed = parsedate_tz(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if parsed is None:
        return None
    year, month, day, hour, minute, second = parsed[:6]
    # Years since 1900, as some clocks of the year 2000 wrote them.
    year = year + 1900 if 100 <= year < 200 else year
    zone = parsed[9]
    try:
        local = datetime(year, month, day, hour, minute, min(second, 59))
        return local - timedelta(seconds=zone or 0), None if zone is None else _minutes(zone)
    except (ValueError, OverflowError):
        return None


def _minutes(zone: int) -> int | None:
    """A zone in minutes, None for one that is nowhere on Earth."""
    return zone // 60 if abs(zone) <= 16 * 3600 else None


def separator_date(separator: bytes) -> datetime | None:
    """The date of a separator line. Its zone is the archiver's and unknown: it is taken as UTC."""
    match = SEPARATOR_DATE.search(separator[-48:])
    if match is None or match[1] not in MONTHS:
        return None
    day, hour, minute, second, year = (int(match[n] or 0) for n in range(2, 7))
    try:
        return datetime(year, MONTHS[match[1]], day, hour, minute, min(second, 59))
    except ValueError:
        return None


def neighbour(dates: Sequence[datetime | None], index: int, reach: int = 5) -> datetime | None:
    """The median date of the mails around one, None where they have none either."""
    near = sorted(
        date for date in dates[max(0, index - reach) : index + reach + 1] if date is not None
    )
    return near[len(near) // 2] if near else None
