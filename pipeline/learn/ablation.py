"""Quotes against texts, and parents against headers: what is found again when it is hidden.

In: the folder of an archive. Out: for each way of hiding, how many were asked, found and right.

- Of the quotes of eight words or more that stand, word for word, in earlier own words of just one
  mail of the archive, how many are tied to that mail (recall), and of those tied how many to no
  other (precision); then the same with one such quote of each mail changed: wrapped at another
  width, trimmed to a third; with all marks of the mail changed, which may make one quote of two
  (precision: to no mail that none of its quotes is from); and with the headers of half the mails
  hidden.
- Of a random half of the replies that quote, with both their headers hidden, how many are given
  the parent that their headers name, and how many of those that are given one rightly.
"""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline import parts
from pipeline.fetch import local, stored
from pipeline.fetch.months import Span
from pipeline.learn.hiding import CHANGES, with_changed, without_headers
from pipeline.learn.measure import Counts, Measure, bootstrapped
from pipeline.learn.sources import Blocks, Case, cases_of, holders_of
from pipeline.mail import archive, quote
from pipeline.records import Head, Link, Message, Post, Trace
from pipeline.run import traced
from pipeline.run.assembly import assembled
from pipeline.thread import answer, copies, quoting, thread, traces
from pipeline.thread.quotable import quoted


@dataclass(frozen=True, slots=True)
class Tried:
    """One way of hiding, on one archive: for each mail how many were asked, found, told, right."""

    what: str
    cases: tuple[Counts, ...]  # asked, found, told, and of the told the right ones


RECALL, PRECISION = slice(0, 2), slice(2, 4)
TOPIC = "quotes and parents found again"
# Archives of two different lists, small enough to be quick.
LISTS = ("python-committers", "berlios/ion-general")


def measures(corpora: Path) -> Iterator[Measure]:
    """Recall and precision for each way of hiding, over the archives that are there."""
    found: dict[str, list[Counts]] = defaultdict(list)
    for name in LISTS:
        if (corpora / name).is_dir():
            for each in tried(corpora / name):
                found[each.what] += each.cases
    for what, cases in found.items():
        recall, low, high = bootstrapped(cases, lambda row: row[1] / max(row[0], 1))
        right = bootstrapped(cases, lambda row: row[3] / max(row[2], 1))
        beside = f"precision {right[0]:.4f} [{right[1]:.4f}, {right[2]:.4f}]"
        yield Measure(TOPIC, f"recall, {what}", recall, low, high, len(cases), "mails", beside)


def tried(folder: Path) -> Iterator[Tried]:
    """What is found again of the quotes and parents of an archive."""
    messages = {message.message: message for message in read(folder)}
    heads = kept(messages.values())
    messages = {head.message: messages[head.message] for head in heads}
    yield from _quotes(messages, heads)
    yield _parents(messages, heads)


def read(folder: Path) -> list[Message]:
    """The mails of the archives in a folder."""
    found: list[Message] = []
    with tempfile.TemporaryDirectory() as held:
        for row in local.archives(folder, Path(held), folder.name, Span(), lambda _: None):
            found += archive.parsed(stored.content(Path(held), row), row).messages
    return found


def kept(messages: Iterable[Message]) -> list[Head]:
    """The heads of the mails that are no copies of others."""
    names = [field.name for field in fields(Head)]
    heads = [Head(*(getattr(message, name) for name in names)) for message in messages]
    gone = {copy.message for copy in copies.copies(heads)}
    return [head for head in heads if head.message not in gone and head.duplicate_of is None]


def _quotes(messages: Mapping[str, Message], heads: Sequence[Head]) -> Iterator[Tried]:
    blocks = _blocks(messages.values())
    holders = holders_of(messages, blocks)
    cases = list(cases_of(messages, blocks, holders))
    standing = _linked(messages, heads, blocks)
    yield _told("quotes as they stand", cases, standing, blocks, {})
    known = _sources(standing)
    hidden = without_headers(heads, {case.message for case in cases}, random.Random(3))  # noqa: S311
    for name, change in CHANGES.items():
        changed, found = with_changed(messages, cases, change, holders)
        new = _blocks(changed.values())
        yield _told(name, found, _linked(changed, heads, new), new, known)
        if name == "trimmed to a third":
            links = _linked(changed, hidden, new)
            yield _told(f"{name}, headers hidden", found, links, new, known)


def _sources(links: Iterable[Link]) -> dict[str, dict[int, set[str]]]:
    """Mail and block to the mails that the block quotes."""
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for link in links:
        if link.kind == "quotes":
            found[link.message][link.block].add(link.source_message)
    return found


def _told(
    name: str,
    cases: Sequence[Case],
    links: Iterable[Link],
    blocks: Blocks,
    known: Mapping[str, Mapping[int, set[str]]],
) -> Tried:
    """Right is what holds the source; wrong what holds another than the mail quotes anywhere."""
    sources = _sources(links)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for case in cases:
        middle = (case.start + case.end) // 2
        row = counts[case.message]
        row[0] += 1
        for block in blocks[case.message]:
            if block.start_char <= middle < block.end_char:
                found = sources[case.message][block.number]
                others = known[case.message].values() if known else ()
                row[1] += case.source in found
                row[2] += bool(found)
                row[3] += bool(found) and found <= {case.source}.union(*others)
    return Tried(name, tuple(tuple(map(float, row)) for row in counts.values()))


def _blocks(messages: Iterable[Message]) -> Blocks:
    return {each.message: tuple(quote.blocks(each.message, each.body)) for each in messages}


def _linked(messages: Mapping[str, Message], heads: Sequence[Head], blocks: Blocks) -> list[Link]:
    """The links of all mails, by the way that a build takes."""
    with _traced(messages, blocks) as held:
        threads, places = thread.places(heads, traced.clues(held.traces, quoting.asked(heads)))
        told = traced.elsewhere(held.traces, places)
    place_of = {place.message: place for place in places}
    elsewhere: dict[tuple[str, int], list[Post]] = defaultdict(list)
    for each in told:
        key = each.source
        elsewhere[each.message, each.block].append(
            Post(messages[key], place_of[key], "", blocks[key])
        )
    persons: dict[str, str] = dict.fromkeys(place_of, "")
    found = assembled(threads, places, persons, dict(messages), dict(blocks), {}, {})
    return [link for debate in found for link in answer.links(debate, elsewhere)]


class _traced:  # noqa: N801 - reads as what it gives
    """Parts of the mails in a folder that is deleted afterwards."""

    def __init__(self, messages: Mapping[str, Message], blocks: Blocks) -> None:
        self.scratch = tempfile.TemporaryDirectory()
        where = Path(self.scratch.name)
        parts.write(where, "parse", "all", {Message: messages.values()})
        parts.write(where, "trace", "all", {Trace: traces.traces(messages.values(), blocks)})
        self.traces = traced.traces(where, ["all"], ["all"], [])

    def __enter__(self) -> _traced:
        return self

    def __exit__(self, *_: object) -> None:
        self.scratch.cleanup()


def _parents(messages: Mapping[str, Message], heads: Sequence[Head]) -> Tried:
    blocks = _blocks(messages.values())
    place_of = {place.message: place for place in thread.places(heads)[1]}
    replies = [
        place.message
        for place in place_of.values()
        if place.parent and place.confidence == 1 and place.how != "subject"
        if any(map(quoted, blocks[place.message]))
    ]
    hidden = without_headers(heads, replies, random.Random(1))  # noqa: S311
    gone = [head.message for head, told in zip(hidden, heads, strict=True) if head != told]
    with _traced(messages, blocks) as held:
        found = thread.places(hidden, traced.clues(held.traces, quoting.asked(hidden)))[1]
    given = {place.message: place.parent for place in found}
    right = {mail: given[mail] == place_of[mail].parent for mail in gone}
    rows = ((1, right[mail], given[mail] is not None, right[mail]) for mail in gone)
    return Tried("parents, both headers hidden", tuple(tuple(map(float, row)) for row in rows))
