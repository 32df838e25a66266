"""Roles of persons, by the part they take or by a file; and a picture of small panels."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.publish import multiples, roles, trend
from pipeline.publish.periods import Dated
from pipeline.publish.roles import Given
from pipeline.publish.trend import Point, Split, Trend
from pipeline.resources import QUERIES

# A list of five: cy decides for others twice, ada proposes, bo answers most, dee some, eve little.
TABLES = """
create table message (
    message text, person text, list_id text, duplicate_of text, automatic text,
    sent_at timestamp, url text
);
create table place (message text, parent text);
create table proposal (
    proposal text, message text, person text, outcome text, outcome_message text,
    probability double
);
create table person (person text, name text);
create table identity (address text, name text, person text);
insert into message
select concat(person, number), person, 'birds', null, '', '2031-01-01', ''
from (values ('ada', 10), ('bo', 30), ('cy', 10), ('dee', 15), ('eve', 5)) as p(person, many),
    range(30) as r(number)
where number < many;
insert into place
select message, case when person = 'ada' then 'bo0' else 'ada0' end
from message where message <> 'ada0';
insert into proposal values
    ('p1', 'ada1', 'ada', 'accepted', 'cy1', 0.9), ('p2', 'ada2', 'ada', 'rejected', 'cy2', 0.8),
    ('p3', 'ada3', 'ada', 'withdrawn', 'ada4', 0.6), ('p4', 'bo1', 'bo', 'deferred', 'dee1', 0.5),
    ('p5', 'eve1', 'eve', 'accepted', 'eve2', 0.7), ('p6', 'dee2', 'dee', 'rejected', 'bo2', 0.4),
    ('p7', 'dee3', 'dee', 'rejected', 'bo3', 0.3), ('p8', 'dee4', 'dee', 'open', null, 0.4);
insert into person select distinct person, upper(person) from message;
insert into identity select concat(person, '@nest.example'), name, person from person;
insert into identity values ('', 'CY', 'bo');
"""


@pytest.fixture
def five() -> duckdb.DuckDBPyConnection:
    """The list of five."""
    made = duckdb.connect()
    made.execute(TABLES)
    made.execute((QUERIES / "roles.sql").read_text("utf-8"))
    return made


def test_a_role_is_the_part_that_a_person_takes(five: duckdb.DuckDBPyConnection) -> None:
    """One decision makes no decider, nor words on one's own proposal, or on what hardly is one."""
    rows = five.execute("select person, role, proposals, decisions from roles()").fetchall()
    assert rows == [
        ("cy", "decider", 0, 2),
        ("ada", "proposer", 3, 0),
        ("dee", "core", 0, 1),
        ("bo", "core", 1, 0),
        ("eve", "other", 1, 0),
    ]


def test_a_role_leads_to_a_mail_that_shows_it(five: duckdb.DuckDBPyConnection) -> None:
    """The latest decision, else proposal, else answer."""
    rows = five.execute("select person, message from roles()").fetchall()
    assert dict(rows) == {"cy": "cy2", "ada": "ada3", "bo": "bo1", "dee": "dee1", "eve": "eve1"}


def test_what_happens_elsewhere_gives_no_role(five: duckdb.DuckDBPyConnection) -> None:
    """Only what was done on the list that is asked for counts."""
    assert five.execute("from roles(list_id := 'fish')").fetchall() == []


def test_a_file_says_all(five: duckdb.DuckDBPyConnection) -> None:
    """By address, name or key, whatever the case; who is unknown is told; the first line holds."""
    lines = [Given("ADA@nest.example", "chair"), Given("Dee", "member"), Given("zoe", "member"),
             Given("ada", "member")]  # fmt: skip
    known, unknown = roles.told(five, lines)
    assert known == {"ada": "chair", "dee": "member"}
    assert roles.unknown(unknown) == "No mail of theirs is in the database: zoe."


def test_a_name_of_two_is_no_person(five: duckdb.DuckDBPyConnection) -> None:
    """Nobody is given a role by chance."""
    with pytest.raises(UsageError, match="cy is the name of 2 persons"):
        roles.told(five, [Given("cy", "chair")])


def test_a_file_of_roles(tmp_path: Path) -> None:
    """A head, empty lines and remarks are passed over."""
    file = tmp_path / "roles.csv"
    file.write_text("person,role\n\n# of 2031\nada@nest.example , chair\n", encoding="utf-8")
    assert roles.given(file) == [Given("ada@nest.example", "chair")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "names no role"),
        ("person,role\n", "names no role"),
        ("ada\n", "line 1"),
        (",x\n", "line 1"),
    ],
)
def test_a_file_of_roles_that_is_none(tmp_path: Path, content: str, said: str) -> None:
    """What is wrong is told."""
    file = tmp_path / "roles.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        roles.given(file)


def test_ours_are_in_their_order() -> None:
    """Ours from decider to other, those of a file by persons, the unlisted last."""
    assert roles.ordered(["other", "core", "decider"], {}) == ["decider", "core", "other"]
    assert roles.ordered(["unlisted", "member", "chair"], {"chair": 1, "member": 9}) == [
        "member", "chair", "unlisted",
    ]  # fmt: skip


def made(persons: int, *means: float | None, name: str = "core") -> Trend:
    """The trend of a role."""
    points = tuple(
        Point(f"2031-{place:02}", mean, -0.9 if persons > 2 else None, 0.9 if persons > 2 else None,
              0 if mean is None else persons, persons)
        for place, mean in enumerate(means, start=1)
    )  # fmt: skip
    return Trend("nests", "moving the nests", "birds", points, group=name, persons=persons)


def test_a_panel_for_each_role(tmp_path: Path) -> None:
    """Each is named with its n, and all numbers stand beside."""
    split = Split("role", (made(4, 0.5, None, -0.5), made(1, 1.0, name="decider")), 0, 0)
    numbers = multiples.draw(split, tmp_path / "roles.svg")
    words = "\n".join(ElementTree.parse(tmp_path / "roles.svg").getroot().itertext())
    for told in ("core", "n = 4 persons, 12 mails", "decider", "n = 1 person, 1 mail"):
        assert told in words
    rows = list(csv.DictReader(numbers.read_text("utf-8").splitlines()))
    assert [(row["role"], row["group_persons"], row["month"], row["mean"]) for row in rows] == [
        ("core", "4", "2031-01", "0.5"),
        ("core", "4", "2031-02", ""),
        ("core", "4", "2031-03", "-0.5"),
        ("decider", "1", "2031-01", "1.0"),
    ]


def test_what_has_no_panel_is_told(tmp_path: Path) -> None:
    """Small groups left out, groups beyond the page, and the days of events."""
    many = tuple(
        Trend("nests", "moving the nests", None, made(3, 0.1, 0.2).points,
              events=(Dated(date(2031, 1, 9), "a storm"),), group=f"org {number}", persons=3)
        for number in range(15)
    )  # fmt: skip
    multiples.draw(Split("organisation", many, 2, 3), tmp_path / "many.svg")
    words = "\n".join(ElementTree.parse(tmp_path / "many.svg").getroot().itertext())
    assert "Left out: 2 organisations of fewer than three persons (3 persons in all)." in words
    assert "3 more in the numbers only." in words
    assert "Dashed: 2031-01-09 a storm" in words


def test_nothing_is_no_picture(tmp_path: Path) -> None:
    """Where no group takes a side there is nothing to draw."""
    with pytest.raises(UsageError, match="nothing to draw"):
        multiples.draw(Split("role", (made(2, None),)), tmp_path / "none.svg")


def test_the_trend_by_role_of_the_little_debate(connection: duckdb.DuckDBPyConnection) -> None:
    """Everybody who speaks of the idea is in one role, and in one only."""
    found = trend.grouped(connection, "splitting", split="role")
    whole = trend.points(connection, "splitting")
    assert {each.group for each in found.trends} <= set(roles.ROLES)
    assert sum(p.mentions for each in found.trends for p in each.points) == sum(
        point.mentions for point in whole.points
    )
