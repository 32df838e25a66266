"""Bytes to text."""

from __future__ import annotations

import pytest

from pipeline.mail import charset


@pytest.mark.parametrize(
    ("content", "declared", "hint", "text", "honest"),
    [
        (b"abc", "", "", "abc", True),
        (b"abc", "us-ascii", "", "abc", True),
        (b"abc", "klingon", "", "abc", False),
        ("é".encode(), "", "", "é", True),
        ("é".encode(), "utf-8", "", "é", True),
        ("é".encode("latin-1"), "", "", "é", False),
        ("é".encode("latin-1"), "iso-8859-1", "", "é", True),
        ("é".encode("latin-1"), "us-ascii", "", "é", False),
        ("é".encode("latin-1"), "utf-8", "", "é", False),
        ("é".encode(), "iso-8859-1", "", "é", False),
        ("“a”".encode("cp1252"), "iso-8859-1", "", "“a”", True),
        ("Тест".encode("koi8-r"), "koi8-r", "", "Тест", True),
        ("Тест".encode("koi8-r"), "", "koi8-r", "Тест", False),
        ("Тест".encode(), "", "koi8-r", "Тест", True),
        ("日本".encode("iso2022_jp"), "iso-2022-jp", "", "日本", True),
        ("𠀀".encode("gb18030"), "gb2312", "", "𠀀", True),
        (b"\x81\x8d", "", "", "\x81\x8d", False),
        (b"a\0b", "", "", "a\ufffdb", True),
        (b"+2AA-", "utf-7", "", "\ufffd", True),
        (b"\xff", "rot13", "", "ÿ", False),
        (b"\xff", "idna", "", "ÿ", False),
        (b"\\x41\xff", "unicode_escape", "", "\\x41ÿ", False),
        (b"\xff", "\0", "", "ÿ", False),
    ],
)
def test_decoded(content: bytes, declared: str, hint: str, text: str, honest: bool) -> None:
    """What was declared, then UTF-8, the list's own, Windows-1252, Latin-1; and if it fitted."""
    assert charset.decoded(content, declared, hint) == (text, honest)
