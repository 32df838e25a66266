"""Dialogue acts and mood of the sentences that authors typed themselves.

In: the mails of an archive with their blocks. Out: a row for each sentence of own words, with its
mood, and a row for each act that one performs. Both are read by linear models, all sentences of an
archive at once. The models have learnt English: a mail in another language gets its sentences, and
neither acts nor mood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.debate import formulas, meanings, model, sentences
from pipeline.debate.model import Model
from pipeline.debate.said import (
    Said,
    circumstances_of,
    circumstances_of_paragraph,
    encoded,
    heard,
    paragraphs,
    tones_of,
    words_of,
    words_of_paragraph,
)
from pipeline.records import Act, Block, Message, Sentence

if TYPE_CHECKING:
    from pipeline.debate.model import Array

VERSION = 8

DIGITS = 4  # of a probability: more would differ between machines
HEARD = 0.1  # below this no act is said to be performed, and none need be taken back

# Words that make up a good third of any English text, and hardly occur in other languages.
ENGLISH = frozenset((
    "the", "to", "of", "and", "is", "that", "it", "for", "i", "you", "not", "this", "be", "with",
    "on", "we", "are", "have", "but", "if", "can", "would", "what", "there", "they", "my", "your",
    "from", "an", "by", "it's", "i'm", "don't", "should", "think", "will", "how", "or", "has",
))  # fmt: skip
# The same of languages that lists are written in: none of these is an English word.
FOREIGN = frozenset((
    "der", "und", "nicht", "ist", "das", "ich", "ein", "eine", "zu", "mit", "auf", "auch", "wir",
    "für", "dass", "den", "wie", "aber", "noch", "oder", "wenn", "kann", "habe", "nur", "sich",
    "que", "los", "las", "por", "para", "con", "del", "una", "como", "pero", "esto", "más", "está",
    "le", "les", "est", "pas", "une", "pour", "dans", "je", "vous", "sur", "avec", "qui", "mais",
    "che", "di", "per", "sono", "della", "anche", "non", "não", "uma", "você", "dos", "isso", "em",
    "een", "het", "niet", "van", "voor", "zijn", "och", "att", "det", "som", "inte", "jsem", "že",
    "jak", "nie", "się", "jest", "ale", "el", "es", "se", "si", "lo", "ya", "hay",
))  # fmt: skip
LATIN_ENDS = "\u024f"  # letters beyond are Greek, Cyrillic, Chinese ...
LETTERS = 4  # so many of them count as a foreign word
FOREIGN_EXCESS = 2  # so many more foreign than English words make a mail foreign


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence by its place in the archive, as the models see it."""

    message: str
    number: int
    block: int
    start: int
    end: int
    said: Said
    text: str


def tagged(
    mails: Sequence[tuple[Message, Sequence[Block]]],
) -> tuple[list[Sentence], list[Act]]:
    """The sentences of some mails, with their mood, and the acts that they perform."""
    heard = [each for message, blocks in mails for each in _heard(message, blocks)]
    foreign = _foreign(heard)
    english = [each for each in heard if each.message not in foreign]
    said = [each.said for each in english]
    words = [words_of(each) for each in said]
    texts = [each.text for each in english]
    moods = dict(zip(map(_key, english), _moods(said, words, texts), strict=True))
    rows = [
        Sentence(
            each.message, each.number, each.block, each.start, each.end,
            *moods.get(_key(each), ("neutral", 0.0)),
        )
        for each in heard
    ]  # fmt: skip
    return rows, list(_acts(english, words))


def _key(heard: Heard) -> tuple[str, int]:
    return heard.message, heard.number


def _heard(message: Message, blocks: Sequence[Block]) -> Iterator[Heard]:
    """The sentences of a mail in order, each with what stands around it."""
    paragraphs = list(_paragraphs(message.body, blocks))
    number = 0
    before = ""
    for place, (block, quoted, spans) in enumerate(paragraphs):
        opens, closes = place == 0, place == len(paragraphs) - 1
        for order, (start, end) in enumerate(spans):
            text = message.body[start:end]
            words = heard(text)
            left = len(spans) - 1 - order
            said = Said(words, quoted, opens, closes, order, left, before)
            yield Heard(message.message, number, block, start, end, said, text)
            number += 1
        before = message.body[spans[-1][1] - 1]


def _strange(text: str) -> int:
    """How many letters are of another script than Latin."""
    if text.isascii():
        return 0
    return sum(letter > LATIN_ENDS and letter.isalpha() for letter in text)


def _paragraphs(
    body: str, blocks: Sequence[Block]
) -> Iterator[tuple[int, bool, list[sentences.Span]]]:
    """Block number, whether it answers a quote, and sentence spans of each paragraph."""
    quoted = False
    for block in blocks:
        if block.kind == "own":
            for spans in sentences.segments(body[block.start_char : block.end_char]):
                moved = [(block.start_char + start, block.start_char + end) for start, end in spans]
                yield block.number, quoted, moved
        quoted = block.kind == "quote" or (quoted and block.kind == "attribution")


def _foreign(heard: Iterable[Heard]) -> set[str]:
    """The mails that are not in English, as far as their commonest words tell."""
    excess: dict[str, int] = {}
    for each in heard:
        words = each.said.words
        english = sum(word in ENGLISH for word in words)
        foreign = sum(word in FOREIGN for word in words)
        foreign += _strange(each.text) // LETTERS
        excess[each.message] = excess.get(each.message, 0) + foreign - english
    return {message for message, count in excess.items() if count >= FOREIGN_EXCESS}


def _acts(english: Sequence[Heard], words: Sequence[list[str]]) -> Iterator[Act]:
    """The acts whose probability reaches the threshold of the act."""
    import numpy as np

    meta = model.load("acts").meta
    found = performed([each.said for each in english], words, [each.text for each in english])
    rows, columns = np.nonzero(found >= np.asarray(meta["thresholds"], dtype=np.float32))
    classes = meta["classes"]
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        probability = round(float(found[row, column]), DIGITS)
        yield Act(english[row].message, english[row].number, classes[column], probability)


def performed(said: Sequence[Said], words: Sequence[list[str]], texts: Sequence[str]) -> Array:
    """How sure each act of each sentence is: what the model hears, and set words beyond doubt."""
    classes = model.load("acts").meta["classes"]
    marks = [circumstances_of(each) for each in said]
    found = model.probabilities(scores("acts", words, marks) + _paragraph_scores(said))
    column = {act: place for place, act in enumerate(classes)}
    for row, text in enumerate(texts):
        acts = formulas.performed(text, said[row].words)
        if formulas.DISAGREEMENT in acts and formulas.AGREEMENT not in acts:
            found[row, column[formulas.AGREEMENT]] = 0.0  # "I don't think it is a good idea"
        for act in acts:
            found[row, column[act]] = max(found[row, column[act]], formulas.SURE)
    _cap(found, column, texts)
    return found


def _cap(found: Array, column: dict[str, int], texts: Sequence[str]) -> None:
    """Take back what the words of a sentence deny, suppose or report, and doubt what they hedge."""
    import numpy as np

    heard = {act: column[act] for act in formulas.TURNED if act in column}
    for row in np.flatnonzero((found[:, list(heard.values())] >= HEARD).any(axis=1)).tolist():
        acts = [act for act, place in heard.items() if found[row, place] >= HEARD]
        for act, most in formulas.caps(texts[row], acts).items():
            found[row, heard[act]] = min(found[row, heard[act]], most)


def _paragraph_scores(said: Sequence[Said]) -> Array:
    """For each sentence what its paragraph as a whole says of each act."""
    import numpy as np

    groups = paragraphs(said)
    words = [words_of_paragraph(group) for group in groups]
    marks = [circumstances_of_paragraph(group) for group in groups]
    found = scores("acts", words, marks, part="paragraph ") + meanings.scores("acts", groups)
    return np.repeat(found, [len(group) for group in groups], axis=0)


def _moods(
    said: Sequence[Said], words: Sequence[list[str]], texts: Sequence[str]
) -> Iterator[tuple[str, float]]:
    """Mood and mood score of each sentence; praise in irony is none."""
    lexicon = _lexicon()
    tones = [tones_of(each.words, lexicon) for each in said]
    shares = model.probabilities(scores("mood", words, tones))
    shares /= shares.sum(axis=1, keepdims=True)
    classes = model.load("mood").meta["classes"]
    negative, positive = classes.index("negative"), classes.index("positive")
    for row, text in zip(shares, texts, strict=True):
        mood, score = classes[int(row.argmax())], float(row[positive] - row[negative])
        if mood == "positive" and formulas.ironic(text):
            mood, score = "negative", -score
        yield mood, round(score, DIGITS)


@cache
def _lexicon() -> dict[str, float]:
    learnt = model.load("mood").arrays
    return dict(zip(model.words(learnt["lexicon"]), learnt["valence"].tolist(), strict=True))


def scores(
    name: str,
    words: Sequence[list[str]],
    circumstances: Sequence[list[str]],
    *,
    part: str = "",
) -> Array:
    """The scores that (a part of) a model gives sentences by the names of their features."""
    known, marks = _columns(name, part)
    return model.normed_scores(
        _part(name, part),
        [encoded(names, known) for names in words],
        [encoded(names, marks) for names in circumstances],
    )


@cache
def _columns(name: str, part: str) -> tuple[dict[str, int], dict[str, int]]:
    arrays = _part(name, part).arrays
    return (
        model.columns_after_first(arrays["words"]),
        model.columns_after_first(arrays["circumstances"]),
    )


@cache
def _part(name: str, part: str) -> Model:
    """A model in a model: the arrays whose names begin with `part`."""
    learnt = model.load(name)
    return Model(
        learnt.meta,
        {
            array.removeprefix(part): learnt.arrays[array]
            for array in learnt.arrays
            if array.startswith(part)
        },
    )
