"""The bytes of an archive to the bytes of its mails, cut at the separators.

In: monthly text as pipermail serves it, or an mbox (RFC 4155, mboxrd). Out: each mail's place, its
separator and its bytes. A separator is a line that begins "From ", ends in a full ctime date, and
is followed by a header; any other line that begins "From " is a line of a body. No blank line
before it is asked for: archives of a decade lack it. An archive without a separator that begins
with a header is one mail. Lines that end in carriage returns alone (old Macs) are read as lines.

The scan looks for a line end and "From ", and then at that one line, so that its cost is that of
finding bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The date that ctime(3) writes, with what archivers made of it: a zone before or after the year, a
# day of the month padded with a space or a zero, seconds left out, the host of UUCP.
CTIME = re.compile(
    rb"""
    (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [ ]+
    (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ ]+
    \d{1,2} [ ]+
    \d{1,2}:\d{2} (?::\d{2})? [ ]+
    (?:[A-Z]{3,5} [ ]+ | [+-]\d{4} [ ]+)?
    \d{4}
    (?:[ ]+ (?:[A-Z]{3,5} | [+-]\d{4}))?
    (?:[ ]remote[ ]from[ ]\S+)?
    [ \t]* \r? $
    """,
    re.VERBOSE,
)
CTIME_LENGTH = 96

# What may follow a separator: a field name (RFC 5322 3.6.8), or a quoted second separator.
HEADER = re.compile(rb">?[!-9;-~]{1,76}[ \t]*:|>From ")

# Fields by one of which a file without separators shows that it is a mail.
KNOWN = re.compile(
    rb"(?:From|Date|Subject|To|Cc|Message-ID|Received|Return-Path|Delivered-To|List-Id"
    rb"|MIME-Version|Reply-To|Sender|X-[\w-]{1,60})[ \t]*:",
    re.IGNORECASE,
)

# How long a text is, as mboxcl and mboxcl2 tell it; those do not mark From lines in texts.
LENGTH = re.compile(rb"\nContent-Length:[ \t]*(\d{1,12})[ \t]*\r?\n", re.IGNORECASE)
HEADER_END = re.compile(rb"\n\r?\n")

# A separator longer than this is a line of a body: the longest address (RFC 5321) and a date.
SEPARATOR_LENGTH = 512

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# Mail that has lines has a line feed within this many bytes; where there is none but carriage
# returns, those end the lines.
LINE_FEED_WITHIN = 65_536
LONE_RETURN = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one mail, as they stand in the archive."""

    offset: int
    separator: bytes
    text: bytes


def mails(content: bytes) -> Iterator[Raw]:
    """The mails of an archive in order; what stands before the first separator is not one."""
    content = with_line_feeds(content)
    found = list(separators(content))
    if b"\nContent-Length:" in content:
        found = list(_measured(content, found))
    if not found:
        yield from _single(content)
    ends = [start for start, _ in found[1:]] + [len(content)]
    for (start, header), end in zip(found, ends, strict=False):
        yield Raw(start, content[start : header - 1].rstrip(b"\r"), content[header:end])


def with_line_feeds(content: bytes) -> bytes:
    """Mail whose lines end in carriage returns alone, with line feeds; no byte moves."""
    head = content[:LINE_FEED_WITHIN].rstrip()
    if b"\n" in head or b"\r" not in head:
        return content
    return LONE_RETURN.sub(b"\n", content)


def separators(content: bytes) -> Iterator[tuple[int, int]]:
    """Where each separator of an archive begins, and where the header after it does."""
    start = len(BYTE_ORDER_MARK) if content.startswith(BYTE_ORDER_MARK) else 0
    if content.startswith(b"From ", start) and (header := _header(content, start)):
        yield start, header
    found = content.find(b"\nFrom ")
    while found >= 0:
        if header := _header(content, found + 1):
            yield found + 1, header
        found = content.find(b"\nFrom ", found + 6)


def _measured(content: bytes, found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The separators without those inside a mail whose length is told (mboxcl, mboxcl2).

    A length is believed only where it ends at another separator or at the end of the file: mail
    that was edited keeps the length it had.
    """
    ends = {start for start, _ in found} | {len(content)}
    inside = 0
    starts = [start for start, _ in found[1:]] + [len(content)]
    for (start, header), following in zip(found, starts, strict=True):
        if start < inside:
            continue
        yield start, header
        # No header reaches beyond the next separator: nothing is looked through twice.
        blank = HEADER_END.search(content, header, following)
        told = LENGTH.search(content, header - 1, blank.end()) if blank else None
        if blank and told:
            end = blank.end() + int(told[1])
            inside = next((each for each in (end, end + 1, end + 2) if each in ends), 0)


def _header(content: bytes, start: int) -> int:
    """Where the header begins, if the line that begins at `start` is a separator; else 0."""
    end = content.find(b"\n", start, start + SEPARATOR_LENGTH)
    if end < 0:
        return 0
    if not CTIME.search(content, max(start + 5, end - CTIME_LENGTH), end):
        # An address that was folded in its header is folded here too.
        if content[end + 1 : end + 2] not in (b" ", b"\t"):
            return 0
        folded = end + 1
        end = content.find(b"\n", folded, folded + SEPARATOR_LENGTH)
        if end < 0 or not CTIME.search(content, max(folded, end - CTIME_LENGTH), end):
            return 0
    return end + 1 if HEADER.match(content, end + 1) else 0


def _single(content: bytes) -> Iterator[Raw]:
    """The one mail of a file without a separator, or with one that lacks its date."""
    start = len(BYTE_ORDER_MARK) if content.startswith(BYTE_ORDER_MARK) else 0
    separator = b""
    header = start
    if content.startswith(b"From ", start):
        header = content.find(b"\n", start, start + SEPARATOR_LENGTH) + 1
        separator = content[start : header - 1].rstrip(b"\r") if header else b""
    if (header or not separator) and KNOWN.match(content, header):
        yield Raw(start, separator, content[header:])


def strays(raw: bytes) -> bytes:
    """The first line of a mail's text that begins with "From " and is no separator."""
    found = raw.find(b"\nFrom ")
    return raw[found + 1 : found + 200].split(b"\n", 1)[0] if found >= 0 else b""


def unquoted(text: bytes) -> bytes:
    """A mail of an mbox with the quoting of its From lines undone (mboxrd: one > less)."""
    return _QUOTED.sub(rb"\1From ", text) if b">From " in text else text


_QUOTED = re.compile(rb"^>(>*)From ", re.MULTILINE)


def unmangled(text: str) -> str:
    """A text in which the > that an archiver put before "From " is taken off again.

    Monthly text is mboxo, in which nothing tells that > from one that marks a quotation, but its
    neighbours: it is the archiver's if the next line is not quoted, nor (where that is empty) the
    line before.
    """
    if ">From " not in text:
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(">From ") and not _quoted(lines, number):
            lines[number] = line[1:]
    return "\n".join(lines)


def _quoted(lines: list[str], number: int) -> bool:
    after = lines[number + 1] if number + 1 < len(lines) else ""
    before = lines[number - 1] if number else ""
    return (after or before).startswith(">")
