"""What the models of acts and mood see of a sentence: the names of its features.

In: the words of a sentence and the circumstances it stands in. Out: names of features, of two
kinds: words (alone, in pairs, at the head of the sentence), which are weighed by rarity and normed
by length, and circumstances, which count as they are. Training and tagging share these functions,
so that a model never sees in use what it did not see in training.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.debate import cues

OPENING = 12  # words that open a paragraph: most of what it is for
HEAD = 4  # words at the head of a sentence: "yes, but", "I agree with" say most of what it does
LONGEST = 400  # words of a sentence that are read: a table pasted into a mail is none

LENGTHS = tuple(min(5, (words + 1).bit_length() - 1) for words in range(LONGEST + 1))


# What is typed for its tone and is no word: pattern, and the word that stands for it.
SIGNS: tuple[tuple[str, str], ...] = (
    (r"(?<!\w)[:;=8]['o^-]?[)\]D}3](?!\w)|<3(?!\w)|\^\^|\bxD\b", "<glad>"),
    (r"(?<!\w)[:;=]['o^-]?[(\[/\\|](?!\w)", "<sad>"),
    (r"(?<!\w)[:;=]-?[pP](?!\w)", "<tongue>"),
    (r"!!", "<!!>"),
    (r"\?\?", "<??>"),
)
_SIGNS = tuple((re.compile(pattern), sign) for pattern, sign in SIGNS)
_ANY_SIGN = re.compile(r"[:;=8]['o^-]?[)\](\[D}3/\\|pP]|<3|\^\^|xD|!!|\?\?")

STRONG = 2.0  # from here on a word of the lexicon sounds strong
STEP = 1.5  # the sum of a sentence is told apart in steps of this
TURNED = -0.74  # what a negation makes of a value (Hutto and Gilbert, ICWSM 2014)
REACH = 3  # words that a negation reaches over


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as a model sees it."""

    words: Sequence[str]
    quoted: bool = False  # its block answers a quote that stands right before
    opens: bool = False  # its paragraph is the first of the mail
    closes: bool = False  # its paragraph is the last of the mail
    place: int = 0  # sentences before it in its paragraph
    left: int = 0  # sentences after it in its paragraph
    before: str = ""  # last character of the paragraph before


def heard(text: str) -> list[str]:
    """The words of a sentence, then the signs of tone in it."""
    found = cues.tokens(text)
    if _ANY_SIGN.search(text):
        found += [sign for pattern, sign in _SIGNS if pattern.search(text)]
    return found


def words_of(said: Said) -> list[str]:
    """Names of the features that are weighed by rarity, each once."""
    words = said.words[:LONGEST]
    pairs = [f"{first} {second}" for first, second in pairwise(("^", *words, "$"))]
    return list(dict.fromkeys([*words, *pairs, *[f"h:{word}" for word in words[:HEAD]]]))


def circumstances_of(said: Said) -> list[str]:
    """Names of the features that count as they are, each once."""
    length = f"length {LENGTHS[min(len(said.words), LONGEST)]}"
    names = [length, f"place {min(said.place, 3)}", f"left {min(said.left, 2)}"]
    if said.quoted:
        names += ["quoted", f"quoted {length}"]
        names += ["quoted first"] * (said.place == 0) + ["quoted ?"] * ("?" in said.words)
    names += ["opens"] * said.opens + ["closes"] * said.closes
    if said.place == 0:
        names += ["opens first"] * said.opens
        names += [f"after {said.before}"] * (said.before in (":", "?"))
    counted = zip(cues.KINDS, cues.counts(said.words[:LONGEST]), strict=True)
    names += [f"cue {kind} {min(count, 2)}" for kind, count in counted if count]
    return names


def tones_of(words: Sequence[str], lexicon: Mapping[str, float]) -> list[str]:
    """Names of what a lexicon of tone and cues tell of how a sentence sounds, each once."""
    values = [(place, lexicon[word]) for place, word in enumerate(words) if word in lexicon]
    kinds: Counter[str] = Counter()
    sums = {True: 0.0, False: 0.0}
    for place, value in values:
        turned = any(map(_negates, words[max(0, place - REACH) : place]))
        strength = "strong" if abs(value) >= STRONG else "weak"
        side = "good" if value > 0 else "bad"
        kinds[f"{'not ' * turned}{strength} {side}"] += 1
        heard_as = value * TURNED if turned else value
        sums[heard_as > 0] += heard_as
    total = round((sums[True] + sums[False]) / STEP)
    names = [f"tone {kind} {min(count, 3)}" for kind, count in kinds.items()]
    names += ["no tone"] * (not values) + ["both tones"] * (sums[True] > 0 > sums[False])
    counted = zip(cues.KINDS, cues.counts(words[:LONGEST]), strict=True)
    return [
        *names,
        f"sum {max(-4, min(4, total))}",
        f"length {min(3, (len(words) + 1).bit_length() - 1)}",
        *[f"cue {kind} {min(count, 2)}" for kind, count in counted if count],
    ]


def _negates(word: str) -> bool:
    return word in cues.NEGATIONS or word.endswith("n't")


def words_of_paragraph(said: Sequence[Said]) -> list[str]:
    """Names of the features of a paragraph that are weighed by rarity, each once."""
    names = [name for each in said for name in words_of(each)]
    first = said[0].words[:OPENING]
    names += [f"1:{word}" for word in first]
    names += [f"1:{one} {other}" for one, other in pairwise(("^", *first))]
    if len(said) > 1:
        names += [f"$:{word}" for word in said[-1].words[:LONGEST]]
    return list(dict.fromkeys(names))


def circumstances_of_paragraph(said: Sequence[Said]) -> list[str]:
    """Names of the features of a paragraph that count as they are, each once."""
    first, last = said[0], said[-1]
    length = f"length {LENGTHS[min(sum(len(each.words) for each in said), LONGEST)]}"
    names = [length, f"sentences {min(len(said), 4)}"]
    names += ["quoted", f"quoted {length}"] * first.quoted
    names += ["opens"] * first.opens + ["closes"] * first.closes
    names += ["opens quoted"] * (first.opens and first.quoted)
    names += ["asks"] * (last.words[-1:] == ["?"]) + [f"after {first.before}"] * (
        first.before in (":", "?")
    )
    for place, each in enumerate(said):
        counted = zip(cues.KINDS, cues.counts(each.words[:LONGEST]), strict=True)
        found = [kind for kind, count in counted if count]
        names += [f"cue {kind}" for kind in found]
        names += [f"first cue {kind}" for kind in found if not place]
    return list(dict.fromkeys(names))


def paragraphs(said: Iterable[Said]) -> list[list[Said]]:
    """Sentences by their paragraphs: each begins with a sentence that has none before it."""
    found: list[list[Said]] = []
    for each in said:
        if each.place == 0:
            found.append([])
        found[-1].append(each)
    return found


def encoded(names: Iterable[str], columns: dict[str, int]) -> list[int]:
    """The columns of features that a model knows; column 0 is always there and weighs nothing."""
    return [0, *(columns[name] for name in names if name in columns)]
