"""Prompts that look like quote marks: those of Python and of R.

In: `Lines` as marks leave them. Out: the same, with sessions as code.

- `>>> x = 1` is Python's prompt where most of a run of such lines is code, and no other marks touch
  it; inside a quote it is part of what is quoted, and no deeper.
- `> x <- 1` is R's prompt where most of what is marked reads as R, or R's output follows, or it
  touches a line where that is so.
"""

from __future__ import annotations

import re

from pipeline.mail.lines import CODE, OWN, Lines, before

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
# What R prints: [1] and a value, columns of numbers, its errors, and things without a form.
R_OUTPUT = re.compile(
    r"\s*\[\d+(?:,\d*)?\] |\s{2,}\S.*\d|Error |Warning |NULL$|integer\(0\)"
    r"|<(?:environment|bytecode|\d+ x \d+ matrix)\b"
)
ATTRIBUTED = re.compile(r"(?:wrote|writes|schrieb|said|écrit|escribi)\b.{0,60}:?\s*$")


def unmark_python(lines: Lines) -> None:
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
        if depth_at(lines, start - 1) or depth_at(lines, end):
            return
        while end < len(lines.text) and lines.kind[end] == OWN:
            end += 1
        lines.kind[start:end] = [CODE] * (end - start)
    elif outer not in (depth_at(lines, start - 1), depth_at(lines, end)):
        return
    lines.depth[start:end] = [outer] * (end - start)


def unmark_r(lines: Lines) -> None:
    """The mark is R's prompt where most of what is marked reads as R, or R's output follows."""
    marks = [at for at, depth in enumerate(lines.depth) if depth == 1]
    hits = [at for at in marks if R_CODE.match(lines.text[at])]
    if not hits:
        return
    indented = [at for at, line in enumerate(lines.text) if lines.depth[at] and line[0] in " \t"]
    for among in ([at for at, depth in enumerate(lines.depth) if depth], indented):
        if _is_session(lines, among, hits):
            _session(lines, among)
            return
    size = len(lines.text)
    for at in hits:
        printed = at + 1 < size and lines.kind[at + 1] == OWN and R_OUTPUT.match(lines.text[at + 1])
        if printed or (at and lines.kind[at - 1] == CODE):
            _session(lines, [at])
    for at in reversed(hits):
        if lines.depth[at] and at + 1 < size and lines.kind[at + 1] == CODE:
            _session(lines, [at])


def _is_session(lines: Lines, marks: list[int], hits: list[int]) -> bool:
    """True where most of what is marked reads as R, and nothing attributes it to anybody."""
    if len(marks) < 2 or any(lines.depth[at] > 1 for at in marks):
        return False
    first = before(lines, marks[0])
    if first >= 0 and ATTRIBUTED.search(lines.text[first][-200:]):
        return False
    empty = sum(1 for at in marks if len(lines.text[at].strip()) < 2)
    return (len(set(hits).intersection(marks)) + empty) * 4 >= len(marks) * 3


def _session(lines: Lines, prompts: list[int]) -> None:
    """Make code of prompts and of what is printed under them."""
    for at in prompts:
        end = at + 1
        lines.depth[at] = 0
        while end < len(lines.text) and lines.kind[end] == OWN:
            end += 1
        lines.kind[at:end] = [CODE] * (end - at)


def depth_at(lines: Lines, at: int) -> int:
    """The depth of a line, 0 beyond the ends."""
    return lines.depth[at] if 0 <= at < len(lines.depth) else 0
