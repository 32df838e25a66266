"""Where an archive is cut, and where not."""

from __future__ import annotations

import time

import pytest

from pipeline.mail import mbox

DATE = b"Thu Sep  4 23:22:18 2014"
HEAD = b"From: ann at example.org (Ann Berg)\n"

# Name of the case; the lines; does the first of them begin a mail?
LINES = {
    "pipermail's own": (b"From ann at example.org  " + DATE + b"\n" + HEAD, True),
    "an address with an at sign": (b"From ann@example.org " + DATE + b"\n" + HEAD, True),
    "no address": (b"From - " + DATE + b"\n" + HEAD, True),
    "Mailman in Spanish": (b"From ann en example.org  " + DATE + b"\n" + HEAD, True),
    "the R lists": (b"From @nn @end|ng |rom ex@mp|e@org  " + DATE + b"\n" + HEAD, True),
    "an address in 8 bits": (b"From \xe9mile at example.org  " + DATE + b"\n" + HEAD, True),
    "a zone after the year": (b"From a@example.org " + DATE + b" +0200\n" + HEAD, True),
    "a zone before the year": (b"From a@example.org Thu Sep  4 23:22:18 CEST 2014\n" + HEAD, True),
    "no seconds": (b"From a@example.org Thu Sep  4 23:22 2014\n" + HEAD, True),
    "a day of two digits": (b"From a@example.org Thu Sep 04 23:22:18 2014\n" + HEAD, True),
    "UUCP": (b"From ann Thu Sep  4 23:22:18 1986 remote from elsewhere\n" + HEAD, True),
    "CRLF": (b"From a@example.org " + DATE + b"\r\nFrom: a@example.org\r\n", True),
    "a folded address": (b'From "a@example.org"\n <a@example.org  ' + DATE + b"\n" + HEAD, True),
    "1945": (b"From a at example.org  Wed Feb  7 20:28:34 1945\n" + HEAD, True),
    "a second, quoted separator": (b"From a " + DATE + b"\n>From b " + DATE + b"\n" + HEAD, True),
    "a sentence": (b"From what I see, it works.\nSo: no.\n", False),
    "a sentence before a header": (b"From the docs:\nSubject: not a header\n", False),
    "a sentence with a date": (b"From Monday, Sep 4 2014, on\nSubject: x\n", False),
    "a date that is not the end": (b"From a " + DATE + b" we knew:\nSubject: x\n", False),
    "a separator that somebody cites": (b"From a at b  " + DATE + b"\nis a separator.\n", False),
    "a separator and an empty line": (b"From a at b  " + DATE + b"\n\nFrom: ann\n", False),
    "the end of the file": (b"From a at b  " + DATE, False),
    "a line too long": (b"From " + b"a" * 600 + b"  " + DATE + b"\n" + HEAD, False),
    "a folded sentence": (b"From here\n the road goes on\nSubject: x\n", False),
}


@pytest.mark.parametrize("name", LINES)
def test_separators(name: str) -> None:
    """A separator has a full date and a header after it; no other line cuts a mail in two."""
    lines, expected = LINES[name]
    first = b"From z at example.org  Thu Sep  4 20:00:00 2014\n" + HEAD + b"\nHello,\n"
    found = [start for start, _ in mbox.separators(first + lines)]
    assert found == ([0, len(first)] if expected else [0])


def test_no_blank_line_is_asked_for() -> None:
    """Archives of a decade have no empty line before their separators."""
    mail = b"From a at b  " + DATE + b"\n" + HEAD + b"\ntext\n"
    assert len(list(mbox.mails(mail * 3))) == 3


def test_every_byte_belongs_to_a_mail() -> None:
    """Offset, separator and text of the mails, put together, are the archive."""
    first = b"From a at b  " + DATE + b"\n" + HEAD + b"\nFrom here on: nothing.\n\n"
    second = b"From c at d  " + DATE + b"\n" + HEAD + b"\n>From there\n"
    assert list(mbox.mails(first + second)) == [
        mbox.Raw(0, b"From a at b  " + DATE, HEAD + b"\nFrom here on: nothing.\n\n"),
        mbox.Raw(len(first), b"From c at d  " + DATE, HEAD + b"\n>From there\n"),
    ]


@pytest.mark.parametrize(
    ("content", "separator", "text"),
    [
        (b"From: a@example.org\nSubject: x\n\nHello\n", b"", None),
        (b"\xef\xbb\xbfSubject: x\n\nHello\n", b"", b"Subject: x\n\nHello\n"),
        (b"From \nSubject: x\n\nHello\n", b"From ", b"Subject: x\n\nHello\n"),
    ],
)
def test_a_file_that_is_one_mail(content: bytes, separator: bytes, text: bytes | None) -> None:
    """A mail that somebody saved has no separator, or one without a date."""
    (raw,) = mbox.mails(content)
    assert (raw.separator, raw.text) == (separator, content if text is None else text)


def test_lines_that_end_in_carriage_returns() -> None:
    """An mbox of an old Mac is cut where its copy with line feeds is; no place moves."""
    mail = b"From a at b  " + DATE + b"\n" + HEAD + b"\nFrom here on: nothing.\n\n"
    archive = mail * 3
    assert list(mbox.mails(archive.replace(b"\n", b"\r"))) == list(mbox.mails(archive))
    assert list(mbox.mails(archive.replace(b"\n", b"\r") + b"\n"))[:2] == [
        mbox.Raw(0, b"From a at b  " + DATE, mail.split(b"\n", 1)[1]),
        mbox.Raw(len(mail), b"From a at b  " + DATE, mail.split(b"\n", 1)[1]),
    ]


def test_a_carriage_return_in_a_line_ends_none() -> None:
    """Where line feeds end the lines, a carriage return is a byte like others."""
    content = HEAD + b"\nA progress bar: 1 %\r2 %\r\n" + b"x\r" * 100_000
    assert mbox.with_line_feeds(content) == content
    assert mbox.with_line_feeds(b"x" * 100_000 + b"\r") == b"x" * 100_000 + b"\r"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"Hello: world\n", b"From \n", b"From here\nto: there\nis far"]
)
def test_a_file_that_is_no_mail(content: bytes) -> None:
    """Text without a known field is no mail."""
    assert [raw.text for raw in mbox.mails(content)] in ([], [b"to: there\nis far"])


@pytest.mark.parametrize(
    ("quoted", "plain"),
    [
        (b">From here\n", b"From here\n"),
        (b"a\n>>From here\n", b"a\n>From here\n"),
        (b"> From here\n", b"> From here\n"),
        (b"a >From here\n", b"a >From here\n"),
    ],
)
def test_mboxrd(quoted: bytes, plain: bytes) -> None:
    """An mbox has one > more before each line that begins From."""
    assert mbox.unquoted(quoted) == plain


@pytest.mark.parametrize(
    ("mangled", "plain"),
    [
        (
            "Hello,\n\n>From here on it works,\nI think.\n",
            "Hello,\n\nFrom here on it works,\nI think.\n",
        ),
        ("> You said.\n>\n>From my side,\nyes.\n", "> You said.\n>\nFrom my side,\nyes.\n"),
        (">you wrote\n>From here\n>to there\nNo.\n", ">you wrote\n>From here\n>to there\nNo.\n"),
        (">you wrote\n>From here\n\nNo.\n", ">you wrote\n>From here\n\nNo.\n"),
        (">From here", "From here"),
        ("> From here\nx", "> From here\nx"),
    ],
)
def test_the_archivers_mark_before_from(mangled: str, plain: str) -> None:
    """In monthly text the neighbours of a line tell whether its > is the archiver's."""
    assert mbox.unmangled(mangled) == plain


BODY = b"As I said:\n\nFrom a@example.org " + DATE + b"\nSubject: cited\n\nYes.\n"


@pytest.mark.parametrize(
    ("length", "mails"),
    [
        (len(BODY), 2),  # what is inside is cited
        (len(BODY) - 3, 3),  # a length that leads nowhere is not believed
        (5, 3),
        (10**9, 3),
    ],
)
def test_a_length_that_is_told(length: int, mails: int) -> None:
    """In mboxcl2 From lines are not marked: the length tells what is one mail."""
    first = b"From a@example.org " + DATE + b"\n" + HEAD + b"Content-Length: %d\n\n" % length
    content = first + BODY + b"\nFrom b@example.org " + DATE + b"\n" + HEAD + b"\nHello\n"
    assert len(list(mbox.mails(content))) == mails


def test_a_length_counts_what_is_in_the_file() -> None:
    """Where lines end in CRLF the length counts both."""
    body = BODY.replace(b"\n", b"\r\n")
    first = b"From a@example.org " + DATE + b"\n" + HEAD + b"Content-Length: %d\n\n" % len(body)
    second = b"From b@example.org " + DATE + b"\n" + HEAD + b"\nHello\n"
    content = first.replace(b"\n", b"\r\n") + body + b"\r\n" + second.replace(b"\n", b"\r\n")
    assert [mail.offset for mail in mbox.mails(content)] == [0, content.index(b"From b@")]


def test_lengths_without_end() -> None:
    """Lengths in headers that never end take no longer than other mail."""
    begun = time.process_time()
    content = (b"From a@example.org " + DATE + b"\nContent-Length: 3\n") * 20_000
    assert len(list(mbox.mails(content))) == 20_000
    assert time.process_time() - begun < 2
