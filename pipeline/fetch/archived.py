"""One month of a site to its archive: as text, else as pages, with its index, recorded.

In: what a site offers for a month. Out: its archive, or none where the server has nothing. Text
is tried first, since it takes one request where pages take one for each message. What is recorded
already is asked for on condition (RFC 9110 13), and what has not changed keeps the time at which
it was fetched.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from pipeline.errors import FetchError
from pipeline.fetch import gzipped, kinds, listing, months, partial, stored
from pipeline.fetch.listing import Month
from pipeline.fetch.mirror import Answer, Mirror
from pipeline.fetch.refusals import Forbidden, Unreachable
from pipeline.fetch.stored import Kept
from pipeline.records import Archive

# A time so early that the archive is asked for again at the next run, whatever month it is.
UNSETTLED = datetime(1970, 1, 1)  # noqa: DTZ001  (records hold UTC without a zone)

# A page that names message pages, as bytes: parsing each index only to see that would be slow.
NAMES_MESSAGES = re.compile(rb"(?<!\d)\d{4,12}\.html?[\"'#>\s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asking:
    """A month that is wanted, from where, and how eagerly."""

    mirror: Mirror
    data: Path
    list_id: str
    site: str
    month: Month
    again: bool
    refresh: bool
    single: bool
    tell: Callable[[str], None]

    @property
    def name(self) -> str:
        """What we call the month."""
        return self.month.name

    @property
    def folder(self) -> Path:
        """Where the archives of the list are."""
        return stored.folder(self.data, self.list_id)

    @property
    def part(self) -> Path:
        """The file that a text is written to while it comes in."""
        return self.folder / f".{self.name}.part"


@dataclass(frozen=True, slots=True)
class Index:
    """The index page of a month; no content where there is none."""

    url: str = ""
    content: bytes = b""
    etag: str = ""
    last_modified: str = ""


def archive(asking: Asking) -> Archive | None:
    """The archive of a month; none where the server has none, FetchError where it refuses."""
    known = _known(asking)
    if known and not asking.again and months.settled(asking.name, known.checked_at):
        return known.archive
    row, missing = _row(asking, known)
    partial.forget(asking.part)
    if row is None:
        return known.archive if known else None
    if missing or not row.archive.bytes or not _whole(asking.data, row.archive):
        row = replace(row, checked_at=UNSETTLED)
    row = replace(row, archive=_dated(row.archive, known))
    stored.record(asking.data, row)
    if missing:
        raise Unreachable(f"its text is kept, but not its index: {missing}")
    return row.archive


def _whole(data: Path, archive: Archive) -> bool:
    """False for packed text that is cut off or damaged: its server may yet mend it."""
    where = data / "archive" / archive.path
    return where.is_dir() or gzipped.unpacked(where.read_bytes())[1]


def damaged(asking: Asking) -> bool:
    """True where the month was recorded, and not as it should be."""
    known = stored.kept(asking.data, asking.list_id, asking.name)
    return known is not None and known.checked_at == UNSETTLED


def _known(asking: Asking) -> Kept | None:
    """What is recorded of the month, if it is from this site and undamaged."""
    known = stored.kept(asking.data, asking.list_id, asking.name)
    if known is None or known.source != asking.site or not stored.intact(asking.data, known):
        return None
    return known


def _row(asking: Asking, known: Kept | None) -> tuple[Kept | None, Unreachable | None]:
    """The month as text if that holds mail, else as pages, else whatever text there was.

    And why a text has no index though there may be one.
    """
    asked_at = months.now()
    text, holds_mail, private = _text(asking, known)
    if text and holds_mail:
        return _indexed(asking, known, replace(text, checked_at=asked_at))
    pages = _pages(asking, known)
    if pages is None or not pages.pages:
        # Pages that are named and not there are counted as lost, where there is nothing better.
        pages = text or (None if private else pages)
    if pages is None and private:
        raise FetchError(
            f"{private} is not public",
            hint="ask its owner for the mbox, and give the file; what was fetched is kept",
        )
    return (replace(pages, checked_at=asked_at) if pages else None), None


def _dated(archive: Archive, known: Kept | None) -> Archive:
    """The archive with the time at which its bytes were first fetched, whatever the server says."""
    if known is None:
        return archive
    told = {name: getattr(archive, name) for name in ("fetched_at", "etag", "last_modified")}
    same = replace(known.archive, **told) == archive
    return replace(archive, fetched_at=known.archive.fetched_at) if same else archive


def _text(asking: Asking, known: Kept | None) -> tuple[Kept | None, bool, str]:
    """The month's text and whether it holds mail, and which address of it is not public.

    A page in its place says that it is not there.
    """
    found = None
    private = ""
    for url in listing.with_variants(asking.month.texts):
        before = known.archive if known and known.asked == url else None
        try:
            answer = asking.mirror.get(
                url,
                etag=before.etag if before else "",
                last_modified=before.last_modified if before else "",
                part=asking.part,
            )
        except Forbidden:
            continue
        if answer.unchanged and known:
            return known, True, ""
        if answer.status in (401, 403):
            private = answer.url
        if answer.ok:
            plain, _ = gzipped.unpacked(answer.content)
            kind = kinds.kind(unquote(urlsplit(url).path.rpartition("/")[2]), plain)
            if kind in ("text", "mbox") or (kind and asking.single):
                return _kept(asking, url, answer, kind), True, ""
            if plain.strip() and not kinds.is_html(plain):
                found = _kept(asking, url, answer, "text")
    return found, False, private


def _kept(asking: Asking, asked: str, answer: Answer, kind: str) -> Kept:
    """A file that was served, written down; its record has no index yet."""
    kind = "maildir" if kind == "mail" else kind
    path = stored.hold(
        asking.data, asking.list_id, asking.name, kinds.suffix(kind, answer.content), answer.content
    )
    row = Archive(
        list_id=asking.list_id,
        month=asking.name,
        kind=kind,
        url=answer.url,
        path=path,
        index_path="",
        index_url="",
        sha256=stored.digest(answer.content),
        index_sha256="",
        bytes=len(answer.content),
        etag=answer.etag,
        last_modified=answer.last_modified,
        fetched_at=months.now(),
    )
    return Kept(row, months.now(), source=asking.site, asked=asked)


def _indexed(asking: Asking, known: Kept | None, row: Kept) -> tuple[Kept, Unreachable | None]:
    """The record of a text with the month's index, and why that could not be had."""
    if row.archive.kind not in ("text", "mbox"):
        return row, None
    if asking.month.home:
        return replace(row, archive=replace(row.archive, index_url=asking.month.home)), None
    try:
        return _joined(asking, row, _index(asking, known)), None
    except Forbidden:
        return _joined(asking, row, Index()), None
    except Unreachable as error:
        return row, error


def _joined(asking: Asking, row: Kept, index: Index) -> Kept:
    """A record with its index, written down."""
    if not index.content:
        bare = replace(row.archive, index_path="", index_url="", index_sha256="")
        return replace(row, archive=bare, index_etag="", index_last_modified="")
    path = stored.hold(asking.data, asking.list_id, f"{asking.name}-index", ".html", index.content)
    archive = replace(
        row.archive, index_path=path, index_url=index.url, index_sha256=stored.digest(index.content)
    )
    return replace(
        row, archive=archive, index_etag=index.etag, index_last_modified=index.last_modified
    )


def _index(asking: Asking, known: Kept | None) -> Index:
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


def _pages(asking: Asking, known: Kept | None) -> Kept | None:
    """The month as message pages, those fetched that are not there yet; none where none is named.

    What the server lacks is left out, even if that is all: the index tells what there should be.
    """
    index = _index(asking, known)
    named = listing.messages(listing.soup(index.content), index.url) if index.content else []
    # Pages of another site have the same names.
    origin = hashlib.sha256(urljoin(index.url, ".").encode()).hexdigest()[: stored.DIGEST_IN_NAME]
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
    row = Archive(
        list_id=asking.list_id,
        month=asking.name,
        kind="pages",
        url=index.url,
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
    kept = Kept(
        row,
        months.now(),
        source=asking.site,
        pages=tuple(name for name, _ in served),
        page_digests=tuple(stored.digest(page) for _, page in served),
    )
    return _joined(asking, kept, index)


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
