"""Attribution lines: who is quoted and when they wrote it.

In: one to four lines of text. Out: an `Attribution` or None. Read word by word, so that a language
is a row of a table (languages) and hostile lines cost no more than others:

- a verb of saying (`wrote`, `schrieb`, `a écrit`), an opening (`Quoting`, `Zitat von`), or a name
  in brackets (`[Anna]`), makes a line an attribution; so do a date, a time and a colon;
- the date is the first run of numbers, times, zones, months and weekdays (datewords);
- the name is what is left before the verb, or after it where nothing is; else the address
  (quotednames);
- what trackers write is read by forms of its own (trackers).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.mail import datewords, quotednames, trackers
from pipeline.mail.languages import JOINED_ENDS, JOINED_LEADS, OPENINGS, VERBS
from pipeline.mail.lines import Attribution

# Most are in angle brackets, which are quick to find.
ADDRESSES = ("<", "@", " at ", " en ", " bei ", "mailto:")
BRACED = re.compile(r"<[^<>]{1,300}>")
ADDRESS = re.compile(
    r"\[?mailto:[^\]\s]{1,200}\]?|\(?[\w.+=-]{1,80}@[\w.-]{1,100}\)?"
    r"|[\w.+-]{1,80} (?:at|en|bei) [\w-]{1,60}(?:\.[\w-]{1,60}){1,5}"
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
SAYING = VERBS | OPENINGS | trackers.WORDS
OF = frozenset(("von", "de", "from", "a", "to", "napisana", "przez"))
DIGIT = re.compile(r"\d")
# Brackets that cut, rather than name: [snip], [...], [cc list trimmed].
CUT = re.compile(
    r"snip|skip|cut|\.\.|…|delet|trim|elid|omit|remov|moved|cc|etc|thread|list|\bre:|http",
    re.IGNORECASE,
)
# Nor are paths, tuples and what points to another mail names: [Earlier post].
NO_NAME = re.compile(r"earlier|previous|[\\/(]", re.IGNORECASE)
BRACKETED = re.compile(r"\[([^\[\]]{2,80})\]:?$")
# mutt: * Name <address> [2005-01-02 12:45]:
STARRED = re.compile(
    r"\* ?([^\W\d_].{1,80}?) ?[\[(]([^\])]{0,20}\d[^\])]{5,40})[\])] ?(?:wrote)?:$"
)
# sup and its kin: Excerpts from Anna B's message of 2005-01-02 12:45; alot: Quoting Anna B (date)
MESSAGE_OF = re.compile(
    r"Excerpts from (?P<name>[^:]{1,80}?)['’]s? message of (?P<date>[^>]{6,50}?):$"
    r"|Quoting (?P<whom>[^(]{1,80}?) \((?P<when>[^()]{0,30}\d[^()]{5,30})\):?$"
)
CLOSES = (":", "...", "…", "：", ">:")
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
    if text.startswith("["):
        return _bracketed(text)
    if (found := _formed(text)) is not None:
        return found
    if not text.isascii():
        text = JOINED.sub(r" \1\2 ", text)
    if NEWS in text or "news:" in text:
        text = IN_NEWS.sub(":", text)
    if " ?wrote" in text:  # a hard blank that an archiver of ASCII did not know
        text = text.replace(" ?wrote", " wrote")
    pattern = BRACED if "<" in text else ADDRESS
    addresses = pattern.findall(text) if any(sign in text for sign in ADDRESSES) else []
    words = (pattern.sub(" ", text) if addresses else text).split()
    for verb in range(len(words) - 1, -1, -1):
        if words[verb].strip(":,.;*").lower() in VERBS:
            return _said(text, words, verb, addresses)
    if not text.endswith((":", ">")):
        return None
    span = datewords.run(words)
    return (
        _dated_address(words, addresses, *span)
        or _opened(words, addresses, *span)
        or _foreign(words, addresses, *span)
    )


def _formed(text: str) -> Attribution | None:
    """Who is quoted, where a program's own form tells it, which needs no verb."""
    if text[:1] == "*" and (match := STARRED.match(text)):
        name = quotednames.name([BRACED.sub("", match[1])], text)
        return Attribution(name, match[2], sure=True)
    if text[:1] in "EQ" and (match := MESSAGE_OF.match(text)):
        name = quotednames.name([match["name"] or match["whom"]], "")
        return Attribution(name, match["date"] or match["when"], sure=True)
    return trackers.tracked(text)


def _said(text: str, words: list[str], verb: int, addresses: list[str]) -> Attribution | None:
    """The common form: a name and a verb, a date, an address, in whatever order."""
    start, end = datewords.run(words)
    closed = text.endswith(CLOSES)
    head, tail = quotednames.around(words, verb, start, end)
    if start < end <= verb and datewords.has_unknown(words, start, end):
        start = datewords.begun(words, start)
    evident = end > start or bool(addresses)
    if not head and not tail and not evident:
        return None
    if len(head) > 7 or len(tail) > (4 if closed else 2):
        return None
    if not evident and not (closed and words[0].lower() not in quotednames.ARTICLES):
        return None
    if not evident and not (quotednames.may_be(head) if head else quotednames.capital(tail)):
        return None
    name = quotednames.name(head or tail, addresses[0] if addresses else "")
    date = datewords.written(words, start, end) or datewords.weekday(words)
    return Attribution(name, date, sure=closed and evident)


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
    name = [word for word in words[end:] if word.strip(":,") and word != "From:"]
    if not addresses or "." not in addresses[0] or end == start or start > 1 or len(name) > 6:
        return None
    return Attribution(
        quotednames.name(name, addresses[0]), datewords.written(words, start, end), sure=True
    )


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
    if head and head[0].lower() in quotednames.ARTICLES:
        return None
    name = quotednames.name(head, addresses[0] if addresses else "")
    return Attribution(name, datewords.written(words, start, end), sure=bool(addresses))


def _foreign(words: list[str], addresses: list[str], start: int, end: int) -> Attribution | None:
    """A date with a time, a name and a colon, in whatever language the verb is.

    Archivers that know only ASCII leave "? ????????? ?? 03-???-2005 16:36 Anna B ???????(a):".
    """
    dated = words[start:end]
    days = [word for word in dated if datewords.dates(word) or len(word) > 3]
    if all(datewords.TIME.fullmatch(word) for word in days) or words[-1][-1:] != ":":
        return None
    if not any(datewords.CLOCK.match(word) for word in dated):
        return None
    name = [word for word in words[end:] if word[0].isupper()]
    name = name or [word for word in words[:start] if word[0].isupper()]
    if not 0 < len(name) <= 5 or len(words) - (end - start) > 9:
        return None
    return Attribution(
        quotednames.name(name, addresses[0] if addresses else ""),
        datewords.written(words, start, end),
    )


def _bracketed(text: str) -> Attribution | None:
    match = BRACKETED.match(text)
    if match is None or CUT.search(match[1]) or NO_NAME.search(match[1]):
        return None
    words = match[1].split(",")[0].split()
    named = bool(words) and not words[0].islower() and quotednames.may_be(words)
    if not named or len(words) > 5:
        return None
    return Attribution(quotednames.name(words, ""), "", sure=False)
