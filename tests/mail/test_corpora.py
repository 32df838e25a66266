"""The real archives: what they hold, counted once by hand and by other rules."""

from __future__ import annotations

import gzip
import re
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from pipeline.mail import archive as archives
from pipeline.mail.archive import Content, Parsed
from pipeline.records import Archive

pytestmark = pytest.mark.corpora

SITE = "http://lists.example.org/pipermail"


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def record(list_id: str, month: str, kind: str, *, index: bool = False) -> Archive:
    address = f"{SITE}/{list_id}/{month}"
    return Archive(
        list_id=list_id,
        month=month,
        kind=kind,
        url=f"{address}.txt",
        path="",
        index_path="",
        index_url=f"{address}/thread.html" if index else "",
        sha256="",
        index_sha256="",
        bytes=0,
        etag="",
        last_modified="",
        fetched_at=datetime(2026, 11, 1),
    )


@cache
def texts(folder: Path, kind: str = "text") -> dict[str, Parsed]:
    """The months of a folder, read without their indexes."""
    found = {}
    for path in sorted(folder.glob("*.txt*" if kind == "text" else "*.mbox")):
        month = path.name.split(".")[0]
        found[month] = archives.parsed(Content(unpacked(path)), record(folder.name, month, kind))
    return found


# Folder; kind; mails; copies. Mails are counted by separators with a full date and a header after
# them; the copies were looked at one by one, but for the archives that hold everything twice.
COUNTS = {
    "python-committers": ("text", 4126, 1),
    "python-dev": ("text", 6809, 4),
    "berlios/ion-general": ("text", 1954, 1),
    "berlios/bulmages-main": ("text", 226, 0),
    "berlios/reportasistent-list": ("text", 174, 0),
    "berlios/genaro-somos-todos": ("text", 402, 0),
    "berlios/los-angeles-devel-ru": ("text", 32, 0),
    "berlios/deepamehta-verein": ("text", 51, 0),
    "berlios/cuon-user-de": ("text", 21, 0),
    "twisted-pipermail/inheritance": ("text", 384, 0),
    "rlists/r-devel/raw": ("mbox", 1831, 611),
    "ksummit": ("mbox", 2114, 3),
}


@pytest.mark.parametrize("folder", COUNTS)
def test_mails_and_copies(folder: str, shared: Path) -> None:
    """Every mail is there, and copies are known as such; no bytes belong to none."""
    kind, mails, copies = COUNTS[folder]
    months = texts(shared / "corpora" / folder, kind)
    messages = [message for rows in months.values() for message in rows.messages]
    assert len(messages) == mails
    assert sum(message.duplicate_of is not None for message in messages) == copies
    lost = [d for rows in months.values() for d in rows.defects if d.message is None]
    assert lost == []


@pytest.mark.parametrize("folder", ["python-dev", "python-committers", "berlios/ion-general"])
def test_ordinary_lists_have_few_defects(folder: str, shared: Path) -> None:
    """Of ordinary mail, nearly all has an id, an author, a date of its own and a text."""
    codes: Counter[str] = Counter()
    mails = 0
    for rows in texts(shared / "corpora" / folder).values():
        codes.update(defect.code for defect in rows.defects)
        mails += len(rows.messages)
    assert not {"no-date", "bad-date", "no-message-id", "imposter", "undecodable"} & set(codes)
    assert sum(codes.values()) < mails / 200


def test_every_mail_twice(shared: Path) -> None:
    """Six months of twisted-python hold each mail twice (one thrice more): each comes out once."""
    months = texts(shared / "corpora/twisted-pipermail/twisted-python")
    doubled = {month: rows for month, rows in months.items() if month[:4] in {"2004", "2005"}}
    assert len(doubled) == 6
    for rows in doubled.values():
        kept = [m.message_id for m in rows.messages if m.duplicate_of is None]
        assert len(kept) == len(set(kept)) == len({m.message_id for m in rows.messages})
        # At a border of months one mail may have its copy in the other month.
        assert len(rows.messages) <= 2 * len(kept) + 2
        assert "imposter" not in {defect.code for defect in rows.defects}


def test_the_month_of_1945(shared: Path) -> None:
    """A zone that is none made pipermail write 1945: the mails say 2002."""
    months = texts(shared / "corpora/twisted-pipermail/twisted-python")
    rows = months["1945-February"]
    assert {message.sent_at.year for message in rows.messages if message.sent_at} == {2002}
    assert [defect.code for defect in rows.defects] == ["bad-date", "bad-date"]


def test_a_saved_page(shared: Path) -> None:
    """The seed: author, date, subject, and a text that begins and ends with the mail."""
    (path,) = (shared / "seed").glob("000_*.txt")
    content = Content(pages=((path.name, path.read_bytes()),))
    archive = replace(record("openstack-dev", path.stem, "page"), url=str(path))
    (message,) = archives.parsed(content, archive).messages
    assert message.address == "mikal@stillhq.com"
    assert message.sent_at == datetime(2014, 9, 4, 23, 22, 18)
    assert message.labels == ("nova",)
    assert message.subject.startswith("[openstack-dev] [nova] ")
    assert message.subject.endswith(message.base_subject)
    assert message.body.startswith("On Thu, Sep 4, 2014 at 5:24 AM, ")
    assert message.body.splitlines()[-2] == "-- "


SITES = [
    "berlios/ion-general",
    "berlios/bulmages-main",
    "berlios/reportasistent-list",
    "berlios/genaro-somos-todos",
    "berlios/los-angeles-devel-ru",
    "berlios/deepamehta-verein",
    "berlios/cuon-user-de",
    "imagej-pipermail/imagej-devel",
]


@pytest.mark.parametrize("site", SITES)
def test_text_and_pages(site: str, shared: Path) -> None:
    """From text and from pages come the same mails, each with its page, mostly under one key."""
    folder = shared / "corpora" / site
    same_key = both = answers = same_parent = 0
    for month in sorted(path for path in folder.iterdir() if path.is_dir()):
        index = (month / "thread.html").read_bytes()
        pages = tuple((p.name, p.read_bytes()) for p in sorted(month.glob("[0-9]*.html")))
        shown = archives.parsed(
            Content(pages=pages, index=index), record(folder.name, month.name, "pages", index=True)
        ).messages
        (path, *_) = sorted(folder.glob(f"{month.name}.txt*"))
        served = archives.parsed(
            Content(unpacked(path), index=index),
            record(folder.name, month.name, "text", index=True),
        ).messages
        page_of = {message.url: message for message in shown}
        assert all(message.url in page_of for message in served)
        kept = [message for message in served if message.duplicate_of is None]
        assert len({message.url for message in kept}) == len(kept) == len(shown)
        for message in kept:
            other = page_of[message.url]
            assert (message.message_id, message.address) == (other.message_id, other.address)
            both += 1
            same_key += message.message == other.message
            if message.in_reply_to:
                answers += 1
                same_parent += message.in_reply_to[:1] == other.in_reply_to or not other.in_reply_to
    assert same_key >= 0.99 * both
    assert same_parent >= 0.97 * answers


def test_pages_of_both_kinds(shared: Path) -> None:
    """In a month archived twice, the pages of the index bear their own id, the old ones do not."""
    month = shared / "corpora/twisted-pipermail/twisted-python/2005-March"
    index = (month / "thread.html").read_bytes()
    pages = tuple((p.name, p.read_bytes()) for p in sorted(month.glob("[0-9]*.html")))
    rows = archives.parsed(
        Content(pages=pages, index=index),
        record("twisted-python", "2005-March", "pages", index=True),
    )
    own = {message.url for message in rows.messages if message.message_id}
    linked = set(re.findall(rb'HREF="(\d{6}\.html)"', index))
    found = {url.rsplit("/", 1)[1].encode() for url in own}
    assert linked <= found
    assert len(rows.messages) - len(found) > 300


def test_speed(shared: Path) -> None:
    """Ten thousand mails take less than some seconds of processor time, on a busy machine too."""
    contents = [path.read_bytes() for path in sorted((shared / "corpora/python-dev").glob("*.txt"))]
    archive = record("python-dev", "2014-01", "text")
    begun = time.process_time()
    mails = sum(len(archives.parsed(Content(content), archive).messages) for content in contents)
    assert mails / (time.process_time() - begun) > 4000
