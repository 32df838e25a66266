"""The lines of a body and how deep each is quoted.

In: the text of a body. Out: `Lines`: the text of each line, its depth (the number of quote marks
before it), and its kind as far as marks tell. The rules that follow change kinds in place.

- A mark is `>`, also indented, also `> >` and `>>`; or initials (`DB>`) where they recur.
- `>>> x = 1` and `> x <- 1` among unmarked lines are prompts of Python and R, not quotes.
- `>From` alone is a line of the author's, escaped by an mbox.
- The tail of a quoted line that a mailer wrapped has lost its mark; it is quoted all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

OWN = "own"
QUOTE = "quote"
ATTRIBUTION = "attribution"
SIGNATURE = "signature"
FOOTER = "footer"
PATCH = "patch"
CODE = "code"
ATTACHMENT = "attachment"
BLANK = ""  # a line of white space: it belongs to what stands before it


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is quoted, and the date as written; `sure` where name, verb and date leave no doubt."""

    name: str = ""
    date: str = ""
    sure: bool = False


@dataclass(slots=True)
class Lines:
    """A body in lines: text without line feed, kind and depth of each.

    `hollow` lines have marks and nothing else. `attributions` holds, by the last line of each
    attribution, who is quoted and at which depth.
    """

    text: list[str]
    kind: list[str]
    depth: list[int]
    hollow: list[bool]
    attributions: dict[int, tuple[Attribution, int]] = field(default_factory=dict)


# Up to eight blanks before a mark (some mailers indent what they quote), two between marks.
MARK = re.compile(r"\ufeff?[ \t]{0,8}>(?:[ \t]{0,2}>)*")
# Supercite: one to five letters and a mark. Prompts that look the same are told in PROMPTS.
INITIALS = re.compile(r"[ \t]{0,4}([A-Za-z]{1,5})>(?:[ \t]?>)*(?=\s|$|[A-Z])")
PROMPTS = frozenset(
    [
        "R",
        "py",
        "ipy",
        "bash",
        "sh",
        "ksh",
        "hs",
        "js",
        "SQL",
        "sql",
        "mysql",
        "irb",
        "pdb",
        "Pdb",
        "ghci",
        "ftp",
        "gdb",
        "C",
        "D",
        "In",
    ]
)
# What may stand after Python's prompt: prose rarely begins so.
PYTHON = re.compile(
    r">>>(?:$| (?:\s*$"
    r"|(?:import|from|def|class|print|for|if|with|while|try|del|assert|raise|lambda)\b"
    r"|[@#'\"\[({\d~-]|[\w.\[\]'\"]{1,60} ?(?:,.{1,40})?"
    r"(?:[-+*/|&%]?=|\(|\[|$| (?:in|is|not|and|or|[-+*/<>%&|]) )))"
)
# What may stand after R's prompt or its continuation.
R_CODE = re.compile(
    r"[ \t]{0,8}> ?(?:[\w.$\[\]\"',]{1,60} ?(?:<-|=|\()|[\w.]{1,40}$|[#\"']"
    r"|(?:if|for|while|function)\b ?\(|[\w.()\[\]]{1,40} ?[-+*/%=<>]{1,2} ?[\w.(])"
)
# Signs that a body holds a session of R at all.
R_SIGNS = ("<-", "[1]", "[1,", "library(", "Error in", "\n+ ")
# What R prints: [1] and a value, columns of numbers, its errors.
R_OUTPUT = re.compile(r"\s*\[\d+(?:,\d*)?\] |\s{2,}\S.*\d|Error |Warning |NULL$|integer\(0\)")
ATTRIBUTED = re.compile(r"(?:wrote|writes|schrieb|said|écrit|escribi)\b.{0,60}:?\s*$")
MARKED = frozenset("> \t\ufeff")


def marked(body: str) -> Lines:
    """The lines of a body with the depth that their marks give."""
    text = body.split("\n")
    if not text[-1]:
        text.pop()
    size = len(text)
    lines = Lines(text, [OWN] * size, [0] * size, [False] * size)
    initials = _count_marks(lines)
    if initials:
        _mark_initials(lines, initials)
    if "\n| " in body and ",----" in body:
        _mark_boxes(lines)
    if any(lines.depth):
        _unmark_escaped(lines)
        if ">>> " in body:
            _unmark_python(lines)
        if any(sign in body for sign in R_SIGNS):
            _unmark_r(lines)
        _mark_tails(lines)
    return lines


def _count_marks(lines: Lines) -> list[int]:
    """Set depth and kind by marks; the lines that may be marked by initials."""
    depth, kind, hollow = lines.depth, lines.kind, lines.hollow
    initials: list[int] = []
    for at, line in enumerate(lines.text):
        if not line or line.isspace():
            kind[at] = BLANK
        elif line[0] in MARKED and (match := MARK.match(line)):
            end = match.end()
            depth[at] = line.count(">", 0, end)
            hollow[at] = end == len(line) or line[end:].isspace()
            kind[at] = QUOTE
        elif line.find(">", 1, 9) > 0 and INITIALS.match(line):
            initials.append(at)
    return initials


def bare(line: str) -> str:
    """A line without the marks before it."""
    match = MARK.match(line)
    return line[match.end() :].strip() if match else line.strip()


def before(lines: Lines, at: int) -> int:
    """The nearest line before `at` that says something, or -1."""
    at -= 1
    while at >= 0 and (lines.kind[at] == BLANK or lines.hollow[at]):
        at -= 1
    return at


def after(lines: Lines, at: int) -> int:
    """The nearest line after `at` that says something, or the number of lines."""
    at += 1
    size = len(lines.text)
    while at < size and (lines.kind[at] == BLANK or lines.hollow[at]):
        at += 1
    return at


def deepen(lines: Lines, quoted: Iterable[int]) -> None:
    """Make quotes of these lines, one deeper than they were; attribution lines stay such."""
    for at in quoted:
        if lines.kind[at] == BLANK:
            continue
        if lines.kind[at] != ATTRIBUTION:
            lines.kind[at] = QUOTE
        lines.depth[at] += 1
        if at in lines.attributions:
            said, depth = lines.attributions[at]
            lines.attributions[at] = (said, depth + 1)


def _mark_initials(lines: Lines, candidates: list[int]) -> None:
    """Initials are marks where the same ones begin two lines or more."""
    seen: dict[str, int] = {}
    found = []
    for at in candidates:
        match = INITIALS.match(lines.text[at])
        if match and match[1] not in PROMPTS:
            seen[match[1]] = seen.get(match[1], 0) + 1
            found.append((at, match))
    for at, match in found:
        if seen[match[1]] > 1:
            lines.kind[at] = QUOTE
            lines.depth[at] = match[0].count(">")


def _mark_boxes(lines: Lines) -> None:
    """What Emacs draws a box around (,---- | `----) is quoted from somewhere."""
    inside = False
    for at, line in enumerate(lines.text):
        inside = inside or line.lstrip().startswith(",----")
        if inside and lines.kind[at] == OWN:
            if line.lstrip()[:1] not in BOX:
                inside = False
                continue
            lines.kind[at], lines.depth[at] = QUOTE, 1
            inside = not line.lstrip().startswith("`----")


BOX = frozenset(",|`")


def _unmark_escaped(lines: Lines) -> None:
    for at, line in enumerate(lines.text):
        if line.startswith(">From ") and not _depth(lines, at - 1) and not _depth(lines, at + 1):
            lines.kind[at], lines.depth[at] = OWN, 0


def _depth(lines: Lines, at: int) -> int:
    return lines.depth[at] if 0 <= at < len(lines.depth) else 0


def _unmark_python(lines: Lines) -> None:
    """Runs of Python's prompt become code, with what is printed under them."""
    at = 0
    size = len(lines.text)
    while at < size:
        if (
            lines.depth[at] < 3
            or not lines.text[at].lstrip("> \t").strip()
            or ">>>" not in lines.text[at]
        ):
            at += 1
            continue
        end = at
        while end < size and lines.depth[end] == lines.depth[at]:
            end += 1
        _unmark_run(lines, at, end)
        at = end


def _unmark_run(lines: Lines, start: int, end: int) -> None:
    prompts = [line[line.find(">>>") :] for line in lines.text[start:end]]
    code = sum(1 for prompt in prompts if PYTHON.match(prompt))
    if code * 3 < len(prompts) * 2:
        return
    outer = lines.depth[start] - 3
    if outer == 0:
        if _depth(lines, start - 1) or _depth(lines, end):
            return
        while end < len(lines.text) and lines.kind[end] == OWN:
            end += 1
        lines.kind[start:end] = [CODE] * (end - start)
    elif outer not in (_depth(lines, start - 1), _depth(lines, end)):
        return
    lines.depth[start:end] = [outer] * (end - start)


def _unmark_r(lines: Lines) -> None:
    """The mark is R's prompt where most of what is marked reads as R, or R's output follows."""
    marks = [at for at, depth in enumerate(lines.depth) if depth == 1]
    hits = [at for at in marks if R_CODE.match(lines.text[at])]
    if not hits:
        return
    empty = sum(1 for at in marks if len(lines.text[at].strip()) < 2)
    most = (len(hits) + empty) * 4 >= len(marks) * 3 and len(marks) > 1 and max(lines.depth) == 1
    first = before(lines, marks[0])
    if most and not (first >= 0 and ATTRIBUTED.search(lines.text[first][-200:])):
        _session(lines, marks)
        return
    size = len(lines.text)
    for at in hits:
        if at + 1 < size and lines.kind[at + 1] == OWN and R_OUTPUT.match(lines.text[at + 1]):
            _session(lines, [at])


def _session(lines: Lines, prompts: list[int]) -> None:
    """Make code of prompts and of what is printed under them."""
    for at in prompts:
        end = at + 1
        lines.depth[at] = 0
        while end < len(lines.text) and lines.kind[end] == OWN:
            end += 1
        lines.kind[at:end] = [CODE] * (end - at)


def _mark_tails(lines: Lines) -> None:
    """A short line right under a quoted one is its tail if its first word had no room above."""
    text, kind, depth = lines.text, lines.kind, lines.depth
    for at in range(1, len(text)):
        if kind[at] != OWN or not depth[at - 1]:
            continue
        under = at + 1 < len(text) and kind[at + 1] != BLANK
        deep = min(depth[at + 1], depth[at - 1]) > 1 if under else False
        if under and depth[at + 1] != depth[at - 1] and not deep:
            continue
        above = text[at - 1].rstrip()
        line = text[at]
        word = line.split(None, 1)[0]
        room = len(above) + 1 + len(word)
        small = line[0].islower()
        if (under and room > 68 and len(line) < 50 and (small or above[-1] not in ".?!:")) or (
            not under and room > 72 and len(line) < 32 and small and above[-1].isalnum()
        ):
            kind[at], depth[at] = QUOTE, depth[at - 1]
