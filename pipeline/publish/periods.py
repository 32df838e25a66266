"""Stance and mood on an idea by quarter, by release cycle; by list, organisation and role.

In: a connection, an idea and how time is cut. Out: what was `Felt` in each period, measured as the
query `trend` measures a month: own words only, one person one weight, 95 % bootstrap interval over
persons with one made-up person at each end of the scale. Mood is measured in the same way on
the same sentences: it is the tone in which the idea is spoken of, and not the stance on it.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.publish import intervals, roles
from pipeline.store import answer, queries

if TYPE_CHECKING:
    import duckdb

# As in queries/trend.sql.
FEWEST_PERSONS = 3

SPOKEN = """
select
    m.sent_at, coalesce(strftime(m.sent_at, '%Y-%m'), left(m.month, 7)), m.person, n.message, m.url,
    n.stance, s.mood_score, n.direction = 'unclear', m.list_id, {organisation}
from mention as n
join message as m on m.message = n.message
left join sentence as s on s.message = n.message and s.number = n.sentence
where n.idea = $idea and m.duplicate_of is null and m.person is not null
    and (m.sent_at is not null or m.month >= '1981')
    and ($list_id is null or m.list_id = $list_id)
order by m.sent_at nulls last, n.message, n.start_char
"""


ORGANISATION = "coalesce(affiliation_of(m.person, m.sent_at).organisation, 'unknown')"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence that speaks of the idea."""

    sent_at: datetime | None
    month: str
    person: str
    message: str
    url: str
    stance: float
    mood: float | None
    is_unclear: bool
    list_id: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A day and what it is: the first of a release cycle, or an event."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Felt:
    """What was measured of a period."""

    period: str
    mean: float | None
    low: float | None
    high: float | None
    mood: float | None
    mood_low: float | None
    mood_high: float | None
    persons: int
    messages: int
    mentions: int
    unclear: int
    share_for: float | None
    message: str
    url: str


def spoken(
    connection: duckdb.DuckDBPyConnection,
    idea: str,
    list_id: str | None = None,
    *,
    placed: bool = True,
) -> list[Spoken]:
    """The sentences that speak of an idea; UsageError where there is no such idea or list.

    Where they are not `placed` all are of no organisation, which is quicker.
    """
    asked = {"idea": idea} | ({} if list_id is None else {"list_id": list_id})
    # That they are there is looked up; the query is not asked.
    answer.statement(connection, queries.named("trend"), asked)
    text = SPOKEN.format(organisation=ORGANISATION if placed else "''")
    rows = connection.execute(text, {"idea": idea, "list_id": list_id}).fetchall()
    return [Spoken(*row) for row in rows]


def dated(file: Path) -> list[Dated]:
    """The days of a file, in order: CSV, `2014-10-16,Juno` a line; UsageError where it is none."""
    try:
        lines = list(csv.reader(file.read_text("utf-8").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"{file} cannot be read: {error}", hint="a CSV file: 2014-10-16,Juno"
        ) from error
    found = []
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line]
        if (
            not any(cells)
            or cells[0].startswith("#")
            or (number == 1 and not cells[0][:1].isdigit())
        ):
            continue
        try:
            found.append(Dated(date.fromisoformat(cells[0]), cells[1]))
        except (ValueError, IndexError) as error:
            raise UsageError(
                f"line {number} of {file} is no day and name", hint="2014-10-16,Juno"
            ) from error
    if not found:
        raise UsageError(f"{file} names no day", hint="a line each: 2014-10-16,Juno")
    return sorted(found, key=lambda each: each.day)


Period = Callable[[Spoken], str]


def month(each: Spoken) -> str:
    """The month: 2014-09."""
    return each.month


def quarter(each: Spoken) -> str:
    """The quarter: 2014q3; what is known no closer stays as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)", each.month)
    return f"{found[1]}q{(int(found[2]) + 2) // 3}" if found else each.month


def cycle(cycles: Sequence[Dated]) -> Period:
    """The release cycle that had begun last; `before NAME` where none had."""

    def name(each: Spoken) -> str:
        if each.sent_at is None:
            return "undated"
        begun = [one.name for one in cycles if one.day <= each.sent_at.date()]
        return begun[-1] if begun else f"before {cycles[0].name}"

    return name


def felt(sentences: Iterable[Spoken], period: Period) -> dict[str, Felt]:
    """What was felt in each period that has a sentence, in the order of time."""
    found: dict[str, list[Spoken]] = defaultdict(list)
    for each in sentences:
        found[period(each)].append(each)
    return {name: _felt(name, rows) for name, rows in found.items()}


def _felt(period: str, rows: Sequence[Spoken]) -> Felt:
    clear = [row for row in rows if not row.is_unclear]
    stances = _by_person((row.person, row.stance) for row in clear)
    moods = _by_person((row.person, row.mood) for row in clear if row.mood is not None)
    mean, low, high = _measured(stances)
    mood, mood_low, mood_high = _measured(moods)
    latest = (clear or list(rows))[-1]
    share = sum(each > 0 for each in stances) / len(stances) if stances else None
    return Felt(
        period, mean, low, high, mood, mood_low, mood_high, len(stances),
        len({row.message for row in clear}), len(clear), len(rows) - len(clear), _rounded(share),
        latest.message, latest.url,
    )  # fmt: skip


def _by_person(rows: Iterable[tuple[str, float]]) -> list[float]:
    """One value a person: the mean of the person's own, in the order of the persons."""
    said: dict[str, list[float]] = defaultdict(list)
    for person, value in rows:
        said[person].append(value)
    return [sum(said[person]) / len(said[person]) for person in sorted(said)]


def _measured(values: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    if not values:
        return None, None, None
    mean = sum(values) / len(values)
    if len(values) < FEWEST_PERSONS:
        return _rounded(mean), None, None
    low, high = intervals.interval([values])
    return _rounded(mean), _rounded(float(low[0])), _rounded(float(high[0]))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


@dataclass(frozen=True, slots=True)
class Grouped:
    """Sentences by group, and how many groups, and persons in them, were too small to stand."""

    groups: Mapping[str, list[Spoken]]
    left_out: int = 0
    persons_left_out: int = 0


def grouped(
    sentences: Iterable[Spoken],
    by: str,
    role_of: Mapping[str, str] | None = None,
    least: int = FEWEST_PERSONS,
) -> Grouped:
    """The sentences by `list`, `organisation` or `role`, most persons first; small ones left out.

    Roles are few and none is left out: one of two persons is drawn as small as it is.
    """
    found: dict[str, list[Spoken]] = defaultdict(list)
    for each in sentences:
        found[_group(each, by, role_of or {})].append(each)
    who = {name: {row.person for row in rows} for name, rows in found.items()}
    persons = {name: len(them) for name, them in who.items()}
    if by == "role":
        return Grouped({name: found[name] for name in roles.ordered(found, persons)})
    kept = sorted(
        (name for name in found if persons[name] >= least), key=lambda name: (-persons[name], name)
    )
    small: set[str] = set().union(*(who[name] for name in found if name not in kept))
    return Grouped({name: found[name] for name in kept}, len(found) - len(kept), len(small))


def _group(each: Spoken, by: str, role_of: Mapping[str, str]) -> str:
    if by == "role":
        return role_of.get(each.person, roles.UNLISTED)
    return each.list_id if by == "list" else each.organisation
