"""A month of a list: the debates that mattered, the new proposals, the decisions.

In: a connection, a list and a month. Out: a `Digest`. A debate is a thread in which several persons
wrote in the month, whether it began then or not; those in which people take positions come first,
then by how many wrote. One that weighs little in both is left out. Every line names its mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.publish import course, debates
from pipeline.publish.course import Length, Line
from pipeline.store import answer

if TYPE_CHECKING:
    import duckdb

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

DEBATES = 6  # more in a month and nobody reads on: the rest is counted
PROPOSALS = 15
LINES = Length(0, 3)  # of each debate
FEWEST_PERSONS = 3  # fewer are an exchange, no debate
# What weighs less did not matter: three or four who wish each other a happy new year. Where nobody
# takes a position it takes five persons, for many proposals and positions are not found.
LEAST = 5

# What weighs how much in what mattered: each person of the month, each position, each proposal.
TALKS = """
with within_month as (
    select p.thread, m.message, m.person
    from message as m
    join place as p on p.message = m.message
    where m.list_id = $list_id and m.duplicate_of is null and m.sent_at >= $begin
        and m.sent_at < $finish and coalesce(m.automatic, '') = ''
),
written as (
    select thread, count(*) as mails, count(distinct person) as persons
    from within_month group by thread
),
taken as (
    select w.thread, count(distinct s.person) as stands,
        count(distinct s.person) filter (s.stance = 'oppose') as against
    from within_month as w join position as s on s.message = w.message
    group by w.thread
)
select
    t.thread, t.subject, w.mails, w.persons, coalesce(k.stands, 0), coalesce(k.against, 0), m.url
from written as w
join thread as t on t.thread = w.thread
join message as m on m.message = t.thread
left join taken as k on k.thread = w.thread
where w.persons >= $fewest
    and w.persons + 2 * coalesce(k.stands, 0) + 3 * coalesce(k.against, 0) >= $least
order by w.persons + 2 * coalesce(k.stands, 0) + 3 * coalesce(k.against, 0) desc, w.mails desc,
    t.thread
"""

# A new proposal: a main one, or another that is rather sure and on which three persons stand.
SURELY = 0.5
MADE = """
select
    p.title, coalesce(who.name, m.name), p.sent_at, p.kind, p.outcome,
    passage(m.body, p.start_char, p.end_char), p.message, m.url, p.thread, p.proposal,
    count(distinct s.person) filter (s.stance = 'support' and s.superseded_by is null),
    count(distinct s.person) filter (s.stance = 'oppose' and s.superseded_by is null)
from proposal as p
join message as m on m.message = p.message
left join person as who on who.person = p.person
left join position as s on s.proposal = p.proposal
where m.list_id = $list_id and p.sent_at >= $begin and p.sent_at < $finish
group by all
having p.kind = 'main' or (count(distinct s.person) >= 3 and max(p.probability) >= $surely)
order by count(distinct s.person) desc, max(p.probability) desc, p.proposal
"""
DECIDED = """
select
    p.title, coalesce(who.name, o.name), o.sent_at, p.kind, p.outcome,
    passage(o.body, p.outcome_start_char, p.outcome_end_char), p.outcome_message, o.url, p.thread,
    p.proposal, 0, 0
from proposal as p
join message as o on o.message = p.outcome_message
left join person as who on who.person = o.person
where o.list_id = $list_id and o.sent_at >= $begin and o.sent_at < $finish and p.outcome != 'open'
order by p.kind != 'main', o.sent_at, p.proposal
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal that was made, or on which was decided, in the month."""

    title: str
    name: str
    sent_at: datetime | None
    kind: str
    outcome: str
    words: str | None
    message: str
    url: str
    thread: str
    proposal: str
    support: int
    oppose: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A debate of the month, told in a few sentences of that month."""

    thread: str
    subject: str
    mails: int
    persons: int
    stands: int
    against: int
    url: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """A month of a list."""

    list_id: str
    month: str
    mails: int
    persons: int
    talks: tuple[Talk, ...]
    talks_in_all: int
    proposals: tuple[Item, ...]
    proposals_in_all: int
    decisions: tuple[Item, ...]
    addresses: dict[str, str]


def digest(connection: duckdb.DuckDBPyConnection, list_id: str, month: str) -> Digest:
    """The digest of a month; UsageError where there is no such list, or no mail in the month."""
    if not MONTH.fullmatch(month):
        raise UsageError(f"{month} is no month", hint=f"hansard digest {list_id} 2014-09")
    begin, finish = _bounds(month)
    given = {"list_id": list_id, "begin": begin, "finish": finish}
    answer.query(connection, "threads", {"list_id": list_id})  # is there such a list?
    mails, persons = connection.execute(
        "select count(*), count(distinct person) from message where list_id = $list_id "
        "and duplicate_of is null and sent_at >= $begin and sent_at < $finish",
        given,
    ).fetchone() or (0, 0)
    if not mails:
        raise UsageError(
            f"{list_id} has no mail of {month}",
            hint="hansard query archives, which names the months",
        )
    rows = connection.execute(TALKS, {**given, "fewest": FEWEST_PERSONS, "least": LEAST}).fetchall()
    talks = tuple(_told(connection, Talk(*row), begin, finish) for row in rows[:DEBATES])
    made = [Item(*row) for row in connection.execute(MADE, {**given, "surely": SURELY}).fetchall()]
    decisions = _once(Item(*row) for row in connection.execute(DECIDED, given).fetchall())
    proposals = tuple(made[:PROPOSALS])
    named = {each.message: each.url for each in (*proposals, *decisions)}
    named |= {line.message: line.url for talk in talks for line in talk.lines}
    named |= {talk.thread: talk.url for talk in talks}
    return Digest(
        list_id, month, mails, persons, talks, len(rows), proposals, len(made), decisions,
        {key: url for key, url in sorted(named.items()) if url},
    )  # fmt: skip


def _bounds(month: str) -> tuple[datetime, datetime]:
    year, number = int(month[:4]), int(month[5:])
    following = (year + number // 12, number % 12 + 1)
    return datetime(year, number, 1), datetime(*following, 1)  # noqa: DTZ001 (times are UTC)


def _told(
    connection: duckdb.DuckDBPyConnection, talk: Talk, begin: datetime, finish: datetime
) -> Talk:
    """The debate with the sentences of the month that tell most of it."""
    read = course.Thread(
        debates.debate(connection, talk.thread), debates.standing(connection, talk.thread)
    )
    lines = read.course(LINES, between=(begin, finish))
    return Talk(
        talk.thread, talk.subject, talk.mails, talk.persons, talk.stands, talk.against, talk.url,
        lines,
    )  # fmt: skip


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    """Decisions by the mail and its words: what settles two proposals is told once."""
    found: dict[tuple[str, str | None], Item] = {}
    for each in items:
        found.setdefault((each.message, each.words), each)
    return tuple(found.values())
