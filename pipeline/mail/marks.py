"""Marks of quoting: a body to its lines, with the depth of each.

In: the text of a body. Out: `Lines`, each with its depth (the number of quote marks before it) and
its kind as far as marks tell.

- A mark is `>`, also indented, also `> >` and `>>`; what stands for it is made `>` by `othermarks`;
  or a box.
- `>From` alone is a line of the author's, escaped by an mbox; `> wrote:` may close an address.
- A line that a mailer wrapped or Gmail began has lost its mark; it is quoted all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.mail import othermarks, prompts
from pipeline.mail.lines import BLANK, MARK, OWN, QUOTE, Lines, bare
from pipeline.mail.prompts import depth_at

# A mark behind dots that stand for what was left out of a quote.
ELIDED = re.compile(r"(?:\.{2,4}|…|\[(?:\.{2,4}|…|snip)\]) ?> ?\S")
# A marked line, with the first word below it, that is as long as mailers let lines be; how long
# those below it are at least, but the last; and how many of them a paragraph has at most.
FULL, SHORTEST_FULL, LONGEST_RUN = 68, 50, 20
SURE_RUNS = 2
MARKED = frozenset("> \t\ufeff")
NO_WORD = MARKED | {""}
ELISION = frozenset(".…[")
BOX = frozenset(",|`")
# What some put on lines of their own around a quote.
OPENING = re.compile(
    r"[ \t]*(?:<<|«|<quote(?: [^<>]{0,100})?>|\[quote(?:=[^\[\]]{0,100})?\])[ \t]*$"
)
CLOSING = re.compile(r"[ \t]*(?:>>|»|</quote>|\[/quote\])[ \t]*$")
# Mailman's footer on some lists, of which a mailer has wrapped the address off its quoted line.
UNSUBSCRIBE = re.compile(r"[> \t]*Unsubscribe:\s*$")
# Gmail wraps "<anna at example.org" and begins the next line with "> wrote:".
WRAPPED = re.compile(r"> ?(?:\w+ ){0,3}[\w()?]+ ?:\s*$")


def marked(body: str) -> Lines:
    """The lines of a body with the depth that their marks give."""
    text = body.split("\n")
    if not text[-1]:
        text.pop()
    othermarks.unify(text, body)
    size = len(text)
    lines = Lines(text, [OWN] * size, [0] * size, [False] * size)
    _count_marks(lines)
    if "\n| " in body and ",----" in body:
        _mark_boxes(lines)
    if "<<\n" in body or "«\n" in body or "<quote" in body or "[quote" in body:
        _mark_brackets(lines)
    if any(lines.depth):
        _unmark_escaped(lines)
        if ">>> " in body:
            prompts.unmark_python(lines)
        if any(sign in body for sign in prompts.R_SIGNS):
            prompts.unmark_r(lines)
        _mark_tails(lines)
        _mark_paragraphs(lines)
        _mark_heads(lines)
    return lines


def _count_marks(lines: Lines) -> None:
    """Set depth and kind by marks."""
    depth, kind, hollow = lines.depth, lines.kind, lines.hollow
    for at, line in enumerate(lines.text):
        if not line or line.isspace():
            kind[at] = BLANK
        elif line.startswith("> ") and line[2:3] not in NO_WORD and not line[2].isspace():
            depth[at], kind[at] = 1, QUOTE
        elif line[0] in MARKED and (match := MARK.match(line)):
            end = match.end()
            depth[at] = line.count(">", 0, end)
            hollow[at] = end == len(line) or line[end:].isspace()
            kind[at] = QUOTE
        elif line[0] in ELISION and at and depth[at - 1] and ELIDED.match(line):
            depth[at], kind[at] = depth[at - 1], QUOTE


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


def _mark_brackets(lines: Lines) -> None:
    """What stands between an opening bracket and a closing one, each on its line, is quoted."""
    opened = -1
    for at, line in enumerate(lines.text):
        if opened < 0 and not lines.depth[at] and OPENING.match(line):
            opened = at
        elif opened >= 0 and CLOSING.match(line):
            for each in range(opened, at + 1):
                if lines.kind[each] != BLANK:
                    own = each in (opened, at)
                    lines.kind[each] = QUOTE
                    lines.depth[each] = 1 if own else lines.depth[each] + 1
                    lines.hollow[each] = own or lines.hollow[each]
            opened = -1


def _unmark_escaped(lines: Lines) -> None:
    """Two marks are none: that of an mbox before From, and the end of a wrapped address."""
    for at, line in enumerate(lines.text):
        if lines.depth[at] != 1:
            continue
        escaped = line.startswith(">From ") and not depth_at(lines, at - 1) | depth_at(
            lines, at + 1
        )
        wrapped = at and line.rstrip()[-1:] == ":" and WRAPPED.match(line)
        if escaped or (wrapped and _unclosed(lines, at - 1)):
            lines.kind[at], lines.depth[at] = OWN, 0


def _unclosed(lines: Lines, at: int) -> bool:
    """True where an unmarked line opens an address and does not close it."""
    line = lines.text[at]
    return not lines.depth[at] and line.rfind("<") > line.rfind(">")


def _mark_tails(lines: Lines) -> None:
    """A short line right under a quoted one is its tail if its first word had no room above."""
    text, kind, depth = lines.text, lines.kind, lines.depth
    for at in range(1, len(text)):
        if kind[at] != OWN or not depth[at - 1]:
            continue
        if text[at].startswith("http") and _wrapped_off(lines, at):
            kind[at], depth[at] = QUOTE, depth[at - 1]
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
        full = room > 77 and len(line) < 60
        if (under and room > 68 and len(line) < 50 and (small or above[-1] not in ".?!:")) or (
            not under and ((room > 72 and len(line) < 32) or full) and small and above[-1].isalnum()
        ):
            kind[at], depth[at] = QUOTE, depth[at - 1]


def _mark_paragraphs(lines: Lines) -> None:
    """Paragraphs of which only the first line has its mark, as Gmail wraps them on a phone.

    One that goes on in the middle of a sentence and ends at the next mark, without an empty line
    before it, is sure. Where two are, so are those that end at an empty line.
    """
    runs = list(_unmarked_runs(lines))
    sure = [run for run in runs if run[2] and run[3]]
    for start, end, closed, runs_on in runs:
        if (closed and runs_on) or len(sure) >= SURE_RUNS:
            for at in range(start, end):
                lines.kind[at], lines.depth[at] = QUOTE, lines.depth[start - 1]


def _unmarked_runs(lines: Lines) -> Iterator[tuple[int, int, bool, bool]]:
    """Lines below a full marked one: from, to, whether a mark ends them, and a sentence goes on."""
    text, kind, depth = lines.text, lines.kind, lines.depth
    at = 1
    while at < len(text):
        start = at
        at += 1
        if kind[start] != OWN or not depth[start - 1] or lines.hollow[start - 1]:
            continue
        above = text[start - 1].rstrip()
        if len(above) + len(text[start].split(None, 1)[0]) < FULL:
            continue
        while at < len(text) and kind[at] == OWN:
            at += 1
        closed = at < len(text) and depth[at] > 0
        full = all(len(line) > SHORTEST_FULL for line in text[start : at - 1])
        if full and at - start <= LONGEST_RUN:
            yield start, at, closed, text[start][0].islower() and above[-1] not in ".?!:"


def _wrapped_off(lines: Lines, at: int) -> bool:
    """True where an address is too long for its quoted line and was put below it, alone."""
    if UNSUBSCRIBE.match(lines.text[at - 1]):
        return True
    alone = len(lines.text[at].split()) == 1
    return alone and at + 1 < len(lines.text) and lines.depth[at + 1] == lines.depth[at - 1]


def _mark_heads(lines: Lines) -> None:
    """The first line of a quote whose mark Gmail left out: indented by one, it goes on below."""
    for at in range(len(lines.text) - 1):
        line = lines.text[at]
        if line[:1] != " " or lines.kind[at] != OWN or lines.depth[at + 1] != 1 or len(line) < 50:
            continue
        starts = not at or lines.kind[at - 1] == BLANK
        goes_on = line.rstrip()[-1:] not in ".:!?" and bare(lines.text[at + 1])[:1].islower()
        if starts and goes_on and line[1] != " ":
            lines.kind[at], lines.depth[at] = QUOTE, 1
