"""A month as its message pages, each asked for once, on condition the next time.

In: a month that is wanted and what is recorded of it. Out: the record of its pages, with the index
that names them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

from pipeline.fetch import listing, months, stored
from pipeline.fetch.asking import Asking
from pipeline.fetch.indexed import index, joined
from pipeline.fetch.stored import Kept
from pipeline.records import Archive


def pages(asking: Asking, known: Kept | None) -> Kept | None:
    """The month as message pages, those fetched that are not there yet; none where none is named.

    What the server lacks is left out, even if that is all: the index tells what there should be.
    """
    found = index(asking, known)
    named = listing.messages(listing.soup(found.content), found.url) if found.content else []
    # Pages of another site have the same names.
    origin = hashlib.sha256(urljoin(found.url, ".").encode()).hexdigest()[: stored.DIGEST_IN_NAME]
    folder = asking.folder / f"{asking.name}-{origin}.pages"
    before = stored.kept(asking.data, asking.list_id, asking.name)
    digests = dict(zip(before.pages, before.page_digests, strict=False)) if before else {}
    served: list[tuple[str, bytes]] = []
    for number, (name, url) in enumerate(named, start=1):
        asking.tell(f"{asking.name}: page {number:,} of {len(named):,}")
        page = _page(asking, folder / name, url, digests.get(name, ""))
        if page is not None:
            served.append((name, page))
    if not named:
        return None
    with stored.refusals(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return joined(asking, _recorded(asking, found.url, folder, served), found)


def _recorded(asking: Asking, url: str, folder: Path, served: Sequence[tuple[str, bytes]]) -> Kept:
    """The record of pages that were served; it has no index yet."""
    row = Archive(
        list_id=asking.list_id,
        month=asking.name,
        kind="pages",
        url=url,
        path=folder.relative_to(asking.data / "archive").as_posix(),
        index_path="",
        index_url="",
        sha256=stored.digest_of_pages(served),
        index_sha256="",
        bytes=sum(len(page) for _, page in served),
        etag="",
        last_modified="",
        fetched_at=months.now(),
    )
    return Kept(
        row,
        months.now(),
        source=asking.site,
        pages=tuple(name for name, _ in served),
        page_digests=tuple(stored.digest(page) for _, page in served),
    )


def _page(asking: Asking, target: Path, url: str, recorded: str) -> bytes | None:
    """A message page, from the disk where it is there undamaged; none where the server lacks it."""
    content = target.read_bytes() if target.exists() else b""
    there = bool(content) and recorded in ("", stored.digest(content))
    if there and not asking.refresh:
        return content
    answer = asking.mirror.get(url, last_modified=_modified(target) if there else "")
    if not answer.ok:
        return content if there else None
    stored.write(target, answer.content)
    _stamp(target, answer.last_modified)
    return answer.content


def _modified(target: Path) -> str:
    """The time of a file as a server wrote it (RFC 9110 8.8.2)."""
    return format_datetime(datetime.fromtimestamp(target.stat().st_mtime, UTC), usegmt=True)


def _stamp(target: Path, last_modified: str) -> None:
    """Give a file the server's time, so that it can be asked for on condition; else the oldest."""
    try:
        at = parsedate_to_datetime(last_modified).timestamp()
    except ValueError:
        at = 0.0
    with stored.refusals(target):
        os.utime(target, (at, at))
