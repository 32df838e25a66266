"""Rows of parts put together: threads as debates, with all that is known of each mail.

In: the rows of threads, places, mails, blocks, sentences, acts and links. Out: debates, their posts
in reading order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from pipeline.records import Act, Block, Debate, Link, Message, Place, Post, Sentence, Thread

Row = TypeVar("Row", Block, Sentence, Act, Link)


def assembled(
    threads: Iterable[Thread],
    places: Iterable[Place],
    person_of: Mapping[str, str],
    messages: dict[str, Message],
    blocks: dict[str, tuple[Block, ...]],
    sentences: dict[str, tuple[Sentence, ...]],
    acts: dict[str, tuple[Act, ...]],
    automatic: Mapping[str, str] | None = None,
) -> Iterable[Debate]:
    """Threads as debates: their posts in reading order, with what is known of each.

    What a program wrote (`automatic`, by mail) is in its place, and says nothing.
    """
    automatic = automatic or {}
    by_thread: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_thread[place.thread].append(place)
    for thread in threads:
        posts = []
        for place in sorted(by_thread[thread.thread], key=lambda place: place.position):
            key = place.message
            heard = key not in automatic
            posts.append(
                Post(
                    message=messages[key],
                    place=place,
                    person=person_of[key],
                    blocks=blocks.get(key, ()),
                    sentences=sentences.get(key, ()) if heard else (),
                    acts=acts.get(key, ()) if heard else (),
                    automatic=automatic.get(key, ""),
                )
            )
        yield Debate(thread, tuple(posts))


def linked(debate: Debate, links: Mapping[str, tuple[Link, ...]]) -> Debate:
    """The debate, its posts with their links."""
    posts = (replace(post, links=links.get(post.message.message, ())) for post in debate.posts)
    return Debate(debate.thread, tuple(posts))


def by_message(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    """Rows by the key of their mail, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.message].append(row)
    return {message: tuple(group) for message, group in found.items()}
