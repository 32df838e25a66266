"""What pages tell: message pages, saved pages, indexes."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.mail import index, page

URL = "http://lists.example.org/pipermail/nova-dev/2014-September/thread.html"
BASE = URL.removesuffix("thread.html")


def message_page(
    number: int = 7,
    *,
    subject: str = "[nova-dev] Split it",
    name: str = "Ann Berg",
    address: str = "ann at example.org",
    date: str = "Thu Sep  4 23:22:18 UTC 2014",
    answer: str = "Subject=Re%3A%20Split&In-Reply-To=%3Ca%40x%3E",
    style: str = "",
    charset: str = "utf-8",
    text: str = "Hello &lt;all&gt;,\n&gt;<i> quoted\n</I>yes\n",
) -> bytes:
    mailto = f"mailto:nova-dev%40example.org?{answer}"
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML>
 <HEAD>
   <TITLE> {subject}
   </TITLE>{style}
   <LINK REL="made" HREF="{mailto}">
   <META http-equiv="Content-Type" content="text/html; charset={charset}">
 </HEAD>
 <BODY BGCOLOR="#ffffff">
   <H1>{subject}</H1>
    <B>{name}</B>
    <A HREF="{mailto}"
       TITLE="{subject}">{address}
       </A><BR>
    <I>{date}</I>
    <P><UL>
        <LI>Previous message: <A HREF="{number - 1:06d}.html">x
</A></li>
       </UL>
    <HR>
<!--beginarticle-->
<PRE>{text}</PRE>
<!--endarticle-->
    <HR>
<a href="http://lists.example.org/listinfo">More information about the nova-dev
mailing list</a><br>
</BODY></HTML>
""".encode(charset)


def test_a_message_page() -> None:
    """A page of Mailman 2.1 tells all but the zone of the sender and the parent."""
    assert page.message(message_page()) == page.Page(
        subject="[nova-dev] Split it",
        name="Ann Berg",
        address="ann@example.org",
        date="Thu Sep 4 23:22:18 UTC 2014",
        sent_at=datetime(2014, 9, 4, 23, 22, 18),
        message_id="a@x",
        in_reply_to="",
        text="Hello <all>,\n> quoted\nyes\n",
        honest=True,
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"address": "ann en example.org"}, {"address": "ann@example.org"}),
        ({"name": "ann at example.org"}, {"name": "", "address": "ann@example.org"}),
        ({"name": "Jos&#233; &quot;Pep&quot; Ruiz"}, {"name": 'José "Pep" Ruiz'}),
        ({"subject": "a &lt;b&gt;"}, {"subject": "a <b>"}),
        ({"charset": "iso-8859-1", "name": "José"}, {"name": "José"}),
        ({"charset": "iso-8859-1", "name": "José"}, {"honest": True}),
        ({"date": "Mie Oct  1 09:34:23 CEST 2008"}, {"sent_at": datetime(2008, 10, 1, 7, 34, 23)}),
        ({"date": ""}, {"sent_at": None, "date": ""}),
        (
            {"answer": "Subject=Split&In-Reply-To=p%40x"},
            {"message_id": "", "in_reply_to": "p@x"},
        ),
        (
            {"answer": "Subject=Re%3A%20Split&In-Reply-To=a%40x"},
            {"message_id": "a@x", "in_reply_to": ""},
        ),
        (
            {
                "subject": "Re: Split",
                "answer": "Subject=Re%3A%20Split&In-Reply-To=a%40x",
                "style": "<style>pre { white-space: pre-wrap; }</style>",
            },
            {"message_id": "a@x", "in_reply_to": ""},
        ),
        ({"answer": "Subject=Split"}, {"message_id": "", "in_reply_to": ""}),
        ({"text": "\n\n  a &amp; b<br>\n\n"}, {"text": "  a & b\n"}),
        ({"text": 'see <A HREF="http://x.org">http://x.org</A>'}, {"text": "see http://x.org\n"}),
        ({"text": "a &#55357; &#0; b"}, {"text": "a \ufffd \ufffd b\n"}),
        ({"text": ""}, {"text": ""}),
    ],
)
def test_what_message_pages_tell(options: dict[str, str], expected: dict[str, object]) -> None:
    """Other languages, charsets, versions."""
    found = page.message(message_page(**options))._asdict()
    assert {name: found[name] for name in expected} == expected


def test_a_page_of_another_kind() -> None:
    """Of a page that is not pipermail's the text is kept."""
    assert page.message(b"<html><body><p>Hello</p></body></html>").text == "Hello\n"


SAVED = """[nova-dev] [libvirt] Split the drivers out

Ann Berg ann at example.org
Thu Sep 4 23:22:18 UTC 2014


On Thu, Sep 4, 2014 at 5:24 AM, Bo Cole <bo at example.org> wrote:

> Shall we?

Yes.

--\x20
Ann



More information about the nova-dev mailing list"""


def test_a_saved_page(read) -> None:
    """Author, date, subject and text of a page saved as text, without its footer."""
    (message,) = read(pages=(("000_1.txt", SAVED.encode()),), kind="page").messages
    assert (message.name, message.address) == ("Ann Berg", "ann@example.org")
    assert (message.sent_at, message.sent_from) == (datetime(2014, 9, 4, 23, 22, 18), "date")
    assert message.subject == "[nova-dev] [libvirt] Split the drivers out"
    assert (message.base_subject, message.labels) == ("Split the drivers out", ("libvirt",))
    assert message.body == (
        "On Thu, Sep 4, 2014 at 5:24 AM, Bo Cole <bo at example.org> wrote:\n\n"
        "> Shall we?\n\nYes.\n\n-- \nAnn\n"
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", ""),
        ("  * Previous message: [nova-dev] x\n  * Next message: [nova-dev] y\n", ""),
        (
            "* Next message: x\n* Mensajes ordenados [ fecha ] [ hilo ] [ asunto ] [ autor ]\n",
            "* Previous message: x\n* Next message: y\n"
            "* Messages sorted by: [ date ] [ thread ] [ subject ] [ author ]\n_______\n",
        ),
    ],
)
def test_the_frame_of_a_saved_page(above: str, below: str) -> None:
    """The links of a page to other pages are not of the mail."""
    text = SAVED.replace("2014\n\n\n", f"2014\n{above}\n")
    text = text.replace("\n\n\n\nMore", f"\n\n{below}\nMore")
    assert page.message(text.encode()) == page.message(SAVED.encode())


@pytest.mark.parametrize("text", ["", "Hello.\n", "A\nB\nC\n", "\n\n\n", "a@b\n" * 50])
def test_text_that_is_no_saved_page(text: str) -> None:
    """Text of another form is all body: nothing is guessed."""
    assert page.message(text.encode()) == page.Page(
        text=text.strip("\n") + "\n" * bool(text.strip())
    )


def entry(number: int, chain: str, subject: str = "[nova-dev] x", name: str = "Ann") -> str:
    comment = f"<!--{chain.count('-') - 1} {chain} -->\n" if chain else ""
    return (
        f'{comment}<LI><A HREF="{number:06d}.html">{subject}\n</A><A NAME="{number}">&nbsp;</A>\n'
        f"<I>{name}\n</I>\n\n"
    )


SECOND = 1409872938
AT = datetime(2014, 9, 4, 23, 22, 18)


def test_entries() -> None:
    """The index by thread tells page, subject, name, second, parent, in order of arrival."""
    content = (
        "<ul>"
        + entry(12, f"0{SECOND}.12-")
        + "<UL>"
        + entry(14, f"0{SECOND}.12-0{SECOND}.14-", name="Jos&#233;")
        + entry(13, f"0{SECOND}.12-0{SECOND}.14-0{SECOND}.13-", "a &lt;b&gt;", "bo at example.org")
        + "</UL></ul>"
    )
    assert index.entries(content.encode(), URL) == [
        index.Entry(f"{BASE}000012.html", "[nova-dev] x", "Ann", AT, "", "", ""),
        index.Entry(f"{BASE}000013.html", "a <b>", "", AT, "", f"{BASE}000014.html", ""),
        index.Entry(f"{BASE}000014.html", "[nova-dev] x", "José", AT, "", f"{BASE}000012.html", ""),
    ]


@pytest.mark.parametrize(
    ("chain", "sent_at", "message_id", "parent_id"),
    [
        ("", None, "", ""),
        (f"0{SECOND}.12-", AT, "", ""),
        ("-0785633486.12-", None, "", ""),
        (f"{SECOND}/a-b@x-", AT, "a-b@x", ""),
        (f"{SECOND}/a-b@x-{SECOND}/c-1.2-d@x-", AT, "c-1.2-d@x", "a-b@x"),
        (f"-0785633486/a@x-0{SECOND}/b@x-", AT, "b@x", "a@x"),
        (f"{SECOND}/a-1.2@x-{SECOND}.13-", AT, "", "a-1.2@x"),
    ],
)
def test_chains(chain: str, sent_at: datetime | None, message_id: str, parent_id: str) -> None:
    """The comments of old versions hold ids instead of numbers, and times before 1970."""
    (found,) = index.entries(entry(12, chain).encode(), URL)
    assert (found.sent_at, found.message_id, found.parent_id) == (sent_at, message_id, parent_id)


def test_absolute_links() -> None:
    """Some archives link with whole addresses."""
    link = entry(12, "").replace("000012.html", "http://other.example.org/a/000012.html")
    (found,) = index.entries(link.encode(), URL)
    assert found.url == "http://other.example.org/a/000012.html"


def listed(
    number: int, subject: str, name: str, sent_at: datetime | None = None, message_id: str = ""
) -> index.Entry:
    return index.Entry(str(number), subject, name, sent_at, message_id, "", "")


LATER = datetime(2014, 9, 5)


@pytest.mark.parametrize(
    ("mails", "entries", "pages"),
    [
        ([("a", "Ann", AT)], [listed(1, "a", "Ann", AT)], ["1"]),
        # A mail that the index lacks takes nobody's page.
        (
            [("a", "Ann", AT), ("a", "Ann", LATER), ("b", "Bo", None)],
            [listed(1, "a", "Ann", LATER), listed(2, "b", "Bo")],
            [None, "1", "2"],
        ),
        # Without times, subject and name in order, if there are as many of each.
        (
            [("a", "Ann", None), ("a", "Ann", None), ("a", "Bo", None)],
            [listed(1, "a", "Ann"), listed(2, "a", "Bo"), listed(3, "a", "Ann")],
            ["1", "3", "2"],
        ),
        ([("a", "Ann", None)] * 2, [listed(1, "a", "Ann")], [None, None]),
        # Re:, list tags, other letters and marks do not matter.
        ([("Re: [x] Añb", "", AT)], [listed(1, "[x] A?b", "Ann", AT)], ["1"]),
        ([("a@b.org", "", None)], [listed(1, "a at b.org", "")], ["1"]),
        ([("a", "Ann", AT)], [listed(1, "other", "Zoe", AT)], ["1"]),
        ([("a", "Ann", AT)], [listed(1, "b", "Bo"), listed(2, "c", "Cy", None, "a@x")], ["2"]),
        ([("a", "Ann", AT)], [listed(1, "other", "Zoe", LATER)], [None]),
    ],
)
def test_matched(
    mails: list[tuple[str, str, datetime | None]],
    entries: list[index.Entry],
    pages: list[str | None],
) -> None:
    """A mail is given its page where it is sure which one it is."""
    found = index.matched([index.Wanted(*mail, "a@x") for mail in mails], entries)
    assert [each and each.url for each in found] == pages


def test_text_and_pages_agree(read) -> None:
    """A month read from its text and from its pages gives the same keys, pages, ids and dates."""
    ids = ["a@x", "b@x", "c@x"]
    subjects = ["[nova-dev] Split", "Re: [nova-dev] Split", "[nova-dev] Other"]
    text = "".join(
        f"From ann at example.org  Thu Sep  4 23:22:1{n} 2014\nFrom: ann at example.org (Ann)\n"
        f"Date: Thu, 4 Sep 2014 23:22:1{n} +0000\nSubject: {subjects[n]}\n"
        f"{'In-Reply-To: <a@x>' if n == 1 else 'X-y: z'}\nMessage-ID: <{ids[n]}>\n\nmail {n}\n\n\n"
        for n in range(3)
    )
    start = SECOND - 8
    links = (
        entry(0, f"0{start}.0-", subjects[0])
        + entry(1, f"0{start}.0-0{start + 1}.1-", subjects[1])
        + entry(2, f"0{start + 2}.2-", subjects[2])
    ).encode()
    pages = tuple(
        (
            f"{n:06d}.html",
            message_page(
                n,
                subject=subjects[n],
                name="Ann",
                date=f"Thu Sep  4 23:22:1{n} XYZT 2014",
                answer=f"Subject=Re&In-Reply-To=%3C{ids[n].replace('@', '%40')}%3E",
                text=f"mail {n}\n",
            ),
        )
        for n in range(3)
    )
    from_text = read(text.encode(), index=links).messages
    from_pages = read(pages=pages, kind="pages", index=links).messages
    shared = ("message", "message_id", "in_reply_to", "name", "address", "sent_at", "sent_from")
    shared += ("subject", "base_subject", "labels", "body", "body_sha256", "url", "duplicate_of")
    for one, other in zip(from_text, from_pages, strict=True):
        assert {f: getattr(one, f) for f in shared} == {f: getattr(other, f) for f in shared}
    assert [message.in_reply_to for message in from_pages] == [(), ("a@x",), ()]
    assert [message.url for message in from_text] == [f"{BASE}{n:06d}.html" for n in range(3)]


def test_armour_on_a_page(read) -> None:
    """A page is a mail as well: its armour is taken off, and its votes are votes."""
    armoured = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\n- -1 from me\n"
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
    )
    rows = read(pages=(("000001.html", message_page(1, text=armoured)),), kind="pages")
    assert [message.body for message in rows.messages] == ["-1 from me\n"]
    assert [each.media_type for each in rows.attachments] == ["application/pgp-signature"]


def test_a_page_that_is_missing(read) -> None:
    """A page that the index names and that could not be had is noted."""
    rows = read(
        pages=(("000001.html", message_page(1)),),
        kind="pages",
        index=(entry(1, "") + entry(2, "") + entry(3, "")).encode(),
    )
    lost = [(d.code, d.detail[-11:], d.message) for d in rows.defects if d.message is None]
    assert lost == [("no-page", "000002.html", None), ("no-page", "000003.html", None)]
    assert len({d.byte_offset for d in rows.defects if d.message is None}) == 2


def test_a_page_that_only_a_servers_listing_names(read) -> None:
    """A server's own listing of a month counts as well: each missing page is noted once."""
    rows = read(
        pages=(("000001.html", message_page(1)),),
        kind="pages",
        index=b'<a href="../">up</a> <a href="t.html">threads</a> <a href="000001.html">1</a>\n'
        b'<a class="x" href=\'000003.html\'>3</a> <a href="000002.html#end">2</a> '
        b"<a href=000003.html>3</a>",
    )
    lost = [(d.code, d.detail[-11:], d.message) for d in rows.defects if d.message is None]
    assert lost == [("no-page", "000002.html", None), ("no-page", "000003.html", None)]
