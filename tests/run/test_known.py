"""A researcher's files: part of what the threads are made from, and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import UsageError

Place = Any


def write(place: Place, name: str, text: str) -> None:
    file = Path(place.data, name)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


def test_a_correction_survives_every_run(built: Place) -> None:
    """It is taken at the next build, holds when a month is added, and goes when it is deleted."""
    asked = "select person, how from identity where address = 'bo@nest.example'"
    assert built.rows(asked) == [("bo@nest.example", "first")]
    write(built, "corrections/people.toml", 'same = [["bo@nest.example", "ada@nest.example"]]')
    assert built.build().made
    assert built.rows(asked) == [("ada@nest.example", "file")]
    assert built.rows("select joined_to from identity where how = 'file'") == [
        ("Ada Finch <ada@nest.example>",)
    ]
    assert not built.build().made
    built.month(6, [(1, 5, "j1", "", "Nest boxes", "Who builds the nest boxes?\n")])
    built.build()
    assert built.rows(asked) == [("ada@nest.example", "file")]
    (built.data / "corrections" / "people.toml").unlink()
    built.build()
    assert built.rows(asked) == [("bo@nest.example", "first")]


def test_affiliations_redo_no_debate(built: Place) -> None:
    """Only the threading is done again, and the organisations stand by their days."""
    before = built.parts()
    user = {
        "emails": ["bo@nest.example"],
        "companies": [
            {"company_name": "Acme", "end_date": "2031-Mar-31"},
            {"company_name": "Twig", "end_date": None},
        ],
    }
    write(built, "affiliations/default_data.json", json.dumps({"users": [user]}))
    assert built.build().made
    assert {stage for stage, made in built.stages(before).items() if made} == {"thread"}
    assert built.rows(
        "select organisation, source from affiliation where person = 'bo@nest.example' "
        "order by since nulls first"
    ) == [("Acme", "default_data.json"), ("Twig", "default_data.json")]
    assert built.rows(
        "select distinct source from affiliation where person = 'ada@nest.example'"
    ) == [("domain",)]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("corrections/people.toml", "same = 3", "people.toml, line 1: same is not"),
        ("corrections/people.toml", "\n\nsame = [", "people.toml, line 3: "),
        ("affiliations/map", "\nada\n", "map, line 2: is no line such as"),
    ],
)
def test_a_file_that_says_something_else_stops_the_build(
    built: Place, name: str, text: str, said: str
) -> None:
    """With its name and the line, and the database stays as it was."""
    stood = built.database.stat()
    write(built, name, text)
    with pytest.raises(UsageError) as caught:
        built.build()
    assert said in str(caught.value)
    assert built.database.stat().st_mtime_ns == stood.st_mtime_ns


def test_a_file_that_is_no_text_is_refused(built: Place) -> None:
    """By the line of the first byte that is none."""
    file = Path(built.data, "affiliations", "map")
    file.parent.mkdir()
    file.write_bytes(b"ada@a.example Acme\n\xff\xfe\n")
    with pytest.raises(UsageError, match="map, line 2: is no UTF-8"):
        built.build()
    file.unlink()
    Path(built.data, "affiliations", "README.md").write_bytes(b"\xff")
    assert built.build().made is False


def test_what_a_program_wrote_takes_no_position(place: Place) -> None:
    """A bot that votes is in the thread, and in nothing else."""
    from pipeline.fetch import source

    folder = place.folder / "bots"
    folder.mkdir()
    mails = [
        ("Ada Finch", "ada", "n1", "Nest", "I propose to move the nest drivers out of the core."),
        ("Nest Robot", "robot", "n2", "Re: Nest", "+1, I support moving the nest drivers out."),
    ]
    (folder / "2031-March.txt").write_text(
        "".join(
            f"From {who} at nest.example  Sat Mar {day:2} 09:00:00 2031\n"
            f"From: {who} at nest.example ({name})\nDate: {day} Mar 2031 09:00:00 +0000\n"
            f"Subject: {subject}\nMessage-ID: <{key}@x>\n"
            + ("In-Reply-To: <n1@x>\n" if day > 1 else "")
            + f"\n{body}\n\n"
            for day, (name, who, key, subject, body) in enumerate(mails, start=1)
        )
    )
    source.fetch(str(folder), place.data, list_id="bots")
    place.build("bots")
    robot = "where list_id = 'bots' and automatic = 'bot'"
    assert place.rows(f"select name from message {robot}") == [("Nest Robot",)]
    assert place.rows("select messages, persons from thread where list_id = 'bots'") == [(2, 1)]
    for table in ("position", "proposal", "sentence"):
        found = place.rows(f"select count(*) from {table} where message like 'bots/%/0001'")
        assert found == [(0,)]


IDEA = """
title = "moving the nest drivers out"
terms = ["nest drivers", "drivers"]
for = ["move"]
against = []
"""


def test_ideas_of_the_data_directory(built: Place) -> None:
    """They stand beside those that ship, and go before one of the same name; others have none."""
    assert built.rows("select idea from idea") == [("splitting",)]
    write(built, "ideas/nests.toml", IDEA)
    assert built.build().made
    assert built.rows("select idea from idea order by 1") == [("nests",), ("splitting",)]
    assert built.rows("select count(*) > 0 from mention where idea = 'nests'") == [(True,)]
    assert not built.build().made
    write(built, "ideas/splitting.toml", IDEA.replace("nest drivers out", "whole nest out"))
    built.build()
    titles = "select title from idea where idea = 'splitting'"
    assert built.rows(titles) == [("moving the whole nest out",)]
    (built.data / "ideas" / "nests.toml").write_text("title = ")
    with pytest.raises(UsageError, match=r"nests\.toml"):
        built.build()
    (built.data / "ideas" / "nests.toml").unlink()
    (built.data / "ideas" / "splitting.toml").unlink()
    built.build()
    assert built.rows("select idea from idea") == [("splitting",)]
