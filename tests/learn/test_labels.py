"""Drawing sentences, labelling them, reading labels back, on the little debate of the store."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import PartError, UsageError
from pipeline.learn import labels, missed, sample
from pipeline.store import answer


@pytest.fixture
def connection(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database as a reader gets it."""
    with answer.connect(data) as opened:
        yield opened


def filled(connection: duckdb.DuckDBPyConnection, path: Path, *changes: dict[str, str]) -> int:
    """A sample on file, its first rows changed; how many rows it has."""
    drawn = sample.draw(connection, [], 50, "random", 0)
    rows = list(sample.rows(connection, drawn))
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    return sample.write(path, rows)


@pytest.mark.parametrize("way", sample.WAYS)
def test_the_same_seed_draws_the_same(connection: duckdb.DuckDBPyConnection, way: str) -> None:
    """And no mail twice."""
    first = sample.draw(connection, [], 50, way, 3)
    assert first == sample.draw(connection, [], 50, way, 3)
    assert len(first) == len(set(first)) > 0
    assert sample.draw(connection, ["no-such-list"], 50, way, 3) == []


def test_labels_go_round_by_csv(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """What is filled in is read, what is empty is not, and no word of the mail is kept."""
    file = tmp_path / "s.csv"
    filled(connection, file, {"acts": "agreement, ProposeAction"}, {"acts": "none"})
    found, wrong = sample.read(connection, file)
    assert not wrong
    assert [each.acts for each in found] == [("Agreement", "ProposeAction"), ()]
    labels.add(tmp_path / "l", "ada", found)
    assert list(labels.read(tmp_path / "l")["ada"].values()) == found
    with file.open(encoding="utf-8-sig") as held:
        text = next(csv.DictReader(held))["text"]
    assert text not in (tmp_path / "l" / "ada.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"acts": "Agrement"}, "agrement is no act"),
        ({"acts": "none Agreement"}, "none stands beside an act"),
        ({"acts": "none", "start_char": "x"}, "are no numbers"),
        ({"acts": "none", "message_id": "gone@example.org"}, "no mail of the database"),
        ({"acts": "none", "sha256": "0" * 16}, "no longer where they were"),
    ],
)
def test_a_bad_row_is_told_with_its_line(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    """The other rows are read all the same."""
    file = tmp_path / "s.csv"
    filled(connection, file, change, {"acts": "none"})
    found, wrong = sample.read(connection, file)
    assert len(found) == 1
    assert len(wrong) == 1
    assert f"{file}, line 2: " in wrong[0]
    assert said in wrong[0]


def test_the_last_label_of_a_span_counts(tmp_path: Path) -> None:
    """A coder may change their mind."""
    for acts in (("Agreement",), ()):
        labels.add(tmp_path, "bo", [labels.Label("m@example.org", 0, 4, "0" * 16, acts)])
    assert [each.acts for each in labels.read(tmp_path)["bo"].values()] == [()]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    """By its number."""
    (tmp_path / "bo.jsonl").write_text(json.dumps({"acts": []}) + "\n")
    with pytest.raises(PartError, match="line 1"):
        labels.read(tmp_path)


def test_a_coder_is_no_path(tmp_path: Path) -> None:
    """A name with a slash is refused."""
    with pytest.raises(UsageError):
        labels.add(tmp_path, "../ada", [])


def test_agreement_is_of_what_both_labelled(tmp_path: Path) -> None:
    """Over all sets of acts, and of each act."""
    for coder, marks in (("a", "ynyn."), ("b", "ynnny")):
        given = [
            labels.Label(f"{n}@example.org", 0, 4, "0" * 16, ("Agreement",) if sign == "y" else ())
            for n, sign in enumerate(marks)
            if sign != "."
        ]
        labels.add(tmp_path, coder, given)
    found = {(each.measure, each.label): each for each in labels.agreed(tmp_path)}
    assert found["kappa", "Agreement"].value == pytest.approx(0.5)
    assert found["kappa", "all"].units == 4
    assert found["kappa", "Disagreement"].value is None
    with pytest.raises(UsageError, match="no sentence"):
        labels.lines(tmp_path / "empty", {})


def test_differences_lead_to_the_mail(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """What the database has and the coder has not, and labels whose words have moved."""
    file = tmp_path / "s.csv"
    filled(connection, file, *[{"acts": "none"}] * 50)
    found, _ = sample.read(connection, file)
    told = missed.lines(connection, found)
    query = "select count(*) from act where list_contains($acts, act)"
    row = connection.execute(query, {"acts": list(labels.ACTS)}).fetchone()
    assert row is not None
    assert len([line for line in told if line.startswith("too much")]) == row[0] > 0
    gone = labels.Label("gone@example.org", 0, 4, "0" * 16, ())
    assert "1 labels" in missed.lines(connection, [gone])[0]


@pytest.mark.parametrize(
    ("text", "shown"), [("+1", "'+1"), ("=1+1", "'=1+1"), ("Yes, +1", "Yes, +1"), ("", "")]
)
def test_a_spreadsheet_computes_nothing(text: str, shown: str) -> None:
    """A vote stays a vote."""
    assert sample.plain(text) == shown
