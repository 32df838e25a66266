"""What the models of acts and mood see of a sentence: the names of its features.

In: the words of a sentence and the circumstances it stands in. Out: names of features, of two
kinds: words (alone, in pairs, at the head of the sentence), which are weighed by rarity and normed
by length, and circumstances, which count as they are. Training and tagging share these functions,
so that a model never sees in use what it did not see in training.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.debate import cues

HEAD = 4  # words at the head of a sentence: "yes, but", "I agree with" say most of what it does
LONGEST = 400  # words of a sentence that are read: a table pasted into a mail is none

LENGTHS = tuple(min(5, (words + 1).bit_length() - 1) for words in range(LONGEST + 1))


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


def encoded(names: Iterable[str], columns: dict[str, int]) -> list[int]:
    """The columns of features that a model knows; column 0 is always there and weighs nothing."""
    return [0, *(columns[name] for name in names if name in columns)]
