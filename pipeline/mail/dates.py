"""When a mail was sent: by its Date, else Resent-Date, else its separator, else its neighbours.

Nothing is invented: where none of them tells, there is no date. A date is believed if it lies
between the first list mail and the end of its archive, as far as the archive itself tells that (so
that whoever fetches it, and when, reads the same dates), and if it does not contradict the mail's
arrival by more than the time that mail takes. A mail arrives when its separator says so;
since exports write the day of the export there, a Received field that agrees with the Date is good
enough too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from typing import NamedTuple

# MsgGroup, the first mailing list, began in June 1975: what claims to be older, or to be of the
# first days of Unix time, is a clock that was never set. Times here are UTC, without a zone.
EARLIEST = datetime(1975, 6, 1)  # noqa: DTZ001
CLOCK_UNSET = timedelta(days=400)
UNIX_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
# The clocks of NTP end in February 2036 and those of Unix in January 2038: what claims to be from
# then on is one that ran over. Look again before these years come.
LATEST = datetime(2036, 1, 1)  # noqa: DTZ001
# A held mail may wait for its moderator for weeks; more than this is a wrong clock.
MAIL_TAKES = timedelta(days=60)
# Clocks and zones may differ by a day.
CLOCK_SKEW = timedelta(days=2)
# A date is sure that so many others of the archive are near; a list may then be silent for a year.
COMPANY = 2
SILENCE = timedelta(days=366)
# Kiribati is 14 hours ahead; what is further off is no zone on Earth.
ZONE_MINUTES = 16 * 60

SEPARATOR_DATE = re.compile(
    rb"(\w{3}) +(\d{1,2}) +(\d{1,2}):(\d{2})(?::(\d{2}))? +(?:[A-Z]{3,5} +|[+-]\d{4} +)?(\d{4})"
    rb"(?: +(?:[A-Z]{3,5}|[+-]\d{4}))?(?: remote from \S+)?\s*$"
)
# RFC 5322 as nearly all write it: the quick way.
USUAL = re.compile(
    r"(?:[A-Za-z]{3}, *)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:([+-])(\d\d)(\d\d)|GMT|UT|UTC)(?: *\([^()]*\))?"
)
# A page shows ctime, in the language of its list.
CTIME = re.compile(
    r"([^\W\d_]{3,9})\.? +(\d{1,2}) +(\d\d):(\d\d):(\d\d) +(?:([A-Z]{1,5}|[+-]\d{4}) +)?(\d{4})"
)
OFFSET = re.compile(r"[+-]\d{4}\b")
MONSTROUS_OFFSET = re.compile(r"[+-]\d{5,}")

# The first letters of the months where Mailman is translated, without accents where those vary.
MONTHS: dict[str, int] = {
    prefix: number
    for number, prefixes in enumerate(
        (
            "jan ene gen janv", "feb fév fev", "mar mär mrz mrt mars", "apr abr avr",
            "may mai mag mei", "jun juin giu", "jul juil lug", "aug ago aoû aou",
            "sep set sept", "oct okt ott out", "nov", "dec dez dic déc",
        ),
        start=1,
    )
    for prefix in prefixes.split()
}  # fmt: skip

# Minutes east of UTC of the zone names that time.tzname gives and email.utils lacks.
ZONES = {
    "CEST": 120, "CET": 60, "MEST": 120, "MET": 60, "MESZ": 120, "MEZ": 60, "BST": 60, "IST": 330,
    "JST": 540, "KST": 540, "MSK": 180, "MSD": 240, "EEST": 180, "EET": 120, "WEST": 60, "WET": 0,
    "SAST": 120, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "BRT": -180, "BRST": -120,
    "ART": -180, "CLT": -240, "AKST": -540, "AKDT": -480, "HST": -600,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420, "UTC": 0, "GMT": 0, "UT": 0, "Z": 0,
}  # fmt: skip


class Sent(NamedTuple):
    """When a mail was sent (UTC), its zone, which source said so, and one that was not believed."""

    at: datetime | None
    offset_minutes: int | None
    source: str
    wrong: str = ""


def sent(fields: dict[str, list[str]], separator: bytes) -> Sent:
    """The first believable date of a mail, by what the mail tells alone."""
    arrived = separator_date(separator)
    if arrived and not possible(arrived):
        arrived = None
    wrong = ""
    for source, name in (("date", "date"), ("resent", "resent-date")):
        for value in fields.get(name, ()):
            found = header_date(value)
            if found and _believable(found[0], arrived, fields):
                if MONSTROUS_OFFSET.search(value):
                    wrong = wrong or value
                return Sent(*found, source, wrong)
            wrong = wrong or value
    if arrived:
        return Sent(arrived, None, "separator", wrong)
    return Sent(None, None, "none", wrong)


def _believable(at: datetime, arrived: datetime | None, fields: dict[str, list[str]]) -> bool:
    if not possible(at):
        return False
    if arrived is None or abs(at - arrived) <= MAIL_TAKES:
        return True
    received = header_date(next(iter(fields.get("received", ())), "").rpartition(";")[2].strip())
    return received is not None and abs(at - received[0]) <= MAIL_TAKES


def possible(at: datetime) -> bool:
    """True for a date on which a mail can have been sent."""
    return EARLIEST <= at < LATEST and abs(at - UNIX_EPOCH) > CLOCK_UNSET


def believed(sents: Sequence[Sent], archived: datetime | None, end: datetime | None) -> list[Sent]:
    """The dates of an archive's mails, without those after its end: clocks that were ahead.

    `archived` is when the archiver says that it made the archive, `end` that of the month whose
    name it bears, each None where nothing tells. Neither cuts off what is in company.
    """
    bound = _end([sent.at for sent in sents], archived, end)
    return [
        Sent(None, None, "none", sent.wrong or str(sent.at))
        if sent.at and sent.at > bound
        else sent
        for sent in sents
    ]


def _end(
    claims: Sequence[datetime | None], archived: datetime | None, end: datetime | None
) -> datetime:
    """The latest date that a mail of an archive can bear."""
    known = sorted(claim for claim in claims if claim)
    # Where the archiver tells its own time, even the only mail of a month needs a witness.
    company = max(min(COMPANY, len(known) // 2), 1 if archived else 0)
    sure = [
        at for before, at in zip(known, known[company:], strict=False) if at - before <= MAIL_TAKES
    ]
    told = archived or end
    bounds = [told + CLOCK_SKEW] if told else []
    if sure:
        bounds.append(sure[-1] + SILENCE)
        # The last mail of a list that died may be alone; what came before others did not.
        bounds += [claims[-1]] if not told and claims[-1] else []
    return max(bounds, default=LATEST)


def header_date(value: str) -> tuple[datetime, int | None] | None:
    """A Date value (RFC 5322 3.3, tolerantly) as UTC, and minutes east; None if it is none."""
    usual = USUAL.fullmatch(value)
    if usual is not None and (month := MONTHS.get(usual[2].lower())):
        day, _, year, hour, minute, second, sign, zone_hours, zone_minutes = usual.groups()
        zone = int(zone_hours or 0) * 60 + int(zone_minutes or 0)
        offset = None if sign == "-" and not zone else -zone if sign == "-" else zone
        clock = (int(year), month, int(day), int(hour), int(minute), int(second))
        return _utc(clock, offset)
    return _odd_date(value[:200])


def _odd_date(value: str) -> tuple[datetime, int | None] | None:
    try:
        parsed = parsedate_tz(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if parsed is None:
        return None
    # The standard library says 0 also where there is no zone at all.
    offset = int(parsed[9] / 60) if parsed[9] else _zero_or_named(value)
    return _utc(parsed[:6], offset)


def _zero_or_named(value: str) -> int | None:
    """The zone of a date that names Greenwich or one that the standard library lacks."""
    if "+0000" in value:
        return 0
    words = re.findall(r"\b[A-Z]{1,5}\b", value)
    return next((ZONES[word] for word in reversed(words) if word in ZONES), None)


def _utc(clock: tuple[int, ...], offset: int | None) -> tuple[datetime, int | None] | None:
    year, month, day, hour, minute, second = clock
    # Years since 1900, as some clocks of the year 2000 wrote them.
    year = year + 1900 if 100 <= year < 200 else year
    # A zone that is nowhere on Earth tells nothing; the clock may still be right.
    offset = None if offset is not None and abs(offset) > ZONE_MINUTES else offset
    try:
        local = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001
        return local - timedelta(minutes=offset or 0), offset
    except (ValueError, OverflowError):
        return None


def page_date(value: str) -> datetime | None:
    """The date that a page shows, in any language of Mailman, as UTC; None where it is none."""
    match = CTIME.search(value[:200])
    month = _month(match[1]) if match else 0
    if match is None or not month:
        found = header_date(value)
        return found[0] if found else None
    zone = match[6] or ""
    offset = ZONES.get(zone, 0)
    if OFFSET.fullmatch(zone):
        offset = (int(zone[1:3]) * 60 + int(zone[3:])) * (-1 if zone[0] == "-" else 1)
    clock = (match[7], month, match[2], match[3], match[4], match[5])
    found = _utc(tuple(int(part) for part in clock), offset)
    return found[0] if found else None


def _month(name: str) -> int:
    name = name.lower()
    return MONTHS.get(name) or MONTHS.get(name[:3]) or 0


def separator_date(separator: bytes) -> datetime | None:
    """The date of a separator line. Its zone is the archiver's and unknown: it is taken as UTC."""
    match = SEPARATOR_DATE.search(separator[-96:])
    month = MONTHS.get(match[1].decode("ascii", "replace").lower()) if match else None
    if match is None or month is None:
        return None
    day, hour, minute, second, year = (int(match[n] or 0) for n in range(2, 7))
    found = _utc((year, month, day, hour, minute, second), None)
    return found[0] if found else None


def epoch_date(seconds: int) -> datetime | None:
    """A time that an archiver noted in Unix seconds; None for a clock that was never set."""
    limit = 253_402_300_799  # the last second of the year 9999
    if not 0 <= seconds <= limit:
        return None
    at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return at if abs(at - UNIX_EPOCH) > CLOCK_UNSET else None


def month_end(name: str) -> datetime | None:
    """The end of the month that an archive is named by, as `2014-09`; None for other names."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", name)
    if found is None or found[1] in ("0000", "9999"):
        return None
    year, month = int(found[1]), int(found[2])
    return datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001


def neighbour(dates: Sequence[datetime | None], index: int, reach: int = 5) -> datetime | None:
    """The median date of the mails around one, None where they have none either."""
    near = sorted(
        date for date in dates[max(0, index - reach) : index + reach + 1] if date is not None
    )
    return near[len(near) // 2] if near else None
