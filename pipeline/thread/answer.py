"""Which paragraph answers which: blocks to links.

In: a thread with the blocks of its mails. Out: a `Link` from each quote to the own words it quotes
(`quotes`; the score is the share of its words found there), and from own words to the block that
they answer (`answers`): that of the quote just before them, or in a mail with all its quotes at the
end that of the quote just after.

The rules:
- Words are compared, not lines: quote marks, wrapping, case and punctuation make no difference.
- Runs of three words are looked up in an index of all own words of the thread, so that trimmed,
  rewrapped and elided quotes find their source, and the time grows with the text alone.
- Where several mails hold the words, a quote of depth n means the mail n steps up, or the one
  whose author the attribution names; then any ancestor, then earlier mails of the thread.
- A quote whose words stand nowhere in the thread has no link; a reply without quotes answers none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.records import Block, Debate, Link, Post
from pipeline.thread import names

VERSION = 1

OWN = frozenset({"own", "code", "patch"})  # what an author adds, as far as others may quote it
UNQUOTED = frozenset(
    {"attribution", "signature", "footer", "attachment"}
)  # quote nothing themselves

RUN = 3  # words; shorter runs are everybody's, longer ones break at each correction
COMMON = 24  # a run that more blocks hold is a phrase or a form, and tells nothing of a source
CANDIDATES = 6  # blocks whose words are compared in full

FOUND = 0.5  # so much of a quote must stand in its source
FOUND_ELSEWHERE = 0.75  # so much where the source is no ancestor
LONG_ENOUGH = 5  # words of a quote that may come from anywhere; shorter ones only from ancestors
EQUAL = 0.15  # sources whose scores differ by less are told apart by place and author
TOP_POSTED = 0.5  # what stands above all that it quotes answers it less surely

MARKS = re.compile(r"^[ \t]*(?:[A-Za-z]{0,3}[>|:][ \t]?)+", re.MULTILINE)
WORD = re.compile(r"\w+")

Run = tuple[str, ...]
Source = tuple["Text", float]


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a block of own words, and where it stands."""

    post: int
    block: int
    words: tuple[str, ...]
    runs: frozenset[Run]


@dataclass(slots=True)
class Index:
    """The own words of a thread, by runs of words and by post; posts by number."""

    posts: Sequence[Post]
    parents: list[int | None]
    last_below: list[int]  # in the order of reading all posts up to this one are below a post
    names: list[frozenset[str]] = field(default_factory=list)
    texts: list[list[Text]] = field(default_factory=list)
    holding: dict[Run, list[Text]] = field(default_factory=lambda: defaultdict(list))


def links(debate: Debate) -> list[Link]:
    """The links of a thread, by mail in the order of reading, and then by block."""
    if len(debate.posts) < 2:
        return []
    index = _index(debate.posts)
    found: list[Link] = []
    for number, post in enumerate(debate.posts):
        sources = {
            block.number: source
            for block in post.blocks
            if quoted(block) and (source := _source(index, number, block))
        }
        told = [(at, "quotes", *source) for at, source in sources.items()]
        told += [(at, "answers", *source) for at, source in _answered(post, sources)]
        found += [_link(index, post, *each) for each in sorted(told, key=lambda each: each[0])]
    return found


def quoted(block: Block) -> bool:
    """True where the block holds words of another mail."""
    return block.depth > 0 and block.kind not in UNQUOTED


def own(block: Block) -> bool:
    """True where the block holds what the author of the mail adds to the debate."""
    return block.depth == 0 and block.kind in OWN


def words(post: Post, block: Block) -> tuple[str, ...]:
    """The words of a block without case, marks and punctuation."""
    text = post.message.body[block.start_char : block.end_char]
    return tuple(WORD.findall((MARKS.sub("", text) if block.depth else text).casefold()))


def _link(index: Index, post: Post, block: int, kind: str, text: Text, score: float) -> Link:
    source = index.posts[text.post].message.message
    return Link(post.message.message, block, kind, source, text.block, round(score, 3))


def _index(posts: Sequence[Post]) -> Index:
    parents = _parents(posts)
    index = Index(posts, parents, _last_below(parents))
    for number, post in enumerate(posts):
        index.names.append(_named(post.message.name, post.message.address))
        index.texts.append(
            [
                Text(number, block.number, found, frozenset(_runs(found)))
                for block in post.blocks
                if own(block) and (found := words(post, block))
            ]
        )
        for text in index.texts[-1]:
            for run in text.runs:
                index.holding[run].append(text)
    return index


def _parents(posts: Sequence[Post]) -> list[int | None]:
    """For each post the number of its parent, which stands before it."""
    numbers = {post.message.message: number for number, post in enumerate(posts)}
    found = (numbers.get(post.place.parent or "") for post in posts)
    return [
        parent if parent is not None and parent < number else None
        for number, parent in enumerate(found)
    ]


def _last_below(parents: Sequence[int | None]) -> list[int]:
    last = list(range(len(parents)))
    for number in range(len(parents) - 1, -1, -1):
        parent = parents[number]
        if parent is not None:
            last[parent] = max(last[parent], last[number])
    return last


def _named(name: str, address: str = "") -> frozenset[str]:
    """The words by which an attribution may name an author."""
    local = address.partition("@")[0]
    return frozenset(word for word in (*names.words(name), local) if len(word) > 2)


def _runs(found: Sequence[str]) -> Iterator[Run]:
    return zip(*(found[start:] for start in range(RUN)), strict=False)


def _source(index: Index, number: int, block: Block) -> Source | None:
    """The block that a quote quotes, and the share of the quote's words that stand there."""
    found = words(index.posts[number], block)
    scored = [
        (text, score)
        for text in _candidates(index, number, block, found)
        if (score := _share(found, text)) >= _enough(index, number, text, len(found))
    ]
    best = max((score for _, score in scored), default=0.0)
    named = _named(block.attributed_name)
    return max(
        (each for each in scored if each[1] >= best - EQUAL),
        key=lambda each: _likeness(index, number, block.depth, named, each),
        default=None,
    )


def _candidates(index: Index, number: int, block: Block, found: Sequence[str]) -> list[Text]:
    """The texts that share most runs with a quote; also those above where it is short."""
    votes: Counter[int] = Counter()
    texts: dict[int, Text] = {}
    for run in _runs(found):
        holding = index.holding.get(run, ())
        if len(holding) <= COMMON:
            votes.update(map(id, holding))
            texts.update((id(text), text) for text in holding)
    voted = [texts[text] for text, _ in votes.most_common() if _earlier(index, number, texts[text])]
    if found and (not voted or len(found) < LONG_ENOUGH):
        near = _above(index, number, block.depth + 1)
        return voted[:CANDIDATES] + [text for post in near for text in index.texts[post]]
    return voted[:CANDIDATES]


def _above(index: Index, number: int, steps: int) -> list[int]:
    """The posts above a post, the nearest first."""
    found: list[int] = []
    parent = index.parents[number]
    while parent is not None and len(found) < steps:
        found.append(parent)
        parent = index.parents[parent]
    return found


def _earlier(index: Index, number: int, text: Text) -> bool:
    """True where the text was there when the post was written, as far as one can tell."""
    if text.post == number or number < text.post <= index.last_below[number]:
        return False
    if _is_above(index, text.post, number):
        return True
    then, now = index.posts[text.post].message.sent_at, index.posts[number].message.sent_at
    return then is None or now is None or then <= now


def _is_above(index: Index, one: int, other: int) -> bool:
    return one < other <= index.last_below[one]


def _share(found: Sequence[str], text: Text) -> float:
    """How much of a quote stands in a text: the share of its words in runs that are found there."""
    if len(found) < RUN:
        pairs = zip(*(text.words[start:] for start in range(len(found))), strict=False)
        return float(tuple(found) in pairs)
    covered, end = 0, 0
    for start, run in enumerate(_runs(found)):
        if run in text.runs:
            covered += start + RUN - max(start, end)
            end = start + RUN
    return covered / len(found)


def _enough(index: Index, number: int, text: Text, length: int) -> float:
    """The least score that ties a quote of so many words to a text."""
    if _is_above(index, text.post, number):
        return FOUND
    return FOUND_ELSEWHERE if length >= LONG_ENOUGH else 2.0


def _likeness(
    index: Index, number: int, depth: int, named: frozenset[str], source: Source
) -> tuple[int, bool, float, int]:
    """Sorts sources that hold the words alike: where one would look for them comes last."""
    text, score = source
    above = _is_above(index, text.post, number)
    steps = index.posts[number].place.depth - index.posts[text.post].place.depth
    expected = (above and steps == depth) + bool(named & index.names[text.post])
    return expected, above, score, text.post


def _answered(post: Post, sources: Mapping[int, Source]) -> Iterator[tuple[int, Source]]:
    """The own blocks of a post that answer a source: that of the nearest quote above them."""
    written = [block.number for block in post.blocks if own(block) and words(post, block)]
    quotes = [block.number for block in post.blocks if quoted(block)]
    if written and quotes and written[-1] < quotes[0]:
        first = next((sources[quote] for quote in quotes if quote in sources), None)
        if first:
            yield written[-1], (first[0], first[1] * TOP_POSTED)
        return
    target: Source | None = None
    for block in post.blocks:
        if quoted(block):
            target = sources.get(block.number)
        elif target and block.number in written:
            yield block.number, target
