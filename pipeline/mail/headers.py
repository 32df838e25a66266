"""The header of a mail: fields, ids, names, addresses, subjects.

In: the bytes before the first empty line. Out: plain text, decoded as far as it can be. What archivers
did to it is undone where it is certain (" at " in an address), and left where it is not.
"""

from __future__ import annotations

import base64
import binascii
import re
from email.utils import parseaddr
from functools import lru_cache

from pipeline.mail.charset import decoded

# RFC 2047, with what is met in the wild: no white space around it, question marks in the text,
# folded in the middle, language tags (RFC 2231).
ENCODED_WORD = re.compile(
    r"=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([bBqQ])\?([^?\s]*(?:[ \t][^?\s]*){0,20})\?="
)
BETWEEN_ENCODED = re.compile(r"(\?=)[ \t\r\n]+(=\?)")
# A msg-id in angle brackets, as loosely as mailers write them; some hold spaces where " at " stands.
BRACKETED_ID = re.compile(r"<([^<>\s]{1,250}(?:[ ](?:at[ ])?[^<>\s]{1,250}){0,2})>")
BARE_ID = re.compile(r"[^\s<>()@,;:\"]{4,200}@[\w.-]{3,200}")

FIELD = re.compile(r"([!-9;-~]+)[ \t]*:[ \t]*(.*)", re.DOTALL)


def fields(block: bytes) -> tuple[dict[str, list[str]], bool]:
    """Field name in lower case to its values, unfolded; and whether all bytes were as they should be."""
    text, honest = decoded(block)
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        if line[:1] in " \t":
            if current and line.strip():
                current[-1] = f"{current[-1]} {line.strip()}"
            continue
        match = FIELD.match(line)
        if match:
            current = found.setdefault(match[1].lower(), [])
            current.append(match[2].strip())
    return found, honest


def unworded(value: str) -> str:
    """A value with its encoded words (RFC 2047) decoded; what is broken stays as it is."""
    if "=?" not in value:
        return value
    return ENCODED_WORD.sub(_word, BETWEEN_ENCODED.sub(r"\1\2", value))


def _word(match: re.Match[str]) -> str:
    charset, how, text = match.groups()
    try:
        raw = _q(text) if how in "qQ" else _b(text)
    except (binascii.Error, ValueError):
        return match[0]
    return " ".join(decoded(raw, charset)[0].split("\n"))


def _q(text: str) -> bytes:
    """Q encoding; the text itself may hold raw characters, which it should not."""
    raw = text.replace("_", " ").encode("utf-8", "replace")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda hit: bytes([int(hit[1], 16)]), raw)


def _b(text: str) -> bytes:
    raw = text.replace(" ", "").rstrip("=")
    return base64.b64decode(raw + "=" * (-len(raw) % 4))


def ids(values: list[str]) -> tuple[str, ...]:
    """The message ids in some values, in order and once each, without angle brackets.

    Decorations (`<id> (X's message of "...")`, `Your message of ... <id>`) are passed over. Where nothing
    is bracketed, a bare word with an @ counts.
    """
    found: dict[str, None] = {}
    for value in values:
        bracketed = BRACKETED_ID.findall(value)
        for each in bracketed or ([] if "(" in value else BARE_ID.findall(value)):
            found[_tidy_id(each)] = None
    return tuple(found)


def message_id(values: list[str]) -> str:
    """The mail's own id, empty where there is none: never invented, and only its brackets taken off."""
    for value in values:
        bracketed = BRACKETED_ID.search(value)
        if bracketed:
            return _tidy_id(bracketed[1])
        if value.strip("<> \t"):
            return value.strip("<> \t")[:500]
    return ""


def _tidy_id(text: str) -> str:
    return text.replace(" at ", "@") if " at " in text else "".join(text.split())


# "user at host (Name)" in any language of Mailman: the word between is short and has no dot.
OBFUSCATED = re.compile(
    r"""^\s* (?P<local>[^\s@<>()"]+) [ ]+ (?P<at>[^\W\d_]{1,4}) [ ]+ (?P<host>[\w-]+(?:\.[\w-]+)*)
    \s* (?:\((?P<name>.*)\))? \s* (?:<.*>)? \s*$""",
    re.VERBOSE,
)
# R's lists: "n@me @end|ng |rom host", in which a, i and l cannot be told apart any more.
R_OBFUSCATED = re.compile(
    r"^\s*(?P<local>\S+) @end\|ng \|rom (?P<host>\S+)\s*(?:\((?P<name>.*)\))?\s*$"
)
NAME_ADDRESS = re.compile(r"^\s*(?P<name>[^<]*?)\s*<(?P<address>[^<>]*)>")


@lru_cache(maxsize=4096)
def author(value: str) -> tuple[str, str]:
    """Name and address of a From value: decoded, de-obfuscated, the address in lower case."""
    match = OBFUSCATED.match(value) or R_OBFUSCATED.match(value)
    if match:
        host = match["host"].rstrip(".")
        return _name(match["name"] or ""), f"{match['local']}@{host}".lower()
    match = NAME_ADDRESS.match(value)
    if match:
        address = match["address"].strip()
        name = match["name"] or _comment_after(value)
        return _name(name), _address(address)
    name, address = parseaddr(value)
    if "@" not in address:
        return _name(value), ""
    return _name(name), _address(address)


def _comment_after(value: str) -> str:
    found = re.search(r">\s*\(([^()]{1,200})\)", value)
    return found[1] if found else ""


def _address(text: str) -> str:
    match = OBFUSCATED.match(text) or R_OBFUSCATED.match(text)
    if match:
        text = f"{match['local']}@{match['host']}"
    return "".join(text.split()).strip("<>,;\"'").lower()


def _name(text: str) -> str:
    """A display name without its quotes; one that is only an address names nobody."""
    plain = " ".join(unworded(text).replace('\\"', '"').split()).strip()
    while len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
        plain = plain[1:-1].strip()
    return plain


RE_PREFIX = re.compile(
    r"""^\s*(?:
        (?: re | aw | sv | vs | antw(?:ort)? | odp | ynt | rv | rif | ref | res | enc | tr | fwd? | wg
          | vl | doorst | pd | betreff | ответ | 回复 | 答复 | 返信 | 转发 )
        \s* (?:\[\d{1,3}\] | \(\d{1,3}\) | \^\d{1,3} | \*\d{1,3} | \d{1,2})? \s* [:：]
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)  # RFC 5256 2.1, with the words that mailers of other languages put for Re and Fwd
FWD_SUFFIX = re.compile(r"\s*\(fwd\)\s*$", re.IGNORECASE)
LABEL = re.compile(r"^\s*\[([^\[\]]{1,60})\]\s*")


@lru_cache(maxsize=4096)
def subject(value: str, list_id: str) -> tuple[str, str, tuple[str, ...], bool]:
    """Subject, base subject, labels, and whether it is a reply by its words.

    The base subject has no Re:, no list tag and no labels (RFC 5256 2.1).
    """
    plain = " ".join(unworded(value).split())
    rest, labels, reply = plain, [], False
    own = _flat(list_id)
    for _ in range(24):  # a subject that nests deeper is noise
        if match := RE_PREFIX.match(rest):
            reply = True
        elif match := LABEL.match(rest):
            if not (tag := _flat(match[1])) or not (tag in own or own in tag):
                labels.append(match[1].strip())
        else:
            break
        if match.end() == len(rest):
            break
        rest = rest[match.end() :]
    return plain, FWD_SUFFIX.sub("", rest).strip(), tuple(dict.fromkeys(labels)), reply


def _flat(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
