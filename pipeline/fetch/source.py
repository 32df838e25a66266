"""What a user names, be it on the web or on the disk, to archives.

In: an address or a path, and which months. Out: the archives, fetched and recorded. UsageError
where it is neither an address nor a path, FetchError where there is no mail, PartError where the
disk refuses.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.errors import UsageError
from pipeline.fetch import local, months, stored
from pipeline.fetch.step import Report, Step
from pipeline.records import Archive

__all__ = ["Step", "fetch"]

SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")

# What a user types who leaves out the scheme: a name with a dot, then a path.
HOST_AND_PATH = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?::\d+)?/\S*|localhost(?::\d+)?/\S*")


def fetch(
    source: str,
    data: Path,
    *,
    list_id: str | None = None,
    since: str | None = None,
    until: str | None = None,
    refresh: bool = False,
    report: Report = lambda _: None,
) -> list[Archive]:
    """The archives of a source, in the order of their months, those unchanged included."""
    span = months.span(since, until)
    name = stored.checked_name(list_id) if list_id is not None else None
    address = source.strip().strip("<>")
    scheme = SCHEME.match(address)
    if scheme and scheme["scheme"].lower() in ("http", "https"):
        return _web(address, data, name, span, refresh, report)
    if scheme and scheme["scheme"].lower() == "file":
        address = unquote(urlsplit(address).path)
    elif scheme:
        raise UsageError(
            f"{address} is not an address of the web",
            hint="give one that begins with https:// or http://, or the path of a file or folder",
        )
    path = Path(address).expanduser()
    if not address or not local.exists(path):
        raise UsageError(f"there is no file or folder {source!r}", hint=_meant(address))
    return local.archives(path, data, name, span, report)


def _web(
    address: str, data: Path, name: str | None, span: months.Span, refresh: bool, report: Report
) -> list[Archive]:
    # The network's libraries take a third of a second to import: a local source needs none.
    from pipeline.fetch import pipermail

    try:
        split = urlsplit(address)
        usable = bool(split.hostname) and (split.port or 1) > 0
    except ValueError:
        usable = False
    if usable and split.password is not None:
        raise UsageError(
            "an address with a password in it is not fetched: it would be recorded",
            hint="download the months with a browser, and give their folder",
        )
    if not usable or any(mark.isspace() for mark in address):
        raise UsageError(
            f"{address} is not an address of the web",
            hint="copy it from a browser: https://HOST/pipermail/NAME/",
        )
    wanted = pipermail.Wanted(name, span, refresh)
    return pipermail.archives(split._replace(fragment="").geturl(), data, wanted, report)


def _meant(address: str) -> str:
    if HOST_AND_PATH.fullmatch(address):
        return f"for a web address: hansard fetch https://{address}"
    return "check the path, or give an address: hansard fetch https://HOST/pipermail/NAME/"
