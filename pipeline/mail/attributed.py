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

import re
from collections.abc import Iterator

from pipeline.mail import attribution, forward
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
)

# Attribution lines run over four lines at most (a long name, a long address, a long id).
MOST_LINES = 4
# An author says at most twice that something was cut.
MOST_CUTS = 2
CUTS = frozenset("[]<>().*{}-…")
GREETS = frozenset(",!:")
# Names stacked above a quote that is as deep; a hostile mail stacks without end.
MOST_STACKED = 16
# A mail without marks holds few others; a hostile one has no end.
MOST_OPENED = 64
# Marks that some mailers use for ">": a run of them right under an attribution line is a quote.
OTHER_MARK = re.compile(r"[ \t]{0,4}([-=~]>|[|:}%#\]=+$!»›])(?=\s|$|\1)")


# An id on a line of its own, as newsreaders wrap "In article <id>, Anna Berg wrote:".
CITED = re.compile(r"<[^<>\s]{5,200}(?: at [\w.-]{1,100})?>,")
# The mark of supercite, which is no part of a name that is quoted.
INITIALS = re.compile(r"\A[ \t]{0,4}[A-Za-z]{1,5}>+[ \t]+")


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
            if end - at == MOST_LINES or lines.depth[end + 1] != lines.depth[at]:
                break
            end += 1
        said = attribution.supercite(" ".join(bare(each) for each in lines.text[at : end + 1]))
        lines.depth[at : end + 1] = [0] * (end + 1 - at)
        _name_quotes(lines, at, end, said, 1)


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
            if depth[at] and last >= 0 and not depth[last] and _closes(text[last]):
                _attribute_nothing(lines, last, at)
            continue
        if depth[at] > (depth[last] if last >= 0 else 0):
            _attribute_step(lines, last, at)
        elif _closes(line) and kind[at] in (OWN, QUOTE):
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
    found = _above(lines, last) if lines.kind[last] == OWN else None
    if found is not None and found[1].sure and found[1].date:
        _name_quotes(lines, found[0], last, found[1], 1)


def _closes(line: str) -> bool:
    """True where a line ends as an attribution does."""
    end = line[-4:]
    return (":" in end or "..." in end or "…" in end) and line.rstrip().endswith(attribution.CLOSES)


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
    if plain[:1] not in CUTS or plain[-1:] not in CUTS or len(plain) >= 100:
        return False
    if plain[0] == "[" and plain[-1] == "]":
        return attribution.read(plain) is None
    return attribution.CUT.search(plain) is not None


def _name_quotes(lines: Lines, start: int, end: int, said: Attribution, depth: int) -> None:
    lines.kind[start : end + 1] = [ATTRIBUTION] * (end + 1 - start)
    lines.depth[start : end + 1] = [lines.depth[start]] * (end + 1 - start)
    lines.attributions[end] = (said, depth)


def _attribute_above(lines: Lines, last: int, depth: int) -> bool:
    """Mark the attribution that ends at line `last`; those above it name quotes less deep."""
    own = lines.depth[last]
    marked = False
    for _ in range(MOST_STACKED):
        if depth <= own:
            break
        found = _above(lines, last)
        if found is None or lines.depth[found[0]] >= depth:
            break
        start, said = found
        _name_quotes(lines, start, last, said, depth)
        marked = True
        previous = before(lines, start)
        if previous < 0 or previous < start - 2 or lines.depth[previous] != own:
            break
        last, depth = previous, depth - 1
    if marked and depth > own + 1 and last in lines.attributions:
        lines.attributions[last] = (lines.attributions[last][0], own + 1)
    return marked


def _above(lines: Lines, last: int) -> tuple[int, Attribution] | None:
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
    return word.lower() in LEADS or attribution.dates(word)


def _names(said: Attribution) -> bool:
    """True where an attribution has a name, not an address or a scrap of one."""
    return said.name[:1].isalpha() and "@" not in said.name and " at " not in said.name


def _open_unmarked(lines: Lines, at: int, following: int) -> None:
    """Mark an attribution over text without marks, and the text as its quote if it is one."""
    found = _above(lines, at)
    if found is None:
        return
    start, said = found
    if attribution.tracked(lines.text[at].strip()):
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
        _name_quotes(lines, start, at, said, lines.depth[at] + 1)
        deepen(lines, quoted)


def _answered(lines: Lines, start: int) -> bool:
    """True where the author has said more than a greeting above a line."""
    above = before(lines, start)
    if above < 0:
        return False
    return before(lines, above) >= 0 or lines.text[above].rstrip()[-1:] not in GREETS


def _stacked(lines: Lines, following: int) -> bool:
    """True where another attribution stands here: marks below are of what that one quotes."""
    for end in range(following, min(following + MOST_LINES, len(lines.text))):
        if _closes(lines.text[end]):
            found = _above(lines, end)
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
