"""The course of a debate in a few lines, its reasons and the questions that nobody took up.

In: a thread with its sentences. Out: `Line`s: sentences as their authors wrote them, each with its
mail and its span. Nothing is rewritten; what is chosen is told in the order of time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.errors import UsageError
from pipeline.publish import lexical, plain, salience, telling
from pipeline.publish.telling import Key, Told
from pipeline.records import Debate

# "150", "150 words" or "8 sentences"
LENGTH = re.compile(r"\s*(\d{1,6})\s*(w|words?|s|sentences?)?\s*", re.IGNORECASE)
# So many words are a paragraph that reads in a minute; most threads need fewer.
WORDS = 150
# So many words of the course allow a side of a proposal one more person in full.
WORDS_A_PERSON = 20
# Of a short thread no summary is longer than this share: it would be the thread.
SHARE = 0.4

# What gives a reason, and does not only take a side.
REASON = re.compile(
    r"\b(?:because|since|so that|otherwise|therefore|thus|after all|given that|due to|in order to"
    r"|(?:the|main|only|my|one|real|big) (?:problem|issue|advantage|downside|benefit|reason|point"
    r"|trouble|worry|concern|difficulty)|means?|leads? to|makes? (?:it|them|things)"
    r"|would (?:break|mean|make|help|allow|require|cause|be|have|also)|better|worse|easier|harder"
    r"|simpler|faster|slower|risk|costs?|burden|maintain|too (?:much|many|late|early|long|hard)"
    r"|hard to|no need|not worth|wastes?|fails?|breaks?|unless|without)\b",
    re.IGNORECASE,
)
# What says what would be done, and how.
PLAN = re.compile(
    r"\b(?:would|will|should|could|shall|must|we'd|i'd|we'll|let's|plan)\b", re.IGNORECASE
)
NEXT = 2  # it follows the words that put a proposal forward as closely as this
NEAR = 4  # a reason stands at most so many sentences from the words that take the side
FEWEST_STEMS = 2  # fewer take a side and give no reason: "+1", "I agree"
QUESTIONS = 4  # more open questions are a list nobody reads


@dataclass(frozen=True, slots=True)
class Length:
    """How long a summary may be: in words, or in sentences."""

    words: int = WORDS
    sentences: int = 0

    @property
    def persons(self) -> int:
        """How many persons of each side are told in full."""
        return max(1, self.sentences or round(self.words / WORDS_A_PERSON))


USUAL = Length()


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, with who wrote it and where."""

    words: str
    name: str
    person: str
    sent_at: datetime | None
    message: str
    url: str
    start_char: int
    end_char: int


def length(text: str) -> Length:
    """The length that a text such as `150` or `8 sentences` names; UsageError where it is none."""
    found = LENGTH.fullmatch(text)
    if not found or not int(found[1]):
        raise UsageError(
            f"{text} is no length", hint="--length '200 words' or --length '8 sentences'"
        )
    count = int(found[1])
    return Length(0, count) if (found[2] or "w").lower().startswith("s") else Length(count)


class Thread:
    """The sentences of a thread that may be told, with what each weighs."""

    def __init__(self, debate: Debate, standing: Collection[Key]) -> None:
        self.posts = {post.message.message: post for post in debate.posts}
        every = telling.told(debate, standing)
        self.told = [each for each in every if telling.speaks(each.text)]
        self.scores = salience.scores(self.told, debate.thread.subject)
        self.by_mail: dict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(self.told):
            self.by_mail[each.message].append(place)

    def course(
        self, wanted: Length, between: tuple[datetime, datetime] | None = None
    ) -> tuple[Line, ...]:
        """The sentences that tell most in so many words, in the order of time.

        `between` asks for those of some days only: from then on, and before then.
        """
        among = [place for place in range(len(self.told)) if self._within(place, between)]
        told = [self.told[place] for place in among]
        whole = sum(each.words for each in told)
        words = min(wanted.words, max(30, round(SHARE * whole))) if wanted.words else 0
        scores = [self.scores[place] for place in among]
        chosen = salience.chosen(told, scores, words=words, count=wanted.sentences)
        places = sorted(
            (among[place] for place in chosen), key=lambda place: (self._when(place), place)
        )
        return tuple(self._line(self.told[place]) for place in places)

    def _within(self, place: int, between: tuple[datetime, datetime] | None) -> bool:
        if between is None:
            return True
        sent_at = self.posts[self.told[place].message].message.sent_at
        return sent_at is not None and between[0] <= sent_at < between[1]

    def _when(self, place: int) -> float:
        sent_at = self.posts[self.told[place].message].message.sent_at
        return sent_at.replace(tzinfo=UTC).timestamp() if sent_at else float("inf")

    def reason(self, message: str, words: str) -> Line | None:
        """What the author says for it beside the words that take the side, where they don't."""
        at = self._at(message, words)
        if at is None and words and _reasons(words):
            return None
        if at is not None and _reasons(self.told[at].text):
            return None
        order = self.told[at].order if at is not None else 0
        near = [
            place
            for place in self.by_mail[message]
            if place != at
            and abs(self.told[place].order - order) <= NEAR
            and _reasons(self.told[place].text)
            and _stands_alone(self.told[place].text)
        ]
        best = max(near, key=lambda place: (self.scores[place], -place), default=None)
        return None if best is None else self._line(self.told[best])

    def further(self, message: str, words: str) -> Line | None:
        """What the mail says next of what would be done, after the words that put it forward."""
        at = self._at(message, words)
        if at is None:
            return None
        order = self.told[at].order
        next_ = [
            place
            for place in self.by_mail[message]
            if 0 < self.told[place].order - order <= NEXT
            and PLAN.search(self.told[place].text)
            and _stands_alone(self.told[place].text)
            and len(lexical.stems(self.told[place].text)) > FEWEST_STEMS
        ]
        best = max(next_, key=lambda place: (self.scores[place], -place), default=None)
        return None if best is None else self._line(self.told[best])

    def questions(self) -> tuple[Line, ...]:
        """The questions that no later mail quotes, those first that tell most of the thread."""
        open_ = [
            place
            for place, each in enumerate(self.told)
            if each.text.endswith("?")
            and not each.quoted
            and not each.answered
            and len(lexical.stems(each.text)) > FEWEST_STEMS
            and self.posts[each.message].place.parent is not None
        ]
        best = sorted(open_, key=lambda place: (-self.scores[place], place))[:QUESTIONS]
        return tuple(self._line(self.told[place]) for place in sorted(best))

    def _at(self, message: str, words: str) -> int | None:
        """The place of the sentence that holds the words, or is held by them."""
        said = plain.folded(words)
        for place in self.by_mail[message]:
            text = plain.folded(self.told[place].text)
            if said and (said in text or text in said):
                return place
        return None

    def _line(self, told: Told) -> Line:
        message = self.posts[told.message].message
        return Line(
            told.text, message.name or message.address, told.person, message.sent_at,
            told.message, message.url, told.start_char, told.end_char,
        )  # fmt: skip


def _reasons(words: str) -> bool:
    return bool(REASON.search(words)) and len(lexical.stems(words)) >= FEWEST_STEMS


def _stands_alone(words: str) -> bool:
    """False for a question, for what leads to a list, and for the rest of a sentence."""
    return not words.endswith(("?", ":")) and not words[:1].islower()


def says_little(words: str) -> bool:
    """True for a bare vote: it takes a side and says nothing else."""
    return len(lexical.stems(words)) < FEWEST_STEMS


def repeated(words: Sequence[str]) -> list[int | None]:
    """For each text the place of an earlier one that says the same, None where none does."""
    vectors = lexical.weighed(words)
    found: list[int | None] = []
    for place, vector in enumerate(vectors):
        same = (
            other
            for other in range(place)
            if found[other] is None and lexical.likeness(vector, vectors[other]) >= salience.SAME
        )
        found.append(next(same, None))
    return found
