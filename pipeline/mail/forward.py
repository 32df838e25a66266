"""Header blocks: what Outlook and others put above a whole mail that they quote without marks.

In: `Lines`. Out: the same, with the block as attribution and, where no marks follow, all below as
quote, one deeper.

- A divider (`-----Original Message-----`, in many languages) opens a block, also without fields.
- Without a divider a block is From and two of Sent, To, Subject, in any order, at the start of a
  paragraph; or one inside marks, at the top of a quote.
- A title between dashes over fields of which one holds an address is a divider, whatever it says.
- Headers pasted with Received or Message-ID are evidence in a debate, not a quote.
"""

from __future__ import annotations

import re

from pipeline.mail import attribution
from pipeline.mail.languages import DIVIDERS, FIELD
from pipeline.mail.lines import (
    ATTRIBUTION,
    BLANK,
    OWN,
    QUOTE,
    Attribution,
    Lines,
    after,
    bare,
    before,
    deepen,
)

LINE = re.compile(
    r"[ \t]{0,4}(?:[*#] ?|\*\*)?([^\W\d_][\w? ()-]{0,14}?|\?)\*{0,2}[ \t]?[:：]\*{0,2}"
    r"(?:[ \t]+(.*)|$)"
)
PASTED = re.compile(
    r"(?:Received|Return-Path|Message-I[dD]|X-[\w-]+|Delivered-To|DKIM-Signature|MIME-Version):"
)
DIVIDER = re.compile(
    r"[ \t]{0,8}(?:[-_*=]{2,40} ?(?:" + "|".join(DIVIDERS) + ")"
    r"(?:[ \t]{0,4}[-_*=]{2,40}|[^<>]{0,80}$|:?\s*$)|begin forwarded message:\s*$)",
    re.IGNORECASE,
)
# A title between dashes, in whatever language, right above a block.
TITLE = re.compile(r"[ \t#]{0,4}-{4,} {0,3}[^\s-].{2,60}[^\s-] {0,3}-{4,}\s*$")
# Outlook draws a line above its block.
RULE = re.compile(r"[_-]{8,}\s*$")
# A list's server sends for somebody; behind a name stands an address: <a@b>, [mailto:a@b],
# [a at b].
BEHALF = re.compile(r" on behalf of ", re.IGNORECASE)
ADDRESS = re.compile(r"<.*|\[mailto.*|\(mailto.*|\[[\w.+-]{1,80}(?:@| at )[\w.-]{1,80}\].*")
ADDRESSED = re.compile(r"@| at [\w-]+\.| en [\w-]+\.|\d")
# A chain of forwarded mails has ten members at most; a hostile one has no end.
DEEPEST = 24
# How a divider or a title begins.
OPENS = frozenset(" \t-_*=#")
DASHES = frozenset("-_*=#")
MOST_FIELDS = 24


def mark(lines: Lines, body: str) -> None:
    """Mark every header block outside marks, and what it opens."""
    if ":" not in body and "：" not in body and "--" not in body:
        return
    wide = "：" in body
    at = found = 0
    for each, line in enumerate(lines.text):
        if line[:1] not in OPENS and line.find(":", 1, 24) < 0 and not wide:
            continue
        if each < at or not _may_open(line) or lines.kind[each] not in (OWN, QUOTE):
            continue
        block = _block(lines, each)
        if block is not None:
            found += 1
            at = _open(lines, each, *block)
            if found == DEEPEST:
                return


def _may_open(line: str) -> bool:
    """False where a line can't open a block: a quick look that most lines don't pass."""
    colon = line.find(":", 1, 24)
    if colon > 0 or "：" in line[:24]:
        name = line[: colon if colon > 0 else line.find("：")].strip(" \t*#").lower()
        if name in FIELD or name == "begin forwarded message":
            return True
    return line[:1] in OPENS and line.lstrip()[:1] in DASHES


def _open(lines: Lines, at: int, stop: int, said: Attribution) -> int:
    """Mark a block, and what is below where it has no marks; the line after the block."""
    depth = lines.depth[at]
    title = before(lines, at)
    if title >= 0 and lines.kind[title] == lines.kind[at]:
        above = lines.text[title][:160]
        at = title if TITLE.match(above) or RULE.match(above) else at
    for each in range(at, stop):
        if lines.kind[each] != BLANK:
            lines.kind[each] = ATTRIBUTION
    lines.attributions[stop - 1] = (said, depth + 1)
    following = after(lines, stop - 1)
    if following < len(lines.text) and (
        lines.depth[following] == depth or attribution.SUPERCITE.match(lines.text[following])
    ):
        deepen(lines, range(stop, len(lines.text)))
    return stop


def marked_block(lines: Lines, at: int) -> tuple[int, Attribution] | None:
    """Where the block inside marks at this line ends, and whom it names: > From: > Sent: ..."""
    end, found, pasted = _fields(lines, at)
    others = sum(1 for kind in ("date", "to", "subject") if kind in found)
    if pasted or "from" not in found or others < 2:
        return None
    return end, _attribution(found)


def _block(lines: Lines, at: int) -> tuple[int, Attribution] | None:
    """Where the header block at this line ends, and whom it names."""
    line = lines.text[at][:200]
    divided = bool(DIVIDER.match(line))
    titled = not divided and bool(TITLE.match(line))
    start = at
    if divided or titled:
        start = at + 1
        while start < len(lines.text) and start < at + 3 and lines.kind[start] == BLANK:
            start += 1
    elif LINE.match(line) is None or _runs_on(lines, at):
        return None
    end, found, pasted = _fields(lines, start)
    others = sum(1 for kind in ("date", "to", "subject") if kind in found)
    if divided:
        return max(end, at + 1), _attribution(found)
    if pasted or "from" not in found:
        return None
    if titled and not ADDRESSED.search(found["from"] + found.get("date", "")):
        return None
    return (end, _attribution(found)) if others >= 2 else None


def _runs_on(lines: Lines, at: int) -> bool:
    """True where a line goes on with the paragraph above it."""
    if not at or lines.kind[at - 1] == BLANK:
        return False
    return bool(lines.text[at - 1].strip(" _-=*>"))


def _attribution(found: dict[str, str]) -> Attribution:
    """Who and when; a list's server sends on behalf of somebody."""
    value = found.get("from", "")
    name = ADDRESS.sub("", BEHALF.split(value)[-1])
    name = name.strip(" \"'*") or value.strip(" <>")
    return Attribution(name, found.get("date", "").strip(" *"), sure=bool(name))


def _fields(lines: Lines, start: int) -> tuple[int, dict[str, str], bool]:
    """Where the fields from `start` end, their values by kind, and whether they were pasted."""
    found: dict[str, str] = {}
    at = start
    pasted = False
    last = ""
    while at < min(len(lines.text), start + MOST_FIELDS):
        if lines.kind[at] == BLANK or lines.depth[at] != lines.depth[start] or lines.hollow[at]:
            break
        line = bare(lines.text[at][:400]) if lines.depth[at] else lines.text[at][:400]
        match = LINE.match(line)
        kind = FIELD.get(match[1].strip().lower()) if match else None
        if PASTED.match(line):
            pasted = True
        elif kind is not None and match is not None:
            found.setdefault(kind, (match[2] or "").strip())
            last = kind
        elif not last or not _continues(lines, at, last):
            break
        elif last == "from":
            found["from"] += " " + line.strip()
        at += 1
    return at, found, pasted


def _continues(lines: Lines, at: int, last: str) -> bool:
    """True where a line goes on with the field above it: indented, in brackets, or wrapped."""
    line = lines.text[at]
    above = lines.text[at - 1].rstrip()
    if line[0] in " \t" or line.startswith(("[mailto", "<mailto")) or above[-1:] in ",;":
        return True
    under = lines.text[at + 1][:400] if at + 1 < len(lines.text) else ""
    field = LINE.match(under)
    if field is not None and field[1].strip().lower() in FIELD:
        return True
    return last == "subject" and not under.strip(" >") and len(above) > 56
