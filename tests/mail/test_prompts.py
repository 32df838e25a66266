"""Sessions at R's prompt beside quotes: a prompt is no mark of quoting."""

from __future__ import annotations

import time

import pytest

from pipeline.mail import quote

SESSION = "  > x <- c(1, 2)\n  > mean(x)\n  [1] 1.5\n"
QUOTED = "Anna Berg wrote:\n> Does it work?\n>> It should.\n\n"

CASES = {
    "alone": (f"It does:\n\n{SESSION}\nBo\n", ["own", "code", "own"]),
    "indented below a nested quote": (
        f"{QUOTED}It does:\n\n{SESSION}\nBo\n",
        ["attribution", "quote", "quote", "own", "code", "own"],
    ),
    "indented quotes of prose": (
        "Anna Berg wrote:\n  > Does it work?\n  > It should, I think.\n\nIt does.\n",
        ["attribution", "quote", "own"],
    ),
    "a session that is quoted": (
        "Anna Berg wrote:\n  > x <- c(1, 2)\n  > mean(x)\n\nWhat for?\n",
        ["attribution", "quote", "own"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_indented_session_is_code(name: str) -> None:
    """Prompts that are indented are code also where quotes stand at the margin."""
    body, kinds = CASES[name]
    assert [block.kind for block in quote.blocks("", body)] == kinds


def test_a_monster_is_read_in_linear_time() -> None:
    """A mail of nothing but prompts and quotes takes no long time."""
    body = (QUOTED + SESSION + "\n") * 1_500
    started = time.process_time()
    assert quote.blocks("", body)
    assert time.process_time() - started < 5
