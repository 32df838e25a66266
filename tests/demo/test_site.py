"""The site is what `make.py` renders, and what pipermail would."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from urllib.parse import urljoin

import make as demo_make  # conftest.py has put its folder on the path
import pytest
from bs4 import BeautifulSoup

SITE = demo_make.SITE
PIPERMAIL = SITE / "pipermail"

CHAIN = re.compile(r"<!--(\d) ((?:\d+\.\d+-)+) -->\s*<LI><A HREF=\"(\d{6}\.html)\"")


def plain(content):
    """The content of a file, unpacked: another zlib packs the same into other bytes."""
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def test_the_site_is_what_make_renders():
    """Rendering the mails gives the committed files and no other; gzip may pack them otherwise."""
    expected = demo_make.files()
    actual = {
        str(path.relative_to(SITE)): path.read_bytes() for path in SITE.rglob("*") if path.is_file()
    }
    assert sorted(expected) == sorted(actual)
    assert [name for name in expected if plain(expected[name]) != plain(actual[name])] == []


def test_every_link_of_the_site_leads_somewhere():
    """No page of the site has a broken link to another page of it."""
    for path in sorted(SITE.rglob("*.html")):
        if "attachments" in path.parts:
            continue
        soup = BeautifulSoup(path.read_bytes(), "lxml")
        for link in soup.find_all(["a", "link"], href=True):
            target = link["href"].split("#")[0]
            if "mailto:" in target or "://" in target or target == "index.html":
                continue
            there = urljoin(path.as_uri(), target).removeprefix(SITE.as_uri())
            assert (SITE / there.strip("/")).is_file(), (path.name, target)


def test_every_delivery_has_one_page(articles):
    """As many message pages as deliveries, each under its number."""
    pages = list(PIPERMAIL.glob("*/*/[0-9]*.html"))
    assert len(articles) == len(pages) == len({(a.list_id, a.page) for a in articles})
    assert all((PIPERMAIL / a.list_id / a.folder / a.page).is_file() for a in articles)


@pytest.mark.parametrize("order", ["thread", "subject", "author", "date"])
def test_every_index_lists_every_mail_of_its_month(order, articles):
    """Each of a month's four indexes names each of its pages once."""
    expected = Counter((a.list_id, a.folder, a.page) for a in articles)
    actual = Counter(
        (path.parts[-3], path.parts[-2], name)
        for path in PIPERMAIL.glob(f"*/*/{order}.html")
        for name in re.findall(r'<LI><A HREF="(\d{6}\.html)"', path.read_text("ascii"))
    )
    assert expected == actual


def test_the_chains_of_the_thread_index_tell_the_parent(articles):
    """A chain's last but one link is the mail that it answers, if that is in the same month."""
    number_of = {(a.list_id, a.folder, a.mail.message_id): a.number for a in reversed(articles)}
    article_of = {(a.list_id, a.folder, a.page): a for a in articles}
    checked = 0
    for path in PIPERMAIL.glob("*/*/thread.html"):
        for level, chain, name in CHAIN.findall(path.read_text("ascii")):
            article = article_of[path.parts[-3], path.parts[-2], name]
            numbers = [int(link.partition(".")[2]) for link in chain.strip("-").split("-")]
            assert numbers[-1] == article.number
            assert int(level) == min(len(numbers) - 1, 3)
            if article.mail.references:
                parent = article.mail.references[-1]
                expected = number_of.get((article.list_id, article.folder, parent))
                assert (numbers[-2] if len(numbers) > 1 else None) == expected
                checked += 1
    assert checked > 80


def test_months_are_offered_in_three_ways():
    """One month has plain text, one none, the others are gzipped."""
    index = (PIPERMAIL / "kestrel" / "index.html").read_text("ascii")
    rows = re.findall(r"<td>(\w+ \d{4}):</td>.*?<td>(.*?)</td>\s*</tr>", index, re.DOTALL)
    assert [
        (label, "".join(re.findall(r'(\.txt(?:\.gz)?)"', cell.split("<td>")[-1])))
        for label, cell in rows
    ] == [
        ("April 2024", ".txt"),
        ("March 2024", ""),
        ("February 2024", ".txt.gz"),
        ("January 2024", ".txt.gz"),
        ("January 1970", ".txt.gz"),
    ]


def test_no_address_stands_in_the_open(texts):
    """The archiver has hidden every address, and only those: ids keep their @."""
    for text in texts.values():
        for line in text.decode("latin-1").splitlines():
            if re.search(r"\w@\w", line):
                assert re.match(r"(Message-ID|In-Reply-To|References): <|\t<", line), line
