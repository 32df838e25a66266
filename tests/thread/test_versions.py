"""The output of each stage over the same mails, held to its VERSION: it can't change unnoticed."""

from __future__ import annotations

import hashlib
from itertools import groupby

import orjson
import pytest

from pipeline.records import Block, Clue, Debate, Post
from pipeline.thread import answer, copies, people, thread, traces

# A digest that differs: raise the VERSION of the module, so that old parts are made anew; pin it.
PINNED = {
    "copies": (2, "51b1a38cbee34565"),
    "thread": (7, "19f544fecf13835b"),
    "people": (7, "50a7cf26a076d8d9"),
    "traces": (1, "9e5c0e9cd46965c1"),
    "answer": (3, "ef28342fc20857e4"),
}

LINES = "a; b<a; c<a b; d~c; e<x y; f<y; g~h; h~g; i; j<j; k<a b; l<a~c"
NAMES = [
    ("Ada Lund", "ada@a.example"),
    ("Lund, Ada", "al@b.example"),
    ("Bo Ek via Dev", "dev@lists.example"),
    ("Bo", "bo@c.example"),
    ("", ""),
]
BODIES = [
    "Let us move each of the drivers to a repository of its own.",
    "> Let us move each of the drivers\nWhy would we do that now?\n> of its own.\nHm.",
    ">> Let us move each of the drivers\n> Why would we do that now?\nBecause reviews take weeks.",
    "Good.\n> Because reviews take weeks.\n> Hm.",
]


@pytest.fixture(scope="module")
def heads(mails, mail):
    """Mails of every sort: answers, ghosts, loops, copies, imposters, subjects."""
    return [
        *mails(LINES),
        *(
            mail(f"n{at}", name=name, address=address, day=at)
            for at, (name, address) in enumerate(NAMES)
        ),
        mail("a2", id="a@example.org", body="a", list_id="users"),
        mail("a3", id="a@example.org", body="other", day=5, subject="Another mail"),
        mail("s1", subject="Splitting the drivers", day=3),
        mail("s2", subject="Re: Splitting the drivers", day=4),
    ]


def digest(rows):
    return hashlib.sha256(orjson.dumps(rows)).hexdigest()[:16]


def test_copies(heads):
    """Copies are as pinned."""
    assert (copies.VERSION, digest(copies.copies(heads))) == PINNED["copies"]


def test_thread(heads):
    """Threads, places and units are as pinned."""
    clues = [Clue("dev/2014-09/s2", "dev/2014-09/s1", 5, 0, 6, 0, ("Ada",))]
    threads, places = thread.places(heads, clues)
    units = thread.units(threads, places, {head.message: head.address for head in heads})
    assert (thread.VERSION, digest([threads, places, units])) == PINNED["thread"]


def test_people(heads):
    """Persons and identities are as pinned."""
    assert (people.VERSION, digest(people.persons(heads))) == PINNED["people"]


def test_traces(mails, message):
    """Fingerprints are as pinned."""
    heads = mails("a; b<a; c<a b; d<c")
    bodies = dict(zip((head.message for head in heads), BODIES, strict=True))
    blocks = {head.message: cut(head, bodies) for head in heads}
    rows = traces.traces([message(head, bodies[head.message]) for head in heads], blocks)
    assert (traces.VERSION, digest(rows)) == PINNED["traces"]


def test_answer(mails, message):
    """Links are as pinned, over blocks that are cut here by nothing but their marks."""
    heads = mails("a; b<a; c<a b; d<c")
    (found,), places = thread.places(heads)
    bodies = dict(zip((head.message for head in heads), BODIES, strict=True))
    posts = [
        Post(message(head, bodies[head.message]), place, head.address, cut(head, bodies))
        for place in places
        for head in heads
        if head.message == place.message
    ]
    rows = answer.links(Debate(found, tuple(posts)))
    assert (answer.VERSION, digest(rows)) == PINNED["answer"]


def cut(head, bodies):
    blocks, position = [], 0
    lines = bodies[head.message].splitlines(keepends=True)
    for depth, run in groupby(lines, key=lambda line: len(line) - len(line.lstrip(">"))):
        end = position + len("".join(run))
        kind = "quote" if depth else "own"
        blocks.append(Block(head.message, len(blocks), kind, depth, position, end, "", ""))
        position = end
    return tuple(blocks)
