"""Files and folders on the disk to archives, each told by its bytes."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import FetchError, UsageError
from pipeline.fetch import source, stored
from pipeline.mail import archive as archives
from pipeline.records import Archive, Message

Site = Any

MBOX = (
    b"From ada@example.org Mon Sep  1 10:00:00 2014\n"
    b"From: Ada Okafor <ada@example.org>\nList-Id: A list <dev.lists.example.org>\n"
    b"Date: Mon, 1 Sep 2014 10:00:00 +0000\nSubject: A mailbox\nMessage-ID: <m1@example.org>\n\n"
    b"Yes.\n>From here on it is quoted.\n"
)
EML = (
    b"Received: by mx.example.org\nFrom: Ben Tanaka <ben@example.org>\nSubject: One\n"
    b"Date: Tue, 2 Sep 2014 10:00:00 +0000\nMessage-ID: <m2@example.org>\n\nOne mail.\n"
)
SAVED = (
    b"[dev] [store] Splitting the store\n\nCleo Marsh cleo at example.org\n"
    b"Thu Sep 4 23:22:18 UTC 2014\n\n\nOn Thu, Ada wrote:\n\n> Split it.\n\nNo.\n"
)


def fetch(path: Path, data: Path, **options: Any) -> list[Archive]:
    return source.fetch(str(path), data, **options)


def mails(data: Path, list_id: str) -> list[Message]:
    return [
        message
        for archive in stored.recorded(data, list_id)
        for message in archives.parsed(stored.content(data, archive), archive).messages
    ]


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_folder_of_months(site: Site, data: Path, tmp_path: Path) -> None:
    """A folder of texts is a list that is called like the folder; other files are left out."""
    folder = write(
        tmp_path / "dev",
        {
            "2014-August.txt.gz": gzip.compress(site.text("2014-August")),
            "2014-09.txt": site.text("2014-September"),
            "2014-October.txt": site.text("2014-October"),
            "2014-October.txt.gz": b"older than the text beside it",
            "README": b"About this folder.\n",
            "2013-May.txt": b"",
            ".hidden": MBOX,
        },
    )
    steps: list[Any] = []
    fetched = fetch(folder, data, report=steps.append)
    assert [(a.list_id, a.month, a.kind) for a in fetched] == [
        ("dev", "2014-08", "text"), ("dev", "2014-09", "text"), ("dev", "2014-10", "text"),
    ]  # fmt: skip
    assert fetched[1].url == str(folder / "2014-09.txt")
    assert "left out 2 files that are no mail: 2013-May.txt, ..." in steps[-1].note
    assert len(mails(data, "dev")) == 5
    assert fetch(folder, data) == fetched
    assert [a.month for a in fetch(folder, data, since="2014-09", until="2014-09")] == ["2014-09"]
    with pytest.raises(UsageError, match="no archive of the months"):
        fetch(folder, data, since="2020")


def test_copy_of_a_site(site: Site, data: Path, tmp_path: Path) -> None:
    """A copied site gives texts with permalinks, and pages where there is no text."""
    files = {"index.html": site.listing(), **site.pages(), **site.texts()}
    del files["2014-October.txt"]
    folder = write(tmp_path / "dev", files)
    assert [archive.kind for archive in fetch(folder, data)] == ["text", "text", "pages"]
    found = mails(data, "dev")
    assert len(found) == 5
    assert found[1].url == (folder / "2014-September" / "000002.html").as_uri()


def test_copy_that_tells_its_address(site: Site, data: Path, tmp_path: Path) -> None:
    """Where the pages say where they were, the permalinks are those."""
    link = (
        '<LINK REL="Index" HREF="http://lists.example.org/pipermail/dev/2014-September/index.html">'
    )
    files = {
        name: content.replace(b"<HEAD>", f"<HEAD>{link}".encode())
        for name, content in site.pages().items()
        if name.startswith("2014-September/")
    }
    folder = write(tmp_path / "dev", {**files, "2014-September.txt": site.text("2014-September")})
    fetch(folder, data)
    fetch(folder / "2014-September", data, list_id="month")
    expected = [
        f"http://lists.example.org/pipermail/dev/2014-September/00000{n}.html" for n in (2, 3, 4)
    ]
    assert expected == [message.url for message in mails(data, "dev")]
    assert expected == [message.url for message in mails(data, "month")]
    assert [archive.kind for archive in stored.recorded(data, "month")] == ["pages"]
    fetch(folder / "2014-September" / "000003.html", data)
    assert "000003" in [archive.month for archive in stored.recorded(data, "dev")]


@pytest.mark.parametrize("name", ["dev.mbox", "dev.mbox.gz", "dev", "dev.txt"])
def test_mailbox(data: Path, tmp_path: Path, name: str) -> None:
    """A mailbox is told by its bytes, and its list by its mails."""
    content = gzip.compress(MBOX) if name.endswith(".gz") else MBOX
    (archive,) = fetch(write(tmp_path, {name: content}) / name, data)
    assert (archive.list_id, archive.month, archive.kind) == ("dev", "dev", "mbox")
    (message,) = mails(data, "dev")
    assert "\nFrom here on" in message.body


@pytest.mark.parametrize("content", [MBOX, EML, SAVED], ids=["mailbox", "mail", "page"])
def test_file_of_an_old_mac(data: Path, tmp_path: Path, content: bytes) -> None:
    """A file whose lines end in carriage returns alone says what it says with line feeds."""
    write(tmp_path, {"unix/one": content, "mac/one": content.replace(b"\n", b"\r")})
    for name in ("unix", "mac"):
        fetch(tmp_path / name / "one", data, list_id=name)
    (unix,), (mac,) = mails(data, "unix"), mails(data, "mac")
    assert (mac.name, mac.sent_at, mac.subject, mac.body) == (
        unix.name, unix.sent_at, unix.subject, unix.body,
    )  # fmt: skip
    assert [a.kind for name in ("unix", "mac") for a in stored.recorded(data, name)] in (
        ["mbox"] * 2, ["maildir"] * 2, ["page"] * 2,
    )  # fmt: skip


def test_mailboxes_of_two_lists(data: Path, tmp_path: Path) -> None:
    """Each mailbox of a folder goes to its own list."""
    other = MBOX.replace(b"<dev.lists", b"<ops.lists")
    write(tmp_path / "mail", {"dev-2014.mbox": MBOX, "ops-2014.mbox": other})
    fetched = fetch(tmp_path / "mail", data)
    assert [(a.list_id, a.month) for a in fetched] == [("dev", "dev-2014"), ("ops", "ops-2014")]
    assert [a.list_id for a in fetch(tmp_path / "mail", data, list_id="both")] == ["both"] * 2
    with pytest.raises(UsageError, match="no archive of the months"):
        fetch(tmp_path / "mail", data, since="2015")


def test_maildir(data: Path, tmp_path: Path) -> None:
    """A Maildir is one archive, in the order of delivery."""
    second = EML.replace(b"m2@", b"m3@")
    write(
        tmp_path / "Mail",
        {"cur/1409652000.1.host:2,S": second, "new/1409565600.2.host": EML, "tmp/x": b"half"},
    )
    with pytest.raises(UsageError, match="does not say which list"):
        fetch(tmp_path / "Mail", data)
    (archive,) = fetch(tmp_path / "Mail", data, list_id="dev")
    assert (archive.month, archive.kind) == ("Mail", "maildir")
    assert [m.message_id for m in mails(data, "dev")] == ["m2@example.org", "m3@example.org"]
    write(tmp_path / "Mail", {"new/1409738400.3.host": EML.replace(b"m2@", b"m4@")})
    fetch(tmp_path / "Mail", data, list_id="dev")
    assert len(mails(data, "dev")) == 3
    folders = [path for path in (data / "archive" / "dev").iterdir() if path.is_dir()]
    assert len(folders) == 1


def test_mails(data: Path, tmp_path: Path) -> None:
    """One mail in a file is an archive; several in a folder are one together."""
    write(tmp_path / "box", {"1.eml": EML, "2.eml": EML.replace(b"m2@", b"m3@")})
    fetch(tmp_path / "box" / "1.eml", data, list_id="one")
    fetch(tmp_path / "box", data, list_id="many")
    assert [a.kind for a in stored.recorded(data, "one")] == ["maildir"]
    assert [a.month for a in stored.recorded(data, "many")] == ["box"]
    assert (len(mails(data, "one")), len(mails(data, "many"))) == (1, 2)


def test_saved_page(site: Site, data: Path, tmp_path: Path) -> None:
    """A saved message page is an archive of one mail, be it HTML or the text of it."""
    page = site.months["2014-August"][0].page().encode()
    write(tmp_path, {"saved.txt": SAVED, "saved page.html": page})
    with pytest.raises(UsageError, match="does not say which list") as error:
        fetch(tmp_path / "saved.txt", data)
    assert error.value.hint.endswith("--list dev")
    fetch(tmp_path / "saved.txt", data, list_id="dev")
    fetch(tmp_path / "saved page.html", data, list_id="dev")
    assert [(a.month, a.kind) for a in stored.recorded(data, "dev")] == [
        ("saved", "page"), ("saved-page", "page"),
    ]  # fmt: skip
    text, html = mails(data, "dev")
    assert (text.name, text.address) == ("Cleo Marsh", "cleo@example.org")
    assert text.subject == "[dev] [store] Splitting the store"
    assert (html.name, html.message_id) == ("Ada Okafor", "1.2014@example.org")


@pytest.mark.corpora
def test_seed(shared: Path, data: Path) -> None:
    """The page from which the project began comes out with its author, date and subject."""
    fetch(shared / "seed", data, list_id="openstack-dev")
    (message,) = mails(data, "openstack-dev")
    assert (message.name, message.address) == ("Michael Still", "mikal@stillhq.com")
    assert message.sent_at is not None
    assert message.sent_at.isoformat() == "2014-09-04T23:22:18"


def packed(content: bytes, times: int) -> bytes:
    """Content, packed again and again."""
    for _ in range(times):
        content = gzip.compress(content, mtime=0)
    return content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty"),
        (b" \n\n", "it is empty"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "it is a PDF"),
        (b"PK\x03\x04\0\0", "it is a zip file"),
        (gzip.compress(b"\x89PNG\r\n\0", mtime=0), "it is a picture"),
        (bytes(range(256)) * 20, "no header, no separator"),
        (b"\x1f\x8b", "it is packed, and broken"),
        (gzip.compress(b"Subject: Nest\n\n", mtime=0)[:8] + b"\xff" * 50, "packed, and broken"),
        (packed(b"Subject: Nest\n\n", 4), "it is packed more than 3 times"),
        ("Subject: Nest\n\n+1\n".encode("utf-16"), "it is text in UTF-16"),
        (b"Dear diary,\ntoday I wrote no mail.\n", "no header, no separator"),
        (b"<html><h1>Hello</h1><p>A page.</p></html>", "a page, but not of a message"),
        (b"From here to there\nis a long way.\n", "no header, no separator"),
    ],
)
def test_no_mail(data: Path, tmp_path: Path, content: bytes, sentence: str) -> None:
    """A file that is no mail is refused, with what it is."""
    path = write(tmp_path, {"file": content}) / "file"
    with pytest.raises(FetchError, match=sentence) as error:
        fetch(path, data, list_id="dev")
    assert str(error.value).startswith(f"{path} is no mail: ")
    assert error.value.hint
    with pytest.raises(FetchError, match="there is no mail in"):
        fetch(tmp_path, data, list_id="dev")


def test_nothing_there(data: Path, tmp_path: Path) -> None:
    """An empty folder, a path that is not, and what is no file are told apart."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "Mail" / "cur").mkdir(parents=True)
    for name in ("empty", "Mail"):
        with pytest.raises(FetchError, match="it is empty"):
            fetch(tmp_path / name, data)
    with pytest.raises(FetchError, match="neither a file nor a folder"):
        fetch(Path("/dev/null"), data)
    with pytest.raises(UsageError, match="there is no file or folder"):
        fetch(tmp_path / "missing", data)


@pytest.mark.parametrize(
    ("source_", "sentence", "hint"),
    [
        ("", "no file or folder", "give an address"),
        ("lists.example.org/pipermail/dev/", "no file or folder", "hansard fetch https://lists"),
        ("ftp://example.org/dev/", "not an address of the web", "https://"),
        ("https:///pipermail/dev/", "not an address of the web", "https://HOST"),
        ("http://example.org:99999/dev/", "not an address of the web", "https://HOST"),
        ("https://ada:secret@example.org/dev/", "a password in it", "a browser"),
        ("http://exa mple.org/dev/", "not an address of the web", "https://HOST"),
        ("x" * 5000, "no file or folder", "give an address"),
        ("nul\0", "no file or folder", "give an address"),
    ],
)
def test_wrong_sources(data: Path, source_: str, sentence: str, hint: str) -> None:
    """What is neither an address nor a path is a mistake in the command."""
    with pytest.raises(UsageError, match=sentence) as error:
        source.fetch(source_, data)
    assert hint in error.value.hint


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "a b", "x" * 200, "a\0b"])
def test_wrong_names_of_lists(data: Path, tmp_path: Path, name: str) -> None:
    """The name of a list is never a path."""
    path = write(tmp_path / "in", {"dev.mbox": MBOX}) / "dev.mbox"
    with pytest.raises(UsageError, match="cannot be the name of a list"):
        fetch(path, data, list_id=name)
    assert not data.exists()


def test_file_address(data: Path, tmp_path: Path) -> None:
    """A file:// address is a path."""
    path = write(tmp_path, {"my mail.mbox": MBOX}) / "my mail.mbox"
    (archive,) = source.fetch(path.as_uri(), data)
    assert archive.month == "my-mail"


def test_link(site: Site, data: Path, tmp_path: Path) -> None:
    """A folder behind a link is called as the link is."""
    folder = write(tmp_path / "store" / "x17", {"2014-August.txt": site.text("2014-August")})
    (tmp_path / "dev").symlink_to(folder)
    (archive,) = fetch(tmp_path / "dev", data)
    assert archive.list_id == "dev"


def test_damaged_copy(data: Path, tmp_path: Path) -> None:
    """A copy that was damaged is made again."""
    write(tmp_path / "box", {"cur/1.a": EML, "cur/2.a": EML.replace(b"m2@", b"m3@")})
    (archive,) = fetch(tmp_path / "box", data, list_id="dev")
    (data / "archive" / archive.path / "000001.eml").write_bytes(b"spilt")
    assert fetch(tmp_path / "box", data, list_id="dev") == [archive]
    assert len(mails(data, "dev")) == 2


def test_half_a_packed_file(data: Path, tmp_path: Path) -> None:
    """What is there is read, and it is told that it is not all."""
    packed = gzip.compress(MBOX + os.urandom(9_000).hex().encode())
    steps: list[Any] = []
    write(tmp_path, {"dev.gz": packed[: len(packed) // 2], "whole.gz": packed})
    fetch(tmp_path / "dev.gz", data, report=steps.append)
    fetch(tmp_path / "whole.gz", data, report=steps.append)
    assert [step.note for step in steps if step.done] == ["dev, which is cut short", "whole"]
    assert [message.message_id for message in mails(data, "dev")] == ["m1@example.org"] * 2


def test_names_that_are_no_text(data: Path, tmp_path: Path) -> None:
    """File names may be any bytes."""
    folder = os.fsencode(tmp_path / "box") + b"\xe9"
    os.makedirs(folder + b"/cur")
    for name in (b"/cur/1.\xff:2,S", b"/cur/2.\xfe"):
        with open(folder + name, "wb") as out:
            out.write(EML)
    (archive,) = source.fetch(os.fsdecode(folder), data, list_id="dev")
    assert archive.url.endswith("box\ufffd/cur")
    assert len(mails(data, "dev")) == 2


def test_files_of_one_name(data: Path, tmp_path: Path) -> None:
    """Files that are called alike are an archive each, and the same ones at the next fetch."""
    names = {"dev.mbox": b"m1@", "dev x.mbox": b"m2@", "dev-x.mbox": b"m3@", "dev.eml": b"m4@"}
    mail = MBOX.partition(b"\n")[2]
    box = {name: MBOX.replace(b"m1@", own) for name, own in names.items()}
    write(tmp_path, box | {"dev.eml": mail.replace(b"m1@", b"m4@")})
    for _ in range(2):
        fetch(tmp_path, data, list_id="dev")
        assert sorted(a.month for a in stored.recorded(data, "dev")) == [
            "dev", "dev-2", "dev-x", "dev-x-2",
        ]  # fmt: skip
        assert len(mails(data, "dev")) == 4


def test_files_of_one_name_elsewhere(data: Path, tmp_path: Path) -> None:
    """A file of another folder takes no archive's place, unless it is the same or a month's."""
    write(tmp_path, {"a/box.mbox": MBOX, "b/box.mbox": MBOX.replace(b"m1@", b"m2@")})
    write(tmp_path, {"c/box.mbox": MBOX, "a/2014-09.txt": MBOX, "b/2014-09.txt": MBOX + MBOX})
    for path in ("a/box.mbox", "b/box.mbox", "c/box.mbox", "a/2014-09.txt", "b/2014-09.txt"):
        fetch(tmp_path / path, data, list_id="dev")
    found = {a.month: a for a in stored.recorded(data, "dev")}
    assert set(found) == {"box", "box-2", "2014-09"}
    assert found["2014-09"].bytes == 2 * len(MBOX)


def test_mails_of_several_lists(data: Path, tmp_path: Path) -> None:
    """A folder of mails to several lists is called like none of them."""
    mail = MBOX.partition(b"\n")[2]
    write(tmp_path / "box", {"1.eml": mail, "2.eml": mail.replace(b"<dev.", b"<users.")})
    with pytest.raises(UsageError, match="does not say which list"):
        fetch(tmp_path / "box", data)
    write(tmp_path / "box", {"2.eml": mail, "3.eml": EML})
    assert [a.list_id for a in fetch(tmp_path / "box", data)] == ["dev"]


def test_folder_of_folders(data: Path, tmp_path: Path) -> None:
    """A folder that only has folders is told from an empty one."""
    write(tmp_path / "lists", {"dev/2014-09.txt": MBOX})
    with pytest.raises(FetchError, match="itself, only folders: dev") as told:
        fetch(tmp_path / "lists", data)
    assert str(tmp_path / "lists" / "dev") in told.value.hint
