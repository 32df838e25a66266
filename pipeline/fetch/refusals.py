"""Why something could not be had from a server: errors of the network to sentences.

In: what httpx2 raised, or a status that says to come again. Out: whether trying again may help,
and a FetchError that says what is wrong and what to do.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx2

from pipeline.errors import FetchError

AGAIN = "run the same command again later: it goes on where it stopped"
CHECK = "check the address in a browser"


class Forbidden(FetchError):  # noqa: N818  (named for what it tells)
    """robots.txt says no."""


class Unreachable(FetchError):  # noqa: N818
    """The host cannot be had at present; another try may help."""


class Busy(Exception):  # noqa: N818  (named for what it tells, and never leaves this room)
    """The server failed in a way that passes, and may have said when to come again."""

    def __init__(self, status: int, retry_after: float | None, url: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.url = url
        self.retry_after = retry_after


class BrokenOff(Exception):  # noqa: N818
    """A body that is not whole."""


def busy(response: httpx2.Response) -> Busy:
    """The failure that a response reports."""
    retry_after = _retry_after(response.headers.get("Retry-After", ""))
    return Busy(response.status_code, retry_after, str(response.request.url))


def _retry_after(value: str) -> float | None:
    """Seconds to wait, from a number or a date (RFC 9110 10.2.3)."""
    if value.strip().isdigit():
        return float(value[:12])
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def passes(error: Exception) -> bool:
    """True where trying again may help."""
    if isinstance(error, BrokenOff):
        return True
    if not isinstance(error, httpx2.TransportError) or isinstance(
        error, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError
    ):
        return False
    return not any(isinstance(cause, socket.gaierror | ssl.SSLError) for cause in _causes(error))


# What went wrong, looked for among the error and its causes: the first that fits is told.
TOLD: tuple[tuple[type[Exception], type[FetchError], str, str], ...] = (
    (httpx2.InvalidURL, FetchError, "{url} is not a web address", CHECK),
    (httpx2.UnsupportedProtocol, FetchError, "{url} is not a web address", CHECK),
    (socket.gaierror, FetchError, "there is no host named {host}", f"{CHECK}, and your connection"),
    (
        ssl.SSLError,
        FetchError,
        "{host} makes no connection that can be trusted: {cause}",
        f"{CHECK}; with http:// in place of https:// it may do",
    ),
    (httpx2.TimeoutException, Unreachable, "{host} does not answer", f"{CHECK}, or {AGAIN}"),
    (httpx2.ConnectError, Unreachable, "no web server answers at {host}", f"{CHECK}, or {AGAIN}"),
    (BrokenOff, Unreachable, "{url} could not be fetched whole: {cause}", AGAIN),
    (httpx2.TransportError, Unreachable, "{host} broke off while it gave {url}", AGAIN),
    (Exception, FetchError, "{url} cannot be fetched: {cause}", CHECK),
)


def refusal(url: str, error: Exception) -> FetchError:
    """What to tell when `url` could not be had."""
    if isinstance(error, Busy):
        return _busy(url, error)
    if isinstance(error, httpx2.RequestError) and error.request:
        url = str(error.request.url)  # where it was redirected to
    causes = list(_causes(error))
    for kind, refused, sentence, hint in TOLD:
        cause = next((each for each in causes if isinstance(each, kind)), None)
        if cause is not None:
            told = {"url": url, "host": urlsplit(url).netloc, "cause": cause}
            return refused(sentence.format(**told), hint=hint)
    raise AssertionError("the last row fits every error")


def _busy(url: str, error: Busy) -> FetchError:
    url = error.url or url  # its robots.txt may have failed, or where it redirects to
    said = f"{error.status} {_phrase(error.status)}".strip()
    host = urlsplit(url).netloc
    if error.retry_after:
        return Unreachable(
            f"{host} asks to come again in {_span(error.retry_after)} ({said})", hint=AGAIN
        )
    return Unreachable(f"{host} fails at {url}: {said}", hint=AGAIN)


def _span(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 6000 else f"{seconds / 3600:.0f} hours"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, outermost first."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__
