"""The header of a mail: fields, ids, names, addresses, subjects.

In: the bytes before the first empty line. Out: plain text, decoded as far as it can be. What
archivers did to it is undone where it is certain (" at " in an address), and left where it is not.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from email.utils import parseaddr
from functools import lru_cache

from pipeline.mail.charset import decoded

# RFC 2047, with what is met in the wild: no white space around it, question marks in the text,
# folded in the middle, language tags (RFC 2231).
ENCODED_WORD = re.compile(
    r"=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([bBqQ])\?([^?\s]*(?:[ \t][^?\s]*){0,20})\?="
)
BETWEEN_ENCODED = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?)")
# A msg-id in angle brackets, as loosely as mailers write them; some hold " at " for their @.
BRACKETED_ID = re.compile(r"<([^<>\s]{1,250}(?:(?: at | @end\|ng \|rom | )[^<>\s]{1,250}){0,2})>")
BARE_ID = re.compile(r"[^\s<>()@,;:\"]{4,200}@[\w.-]{3,200}")
ID_LENGTH = 500


def fields(block: bytes, hint: str = "") -> tuple[dict[str, list[str]], bool, int]:
    """Fields, whether all bytes were as they should be, and how many lines are header.

    Field names are in lower case, values unfolded. All lines are header unless one is no field. Raw
    bytes are decoded line by line, since each field may come from another program.
    """
    pieces: list[tuple[str, list[str]]] = []
    honest = True
    size = 0
    for text, honestly in _lines(block, hint):
        honest = honest and honestly
        if text[:1] in FOLD:
            if pieces:
                pieces[-1][1].append(text.strip())
        else:
            name, colon, value = text.partition(":")
            name = name.rstrip(" \t")
            if colon and name.isascii() and name.isprintable() and " " not in name:
                pieces.append((name.lower(), [value.strip()]))
            elif not text.startswith((">From ", "From ")):
                break
        size += 1
    found: dict[str, list[str]] = {}
    for name, parts in pieces:
        value = parts[0] if len(parts) == 1 else " ".join(part for part in parts if part)
        found.setdefault(name, []).append(value)
    return found, honest, size


FOLD = {" ", "\t", ""}


def _lines(block: bytes, hint: str) -> list[tuple[str, bool]]:
    if block.isascii():
        return [(line, True) for line in decoded(block)[0].split("\n")]
    return [decoded(line, hint=hint) for line in block.split(b"\n")]


def unworded(value: str) -> str:
    """A value with its encoded words (RFC 2047) decoded; what is broken stays as it is."""
    if "=?" not in value:
        return value
    return ENCODED_WORD.sub(_word, BETWEEN_ENCODED.sub("", value))


def _word(match: re.Match[str]) -> str:
    charset, how, text = match.groups()
    try:
        raw = _q(text) if how in "qQ" else _b(text)
    except (binascii.Error, ValueError):
        return match[0]
    return " ".join(decoded(raw, charset)[0].split("\n"))


def _q(text: str) -> bytes:
    """Q encoding; the text itself may hold raw characters, which it should not."""
    return binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)


def _b(text: str) -> bytes:
    raw = text.replace(" ", "").rstrip("=")
    return base64.b64decode(raw + "=" * (-len(raw) % 4))


def ids(values: list[str]) -> tuple[str, ...]:
    """The message ids in some values, in order and once each, without angle brackets.

    Decorations are passed over: `<id> (X's message of "...")`, `Your message of ... <id>`, `Message
    from X <address> of ... <id>`. Where nothing is bracketed, a bare word with an @ counts.
    """
    if len(values) == 1 and (plain := PLAIN_ID.fullmatch(values[0])):
        return (plain[1],)
    found: dict[str, None] = {}
    for value in values:
        bracketed = BRACKETED_ID.findall(value)
        if len(bracketed) > 1 and value.startswith("Message from "):
            bracketed = bracketed[1:]  # the first is the author's address
        for each in bracketed or ([] if "(" in value else BARE_ID.findall(value[:VALUE_LENGTH])):
            found[_tidy_id(each)] = None
    return tuple(found)


PLAIN_ID = re.compile(r"<([^<>\s]{1,250})>")  # what nearly all are, and the quickest to read


def message_id(values: list[str]) -> str:
    """The mail's own id without its brackets, empty where there is none: it is never invented."""
    for value in values:
        bracketed = BRACKETED_ID.search(value)
        if bracketed:
            return _tidy_id(bracketed[1])
        if bare := value.strip("<> \t"):
            return bare[:ID_LENGTH]
    return ""


def _tidy_id(text: str) -> str:
    if " " not in text:
        return text
    return text.replace(" at ", "@").replace(R_AT, "@").replace(" ", "")


# R's lists: "n@me @end|ng |rom host", in which a, i and l cannot be told apart any more.
R_AT = " @end|ng |rom "
R_OBFUSCATED = re.compile(
    r"^(?P<local>[^\s<>()]+) @end\|ng \|rom (?P<host>[^\s<>()]+) ?(?:\((?P<name>.*)\))?$"
)
# "user at host (Name)" in any language of Mailman: the word between is a short one. Where it is
# not "at", the host must have a dot, lest a name without an address be taken for one.
OBFUSCATED = re.compile(
    r"""^ (?P<local>[^\s@<>()"]+) [ ]
    (?: at | [^\W\d_]{1,4} (?=[ ][\w-]+\.) ) [ ] (?P<host>[\w.-]+)
    [ ]? (?:\((?P<name>.*)\))? [ ]? (?:<.*>)? $""",
    re.VERBOSE,
)
# Mailman 3 writes "user(a)host", or a full-width @ that no harvester knows.
AT_SIGN = re.compile(r"(?<=[^\s<>()])(?:\(a\)|\uff20)(?=[\w-]+\.)")
NAME_ADDRESS = re.compile(r"^\s*(?P<name>[^<]*)<(?P<address>[^<>]*)>")
ADDRESS_NAME = re.compile(
    r"^\s*(?P<address>[^\s<>()\",;:]+@[^\s<>()\",;:]+)\s*\((?P<name>.*)\)\s*$"
)
ADDRESS_IN_NAME = re.compile(r"\s*<[^<>\s]*@[^<>\s]*>\s*$")
ADDRESS = re.compile(r"[^\s@<>()\",;:]+@[\w-]+(?:\.[\w-]+)+")
# An archiver that found no address writes the whole From, and again as its comment.
NAME_TWICE = re.compile(r"^.{1,300}? \((?P<name>[^()]{1,300})\)$")
QUOTES = ('""', "''", "()")
# What Mailman writes in place of a From that is not there.
PLACEHOLDERS = {"bogus@does.not.exist.com", "unknown@unknown.invalid"}
# A list that sends under its own address, so that mail passes DMARC, names itself after the author.
VIA = re.compile(r"^(?P<name>.{1,200}?) via (?P<list>\S{1,100})$")
VALUE_LENGTH = 1000  # longer than any From that names one author


@lru_cache(maxsize=8192)
def author(value: str) -> tuple[str, str]:
    """Name and address of a From value: decoded, de-obfuscated, the address in lower case.

    A name that is only the address names nobody; either may be empty.
    """
    name, address = _parted(AT_SIGN.sub("@", " ".join(value[:VALUE_LENGTH].split())))
    name = _name(name)
    if address in PLACEHOLDERS:
        address = ""
    if name and (shown := _address(name)) and ADDRESS.fullmatch(shown):
        # Google Groups cuts addresses short, and sometimes shows them whole for the name.
        return "", shown if address.endswith("...") else address or shown
    return name, address


def _parted(value: str) -> tuple[str, str]:
    match = R_OBFUSCATED.match(value) or OBFUSCATED.match(value)
    if match:
        return match["name"] or "", f"{match['local']}@{match['host'].rstrip('.')}".lower()
    match = ADDRESS_NAME.match(value)
    if match:
        return match["name"], match["address"].lower()
    match = NAME_ADDRESS.match(value)
    if match:
        return match["name"].strip() or _comment_after(value), _address(match["address"])
    name, address = parseaddr(value)
    if "@" not in address:
        twice = NAME_TWICE.match(value)
        return twice["name"] if twice else value, ""
    return name, _address(address)


def _comment_after(value: str) -> str:
    found = re.search(r">\s*\(([^()]{1,200})\)", value)
    return found[1] if found else ""


def _address(text: str) -> str:
    text = " ".join(text.split())
    match = R_OBFUSCATED.match(text) or OBFUSCATED.match(text)
    if match:
        text = f"{match['local']}@{match['host']}"
    return "".join(text.split()).strip("<>,;\"'").lower()


def _name(text: str) -> str:
    """A display name without its quotes and the address that some repeat in it."""
    plain = " ".join(unworded(text).replace('\\"', '"').split())
    plain = ADDRESS_IN_NAME.sub("", plain)
    while len(plain) > 1 and plain[0] + plain[-1] in QUOTES:
        plain = plain[1:-1].strip()
    return plain if any(mark.isalnum() for mark in plain) else ""


def unforwarded(name: str, address: str, reply_to: str) -> tuple[str, str]:
    """Name and address of the author where a list has put itself in the place of its author.

    The address is that of Reply-To; where that is the list too, nothing tells it, and it is empty.
    """
    via = VIA.match(name) if " via " in name else None
    if via is None or _flat(via["list"]) != _flat(address.partition("@")[0]):
        return name, address
    answered = author(reply_to)[1] if reply_to else ""
    return via["name"].strip("\"' "), "" if answered == address else answered


RE_PREFIX = re.compile(
    r"""^\s*(?:
        (?: re | aw | sv | vs | antw(?:ort)? | odp | ynt | rv | rif | ref | res | enc | tr | fwd?
          | wg | vl | doorst | pd | betreff | ответ | 回复 | 答复 | 返信 | 转发 )
        \s* (?:\[\d{1,3}\] | \(\d{1,3}\) | \^\d{1,3} | \*\d{1,3} | \d{1,2})? \s* [:：]
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)  # RFC 5256 2.1, with the words that mailers of other languages put for Re and Fwd
FWD_SUFFIX = re.compile(r"\s*\(fwd\)\s*$", re.IGNORECASE)
LABEL = re.compile(r"^\s*\[([^\[\]]{1,60})\]\s*")
SUBJECT_LENGTH = 2000


@lru_cache(maxsize=8192)
def subject(value: str, list_id: str) -> tuple[str, str, tuple[str, ...], bool]:
    """Subject, base subject, labels, and whether it is a reply by its words.

    The base subject has no Re:, no list tag and no labels (RFC 5256 2.1).
    """
    plain = " ".join(unworded(value[:SUBJECT_LENGTH]).split())
    rest, reply = plain, False
    labels: list[str] = []
    for _ in range(24):  # a subject that nests deeper is noise
        if match := RE_PREFIX.match(rest):
            reply = True
        elif (match := LABEL.match(rest)) and match.end() < len(rest):
            labels += [] if _names_list(match[1], list_id) else [match[1].strip()]
        else:
            break
        rest = rest[match.end() :]
    base = FWD_SUFFIX.sub("", rest).strip() if rest.endswith(")") else rest.strip()
    return plain, base, tuple(dict.fromkeys(labels)), reply


@lru_cache(maxsize=1024)
def _names_list(label: str, list_id: str) -> bool:
    """True for the tag that a list puts before each of its subjects: [Nova-dev], [Nova], [Nd]."""
    tag, own = _words(label), _words(list_id)
    shorter = min(len(tag), len(own))
    initials = "".join(word[0] for word in own)
    return tag[:shorter] == own[:shorter] or "".join(tag) in ("".join(own), initials)


def _words(text: str) -> list[str]:
    """Words in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.findall(
        r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark))
    )


def _flat(text: str) -> str:
    return "".join(_words(text))
