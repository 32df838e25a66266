"""One place makes text from mail safe to show."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;title\x07gone", " [2J ]0;title gone"),
        ("\x9b31mred", " 31mred"),
        ("I do \u202eton\u202c agree", "I do  ton  agree"),
        ("pay\u200bpal\u00ad.example", "pay pal .example"),
        ("two\r\nlines\u2028three", "two lines three"),
        ("a\U000e0041\U000e0042b", "a b"),
        ("half \ud83d of a pair", "half   of a pair"),
        ("👩‍💻 और می‌خواهم 邮件 é e\u0301", "👩‍💻 और می‌خواهم 邮件 é e\u0301"),
    ],
)
def test_what_could_steer_a_terminal_becomes_a_space(text: str, shown: str) -> None:
    """Escapes, overrides and the invisible go; joiners that scripts and emoji need stay."""
    assert plain.line(text) == shown


@given(st.text())
def test_no_control_character_is_left_in_any_text(text: str) -> None:
    """None of category Cc or Cs, no line end, and what is plain already is left alone."""
    shown = plain.line(text)
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert plain.line(shown) == shown
    assert len(plain.folded(text).split()) == len(shown.split())


def test_a_monster_takes_no_time() -> None:
    """Linear in what comes in."""
    begun = time.process_time()
    plain.folded("\x1b[\u202e " * 100_000)
    assert time.process_time() - begun < 1
