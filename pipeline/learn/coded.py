"""Coded threads with the debates they code: what positions are learnt from and measured on.

In: a folder of coded threads (one JSON file each, in the shape of those below data/demo/coding)
and the folder of the archives that they name. Out: `Coded`. The archives go through the same
functions as a build, from bytes to links, so that what is learnt and measured is what a build
sees: quoting, threading and merged persons with all their faults. Two things only a build does: it
learns each archive's footers, and it finds parents by quotes. Only threads that hold coded mails
are tagged and linked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.debate import tag
from pipeline.errors import UsageError
from pipeline.fetch import local, stored
from pipeline.fetch.months import Span
from pipeline.mail import archive as archives
from pipeline.mail import quote
from pipeline.records import (
    Debate,
    Head,
    Message,
    Place,
    Post,
    Thread,
)
from pipeline.run import stages
from pipeline.thread import answer, copies, people, thread


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded thread: its proposals and positions as coded, and every debate that holds its mails.

    `key_of` leads from a Message-ID to our key, `person_of` from a name as coded to our person.
    """

    name: str
    list_id: str
    subject: str
    proposals: tuple[dict[str, Any], ...]
    positions: tuple[dict[str, Any], ...]
    debates: tuple[Debate, ...]
    key_of: Mapping[str, str]
    person_of: Mapping[str, str]


def coded(folder: Path, corpora: Path) -> list[Coded]:
    """The coded threads of a folder, in the order of their files; UsageError where none are."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UsageError(f"{folder} holds no coded threads", hint="one JSON file a thread")
    threads = [(file.stem, json.loads(file.read_text("utf-8"))) for file in files]
    messages = _messages(corpora, {name for _, each in threads for name in each["archives"]})
    wanted = {_bare(key) for _, each in threads for key in each["messages"]}
    debates = _debates(messages, wanted)
    by_id = _by_id(debates)
    return [_coded(name, each, by_id, debates) for name, each in threads]


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>")


def _messages(corpora: Path, names: Iterable[str]) -> list[Message]:
    """Every mail of the lists that the named archives belong to, read as a build reads it."""
    folders = sorted({(corpora / name).parent for name in names})
    found: list[Message] = []
    with TemporaryDirectory() as held:
        data = Path(held)
        for folder in folders:
            for archive in local.archives(folder, data, folder.name, Span(), lambda _: None):
                content = stored.content(data, archive)
                found += archives.parsed(content, archive).messages
    return found


def _debates(messages: list[Message], wanted: set[str]) -> list[Debate]:
    """The threads that hold a wanted mail, tagged and linked."""
    names = [field.name for field in fields(Head)]
    heads = [Head(*(getattr(message, name) for name in names)) for message in messages]
    copied = {copy.message for copy in copies.copies(heads)}
    kept = [head for head in heads if head.message not in copied and head.duplicate_of is None]
    threads, places = thread.places(kept)
    _, identities = people.persons(kept)
    person_of = {(each.name, each.address): each.person for each in identities}
    coded_heads = {head.message for head in kept if head.message_id in wanted}
    holding = {place.thread for place in places if place.message in coded_heads}
    places = [place for place in places if place.thread in holding]
    held = {place.message for place in places}
    return list(
        _assembled(
            [each for each in threads if each.thread in holding],
            places,
            {head.message: person_of[head.name, head.address] for head in kept},
            {message.message: message for message in messages if message.message in held},
        )
    )


def _assembled(
    threads: list[Thread],
    places: list[Place],
    person_of: dict[str, str],
    messages: dict[str, Message],
) -> Iterable[Debate]:
    blocks = {
        key: tuple(quote.blocks(key, message.body)) for key, message in sorted(messages.items())
    }
    sentences, acts = tag.tagged([(messages[key], each) for key, each in blocks.items()])
    debates = stages.assembled(
        threads,
        places,
        person_of,
        messages,
        blocks,
        stages.by_message(sentences),
        stages.by_message(acts),
    )
    for debate in debates:
        yield stages.linked(debate, stages.by_message(answer.links(debate)))


def _by_id(debates: Iterable[Debate]) -> dict[str, tuple[Post, str]]:
    """Message-ID to the post and its thread."""
    return {
        post.message.message_id: (post, debate.thread.thread)
        for debate in debates
        for post in debate.posts
    }


def _coded(
    name: str,
    each: dict[str, Any],
    by_id: Mapping[str, tuple[Post, str]],
    debates: Iterable[Debate],
) -> Coded:
    ids = [_bare(key) for key in each["messages"]]
    posts = {key: by_id[key][0] for key in ids if key in by_id}
    held = {by_id[key][1] for key in posts}
    return Coded(
        name,
        each["archives"][0].split("/")[-2],
        each["subject"],
        tuple(each["proposals"]),
        tuple(each["positions"]),
        tuple(debate for debate in debates if debate.thread.thread in held),
        {f"<{key}>": post.message.message for key, post in posts.items()},
        {name: post.person for post in posts.values() for name in _written(post)},
    )


def _written(post: Post) -> tuple[str, ...]:
    """How a coder may have written the author: by name, or by address as the archive shows it."""
    address = post.message.address
    return (address, address.replace("@", " at "), post.message.name or address)
