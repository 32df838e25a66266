"""Mails that are copies of others, across archives and lists.

In: the heads of all mails of all lists. Out: a `Copy` for each mail that another one stands for.
Copies within one archive are told by the reader of mail (`duplicate_of`) and are passed over here.

Two mails are one where they share an id and the folded body; or an id, the second they were sent,
the subject and the author (lists add footers and cut parts out, so that bodies of one mail differ
between archives); or, without an id, author, date, subject and body. Anything else under an id that
is taken is an imposter, another mail, and stays. Which copy stands for all is told by the mails
alone, never by the order in which they come: one that was sent by itself before one in a digest.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.records import Copy, Head
from pipeline.thread.groups import groups
from pipeline.thread.names import words

VERSION = 2

LATEST = datetime.max  # noqa: DTZ901 - all times are UTC without a zone


def copies(heads: Sequence[Head]) -> list[Copy]:
    """The mails that another stands for, in the order of the heads; the other is no copy."""
    originals = [head for head in heads if head.duplicate_of is None]
    found: dict[str, str] = {}
    whole = (
        {
            sending(head): head
            for head in sorted(originals, key=precedence, reverse=True)
            if head.message_id and head.sent_at and not burst(head)
        }
        if any(map(burst, originals))
        else {}
    )
    for group in groups(marks(_completed(head, whole)) for head in originals):
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


def burst(head: Head) -> bool:
    """True for a mail that was taken out of a digest: its key has a place in the digest."""
    return "." in head.message.rpartition("/")[2]


def sending(head: Head) -> Hashable:
    """What a mail in a digest keeps of the mail that it is."""
    return head.address, head.sent_at, head.base_subject.casefold()


def _completed(head: Head, whole: Mapping[Hashable, Head]) -> Head:
    """A mail from a digest with the id that it lost there, if that is known."""
    if head.message_id or not burst(head):
        return head
    found = whole.get(sending(head))
    return replace(head, message_id=found.message_id) if found else head


def precedence(head: Head) -> tuple[bool, datetime, str, str, int, str]:
    """Sorts copies: the earliest first, so that what is added later seldom comes to the front."""
    at = head.sent_at or LATEST
    return burst(head), at, head.month, head.list_id, head.number, head.message
