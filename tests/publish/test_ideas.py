"""Suggesting terms for an idea, showing what it finds, and beginning a new one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import cli
from pipeline.debate import ideas_file
from pipeline.errors import UsageError
from pipeline.publish import keyness, mentions
from pipeline.resources import IDEAS

PLAIN = "We met on the bridge, and the wind was cold in the morning."
ABOUT = "The new harbour needs a stone breakwater, so that ferry pilots can land."


@pytest.fixture
def harbour() -> Iterator[duckdb.DuckDBPyConnection]:
    """Forty mails of four persons, of which eight are about a harbour."""
    with duckdb.connect() as made:
        made.execute(
            "create table message(message text, list_id text, person text, name text, "
            "sent_at timestamp, automatic text, duplicate_of text, body text)"
        )
        made.execute(
            "create table block(message text, number int, kind text, start_char int, end_char int)"
        )
        for number in range(40):
            own = f"{number}. {ABOUT if number % 5 == 0 else PLAIN}"
            body = f"{own}\n> the stone breakwater again\n"
            key = f"port/2031-03/{number:04}"
            made.execute(
                "insert into message values (?, 'port', ?, 'Pia Rand', "
                "timestamp '2031-03-01' + to_hours(?), '', null, ?)",
                [key, f"person{number % 4}", number, body],
            )
            made.execute("insert into block values (?, 0, 'own', 0, ?)", [key, len(own) + 1])
            made.execute(
                "insert into block values (?, 1, 'quote', ?, ?)", [key, len(own) + 1, len(body)]
            )
        yield made


def test_what_goes_with_a_term_is_suggested(harbour: duckdb.DuckDBPyConnection) -> None:
    """With its counts and two mails of two persons; not the term, and not what all mails say."""
    found = keyness.suggest(harbour, ["harbour"])
    phrases = {each.phrase: each for each in found.found}
    assert (found.mails, found.others) == (8, 32)
    assert any("breakwater" in phrase for phrase in phrases)
    assert not any("harbour" in phrase or "wind" in phrase for phrase in phrases)
    best = found.found[0]
    assert (best.mails, best.elsewhere, best.persons) == (8, 0, 4)
    assert best.examples == ("port/2031-03/0000", "port/2031-03/0005")
    assert "port/2031-03/0000" in keyness.text(found)


def test_quoted_words_do_not_count(harbour: duckdb.DuckDBPyConnection) -> None:
    """Every mail quotes the breakwater, and yet it tells the eight that speak of it."""
    found = keyness.suggest(harbour, ["ferry"])
    assert any("breakwater" in each.phrase and not each.elsewhere for each in found.found)


def test_no_two_suggestions_are_the_same_words(harbour: duckdb.DuckDBPyConnection) -> None:
    """Of `stone`, `stone breakwater` and `a stone breakwater` one is enough."""
    found = keyness.suggest(harbour, ["harbour"])
    assert sum("stone" in each.phrase for each in found.found) == 1


def test_what_is_sent_again_counts_once(harbour: duckdb.DuckDBPyConnection) -> None:
    """Four mails of two persons hold one document, and its words are still those of one mail."""
    notice = "\nThe harbour council sits on Mondays, at the old customs house.\n"
    harbour.execute(
        "update message set body = body || ? where sent_at < '2031-03-01 16:00'", [notice]
    )
    harbour.execute("update block set end_char = end_char + 80 where kind = 'own'")
    harbour.execute("update message set body = replace(body, '> the stone breakwater again\n', '')")
    found = keyness.suggest(harbour, ["harbour"], limit=1000)
    assert not any("customs" in each.phrase for each in found.found)


def test_who_writes_is_no_topic(harbour: duckdb.DuckDBPyConnection) -> None:
    """A word of a name, where it is mostly written as one: not Stone, which is mostly a stone."""
    harbour.execute("update message set name = 'Ferry Stone'")
    harbour.execute("update message set body = replace(body, 'ferry', 'Ferry')")
    phrases = {each.phrase for each in keyness.suggest(harbour, ["harbour"], limit=1000).found}
    assert "ferry" not in phrases
    assert any("stone" in phrase for phrase in phrases)


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        (["unheard"], "0 mails of 40 hold"),
        (["*"], "no term"),
        (["the"], "all mails hold"),
    ],
)
def test_terms_that_compare_nothing_are_refused(
    harbour: duckdb.DuckDBPyConnection, terms: list[str], told: str
) -> None:
    """With the reason."""
    with pytest.raises(UsageError, match=told):
        keyness.suggest(harbour, terms)


def test_an_unknown_list_is_refused(harbour: duckdb.DuckDBPyConnection) -> None:
    """By name."""
    with pytest.raises(UsageError, match="quay"):
        keyness.suggest(harbour, ["harbour"], "quay")


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 50)).filter(any), min_size=2, max_size=20
    ).filter(lambda rows: all(sum(side) for side in zip(*rows, strict=True)))
)
def test_log_odds_change_sign_with_the_sides(rows: list[tuple[int, int]]) -> None:
    """What stands out in one has no higher share in the other, and each z is a number."""
    ours, others = (np.array(side) for side in zip(*rows, strict=True))
    z = keyness.log_odds(ours, others)
    assert np.isfinite(z).all()
    share = ours / ours.sum() - others / others.sum()
    clear = (np.abs(share) > 1e-9) & (np.abs(z) > 1e-9)
    assert (np.sign(z[clear]) == np.sign(share[clear])).all()


def test_a_database_tells_how_its_mentions_lean(connection: duckdb.DuckDBPyConnection) -> None:
    """Counted by direction; with their words and mails."""
    found = mentions.of_idea(connection, "splitting")
    told = mentions.text(found, 1)
    assert told.startswith("6 mentions in 5 mails: 2 for, 2 against, 1 neutral, 1 unclear")
    assert "for: 1 of 2, drawn at random" in told
    assert told == mentions.text(found, 1)


def test_an_idea_that_is_not_there_is_said(connection: duckdb.DuckDBPyConnection) -> None:
    """Both by name and by file."""
    with pytest.raises(UsageError, match="nowhere"):
        mentions.of_idea(connection, "nowhere")
    with pytest.raises(UsageError, match=r"nowhere\.toml"):
        mentions.of_file(connection, Path("nowhere.toml"))


def test_a_file_finds_mentions_before_any_build(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Its phrases alone tell the direction; other mentions are unclear."""
    file = tmp_path / "moving.toml"
    file.write_text(
        'title = "splitting"\nterms = ["split*", "withdraw"]\n'
        'for = ["support split*"]\nagainst = []\n'
    )
    found = mentions.of_file(connection, file)
    assert {(each.message, each.direction, each.basis) for each in found} >= {
        ("birds/2031-04/0001", "for", "phrase"),
        ("birds/2031-04/0002", "against", "phrase"),
    }
    assert not mentions.of_file(connection, file, "nolist")


def test_examples_that_a_file_reads_otherwise_are_named(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As another side, as none, or as no mention at all; those that it reads right are not."""
    file = tmp_path / "moving.toml"
    file.write_text(
        'title = "splitting"\nterms = ["split*"]\n'
        'for = ["support split*"]\nagainst = ["never split"]\n'
        '[examples]\nfor = ["I support splitting it.", "We never split."]\n'
        'against = ["Keep it in one piece."]\nneither = ["Who split it?", "I support splitting."]\n'
    )
    assert mentions.misread(file) == [
        "for, but against: We never split.",
        "against, but without a term: Keep it in one piece.",
        "neither, but for: I support splitting.",
    ]
    assert cli.ended(["idea", "check", str(file), "--data", str(data)]) == 0
    assert "  for, but against: We never split.\n" in capsys.readouterr().out
    assert mentions.misread(IDEAS / "splitting.toml") == []


def test_a_new_idea_is_a_file_that_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is written; and it is never written over another."""
    file = tmp_path / "stone-harbour.toml"
    assert cli.ended(["idea", "new", "stone-harbour", "-o", str(file)]) == 0
    assert ideas_file.idea(file).idea.terms == ("stone harbour",)
    assert cli.ended(["idea", "new", "stone-harbour", "-o", str(file)]) == 2
    assert cli.ended(["idea", "new", "../harbour"]) == 2
    assert "small letters" in capsys.readouterr().err
    assert cli.ended(["idea", "new", "harbour", "--data", str(tmp_path / "data")]) == 0
    assert ideas_file.idea(tmp_path / "data" / "ideas" / "harbour.toml").idea.idea == "harbour"


def test_the_commands_print_what_they_find(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The little debate is too small to suggest from, and that is said."""
    assert cli.ended(["idea", "check", "splitting", "--data", str(data), "--limit", "1"]) == 0
    assert "6 mentions" in capsys.readouterr().out
    assert cli.ended(["idea", "suggest", "interfaces", "--data", str(data)]) == 2
    assert "nothing to compare" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["suggest", "check", "new"])
def test_the_help_ends_in_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the command itself in it."""
    assert cli.ended(["idea", command, "--help"]) == 0
    assert f"Example: hansard idea {command} " in " ".join(capsys.readouterr().out.split())
