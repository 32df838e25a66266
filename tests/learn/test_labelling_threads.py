"""The page of whole threads, and the commands that code, exchange and compare them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pipeline import cli
from pipeline.learn import codings
from pipeline.learn.codings import Coding
from pipeline.learn.labelling import debate, threads, web

TOKEN = "a-token-of-this-run"
ROOT = "birds/2031-03/0000"
NAME = "birds.2031-03.0000@nest"


def coder(data: Path, folder: Path, name: str = "ada") -> TestClient:
    """A coder before the page."""
    app = threads.site(data, folder, name, [ROOT], TOKEN)
    return TestClient(app, base_url="http://127.0.0.1:8015")


def form(text: str, **more: str) -> dict[str, str]:
    """The hidden fields of a page, as a browser sends them back, with what is filled in."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)) | more


def press(client: TestClient, **filled: str) -> str:
    """Fill the form of the thread in and press a button; the page that comes."""
    return client.post("/label/0", data=form(client.get("/label/0").text, **filled)).text


def proposed(client: TestClient) -> str:
    """Mark Ada's proposal."""
    return press(client, do="propose", at="0.0", title="moving the drivers out", kind="main")


def kept(folder: Path, name: str = "ada") -> Coding:
    """What is on the disk."""
    return codings.read(folder)[name][NAME]


def test_a_thread_is_coded_mark_by_mark(data: Path, tmp_path: Path) -> None:
    """Each mark is on the disk at once; a proposal brings its author's support with it."""
    client = coder(data, tmp_path)
    assert client.get("/label/").url.path == "/label/0"
    assert "moving the drivers out" in proposed(client)
    shown = press(client, do="stand", at="1.0", on="P1", stance="oppose", strength="strong")
    assert "opposes P1 (strong): moving the drivers out" in shown
    press(client, do="outcome", at="5.0", of="P1", outcome="withdrawn")
    held = kept(tmp_path)
    assert [(each.stance, each.at.message_id) for each in held.positions] == [
        ("support", NAME),
        ("oppose", "birds.2031-03.0001@nest"),
    ]
    assert held.proposals[0].outcome == "withdrawn"
    assert held.proposals[0].said is not None
    assert held.proposals[0].said.message_id == "birds.2031-04.0002@nest"
    assert not held.done
    assert "All labelled" in press(client, do="done")
    assert kept(tmp_path).done
    assert "1 thread is labelled by ada" in coder(data, tmp_path).get("/label/").text


def test_marks_are_taken_back(data: Path, tmp_path: Path) -> None:
    """A position alone; a proposal with the positions on it."""
    client = coder(data, tmp_path)
    proposed(client)
    press(client, do="stand", at="1.0", on="P1", stance="oppose", strength="strong")
    press(client, do="unsay 1")
    assert [each.stance for each in kept(tmp_path).positions] == ["support"]
    press(client, do="remove P1")
    assert (kept(tmp_path).proposals, kept(tmp_path).positions) == ((), ())
    press(client, do="done")
    press(client, do="open")
    assert not kept(tmp_path).done


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"do": "propose", "title": "x"}, "Choose the sentence first"),
        ({"do": "propose", "at": "0.0", "title": " "}, "needs a title"),
        ({"do": "propose", "at": "0.0", "title": "x" * 201, "kind": "main"}, "needs a title"),
        ({"do": "propose", "at": "0.0", "title": "x", "kind": "great"}, "Choose a kind"),
        ({"do": "propose", "at": "99.0", "title": "x", "kind": "main"}, "no such sentence"),
        ({"do": "propose", "at": "²", "title": "x", "kind": "main"}, "Choose the sentence"),
        ({"do": "stand", "at": "0.0", "on": "P9"}, "Choose the proposal"),
        ({"do": "dance"}, "does not say what to do"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_saved(
    data: Path, tmp_path: Path, filled: dict[str, str], told: str
) -> None:
    """What was filled in stays."""
    client = coder(data, tmp_path)
    answer = client.post("/label/0", data=form(client.get("/label/0").text, **filled))
    assert answer.status_code == 422
    assert told in answer.text
    assert 'role="alert"' in answer.text
    if filled.get("at") == "0.0":
        assert re.search(r'value="0\.0" checked', answer.text)
    assert codings.read(tmp_path) == {}


@pytest.mark.parametrize(
    ("change", "headers", "status"),
    [
        ({"token": "guessed"}, {}, 403),
        ({}, {"sec-fetch-site": "cross-site"}, 403),
        ({}, {"host": "evil.example"}, 400),
        ({"seen": "another tab"}, {}, 409),
        ({"title": "x" * web.FORM}, {}, 413),
    ],
)
def test_a_form_that_is_not_ours_saves_nothing(
    data: Path, tmp_path: Path, change: dict[str, str], headers: dict[str, str], status: int
) -> None:
    """Another site's, another run's, another tab's, one without end."""
    client = coder(data, tmp_path)
    filled = {"do": "propose", "at": "0.0", "title": "moving", "kind": "main"}
    given = form(client.get("/label/0").text, **filled) | change
    assert client.post("/label/0", data=given, headers=headers).status_code == status
    assert codings.read(tmp_path) == {}


def test_the_reading_site_stands_beside_the_page(data: Path, tmp_path: Path) -> None:
    """Threads, search and style; each answer has one policy, and no page runs anything."""
    client = coder(data, tmp_path)
    for path in ("/", f"/thread/{ROOT}", "/search", "/static/style.css", "/label/own/label.css"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert len(answer.headers.get_list("content-security-policy")) == 1, path
    shown = client.get("/label/0")
    assert shown.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "script" not in shown.text.lower()
    assert "style=" not in shown.text
    assert f'href="/thread/{ROOT}"' in shown.text
    assert client.get("/label/7").status_code == 404
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_who_adjudicates_sees_the_others(data: Path, tmp_path: Path) -> None:
    """And no other coder does."""
    client = coder(data, tmp_path)
    proposed(client)
    assert "ada: " in coder(data, tmp_path, "adjudicated").get("/label/0").text
    assert "ada: " not in coder(data, tmp_path, "ben").get("/label/0").text


def test_the_codebook_is_that_of_the_docs() -> None:
    """Word for word; each of its words can be chosen."""
    docs = (Path(__file__).parents[2] / "docs" / "labelling.md").read_text("utf-8")
    for word, given, other in debate.CODEBOOK:
        assert f"| {word} | {given} | {other} |" in docs
    text = " ".join(f"{word} {given}" for word, given, _ in debate.CODEBOOK).lower()
    for word in (*codings.STANCES, *codings.STRENGTHS, *codings.OUTCOMES, *codings.KINDS):
        assert word in text


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`hansard label` in this process: exit code, output, complaints."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        given = ["--data", str(data), "--labels", str(tmp_path / "labels")]
        code = cli.ended(["label", *arguments, *given])
        out, err = capsys.readouterr()
        return code, out, " ".join(err.split())

    return ran


def fill(path: Path, *filled: dict[str, str]) -> None:
    """Fill the first rows of a sheet in."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, more in zip(rows, filled, strict=False):
        row.update(more)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


PROPOSES = {"proposal": "P1", "title": "moving the drivers", "kind": "main", "outcome": "open"}


def test_two_coders_by_csv_are_compared_and_decided(run: Run, tmp_path: Path) -> None:
    """Sheet, two imports, agreement, differences, adjudication, JSON, and that read in again."""
    path = tmp_path / "sheet.csv"
    assert run("--threads", "--export", str(path))[:2] == (
        0,
        f"{path}: 6 sentences of 1 thread, drawn by random, evenly over lists and years, seed 0\n",
    )
    for name, stance in (("ada", "oppose"), ("ben", "neutral")):
        fill(path, PROPOSES, {"on": "P1", "stance": stance})
        code, out, _ = run("--import", str(path), "--coder", name)
        assert (code, "1 thread, 1 read whole, 3 lines added" in out) == (0, True)
    assert "1 known already" in run("--import", str(path), "--coder", "ben")[1]
    _, told, _ = run("--agreement")
    assert "F1 of proposals                                 1.00" in told
    assert "F1 of (person, proposal, last stance)           0.00" in told
    apart = tmp_path / "apart.csv"
    assert "of 1 thread that coders" in run("--threads", "--adjudicate", "--export", str(apart))[1]
    fill(apart, PROPOSES, {"on": "P1", "stance": "oppose"})
    assert run("--import", str(apart), "--coder", "adjudicated")[0] == 0
    assert "of 0 threads" in run("--threads", "--adjudicate", "--export", str(apart))[1]
    gold = tmp_path / "gold.json"
    assert "1 thread of ada" in run("--export", str(gold), "--coder", "ada")[1]
    assert json.loads(gold.read_text("utf-8"))["positions"][0]["person"] == "Bo Wren"
    assert "1 read whole" in run("--import", str(gold), "--coder", "cy")[1]
    mine = codings.read(tmp_path / "labels")
    assert mine["cy"] == mine["ada"]
    assert "hansard and the coder" in run("--errors", "--coder", "ada")[1]
    assert run("--threads", "--by", "disagreeing", "--export", str(path))[0] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--export", "gold.json", "--coder", "ada"), "has read no thread whole"),
        (("--import", "no-such.json", "--coder", "ada"), "cannot read"),
        (("nowhere", "--threads", "--coder", "ada", "--no-browser"), "no thread to label"),
        (("--threads", "--by", "magic", "--export", "x.csv"), "no way to draw"),
        (("--threads", "--agreement"), "two coders"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, arguments: tuple[str, ...], told: str) -> None:
    """With exit code 2 and what to do next."""
    code, _, err = run(*arguments)
    assert code == 2
    assert told in err
