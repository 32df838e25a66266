"""Patches, code, logs and tables: what is in a mail but is no prose.

In: `Lines`. Out: the same, with kinds patch and code. Quotes are left alone.

- A unified or context diff is a patch, from its first header to the first line that no diff has.
- A traceback, a session at a prompt, and paragraphs most of whose lines are code, are code.
"""

from __future__ import annotations

import re

from pipeline.mail.lines import BLANK, CODE, OWN, PATCH, Lines

GATE = re.compile(r"^(?:diff |Index: |--- \S|\*\*\* \S|@@ -)", re.MULTILINE)
START = re.compile(
    r"diff (?:--git|-[\w]|--)|Index: \S|--- \S+.{0,200}$|\*\*\* \S+.{0,200}$|@@ -\d+"
)
SECOND = re.compile(
    r"\+\+\+ \S|--- \S|={60,}|@@ -\d|index [0-9a-f]{6}|(?:new|old|deleted|similarity|rename)\b"
    r"|diff |RCS file|retrieving|\*{15}"
)
INSIDE = re.compile(
    r"[ +\-@!\\\t]|diff |index [0-9a-f]|Index: |={20,}$|\*{3}|(?:new|old|deleted) (?:file )?mode"
    r"|similarity|rename |RCS file|retrieving|Binary files|Only in|Property changes|_{40,}$|Added: "
    r"|Modified: |Name: |copy (?:from|to)"
)
STAT = re.compile(r" .{1,120}\|\s+(?:\d+|Bin)\b| \d+ files? changed")

TRACEBACK = re.compile(r"\s*Traceback \(most recent call")
# Lines that no prose has; each row of one family of languages or programs.
CODES = (
    r"(?:def|class) \w+.{0,100}:\s*(?:#.*)?$",  # Python
    r"(?:from [\w.]+ )?import [\w., *()]+$",
    r"(?:if|for|while|elif|with|except|try|else)\b.{0,100}:\s*(?:#.*)?$",
    r"return\b(?: [\w.(\[{'\"].{0,80})?$",
    r"print[ (]['\"\w].{0,100}$",
    r"@\w[\w.]*(?:\(.*\))?$",
    r"In \[\d+\]:|Out\[\d+\]:|File \"",
    r"#(?:include|define|ifdef|ifndef|endif|if|else|pragma)\b",  # C and its kin
    r"[{}()\];]{1,4};?\s*$|/[/*]|\*/|.{1,150}[;{}]\s*(?:/[/*].*)?$|\w+\{",
    r"[\w.\[\]\"']{1,50} ?(?:[-+*/|&]?=|<-) ?\S.{0,100}$",  # assignments and calls of all
    r"[\w.]{1,60}\(.{0,120}\)[,;]?\s*$",
    r"\((?:def\w*|let\*?|if|lambda|setq?|cond|require|progn|define) .{0,100}$",  # Lisp
    r"</?[a-zA-Z!?][\w:-]*(?: [^<>]{0,200})?/?>",  # markup
    r"[$%#] ?[a-z./~][\w./-]*(?: |$)|\[?[\w.-]+@[\w.-]+[: ].{0,60}[$#%>]",  # prompts
    r"\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d|\[?\d\d:\d\d:\d\d|\w{3} [ \d]\d \d\d:\d\d:\d\d ",  # logs
    r"(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b[: \]]",
    r"\s+at [\w.$]+\(|0x[0-9a-f]{6,}|#\d+ +0x",  # traces
    r"[\w./-]+:\d+:(?:\d+:)? |make(?:\[\d+\])?: |gcc |lrwx|[-d][rwx-]{9}",
    r"[-+|=]{8,}[-+|= ]*$|.{1,100} \| |\|.*\|\s*$|\[\d+\] ",  # tables, what R prints
)
CODE_LINE = re.compile(rf"\s*(?:{'|'.join(CODES)})")
# Signs without one of which only lines that begin with these words are code.
SIGNS = re.compile(r"[=(){};<>|#@$%\[\]:/\\+]|---")
WORDS = ("import", "return", "print", "make", "gcc ", "lrwx", "drwx", "-rw", "from ")
# Items of a list end in ";" too.
ITEM = re.compile(r"\s*(?:\(?\w{1,2}[.)]|[-*•o+])\s+\S")


def mark_patches(lines: Lines, body: str) -> None:
    """Mark patches among the lines without marks."""
    if GATE.search(body):
        _patches(lines)


def _patches(lines: Lines) -> None:
    at = 0
    size = len(lines.text)
    while at < size:
        if lines.kind[at] != OWN or not START.match(lines.text[at][:250]) or not _begins(lines, at):
            at += 1
            continue
        end = _patch_end(lines, at)
        begin = _stat_start(lines, at)
        for each in range(begin, end):
            if lines.kind[each] != BLANK:
                lines.kind[each], lines.depth[each] = PATCH, 0
        at = max(end, at + 1)


def _begins(lines: Lines, at: int) -> bool:
    line = lines.text[at]
    if line.startswith("@@"):
        return True
    following = lines.text[at + 1] if at + 1 < len(lines.text) else ""
    return bool(SECOND.match(following)) or (line.startswith("diff ") and len(line.split()) > 2)


def _patch_end(lines: Lines, at: int) -> int:
    """Where a patch ends: before a signature, or at a line after an empty one that no diff has."""
    size = len(lines.text)
    end = at
    while end < size:
        line = lines.text[end]
        kind = lines.kind[end]
        if line.rstrip() == "--" or kind not in (OWN, BLANK, PATCH):
            break
        if kind != BLANK and not INSIDE.match(line) and lines.kind[end - 1] == BLANK:
            break
        end += 1
    while end > at and lines.kind[end - 1] == BLANK:
        end -= 1
    return end


def _stat_start(lines: Lines, at: int) -> int:
    """The start of the summary of changed files above a patch, if there is one."""
    above = at
    while above and (lines.kind[above - 1] == BLANK or STAT.match(lines.text[above - 1][:200])):
        above -= 1
    if above < at and lines.text[above - 1].rstrip() == "---" and above:
        return above - 1
    found = any(STAT.match(line[:200]) for line in lines.text[above:at])
    return above if found else at


def mark_code(lines: Lines, body: str) -> None:
    """Code paragraph by paragraph: where two lines of three are code, the paragraph is."""
    kind, text = lines.kind, lines.text
    size = len(text)
    traced = "Traceback (most" in body
    at = 0
    while at < size:
        if kind[at] != OWN:
            at += 1
            continue
        end = at
        while end < size and kind[end] == OWN:
            end += 1
        paragraph = text[at:end]
        first = _traceback(paragraph) if traced else -1
        if first >= 0:
            kind[at + first : end] = [CODE] * (end - at - first)
        elif _reads_as_code(paragraph):
            kind[at:end] = [CODE] * (end - at)
        at = end


def _traceback(paragraph: list[str]) -> int:
    """The first line of a paragraph that begins a traceback, or -1."""
    return next((at for at, line in enumerate(paragraph) if TRACEBACK.match(line)), -1)


def _is_code(line: str) -> bool:
    """True where a line has what no prose has; most prose lines have none of the signs."""
    line = line.removeprefix("| ")  # as configure logs the programs it tried
    if SIGNS.search(line) is None and not line.lstrip().startswith(WORDS):
        return False
    return CODE_LINE.match(line[:200]) is not None and ITEM.match(line) is None


def _reads_as_code(paragraph: list[str]) -> bool:
    """True where most lines look like code, or all are indented and some do."""
    size = len(paragraph)
    if not any(_is_code(paragraph[at]) for at in {0, size // 2, size - 1}):
        return False
    hits = 0
    indented = 0
    for at, line in enumerate(paragraph):
        if line[0] in " \t":
            indented += line.startswith(("    ", "\t", "  "))
        if _is_code(line):
            hits += 1
        if at > 5 and not hits:
            return False
    if indented == size:
        return hits * 3 >= size
    return hits >= 2 and hits * 3 >= size * 2
