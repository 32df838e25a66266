"""The person page: positions over time, proposals made, mails by month, names and addresses.

In: a connection and a person, by key, address or name. Out: a `Page`, or the person's address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.serve import links, shown
from pipeline.publish.serve.source import MissingError, Moved, Page, Row, ask, read

if TYPE_CHECKING:
    import duckdb

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


def person(connection: duckdb.DuckDBPyConnection, key: str) -> Page | Moved:
    """One person; by another address or a name, the address of the page."""
    found = read(connection, ABOUT, {"person": key})
    if not found:
        (row,) = read(connection, "select person_of($key) as person", {"key": key})
        if row["person"] is None:
            raise MissingError(f"there is no person {key} in the database", hint="search for it")
        return Moved(links.to("person", row["person"]))
    about = found[0]
    positions = ask(connection, "person", {"person": key})
    data: Row = {
        "about": about,
        "positions": positions,
        "tally": {
            stance: len({row["proposal"] for row in positions
                         if row["stance"] == stance and not row["changed"]})
            for stance in shown.STANCES
        },
        "proposals": ask(connection, "proposals", {"person": key}),
        "months": read(connection, MONTHS, {"person": key}),
        "threads": read(connection, THREADS, {"person": key}),
        "identities": read(connection, "from identity where person = $person "
                           "order by messages desc, address, name", {"person": key}),
        "affiliations": read(connection, "from affiliation where person = $person "
                             "order by since nulls first", {"person": key}),
    }  # fmt: skip
    name = shown.name(about["name"]) or key
    cite = f"{name}: {shown.count(len(positions), 'position')} on proposals"
    return Page(
        "person.html", name, data, f"{cite}, {shown.span(about['first_at'], about['last_at'])}"
    )
