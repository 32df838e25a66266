"""What may be quoted in a thread: the own words of its mails, by runs of words.

In: the posts of a thread, in the order of reading. Out: an `Index` of the texts that others may
quote. Words are compared, not lines: marks, wrapping, case and punctuation make no difference.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.records import Block, Post
from pipeline.thread import names

OWN = frozenset({"own", "code", "patch"})  # what an author adds to the debate
SIGNED = frozenset({"greeting", "signature"})  # quoted along with it, but hardly ever answered
# What quotes nothing.
UNQUOTED = frozenset({"attribution", "greeting", "signature", "footer", "attachment"})

RUN = 3  # words; shorter runs are everybody's, longer ones break at each correction

# Initials before a mark ("AL> "); the mark itself is no word. Names of labels ("try:") are kept.
INITIALS = re.compile(r"^(?:[ \t>|:]*[A-Za-z]{1,4}>)+", re.MULTILINE)
WORD = re.compile(r"\w+")
# A word or two that somebody quotes is a line, a sentence or a clause; else it is a line cut off.
CLAUSE = re.compile(r"(?:(?<=[\n.!?,;:()])|^)[^\n.!?,;:()]{1,60}(?=[\n.!?,;:()]|$)")

ADDRESS = re.compile(r"\b[a-z]{2,9}://\S+")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The words of a block that others may quote, and where it stands."""

    post: int
    block: Block
    spoken: bool  # own words, not a signature
    runs: frozenset[Words]


@dataclass(slots=True)
class Index:
    """What may be quoted in a thread, by post and by runs of words; posts and texts by number."""

    posts: list[Post]
    parents: list[int | None]
    last_below: list[int]  # in the order of reading all posts up to this one are below a post
    names: list[frozenset[str]] = field(default_factory=list)
    texts: list[list[Text]] = field(default_factory=list)
    holding: dict[Words, list[int]] = field(default_factory=lambda: defaultdict(list))


def indexed(posts: Sequence[Post]) -> Index:
    """The texts of a thread that may be quoted."""
    parents = _parents(posts)
    index = Index(list(posts), parents, _last_below(parents))
    for number, post in enumerate(posts):
        index.names.append(named(post.message.name, post.message.address))
        index.texts.append(list(_texts(number, post)))
        for run in frozenset().union(*(text.runs for text in index.texts[-1])):
            index.holding[run].append(number)
    return index


def add(index: Index, post: Post) -> int:
    """The number of a post of another thread, whose texts may now be quoted as well."""
    index.posts.append(post)
    index.texts.append(list(_texts(len(index.posts) - 1, post)))
    return len(index.posts) - 1


def quoted(block: Block) -> bool:
    """True where the block holds words of another mail."""
    return block.depth > 0 and block.kind not in UNQUOTED


def own(block: Block) -> bool:
    """True where the block holds what the author of the mail adds to the debate."""
    return block.depth == 0 and block.kind in OWN


def words(post: Post, block: Block) -> Words:
    """The words of a block without case, marks and punctuation."""
    return tuple(words_of(post.message.body[block.start_char : block.end_char], block))


def words_of(text: str, block: Block) -> list[str]:
    """The words of the text of a block without case, marks and punctuation."""
    return WORD.findall((INITIALS.sub("", text) if block.depth else text).casefold())


def prose(post: Post, block: Block) -> int:
    """How many words a block has beside addresses of pages."""
    text = post.message.body[block.start_char : block.end_char]
    return len(words_of(ADDRESS.sub(" ", text), block))


def _texts(number: int, post: Post) -> Iterator[Text]:
    for block in post.blocks:
        if block.depth == 0 and (block.kind in OWN or block.kind in SIGNED):
            found = words(post, block)
            if found:
                yield Text(number, block, own(block), frozenset(runs(found)))


def clauses(post: Post, block: Block) -> frozenset[Words]:
    """The lines, sentences and clauses of a block that have a word or two."""
    text = post.message.body[block.start_char : block.end_char].casefold()
    found = (tuple(WORD.findall(clause)) for clause in CLAUSE.findall(text))
    return frozenset(clause for clause in found if len(clause) < RUN)


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


def named(name: str, address: str = "") -> frozenset[str]:
    """The words by which an attribution may name an author."""
    local = address.partition("@")[0]
    return frozenset(word for word in (*names.words(name), local) if len(word) > 1)


def runs(found: Words) -> Iterator[Words]:
    """The runs of words, in order; what is shorter than a run is one itself."""
    size = min(RUN, len(found)) or 1
    return zip(*(found[start:] for start in range(size)), strict=False)


def is_above(index: Index, one: int, other: int) -> bool:
    """True where one post is an ancestor of the other."""
    return one < other <= index.last_below[one]
