"""Which sentences of a thread tell its course: sentences to features, scores and a choice.

In: a thread with its sentences, acts and links, and which sentences state proposals or positions.
Out: its sentences as `Told`, their scores by the model `summary`, and those that fit into a length.

The rules:
- Only own words are told; greetings, closes and lines that are hardly text are left out.
- What a sentence weighs is measured within its thread: no word and no list is known beforehand.
- Sentences are taken best first; one that says what a chosen one has said is passed over.
- What was chosen is told in the order of the thread.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from pipeline.debate import model
from pipeline.debate.sentences import CLOSE, GREETING
from pipeline.records import Debate, Post

if TYPE_CHECKING:
    from pipeline.debate.model import Array, Model

VERSION = 1

Key = tuple[str, int]  # a sentence by its mail and its number there
Weights = Mapping[str, float]  # stem -> weight

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words are compared by their first letters, which does for English what a stemmer does, and for
# other languages no harm.
STEM = 6
FEWEST_WORDS = 3  # fewer say nothing by themselves: "+1", "Sure.", a name
# A word as prose has it. Of tables, code, paths and addresses fewer than this share are such.
PLAIN = re.compile(r"[(\"'“‘*_]?[^\W\d_]+(?:['’-][^\W\d_]+)*[)\"'”’*_]?[.,;:!?…)]{0,4}")
FEWEST_PLAIN = 0.6
HEADER = re.compile(r"[\w-]{1,24}: ?\S*(?:[^\W\d_]+ ){0,4}<?\S+@\S")  # "Cc: Ada Finch <ada@...>"
LONGEST_WORDS = 80  # more are a list or a paste that no full stop ends

# So common in any English text that they tell nothing of a thread.
COMMON = frozenset((
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "but", "by", "can", "could", "did", "do", "does", "don't",
    "for", "from", "get", "had", "has", "have", "he", "her", "here", "him", "his", "how", "i",
    "i'd", "i'll", "i'm", "i've", "if", "in", "into", "is", "isn't", "it", "it's", "its",
    "just", "like", "may", "me", "might", "more", "most", "much", "my", "no", "not", "now",
    "of", "on", "one", "only", "or", "other", "our", "out", "over", "re", "she", "should", "so",
    "some", "such", "than", "that", "that's", "the", "their", "them", "then", "there", "these",
    "they", "this", "those", "to", "too", "up", "us", "very", "was", "we", "well", "were",
    "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
))  # fmt: skip

RUN = 3  # so many words tell that a quote may be of a sentence; shorter ones are quoted by chance

# Likeness (cosine of words) from which on two sentences say the same.
SAME = 0.6


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


def stems(text: str) -> list[str]:
    """The words of a text that tell something, cut to their stems."""
    words = (word.lower().replace("’", "'") for word in WORD.findall(text))
    return [word[:STEM] for word in words if word not in COMMON and len(word) > 1]


def likeness(one: Weights, other: Weights) -> float:
    """Cosine of two weighed sets of words, 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    dot = sum(weight * other[stem] for stem, weight in one.items() if stem in other)
    return dot / (_norm(one) * _norm(other)) if dot else 0.0


def _norm(weights: Weights) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))


def weighed(texts: Sequence[str]) -> list[dict[str, float]]:
    """The stems of each text with their TF-IDF among these texts."""
    counted = [Counter(stems(text)) for text in texts]
    among = Counter(stem for counts in counted for stem in counts)
    rarity = {stem: math.log(1 + len(texts) / times) for stem, times in among.items()}
    return [{stem: times * rarity[stem] for stem, times in each.items()} for each in counted]


def _sum(vectors: Iterable[Weights]) -> dict[str, float]:
    total: Counter[str] = Counter()
    for vector in vectors:
        for stem, weight in vector.items():
            total[stem] += weight  # type: ignore[assignment]
    return dict(total)


def features(sentences: Sequence[Told], subject: str) -> list[dict[str, float]]:
    """For each sentence its features by name; those of words are measured within the thread."""
    vectors = weighed([each.text for each in sentences])
    centre = _sum(vectors)
    mails: dict[int, list[int]] = {}
    for place, each in enumerate(sentences):
        mails.setdefault(each.mail, []).append(place)
    mail_vectors = {mail: _sum(vectors[place] for place in held) for mail, held in mails.items()}
    around = _around(sentences, mail_vectors)
    asked = Counter(stems(subject))
    most = max((sum(vector.values()) for vector in vectors), default=1.0) or 1.0
    last = max(mails, default=0)
    first = sentences[0].person if sentences else ""
    found = []
    for each, vector in zip(sentences, vectors, strict=True):
        row = _of_place(each, last) | _of_form(each) | _of_acts(each)
        row |= {
            "central": likeness(vector, centre),
            "subject": likeness(vector, asked),
            "of the subject": sum(stem in vector for stem in asked) / max(1, len(asked)),
            "told": sum(vector.values()) / most,
            "like the mail": likeness(vector, mail_vectors[each.mail]),
            "shared": _shared(vector, around[each.mail]),
            "by the first": float(each.person == first),
        }
        found.append(row)
    return found


def _around(sentences: Sequence[Told], vectors: Mapping[int, Weights]) -> dict[int, frozenset[str]]:
    """For each mail the stems of the mail that it answers and of those that answer it."""
    near: dict[int, set[int]] = {mail: set() for mail in vectors}
    for each in sentences:
        if each.parent in near:
            near[each.mail].add(each.parent)
            near[each.parent].add(each.mail)
    return {
        mail: frozenset(stem for other in others for stem in vectors[other])
        for mail, others in near.items()
    }


def _shared(vector: Weights, near: frozenset[str]) -> float:
    """How many of the words are taken up from, or by, the mails around (clue words)."""
    return math.log1p(sum(weight for stem, weight in vector.items() if stem in near))


def _of_place(each: Told, last: int) -> dict[str, float]:
    return {
        "first mail": float(each.mail == 0),
        "late mail": each.mail / max(1, last),
        "opens": float(each.order == 0),
        "second": float(each.order == 1),
        "late": each.order / max(1, each.siblings - 1),
        "ends": float(each.order == each.siblings - 1),
        "few of its mail": 1 / each.siblings,
        "first of the first": float(each.mail == 0 and each.order < 3),
    }


def _of_form(each: Told) -> dict[str, float]:
    words = each.words
    return {
        "length": math.log1p(words),
        "long": min(words, 40) / 40,
        "short": float(words < 7),
        "asks": float(each.text.endswith("?")),
        "lists": float(each.text.endswith(":")),
        "address": float("://" in each.text or "www." in each.text),
        "figures": float(bool(re.search(r"\d", each.text))),
        "names": min(5, len(re.findall(r"(?<=[a-z,] )[A-Z]", each.text))) / 5,
        "thanks": float(
            bool(re.match(r"(?:many )?(?:thanks|thank you|regards)\b", each.text, re.IGNORECASE))
        ),
        "toned": abs(each.mood),
    }


# Acts as LEDA names them; what the model has not heard is none.
ACTS = (
    "Agreement", "Answer", "Apologising", "ClarificationElicitation", "ContextSetting",
    "Disagreement", "ExtensionOfPrevious", "InformationProviding", "InformationSeeking",
    "NeutralResponse", "ProposeAction", "Question", "Social", "StateDecision", "Thanking",
)  # fmt: skip


def _of_acts(each: Told) -> dict[str, float]:
    found = {f"act {act}": each.acts.get(act, 0.0) for act in ACTS}
    return found | {
        "quoted": math.log1p(each.quoted),
        "answered": math.log1p(each.answered),
        "replies": math.log1p(each.replies),
        "answers": float(each.answers),
        "stands": float(each.stands),
    }


def matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Array:
    """Features as a table, each column centred on its thread and of spread 1."""
    import numpy as np

    table = np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=np.float64)
    if not len(table):
        return np.empty((0, len(names)))
    spread = table.std(axis=0)
    found: Array = (table - table.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    return found


@cache
def _model() -> Model:
    return model.load("summary")


def scores(sentences: Sequence[Told], subject: str, learnt: Model | None = None) -> list[float]:
    """How much each sentence tells of the thread: what readers chose, by the model `summary`."""
    learnt = _model() if learnt is None else learnt
    if not sentences:
        return []
    table = matrix(features(sentences, subject), learnt.meta["features"])
    found = table @ learnt.arrays["weights"].astype("float64")
    return [float(score) for score in found + float(learnt.arrays["intercept"][0])]


# A longer sentence tells more, and takes more of the length: its score above the worst of the
# thread is divided by its words to this power. Chosen by cross-validation on BC3, at 30 %.
PRICE = 0.25
FULL = 0.3  # the share of a thread from which on the price is whole

# What a summary may hold: "I agree." answers something that nobody sees, and a line that ends
# in a colon leads to what was not chosen. On BC3 this costs .02 of weighted recall and no ROUGE.
LEAST_STEMS = 2
LEADS = 0.2  # what a sentence is worth less that leads to another one, on the annotators' scale

# A long thread told in a few lines is another thing than a short one told by a third: "I agree." is
# a good catch there and tells nothing here. Below this share a sentence must stand by itself.
TIGHT = 0.15
STEMS = 5  # words that it must have which tell something
A_MAIL = 2  # sentences that one mail may give
STANDS = 0.3  # what a proposal, a position or an outcome is worth more, on the annotators' scale
LEANS = 0.2  # what a sentence is worth less that leans on another one
LEANING = re.compile(
    r"(?:[\[(]?(?:and|but|so|then|also|however|that|this|these|those|it|he|she|they|if so|or"
    r"|otherwise|yes|no|yeah|hm+|well|e\.g\.|i\.e\.|for example|for instance"
    r"|on the other hand)\b)|(?-i:\W*[a-z])",
    re.IGNORECASE,
)


def chosen(
    sentences: Sequence[Told], scores: Sequence[float], *, words: int = 0, count: int = 0
) -> list[int]:
    """The places of the sentences that tell most in so many words, or so many sentences, in order.

    A sentence that would not fit is passed over for a shorter one.
    """
    whole = sum(each.words for each in sentences)
    share = words / max(1, whole) if words else count / max(1, len(sentences))
    worth = _worth(sentences, scores, share, priced=bool(words))
    vectors = weighed([each.text for each in sentences])
    left, taken = words, list[int]()
    mails: Counter[int] = Counter()
    for place in sorted(worth, key=lambda place: (-worth[place], place)):
        each = sentences[place]
        if count and len(taken) == count:
            break
        if (words and each.words > left) or (share < TIGHT and mails[each.mail] >= A_MAIL):
            continue
        if any(likeness(vectors[place], vectors[other]) >= SAME for other in taken):
            continue
        taken.append(place)
        mails[each.mail] += 1
        left -= each.words
    return sorted(taken)


def _worth(
    sentences: Sequence[Told], scores: Sequence[float], share: float, *, priced: bool
) -> dict[int, float]:
    """What each sentence is worth at that share of the thread, by its place."""
    floor = min(scores, default=0.0)
    price = PRICE * min(1.0, share / FULL) if priced else 0.0
    found = {}
    for place, (each, score) in enumerate(zip(sentences, scores, strict=True)):
        tight = share < TIGHT
        if len(set(stems(each.text))) < (STEMS if tight else LEAST_STEMS):
            continue
        if tight:
            score += STANDS * each.stands - LEANS * bool(LEANING.match(each.text))  # noqa: PLW2901
        score -= LEADS * each.text.endswith(":")  # noqa: PLW2901
        found[place] = (score - floor) / max(1, each.words) ** price
    return found
