"""Digests: their mails are taken out, each with its own author, and counted."""

from __future__ import annotations

import time

import pytest

from pipeline.mail import digest, quote

RULE, FIRST_RULE = "-" * 30, "-" * 70
MASTHEAD = """Send nova-dev mailing list submissions to
\tnova-dev at lists.example.org

When replying, please edit your Subject line so it is more specific

Today's Topics:

   1. Drivers (Ann Berg)
   2. Re: Drivers (Bo Lind)
"""
ONE = """Date: Wed, 3 Sep 2014 10:00:00 +0200
From: Ann Berg <ann at example.org>
Subject: [nova-dev] Drivers
To: nova-dev at lists.example.org
Message-ID: <one@example.org>
Content-Type: text/plain; charset="us-ascii"

Shall we move them out?
"""
TWO = """Date: Wed, 3 Sep 2014 11:00:00 +0200
From: Bo Lind <bo at example.org>
Subject: Re: [nova-dev] Drivers
Message-ID:
\t<two@example.org>

On Wed, Ann wrote:
> Shall we move them out?

Yes.
"""
END = "End of nova-dev Digest, Vol 14, Issue 3\n***************************************\n"


def numbered(*mails: str) -> str:
    """Mails as Mailman numbers them."""
    return f"\n{RULE}\n\n".join(f"Message: {n}\n{mail}" for n, mail in enumerate(mails, start=1))


def mailman(*mails: str, footer: str = "") -> str:
    """A digest as Mailman 2.1 writes it."""
    return f"{MASTHEAD}\n\n{FIRST_RULE}\n\n{numbered(*mails)}\n{RULE}\n\n{footer}{END}"


FOOTER = f"Subject: Digest Footer\n\n{'_' * 47}\nnova-dev mailing list\n\n{RULE}\n\n"
FORWARD = f"Look:\n\n{RULE}\n\nFrom: Eve\nSubject: I said so\n\nBecause.\n"

# Name of the case; the text of a digest; the subjects of its mails.
CASES: dict[str, tuple[str, list[str]]] = {
    "Mailman 2.1": (mailman(ONE, TWO), ["Drivers", "Drivers"]),
    "with a footer": (mailman(ONE, TWO, footer=FOOTER), ["Drivers", "Drivers"]),
    "of one mail": (mailman(ONE), ["Drivers"]),
    "Mailman 2.0": (
        f"{MASTHEAD}\n--__--__--\n\nMessage: 1\n{ONE}\n--__--__--\n\nMessage: 2\n{TWO}\n\n"
        f"--__--__--\n\n{'_' * 47}\nnova-dev mailing list\n\n\nEnd of nova-dev Digest\n",
        ["Drivers", "Drivers"],
    ),
    "Majordomo": (
        f"\nnova-dev-digest    Thursday, September 4 2014    Volume 01 : Number 123\n\n\n\n\n"
        f"{FIRST_RULE}\n\n{ONE}\n{RULE}\n\n{TWO}\n{RULE}\n\nEnd of nova-dev-digest V1 #123\n****\n",
        ["Drivers", "Drivers"],
    ),
    "a rule in a mail": (mailman(ONE, f"{TWO}\n{RULE}\n\nP.S. Soon.\n"), ["Drivers", "Drivers"]),
    "a mail in a mail": (mailman(ONE, f"{TWO}\n{FORWARD}", TWO), ["Drivers"] * 3),
    "no digest": (f"Hello\n\n{FIRST_RULE}\n\n{ONE}\n{RULE}\n\n{TWO}", []),
    "no mail": (f"{MASTHEAD}\n{FIRST_RULE}\n\nnothing\n", []),
    "empty": ("", []),
}


@pytest.mark.parametrize("name", CASES)
def test_the_mails_of_a_digest(name: str, read) -> None:
    """Each mail of a digest is one of the archive."""
    text, subjects = CASES[name]
    rows = read(whole(text, subject="nova-dev Digest, Vol 14, Issue 3" if subjects else "x"))
    inside = rows.messages[1:]
    assert [message.base_subject for message in inside] == subjects
    for message in inside:
        assert message.address in ("ann@example.org", "bo@example.org")
        assert not any(word in message.body for word in ("Message: ", "End of"))


def whole(text: str, subject: str = "nova-dev Digest, Vol 14, Issue 3") -> bytes:
    """A digest as a mail of monthly text."""
    return (
        "From nova-dev-request at lists.example.org  Thu Sep  4 12:00:00 2014\n"
        "From: nova-dev-request at lists.example.org\nDate: Thu, 4 Sep 2014 12:00:00 +0200\n"
        f"Subject: {subject}\nMessage-ID: <digest@example.org>\n\n{text}\n\n"
    ).encode()


def test_a_mail_of_a_digest_has_its_own_author(read) -> None:
    """Author, date, id and text are those of the mail; its key is the digest's and its place."""
    digested, one, two = read(whole(mailman(ONE, TWO))).messages
    assert (digested.message, digested.automatic) == ("nova-dev/2014-09/0000", "digest")
    assert (one.message, one.number) == ("nova-dev/2014-09/0000.01", 0)
    assert (one.name, one.address, one.message_id) == (
        "Ann Berg",
        "ann@example.org",
        "one@example.org",
    )
    assert (str(one.sent_at), one.offset_minutes) == ("2014-09-03 08:00:00", 120)
    assert one.body == "Shall we move them out?\n"
    assert (two.message_id, two.automatic) == ("two@example.org", "")
    assert two.body.endswith("\nYes.\n")


def test_a_digest_is_nobodys_words(read) -> None:
    """The text of a digest is one block, an attachment; its mails have blocks of their own."""
    rows = read(whole(mailman(ONE, TWO)))
    blocks = quote.archived(rows.messages)
    kinds = {number: [] for number in range(3)}
    for block in blocks:
        kinds[[m.message for m in rows.messages].index(block.message)].append(block.kind)
    assert kinds == {0: ["attachment"], 1: ["own"], 2: ["attribution", "quote", "own"]}


def test_a_mime_digest(read) -> None:
    """The parts of a multipart/digest are mails, in their own charset and encoding."""
    inner = (
        "From: Ann Berg <ann@example.org>\nDate: Wed, 3 Sep 2014 10:00:00 +0200\n"
        "Subject: Drivers\nMessage-ID: <one@example.org>\nIn-Reply-To: <zero@example.org>\n"
        "Content-Type: text/plain; charset=iso-8859-1\n"
        "Content-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n"
    )
    text = (
        "From: r@example.org\nDate: Thu, 4 Sep 2014 12:00:00 +0200\nMIME-Version: 1.0\n"
        'Subject: nova-dev Digest, Vol 14, Issue 3\nContent-Type: multipart/mixed; boundary="a"\n\n'
        "--a\nContent-Type: text/plain\n\nSend nova-dev mailing list submissions to us\n"
        '--a\nContent-Type: multipart/digest; boundary="b"\n\n'
        f"--b\nContent-Type: message/rfc822\n\n{inner}\n--b\n\n{inner.replace('one', 'two')}\n"
        "--b--\n--a--\n"
    )
    digested, one, two = read(
        f"From r@example.org Thu Sep  4 12:00:00 2014\n{text}".encode()
    ).messages
    assert digested.automatic == "digest"
    assert (one.body, one.in_reply_to, one.message_id) == (
        "Grüße\n",
        ("zero@example.org",),
        "one@example.org",
    )
    assert two.message == "nova-dev/2014-09/0000.02"


def sent(mail: str) -> bytes:
    """A mail as it was sent by itself."""
    return f"From ann at example.org  Wed Sep  3 10:00:00 2014\n{mail}\n\n".encode()


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("lost", [True, False])
def test_a_mail_that_is_there_anyway_is_the_original(first: bool, lost: bool, read) -> None:
    """What a digest repeats is a copy, whichever comes first, also where it lost its id."""
    inner = ONE.replace("Message-ID: <one@example.org>\n", "") if lost else ONE
    parts = [sent(ONE), whole(mailman(inner, TWO))]
    rows = read(b"".join(parts if first else reversed(parts)))
    copies = {m.message: m.duplicate_of for m in rows.messages if m.duplicate_of}
    plain = "nova-dev/2014-09/0000" if first else "nova-dev/2014-09/0001"
    digested = "nova-dev/2014-09/0001" if first else "nova-dev/2014-09/0000"
    assert copies == {f"{digested}.01": plain}
    assert not {"imposter"} & {defect.code for defect in rows.defects}


def test_a_digest_in_a_digest_stays_whole(read) -> None:
    """Nothing recurses: what a digest holds is not taken apart again."""
    nested = ONE.replace("Shall we move them out?", mailman(ONE, TWO))
    assert len(read(whole(mailman(nested))).messages) <= 3


def test_keys_sort_in_the_order_of_the_archive(read) -> None:
    """The mails of a digest stand between it and the next mail."""
    rows = read(whole(mailman(ONE, TWO)) + sent(ONE))
    keys = [message.message for message in rows.messages]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    "monster", ["\n\n" + "-" * 30 + "\n\n", "From: a\n", "-", "Message: 1\n", "\n"]
)
def test_monsters_are_quick(monster: str) -> None:
    """Hostile text takes no long time."""
    started = time.process_time()
    digest.mails(
        MASTHEAD + f"\n{FIRST_RULE}\n\n{ONE}\n" + monster * (100_000 // len(monster)), told=True
    )
    assert time.process_time() - started < 2
