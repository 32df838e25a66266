"""An archive's record, and its rows, in one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from pipeline.mail import archive as archives
from pipeline.mail.archive import Content, Parsed
from pipeline.records import Archive

Reader = Callable[..., Parsed]

FETCHED = datetime(2026, 11, 1)
SITE = "http://lists.example.org/pipermail/nova-dev"


def record(kind: str = "text", list_id: str = "nova-dev", month: str = "2014-09") -> Archive:
    index = f"{SITE}/2014-September/thread.html" if kind in {"text", "pages"} else ""
    return Archive(
        list_id=list_id,
        month=month,
        kind=kind,
        url=f"{SITE}/2014-September.txt.gz",
        path="",
        index_path="",
        index_url=index,
        sha256="",
        index_sha256="",
        bytes=0,
        etag="",
        last_modified="",
        fetched_at=FETCHED,
    )


@pytest.fixture(scope="session")
def read() -> Reader:
    """The rows of an archive: `read(bytes)`, `read(bytes, kind="mbox")`, `read(pages=...)`."""

    def rows(
        main: bytes = b"",
        kind: str = "text",
        *,
        pages: tuple[tuple[str, bytes], ...] = (),
        index: bytes = b"",
        truncated: bool = False,
        list_id: str = "nova-dev",
        month: str = "2014-09",
        fetched_at: datetime = FETCHED,
    ) -> Parsed:
        content = Content(main, pages, index, truncated)
        archive = replace(record(kind, list_id, month), fetched_at=fetched_at)
        return archives.parsed(content, archive)

    return rows
