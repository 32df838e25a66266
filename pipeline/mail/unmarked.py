"""Quotes without marks, which an attribution line opens.

In: `Lines`, and an attribution line over text that is no deeper than itself. Out: the same, with
the text as quote where it has other marks (`|`, `:`), where it is indented, or, below words of the
author's and no marks, all that follows. What a tracker passes on is its author's, and no quote.
"""

from __future__ import annotations

import re

from pipeline.mail import trackers, upwards
from pipeline.mail.lines import BLANK, OWN, Lines, before, deepen

GREETS = frozenset(",!:")
# Marks that some mailers use for ">": a run of them right under an attribution line is a quote.
OTHER_MARK = re.compile(r"[ \t]{0,4}([-=~]>|[|:}%#\]=+$!»›])(?=\s|$|\1)")


def open_below(lines: Lines, at: int, following: int) -> None:
    """Mark an attribution over text without marks, and the text as its quote if it is one."""
    found = upwards.above(lines, at)
    if found is None:
        return
    start, said = found
    if trackers.tracked(lines.text[at].strip()):
        return  # what a tracker passes on is its author's
    line = lines.text[following]
    if any(lines.depth[at + 1 : following]):
        quoted = []
    elif other := OTHER_MARK.match(line):
        quoted = _marked_by(lines, following, other[1])
    elif (line[0] == "\t" or line.startswith("  ")) and (said.sure or not said.date):
        quoted = _indented(lines, following)
    elif (
        said.sure
        and _answered(lines, start)
        and (_stacked(lines, following) or not _marked_below(lines, following))
    ):
        quoted = [each for each in range(following, len(lines.text)) if lines.kind[each] != BLANK]
    else:
        quoted = []
    # An author may leave the attribution and delete the quote.
    if quoted or (said.sure and said.date):
        upwards.name_quotes(lines, start, at, said, lines.depth[at] + 1)
        deepen(lines, quoted)


def _answered(lines: Lines, start: int) -> bool:
    """True where the author has said more than a greeting above a line."""
    above = before(lines, start)
    if above < 0:
        return False
    return before(lines, above) >= 0 or lines.text[above].rstrip()[-1:] not in GREETS


def _stacked(lines: Lines, following: int) -> bool:
    """True where another attribution stands here: marks below are of what that one quotes."""
    for end in range(following, min(following + upwards.MOST_LINES, len(lines.text))):
        if upwards.closes(lines.text[end]):
            found = upwards.above(lines, end)
            return found is not None and found[0] == following and bool(found[1].date)
    return False


def _marked_by(lines: Lines, start: int, sign: str) -> list[int]:
    """The author's lines from `start` on that begin with another mark."""
    return [
        at
        for at in range(start, len(lines.text))
        if lines.kind[at] == OWN and lines.text[at].lstrip().startswith(sign)
    ]


def _marked_below(lines: Lines, start: int) -> bool:
    """True where a line below carries the mark that the quote of this line would."""
    deeper = lines.depth[start] + 1
    return any(
        lines.depth[at] == deeper and lines.text[at].lstrip()[:1] == ">"
        for at in range(start, len(lines.text))
    )


def _indented(lines: Lines, start: int) -> list[int]:
    found = []
    for at in range(start, len(lines.text)):
        line = lines.text[at]
        if lines.kind[at] == BLANK:
            continue
        if lines.kind[at] != OWN or not (line[0] == "\t" or line.startswith("  ")):
            break
        found.append(at)
    return found
