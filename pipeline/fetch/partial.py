"""A body while it comes in: a file beside the archives, and what it is a part of.

In: a response that streams. Out: the whole body, as served. A part is resumed (RFC 9110 14.2)
only from the same address and only where the server named a version, which is sent along as
If-Range; any doubt begins it anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import orjson

from pipeline.fetch import refusals, stored

CONTENT_RANGE = re.compile(r"bytes (?P<first>\d{1,18})-\d{1,18}/(?P<total>\d{1,18}|\*)")


def conditions(part: Path, url: str) -> dict[str, str]:
    """The headers that ask for the rest of a part; none where it has to begin anew."""
    size = part.stat().st_size if part.exists() else 0
    known = _known(part)
    version = known.get("version", "")
    if not size or not version or known.get("url") != url:
        return {}
    return {"Range": f"bytes={size}-", "If-Range": version}


def body(part: Path, url: str, response: httpx2.Response) -> bytes:
    """The whole body, of which the part may hold the beginning; BrokenOff where it is not whole."""
    total = None
    size = 0
    if response.status_code == 206:
        told = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        size = part.stat().st_size if part.exists() else 0
        if told is None or int(told["first"]) != size:
            forget(part)
            raise refusals.BrokenOff("the server resumed it elsewhere")
        total = None if told["total"] == "*" else int(told["total"])
    else:
        _begin(part, url, response)
    # Unbuffered: what has come in is on the disk when the process is killed.
    with stored.refusals(part), part.open("ab", buffering=0) as out:
        for chunk in response.iter_raw():
            size += len(chunk)
            out.write(chunk)
        content = part.read_bytes()
    # Another length than was received means that another hansard writes to the part.
    if len(content) != size or (total is not None and total != size):
        forget(part)
        raise refusals.BrokenOff("it has another length than announced")
    return content


def forget(part: Path) -> None:
    """Delete a part."""
    with stored.refusals(part):
        part.unlink(missing_ok=True)
        _note(part).unlink(missing_ok=True)


def _begin(part: Path, url: str, response: httpx2.Response) -> None:
    etag = response.headers.get("ETag", "")
    # A weak validator does not promise the same bytes (RFC 9110 13.1.5).
    version = etag if etag and not etag.startswith("W/") else ""
    version = version or response.headers.get("Last-Modified", "")
    forget(part)
    stored.write(_note(part), orjson.dumps({"url": url, "version": version}))


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.from")


def _known(part: Path) -> dict[str, str]:
    try:
        known = orjson.loads(_note(part).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
