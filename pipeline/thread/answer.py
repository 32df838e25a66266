"""Which block answers which: blocks to links.

In: a thread with the blocks of its mails. Out: a `Link` from each quote to the own words it quotes
(`quotes`; the score is the share of its words found there), and from own words to the block that
they answer (`answers`): that of the quote just before them, or in a mail with all its quotes at the
end that of the quote just after.

The rules:
- Words are compared, not lines: quote marks, wrapping, case and punctuation make no difference.
- Runs of three words are looked up in an index of all own words of the thread, so that trimmed,
  rewrapped and elided quotes find their source, and the time grows with the text alone.
- First the mail is found, then its blocks: a quote may take from several, and from several mails.
- Where several mails hold the words, a quote of depth n means the mail n steps up, or the one
  whose author the attribution names; then any ancestor, then earlier mails of the thread.
- A quote whose words stand nowhere in the thread is compared with mails of other threads that may
  hold it, as fingerprints tell; eight words in a row must be the same.
- A quote whose words stand nowhere has no link; a reply without quotes answers none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType

from pipeline.records import Block, Debate, Link, Post
from pipeline.thread.quotable import (
    RUN,
    Index,
    Text,
    Words,
    add,
    clauses,
    indexed,
    is_above,
    named,
    own,
    prose,
    quoted,
    runs,
    words,
)

VERSION = 3

COMMON = 24  # a run that more blocks hold is a phrase or a form, and tells nothing of a source
CANDIDATES = 4  # mails whose words are compared in full

FOUND = 0.5  # so much of a quote must stand in its source
FOUND_ELSEWHERE = 0.75  # so much where the source is no ancestor
SURE = 12  # or so many words in a row: nobody writes them again by chance
LONG_ENOUGH = 5  # words of a quote that may come from anywhere; shorter ones only from ancestors
PART = 5  # words that a further block must give to a quote
PASSAGE = 8  # words in a row that a mail of another thread must hold
SKEW = timedelta(hours=12)  # clocks and zones are wrong by hours
SOURCES = 4  # mails of which one quote is put together at most
EQUAL = 0.15  # sources whose scores differ by less are told apart by place and author
TOP_POSTED = 0.5  # what stands above all that it quotes answers it less surely

Quote = dict[Words, list[int]]  # the runs of a quote, and where in it they begin
Elsewheres = Mapping[tuple[str, int], Sequence[Post]]


@dataclass(frozen=True, slots=True)
class Source:
    """A block that a quote takes from: which of the quote's words, and their share."""

    text: Text
    taken: frozenset[int]
    score: float


def links(debate: Debate, elsewhere: Elsewheres = MappingProxyType({})) -> list[Link]:
    """The links of a thread, by mail in the order of reading, and then by block.

    `elsewhere` tells for quotes, by mail and block, in which mails of other threads to look.
    """
    if len(debate.posts) < 2 and not elsewhere:
        return []
    index = indexed(debate.posts)
    others: dict[str, int] = {}
    found: list[Link] = []
    for number, post in enumerate(debate.posts):
        sources: dict[int, list[Source]] = {}
        for block in filter(quoted, post.blocks):
            taken = list(_sources(index, number, block))
            key = post.message.message, block.number
            if not taken and key in elsewhere and prose(post, block) >= PASSAGE:
                taken = list(_from_elsewhere(index, words(post, block), elsewhere[key], others))
            if taken:
                sources[block.number] = taken
        told = [(at, "quotes", source) for at, taken in sources.items() for source in taken]
        told += [(at, "answers", source) for at, source in _answered(post, sources)]
        found += [_link(index, post, *each) for each in sorted(told, key=lambda each: each[0])]
    return found


def _link(index: Index, post: Post, block: int, kind: str, source: Source) -> Link:
    text = source.text
    quoted_post = index.posts[text.post].message.message
    return Link(
        post.message.message, block, kind, quoted_post, text.block.number, round(source.score, 3)
    )


def _sources(index: Index, number: int, block: Block) -> Iterator[Source]:
    """The blocks that a quote takes from, mail by mail until little is left of the quote."""
    found = words(index.posts[number], block)
    left: Quote = defaultdict(list)
    for start, run in enumerate(runs(found)):
        left[run].append(start)
    for _ in range(SOURCES if left else 0):
        taken = _best(index, number, block, left)
        if not taken:
            return
        yield from _parts(taken, len(found))
        explained = set().union(*taken.values())
        if len(found) - len(explained) < PART:
            return
        left = _rest(left, explained)
        if len(left) < PART:
            return


def _from_elsewhere(
    index: Index, found: Words, posts: Sequence[Post], others: dict[str, int]
) -> Iterator[Source]:
    """The blocks of a mail of another thread that a quote takes from, if it is surely a quote."""
    left: Quote = defaultdict(list)
    for start, run in enumerate(runs(found)):
        left[run].append(start)
    best: dict[Text, set[int]] = {}
    most = 0
    for post in posts:
        key = post.message.message
        number = others[key] if key in others else others.setdefault(key, add(index, post))
        given = {
            text: taken
            for text in index.texts[number]
            if (taken := _given(index, left, set(left), text))
        }
        covered = set().union(*given.values())
        if (
            len(covered) > most
            and len(covered) >= FOUND_ELSEWHERE * len(found)
            and _in_a_row(covered) >= PASSAGE
        ):
            best, most = given, len(covered)
    yield from _parts(best, len(found))


def _rest(left: Quote, explained: set[int]) -> Quote:
    """The runs of a quote that share no word with what is explained."""
    return {
        run: starts
        for run, starts in left.items()
        if not any(place in explained for start in starts for place in range(start, start + RUN))
    }


def _best(index: Index, number: int, block: Block, left: Quote) -> dict[Text, set[int]]:
    """The texts of the mail that a quote quotes, each with the words of the quote that it gives."""
    wanted = set(left)
    size = sum(map(len, left.values())) + len(next(iter(left))) - 1
    author = named(block.attributed_name)
    scored: list[tuple[int, float, dict[Text, set[int]]]] = []
    for post in _candidates(index, number, block, left):
        given = {
            text: taken
            for text in index.texts[post]
            if (taken := _given(index, left, wanted, text))
        }
        covered = set().union(*given.values())
        score = len(covered) / size
        if score >= _enough(index, number, post, size) or _in_a_row(covered) >= SURE:
            scored.append((post, score, given))
    best = max((score for _, score, _ in scored), default=0.0)
    likely = max(
        (each for each in scored if each[1] >= best - EQUAL),
        key=lambda each: _likeness(index, number, block.depth, author, *each[:2]),
        default=None,
    )
    return likely[2] if likely else {}


def _given(index: Index, left: Quote, wanted: set[Words], text: Text) -> set[int]:
    """The places of the quote's words that stand in a text."""
    size = len(next(iter(left)))
    held = text.runs if size == RUN else clauses(index.posts[text.post], text.block)
    return {
        place
        for run in wanted & held
        for start in left[run]
        for place in range(start, start + size)
    }


def _in_a_row(places: set[int]) -> int:
    """The length of the longest stretch of places without a gap."""
    longest = length = 0
    for place in sorted(places):
        length = length + 1 if place - 1 in places else 1
        longest = max(longest, length)
    return longest


def _candidates(index: Index, number: int, block: Block, left: Quote) -> list[int]:
    """The posts that hold most of a quote's runs; for a short quote also those above it."""
    votes: dict[int, int] = {}
    for run in left:
        holding = index.holding.get(run, ())
        if len(holding) <= COMMON:
            for post in holding:
                votes[post] = votes.get(post, 0) + 1
    voted = sorted(votes, key=lambda post: (-votes[post], post))
    found = [post for post in voted if _earlier(index, number, post)][:CANDIDATES]
    if len(found) < CANDIDATES and (not found or len(left) < LONG_ENOUGH):
        found += [post for post in _above(index, number, block.depth + 1) if post not in found]
    return found


def _above(index: Index, number: int, steps: int) -> list[int]:
    """The posts above a post, the nearest first."""
    found: list[int] = []
    parent = index.parents[number]
    while parent is not None and len(found) < steps:
        found.append(parent)
        parent = index.parents[parent]
    return found


def _earlier(index: Index, number: int, other: int) -> bool:
    """True where the other post was there when this one was written, as far as one can tell."""
    if other == number or is_above(index, number, other):
        return False
    if is_above(index, other, number):
        return True
    then, now = index.posts[other].message.sent_at, index.posts[number].message.sent_at
    return then is None or now is None or then <= now + SKEW


def _enough(index: Index, number: int, source: int, size: int) -> float:
    """The least share of a quote of so many words that ties it to a post."""
    if is_above(index, source, number):
        return FOUND
    return FOUND_ELSEWHERE if size >= LONG_ENOUGH else 2.0


def _likeness(
    index: Index, number: int, depth: int, author: frozenset[str], post: int, score: float
) -> tuple[int, bool, float, int]:
    """Sorts posts that hold a quote alike: where one would look for it comes last."""
    above = is_above(index, post, number)
    steps = index.posts[number].place.depth - index.posts[post].place.depth
    expected = (above and steps == depth) + bool(author & index.names[post])
    return expected, above, score, post


def _parts(given: Mapping[Text, set[int]], size: int) -> Iterator[Source]:
    """The blocks of a mail that a quote takes from, the one it takes most from first.

    A signature counts only where nothing else is quoted: it may be text that was taken for one.
    """
    spoken = any(text.spoken and len(taken) >= PART for text, taken in given.items())
    explained: set[int] = set()
    for text in sorted(given, key=lambda text: (-len(given[text]), text.block.number)):
        new = given[text] - explained
        if len(new) >= (PART if explained else 1) and (
            text.spoken or (not spoken and len(new) >= SURE)
        ):
            yield Source(text, frozenset(new), len(given[text]) / size)
        explained |= new


def _answered(post: Post, sources: Mapping[int, Sequence[Source]]) -> Iterator[tuple[int, Source]]:
    """The own blocks of a post that answer a source: that of the words just above them."""
    written = [block.number for block in post.blocks if own(block) and words(post, block)]
    quotes = [block.number for block in post.blocks if quoted(block)]
    if written and quotes and written[-1] < quotes[0]:
        first = next((sources[quote][0] for quote in quotes if quote in sources), None)
        if first:
            yield written[-1], replace(first, score=first.score * TOP_POSTED)
        return
    target: Source | None = None
    for block in post.blocks:
        if quoted(block):
            taken = sources.get(block.number, ())
            spoken = (source for source in taken if source.text.spoken)
            target = max(spoken, key=lambda source: max(source.taken), default=None)
        elif target and block.number in written:
            yield block.number, target
