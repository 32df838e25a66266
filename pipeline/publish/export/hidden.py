"""The rows that are wanted under pseudonyms: every table anew, before any format sees it.

In: a connection that sees the rows that are wanted, and a key. Out: the same connection, its views
replaced by tables that hold no name. What happens to each column stands in `COLUMNS`; a column that
is not there and holds text goes through as text, so that a new column cannot leak. Spans follow
the words that they mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pipeline.publish.export import chosen, words
from pipeline.publish.export.pseudonyms import Hider, applied, hider
from pipeline.publish.export.rows import dicts
from pipeline.records import TABLES, table
from pipeline.store.schema import quoted

if TYPE_CHECKING:
    import duckdb

# About so many mails are looked at to learn which names are ordinary words.
SAMPLE = 20_000
SAMPLED_CHARACTERS = 20_000

# DuckDB sets aside twice the longest line.
SMALLEST = 1 << 20

KEPT, EMPTY = "kept", "empty"

# How a column is hidden; what is not named here is text, if it is text at all.
COLUMNS = {
    **dict.fromkeys(("message", "duplicate_of", "thread", "parent", "debate", "source_message",
                     "outcome_message", "superseded_by"), "message"),
    **dict.fromkeys(("proposal", "against", "first", "joined_with"), "proposal"),
    "person": "person",
    **dict.fromkeys(("message_id", "in_reply_to", "reference_ids", "parent_id", "address"),
                    "address"),
    # What leads to the mail or to its page, or tells its words or their digest.
    **dict.fromkeys(("url", "index_url", "path", "index_path", "etag", "last_modified",
                     "body_sha256", "detail", "joined_to", "shared", "attributed_date", "request",
                     "what"), EMPTY),
    # Words of ours, of the lists and of closed sets.
    **dict.fromkeys(("list_id", "month", "kind", "sha256", "index_sha256", "sent_from",
                     "automatic", "style", "media_type", "code", "how", "mood", "act", "outcome",
                     "stance", "strength", "basis", "idea", "direction", "run", "version",
                     "stage", "model", "terms"), KEPT),
    "title": "text",
}  # fmt: skip

# In a table, columns of which more is known than their name tells.
OF_TABLE = {("idea", "title"): KEPT, ("llm_call", "defect"): KEPT}

# Numbers that point into the archive as served.
POINTERS = {("message", "number"), ("message", "byte_offset"), ("defect", "byte_offset")}

# Which spans are of which mail: key of the mail, start and end.
SPANS: dict[str, tuple[tuple[str, str, str], ...]] = {
    **dict.fromkeys(("block", "sentence", "position", "llm_position", "mention"),
                    (("message", "start_char", "end_char"),)),
    **dict.fromkeys(("proposal", "llm_proposal"),
                    (("message", "start_char", "end_char"),
                     ("outcome_message", "outcome_start_char", "outcome_end_char"))),
}  # fmt: skip


def hide(connection: duckdb.DuckDBPyConnection, scratch: Path, key: bytes) -> None:
    """Replace every view by a table under pseudonyms."""
    mine = _hider(connection, key)
    _mails(connection, scratch, mine)
    for record in TABLES:
        name = table(record)
        if name == "message":
            continue
        rows = dicts(connection, f"from {name}")
        columns = chosen.columns(connection, name)
        ways = {column: _way(mine, name, column, kind) for column, kind in columns.items()}
        changed = (_changed(ways, row, mine, name) for row in rows)
        _replace(connection, scratch, name, columns, changed)


def _hider(connection: duckdb.DuckDBPyConnection, key: bytes) -> Hider:
    """What knows the names of the whole database: a mail names also who is not exported."""
    who = connection.execute(
        "select i.name, i.address, i.person from held.identity as i where i.person not in ("
        "select person from held.message where person is not null group by person "
        "having bool_and(automatic <> '')) union all select name, person, person "
        "from held.person where person not in (select person from held.message "
        "where person is not null group by person having bool_and(automatic <> '')) order by all"
    ).fetchall()
    (total,) = connection.execute("select count(*) from held.message").fetchall()[0]
    step = max(1, int(total) // SAMPLE)
    sample = dicts(
        connection,
        f"select left(body, {SAMPLED_CHARACTERS}) as body from held.message "
        f"where rowid % {step} = 0",
    )
    known = words.known(who, (row["body"] for row in sample))
    addresses = connection.execute("select distinct address from held.identity").fetchall()
    return hider(key, known, frozenset(address for (address,) in addresses if address))


def _mails(connection: duckdb.DuckDBPyConnection, scratch: Path, mine: Hider) -> None:
    """The table message, and how far its words have moved as the table moved."""
    writers = {
        thread: frozenset(persons)
        for thread, persons in connection.execute(
            "select p.thread, list(distinct m.person) from held.place as p "
            "join held.message as m on m.message = p.message where m.person is not null group by 1"
        ).fetchall()
    }
    columns = chosen.columns(connection, "message")
    ways = {column: _way(mine, "message", column, kind) for column, kind in columns.items()}
    moved = scratch / "moved.ndjson"
    rows = dicts(
        connection,
        "select m.*, p.thread as of_thread, s.gone from message as m "
        "left join held.place as p on p.message = coalesce(m.duplicate_of, m.message) "
        "left join (select message, list([start_char, end_char] order by start_char) as gone "
        "from held.block where kind = 'signature' group by message) as s on s.message = m.message "
        "order by m.list_id, m.month, m.number",
    )
    with moved.open("wb") as out:

        def changed() -> Iterator[dict[str, Any]]:
            for row in rows:
                near = writers.get(row.pop("of_thread"), frozenset())
                gone = [(start, end) for start, end in row.pop("gone") or ()]
                replaced = mine.replaced(row["body"], near, gone)
                shift = 0
                for each in replaced:
                    start = each.start + shift
                    shift += len(each.text) - (each.end - each.start)
                    out.write(orjson.dumps(
                        [mine.message(row["message"]), each.start, each.end, start,
                         each.end + shift], option=orjson.OPT_APPEND_NEWLINE))  # fmt: skip
                made = _changed({**ways, "body": None}, row, mine, "message")
                yield made | {"body": applied(row["body"], replaced)}

        _replace(connection, scratch, "message", columns, changed())
    _moved(connection, moved)


def _moved(connection: duckdb.DuckDBPyConnection, moved: Path) -> None:
    """The table of what was replaced: where it stood and where it stands."""
    connection.execute(
        "create table moved as select j->>0 as message, (j->>1)::bigint as starts, "
        "(j->>2)::bigint as ends, (j->>3)::bigint as new_starts, (j->>4)::bigint as new_ends "
        f"from (select json as j from read_ndjson_objects({quoted(str(moved))}))"
    )
    moved.unlink()


def _way(mine: Hider, name: str, column: str, kind: str) -> Callable[[str], Any] | None:
    """What hides the values of a column; None where they stay."""
    if (name, column) in POINTERS:
        return _nothing
    how = OF_TABLE.get((name, column)) or COLUMNS.get(column, "text")
    if not kind.startswith("varchar") or how == KEPT:
        return None
    if how == EMPTY:
        return _empty
    ways: dict[str, Callable[[str], str]] = {
        "message": mine.message, "proposal": mine.proposal, "person": mine.person,
        "address": mine.address, "text": partial(mine.text, writers=frozenset()),
    }  # fmt: skip
    return ways[how]


def _empty(_: object) -> str:
    return ""


def _nothing(_: object) -> None:
    return None


def _changed(
    ways: dict[str, Callable[[str], Any] | None], row: dict[str, Any], mine: Hider, name: str
) -> dict[str, Any]:
    made = {column: _hidden(ways[column], value) for column, value in row.items()}
    if "name" in row and name in ("message", "person", "identity") and row["name"]:
        person = row["person"]
        made["name"] = mine.name(person) if person else f"Name-{mine.digits('name', row['name'])}"
    return made


def _hidden(way: Callable[[str], Any] | None, value: Any) -> Any:
    if way is None or value is None:
        return value
    return [way(each) for each in value] if isinstance(value, list) else way(value)


def _replace(
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    name: str,
    columns: dict[str, str],
    rows: Iterator[dict[str, Any]],
) -> None:
    """Put a table of these rows in the place of the view."""
    lines, longest = scratch / f"{name}.ndjson", 0
    with lines.open("wb") as out:
        for number, row in enumerate(rows):
            line = orjson.dumps({**row, "row_number": number}, option=orjson.OPT_APPEND_NEWLINE)
            longest = max(longest, len(line))
            out.write(line)
    types = ", ".join(f"{column}: '{kind}'" for column, kind in columns.items())
    joins, moves = _following(name)
    size = max(longest + 1, SMALLEST)
    connection.execute(
        f"drop view {name}; create table {name} as select t.* {moves} from "
        f"(select * from read_json({quoted(str(lines))}, format = 'newline_delimited', "
        f"columns = {{{types}, row_number: 'bigint'}}, maximum_object_size = {size})) as t "
        f"{joins} order by t.row_number"
    )
    lines.unlink()


def _following(name: str) -> tuple[str, str]:
    """The joins and columns by which the spans of a table follow their words."""
    joins, moved = [], []
    for number, (key, start, end) in enumerate(SPANS.get(name, ())):
        a, b = f"a{number}", f"b{number}"
        joins += [
            f"asof left join moved as {a} on {a}.message = t.{key} and t.{start} >= {a}.starts",
            f"asof left join moved as {b} on {b}.message = t.{key} and t.{end} > {b}.starts",
        ]
        moved += [
            f"case when {a}.starts is null then t.{start} when t.{start} < {a}.ends "
            f"then {a}.new_starts else t.{start} - {a}.ends + {a}.new_ends end as {start}",
            f"case when {b}.starts is null then t.{end} when t.{end} <= {b}.ends "
            f"then {b}.new_ends else t.{end} - {b}.ends + {b}.new_ends end as {end}",
        ]
    replaced = f"replace ({', '.join(moved)})" if moved else ""
    return "\n".join(joins), f"exclude (row_number) {replaced}"
