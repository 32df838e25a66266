"""Servers that name mails by their ids: HyperKitty and public-inbox, each behaving as it does."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

from pipeline.errors import FetchError
from pipeline.fetch import source, stored
from pipeline.fetch.step import Step
from pipeline.mail import archive as archives
from pipeline.mail import permalink
from pipeline.records import Message

Site = Any
LIST = "/archives/list/dev@lists.example.org/"
INBOX = "/dev/"


def mails(data: Path, list_id: str = "dev") -> list[Message]:
    """Every mail of a list, as the build would read it."""
    return [
        message
        for archive in stored.recorded(data, list_id)
        for message in archives.parsed(stored.content(data, archive), archive).messages
    ]


def hyperkitty(site: Site) -> None:
    """Make the site behave as HyperKitty: months by query, gzip made on the spot."""
    months = {"2014-08": "2014-August", "2014-09": "2014-September", "2014-10": "2014-October"}
    overview = "".join(
        f'<li><a href="{LIST}{each[:4]}/{int(each[5:])}/">{each}</a></li>'
        for each in ("2014-07", *months)
    )
    page = (
        '<html><head><link rel="stylesheet" href="/static/hyperkitty/css/main.css"></head><body>'
        f'<ul>{overview}</ul><a href="{LIST}latest">latest</a>'
        f'<a href="{LIST}thread/ABC/">a thread</a></body></html>'
    ).encode()
    lists = page.replace(LIST.encode(), b"/archives/list/other@lists.example.org/")[:-14]

    def answer(request: Request) -> Response | None:
        path = request.path
        if path in (LIST, f"{LIST}2014/9/", f"{LIST}thread/ABC/"):
            return Response(page, content_type="text/html")
        if path == "/archives/":
            both = lists + f'<a href="{LIST}">dev</a></body></html>'.encode()
            return Response(both, content_type="text/html")
        if path.startswith(f"{LIST}export/") and path.endswith(".mbox.gz"):
            start, end = request.args["start"], request.args["end"]
            assert start < end
            named = months.get(start[:7])
            plain = site.text(named) if named else b""
            return Response(gzip.compress(plain, mtime=0), content_type="application/gzip")
        return None

    site.odd.append(answer)


def test_a_list_of_hyperkitty(site: Site, data: Path) -> None:
    """Each month is an mbox, and each mail has its page by the hash of its id."""
    hyperkitty(site)
    said: list[str] = []
    fetched = source.fetch(site.at(LIST), data, report=lambda step: said.append(step.note))
    assert [archive.month for archive in fetched] == ["2014-08", "2014-09", "2014-10"]
    assert any("HyperKitty" in note for note in said)
    found = mails(data)
    assert [mail.message_id for mail in found] == [
        mail.id for month in site.months.values() for mail in month
    ]
    assert [mail.url for mail in found] == [
        site.at(f"{LIST}message/{permalink.id_hash(mail.message_id)}/") for mail in found
    ]


@pytest.mark.parametrize("below", ["", "latest", "thread/ABC/"])
def test_any_page_of_the_list_will_do(below: str, site: Site, data: Path) -> None:
    """Whatever page of a list a user copies, the list is meant."""
    hyperkitty(site)
    assert len(source.fetch(site.at(LIST + below), data)) == 3


@pytest.mark.parametrize(
    "below",
    ["2014/9/", "export/dev@lists.example.org-2014-09.mbox.gz?start=2014-09-01&end=2014-10-01"],
)
def test_one_month_of_it(below: str, site: Site, data: Path) -> None:
    """A month's page means that month; the address of its mbox works as well."""
    hyperkitty(site)
    fetched = source.fetch(f"{site.at(LIST)}{below}", data)
    assert [(a.list_id, a.month) for a in fetched if a.month == "2014-09"] == [("dev", "2014-09")]


def test_months_are_chosen(site: Site, data: Path) -> None:
    """Only the months that are wanted are asked for."""
    hyperkitty(site)
    source.fetch(site.at(LIST), data, since="2014-09", until="2014-09")
    exports = [path for path in site.paths() if "/export/" in path]
    assert exports == [f"{LIST}export/dev@lists.example.org-2014-09.mbox.gz"]


def test_a_second_fetch_changes_nothing(site: Site, data: Path) -> None:
    """What comes again with the same bytes keeps its time, so that nothing is built anew."""
    hyperkitty(site)
    first = source.fetch(site.at(LIST), data)
    assert source.fetch(site.at(LIST), data) == first


def test_a_server_of_many_lists_names_them(site: Site, data: Path) -> None:
    """The page of all lists is no list; the message names some."""
    hyperkitty(site)
    with pytest.raises(FetchError) as raised:
        source.fetch(site.at("/archives/"), data)
    assert "dev@lists.example.org" in raised.value.hint


def inbox_page(up: str = "") -> bytes:
    """A page of public-inbox, its tags broken over lines as it does."""
    return (
        f'<html><head><title>dev</title></head><body><pre><b>dev</b>\n<a\nhref="{up}_/text/help/">'
        f'help</a> / <a\nid=mirror\nhref="{up}_/text/mirror/">mirror</a></pre></body></html>'
    ).encode()


@pytest.mark.parametrize("page", [INBOX, f"{INBOX}2.2014@example.org/"])
def test_an_inbox(page: str, site: Site, data: Path) -> None:
    """All mail of an inbox is one archive, each mail with its page by its id."""
    site.files |= {
        INBOX: inbox_page(),
        f"{INBOX}2.2014@example.org/": inbox_page("../"),
        f"{INBOX}all.mbox.gz": gzip.compress(whole(site), mtime=0),
    }
    said: list[Step] = []
    (fetched,) = source.fetch(site.at(page), data, report=said.append)
    assert (fetched.list_id, fetched.month, fetched.kind) == ("dev", "all", "mbox")
    assert any("public-inbox" in step.note for step in said)
    found = mails(data)
    assert len(found) == 5
    assert found[0].url == site.at(f"{INBOX}1.2014@example.org/")
    assert found[0].body.startswith("From what I see")


def whole(site: Site) -> bytes:
    """All mails of the site as public-inbox writes them: one separator, and From lines quoted."""
    separator = "From mboxrd@z Thu Jan  1 00:00:00 1970\n"
    texts = [
        mail.text().split("\n", 1)[1].replace(mail.body, f">From what I see, {mail.body}")
        for month in site.months.values()
        for mail in month
    ]
    return "".join(separator + text for text in texts).encode()


def test_an_inbox_that_gives_no_mbox(site: Site, data: Path) -> None:
    """Some servers leave the mbox out: the message says how to clone."""
    site.files |= {INBOX: inbox_page()}
    with pytest.raises(FetchError, match="does not give its mail") as raised:
        source.fetch(site.at(INBOX), data)
    assert "git clone" in raised.value.hint


def test_an_mbox_on_a_server(site: Site, data: Path) -> None:
    """A plain mbox is fetched by its address, packed or not."""
    site.files["/files/dev.mbox.gz"] = gzip.compress(whole(site), mtime=0)
    (fetched,) = source.fetch(site.at("/files/dev.mbox.gz"), data, list_id="dev")
    assert fetched.kind == "mbox"
    assert [mail.url for mail in mails(data)] == [""] * 5


@pytest.mark.parametrize(
    ("home", "message_id", "page"),
    [
        (
            "https://l.example/list/d@l.example/2014/9/",
            "aaa",
            "https://l.example/list/d@l.example/message/PYSA3Z2PWHWQR6QI2OAGH5VGVEKGFKAV/",
        ),
        ("https://i.example/d/", "a/b?c%d@x", "https://i.example/d/a%2Fb%3Fc%25d@x/"),
        ("https://i.example/d/", "", ""),
        ("", "a@x", ""),
    ],
)
def test_permalinks(home: str, message_id: str, page: str) -> None:
    """A page by id, with what an address cannot hold escaped; none without an id."""
    assert permalink.permalink(home, message_id) == page


def test_the_hash_of_an_id() -> None:
    """SHA-1 in base 32; the example is that of Mailman's documentation."""
    assert permalink.id_hash("87myycy5eh.fsf@uwakimon.sk.tsukuba.ac.jp") == (
        "JJIGKPKB6CVDX6B2CUG4IHAJRIQIOUTP"
    )
