"""Names of archives and the months that they cover."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.fetch import months


@pytest.mark.parametrize(
    ("stem", "name", "first", "last"),
    [
        ("2014-September", "2014-09", (2014, 9), (2014, 9)),
        ("2014-sep", "2014-09", (2014, 9), (2014, 9)),
        ("2014_09", "2014-09", (2014, 9), (2014, 9)),
        ("201409", "2014-09", (2014, 9), (2014, 9)),
        ("1945-February", "1945-02", (1945, 2), (1945, 2)),
        ("2019q2", "2019q2", (2019, 4), (2019, 6)),
        ("2019Q4", "2019q4", (2019, 10), (2019, 12)),
        ("2019", "2019", (2019, 1), (2019, 12)),
        ("20190630", "2019-06-30", (2019, 6), (2019, 6)),
        ("Week-of-Mon-20190603", "2019-06-03w", (2019, 6), (2019, 6)),
    ],
)
def test_names(stem: str, name: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Each form in which archivers name their volumes has one name of ours."""
    assert months.month(stem) == name
    counted = [year * 12 + number - 1 for year, number in (first, last)]
    assert months.period(name) == months.Period(*counted)


@pytest.mark.parametrize(
    "stem", ["2014-99", "201413", "2019q5", "2014-Septober", "dev", "", "٢٠١٤", "20140941"]
)
def test_no_names(stem: str) -> None:
    """What is no month is none."""
    assert months.month(stem) == ""


@given(st.text(max_size=300))
def test_own_names(stem: str) -> None:
    """Whatever a file is called, its archive's name can be a file's: never a path, never hidden."""
    name = months.own(stem)
    assert name
    assert "/" not in name
    assert "\0" not in name
    assert not name.startswith(".")
    assert len(name) <= months.LONGEST_NAME
    months.order(name)


def test_hostile_names_are_quick() -> None:
    """A name of 100,000 characters costs no time."""
    for stem in ("-2014" * 20_000, "2014-" + "a" * 100_000, "_" * 100_000):
        months.month(stem)
        months.period(stem)
        months.own(stem)


def test_order() -> None:
    """Archives are in the order of their months; those of no month come last."""
    names = ["dev", "2014-10", "2014", "2013q4", "1945-02", "dev-2014-09"]
    assert sorted(names, key=months.order) == [
        "1945-02", "2013q4", "2014", "dev-2014-09", "2014-10", "dev",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (None, None, ["2013", "2014-08", "2014q3", "2014-10", "dev"]),
        ("2014-08", None, ["2014-08", "2014q3", "2014-10", "dev"]),
        (None, "2014-08", ["2013", "2014-08", "2014q3", "dev"]),
        ("2014", "2014-September", ["2014-08", "2014q3", "dev"]),
        ("2014q4", "2014q4", ["2014-10", "dev"]),
    ],
)
def test_span(since: str | None, until: str | None, held: list[str]) -> None:
    """An archive is wanted where its months and those asked for meet, or where it tells none."""
    span = months.span(since, until)
    names = ["2013", "2014-08", "2014q3", "2014-10", "dev"]
    assert held == [name for name in names if span.holds(name)]


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("2014-99", None, "--since 2014-99 is not a month"),
        (None, "soon", "--until soon is not a month"),
        ("", None, "--since  is not a month"),
        ("2015", "2014", "--since 2015 comes after --until 2014"),
    ],
)
def test_wrong_span(since: str | None, until: str | None, sentence: str) -> None:
    """A month that is none is a mistake in the command."""
    with pytest.raises(UsageError, match=sentence) as error:
        months.span(since, until)
    assert error.value.hint


@pytest.mark.parametrize(
    ("name", "asked", "settled"),
    [
        ("2014-09", datetime(2014, 9, 30), False),
        ("2014-09", datetime(2014, 10, 1), False),
        ("2014-09", datetime(2014, 10, 4), True),
        ("2014q3", datetime(2014, 9, 1), False),
        ("2038-01", datetime(2026, 1, 1), False),
        ("1945-02", datetime(2026, 1, 1), True),
        ("dev", datetime(2026, 1, 1), True),
    ],
)
def test_settled(name: str, asked: datetime, settled: bool) -> None:
    """An archive that was asked for when it was over cannot grow."""
    assert months.settled(name, asked) is settled
