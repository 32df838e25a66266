"""A trend for eyes: what each mark means, gaps, few persons, narrow terminals, pictures."""

from __future__ import annotations

import csv
import io
import re
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest

from pipeline.errors import PartError, UsageError
from pipeline.publish import chart, terminal, timeline, trend, vega
from pipeline.publish.trend import Point, Trend


def point(month: str, mean: float | None, persons: int, **more: Any) -> Point:
    low, high = (None, None) if mean is None or persons < 3 else (mean - 0.3, mean + 0.3)
    return Point(
        month, mean, low, high, persons, persons + 1, mentions=persons + 2,
        message=f"dev/{month}/0007", url=f"https://lists.example/{month}.html", **more,
    )  # fmt: skip


def told(*points: Point, title: str = "moving the nests", list_id: str | None = "dev") -> Trend:
    by_month = {each.month: each for each in points}
    months = timeline.months(by_month)
    return Trend(
        "nests", title, list_id, tuple(by_month.get(each) or Point(each) for each in months)
    )


YEAR = told(
    point("2031-03", -0.5, 1),
    point("2031-04", -0.25, 3),
    point("2031-06", 0.0, 24),
    point("2031-11", 0.5, 7),
    Point("2031-12", unclear=2, message="dev/2031-12/0001"),
)


def test_the_trend_of_the_little_debate(connection: duckdb.DuckDBPyConnection) -> None:
    """The numbers are those of the query of that name."""
    march, april = trend.points(connection, "splitting").points
    assert (march.month, march.mean, march.persons, march.mentions) == ("2031-03", 0.5, 3, 4)
    assert (april.mean, april.low, april.message) == (-1, None, "birds/2031-04/0000")


def test_an_unknown_idea_is_told_with_the_nearest(connection: duckdb.DuckDBPyConnection) -> None:
    """One sentence and the name that was meant."""
    with pytest.raises(UsageError, match="there is no idea spliting") as caught:
        trend.points(connection, "spliting")
    assert caught.value.hint == "splitting"


@pytest.mark.parametrize(("list_id", "where"), [(None, "any list"), ("cats", "cats")])
def test_an_idea_that_nobody_speaks_of_is_one_sentence(
    connection: duckdb.DuckDBPyConnection, list_id: str | None, where: str, tmp_path: Path
) -> None:
    """And no picture is made of it."""
    silent = trend.points(connection, "renaming", list_id)
    assert terminal.text(silent) == (
        f"Nobody on {where} speaks of renaming the project (renaming) in the mails that were built."
    )
    with pytest.raises(UsageError, match="nothing to draw"):
        chart.draw(silent, tmp_path / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_a_month_is_drawn_on_a_scale_from_against_to_for() -> None:
    """The mean stands where it should, its interval about it; few persons have a hollow point."""
    lines = {line[:7]: line for line in terminal.text(YEAR, 200).splitlines()}
    scale = terminal.WIDEST_SCALE
    drawn = {month: line[9 : 9 + scale] for month, line in lines.items()}
    assert drawn["2031-03"].index("○") == (scale - 1) // 4
    assert "─" not in drawn["2031-03"]
    assert drawn["2031-06"].index("●") == scale // 2
    assert drawn["2031-06"].index("├") == round(0.35 * (scale - 1))
    assert drawn["2031-06"].index("┤") == round(0.65 * (scale - 1))
    assert re.search(r"\+0\.00 +24 +25  dev/2031-06/0007$", lines["2031-06"])


def test_months_without_a_mention_are_gaps() -> None:
    """One line for a run of them, and what is said without a side is no zero."""
    text = terminal.text(YEAR)
    assert "2031-05  (no mention)" in text
    assert "2031-07  (no mention until 2031-10: 4 months)" in text
    assert "2031-12  (2 unclear)" in text
    assert "Left out: 2 sentences take no clear side." in text


def test_the_last_line_leads_to_the_mails_of_the_fullest_month() -> None:
    """As a command that can be run."""
    assert terminal.text(YEAR).splitlines()[-1] == (
        "  hansard query mentions idea=nests list_id=dev since=2031-06 until=2031-06"
    )


@pytest.mark.parametrize("width", [20, 40, 60, 72, 80, 100, 132, 300])
def test_a_chart_fits_its_terminal(width: int) -> None:
    """From 54 columns on nothing is wider; the mail's key goes before the scale does."""
    lines = terminal.text(YEAR, width).splitlines()
    rows = [line for line in lines if line.startswith(("2031", "month"))]
    assert max(map(len, rows)) <= max(width, 54)
    assert ("dev/2031-06/0007" in "\n".join(rows)) == (width >= 72)


def test_mails_without_a_month_come_last() -> None:
    """An undated mail of a quarterly archive is counted, not placed."""
    mixed = told(point("2031-03", 0.5, 3), point("2031q2", 1.0, 1))
    assert [each.month for each in mixed.points] == ["2031-03", "2031q2"]
    assert "2031q2" in terminal.text(mixed)


def test_no_steering_character_comes_out_of_a_trend() -> None:
    """Whatever an idea is called or a list is named."""
    text = terminal.text(told(point("2031-03", 0.5, 3), title="a\x1b[2Jb\u202e", list_id="d\x9b"))
    assert not set(text) & {"\x1b", "\u202e", "\x9b"}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every kind of picture of the year."""
    folder = tmp_path_factory.mktemp("charts")
    for suffix in vega.WRITERS:
        chart.draw(YEAR, folder / f"year{suffix}")
    return folder


def test_an_svg_is_a_drawing_with_its_words(drawn: Path) -> None:
    """Well-formed, with a point for each month that has a mean and the title as text."""
    root = ElementTree.parse(drawn / "year.svg").getroot()
    words = "".join(root.itertext())
    assert "Moving the nests: how dev felt" in words
    assert "95 %" in words
    assert "to read them: hansard query mentions idea=nests" in words
    labels = [each.get("aria-label") or "" for each in root.iter()]
    means = [label for label in labels if "mean" in label and "mails:" in label]
    assert len(means) == 4


def test_a_png_is_sharp_enough_to_print(drawn: Path) -> None:
    """Six inches at 300 points an inch, and more."""
    made = (drawn / "year.png").read_bytes()
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", made[16:24])
    assert width >= 1800
    assert height >= 1000


def test_a_page_needs_no_network(drawn: Path) -> None:
    """No script, style or picture is loaded from anywhere."""
    page = (drawn / "year.html").read_text(encoding="utf-8")
    markup = re.sub(r"(<script[^>]*>).*?</script>", r"\1", page, flags=re.DOTALL)
    assert "<script" in markup
    assert not re.findall(r"(?:src|href)=|url\(|@import", markup)
    assert not re.findall(r"""(?:import|from)\s*["']https?:""", page)
    assert "Moving the nests" in page


def test_a_title_cannot_end_the_script_that_it_stands_in(tmp_path: Path) -> None:
    """Nor can an address from an archive's index page."""
    odd = told(point("2031-03", 0.5, 3), title="</script><script>alert(1)</script>")
    chart.draw(odd, tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert "<script>alert" not in page


def test_the_numbers_stand_beside_the_picture(drawn: Path) -> None:
    """Every month, also those of which there is nothing to draw."""
    rows = list(csv.DictReader(io.StringIO((drawn / "year.csv").read_text(encoding="utf-8"))))
    assert [row["month"] for row in rows] == [f"2031-{month:02}" for month in range(3, 13)]
    assert (rows[3]["mean"], rows[3]["persons"], rows[3]["message"]) == (
        "0.0", "24", "dev/2031-06/0007",
    )  # fmt: skip
    assert (rows[2]["mean"], rows[2]["persons"]) == ("", "0")


def test_the_same_trend_makes_the_same_picture(drawn: Path, tmp_path: Path) -> None:
    """A figure in a paper can be made again."""
    for suffix in (".svg", ".png"):
        chart.draw(YEAR, tmp_path / f"again{suffix}")
        made = (tmp_path / f"again{suffix}").read_bytes()
        assert made == (drawn / f"year{suffix}").read_bytes()


def test_decades_of_months_are_drawn(tmp_path: Path) -> None:
    """Many months and a single one."""
    many = told(*(point(f"{2000 + n // 12}-{n % 12 + 1:02}", 0.2, n % 9) for n in range(240)))
    for number, each in enumerate([many, told(point("2031-03", 1.0, 1))]):
        chart.draw(each, tmp_path / f"{number}.svg")
        ElementTree.parse(tmp_path / f"{number}.svg")


@pytest.mark.parametrize("name", ["trend.pdf", "trend", "trend.csv"])
def test_another_suffix_is_told(tmp_path: Path, name: str) -> None:
    """What a chart may be, and a name that would do."""
    with pytest.raises(UsageError, match=r"a chart is \.svg, \.png, \.html") as caught:
        chart.draw(YEAR, tmp_path / name)
    assert caught.value.hint == f"-o {tmp_path / 'trend.svg'}"


@pytest.mark.parametrize("missing", ["altair", "vl_convert"])
def test_a_missing_extra_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """With the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    with pytest.raises(UsageError, match="not installed") as caught:
        chart.draw(YEAR, tmp_path / "a.svg")
    assert caught.value.hint == "pip install 'hansard[charts]'"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """One sentence."""
    with pytest.raises(PartError, match="cannot write"):
        chart.draw(YEAR, tmp_path / "nowhere" / "a.svg")
