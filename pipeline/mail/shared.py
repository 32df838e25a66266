"""The footer that a list puts under its mail, learnt from an archive.

In: the authors and bodies of the mails of one archive. Out: the lines that a good part of them, by
many authors, have at their end; and, with those, `Lines` in which the end of a body that consists
of them is a footer. Footers that are known by their words are in `footer`; this finds the others,
in any language. The same mails give the same lines.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from pipeline.mail.lines import ATTACHMENT, BLANK, FOOTER, Lines

# No footer is longer; lines further up are not looked at.
LONGEST = 12
# A line is the list's if so many of all mails end with it, by so many authors: what people write
# alike ("Thanks") is in a tenth at most.
SHARE = 0.4
FEWEST_MAILS = 20
FEWEST_AUTHORS = 8
# At least one line of a footer says something: rules and short words alone are anybody's.
SAYING = 12

NONE: frozenset[str] = frozenset()


def footer(mails: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The lines of a list's footer, by author and body of its mails; none where it has none."""
    counts: Counter[str] = Counter()
    authors: defaultdict[str, set[str]] = defaultdict(set)
    total = 0
    for author, body in mails:
        total += 1
        for line in _tail(body):
            counts[line] += 1
            authors[line].add(author)
    if total < FEWEST_MAILS:
        return NONE
    found = {
        line
        for line, count in counts.items()
        if count >= SHARE * total and len(authors[line]) >= FEWEST_AUTHORS
    }
    return frozenset(found) if any(_says(line) for line in found) else NONE


def mark(lines: Lines, known: frozenset[str]) -> None:
    """Mark the end of a body that consists of lines of the list's footer."""
    start = len(lines.text)
    saying = False
    for at in range(len(lines.text) - 1, -1, -1):
        line = lines.text[at].strip()
        if not line:
            continue
        if line not in known or lines.kind[at] == ATTACHMENT:
            break
        saying = saying or _says(line)
        start = at
    if not saying:
        return
    for at in range(start, len(lines.text)):
        if lines.kind[at] != BLANK:
            lines.kind[at], lines.depth[at] = FOOTER, 0


def _tail(body: str) -> set[str]:
    """The last lines of a body that are not quoted, once each."""
    found: list[str] = []
    end = len(body)
    while end > 0 and len(found) < LONGEST:
        start = body.rfind("\n", 0, end)
        line = body[start + 1 : end].strip()
        if line.startswith(">"):
            break
        if line:
            found.append(line)
        end = start
    return set(found)


def _says(line: str) -> bool:
    return len(line) >= SAYING and any(mark.isalpha() for mark in line)
