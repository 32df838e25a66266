"""The tables of the database: the records, and the few columns that only the whole can tell.

In: nothing but `pipeline.records`. Out: the statements that make and comment the tables. A column
that no part holds, because it is known only when all archives are seen together, is declared in
`ADDED`, with its type and its sentence, and filled by `pipeline.store.database`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.records import Archive, Message, columns, comments, table

ADDED: dict[type, dict[str, tuple[str, str]]] = {
    Archive: {
        "messages": ("bigint", "mails found in it: kept + duplicates + defects"),
        "kept": ("bigint", "mails that stand for themselves"),
        "duplicates": ("bigint", "mails that are copies of others, here or in another archive"),
        "defects": ("bigint", "mails of which nothing could be made but a row of defect"),
        "burst": ("bigint", "mails taken out of digests, which the other counts leave out"),
    },
    Message: {
        "person": ("varchar", "who wrote it, null where no name or address tells"),
        "style": (
            "varchar",
            "where its own words stand: top, bottom, interleaved, or new (it quotes nothing)",
        ),
    },
}


def typed(record: type) -> dict[str, str]:
    """Column name to SQL type of a table, the added columns last."""
    added = {name: kind for name, (kind, _) in ADDED.get(record, {}).items()}
    return columns(record) | added


def described(record: type) -> dict[str, str]:
    """Column name to the sentence that says what it holds, the added columns last."""
    added = {name: sentence for name, (_, sentence) in ADDED.get(record, {}).items()}
    return comments(record) | added


def sentence(record: type) -> str:
    """What a row of the table is: the first line of the record's docstring."""
    return (record.__doc__ or "").strip().splitlines()[0]


def statements(record: type) -> Iterator[str]:
    """The statements that make one empty table and comment on it and its columns."""
    name = table(record)
    listed = ", ".join(f"{column} {kind}" for column, kind in typed(record).items())
    yield f"create table {name} ({listed})"
    yield f"comment on table {name} is {quoted(sentence(record))}"
    for column, text in described(record).items():
        yield f"comment on column {name}.{column} is {quoted(text)}"


def quoted(text: str) -> str:
    """The text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
