"""Random mails, written as each archiver writes them, and read back: as many, with the same ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

DATE = "Thu Sep  4 10:00:00 2014"


@dataclass(frozen=True)
class Mail:
    """A mail as its author sent it."""

    id: str
    user: str
    body: str

    def header(self, address: str, *more: str) -> str:
        return "\n".join(
            [
                f"From: {address}",
                "Date: Thu, 4 Sep 2014 10:00:00 +0000",
                "Subject: A subject",
                f"Message-ID: <{self.id}>",
                "Content-Type: text/plain; charset=utf-8",
                *more,
            ]
        )


def quoted_first(body: str) -> str:
    """A body as mboxo has it: only what begins "From " is marked, and nothing tells so."""
    return re.sub("^From ", ">From ", body, flags=re.MULTILINE)


def quoted_all(body: str) -> str:
    """A body as mboxrd has it."""
    return re.sub("^(>*From )", r">\1", body, flags=re.MULTILINE)


def mboxo(mail: Mail) -> str:
    at = f"{mail.user}@example.org"
    return f"From {at} {DATE}\n{mail.header(at)}\n\n{quoted_first(mail.body)}\n"


def mboxrd(mail: Mail) -> str:
    at = f"{mail.user}@example.org"
    return f"From {at} {DATE}\n{mail.header(at)}\n\n{quoted_all(mail.body)}\n"


def mboxcl2(mail: Mail) -> str:
    at = f"{mail.user}@example.org"
    length = f"Content-Length: {len(mail.body.encode())}"
    return f"From {at} {DATE}\n{mail.header(at, length)}\n\n{mail.body}\n"


def public_inbox(mail: Mail) -> str:
    header = mail.header(f"{mail.user}@example.org")
    return f"From mboxrd@z Thu Jan  1 00:00:00 1970\n{header}\n\n{quoted_all(mail.body)}\n"


def mailman3(mail: Mail) -> str:
    """What Mailman 3 exports: the sender's address in the separator, `(a)` in the header."""
    header = mail.header(f"Ann Berg <{mail.user}(a)example.org>", "MIME-Version: 1.0")
    return f"From {mail.user}@example.org {DATE}\n{header}\n\n{quoted_first(mail.body)}\n"


def pipermail(between: str) -> Callable[[Mail], str]:
    """Monthly text, with what stands for the @ in the language of a list."""

    def written(mail: Mail) -> str:
        at = f"{mail.user}{between}example.org"
        header = mail.header(f"{at} (Ann Berg)")
        return f"From {at}  {DATE}\n{header}\n\n{quoted_first(mail.body)}\n\n"

    return written


# Name of the dialect; how it writes a mail; what kind of archive it is; is the body kept to the
# letter? mboxo does not tell its marks from those of its authors.
DIALECTS: dict[str, tuple[Callable[[Mail], str], str, bool]] = {
    "mboxo": (mboxo, "mbox", False),
    "mboxrd": (mboxrd, "mbox", True),
    "mboxcl2": (mboxcl2, "mbox", False),
    "public-inbox": (public_inbox, "mbox", True),
    "Mailman 3": (mailman3, "mbox", False),
    "pipermail": (pipermail(" at "), "text", False),
    "pipermail in Spanish": (pipermail(" en "), "text", False),
    "the R lists": (pipermail(" @end|ng |rom "), "text", False),
}

# Lines that look like the beginning of a mail or of its header, and ordinary ones.
LINE = st.one_of(
    st.sampled_from(
        [
            "",
            "From what I see, it works.",
            ">From my side:",
            ">>From yours",
            f"From bo@example.org {DATE}",
            f"From bo at example.org  {DATE}",
            f">From bo at example.org  {DATE}",
            "From: bo@example.org",
            "Message-ID: <cited@example.org>",
            "Content-Length: 3",
            "From ",
            "> quoted",
            "-- ",
        ]
    ),
    st.text(st.characters(categories=["L", "N", "P"], include_characters=" "), max_size=40),
)
BODIES = st.lists(LINE, max_size=12).map(lambda lines: "".join(f"{line}\n" for line in lines))
NAMES = st.text("abcdefghijklmnop0123456789._-+=$", min_size=1, max_size=20)
USERS = st.text("abcdefghijklmnop", min_size=1, max_size=12)
MAILS = st.lists(
    st.builds(
        lambda name, user, body: Mail(f"{name}@example.org", user, body), NAMES, USERS, BODIES
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda mail: mail.id,
)


def lines(body: str) -> list[str]:
    """The lines of a body, without empty ones around it, nor white space at their ends."""
    return [line.rstrip() for line in body.strip().split("\n")]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("name", DIALECTS)
@settings(max_examples=40, deadline=None)
@given(mails=MAILS)
def test_what_was_written_is_read(name: str, ends: str, mails: Sequence[Mail], read) -> None:
    """As many mails as were written come back, in order, with their ids and their authors; and
    with their bodies where the dialect keeps them."""
    write, kind, faithful = DIALECTS[name]
    sent = [replace(each, body=each.body.replace("\n", ends)) for each in mails]
    written = "".join(map(write, sent)).replace("\r", "").replace("\n", ends)
    found = read(written.encode(), kind).messages
    assert [each.message_id for each in found] == [each.id for each in mails]
    assert [each.address for each in found] == [f"{each.user}@example.org" for each in mails]
    if faithful:
        assert [lines(each.body) for each in found] == [lines(each.body) for each in mails]
