"""Codings of whole threads: kept, exchanged as JSON and CSV, compared, on the little debate."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import PartError, UsageError
from pipeline.learn import (
    accord,
    adjudicate,
    codings,
    interchange,
    mailed,
    missed,
    sample,
    sheets,
)
from pipeline.learn.codings import Coding, Proposed, Taken
from pipeline.learn.mailed import Mail
from pipeline.store import answer

ROOT = "birds/2031-03/0000"
TITLE = "moving the nest drivers out of the core"


@pytest.fixture
def connection(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database as a reader gets it."""
    with answer.connect(data) as opened:
        yield opened


@pytest.fixture
def mails(connection: duckdb.DuckDBPyConnection) -> dict[str, Mail]:
    """The mails of the debate on the nest drivers."""
    return mailed.of_threads(connection, [ROOT])


def name(key: str) -> str:
    """The Message-ID of a mail of the little debate."""
    return f"{key.replace('/', '.')}@nest"


def coded(mails: dict[str, Mail], *stances: tuple[str, str, str]) -> Coding:
    """A coding of the debate: Ada proposes; others stand where it is said."""
    root = mails[name(ROOT)]
    at = root.spot(0, 51)
    said = mails[name("birds/2031-04/0002")].spot(0, 14)
    coding = Coding(root.message_id, "birds", tuple(mails), done=True)
    coding = coding.with_proposal(Proposed("P1", at, TITLE, "main", "withdrawn", said))
    coding = coding.with_position(Taken("P1", at, "support", "strong"))
    for key, stance, strength in stances:
        mail = mails[name(key)]
        coding = coding.with_position(Taken("P1", mail.spot(*mail.spans[0]), stance, strength))
    return coding


ALL = (
    ("birds/2031-03/0001", "oppose", "strong"),
    ("birds/2031-03/0002", "support", "strong"),
    ("birds/2031-04/0000", "oppose", "strong"),
    ("birds/2031-04/0001", "conditional", "weak"),
)


def test_codings_are_kept_without_a_word_of_the_mail(
    mails: dict[str, Mail], tmp_path: Path
) -> None:
    """Read as written; the title is the coder's; no name of an author, no word that they wrote."""
    coding = coded(mails, *ALL)
    assert codings.save(tmp_path, "ada", coding) == 7
    assert codings.read(tmp_path) == {"ada": {coding.thread: coding}}
    held = (tmp_path / "ada.jsonl").read_text("utf-8")
    for word in ("propose to", "interfaces", "Finch", "Bo Wren", "bo@nest"):
        assert word not in held
    assert TITLE in held


def test_only_what_changed_is_added(mails: dict[str, Mail], tmp_path: Path) -> None:
    """Nothing the second time; what is taken back is gone, and its positions with it."""
    coding = coded(mails, *ALL)
    codings.save(tmp_path, "ada", coding)
    assert codings.save(tmp_path, "ada", coding) == 0
    fewer = coding.without_position(coding.positions[-1].key)
    assert codings.save(tmp_path, "ada", fewer) == 1
    assert codings.read(tmp_path)["ada"][coding.thread] == fewer
    nothing = fewer.without("P1")
    assert codings.save(tmp_path, "ada", nothing) == 1
    assert codings.read(tmp_path)["ada"][coding.thread] == nothing
    assert codings.save(tmp_path, "ada", coding) == 6
    assert codings.read(tmp_path)["ada"][coding.thread] == coding


def test_only_threads_read_whole_count(mails: dict[str, Mail], tmp_path: Path) -> None:
    """What is half done is kept, and compared with nothing."""
    codings.save(tmp_path, "ada", replace(coded(mails), done=False))
    assert codings.done(tmp_path) == {}
    assert codings.read(tmp_path)["ada"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "great"},
        {"id": "P 1"},
        {"title": ""},
        {"at": {"message_id": "m"}},
        {"coded": "mood"},
        {"outcome": 3},
    ],
)
def test_a_line_that_is_no_coding_is_named(
    mails: dict[str, Mail], tmp_path: Path, change: dict[str, object]
) -> None:
    """By its number."""
    codings.save(tmp_path, "ada", coded(mails))
    path = tmp_path / "ada.jsonl"
    first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([json.dumps(json.loads(first) | change), *rest]) + "\n")
    with pytest.raises(PartError, match="line 1"):
        codings.read(tmp_path)


def test_codings_go_round_by_json(mails: dict[str, Mail], tmp_path: Path) -> None:
    """With the quotes and the names that others' data have."""
    coding = coded(mails, *ALL)
    made = interchange.written(coding, mails)
    assert made.lost == 0
    assert (
        made.given["proposals"][0]["quote"] == "I propose to move the nest drivers out of the core."
    )
    assert made.given["proposals"][0]["outcome_quote"] == "I withdraw it."
    assert {row["person"] for row in made.given["positions"]} >= {"Ada Finch", "Bo Wren"}
    interchange.write(tmp_path / "gold.json", [made.given])
    ((_, given),) = interchange.files(tmp_path / "gold.json")
    assert interchange.understood(given, mails) == (coding, [])
    interchange.write(tmp_path / "folder", [made.given, made.given])
    assert [each for _, each in interchange.files(tmp_path / "folder")] == [given, given]


@pytest.mark.parametrize(
    ("part", "change", "told"),
    [
        ("proposals", {"quote": "never written"}, "is not in the mail"),
        ("proposals", {"message_id": "<gone@example.org>"}, "no mail of the database"),
        ("proposals", {"kind": "great"}, "is none of main"),
        ("positions", {"stance": "maybe"}, "is none of support"),
        ("positions", {"proposal": "P7"}, "there is no proposal P7"),
        ("positions", {"quote": ""}, "is not in the mail"),
    ],
)
def test_what_json_says_wrongly_is_told(
    mails: dict[str, Mail], part: str, change: dict[str, str], told: str
) -> None:
    """The rest is read all the same."""
    given = interchange.written(coded(mails, *ALL), mails).given
    given[part][-1] |= change
    coding, wrong = interchange.understood(given, mails)
    assert coding is not None
    assert any(told in each for each in wrong)


def test_a_relayed_position_keeps_its_person(mails: dict[str, Mail]) -> None:
    """Where the mail passes on what somebody else holds."""
    given = interchange.written(coded(mails, ALL[0]), mails).given
    given["positions"][-1]["person"] = "Silke Brandt"
    coding, wrong = interchange.understood(given, mails)
    assert coding is not None
    assert wrong == []
    assert coding.positions[-1].person == "Silke Brandt"
    assert interchange.written(coding, mails).given == given


@pytest.mark.parametrize("text", ["{", "[]x", "3", '{"root": "r"}'])
def test_a_file_that_holds_no_thread_is_told(tmp_path: Path, text: str) -> None:
    """With its name."""
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UsageError, match=r"x\.json"):
        interchange.files(tmp_path / "x.json")


def test_codings_go_round_by_csv(mails: dict[str, Mail], tmp_path: Path) -> None:
    """What is known is filled in; what is read back is the same."""
    coding = coded(mails, *ALL)
    path = tmp_path / "s.csv"
    rows = sheets.rows([list(mails.values())], {coding.thread: coding})
    sample.write(path, rows, sheets.COLUMNS)
    assert sheets.is_sheet(path)
    found, wrong = sheets.codings(sheets.read(path), mails, path)
    assert wrong == []
    (read,) = found
    assert read.proposals == coding.proposals
    assert sorted(read.positions, key=str) == sorted(coding.positions, key=str)
    assert read.messages == coding.messages
    assert read.done


def sheet(mails: dict[str, Mail], path: Path, *changes: dict[str, str]) -> list[dict[str, str]]:
    """An empty sheet, its first rows filled in."""
    rows = list(sheets.rows([list(mails.values())]))
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    sample.write(path, rows, sheets.COLUMNS)
    return rows


@pytest.mark.parametrize("told", ["none", "None"])
def test_a_thread_without_proposals_is_told(
    mails: dict[str, Mail], tmp_path: Path, told: str
) -> None:
    """By `none` in any row; one in which nothing is filled in is not coded."""
    path = tmp_path / "s.csv"
    sheet(mails, path)
    assert sheets.codings(sheets.read(path), mails, path) == ([], [])
    sheet(mails, path, {"proposal": told})
    (found,), _ = sheets.codings(sheets.read(path), mails, path)
    assert (found.done, found.proposals, found.positions) == (True, (), ())


PROPOSES = {"proposal": "P1", "title": "=moving drivers", "kind": "main"}


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({"title": "moving"}, {}, "a title without a proposal"),
        (PROPOSES | {"title": ""}, {}, "no title"),
        (PROPOSES | {"proposal": "P 1"}, {}, "no id of a proposal"),
        (PROPOSES, PROPOSES, "in two rows"),
        (PROPOSES, {"on": "P2", "stance": "oppose"}, "no row of the thread puts P2 forward"),
        (PROPOSES, {"on": "P1", "stance": "against"}, "against is none of"),
        (PROPOSES, {"on": "P1"}, "nothing is none of"),
        (PROPOSES, {"stance": "oppose"}, "a stance on no proposal"),
        (PROPOSES | {"sha256": "0"}, {}, "no longer where they were"),
        (PROPOSES | {"start_char": "x"}, {}, "are no numbers"),
        (PROPOSES | {"message_id": "gone"}, {}, "no mail of the thread"),
        (PROPOSES | {"outcome": "great"}, {}, "great is none of"),
    ],
)
def test_a_bad_row_of_a_sheet_is_told(
    mails: dict[str, Mail], tmp_path: Path, first: dict[str, str], second: dict[str, str], told: str
) -> None:
    """With its line; the thread is kept as far as it goes, and is not done."""
    path = tmp_path / "s.csv"
    sheet(mails, path, first, second)
    found, wrong = sheets.codings(sheets.read(path), mails, path)
    assert any(told in each and f"{path}, line " in each for each in wrong)
    assert not any(each.done for each in found)


def test_a_sheet_computes_nothing_and_gives_titles_back(
    mails: dict[str, Mail], tmp_path: Path
) -> None:
    """A title that looks like a formula is text in the file, and itself again when it is read."""
    path = tmp_path / "s.csv"
    sheet(mails, path, PROPOSES, {"on": "P1", "stance": "Oppose"})
    (found,), wrong = sheets.codings(sheets.read(path), mails, path)
    assert wrong == []
    assert found.proposals[0].title == "=moving drivers"
    again = tmp_path / "t.csv"
    sample.write(again, sheets.rows([list(mails.values())], {found.thread: found}), sheets.COLUMNS)
    assert "'=moving drivers" in again.read_text("utf-8-sig")
    assert sheets.codings(sheets.read(again), mails, again)[0] == [found]


def test_coders_who_say_the_same_agree(mails: dict[str, Mail]) -> None:
    """F1 of one; kappa of one where there is more than one stance."""
    coding = coded(mails, *ALL)
    by_coder = {"ada": {coding.thread: coding}, "ben": {coding.thread: coding}}
    found = {each.what.split(",")[0]: each for each in accord.accords(by_coder, mails)}
    assert found["F1 of proposals"].value == 1
    assert found["F1 of (person"].value == 1
    assert found["kappa of stance"].value == 1
    assert found["kappa of stance"].n == 4
    assert accord.differing(by_coder, mails) == []
    assert accord.lines(accord.accords(by_coder, mails))[0] == "threads, ada and ben"


def test_what_coders_differ_in_is_counted_and_decided(mails: dict[str, Mail]) -> None:
    """Cy's last stance, and Dee's missing one; the adjudicated thread is not asked again."""
    one = coded(mails, *ALL)
    other = coded(mails, ALL[0], ALL[1])
    by_coder = {"ada": {one.thread: one}, "ben": {one.thread: other}}
    found = {each.what.split(",")[0]: each for each in accord.accords(by_coder, mails)}
    # Of the four rows of Ada's coding and the three of Ben's two are the same: 2·2 / 7.
    assert found["F1 of (person"].value == pytest.approx(4 / 7)
    assert found["F1 of proposals"].value == 1
    assert accord.differing(by_coder, mails) == [one.thread]
    rows = list(adjudicate.thread_rows(by_coder, [list(mails.values())]))
    assert set(rows[0]) <= set(adjudicate.thread_columns(by_coder))
    marks = {(row["read by ada"], row["read by ben"]) for row in rows}
    assert ("oppose of P1 (strong)", "") in marks
    assert all(row["on"] == "" for row in rows)
    decided = by_coder | {"adjudicated": {one.thread: one}}
    assert accord.differing(decided, mails) == []
    assert codings.decided(decided) == {one.thread: one}
    assert accord.accords(decided, mails) == accord.accords(by_coder, mails)


def test_differences_of_the_program_lead_to_the_mail(
    connection: duckdb.DuckDBPyConnection, mails: dict[str, Mail]
) -> None:
    """Where the database has another stance, or a proposal that the coder has not."""
    changed = tuple((k, "support" if s == "conditional" else s, t) for k, s, t in ALL)
    coding = coded(mails, *changed)
    told = missed.threads(connection, {coding.thread: coding}, mails)
    (line,) = [each for each in told if each.startswith("stance")]
    assert "conditional but coded support" in line
    assert "birds/2031-04/0001" in line
    empty = replace(coding, proposals=(), positions=())
    lines = missed.threads(connection, {coding.thread: empty}, mails)
    assert any(each.startswith("too much  proposal") for each in lines)


def test_threads_are_drawn_alike(connection: duckdb.DuckDBPyConnection) -> None:
    """In each way; a lone mail is none, and neither is a thread of another list."""
    for way in sample.WAYS:
        assert sample.draw_threads(connection, [], 5, way, 3) == [ROOT]
        assert sample.draw_threads(connection, ["cats"], 5, way, 3) == []
    with pytest.raises(UsageError):
        sample.draw_threads(connection, [], 5, "nicely", 3)


@pytest.mark.parametrize(
    ("own", "stances", "acts", "contradicted"),
    [
        ("+1 from me", [], [], True),
        ("+1 from me", ["support"], [], False),
        ("+1 from me", [], ["Agreement"], False),
        ("-1 from me", ["support"], ["Agreement"], True),
        ("+1 on one, and -1 on the other", [], [], False),
        ("no vote here", [], [], False),
    ],
)
def test_votes_that_the_models_contradict(
    own: str, stances: list[str], acts: list[str], contradicted: bool
) -> None:
    """One side only, and none of what is said of the mail."""
    assert sample.contradicted(own, stances, acts) == contradicted


def test_what_disagrees_is_drawn_first(connection: duckdb.DuckDBPyConnection) -> None:
    """Mails that two coders labelled differently, whatever the seed."""
    apart = {name("birds/2031-04/0002")}
    for seed in range(5):
        drawn = sample.draw(connection, [], 9, "disagreeing", seed, apart)
        assert drawn[0] == "birds/2031-04/0002"
        assert len(drawn) == len(set(drawn))


def test_csv_of_sentences_is_no_sheet_of_threads(tmp_path: Path) -> None:
    """And what is no CSV is none either."""
    with (tmp_path / "s.csv").open("w") as file:
        csv.DictWriter(file, sample.COLUMNS).writeheader()
    assert not sheets.is_sheet(tmp_path / "s.csv")
    assert not sheets.is_sheet(tmp_path / "no.csv")
