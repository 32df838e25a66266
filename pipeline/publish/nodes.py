"""The lines of a page, whatever the page is made of, and the words in them.

In: words, numbers and days. Out: `Node`s: what a line is (a title, a quotation ...) and how far it
is indented; and the same words cut to a length, counted or told as a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.publish import plain

# The longest quotation that still reads as one; what is cut is marked.
QUOTE_LENGTH = 240

NAME_LENGTH, TITLE_LENGTH = 60, 160


@dataclass(frozen=True, slots=True)
class Node:
    """A line of a page before it is broken: its kind, its indent in text, and that of its rest."""

    kind: str  # title, about, section, proposal, line, point, quote, command, gap
    text: str
    indent: int = 0
    hang: int = 0


GAP = Node("gap", "")


def cut(words: str, length: int) -> str:
    """The words, cut at a space where they are too long, or anywhere where there is none."""
    if len(words) <= length:
        return words
    head = words[:length]
    at = head.rfind(" ")
    return f"{head[:at] if at > length // 2 else head} …"


def quotation(words: str | None, message: str, indent: int) -> Node:
    """The words in quotation marks, with their mail."""
    said = cut(plain.folded(words or ""), QUOTE_LENGTH)
    told = f"“{said}”" if said else "(in the subject)"
    return Node("quote", f"{told} [{message}]", indent)


def counted(number: int, noun: str) -> str:
    """The number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def day(moment: datetime | None) -> str:
    """The day as a reader writes it."""
    return f"{moment.day} {moment:%B %Y}" if moment else "an unknown day"
