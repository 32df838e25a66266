"""A site to archives: every form in which sites come, and what is asked for the second time."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

from pipeline.errors import FetchError, UsageError
from pipeline.fetch import source, stored
from pipeline.fetch.step import Step
from pipeline.mail import archive as archives
from pipeline.records import Archive, Message

Site = Any
DEV = "/pipermail/dev/"


def fetch(address: str, data: Path, **options: Any) -> list[Archive]:
    return source.fetch(address, data, **options)


def mails(data: Path, list_id: str = "dev") -> list[Message]:
    """Every mail of a list, as the build would read it."""
    return [
        message
        for archive in stored.recorded(data, list_id)
        for message in archives.parsed(stored.content(data, archive), archive).messages
    ]


def whole(site: Site, data: Path, list_id: str = "dev") -> None:
    """Assert that all five mails came, each with its public page."""
    found = mails(data, list_id)
    numbered = [mail for month in site.months.values() for mail in month]
    assert [mail.id for mail in numbered] == [message.message_id for message in found]
    stems = [stem for stem, month in site.months.items() for _ in month]
    assert [
        (f"/{stem}/{mail.number:06d}.html") for stem, mail in zip(stems, numbered, strict=True)
    ] == [message.url[message.url.rindex("/2014") :] for message in found]


def test_text(site: Site, data: Path) -> None:
    """A month's text is kept as served, with its index, and recorded."""
    fetched = fetch(site.url, data)
    assert [(a.month, a.kind) for a in fetched] == [
        ("2014-08", "text"), ("2014-09", "text"), ("2014-10", "text"),
    ]  # fmt: skip
    assert fetched == stored.recorded(data, "dev")
    assert stored.lists(data) == ["dev"]
    september = fetched[1]
    served = (data / "archive" / september.path).read_bytes()
    assert served == site.text("2014-September")
    assert (september.bytes, september.sha256) == (len(served), stored.digest(served))
    assert september.url == f"{site.url}2014-September.txt"
    assert september.index_url == f"{site.url}2014-September/thread.html"
    assert september.etag
    assert september.last_modified
    whole(site, data)


def test_pages(site: Site, data: Path) -> None:
    """A site without texts is rebuilt from its message pages."""
    site.files = site.pipermail("")
    assert {archive.kind for archive in fetch(site.url, data)} == {"pages"}
    whole(site, data)
    answers = [message.in_reply_to for message in mails(data)]
    assert answers.count(()) == len(answers)


@pytest.mark.parametrize("status", [404, 403, 410])
def test_text_is_hidden(site: Site, data: Path, status: int) -> None:
    """Where the listing names texts that are not to be had, the pages are taken."""
    site.odd.append(lambda r: Response("", status) if ".txt" in r.path else None)
    assert {archive.kind for archive in fetch(site.url, data)} == {"pages"}
    whole(site, data)


def test_text_is_a_page_that_says_sorry(site: Site, data: Path) -> None:
    """A page of HTML in place of a text, with status 200, is no text."""
    sorry = b"<html><body>Sorry, that page was not found.</body></html>"
    site.odd.append(lambda r: Response(sorry, 200) if ".txt" in r.path else None)
    assert {archive.kind for archive in fetch(site.url, data)} == {"pages"}
    whole(site, data)


def test_text_without_mail(site: Site, data: Path) -> None:
    """A text without a mail gives way to pages; where there are none, it is kept as it is."""
    site.files[f"{DEV}2014-September.txt"] = b"\n"
    site.files[f"{DEV}2014-October.txt"] = b"The archive was lost in a fire.\n"
    del site.files[f"{DEV}2014-October/thread.html"]
    kinds = {archive.month: archive.kind for archive in fetch(site.url, data)}
    assert kinds == {"2014-08": "text", "2014-09": "pages", "2014-10": "text"}


def apache(files: dict[str, bytes]) -> bytes:
    rows = "".join(
        f'<tr><td><a href="{name}">{name}</a></td><td align="right">2014-11-03</td></tr>'
        for name in ["?C=N;O=D", "/pipermail/", *files]
    )
    return f"<html><title>Index of /pipermail/dev</title><body><table>{rows}</table>".encode()


def nginx(files: dict[str, bytes]) -> bytes:
    rows = "".join(f'<a href="{name}">{name}</a>   03-Nov-2014 06:25  1234\n' for name in files)
    return f'<html><body><h1>Index of /</h1><pre><a href="../">../</a>\n{rows}</pre>'.encode()


@pytest.mark.parametrize("directory", [apache, nginx])
def test_directory_pages(
    site: Site, data: Path, directory: Callable[[dict[str, bytes]], bytes]
) -> None:
    """A server's own listing of a directory does as well."""
    files = site.texts(".txt.gz")
    names = {**files, **{f"{stem}/": b"" for stem in site.months}, "pipermail.pck": b""}
    site.files[DEV] = directory(names)
    site.files |= {DEV + name: content for name, content in files.items()}
    assert [archive.month for archive in fetch(site.url, data)] == ["2014-08", "2014-09", "2014-10"]
    whole(site, data)


def test_directory_page_of_a_month(site: Site, data: Path) -> None:
    """Message pages are found in a month whose index is the server's own listing."""
    site.files = site.pipermail("")
    for stem, month in site.months.items():
        del site.files[f"{DEV}{stem}/thread.html"]
        names = {f"{mail.number:06d}.html": b"" for mail in month}
        site.files[f"{DEV}{stem}/"] = nginx(names)
    site.files[DEV] = nginx({f"{stem}/": b"" for stem in site.months})
    fetch(site.url, data)
    whole(site, data)


@pytest.mark.parametrize("base", ["{here}", "/pipermail/dev/", "http://lists.example.org/old/dev/"])
def test_absolute_links(site: Site, data: Path, base: str) -> None:
    """Absolute links work; those of a copied site, which name its old host, are taken as beside."""
    site.files[DEV] = site.listing(".txt", base.format(here=site.url))
    fetch(site.url, data)
    whole(site, data)
    assert {path for path in site.paths() if not path.startswith(DEV)} == {"/robots.txt"}


@pytest.mark.parametrize(
    ("stem", "month"),
    [("2019q2", "2019q2"), ("2019", "2019"), ("Week-of-Mon-20190603", "2019-06-03w"),
     ("20190603", "2019-06-03"), ("2019-06", "2019-06"), ("1945-February", "1945-02"),
     ("2038-January", "2038-01")],
)  # fmt: skip
def test_names_of_months(site: Site, data: Path, stem: str, month: str) -> None:
    """Quarters, years, weeks, days and months that cannot be are archives like any other."""
    site.files = {
        DEV: site.listing(".txt.gz", stems=(stem,)),
        f"{DEV}{stem}.txt.gz": gzip.compress(site.text("2014-September")),
    }
    assert [archive.month for archive in fetch(site.url, data)] == [month]
    assert len(mails(data)) == 3


@pytest.mark.parametrize(
    "headers",
    [{"Content-Encoding": "gzip"}, {"Content-Encoding": "x-gzip"},
     {"Content-Type": "text/html; charset=utf-8"}, {"Content-Type": "application/x-gzip"}],
    ids=str,
)  # fmt: skip
def test_what_servers_say_of_gzip(site: Site, data: Path, headers: dict[str, str]) -> None:
    """A packed text is told by its first bytes, whatever the server calls it."""
    site.files = site.pipermail(".txt.gz")
    site.odd.append(
        lambda r: Response(site.files[r.path], headers=headers) if r.path.endswith(".gz") else None
    )
    fetched = fetch(site.url, data)
    assert (data / "archive" / fetched[0].path).read_bytes() == site.files[
        f"{DEV}2014-August.txt.gz"
    ]
    whole(site, data)


def test_packed_twice(site: Site, data: Path) -> None:
    """A server that packs what is packed already, pages included, is understood."""
    site.files = {
        path: gzip.compress(content) for path, content in site.pipermail(".txt.gz").items()
    }
    fetch(site.url, data)
    whole(site, data)


def test_packed_since_listed(site: Site, data: Path) -> None:
    """A text that was packed after the listing was made, or is not packed yet, is found."""
    site.files = site.pipermail(".txt.gz") | {DEV: site.listing(".txt")}
    assert {archive.kind for archive in fetch(site.url, data)} == {"text"}
    whole(site, data)


@pytest.mark.parametrize(
    "page",
    ["", "index.html", "thread.html", "/mailman/listinfo/dev", "/cgi-bin/mailman/listinfo/dev",
     "?C=M", "#end"],
)  # fmt: skip
def test_addresses_of_a_list(site: Site, data: Path, page: str) -> None:
    """A list is found by whatever address of it a browser shows."""
    site.files[f"{DEV}index.html"] = site.files[DEV]
    fetch(site.at(page) if page.startswith("/") else site.url + page, data)
    whole(site, data)


def test_information_page_links_elsewhere(site: Site, data: Path) -> None:
    """Where /pipermail/NAME/ is not, the link on the information page is followed."""
    site.files = site.pipermail(at="/lists/pipermail/dev/")
    site.files["/mailman/listinfo/dev"] = (
        b'<html><a href="/lists/pipermail/dev/">Archives</a></html>'
    )
    fetch(site.at("/mailman/listinfo/dev"), data)
    whole(site, data)


def test_without_slash(site: Site, data: Path) -> None:
    """An address without its last slash works, redirected or not."""
    site.files[DEV.rstrip("/")] = site.files[DEV]
    fetch(site.url.rstrip("/"), data)
    whole(site, data)


@pytest.mark.parametrize(
    "page", ["thread.html", "date.html", "", "../2014-September.txt", "../2014-September.txt.gz"]
)
def test_addresses_of_a_month(site: Site, data: Path, page: str) -> None:
    """The address of one month's page or text fetches that month and no other."""
    site.files |= {
        f"{DEV}2014-September/{name}": site.index("2014-September") for name in ("", "date.html")
    }
    site.files |= {DEV + name: content for name, content in site.texts(".txt.gz").items()}
    fetched = fetch(f"{site.url}2014-September/{page}", data)
    assert [(archive.list_id, archive.month) for archive in fetched] == [("dev", "2014-09")]
    assert all(message.url for message in mails(data))
    assert len(mails(data)) == 3


def test_month_without_listing(site: Site, data: Path) -> None:
    """A month's own page is enough where the listing is gone."""
    del site.files[DEV]
    assert [a.kind for a in fetch(f"{site.url}2014-September/thread.html", data)] == ["text"]
    assert len(mails(data)) == 3


def test_address_of_a_message(site: Site, data: Path) -> None:
    """The address of one message fetches its page."""
    fetched = fetch(f"{site.url}2014-September/000003.html", data)
    assert [(a.list_id, a.month, a.kind) for a in fetched] == [("dev", "000003", "page")]
    (message,) = mails(data)
    assert message.url == f"{site.url}2014-September/000003.html"


def test_address_of_an_mbox(site: Site, data: Path) -> None:
    """The address of a mailbox fetches it."""
    site.files["/pipermail/dev.mbox/dev.mbox"] = site.text("2014-September")
    fetched = fetch(site.at("/pipermail/dev.mbox/dev.mbox"), data, list_id="dev")
    assert [(a.month, a.kind) for a in fetched] == [("dev", "text")]
    assert len(mails(data)) == 3


def test_page_that_sends_on(site: Site, data: Path) -> None:
    """A page that only sends its readers on is followed; one that sends them to itself is not."""
    sends = '<html><meta http-equiv="Refresh" content="0; URL={}"></html>'
    site.files["/dev"] = sends.format("/pipermail/dev/").encode()
    site.files["/circle"] = sends.format("/circle2").encode()
    site.files["/circle2"] = sends.format("/circle").encode()
    fetch(site.at("/dev"), data)
    whole(site, data)
    with pytest.raises(FetchError, match="is no pipermail page"):
        fetch(site.at("/circle"), data)


def test_site_at_the_root(site: Site, data: Path) -> None:
    """Where the address names no list, the listing does, or the user."""
    site.files = site.pipermail(at="/")
    fetch(site.at("/"), data)
    fetch(site.at("/"), data, list_id="other")
    assert stored.lists(data) == ["dev", "other"]
    whole(site, data, "other")
    site.files["/"] = site.listing().replace(b"listinfo", b"info").replace(b"The Dev", b"Our")
    with pytest.raises(UsageError, match="does not say what its list is called"):
        fetch(site.at("/"), data)


def test_redirected(site: Site, data: Path) -> None:
    """What has moved is found where it is now, and cited from there."""
    site.files = site.pipermail(at="/archive/pipermail/dev/")

    def moved(request: Request) -> Response | None:
        if request.path.startswith(DEV):
            return Response(status=301, headers={"Location": f"/archive{request.path}"})
        return None

    site.odd.append(moved)
    fetch(site.url, data)
    whole(site, data)
    assert all("/archive/pipermail/dev/" in message.url for message in mails(data))


def test_redirected_to_another_host(site: Site, data: Path) -> None:
    """A redirect to another host is followed, and that host's robots.txt holds there."""

    def moved(request: Request) -> Response | None:
        if request.host.startswith("localhost") and request.path.startswith(DEV):
            to = request.url.replace("localhost", "127.0.0.1", 1)
            return Response(status=302, headers={"Location": to})
        return None

    site.odd.append(moved)
    fetch(site.url, data)
    whole(site, data)
    assert all(message.url.startswith("http://127.0.0.1:") for message in mails(data))
    rules = b"User-agent: *\nDisallow: /pipermail/"
    site.odd.insert(
        0, lambda r: Response(rules) if r.host[0] == "1" and "robots" in r.path else None
    )
    with pytest.raises(FetchError, match=r"robots\.txt of 127\.0\.0\.1:\d+ forbids"):
        fetch(site.url, data, refresh=True)


def test_links_are_no_paths(site: Site, data: Path) -> None:
    """No link writes a file outside the archive, or asks another host."""
    site.files[DEV] = (
        b'<html><a href="../../../../../etc/2014-September.txt">a</a>'
        b'<a href="http://evil.example.org/%2e%2e%2f%2e%2e%2f2014-October.txt">b</a>'
        b'<a href="file:///etc/2014-August.txt">c</a><a href="http://[bad/2014-July.txt">d</a>'
        b'<a href="..%2f..%2fx.mbox">e</a><a href="javascript:alert(1)">f</a></html>'
    )
    site.files["/etc/2014-September.txt"] = site.text("2014-September")
    site.files["/pipermail/x.mbox"] = site.files[f"{DEV}../../x.mbox"] = site.text("2014-October")
    fetched = fetch(site.url, data)
    root = (data / "archive" / "dev").resolve()
    for archive in fetched:
        assert (data / "archive" / archive.path).resolve().parent == root
    assert [path.name for path in data.iterdir()] == ["archive"]


def test_since_until(site: Site, data: Path) -> None:
    """Only the months asked for are fetched."""
    assert [a.month for a in fetch(site.url, data, since="2014-09", until="2014-09")] == ["2014-09"]
    assert site.count(f"{DEV}2014-August.txt") == 0
    assert [a.month for a in fetch(site.url, data, since="2014-10")] == ["2014-10"]
    assert [a.month for a in stored.recorded(data, "dev")] == ["2014-09", "2014-10"]
    with pytest.raises(UsageError, match="no archive of the months") as error:
        fetch(site.url, data, since="2015")
    assert error.value.hint == "it has 2014-08 to 2014-10"


def test_second_time(site: Site, data: Path) -> None:
    """Only the newest month is asked for again, on condition; nothing changes if it has not."""
    first = fetch(site.url, data)
    site.asked.clear()
    assert fetch(site.url, data) == first
    assert site.paths() == [
        "/robots.txt", DEV, f"{DEV}2014-October.txt", f"{DEV}2014-October/thread.html",
    ]  # fmt: skip
    assert site.asked[2][1]["If-None-Match"] == first[2].etag
    site.asked.clear()
    fetch(site.url, data, refresh=True)
    assert len([headers for _, headers in site.asked if "If-None-Match" in headers]) == 6


def test_grown(site: Site, data: Path) -> None:
    """A newest month that has grown is fetched again, and the file it replaces goes."""
    first = fetch(site.url, data)
    path = f"{DEV}2014-October.txt"
    site.files[path] += site.text("2014-September")
    second = fetch(site.url, data)
    assert first[:2] == second[:2]
    assert second[2].bytes == len(site.files[path])
    assert not (data / "archive" / first[2].path).exists()
    assert len(mails(data)) == 8


def test_month_that_was_not_over(site: Site, data: Path) -> None:
    """A month that was fetched before it was over is asked for again, newest or not."""
    fetch(site.url, data)
    row = stored.kept(data, "dev", "2014-09")
    assert row is not None
    early = row.checked_at.replace(year=2014, month=9, day=20)
    stored.record(data, stored.Kept(row.archive, early, row.source, row.asked))
    site.asked.clear()
    fetch(site.url, data)
    assert site.count(f"{DEV}2014-September.txt") == 1
    assert site.count(f"{DEV}2014-August.txt") == 0


def test_pages_second_time(site: Site, data: Path) -> None:
    """Pages that are there are not asked for again, unless all is; then on condition."""
    site.files = site.pipermail("")
    fetch(site.url, data)
    site.asked.clear()
    fetch(site.url, data)
    assert [path for path in site.paths() if path[-11:].startswith("0")] == []
    fetch(site.url, data, refresh=True)
    asked = [headers for path, headers in site.asked if path[-11:].startswith("0")]
    assert len(asked) == 5
    assert all("If-Modified-Since" in headers for headers in asked)


def test_two_sites_of_one_name(site: Site, data: Path) -> None:
    """A month of another site takes the place of that of the first, and is not taken for it."""
    fetch(site.url, data)
    site.files |= site.pipermail("", at="/hidden/dev/")
    fetch(site.at("/hidden/dev/"), data)
    assert {archive.kind for archive in stored.recorded(data, "dev")} == {"pages"}
    assert all("/hidden/" in message.url for message in mails(data))


def test_damaged_file(site: Site, data: Path) -> None:
    """A file that is not what was fetched is fetched again, and no other."""
    first = fetch(site.url, data)
    (data / "archive" / first[0].path).write_bytes(b"spilt")
    site.asked.clear()
    assert fetch(site.url, data)[0].sha256 == first[0].sha256
    assert site.count(f"{DEV}2014-August.txt") == 1
    assert site.count(f"{DEV}2014-September.txt") == 0
    whole(site, data)


def test_damaged_page(site: Site, data: Path) -> None:
    """A damaged page among pages is fetched again, and no other."""
    site.files = site.pipermail("")
    first = fetch(site.url, data)
    folder = data / "archive" / first[1].path
    (folder / "000003.html").write_bytes(b"spilt")
    site.asked.clear()
    assert fetch(site.url, data)[1].sha256 == first[1].sha256
    assert [path for path in site.paths() if path[-11:].startswith("0")] == [
        f"{DEV}2014-September/000003.html"
    ]
    whole(site, data)


def test_months_that_are_not_there(site: Site, data: Path) -> None:
    """Months that the listing names and the server lacks are told, and keep nothing else away."""
    site.files[DEV] = site.listing(".txt", stems=("2013-May", *site.months, "2014-November"))
    steps: list[Step] = []
    assert len(fetch(site.url, data, report=steps.append)) == 3
    assert (steps[-1].done, steps[-1].total) == (5, 5)
    assert "2013-05, 2014-11 listed but not there" in steps[-1].note


def test_none_is_there(site: Site, data: Path) -> None:
    """A listing of which nothing is there is an error."""
    site.files = {DEV: site.listing()}
    with pytest.raises(
        FetchError, match="none of the archives of dev that are listed is there: 2014-08, "
    ):
        fetch(site.url, data)


def test_one_month_fails(site: Site, data: Path) -> None:
    """A month that fails is told at the end, when the others are there."""
    site.odd.append(lambda r: Response("", 500) if "September" in r.path else None)
    with pytest.raises(
        FetchError, match=r"1 of 3 archives of dev .*2014-09.*500 Internal"
    ) as error:
        fetch(site.url, data)
    assert "what was fetched is kept" in error.value.hint
    assert [archive.month for archive in stored.recorded(data, "dev")] == ["2014-08", "2014-10"]
    site.odd.clear()
    fetch(site.url, data)
    whole(site, data)


def test_index_fails(site: Site, data: Path) -> None:
    """A text whose index fails is kept, and the index is fetched the next time."""
    site.odd.append(lambda r: Response("", 503) if "August/thread" in r.path else None)
    with pytest.raises(FetchError, match=r"2014-08.*its text is kept, but not its index"):
        fetch(site.url, data)
    assert len(mails(data)) == 5
    site.odd.clear()
    site.asked.clear()
    fetch(site.url, data)
    assert site.asked[2][1].get("If-None-Match")
    whole(site, data)


def test_progress_of_pages(site: Site, data: Path) -> None:
    """Each page that is fetched is told."""
    site.files = site.pipermail("")
    steps: list[Step] = []
    fetch(site.url, data, report=steps.append)
    assert Step(1, 3, "2014-09: page 2 of 3") in steps


def test_index_that_is_not_the_first(site: Site, data: Path) -> None:
    """Where the thread page is missing, another page of the month serves."""
    for stem in site.months:
        site.files[f"{DEV}{stem}/date.html"] = site.files.pop(f"{DEV}{stem}/thread.html")
    fetch(site.url, data)
    whole(site, data)


def test_text_alone_is_listed(site: Site, data: Path) -> None:
    """Where only texts are listed, pipermail's place of the index is tried."""
    links = "".join(f'<a href="{stem}.txt">{stem}</a>' for stem in site.months)
    site.files[DEV] = f"<html>{links}</html>".encode()
    fetch(site.url, data)
    whole(site, data)


def lost(data: Path) -> list[tuple[str, str, str]]:
    """Month, code and page of what belongs to no mail, as the build would count it."""
    return [
        (defect.month, defect.code, defect.detail.rpartition("/")[2])
        for archive in stored.recorded(data, "dev")
        for defect in archives.parsed(stored.content(data, archive), archive).defects
        if defect.message is None
    ]


@pytest.mark.parametrize("status", [404, 403, 410])
@pytest.mark.parametrize("listing", [False, True])
def test_a_page_that_is_not_there(site: Site, data: Path, status: int, listing: bool) -> None:
    """A page that is named and that the server lacks is counted as lost, until it is there."""
    site.files = site.pipermail("")
    if listing:
        names = {f"{mail.number:06d}.html": b"" for mail in site.months["2014-September"]}
        site.files[f"{DEV}2014-September/thread.html"] = apache(names)
    site.odd.append(lambda r: Response("", status) if r.path.endswith("3.html") else None)
    fetch(site.url, data)
    assert len(mails(data)) == 4
    assert lost(data) == [("2014-09", "no-page", "000003.html")]
    site.odd.clear()
    fetch(site.url, data, refresh=True)
    assert (len(mails(data)), lost(data)) == (5, [])


def test_a_month_without_any_of_its_pages(site: Site, data: Path) -> None:
    """Where no page of a month is there, each is lost; the month is asked for again."""
    site.files = site.pipermail("")
    site.odd.append(lambda r: Response("", 404) if "August/0" in r.path else None)
    fetched = fetch(site.url, data)
    assert [(archive.month, archive.bytes > 0) for archive in fetched] == [
        ("2014-08", False),
        ("2014-09", True),
        ("2014-10", True),
    ]
    assert lost(data) == [("2014-08", "no-mail", ""), ("2014-08", "no-page", "000001.html")]
    site.odd.clear()
    fetch(site.url, data)
    assert (len(mails(data)), lost(data)) == (5, [])
