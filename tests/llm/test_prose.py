"""A summary in prose: which sentences of a language model stay, and which are thrown out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from speaker import speaking

from pipeline.cli import ended
from pipeline.llm.prose import Piece, prose, question

PIECES = (
    Piece("birds/2031-03/0000", "Ada Finch", "2031-03-01", "main proposal: moving the drivers",
          "I propose to move the nest\ndrivers out of the core in 2 steps."),
    Piece("birds/2031-03/0001", "Bo Wren", "2031-03-02", "against",
          "the interfaces are not stable yet"),
)  # fmt: skip
PERSONS = ("Ada Finch", "Bo Wren", "Cy Lark")


def held(text: str, *cites: tuple[str, str]) -> int:
    """1 where a sentence with these citations stays."""
    row = {"text": text, "cites": [{"piece": piece, "quote": quote} for piece, quote in cites]}
    return len(prose("m", json.dumps({"sentences": [row]}), PIECES, PERSONS).sentences)


@pytest.mark.parametrize(
    ("text", "cites", "stays"),
    [
        ("Ada Finch wants to move the drivers.", [("c1", "move the nest drivers")], 1),
        ("Ada proposed 2 steps in March 2031.", [("c1", "in 2 steps")], 1),
        ("Bo Wren holds the interfaces unstable.", [("c2", "not stable yet")], 1),
        ("Ada and Bo differ.", [("c1", "I propose"), ("c2", "not stable")], 1),
        ("One citation of two holds.", [("c1", "I propose"), ("c2", "never said")], 1),
        ("It is cited, but not in these words.", [("c1", "remove the nest drivers")], 0),
        ("It cites a piece that is not there.", [("c9", "I propose")], 0),
        ("It cites nothing.", [], 0),
        ("It cites a sign.", [("c1", ".")], 0),
        ("Cy Lark wants to move the drivers.", [("c1", "I propose")], 0),
        ("Bo wants to move the drivers.", [("c1", "I propose")], 0),
        ("All 17 agreed.", [("c1", "I propose")], 0),
        ("", [("c1", "I propose")], 0),
        ("Long. " * 100, [("c1", "I propose")], 0),
    ],
)
def test_a_sentence_stays_where_its_citations_hold(
    text: str, cites: list[tuple[str, str]], stays: int
) -> None:
    """Word for word; and it names nobody and no number that the cited mails do not."""
    assert held(text, *cites) == stays


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", '{"sentences": 3}', '{"sentences": [3, null, {"text": 1, "cites": 2}]}',
     '{"sentences": [{"text": "x", "cites": [1, {"piece": ["c1"], "quote": {}}]}]}'],
)  # fmt: skip
def test_no_answer_breaks_a_summary(text: str) -> None:
    """What is no sentence is none."""
    assert prose("m", text, PIECES, PERSONS).sentences == ()


def test_only_what_is_quoted_is_sent() -> None:
    """With its author and day, as JSON that no mail can end."""
    sent = json.loads(question('x"}', PIECES).user)
    assert sent["subject"] == 'x"}'
    assert [each["author"] for each in sent["pieces"]] == ["Ada Finch", "Bo Wren"]


def writer(mail: dict[str, Any]) -> dict[str, Any]:
    """A model that writes one sentence that holds and one that it made up."""
    if "pieces" not in mail:
        return {}
    first = mail["pieces"][0]
    cites = [{"piece": first["id"], "quote": first["words"]}]
    return {"sentences": [
        {"text": f"{first['author']} put it forward.", "cites": cites},
        {"text": "Everybody agreed.", "cites": [{"piece": first["id"], "quote": "we all agree"}]},
    ]}  # fmt: skip


@pytest.mark.parametrize("page", ["text", "markdown", "html", "json"])
def test_a_summary_holds_the_prose(
    data: Path, capsys: pytest.CaptureFixture[str], page: str
) -> None:
    """Marked as a model's, with its mails, and with what was thrown out."""
    with speaking(writer) as speaker:
        arguments = ["summarise", "birds/2031-03/0000", "--data", str(data), "--format", page,
                     "--llm", speaker.url, "--model", f"warbler-{page}"]  # fmt: skip
        assert ended(arguments) == 0
        once = capsys.readouterr().out
        assert ended(arguments) == 0
        assert capsys.readouterr().out == once
        assert len(speaker.sent) == 1
    assert "Ada Finch put it forward." in once
    assert "Everybody agreed" not in once
    if page == "json":
        told = json.loads(once)["prose"]
        assert (told["claims"], told["refused"]) == (2, 1)
        assert told["sentences"][0]["messages"] == ["birds/2031-03/0000"]
    else:
        assert "a language model" in once
        assert "1 thrown out" in " ".join(once.split())
