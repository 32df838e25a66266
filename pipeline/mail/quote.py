"""A mail's body to its blocks: own words, quotes, and what is neither.

In: a mail's key and its body. Out: the rows of `Block`, which tile the body: joined in order they are the body.
A block is a run of whole lines of one kind and depth; lines of white space belong to what stands before them.

The rules are tables in the modules beside this one, and apply in this order, each to what is own so far:
marks (lines) -> attribution lines -> header blocks (forward) -> footers, signatures -> patches and code.
"""

from __future__ import annotations

import re

from pipeline.mail import attribution, footer, forward, patch, signature
from pipeline.mail.languages import LEADS
from pipeline.mail.lines import (
    ATTRIBUTION,
    BLANK,
    OWN,
    QUOTE,
    Attribution,
    Lines,
    after,
    bare,
    before,
    deepen,
    marked,
)
from pipeline.records import Block

VERSION = 1

# Attribution lines run over four lines at most (a long name, a long address, a long id).
MOST_LINES = 4
# Between an attribution line and its quote an author may say that something was cut, twice at most.
MOST_CUTS = 2
CUTS = frozenset("[]<>().*{}-…")
# A mail without marks holds few others; a hostile one has no end.
MOST_OPENED = 64
# Marks that some mailers use for ">": a run of them right under an attribution line is a quote.
OTHER_MARK = re.compile(r"[ \t]{0,4}([-=~]>|[|:}%#\]=+$!»›])(?=\s|$|\1)")


NOBODY = Attribution()


def blocks(message: str, body: str) -> list[Block]:
    """The blocks of a mail, in order; joined they are the body."""
    lines = marked(body)
    patch.mark_patches(lines, body)
    if ">>>" in body:
        _supercite(lines)
    forward.mark(lines, body)
    _attribute(lines)
    footer.mark(lines, body)
    signature.mark(lines, body)
    patch.mark_code(lines)
    return _tiled(message, body, lines)


def _supercite(lines: Lines) -> None:
    """Mark the lines of >>>>> "AB" == Anna B writes: as attribution; their marks quote nothing."""
    for at, line in enumerate(lines.text):
        if lines.depth[at] < 3 or not attribution.SUPERCITE.match(line):
            continue
        end = at
        while not lines.text[end].rstrip().endswith(":") and end + 1 < len(lines.text):
            if end - at == MOST_LINES or lines.depth[end + 1] != lines.depth[at]:
                break
            end += 1
        said = attribution.supercite(" ".join(bare(each) for each in lines.text[at : end + 1]))
        lines.depth[at : end + 1] = [0] * (end + 1 - at)
        _name_quotes(lines, at, end, said, 1)


def _attribute(lines: Lines) -> None:
    """Mark attribution lines: above every step to a deeper quote, and where a sure one opens text without marks."""
    depth, kind, text = lines.depth, lines.kind, lines.text
    last = -1
    opened = 0
    for at, line in enumerate(text):
        if kind[at] == BLANK or lines.hollow[at]:
            continue
        if depth[at] > (depth[last] if last >= 0 else 0):
            _attribute_step(lines, last, at)
        elif kind[at] in (OWN, QUOTE) and line.rstrip().endswith(attribution.CLOSES):
            if opened < MOST_OPENED and _open_level(lines, at):
                opened += 1
        elif depth[at] and "From:" in line and kind[at] == QUOTE:
            _attribute_block(lines, at)
        last = at


def _attribute_step(lines: Lines, last: int, at: int) -> None:
    """Mark the attribution above a step from line `last` to a deeper line `at`, or within the step."""
    depth = lines.depth[at]
    above = last
    for _ in range(MOST_CUTS):
        if above < 0 or not _cuts(lines.text[above]):
            break
        above = before(lines, above)
    if above >= 0 and lines.depth[above] < depth and _attribute_above(lines, above, depth):
        return
    if _attribute_block(lines, at):
        return
    # Apple's Mail marks the attribution line too: it stands first among what it names.
    for end in range(at, min(at + MOST_LINES, len(lines.text))):
        if lines.text[end].rstrip()[-1:] != ":":
            continue
        if lines.depth[end] != depth or lines.kind[end] == BLANK:
            break
        found = _above(lines, end)
        if found is not None and found[0] == at and found[1].sure:
            following = after(lines, end)
            if following < len(lines.text) and lines.depth[following] == depth:
                _name_quotes(lines, at, end, found[1], depth)
            break


def _open_level(lines: Lines, at: int) -> bool:
    """Mark an attribution over text that is no deeper than itself; True where there is one."""
    following = after(lines, at)
    if following == len(lines.text) or lines.depth[following] != lines.depth[at]:
        return False
    if lines.text[at].lstrip()[:1] != ">":
        _open_unmarked(lines, at, following)
        return lines.kind[at] == ATTRIBUTION
    found = _above(lines, at)
    if found is None or not found[1].sure or not found[1].date:
        return False
    _name_quotes(lines, found[0], at, found[1], lines.depth[at])
    return True


def _attribute_block(lines: Lines, at: int) -> bool:
    """Mark the header block that begins inside marks at this line, if one does."""
    block = forward.marked_block(lines, at)
    if block is None:
        return False
    _name_quotes(lines, at, block[0] - 1, block[1], lines.depth[at])
    return True


def _cuts(line: str) -> bool:
    """True where a line only says that something was cut: [snip], [...], <snip>."""
    plain = bare(line)
    return (
        plain[:1] in CUTS
        and plain[-1:] in CUTS
        and len(plain) < 100
        and bool(attribution.CUT.search(plain))
    )


def _name_quotes(lines: Lines, start: int, end: int, said: Attribution, depth: int) -> None:
    lines.kind[start : end + 1] = [ATTRIBUTION] * (end + 1 - start)
    lines.depth[start : end + 1] = [lines.depth[start]] * (end + 1 - start)
    lines.attributions[end] = (said, depth)


def _attribute_above(lines: Lines, last: int, depth: int) -> bool:
    """Mark the attribution that ends at line `last`; one more above it names a quote less deep."""
    found = _above(lines, last)
    if found is None:
        return False
    start, said = found
    _name_quotes(lines, start, last, said, depth)
    previous = before(lines, start)
    own = lines.depth[last]
    if depth - own > 1 and previous >= start - 2 and previous >= 0 and lines.depth[previous] == own:
        _attribute_above(lines, previous, depth - 1)
    elif depth - own > 1:
        lines.attributions[last] = (said, own + 1)
    return True


def _above(lines: Lines, last: int) -> tuple[int, Attribution] | None:
    """The attribution that ends at line `last`: where it starts, and what it says."""
    if lines.kind[last] not in (OWN, QUOTE):
        return None
    depth = lines.depth[last]
    joined = ""
    best: tuple[int, Attribution] | None = None
    for start in range(last, max(last - MOST_LINES, -1), -1):
        # A mailer that wraps an attribution drops or adds a mark.
        if abs(lines.depth[start] - depth) > 1 or lines.kind[start] in (BLANK, ATTRIBUTION):
            break
        line = lines.text[start]
        if len(line) > attribution.LONGEST:
            break
        plain = bare(line) if lines.depth[start] else line.strip()
        if not plain:
            break
        joined = f"{plain} {joined}".strip()
        said = attribution.read(joined)
        if said is None:
            continue
        if best is not None and not _completes(plain, said, best[1]):
            break
        best = (start, said)
    return best


def _completes(line: str, said: Attribution, best: Attribution) -> bool:
    """True where a line above an attribution is its beginning, and not the end of what was said before."""
    word = line.split(None, 1)[0].strip(",")
    lead = word.lower() in LEADS or attribution.dates(word)
    return (
        (lead and (said.date != best.date or "<" in line))
        or (not best.date and bool(said.date) and lead)
        or (not best.name[:1].isalpha() or "@" in best.name or " at " in best.name)
    )


def _open_unmarked(lines: Lines, at: int, following: int) -> None:
    """An attribution over text without marks: other marks, an indented quote, or all that follows."""
    found = _above(lines, at)
    if found is None:
        return
    start, said = found
    size = len(lines.text)
    line = lines.text[following]
    if other := OTHER_MARK.match(line):
        mark = other[1]
        quoted = [
            each
            for each in range(following, size)
            if lines.kind[each] == OWN and lines.text[each].lstrip().startswith(mark)
        ]
    elif line[0] == "\t" or line.startswith("  "):
        quoted = _indented(lines, following)
    elif said.sure and before(lines, start) >= 0 and not _marked_below(lines, following):
        quoted = [each for each in range(following, size) if lines.kind[each] != BLANK]
    else:
        return
    if not quoted:
        return
    _name_quotes(lines, start, at, said, lines.depth[at] + 1)
    deepen(lines, quoted)


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


def _tiled(message: str, body: str, lines: Lines) -> list[Block]:
    """The blocks of lines whose kinds are known."""
    if not lines.text:
        return []
    rows: list[Block] = []
    said: dict[int, Attribution] = {}
    start = position = 0
    kind, depth = _first(lines)
    current = NOBODY
    begun = 0
    for at, line in enumerate(lines.text):
        here = lines.kind[at]
        deep = lines.depth[at]
        changed = here != BLANK and (here != kind or deep != depth)
        if changed and here == QUOTE == kind and lines.hollow[at]:
            changed = False
        if not changed and here == ATTRIBUTION and at - 1 in lines.attributions and at > begun:
            changed = True
        if changed:
            if position > start:
                current = _said(kind, depth, said, lines, begun, at)
                rows.append(
                    Block(
                        message, len(rows), kind, depth, start, position, current.name, current.date
                    )
                )
            start, begun = position, at
            kind, depth = here, deep
        position += len(line) + 1
    current = _said(kind, depth, said, lines, begun, len(lines.text))
    rows.append(
        Block(message, len(rows), kind, depth, start, len(body), current.name, current.date)
    )
    return rows


def _first(lines: Lines) -> tuple[str, int]:
    """Kind and depth of the first line that says something."""
    for at, kind in enumerate(lines.kind):
        if kind != BLANK:
            return kind, lines.depth[at]
    return OWN, 0


def _said(
    kind: str, depth: int, said: dict[int, Attribution], lines: Lines, start: int, end: int
) -> Attribution:
    """Who is quoted in a block; an attribution line names the quotes of a depth, until another does."""
    if kind == QUOTE:
        return said.get(depth, NOBODY)
    if kind != ATTRIBUTION:
        return NOBODY
    for at in range(end - 1, start - 1, -1):
        if at in lines.attributions:
            found, named = lines.attributions[at]
            for deeper in [each for each in said if each >= named]:
                del said[deeper]
            said[named] = found
            return found
    return NOBODY
