"""Joins of persons, held against the zones of their mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.learn import zones
from pipeline.records import Message

Row = tuple[str, str, int, int | None]  # name, address, hours after the first mail, minutes east


def mails(rows: Sequence[Row]) -> list[Message]:
    return [
        Message(
            f"dev/2031-01/{at:04d}", "dev", "2031-01", at, f"{at}@x", (), (), name, address,
            datetime(2031, 1, 1) + timedelta(hours=hours), zone, "date", "", "", (), "", f"{at}",
            "", 0, None,
        )
        for at, (name, address, hours, zone) in enumerate(rows)
    ]  # fmt: skip


def two(zone: int | None, hours: int = 5) -> list[Row]:
    """Ada at two addresses, in Berlin and elsewhere."""
    return [("Ada Lund", "ada@a.example", 0, 60), ("Ada Lund", "al@b.example", hours, zone)]


def later(hours: int) -> list[Row]:
    """The two at home some hours later."""
    return [(name, address, hours, 60) for name, address, _, _ in two(60)]


@pytest.mark.parametrize(
    ("rows", "agree", "n"),
    [
        (two(60), 1.0, 1),
        (two(120), 1.0, 1),  # summer time
        (two(-480), 0.0, 1),
        (two(-480, hours=90), 0.0, 0),  # there is time to fly
        (two(0), 0.0, 0),  # a machine's zone
        (two(None), 0.0, 0),
        ([*two(-480), *later(100), *later(200)], 1.0, 1),  # a journey
        ([("Ada Lund", "ada@a.example", 0, 60), ("Bo Ek", "bo@b.example", 1, -480)], 0.0, 0),
    ],
)
def test_joined_pairs_agree_where_zones_do(rows: Sequence[Row], agree: float, n: int) -> None:
    """Most of the mails that are near each other tell; strangers are no joined pair."""
    found = zones.measure(mails(rows))
    assert (found.value, found.n) == (agree, n)


def test_glued_strangers_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who joins everybody gets the figure of strangers, not that of one human."""
    rows = [
        (f"Name{at} Ek", f"u{at}@x{at}.example", at, 60 if at % 2 else -480) for at in range(20)
    ]
    assert zones.measure(mails(rows)).n == 0
    monkeypatch.setattr(
        zones, "_persons", lambda heads: {(each.name, each.address): "one" for each in heads}
    )
    found = zones.measure(mails(rows))
    assert found.n == 190
    assert found.value < 0.5


def test_an_interval_of_a_share_is_never_a_point() -> None:
    """Wilson's interval, also where all agree or none was asked."""
    low, high = zones.interval(28, 28)
    assert (round(low, 3), round(high, 3)) == (0.879, 1.0)
    assert zones.interval(0, 0) == (0.0, 1.0)


def test_without_archives_there_is_no_figure(tmp_path: Path) -> None:
    """A folder that holds none of the lists."""
    assert list(zones.measures(tmp_path)) == []


@pytest.mark.corpora
def test_zones_of_real_lists(shared: Path) -> None:
    """Joined pairs agree as one identity's mails do, and far more than strangers."""
    (found,) = zones.measures(shared / "corpora")
    assert found.n >= 20
    assert found.value > 0.9
