"""The archive's health: what became of every mail, what is wrong with some, how it was made.

In: a connection. Out: a `Page`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.mail import defects
from pipeline.publish.serve.source import Page, Row, ask, read

if TYPE_CHECKING:
    import duckdb

EXAMPLES, ARCHIVES = 100, 2000

LISTS = """
select list_id, count(*) as archives, min(month) as first_month, max(month) as last_month,
    sum(messages)::bigint as messages, sum(kept)::bigint as kept,
    sum(duplicates)::bigint as duplicates, sum(defects)::bigint as defects,
    sum(burst)::bigint as burst, sum(bytes)::bigint as bytes
from archives() group by list_id order by messages desc, list_id
"""

CODES = "select code, count(*) as rows from defect group by code order by rows desc, code"

PLACES = """
select how, count(*) as mails, avg(confidence) as confidence from place
group by how order by mails desc, how
"""


def health(connection: duckdb.DuckDBPyConnection) -> Page:
    """Counts that add up, defects by code, how places in threads are known, the making."""
    said = defects.CODES | defects.LOST
    codes = read(connection, CODES, {})
    for each in codes:
        each["sentence"] = said.get(each["code"], "")
    data: Row = {
        "lists": read(connection, LISTS, {}),
        "codes": codes,
        "places": read(connection, PLACES, {}),
        "copies": ask(connection, "copies", {"top": 20}),
        "runs": read(connection, "from run order by stage", {}),
    }
    return Page("health.html", "The archive’s health", data, "Counts and defects of the archive")


def defect(connection: duckdb.DuckDBPyConnection, code: str) -> Page:
    """The mails with one defect."""
    found = ask(connection, "defects", {"code": code})
    sentence = (defects.CODES | defects.LOST).get(code, "")
    data: Row = {
        "code": code, "sentence": sentence, "count": len(found), "defects": found[:EXAMPLES],
    }  # fmt: skip
    return Page("defect.html", code, data, f"Mails with the defect {code}")


def archives(connection: duckdb.DuckDBPyConnection, list_id: str) -> Page:
    """Every archive of a list, with its counts."""
    found = ask(connection, "archives", {"list_id": list_id})
    data: Row = {"list_id": list_id, "archives": found[:ARCHIVES]}
    return Page("archives.html", f"Archives of {list_id}", data, f"Archives of {list_id}")
