"""Marks of quoting other than `>`: initials (`DB>`), bars and colons.

In: the lines of a body. Out: the same lines, each as long as it was, with `>` where another mark of
quoting stood, so that every rule which follows knows one mark only.

- Initials are marks where the same ones begin two lines or more, or one below an attribution.
- Bars and colons are marks where most of what they begin is prose: no table, code, tree or list;
  a single one below an attribution.
"""

from __future__ import annotations

import re
from collections import defaultdict

from pipeline.mail import attribution

# Supercite: one to five letters and a mark. Capitals need no blank behind it.
INITIALS = re.compile(
    r"[ \t]{0,4}(?:([A-Za-z]{1,12})>(?:[ \t]?>)*(?=\s|$|[A-Z])|([A-Z]{2,4})>(?:[ \t]?>)*)"
)
INITIALS_LENGTH = 18
# Names that are longer than initials are marks where the attribution names them so: `"Anna" ==`.
LONGEST_INITIALS = 5
# Prompts that look the same.
PROMPTS = frozenset((
    "R", "py", "ipy", "bash", "sh", "ksh", "hs", "js", "SQL", "sql", "mysql", "irb", "pdb", "Pdb",
    "ghci", "ftp", "gdb", "C", "D", "In",
))  # fmt: skip
ATTRIBUTION_LINES = 3  # that end right above a single line with another mark

# A run of other marks, which may have `>` among them; what it stands before is blank or no sign.
RUNS = {
    "|": re.compile(r"[ \t]{0,4}\|(?:[ \t]{0,2}[|>])*(?=[^-+_=|/\\]|$)"),
    ":": re.compile(r"[ \t]{0,4}:(?:[ \t]?[:>])*(?=[ \t]|$)"),
}
FEWEST = 2  # lines with words: a single one is left to the attribution above it
FULL = 40  # characters of a line that has no room for more
FEWEST_ALONE = 5  # words of a sentence that stands alone
FEWEST_WORDS = 3  # of a line of prose
PROSE = 0.6  # the share of lines that must be such
CELLS = 0.2  # the share of lines above which bars within them are those of a table
LETTERS = 0.75  # the share of letters and blanks in a line of prose
WORD = re.compile(r"[^\W\d_]{2,}")
# The frame of a table, and what ends lines of code.
FRAME = re.compile(r"\s*[+|]?[-=+]{3,}[+|]?\s*$")
CODE = re.compile(r"[;{}]\s*$|^\s*[-+*/\\]|[=<]-|->|:=|==|\(\)|(?<!\w)'\S{1,20}'(?!\w)")
TREE = re.compile(r"\s*[|`+]--")


def unify(text: list[str], body: str) -> None:
    """Put `>` for every other mark of quoting in the lines of a body."""
    if ">" in body:
        _initials(text)
    for sign, run in RUNS.items():
        if f"\n{sign}" in body or f"\n {sign}" in body or body.startswith(sign):
            _signs(text, sign, run)


def _initials(text: list[str]) -> None:
    """Put marks for initials with theirs where the same ones begin two lines or more."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, line in enumerate(text):
        if (
            line[:1] != ">"
            and line.find(">", 1, INITIALS_LENGTH) > 0
            and (match := INITIALS.match(line))
        ):
            found[match[1] or match[2]].append((at, match.end()))
    for name, places in found.items():
        if name in PROMPTS or (len(name) > LONGEST_INITIALS and not _attributed(text, name)):
            continue
        if len(places) > 1 or (
            name.isupper() and len(name) > 1 and _named_above(text, places[0][0])
        ):
            for at, end in places:
                marks = ">" * text[at].count(">", 0, end)
                text[at] = f"{marks:<{end}}{text[at][end:]}"


def _attributed(text: list[str], name: str) -> bool:
    """True where an attribution of Supercite's names a mark."""
    return any(f'"{name}" == ' in line[:200] for line in text)


def _named_above(text: list[str], at: int) -> bool:
    """True where an attribution ends right above a line."""
    above = at - 1
    while above >= 0 and not text[above].strip():
        above -= 1
    if above < 0 or not text[above].rstrip().endswith(attribution.CLOSES):
        return False
    for start in range(above, max(above - ATTRIBUTION_LINES, -1), -1):
        if not text[start].strip() or len(text[start]) > attribution.LONGEST:
            return False
        joined = " ".join(line.strip() for line in text[start : above + 1])
        if attribution.read(joined) is not None:
            return True
    return False


def _signs(text: list[str], sign: str, run: re.Pattern[str]) -> None:
    """Put `>` for a sign before the lines of a mail where most of them are prose."""
    found = [
        (at, match.end())
        for at, line in enumerate(text)
        if (match := run.match(line)) and not _framed(line, match.end(), sign)
    ]
    if not _quotes(text, found, sign):
        return
    for at, end in found:
        text[at] = text[at][:end].replace(sign, ">") + text[at][end:]


def _framed(line: str, end: int, sign: str) -> bool:
    """True where the sign also ends the line: it is a cell, or an ornament."""
    return line.rstrip().endswith(sign, end)


def _quotes(text: list[str], found: list[tuple[int, int]], sign: str) -> bool:
    """True where what the signs stand before is prose, and they are no table's."""
    said = [(at, text[at][end:][:400]) for at, end in found if text[at][end:].strip()]
    if not said or _tabular(text, said, sign):
        return False
    prose = [_prose(line) for _, line in said]
    for place in range(1, len(said)):
        # The last words of a paragraph are few.
        goes_on = said[place][0] == said[place - 1][0] + 1 and len(said[place - 1][1]) > FULL
        prose[place] |= prose[place - 1] and goes_on and not CODE.search(said[place][1])
    alone = len(said) < FEWEST and not _named_above(text, said[0][0])
    if alone and (sign != "|" or not _sentence(said[0][1])):
        return False
    return sum(prose) >= PROSE * len(said)


def _sentence(line: str) -> bool:
    """True for a line that is a sentence by itself."""
    return len(WORD.findall(line)) > FEWEST_ALONE and line.rstrip()[-1:] in ".?!,:)"


def _tabular(text: list[str], said: list[tuple[int, str]], sign: str) -> bool:
    """True where lines have cells, a frame around them, or branches."""
    if sign == "|" and sum("|" in line for _, line in said) > CELLS * len(said):
        return True
    beside = {at + step for at, _ in said for step in (-1, 1)}
    near = [text[at][:200] for at in beside if 0 <= at < len(text)]
    return any(FRAME.match(line) or TREE.match(line) for line in near)


def _prose(line: str) -> bool:
    """True for a line of words, whatever the language."""
    letters = sum(each.isalpha() or each.isspace() for each in line)
    words = len(WORD.findall(line))
    return words >= FEWEST_WORDS and letters >= LETTERS * len(line) and not CODE.search(line)
