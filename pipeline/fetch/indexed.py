"""The index page of a month: asked for on condition, and recorded with the month's archive.

In: a month that is wanted and what is recorded of it. Out: the best index page that the site has,
or a record with it; a text whose index cannot be had at present is kept, and says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote, urljoin, urlsplit

from pipeline.fetch import gzipped, listing, months, stored
from pipeline.fetch.asking import Asking
from pipeline.fetch.refusals import Forbidden, Unreachable
from pipeline.fetch.stored import Kept

# A page that names message pages, as bytes: parsing each index only to see that would be slow.
NAMES_MESSAGES = re.compile(rb"(?<!\d)\d{4,12}\.html?[\"'#>\s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Index:
    """The index page of a month; no content where there is none."""

    url: str = ""
    content: bytes = b""
    etag: str = ""
    last_modified: str = ""


def indexed(asking: Asking, known: Kept | None, row: Kept) -> tuple[Kept, Unreachable | None]:
    """The record of a text with the month's index, and why that could not be had."""
    if row.archive.kind not in ("text", "mbox"):
        return row, None
    if asking.month.home:
        return replace(row, archive=replace(row.archive, index_url=asking.month.home)), None
    try:
        return joined(asking, row, index(asking, known)), None
    except Forbidden:
        return joined(asking, row, Index()), None
    except Unreachable as error:
        return row, error


def joined(asking: Asking, row: Kept, found: Index) -> Kept:
    """A record with its index, written down."""
    if not found.content:
        bare = replace(row.archive, index_path="", index_url="", index_sha256="")
        return replace(row, archive=bare, index_etag="", index_last_modified="")
    path = stored.hold(asking.data, asking.list_id, f"{asking.name}-index", ".html", found.content)
    archive = replace(
        row.archive, index_path=path, index_url=found.url, index_sha256=stored.digest(found.content)
    )
    return replace(
        row, archive=archive, index_etag=found.etag, index_last_modified=found.last_modified
    )


def index(asking: Asking, known: Kept | None) -> Index:
    """The best index page that there is; without one on the listing, pipermail's place is tried."""
    for url in asking.month.pages or _guessed(asking):
        before = known if known and known.archive.index_url == url else None
        answer = asking.mirror.get(
            url,
            etag=before.index_etag if before else "",
            last_modified=before.index_last_modified if before else "",
        )
        if answer.unchanged and before:
            content = (asking.data / "archive" / before.archive.index_path).read_bytes()
            return Index(url, content, before.index_etag, before.index_last_modified)
        if answer.ok and NAMES_MESSAGES.search(gzipped.unpacked(answer.content)[0]):
            return Index(answer.url, answer.content, answer.etag, answer.last_modified)
    return Index()


def _guessed(asking: Asking) -> tuple[str, ...]:
    """Where pipermail has the index of a month of which only the text is listed."""
    for text in asking.month.texts:
        found = listing.TEXT.fullmatch(unquote(urlsplit(text).path.rpartition("/")[2]))
        if found and months.month(found["stem"]):
            return listing.guessed(urljoin(text, "."), found["stem"]).pages[:1]
    return ()
