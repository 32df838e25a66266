"""Debates within a thread: where its subject changes for good.

In: the mails of a thread in the order of reading, with their parents. Out: for each mail its
debate, named by the mail that begins it. The debate that it came from is that of its parent.

A new debate begins with a mail whose subject is neither that of its debate nor of the mail that it
answers, nor any that the thread had before; slips, labels and `(was: ...)` make no difference. An
author who goes on under a heading of their own (a series of patches, a next release) and does not
say `was` begins none. So an answer written into a thread that it has nothing to do with is a debate
of its own, and yet in its thread, as its header says; `apart` tells such ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.records import Debate, Head, Post
from pipeline.thread.subjects import alike, parted

VERSION = 1

NESTED = 8  # debates above one in which its subject is looked for


@dataclass(slots=True)
class _Seen:
    """What is known of a thread so far."""

    debate_of: dict[str, str] = field(default_factory=dict)  # mail -> debate
    above: dict[str, str] = field(default_factory=dict)  # debate -> the one it came from
    by_letters: dict[str, str] = field(default_factory=dict)  # subject -> the debate that had it


def debates(mails: Sequence[tuple[Head, Head | None]]) -> list[str]:
    """The debate of each mail of a thread; the mails come with their parents, in reading order."""
    seen = _Seen()
    first = mails[0][0].message if mails else ""
    head_of = {head.message: head for head, _ in mails}
    for head, parent in mails:
        here = seen.debate_of.get(parent.message, first) if parent else first
        debate = _debate(head, parent, here, seen, head_of)
        if debate == head.message and debate != first:
            seen.above[debate] = here
        seen.debate_of[head.message] = debate
        seen.by_letters.setdefault(parted(head.base_subject)[0], debate)
    return [seen.debate_of[head.message] for head, _ in mails]


def _debate(
    head: Head, parent: Head | None, here: str, seen: _Seen, head_of: Mapping[str, Head]
) -> str:
    letters, was = parted(head.base_subject)
    if head.message == here or not letters:
        return here
    if parent and alike(head.base_subject, parent.base_subject):
        return here
    for debate in _upwards(here, seen):
        if alike(head.base_subject, head_of[debate].base_subject):
            return debate
    if letters in seen.by_letters:
        return seen.by_letters[letters]
    goes_on = parent and head.address and head.address == parent.address and not was
    return here if goes_on else head.message


def _upwards(debate: str, seen: _Seen) -> Iterator[str]:
    for _ in range(NESTED):
        yield debate
        if debate not in seen.above:
            return
        debate = seen.above[debate]


def apart(thread: Debate) -> list[Debate]:
    """The thread, and each of its debates that has nothing to do with it, on its own.

    Those are debates of which no quote leads out or in, and that do not say what they were.
    """
    posts: dict[str, list[Post]] = {}
    for post in thread.posts:
        posts.setdefault(post.place.debate, []).append(post)
    if len(posts) < 2:
        return [thread]
    debate_of = {post.message.message: post.place.debate for post in thread.posts}
    tied = {thread.posts[0].place.debate}
    for post in thread.posts:
        for other in (*(link.source_message for link in post.links), post.place.parent or ""):
            told = debate_of.get(other, post.place.debate)
            if told != post.place.debate and not _strays(post, other):
                tied |= {told, post.place.debate}
    alone = [debate for debate in posts if debate not in tied]
    kept = tuple(post for post in thread.posts if post.place.debate not in alone)
    return [replace(thread, posts=kept), *(_alone(thread, posts[debate]) for debate in alone)]


def _strays(post: Post, other: str) -> bool:
    """True where only a header ties the first mail of a debate to what it came from."""
    begins = post.place.debate == post.message.message and post.place.parent == other
    quotes = any(link.source_message == other for link in post.links)
    return begins and not quotes and not parted(post.message.base_subject)[1]


def _alone(thread: Debate, posts: Sequence[Post]) -> Debate:
    """A debate as a thread of its own, but for the name."""
    first = posts[0]
    dates = [post.message.sent_at for post in posts if post.message.sent_at]
    row = replace(
        thread.thread,
        subject=first.message.base_subject,
        started_at=min(dates, default=None),
        ended_at=max(dates, default=None),
        messages=len(posts),
        persons=len({post.person for post in posts}),
        ghosts=0,
    )
    return Debate(row, (replace(first, place=replace(first.place, parent=None)), *posts[1:]))
