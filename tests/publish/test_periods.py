"""Stance and mood by quarter, cycle, list and organisation; events, changes, and the interval."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.learn import curves
from pipeline.publish import changes, chart, periods, terminal, timeline, trend
from pipeline.publish.periods import Dated, Spoken
from pipeline.publish.trend import Point, Trend

CYCLES = [Dated(date(2031, 1, 1), "Wren"), Dated(date(2031, 4, 1), "Lark")]


def said(day: str, person: str, stance: float, **more: Any) -> Spoken:
    """A sentence on the idea."""
    sent_at = datetime.fromisoformat(day)
    values = {"mood": 0.0, "is_unclear": False, "list_id": "birds", "organisation": "Nest"} | more
    return Spoken(sent_at, day[:7], person, f"birds/{day}", "", stance, **values)


@pytest.mark.parametrize(
    ("day", "quarter", "cycle"),
    [
        ("2031-01-01", "2031q1", "Wren"),
        ("2031-03-31", "2031q1", "Wren"),
        ("2031-04-01", "2031q2", "Lark"),
        ("2031-12-31", "2031q4", "Lark"),
        ("2030-12-31", "2030q4", "before Wren"),
    ],
)
def test_time_is_cut(day: str, quarter: str, cycle: str) -> None:
    """On its first day a period has begun."""
    each = said(day, "ada", 1.0)
    assert periods.quarter(each) == quarter
    assert periods.cycle(CYCLES)(each) == cycle


def test_what_has_no_day_is_kept_apart() -> None:
    """It is in no cycle, and in the quarter that its archive names."""
    each = replace(said("2031-01-01", "ada", 1.0), sent_at=None, month="2031q2")
    assert periods.cycle(CYCLES)(each) == "undated"
    assert periods.quarter(each) == "2031q2"


def test_one_person_has_one_weight() -> None:
    """However often one speaks; what takes no side is counted and left out."""
    rows = [
        *(said(f"2031-01-{day:02}", "ada", 1.0, mood=0.5) for day in range(1, 10)),
        said("2031-02-01", "bo", -1.0, mood=-0.1),
        said("2031-02-02", "cy", 0.0, is_unclear=True),
    ]
    (felt,) = periods.felt(rows, periods.quarter).values()
    assert (felt.mean, felt.mood, felt.persons) == (0.0, 0.2, 2)
    assert (felt.low, felt.mood_low) == (None, None)
    assert (felt.messages, felt.mentions, felt.unclear) == (10, 10, 1)
    assert (felt.share_for, felt.message) == (0.5, "birds/2031-02-01")


def test_a_month_is_what_the_query_says(connection: duckdb.DuckDBPyConnection) -> None:
    """The two ways to measure it agree, but for the draws of the bootstrap."""
    rows = periods.felt(periods.spoken(connection, "splitting"), periods.month)
    for point in trend.points(connection, "splitting").points:
        felt = rows[point.month]
        assert (felt.mean, felt.persons, felt.messages) == (
            point.mean, point.persons, point.messages,
        )  # fmt: skip
        assert (felt.unclear, felt.message) == (point.unclear, point.message)
        assert (felt.low is None) == (point.low is None)
        if felt.low is not None and point.low is not None:
            assert felt.low == pytest.approx(point.low, abs=0.05)
        assert point.mood == felt.mood


def test_quarters_and_cycles_of_the_little_debate(connection: duckdb.DuckDBPyConnection) -> None:
    """Each person counts once in each; the text names how time is cut."""
    quarters = trend.points(connection, "splitting", by="quarter")
    assert [point.month for point in quarters.points] == ["2031q1", "2031q2"]
    assert terminal.text(quarters).count("2031q") == 2
    cycles = trend.points(connection, "splitting", by="cycle", cycles=CYCLES)
    assert [(point.month, point.begin) for point in cycles.points] == [
        ("Wren", "2031-01-01"), ("Lark", "2031-04-01"),
    ]  # fmt: skip
    assert "counts once a cycle" in " ".join(terminal.text(cycles).split())
    with pytest.raises(UsageError, match="cycles are of a file"):
        trend.points(connection, "splitting", by="cycle")


def test_quarters_without_a_mention_are_gaps() -> None:
    """The same as months are."""
    names = list(timeline.quarters({"2030q4": Point(""), "2031q3": Point(""), "2031": Point("")}))
    assert names == ["2030q4", "2031q1", "2031q2", "2031q3", "2031"]


def test_lists_and_organisations_stand_apart(connection: duckdb.DuckDBPyConnection) -> None:
    """Those of most persons first; fewer than three persons are no group."""
    rows = [
        said("2031-01-01", person, 1.0, organisation=f"Org {person > 'd'}") for person in "abcef"
    ]
    found = periods.grouped(rows, "organisation")
    assert {name: len(each) for name, each in found.groups.items()} == {"Org False": 3}
    assert (found.left_out, found.persons_left_out) == (1, 2)
    (birds,) = trend.grouped(connection, "splitting", split="list").trends
    assert (birds.list_id, birds.group) == ("birds", "")


@pytest.mark.parametrize(
    ("content", "said_"),
    [
        ("", "names no day"),
        ("since,cycle\n", "names no day"),
        ("2031-01-01\n", "line 1"),
        ("2031-01-01,Wren\n2031-99-01,Lark\n", "line 2"),
        ("\x00\xff", "names no day|cannot be read|no day and name"),
    ],
)
def test_a_file_of_days_that_is_none(tmp_path: Path, content: str, said_: str) -> None:
    """One sentence with the line."""
    file = tmp_path / "days.csv"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(UsageError, match=said_):
        periods.dated(file)


def test_a_file_of_days(tmp_path: Path) -> None:
    """In order, whatever the order of its lines; a head and comments are passed over."""
    file = tmp_path / "days.csv"
    file.write_text('day,name\n# ours\n2031-04-01,"Lark, the second"\n\n2031-01-01,Wren\n')
    assert [each.name for each in periods.dated(file)] == ["Wren", "Lark, the second"]
    with pytest.raises(UsageError, match="cannot be read"):
        periods.dated(tmp_path / "none.csv")


def test_events_stand_in_their_place(tmp_path: Path) -> None:
    """In the text between the periods, in the picture as a rule with a name."""
    points = tuple(
        Point(f"2031-{month:02}", 0.5, 0.2, 0.8, 4, 4, mentions=4, message="birds/2031-01/0000",
              mood=0.1)
        for month in (1, 2, 3)
    )  # fmt: skip
    told = Trend(
        "nests", "moving", None, points, events=(Dated(date(2031, 2, 14), "A\x1b summit"),)
    )
    lines = terminal.text(told).splitlines()
    event = next(place for place, line in enumerate(lines) if "2031-02-14" in line)
    assert lines[event - 1].startswith("2031-02")
    assert lines[event + 1].startswith("2031-03")
    assert "\x1b" not in "".join(lines)
    chart.draw(told, tmp_path / "a.svg")
    drawn = "".join(ElementTree.parse(tmp_path / "a.svg").getroot().itertext())
    assert "summit" in drawn
    assert "mood" in drawn


def series(*means: float) -> list[Point]:
    """A month for each mean, with an interval a fifth wide."""
    return [
        Point(f"20{30 + n // 12}-{n % 12 + 1:02}", mean, mean - 0.1, mean + 0.1, 9)
        for n, mean in enumerate(means)
    ]


def test_a_change_is_found_where_there_is_one() -> None:
    """With the means before and after it; noise is no change, and few months tell nothing."""
    pytest.importorskip("ruptures")
    (change,) = changes.changes(series(*[0.5, 0.45, 0.55, 0.5, 0.5] * 2, *[-0.5] * 6)) or []
    assert (change.period, change.before, change.after) == ("2030-11", 0.5, -0.5)
    assert changes.changes(series(*[0.05, -0.05] * 10)) == []


def test_few_periods_tell_no_change() -> None:
    """Seven with an interval; those without one do not count."""
    few = [*series(*[0.5] * 3, *[-0.5] * 4), *(Point(f"2040-0{n}", 1.0) for n in range(1, 9))]
    assert changes.changes(few) is None
    told = trend.with_changes(Trend("nests", "moving", None, tuple(series(0.5, 0.5))))
    assert "Too few months" in terminal.text(told)


def test_the_interval_holds_the_truth() -> None:
    """In nine of ten months of every list, and in 19 of 20 over all."""
    for row in curves.measures():
        assert row.value >= 0.95
        assert float(row.beside.rpartition(" ")[2]) >= 0.9
