"""Quotes marked with initials, bars and colons; and what looks like them."""

from __future__ import annotations

import time

import pytest

from pipeline.mail import quote

# Each line with the depth at which it is quoted, - for the author's own.
QUOTED = {
    "bars without an attribution": """
1 | The boxes on the wall have leaked since March, and nobody
1 | has painted them.
- Then let us paint them.
""",
    "bars in bars": """
1 | | Shall we move the drivers out of the core this year?
1 | No, the interfaces are not stable enough for that.
- I agree with the last one.
""",
    "tight bars": """
1 |The boxes on the wall have leaked since March, and nobody
1 |has painted them.
- Then let us paint them.
""",
    "the last words of a paragraph": """
1 | Also, what is the recipe for the paint that we had on the northern
1 | wall?
- Linseed oil.
""",
    "one line with a bar, a sentence by itself": """
1 | Who would like to paint the boxes this summer?
- I would.
""",
    "marks among bars": """
1 | Anna wrote:
1 | > Shall we move the drivers out of the core this year?
1 | No, the interfaces are not stable enough for that.
- I agree.
""",
    "colons": """
1 : The boxes on the wall have leaked since March, and nobody
1 : has painted them, so they will have to go before the winter.
- Then let us paint them.
""",
    "initials with a blank": """
1 AB> The boxes have leaked since March.
1 AB> Nobody has painted them.
- Then let us paint them.
""",
    "initials without a blank": """
1 AB>the boxes have leaked since March.
1 AB>nobody has painted them.
- Then let us paint them.
""",
    "initials in initials": """
2 AB>> Shall we move the drivers out?
1 AB> No, not this year.
- I agree.
""",
    "initials once, below an attribution": """
- On Tue, 4 Mar 2014, Anna Berg wrote:
1 AB> Nobody has painted them.
- Then let us paint them.
""",
}
OWN = {
    "a table": """
- | name | boxes | painted |
- | Anna | seven | three of them |
- | Bo | two | none of them |
""",
    "a framed table": """
- +----------------------+
- | the boxes of the wall
- | the boxes of the barn
- +----------------------+
""",
    "a tree of folders": """
- | the folder of the birds
- |-- nests of the wall
- |   `-- eggs in the nests
""",
    "guards": """
- area shape
-   | isRound shape = pi * radius shape
-   | otherwise = width shape * height shape
""",
    "a pipe": """
- find nests -name 'box*'
- | grep painted -v | sort
- | head -3
""",
    "a grammar": """
- stmt: nest_stmt
- | 'with' NAME ':' suite
- | 'for' NAME 'in' test
""",
    "a drawing": """
- |        /|
- |   /\\  / |
- |__/__\\/__|
""",
    "an ornament": """
- ::: We paint your boxes while you sleep :::
- ::: We paint your barns as well :::
""",
    "a definition list": """
- name
- : Anna
- address
- : anna@example.org
""",
    "a prompt of a shell": """
- SQL> select the boxes from the wall
- SQL> where painted is null
""",
    "a prompt of R": """
- R> summary(boxes)
- R> plot(boxes)
""",
    "generics": """
- Map> is a class
- List> is another, as in Box<List> that we saw
""",
    "one line with a bar that is no sentence": """
- | grep painted
- does it.
""",
    "initials once, below nothing": """
- AB> Nobody has painted them.
- That is what he said.
""",
}


def depths(body: str) -> list[str]:
    """The depth of each line that says something, - where it is the author's."""
    return [
        str(block.depth) if block.kind == "quote" else "-"
        for block in quote.blocks("list/2014-09/0001", body)
        for line in body[block.start_char : block.end_char].splitlines()
        if line.strip()
    ]


def cut(case: str) -> tuple[str, list[str]]:
    lines = case.strip("\n").split("\n")
    return "".join(f"{line[2:]}\n" for line in lines), [line[0] for line in lines]


@pytest.mark.parametrize(
    "name", [n for n in QUOTED if n not in ("bars in bars", "marks among bars")]
)
def test_other_marks_quote(name: str) -> None:
    """As `>` does."""
    body, expected = cut(QUOTED[name])
    assert depths(body) == expected


def test_bars_and_marks_may_stand_in_one_another() -> None:
    """Each is one deeper, and an attribution among them is one."""
    body, _ = cut(QUOTED["bars in bars"])
    assert depths(body) == ["2", "1", "-"]
    body, _ = cut(QUOTED["marks among bars"])
    blocks = quote.blocks("list/2014-09/0001", body)
    assert [(each.kind, each.depth, each.attributed_name) for each in blocks] == [
        ("attribution", 1, "Anna"),
        ("quote", 2, "Anna"),
        ("quote", 1, ""),
        ("own", 0, ""),
    ]


@pytest.mark.parametrize("name", OWN)
def test_what_looks_like_a_mark_is_none(name: str) -> None:
    """Tables, code, trees and ornaments are the author's."""
    body, expected = cut(OWN[name])
    assert depths(body) == expected


@pytest.mark.parametrize("name", [*QUOTED, *OWN])
def test_the_body_is_as_it_was(name: str) -> None:
    """Other marks are read as >, and stand in the body as they were."""
    body, _ = cut({**QUOTED, **OWN}[name])
    blocks = quote.blocks("list/2014-09/0001", body)
    assert "".join(body[each.start_char : each.end_char] for each in blocks) == body


@pytest.mark.parametrize(
    "monster",
    ["|" * 100_000, "| " * 50_000, ": " * 50_000, "AB>" * 30_000, "|>" * 50_000,
     "| a\n" * 20_000, "AB> x\n" * 20_000, " " * 4 + "|" + " " * 100_000 + "x",
     "| " + "a " * 50_000],
)  # fmt: skip
def test_a_monster_is_read_in_time(monster: str) -> None:
    """Time grows with the text, not with its square."""
    begun = time.process_time()
    quote.blocks("list/2014-09/0001", monster)
    assert time.process_time() - begun < 3
