"""What holds for any bytes, and how long it may take."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mail import defects, mbox
from pipeline.mail.archive import Parsed

HEAD = b"From ann at example.org  Thu Sep  4 23:22:18 2014\nFrom: ann at example.org (Ann)\n"

# Pieces of which mail is made, right and wrong, so that random bytes reach every branch.
PIECES = [
    HEAD,
    b"From here on\n",
    b">From there\n",
    b"Date: Thu, 4 Sep 2014 23:22:18 +0200\n",
    b"Date: 31 Feb 101 99:99:99 +99999\n",
    b"Subject: =?utf-8?q?a=FF?= =?x?b?=\n",
    b"Message-ID: <a@x>\n",
    b'In-Reply-To: <a@x> (Ann\'s message of "x")\n',
    b"Content-Type: multipart/mixed; boundary=b\n",
    b"Content-Type: text/html; charset=utf-16\n",
    b"Content-Type: text/plain; charset=utf-7; format=flowed; delsp=yes\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
    b"--b\n",
    b"--b--\n",
    b"<html><h1>x</h1><pre>y</pre>",
    b"<blockquote>",
    b"<!--beginarticle-->",
    b'<LI><A HREF="000001.html">x</A>',
    b"<!--0 01409872938.1- -->",
    b"-----BEGIN PGP SIGNED MESSAGE-----\n",
    b"\n-----BEGIN PGP SIGNATURE-----\n",
    b"\n-----END PGP SIGNATURE-----",
    b"-------------- next part --------------\nAn HTML attachment was scrubbed...\nURL: "
    b"<http://[x>\n",
    b"begin 644 x\n",
    b"Thu Sep 4 23:22:18 UTC 2014\n",
    b"=?utf-8?",
    b"\n\n",
    b"\r\n",
    b"\r",
    b" ",
    b"\t",
    b"\0",
    b"\xff",
    b"\xe9",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"a at b.org\n",
]
PIECE = st.one_of(st.sampled_from(PIECES), st.binary(max_size=12))
CONTENT = st.lists(PIECE, max_size=25).map(b"".join)
KINDS = st.sampled_from(["text", "mbox", "maildir", "pages", "page"])


def rows_of(read, content: bytes, kind: str, index: bytes) -> Parsed:
    if kind in {"text", "mbox"}:
        return read(content, kind, index=index)
    return read(pages=(("000001.html", content), ("000002.html", index)), kind=kind, index=index)


@settings(max_examples=400, deadline=None)
@given(content=CONTENT, kind=KINDS, index=CONTENT)
def test_any_bytes(read, content: bytes, kind: str, index: bytes) -> None:
    """Nothing raises; the same bytes give the same rows; texts can be written; codes are known."""
    rows = rows_of(read, content, kind, index)
    assert rows == rows_of(read, content, kind, index)
    for message in rows.messages:
        texts = (message.body, message.subject, message.name, message.address, message.message_id)
        assert "\0" not in "".join(texts)
        assert all(text.encode().decode() == text for text in texts)
        assert not message.body or message.body.endswith("\n")
        assert "\r" not in message.body
    for attachment in rows.attachments:
        f"{attachment.name}{attachment.media_type}{attachment.url}".encode()
    for defect in rows.defects:
        assert defect.code in defects.CODES or defect.code in defects.LOST
        assert "\0" not in defect.detail
        assert len(defect.detail.encode()) >= len(defect.detail) <= 200
    keys = {message.message for message in rows.messages}
    assert len(keys) == len(rows.messages)
    assert {m.duplicate_of for m in rows.messages} - {None} <= {
        m.message for m in rows.messages if m.duplicate_of is None
    }


@settings(max_examples=300, deadline=None)
@given(content=CONTENT)
def test_every_byte_is_accounted_for(content: bytes) -> None:
    """What is before the first mail, and the mails one after the other, are the archive."""
    mails = list(mbox.mails(content))
    starts = [mail.offset for mail in mails]
    assert starts == sorted(set(starts))
    for mail, end in zip(mails, [*starts[1:], len(content)], strict=bool(mails)):
        assert content[mail.offset : end].startswith(mail.separator)
        assert content[:end].endswith(mail.text)
        between = content[mail.offset + len(mail.separator) : end - len(mail.text)]
        assert between.strip(b"\r") in {b"", b"\n"}


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(CONTENT, min_size=2, max_size=5), cut=st.integers(0, 100))
def test_cutting_an_archive_in_two(read, texts: list[bytes], cut: int) -> None:
    """Two archives, cut at a separator, hold the mails of the one."""
    content = b"".join(
        HEAD
        + f"Date: Thu, 4 Sep 2014 23:22:1{n} +0000\nMessage-ID: <{n}@x>\n\n".encode()
        + text
        + b"\n"
        for n, text in enumerate(texts)
    )
    starts = [start for start, _ in mbox.separators(content)]
    at = starts[cut % len(starts)]
    whole = read(content).messages
    parts = [*(read(content[:at]).messages if at else []), *read(content[at:]).messages]

    def plain(messages):
        dateless = {"sent_at": None, "sent_from": ""}  # neighbours may be beyond the cut
        same = {"message": "", "number": 0, "byte_offset": 0, "duplicate_of": None}
        return [
            replace(m, **same, **(dateless if m.sent_from in {"neighbour", "none"} else {}))
            for m in messages
        ]

    assert plain(parts) == plain(whole)


N = 100_000
MAIL = HEAD + b"Message-ID: <a@x>\n"
HTML = b"Content-Type: text/html\n\n"
MONSTERS = {
    "From lines": MAIL + b"\n" + b"From \n" * N,
    "dates without end": MAIL + b"\nFrom " + b"Mon Jan  1 00:00:00 2001 " * 4000,
    "folded lines": MAIL + b"Subject: x\n" + b" y\n" * N + b"\n",
    "fields": MAIL + b"X: y\n" * N + b"\n",
    "spaces in a subject": MAIL + b"Subject: " + b" " * N + b"x\n\n",
    "spaces in an author": MAIL + b"From: a at b" + b" " * N + b"x\n\n",
    "parentheses": MAIL + b"From: a@b " + b"(" * N + b"\n\n",
    "brackets": MAIL + b"From: " + b"<" * N + b"\n\n",
    "references": MAIL + b"References: " + b"<a@b> " * N + b"\n\n",
    "bare ids": MAIL + b"In-Reply-To: " + b"a" * N + b"\n\n",
    "open ids": MAIL + b"In-Reply-To: " + b"<a " * N + b"\n\n",
    "encoded words": MAIL + b"Subject: " + b"=?utf-8?q?" * 10_000 + b"\n\n",
    "Re:": MAIL + b"Subject: " + b"Re: " * N + b"\n\n",
    "labels": MAIL + b"Subject: " + b"[" * N + b"\n\n",
    "parameters": MAIL + b'Content-Type: text/html; x="' + b';"' * N + b"\n\n<p>x",
    "nested parts": MAIL
    + b"Content-Type: multipart/mixed; boundary=b0\n\n"
    + b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(5000)
    ),
    "parts": MAIL + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 10_000,
    "tags": MAIL + HTML + b"<b>" * 30_000,
    "quotes in HTML": MAIL + HTML + b"<blockquote>a" * 10_000,
    "brackets in HTML": MAIL + HTML + b"<" * N,
    "uuencode": MAIL + b"\n" + b"begin 644 x\n#AAAA\n" * 10_000,
    "armour": MAIL + b"\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\n" * 10_000,
    "armour without end": MAIL
    + b"\n"
    + b"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n-----BEGIN PGP SIGNATURE-----\n" * 5000,
    "next parts": MAIL + b"\n" + b"-------------- next part --------------\n" * 10_000,
    "quoted From": MAIL + b"\n" + b">From x\n" * N,
    "carriage returns": MAIL + b"\n" + b"\r" * N,
    "eight bits": b"\xff" * N + b"\n" + MAIL + b"\xff" * N + b"\n\n" + b"\xff" * N,
}
PAGE = (
    b'<html><h1>x</h1><b>A</b><a href="mailto:x?In-Reply-To=%3Ca%40b%3E">a at b.org</a>'
    b"<i>Thu Sep  4 23:22:18 UTC 2014</i><!--beginarticle--><PRE>"
)
ENTRY = b'<LI><A HREF="000001.html">x</A><A NAME="1">&nbsp;</A>\n<I>n</I>\n'
PAGE_MONSTERS = {
    "brackets": PAGE + b"<" * N,
    "open tags": PAGE + b"<a " * N,
    "entities": PAGE + b"&#55555;" * 30_000 + b"</PRE>",
    "headings": b"<html>" + b"<h1>" * 30_000,
    "authors": b"<html><h1>x</h1>" + b"<b>" * 30_000,
    "a saved page of spaces": b"x\n\nA a at b.org\nThu Sep  4 23:22:18 UTC 2014\n" + b" " * N,
    "a saved page of words": b"a " * N + b"\nThu Sep  4 23:22:18 UTC 2014\n",
    "items": b"<li>" * N,
    "comments": b"<!--0 " * N,
    "a chain": b"<!--0 " + b"1.1-" * N + b" -->\n" + ENTRY,
    "entries": ENTRY * 10_000,
    "slashes": b'<li><a href="' + b"/" * N,
    "digits": b'<li><a href="' + b"1" * N,
}

# The slowest of these takes a second on a slow machine; what is not linear takes minutes.
SECONDS = 10


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters(name: str, read) -> None:
    """Mail that was made to be slow is read in time that grows with its length."""
    begun = time.process_time()
    assert read(MONSTERS[name], "mbox").messages
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("name", PAGE_MONSTERS)
def test_monstrous_pages(name: str, read) -> None:
    """So are pages and indexes."""
    begun = time.process_time()
    pages = (("000001.html", PAGE_MONSTERS[name]),)
    assert read(pages=pages, kind="pages", index=PAGE_MONSTERS[name]).messages
    assert read(pages=pages, kind="page").messages
    assert time.process_time() - begun < SECONDS
