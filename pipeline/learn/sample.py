"""Sentences to be labelled: drawn from the database, written as CSV, read back.

In: the database. Out: rows of CSV, one a sentence of the drawn mails, with `acts` left to be filled
in: names of acts with spaces between, or `none`; what is left empty is not labelled. Mails are
drawn evenly over lists and years, in turn, by a seed; `uncertain` takes first those whose acts the
model was least sure of, `disagreeing` those that two coders read differently (`apart`) or of which
a vote and the model say different things. Whole threads are drawn in the same ways, short and
long alike, by proposals and positions in the place of acts.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.debate import votes
from pipeline.errors import PartError, UsageError
from pipeline.learn.labels import ACTS, Label, digest

if TYPE_CHECKING:
    import duckdb

WAYS = ("random", "uncertain", "disagreeing")
SIDES = {"support": "Agreement", "oppose": "Disagreement"}  # a vote's stance, and the act it is
PREFIX = "sha256:"  # a spreadsheet takes a bare 1234e567 for a number
COLUMNS = (
    *("message", "url", "subject"),
    *("message_id", "start_char", "end_char", "sha256"),
    *("text", "acts"),
)
MAILS = """
    select m.message, m.list_id, coalesce(year(m.sent_at), 0) as year, min(a.probability) as sure
    from message m join sentence s using (message) left join act a
      on a.message = m.message and list_contains($acts, a.act)
    where m.message_id <> '' and m.duplicate_of is null and m.automatic = ''
      and (len($lists) = 0 or list_contains($lists, m.list_id))
    group by all order by m.message
"""
SENTENCES = """
    select m.message, m.url, m.subject, m.message_id, s.start_char, s.end_char, m.body
    from message m join sentence s using (message)
    where list_contains($messages, m.message) order by m.message, s.number
"""
# Threads of one mail are left out: nobody answers there.
DEBATES = """
    select t.thread, t.list_id, coalesce(year(t.started_at), 0) as year, least(
        (select min(probability) from proposal where thread = t.thread),
        (select min(s.probability) from position s join proposal p using (proposal)
         where p.thread = t.thread)) as sure
    from thread t join message m on m.message = t.thread
    where t.messages > 1 and m.message_id <> ''
      and (len($lists) = 0 or list_contains($lists, t.list_id))
    order by t.thread
"""
# Mails whose own words may hold a vote, and what the models make of them.
VOTING = """
    select m.message, p.thread, m.message_id,
      string_agg(substr(m.body, b.start_char + 1, b.end_char - b.start_char), chr(10)
        order by b.number) as own,
      (select coalesce(list(distinct stance), []) from position where message = m.message),
      (select coalesce(list(distinct act), []) from act where message = m.message)
    from message m join block b using (message) join place p using (message)
    where b.kind = 'own' and m.duplicate_of is null and m.automatic = ''
      and regexp_matches(m.body, '[+-][01]')
      and (len($lists) = 0 or list_contains($lists, m.list_id))
    group by all order by m.message
"""
BODIES = """
    select message_id, body from message
    where duplicate_of is null and list_contains($ids, message_id)
"""
NAMED = """
    select m.message, p.thread from message m join place p using (message)
    where list_contains($ids, m.message_id)
"""
THREADS = "select m.message_id, p.thread from message m join place p using (message)"


Apart = Collection[str]  # the Message-IDs of mails, or of the roots of threads, read differently


def draw(
    connection: duckdb.DuckDBPyConnection, lists: Iterable[str], size: int, way: str, seed: int,
    apart: Apart = (),
) -> list[str]:  # fmt: skip
    """The keys of the mails drawn, in the order of drawing."""
    given = {"lists": list(lists), "acts": list(ACTS)}
    found = connection.execute(MAILS, given).fetchall()
    first = _first(connection, given["lists"], _known(way), apart, by_thread=False)
    return _dealt(found, size, way, seed, first)


def draw_threads(
    connection: duckdb.DuckDBPyConnection, lists: Iterable[str], size: int, way: str, seed: int,
    apart: Apart = (),
) -> list[str]:  # fmt: skip
    """The keys of the threads drawn, in the order of drawing."""
    given = {"lists": list(lists)}
    found = connection.execute(DEBATES, given).fetchall()
    first = _first(connection, given["lists"], _known(way), apart, by_thread=True)
    return _dealt(found, size, way, seed, first)


def _known(way: str) -> str:
    if way not in WAYS:
        raise UsageError(f"{way} is no way to draw", hint=" or ".join(WAYS))
    return way


def _first(
    connection: duckdb.DuckDBPyConnection, lists: list[str], way: str, apart: Apart, *,
    by_thread: bool,
) -> dict[str, float]:  # fmt: skip
    """What is drawn first where what disagrees is asked for: two coders before votes and models."""
    if way != "disagreeing":
        return {}
    found: dict[str, float] = {}
    for message, thread, _, own, stances, acts in connection.execute(
        VOTING, {"lists": lists}
    ).fetchall():
        if contradicted(own, stances, () if by_thread else acts):
            key = thread if by_thread else message
            found[key] = found.get(key, 0.0) - 1.0
    named = connection.execute(NAMED, {"ids": sorted(apart)}).fetchall()
    return found | {thread if by_thread else message: -1e6 for message, thread in named}


def contradicted(own: str, stances: Collection[str], acts: Collection[str]) -> bool:
    """Whether a vote in a mail's own words is not what the models say of the mail."""
    cast = {vote.stance for vote in votes.votes(own)} & set(SIDES)
    if len(cast) != 1:
        return False  # no vote, or votes on two things: nothing to hold the mail against
    (vote,) = cast
    said = set(stances) | {side for side, act in SIDES.items() if act in acts}
    return vote not in said


def _dealt(
    found: Iterable[tuple[str, str, int, float | None]], size: int, way: str, seed: int,
    before: Mapping[str, float],
) -> list[str]:  # fmt: skip
    """Keys, evenly over lists and years, the least sure or the most disagreeing first."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    strata: Strata = {}
    for key, list_id, year, sure in found:
        first = (2.0 if sure is None else sure) if way == "uncertain" else before.get(key, 0.0)
        strata.setdefault((list_id, year), []).append((first, key))
    for each in strata.values():
        chance.shuffle(each)
        each.sort(key=lambda pair: -pair[0])  # the last is drawn first; equal ones stay shuffled
    # Lists and years that disagree in nothing come after those that do.
    rounds = [_where(strata, True), _where(strata, False)] if before else [strata]
    drawn: list[str] = []
    for part in rounds:
        while len(drawn) < size and any(part.values()):
            turn = [key for key, each in sorted(part.items()) if each]
            chance.shuffle(turn)
            drawn += [part[key].pop()[1] for key in turn]
    return drawn[:size]


Strata = dict[tuple[str, int], list[tuple[float, str]]]


def _where(strata: Strata, disagreeing: bool) -> Strata:
    return {
        key: [pair for pair in each if (pair[0] < 0) == disagreeing] for key, each in strata.items()
    }


def rows(connection: duckdb.DuckDBPyConnection, messages: list[str]) -> Iterator[dict[str, Any]]:
    """A row of CSV for each sentence of some mails."""
    found = connection.execute(SENTENCES, {"messages": messages}).fetchall()
    for message, url, subject, message_id, start, end, body in found:
        yield row(message, url, subject, message_id, start, end, body)


def row(
    message: str, url: str, subject: str, message_id: str, start: int, end: int, body: str
) -> dict[str, Any]:  # fmt: skip
    """A row of CSV for a span of a mail."""
    text = " ".join(body[start:end].split())
    values = (
        *(message, plain(url or ""), plain(subject), plain(message_id), start, end),
        *(PREFIX + digest(text), plain(text), ""),
    )
    return dict(zip(COLUMNS, values, strict=True))


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula, as it would "+1" and what is hostile."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def write(
    path: Path, found: Iterable[dict[str, Any]], columns: Sequence[str] = COLUMNS
) -> int:  # fmt: skip
    """Write rows of CSV; how many."""
    held = list(found)
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(held)
    except OSError as error:
        raise PartError(f"cannot write {path}: {error.strerror}", hint="another file") from error
    return len(held)


def lines(path: Path, needed: Sequence[str], hint: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file of CSV, each with its line; UsageError where it lacks a needed column."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            given = [(reader.line_num, row) for row in reader]
            names = set(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read {path}: {error}", hint="a file of --export") from error
    if missing := [name for name in needed if name not in names]:
        raise UsageError(f"{path} has no column {missing[0]}", hint=hint)
    return given


def read(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[list[Label], list[str]]:
    """The labels in a file of CSV, and a sentence for each row that is none."""
    given = lines(path, (*COLUMNS[3:7], "acts"), "a file of --export")
    filled = [(line, _bare(row)) for line, row in given if (row["acts"] or "").strip()]
    ids = sorted({row["message_id"] for _, row in filled})
    bodies: dict[str, list[str]] = {}
    for message_id, body in connection.execute(BODIES, {"ids": ids}).fetchall():
        bodies.setdefault(message_id, []).append(body)
    labels, wrong = [], []
    for line, row in filled:
        label = _label(row, bodies)
        if isinstance(label, Label):
            labels.append(label)
        else:
            wrong.append(f"{path}, line {line}: {label}")
    return labels, wrong


def _bare(row: dict[str, str]) -> dict[str, str]:
    """A row without what is there for the sake of spreadsheets."""
    message_id = row["message_id"] or ""
    if message_id[:1] == "'" and plain(message_id[1:]) == message_id:
        message_id = message_id[1:]
    return row | {
        "message_id": message_id,
        "sha256": (row["sha256"] or "").removeprefix(PREFIX),
    }


def _label(row: dict[str, str], bodies: dict[str, list[str]]) -> Label | str:
    """The label of a row, or what is wrong with it."""
    named = {act.lower(): act for act in ACTS}
    words = row["acts"].replace(",", " ").lower().split()
    for word in words:
        if word not in named and word != "none":
            return f"{word} is no act; the acts are {', '.join(ACTS)}, or none"
    if "none" in words and len(words) > 1:
        return "none stands beside an act"
    try:
        start, end = int(row["start_char"] or ""), int(row["end_char"] or "")
    except ValueError:
        return "start_char and end_char are no numbers"
    if row["message_id"] not in bodies:
        return f"no mail of the database has the Message-ID {row['message_id']}"
    if not any(digest(body[start:end]) == row["sha256"] for body in bodies[row["message_id"]]):
        return "the words are no longer where they were; export the sample anew"
    acts = tuple(sorted({named[word] for word in words if word != "none"}))
    return Label(row["message_id"], start, end, row["sha256"], acts)


def threads(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Message-ID to thread."""
    return dict(connection.execute(THREADS).fetchall())
