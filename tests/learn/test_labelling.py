"""The label page: a form, saved at once, gone on with later, closed to other hosts and sites."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pipeline import cli
from pipeline.learn import labels, sample
from pipeline.learn.labelling import page, site, web
from pipeline.store import answer

TOKEN = "a-token-of-this-run"


def coder(data: Path, folder: Path) -> TestClient:
    """A coder before the page."""
    with answer.connect(data) as connection:
        drawn = sample.draw(connection, [], 3, "random", 0)
    app = site.site(data, folder, "ada", drawn, TOKEN)
    return TestClient(app, base_url="http://127.0.0.1:8015")


def form(text: str, **more: str) -> dict[str, str]:
    """The hidden fields of a page, as a browser sends them back."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text)) | more


def test_what_is_saved_is_on_disk_and_the_next_mail_is_shown(data: Path, tmp_path: Path) -> None:
    """A new start goes on with the mail that has no labels yet; the old ticks can be seen."""
    client = coder(data, tmp_path)
    shown = client.get("/label/")
    assert shown.url.path == "/label/0"
    assert "0 of 3 mails" in shown.text
    first = re.findall(r'name="(s\d+)" value="Agreement"', shown.text)
    saved = client.post("/label/0", data=form(shown.text, **{first[0]: "Agreement"}))
    assert saved.url.path == "/label/1"
    found = labels.read(tmp_path)["ada"].values()
    assert len(found) == len(first)
    assert [each.acts for each in found if each.acts] == [("Agreement",)]
    again = coder(data, tmp_path)
    assert again.get("/label/").url.path == "/label/1"
    assert again.get("/label/0").text.count(" checked") == 1


def test_all_labelled_is_told(data: Path, tmp_path: Path) -> None:
    """After the last mail."""
    client = coder(data, tmp_path)
    for _ in range(3):
        text = client.get("/label/").text
        place = re.search(r'action="(/label/\d+)"', text)
        assert place is not None
        client.post(place[1], data=form(text))
    assert "All labelled" in client.get("/label/").text


@pytest.mark.parametrize(
    ("change", "headers", "status"),
    [
        ({"token": "guessed"}, {}, 403),
        ({}, {"sec-fetch-site": "cross-site"}, 403),
        ({}, {"host": "evil.example"}, 400),
        ({"seen": "another reading"}, {}, 409),
        ({"s0": "x" * web.FORM}, {}, 413),
    ],
)
def test_a_form_that_is_not_ours_saves_nothing(
    data: Path, tmp_path: Path, change: dict[str, str], headers: dict[str, str], status: int
) -> None:
    """Another site's, another run's, another reading's, one without end."""
    client = coder(data, tmp_path)
    given = form(client.get("/label/0").text) | change
    assert client.post("/label/0", data=given, headers=headers).status_code == status
    assert labels.read(tmp_path) == {}


def test_nothing_is_run_in_the_browser(data: Path, tmp_path: Path) -> None:
    """No script and no style in the page, and a policy that allows none."""
    shown = coder(data, tmp_path).get("/label/0")
    assert "script" not in shown.text.lower()
    assert "style=" not in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert coder(data, tmp_path).get("/label/own/label.css").status_code == 200
    assert coder(data, tmp_path).get("/label/99").status_code == 404


def test_the_codebook_is_that_of_the_docs() -> None:
    """Word for word."""
    docs = (Path(__file__).parents[2] / "docs" / "labelling.md").read_text("utf-8")
    for act, given, other in page.CODEBOOK:
        assert f"| `{act}` | {given} | {other} |" in docs
    assert {act for act, _, _ in page.CODEBOOK} == set(labels.ACTS)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`hansard label` in this process: exit code, output, complaints."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        kept = ["--data", str(data), "--labels", str(tmp_path / "labels")]
        code = cli.ended(["label", *arguments, *kept])
        out, err = capsys.readouterr()
        return code, out, err

    return ran


def fill(path: Path, *acts: str) -> list[dict[str, str]]:
    """Fill the acts of a file in, in turn; its rows as they were."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = [row | {"acts": each} for row, each in zip(rows, cycle(acts), strict=False)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(changed)
    return rows


def test_coders_differ_and_one_decides(run: Run, tmp_path: Path) -> None:
    """Export, two imports, agreement, adjudication: each coder in a column, asked once."""
    sheet, apart = str(tmp_path / "sheet.csv"), str(tmp_path / "apart.csv")
    assert run("--export", sheet)[0] == 0
    rows = fill(Path(sheet), "none", "Agreement")
    assert all(row["sha256"].startswith("sha256:") for row in rows)
    assert run("--import", sheet, "--coder", "ada")[0] == 0
    fill(Path(sheet), "none", "Disagreement Agreement")
    assert run("--import", sheet, "--coder", "ben")[0] == 0
    code, out, _ = run("--adjudicate", "--export", apart)
    assert (code, f"{len(rows) // 2} sentence" in out) == (0, True)
    shown = fill(Path(apart), "Agreement")
    assert {row["acts of ada"] for row in shown} == {"Agreement"}
    assert {row["acts of ben"] for row in shown} == {"Agreement Disagreement"}
    before = run("--agreement")
    assert before[0] == 0
    assert run("--import", apart, "--coder", "adjudicated")[0] == 0
    assert run("--agreement") == before
    assert "0 sentences" in run("--adjudicate", "--export", apart)[1]
    assert run("--errors", "--coder", "adjudicated")[0] == 0


def test_a_file_read_in_twice_adds_nothing(run: Run, tmp_path: Path) -> None:
    """And says so."""
    sheet = str(tmp_path / "sheet.csv")
    run("--export", sheet)
    number = len(fill(Path(sheet), "none"))
    assert f"{number} labels added\n" in run("--import", sheet, "--coder", "ada")[1]
    again = run("--import", sheet, "--coder", "ada")
    assert f"0 labels added, {number} known already" in again[1]
    held = (tmp_path / "labels" / "ada.jsonl").read_text("utf-8")
    assert held.count("\n") == number


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--coder NAME"),
        (("--agreement", "--errors"), "one of"),
        (("--adjudicate", "--coder", "ada"), "--adjudicate --export FILE"),
        (("--coder", "../ada"), "no name of a coder"),
        (("nowhere", "--coder", "ada", "--no-browser"), "no mail to label"),
        (("--agreement",), "two coders"),
        (("--errors", "--coder", "ada"), "there is no"),
        (("--import", "no-such.csv", "--coder", "ada"), "cannot read"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, arguments: tuple[str, ...], told: str) -> None:
    """With exit code 2 and what to do next."""
    code, _, err = run(*arguments)
    assert code == 2
    assert told in " ".join(err.split())


def test_a_row_that_is_no_label_is_told(run: Run, tmp_path: Path) -> None:
    """The others are read in."""
    sheet = str(tmp_path / "sheet.csv")
    run("--export", sheet)
    fill(Path(sheet), "none", "Hooray")
    code, out, err = run("--import", sheet, "--coder", "ada")
    assert code == 2
    assert "added" in out
    assert "hooray is no act" in err
