"""Addresses to the bytes that a server gives for them: whole, politely, resumed where cut off.

In: an address, and what is known of an earlier copy. Out: an `Answer`. One connection at a time,
a pause between requests to a host, robots.txt obeyed (RFC 9309), redirects followed by hand so
that each host's rules hold, Retry-After and back-off on errors that pass. A body that is shorter
than announced or whose gzip is broken is never taken for a whole one: it is asked for again, from
where it broke off if the server can.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina
import stamina.instrumentation

from pipeline import __version__
from pipeline.errors import FetchError
from pipeline.fetch import gzipped, partial, refusals
from pipeline.fetch.robots import Robots

AGENT = "hansard"
USER_AGENT = f"{AGENT}/{__version__} (reads mailing-list archives for research; obeys robots.txt)"

# One request a second is what a person with a browser makes; one's own machine needs no mercy.
PAUSE_SECONDS = 1.0
REDIRECTS = 8
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0

# What passes: too early, too often, overload, a gateway's trouble. 500 is often an overload too.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
ATTEMPTS = 5
FEW_ATTEMPTS = 2  # a host that has never answered most likely is not there
LONGEST_WAIT_SECONDS = 600.0  # a server that asks for more is left alone until the next run

# No page of an archive is longer; months and mboxes go to disk and have no such limit.
LARGEST_PAGE = 256 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server gave: the last address, the status, and the body as served where it is 200."""

    url: str
    status: int
    content: bytes = b""
    etag: str = ""
    last_modified: str = ""

    @property
    def ok(self) -> bool:
        """True where there is a body."""
        return self.status == 200

    @property
    def unchanged(self) -> bool:
        """True where the earlier copy still holds."""
        return self.status == 304


class Mirror:
    """A polite client; used in a `with`. `tell` hears of waiting."""

    def __init__(self, tell: Callable[[str], None] = lambda _: None) -> None:
        self._tell = tell
        self._robots: dict[str, Robots] = {}
        self._answered: set[str] = set()
        self._failing: set[str] = set()
        self._free_at: dict[str, float] = {}
        self._broken: dict[str, str] = {}

    def __enter__(self) -> Mirror:
        # stamina writes warnings to stderr of its own accord; what a user must know is told above.
        stamina.instrumentation.set_on_retry_hooks([])
        self._client = httpx2.Client(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            limits=httpx2.Limits(max_connections=1),
            timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(
        self, url: str, *, etag: str = "", last_modified: str = "", part: Path | None = None
    ) -> Answer:
        """What is at an address; FetchError where nothing can be had from the host.

        With `etag` or `last_modified` of an earlier copy the answer may be that it is unchanged.
        `part` is a file for the body while it comes in; what it holds of an earlier try is resumed.
        """
        conditions = _headers({"If-None-Match": etag, "If-Modified-Since": last_modified})
        try:
            for attempt in self._attempts(url):
                with attempt:
                    answer = self._followed(url, conditions, part)
        except (httpx2.HTTPError, httpx2.InvalidURL, refusals.Busy, refusals.BrokenOff) as error:
            self._failing.add(_origin(url))
            raise refusals.refusal(url, error) from error
        self._failing.discard(_origin(url))
        return answer

    def _attempts(self, url: str) -> Iterator[stamina.Attempt]:
        quick = is_own_machine(url)
        failures: list[Exception] = []

        def wait(error: Exception) -> bool | float:
            failures.append(error)
            return len(failures) < self._patience(url, error) and self._wait(url, error)

        return iter(
            stamina.retry_context(
                on=wait,
                attempts=ATTEMPTS,
                timeout=None,
                wait_initial=0.05 if quick else 2.0,
                wait_max=0.2 if quick else 60.0,
                wait_jitter=0.05 if quick else 1.0,
            )
        )

    def _patience(self, url: str, error: Exception) -> int:
        """How often to try: less where the host never answered, or failed for good just now."""
        there = isinstance(error, refusals.Busy) or _origin(url) in self._answered
        return ATTEMPTS if there and _origin(url) not in self._failing else FEW_ATTEMPTS

    def _wait(self, url: str, error: Exception) -> bool | float:
        """Whether to try again, and after how long where the server says so."""
        if not isinstance(error, refusals.Busy):
            return refusals.passes(error)
        if error.retry_after is None:
            return True
        if error.retry_after > LONGEST_WAIT_SECONDS:
            return False
        self._tell(f"{urlsplit(url).netloc} asks to wait {error.retry_after:.0f} s")
        return error.retry_after

    def _followed(self, url: str, conditions: dict[str, str], part: Path | None) -> Answer:
        """What is at an address or where it redirects to."""
        first = url
        for _ in range(REDIRECTS):
            if urlsplit(url).scheme not in ("http", "https"):
                raise FetchError(
                    f"{first} redirects to {url}, which is no web address",
                    hint="open the address in a browser and give the one of the archive itself",
                )
            self._permit(url)
            answer = self._asked(url, conditions, part)
            if isinstance(answer, Answer):
                return answer
            url = answer
        raise FetchError(
            f"{first} redirects in a circle",
            hint="open the address in a browser and give the one of the archive itself",
        )

    def _asked(self, url: str, conditions: dict[str, str], part: Path | None) -> Answer | str:
        """The answer of one request, or the address that it redirects to."""
        self._pause(url)
        headers = conditions | (partial.conditions(part, url) if part else {})
        request = self._client.build_request("GET", url, headers=headers)
        response = self._client.send(request, stream=True)
        try:
            self._answered.add(_origin(url))
            if response.has_redirect_location:
                return _target(url, response.headers["Location"].strip())
            if response.status_code in PASSING:
                raise refusals.busy(response)
            return self._received(url, response, part)
        finally:
            response.close()
            self._free_at[_origin(url)] = time.monotonic() + self._rest(url)

    def _received(self, url: str, response: httpx2.Response, part: Path | None) -> Answer:
        if response.status_code not in (200, 206):
            if response.status_code == 416 and part:
                partial.forget(part)
                raise refusals.BrokenOff("what was resumed has changed")
            return Answer(url, response.status_code)
        content = partial.body(part, url, response) if part else _body(url, response)
        self._check(url, content, part)
        tag = response.headers.get("ETag", "")
        return Answer(url, 200, content, tag, response.headers.get("Last-Modified", ""))

    def _check(self, url: str, content: bytes, part: Path | None) -> None:
        """Ask again for a broken gzip, once: if it comes so again, it lies there broken."""
        if not content.startswith(gzipped.MAGIC) or gzipped.unpacked(content)[1]:
            return
        digest = hashlib.sha256(content).hexdigest()
        if self._broken.get(url) == digest:
            return
        self._broken[url] = digest
        if part:
            partial.forget(part)
        raise refusals.BrokenOff("its gzip is broken")

    def _permit(self, url: str) -> None:
        origin = _origin(url)
        if origin not in self._robots:
            self._robots[origin] = Robots.parse(self._rules(f"{origin}/robots.txt"))
        if not self._robots[origin].allows(url, AGENT):
            raise refusals.Forbidden(
                f"robots.txt of {urlsplit(url).netloc} forbids to fetch {url}",
                hint="ask whoever runs the host for the archive, and fetch the files you are given",
            )

    def _rules(self, address: str) -> bytes:
        """A robots.txt, empty where there is none; where the host fails nothing is allowed."""
        url = address
        for _ in range(REDIRECTS):
            answer = self._asked(url, {}, None)
            if isinstance(answer, Answer):
                if answer.status >= 500:
                    raise refusals.Busy(answer.status, None, url)
                return gzipped.unpacked(answer.content)[0]
            url = answer
        return b""

    def _pause(self, url: str) -> None:
        time.sleep(max(0.0, self._free_at.get(_origin(url), 0.0) - time.monotonic()))

    def _rest(self, url: str) -> float:
        robots = self._robots.get(_origin(url))
        asked = robots.pause_seconds(AGENT) if robots else 0.0
        return max(asked, 0.0 if is_own_machine(url) else PAUSE_SECONDS)


def is_own_machine(url: str) -> bool:
    """True for an address on the machine that we run on."""
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.endswith(".localhost") or host in ("127.0.0.1", "::1")


def _origin(url: str) -> str:
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}"


def _target(url: str, location: str) -> str:
    """Where a redirect leads; FetchError where it leads nowhere."""
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchError(
            f"{url} redirects to {location}, which is no web address",
            hint="open the address in a browser and give the one of the archive itself",
        ) from error


def _headers(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _body(url: str, response: httpx2.Response) -> bytes:
    """A page, as served: what is packed stays packed."""
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > LARGEST_PAGE:
            raise FetchError(f"{url} is no page of an archive: it is longer than any",
                             hint="check the address in a browser")  # fmt: skip
        chunks.append(chunk)
    return b"".join(chunks)
