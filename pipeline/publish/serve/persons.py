"""The person page: positions over time, proposals made, mails by month, names and addresses.

In: a connection and a person, by key, address or name. Out: a `Page`, or the person's address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.serve import drawing, links, shown, threads
from pipeline.publish.serve.source import MissingError, Moved, Page, Row, read

if TYPE_CHECKING:
    import duckdb

# Positions that are listed unless all are asked for; the picture has them all.
LATEST, MOST = 40, 1000

ABOUT = """
select p.person, p.name, count(m.message) as messages, min(m.sent_at) as first_at,
    max(m.sent_at) as last_at
from person as p
left join message as m on m.person = p.person and m.duplicate_of is null
where p.person = $person
group by p.person, p.name
"""

# By list, since the months lead to the threads of a list.
MONTHS = """
select left(month, 7) as month, count(*) as messages
from message where person = $person and duplicate_of is null
group by all order by month
"""

# All of them without words: to take words out of thousands of mails would take seconds.
POSITIONS = """
select s.sent_at, s.stance, s.proposal, s.message, s.start_char, s.end_char, s.strength, s.basis,
    s.probability, coalesce(later.stance <> s.stance, false) as changed, p.title, p.outcome,
    pl.thread
from position as s
join proposal as p on p.proposal = s.proposal
left join position as later
    on later.message = s.superseded_by and later.proposal = s.proposal and later.person = s.person
left join place as pl on pl.message = s.message
where s.person = $person
order by s.sent_at desc nulls last, s.message, s.start_char, s.proposal
"""

WORDS = """
select message, list_id, body from message
where rowid in (select rowid from message where message in (select unnest($messages)))
"""

THREADS = """
select t.thread, t.subject, t.started_at, t.persons, count(*) as messages, 0 as proposals
from message as m
join place as p on p.message = m.message
join thread as t on t.thread = p.thread
where m.person = $person and m.duplicate_of is null
group by all
order by max(m.sent_at) desc nulls last, t.thread
limit 12
"""


def person(connection: duckdb.DuckDBPyConnection, key: str, *, every: bool = False) -> Page | Moved:
    """One person; by another address or a name, the address of the page."""
    found = read(connection, ABOUT, {"person": key})
    if not found:
        (row,) = read(connection, "select person_of($key) as person", {"key": key})
        if row["person"] is None:
            raise MissingError(f"there is no person {key} in the database", hint="search for it")
        return Moved(links.to("person", row["person"]))
    about = found[0]
    positions = read(connection, POSITIONS, {"person": key})
    listed = positions[: MOST if every else LATEST]
    _with_words(connection, listed)
    data: Row = {
        "about": about,
        "positions": listed,
        "all": len(positions),
        "spread": _spread(positions),
        "tally": {
            stance: len({row["proposal"] for row in positions
                         if row["stance"] == stance and not row["changed"]})
            for stance in shown.STANCES
        },
        "proposals": threads.proposals_of(connection, person=key)[:LATEST],
        "months": read(connection, MONTHS, {"person": key}),
        "threads": read(connection, THREADS, {"person": key}),
        "identities": read(connection, "from identity where person = $person "
                           "order by messages desc, address, name", {"person": key}),
        "affiliations": read(connection, "from affiliation where person = $person "
                             "order by since nulls first, organisation", {"person": key}),
    }  # fmt: skip
    name = shown.name(about["name"]) or key
    cite = f"{name}: {shown.count(len(positions), 'position')} on proposals"
    return Page(
        "person.html", name, data, f"{cite}, {shown.span(about['first_at'], about['last_at'])}"
    )


def _with_words(connection: duckdb.DuckDBPyConnection, positions: list[Row]) -> None:
    """Give each position the words that show it, and its list."""
    messages = sorted({row["message"] for row in positions})
    mails = {row["message"]: row for row in read(connection, WORDS, {"messages": messages})}
    for row in positions:
        mail = mails.get(row["message"], {"body": "", "list_id": ""})
        row["words"] = shown.name(mail["body"][row["start_char"] : row["end_char"]])
        row["list_id"] = mail["list_id"]


def _spread(positions: list[Row]) -> list[Row]:
    """The positions to draw: where they are many, one of each stance a month."""
    dated = [row for row in positions if row["sent_at"] is not None]
    if len(dated) <= drawing.CROWD:
        return dated
    return list({(f"{row['sent_at']:%Y-%m}", row["stance"]): row for row in dated}.values())
