"""Ideas and their trends: each point opens the mails behind it.

In: a connection, an idea, and a list or none. Out: a `Page`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.serve import shown
from pipeline.publish.serve.source import MissingError, Page, Row, ask, read

if TYPE_CHECKING:
    import duckdb

DIRECTIONS = {"for": "support", "against": "oppose", "neutral": "neutral", "unclear": "neutral"}
LATEST = 30


def index(connection: duckdb.DuckDBPyConnection) -> Page:
    """The ideas that are followed."""
    return Page("ideas.html", "Ideas", {"ideas": ask(connection, "ideas", {})})


def idea(connection: duckdb.DuckDBPyConnection, name: str, list_id: str) -> Page:
    """An idea's trend, on one list or on all."""
    about = _about(connection, name)
    asked = {"idea": name, "list_id": list_id or None}
    mentions = ask(connection, "mentions", asked)
    data: Row = {
        "about": about,
        "list_id": list_id,
        "lists": _lists(connection, name),
        "points": ask(connection, "trend", asked),
        "mentions": mentions[-LATEST:][::-1],
        "all": len(mentions),
        "directions": DIRECTIONS,
    }
    title = shown.name(about["title"]) or name
    where = list_id or "all lists"
    return Page("idea.html", title, data, f"Trend of “{title}” ({name}) on {where}")


def month(connection: duckdb.DuckDBPyConnection, name: str, month: str, list_id: str) -> Page:
    """The mails behind a point: who spoke of the idea in a month, and how."""
    about = _about(connection, name)
    asked = {"idea": name, "list_id": list_id or None, "since": month, "until": month}
    data: Row = {
        "about": about,
        "list_id": list_id,
        "month": month,
        "points": [row for row in ask(connection, "trend", asked) if row["month"] == month],
        "mentions": ask(connection, "mentions", asked),
        "directions": DIRECTIONS,
    }
    title = f"{shown.name(about['title'])}, {month}"
    return Page(
        "ideamonth.html", title, data, f"Mentions of “{shown.name(about['title'])}”, {month}"
    )


def _about(connection: duckdb.DuckDBPyConnection, name: str) -> Row:
    found = read(connection, "from idea where idea = $idea", {"idea": name})
    if not found:
        raise MissingError(f"there is no idea {name} in the database", hint="see the ideas")
    return found[0]


def _lists(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    rows = read(
        connection,
        "select distinct m.list_id from mention as n join message as m on m.message = n.message "
        "where n.idea = $idea order by 1",
        {"idea": name},
    )
    return [row["list_id"] for row in rows]
