"""A small pipermail site of invented people, and a server that can be as odd as real ones are."""

from __future__ import annotations

import email.utils
import gzip
import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

Handler = Callable[[Request], Response | None]

MODIFIED = "Mon, 03 Nov 2014 06:25:01 GMT"


@dataclass(frozen=True)
class Mail:
    """An invented mail."""

    number: int
    name: str
    subject: str
    day: int
    month: str = "Sep"
    year: int = 2014
    answers: int = 0

    @property
    def address(self) -> str:
        return f"{self.name.split()[0].lower()}@example.org"

    @property
    def id(self) -> str:
        return f"{self.number}.{self.year}@example.org"

    @property
    def body(self) -> str:
        return f"This is what {self.name} thinks of it, in mail {self.number}.\n"

    def text(self) -> str:
        at = self.address.replace("@", " at ")
        date = f"{self.day:2d} 10:00:{self.number % 60:02d}"
        answers = f"In-Reply-To: <{self.answers}.{self.year}@example.org>\n" if self.answers else ""
        return (
            f"From {at}  Mon {self.month} {date} {self.year}\n"
            f"From: {at} ({self.name})\n"
            f"Date: {self.day} {self.month} {self.year} 10:00:{self.number % 60:02d} +0000\n"
            f"Subject: {self.subject}\n{answers}"
            f"Message-ID: <{self.id}>\n\n{self.body}\n"
        )

    def page(self) -> str:
        reply = f"mailto:dev%40example.org?In-Reply-To=%3C{self.id.replace('@', '%40')}%3E"
        return (
            f"<HTML><HEAD><TITLE>{self.subject}</TITLE></HEAD><BODY>\n"
            f"<H1>{self.subject}</H1>\n<B>{self.name}</B>\n"
            f'<A HREF="{reply}">{self.address.replace("@", " at ")}</A><BR>\n'
            f"<I>Mon {self.month} {self.day:2d} 10:00:{self.number % 60:02d} UTC {self.year}</I>\n"
            f'<UL><LI>Next message: <A HREF="{self.number + 1:06d}.html">next</A></LI></UL>\n'
            f"<!--beginarticle-->\n<PRE>{self.body}</PRE>\n<!--endarticle-->\n</BODY></HTML>\n"
        )


MONTHS = {
    "2014-August": [Mail(1, "Ada Okafor", "Splitting the store", 4, "Aug")],
    "2014-September": [
        Mail(2, "Ben Tanaka", "Splitting the store", 1),
        Mail(3, "Cleo Marsh", "Splitting the store", 2, answers=2),
        Mail(4, "Ada Okafor", "Release dates", 3),
    ],
    "2014-October": [Mail(5, "Dov Lindqvist", "Release dates", 6, "Oct")],
}


def month_text(stem: str) -> bytes:
    """A month's text, as pipermail has it."""
    return "".join(mail.text() for mail in MONTHS[stem]).encode()


def index_page(stem: str) -> bytes:
    """A month's thread page."""
    entries = "".join(
        f"<!--0 0{1400000000 + mail.number}.{mail.number}- -->\n"
        f'<LI><A HREF="{mail.number:06d}.html">{mail.subject}\n</A>'
        f'<A NAME="{mail.number}">&nbsp;</A>\n<I>{mail.name}\n</I>\n\n'
        for mail in MONTHS[stem]
    )
    return f"<HTML><BODY><UL>\n{entries}</UL></BODY></HTML>\n".encode()


def listing_page(suffix: str = ".txt", base: str = "", stems: tuple[str, ...] = ()) -> bytes:
    """The page that lists the months, newest first."""
    rows = "".join(
        f"<tr><td>{stem}:</td><td>"
        f'<A href="{base}{stem}/thread.html">[ Thread ]</a>'
        f'<A href="{base}{stem}/date.html">[ Date ]</a></td>'
        + (f'<td><A href="{base}{stem}{suffix}">[ Text ]</a></td>' if suffix else "")
        + "</tr>\n"
        for stem in reversed(stems or tuple(MONTHS))
    )
    return (
        "<HTML><HEAD><title>The Dev Archives</title></HEAD><BODY><h1>The Dev Archives</h1>"
        f'<a href="/mailman/listinfo/dev">about</a><table>{rows}</table></BODY></HTML>\n'
    ).encode()


def pages() -> dict[str, bytes]:
    """The index and message pages of every month, by path below the list."""
    found = {}
    for stem, mails in MONTHS.items():
        found[f"{stem}/thread.html"] = index_page(stem)
        for mail in mails:
            found[f"{stem}/{mail.number:06d}.html"] = mail.page().encode()
    return found


def texts(suffix: str = ".txt") -> dict[str, bytes]:
    """The texts of every month, by path below the list."""
    packed = suffix.endswith(".gz")
    return {
        f"{stem}{suffix}": gzip.compress(month_text(stem), mtime=0) if packed else month_text(stem)
        for stem in MONTHS
    }


def pipermail(suffix: str = ".txt", at: str = "/pipermail/dev/") -> dict[str, bytes]:
    """A whole site, by path."""
    files = {"": listing_page(suffix), **pages(), **(texts(suffix) if suffix else {})}
    return {at + name: content for name, content in files.items()}


def cut(content: bytes, after: int, headers: dict[str, str]) -> Response:
    """An answer that announces all of `content` and breaks off."""

    def begin() -> Iterator[bytes]:
        yield content[:after]

    return Response(begin(), headers={**headers, "Content-Length": str(len(content))})


def dated(at: float) -> str:
    """A time as HTTP writes it."""
    return email.utils.formatdate(at, usegmt=True)


@dataclass
class Site:
    """A server of files by path; `odd` answers first where it wants to."""

    server: HTTPServer
    files: dict[str, bytes] = field(default_factory=dict)
    odd: list[Handler] = field(default_factory=list)
    validators: bool = True
    ranges: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    # Test modules cannot import this one, so what they need of it hangs here.
    months = MONTHS
    text = staticmethod(month_text)
    index = staticmethod(index_page)
    listing = staticmethod(listing_page)
    pages = staticmethod(pages)
    texts = staticmethod(texts)
    pipermail = staticmethod(pipermail)
    cut = staticmethod(cut)
    dated = staticmethod(dated)

    @property
    def url(self) -> str:
        return self.server.url_for("/pipermail/dev/")

    def at(self, path: str) -> str:
        return self.server.url_for(path)

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.asked]

    def count(self, path: str) -> int:
        return self.paths().count(path)

    def answer(self, request: Request) -> Response:
        with self.lock:
            self.asked.append((request.path, dict(request.headers)))
        for handler in self.odd:
            response = handler(request)
            if response is not None:
                return response
        if request.path not in self.files:
            return Response("not here", 404)
        return self.file(request, self.files[request.path])

    def file(self, request: Request, content: bytes) -> Response:
        """A file with its validators, whole, unchanged, or from where a client had got to."""
        tag = f'"{hashlib.sha256(content).hexdigest()[:12]}"'
        headers = {"ETag": tag, "Last-Modified": MODIFIED} if self.validators else {}
        headers |= self.headers
        if self.validators and request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers=headers)
        first = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        if self.ranges and first and request.headers.get("If-Range") in (tag, MODIFIED):
            start = int(first[1])
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            return Response(content[start:], 206, headers)
        kind = "text/html" if content[:5].upper() == b"<HTML" else "text/plain"
        return Response(
            content, headers=headers, content_type=self.headers.get("Content-Type", kind)
        )


@pytest.fixture(scope="session")
def server() -> Iterator[HTTPServer]:
    """One server for all tests: stopping one takes half a second."""
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture
def site(server: HTTPServer) -> Iterator[Site]:
    """The site as it should be."""
    site = Site(server, pipermail())
    server.expect_request(re.compile(".*")).respond_with_handler(site.answer)
    yield site
    server.clear()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data directory."""
    return tmp_path / "data"
