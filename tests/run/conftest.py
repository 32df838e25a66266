"""Small lists of our own writing, fetched from folders of monthly text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.fetch import source
from pipeline.run import build as builds
from pipeline.run.build import Built

PEOPLE = ["Ada Finch", "Bo Wren", "Cy Lark", "Dee Swift", "Eve Crane"]

# A mail: number of its author, day of the month, id, id that it answers, subject, text.
Mail = tuple[int, int, str, str, str, str]

MARCH: list[Mail] = [
    (0, 1, "m1", "", "Nest drivers", "I propose to move the nest drivers out of the core.\n"),
    (1, 2, "m2", "m1", "Re: Nest drivers",
     "On 1 March 2031, Ada Finch wrote:\n> I propose to move the nest drivers out of the core.\n\n"
     "-1, the interfaces are not stable yet.\n"),
    (2, 3, "m3", "m1", "Re: Nest drivers", "+1 from me, this is long overdue.\n"),
    (3, 9, "m4", "", "Meeting on Tuesday", "The meeting is at nine. Who will come?\n"),
]  # fmt: skip
APRIL: list[Mail] = [
    (3, 2, "a1", "m1", "Re: Nest drivers", "I would support it if the tests move too.\n"),
    (0, 4, "a2", "a1", "Re: Nest drivers", "Agreed, then let us do it.\n"),
    (4, 7, "a3", "", "Release names", "Shall we name the next release after a bird?\n"),
]
MAY: list[Mail] = [
    (1, 5, "y1", "", "Broken build", "The build of the core fails since last night.\n"),
    (2, 5, "y2", "y1", "Re: Broken build", "Fixed, sorry for the noise.\n"),
]
NAMES = {3: "March", 4: "April", 5: "May", 6: "June"}
YEAR = {3: MARCH, 4: APRIL, 5: MAY}


def text(month: int, mails: Sequence[Mail]) -> str:
    """The month as pipermail serves it."""
    return "".join(_mail(month, *mail) for mail in mails)


def _mail(month: int, who: int, day: int, key: str, answers: str, subject: str, body: str) -> str:
    name, short = PEOPLE[who], NAMES[month][:3]
    address = f"{name.split()[0].lower()} at nest.example"
    reply = f"In-Reply-To: <{answers}@nest.example>\n" if answers else ""
    return (
        f"From {address}  Sat {short} {day:2} 09:00:00 2031\n"
        f"From: {address} ({name})\n"
        f"Date: {day} {short} 2031 09:00:00 +0000\n"
        f"Subject: [birds] {subject}\n{reply}"
        f"Message-ID: <{key}@nest.example>\n\n{body}\n"
    )


class Place:
    """A data directory and the folders that lists are fetched from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def month(self, month: int, mails: Sequence[Mail], list_id: str = "birds") -> None:
        """Write a month as the archive serves it now, and fetch the list."""
        source_folder = self.folder / list_id
        source_folder.mkdir(exist_ok=True, parents=True)
        (source_folder / f"2031-{NAMES[month]}.txt").write_text(text(month, mails))
        source.fetch(str(source_folder), self.data, list_id=list_id)

    def build(self, *lists: str, **more: Any) -> Built:
        return builds.build(self.data, lists, **more)

    @property
    def database(self) -> Path:
        return self.data / "hansard.duckdb"

    def parts(self) -> dict[str, bytes]:
        """Every file below the folder of parts."""
        where = self.data / "parts"
        return {
            str(file.relative_to(where)): file.read_bytes()
            for file in sorted(where.rglob("*"))
            if file.is_file()
        }

    def stages(self, before: dict[str, bytes]) -> dict[str, int]:
        """How many parts of each stage are there that were not there before, by its last table."""
        made = [name for name in self.parts() if name not in before]
        last = {"parse": "message", "quote": "block", "trace": "trace", "tag": "sentence",
                "thread": "unit", "answer": "link", "debate": "mention"}  # fmt: skip
        return {
            stage: sum(name.startswith(f"{stage}/") and f".{table}." in name for name in made)
            for stage, table in last.items()
        }

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        import duckdb

        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def command(self, *arguments: str, **more: Any) -> subprocess.Popen[str]:
        """A command in a process group of its own, so that a signal reaches its workers too."""
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", *arguments],
            env={**os.environ, "HANSARD_DATA": str(self.data)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            **more,
        )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Three months of a list of birds, fetched."""
    return _fetched(tmp_path)


def _fetched(folder: Path) -> Place:
    made = Place(folder)
    for month, mails in YEAR.items():
        made.month(month, mails)
    return made


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = _fetched(tmp_path_factory.mktemp("built"))
    made.build()
    return made


@pytest.fixture
def built(_built: Place, tmp_path: Path) -> Place:
    """The same, built: a copy for each test."""
    shutil.copytree(_built.folder, tmp_path, dirs_exist_ok=True)
    return Place(tmp_path)


@pytest.fixture
def many(tmp_path: Path) -> Place:
    """A list with enough mail that a build takes a while."""
    made = Place(tmp_path)
    folder = made.folder / "birds"
    folder.mkdir()
    for year in range(2001, 2005):
        for month, name in NAMES.items():
            mails = [
                (number % 5, 1 + number % 28, f"{year}.{month}.{number}",
                 f"{year}.{month}.{number - number % 7}" if number % 7 else "",
                 f"Topic {number // 7}",
                 f"I think we should move part {number} out. +1 to that, because it is old.\n" * 4)
                for number in range(25)
            ]  # fmt: skip
            served = text(month, mails).replace("2031", str(year))
            (folder / f"{year}-{name}.txt").write_text(served)
    source.fetch(str(folder), made.data, list_id="birds")
    return made
