"""What pages link to: each kind of listing, and pages that mean harm."""

from __future__ import annotations

import time

import pytest

from pipeline.fetch import kinds, listing, months
from pipeline.fetch.listing import Month

HERE = "https://lists.example.org/pipermail/dev/"


def found(*links: str, url: str = HERE, head: str = "") -> list[Month]:
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    return listing.found(listing.soup(f"<html>{head}<body>{anchors}</body></html>".encode()), url)


@pytest.mark.parametrize(
    ("links", "texts", "pages"),
    [
        (["2014-May.txt"], ["2014-May.txt"], []),
        (["2014-May.txt", "2014-May.txt.gz"], ["2014-May.txt.gz", "2014-May.txt"], []),
        (["/pipermail/dev/2014-May.txt"], ["2014-May.txt"], []),
        (["http://old.example.com/x/2014-May.txt"], ["2014-May.txt"], []),
        (["https://lists.example.org:8443/x/2014-May.txt"], ["2014-May.txt"], []),
        (["2014-May/date.html", "2014-May/thread.html"], [],
         ["2014-May/thread.html", "2014-May/date.html"]),
        (["http://old.example.com/dev/2014-May/thread.html#start"], [], ["2014-May/thread.html"]),
        (["2014-May/"], [], ["2014-May/thread.html", "2014-May/"]),
        (["2014-May"], [], ["2014-May/thread.html", "2014-May/"]),
        (["./2014-May.TXT?raw=1"], ["2014-May.TXT"], []),
        (["201405.mbox/thread", "201405.mbox/date"], ["201405.mbox"], []),
    ],
)  # fmt: skip
def test_months(links: list[str], texts: list[str], pages: list[str]) -> None:
    """A month is told by where its links lead, the best first."""
    (month,) = found(*links)
    assert month.name == "2014-05"
    assert list(month.texts) == [HERE + text for text in texts]
    assert list(month.pages) == [HERE + page for page in pages]


def test_mailbox_of_the_whole_list() -> None:
    """A link to all of the list in one file is not one more month; alone, it is the archive."""
    whole = "../dev.mbox/dev.mbox"
    assert [month.name for month in found(whole, "2014-May.txt")] == ["2014-05"]
    assert [month.name for month in found(whole)] == ["dev"]


@pytest.mark.parametrize(
    "link",
    ["../", "/", "?C=N;O=D", "README.txt", "2014-99.txt", "mailto:2014-May.txt", "#2014-May",
     "http://[/2014-May.txt", "2014-Mayday.txt", "pipermail.pck", "attachments/20140501/a.txt"],
)  # fmt: skip
def test_no_months(link: str) -> None:
    """What leads to no month is none."""
    assert found(link) == []


def test_folder_that_is_called_like_a_month() -> None:
    """A list's listing may lie in a folder of a year; the way up is no month."""
    url = "https://lists.example.org/2014/dev/"
    assert [month.name for month in found("../", "/2014/", "2014-May/", url=url)] == ["2014-05"]


def test_base() -> None:
    """A page may say where its links start from."""
    (month,) = found("2014-May.txt", head='<base href="/archive/dev/">')
    assert month.texts == ("https://lists.example.org/archive/dev/2014-May.txt",)


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("http://h/a/b/", "http://h/a/b/"), ("http://h/a/b", "http://h/a/b/"),
        ("http://h/a/index.html", "http://h/a/"), ("http://h/a/list.php?x=/y", "http://h/a/"),
        ("http://h/a/dev.example.org", "http://h/a/dev.example.org/"), ("http://h", "http://h/"),
    ],
)  # fmt: skip
def test_folders(url: str, folder: str) -> None:
    """An address is in a folder, its own where it names no file."""
    assert listing.folder(url) == folder


def test_messages() -> None:
    """Message pages come once each in the order of their numbers, none of another folder."""
    page = (
        b'<li><a href="000010.html">a</a><a href="000009.html#9">b</a><a href="000010.html">c</a>'
        b'<a href="../2014-June/000011.html">d</a><a href="thread.html">e</a>'
        b'<a href="http://old.example.com/pipermail/dev/2014-May/000012.html">f</a>'
    )
    url = f"{HERE}2014-May/thread.html"
    assert listing.messages(listing.soup(page), url) == [
        (f"{name}.html", f"{HERE}2014-May/{name}.html") for name in ("000009", "000010", "000012")
    ]


@pytest.mark.parametrize(
    ("url", "page", "name"),
    [
        (HERE, "", "dev"),
        ("http://h/lists/my%2Dlist/index.html", "", "my-list"),
        ("http://h/pipermail/", '<a href="/mailman/listinfo/dev">x</a>', "dev"),
        ("http://h/", "<title>The Dev-Talk Archives</title>", "dev-talk"),
        ("http://h/", "<title>Index of /</title>", ""),
    ],
)
def test_names_of_lists(url: str, page: str, name: str) -> None:
    """A list is called like its folder, else like its page says."""
    assert listing.list_name(listing.soup(page.encode()), url) == name


def test_index_is_no_message() -> None:
    """An index that somebody saved shows a date and names, but is no mail."""
    page = (
        b"<html><h1>May 2014 Archives by thread</h1><b>Messages sorted by:</b>"
        b"<i>Thu May  1 10:00:00 UTC 2014</i><ul><li><a href='000001.html'>Hello</a></ul></html>"
    )
    assert kinds.kind("saved.html", page) == ""


MONSTERS = [
    b"<div>" * 50_000,
    b'<a href="' + b"2014-" * 100_000 + b'.txt">',
    b'<a href="' + b"0" * 100_000 + b'.html">',
    b'<a href="' + b"../" * 30_000 + b'2014-May.txt">',
    b"<a href=" * 50_000,
    b"<link rel=index href=" * 20_000,
    b"From " * 100_000,
    b"From: a\n" * 50_000,
    b"List-Id: <" * 50_000,
    b"1" * 300_000 + b".htm",
    b"\nFrom a  Mon Sep  1 10:00:00" * 20_000,
]


@pytest.mark.parametrize("monster", MONSTERS, ids=lambda monster: repr(monster[:24]))
def test_monsters(monster: bytes) -> None:
    """Hostile pages are read in linear time, and raise nothing."""
    begun = time.process_time()
    page = listing.soup(monster)
    listing.found(page, HERE)
    listing.messages(page, f"{HERE}2014-May/thread.html")
    listing.list_name(page, HERE)
    kinds.kind("2014-May.txt", monster)
    kinds.list_id(monster)
    months.own(monster.decode("latin-1"))
    assert time.process_time() - begun < 5
