"""Search: own words and quotes apart, every script, nothing that a word can break."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Block, Message
from pipeline.resources import QUERIES

ROOT, BO, CY = "birds/2031-03/0000", "birds/2031-03/0001", "birds/2031-04/0000"
DEE, EVE = "birds/2031-04/0001", "cats/2031-04/0001"

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def functions() -> duckdb.DuckDBPyConnection:
    """The two functions that make words and terms, on their own."""
    connection = duckdb.connect()
    for name in ("search_words", "search_terms"):
        connection.execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8"))
    return connection


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I propose PEP-463.", ["i", "propose", "pep-463"]),
        ("virt_driver's __init__", ["virt_driver's", "init"]),
        ("+1 from me, -1 (binding) 2014-10", ["+1", "from", "me", "-1", "binding", "2014-10"]),
        ("👍👍 ok", ["👍", "👍", "ok"]),
        ("Déjà-vu İstanbul", ["déjà-vu", "istanbul"]),
        ("", []),
    ],
)
def test_words_of_a_text(functions: duckdb.DuckDBPyConnection, text: str, words: list[str]) -> None:
    """Joined words stay whole, votes and symbols are words."""
    found = functions.execute("select search_words($text)", {"text": text}).fetchone()
    assert found == (words,)


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("pep-463", ["pep", "463"]),
        ("müller", ["muller"]),
        ("邮件列表", ["邮件", "件列", "列表", "表"]),
        ("novaの分割", ["nova", "の分", "分割", "割"]),
        ("+1", ["+1"]),
        ("-1", ["-1"]),
        ("👍", ["👍"]),
    ],
)
def test_terms_of_a_word(functions: duckdb.DuckDBPyConnection, word: str, terms: list[str]) -> None:
    """Parts of joined words, no accents, pairs of characters where no spaces are written."""
    found = functions.execute("select search_terms($word)", {"word": word}).fetchone()
    assert found == (terms,)


@pytest.mark.parametrize(
    ("words", "scope", "mails"),
    [
        ("propose", "own", [ROOT]),
        ("propose", "quoted", [BO]),
        ("propose", "all", [ROOT, BO]),
        ("PEP-463", "own", [BO]),
        ("463 pep", "own", [BO]),
        ("split*", "own", [DEE, EVE]),
        ("splitting", "own", [DEE]),
        ("split", "own", []),
        ("-1", "own", [BO, CY]),
        ("邮件", "own", [CY]),
        ("列表", "own", [CY]),
        ("件", "own", [CY]),
        ("表", "own", [CY]),
        ("件邮", "own", []),
        ("👍", "own", [CY]),
        ("deja vu", "own", [EVE]),
        ("foo", "own", [EVE]),
        ("wrens", "all", []),
        ("nest drivers", "own", [ROOT]),
        ("nest unicorn", "own", []),
        ("", "own", []),
        ("* ' \" % _ \\ ;--", "all", []),
    ],
)
def test_mails_are_found_by_their_words(ask: Ask, words: str, scope: str, mails: list[str]) -> None:
    """All words must stand there, in the scope that is asked for; signatures are not indexed."""
    rows = ask("search", words=words, scope=scope)
    assert sorted(row["message"] for row in rows) == sorted(mails)


def test_copies_are_never_found(ask: Ask) -> None:
    """Dee's mail went to two lists and is one hit."""
    assert [row["message"] for row in ask("search", words="tests move", scope="all")] == [DEE]


def test_a_hit_shows_where_it_hit(ask: Ask) -> None:
    """The snippet is of the scope, on one line."""
    (row,) = ask("search", words="stable")
    assert row["snippet"] == "-1, the interfaces are not stable, see PEP-463."
    (row,) = ask("search", words="propose", scope="quoted")
    assert row["snippet"] == "> I propose to move the nest drivers out of the core."
    assert (row["person"], row["thread"]) == ("bo@nest.example", ROOT)


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"list_id": "cats"}, 1),
        ({"person": "Dee Swift"}, 1),
        ({"since": "2031-05"}, 0),
        ({"top": 1}, 1),
        ({}, 2),
    ],
)
def test_hits_are_chosen_by_each_parameter(ask: Ask, values: dict[str, Any], count: int) -> None:
    """Every parameter binds."""
    assert len(ask("search", words="split*", **values)) == count


def test_the_mail_that_speaks_most_of_it_comes_first(rows: Any, store: Any) -> None:
    """Rare words weigh more, long mails less: BM25 as published, computed here by hand."""
    first = rows.of[Message][0]
    for number, body in enumerate(["owl", "owl owl owl hawk", "hawk " * 30 + "owl"], start=10):
        key = f"birds/2031-03/{number:04}"
        rows.add(replace(first, message=key, number=number, body=body, message_id=key))
        rows.add(Block(key, 0, "own", 0, 0, len(body), "", ""))
    with duckdb.connect(str(store(rows)), read_only=True) as connection:
        found = connection.execute("select message, score from search('owl')").fetchall()
        lengths = [row[0] for row in connection.execute("select own from search_mail").fetchall()]
    import math

    mean = sum(lengths) / len(lengths)
    rarity = math.log(1 + (len(lengths) - 3 + 0.5) / (3 + 0.5))

    def score(times: int, length: int) -> float:
        return rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / mean))

    assert found == [
        ("birds/2031-03/0011", pytest.approx(score(3, 4), abs=1e-3)),
        ("birds/2031-03/0010", pytest.approx(score(1, 1), abs=1e-3)),
        ("birds/2031-03/0012", pytest.approx(score(1, 31), abs=1e-3)),
    ]


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_can_be_asked_for(data: Path, text: str) -> None:
    """No text breaks the query."""
    with duckdb.connect(str(data / "hansard.duckdb"), read_only=True) as connection:
        if "\x00" not in text:
            connection.execute("from search($text)", {"text": text}).fetchall()


def test_a_hostile_mail_is_indexed_in_time(rows: Any, store: Any) -> None:
    """Two megabytes in a hundred thousand blocks do not hold up the making."""
    first = rows.of[Message][0]
    line, key = "> a b c d e f g h\n", "birds/2031-03/0099"
    body = line * 110_000
    rows.add(replace(first, message=key, number=99, message_id=key, body=body))
    rows.add(
        *(
            Block(key, number, ("own", "quote")[number % 2], 0, number * len(line),
                  (number + 1) * len(line), "", "")
            for number in range(110_000)
        )
    )  # fmt: skip
    begun = time.perf_counter()
    store(rows)
    assert time.perf_counter() - begun < 20
