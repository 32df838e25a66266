"""Bytes to text: what was declared, then what they can be, and which it was.

The order is the one in which mail goes wrong: a declared charset is mostly right; undeclared text
is UTF-8 where it decodes as such, since other text hardly ever does by chance; else what the list's
own pages are written in; else Windows-1252, which is what "Latin-1" means in mail; else Latin-1,
which any bytes are. No guessing by statistics: on the few words of a header it is wrong more often
than not.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

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
# Python's codecs of text that are no charsets of mail: for names of hosts and for source code.
NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
# Written in seven bits, so that ASCII bytes need not be ASCII text.
STATEFUL = {"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_ext"}
STATEFUL |= {"iso2022_jp_2004", "iso2022_kr", "utf-7", "hz", "utf-16", "utf-32"}
STATEFUL |= {"utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le"}

SURROGATE = re.compile("[\ud800-\udfff]")


def decoded(content: bytes, declared: str = "", hint: str = "") -> tuple[str, bool]:
    """The text of some bytes, and whether it is what was declared (or UTF-8 if nothing was).

    `hint` is tried where nothing is declared. The text holds no NUL and no lone surrogate.
    """
    wanted = codec(declared) if declared else "utf-8"
    if wanted not in STATEFUL and content.isascii():
        return _clean(content.decode("ascii")), wanted is not None
    fitting = set() if wanted in (None, "ascii") else {wanted, WIDER.get(wanted or "")}
    for name in _candidates(wanted, "" if declared else hint):
        try:
            return _clean(content.decode(name)), name in fitting
        except (UnicodeError, LookupError):
            continue
    return _clean(content.decode("latin-1")), False


def _candidates(wanted: str | None, hint: str) -> list[str]:
    if wanted in (None, "ascii", "utf-8"):
        known = codec(hint) if hint else None
        return ["utf-8", *([WIDER.get(known, known)] if known else []), "cp1252"]
    assert wanted is not None
    # Windows-1252 decodes nearly anything: text that is valid UTF-8 is UTF-8, whatever it says.
    first = ["utf-8"] if wanted in ("iso8859-1", "cp1252") else []
    return [*first, WIDER.get(wanted, wanted), "utf-8", "cp1252"]


@lru_cache(maxsize=512)
def codec(name: str) -> str | None:
    """Python's name of a charset, None where it has none."""
    wanted = name.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(ALIASES.get(wanted, wanted))
    except (LookupError, ValueError):
        return None
    try:
        # rot13, zip and the like are codecs, but not of text.
        b"".decode(found.name)
    except (LookupError, UnicodeError):
        return None
    return None if found.name.replace("-", "_") in NO_CHARSETS else found.name


def _clean(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)
