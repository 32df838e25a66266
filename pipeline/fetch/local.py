"""A file or folder on the disk to archives.

In: the path of an mbox, a month's text, a saved page, one mail; or of a Maildir, a folder of such
files, a copy of a pipermail site, a month of one. Out: the archives, copied below the data
directory and recorded. FetchError where there is no mail in it. Files that are no mail are left
out, and counted.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.fetch import clones, folders, kinds, months, stored
from pipeline.fetch.folders import Found
from pipeline.fetch.step import Report, Step
from pipeline.fetch.stored import Kept
from pipeline.records import Archive


def exists(path: Path) -> bool:
    """True where there is something at a path; a path that cannot be one has nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def archives(
    path: Path, data: Path, list_id: str | None, span: months.Span, report: Report
) -> list[Archive]:
    """The archives at a path, in the order of list and month."""
    # Not resolved: a link is called as its user calls it, not as what it leads to.
    source = Path(os.path.abspath(path))  # noqa: PTH100
    report(Step(0, 1, str(path)))
    repositories = clones.repositories(source)
    if repositories:
        with tempfile.TemporaryDirectory() as folder:
            report(Step(0, 1, f"{path} is a clone of public-inbox"))
            clones.write(repositories, Path(folder))
            name = list_id or months.own(source.name.removesuffix(".git"))
            return _archives(Path(folder), data, name, span, report, told=_told(source))
    return _archives(source, data, list_id, span, report)


def cloned(
    folder: Path, data: Path, list_id: str, span: months.Span, report: Report, home: str
) -> list[Archive]:
    """The months that were made of an inbox's repositories; below its home each mail has a page."""
    return _archives(folder, data, list_id, span, report, told=home, home=home)


def _archives(
    source: Path,
    data: Path,
    list_id: str | None,
    span: months.Span,
    report: Report,
    told: str = "",
    home: str = "",
) -> list[Archive]:
    """The archives at a path; `told` is what to call it where it is only a place of work."""
    path = told or source
    found, left_out = folders.found(source)
    found = [replace(each, told=told, home=home) for each in found]
    chosen = [each for each in found if span.holds(each.month)]
    if not chosen:
        raise UsageError(
            f"{path} has no archive of the months asked for",
            hint=f"it has {found[0].month} to {found[-1].month}",
        )
    named = [(each, list_id or each.list_id or _nameless(source, each)) for each in chosen]
    fetched: list[Archive] = []
    for done, (wanted, name) in enumerate(named, start=1):
        taken = {archive.month for archive in fetched if archive.list_id == name}
        each = replace(wanted, month=_apart(data, wanted, stored.checked_name(name), taken))
        fetched.append(_recorded(data, source, each, name))
        report(Step(done, len(named), _said(each, left_out if done == len(named) else ())))
    return sorted(fetched, key=lambda archive: (archive.list_id, months.order(archive.month)))


def _apart(data: Path, found: Found, list_id: str, taken: Collection[str]) -> str:
    """The name of an archive, numbered where another file has it: none takes another's place.

    A month is named by what it covers and not by its file: fetched anew it replaces the old one.
    """
    for number in count(1):
        name = found.month if number == 1 else f"{found.month}-{number}"
        if name in taken:
            continue
        known = stored.kept(data, list_id, name)
        if known is None or months.period(name) or _is_of(known.archive, found):
            return name
    raise AssertionError("there are more numbers than files")


def _is_of(archive: Archive, found: Found) -> bool:
    """True where a recorded archive is of these files, or of a file with the same bytes."""
    if archive.url == _told(found.files[0].parent if not found.single else found.files[0]):
        return True
    return found.single and stored.digest(folders.read(found.files[0])) == archive.sha256


def _said(found: Found, left_out: Sequence[str]) -> str:
    month = found.month if found.whole else f"{found.month}, which is cut short"
    if not left_out:
        return month
    files = "1 file that is" if len(left_out) == 1 else f"{len(left_out):,} files that are"
    return f"{month}; left out {files} no mail: {left_out[0]}" + (
        ", ..." if len(left_out) > 1 else ""
    )


def _nameless(path: Path, found: Found) -> str:
    raise UsageError(
        f"{path} does not say which list it is of",
        hint=f"hansard fetch {path} --list {found.tag or 'NAME'}",
    )


def _recorded(data: Path, source: Path, found: Found, list_id: str) -> Archive:
    """An archive, copied and recorded; one that has not changed keeps its time."""
    archive, served = _copied(data, found, list_id)
    archive = _with_index(data, found, archive)
    known = stored.kept(data, list_id, archive.month)
    if known and replace(known.archive, fetched_at=archive.fetched_at) == archive:
        archive = known.archive
    row = Kept(
        archive,
        months.now(),
        source=_told(source),
        pages=tuple(name for name, _ in served),
        page_digests=tuple(stored.digest(content) for _, content in served),
    )
    stored.record(data, row)
    return archive


def _copied(data: Path, found: Found, list_id: str) -> tuple[Archive, list[tuple[str, bytes]]]:
    """The row of an archive whose files are copied, and those files where they are many."""
    served = [
        (_name(found, number, file), folders.read(file)) for number, file in enumerate(found.files)
    ]
    many = not found.single
    if many:
        digest = stored.digest_of_pages(served)
        name = f"{found.month}-{digest[: stored.DIGEST_IN_NAME]}.{found.kind}"
        path = stored.hold_many(data, list_id, name, served)
    else:
        digest = stored.digest(served[0][1])
        suffix = kinds.suffix(found.kind, served[0][1])
        path = stored.hold(data, list_id, found.month, suffix, served[0][1])
    row = Archive(
        list_id=list_id,
        month=found.month,
        kind=found.kind,
        url=found.told or _told(found.files[0].parent if many else found.files[0]),
        path=path,
        index_path="",
        index_url=found.home,
        sha256=digest,
        index_sha256="",
        bytes=sum(len(content) for _, content in served),
        etag="",
        last_modified="",
        fetched_at=months.now(),
    )
    return row, served if many else []


def _name(found: Found, number: int, file: Path) -> str:
    """The name of a file in its archive; a Maildir's change with its flags, and may be no text."""
    return f"{number:06d}.eml" if found.kind == "maildir" else file.name


def _told(path: Path) -> str:
    """A path as text, whatever bytes it consists of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _with_index(data: Path, found: Found, archive: Archive) -> Archive:
    if found.index is None:
        return archive
    content = folders.read(found.index)
    path = stored.hold(data, archive.list_id, f"{archive.month}-index", ".html", content)
    return replace(
        archive,
        index_path=path,
        index_url=found.index_url,
        index_sha256=stored.digest(content),
    )
