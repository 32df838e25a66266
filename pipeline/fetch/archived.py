"""One month of a site to its archive: as text, else as pages, with its index, recorded.

In: what a site offers for a month. Out: its archive, or none where the server has nothing. Text
is tried first, since it takes one request where pages take one for each message. What is recorded
already is asked for on condition (RFC 9110 13), and what has not changed keeps the time at which
it was fetched.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.errors import FetchError
from pipeline.fetch import gzipped, indexed, kinds, listing, months, paged, partial, stored
from pipeline.fetch.asking import Asking
from pipeline.fetch.mirror import Answer
from pipeline.fetch.refusals import Forbidden, Unreachable
from pipeline.fetch.stored import Kept
from pipeline.records import Archive

# A time so early that the archive is asked for again at the next run, whatever month it is.
UNSETTLED = datetime(1970, 1, 1)  # noqa: DTZ001  (records hold UTC without a zone)


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
        return indexed.indexed(asking, known, replace(text, checked_at=asked_at))
    pages = paged.pages(asking, known)
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
