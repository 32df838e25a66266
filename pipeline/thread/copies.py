"""Mails that are copies of others, across archives and lists.

In: the heads of all mails of all lists. Out: a `Copy` for each mail that another one stands for.
Copies within one archive are told by the reader of mail (`duplicate_of`) and are passed over here.

Two mails are one where they share an id and the folded body; or an id, the second they were sent,
the subject and the author (lists add footers and cut parts out, so that bodies of one mail differ
between archives); or, without an id, author, date, subject and body. Anything else under an id that
is taken is an imposter, another mail, and stays. Which copy stands for all is told by the mails
alone, never by the order in which they come.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import datetime

from pipeline.records import Copy, Head
from pipeline.thread.groups import groups
from pipeline.thread.names import words

VERSION = 1

LATEST = datetime.max  # noqa: DTZ901 - all times are UTC without a zone


def copies(heads: Sequence[Head]) -> list[Copy]:
    """The mails that another stands for, in the order of the heads; the other is no copy."""
    originals = [head for head in heads if head.duplicate_of is None]
    found: dict[str, str] = {}
    for group in groups(map(marks, originals)):
        if len(group) > 1:
            alike = [originals[number] for number in group]
            first = min(alike, key=precedence)
            found |= {head.message: first.message for head in alike if head is not first}
    return [Copy(head.message, found[head.message]) for head in originals if head.message in found]


def marks(head: Head) -> Iterator[Hashable]:
    """What no other mail than a copy of this one has."""
    if head.message_id:
        yield head.message_id, head.body_sha256
        if head.sent_at:
            stamp = (head.message_id, head.sent_at, head.base_subject.casefold())
            # Either will do: lists that rewrite From keep the name, others the address.
            if head.address:
                yield *stamp, head.address
            if head.name:
                yield *stamp, words(head.name)
    elif head.sent_at and (head.address or head.name):
        yield head.address, head.name, head.sent_at, head.subject, head.body_sha256


def precedence(head: Head) -> tuple[datetime, str, str, int]:
    """Sorts copies: the earliest first, so that what is added later seldom comes to the front."""
    return head.sent_at or LATEST, head.month, head.list_id, head.number
