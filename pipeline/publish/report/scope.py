"""What belongs to a report: the thread, list or idea that is named, and the pages of it.

In: a connection and a name. Out: a `Scope`. A thread is its page, its tree and its proposals; a
list is its home, its months and its threads with a proposal (or all), with their proposals; an
idea is its trend, its months and the threads that speak of it, with their proposals. Persons are
left out: their pages tell of other debates too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from pipeline.errors import UsageError
from pipeline.publish.serve import ideas, links, shown, threads
from pipeline.publish.serve.source import ask, read
from pipeline.store.queries import nearest

if TYPE_CHECKING:
    import duckdb

# A path, and what is asked of it: the same page, however its address is quoted.
Address = tuple[str, tuple[tuple[str, str], ...]]

KINDS = ("list", "idea", "thread")
NAMES = {
    "list": "select distinct list_id from message where list_id = $key",
    "idea": "select idea from idea where idea = $key",
    "thread": "select thread_of($key) where thread_of($key) is not null",
}
THREADS = {
    "list": "select thread from thread where list_id = $key "
    "and ($every or thread in (select thread from proposal)) order by started_at, thread",
    "idea": "select t.thread from thread as t where t.thread in (select p.thread from mention as n "
    "join place as p on p.message = n.message where n.idea = $key) and $every is not null "
    "order by t.started_at, t.thread",
    "thread": "select thread from thread where thread = $key and $every is not null",
}
PROPOSALS = """
select thread, proposal from proposal where thread in (select unnest($threads))
order by kind <> 'main', sent_at nulls last, length(proposal), proposal
"""
LISTS = """
select distinct m.list_id from place as p join message as m on m.message = p.message
where p.thread in (select unnest($threads)) order by 1
"""
LONG = """
select m.message from place as p join message as m on m.message = p.message
where p.thread in (select unnest($threads)) and length(m.body) > $longest
"""
CANDIDATES = "select distinct list_id as name from message union select idea from idea order by 1"
CANDIDATE_THREADS = "select thread as name from thread order by 1"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about, its pages in reading order, and the mails that have their own."""

    kind: str
    key: str
    title: str
    lists: tuple[str, ...]
    threads: tuple[str, ...]
    pages: tuple[str, ...]
    wanted: frozenset[Address]
    long: frozenset[str]
    every: bool

    @property
    def command(self) -> str:
        """What the report is asked for by."""
        return f"hansard report {self.kind}/{self.key}{' --all' if self.every else ''}"

    def holds(self, address: Address) -> bool:
        """Whether the page at an address is part of the report."""
        path, _ = address
        return address in self.wanted or path.removeprefix("/mail/") in self.long


def address(link: str) -> Address:
    """The page that a link of the site leads to."""
    parts = urlsplit(link)
    return unquote(parts.path), tuple(sorted(parse_qsl(parts.query)))


def found(
    connection: duckdb.DuckDBPyConnection, name: str, *, every: bool = False, trees: bool = True
) -> Scope:
    """The scope of that name; UsageError that tells the nearest where there is none."""
    kind, key = _named(connection, name)
    every = every and kind == "list"
    some = [row["thread"] for row in read(connection, THREADS[kind], {"key": key, "every": every})]
    pages = [*_heads(connection, kind, key), *_debates(connection, some, trees=trees)]
    given = {"threads": some}
    long = read(connection, LONG, given | {"longest": threads.LONGEST})
    lists = [key] if kind == "list" else [r["list_id"] for r in read(connection, LISTS, given)]
    return Scope(
        kind, key, _title(connection, kind, key), tuple(lists), tuple(some), tuple(pages),
        frozenset(map(address, pages)), frozenset(row["message"] for row in long), every,
    )  # fmt: skip


def _named(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[str, str]:
    """Kind and key of what is named, with its kind before it or without."""
    said, _, rest = name.strip("/").partition("/")
    met = [each for kind in KINDS for each in _having(connection, kind, name)]
    if not met and said in KINDS:
        met = _having(connection, said, rest)
    if len(met) > 1:
        raise UsageError(
            f"{name} is a list and an idea", hint=" or ".join(f"{k}/{name}" for k, _ in met)
        )
    if not met:
        raise _unknown(connection, rest if said in KINDS and rest else name)
    return met[0]


def _having(
    connection: duckdb.DuckDBPyConnection, kind: str, key: str
) -> list[tuple[str, str]]:  # fmt: skip
    return [(kind, *row.values()) for row in read(connection, NAMES[kind], {"key": key})]


def _unknown(connection: duckdb.DuckDBPyConnection, name: str) -> UsageError:
    text = CANDIDATE_THREADS if "/" in name else CANDIDATES
    near = nearest(name, [row["name"] for row in read(connection, text, {})])
    return UsageError(
        f"there is no list, idea or thread {name} in the database",
        hint=f"hansard report {near}" if near else "hansard query threads, or: hansard query ideas",
    )


def _title(connection: duckdb.DuckDBPyConnection, kind: str, key: str) -> str:
    if kind == "list":
        return f"Debates of the mailing list {key}"
    text = {"idea": "select title from idea where idea = $key",
            "thread": "select subject from thread where thread = $key"}[kind]  # fmt: skip
    (row,) = read(connection, text, {"key": key})
    told = shown.name(*row.values())
    if kind == "idea":
        return f"What people thought of “{told or key}”"
    return f"The debate “{told or '(no subject)'}”"


def _heads(connection: duckdb.DuckDBPyConnection, kind: str, key: str) -> list[str]:
    """The pages that lead to the threads."""
    if kind == "list":
        months = read(
            connection,
            "select distinct left(month, 7) as month from message "
            "where list_id = $key and duplicate_of is null order by 1",
            {"key": key},
        )
        return [links.to("list", key), *(links.to("list", f"{key}/{r['month']}") for r in months)]
    if kind == "thread":
        return []
    spoken = read(
        connection,
        "select distinct m.list_id from mention as n join message as m on m.message = n.message "
        "where n.idea = $key order by 1",
        {"key": key},
    )
    found: list[str] = []
    for each in ["", *(row["list_id"] for row in spoken)] if len(spoken) > 1 else [""]:
        points = ask(connection, "trend", {"idea": key, "list_id": each or None})
        found.append(links.to("idea", key, list_id=each))
        found += [
            links.to("idea", key, list_id=each, split=split)
            for split in ideas.SPLITS
            if split != "list" or (not each and len(spoken) > 1)
        ]
        found += [links.to("idea", f"{key}/{row['month']}", list_id=each) for row in points]
    return found


def _debates(connection: duckdb.DuckDBPyConnection, some: list[str], *, trees: bool) -> list[str]:
    """The pages of each thread, and then of its proposals."""
    proposals: dict[str, list[str]] = {each: [] for each in some}
    for row in read(connection, PROPOSALS, {"threads": some}):
        proposals[row["thread"]].append(row["proposal"])
    pages: list[str] = []
    for each in some:
        pages.append(links.to("thread", each))
        pages += [links.to("thread", each, view="tree")] if trees else []
        pages += [links.to("proposal", proposal) for proposal in proposals[each]]
    return pages
