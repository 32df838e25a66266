"""Threads against notmuch, parents against pipermail: how far they agree, on mail that you have.

    python bench/threads.py FOLDER...

Each folder holds the archives of one list (`*.txt`, `*.txt.gz`, `*.mbox`), and may hold pipermail's
index pages beside them (`2007-May/thread.html`). notmuch is asked where it is installed; it gets
the raw headers of each mail and no bodies, in a folder that is deleted afterwards.

Printed for each folder: mails, threads here and there, the adjusted Rand index and the pairs that
only one side joins, by ids alone; the mails that subjects join on top; and for indexed archives the
mails whose parent is pipermail's. Pipermail cuts threads at the border of a month: counted apart.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from math import comb
from pathlib import Path
from typing import Any

from pipeline.learn.ablation import kept
from pipeline.mail import archive, index, mbox
from pipeline.records import Archive, Head, Message, Place
from pipeline.thread import thread

KINDS = {".txt": "text", ".gz": "text", ".mbox": "mbox"}
BORDER = "cut at the border of the month"
INDEX_URL = "https://lists.example.org/"


def main(folders: Sequence[str]) -> None:
    """Print how far the threads of each folder agree with those of others."""
    for folder in map(Path, folders):
        messages, headers = read(folder)
        heads = kept(messages)
        started = time.process_time()
        threads, places = thread.places(heads)
        seconds = time.process_time() - started
        joined = sum(place.how == "subject" for place in places)
        print(f"{folder.name}: {len(messages)} mails, {len(heads)} of them no copies")
        print(f"  {len(threads)} threads in {seconds:.2f} s, {joined} mails joined by subject")
        _against_notmuch(heads, headers)
        _against_pipermail(folder, messages, places)


def read(folder: Path) -> tuple[list[Message], list[bytes]]:
    """The mails of a folder of archives, and their raw headers."""
    messages: list[Message] = []
    headers: list[bytes] = []
    months: set[str] = set()
    for path in sorted(folder.iterdir()):
        month = path.name.partition(".")[0]
        if path.suffix not in KINDS or month in months:
            continue
        months.add(month)
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
        page = folder / month / "thread.html"
        content = archive.Content(raw, index=page.read_bytes() if page.exists() else b"")
        messages += archive.parsed(content, _archive(folder.name, month, path)).messages
        headers += [mail.text.lstrip(b"\n").partition(b"\n\n")[0] for mail in mbox.mails(raw)]
    return messages, headers


def _archive(list_id: str, month: str, path: Path) -> Archive:
    now = datetime.now()  # noqa: DTZ005
    url = f"{INDEX_URL}{month}/thread.html"
    return Archive(
        list_id, month, KINDS[path.suffix], "", str(path), "", url, "", "", 0, "", "", now
    )


def _against_notmuch(heads: Sequence[Head], headers: Sequence[bytes]) -> None:
    if not shutil.which("notmuch"):
        print("  notmuch is not installed, so it is not asked")
        return
    # Without subjects only ids join.
    by_ids = thread.places([replace(head, subject="", base_subject="") for head in heads])[1]
    id_of = {head.message: head.message_id for head in heads}
    ours = {id_of[place.message]: place.thread for place in by_ids if id_of[place.message]}
    theirs = _notmuch(headers)
    both = sorted(ours.keys() & theirs.keys())
    pairs = Counter((ours[each], theirs[each]) for each in both)
    here = Counter(ours[each] for each in both)
    there = Counter(theirs[each] for each in both)
    together = _pairs(pairs)
    print(
        f"  notmuch: {len(both)} mails in {len(there)} threads, by ids {len(here)} here;"
        f" adjusted Rand index {_rand(together, _pairs(here), _pairs(there), len(both)):.4f};"
        f" pairs joined only here {_pairs(here) - together}, only there {_pairs(there) - together}"
    )


def _pairs(sizes: Counter[Any]) -> int:
    return sum(comb(size, 2) for size in sizes.values())


def _rand(together: int, here: int, there: int, size: int) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985) of two groupings of `size` things."""
    chance = here * there / max(comb(size, 2), 1)
    most = (here + there) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def _notmuch(headers: Sequence[bytes]) -> dict[str, str]:
    """Message-ID to the thread that notmuch puts it in."""
    with tempfile.TemporaryDirectory() as scratch:
        mail = Path(scratch, "mail", "cur")
        for folder in (mail, mail.parent / "new", mail.parent / "tmp"):
            folder.mkdir(parents=True)
        for number, header in enumerate(headers):
            (mail / f"{number}:2,S").write_bytes(header + b"\n\nheader only\n")
        config = Path(scratch, "config")
        config.write_text(f"[database]\npath={mail.parent}\n[user]\nname=x\n")
        environment = {**os.environ, "NOTMUCH_CONFIG": str(config), "HOME": scratch}
        for command in (["new", "--quiet"], ["search", "--format=json", "--exclude=false", "*"]):
            done = subprocess.run(
                ["notmuch", *command], env=environment, capture_output=True, check=True
            )
    return {
        id_.removeprefix("id:").strip('"'): found["thread"]
        for found in json.loads(done.stdout)
        for query in found["query"]
        for id_ in (query or "").split()
    }


def _against_pipermail(folder: Path, messages: Sequence[Message], places: Sequence[Place]) -> None:
    place_of = {place.message: place for place in places}
    stands_for = {message.message: message.duplicate_of or message.message for message in messages}
    counts: Counter[str] = Counter()
    for month, told in _months(folder, messages):
        for message, above in told:
            if place := place_of.get(message.message):
                theirs = stands_for.get(above, above) or None
                counts[_agreement(place, theirs, f"{message.list_id}/{month}/")] += 1
    if counts:
        told_apart = counts.total() - counts[BORDER]
        print(f"  pipermail: same parent for {counts['same'] / told_apart:.2%} of {told_apart}")
        print(f"  {dict(counts.most_common())}")


def _agreement(place: Place, theirs: str | None, archive_: str) -> str:
    if place.parent == theirs:
        return "same"
    if place.parent is not None and not place.parent.startswith(archive_):
        return BORDER
    if theirs is None:
        return f"parent only here, by {place.how}"
    return "parent only there" if place.parent is None else "another parent"


def _months(
    folder: Path, messages: Sequence[Message]
) -> Iterator[tuple[str, list[tuple[Message, str]]]]:
    """For each indexed archive its mails, each with the key of the parent that pipermail shows."""
    by_month: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        by_month[message.month].append(message)
    for month, mails in by_month.items():
        path = folder / month / "thread.html"
        if path.exists():
            parent_of = {
                entry.url: entry.parent_url or entry.parent_id
                for entry in index.entries(path.read_bytes(), f"{INDEX_URL}{month}/thread.html")
            }
            key_of = {message.message_id: message.message for message in mails}
            key_of |= {message.url: message.message for message in mails if message.url}
            told = [message for message in mails if message.url in parent_of]
            yield month, [(each, key_of.get(parent_of[each.url], "")) for each in told]


if __name__ == "__main__":
    main(sys.argv[1:])
