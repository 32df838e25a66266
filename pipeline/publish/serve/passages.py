"""The text of a mail as a reader's page shows it: paragraphs, folded quotes, marked passages.

In: a mail's body (or its beginning), its blocks, links and marks. Out: `Segment`s in order, each
with pieces of text that are marked or not. Rules:

- Own words are cut into paragraphs, and lines that the sender's program broke are joined, so that
  text fits any width; what is laid out by hand (lists, tables, verse) keeps its lines. A line end
  becomes a space: offsets stay what they are in the body.
- Quotes, signatures, footers and what stands for attachments are folded; adjoining lines of quote
  are one fold.
- A passage that several marks share is marked once, with all their notes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pipeline.publish.serve import shown

# A line of so many characters was broken by a program, not by its author.
FULL_LINE = 50
# What begins a line that stands by itself: lists, tables, headings, quotes, indented text.
ALONE = re.compile(
    r"\s|[>|:;/\\$%]|[*+\-–—•#]\s|[=~_\-*#]{3}|\(?[0-9a-zA-Z]{1,2}[.)]\s|\[\w{1,4}\]"
    r"|[A-Z][\w-]{0,30}:\s"
)
PARAGRAPH = re.compile(r"\n(?:[ \t\r]*\n)+")

FOLDED = {"quote", "attribution", "signature", "footer", "attachment"}
PREFORMATTED = {"code", "patch"}
PREVIEW = 110


@dataclass(frozen=True, slots=True)
class Mark:
    """What a span of the body is taken for: a proposal, a position or an outcome."""

    start: int
    end: int
    kind: str
    sign: str
    words: str
    title: str
    proposal: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, with the kind of its mark and its anchor, or neither."""

    text: str
    kind: str = ""
    start: int | None = None


@dataclass(slots=True)
class Segment:
    """A paragraph of own words, a fold of quotes, code, a signature."""

    kind: str
    number: int
    pieces: list[Piece] = field(default_factory=list)
    notes: list[Mark] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    anchors: list[int] = field(default_factory=list)
    spots: list[int] = field(default_factory=list)
    name: str = ""
    preview: str = ""
    lines: int = 0


def segments(
    body: str,
    blocks: Sequence[dict[str, Any]],
    links: Sequence[dict[str, Any]] = (),
    marks: Sequence[Mark] = (),
    spots: Collection[int] = (),
) -> list[Segment]:
    """The mail in segments, as far as `body` goes; `spots` are characters that links lead to."""
    sources: dict[int, list[dict[str, Any]]] = {}
    for link in links:
        sources.setdefault(link["block"], []).append(link)
    made: list[Segment] = []
    body = shown.body(body)
    for block in blocks:
        start, end = block["start_char"], min(block["end_char"], len(body))
        if start >= end or not body[start:end].strip():
            if made:  # nothing to show, but a link may lead here
                made[-1].anchors.append(block["number"])
        elif block["kind"] in FOLDED:
            _fold(made, block, body[start:end], sources.get(block["number"], []))
        elif block["kind"] in PREFORMATTED:
            made.append(_laid_out(block, body, start, end, marks, spots))
        else:
            made += _paragraphs(block, body, start, end, marks, spots)
    return made


def _fold(
    made: list[Segment], block: dict[str, Any], text: str, sources: list[dict[str, Any]]
) -> None:
    """A fold, or more of the one before: an attribution line and the quote below are one."""
    kind = "quote" if block["kind"] == "attribution" else block["kind"]
    if not made or made[-1].kind != kind:
        made.append(Segment(kind, block["number"]))
    fold = made[-1]
    fold.anchors.append(block["number"])
    fold.pieces.append(Piece(text))
    fold.lines += text.count("\n") + (not text.endswith("\n"))
    fold.links += [each for each in sources if each not in fold.links]
    fold.name = fold.name or block["attributed_name"]
    if block["kind"] != "attribution" and not fold.preview:
        fold.preview = shown.cut(re.sub(r"(?m)^[> |]+", "", text[: 4 * PREVIEW]), PREVIEW)


def _laid_out(
    block: dict[str, Any], body: str, start: int, end: int, marks: Sequence[Mark],
    spots: Collection[int],
) -> Segment:  # fmt: skip
    """Code or a patch, line by line."""
    made = Segment(block["kind"], block["number"], anchors=[block["number"]])
    made.pieces = list(_pieces(start, end, marks, body[start:end]))
    made.notes = [mark for mark in marks if start <= mark.start < end]
    made.spots = _unmarked(made, [spot for spot in spots if start <= spot < end])
    made.lines = body.count("\n", start, end)
    return made


def _paragraphs(
    block: dict[str, Any], body: str, start: int, end: int, marks: Sequence[Mark],
    spots: Collection[int],
) -> Iterator[Segment]:  # fmt: skip
    """A block of own words in paragraphs; the first bears the block's anchor."""
    anchors = [block["number"]]
    for first, last in _spans(body, start, end):
        made = Segment("own", block["number"], anchors=anchors)
        text = joined(body[first:last])
        made.pieces = list(_pieces(first, last, marks, text))
        made.notes = [mark for mark in marks if first <= mark.start < last]
        made.spots = _unmarked(made, [spot for spot in spots if first <= spot < last])
        yield made
        anchors = []


def _unmarked(made: Segment, spots: Sequence[int]) -> list[int]:
    """The spots of a segment at which no mark of its own begins."""
    return sorted(set(spots) - {piece.start for piece in made.pieces if piece.kind})


def named(made: Sequence[Segment]) -> set[int]:
    """The characters of the body that have an anchor in some segments."""
    return {
        start
        for segment in made
        for start in (*segment.spots, *(piece.start for piece in segment.pieces))
        if start is not None
    }


def _spans(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for gap in PARAGRAPH.finditer(body, start, end):
        if body[at : gap.start()].strip():
            yield _bare(body, at, gap.start())
        at = gap.end()
    if body[at:end].strip():
        yield _bare(body, at, end)


def _bare(body: str, start: int, end: int) -> tuple[int, int]:
    """The span without empty lines around it; the first line keeps its indentation."""
    while body[start] == "\n":
        start += 1
    return start, start + len(body[start:end].rstrip())


def joined(text: str) -> str:
    """The paragraph with lines joined that only a program broke; as long as it was."""
    lines = text.split("\n")
    made = [lines[0]]
    for before, line in pairwise(lines):
        wrapped = len(before) >= FULL_LINE and not ALONE.match(line) and before[:1] not in " \t|"
        made.append((" " if wrapped else "\n") + line)
    return "".join(made)


def _pieces(
    start: int, end: int, marks: Sequence[Mark], text: str
) -> Iterator[Piece]:  # fmt: skip
    """The span in pieces; of marks that overlap the first has the words, the others their note."""
    at = start
    for mark in sorted(marks, key=lambda each: (each.start, -each.end)):
        first, last = max(mark.start, at), min(mark.end, end)
        if first >= last:
            continue
        if first > at:
            yield Piece(text[at - start : first - start])
        own = mark.start if mark.start >= max(start, at) else None
        yield Piece(text[first - start : last - start], mark.kind, own)
        at = last
    if at < end:
        yield Piece(text[at - start :])
