"""Little debates for the tests: mails written here, read by the real rooms before this one."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta

from pipeline.debate import tag
from pipeline.mail import quote
from pipeline.records import Debate, Head, Message
from pipeline.run.assembly import assembled, by_message, linked
from pipeline.thread import answer, thread

BEGIN = datetime(2024, 1, 8, 9)


def debate(subject: str, *mails: tuple[str, int | None, str]) -> Debate:
    """The debate of mails given as (author, number of the mail answered, text)."""
    messages = [
        _message(number, name, parent, text, subject)
        for number, (name, parent, text) in enumerate(mails)
    ]
    names = [field.name for field in fields(Head)]
    heads = [Head(*(getattr(message, name) for name in names)) for message in messages]
    threads, places = thread.places(heads)
    blocks = {each.message: tuple(quote.blocks(each.message, each.body)) for each in messages}
    sentences, acts = tag.tagged([(each, blocks[each.message]) for each in messages])
    (found,) = assembled(
        threads,
        places,
        {each.message: each.address for each in messages},
        {each.message: each for each in messages},
        blocks,
        by_message(sentences),
        by_message(acts),
    )
    return linked(found, by_message(answer.links(found)))


def key(number: int) -> str:
    """The key of a mail of such a debate."""
    return f"demo/2024-01/{number:04d}"


def said(debate: Debate, message: str, start: int, end: int) -> str:
    """The words of a span, white space folded."""
    (body,) = [post.message.body for post in debate.posts if post.message.message == message]
    return " ".join(body[start:end].split())


def _message(number: int, name: str, parent: int | None, text: str, subject: str) -> Message:
    values = {
        "message": key(number),
        "list_id": "demo",
        "month": "2024-01",
        "number": number,
        "message_id": f"{number}@example.org",
        "in_reply_to": () if parent is None else (f"{parent}@example.org",),
        "reference_ids": (),
        "name": name,
        "address": f"{name.split(maxsplit=1)[0].lower()}@example.org",
        "sent_at": BEGIN + timedelta(hours=number),
        "subject": subject if parent is None else f"Re: {subject}",
        "base_subject": subject,
        "labels": (),
        "body": text,
    }
    rest = {"offset_minutes": 0, "byte_offset": 0, "duplicate_of": None}
    return Message(
        **{
            field.name: values.get(field.name, rest.get(field.name, ""))
            for field in fields(Message)
        }
    )
