"""The mails that codings speak of, as the database has them or as they were built from archives.

In: a connection, or debates. Out: `Mail`s by Message-ID, with what coding needs of them: body, own
sentences, author. The first mail of a Message-ID counts where an archive has several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.learn.codings import Spot
from pipeline.learn.labels import digest
from pipeline.records import Debate, Post

if TYPE_CHECKING:
    import duckdb

MAILS = """
    select m.message_id, m.message, p.thread, m.list_id, m.month, m.name, m.address, m.person,
      m.sent_at, m.subject, m.url, m.body, p.parent, p.position
    from message m join place p using (message)
    where m.message_id <> '' and m.duplicate_of is null
      and (list_contains($ids, m.message_id) or list_contains($threads, p.thread))
    order by p.thread, p.position
"""
SENTENCES = """
    select message, start_char, end_char from sentence
    where list_contains($messages, message) order by message, number
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with the spans of its author's sentences."""

    message_id: str
    message: str
    thread: str
    list_id: str
    month: str
    name: str
    address: str
    person: str
    sent_at: datetime | None
    subject: str
    url: str
    body: str
    parent: str | None
    position: int
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def author(self) -> str:
        """How coders write the author: by name, or by address where there is none."""
        return self.name or self.address

    def called(self, name: str) -> bool:
        """Whether a coder may mean the author by a name."""
        return name in (self.name, self.address, self.address.replace("@", " at "), self.person)

    def words(self, spot: Spot) -> str | None:
        """The words at a spot, white space folded; None where they are others by now."""
        text = self.body[spot.start_char : spot.end_char]
        return " ".join(text.split()) if digest(text) == spot.sha256 else None

    def spot(self, start: int, end: int) -> Spot:
        """A span of the mail, as it is kept."""
        return Spot(self.message_id, start, end, digest(self.body[start:end]))

    def holding(self, quote: str) -> Spot | None:
        """Where the words of a quote stand, in the author's own sentences if they can."""
        if not quote.split():
            return None
        pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
        found = [(match.start(), match.end()) for match in pattern.finditer(self.body)]
        own = [each for each in found if any(s <= each[0] < e for s, e in self.spans)]
        return self.spot(*(own or found)[0]) if found else None


Mails = Mapping[str, Mail]


def of_ids(connection: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> dict[str, Mail]:
    """The mails of some Message-IDs."""
    return _asked(connection, sorted(set(ids)), [])


def of_threads(connection: duckdb.DuckDBPyConnection, threads: Sequence[str]) -> dict[str, Mail]:
    """The mails of some threads, each thread in reading order."""
    return _asked(connection, [], list(threads))


def _asked(
    connection: duckdb.DuckDBPyConnection, ids: list[str], threads: list[str]
) -> dict[str, Mail]:
    rows = connection.execute(MAILS, {"ids": ids, "threads": threads}).fetchall()
    spans: dict[str, list[tuple[int, int]]] = {}
    for message, start, end in connection.execute(
        SENTENCES, {"messages": [row[1] for row in rows]}
    ).fetchall():
        spans.setdefault(message, []).append((start, end))
    found: dict[str, Mail] = {}
    for row in rows:
        mine = tuple(spans.get(row[1], ()))
        found.setdefault(row[0], replace(Mail(*row), spans=mine))
    return found


def of_debates(debates: Iterable[Debate]) -> dict[str, Mail]:
    """The mails of debates."""
    found: dict[str, Mail] = {}
    for debate in debates:
        for post in debate.posts:
            if post.message.message_id:
                found.setdefault(post.message.message_id, _mail(debate, post))
    return found


def _mail(debate: Debate, post: Post) -> Mail:
    of = post.message
    return Mail(
        of.message_id, of.message, debate.thread.thread, of.list_id, of.month, of.name, of.address,
        post.person, of.sent_at, of.subject, of.url, of.body, post.place.parent,
        post.place.position, tuple((each.start_char, each.end_char) for each in post.sentences),
    )  # fmt: skip
