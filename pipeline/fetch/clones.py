"""A clone of a public-inbox to its mails: one mboxrd for each month.

In: a git repository as public-inbox keeps it (version 1: a file for each mail; version 2: a commit
for each, in one or several numbered repositories), bare or not. Out: files `2014-09.mbox` in a
folder of ours. A mail that was deleted there is left out. The month is that of the commit's author
date, which is the mail's own. FetchError where git is missing or refuses.
"""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from pipeline.errors import FetchError

# Where `git clone --mirror` of a version 2 inbox puts its repositories, the oldest first.
EPOCH = re.compile(r"(?P<number>\d{1,4})(?:\.git)?")
RAW = re.compile(rb":\d{6} (?P<mode>\d{6}) (?P<old>[0-9a-f]+) (?P<new>[0-9a-f]+) (?P<how>[AMD])\t")
QUOTED = re.compile(rb"^(>*From )", re.MULTILINE)
SEPARATOR = b"From mboxrd@z Thu Jan  1 00:00:00 1970\n"
LOG = (
    "log", "--reverse", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv",
    "--diff-merges=off", "--format=%at",
)  # fmt: skip


class Stored(NamedTuple):
    """A mail in a repository: its blob, and when it was sent (seconds since 1970)."""

    blob: str
    at: int


def repositories(path: Path) -> list[Path]:
    """The repositories of a clone, the oldest mail first; none where a folder is no clone."""
    if _is_repository(path):
        return [path]
    if _is_repository(path / ".git"):
        return [path / ".git"]
    for folder in (path, path / "git"):
        epochs = [each for each in folder.glob("*") if EPOCH.fullmatch(each.name)]
        found = sorted(filter(_is_repository, epochs), key=lambda each: int(each.stem))
        if found:
            return found
    return []


def _is_repository(path: Path) -> bool:
    return (path / "HEAD").is_file() and (path / "objects").is_dir()


def write(found: list[Path], folder: Path) -> None:
    """Write the mails of repositories into a folder, one mbox a month."""
    with ExitStack() as stack:
        open_files: dict[str, IO[bytes]] = {}
        for repository in found:
            mails = _listed(repository)
            for mail, content in zip(mails, _contents(repository, mails), strict=True):
                month = f"{datetime.fromtimestamp(mail.at, UTC):%Y-%m}"
                if month not in open_files:
                    file = stack.enter_context((folder / f"{month}.mbox").open("ab"))
                    open_files[month] = file
                open_files[month].write(_quoted(content))


def _quoted(mail: bytes) -> bytes:
    """A mail as it stands in an mboxrd."""
    return SEPARATOR + QUOTED.sub(rb">\1", mail.rstrip(b"\r\n")) + b"\n\n"


def _listed(repository: Path) -> list[Stored]:
    """The mails of a repository in the order in which they came, those deleted left out."""
    found: dict[str, Stored] = {}
    at = 0
    for line in _git(repository, *LOG).split(b"\n"):
        raw = RAW.match(line)
        if raw is None:
            at = int(line) if line.lstrip(b"-").isdigit() else at
            continue
        name = line[raw.end() :].rpartition(b"/")[2]
        if raw["how"] == b"D" or name == b"d":
            gone = raw["old"] if raw["how"] == b"D" else raw["new"]
            # Version 2 takes its one file away by the next mail; only `d` deletes there.
            if name != b"m":
                found.pop(gone.decode(), None)
        else:
            found[raw["new"].decode()] = Stored(raw["new"].decode(), min(max(at, 0), 4_000_000_000))
    return list(found.values())


def _contents(repository: Path, mails: list[Stored]) -> Iterator[bytes]:
    """The bytes of mails, one after the other."""
    asked = "".join(f"{mail.blob}\n" for mail in mails).encode()
    with (
        subprocess.Popen(  # noqa: S603
            _command(repository, "cat-file", "--batch", "--buffer"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as git,
        _writing(git, asked),
    ):
        assert git.stdout is not None
        for _ in mails:
            size = int(git.stdout.readline().split()[2])
            yield git.stdout.read(size)
            git.stdout.read(1)


def _writing(git: subprocess.Popen[bytes], asked: bytes) -> ExitStack:
    """Write to a process while its answers are read: both pipes are short."""

    def feed() -> None:
        assert git.stdin is not None
        git.stdin.write(asked)
        git.stdin.close()

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    stack = ExitStack()
    stack.callback(thread.join, timeout=1)
    return stack


def _command(repository: Path, *words: str) -> list[str]:
    return ["git", "--no-pager", f"--git-dir={repository}", *words]


def _git(repository: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(_command(repository, *words), capture_output=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise FetchError(
            f"{repository} is a git repository, and git is not installed",
            hint="install git, or export the mail as an mbox",
        ) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise FetchError(
            f"git cannot read {repository}: {said[0]}",
            hint="clone it again: git clone --mirror ADDRESS",
        )
    return done.stdout
