"""Every quirk that the demo promises is in it: the quirk, the mail, and how it shows."""

from __future__ import annotations

import re
from collections import Counter

import pytest

# Quirk, key of the mail, and what its bytes in the month's text must match. In the text of a month
# a mail reaches from its separator to the next one.
IN_TEXT = [
    ("no Message-ID", "u04", rb"\A(?!.*\nMessage-ID)"),
    ("an empty body", "u01", rb"\n\n\n\Z"),
    ("no name", "u01", rb"\nFrom: frank_m at \S+ \(frank_m at \S+\)\n"),
    (
        "a date of 1970",
        "s12",
        rb"\AFrom \S+ at \S+  Thu Jan  1 .* 1970\n(.*\n)*Date: Thu, 01 Jan 1970",
    ),
    ("a date that is none", "u03", rb"\nDate: le lundi 5 f"),
    ("raw Latin-1", "s14", rb"J\xfcrgen(.*\n)*.*Gr\xfc\xdfen"),
    ("a raw UTF-8 header", "v12", rb"\(Tom\xc3\xa1s Echeverr\xc3\xada\)\n"),
    ("an encoded word, Q", "s05", rb"\(=\?utf-8\?q\?Tom=C3=A1s"),
    ("an encoded word, B", "b02", rb"\(=\?utf-8\?b\?VG9t"),
    ("an encoded word in Latin-1", "v07", rb"\(=\?iso-8859-1\?q\?J=FCrgen"),
    (
        "a folded encoded subject",
        "e01",
        rb"\nSubject: \[kestrel\] =\?utf-8\?q\?.*\n\t=\?utf-8\?q\?",
    ),
    ("a name written in two ways", "s21", rb"\(Tomas Echeverria\)"),
    (
        "decorated In-Reply-To, no References",
        "s24",
        rb"In-Reply-To: <[^>]+> \(Noor(.*\n)\tof(?!.*\nRefer)",
    ),
    ("no reference at all in an answer", "s23", rb"\A(?!.*\n(In-Reply-To|References))"),
    ("a body line that begins From", "s25", rb"\nFrom the maintainers' side "),
    ("one before what looks like a header", "k08", rb"\nFrom where I stand .*\nFrom: and"),
    (
        "HTML alone, cut out",
        "c06",
        rb"\n\nAn HTML attachment was scrubbed...\nURL: <http://\S+\.html>\n",
    ),
    ("HTML alone, left in", "o04", rb"\n\n<html>\n<body>\n<div>"),
    (
        "a scrubbed attachment",
        "s24",
        rb"\nA non-text attachment was scrubbed...\nName: .*\nType: text/csv\n",
    ),
    ("a scrubbed text", "a03", rb"\nAn embedded and charset-unspecified text was scrubbed"),
    ("a patch", "b04", rb"\ndiff --git a/(.*\n)+@@ -88,9 \+88,9 @@"),
    ("Spanish", "e02", rb"\xc2\xbfExiste"),
    ("interleaved quoting", "c03", rb"\n> .*\n\nI can sign(.*\n)+> .*\n\nHere I get off"),
    (
        "an answer above a full quote",
        "s21",
        rb"Tom\xc3\xa1s\n\nHanna Lindqvist <.*wrote on.*:\n> Sam Okafor",
    ),
    ("a quote in a quote", "s21", rb"\n>> How about we try"),
    ("a quote in a quote, written apart", "v12", rb"\n> > \+1 to the trial"),
    (
        "Outlook's block",
        "s07",
        rb"\n-----Original Message-----\nFrom: .*\nSent: .*\nTo: .*\nSubject: ",
    ),
    ("Outlook's rule", "s22", rb"\n_{32}\nFrom: .*\nSent: "),
    ("a list footer in a quote", "s22", rb"\n_{47}\nkestrel mailing list\n"),
    ("quoting with a bar", "s11", rb"\n\| Give Bo"),
    ("a German attribution", "s14", rb"\nAm 09\.01\.2024 um 17:47 schrieb Sam Okafor:\n> "),
    ("a French one", "s08", rb"\nPriya Raman a \xc3\xa9crit :\n> "),
    ("a Spanish one", "e02", rb"\nEl 12/02/2024 a las 18:04, Pilar Otero escribi"),
    (
        "a wrapped attribution",
        "k06",
        rb"\nOn Wed, Apr 3, 2024 at 1:15 PM Wen Ostrander\n<\S+ at \S+> wrote:\n",
    ),
    ("a quote without attribution", "s26", rb"\n\n> In my queue it is\n> about half\.\n\nTouch"),
    ("no quote", "s04", rb"\nMessage-ID: <[^>]*>\n\n\+1 from me [^>]*\Z"),
    ("AW: in the subject", "s14", rb"\nSubject: \[kestrel\] AW: "),
    ("a signature after its mark", "s02", rb"\n-- \nWen Ostrander\n"),
    ("a signature without one", "s13", rb"\n\nIngrid\ntechnical writer, tea drinker\n"),
    ("a robot", "r07", rb"\nFrom: ci at kestrel\.example \(Kestrel CI\)\n"),
    ("the vote that is none", "v05", rb"not a \+1 from me"),
    ("a vote with an if", "v06", rb"\n\+1 if the daily run"),
    ("a vote for another", "v07", rb"pass on her -1"),
    ("a vote of nought", "v11", rb"\n-0\. "),
    ("a quoted vote", "v05", rb"\n> \+1 to the trial"),
    ("a tally", "v14", rb"\n  \+1   7  "),
]

# The same for the month of pages: on the text of the page.
IN_PAGES = [
    ("a digest", "n07", r"\nToday's Topics:\n(.*\n)+Message: 2\n"),
    ("an answer to a digest, with a list footer", "n08", r"\nMarek\n_{47}\nkestrel mailing list\n"),
    ("quoting with initials", "n04", r"\nGF> Seven thousand scripts"),
    ("an indented quote", "m08", r"\n   > Bo, I'm sorry"),
    ("a quote wrapped anew", "m04", r"\n> nine changes of VirtDriver went in, and\n> each time"),
    ("a very long subject", "f04", r"\[kestrel-ci\] weekly report 10/2024: .{250,}"),
    ("a mind changed", "m02", r"changing my vote from \+1 to -1"),
    ("a German aside", "m10", r"Wir haben es intern auch so beschlossen"),
    ("raw Latin-1 on a page", "m10", r"Jürgen"),
]


def of(key, articles):
    """The deliveries of a mail."""
    return [article for article in articles if article.mail.key == key]


def raw(key, articles, texts):
    """The bytes of a mail in the text of its month."""
    (first, *_) = of(key, articles)
    text = texts[first.list_id, first.folder]
    starts = [at.start() for at in re.finditer(rb"^From .*\d{4}\n(?=From: )", text, re.MULTILINE)]
    month = [a for a in articles if (a.list_id, a.folder) == (first.list_id, first.folder)]
    place = month.index(first)
    return text[starts[place] : [*starts, len(text)][place + 1]]


@pytest.mark.parametrize(("quirk", "key", "shows"), IN_TEXT, ids=[case[0] for case in IN_TEXT])
def test_a_quirk_stands_in_the_text_of_a_month(quirk, key, shows, articles, texts):
    """The mail named in the table has the quirk."""
    assert re.search(shows, raw(key, articles, texts)), quirk


@pytest.mark.parametrize(("quirk", "key", "shows"), IN_PAGES, ids=[case[0] for case in IN_PAGES])
def test_a_quirk_stands_in_the_month_of_pages(quirk, key, shows, articles, page):
    """The mail named in the table has the quirk."""
    (article,) = of(key, articles)
    assert article.folder == "2024-March"
    assert re.search(shows, page(article)), quirk


@pytest.mark.parametrize(
    ("quirk", "key", "where"),
    [
        ("twice in a month", "b05", ["kestrel 2024-February"] * 2),
        ("a copy in the next month", "v14", ["kestrel 2024-February", "kestrel 2024-March"]),
        ("two lists", "r07", ["kestrel 2024-February", "kestrel-announce 2024-February"]),
        (
            "two lists, a month of pages",
            "f01",
            ["kestrel 2024-March", "kestrel-announce 2024-March"],
        ),
        ("the other list alone", "f05", ["kestrel-announce 2024-March"]),
    ],
)
def test_copies(quirk, key, where, articles):
    """Copies lie where they are said to."""
    assert where == [f"{a.list_id} {a.folder}" for a in of(key, articles)], quirk


def test_people_with_two_addresses(mails):
    """Three of the people write from two addresses under one name, one under two names."""
    pairs = {(mail.name, mail.address) for mail in mails.values()}
    by_name = Counter(name for name, _ in pairs)
    by_address = Counter(address for _, address in pairs)
    assert {"Hanna Lindqvist", "Priya Raman", "Sam Okafor"} == {
        name for name, addresses in by_name.items() if addresses == 2
    }
    assert {"tomas@echeverria.example"} == {
        address for address, names in by_address.items() if names == 2
    }


def test_it_is_as_large_as_promised(mails, articles):
    """At least three months, eighty mails, eight threads, ten people."""
    assert len({a.folder for a in articles if a.folder.startswith("2024")}) >= 4
    assert len(mails) == 139
    assert len({mail.thread for mail in mails.values()}) == 16
    assert len({mail.address.partition("@")[2] for mail in mails.values()}) >= 10


def test_nobody_in_it_exists(mails):
    """Every address lies in a domain that is kept for examples (RFC 2606)."""
    for mail in mails.values():
        for domain in re.findall(r"\w@([-\w.]+\w)", mail.address + " " + mail.body):
            assert domain.endswith(".example"), (mail.key, domain)
