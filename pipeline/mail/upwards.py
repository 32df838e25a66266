"""An attribution of one line or more, read upwards from its last line.

In: `Lines`, and the last line of what may be an attribution. Out: where it starts and what it says;
and marking it, with the quotes that it names. Up to four lines are read, the shortest run first; a
longer one is taken where it has a name or a date to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.mail import attribution, datewords
from pipeline.mail.languages import LEADS
from pipeline.mail.lines import ATTRIBUTION, BLANK, OWN, QUOTE, Attribution, Lines, bare

# Attribution lines run over four lines at most (a long name, a long address, a long id).
MOST_LINES = 4
# An id on a line of its own, as newsreaders wrap "In article <id>, Anna Berg wrote:".
CITED = re.compile(r"<[^<>\s]{5,200}(?: at [\w.-]{1,100})?>,")
# The mark of supercite, which is no part of a name that is quoted.
INITIALS = re.compile(r"\A[ \t]{0,4}[A-Za-z]{1,5}>+[ \t]+")


def closes(line: str) -> bool:
    """True where a line ends as an attribution does."""
    end = line[-4:]
    return (":" in end or "..." in end or "…" in end) and line.rstrip().endswith(attribution.CLOSES)


def name_quotes(lines: Lines, start: int, end: int, said: Attribution, depth: int) -> None:
    """Mark an attribution, from a line to its last, that names the quotes of a depth."""
    lines.kind[start : end + 1] = [ATTRIBUTION] * (end + 1 - start)
    lines.depth[start : end + 1] = [lines.depth[start]] * (end + 1 - start)
    lines.attributions[end] = (said, depth)


def above(lines: Lines, last: int) -> tuple[int, Attribution] | None:
    """The attribution that ends at line `last`: where it starts, and what it says."""
    joined = ""
    best: tuple[int, Attribution] | None = None
    cited = False
    for start, plain in _upwards(lines, last):
        leads = _leads(plain)
        if best is not None and not leads and _names(best[1]) and not CITED.fullmatch(plain):
            break
        joined = f"{plain} {joined}".strip()
        said = attribution.read(joined)
        if said is None:
            # The verb or the colon stands in the last two lines, or nowhere.
            if start < last and not attribution.may(joined):
                break
            continue
        known = best is not None and leads and said.date == best[1].date and "<" not in plain
        if known and not cited:
            break
        cited = CITED.fullmatch(plain) is not None
        if lines.depth[start] >= lines.depth[last]:
            best = (start, said)
        if leads and said.date:
            break
    return best


def _upwards(lines: Lines, last: int) -> Iterator[tuple[int, str]]:
    """The lines from `last` upwards that may be of one attribution, without their marks."""
    if lines.kind[last] not in (OWN, QUOTE):
        return
    for start in range(last, max(last - MOST_LINES, -1), -1):
        line = lines.text[start]
        # A mailer that wraps an attribution drops or adds a mark.
        drift = abs(lines.depth[start] - lines.depth[last])
        if drift > 1 or lines.kind[start] in (BLANK, ATTRIBUTION) or lines.hollow[start]:
            return
        if len(line) > attribution.LONGEST:
            return
        yield start, INITIALS.sub("", bare(line)) if lines.depth[start] else line.strip()


def _leads(line: str) -> bool:
    """True where a line begins as an attribution does: On, Am, Le, a weekday, a date."""
    word = line.split(None, 1)[0].strip(",")
    return word.lower() in LEADS or datewords.dates(word)


def _names(said: Attribution) -> bool:
    """True where an attribution has a name, not an address or a scrap of one."""
    return said.name[:1].isalpha() and "@" not in said.name and " at " not in said.name
