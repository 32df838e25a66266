"""A thread in a page: who stands where, in their words, every line with its mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.publish import pages, summarise
from pipeline.records import Message, Person, Position, Proposal
from pipeline.store import answer

ROOT = "birds/2031-03/0000"

PAGE = """\
Nest drivers
6 mails by 4 persons, 1 March 2031 to 4 April 2031 [birds/2031-03/0000]

The course of the debate
   1 March 2031, Ada Finch: “I propose to move the nest drivers out of the core.”
     [birds/2031-03/0000]
   1 March 2031, Bo Wren: “-1, the interfaces are not stable, see PEP-463.” [birds/2031-03/0001]
   3 April 2031, Dee Swift: “I would support splitting if the tests move too.” [birds/2031-04/0001]

1. moving the nest drivers out
   main proposal by Ada Finch, 1 March 2031 (p = 0.90)
   “I propose to move the nest drivers out of the core.” [birds/2031-03/0000]
   For: 1
     Ada Finch, 1 March 2031 (argument, answered, p = 0.80) [birds/2031-03/0000]
   Against: 2 (2 explicit votes)
     Bo Wren, 1 March 2031 (vote, p = 0.90)
       “-1, the interfaces are not stable, see PEP-463” [birds/2031-03/0001]
     Cy Lark, 1 April 2031 (vote, p = 0.80; before: support on 1 March 2031 [birds/2031-03/0002])
       “Bo is right, I change my vote to -1.” [birds/2031-04/0000]
   On conditions: 1
     Dee Swift, 1 April 2031 (argument, answered, p = 0.80)
       “I would support splitting if the tests move too.” [birds/2031-04/0001]
   Outcome: withdrawn, says Ada Finch, 4 April 2031
       “I withdraw it.” [birds/2031-04/0002]

Mails
   [birds/2031-03/0000] https://lists.example/birds/2031-03/0000.html
   [birds/2031-03/0001] https://lists.example/birds/2031-03/0001.html
   [birds/2031-03/0002] https://lists.example/birds/2031-03/0002.html
   [birds/2031-04/0000] https://lists.example/birds/2031-04/0000.html
   [birds/2031-04/0001] https://lists.example/birds/2031-04/0001.html
   [birds/2031-04/0002] https://lists.example/birds/2031-04/0002.html"""

Told = Callable[[Any], str]


@pytest.fixture
def told(little: Any, tmp_path: Path) -> Told:
    """The summary of the little debate after some rows of it were changed."""

    def page(rows: Any, width: int = 100) -> str:
        little.make(tmp_path / "hansard.duckdb", rows, tmp_path / "parts")
        with answer.connect(tmp_path) as connection:
            return pages.summaries([summarise.summary(connection, ROOT)], "text", width)

    return page


def test_a_summary_is_a_page(connection: duckdb.DuckDBPyConnection) -> None:
    """Its course, proposals, both sides in their words, changed minds, outcomes, addresses."""
    assert pages.summaries([summarise.summary(connection, ROOT)], "text") == PAGE


@pytest.mark.parametrize(
    "mail",
    [
        "birds/2031-04/0001",
        "birds/2031-03/0003",
        "cats/2031-04/0000",
        "<birds.2031-04.0000@nest>",
        "https://lists.example/birds/2031-03/0001.html",
    ],
)
def test_any_mail_of_a_thread_leads_to_its_summary(
    connection: duckdb.DuckDBPyConnection, mail: str
) -> None:
    """Key, Message-ID, address, and each of them of a copy."""
    assert summarise.summary(connection, mail).thread == ROOT


def test_a_thread_without_a_proposal_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    """And how to read it."""
    page = pages.summaries([summarise.summary(connection, "cats/2031-04/0001")], "text")
    assert "No proposal was found in this thread." in page
    assert "hansard query thread thread=cats/2031-04/0001" in page


def test_a_thread_that_is_not_there_is_told_with_the_nearest(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """One sentence."""
    with pytest.raises(UsageError, match="there is no thread birds/2031-03/0090") as caught:
        summarise.summary(connection, "birds/2031-03/0090")
    assert caught.value.hint == ROOT


def test_every_quotation_names_its_mail(little: Any, told: Told) -> None:
    """Thirty proposals: all are listed with their mail, the first ones told in full."""
    rows = little.debate()
    (first,) = rows.of[Proposal]
    for number in range(2, 31):
        rows.add(replace(first, proposal=f"{ROOT}/p{number}", kind="alternative",
                         title=f"way {number}"))  # fmt: skip
    page = told(rows)
    assert page.index("30 proposals") < page.index("1. moving the nest drivers out\n   main")
    flat = re.sub(r"\s+", " ", page)
    for number in range(2, 31):
        assert re.search(rf"\b{number}\. way {number} \(alternative\);[^\[]+\[{ROOT}\]", flat)
    assert "nobody's position is known" in page
    assert "hansard query proposal proposal=birds/2031-03/0000/p9" in page
    assert len(page.splitlines()) < 200
    assert "“" in flat
    assert not re.findall(r"”(?! \[)", flat)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_names_and_titles_of_any_length_fit(little: Any, told: Any, width: int) -> None:
    """Long names are cut, long words wrapped; only keys and addresses may stand out."""
    rows = little.debate()
    rows.of[Person] = [
        replace(each, name="Maximiliane von und zu " * 4 + "Ende") for each in rows.of[Person]
    ]
    rows.of[Proposal] = [replace(each, title="moving " * 60) for each in rows.of[Proposal]]
    page = told(rows, width)
    for line in page.splitlines():
        assert len(line) <= width or "http" in line or len(line.split()) == 1
    assert "moving …" in re.sub(r"\s+", " ", page)


def test_a_side_of_many_is_counted_and_named(little: Any, told: Told) -> None:
    """Eight are quoted, the others named with their mail."""
    rows = little.debate()
    first = next(each for each in rows.of[Position] if each.person == "dee@nest.example")
    for number in range(20):
        person = f"p{number:02}@nest.example"
        rows.add(replace(first, person=person, stance="oppose"), Person(person, f"P{number:02}"))
    page = re.sub(r"\s+", " ", told(rows))
    assert "Against: 22 (2 explicit votes)" in page
    for number in range(20):
        assert re.search(rf"P{number:02}[ ,].*?\[birds/2031-04/0001\]", page)


def test_mail_cannot_steer_the_terminal(little: Any, told: Told) -> None:
    """Escapes and overrides in subject, name, body or address come out as spaces."""
    rows = little.debate()
    evil = "\x1b[2J\u202e"
    rows.of[Message] = [
        replace(each, body=each.body.replace("out of", f"out{evil}f"), url=each.url + evil)
        for each in rows.of[Message]
    ]
    rows.of[Person] = [replace(each, name=f"A{evil}") for each in rows.of[Person]]
    rows.of[Proposal] = [replace(each, title=f"a{evil}b") for each in rows.of[Proposal]]
    page = told(rows)
    assert not set(page) & {"\x1b", "\u202e"}
    assert "out [2J f" in page


def test_what_is_not_known_is_said(little: Any, told: Told) -> None:
    """No name, no date, no words, no outcome: nothing is made up."""
    rows = little.debate()
    rows.of[Person] = [replace(each, name="") for each in rows.of[Person]]
    rows.of[Proposal] = [
        replace(each, sentence=None, start_char=0, end_char=0, title="", sent_at=None,
                outcome="open", outcome_message=None, outcome_start_char=None,
                outcome_end_char=None)
        for each in rows.of[Proposal]
    ]  # fmt: skip
    page = told(rows)
    assert "1. (no title)" in page
    assert "main proposal by ada@nest.example, an unknown day" in page
    assert "(in the subject) [birds/2031-03/0000]" in page
    assert "Outcome: open (no mail of the thread settles it)" in page
