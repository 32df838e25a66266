"""The sentences of a thread, each with what counts of it whatever its words are.

In: a thread with its sentences, acts and links, and which sentences state proposals or positions.
Out: its sentences as `Told`, in the order of reading, and which of them may stand in a summary:
only own words are told; greetings, closes and lines that are hardly text are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.debate.sentences import CLOSE, GREETING
from pipeline.publish.lexical import WORD
from pipeline.records import Debate, Post

Key = tuple[str, int]  # a sentence by its mail and its number there

FEWEST_WORDS = 3  # fewer say nothing by themselves: "+1", "Sure.", a name
# A word as prose has it. Of tables, code, paths and addresses fewer than this share are such.
PLAIN = re.compile(r"[(\"'“‘*_]?[^\W\d_]+(?:['’-][^\W\d_]+)*[)\"'”’*_]?[.,;:!?…)]{0,4}")
FEWEST_PLAIN = 0.6
HEADER = re.compile(r"[\w-]{1,24}: ?\S*(?:[^\W\d_]+ ){0,4}<?\S+@\S")  # "Cc: Ada Finch <ada@...>"
LONGEST_WORDS = 80  # more are a list or a paste that no full stop ends

RUN = 3  # so many words tell that a quote may be of a sentence; shorter ones are quoted by chance


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a thread, and what of it counts whatever its words are."""

    message: str
    number: int
    person: str
    start_char: int
    end_char: int
    text: str
    mail: int  # place of its mail in the thread, from 0
    order: int  # place in its mail, from 0
    siblings: int  # sentences of its mail
    mood: float = 0.0
    acts: Mapping[str, float] = field(default_factory=dict)
    quoted: int = 0  # later mails that quote it
    answered: int = 0  # blocks that answer its block
    replies: int = 0  # mails that answer its mail
    answers: bool = False  # it answers a quote
    stands: bool = False  # it states a proposal, a position or an outcome
    parent: int = -1  # place of the mail that its mail answers

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def told(debate: Debate, standing: Collection[Key] = ()) -> list[Told]:
    """The sentences of a thread, in the order of reading."""
    places = {post.message.message: place for place, post in enumerate(debate.posts)}
    replies = Counter(post.place.parent for post in debate.posts)
    answers = Counter(
        (link.source_message, link.source_block)
        for post in debate.posts
        for link in post.links
        if link.kind == "answers"
    )
    quotes = _Quotes(debate.posts)
    standing = frozenset(standing)
    found: list[Told] = []
    for place, post in enumerate(debate.posts):
        key = post.message.message
        answering = {link.block for link in post.links if link.kind == "answers"}
        acts: dict[int, dict[str, float]] = {}
        for act in post.acts:
            acts.setdefault(act.sentence, {})[act.act] = act.probability
        for order, each in enumerate(post.sentences):
            text = " ".join(post.message.body[each.start_char : each.end_char].split())
            found.append(
                Told(
                    key, each.number, post.person, each.start_char, each.end_char, text, place,
                    order, len(post.sentences), each.mood_score, acts.get(each.number, {}),
                    quotes.of(_bare(text), place),
                    answers[key, each.block], replies[key], each.block in answering,
                    (key, each.number) in standing, places.get(post.place.parent or "", -1),
                )
            )  # fmt: skip
    return found


def _bare(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


class _Quotes:
    """What the mails of a thread quote, looked up by runs of words."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self.texts = [f" {_quoted(post)} " for post in posts]
        self.mails: dict[tuple[str, ...], set[int]] = {}
        for mail, text in enumerate(self.texts):
            for run in _runs(text.split()):
                self.mails.setdefault(run, set()).add(mail)

    def of(self, bare: str, mail: int) -> int:
        """How many mails after this one quote a sentence of it."""
        words = tuple(bare.split())
        near = self.mails.get(words[:RUN], ()) if len(words) >= RUN else ()
        return sum(other > mail and f" {bare} " in self.texts[other] for other in near)


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _quoted(post: Post) -> str:
    """All that a mail quotes, as words."""
    return _bare(
        " ".join(
            post.message.body[each.start_char : each.end_char].replace(">", " ")
            for each in post.blocks
            if each.kind == "quote"
        )
    )


def speaks(text: str) -> bool:
    """True for what may stand in a summary: neither a greeting nor a scrap, and prose."""
    words = WORD.findall(text)
    if not FEWEST_WORDS <= len(words) <= LONGEST_WORDS:
        return False
    # "[Heavy snipping]" is the author's, and says nothing of the debate.
    if (
        text[0] + text[-1] == "[]"
        or GREETING.match(text)
        or CLOSE.match(text)
        or HEADER.match(text)
    ):
        return False
    pieces = text.split()
    plain = sum(bool(PLAIN.fullmatch(piece)) for piece in pieces)
    return plain >= FEWEST_PLAIN * len(pieces)
