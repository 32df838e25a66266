"""The rows that are wanted, as one schema that every format reads.

In: the data directory, and lists and times. Out: a connection of its own whose views bear the
names of the tables and hold only what belongs to the mails that are wanted. The database itself
is attached read-only. Rows keep their order, so that the same database gives the same bytes.
What tells of the machine that made the database stays there: of the command of the build its name
goes out, of addresses those of the web.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PartError, UsageError
from pipeline.parts import interruptible
from pipeline.records import TABLES, table
from pipeline.store import answer, queries
from pipeline.store.schema import quoted

if TYPE_CHECKING:
    import duckdb

SETTINGS = {"memory_limit": "600MB", "threads": "1", "preserve_insertion_order": "true"}

MAILS = "message in (from chosen)"
WRITERS = f"person in (select person from held.message where {MAILS})"

# A join goes with the proposal that was put forward again, as a position goes with its mail.
PROPOSED = f"proposal in (select proposal from held.proposal where {MAILS})"

# What belongs to the mails that are chosen; all rows of a table that is not here.
BELONGS = {
    "archive": "(list_id, month) in (select list_id, month from held.message "
    f"where {MAILS})",
    "defect": f"{MAILS} or message is null and (list_id, month) in "
    f"(select list_id, month from held.message where {MAILS})",
    "thread": f"thread in (select thread from held.place where {MAILS})",
    "person": f"{WRITERS} or person in (select person from held.position where {MAILS})",
    "identity": WRITERS,
    "affiliation": WRITERS,
    # A position may be on a proposal that was made before.
    "proposal": f"{MAILS} or proposal in (select proposal from held.position where {MAILS})",
    "llm_proposal": f"{MAILS} or proposal in "
    f"(select proposal from held.llm_position where {MAILS})",
    "same": PROPOSED,
    # One that names no mail we know, or a mail that is left out, is no part of what is chosen.
    **dict.fromkeys(
        ("message", "attachment", "block", "place", "link", "sentence", "act", "position",
         "llm_call", "llm_position", "mention", "correction"),
        MAILS,
    ),
}  # fmt: skip


# An address that others can follow: of the web, and not of this very machine.
PUBLIC = "^https?://"
LOCAL = r"^https?://(?:[^/@]*@)?(?:localhost|127\.[0-9.]*|0\.0\.0\.0|\[::1?\])(?:[:/]|$)"
ADDRESSES = ("url", "index_url")
# What a column holds where it goes out otherwise than it stands.
TOLD = {
    ("run", "command"): "'hansard ' || regexp_extract(command, '\\s([a-z][a-z-]*)', 1)",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported: all of it where nothing is said."""

    lists: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    @property
    def everything(self) -> bool:
        """True where nothing is left out."""
        return not (self.lists or self.since or self.until)


@contextmanager
def opened(data: Path, scratch: Path, wanted: Wanted) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the rows that are wanted; UsageError where there are none."""
    import duckdb

    with answer.connect(data) as asked:
        _checked(asked, wanted)
    settings = {**SETTINGS, "temp_directory": str(scratch / "spill")}
    try:
        with duckdb.connect(str(scratch / "work.duckdb"), config={**settings}) as connection:
            held = quoted(str((data / answer.DATABASE).resolve()))
            connection.execute(f"attach {held} as held (read_only)")
            with interruptible():
                _choose(connection, wanted)
            with interruptible():
                yield connection
    except duckdb.CatalogException as error:
        raise PartError(
            "the database was made by another version of hansard", hint="hansard build"
        ) from error
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise PartError(
            f"the disk refuses: {str(error).splitlines()[0]}",
            hint="make room, then run the same command again",
        ) from error


def columns(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """Column name to SQL type of a table as it is laid out here."""
    found = connection.execute(f"describe {name}").fetchall()
    return {row[0]: row[1].lower() for row in found}


def _checked(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    query = queries.named("threads")
    for list_id in wanted.lists:
        answer.query(connection, "threads", {"list_id": list_id})
    for key, text in (("since", wanted.since), ("until", wanted.until)):
        if text is not None:
            queries.value(query, key, text)


def _choose(connection: duckdb.DuckDBPyConnection, wanted: Wanted) -> None:
    connection.execute(
        "create table chosen as select message from held.message where "
        "($lists = [] or list_id in (select unnest($lists)))"
        "and ($since is null or coalesce(sent_at::varchar >= $since, false)) and ($until is null "
        "or coalesce(left(sent_at::varchar, length($until)) <= $until, false)) order by rowid",
        {"lists": list(wanted.lists), "since": wanted.since, "until": wanted.until},
    )
    if connection.execute("select count(*) from chosen").fetchall() == [(0,)]:
        raise UsageError("no mail is of these lists and times", hint="hansard query archives")
    for record in TABLES:
        name = table(record)
        condition = BELONGS.get(name)
        rest = f" where {condition} order by rowid" if condition and not wanted.everything else ""
        columns_ = ", ".join(_told(name, column) for column in columns(connection, f"held.{name}"))
        connection.execute(f"create view {name} as select {columns_} from held.{name}{rest}")


def _told(name: str, column: str) -> str:
    """What goes out of a column."""
    if (name, column) in TOLD:
        return f"{TOLD[name, column]} as {column}"
    if column not in ADDRESSES:
        return column
    public = f"regexp_matches({column}, {quoted(PUBLIC)}, 'i')"
    public += f" and not regexp_matches({column}, {quoted(LOCAL)}, 'i')"
    return f"case when {column} is null or {public} then {column} else '' end as {column}"
