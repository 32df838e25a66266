"""Attribution lines in their places: above a quote, inside one, and over text without marks.

In: `Lines` with marks. Out: the same, with kind attribution, and `attributions`: by the last line
of each who is quoted and at which depth.

- Above a step to a deeper quote up to four lines are read, shortest first; a wrapped attribution
  may have lost or gained a mark. Between it and its quote may stand that something was cut.
- Where two follow one another above a quote two deeper, the upper one names the less deep.
- Apple's Mail marks the attribution line itself; so do header blocks inside quotes.
- A sure attribution over text without marks opens a quote: of other marks (`|`, `:`), of what is
  indented, or, below words of the author, of all that follows.
- `>>>>> "AB" == Anna B <address> writes:` is attribution in spite of its marks.
"""

from __future__ import annotations

from pipeline.mail import attribution, forward, unmarked, upwards
from pipeline.mail.lines import (
    ATTRIBUTION,
    BLANK,
    OWN,
    QUOTE,
    Lines,
    after,
    bare,
    before,
)

# An author says at most twice that something was cut.
MOST_CUTS = 2
CUTS = frozenset("[]<>().*{}-…")
# Names stacked above a quote that is as deep; a hostile mail stacks without end.
MOST_STACKED = 16
# A mail without marks holds few others; a hostile one has no end.
MOST_OPENED = 64


def mark(lines: Lines, body: str) -> None:
    """Mark every attribution line, and the quotes without marks that some open."""
    if ">>>" in body:
        _supercite(lines)
    _attribute(lines)


def _supercite(lines: Lines) -> None:
    """Mark the lines of >>>>> "AB" == Anna B writes: as attribution; their marks quote nothing."""
    for at, line in enumerate(lines.text):
        if lines.depth[at] < 3 or not attribution.SUPERCITE.match(line):
            continue
        if "==" not in line and _among_quotes(lines, at):
            continue
        end = at
        while not lines.text[end].rstrip().endswith(":") and end + 1 < len(lines.text):
            if end - at == upwards.MOST_LINES or lines.depth[end + 1] != lines.depth[at]:
                break
            end += 1
        said = attribution.supercite(" ".join(bare(each) for each in lines.text[at : end + 1]))
        lines.depth[at : end + 1] = [0] * (end + 1 - at)
        upwards.name_quotes(lines, at, end, said, 1)


def _among_quotes(lines: Lines, at: int) -> bool:
    """True where `>>> On Monday, Anna wrote:` has its marks from being quoted, as those around it.

    Supercite writes it above all that it quotes, with marks of its own.
    """
    above = before(lines, at)
    below = after(lines, at)
    return (above >= 0 and lines.depth[above] > 0) or (
        below < len(lines.text) and lines.depth[below] >= lines.depth[at]
    )


def _attribute(lines: Lines) -> None:
    """Mark attribution lines above every step to a deeper quote, and those over their like."""
    depth, kind, text = lines.depth, lines.kind, lines.text
    last = -1
    opened = 0
    for at, line in enumerate(text):
        if kind[at] == BLANK or lines.hollow[at]:
            if depth[at] and last >= 0 and not depth[last] and upwards.closes(text[last]):
                _attribute_nothing(lines, last, at)
            continue
        if depth[at] > (depth[last] if last >= 0 else 0):
            _attribute_step(lines, last, at)
        elif upwards.closes(line) and kind[at] in (OWN, QUOTE):
            if opened < MOST_OPENED and _open_level(lines, at):
                opened += 1
        elif depth[at] and "From:" in line[:40] and kind[at] == QUOTE:
            _attribute_block(lines, at)
        last = at


def _attribute_nothing(lines: Lines, last: int, at: int) -> None:
    """Mark a sure attribution under which nothing but empty marks was left."""
    following = after(lines, at)
    if following < len(lines.text) and lines.depth[following]:
        return
    found = upwards.above(lines, last) if lines.kind[last] == OWN else None
    if found is not None and found[1].sure and found[1].date:
        upwards.name_quotes(lines, found[0], last, found[1], 1)


def _attribute_step(lines: Lines, last: int, at: int) -> None:
    """Mark the attribution above a step from line `last` to a deeper `at`, or within it."""
    depth = lines.depth[at]
    above = last
    for _ in range(MOST_CUTS):
        if above < 0 or not _cuts(lines.text[above]):
            break
        above = before(lines, above)
    if above >= 0 and lines.depth[above] < depth and _attribute_above(lines, above, depth):
        return
    if ":" in lines.text[at][:40] and _attribute_block(lines, at):
        return
    # Apple's Mail marks the attribution line too: it stands first among what it names.
    for end in range(at, min(at + upwards.MOST_LINES, len(lines.text))):
        if lines.text[end].rstrip()[-1:] != ":":
            continue
        if lines.depth[end] != depth or lines.kind[end] == BLANK:
            break
        found = upwards.above(lines, end)
        if found is not None and found[0] == at and found[1].sure:
            following = after(lines, end)
            if following < len(lines.text) and lines.depth[following] == depth:
                upwards.name_quotes(lines, at, end, found[1], depth)
            break


def _open_level(lines: Lines, at: int) -> bool:
    """Mark an attribution over text that is no deeper than itself; True where there is one."""
    following = after(lines, at)
    if following == len(lines.text) or lines.depth[following] != lines.depth[at]:
        return False
    if lines.text[at].lstrip()[:1] != ">":
        unmarked.open_below(lines, at, following)
        return lines.kind[at] == ATTRIBUTION
    found = upwards.above(lines, at)
    if found is None or not found[1].sure or not found[1].date:
        return False
    upwards.name_quotes(lines, found[0], at, found[1], lines.depth[at])
    return True


def _attribute_block(lines: Lines, at: int) -> bool:
    """Mark the header block that begins inside marks at this line, if one does."""
    block = forward.marked_block(lines, at)
    if block is None:
        return False
    upwards.name_quotes(lines, at, block[0] - 1, block[1], lines.depth[at])
    return True


def _cuts(line: str) -> bool:
    """True where a line only says that something was cut: [snip], [...], <snip>."""
    plain = bare(line)
    if plain[:1] not in CUTS or plain[-1:] not in CUTS or len(plain) >= 100:
        return False
    if plain[0] == "[" and plain[-1] == "]":
        return attribution.read(plain) is None
    return attribution.CUT.search(plain) is not None


def _attribute_above(lines: Lines, last: int, depth: int) -> bool:
    """Mark the attribution that ends at line `last`; those above it name quotes less deep."""
    own = lines.depth[last]
    marked = False
    for _ in range(MOST_STACKED):
        if depth <= own:
            break
        found = upwards.above(lines, last)
        if found is None or lines.depth[found[0]] >= depth:
            break
        start, said = found
        upwards.name_quotes(lines, start, last, said, depth)
        marked = True
        previous = before(lines, start)
        if previous < 0 or previous < start - 2 or lines.depth[previous] != own:
            break
        last, depth = previous, depth - 1
    if marked and depth > own + 1 and last in lines.attributions:
        lines.attributions[last] = (lines.attributions[last][0], own + 1)
    return marked
