"""What was fetched: the archive files as served, and the record of each, below DIR/archive/LIST.

In: bytes and records. Out: the same, whenever they are asked for. Each archive has one record,
`MONTH.json`, written beside and renamed; an archive without it is not fetched. Files bear the
beginning of their digest in their name, so that a new version never overwrites what a record
still names: a crash at any moment leaves the old record with the old file or the new with the
new.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

import orjson

from pipeline import parts
from pipeline.errors import PartError, UsageError
from pipeline.fetch import gzipped, months
from pipeline.mail.archive import Content
from pipeline.records import Archive

# So much of a digest tells the versions of one archive apart.
DIGEST_IN_NAME = 10

LIST_NAME = re.compile(r"[\w+][\w.+@=~-]*")
RECORD = ".json"
SHOWN = 40  # of a name that is too long


@dataclass(frozen=True, slots=True)
class Kept:
    """An archive and what it takes to ask for it again: its site (`source`), the file `asked`."""

    archive: Archive
    checked_at: datetime
    source: str = ""
    asked: str = ""
    index_etag: str = ""
    index_last_modified: str = ""
    pages: tuple[str, ...] = ()
    page_digests: tuple[str, ...] = ()


def lists(data: Path) -> list[str]:
    """The names of the lists that were fetched, in order."""
    root = data / "archive"
    if not root.is_dir():
        return []
    return sorted(path.name for path in root.iterdir() if next(_records(path), None))


def recorded(data: Path, list_id: str) -> list[Archive]:
    """The archives of a list, in the order of their months."""
    found = [_read(path).archive for path in _records(folder(data, list_id))]
    return sorted(found, key=lambda archive: months.order(archive.month))


def kept(data: Path, list_id: str, month: str) -> Kept | None:
    """The record of one archive, none where it was not fetched."""
    path = folder(data, list_id) / f"{month}{RECORD}"
    return _read(path) if path.exists() else None


def content(data: Path, archive: Archive) -> Content:
    """The bytes of an archive, unpacked; PartError where they are not what was fetched."""
    found = kept(data, archive.list_id, archive.month)
    root = data / "archive"
    index = b""
    if archive.index_path:
        index = _checked(root / archive.index_path, archive.index_sha256)
        index, _ = gzipped.unpacked(index)
    if (root / archive.path).is_dir():
        served = _served(root / archive.path, found.pages if found else (), archive.sha256)
        pages = tuple((name, gzipped.unpacked(page)[0]) for name, page in served)
        return Content(pages=pages, index=index)
    plain, whole = gzipped.unpacked(_checked(root / archive.path, archive.sha256))
    if archive.kind in ("text", "mbox"):
        return Content(main=plain, index=index, truncated=not whole)
    return Content(pages=((Path(archive.path).name, plain),), index=index, truncated=not whole)


def _served(where: Path, names: Sequence[str], expected: str) -> list[tuple[str, bytes]]:
    """The files of a folder, as served."""
    served = [(name, _bytes(where / name)) for name in names]
    if digest_of_pages(served) != expected:
        raise _damaged(where)
    return served


def digest(served: bytes) -> str:
    """SHA-256 of bytes as served."""
    return hashlib.sha256(served).hexdigest()


def digest_of_pages(served: Sequence[tuple[str, bytes]]) -> str:
    """SHA-256 of pages with their names, in order."""
    return digest("".join(f"{name} {digest(page)}\n" for name, page in served).encode())


def folder(data: Path, list_id: str) -> Path:
    """Where the archives of a list are; UsageError where the name cannot be a folder's."""
    return data / "archive" / checked_name(list_id)


def checked_name(list_id: str) -> str:
    """The name of a list, UsageError where it is none."""
    if LIST_NAME.fullmatch(list_id) and len(list_id) <= months.LONGEST_NAME:
        return list_id
    if len(list_id) > months.LONGEST_NAME:
        raise UsageError(
            f"{list_id[:SHOWN]!r}... cannot be the name of a list: it is too long",
            hint=f"use {months.LONGEST_NAME} characters at most: --list openstack-dev",
        )
    raise UsageError(
        f"{list_id!r} cannot be the name of a list",
        hint="use letters, digits, and - _ . + only: --list openstack-dev",
    )


HALF = re.compile(r"\.(?P<process>\d+)\.new$")


def hold(data: Path, list_id: str, name: str, suffix: str, served: bytes) -> str:
    """Write a file of an archive; its path below the archive folder."""
    target = folder(data, list_id) / f"{name}-{digest(served)[:DIGEST_IN_NAME]}{suffix}"
    write(target, served)
    return target.relative_to(data / "archive").as_posix()


def hold_many(data: Path, list_id: str, name: str, served: Sequence[tuple[str, bytes]]) -> str:
    """Write the files of an archive into a folder; its path below the archive folder."""
    where = folder(data, list_id) / name
    for file, content in served:
        if not (where / file).exists() or (where / file).read_bytes() != content:
            write(where / file, content)
    return where.relative_to(data / "archive").as_posix()


def write(target: Path, served: bytes) -> None:
    """Write a file whole or not at all; PartError where the disk refuses."""
    with refusals(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with parts.whole(target) as beside:
            beside.write_bytes(served)


def leftovers(data: Path) -> list[Path]:
    """The files that a fetch which was killed had half written, and no process writes any more."""
    return [
        file
        for file in (data / "archive").rglob(".*.new")
        if (found := HALF.search(file.name)) and not parts.running(int(found["process"]))
    ]


def record(data: Path, row: Kept) -> None:
    """Write the record of an archive, then delete what only the record before it named."""
    archive = row.archive
    before = kept(data, archive.list_id, archive.month)
    target = folder(data, archive.list_id) / f"{archive.month}{RECORD}"
    write(target, orjson.dumps(asdict(row), option=orjson.OPT_INDENT_2))
    if before is None:
        return
    root = data / "archive"
    for old in {before.archive.path, before.archive.index_path} - {
        archive.path,
        archive.index_path,
        "",
    }:
        _delete(root / old, before.pages)


def _delete(old: Path, pages: Sequence[str]) -> None:
    with refusals(old):
        if not old.is_dir():
            old.unlink(missing_ok=True)
            return
        for name in pages:
            (old / name).unlink(missing_ok=True)
        if not any(old.iterdir()):
            old.rmdir()


def intact(data: Path, row: Kept) -> bool:
    """True where the files of an archive are what was fetched."""
    root, archive = data / "archive", row.archive
    try:
        if archive.index_path:
            _checked(root / archive.index_path, archive.index_sha256)
        if (root / archive.path).is_dir():
            _served(root / archive.path, row.pages, archive.sha256)
        else:
            _checked(root / archive.path, archive.sha256)
    except PartError:
        return False
    return True


@contextmanager
def refusals(target: Path) -> Iterator[None]:
    """Turn what the disk refuses into a PartError."""
    try:
        yield
    except OSError as error:
        raise PartError(
            f"cannot write {target}: {error.strerror or error}",
            hint="make room or choose another --data directory, then run the same command again; "
            "what was fetched is kept",
        ) from error


def _records(where: Path) -> Iterator[Path]:
    if not where.is_dir() or where.name.startswith("."):
        return
    yield from (path for path in where.glob(f"*{RECORD}") if not path.name.startswith("."))


def _read(path: Path) -> Kept:
    try:
        row = orjson.loads(path.read_bytes())
        values = {field.name: row["archive"][field.name] for field in fields(Archive)}
        values["fetched_at"] = datetime.fromisoformat(values["fetched_at"])
        return Kept(
            Archive(**values),
            datetime.fromisoformat(row["checked_at"]),
            row["source"],
            row["asked"],
            row["index_etag"],
            row["index_last_modified"],
            tuple(row["pages"]),
            tuple(row["page_digests"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PartError(
            f"the record {path} cannot be read", hint="delete it and fetch the list again"
        ) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _damaged(path) from error


def _checked(path: Path, expected: str) -> bytes:
    served = _bytes(path)
    if digest(served) != expected:
        raise _damaged(path)
    return served


def _damaged(path: Path) -> PartError:
    return PartError(
        f"{path} is missing or is not what was fetched",
        hint="run the same hansard fetch once more: only what is damaged is fetched again",
    )
