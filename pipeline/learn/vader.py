"""VADER's rule, as a baseline for mood: a lexicon and what stands around its words.

In: a text and the lexicon. Out: the compound score and the class that its authors' thresholds give
(Hutto and Gilbert, ICWSM 2014). It is what most studies of developers' mail use; it is measured
beside our model and never tags.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

# The constants of the paper, found there by experiment with raters.
BOOST = 0.293
CAPITALS = 0.733
NEGATED = -0.74
EXCLAMATION = 0.292
NORM = 15
THRESHOLD = 0.05
REACH = 3  # words before a lexicon word that change it
FADING = (1.0, 0.95, 0.9)  # a booster counts less the farther it stands

UP = frozenset((
    "absolutely", "amazingly", "awfully", "completely", "considerably", "decidedly", "deeply",
    "enormously", "entirely", "especially", "exceptionally", "extremely", "fabulously", "fully",
    "greatly", "highly", "hugely", "incredibly", "intensely", "majorly", "more", "most",
    "particularly", "purely", "quite", "really", "remarkably", "so", "substantially",
    "thoroughly", "totally", "tremendously", "unbelievably", "unusually", "utterly", "very",
))  # fmt: skip
DOWN = frozenset((
    "almost", "barely", "hardly", "kinda", "less", "little", "marginally", "occasionally",
    "partly", "scarcely", "slightly", "somewhat", "sorta",
))  # fmt: skip
NEGATIONS = frozenset((
    "aint", "arent", "cannot", "cant", "couldnt", "darent", "didnt", "doesnt", "dont", "hadnt",
    "hasnt", "havent", "isnt", "mightnt", "mustnt", "neither", "never", "none", "nope", "nor",
    "not", "nothing", "nowhere", "shant", "shouldnt", "wasnt", "werent", "without", "wont",
    "wouldnt", "rarely", "seldom", "despite",
))  # fmt: skip
EDGES = ".,;:!?\"'()[]{}*`"


def compound(text: str, lexicon: Mapping[str, float]) -> float:
    """How the text sounds, -1 to 1."""
    words = [_bare(word) for word in text.split()]
    values = _after_but(words, [_value(words, place, lexicon) for place in range(len(words))])
    total = sum(values)
    marks = min(text.count("!"), 4) * EXCLAMATION
    total += math.copysign(marks, total) if total else 0.0
    return total / math.sqrt(total * total + NORM)


def mood(text: str, lexicon: Mapping[str, float]) -> str:
    """The class of a text by the thresholds of VADER's authors."""
    score = compound(text, lexicon)
    if abs(score) < THRESHOLD:
        return "neutral"
    return "positive" if score > 0 else "negative"


def _bare(word: str) -> str:
    """A word without punctuation, unless that leaves too little: an emoticon stays whole."""
    bare = word.strip(EDGES)
    return bare if len(bare) > 2 else word


def _value(words: Sequence[str], place: int, lexicon: Mapping[str, float]) -> float:
    word = words[place]
    value = lexicon.get(word.lower(), 0.0)
    if not value:
        return 0.0
    shouting = any(other.isupper() for other in words) and not all(map(str.isupper, words))
    if word.isupper() and shouting:
        value += math.copysign(CAPITALS, value)
    before = [other.lower() for other in words[max(0, place - REACH) : place]][::-1]
    for other, fading in zip(before, FADING, strict=False):
        if other not in lexicon:
            boost = BOOST * ((other in UP) - (other in DOWN)) * fading
            value += math.copysign(boost, value * boost) if boost else 0.0
    if any(_negates(other) for other in before):
        value *= NEGATED
    return value


def _negates(word: str) -> bool:
    return word.replace("'", "").replace("’", "") in NEGATIONS or word.endswith("n't")


def _after_but(words: Sequence[str], values: list[float]) -> list[float]:
    """What stands after "but" counts half as much again, what stands before half."""
    folded = [word.lower() for word in words]
    if "but" not in folded:
        return values
    but = folded.index("but")
    return [value * (0.5 if place < but else 1.5) for place, value in enumerate(values)]
