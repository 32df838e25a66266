"""Bytes to text: what was declared, then what they can be, and which it was.

The order is the one in which mail goes wrong: a declared charset is mostly right; undeclared text is
UTF-8 where it decodes as such, since other text hardly ever does by chance; else Windows-1252, which is
what "Latin-1" means in mail; else Latin-1, which any bytes are. No guessing by statistics: on the few
words of a header it is wrong more often than not.
"""

from __future__ import annotations

import codecs
from functools import cache

# Names met in mail that Python does not know, with what they mean.
ALIASES = {
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "unknown": "utf-8",
    "default": "utf-8",
    "ansi_x3.110-1983": "latin-1",
    "iso-8859-8-i": "iso-8859-8",
    "x-gbk": "gbk",
    "x-mac-roman": "mac-roman",
    "windows-874": "cp874",
    "utf-8mb4": "utf-8",
    "cp-850": "cp850",
}
# Declared for what is a superset of it: HTML's rule (WHATWG Encoding), true of mail as well.
WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "shift_jis": "cp932"}


def decoded(content: bytes, declared: str = "") -> tuple[str, bool]:
    """The text of some bytes, and whether it is what was declared (or plain UTF-8 if nothing was).

    The text holds no NUL and no lone surrogate.
    """
    if content.isascii():
        known = not declared or codec(declared) is not None
        if not declared or codec(declared) not in _STATEFUL:
            return _clean(content.decode("ascii")), known
    wanted = codec(declared) if declared else "utf-8"
    honest = wanted not in (None, "ascii")
    for name in _candidates(wanted):
        try:
            return _clean(content.decode(name)), honest and name in (wanted, WIDER.get(name))
        except (UnicodeDecodeError, LookupError):
            honest = False
    return _clean(content.decode("latin-1")), False


# Written in seven bits, so that ASCII bytes need not be ASCII text.
_STATEFUL = {"iso2022_jp", "iso2022_kr", "utf-7", "hz", "iso2022_jp_2", "utf-16", "utf-32"}


def _candidates(wanted: str | None) -> list[str]:
    if wanted in (None, "ascii", "utf-8"):
        return ["utf-8", "cp1252", "latin-1"]
    assert wanted is not None
    # Windows-1252 decodes nearly anything: text that is valid UTF-8 is UTF-8, whatever it says.
    first = ["utf-8"] if wanted in ("iso8859-1", "cp1252") else []
    return [*first, WIDER.get(wanted, wanted), "utf-8", "cp1252", "latin-1"]


@cache
def codec(name: str) -> str | None:
    """Python's name of a charset, None where it has none."""
    wanted = name.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(ALIASES.get(wanted, wanted))
    except (LookupError, ValueError):
        return None
    # rot13, zip and the like are codecs, but no charsets.
    return found.name if found._is_text_encoding else None


def _clean(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii() or not any("\ud800" <= mark <= "\udfff" for mark in text):
        return text
    return text.encode("utf-8", "replace").decode("utf-8")
