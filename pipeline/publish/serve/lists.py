"""The start page with all lists, and a list's home: activity, debates, persons, latest threads.

In: a connection and a list. Out: a `Page`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.publish.serve import shown
from pipeline.publish.serve.source import Page, Row, ask, first, read

if TYPE_CHECKING:
    import duckdb

DEBATES, PERSONS, THREADS = 12, 12, 12

LISTS = """
with mails as (
    select list_id, count(*) as messages, count(distinct person) as persons,
        min(sent_at) as first_at, max(sent_at) as last_at
    from message where duplicate_of is null and ($list_id is null or list_id = $list_id)
    group by list_id
),
threads as (select list_id, count(*) as threads from thread group by list_id),
proposals as (
    select t.list_id, count(*) as proposals from proposal as p join thread as t using (thread)
    group by t.list_id
)
select m.list_id, m.messages, m.persons, coalesce(t.threads, 0) as threads,
    coalesce(p.proposals, 0) as proposals, m.first_at, m.last_at
from mails as m left join threads as t using (list_id) left join proposals as p using (list_id)
order by m.messages desc, m.list_id
"""

# By the month of the archive: a mail's own date may be of another century.
MONTHS = """
select left(month, 7) as month, count(*) as messages
from message where duplicate_of is null and list_id = $list_id
group by all order by month
"""

LATEST = "from threads(list_id := $list_id) limit $top"

WRITERS = """
with mails as (
    select person, count(*) as messages, max(sent_at) as last_at
    from message
    where list_id = $list_id and duplicate_of is null and automatic = '' and person is not null
    group by person order by messages desc, person limit $top
)
select coalesce(who.name, mails.person) as name, mails.person, mails.messages, mails.last_at,
    (
        select count(*) from proposal as p
        where p.person = mails.person and starts_with(p.message, $list_id || '/')
    ) as proposals
from mails left join person as who on who.person = mails.person
order by mails.messages desc, mails.person
"""


def start(connection: duckdb.DuckDBPyConnection) -> Page:
    """All lists, the ideas that are followed, and the most contested debates."""
    data: Row = {
        "lists": read(connection, LISTS, {"list_id": None}),
        "ideas": ask(connection, "ideas", {}),
        "debates": debates(connection, None),
    }
    return Page("start.html", "Lists", data)


def home(connection: duckdb.DuckDBPyConnection, list_id: str) -> Page:
    """A list's home."""
    about = first(connection, LISTS, {"list_id": list_id})
    data: Row = {
        "about": about,
        "months": read(connection, MONTHS, {"list_id": list_id}),
        "debates": debates(connection, list_id),
        "persons": read(connection, WRITERS, {"list_id": list_id, "top": PERSONS}),
        "threads": read(connection, LATEST, {"list_id": list_id, "top": THREADS}),
    }
    spoken = shown.span(about["first_at"], about["last_at"])
    cite = f"Mailing list {list_id}, {shown.count(about['messages'], 'mail')}, {spoken}"
    return Page("list.html", list_id, data, cite)


def month(connection: duckdb.DuckDBPyConnection, list_id: str, month: str) -> Page:
    """The threads that began in a month of a list."""
    first(connection, LISTS, {"list_id": list_id})
    found = ask(connection, "threads", {"list_id": list_id, "since": month, "until": month})
    data: Row = {"list_id": list_id, "month": month, "threads": found}
    return Page("month.html", f"{list_id}, {month}", data, f"Threads of {list_id} in {month}")


def debates(connection: duckdb.DuckDBPyConnection, list_id: str | None) -> list[dict[str, Any]]:
    """The most contested debates: those in which both camps have somebody come first."""
    return read(
        connection,
        "from debates(list_id := $list_id) limit $top",
        {"list_id": list_id, "top": DEBATES},
    )
