"""Files written out as text, and footers learnt from an archive: neither is anybody's words."""

from __future__ import annotations

import base64
import binascii
import time

import pytest

from pipeline.mail import quote, scrubbed, shared
from pipeline.records import Message

BYTES = bytes(range(256)) * 4
UU = "".join(binascii.b2a_uu(BYTES[n : n + 45]).decode() for n in range(0, len(BYTES), 45))
SHORT = "".join(binascii.b2a_uu(b"\xff" * 30).decode() for _ in range(3))  # begins with ">"
BASE64 = base64.encodebytes(BYTES).decode()
YENC = "=ybegin line=128 size=123 name=my file.bin\n)=J*:tr\u00e9\u00e1\n>x\n=yend size=123\n"

# Name of the case; the body; the kinds of its blocks.
CASES = {
    "uuencode": (f"See:\n\nbegin 644 a.bin\n{UU}`\nend\n\nBye now.\n", "own attachment own"),
    "uuencode like quotes": (f"See:\n\nbegin 644 a\n{SHORT}`\nend\n", "own attachment"),
    "uuencode without an end": ("begin 644 a.bin\nand then I stopped\n", "own"),
    "a sentence": ("begin 644 times\nnever\nend\n", "own"),
    "yEnc": (f"See:\n\n{YENC}Bye now.\n", "own attachment own"),
    "yEnc without an end": ("See:\n\n=ybegin line=128 size=1 name=a\n)=J\n", "own attachment"),
    "base64": (f"Key below.\n\n{BASE64}\nBye now.\n", "own attachment own"),
    "a few lines of it": (f"Key:\n\n{''.join(BASE64.splitlines(True)[:3])}", "own"),
}


@pytest.mark.parametrize("name", CASES)
def test_encoded_files(name: str) -> None:
    """What is written out as text is an attachment, whatever its lines look like."""
    body, kinds = CASES[name]
    found = quote.blocks("m", body)
    assert [block.kind for block in found] == kinds.split()
    assert "".join(body[block.start_char : block.end_char] for block in found) == body


def test_what_yenc_names() -> None:
    """A file by yEnc is an attachment with its name and size."""
    found = scrubbed.attachments(f"See:\n{YENC}")
    assert [(each.name, each.size) for each in found] == [("my file.bin", 123)]


FOOTER = "-----\nLuettelo: vihje lista-pyynto@example.org\nArkisto on talossa\n"


def archive(count: int, authors: int, footer: str = FOOTER) -> list[Message]:
    """An archive of mails of so many authors, each with a footer."""
    return [
        Message(
            f"l/2014-09/{n:04d}", "l", "2014-09", n, f"{n}@x", (), (), "",
            f"{n % authors}@example.org", None, None, "none", "", "", (),
            f"What I say is number {n}.\n\n{footer}", "", "", 0, None,
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "authors", "footer", "learnt"),
    [
        (40, 10, FOOTER, True),
        (40, 3, FOOTER, False),  # three people with one signature are no list
        (10, 10, FOOTER, False),  # too few to tell
        (40, 10, "Bye\n", False),  # what everybody says
    ],
)
def test_a_footer_is_learnt(count: int, authors: int, footer: str, learnt: bool) -> None:
    """What many authors of an archive have below their mail is the list's."""
    messages = archive(count, authors, footer)
    found = quote.archived(messages)
    kinds = [block.kind for block in found if block.message == messages[0].message]
    assert (kinds == ["own", "footer"]) is learnt
    assert ("footer" in kinds) is learnt


def test_a_footer_is_only_at_the_end() -> None:
    """Who writes below the footer of a mail that he quotes whole keeps his words."""
    known = shared.footer((m.address, m.body) for m in archive(40, 10))
    body = f"Yes.\n\n{FOOTER}\nAnd no.\n"
    assert "footer" not in {block.kind for block in quote.blocks("m", body, known)}


@pytest.mark.parametrize(
    "monster", ["begin 644 a\n", "=ybegin size=1 name=a\n", "M\n", "A" * 70 + "\n"]
)
def test_monsters_are_quick(monster: str) -> None:
    """Hostile text takes no long time."""
    started = time.process_time()
    quote.blocks("m", "begin 644 a\n" + monster * (100_000 // len(monster)))
    scrubbed.attachments(monster * (100_000 // len(monster)))
    assert time.process_time() - started < 3
