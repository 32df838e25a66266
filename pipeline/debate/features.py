"""What a debate looks like to the models of positions: its lines, and who answers what.

In: a debate. Out: a `Talk`, in which every own sentence is a `Line` (its words, cues, votes and
what it answers) and every mail knows its ancestors. Training and inference read the same. Names
of persons are folded to one word, so that no model learns who says a thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pipeline.debate import cues
from pipeline.debate.votes import Vote, votes
from pipeline.records import Debate, Post, Sentence

# Words too common to show that two sentences speak of one thing.
COMMON = frozenset((
    "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are",
    "aren't", "as", "at", "be", "because", "been", "before", "being", "below", "between",
    "both", "but", "by", "can", "can't", "could", "did", "do", "does", "doesn't", "doing",
    "don't", "down", "even", "few", "for", "from", "further", "get", "had", "has", "have",
    "having", "he", "her", "here", "him", "his", "how", "i", "i'd", "i'll", "i'm", "i've",
    "if", "in", "into", "is", "isn't", "it", "it's", "its", "just", "know", "let", "like",
    "make", "many", "may", "me", "might", "more", "most", "much", "must", "my", "need", "new",
    "no", "nor", "not", "now", "of", "off", "on", "once", "one", "only", "or", "other", "our",
    "out", "over", "own", "people", "perhaps", "please", "really", "same", "see", "she",
    "should", "so", "some", "something", "still", "such", "than", "that", "that's", "the",
    "their", "them", "then", "there", "there's", "these", "they", "thing", "things", "think",
    "this", "those", "though", "through", "to", "too", "under", "until", "up", "us", "use",
    "used", "using", "very", "want", "was", "way", "we", "we're", "well", "were", "what",
    "when", "where", "which", "while", "who", "why", "will", "with", "won't", "would", "yes",
    "yet", "you", "your",
))  # fmt: skip
# Shorter words are seldom what a proposal is about.
SHORTEST = 3
# A mail is read no further than this many sentences: the rest of a log or a document takes no side.
LINES = 120
# A chain of a thousand replies stays linear: the nearest ancestors are enough.
ANCESTORS = 12
# A name shorter than this ("Al", "Bo") is too often another word.
SHORTEST_NAME = 3
EARLIEST = datetime.min  # noqa: DTZ901 - times of records have no zone
# Sides, in the order of every row of the models.
STANCES = ("support", "oppose", "conditional", "neutral")
NAME, WHO, START = "<name>", "<who>", "^"
# A line of a mail ends where it ends: the words of a sentence are looked for as if it did not.
SPACE = re.compile(r"\s")

# The dialogue acts that bear on proposals and positions.
ACTS = ("ProposeAction", "StateDecision", "Agreement", "Disagreement", "Question", "Answer")


@dataclass(frozen=True, slots=True)
class Line:
    """An own sentence: what it says and what it answers (mail and block), if that is known.

    `text` is on one line, each white space a blank, so that places in it are those of the mail.
    """

    sentence: Sentence
    text: str
    words: tuple[str, ...]
    cues: tuple[int, ...]
    votes: tuple[Vote, ...]
    answers: tuple[str, int] | None
    acts: tuple[float, ...]
    content: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mail:
    """A post with its lines; `content` holds the telling words of them all."""

    post: Post
    number: int
    lines: tuple[Line, ...]
    ancestors: tuple[str, ...]
    children: tuple[str, ...]
    content: frozenset[str]
    quoted: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Talk:
    """A debate with everything read out of its text once, its mails as they were sent."""

    debate: Debate
    mails: tuple[Mail, ...]
    by_key: Mapping[str, Mail]


def talk(debate: Debate) -> Talk:
    """A debate with its lines, ancestors and answers."""
    posts = _in_time(debate.posts)
    names = _names(post.message.name for post in posts)
    children: dict[str, list[str]] = {}
    ancestors: dict[str, tuple[str, ...]] = {}
    for post in posts:
        parent = post.place.parent
        above = (parent, *ancestors[parent]) if parent in ancestors else ()
        ancestors[post.message.message] = above[:ANCESTORS]
        if parent in ancestors:
            children.setdefault(parent, []).append(post.message.message)
    mails = tuple(
        _mail(
            post,
            number,
            names,
            ancestors[post.message.message],
            tuple(children.get(post.message.message, ())),
        )
        for number, post in enumerate(posts)
    )
    return Talk(debate, mails, {mail.post.message.message: mail for mail in mails})


def _in_time(posts: Sequence[Post]) -> list[Post]:
    """Posts as they were sent, none before the one that it answers, whatever the clocks said."""
    sent: dict[str, datetime] = {}
    for post in posts:
        above = sent.get(post.place.parent or "", EARLIEST)
        sent[post.message.message] = max(post.message.sent_at or above, above)
    return sorted(posts, key=lambda post: (sent[post.message.message], post.place.position))


def _mail(
    post: Post,
    number: int,
    names: frozenset[str],
    ancestors: tuple[str, ...],
    children: tuple[str, ...],
) -> Mail:
    lines = _lines(post, names)
    return Mail(
        post,
        number,
        lines,
        ancestors,
        children,
        frozenset().union(*(line.content for line in lines)),
        frozenset(
            (link.source_message, link.source_block) for link in post.links if link.kind == "quotes"
        ),
    )


def _lines(post: Post, names: frozenset[str]) -> tuple[Line, ...]:
    body = post.message.body
    cast = _cast(post)
    answers = {
        link.block: (link.source_message, link.source_block)
        for link in post.links
        if link.kind == "answers"
    }
    acts: dict[int, dict[str, float]] = {}
    for act in post.acts:
        acts.setdefault(act.sentence, {})[act.act] = act.probability
    found = []
    for sentence in post.sentences[:LINES]:
        text = on_one_line(body, sentence)
        tokens = cues.TOKEN.findall(text)
        plain = [cues.folded(token) for token in tokens]
        words = tuple(folded(tokens, plain, names))
        said = acts.get(sentence.number, {})
        found.append(
            Line(
                sentence,
                text,
                words,
                tuple(cues.counts(plain)),
                tuple(cast.get(sentence.number, ())),
                answers.get(sentence.block),
                tuple(said.get(act, 0.0) for act in ACTS),
                content(words),
            )
        )
    return tuple(found)


def on_one_line(body: str, sentence: Sentence) -> str:
    """The words of a sentence, each white space a blank, so that places in them stay the same."""
    return SPACE.sub(" ", body[sentence.start_char : sentence.end_char])


def _cast(post: Post) -> dict[int, list[Vote]]:
    """The votes in a mail's own words, by the number of the sentence."""
    found: dict[int, list[Vote]] = {}
    by_block: dict[int, list[Sentence]] = {}
    for sentence in post.sentences[:LINES]:
        by_block.setdefault(sentence.block, []).append(sentence)
    for number, sentences in by_block.items():
        block = post.blocks[number]
        for vote in votes(post.message.body[block.start_char : block.end_char]):
            at = block.start_char + vote.start
            holding = [each.number for each in sentences if each.start_char <= at < each.end_char]
            if holding:
                found.setdefault(holding[0], []).append(vote)
    return found


def folded(tokens: Sequence[str], plain: Sequence[str], names: frozenset[str]) -> list[str]:
    """A sentence's words with names folded: `<who>` takes part in the debate, `<name>` may not."""
    words = list(plain)
    for place, token in enumerate(tokens):
        if token[0].isupper():
            if token.lower() in names:
                words[place] = WHO
            elif place and len(token) > 1 and token[1:].islower():
                words[place] = NAME
    return words


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(
        part.lower()
        for name in names
        for part in re.findall(r"[A-Za-z]+", name)
        if len(part) >= SHORTEST_NAME
    )


def content(words: Iterable[str]) -> frozenset[str]:
    """The telling words: no function words, marks and folded names; a plural is its singular."""
    found = set(map(_telling, words))
    found.discard("")
    return frozenset(found)


@lru_cache(maxsize=cues.KNOWN)
def _telling(word: str) -> str:
    """A telling word as it counts, empty where it tells nothing."""
    if len(word) < SHORTEST or word in COMMON or not word[0].isalpha():
        return ""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def content_of(text: str) -> frozenset[str]:
    """The telling words of a text."""
    return content(cues.tokens(text))


def grams(words: Sequence[str]) -> set[str]:
    """The single words and pairs of a sentence, its beginning marked."""
    found = set(words)
    before = START
    for word in words:
        found.add(f"{before} {word}")
        before = word
    return found


LINE = (
    *(f"cue {kind}" for kind in cues.KINDS),
    *(f"act {act}" for act in ACTS),
    "vote for", "vote against", "vote on condition", "vote for neither", "vote reported",
    "question", "exclaimed", "very short", "short", "long", "very long",
    "first in mail", "second in mail", "last in mail", "first in block", "answers a block",
    "begins with a sign", "short mail", "long mail", "ends with colon",
)  # fmt: skip


def line_row(mail: Mail, place: int) -> list[float]:
    """A line as numbers, in the order of LINE."""
    line = mail.lines[place]
    size = len(line.words)
    count = len(mail.lines)
    before = mail.lines[place - 1] if place else None
    cast = {vote.stance for vote in line.votes if not vote.reported}
    return [
        *(float(min(number, 2)) for number in line.cues),
        *line.acts,
        *(float(stance in cast) for stance in STANCES),
        float(any(vote.reported for vote in line.votes)),
        float("?" in line.text[-3:]),
        float("!" in line.text[-3:]),
        float(size <= 3),
        float(size <= 8),
        float(size >= 25),
        float(size >= 45),
        float(place == 0),
        float(place == 1),
        float(place == count - 1),
        float(before is None or before.sentence.block != line.sentence.block),
        float(line.answers is not None),
        float(line.text[:1] in "*->#|$"),
        float(count <= 3),
        float(count >= 20),
        float(line.text.endswith(":")),
    ]


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter of two sets is shared, 0 to 1."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0
