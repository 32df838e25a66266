"""Ideas and their trends, whole or by list, organisation and role; a point opens its mails.

In: a connection, an idea, a list or none, and how to split. Out: a `Page`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish import trend
from pipeline.publish.serve import panels, shown
from pipeline.publish.serve.source import MissingError, Page, Row, ask, read

if TYPE_CHECKING:
    import duckdb

    from pipeline.store.queries import Value

DIRECTIONS = {"for": "support", "against": "oppose", "neutral": "neutral", "unclear": "neutral"}
LATEST = 30
SPLITS = ("list", "organisation", "role")
# More months than these are drawn by quarter in a small picture.
MONTHS_TOLD = 36

# The days of the latest mentions: to take the words of all out of their mails takes a second.
LATEST_DAYS = """
select m.sent_at, count(*) over () as mentions
from mention as n
join message as m on m.message = n.message and m.duplicate_of is null
where n.idea = $idea and ($list_id is null or m.list_id = $list_id)
order by m.sent_at desc nulls last
limit 30
"""


def index(connection: duckdb.DuckDBPyConnection) -> Page:
    """The ideas that are followed."""
    return Page("ideas.html", "Ideas", {"ideas": ask(connection, "ideas", {})})


def idea(connection: duckdb.DuckDBPyConnection, name: str, list_id: str, split: str = "") -> Page:
    """An idea's trend, on one list or on all, whole or a small one for each group."""
    if split and split not in SPLITS:
        raise MissingError(f"there is no split by {split}", hint=f"one of {', '.join(SPLITS)}")
    about = _about(connection, name)
    asked = {"idea": name, "list_id": list_id or None}
    points = ask(connection, "trend", asked)
    data: Row = {
        "about": about,
        "list_id": list_id,
        "split": split,
        "splits": SPLITS,
        "lists": _lists(connection, name),
        "points": points,
        "directions": DIRECTIONS,
        **_latest(connection, name, list_id),
        **_groups(connection, name, list_id, split, points),
    }
    title = shown.name(about["title"]) or name
    where = (list_id or "all lists") + (f", by {split}" if split else "")
    return Page("idea.html", title, data, f"Trend of “{title}” ({name}) on {where}")


def _latest(connection: duckdb.DuckDBPyConnection, name: str, list_id: str) -> Row:
    """The latest mentions, and how many there are; only the words of these are taken out."""
    ends = read(connection, LATEST_DAYS, {"idea": name, "list_id": list_id or None})
    days = [row["sent_at"] for row in ends]
    asked: dict[str, Value | None] = {"idea": name, "list_id": list_id or None}
    if len(days) == LATEST and days[-1] is not None:
        asked["since"] = f"{days[-1]:%Y-%m-%d}"
    mentions = ask(connection, "mentions", asked)
    return {
        "mentions": mentions[-LATEST:][::-1],
        "all": ends[0]["mentions"] if ends else 0,
    }


def _groups(
    connection: duckdb.DuckDBPyConnection, name: str, list_id: str, split: str, points: list[Row]
) -> Row:
    """A trend for each group: by month, or by quarter where the months are many."""
    if not split:
        return {"panels": None, "groups": [], "left_out": "", "by": "month"}
    by = "quarter" if len(points) > MONTHS_TOLD else "month"
    found = trend.grouped(connection, name, list_id or None, split=split, by=by)
    return {
        "panels": panels.panels(found),
        "groups": panels.rows(found),
        "left_out": trend.left_out(found),
        "by": by,
    }


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
