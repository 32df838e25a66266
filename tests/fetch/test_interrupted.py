"""What is cut off, refused or killed: never taken for a whole, never lost, gone on with."""

from __future__ import annotations

import gzip
import os
import signal
import socketserver
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

from pipeline.errors import FetchError, PartError
from pipeline.fetch import mirror, source, stored

Site = Any
DEV = "/pipermail/dev/"
SEPTEMBER = f"{DEV}2014-September.txt"


def fetch(site: Site, data: Path, **options: Any) -> None:
    source.fetch(site.url, data, **options)


def kept(data: Path, month: str = "2014-09") -> bytes:
    """The file of a month, as it was served."""
    row = stored.kept(data, "dev", month)
    assert row is not None
    return (data / "archive" / row.archive.path).read_bytes()


def headers(site: Site, path: str, name: str) -> list[str | None]:
    """A header of each request for a path."""
    return [headers.get(name) for asked, headers in site.asked if asked == path]


class Once:
    """An oddity that befalls the first request for a path."""

    def __init__(self, path: str, response: Any) -> None:
        self.path = path
        self.response = response
        self.done = 0

    def __call__(self, request: Request) -> Response | None:
        if request.path != self.path or self.done:
            return None
        self.done += 1
        return self.response if isinstance(self.response, Response) else self.response()


def test_broken_off(site: Site, data: Path) -> None:
    """A download that breaks off is gone on with, from where it had got to."""
    content = site.files[SEPTEMBER]
    site.odd.append(Once(SEPTEMBER, lambda: site.cut(content, 200, {"ETag": '"one"'})))
    site.odd.append(lambda r: rest(r, content) if r.path == SEPTEMBER else None)
    fetch(site, data)
    assert headers(site, SEPTEMBER, "Range") == [None, "bytes=200-"]
    assert headers(site, SEPTEMBER, "If-Range") == [None, '"one"']
    assert kept(data) == content


def rest(request: Request, content: bytes) -> Response:
    start = int(request.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    told = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}", "ETag": '"one"'}
    return Response(content[start:], 206, told)


@pytest.mark.parametrize("version", [{"ETag": 'W/"weak"'}, {}], ids=["weak", "none"])
def test_broken_off_without_a_version(site: Site, data: Path, version: dict[str, str]) -> None:
    """Where the server names no version, or a weak one, the download begins anew."""
    content = site.files[SEPTEMBER]
    site.odd.append(Once(SEPTEMBER, lambda: site.cut(content, 200, version)))
    fetch(site, data)
    assert headers(site, SEPTEMBER, "Range") == [None, None]
    assert kept(data) == content


def test_changed_meanwhile(site: Site, data: Path) -> None:
    """A file that changed after it broke off is never stitched together from two versions."""
    site.odd.append(Once(SEPTEMBER, lambda: site.cut(b"x" * 900, 200, {"ETag": '"old"'})))
    fetch(site, data)
    assert headers(site, SEPTEMBER, "If-Range") == [None, '"old"']
    assert kept(data) == site.files[SEPTEMBER]


@pytest.mark.parametrize(
    ("status", "told"),
    [(206, "bytes 7-99/100"), (206, ""), (206, "bytes 200-299/999999"), (416, "bytes */100")],
)
def test_resumed_wrongly(site: Site, data: Path, status: int, told: str) -> None:
    """A server that resumes elsewhere, or gives another length, is asked for the whole."""
    content = site.files[SEPTEMBER]
    site.odd.append(Once(SEPTEMBER, lambda: site.cut(content, 200, {"ETag": '"one"'})))
    wrong = Response(content[200:], status, {"Content-Range": told})
    site.odd.append(Once(SEPTEMBER, wrong))
    fetch(site, data)
    assert headers(site, SEPTEMBER, "Range") == [None, "bytes=200-", None]
    assert kept(data) == content


def test_broken_gzip(site: Site, data: Path) -> None:
    """A gzip that lacks its end is asked for again, though its length be as announced."""
    site.files = site.pipermail(".txt.gz")
    path = f"{SEPTEMBER}.gz"
    site.odd.append(Once(path, lambda: Response(site.files[path][:-20])))
    fetch(site, data)
    assert site.count(path) == 2
    assert kept(data) == site.files[path]


def test_gzip_that_lies_broken(site: Site, data: Path) -> None:
    """A gzip that is broken where it lies is kept, and what can be read of it is read."""
    text = site.text("2014-September") * 50
    site.files = site.pipermail(".txt.gz") | {f"{SEPTEMBER}.gz": gzip.compress(text)[:-30]}
    fetch(site, data)
    row = stored.kept(data, "dev", "2014-09")
    assert row is not None
    content = stored.content(data, row.archive)
    assert content.truncated
    assert text.startswith(content.main)
    assert content.main


def test_gzip_that_is_mended(site: Site, data: Path) -> None:
    """A month that lies broken is told, and asked for again until it is whole, over or not."""
    site.files = site.pipermail(".txt.gz")
    path = f"{SEPTEMBER}.gz"
    whole = site.files[path]
    site.files[path] = whole[:-20]
    for _ in range(2):
        notes: list[str] = []
        fetch(site, data, report=lambda step: notes.append(step.note))  # noqa: B023
        assert "2014-09 cut off or damaged at the server" in notes[-1]
    site.files[path] = whole
    fetch(site, data)
    assert kept(data) == whole
    before = site.count(path)
    fetch(site, data)
    assert site.count(path) == before


def test_cut_for_good(site: Site, data: Path) -> None:
    """A download that breaks off each time is told, and leaves no archive."""
    site.validators = False
    content = site.files[SEPTEMBER]
    site.odd.append(lambda r: site.cut(content, 200, {}) if r.path == SEPTEMBER else None)
    with pytest.raises(FetchError, match="2014-09") as error:
        fetch(site, data)
    assert "broke off" in str(error.value)
    assert stored.kept(data, "dev", "2014-09") is None
    assert kept(data, "2014-10")


def test_retry_after(site: Site, data: Path) -> None:
    """A server that is overloaded is left alone for as long as it asks."""
    times: list[float] = []

    def busy() -> Response:
        times.append(time.monotonic())
        return Response("", 503, {"Retry-After": "1"})

    def then(request: Request) -> None:
        if request.path == SEPTEMBER:
            times.append(time.monotonic())

    steps: list[Any] = []
    site.odd += [Once(SEPTEMBER, busy), then]
    fetch(site, data, report=steps.append)
    assert times[1] - times[0] >= 1
    assert any("asks to wait 1 s" in step.note for step in steps)
    assert kept(data) == site.files[SEPTEMBER]


def test_retry_after_a_date(site: Site, data: Path) -> None:
    """The time to wait until may be a date; one that is past is now."""
    past = site.dated(time.time() - 60)
    for status in (429, 503):
        site.odd.append(Once(SEPTEMBER, Response("", status, {"Retry-After": past})))
    fetch(site, data)
    assert kept(data) == site.files[SEPTEMBER]


def test_retry_after_an_hour(site: Site, data: Path) -> None:
    """Nobody waits for an hour: it is told."""
    site.odd.append(lambda r: Response("", 429, {"Retry-After": "3600"}))
    with pytest.raises(FetchError, match="asks to come again in 60 minutes") as error:
        fetch(site, data)
    assert "later" in error.value.hint
    assert len(site.asked) == 1


def test_host_that_goes_away(site: Site, data: Path) -> None:
    """A host that fails month after month is left alone."""
    many = tuple(f"{year}-May" for year in range(2000, 2010))
    site.files = {DEV: site.listing(stems=many)}
    site.odd.append(lambda r: Response("", 500) if "May" in r.path else None)
    with pytest.raises(FetchError, match="stopped after 3 of 10"):
        fetch(site, data)


def test_robots(site: Site, data: Path) -> None:
    """What robots.txt forbids is not fetched."""
    site.files["/robots.txt"] = b"User-agent: *\nDisallow: /pipermail/\n"
    with pytest.raises(FetchError, match=r"robots\.txt of localhost:\d+ forbids"):
        fetch(site, data)
    assert site.paths() == ["/robots.txt"]


def test_robots_for_us(site: Site, data: Path) -> None:
    """Rules that name us hold before those for all; pages may be forbidden and texts not."""
    site.files["/robots.txt"] = (
        b"User-agent: *\nDisallow: /\n\nUser-agent: hansard\nDisallow: /*/thread.html$\n"
    )
    fetch(site, data)
    assert not any(path.endswith("thread.html") for path in site.paths())
    assert kept(data) == site.files[SEPTEMBER]


def test_robots_pause(site: Site, data: Path) -> None:
    """A pause that robots.txt asks for is kept between requests."""
    site.files["/robots.txt"] = b"User-agent: *\nCrawl-delay: 0.3\n"
    begun = time.monotonic()
    fetch(site, data, since="2014-09", until="2014-09")
    assert time.monotonic() - begun > 0.3 * (len(site.asked) - 2)


def test_robots_rate(site: Site, data: Path) -> None:
    """So is a rate; and a robots.txt that has moved holds where it is now."""
    site.files["/rules"] = b"User-agent: *\nRequest-rate: 4/1s\n"
    moved = Response(status=301, headers={"Location": "/rules"})
    site.odd.append(lambda r: moved if r.path == "/robots.txt" else None)
    begun = time.monotonic()
    fetch(site, data, since="2014-09", until="2014-09")
    assert time.monotonic() - begun > 0.25 * (len(site.asked) - 3)


def test_robots_that_fail(site: Site, data: Path) -> None:
    """Where robots.txt fails, nothing may be fetched (RFC 9309 2.3.1.4)."""
    site.odd.append(lambda r: Response("", 500) if r.path == "/robots.txt" else None)
    with pytest.raises(FetchError, match=r"fails at .*/robots\.txt: 500 Internal Server Error"):
        fetch(site, data)
    assert set(site.paths()) == {"/robots.txt"}


def test_who_we_are(site: Site, data: Path) -> None:
    """Each request says what asks, and asks for the bytes as they lie."""
    fetch(site, data)
    assert {headers["User-Agent"].partition("/")[0] for _, headers in site.asked} == {"hansard"}
    assert {headers["Accept-Encoding"] for _, headers in site.asked} == {"identity"}


def test_pause_between_requests(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that is not this machine is given a second between requests."""
    monkeypatch.setattr(mirror, "is_own_machine", lambda url: False)
    begun = time.monotonic()
    with mirror.Mirror() as client:
        client.get(site.url)
        client.get(site.url)
    assert time.monotonic() - begun >= 2 * mirror.PAUSE_SECONDS


def test_disk_that_refuses(site: Site, data: Path) -> None:
    """A disk that takes no more is told as such, and what was written stays."""
    fetch(site, data, until="2014-08")
    folder = data / "archive" / "dev"
    (folder / ".2014-09.part").mkdir()
    with pytest.raises(PartError, match="cannot write") as error:
        fetch(site, data)
    assert "what was fetched is kept" in error.value.hint
    assert kept(data, "2014-08") == site.files[f"{DEV}2014-August.txt"]


PROGRAM = textwrap.dedent("""
    import sys
    from pathlib import Path
    from pipeline.fetch import source
    source.fetch(sys.argv[1], Path(sys.argv[2]))
""")


def killed(site: Site, data: Path, path: str, how: int) -> None:
    """Fetch in a process of its own, and kill it once it has asked for a path."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, site.url, str(data)], stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 20
    while path not in site.paths() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    os.kill(process.pid, how)
    assert process.wait(timeout=20) != 0
    assert path in site.paths()


def stalled(content: bytes, after: int, version: str) -> Response:
    """An answer that stops in the middle and stays open."""

    def begin() -> Iterator[bytes]:
        yield content[:after]
        time.sleep(1.5)

    told = {"Content-Length": str(len(content)), "ETag": version}
    return Response(begin(), headers=told)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_in_a_text(site: Site, data: Path, how: int) -> None:
    """Killed in a download, the next run goes on in the middle of it."""
    content = site.files[SEPTEMBER]
    site.odd.append(Once(SEPTEMBER, lambda: stalled(content, 200, '"one"')))
    site.odd.append(lambda r: rest(r, content) if "Range" in r.headers else None)
    killed(site, data, SEPTEMBER, how)
    assert [archive.month for archive in stored.recorded(data, "dev")] == ["2014-08"]
    site.asked.clear()
    fetch(site, data)
    assert site.count(f"{DEV}2014-August.txt") == 0
    assert headers(site, SEPTEMBER, "Range") == ["bytes=200-"]
    assert kept(data) == content
    assert [
        path.name for path in (data / "archive" / "dev").iterdir() if ".part" in path.name
    ] == []


def test_killed_among_pages(site: Site, data: Path) -> None:
    """Killed among message pages, the next run asks only for those that are not there."""
    site.files = site.pipermail("")
    last = f"{DEV}2014-September/000004.html"
    site.odd.append(Once(last, lambda: stalled(site.files[last], 20, '"one"')))
    killed(site, data, last, signal.SIGKILL)
    assert [archive.month for archive in stored.recorded(data, "dev")] == ["2014-08"]
    site.asked.clear()
    fetch(site, data)
    assert site.count(f"{DEV}2014-September/000002.html") == 0
    assert site.count(last) == 1
    assert [archive.month for archive in stored.recorded(data, "dev")] == [
        "2014-08", "2014-09", "2014-10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://localhost:9/pipermail/dev/", "no web server answers at localhost:9"),
        ("http://nowhere.invalid/pipermail/dev/", "there is no host named nowhere.invalid"),
        ("{at}/pipermail/other/", r"there is nothing at .*other/ \(404 Not Found\)"),
        ("{at}/circle", "redirects in a circle"),
        ("{at}/mail", "redirects to mailto:"),
        ("{at}/away", "there is no host named nowhere.invalid"),
        ("{at}/secret/", r"is not public \(403 Forbidden\)"),
        ("{at}/login/", "asks for a password"),
        ("{at}/hyperkitty/", "dev@example.org"),
        ("{at}/pdf", "is no pipermail page"),
        ("{at}/page", "is no pipermail page"),
        ("{at}/empty", "is no pipermail page"),
        ("{at}/pipermail/", "is not the archive of one list"),
        ("{at}/lists/", "is not the archive of one list"),
        ("{at}/pipermail/new/", "has no months"),
        ("{at}/broken", r"fails at .*broken: 502 Bad Gateway"),
        ("https://{host}/pipermail/dev/", "makes no connection that can be trusted"),
    ],
)
def test_wrong_addresses(site: Site, data: Path, address: str, sentence: str) -> None:
    """Each wrong address gets a sentence of its own and a hint, and writes nothing."""
    site.files |= {
        "/login/": b'<html><form><input type="password" name="p"></form></html>',
        "/hyperkitty/": b'<html><a href="/hyperkitty/list/dev@example.org/">dev</a></html>',
        "/pdf": b"%PDF-1.7\n\0\0",
        "/lists/": b'<html><a href="../">up</a><a href="dev/">dev</a><a href="ops/">ops</a></html>',
        "/pipermail/new/": b'<html>Empty. <a href="/mailman/listinfo/new">About</a></html>',
        "/page": b"<html><p>Welcome</p></html>",
        "/empty": b"",
        "/pipermail/": b'<html><a href="/pipermail/dev/">d</a><a href="/pipermail/a/">a</a></html>',
    }
    odd = {
        "/circle": Response(status=302, headers={"Location": "/circle"}),
        "/mail": Response(status=302, headers={"Location": "mailto:dev@example.org"}),
        "/away": Response(status=302, headers={"Location": "http://nowhere.invalid/"}),
        "/secret/": Response("", 403),
        "/broken": Response("", 502),
    }
    site.odd.append(lambda r: odd.get(r.path))
    at = site.at("").rstrip("/")
    with pytest.raises(FetchError, match=sentence) as error:
        source.fetch(address.format(at=at, host=at.removeprefix("http://")), data)
    assert "\n" not in str(error.value)
    assert error.value.hint
    assert stored.lists(data) == []


def test_host_that_does_not_answer(site: Site, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that takes the call and says nothing is given up."""
    monkeypatch.setattr(mirror, "READ_SECONDS", 0.2)

    def silent(_: Request) -> None:
        time.sleep(0.5)

    site.odd.append(silent)
    with pytest.raises(FetchError, match=r"localhost:\d+ does not answer"):
        fetch(site, data)


RAW = {
    b"/chunked/": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n<html><a href",
    b"/garbage/": b"SSH-2.0-OpenSSH_9.9\r\n",
    b"/nothing/": b"",
    b"/nowhere/": b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
    b"/lost/": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    b"/strange/": b"HTTP/1.1 999 Strange\r\nContent-Length: 0\r\n\r\n",
    b"/headers/": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
}
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Raw(socketserver.StreamRequestHandler):
    """A server that says what stands in `RAW`, be it HTTP or not, and hangs up."""

    def handle(self) -> None:
        path = self.rfile.readline().split(b" ")[1]
        while self.rfile.readline().strip():
            pass
        self.wfile.write(RAW.get(path, NOT_FOUND))


@pytest.fixture(scope="module")
def raw() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Raw) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/chunked/", "broke off while it gave"),
        ("/garbage/", "broke off while it gave"),
        ("/nothing/", "broke off while it gave"),
        ("/nowhere/", r"redirects to http://\[::1, which is no web address"),
        ("/lost/", r"cannot be had \(302 Found\)"),
        ("/strange/", r"cannot be had \(999\)"),
        ("/headers/", "broke off while it gave"),
    ],
)
def test_servers_that_speak_no_http(raw: str, data: Path, path: str, sentence: str) -> None:
    """Whatever comes back, it ends in a sentence."""
    with pytest.raises(FetchError, match=sentence) as error:
        source.fetch(raw + path, data)
    assert error.value.hint


def test_month_that_is_not_public(site: Site, data: Path) -> None:
    """A month that is forbidden is told as such, not as one that is not there; others are kept."""
    site.odd.append(lambda r: Response("", 403) if "2014-September" in r.path else None)
    with pytest.raises(FetchError, match=r"2014-September\.txt.* is not public") as error:
        fetch(site, data)
    assert "mbox" in error.value.hint
    assert kept(data, "2014-10")
