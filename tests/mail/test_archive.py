"""Whole archives: keys, copies, imposters, what is wrong, and that nothing is lost."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest

from pipeline.mail import archive as archives
from pipeline.mail import defects
from pipeline.records import Message


def mail(
    number: int,
    text: str = "Hello\n",
    *,
    message_id: str | None = None,
    name: str = "Ann Berg",
    date: str | None = "",
    more: str = "",
) -> bytes:
    """A mail of monthly text, sent at 10:00 and as many minutes as its number."""
    sent = f"Thu, 4 Sep 2014 10:{number:02d}:00 +0200" if date == "" else date
    own = f"<{number}@example.org>" if message_id is None else message_id
    lines = [
        f"From ann at example.org  Thu Sep  4 10:{number:02d}:00 2014",
        f"From: ann at example.org ({name})",
        *([f"Date: {sent}"] if sent else []),
        f"Subject: [nova-dev] Number {number}",
        *([more] if more else []),
        *([f"Message-ID: {own}"] if own else []),
    ]
    return ("\n".join(lines) + f"\n\n{text}\n\n\n").encode()


def test_one_mail(read) -> None:
    """A mail as bytes, and its row."""
    content = mail(
        7,
        "I agree.\n\n> Shall we?",
        more="In-Reply-To: <6@example.org>\nReferences: <1@example.org>\n\t<6@example.org>",
    )
    rows = read(content)
    assert rows.messages == [
        Message(
            message="nova-dev/2014-09/0000",
            list_id="nova-dev",
            month="2014-09",
            number=0,
            message_id="7@example.org",
            in_reply_to=("6@example.org",),
            reference_ids=("1@example.org", "6@example.org"),
            name="Ann Berg",
            address="ann@example.org",
            sent_at=datetime(2014, 9, 4, 8, 7, 0),
            offset_minutes=120,
            sent_from="date",
            subject="[nova-dev] Number 7",
            base_subject="Number 7",
            labels=(),
            body="I agree.\n\n> Shall we?\n",
            body_sha256=rows.messages[0].body_sha256,
            url="",
            byte_offset=0,
            duplicate_of=None,
        )
    ]
    assert (rows.attachments, rows.defects) == ([], [])


KEYS = [f"nova-dev/2014-09/000{n}" for n in range(9)]

# Name of the case; the mails; for each the place of the mail it copies; the places of imposters.
COPIES: dict[str, tuple[list[bytes], list[int | None], list[int]]] = {
    "different mails": ([mail(1), mail(2)], [None, None], []),
    "the same bytes": ([mail(1), mail(2), mail(1)], [None, None, 0], []),
    "three times": ([mail(1)] * 3, [None, 0, 0], []),
    "white space": ([mail(1, "a  b\nc"), mail(1, "a b\n\nc")], [None, 0], []),
    "another scrubbed notice": (
        [mail(1, "a\nUrl: http://x.org/1.ob"), mail(1, "a\nURL: </1.obj>")],
        [None, 0],
        [],
    ),
    "letters lost in the first": (
        [mail(1, "Jos? is here"), mail(1, "José is here")],
        [1, None],
        [],
    ),
    "letters lost in the second": ([mail(1, "José"), mail(1, "Jos?")], [None, 0], []),
    "the id of another": (
        [mail(1), mail(2, "Buy!", message_id="<1@example.org>")],
        [None] * 2,
        [1],
    ),
    "a mail sent again later": ([mail(1), mail(2, message_id="<1@example.org>")], [None, 0], []),
    "no id": ([mail(1, message_id="")] * 2, [None, 0], []),
    "no id, another text": (
        [mail(1, "a", message_id=""), mail(1, "b", message_id="")],
        [None, None],
        [],
    ),
    "no id, another author": (
        [mail(1, message_id="", name="Ann"), mail(1, message_id="", name="Bo")],
        [None, None],
        [],
    ),
}


@pytest.mark.parametrize("name", COPIES)
def test_copies_and_imposters(name: str, read) -> None:
    """A copy says which mail it copies; another mail under the same id is an imposter."""
    mails, copied, imposters = COPIES[name]
    rows = read(b"".join(mails))
    expected = [None if place is None else KEYS[place] for place in copied]
    assert [message.duplicate_of for message in rows.messages] == expected
    found = [defect.message for defect in rows.defects if defect.code == "imposter"]
    assert found == [KEYS[place] for place in imposters]


def test_an_archive_that_holds_every_mail_twice(read) -> None:
    """Kept and copied are half of it each, and copies bear the page of their original."""
    once = b"".join(mail(n) for n in range(1, 6))
    index = "".join(
        f'<LI><A HREF="{n:06d}.html">[nova-dev] Number {n}\n</A><A NAME="{n}">&nbsp;</A>\n'
        "<I>Ann Berg\n</I>\n"
        for n in range(1, 6)
    )
    messages = read(once + once, index=index.encode()).messages
    assert [message.duplicate_of for message in messages] == [None] * 5 + KEYS[:5]
    pages = [message.url.rsplit("/", 1)[1] for message in messages]
    assert pages == [f"{n:06d}.html" for n in range(1, 6)] * 2


def test_an_index_that_names_copies_too(read) -> None:
    """A copy that has a page of its own bears that page."""
    index = "".join(
        f'<LI><A HREF="{n:06d}.html">[nova-dev] Number 1\n</A><A NAME="{n}">&nbsp;</A>\n'
        "<I>Ann Berg\n</I>\n"
        for n in (1, 2)
    )
    rows = read(mail(1) + mail(1), index=index.encode())
    pages = [message.url.rsplit("/", 1)[1] for message in rows.messages]
    assert (pages, rows.defects) == (["000001.html", "000002.html"], [])


def test_dates_of_neighbours(read) -> None:
    """A mail that nothing dates lies among those that something does, and says so."""
    undated = mail(2, date=None).replace(b"Thu Sep  4 10:02:00 2014", b"Thu Jan  1 00:00:00 1970")
    rows = read(mail(1) + undated + mail(3))
    message = rows.messages[1]
    assert (message.sent_at, message.sent_from) == (datetime(2014, 9, 4, 8, 3), "neighbour")
    assert [(d.code, d.message) for d in rows.defects] == [("bad-date", KEYS[1])]


def test_dates_do_not_depend_on_when_it_was_fetched(read) -> None:
    """The same bytes give the same dates, whoever fetches them and when, before their time too."""
    ahead = mail(2, date="Thu, 4 Sep 2031 10:00:00 +0000").replace(
        b"10:02:00 2014", b"10:02:00 2031"
    )
    content = mail(1) + ahead + mail(3) + mail(4)
    early, late = (read(content, fetched_at=datetime(year, 1, 1)) for year in (2001, 2035))
    assert early == late
    assert [(m.sent_at, m.sent_from) for m in early.messages][1] == (
        datetime(2014, 9, 4, 8, 3),
        "neighbour",
    )
    assert [(d.code, d.detail) for d in early.defects] == [("bad-date", "2031-09-04 10:00:00")]


def test_when_it_was_archived(read) -> None:
    """The foot of an index tells when it was made: a mail cannot be later."""
    foot = b"<b>Letzte:</b> <i>Thu Sep 4 10:00:00 UTC 2014</i><br>\n<b>Archiviert:</b> <i>%s</i>"
    content = mail(1, date="Mon, 4 Sep 2017 10:00:00 +0000").replace(
        b"10:01:00 2014", b"10:01:00 2017"
    )
    for day, source in (
        (b"Fri Sep  5 10:00:00 UTC 2014", "none"),
        (b"Fri Sep  7 10:00:00 UTC 2018", "date"),
    ):
        rows = read(content, index=foot % day, month="2017-09")
        assert [message.sent_from for message in rows.messages] == [source]


def test_no_date_at_all(read) -> None:
    """Where nothing dates a mail it has no date."""
    undated = mail(2, date=None).replace(b"Thu Sep  4 10:02:00 2014", b"Thu Jan  1 00:00:00 1970")
    rows = read(undated)
    assert (rows.messages[0].sent_at, rows.messages[0].sent_from) == (None, "none")
    assert [d.code for d in rows.defects] == ["bad-date", "no-date"]


NAMELESS = mail(1).replace(b"ann at example.org (Ann Berg)", b"Ann")


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"", "text", [("no-mail", 0, None, "")]),
        (b"Not found", "text", [("no-mail", 0, None, "")]),
        (b"Lost words\n\n" + mail(1), "text", [("preamble", 0, None, "Lost words")]),
        (b"\xef\xbb\xbf" + mail(1), "text", []),
        (mail(1, message_id=""), "text", [("no-message-id", 0, KEYS[0], "")]),
        (NAMELESS, "text", [("no-author", 0, KEYS[0], "Ann")]),
        (mail(1, date="soon"), "text", [("bad-date", 0, KEYS[0], "soon")]),
        (mail(1, ""), "text", [("empty-body", 0, KEYS[0], "")]),
        (mail(1, "Añb").decode().encode("latin-1"), "text", [("undeclared", 0, KEYS[0], "")]),
        (mail(1, "From here on"), "text", [("body-separator", 0, KEYS[0], "From here on")]),
        (mail(1, ">From here on\nyes"), "mbox", []),
    ],
)  # fmt: skip
def test_what_is_wrong(
    content: bytes, kind: str, expected: list[tuple[str, int, str | None, str]], read
) -> None:
    """Each thing that is wrong is a row, with the mail and the place."""
    rows = read(content, kind)
    assert [(d.code, d.byte_offset, d.message, d.detail) for d in rows.defects] == expected
    assert all(d.code in defects.CODES or d.code in defects.LOST for d in rows.defects)


def test_truncated(read) -> None:
    """An archive that ends in the middle says so at its last mail."""
    rows = read(mail(1) + mail(2), truncated=True)
    assert [(d.code, d.message) for d in rows.defects] == [("truncated", KEYS[1])]


def test_every_code_is_explained() -> None:
    """The codes are a closed set, each with a sentence."""
    for code in [*defects.CODES, *defects.LOST]:
        assert len(defects.explained(code)) > 10
    with pytest.raises(KeyError):
        defects.explained("other")


def test_a_maildir(read) -> None:
    """The files of a Maildir are mails, one after the other."""
    files = tuple((f"cur/{n}", mail(n).split(b"\n", 1)[1]) for n in range(3))
    messages = read(pages=files, kind="maildir").messages
    assert [message.message_id for message in messages] == [f"{n}@example.org" for n in range(3)]
    assert messages[2].byte_offset == len(files[0][1]) + len(files[1][1])


def test_an_mbox_keeps_quoted_from_lines(read) -> None:
    """What mboxrd quoted is as it was typed; in monthly text the archiver's mark is taken off."""
    text = "> a\n>>From b\n\n>From c\nd"
    assert read(mail(1, text), "mbox").messages[0].body == "> a\n>From b\n\nFrom c\nd\n"
    assert read(mail(1, text), "text").messages[0].body == "> a\n>>From b\n\nFrom c\nd\n"


def test_the_charset_of_the_list(read) -> None:
    """Text without a charset is in that of the list's own pages, where it is not UTF-8."""
    index = b'<META http-equiv="Content-Type" content="text/html; charset=koi8-r">'
    content = mail(1, "x").replace(b"\n\nx", b"\n\n" + "Тест".encode("koi8-r"))
    assert read(content, index=index).messages[0].body == "Тест\n"


def test_a_mail_without_a_permalink(read) -> None:
    """Where there is an index, a mail that it does not name is noted; a wrong link is worse."""
    index = b'<LI><A HREF="000001.html">Other\n</A><A NAME="1">&nbsp;</A>\n<I>Zoe\n</I>\n'
    rows = read(mail(1), index=index)
    assert rows.messages[0].url == ""
    assert [d.code for d in rows.defects] == ["no-permalink"]


# The rules' version, and the digest of all rows of the mails below: neither changes alone.
PINNED = (10, "b7076c4f03fd8f9b")


def test_the_version_is_that_of_the_rows(read) -> None:
    """Whoever changes what is read out of a mail raises the version: parts are made anew."""
    mails = [each for group, _, _ in COPIES.values() for each in group]
    mails += [mail(1, "From here\n>From there", more="In-Reply-To: <a@x> (Ann's message)")]
    mails += [mail(1, date="soon"), mail(2, message_id=""), NAMELESS]
    mails += [mail(3, date="Thu, 4 Sep 2031 10:00:00 +0000").replace(b"2014\nFrom", b"2031\nFrom")]
    mails += [mail(4, message_id="<last@example.org>")]
    rows = read(b"".join(mails), month="pinned")
    text = repr((rows.messages, rows.attachments, rows.defects))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert (archives.VERSION, digest) == PINNED
