"""The bytes of an archive to the bytes of its mails, cut at the separators.

In: monthly text as pipermail serves it, or an mbox (RFC 4155, mboxrd). Out: each mail's place, its
separator and its bytes. A separator is a line that begins "From ", ends in a full ctime date, and is
followed by a header; any other line that begins "From " is a line of a body. No blank line before it
is asked for: archives of a decade lack it.

The scan looks for "\\nFrom " and then at that one line, so that its cost is that of finding bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The date that ctime(3) writes, with what archivers made of it: a zone before or after the year, a
# day of the month padded with a space or a zero, seconds left out.
CTIME = re.compile(
    rb"""
    (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [ ]+
    (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ ]+
    \d{1,2} [ ]+
    \d{1,2}:\d{2} (?::\d{2})? [ ]+
    (?:[A-Z]{3,5} [ ]+ | [+-]\d{4} [ ]+)?
    \d{4}
    (?:[ ]+ (?:[A-Z]{3,5} | [+-]\d{4}))?
    [ \t]* \r? $
    """,
    re.VERBOSE,
)

# What may follow a separator: a field name (RFC 5322 3.6.8), or a quoted second separator.
HEADER = re.compile(rb">?[!-9;-~]{1,76}[ \t]*:|>From ")

# A separator longer than this is a line of a body: the longest address (RFC 5321) and a date.
SEPARATOR_LENGTH = 512


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one mail, as they stand in the archive."""

    offset: int
    separator: bytes
    text: bytes


def mails(content: bytes) -> Iterator[Raw]:
    """The mails of an archive in order; what stands before the first separator is not one."""
    starts = list(separators(content))
    for start, end in zip(starts, [*starts[1:], len(content)], strict=True):
        line_end = content.index(b"\n", start, end)
        yield Raw(start, content[start:line_end].rstrip(b"\r"), content[line_end + 1 : end])


def separators(content: bytes) -> Iterator[int]:
    """Where the separator lines of an archive begin."""
    if content.startswith(b"\xef\xbb\xbfFrom ") and _separates(content, 3):
        yield 3
    elif content.startswith(b"From ") and _separates(content, 0):
        yield 0
    found = content.find(b"\nFrom ")
    while found >= 0:
        if _separates(content, found + 1):
            yield found + 1
        found = content.find(b"\nFrom ", found + 6)


def _separates(content: bytes, start: int) -> bool:
    """True where the line that begins at `start` with "From " is a separator."""
    end = content.find(b"\n", start, start + SEPARATOR_LENGTH)
    if end < 0:
        return False
    date = CTIME.search(content, max(start + 5, end - 48), end)
    return date is not None and HEADER.match(content, end + 1) is not None


def unquoted(text: bytes) -> bytes:
    """A mail of an mbox with the quoting of its From lines undone (mboxrd: one > less)."""
    return _QUOTED.sub(rb"\1From ", text) if b">From " in text else text


_QUOTED = re.compile(rb"^>(>*)From ", re.MULTILINE)
