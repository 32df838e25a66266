"""The text of a mail: MIME, HTML, flowed text, armour, attachments."""

from __future__ import annotations

import base64

import pytest

from pipeline.mail import markup, scrubbed

HEAD = b"From ann at example.org  Thu Sep  4 23:22:18 2014\nFrom: ann at example.org (Ann)\n"
PLAIN = "Content-Type: text/plain"

# Name of the case; the rest of header and mail; its text; (name, type, size) of attachments.
CASES: dict[str, tuple[str | bytes, str, list[tuple[str, str, int | None]]]] = {
    "plain": ("\nHello,\n\n  world\n\n\n", "Hello,\n\n  world\n", []),
    "CRLF": ("\r\nHello,\r\nworld\r\n", "Hello,\nworld\n", []),
    "plain text that was escaped for HTML": (
        "\nAnn &lt;a@x.org&gt; wrote:\n&gt; Shall we?\n&gt; &gt; No.\n\nYes &amp; no.\n",
        "Ann <a@x.org> wrote:\n> Shall we?\n> > No.\n\nYes & no.\n",
        [],
    ),
    "plain text about HTML": (
        "\n> Shall we?\n\nWrite\n&gt; and\n&gt; there.\n",
        "> Shall we?\n\nWrite\n&gt; and\n&gt; there.\n",
        [],
    ),
    "empty": ("\n\n \n", "", []),
    "leading empty lines": ("\n\n\n  Hello\n", "  Hello\n", []),
    "quoted-printable": (
        f"{PLAIN}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "Jos=C3=A9 =\nis here.\n",
        "José is here.\n",
        [],
    ),
    "base64": (
        f"{PLAIN}; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes("Grüße\naus Köln\n".encode()).decode(),
        "Grüße\naus Köln\n",
        [],
    ),
    "base64 that the archiver decoded": (
        "Content-Transfer-Encoding: base64\n\nHello there, this is plain.\n",
        "Hello there, this is plain.\n",
        [],
    ),
    "8 bits, declared": (
        f"{PLAIN}; charset=iso-8859-2\n\n".encode() + "Łódź\n".encode("iso-8859-2"),
        "Łódź\n",
        [],
    ),
    "alternative": (
        'Content-Type: multipart/alternative; boundary="b"\n\npreamble\n--b\n'
        f"{PLAIN}; charset=utf-8\n\nHello\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n",
        "Hello\n",
        [("", "text/html", 12)],
    ),
    "mixed": (
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nHello\n--b\n'
        "Content-Type: text/x-diff; name=fix.diff\n\n--- a\n--b\n\n___\nlist footer\n--b--\n",
        "Hello\n\n___\nlist footer\n",
        [("fix.diff", "text/x-diff", 5)],
    ),
    "a file name in RFC 2231": (
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nHello\n--b\n'
        "Content-Type: text/plain\nContent-Disposition: attachment; "
        "filename*=utf-8''caf%C3%A9.txt\n\nx\n--b--\n",
        "Hello\n",
        [("café.txt", "text/plain", 1)],
    ),
    "a boundary in brackets": (
        'Content-Type: multipart/mixed; boundary="<<b>>"\n\n--<<b>>\n\nHello\n--<<b>>--\n',
        "Hello\n",
        [],
    ),
    "flattened by the archiver": (
        'Content-Type: multipart/mixed; boundary="b"\n\nHello\n',
        "Hello\n",
        [],
    ),
    "broken multipart": (
        'Content-Type: multipart/mixed; boundary="b"\n\nHello --b there\n',
        "Hello --b there\n",
        [],
    ),
    "a forwarded mail": (
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nSee below.\n--b\n'
        "Content-Type: message/rfc822\n\nSubject: x\n\nNot Ann's words.\n--b--\n",
        "See below.\n",
        [("", "text/plain", 16)],
    ),
    "HTML only": (
        "Content-Type: text/html; charset=utf-8\n\n<p>I agree.</p><blockquote>Shall we?<br>"
        "Now?</blockquote><p>Yes.</p>",
        "I agree.\n\n> Shall we?\n> Now?\n\nYes.\n",
        [("", "text/html", 68)],
    ),
    "enriched": (
        "Content-Type: text/enriched\n\n<bold>Hello</bold> <<world>,\nagain\n\nand\n",
        "Hello <world>, again\nand\n",
        [],
    ),
    "an image": ("Content-Type: image/png; name=a.png\n\nxyz", "", [("a.png", "image/png", 3)]),
    "flowed": (
        f"{PLAIN}; format=flowed\n\nOne \ntwo.\n From here on.\n> quoted \n> too\n",
        "One \ntwo.\nFrom here on.\n> quoted \n> too\n",
        [],
    ),
    "flowed, DelSp": (f"{PLAIN}; format=flowed; delsp=yes\n\nAuto \nbahn\n\nx\n-- \nAnn\n",
        "Autobahn\n\nx\n-- \nAnn\n", []),
    "scrubbed": (
        "\nHello\n-------------- next part --------------\nA non-text attachment was scrubbed...\n"
        "Name: a.png\nType: image/png\nSize: 12 bytes\nURL: <http://x.org/a.png>\n",
        "Hello\n-------------- next part --------------\nA non-text attachment was scrubbed...\n"
        "Name: a.png\nType: image/png\nSize: 12 bytes\nURL: <http://x.org/a.png>\n",
        [("a.png", "image/png", 12)],
    ),
    "uuencoded": (
        "\nSee:\nbegin 644 a.txt\n#0V%T\n`\nend\n",
        "See:\nbegin 644 a.txt\n#0V%T\n`\nend\n",
        [("a.txt", "application/octet-stream", 3)],
    ),
    "not uuencoded": (
        "\nWe should\nbegin 644 days ago.\nend\n",
        "We should\nbegin 644 days ago.\nend\n",
        [],
    ),
    "armour": (
        "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\n"
        "- -1 from me\n- - first\nyes\n- -- \nAnn\n"
        "-----BEGIN PGP SIGNATURE-----\nVersion: 1\n\nabc\n-----END PGP SIGNATURE-----\n",
        "-1 from me\n- first\nyes\n-- \nAnn\n",
        [("", "application/pgp-signature", 73)],
    ),
    "armour that is quoted": (
        "\n> -----BEGIN PGP SIGNED MESSAGE-----\n> x\nNo.\n",
        "> -----BEGIN PGP SIGNED MESSAGE-----\n> x\nNo.\n",
        [],
    ),
    "armour that never ends": (
        "\n-----BEGIN PGP SIGNED MESSAGE-----\n\n- -1\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\n- -1\n",
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_text(name: str, read) -> None:
    """A mail and its text, with the attachments it had or tells of."""
    mail, text, attachments = CASES[name]
    rows = read(HEAD + (mail if isinstance(mail, bytes) else mail.encode()))
    (message,) = rows.messages
    assert message.body == text
    assert [(a.name, a.media_type, a.size) for a in rows.attachments] == attachments


@pytest.mark.parametrize(
    ("mail", "code"),
    [
        ("\n\n", "empty-body"),
        ("Content-Type: text/html\n\n<p>x</p>", "html-only"),
        ('Content-Type: multipart/mixed; boundary="b"\n\nHello --b there\n', "broken-mime"),
        ("Content-Type: text/plain; charset=klingon\n\nx\n", "undecodable"),
        ("\nFrom here on:\n", "body-separator"),
        ("Dear Ann,\n\nyes\n", "broken-header"),
        (
            "Subject: Nova-dev Digest, Vol 2, Issue 1\n\nSend to\n\nToday's Topics:\n\n   1. x\n\n"
            + "-" * 70
            + "\n\nMessage: 1\n",
            "digest",
        ),
        (
            "Content-Type: multipart/digest; boundary=b\n\n--b\nContent-Type: text/plain\n\ny\n",
            "digest",
        ),
    ],
)
def test_defects(mail: str, code: str, read) -> None:
    """What is wrong with a mail is noted, and the mail is kept."""
    mail = mail if "Subject" in mail[:10] else f"Subject: x\n{mail}"
    head = HEAD + b"Date: Thu, 4 Sep 2014 23:22:18 +0000\nMessage-ID: <a@x>\n"
    rows = read(head + mail.encode())
    assert len(rows.messages) == 1
    assert code in {defect.code for defect in rows.defects}


def _both(text: str, page: str) -> bytes:
    """A mail with a text and a page that say the same."""
    return (
        HEAD
        + (
            'Content-Type: multipart/alternative; boundary="b"\n\n'
            f"--b\nContent-Type: text/plain\n\n{text}\n"
            f"--b\nContent-Type: text/html\n\n{page}\n--b--\n"
        ).encode()
    )


LINES = [
    f"The box number {number} on the northern wall has leaked since March." for number in range(12)
]
PAGE = "".join(f"<div>{line}</div>" for line in LINES)


def test_a_text_that_lost_its_lines_is_taken_from_its_page(read) -> None:
    """Some mailers run the lines of their text together, and write a page that has them."""
    rows = read(_both("".join(LINES), PAGE))
    assert rows.messages[0].body.splitlines() == LINES
    assert "unbroken" in {defect.code for defect in rows.defects}


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("\n".join(LINES), PAGE),
        (" ".join(LINES), f"<p>{' '.join(LINES)}</p>"),
        ("".join(LINES), PAGE.replace("box", "barn")),
        ("Short.", PAGE),
    ],
)
def test_a_text_with_its_lines_is_kept(read, text: str, page: str) -> None:
    """Also where a paragraph is one long line, or the page says something else."""
    rows = read(_both(text, page))
    assert rows.messages[0].body == f"{text}\n"
    assert "unbroken" not in {defect.code for defect in rows.defects}


def test_an_answer_to_a_digest_is_none(read) -> None:
    """Somebody who answers a digest and quotes it writes a mail."""
    text = "Re: Nova-dev Digest, Vol 2, Issue 1\n\nYes.\n\nToday's Topics:\n\n" + "-" * 70 + "\n"
    assert "digest" not in {d.code for d in read(HEAD + b"Subject: " + text.encode()).defects}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb\n"),
        ("a<br>b<br><br>c", "a\nb\n\nc\n"),
        ("<div>a</div><div>b</div>", "a\nb\n"),
        ("<b>a</b>, <i>b</i>!", "a, b!\n"),
        ("a\n  b&nbsp;c &amp; d", "a b c & d\n"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc\n"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b\n"),
        ("<style>x{}</style><script>y</script>a<!-- z -->", "a\n"),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>c",
            "> a\n>\n> > b\n\nc\n",
        ),
        ("", ""),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a  b\n"),
    ],
)
def test_html(html: str, text: str) -> None:
    """HTML as somebody would have typed it, quoting kept."""
    assert markup.plain(html) == text


PART = "-------------- next part --------------\n"


@pytest.mark.parametrize(
    ("notice", "found"),
    [
        (
            "An HTML attachment was scrubbed...\nURL: <http://x.org/a.html>\n",
            ("", "text/html", "http://x.org/a.html", None),
        ),
        (
            "A non-text attachment was scrubbed...\nName: not available\nType: image/gif\n"
            "Size: 12 bytes\nDesc: not available\nUrl : http://x.org/a.gif\n",
            ("", "image/gif", "http://x.org/a.gif", 12),
        ),
        (
            "An embedded and charset-unspecified text was scrubbed...\nName: a.py\n"
            "URL: </p/a.txt>\n",
            ("a.py", "text/plain", "/p/a.txt", None),
        ),
        (
            "An embedded message was scrubbed...\nFrom: Ann <ann at x.org>\nSubject: y\nDate: z\n"
            "Size: 99\nURL: <http://x.org/a.eml>\n",
            ("", "message/rfc822", "http://x.org/a.eml", 99),
        ),
        (
            "Se ha borrado un mensaje que no está en formato texto plano...\nNombre     : b.png\n"
            "Tipo       : image/png\nTamaño     : 7 bytes\nDescripción: no disponible\n"
            "Url        : http://x.org/b.png\n",
            ("b.png", "image/png", "http://x.org/b.png", 7),
        ),
        ("And then...\nnothing\n", None),
        ("#!/bin/sh\necho 1\n", None),
    ],
)
def test_notices(notice: str, found: tuple[str, str, str, int | None] | None) -> None:
    """What pipermail cut out, in the words of its translations."""
    assert scrubbed.attachments(f"x\n{PART}{notice}") == ([found] if found else [])


def test_relative_addresses_of_attachments(read) -> None:
    """Addresses are whole: some archivers give only the path."""
    mail = f"\nx\n{PART}An HTML attachment was scrubbed...\nURL: </pipermail/a.html>\n"
    (attachment,) = read(HEAD + mail.encode()).attachments
    assert attachment.url == "http://lists.example.org/pipermail/a.html"
