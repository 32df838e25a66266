"""Bodies and their blocks: each case (blocks.txt) is a mail drawn with its blocks in the margin.

The margin: o own, g greeting, q1 q2 quote and its depth, a attribution (a1 inside a quote),
s signature, f footer, p patch, c code, x attachment. A line of white space bears the letter of its
block.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.mail import quote

# VERSION and the digest of what it makes of the cases below: neither changes without the other.
PINNED = (18, "f1c4eefb844b9ae3")

LETTERS = {
    "own": "o",
    "greeting": "g",
    "quote": "q",
    "attribution": "a",
    "signature": "s",
    "footer": "f",
    "patch": "p",
    "code": "c",
    "attachment": "x",
}

# Each case is a sentence behind "== ", and below it a mail with its margin.
CASES = {
    name: drawing.strip("\n")
    for name, _, drawing in (
        case.partition("\n")
        for case in f"\n{Path(__file__).with_name('blocks.txt').read_text('utf-8')}".split("\n== ")[
            1:
        ]
    )
}


def drawn(text: str) -> list[str]:
    """The lines of a body with the letter and depth of their block."""
    lines = []
    for block in quote.blocks("list/2014-09/0001", text):
        mark = LETTERS[block.kind] + (str(block.depth) if block.depth else "")
        part = text[block.start_char : block.end_char].removesuffix("\n")
        lines += [f"{mark:<2}| {line}".rstrip() for line in part.split("\n")]
    return lines


def cut(case: str) -> tuple[str, list[str]]:
    """The body of a drawn case, and its lines with their margin."""
    expected = [line.rstrip() for line in case.strip("\n").split("\n")]
    body = "".join(line[4:] + "\n" for line in expected)
    return body, expected


@pytest.mark.parametrize("name", CASES)
def test_blocks_of_a_mail(name: str) -> None:
    """Each line of a mail has the kind and the depth that a reader gives it."""
    body, expected = cut(CASES[name])
    assert drawn(body) == expected


def test_an_empty_body_has_no_blocks() -> None:
    """Where nothing is said there is no block."""
    assert quote.blocks("list/2014-09/0001", "") == []


def test_an_unended_line() -> None:
    """A body without a last line feed ends where it ends."""
    (block,) = quote.blocks("list/2014-09/0001", "yes")
    assert (block.start_char, block.end_char) == (0, 3)


def test_version_is_pinned_to_what_it_makes() -> None:
    """Who changes the blocks of the cases also changes VERSION, so that parts are made anew."""
    made = "\n".join(line for name in sorted(CASES) for line in drawn(cut(CASES[name])[0]))
    assert (quote.VERSION, hashlib.sha256(made.encode()).hexdigest()[:16]) == PINNED
