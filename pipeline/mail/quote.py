"""A mail's body to its blocks: own words, quotes, and what is neither.

In: a mail's key and its body. Out: the rows of `Block`, which tile the body: joined in order they
are the body. A block is a run of whole lines of one kind and depth; lines of white space belong to
what stands before them.

The rules are in the modules beside this one, and apply in this order, each to what is left: marks,
prompts, patches, header blocks (forward), attribution lines (attributed), footers, signatures,
code, the greeting.
The blocks of a quote bear the name and the date of the attribution line that speaks of their depth.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.mail import attributed, encoded, footer, forward, greeting, patch, shared, signature
from pipeline.mail.lines import ATTACHMENT, ATTRIBUTION, BLANK, OWN, QUOTE, Attribution, Lines
from pipeline.mail.marks import marked
from pipeline.records import Block, Message

VERSION = 18

NOBODY = Attribution()
DIGEST = "digest"


def archived(messages: Sequence[Message]) -> list[Block]:
    """The blocks of all mails of an archive.

    A digest is nobody's words: its mails have blocks of their own.
    """
    footer_lines = known(messages)
    return [
        block
        for message in messages
        for block in (
            _whole(message)
            if message.automatic == DIGEST
            else blocks(message.message, message.body, footer_lines)
        )
    ]


def known(messages: Sequence[Message]) -> frozenset[str]:
    """The lines of the footer that the list of an archive puts under its mail."""
    firsts = (each for each in messages if each.duplicate_of is None)
    return shared.footer((each.address or each.name, each.body) for each in firsts)


def _whole(message: Message) -> list[Block]:
    size = len(message.body)
    return [Block(message.message, 0, ATTACHMENT, 0, 0, size, "", "")] if size else []


def blocks(message: str, body: str, footer_lines: frozenset[str] = shared.NONE) -> list[Block]:
    """The blocks of a mail, in order; joined they are the body.

    `footer_lines` are those of the footer of its list, where that was learnt.
    """
    lines = marked(body)
    encoded.mark(lines, body)
    patch.mark_patches(lines, body)
    forward.mark(lines, body)
    attributed.mark(lines, body)
    footer.mark(lines, body)
    if footer_lines:
        shared.mark(lines, footer_lines)
    signature.mark(lines, body)
    encoded.mark_unannounced(lines)
    patch.mark_code(lines, body)
    greeting.mark(lines)
    return _tiled(message, body, lines)


def _tiled(message: str, body: str, lines: Lines) -> list[Block]:
    """The blocks of lines whose kinds are known."""
    rows: list[Block] = []
    named: dict[int, Attribution] = {}
    starts = _starts(lines)
    position = 0
    for number, first in enumerate(starts):
        last = starts[number + 1] if number + 1 < len(starts) else len(lines.text)
        start = position
        position += sum(map(len, lines.text[first:last])) + last - first
        kind, depth = _nature(lines, first, last)
        said = _said(lines, kind, depth, first, last, named)
        end = min(position, len(body))
        rows.append(Block(message, number, kind, depth, start, end, said.name, said.date))
    return rows


def _starts(lines: Lines) -> list[int]:
    """The first line of each block."""
    starts = [0] if lines.text else []
    kind, depth = "", 0
    for at, here in enumerate(lines.kind):
        if here == BLANK:
            continue
        deep = lines.depth[at]
        if here == kind and (deep == depth or (kind == QUOTE and lines.hollow[at])):
            if kind != ATTRIBUTION or at - 1 not in lines.attributions:
                continue
        elif not kind:
            kind, depth = here, deep
            continue
        starts.append(at)
        kind, depth = here, deep
    return starts


def _nature(lines: Lines, first: int, last: int) -> tuple[str, int]:
    """Kind and depth of the first line of a block that says something."""
    for at in range(first, last):
        if lines.kind[at] != BLANK:
            return lines.kind[at], lines.depth[at]
    return OWN, 0


def _said(
    lines: Lines, kind: str, depth: int, first: int, last: int, named: dict[int, Attribution]
) -> Attribution:
    """Who is quoted in a block: an attribution line names the quotes of a depth."""
    if kind == QUOTE:
        return named.get(depth, NOBODY)
    if kind != ATTRIBUTION:
        return NOBODY
    for at in range(last - 1, first - 1, -1):
        if at in lines.attributions:
            found, below = lines.attributions[at]
            for deeper in [each for each in named if each >= below]:
                del named[deeper]
            named[below] = found
            return found
    return NOBODY
