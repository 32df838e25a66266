"""Building: only what changed, the same everywhere, and every part as it would be read back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline import parts
from pipeline.errors import HansardError, PartError, UsageError
from pipeline.fetch import stored
from pipeline.mail import archive
from pipeline.records import Block, Message
from pipeline.run import build as builds
from pipeline.run import jobs, reading
from pipeline.run import plan as plans
from pipeline.run.jobs import Step
from pipeline.run.spread import processes
from pipeline.run.tidy import tidy

Place = Any

MAY = [
    (1, 5, "y1", "", "Broken build", "The build of the core fails since last night.\n"),
    (2, 5, "y2", "y1", "Re: Broken build", "Fixed, sorry for the noise.\n"),
]
MORE = (4, 20, "y3", "", "Lost feather", "Has anybody seen the feather module?\n")
REPLY = (4, 21, "y4", "m1", "Re: Nest drivers", "Very late, but +1 to moving them out.\n")


def test_a_list_becomes_a_database(built: Place) -> None:
    """Every mail is there, in its thread, with its author."""
    assert built.rows("select list_id, month, messages, kept from archive order by month") == [
        ("birds", "2031-03", 4, 4),
        ("birds", "2031-04", 3, 3),
        ("birds", "2031-05", 2, 2),
    ]
    assert built.rows(
        "select thread, messages, persons from thread order by thread"
    ) == [
        ("birds/2031-03/0000", 5, 4),
        ("birds/2031-03/0003", 1, 1),
        ("birds/2031-04/0002", 1, 1),
        ("birds/2031-05/0000", 2, 2),
    ]  # fmt: skip
    stages_run = built.rows("select stage, inputs, outputs from run")
    stages = ["parse", "quote", "tag", "thread", "answer", "debate", "same"]
    assert [row[0] for row in stages_run] == stages
    assert stages_run[0][1:] == (3, 9)


def test_stages_are_told_in_the_order_of_the_work(built: Place) -> None:
    """Also where one was done first for what a stop had left."""
    shutil.rmtree(built.data / "parts" / "tag")
    built.month(6, [(1, 5, "j1", "", "Nest boxes", "Who builds the nest boxes?\n")])
    told = list(built.build().rows)
    assert told == ["parse", "quote", "trace", "tag", "thread", "answer", "debate", "same"]


def test_a_second_build_does_nothing(built: Place) -> None:
    """No part is made, the database is not touched, and it is soon done."""
    before, stood = built.parts(), built.database.stat()
    begun = time.process_time()
    again = built.build()
    assert time.process_time() - begun < 1
    assert (again.made, again.rows) == (False, {})
    assert built.parts() == before
    assert built.database.stat().st_mtime_ns == stood.st_mtime_ns
    assert built.database.stat().st_ino == stood.st_ino


def test_planning_imports_nothing_that_is_slow(built: Place) -> None:
    """A build of which everything is made imports neither spaCy nor scikit-learn."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom pipeline.run import build\n"
        f"made = build.build(Path({str(built.data)!r})).made\n"
        "slow = [name for name in ('spacy', 'sklearn', 'scipy', 'lxml', 'bs4', 'httpx2')\n"
        "        if name in sys.modules]\n"
        "print(made, slow)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False []\n"


def test_a_grown_month_redoes_only_what_depends_on_it(built: Place) -> None:
    """Its own reading, the threading, and the threads rooted in it."""
    before = built.parts()
    built.month(5, [*MAY, MORE])
    again = built.build()
    assert again.made
    assert built.stages(before) == {
        "parse": 1, "quote": 1, "trace": 1, "tag": 1, "thread": 1, "answer": 1, "debate": 1,
    }  # fmt: skip
    assert built.rows("select count(*) from message") == [(10,)]


def test_a_late_reply_redoes_the_thread_that_it_joins(built: Place) -> None:
    """The units of March and of May are done again, that of April is not."""
    before = built.parts()
    built.month(5, [*MAY, REPLY])
    built.build()
    assert built.stages(before) == {
        "parse": 1, "quote": 1, "trace": 1, "tag": 1, "thread": 1, "answer": 2, "debate": 2,
    }  # fmt: skip
    assert built.rows("select messages from thread where thread = 'birds/2031-03/0000'") == [(6,)]


def test_a_month_that_goes_back_finds_its_parts_again(built: Place) -> None:
    """What was made once for the same bytes is not made again."""
    built.month(5, [*MAY, MORE])
    built.build()
    before = built.parts()
    built.month(5, MAY)
    assert built.build().made
    assert built.parts() == before


def test_one_process_and_two_make_the_same_bytes(place: Place) -> None:
    """Parts are named by what made them, and hold the same everywhere."""
    place.build()
    alone = place.parts()
    for file in (place.data / "parts").rglob("*.parquet"):
        file.unlink()
    with processes(2) as using:
        place.build(using=using)
    assert place.parts() == alone


def test_the_order_of_lists_does_not_matter(place: Place) -> None:
    """The same parts, and the same database."""
    place.month(3, [MORE], list_id="cats")
    place.build("birds", "cats")
    before = place.parts()
    assert not place.build("cats", "birds").made
    assert place.parts() == before


def test_a_list_that_was_built_stays_when_another_is_built(built: Place) -> None:
    """One database of all of them."""
    built.month(3, [MORE], list_id="cats")
    built.build("cats")
    assert built.rows("select distinct list_id from message order by all") == [
        ("birds",),
        ("cats",),
    ]
    assert not built.build("birds").made


def test_a_build_reports_how_far_it_is(place: Place) -> None:
    """Stages in order, each up to its end."""
    said: list[Step] = []
    place.build(report=said.append)
    assert list(dict.fromkeys(step.stage for step in said)) == [
        "reading", "threading", "debating", "storing",
    ]  # fmt: skip
    for stage in {step.stage for step in said}:
        done = [step.done for step in said if step.stage == stage]
        assert done == sorted(done)
        assert done[-1] == next(step.total for step in said if step.stage == stage)


def test_what_is_kept_in_memory_is_what_would_be_read_back(built: Place) -> None:
    """A job goes on with the rows it made; another that only finds the part has the same ones."""
    plan = plans.plan(built.data, stored.recorded(built.data, "birds"))
    where = jobs.folder(built.data)
    for job in plan.readings:
        made = archive.parsed(stored.content(built.data, job.archive), job.archive)
        read = parts.read(where, "parse", [job.parse], Message)
        assert list(made.messages) == read
        assert reading._quote(where, job, read) == parts.read(where, "quote", [job.quote], Block)


@pytest.mark.parametrize("stage", ["parse", "quote", "trace", "tag", "answer", "debate", "thread"])
def test_a_stage_whose_part_is_gone_is_made_again(built: Place, stage: str) -> None:
    """Any table of it; what came before and after is left, as the result is the same."""
    before = built.parts()
    for file in (built.data / "parts" / stage).glob("*.parquet"):
        if file.name.split(".")[1] in {
            "attachment",
            "block",
            "trace",
            "act",
            "link",
            "proposal",
            "copy",
        }:
            file.unlink()
    assert set(before) - set(built.parts())
    assert not built.build().made
    assert built.parts() == before


@pytest.mark.parametrize("table", ["message", "block", "sentence", "place", "link", "unit"])
def test_a_damaged_part_is_one_sentence(built: Place, table: str) -> None:
    """Whoever reads it, a stage or the making of the database."""
    built.database.unlink()
    for file in (built.data / "parts").rglob(f"*.{table}.parquet"):
        file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(PartError) as told:
        built.build()
    assert "\n" not in str(told.value)
    assert "delete the folder `parts`" in told.value.hint
    assert not built.database.exists()


def test_a_damaged_part_leaves_the_database_that_stands(built: Place) -> None:
    """It is swapped when the new one is whole, and not before."""
    stood = built.database.read_bytes()
    for file in (built.data / "parts").rglob("*.sentence.parquet"):
        file.write_bytes(file.read_bytes()[:-40])
    built.month(5, [*MAY, REPLY])
    with pytest.raises(PartError):
        built.build()
    assert built.database.read_bytes() == stood


def test_parts_that_no_plan_names_are_tidied_away(built: Place) -> None:
    """And nothing else: the next build has nothing to do."""
    built.month(5, [*MAY, MORE])
    with pytest.raises(UsageError, match="not built"):
        tidy(built.data)
    built.build()
    files = len(built.parts())
    deleted, size = tidy(built.data)
    assert (len(built.parts()), size > 0) == (files - deleted, True)
    assert deleted > 5
    assert tidy(built.data) == (0, 0)
    assert not built.build().made


def test_tidy_takes_what_a_killed_fetch_left_before_anything_is_built(tmp_path: Path) -> None:
    """The first run of a fetch may be the one that is killed; then there is nothing to do."""
    where = tmp_path / "archive" / "birds"
    where.mkdir(parents=True)
    half = where / ".2014-09.txt.999999999.new"
    half.write_bytes(b"half a month")
    assert tidy(tmp_path) == (1, 12)
    assert not half.exists()
    with pytest.raises(UsageError, match="nothing has been fetched"):
        tidy(tmp_path)


def test_a_list_that_was_not_fetched_is_told(built: Place, tmp_path: Path) -> None:
    """With what was."""
    with pytest.raises(UsageError, match="no archive of bards has been fetched") as told:
        built.build("bards")
    assert "birds" in told.value.hint
    with pytest.raises(UsageError, match="nothing has been fetched"):
        builds.build(tmp_path / "empty")


def test_an_archive_whose_file_is_gone_is_one_sentence(place: Place) -> None:
    """With what to do."""
    for file in (place.data / "archive").rglob("*.txt*"):
        file.unlink()
    with pytest.raises(HansardError) as told:
        place.build()
    assert "\n" not in str(told.value)
    assert told.value.hint
