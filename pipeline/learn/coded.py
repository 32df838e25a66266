"""Coded threads with the debates they code: what positions are learnt from and measured on.

In: a folder of coded threads (one JSON file each, in the shape of those below data/demo/coding)
and the folder of the archives that they name. Out: `Coded`. The archives are built as any others
are, from bytes to links, so that what is learnt and measured is what a build sees: quoting,
threading and merged persons with all their faults.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline import parts
from pipeline.debate.cues import tokens
from pipeline.errors import UsageError
from pipeline.fetch import local
from pipeline.fetch.months import Span
from pipeline.records import Debate, Head, Message, Place, Post
from pipeline.run import build, debating
from pipeline.run.jobs import folder
from pipeline.run.spread import processes


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


def coded(folder: Path, corpora: Path, data: Path | None = None) -> list[Coded]:
    """The coded threads of a folder, in the order of their files; UsageError where none are.

    What is read of the archives is kept in `data`, where it is given, for the next call.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UsageError(f"{folder} holds no coded threads", hint="one JSON file a thread")
    threads = [(file.stem, json.loads(file.read_text("utf-8"))) for file in files]
    names = {name for _, each in threads for name in each["archives"]}
    wanted = {_bare(key) for _, each in threads for key in each["messages"]}
    with TemporaryDirectory() as held:
        holding = debates(_folders(corpora, names), data or Path(held), wanted)
    by_id = _by_id(holding)
    return [_coded(name, each, by_id, holding) for name, each in threads]


def unlabelled(folder: Path, corpora: Path, data: Path) -> list[tuple[str, ...]]:
    """The words of every own sentence of the archives that coded threads are of, they left out.

    Left out are also the threads that folders beside this one code: those are measured on.
    """
    coded = [json.loads(file.read_text("utf-8")) for file in sorted(folder.parent.glob("*/*.json"))]
    known = {_bare(key) for each in coded for key in each["messages"]}
    learnt = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]
    names = {name for each in learnt for name in each["archives"]}
    _, _, jobs = _read(data, _folders(corpora, names))
    every = (debate for job in jobs for debate in debating.debates(job))
    return [
        tuple(tokens(post.message.body[each.start_char : each.end_char]))
        for debate in every
        for post in debate.posts
        if post.message.message_id not in known
        for each in post.sentences
    ]


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>")


def _folders(corpora: Path, names: Iterable[str]) -> list[Path]:
    """The folders of the lists that the named archives belong to."""
    return sorted({(corpora / name).parent for name in names})


def debates(folders: Iterable[Path], data: Path, wanted: Collection[str]) -> list[Debate]:
    """The debates that hold a wanted mail (by Message-ID), of the lists in some folders."""
    where, plan, jobs = _read(data, folders)
    heads = parts.read(where, "parse", [job.parse for job in plan.readings], Head, of=Message)
    keys = {head.message for head in heads if head.message_id in wanted}
    places = parts.read(where, "thread", [plan.thread], Place)
    threads = {place.thread for place in places if place.message in keys}
    return [
        debate
        for job in jobs
        if any(thread.startswith(job.prefix) for thread in threads)
        for debate in debating.debates(job)
        if any(post.message.message in keys for post in debate.posts)
    ]


def _read(data: Path, folders: Iterable[Path]) -> tuple[Path, Any, Any]:
    """Where the parts of the lists in some folders are, the plan and its jobs."""
    fetched = [
        archive
        for folder in folders
        for archive in local.archives(folder, data, folder.name, Span(), lambda _: None)
    ]
    # Never in this process: models that were loaded before others were trained are kept in it.
    with processes(max(2, os.cpu_count() or 1)) as using:
        plan, jobs = build.read(data, fetched, using=using)
    return folder(data), plan, jobs


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


def roots(thread: Coded) -> set[str]:
    """The debates that hold mails of a coded thread, by their keys."""
    return {debate.thread.thread for debate in thread.debates}


def folds_of(threads: Sequence[Coded], folds: int) -> list[int]:
    """A fold for each thread; those that share a debate are in the same."""
    first: dict[str, int] = {}
    found: list[int] = []
    for place, thread in enumerate(threads):
        names = sorted(roots(thread))
        fold = next((first[name] for name in names if name in first), place % folds)
        first |= dict.fromkeys(names, fold)
        found.append(fold)
    return found
