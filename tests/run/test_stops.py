"""Stops at any moment: kill -9, Ctrl-C, a full disk, two builds at once."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline import parts

Place = Any

PROGRESS = re.compile(r"(reading|threading|debating|storing): \d+ of \d+")

MAILS = 25 * 4 * 4


def _until(what: Callable[[], bool], build: subprocess.Popen[str]) -> None:
    """Wait until the build is in the middle."""
    until = time.monotonic() + 60
    while not what():
        assert build.poll() is None, build.communicate()
        assert time.monotonic() < until
        time.sleep(0.002)


def _made(place: Place, stage: str, number: int) -> Callable[[], bool]:
    where = place.data / "parts" / stage
    return lambda: where.is_dir() and len(list(where.glob("*.parquet"))) >= number


def _whole(place: Place) -> None:
    """Every file that has the name of a part can be read."""
    with duckdb.connect() as connection:
        for file in (place.data / "parts").rglob("*.parquet"):
            if not file.name.startswith("."):
                connection.execute(f"select count(*) from read_parquet('{file}')").fetchall()


def _left(group: int) -> list[str]:
    """The processes of a group that still run a second later, zombies not counted."""
    time.sleep(1)
    states = (
        file.read_text().rpartition(")")
        for file in Path("/proc").glob("[0-9]*/stat")
        if file.exists()
    )
    return [
        name for name, _, rest in states if rest.split()[0] != "Z" and int(rest.split()[2]) == group
    ]


MOMENTS = [("parse", 3), ("thread", 1), ("debate", 2)]


@pytest.mark.parametrize(("stage", "number"), MOMENTS)
def test_killed_at_any_moment_nothing_is_half_made(many: Place, stage: str, number: int) -> None:
    """Parts are whole or absent, the next run goes on, and leaves nothing beside them."""
    build = many.command("build", "--jobs", "2")
    _until(_made(many, stage, number), build)
    os.killpg(build.pid, signal.SIGKILL)
    build.communicate()
    _whole(many)
    before = many.parts()
    many.build()
    after = many.parts()
    assert {name: bytes_ for name, bytes_ in before.items() if "/." not in name}.items() <= (
        after.items()
    )
    assert not [name for name in after if "/." in name]
    assert sorted(file.name for file in many.data.iterdir()) == [
        "archive",
        "hansard.duckdb",
        "parts",
    ]
    assert many.rows("select count(*) from message") == [(MAILS,)]


def test_killed_while_storing_the_old_database_stands(many: Place) -> None:
    """A reader goes on reading it; what was half made is removed by the next run."""
    many.build()
    stood = many.rows("select run from run limit 1")
    folder = many.folder / "birds"
    file = folder / "2001-March.txt"
    file.write_text(file.read_text() + file.read_text().replace("<2001", "<x2001"))
    _fetch(many)
    build = many.command("build", "--jobs", "1")
    _until(lambda: any(many.data.glob(".hansard.duckdb.*")), build)
    os.killpg(build.pid, signal.SIGKILL)
    build.communicate()
    assert many.rows("select run from run limit 1") == stood
    many.build()
    assert many.rows("select count(*) from message") == [(MAILS + 25,)]
    assert sorted(file.name for file in many.data.iterdir()) == [
        "archive",
        "hansard.duckdb",
        "parts",
    ]


def _fetch(place: Place) -> None:
    from pipeline.fetch import source

    source.fetch(str(place.folder / "birds"), place.data, list_id="birds")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("stage", "number", "stop"),
    [("parse", 1, signal.SIGINT), ("tag", 5, signal.SIGINT), ("parse", 1, signal.SIGTERM)],
)
def test_ctrl_c_is_one_sentence_and_soon(
    many: Place, jobs: str, stage: str, number: int, stop: signal.Signals
) -> None:  # fmt: skip
    """Exit code 130, no traceback of any worker, no worker left, and the next run goes on."""
    build = many.command("build", "--jobs", jobs)
    _until(_made(many, stage, number), build)
    begun = time.monotonic()
    if stop == signal.SIGINT:
        os.killpg(build.pid, stop)
    else:
        build.send_signal(stop)
    _, err = build.communicate(timeout=20)
    assert time.monotonic() - begun < 10  # seconds of a machine that does other things besides
    assert build.returncode == 130
    assert "Traceback" not in err
    assert [line for line in err.splitlines() if not PROGRESS.match(line)] == [
        "hansard: stopped",
        "  try: the same command again, which goes on from what was done",
    ]
    assert not _left(build.pid)
    _whole(many)
    again = many.command("build", "--jobs", jobs)
    _, err = again.communicate(timeout=60)
    assert again.returncode == 0, err


def test_workers_do_not_outlive_a_killed_parent(many: Place) -> None:
    """Not even kill -9 of the parent alone leaves processes behind."""
    build = many.command("build", "--jobs", "2")
    _until(_made(many, "parse", 1), build)
    build.kill()
    build.communicate()
    assert not _left(build.pid)
    many.build()
    assert many.rows("select count(*) from message") == [(MAILS,)]


def test_two_builds_at_once_do_not_harm_each_other(many: Place) -> None:
    """Both end well, and so does the database."""
    builds = [many.command("build", "--jobs", "1") for _ in range(2)]
    for build in builds:
        _, err = build.communicate(timeout=120)
        assert build.returncode == 0, err
    assert many.rows("select count(*) from message") == [(MAILS,)]
    assert not many.build().made
    assert not [name for name in many.parts() if "/." in name]


@pytest.mark.parametrize(("size", "jobs"), [(3_000, "1"), (3_000, "2"), (300_000, "1")])
def test_a_full_disk_is_one_sentence(many: Place, size: int, jobs: str) -> None:
    """Whether a part or the database does not fit; with room the same command goes on."""
    build = many.command(
        "build", "--jobs", jobs,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    _, err = build.communicate(timeout=60)
    assert build.returncode == 4
    assert "Traceback" not in err
    sentence, hint = [line for line in err.splitlines() if not PROGRESS.match(line)]
    assert sentence.startswith("hansard: cannot ")
    assert "make room" in hint
    assert "{" not in sentence  # one error of DuckDB's may hold another, as JSON
    assert not many.database.exists()
    _whole(many)
    many.build()
    assert many.rows("select count(*) from message") == [(MAILS,)]
    assert not [name for name in many.parts() if "/." in name]


def test_only_leftovers_of_the_dead_are_swept(tmp_path: Path) -> None:
    """Not what a living process or another machine writes, and nothing that is not ours."""
    folder = tmp_path / "parse"
    folder.mkdir()
    dead = subprocess.Popen(["true"])
    dead.wait()
    machine = parts._machine()
    names = {
        f".{machine}-{dead.pid}.abc": False,
        f".{machine}-{os.getpid()}.abc": False,
        f".{machine}-{os.getppid()}.abc": True,
        f".elsewhere-{dead.pid}.abc": True,
        ".nfs0001": True,
        "k.block.parquet": True,
    }
    for name in names:
        (folder / name).write_text("x")
    parts.sweep(tmp_path)
    assert {name: (folder / name).exists() for name in names} == names
