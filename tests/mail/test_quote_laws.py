"""What holds for the blocks of any body, however odd or hostile."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mail import quote

KINDS = {"own", "quote", "attribution", "signature", "footer", "patch", "code", "attachment"}

# Lines that rules look for, to be shuffled into bodies that hit them in all orders.
LINES = st.sampled_from(
    [
        "",
        " ",
        ">",
        "> text",
        ">> text",
        "> > text",
        ">>> x = 1",
        "> x <- 1",
        "[1] 1",
        "DB> text",
        ">From here",
        "| text",
        "text",
        "  indented text",
        "Anna wrote:",
        "> Bo wrote:",
        "wrote:",
        "On Thu, Sep 4, 2014 at 5:24 AM, Anna <anna at example.org> wrote:",
        "> On 1 May 2010, Bo Dahl <bo at example.org>",
        '>>>>> "DB" == Dan Berg <dan at example.org> writes:',
        "-----Original Message-----",
        "---- Zpráva ----",
        "From: Anna Berg",
        "> From: Anna Berg",
        "Sent: Monday, March 3, 2014 11:00",
        "To: Bo",
        "Subject: Drivers",
        "Received: from here",
        "-- ",
        "--",
        "Cheers,",
        "Anna",
        "-Anna",
        "PS: more",
        "Sent from my phone",
        "This e-mail is confidential",
        "_" * 40,
        "-" * 70,
        "https://lists.example.org/listinfo/drivers",
        "-------------- next part --------------",
        "An HTML attachment was scrubbed...",
        "diff --git a/x b/x",
        "--- a/x",
        "+++ b/x",
        "@@ -1,2 +1,2 @@",
        "+added",
        "Traceback (most recent call last):",
        "x = f(1);",
        "-----BEGIN PGP SIGNED MESSAGE-----",
        "-----END PGP SIGNATURE-----",
        "[snip]",
        "\x0b\x0c\x85\u2028",
        "\ufeff> text",
    ]
)
BODIES = st.one_of(st.text(max_size=400), st.lists(LINES, max_size=30).map("\n".join))


@settings(max_examples=200, deadline=None)
@given(BODIES)
def test_blocks_tile_the_body(body: str) -> None:
    """Joined in order the blocks of a mail are its body; none is empty, each begins a line."""
    found = quote.blocks("list/2014-09/0001", body)
    assert "".join(body[block.start_char : block.end_char] for block in found) == body
    assert [block.number for block in found] == list(range(len(found)))
    assert all(block.start_char < block.end_char for block in found)
    assert all(not block.start_char or body[block.start_char - 1] == "\n" for block in found)
    assert {block.kind for block in found} <= KINDS


@settings(max_examples=100, deadline=None)
@given(BODIES)
def test_depth_and_names_fit_the_kind(body: str) -> None:
    """A quote is at least one deep, own words are not, and only quotes and attributions name."""
    for block in quote.blocks("list/2014-09/0001", body):
        if block.kind == "quote":
            assert block.depth >= 1
        elif block.kind != "attribution":
            assert block.depth == 0
            assert not block.attributed_name
            assert not block.attributed_date


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, max_size=20).map("\n".join))
def test_the_same_body_gives_the_same_blocks(body: str) -> None:
    """Nothing but the body tells."""
    assert quote.blocks("a", body) == quote.blocks("a", body)


def _repeated(line: str) -> str:
    return line * 20_000


HOSTILE = {
    "one long word": "x" * 100_000,
    "one long line of words": "word " * 20_000,
    "one long line of marks": ">" * 100_000,
    "marks and blanks": "> " * 50_000,
    "blanks": " " * 100_000,
    "lines of marks": ">\n" * 100_000,
    "empty lines": "\n" * 100_000,
    "deeper and deeper": "".join(">" * (at % 300) + " a\n" for at in range(10_000)),
    "attributions": _repeated("On 1 May 2010, Bo Dahl <bo at example.org> wrote:\n"),
    "attributions and a deep quote": _repeated("Bo Dahl wrote:\n") + ">" * 50_000 + " a\n",
    "attributions and text": _repeated("On 1 May 2010, Bo <bo at example.org> wrote:\ntext\n\n"),
    "half attributions": _repeated("On 1 May 2010,\n> a\n"),
    "colons": ":" * 100_000,
    "angle brackets": "<" * 100_000 + "\n> a",
    "a long attribution": "On " + "1 " * 50_000 + "wrote:\n> a",
    "address without an end": "a." * 50_000 + "@\n> a",
    "dividers": _repeated("-----Original Message-----\n"),
    "header blocks": _repeated("From: a\nSent: b\nTo: c\nSubject: d\n\ntext\n\n"),
    "header lines": _repeated("From: a\n"),
    "marked header lines": _repeated("> From: a\n"),
    "rules": _repeated("_" * 40 + "\nhttp://example.org\n"),
    "one long rule": "_" * 100_000,
    "dashes": "-" * 100_000 + "\n" + _repeated("-" * 60 + "\n"),
    "delimiters": _repeated("-- \ntext\n"),
    "sign-offs": _repeated("Cheers,\nAnna\n\n"),
    "a long sign-off": "text\n\n" + "best " * 20_000,
    "notices": _repeated("-------------- next part --------------\n"),
    "patches": _repeated("--- a\n+++ b\n@@ -1 +1 @@\n\n"),
    "empty lines over patches": ("\n" * 50 + "diff --git a b\n") * 2_000,
    "code": _repeated("x = f(1);\n"),
    "brackets": "(" * 100_000,
    "prompts": _repeated(">>> x = 1\n"),
    "prompts of R": _repeated("> x <- 1\n[1] 1\n"),
    "supercite": _repeated('>>>>> "A" == B\n'),
    "initials": _repeated("AB> text\n"),
    "seals": _repeated("-----BEGIN PGP SIGNED MESSAGE-----\n"),
    "disclaimers": _repeated("This e-mail is confidential\n\n"),
    "tails": _repeated("> " + "word " * 14 + "\nand tail\n"),
    "cuts": _repeated("[snip]\n> a\n"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_take_linear_time(name: str) -> None:
    """A monster of a hundred thousand characters or lines is cut in a few seconds at most."""
    body = HOSTILE[name]
    started = time.process_time()
    found = quote.blocks("list/2014-09/0001", body)
    assert time.process_time() - started < 3
    assert "".join(body[block.start_char : block.end_char] for block in found) == body
