"""What the words of texts weigh, and how like two texts are.

In: texts, of one thread. Out: their stems, each with its TF-IDF among these texts, and likenesses.
What a word weighs is measured within its thread: no word and no list is known beforehand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

Weights = Mapping[str, float]  # stem -> weight

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words are compared by their first letters, which does for English what a stemmer does, and for
# other languages no harm.
STEM = 6

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


def summed(vectors: Iterable[Weights]) -> dict[str, float]:
    """The weights of all together."""
    total: Counter[str] = Counter()
    for vector in vectors:
        for stem, weight in vector.items():
            total[stem] += weight  # type: ignore[assignment]
    return dict(total)
