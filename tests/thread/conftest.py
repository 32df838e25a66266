"""Mails in short hand, and threads as drawings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import pytest

from pipeline.records import Head, Message, Place

Mail = Callable[..., Head]


@pytest.fixture(scope="session")
def mail() -> Mail:
    """Makes the head of a mail; what is not given is ordinary."""
    return _mail


def _mail(
    key: str,
    *,
    id: str | None = None,  # noqa: A002
    references: Sequence[str] = (),
    in_reply_to: Sequence[str] = (),
    name: str = "Ada Example",
    address: str = "ada@example.org",
    day: float | None = 0,
    subject: str = "",
    base_subject: str | None = None,
    body: str = "",
    list_id: str = "dev",
    month: str = "2014-09",
    duplicate_of: str | None = None,
) -> Head:
    return Head(
        message=f"{list_id}/{month}/{key}",
        list_id=list_id,
        month=month,
        number=sum(map(ord, key)),
        message_id=f"{key}@example.org" if id is None else id,
        in_reply_to=tuple(in_reply_to),
        reference_ids=tuple(references),
        name=name,
        address=address,
        sent_at=None if day is None else datetime(2014, 9, 1) + timedelta(days=day),
        subject=subject,
        base_subject=subject.removeprefix("Re: ") if base_subject is None else base_subject,
        body_sha256=body or key,
        duplicate_of=duplicate_of,
    )


@pytest.fixture(scope="session")
def mails() -> Callable[[str], list[Head]]:
    """Mails from a line such as "a; b<a; c<a b; d~c", a day apart.

    What follows < is its References, what follows ~ its In-Reply-To.
    """
    return _mails


def _mails(line: str) -> list[Head]:
    made = []
    for day, text in enumerate(line.split(";")):
        rest, _, reply = text.strip().partition("~")
        key, _, references = rest.partition("<")
        made.append(
            _mail(
                key,
                references=[f"{each}@example.org" for each in references.split()],
                in_reply_to=[f"{each}@example.org" for each in reply.split()],
                day=day,
            )
        )
    return made


@pytest.fixture(scope="session")
def drawing() -> Callable[[Iterable[Place]], str]:
    """Places as a drawing: | parts threads, dots tell depth, order is that of reading."""
    return _drawing


def _drawing(places: Iterable[Place]) -> str:
    threads: dict[str, list[str]] = {}
    for place in places:
        mail = place.message.rpartition("/")[2]
        threads.setdefault(place.thread, []).append("." * place.depth + mail)
    return " | ".join(" ".join(lines) for lines in threads.values())


@pytest.fixture(scope="session")
def message() -> Callable[..., Message]:
    """Makes a mail with a body out of its head."""
    return _message


def _message(head: Head, body: str) -> Message:
    return Message(
        message=head.message,
        list_id=head.list_id,
        month=head.month,
        number=head.number,
        message_id=head.message_id,
        in_reply_to=head.in_reply_to,
        reference_ids=head.reference_ids,
        name=head.name,
        address=head.address,
        sent_at=head.sent_at,
        offset_minutes=0,
        sent_from="date",
        subject=head.subject,
        base_subject=head.base_subject,
        labels=(),
        body=body,
        body_sha256=head.body_sha256,
        url="",
        byte_offset=0,
        duplicate_of=head.duplicate_of,
    )
