"""Search: own words or quotes, by whom, where and when; the best first, the words highlighted.

In: a connection and what a form asks. Out: a `Page`. What is asked stands in the address, so that
a search can be cited; a value that cannot be is said beside the form, which keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.publish.serve import shown
from pipeline.publish.serve.source import Page, Row, ask, read
from pipeline.store import queries

if TYPE_CHECKING:
    import duckdb

TOP, MOST = 20, 200
SCOPES = {"own": "own words", "quoted": "quotes", "all": "everything"}

# Persons whose name or address holds what was asked: a name is often what a reader has.
PERSONS = """
select p.person, p.name, count(distinct m.message) as messages
from person as p
left join message as m on m.person = p.person and m.duplicate_of is null
where contains(lower(strip_accents(p.name)), lower(strip_accents($words)))
    or p.person = lower($words)
group by p.person, p.name
order by messages desc, p.person
limit 6
"""

NAMES = ("scope", "list_id", "person", "since", "until")


def search(connection: duckdb.DuckDBPyConnection, asked: Mapping[str, str]) -> Page:
    """The form, and what was found."""
    words = shown.name(asked.get("q", ""))
    given = {key: asked.get(key, "").strip() for key in NAMES}
    top = min(int(asked["top"]), MOST) if asked.get("top", "").isdecimal() else TOP
    data: Row = {
        "asked": {"q": words, **given, "top": top},
        "lists": [
            row["list_id"]
            for row in read(connection, "select distinct list_id from archive order by 1", {})
        ],
        "scopes": SCOPES,
        "hits": [],
        "persons": [],
        "more": 0,
        "wrong": "",
    }
    if words:
        _answer(connection, words, given, top, data)
    title = f"Search for {words}" if words else "Search"
    return Page("search.html", title, data, f"{title} ({given['scope'] or 'own'})" if words else "")


def _answer(
    connection: duckdb.DuckDBPyConnection, words: str, given: Row, top: int, data: Row
) -> None:
    try:
        query = queries.named("search")
        told = {key: queries.value(query, key, text) for key, text in given.items() if text}
        hits = ask(connection, "search", {"words": words, **told, "top": top + 1})
    except UsageError as error:
        data["wrong"] = f"{error}. {error.hint}"
        return
    data["more"] = min(top * 3, MOST) if len(hits) > top and top < MOST else 0
    data["hits"] = hits[:top]
    data["persons"] = read(connection, PERSONS, {"words": words.rstrip("*")})
    for hit in data["hits"]:
        hit["pieces"] = shown.highlighted(hit["snippet"], words)
