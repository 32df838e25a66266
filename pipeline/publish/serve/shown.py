"""Values as a page shows them: days, numbers, names, stances with their sign and word.

In: values of the database. Out: text, which the templates escape. Stance is told three times over:
by colour, by sign and by word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from pipeline.publish import plain

# Sign, what a person does, what the side is called.
STANCES: dict[str, tuple[str, str, str]] = {
    "support": ("+", "supports", "for"),
    "oppose": ("−", "opposes", "against"),
    "conditional": ("?", "would support, if", "on conditions"),
    "neutral": ("○", "takes no side", "taking no side"),
}

# How an outcome is shown: by a sign too.
OUTCOMES = {"accepted": "✓", "rejected": "✗", "withdrawn": "↩", "deferred": "…", "open": "·"}

CELL = 300

# A snippet of the query `search` that is about as long as they come was cut, maybe in a word.
SNIPPET = 140

# In running text line ends and tabs stay; the rest of what is never shown becomes a mark.
STEERING = re.compile(f"(?![\n\t]){plain.UNSHOWN.pattern[:-1]}")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
WORD = re.compile(r"\w+", re.UNICODE)


def name(text: object) -> str:
    """A name, subject or title on one line."""
    return plain.folded("" if text is None else text)


def body(text: str) -> str:
    """Running text, as long as it was; what could deceive the eye is a mark each."""
    return STEERING.sub(REPLACEMENT, text)


def day(moment: datetime | date | None) -> str:
    """A day as in 4 March 2014."""
    return f"{moment.day} {moment:%B} {moment.year}" if moment else "undated"


def minute(moment: datetime | None) -> str:
    """A day and time of it, UTC."""
    return f"{day(moment)}, {moment:%H:%M} UTC" if moment else "undated"


def number(value: object) -> str:
    """A count with its thousands apart; a fraction with two places."""
    if value is None:
        return "–"
    return f"{value:,.2f}".replace("-", "−") if isinstance(value, float) else f"{value:,}"


def count(value: int, noun: str) -> str:
    """A count and its noun."""
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def cut(text: object, length: int) -> str:
    """One line, cut at a space where it is too long."""
    words = name(text)
    if len(words) <= length:
        return words
    at = words.rfind(" ", length // 2, length)
    return f"{words[: at if at > 0 else length]} …"


def cell(value: Any) -> str:
    """A value of any type as a cell of a table."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return cut(", ".join(map(cell, value[:CELL])), CELL)
    return cut(str(value)[: 4 * CELL], CELL)


def highlighted(snippet: str | None, words: str) -> list[tuple[str, bool]]:
    """The snippet in pieces, those true that a reader searched for."""
    wanted = [
        (bare(word[0]), words[word.end() : word.end() + 1] == "*") for word in WORD.finditer(words)
    ]
    text, pieces, at = _whole(name(snippet)), [], 0
    for found in WORD.finditer(text):
        spoken = bare(found[0])
        if any(spoken.startswith(word) if many else spoken == word for word, many in wanted):
            pieces += [(text[at : found.start()], False), (found[0], True)]
            at = found.end()
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def _whole(snippet: str) -> str:
    """The snippet without the half words at its ends."""
    if snippet[:1].islower() and " " in snippet[:20]:
        snippet = f"… {snippet.partition(' ')[2]}"
    if len(snippet) > SNIPPET and " " in snippet[-20:]:
        snippet = f"{snippet.rpartition(' ')[0]} …"
    return snippet


def bare(word: str) -> str:
    """A word in lower case without accents."""
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(each for each in apart if not unicodedata.combining(each))


def tally(proposed: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    """Stance, sign, side and persons of a proposal; sides without a person are left out."""
    return [
        (stance, sign, side, proposed[stance])
        for stance, (sign, _, side) in STANCES.items()
        if proposed.get(stance)
    ]


def span(first: datetime | None, last: datetime | None) -> str:
    """From when to when, each told once."""
    if first is None or last is None:
        return day(first or last)
    if first.date() == last.date():
        return day(first)
    same = first.year == last.year
    begun = f"{first.day} {first:%B}" if same else day(first)
    if same and first.month == last.month:
        begun = f"{first.day}"
    return f"{begun} – {day(last)}"


def runs(positions: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Positions in groups of neighbours that the same words show."""
    grouped = groupby(positions, key=lambda row: (row["message"], row["start_char"]))
    return [list(some) for _, some in grouped]
