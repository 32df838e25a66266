"""What in a text was not typed by its author: notices of the archiver, encoded files, armour.

In: the text of a mail. Out: the attachments that it tells of, and the text without PGP's armour.
What pipermail cut out ("scrubbed") stays in the text as its notice, so that what is quoted of it is
found.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Found(NamedTuple):
    """An attachment: its name, media type, public address, and size in bytes, as far as told."""

    name: str
    media_type: str
    url: str
    size: int | None


PART = "-------------- next part --------------\n"
# The notice of Mailman ends its first line so in every language; then come lines "Name: value".
NOTICE_END = "..."
ENTRY = re.compile(r"([^\W\d_][^:\n]{0,24}?)[ \t]*: ?(.*)")
ADDRESS = re.compile(r"<?((?:https?://|/)[^\s<>]{1,500})>?\s*$")
# What the translations of Mailman call these, each by its first letters.
NAMES = ("name", "nombre", "nom", "nome", "naam", "jméno")
TYPES = ("type", "tipo", "dateityp", "typ")
SIZES = (
    "size",
    "tamaño",
    "tama",
    "dateigröße",
    "taille",
    "dimensione",
    "tamanho",
    "velikost",
    "grootte",
)
UNKNOWN = ("not available", "no disponible", "nicht verfügbar", "non disponible", "n/a")
NOTICE_LENGTH = 2000


def attachments(plain: str) -> list[Found]:
    """Attachments that pipermail cut out of a text, and files that it holds uuencoded."""
    found = []
    at = plain.find(PART)
    while at >= 0:
        start = at + len(PART)
        if notice := _notice(plain[start : start + NOTICE_LENGTH]):
            found.append(notice)
        at = plain.find(PART, start)
    return found + uuencoded(plain) + yencoded(plain)


def _notice(text: str) -> Found | None:
    first, *lines = text.split("\n")
    if not first.endswith(NOTICE_END) or first.startswith(">"):
        return None
    values: dict[str, str] = {}
    url = ""
    for line in lines:
        match = ENTRY.match(line)
        if match is None:
            break
        if address := ADDRESS.match(match[2]):
            url = address[1]
            break
        values[match[1].lower()] = match[2].strip()
    if not url and not values:
        return None
    name = _value(values, NAMES)
    size = re.match(r"\d{1,15}", _value(values, SIZES))
    return Found(
        "" if name.lower() in UNKNOWN else name,
        _value(values, TYPES) or _usual_type(first),
        url,
        int(size[0]) if size else None,
    )


def _value(values: dict[str, str], names: tuple[str, ...]) -> str:
    return next((value for name, value in values.items() if name.startswith(names)), "")


def _usual_type(notice: str) -> str:
    if "HTML" in notice:
        return "text/html"
    if "embedded message" in notice:
        return "message/rfc822"
    return (
        "text/plain"
        if "text" in notice and "non-text" not in notice
        else "application/octet-stream"
    )


BEGIN = re.compile(r"begin [0-7]{3,4} (\S[^\n]{0,200})\n")


def uuencoded(plain: str) -> list[Found]:
    """Files in a text by uuencode(1); a sentence that begins "begin 644 " is none."""
    found = []
    at = 0 if plain.startswith("begin ") else plain.find("\nbegin ") + 1 or -1
    while at >= 0:
        head = BEGIN.match(plain, at)
        end = at + 6
        if head:
            size, end = _measured(plain, head.end())
            if size is not None:
                found.append(Found(head[1].strip(), "application/octet-stream", "", size))
        at = plain.find("\nbegin ", end - 1) + 1 or -1
    return found


def _measured(plain: str, start: int) -> tuple[int | None, int]:
    """Bytes that the lines of a uuencoded file stand for, None where they are no such lines."""
    size = 0
    while True:
        end = plain.find("\n", start)
        line = plain[start : end if end >= 0 else len(plain)]
        if line == "end":
            return size or None, start
        length = (ord(line[0]) - 32) & 63 if line else 0
        # An encoder may leave out the spaces at the end of a line, and write ` for a space.
        if end < 0 or len(line) > 1 + (length + 2) // 3 * 4 + 1 or not line.isascii():
            return None, start
        size += length
        start = end + 1


YENC = re.compile(
    r"^=ybegin (?:[a-z]{1,10}=\d{1,12} ){0,4}?size=(\d{1,12}) name=([^\n]{1,200})$", re.MULTILINE
)


def yencoded(plain: str) -> list[Found]:
    """Files in a text by yEnc; they are named and measured, not decoded: charsets spoil them."""
    if "=ybegin " not in plain:
        return []
    return [
        Found(head[2].strip(), "application/octet-stream", "", int(head[1]))
        for head in YENC.finditer(plain)
    ]


SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----\n"
SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----\n"
SIGNATURE_END = "\n-----END PGP SIGNATURE-----"


def unarmoured(plain: str) -> tuple[str, list[Found]]:
    """A text without the armour of its PGP signatures (RFC 4880, 7), and the signatures.

    Lines that begin with a dash have "- " before them inside: a vote "-1" stands there as "- -1".
    """
    if SIGNED not in plain:
        return plain, []
    pieces: list[str] = []
    found: list[Found] = []
    done = 0
    at = 0 if plain.startswith(SIGNED) else plain.find(f"\n{SIGNED}") + 1 or -1
    while at >= 0:
        start = plain.find("\n\n", at)
        end = plain.find(SIGNATURE, at)
        last = plain.find(SIGNATURE_END, end + 1)
        if not 0 <= start <= end <= last:
            break
        inside = plain[start + 2 : end + 1]
        inside = inside.removeprefix("- ")
        pieces += [plain[done:at], inside.replace("\n- ", "\n")]
        found.append(
            Found("", "application/pgp-signature", "", last + len(SIGNATURE_END) - end - 1)
        )
        done = last + len(SIGNATURE_END)
        done += plain.startswith("\n", done)
        at = plain.find(f"\n{SIGNED}", done - 1) + 1 or -1
    return "".join(pieces) + plain[done:], found
