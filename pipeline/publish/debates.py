"""A thread of the database as the rows that it was made of.

In: a connection and a thread. Out: the `Debate`, as the stages had it, without the mail that
programs wrote; and which of its sentences state proposals, positions and outcomes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from pipeline.errors import UsageError
from pipeline.publish.telling import Key
from pipeline.records import (
    Act,
    Block,
    Debate,
    Link,
    Message,
    Place,
    Post,
    Sentence,
    Thread,
    columns,
    table,
)

if TYPE_CHECKING:
    import duckdb

Row = TypeVar("Row")
Part = TypeVar("Part", Block, Sentence, Act, Link)

AMONG = "message in (select message from place where thread = $thread)"


def debate(connection: duckdb.DuckDBPyConnection, thread: str) -> Debate:
    """The thread of that key; UsageError where the database was made by another version."""
    (root,) = _read(connection, Thread, "thread = $thread", "thread", thread)
    places = _read(connection, Place, "thread = $thread", "position", thread)
    messages = {each.message: each for each in _read(connection, Message, AMONG, "message", thread)}
    people = dict(
        connection.execute(
            f"select message, person from message where {AMONG}", {"thread": thread}
        ).fetchall()
    )
    blocks, sentences, acts, links = (
        _parts(connection, Block, thread), _parts(connection, Sentence, thread),
        _parts(connection, Act, thread), _parts(connection, Link, thread),
    )  # fmt: skip
    posts = []
    for place in places:
        key = place.message
        automatic = messages[key].automatic
        posts.append(
            Post(
                messages[key], place, people[key] or "", blocks[key],
                () if automatic else tuple(sentences[key]), tuple(acts[key]), tuple(links[key]),
                automatic,
            )
        )  # fmt: skip
    return Debate(root, tuple(posts))


def _parts(
    connection: duckdb.DuckDBPyConnection, record: type[Part], thread: str
) -> dict[str, tuple[Part, ...]]:
    order = {Block: "number", Sentence: "number", Act: "sentence", Link: "block"}[record]
    found: dict[str, list[Part]] = defaultdict(list)
    for row in _read(connection, record, AMONG, order, thread):
        found[row.message].append(row)
    return defaultdict(tuple, {key: tuple(rows) for key, rows in found.items()})


def _read(
    connection: duckdb.DuckDBPyConnection, record: type[Row], where: str, order: str, thread: str
) -> list[Row]:
    import duckdb

    kind: type = record
    names = ", ".join(columns(kind))
    try:
        rows = connection.execute(
            f"select {names} from {table(kind)} where {where} order by {order}",
            {"thread": thread},
        ).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise UsageError(
            "the database was made by another version of hansard",
            hint="hansard build, which makes it anew",
        ) from error
    return [
        record(*(tuple(each) if isinstance(each, list) else each for each in row)) for row in rows
    ]


STANDING = """
select s.message, s.sentence
from position as s join proposal as p on p.proposal = s.proposal
where p.thread = $thread and s.sentence is not null
union
select p.message, p.sentence from proposal as p where p.thread = $thread and p.sentence is not null
union
select p.outcome_message, n.number
from proposal as p
join sentence as n on n.message = p.outcome_message and n.start_char = p.outcome_start_char
where p.thread = $thread
"""


def standing(connection: duckdb.DuckDBPyConnection, thread: str) -> frozenset[Key]:
    """The sentences that state a proposal, a position or what came of it."""
    return frozenset(connection.execute(STANDING, {"thread": thread}).fetchall())
