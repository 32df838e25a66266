"""Clones of public-inbox: a commit or a file for each mail, deletions, several repositories."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.errors import FetchError
from pipeline.fetch import source, stored
from pipeline.mail import archive as archives
from pipeline.records import Message

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def mail(number: int, day: str = "1 Sep 2014") -> bytes:
    """An invented mail with a From line in its text."""
    return (
        f"From: Ada Okafor <ada@example.org>\nDate: {day} 10:00:0{number} +0000\n"
        f"Subject: Number {number}\nMessage-ID: <{number}@example.org>\n\n"
        f"From what I see, {number} is right.\n"
    ).encode()


def repository(path: Path) -> Path:
    """A new repository."""
    run(path, "init", "-q", str(path))
    return path


def run(path: Path, *words: str, at: str = "2014-09-01T10:00:00Z") -> None:
    path.mkdir(parents=True, exist_ok=True)
    names = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": at}
    names |= {key.replace("AUTHOR", "COMMITTER"): value for key, value in names.items()}
    home = {"HOME": str(path), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    subprocess.run(["git", *words], cwd=path, env=names | home, check=True, capture_output=True)


def commit(path: Path, name: str, content: bytes | None, at: str = "2014-09-01T10:00:00Z") -> None:
    """Commit a tree that has this file and, in version 2, no other."""
    for old in path.glob("?"):
        old.unlink()
    file = path / name
    file.parent.mkdir(exist_ok=True)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    run(path, "add", "-A", at=at)
    run(path, "commit", "-q", "-m", "mail", at=at)


def mails(data: Path, list_id: str) -> list[Message]:
    """Every mail of a list, as the build would read it."""
    return [
        message
        for archive in stored.recorded(data, list_id)
        for message in archives.parsed(stored.content(data, archive), archive).messages
    ]


def test_a_commit_for_each_mail(tmp_path: Path, data: Path) -> None:
    """Version 2: file m is a mail, file d says that one is gone; months come by the dates."""
    inbox = repository(tmp_path / "dev" / "0.git")
    commit(inbox, "m", mail(1))
    commit(inbox, "m", mail(2))
    commit(inbox, "d", mail(2))
    later = repository(tmp_path / "dev" / "1.git")
    commit(later, "m", mail(3, "2 Oct 2014"), at="2014-10-02T10:00:00Z")
    for each in (inbox, later):
        bare(each)
    fetched = source.fetch(str(tmp_path / "dev"), data)
    assert [(a.list_id, a.month, a.kind) for a in fetched] == [
        ("dev", "2014-09", "mbox"),
        ("dev", "2014-10", "mbox"),
    ]
    assert [(m.message_id, m.body) for m in mails(data, "dev")] == [
        ("1@example.org", "From what I see, 1 is right.\n"),
        ("3@example.org", "From what I see, 3 is right.\n"),
    ]
    assert source.fetch(str(tmp_path / "dev"), data) == fetched


def bare(path: Path) -> None:
    """Make a bare repository of one with files."""
    for file in (path / ".git").iterdir():
        file.rename(path / file.name)
    (path / ".git").rmdir()


def test_a_file_for_each_mail(tmp_path: Path, data: Path) -> None:
    """Version 1: each mail is a file; one that was taken away is gone."""
    inbox = repository(tmp_path / "ops")
    commit(inbox, "aa/1", mail(1))
    commit(inbox, "bb/2", mail(2))
    commit(inbox, "aa/1", None)
    source.fetch(str(inbox), data)
    assert [m.message_id for m in mails(data, "ops")] == ["2@example.org"]


def test_a_repository_without_mail(tmp_path: Path, data: Path) -> None:
    """What git cannot list is said in one sentence."""
    inbox = repository(tmp_path / "dev")
    with pytest.raises(FetchError, match="git cannot read"):
        source.fetch(str(inbox), data)
