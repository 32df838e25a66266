"""Real archives: parents as their archiver shows them, quotes tied to where their words stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import datetime

import pytest

from pipeline.mail import archive, index, quote
from pipeline.records import Archive, Head
from pipeline.run.assembly import assembled
from pipeline.thread import answer, copies, thread

pytestmark = pytest.mark.corpora


@pytest.fixture(scope="module")
def months(shared):
    """The months of a small list: its mails, and what its thread index says."""
    found = []
    for path in sorted((shared / "corpora" / "berlios" / "ion-general").glob("*.txt")):
        page = (path.parent / path.stem / "thread.html").read_bytes()
        url = f"https://lists.example.org/{path.stem}/thread.html"
        row = Archive(
            "ion-general",
            path.stem,
            "text",
            "",
            "",
            "",
            url,
            "",
            "",
            0,
            "",
            "",
            datetime(2026, 1, 1),
        )
        mails = archive.parsed(archive.Content(path.read_bytes(), index=page), row).messages
        found.append((mails, index.entries(page, url)))
    return found


@pytest.fixture(scope="module")
def threaded(months):
    names = [field.name for field in fields(Head)]
    heads = [
        Head(*(getattr(mail, name) for name in names)) for mails, _ in months for mail in mails
    ]
    gone = {copy.message for copy in copies.copies(heads)}
    return thread.places(
        [head for head in heads if head.message not in gone and not head.duplicate_of]
    )


def test_parents(months, threaded):
    """At least 97 % of mails have the parent that pipermail shows, cuts at months left out."""
    parent_of = {place.message: place.parent for place in threaded[1]}
    same = cut = told = 0
    for mails, entries in months:
        key_of = {mail.url: mail.message for mail in mails}
        for entry in entries:
            mail = key_of.get(entry.url)
            if mail in parent_of:
                mine, theirs = parent_of[mail], key_of.get(entry.parent_url)
                same += mine == theirs
                cut += theirs is None and mine is not None and mine not in key_of.values()
                told += 1
    assert told > 1900
    assert same / (told - cut) >= 0.97


def test_quotes(months, threaded):
    """Of long quotes whose words stand in an earlier mail of the thread, 99 % are tied to one."""
    messages = {mail.message: mail for mails, _ in months for mail in mails}
    blocks = {key: tuple(quote.blocks(key, mail.body)) for key, mail in messages.items()}
    there = tied = 0
    for debate in assembled(*threaded, defaultdict(str), messages, blocks, {}, {}):
        found = {
            (link.message, link.block) for link in answer.links(debate) if link.kind == "quotes"
        }
        for post, block, words in quotes(debate):
            if stands(words, post, debate):
                there += 1
                tied += (post.message.message, block.number) in found
    assert there > 2000
    assert tied / there >= 0.99


def quotes(debate):
    for post in debate.posts:
        for block in post.blocks:
            if answer.quoted(block) and len(words := answer.words(post, block)) >= 8:
                yield post, block, words


def stands(words, post, debate):
    """True where some earlier mail holds half of the words, by a search that knows no index."""
    runs = [" ".join(words[at : at + 5]) for at in range(len(words) - 4)]
    for other in debate.posts:
        if other.message.sent_at < post.message.sent_at:
            text = " ".join(
                " ".join(answer.words(other, block)) for block in other.blocks if answer.own(block)
            )
            if sum(run in text for run in runs) >= len(runs) / 2:
                return True
    return False
