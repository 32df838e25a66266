"""Attribution lines: who is quoted and when they wrote it.

In: one to four lines of text. Out: an `Attribution` or None. Read word by word, so that a language
is a row of a table (languages) and hostile lines cost no more than others:

- a verb of saying (`wrote`, `schrieb`, `a écrit`), an opening (`Quoting`, `Zitat von`), or a name
  in brackets (`[Anna]`), makes a line an attribution; so do a date, a time and a colon;
- the date is the longest run of numbers, times, zones, months and weekdays;
- the name is what is left before the verb, or after it where nothing is; else the address.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.mail.languages import (
    BETWEEN,
    CALENDAR,
    FILLERS,
    JOINED_DAYS,
    JOINED_ENDS,
    JOINED_LEADS,
    JOINED_TIMES,
    LEADS,
    NAMESAKES,
    OPENINGS,
    TRACKERS,
    TRACKING,
    VERBS,
    ZONES,
)
from pipeline.mail.lines import Attribution

# Most are in angle brackets, which are quick to find.
ADDRESSES = ("<", "@", " at ", " en ", " bei ", "mailto:")
BRACED = re.compile(r"<[^<>]{1,300}>")
ADDRESS = re.compile(
    r"\[?mailto:[^\]\s]{1,200}\]?|\(?[\w.+=-]{1,80}@[\w.-]{1,100}\)?"
    r"|[\w.+-]{1,80} (?:at|en|bei) [\w-]{1,60}(?:\.[\w-]{1,60}){1,5}"
)
NUMBER = re.compile(
    rf"(?:{JOINED_TIMES})?[\d:./,+\-–]*\d[\d:./,+\-–]*"
    r"(?:[?\w]{3,9}-\d{2,4}|[A-Za-z]{3}\d{4}|st|nd|rd|th|h|am|pm|AM|PM|º|Z|T[\d:.+\-]+Z?"
    # 2014年3月3日(月), 2014년
    rf"|年\d{{1,2}}月\d{{1,2}}日(?:\(\w|{JOINED_DAYS})?|[年月日년월일에])?[.,;:]?$"
)
# Signs as wide as letters, which stand without blanks around them, and signs that nobody sees:
# they tell in which direction a line is written.
WIDE = str.maketrans(
    {"，": ", ", "：": ": ", "、": ", ", "（": " (", "）": ") ", "،": ", "}
    | dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "")
)
JOINED = re.compile(
    rf"(?<=\S)({JOINED_ENDS})(?=[\s:])|^({JOINED_LEADS})(?=\d)|(?<=\s)({JOINED_LEADS})(?=\d)"
)
# "The standard says:" names nobody.
ARTICLES = frozenset(("the", "this", "that", "these", "a", "an", "as", "my", "our", "der", "die"))
PRONOUNS = frozenset(("you", "i", "we", "he", "she", "they", "somebody", "someone"))
SAYING = VERBS | OPENINGS | TRACKING
TRACKED = tuple(re.compile(row + "$") for row in TRACKERS)
# What is commented on, as in: In T12#34, @anna wrote.
ISSUE = re.compile(r"(?:https?://\S{1,200}|#?[A-Z]{0,10}-?\d{1,8}(?:#\d{1,9})?),")
OF = frozenset(("von", "de", "from", "a", "to", "napisana", "przez"))
DIGIT = re.compile(r"\d")
CLOCK = re.compile(r"\(?\d{1,2}[:.]\d\d")
# A time alone: (1:12, is one, and no day.
TIME = re.compile(r"\(?\d{1,2}[:.]\d\d(?::\d\d)?[),.;:]*")
# Brackets that cut, rather than name: [snip], [...], [cc list trimmed].
CUT = re.compile(
    r"snip|cut|\.\.|delet|trim|elid|omit|remov|moved|cc|etc|thread|list|\bre:|http", re.IGNORECASE
)
BRACKETED = re.compile(r"\[([^\[\]]{2,80})\]:?$")
# mutt: * Name <address> [2005-01-02 12:45]:
STARRED = re.compile(
    r"\* ?([^\W\d_].{1,80}?) ?[\[(]([^\])]{0,20}\d[^\])]{5,40})[\])] ?(?:wrote)?:$"
)
CLOSES = (":", "...", "…", "：", ">:")
# An address that the end of its line cut off, or that stands in brackets, is no part of a name; nor
# is the list that wrote in place of an author whose host wants no lists (DMARC).
UNCLOSED = re.compile(r"(?<=\S)[\"']? ?(?:[<\[][^<>\[\]]{1,80}$|via [\w.-]{1,60}$)")
LONGEST = 500
# Usenet: Anna B <address> wrote in message news:id... ; also in French, German, Spanish, Italian.
NEWS = " message"
IN_NEWS = re.compile(
    r",? (?:in|dans|im|en|nel) (?:message|article|le message(?: de news)?|newsbeitrag"
    r"|el mensaje|messaggio):? ?"
    r"(?:news:)?.{0,200}$"
)
# "DB" == Dan B <dan at example.org> writes:  (supercite, gnus)
SUPERCITE = re.compile(
    r'>{2,8} ?(?:["“]?[\w.-]{1,20}["”]? == |On .{5,60}, .{2,80}(?:said|wrote|writes))'
)


def read(text: str) -> Attribution | None:
    """Who is quoted, if `text` attributes a quote to somebody."""
    if len(text) > LONGEST:
        return None
    if not text.isascii():
        text = text.translate(WIDE)
    return _read(text) if _may(text) else None


# A thread quotes the same attribution line in mail after mail.
@lru_cache(maxsize=4096)
def _read(text: str) -> Attribution | None:
    # Archivers who know only ASCII leave "?" of a byte order mark.
    text = " ".join(text.split()).lstrip("?\ufeff")
    if not TRACKING.isdisjoint(text.lower().split()) and (found := tracked(text)):
        return found
    if not text.isascii():
        text = JOINED.sub(r" \1\2 ", text)
    if text.startswith("["):
        return _bracketed(text)
    if text[:1] == "*" and (match := STARRED.match(text)):
        return Attribution(_name([BRACED.sub("", match[1])], text), match[2], sure=True)
    if NEWS in text or "news:" in text:
        text = IN_NEWS.sub(":", text)
    pattern = BRACED if "<" in text else ADDRESS
    addresses = pattern.findall(text) if any(sign in text for sign in ADDRESSES) else []
    words = (pattern.sub(" ", text) if addresses else text).split()
    for verb in range(len(words) - 1, -1, -1):
        if words[verb].strip(":,.;*").lower() in VERBS:
            return _said(text, words, verb, addresses)
    if not text.endswith((":", ">")):
        return None
    span = _date(words)
    return (
        _dated_address(words, addresses, *span)
        or _opened(words, addresses, *span)
        or _foreign(words, addresses, *span)
    )


def _said(text: str, words: list[str], verb: int, addresses: list[str]) -> Attribution | None:
    """The common form: a name and a verb, a date, an address, in whatever order."""
    start, end = _date(words)
    closed = text.endswith(CLOSES)
    head, tail = _around(words, verb, start, end)
    start = _begun(words, start) if start < end <= verb and _days(words, start, end) else start
    evident = end > start or bool(addresses)
    if not head and not tail and not evident:
        return None
    if len(head) > 7 or len(tail) > (4 if closed else 2):
        return None
    if not evident and not (closed and words[0].lower() not in ARTICLES):
        return None
    if not evident and not (_names(head) if head else _capital(tail)):
        return None
    name = _name(head or tail, addresses[0] if addresses else "")
    date = _joined(words, start, end) or _weekday(words)
    return Attribution(name, date, sure=closed and evident)


def tracked(text: str) -> Attribution | None:
    """Who is quoted, where a tracker's words tell it."""
    for row in TRACKED:
        if match := row.match(text):
            said = match.groupdict("")
            name = said["name"].lower().split()
            if name and (name[0] in ARTICLES or name[0] in PRONOUNS):
                return None
            return Attribution(_name([said["name"].lstrip("@")], ""), said.get("date", ""))
    return None


def _weekday(words: list[str]) -> str:
    """The day of "On Monday, Anna wrote", where no number tells the date."""
    if words[0].lower() not in LEADS:
        return ""
    said = (word.strip(",") for word in words[1:3] if word.lower() not in FILLERS)
    day = next(said, "")
    return day if _kind(day) == DAY and len(day) > 2 else ""


def _joined(words: list[str], start: int, end: int) -> str:
    """The words of a date as written, without what stands around them."""
    text = " ".join(words[start:end]).strip(" ,.;:[]")
    return text if text.count("(") == text.count(")") else text.strip("()")


def may(text: str) -> bool:
    """False where `text` can't be an attribution: a quick look that most lines don't pass."""
    return _may(text if text.isascii() else text.translate(WIDE))


def _may(text: str) -> bool:
    if not SAYING.isdisjoint(text.lower().replace(":", " ").replace(",", " ").split()):
        return True
    if text[:1] in "[*":
        return True
    if not text.isascii() and JOINED.search(text):
        return True
    return text.rstrip()[-1:] in ":>" and DIGIT.search(text) is not None


def supercite(text: str) -> Attribution:
    """Who is quoted in what supercite and gnus write, as `"AB" == Anna B <address> writes:`."""
    plain = text.lstrip("> ")
    plain = plain.partition("==")[2] or plain
    return read(plain) or Attribution()


def _dated_address(
    words: list[str], addresses: list[str], start: int, end: int
) -> Attribution | None:
    """A date, a name and an address, and no verb, as `2014-09-04 Anna B <anna at example.org>:`."""
    name = [word for word in words[end:] if word.strip(":,")]
    if not addresses or "." not in addresses[0] or end == start or start > 1 or len(name) > 6:
        return None
    return Attribution(_name(name, addresses[0]), _joined(words, start, end), sure=True)


def _opened(words: list[str], addresses: list[str], start: int, end: int) -> Attribution | None:
    """An opening and a name, as `Quoting Anna B <anna at example.org>:`."""
    if not words or words[0].lower() not in OPENINGS:
        return None
    if len(words) - (end - start) > (10 if start < end else 12):
        return None
    head = [word for at, word in enumerate(words) if at and not start <= at < end]
    while head and head[0].lower() in OF:
        head.pop(0)
    if end > start and any(word[:1].isupper() for word in head):
        while not head[-1][:1].isupper():  # del dia, w dniu, o godz.
            head.pop()
    if head and head[0].lower() in ARTICLES:
        return None
    name = _name(head, addresses[0] if addresses else "")
    return Attribution(name, _joined(words, start, end), sure=bool(addresses))


def _foreign(words: list[str], addresses: list[str], start: int, end: int) -> Attribution | None:
    """A date with a time, a name and a colon, in whatever language the verb is.

    Archivers that know only ASCII leave "? ????????? ?? 03-???-2005 16:36 Anna B ???????(a):".
    """
    dated = words[start:end]
    days = [word for word in dated if dates(word) or len(word) > 3]
    if all(TIME.fullmatch(word) for word in days) or words[-1][-1:] != ":":
        return None
    if not any(CLOCK.match(word) for word in dated):
        return None
    name = [word for word in words[end:] if word[0].isupper()]
    name = name or [word for word in words[:start] if word[0].isupper()]
    if not 0 < len(name) <= 5 or len(words) - (end - start) > 9:
        return None
    return Attribution(_name(name, addresses[0] if addresses else ""), _joined(words, start, end))


def _bracketed(text: str) -> Attribution | None:
    match = BRACKETED.match(text)
    if match is None or CUT.search(match[1]):
        return None
    words = match[1].split(",")[0].split()
    named = bool(words) and not words[0].islower() and _names(words)
    if not named or len(words) > 5:
        return None
    return Attribution(_name(words, ""), "", sure=False)


def _names(words: list[str]) -> bool:
    """True where these words can be a name: few, and capitalised but for particles."""
    capitals = sum(1 for word in words if word.strip("\"'(“")[:1].isupper())
    pronoun = bool(words) and words[0].lower() in PRONOUNS
    return 0 < len(words) <= 6 and (capitals * 2 >= len(words) or pronoun or len(words) <= 2)


def _capital(words: list[str]) -> bool:
    """True where every word is capitalised: after a verb only then is it a name."""
    return 0 < len(words) <= 4 and all(word.strip("\"'(“")[:1].isupper() for word in words)


def _date(words: list[str]) -> tuple[int, int]:
    """Where the first run of date words that holds a number begins and ends."""
    kinds = [_kind(word) for word in words]
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


def _is_name(words: list[str], kinds: list[int], at: int) -> bool:
    """True for Sam in "2024 10:05 +0000 Sam": after all but a day of the month no month follows."""
    return kinds[at] == DAY and at > 0 and len(words[at - 1].strip(".,")) > 2


PLAIN, NUMERIC, ZONE, DAY, LINKING = range(5)


@lru_cache(maxsize=8192)
def _kind(word: str) -> int:
    """What a word may be in a date: a number, a zone, a month or weekday, a link, or nothing."""
    if NUMBER.match(word.strip("()[],:")):
        return NUMERIC
    lower = word.strip("()[],.;:").lower()
    if lower in ZONES or lower.partition("+")[0].partition("-")[0] in ZONES:
        return ZONE
    if lower in CALENDAR:
        return DAY
    return LINKING if word.lower().rstrip(",") in BETWEEN else PLAIN


def _dated(words: list[str], kinds: list[int], at: int) -> bool:
    """True where a word stands in a date: Jan 2 does, Jan Kees doesn't."""
    kind = kinds[at]
    if kind in (NUMERIC, ZONE):
        return True
    if kind == PLAIN:
        return False
    following = kinds[at + 1] if at + 1 < len(kinds) else PLAIN
    if following in (NUMERIC, DAY):
        return True
    if following == LINKING and kinds[at + 2 : at + 3] == [NUMERIC]:
        return True
    if kind == LINKING or not at:
        return False
    previous = words[at - 1]
    behind = kinds[at - 1] == NUMERIC and not previous.endswith(",")
    return behind or (words[at].endswith(",") and previous.lower().strip(",") in LEADS)


def dates(word: str) -> bool:
    """True where a word can begin a date: a number of some length, a month, a weekday."""
    kind = _kind(word)
    return kind == DAY or (kind == NUMERIC and len(word) > 5)


NOISE = frozenset(["in", "article", "message", "and", ",", "-", "--", "---", "|", "*", "thus"])


def _around(words: list[str], verb: int, start: int, end: int) -> tuple[list[str], list[str]]:
    """The words before and after the verb that are neither date nor lead."""
    lead = start - 1 if end and start and words[start - 1].lower() in LEADS | NAMESAKES else -1
    first = start if start < end <= verb and _days(words, start, end) else 0
    head = [words[at] for at in range(first, verb) if not start <= at < end and at != lead]
    tail = [words[at] for at in range(verb + 1, len(words)) if not start <= at < end and at != lead]
    while head and head[0].lower().strip(",:") in NOISE | LEADS:
        head.pop(0)
    while len(head) > 1 and ISSUE.fullmatch(head[0]):
        head.pop(0)
    if head and head[0][:1] == "@" and len(head[0]) > 1:
        head[0] = head[0][1:]
    day = "" if end else _weekday(words)
    head = [word for word in head if word.strip(",") != day] if day else head
    while head and (head[0].lower().strip(",") in FILLERS or TIME.fullmatch(head[0])):
        head.pop(0)
    while head and (
        head[-1].lower() in ("a", "ha", "has", "hat", "va", ",", "-", "(a)", "je")
        or head[-1].lower() in FILLERS
    ):
        head.pop()
    return head, [word for word in tail if word.strip(":,.*")]


def _days(words: list[str], start: int, end: int) -> bool:
    """True where what stands before a date is its weekday, in a language or a form not known here.

    A lead and no more than two words, or none that is a name's; the name stands behind the date.
    """
    lead = words[0].lower() in LEADS | NAMESAKES
    small = not any(word[:1].isupper() for word in words[:start])
    behind = any(word[:1].isupper() and _kind(word) == PLAIN for word in words[end:])
    return behind and 0 < start <= 3 and (lead or small)


def _begun(words: list[str], start: int) -> int:
    """Where a date begins of which a word is not known: 26 before ?ervenec 2008."""
    return next((at for at in range(start) if _kind(words[at]) == NUMERIC), start)


def _name(words: list[str], address: str) -> str:
    name = " ".join(words).strip(" ,:;\"'*|()[]<>-–“”")
    if opened := UNCLOSED.search(name):
        name = name[: opened.start()].rstrip(" ,\"'")
    if name.lower() in ("you", "i", "вы"):
        return ""
    return name or address.strip(" <>()[]").removeprefix("mailto:")
