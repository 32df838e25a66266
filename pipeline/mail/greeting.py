"""The greeting above an author's words: it says who is spoken to, and nothing of the matter.

In: `Lines` with quotes and signatures marked. Out: the same, with kind greeting on at most one
line: the author's first, where it is nothing but a greeting (`Hi Anna,` `Hallo zusammen!`
`All,`) or the name of somebody who is quoted (`Anna,`). With more on it, it is own words.
"""

from __future__ import annotations

import re

from pipeline.mail.languages import GREETED, GREETINGS
from pipeline.mail.lines import GREETING, OWN, Lines

LONGEST = 80  # characters
MOST_NAMES = 6
GREETS = re.compile(rf"(?:{'|'.join(GREETINGS)})(?=$|[\s,.!:;–—-])", re.IGNORECASE)
LINKS = frozenset(("or", "and", "und", "y", "e", "et", "a", "à", "&"))  # greet nobody alone
SIGNS = " \t,.!:;–—-()*_"


def mark(lines: Lines) -> None:
    """Mark the greeting among the lines that are the author's, if there is one."""
    if OWN not in lines.kind:
        return
    at = lines.kind.index(OWN)
    line = lines.text[at].strip()
    if len(line) <= LONGEST and _greets(line, lines):
        lines.kind[at] = GREETING


def _greets(line: str, lines: Lines) -> bool:
    """True where a line is a greeting and nothing else."""
    if line.endswith("?"):
        return False
    found = GREETS.match(line)
    rest = line[found.end() :] if found else line
    words = [word for word in rest.replace("/", " ").replace(",", " ").split() if word.strip(SIGNS)]
    if len(words) > MOST_NAMES:
        return False
    if found:
        return all(_addressed(word.strip(SIGNS)) for word in words)
    closed = line[-1:] in ",:!-–"
    said = [word.strip(SIGNS) for word in words]
    return closed and not LINKS.issuperset(said) and all(_known(word, lines) for word in said)


def _addressed(word: str) -> bool:
    """True for a word that may be whom a greeting greets: a name, or everybody."""
    return (
        word.lower() in GREETED or word[:1].isupper() or word[:1] == "@" or not word[:1].isalpha()
    )


def _known(word: str, lines: Lines) -> bool:
    """True for everybody, and for a name of somebody who is quoted: "Yes," is no name."""
    if word.lower() in GREETED:
        return True
    return word[:1].isupper() and any(
        word in said.name.split() for said, _ in lines.attributions.values()
    )
