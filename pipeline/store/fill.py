"""The rows of all parts into the tables, by SQL alone.

In: a connection with the empty tables, and for each record the Parquet files that hold its rows.
Out: the tables filled, with what only the whole can tell: copies across archives, the person of
each mail, persons in a thread, the counts of each archive, the rows in and out of each stage.
PartError where the counts do not add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PartError
from pipeline.records import (
    TABLES,
    Act,
    Archive,
    Author,
    Copy,
    Message,
    Ruling,
    Run,
    Thread,
    columns,
    source,
    table,
)
from pipeline.store.schema import quoted, statements

if TYPE_CHECKING:
    import duckdb

Files = Mapping[type, Sequence[Path]]

UNITED = ", union_by_name := true"  # columns by their names, whichever file has them

# Counted over other tables, so filled after them.
LAST: tuple[type, ...] = (Archive, Thread, Run)

# A table whose rows are more than those of its parts; `part_x` are the rows in the parts of x. A
# join may shuffle rows, so they are numbered before and put in order after. Of mails only the keys
# are sorted, and then laid beside the rows: bodies are read once, in order.
FILLINGS: dict[type, str] = {
    Message: """
        with keys as (
            select
                row_number() over () as place, message, duplicate_of, name, address, automatic
            from part_message
        ),
        -- where a mail's own words stand among what it quotes
        quoting as (
            select message, min(number) as first, max(number) as last
            from part_block
            where kind = 'quote'
            group by message
        ),
        styled as (
            select
                b.message,
                case
                    when any_value(q.first) is null then 'new'
                    when bool_or(b.number > q.first and b.number < q.last) then 'interleaved'
                    when bool_or(b.number > q.last) then 'bottom'
                    else 'top'
                end as style
            from part_block as b
            left join quoting as q on q.message = b.message
            where b.kind in ('own', 'code', 'patch') and b.depth = 0
            group by b.message
        ),
        known as (
            select
                keys.place,
                coalesce(styled.style, '') as style,
                coalesce(
                    c.duplicate_of, further.duplicate_of, keys.duplicate_of
                ) as duplicate_of,
                coalesce(a.person, original.person, i.person) as person,
                coalesce(a.automatic, original.automatic, keys.automatic) as automatic
            from keys
            left join part_copy as c on c.message = keys.message
            -- a copy within its archive of a mail that is itself a copy of one elsewhere
            left join part_copy as further on further.message = keys.duplicate_of
            left join part_author as a on a.message = keys.message
            left join part_author as original on original.message =
                coalesce(c.duplicate_of, further.duplicate_of, keys.duplicate_of)
            left join part_identity as i on i.address = keys.address and i.name = keys.name
            left join styled on styled.message = keys.message
        ),
        ordered as (
            select duplicate_of, person, automatic, style from known order by place
        )
        select
            m.* replace (ordered.duplicate_of as duplicate_of, ordered.automatic as automatic),
            ordered.person,
            ordered.style
        from part_message as m
        positional join ordered
    """,
    Archive: """
        with mails as (
            select
                list_id,
                month,
                count(*) filter (duplicate_of is null and not burst) as kept,
                count(*) filter (duplicate_of is not null and not burst) as duplicates,
                count(*) filter (burst) as burst
            from (select *, regexp_matches(message, '[.][0-9]+$') as burst from message)
            group by all
        ),
        lost as (
            select list_id, month, count(distinct byte_offset) as defects
            from defect
            where message is null
            group by all
        )
        select
            a.*,
            coalesce(kept, 0) as kept,
            coalesce(duplicates, 0) as duplicates,
            coalesce(defects, 0) as defects,
            coalesce(kept, 0) + coalesce(duplicates, 0) + coalesce(defects, 0) as messages,
            coalesce(burst, 0) as burst
        from part_archive as a
        left join mails on mails.list_id = a.list_id and mails.month = a.month
        left join lost on lost.list_id = a.list_id and lost.month = a.month
        order by a.list_id, a.month
    """,
    Thread: """
        with writers as (
            select place.thread, count(distinct message.person) as persons
            from place
            join message using (message)
            where message.automatic = ''
            group by all
        )
        select t.* replace (coalesce(writers.persons, 0) as persons)
        from part_thread as t
        left join writers on writers.thread = t.thread
        order by t.thread
    """,
    Run: """
        with counted as (
            select 'parse' as stage, (select count(*) from archive) as taken,
                (select count(*) from message) as given
            union all
            select 'quote', (select count(*) from message), (select count(*) from block)
            union all
            select 'tag',
                (
                    select count(*) from part_message
                    where duplicate_of is null and automatic = ''
                ),
                (select count(*) from sentence)
            union all
            select 'thread', (select count(*) from message), (select count(*) from thread)
            union all
            select 'answer', (select count(*) from place), (select count(*) from link)
            union all
            select 'debate', (select count(*) from thread),
                (select count(*) from proposal) + (select count(*) from position)
                + (select count(*) from mention)
            union all
            select 'same', (select count(*) from proposal), (select count(*) from same)
        )
        select r.* replace (
            coalesce(counted.taken, r.inputs) as inputs,
            coalesce(counted.given, r.outputs) as outputs
        )
        from part_run as r
        left join counted on counted.stage = r.stage
        order by list_position(
            ['parse', 'quote', 'tag', 'thread', 'answer', 'debate', 'same'], r.stage
        )
    """,
}

# The acts of mails are their archives', and what is ruled on them is their debates'.
RULED = """
    with ruled as (
        select * from part_act anti join part_ruling using (message, sentence, act)
        union all by name
        select message, sentence, act, 1.0 as probability, because as corrected
        from part_ruling
        where holds
    )
    select * from ruled order by message, sentence, act
"""

# What must hold of a whole database: each query yields the mails or archives of which it does not.
RULES: dict[str, str] = {
    "is counted twice": "select message from message group by message having count(*) > 1",
    "has two authors": "select message from part_author group by message having count(*) > 1",
    "is a copy of two mails": "select message from part_copy group by message having count(*) > 1",
    "belongs to two persons": """
        select name || ' <' || address || '>' from part_identity
        group by name, address having count(*) > 1
    """,
    "belongs to no archive that was fetched": """
        select message from message anti join archive using (list_id, month)
    """,
    "is a copy of a mail that is not there, or of a copy": """
        select message from message
        where duplicate_of is not null and duplicate_of not in (
            select message from message where duplicate_of is null
        )
    """,
    "has counts that do not add up": """
        select list_id || '/' || month from archive
        where messages is distinct from kept + duplicates + defects
    """,
    "is an archive named twice": """
        select list_id || '/' || month from archive group by list_id, month having count(*) > 1
    """,
    "is a copy and yet has a place in a thread": """
        select message from place semi join (
            select message from message where duplicate_of is not null
        ) using (message)
    """,
}


def fill(connection: duckdb.DuckDBPyConnection, files: Files) -> None:
    """Make every table, fill it from the files, and check the whole."""
    for record in (*TABLES, Copy, Author, Ruling):
        connection.execute(f"create temp view part_{table(record)} as {_rows(record, files)}")
    for record in TABLES:
        for statement in statements(record):
            connection.execute(statement)
    for record in sorted(TABLES, key=lambda each: each in LAST):
        rows = FILLINGS.get(record, f"select * from part_{table(record)}")
        if record is Act and files.get(Ruling):
            rows = RULED
        connection.execute(f"insert into {table(record)} by name {rows}")
    _check(connection)


def _rows(record: type, files: Files) -> str:
    listed = ", ".join(quoted(str(file)) for file in files.get(record, ()))
    if listed:
        return f"select {', '.join(columns(record))} from {source(record, f'[{listed}]', UNITED)}"
    nulls = (f"null::{kind} as {name}" for name, kind in columns(record).items())
    return f"select {', '.join(nulls)} where false"


def _check(connection: duckdb.DuckDBPyConnection) -> None:
    for complaint, query in RULES.items():
        found = connection.execute(f"{query} limit 1").fetchone()
        if found is not None:
            raise PartError(
                f"{found[0]} {complaint}, so the database was not made",
                hint="delete the folder `parts` in the data directory and build again; "
                "if it happens again, it is a fault in hansard: please report it",
            )
