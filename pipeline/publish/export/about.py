"""What all the descriptions of a folder tell: of its files, and of the mails in them.

In: nothing but the types. Out: `File` and `About`, the record of which a file is the table, and
one sentence on the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import TABLES, table

MEDIA = {
    "parquet": "application/x-parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonlines",
    "json": "application/json",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "qdpx": "application/zip",
}
# Mail is its authors': nobody has cleared it for the archive as a whole.
RIGHTS = "https://rightsstatements.org/vocab/CNE/1.0/"
# Columns that tell a row from all others of its table.
KEYS: dict[str, tuple[str, ...]] = {
    "archive": ("list_id", "month"), "message": ("message",), "attachment": ("message", "number"),
    "block": ("message", "number"), "place": ("message",), "thread": ("thread",),
    "person": ("person",), "sentence": ("message", "number"), "proposal": ("proposal",),
    "idea": ("idea",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder."""

    path: str
    bytes: int
    sha256: str
    rows: int | None

    @property
    def form(self) -> str:
        """What kind of file it is, by the end of its name."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class About:
    """What all the descriptions tell."""

    title: str
    name: str
    lists: tuple[str, ...]
    span: str
    mails: int
    run: str
    made_on: str
    command: str
    hidden: bool


def record_of(file: File) -> type | None:
    """The record of which a file is the table."""
    names = {table(record): record for record in TABLES}
    name, _, form = file.path.rpartition(".")
    return names.get(name) if form in ("parquet", "csv", "jsonl") else None


def told_of(about: About) -> str:
    """What is in the folder, in a sentence or two."""
    told = (
        f"{about.mails:,} mails of the mailing list{'s' if len(about.lists) > 1 else ''} "
        f"{', '.join(about.lists)}, {about.span}: threads, quotes, persons, proposals and who "
        "stood where on them, as read by a program."
    )
    return f"{told} Names and addresses are pseudonyms." if about.hidden else told
