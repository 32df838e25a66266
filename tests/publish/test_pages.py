"""Summaries and digests as text, Markdown, HTML and JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lxml import html

from pipeline.errors import UsageError
from pipeline.publish import course, digest, pages, summarise
from pipeline.records import Message, Proposal
from pipeline.store import answer

ROOT = "birds/2031-03/0000"
HOSTILE = (
    "x</title><script>alert(1)</script> [a](javascript:alert(2)) **b** \x1b[2J \u202e <img src=y>"
)


@pytest.fixture(scope="module")
def hostile(little: Any, tmp_path_factory: pytest.TempPathFactory) -> summarise.Summary:
    """The summary of the little debate with a subject, title and addresses that mean harm."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = little.debate()
    rows.of[Proposal] = [replace(each, title=HOSTILE) for each in rows.of[Proposal]]
    rows.of[Message] = [
        replace(each, url=f"javascript:alert(3)//{each.message}", name=HOSTILE)
        for each in rows.of[Message]
    ]
    little.make(folder / "hansard.duckdb", rows, folder / "parts")
    with answer.connect(folder) as connection:
        return summarise.summary(connection, ROOT)


def test_html_holds_no_tag_of_mail(hostile: summarise.Summary) -> None:
    """No script, no picture, no link but to the web; what was written is there as text."""
    page = pages.summaries([hostile], "html")
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //img | //@onload")
    assert not [link for link in tree.xpath("//a/@href") if not link.startswith("http")]
    assert "<script>alert(1)</script>" in tree.text_content()
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_html_needs_nothing_else(connection: duckdb.DuckDBPyConnection) -> None:
    """One title, headings in order, a language, a policy, and nothing loaded from anywhere."""
    page = pages.summaries([summarise.summary(connection, ROOT)], "html")
    tree = html.fromstring(page)
    assert len(tree.xpath("//h1")) == 1
    assert tree.get("lang") == "en"
    assert "default-src 'none'" in page
    assert not tree.xpath("//link | //script | //@src")
    assert f"https://lists.example/{ROOT}.html" in tree.xpath("//a/@href")


def test_markdown_holds_no_mark_of_mail(hostile: summarise.Summary) -> None:
    """No link, no emphasis and no tag that a mail has written."""
    page = pages.summaries([hostile], "markdown")
    assert "[a](javascript" not in page
    assert "**b**" not in page
    assert not re.search(r"(?<!\\)<script", page)
    assert "(<javascript" not in page


def test_markdown_links_every_quotation(connection: duckdb.DuckDBPyConnection) -> None:
    """Each goes to its mail's public page."""
    page = pages.summaries([summarise.summary(connection, ROOT)], "markdown")
    quoted = [line for line in page.splitlines() if "“" in line]
    assert quoted
    assert all("](<https://lists.example/birds/" in line for line in quoted)


def test_json_holds_mail_span_and_address(connection: duckdb.DuckDBPyConnection) -> None:
    """Each sentence of the course is the span of the mail that it names."""
    told = json.loads(pages.summaries([summarise.summary(connection, ROOT)], "json"))
    assert told["proposals"][0]["stands"]
    assert told["course"]
    for line in told["course"]:
        (body,) = connection.execute(
            "select body from message where message = $1", [line["message"]]
        ).fetchone()  # type: ignore[misc]
        assert " ".join(body[line["start_char"] : line["end_char"]].split()) == line["words"]
        assert line["url"].startswith("https://")


def test_the_length_is_kept(connection: duckdb.DuckDBPyConnection) -> None:
    """Sentences where they are counted; one person of a side in full."""
    short = summarise.summary(connection, ROOT, course.Length(0, 1))
    assert len(short.course) == 1
    page = pages.summaries([short], "text")
    assert "and Cy Lark [birds/2031-04/0000]" in page


def test_many_threads_are_asked_for(connection: duckdb.DuckDBPyConnection) -> None:
    """Of a list, of some days, on an idea; nothing found is said."""
    assert summarise.threads(connection, list_id="birds") == [ROOT]
    assert summarise.threads(connection, list_id="birds", since="2031-04") == []
    assert summarise.threads(connection, idea="splitting") == [ROOT]
    assert "No debate was found" in pages.summaries([], "text")
    with pytest.raises(UsageError, match="there is no list nosuch"):
        summarise.threads(connection, list_id="nosuch")


def test_a_digest_tells_a_month(connection: duckdb.DuckDBPyConnection) -> None:
    """What was talked about, proposed and decided in it, each line with its mail."""
    march = digest.digest(connection, "birds", "2031-03")
    assert [talk.thread for talk in march.talks] == [ROOT]
    assert [item.title for item in march.proposals] == ["moving the nest drivers out"]
    assert march.decisions == ()
    april = digest.digest(connection, "birds", "2031-04")
    assert april.proposals == ()
    assert [item.outcome for item in april.decisions] == ["withdrawn"]
    for talk in april.talks:
        assert all(line.message.startswith("birds/2031-04") for line in talk.lines)
    for told in (march, april):
        page = re.sub(r"\s+", " ", pages.digest(told, "text"))
        assert not re.findall(r"”(?! \[)", page)
        assert html.fromstring(pages.digest(told, "html")).xpath("//a")
        assert json.loads(pages.digest(told, "json"))["month"] == told.month


def test_a_digest_leaves_out_what_weighs_little(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Persons, positions and objections weigh; a month may hold no debate that mattered."""
    (talk,) = digest.digest(connection, "birds", "2031-03").talks
    weight = talk.persons + 2 * talk.stands + 3 * talk.against
    assert weight > digest.LEAST
    monkeypatch.setattr(digest, "LEAST", weight)
    assert digest.digest(connection, "birds", "2031-03").talks == (talk,)
    monkeypatch.setattr(digest, "LEAST", weight + 1)
    quiet = digest.digest(connection, "birds", "2031-03")
    assert (quiet.talks, quiet.talks_in_all) == ((), 0)


@pytest.mark.parametrize(
    ("list_id", "month", "said"),
    [
        ("birds", "2031-13", "2031-13 is no month"),
        ("birds", "1999-01", "birds has no mail of 1999-01"),
        ("nosuch", "2031-03", "there is no list nosuch"),
    ],
)
def test_no_digest(
    connection: duckdb.DuckDBPyConnection, list_id: str, month: str, said: str
) -> None:
    """One sentence."""
    with pytest.raises(UsageError, match=said):
        digest.digest(connection, list_id, month)


def test_the_same_summary_is_the_same_page(data: Path) -> None:
    """In another process of the reader's, too."""
    told = []
    for _ in range(2):
        with answer.connect(data) as connection:
            told.append(pages.summaries([summarise.summary(connection, ROOT)], "json"))
    assert told[0] == told[1]
