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
import re
import tempfile
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from pipeline import parts
from pipeline.fetch import local, stored
from pipeline.fetch.months import Span
from pipeline.learn.measure import Counts, Measure, bootstrapped
from pipeline.mail import archive, quote
from pipeline.records import Block, Head, Link, Message, Post, Trace
from pipeline.run import traced
from pipeline.run.assembly import assembled
from pipeline.thread import answer, copies, quoting, thread, traces
from pipeline.thread.quotable import own, quoted, words_of

SHORTEST = 8  # words of a quote that must be found
Blocks = Mapping[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """A quote whose source is known: its mail, its span there, its source."""

    message: str
    start: int
    end: int
    source: str


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
    holders = _holders(messages, blocks)
    cases = list(_cases(messages, blocks, holders))
    standing = _linked(messages, heads, blocks)
    yield _told("quotes as they stand", cases, standing, blocks, {})
    known = _sources(standing)
    hidden = _hidden(heads, {case.message for case in cases}, random.Random(3))  # noqa: S311
    for name, change in CHANGES.items():
        changed, found = _changed(messages, cases, change, holders)
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


def _runs(words: Sequence[str]) -> list[int]:
    return [hash(tuple(words[at : at + SHORTEST])) for at in range(len(words) - SHORTEST + 1)]


def _words(message: Message, block: Block) -> list[str]:
    return words_of(message.body[block.start_char : block.end_char], block)


def _holders(messages: Mapping[str, Message], blocks: Blocks) -> dict[int, tuple[str, ...]]:
    """For each run of eight own words the mails that hold it; what many hold is given up."""
    found: dict[int, tuple[str, ...]] = {}
    for key, message in messages.items():
        for block in filter(own, blocks[key]):
            for run in _runs(_words(message, block)):
                before = found.get(run, ())
                if key not in before and len(before) < 3:
                    found[run] = (*before, key)
    return found


def _source(words: Sequence[str], mail: str, holders: Mapping[int, tuple[str, ...]]) -> str:
    """The one other mail that holds all runs of the words, empty where there is none or more."""
    runs = _runs(words)
    each = [set(holders.get(run, ())) - {mail} for run in runs]
    common = set.intersection(*each) if each else set()
    return common.pop() if len(common) == 1 and all(len(one) == 1 for one in each) else ""


def _cases(
    messages: Mapping[str, Message], blocks: Blocks, holders: Mapping[int, tuple[str, ...]]
) -> Iterator[Case]:
    for key, message in messages.items():
        for block in filter(quoted, blocks[key]):
            source = _source(_words(message, block), key, holders)
            if source and _before(messages[source], message):
                yield Case(key, block.start_char, block.end_char, source)


def _before(one: Message, other: Message) -> bool:
    return bool(one.sent_at and other.sent_at and one.sent_at < other.sent_at)


def _changed(
    messages: Mapping[str, Message],
    cases: Sequence[Case],
    change: Callable[[str, str, random.Random], str],
    holders: Mapping[int, tuple[str, ...]],
) -> tuple[dict[str, Message], list[Case]]:
    """The mails with the first known quote of each changed, and these quotes."""
    chance = random.Random(5)  # noqa: S311
    changed, found = dict(messages), []
    for case in {case.message: case for case in reversed(cases)}.values():
        body = messages[case.message].body
        before, text, after = body[: case.start], body[case.start : case.end], body[case.end :]
        if change in WHOLE:  # nobody marks one quote of a mail in a way of its own
            before, new, after = (change(each, "", chance) for each in (before, text, after))
        else:
            mark = text[: len(text) - len(text.lstrip("> \t"))].strip() + " "
            plain = [line.lstrip("> \t") for line in text.splitlines()]
            if not mark.startswith(">") or any(">" in line for line in plain):
                continue  # another mark than >, or marks within
            new = change(" ".join(" ".join(plain).split()), mark, chance)
        words = words_of(new, ANY)
        if len(words) >= SHORTEST and _source(words, case.message, holders) == case.source:
            changed[case.message] = replace(messages[case.message], body=f"{before}{new}{after}")
            start = len(before)
            found.append(Case(case.message, start, start + len(new), case.source))
    return changed, found


ANY = Block("", 0, "quote", 1, 0, 0, "", "")


def _rewrapped(text: str, mark: str, chance: random.Random) -> str:
    return textwrap.indent(textwrap.fill(text, chance.randint(28, 70)), mark) + "\n\n"


def _trimmed(text: str, mark: str, chance: random.Random) -> str:
    words = text.split()
    size = max(len(words) // 3, SHORTEST)
    start = chance.randint(0, max(len(words) - size, 0))
    return _rewrapped(" ".join(words[start : start + size]), mark, chance)


def _tight(text: str, mark: str, chance: random.Random) -> str:
    return _rewrapped(text, mark.strip(), chance)


def _with_initials(text: str, _mark: str, _chance: random.Random) -> str:
    return re.sub(r"^>", "AL>", text, flags=re.MULTILINE)


def _with_bars(text: str, _mark: str, _chance: random.Random) -> str:
    marks = re.compile(r"^[> \t]*>", re.MULTILINE)
    return marks.sub(lambda found: found[0].replace(">", "|"), text)


WHOLE = (_with_initials, _with_bars)
CHANGES = {
    "wrapped at another width": _rewrapped,
    "trimmed to a third": _trimmed,
    "marked > without a blank": _tight,
    "marked AL>": _with_initials,
    "marked |": _with_bars,
}


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


def _hidden(heads: Sequence[Head], mails: Iterable[str], chance: random.Random) -> list[Head]:
    """The heads with both headers of a random half of the mails taken away."""
    among = sorted(mails)
    gone = set(chance.sample(among, len(among) // 2))
    return [
        replace(head, in_reply_to=(), reference_ids=()) if head.message in gone else head
        for head in heads
    ]


def _parents(messages: Mapping[str, Message], heads: Sequence[Head]) -> Tried:
    blocks = _blocks(messages.values())
    place_of = {place.message: place for place in thread.places(heads)[1]}
    replies = [
        place.message
        for place in place_of.values()
        if place.parent and place.confidence == 1 and place.how != "subject"
        if any(map(quoted, blocks[place.message]))
    ]
    hidden = _hidden(heads, replies, random.Random(1))  # noqa: S311
    gone = [head.message for head, told in zip(hidden, heads, strict=True) if head != told]
    with _traced(messages, blocks) as held:
        found = thread.places(hidden, traced.clues(held.traces, quoting.asked(hidden)))[1]
    given = {place.message: place.parent for place in found}
    right = {mail: given[mail] == place_of[mail].parent for mail in gone}
    rows = ((1, right[mail], given[mail] is not None, right[mail]) for mail in gone)
    return Tried("parents, both headers hidden", tuple(tuple(map(float, row)) for row in rows))
