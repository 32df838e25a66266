"""The words of a date in an attribution line, in the languages of mailers.

In: the words of a line. Out: where its date begins and ends, and what each word may be in it. A
date is the first run of numbers, times, zones, months and weekdays that holds a number. A word of
no known language between a lead and a date (`On mi? 30 Jul`) is its weekday or month.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.mail.languages import (
    BETWEEN,
    CALENDAR,
    FILLERS,
    JOINED_DAYS,
    JOINED_TIMES,
    LEADS,
    NAMESAKES,
    ZONES,
)

NUMBER = re.compile(
    rf"(?:{JOINED_TIMES})?[\d:./,+\-–]*\d[\d:./,+\-–]*"
    r"(?:[?\w]{3,9}-\d{2,4}|[A-Za-z]{3}\d{4}|st|nd|rd|th|h|am|pm|AM|PM|º|Z|T[\d:.+\-]+Z?"
    # 2014年3月3日(月), 2014년
    rf"|年\d{{1,2}}月\d{{1,2}}日(?:\(\w|{JOINED_DAYS})?|[年月日년월일에])?[.,;:]?$"
)
CLOCK = re.compile(r"\(?\d{1,2}[:.]\d\d")
# A time alone: (1:12, is one, and no day.
TIME = re.compile(r"\(?\d{1,2}[:.]\d\d(?::\d\d)?[),.;:]*")
# Of a day; A.M. is somebody.
HALVES = frozenset(("a.m.", "p.m."))
BEFORE_DATES = LEADS | NAMESAKES
PLAIN, NUMERIC, ZONE, DAY, LINKING = range(5)


def run(words: list[str]) -> tuple[int, int]:
    """Where the first run of date words that holds a number begins and ends."""
    kinds = [kind(word) for word in words]
    if NUMERIC not in kinds:
        return 0, 0
    at = 0
    size = len(words)
    while at < size:
        end = at
        numbers = 0
        while end < size and _dated(words, kinds, end):
            numbers += kinds[end] == NUMERIC
            end += 1
        if numbers and (end - at > 1 or len(words[at]) > 5):
            while end > at and (kinds[end - 1] == LINKING or _is_name(words, kinds, end - 1)):
                end -= 1
            while at < end and kinds[at] in (LINKING, ZONE):
                at += 1
            return at, end
        at = max(end, at + 1)
    return 0, 0


def begun(words: list[str], start: int) -> int:
    """Where a date begins of which a word is not known: 26 before ?ervenec 2008."""
    return next((at for at in range(start) if kind(words[at]) == NUMERIC), start)


def written(words: list[str], start: int, end: int) -> str:
    """The words of a date as written, without what stands around them."""
    text = " ".join(words[start:end]).strip(" ,.;:[]")
    return text if text.count("(") == text.count(")") else text.strip("()")


def weekday(words: list[str]) -> str:
    """The day of "On Monday, Anna wrote", where no number tells the date."""
    if words[0].lower() not in LEADS:
        return ""
    said = (word.strip(",") for word in words[1:3] if word.lower() not in FILLERS)
    day = next(said, "")
    return day if kind(day) == DAY and len(day) > 2 else ""


def has_unknown(words: list[str], start: int, end: int) -> bool:
    """True where what stands before a date is its weekday, in a language or a form not known here.

    A lead and no more than two words, or none that is a name's; the name stands behind the date.
    """
    lead = words[0].lower() in BEFORE_DATES
    small = not any(word[:1].isupper() for word in words[:start])
    behind = any(word[:1].isupper() and kind(word) == PLAIN for word in words[end:])
    return behind and 0 < start <= 3 and (lead or small)


def dates(word: str) -> bool:
    """True where a word can begin a date: a number of some length, a month, a weekday."""
    told = kind(word)
    return told == DAY or (told == NUMERIC and len(word) > 5)


@lru_cache(maxsize=8192)
def kind(word: str) -> int:
    """What a word may be in a date: a number, a zone, a month or weekday, a link, or nothing."""
    if NUMBER.match(word.strip("()[],:")):
        return NUMERIC
    if word.strip("()[],;:") in HALVES:
        return ZONE
    lower = word.strip("()[],.;:").lower()
    if lower in ZONES or lower.partition("+")[0].partition("-")[0] in ZONES:
        return ZONE
    if lower in CALENDAR:
        return DAY
    return LINKING if word.lower().rstrip(",") in BETWEEN else PLAIN


def _dated(words: list[str], kinds: list[int], at: int) -> bool:
    """True where a word stands in a date: Jan 2 does, Jan Kees doesn't."""
    here = kinds[at]
    if here in (NUMERIC, ZONE):
        return True
    if here == PLAIN:
        return False
    following = kinds[at + 1] if at + 1 < len(kinds) else PLAIN
    if following in (NUMERIC, DAY):
        return True
    if following == LINKING and kinds[at + 2 : at + 3] == [NUMERIC]:
        return True
    if here == LINKING or not at:
        return False
    previous = words[at - 1]
    behind = kinds[at - 1] == NUMERIC and not previous.endswith(",")
    return behind or (words[at].endswith(",") and previous.lower().strip(",") in LEADS)


def _is_name(words: list[str], kinds: list[int], at: int) -> bool:
    """True for Sam in "2024 10:05 +0000 Sam": after all but a day of the month no month follows."""
    return kinds[at] == DAY and at > 0 and len(words[at - 1].strip(".,")) > 2
