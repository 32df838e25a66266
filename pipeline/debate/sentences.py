"""Sentences of what an author typed, as spans, paragraph by paragraph.

In: the text of a block of own words. Out: for each paragraph the spans of its sentences, in order
and without surrounding white space. A scan settles what is plain: blank lines, list items,
greetings and votes alone on a line end a sentence; a full stop after a plain word and before a
capital does; the end of a hard-wrapped line does not. What the scan cannot settle (abbreviations,
initials, dots in names, a small letter after a full stop) is settled by spaCy's tokenizer, which
is asked for those few words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

VERSION = 2

Span = tuple[int, int]

# A list item begins a sentence of its own; the mark is no part of it.
ITEM = re.compile(r"(?:[-*o•·–]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{2,4})[.)]|\[\d{1,2}\]:?) {1,8}(?=\S)")
ITEM_FIRST = frozenset("-*o•·–([0123456789abcdefghijklmnpqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

# A greeting stands alone on its line, also where no blank line follows.
GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|dear|howdy|greetings|good (?:morning|day|afternoon|evening)|all|folks"
    r"|everyone|everybody|guys|hallo|ciao|moin|bonjour)\b[^.!?\n]{0,40}[,!.:-]?$",
    re.IGNORECASE,
)
# So does a close, and a vote.
CLOSE = re.compile(
    r"(?:(?:(?:best|kind|warm|many|with) )?(?:regards|wishes)|thanks|thank you|thx|cheers|yours"
    r"|sincerely|ciao|bye|ttfn|hth)(?: (?:again|in advance|a lot|so much|all|everyone))?[,!.]?$",
    re.IGNORECASE,
)
VOTE = re.compile(r"[+-]\d{1,5}(?:\.\d+)?[.!,:]?$")
SHORT_LINE = 60  # a greeting, close or vote is looked for in lines up to this long

# A line end is the author's own where the next word would have fitted with this much to spare.
SPARE = 12

# Where a sentence may end: marks, closing quotes or brackets, a smiley; white space follows. A
# question mark by itself before a small letter is spoken of: "I think ? should be a command".
STOP = re.compile(
    r"(?:\.{1,9}|(?!(?<=\s)\?\s+[a-z])[?!…]{1,9})(?P<close>[\"'”’)\]*_]{0,3})"
    r"(?P<smile>[ ]?[:;8]-?[)(DPp|/](?=\s))?(?=\s)"
    r"|(?<=\s)[:;]-?[)(DP](?=\s)"
)
PLAIN = re.compile(r"[a-z][a-z'’]*[a-z]$|\)$")
OPENING = "\"'“‘(*_[<`"
REACH = 40  # characters of a word before a stop, or of what follows it, that are looked at

# Words that take a full stop and go on, where spaCy cuts the stop off.
ABBREVIATIONS = frozenset((
    "eg", "ie", "vs", "cf", "al", "fig", "figs", "sec", "sect", "ch", "chap", "eq", "no", "nos",
    "vol", "ed", "eds", "pp", "p", "approx", "ca", "resp", "incl", "excl", "viz", "wrt", "w.r.t",
    "a.k.a", "aka", "dept", "misc", "orig", "esp", "est", "max", "min", "ver", "rev", "ref", "refs",
    "par", "para", "st", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
    "nov", "dec", "etc", "a.m", "p.m", "u.s",
))  # fmt: skip
# Of these a number must follow, or they are words: "no. 5", but "I say no."
BEFORE_NUMBERS = frozenset((
    "no", "nos", "p", "pp", "fig", "figs", "sec", "sect", "ch", "chap", "eq", "vol", "ver", "rev",
    "par", "para", "max", "min", "ed", "st", "mar", "dec",
))  # fmt: skip
# These may end a sentence as well: a capital after them decides.
ENDING = frozenset(("etc", "al", "a.m", "p.m", "u.s", "aka", "est", "ref", "refs", "orig", "misc"))

SAYS_SOMETHING = re.compile(r"\w|[👍👎]")


def segments(text: str) -> list[list[Span]]:
    """For each paragraph of a block of own words the spans of its sentences."""
    found = []
    for start, end in paragraphs(text):
        spans = [
            span for span in _sentences(text, start, end) if SAYS_SOMETHING.search(text, *span)
        ]
        if spans:
            found.append(spans)
    return found


def paragraphs(text: str) -> list[Span]:
    """Spans of text that no sentence crosses: paragraphs, list items, greetings, votes."""
    found: list[Span] = []
    start = end = offset = 0
    lines = text.split("\n")
    width = max(60, min(80, max(map(len, lines))))
    before = ""
    for line in lines:
        bare = line.strip()
        if not SAYS_SOMETHING.search(bare):
            if end > start:
                found.append((start, end))
            start = end = offset + len(line) + 1
        else:
            first = offset + line.index(bare[0])
            mark = ITEM.match(bare) if bare[0] in ITEM_FIRST else None
            if end > start and (mark or _broken(before, bare, width)):
                found.append((start, end))
                start = end = first
            if end <= start:
                start = first + (mark.end() if mark else 0)
            end = offset + len(line.rstrip())
        before = line
        offset += len(line) + 1
    if end > start:
        found.append((start, end))
    return found


def _broken(before: str, bare: str, width: int) -> bool:
    """True where the author ended the line before and did not merely wrap it."""
    last = before.strip()
    if len(last) < SHORT_LINE and _alone(last):
        return True
    if len(bare) < SHORT_LINE and CLOSE.match(bare):
        return True
    if VOTE.match(bare):
        return True
    word = bare.split(None, 1)[0]
    fits = len(before.rstrip()) + len(word) + 1 + SPARE <= width
    if not fits:
        return False
    begins = bare[0].isupper() or bare[0] in "+-"
    return last[-1] == ":" or (begins and last[-1] not in ",;(")


def _alone(line: str) -> bool:
    return bool(GREETING.match(line) or CLOSE.match(line) or VOTE.match(line))


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a paragraph: cut where a stop ends one."""
    for stop in STOP.finditer(text, start, end):
        if stop.start() > start and _ends(text, start, stop, end):
            yield start, stop.end()
            start = stop.end()
            while text[start].isspace():
                start += 1
    yield start, end


def _ends(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    """True where a sentence ends with this stop."""
    after = text[stop.end() : min(end, stop.end() + REACH)].lstrip()
    bare = after.lstrip(OPENING)
    if not bare:
        return False
    mark = stop.group()
    begins = bare[0].isupper() or bare[0] in "+-"
    if stop["smile"] or mark[0] in ":;":
        return begins
    if mark[0] in "?!":
        return begins or not stop["close"]
    if len(mark.rstrip("\"'”’)]*_")) > 1 or mark[0] == "…":
        return begins
    word = _word(text, start, stop.start())
    if begins and PLAIN.search(word) and word.lstrip(OPENING) not in ABBREVIATIONS:
        return True
    return _settled(word, after, begins=begins, first=stop.start() - len(word) <= start)


def _word(text: str, start: int, stop: int) -> str:
    """What stands before a stop, as far as white space."""
    pieces = text[max(start, stop - REACH) : stop].rsplit(None, 1)
    return pieces[-1] if pieces and not text[stop - 1].isspace() else ""


def _settled(word: str, after: str, *, begins: bool, first: bool) -> bool:
    """What knowledge of abbreviations, then spaCy's tokens, say of a full stop after a word."""
    name = word.lstrip(OPENING).lower()
    if name in BEFORE_NUMBERS:
        return not after[0].isdigit()
    if name in ENDING:
        return begins
    if name in ABBREVIATIONS or not word or (first and name.isdigit()):
        return False
    return _apart(f"{word}. {after[:REACH]}", len(word))


@cache
def _tokenizer() -> Language:
    import spacy

    return spacy.blank("en")


@cache
def _apart(stretch: str, place: int) -> bool:
    """True where spaCy makes the character at `place` a token of its own."""
    tokens: Any = _tokenizer().make_doc(stretch)
    return any(token.idx == place and token.text.strip(".") == "" for token in tokens)
