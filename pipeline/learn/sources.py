"""Quotes whose sources are known: those that stand, word for word, in just one earlier mail.

In: the mails of an archive and their blocks. Out: the quotes of eight words or more that stand in
earlier own words of just one mail, each with that mail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.records import Block, Message
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


def _runs(words: Sequence[str]) -> list[int]:
    return [hash(tuple(words[at : at + SHORTEST])) for at in range(len(words) - SHORTEST + 1)]


def _words(message: Message, block: Block) -> list[str]:
    return words_of(message.body[block.start_char : block.end_char], block)


def holders_of(messages: Mapping[str, Message], blocks: Blocks) -> dict[int, tuple[str, ...]]:
    """For each run of eight own words the mails that hold it; what many hold is given up."""
    found: dict[int, tuple[str, ...]] = {}
    for key, message in messages.items():
        for block in filter(own, blocks[key]):
            for run in _runs(_words(message, block)):
                before = found.get(run, ())
                if key not in before and len(before) < 3:
                    found[run] = (*before, key)
    return found


def source_of(words: Sequence[str], mail: str, holders: Mapping[int, tuple[str, ...]]) -> str:
    """The one other mail that holds all runs of the words, empty where there is none or more."""
    runs = _runs(words)
    each = [set(holders.get(run, ())) - {mail} for run in runs]
    common = set.intersection(*each) if each else set()
    return common.pop() if len(common) == 1 and all(len(one) == 1 for one in each) else ""


def cases_of(
    messages: Mapping[str, Message], blocks: Blocks, holders: Mapping[int, tuple[str, ...]]
) -> Iterator[Case]:
    """The quotes of known source, mail by mail."""
    for key, message in messages.items():
        for block in filter(quoted, blocks[key]):
            source = source_of(_words(message, block), key, holders)
            if source and _before(messages[source], message):
                yield Case(key, block.start_char, block.end_char, source)


def _before(one: Message, other: Message) -> bool:
    return bool(one.sent_at and other.sent_at and one.sent_at < other.sent_at)
