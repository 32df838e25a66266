"""Why something could not be had from a server: errors of the network to sentences.

In: what httpx2 raised, or a status that says to come again. Out: whether trying again may help, and a
FetchError that says what is wrong and what to do.
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


class Forbidden(FetchError):
    """robots.txt says no."""


class Unreachable(FetchError):
    """The host cannot be had at present; another try may help."""


class Busy(Exception):  # noqa: N818  (named for what it tells, and never leaves this room)
    """The server failed in a way that passes, and may have said when to come again."""

    def __init__(self, status: int, retry_after: float | None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after


class BrokenOff(Exception):  # noqa: N818
    """A body that is not whole."""


def busy(response: httpx2.Response) -> Busy:
    """The failure that a response reports."""
    return Busy(response.status_code, _retry_after(response.headers.get("Retry-After", "")))


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


def refusal(url: str, error: Exception) -> FetchError:
    """What to tell when `url` could not be had."""
    host = urlsplit(url).netloc
    if isinstance(error, Busy):
        return _busy(url, error)
    if isinstance(error, BrokenOff):
        return Unreachable(f"{url} could not be fetched whole: {error}", hint=AGAIN)
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol):
        return FetchError(f"{url} is not a web address", hint=CHECK)
    causes = list(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return FetchError(f"there is no host named {host}", hint=f"{CHECK}, and your connection")
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return FetchError(f"{host} makes no connection that can be trusted: {causes[-1]}",
                          hint=f"{CHECK}; with http:// in place of https:// it may do")  # fmt: skip
    if isinstance(error, httpx2.TimeoutException):
        return Unreachable(f"{host} does not answer", hint=f"{CHECK}, or {AGAIN}")
    if isinstance(error, httpx2.ConnectError):
        return Unreachable(f"no web server answers at {host}", hint=f"{CHECK}, or {AGAIN}")
    if isinstance(error, httpx2.NetworkError | httpx2.RemoteProtocolError):
        return Unreachable(f"{host} broke off while it gave {url}", hint=AGAIN)
    return FetchError(f"{url} cannot be fetched: {error}", hint=CHECK)


def _busy(url: str, error: Busy) -> FetchError:
    said = f"{error.status} {_phrase(error.status)}".strip()
    host = urlsplit(url).netloc
    if error.retry_after:
        return Unreachable(f"{host} asks to come again in {error.retry_after / 60:.0f} minutes "
                           f"({said})", hint=AGAIN)  # fmt: skip
    return Unreachable(f"{host} fails at {url}: {said}", hint=AGAIN)


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
