"""The role of each person: the part they take on a list, or what a researcher's file says.

In: a connection, and the rows of a file or none. Out: a role for each person. Rules:

- Without a file a role is what the query `roles` makes of a person's decisions, proposals and
  answers over all the years of the list (docs/decisions/0023-roles.md): a part, not an office.
- A file is CSV, a line `ada@nest.example,maintainer`: a person by address, name or key, and a role
  of any name. It says all: whom it does not name is `unlisted`. The first line may be a head.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.publish import plain
from pipeline.store import answer

if TYPE_CHECKING:
    import duckdb

ROLES = ("decider", "proposer", "core", "other")
UNLISTED = "unlisted"

# Of those whom nobody knows so many are named.
MOST_NAMED = 5

# Any of the names by which a person is known, in small letters.
NAMES = """
select lower(address), person from identity where address <> ''
union select lower(name), person from identity where name <> ''
union select lower(name), person from person where name <> ''
union select lower(person), person from person
"""


@dataclass(frozen=True, slots=True)
class Given:
    """A line of a file of roles."""

    who: str
    role: str


def given(file: Path) -> list[Given]:
    """The lines of a file of roles; UsageError where it is none."""
    hint = "CSV, a line each: ada@nest.example,maintainer"
    try:
        lines = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file} cannot be read: {error}", hint=hint) from error
    found = []
    for number, line in enumerate(lines, start=1):
        cells = [" ".join(cell.split()) for cell in line]
        if not any(cells) or cells[0].startswith("#") or (number == 1 and _is_head(cells)):
            continue
        if len(cells) < 2 or not cells[0] or not cells[1]:
            raise UsageError(f"line {number} of {file} is no person and role", hint=hint)
        found.append(Given(cells[0], cells[1]))
    if not found:
        raise UsageError(f"{file} names no role", hint=hint)
    return found


def _is_head(cells: list[str]) -> bool:
    return len(cells) > 1 and cells[1].casefold() == "role"


def parts(connection: duckdb.DuckDBPyConnection, list_id: str | None = None) -> dict[str, str]:
    """The role of each person by the part they take, on one list or on all."""
    found = answer.query(connection, "roles", {} if list_id is None else {"list_id": list_id})
    where = {name: place for place, name in enumerate(found.columns)}
    return {row[where["person"]]: row[where["role"]] for row in found.rows}


def told(
    connection: duckdb.DuckDBPyConnection, lines: Iterable[Given]
) -> tuple[dict[str, str], list[str]]:
    """The role of each person that lines name, and who of them is unknown; the first line holds.

    UsageError where two persons bear a name: an address tells them apart.
    """
    persons: dict[str, set[str]] = {}
    for name, person in connection.execute(NAMES).fetchall():
        persons.setdefault(name, set()).add(person)
    roles: dict[str, str] = {}
    unknown = []
    for line in lines:
        known = persons.get(line.who.lower(), set())
        if len(known) > 1:
            raise UsageError(
                f"{line.who} is the name of {len(known)} persons", hint="name them by address"
            )
        for person in known:
            roles.setdefault(person, line.role)
        if not known:
            unknown.append(line.who)
    return roles, unknown


def unknown(names: Sequence[str]) -> str:
    """The sentence that tells whom of a file nobody knows; empty where all are known."""
    if not names:
        return ""
    told = ", ".join(plain.folded(name) for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"No mail of theirs is in the database: {told}{more}."


def ordered(names: Iterable[str], persons: Mapping[str, int]) -> list[str]:
    """Roles in their order: ours from decider to other, those of a file by persons."""
    rank = {name: place for place, name in enumerate(ROLES)}
    last = {UNLISTED: 1}
    return sorted(
        names,
        key=lambda name: (last.get(name, 0), rank.get(name, -1), -persons.get(name, 0), name),
    )
