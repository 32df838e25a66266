"""Clones of public-inbox: a commit or a file for each mail, deletions, several repositories."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

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


INBOX = "/dev/"


def served(site: Any, named: tuple[int, ...], path: Path, address: str) -> None:
    """Serve a repository as any server of files can, and an inbox that gives no mbox beside it."""
    run(path, "update-server-info")
    git = path / ".git" if (path / ".git").is_dir() else path
    for file in git.rglob("*"):
        if file.is_file():
            site.files[f"{address}/{file.relative_to(git).as_posix()}"] = file.read_bytes()
    site.files[INBOX] = (
        b'<html><title>dev</title><a href="_/text/help/">help</a>'
        b'<a href="_/text/mirror/">mirror</a></html>'
    )
    if named:
        lines = "".join(
            f"git clone --mirror {site.at(INBOX)}{number} dev/git/{number}.git\n"
            for number in named
        )
        site.files[f"{INBOX}_/text/mirror/"] = f"<html><pre>{lines}</pre></html>".encode()


@pytest.mark.parametrize("named", [(0, 1), ()], ids=["named", "not named"])
def test_an_inbox_is_cloned_over_the_web(
    named: tuple[int, ...], site: Any, tmp_path: Path, data: Path
) -> None:
    """Without an mbox of all mail git fetches the repositories; the next time, only what is new."""
    first, second = (repository(tmp_path / name) for name in ("zero", "one"))
    commit(first, "m", mail(1))
    commit(second, "m", mail(2, "2 Oct 2014"), at="2014-10-02T10:00:00Z")
    for number, each in enumerate((first, second)):
        served(site, named, each, f"{INBOX}{number}")
    fetched = source.fetch(site.at(INBOX), data)
    assert [(a.list_id, a.month, a.kind) for a in fetched] == [
        ("dev", "2014-09", "mbox"),
        ("dev", "2014-10", "mbox"),
    ]
    found = mails(data, "dev")
    assert [m.message_id for m in found] == ["1@example.org", "2@example.org"]
    assert [m.url for m in found] == [site.at(f"{INBOX}{n}@example.org/") for n in (1, 2)]
    assert source.fetch(site.at(INBOX), data) == fetched
    commit(second, "m", mail(3, "3 Oct 2014"), at="2014-10-03T10:00:00Z")
    served(site, named, second, f"{INBOX}1")
    site.asked.clear()
    again = source.fetch(site.at(INBOX), data)
    assert again[0] == fetched[0]
    assert [m.message_id for m in mails(data, "dev")] == [f"{n}@example.org" for n in (1, 2, 3)]
    # Three objects make a mail: the commit, its tree, its text.
    assert len([path for path in site.paths() if "/objects/" in path and "info" not in path]) == 3
    assert stored.lists(data) == ["dev"]


def test_an_inbox_of_one_repository(site: Any, tmp_path: Path, data: Path) -> None:
    """Version 1: the inbox itself is the repository."""
    inbox = repository(tmp_path / "inbox")
    commit(inbox, "aa/1", mail(1))
    served(site, (), inbox, INBOX.rstrip("/"))
    source.fetch(site.at(INBOX), data)
    assert [m.message_id for m in mails(data, "dev")] == ["1@example.org"]


def test_a_clone_that_breaks_off(site: Any, tmp_path: Path, data: Path) -> None:
    """What git says is told, and the same command goes on."""
    inbox = repository(tmp_path / "inbox")
    commit(inbox, "m", mail(1))
    served(site, (0,), inbox, f"{INBOX}0")
    site.odd.append(lambda r: Response("", 404) if "/objects/" in r.path else None)
    with pytest.raises(FetchError, match="git cannot fetch") as raised:
        source.fetch(site.at(INBOX), data)
    assert "same command" in raised.value.hint
    site.odd.clear()
    source.fetch(site.at(INBOX), data)
    assert len(mails(data, "dev")) == 1


def test_robots_hold_for_clones(site: Any, tmp_path: Path, data: Path) -> None:
    """What robots.txt forbids is not cloned either."""
    inbox = repository(tmp_path / "inbox")
    commit(inbox, "m", mail(1))
    served(site, (0,), inbox, f"{INBOX}0")
    site.files["/robots.txt"] = f"User-agent: *\nDisallow: {INBOX}0/\n".encode()
    with pytest.raises(FetchError, match="forbids"):
        source.fetch(site.at(INBOX), data)
    assert not [path for path in site.paths() if "/objects/" in path]


def test_without_git(
    site: Any, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where git is not installed, the message says what to do."""
    inbox = repository(tmp_path / "inbox")
    commit(inbox, "m", mail(1))
    served(site, (0,), inbox, f"{INBOX}0")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FetchError, match="does not give its mail") as raised:
        source.fetch(site.at(INBOX), data)
    assert "git clone" in raised.value.hint


def smart(repository: Path, address: str) -> Callable[[Request], Response | None]:
    """A server on which git itself answers, as public-inbox has it."""

    def answer(request: Request) -> Response | None:
        if not request.path.startswith(f"{address}/"):
            return None
        asked = {
            "GIT_PROJECT_ROOT": str(repository),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": request.method,
            "PATH_INFO": request.path.removeprefix(address),
            "QUERY_STRING": request.query_string.decode(),
            "CONTENT_TYPE": request.content_type or "",
            "CONTENT_LENGTH": str(request.content_length or 0),
            "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
        }
        done = subprocess.run(
            ["git", "http-backend"],
            input=request.get_data(),
            env=asked,
            capture_output=True,
            check=True,
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        return Response(body, fields.pop("Status", "200 OK"), fields)

    return answer


def test_a_smart_server(site: Any, tmp_path: Path, data: Path) -> None:
    """Where git answers, it sends what is new as one pack."""
    inbox = repository(tmp_path / "inbox")
    commit(inbox, "m", mail(1))
    site.files[INBOX] = b'<html><a href="_/text/mirror/">mirror</a></html>'
    site.odd.append(smart(inbox / ".git", f"{INBOX}0"))
    source.fetch(site.at(INBOX), data)
    commit(inbox, "m", mail(2))
    source.fetch(site.at(INBOX), data)
    assert [m.message_id for m in mails(data, "dev")] == ["1@example.org", "2@example.org"]
    packs = [path for path in site.paths() if path.endswith("/git-upload-pack")]
    assert len(packs) >= 2
    assert not [path for path in site.paths() if "/objects/" in path]
