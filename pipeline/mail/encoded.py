"""Files written out as text: what stands in a mail and is nobody's words.

In: `Lines`. Out: the same, with kind attachment.

- From `begin 644 name` to `end` where all between is uuencode(1); `=ybegin` to `=yend` (yEnc).
- Eight lines of base64 or more, alike in length, that nothing announces.
Lines of uuencode may begin with ">", so that they are looked for whatever the lines seemed to be.
"""

from __future__ import annotations

import re

from pipeline.mail.lines import ATTACHMENT, BLANK, OWN, Lines

BEGIN = re.compile(r"begin [0-7]{3,4} \S")
# A line of uuencode: its length, and as many signs; encoders drop spaces at its end.
UUENCODED = re.compile(r"[ -`]{1,63}$")
YENC_BEGIN, YENC_END = "=ybegin ", "=yend "
SHORTEST_BASE64 = 60
BASE64 = re.compile(r"[A-Za-z0-9+/]{60,76}$")
BASE64_END = re.compile(r"[A-Za-z0-9+/]{1,76}={0,2}$")
FEWEST_BASE64 = 8


def mark(lines: Lines, body: str) -> None:
    """Mark files that their first line announces."""
    if "begin " not in body:
        return
    at = 0
    while at < len(lines.text):
        end = _end(lines.text, at)
        if end > at:
            _attach(lines, at, end)
        at = max(end, at + 1)


def mark_unannounced(lines: Lines) -> None:
    """Mark long runs of base64 among the lines that are the author's so far."""
    at = 0
    for start, line in enumerate(lines.text):
        # Most lines are short or have blanks.
        if start < at or len(line) < SHORTEST_BASE64 or " " in line:
            continue
        end = start
        while end < len(lines.text) and lines.kind[end] == OWN and BASE64.match(lines.text[end]):
            end += 1
        if end - start >= FEWEST_BASE64:
            if end < len(lines.text) and BASE64_END.match(lines.text[end]):
                end += 1
            _attach(lines, start, end)
        at = end


def _end(text: list[str], at: int) -> int:
    """The line after a file that begins at a line; the line itself where none does."""
    if text[at].startswith("begin ") and BEGIN.match(text[at]):
        for end in range(at + 1, len(text)):
            if text[end].rstrip() == "end":
                return end + 1 if end > at + 1 else at
            if not UUENCODED.match(text[end].rstrip()):
                break
    if text[at].startswith(YENC_BEGIN):
        ends = (n for n in range(at + 1, len(text)) if text[n].startswith(YENC_END))
        return next(ends, len(text) - 1) + 1
    return at


def _attach(lines: Lines, start: int, end: int) -> None:
    for each in range(start, end):
        if lines.kind[each] != BLANK or lines.text[each]:
            lines.kind[each], lines.depth[each] = ATTACHMENT, 0
