"""The lines of a body: what each says, its kind, and how deep it is quoted.

In: lines. Out: what stands before and after one, and one without its marks. `marks` makes them of a
body; the rules that follow change kinds in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

OWN = "own"
GREETING = "greeting"
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


# Up to eight blanks before a mark (some mailers indent what they quote), two between marks; >= 2 is
# no mark.
MARK = re.compile(r"\ufeff?[ \t]{0,8}>(?!= ?\d)(?:[ \t]{0,2}>)*")


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
