"""What every query answers on the little debate, and that every query has its help."""

from __future__ import annotations

import hashlib
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.records import Author, Position
from pipeline.resources import QUERIES
from pipeline.store import answer, queries

ROOT = "birds/2031-03/0000"
PROPOSAL = f"{ROOT}/p1"
BO, CY, DEE = "birds/2031-03/0001", "birds/2031-04/0000", "birds/2031-04/0001"

Ask = Callable[..., list[dict[str, object]]]

# What a query must be given, on the little debate.
NEEDED: dict[str, dict[str, str]] = {
    "answers": {"thread": ROOT},
    "mentions": {"idea": "splitting"},
    "person": {"person": "Cy Lark"},
    "proposal": {"proposal": PROPOSAL},
    "search": {"words": "drivers"},
    "thread": {"thread": ROOT},
    "trend": {"idea": "splitting"},
}
TABLES = [name for name, query in queries.queries().items() if query.is_table]


def picked(rows: list[dict[str, object]], *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_threads_are_listed_latest_first_with_undated_ones_last(ask: Ask) -> None:
    """A thread without a date is not lost."""
    rows = ask("threads")
    assert picked(rows, "thread", "persons", "messages", "proposals", "person") == [
        (ROOT, 4, 6, 1, "ada@nest.example"),
        ("cats/2031-04/0001", 1, 1, 0, "eve@nest.example"),
    ]


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"list_id": "cats"}, 1),
        ({"since": "2031-03"}, 1),
        ({"since": "2031-03-01", "until": "2031-03-01"}, 1),
        ({"since": "2031-03-02"}, 0),
        ({"until": "2030"}, 0),
        ({"until": "2031"}, 1),
        ({"subject": "NEST"}, 1),
        ({"subject": "%"}, 0),
    ],
)
def test_threads_are_chosen_by_list_time_and_subject(
    ask: Ask, values: dict[str, str], count: int
) -> None:
    """Both ends of a span of time are included, at the precision in which they are given."""
    assert len(ask("threads", **values)) == count


@pytest.mark.parametrize(
    "mail", [ROOT, CY, "birds/2031-03/0003", "<birds.2031-04.0000@nest>", "birds.2031-04.0000@nest"]
)
def test_a_thread_is_found_by_any_of_its_mails(ask: Ask, mail: str) -> None:
    """Key, Message-ID or a copy lead to the same thread, in reading order, copies left out."""
    rows = ask("thread", thread=mail)
    assert picked(rows, "message", "depth", "answers") == [
        (ROOT, 0, None),
        (BO, 1, "Ada Finch"),
        (CY, 2, "Bo Wren"),
        ("birds/2031-03/0002", 1, "Ada Finch"),
        (DEE, 1, "Ada Finch"),
        ("birds/2031-04/0002", 1, "Ada Finch"),
    ]
    assert rows[1]["own_words"] == "-1, the interfaces are not stable,\nsee PEP-463."


def test_proposals_say_who_stands_where_at_the_end(ask: Ask) -> None:
    """A changed mind counts once, on its last side."""
    (row,) = ask("proposals")
    assert (row["support"], row["oppose"], row["conditional"], row["neutral"]) == (1, 2, 1, 0)
    assert (row["name"], row["title"]) == ("Ada Finch", "moving the nest drivers out")
    assert row["words"] == "I propose to move the nest drivers out of the core."
    assert (row["outcome"], row["outcome_words"]) == ("withdrawn", "I withdraw it.")


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"outcome": "accepted"}, 0),
        ({"outcome": "withdrawn", "kind": "main", "person": "Ada Finch"}, 1),
        ({"person": "bo@nest.example"}, 0),
        ({"thread": CY}, 1),
        ({"list_id": "cats"}, 0),
        ({"since": "2031-04"}, 0),
    ],
)
def test_proposals_are_chosen_by_each_parameter(
    ask: Ask, values: dict[str, str], count: int
) -> None:
    """Every parameter binds."""
    assert len(ask("proposals", **values)) == count


def test_positions_are_last_ones_unless_every_one_is_asked_for(ask: Ask) -> None:
    """The position that was changed is kept, and shown on demand."""
    last = ask("positions", person="Cy Lark")
    assert picked(last, "stance", "message") == [("oppose", CY)]
    every = ask("positions", person="Cy Lark", which="every")
    assert picked(every, "stance", "superseded_by") == [("support", CY), ("oppose", None)]


def test_a_position_shows_its_words_on_one_line(ask: Ask) -> None:
    """The span is cut by characters and its white space folded."""
    (row,) = ask("positions", person="Bo Wren")
    assert row["words"] == "-1, the interfaces are not stable, see PEP-463"


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"stance": "oppose"}, 2),
        ({"strength": "argument"}, 2),
        ({"proposal": PROPOSAL}, 4),
        ({"thread": ROOT}, 4),
        ({"until": "2031-03"}, 2),
        ({"list_id": "cats"}, 0),
    ],
)
def test_positions_are_chosen_by_each_parameter(
    ask: Ask, values: dict[str, str], count: int
) -> None:
    """Every parameter binds."""
    assert len(ask("positions", **values)) == count


def test_a_proposal_shows_pro_con_and_outcome_in_their_words(ask: Ask) -> None:
    """One proposal reads from its statement through both sides to what came of it."""
    rows = ask("proposal", proposal=PROPOSAL)
    assert picked(rows, "side", "name", "words") == [
        ("proposal", "Ada Finch", "I propose to move the nest drivers out of the core."),
        ("pro", "Ada Finch", "I propose to move the nest drivers out of the core."),
        ("con", "Bo Wren", "-1, the interfaces are not stable, see PEP-463"),
        ("con", "Cy Lark", "Bo is right, I change my vote to -1."),
        ("conditional", "Dee Swift", "I would support splitting if the tests move too."),
        ("before", "Cy Lark", "+1 from me."),
        ("outcome", "Ada Finch", "I withdraw it."),
    ]


def test_a_person_has_a_history(ask: Ask) -> None:
    """Positions over time, with the one that was changed."""
    rows = ask("person", person="cy@nest.example")
    assert picked(rows, "stance", "changed", "words") == [
        ("support", True, "+1 from me."),
        ("oppose", False, "Bo is right, I change my vote to -1."),
    ]


def test_who_says_the_same_again_has_not_changed(rows: Any, store: Callable[[Any], Path]) -> None:
    """A later position on the same side supersedes the first, and changes nothing."""
    rows.of[Position] = [
        replace(each, stance="oppose") if each.person == "cy@nest.example" else each
        for each in rows.of[Position]
    ]
    with answer.connect(store(rows).parent) as opened:
        found = answer.query(opened, "person", {"person": "cy@nest.example"})
        assert [row[found.columns.index("changed")] for row in found.rows] == [False, False]


def test_people_are_counted_without_copies(ask: Ask) -> None:
    """A mail that is stored twice was written once; addresses of a person stand together."""
    rows = ask("people")
    assert picked(rows, "name", "messages", "threads", "proposals", "positions") == [
        ("Ada Finch", 2, 1, 1, 1),
        ("Cy Lark", 2, 1, 0, 1),
        ("Bo Wren", 1, 1, 0, 1),
        ("Dee Swift", 1, 1, 0, 1),
        ("Ève Müller", 1, 1, 0, 0),
    ]
    assert rows[0]["addresses"] == ["ada@home.example", "ada@nest.example"]
    assert picked(ask("people", since="2031-04"), "name", "messages") == [
        ("Ada Finch", 1),
        ("Cy Lark", 1),
        ("Dee Swift", 1),
    ]


def test_identities_tell_why_they_are_one_person(ask: Ask) -> None:
    """The largest merges first; the first identity of a person before those joined to it."""
    rows = ask("identities", merged="1")
    assert picked(rows, "name", "address", "how") == [
        ("Ada Finch", "ada@nest.example", "first"),
        ("A. Finch", "ada@home.example", "name"),
    ]
    assert len(ask("identities")) == 6
    assert picked(ask("identities", how="name"), "name") == [("A. Finch",)]
    assert len(ask("identities", person="Ada Finch")) == 2


def test_affiliations_are_joined_by_date(ask: Ask) -> None:
    """With the mails of the time; the person's last organisation stands among people."""
    rows = ask("affiliations", person="Ada Finch")
    assert picked(rows, "organisation", "source", "messages") == [
        ("Acme", "data.json", 1),
        ("Nest", "data.json", 1),
    ]
    assert len(ask("affiliations", source="domain")) == 2
    assert picked(ask("affiliations", organisation="acm"), "name") == [("Ada Finch",)]
    assert picked(ask("people"), "name", "organisation", "identities")[:3] == [
        ("Ada Finch", "Nest", 2),
        ("Cy Lark", "nest.example", 1),
        ("Bo Wren", "nest.example", 1),
    ]


def test_organisations_stand_by_the_day_and_each_person_once(ask: Ask) -> None:
    """Ada's vote is her employer's of that day; Cy's first one is cast before any mail of hers."""
    rows = ask("positions_by_organisation", proposal=PROPOSAL)
    columns = "organisation", "persons", "support", "oppose", "conditional", "by_domain", "names"
    assert picked(rows, *columns) == [
        ("nest.example", 2, 0, 2, 0, 2, ["Bo Wren", "Cy Lark"]),
        ("Acme", 1, 1, 0, 0, 0, ["Ada Finch"]),
        ("unknown", 1, 0, 0, 1, 0, ["Dee Swift"]),
    ]
    assert rows[0]["share"] == 0.0
    assert rows[1]["share_high"] == 1.0


def test_an_idea_by_organisation_weighs_each_person_once(
    ask: Ask, connection: duckdb.DuckDBPyConnection
) -> None:
    """Who says two things of it counts by their mean: Cy, for and then against, takes no side."""
    expected = [("nest.example", 2, 0, 1, 1), ("Acme", 1, 1, 0, 0)]
    columns = "organisation", "persons", "support", "oppose", "neutral"
    assert picked(ask("positions_by_organisation", idea="splitting"), *columns) == expected
    called = connection.execute(
        f"select {', '.join(columns)} from positions_by_organisation('splitting')"
    )
    assert called.fetchall() == expected
    later = ask("positions_by_organisation", idea="splitting", since="2031-04")
    assert picked(later, *columns) == [("nest.example", 1, 0, 1, 0)]


def test_mail_of_programs_is_counted_apart(rows: Any, store: Any) -> None:
    """Nobody is its author among people, in replies or in the persons of a thread."""
    rows.of[Author] = [
        replace(each, automatic="bot") if each.message == BO else each for each in rows.of[Author]
    ]
    with duckdb.connect(str(store(rows)), read_only=True) as connection:
        asked = connection.execute("select reason, name, messages, message from automatic()")
        assert asked.fetchall() == [("bot", "Bo Wren", 1, BO)]
        assert connection.execute("select name from people()").fetchall().count(("Bo Wren",)) == 0
        assert connection.execute("select count(*) from replies(sure := 50)").fetchone() == (2,)
        persons = connection.execute("select persons from thread where thread = $1", [ROOT])
        assert persons.fetchone() == (3,)


def test_replies_are_a_network(ask: Ask) -> None:
    """Who answers whom, how often, the latest mail as evidence."""
    rows = ask("replies", sure=50)
    assert picked(rows, "name", "answers", "messages", "message") == [
        ("Bo Wren", "Ada Finch", 1, BO),
        ("Cy Lark", "Ada Finch", 1, "birds/2031-03/0002"),
        ("Cy Lark", "Bo Wren", 1, CY),
        ("Dee Swift", "Ada Finch", 1, DEE),
    ]
    assert len(ask("replies")) == 5  # Ada's answer to herself is placed by subject only


def test_quotes_lead_to_whom_they_quote(ask: Ask) -> None:
    """Bo quotes Ada, in either direction of asking."""
    expected = [("Bo Wren", "Ada Finch", 1, BO)]
    for values in ({}, {"person": "Bo Wren"}, {"source": "Ada Finch"}):
        assert picked(ask("quoted", **values), "name", "quotes", "passages", "message") == expected
    assert ask("quoted", source="Bo Wren") == []


def test_answers_stand_beside_what_they_answer(ask: Ask) -> None:
    """A passage of a reply is tied to the passage that it answers."""
    (row,) = ask("answers", thread=ROOT)
    assert row["words"] == "-1, the interfaces are not stable, see PEP-463."
    assert row["answered_words"] == "I propose to move the nest drivers out of the core."


def test_response_times_are_hours_to_answers_of_others(ask: Ask) -> None:
    """Six hours and two days in March; an answer to oneself is none."""
    rows = ask("response_times")
    assert picked(rows, "month", "replies", "median_hours", "backwards") == [
        ("2031-03", 2, 27.0, 0),
        ("2031-04", 2, 780.0, 0),
    ]


def test_debates_are_ranked_by_the_smaller_camp(ask: Ask) -> None:
    """The thread with its most disputed proposal."""
    (row,) = ask("debates")
    assert (row["thread"], row["support"], row["oppose"]) == (ROOT, 1, 2)
    assert (row["proposals"], row["persons"], row["outcome"]) == (1, 4, "withdrawn")
    assert row["probability"] == 0.9


def test_mentions_show_the_sentence_and_the_term(ask: Ask) -> None:
    """A mention leads to its sentence."""
    rows = ask("mentions", idea="splitting", direction="for")
    assert picked(rows, "words", "term") == [
        ("I propose to move the nest drivers out of the core.", "move"),
        ("+1 from me.", "+1"),
    ]


def test_ideas_are_listed_even_where_nobody_speaks_of_them(ask: Ask) -> None:
    """Zero is an answer."""
    rows = ask("ideas")
    assert picked(rows, "idea", "mentions", "messages", "persons", "message") == [
        ("renaming", 0, 0, 0, None),
        ("splitting", 6, 5, 4, ROOT),
    ]


def test_archives_account_for_every_mail(ask: Ask) -> None:
    """Mails in are those kept, the copies and the defects."""
    rows = ask("archives")
    assert picked(rows, "list_id", "month", "messages", "kept", "duplicates", "defects") == [
        ("birds", "2031-03", 5, 3, 1, 1),
        ("birds", "2031-04", 3, 3, 0, 0),
        ("cats", "2031-04", 2, 1, 1, 0),
    ]


def test_copies_are_listed_under_the_mail_that_stands_for_them(ask: Ask) -> None:
    """A mail that came more than once is one row, found by any of its copies."""
    rows = ask("copies")
    assert rows
    for row in rows:
        copied = row["copied_as"]
        assert isinstance(copied, list)
        assert len(copied) == row["copies"]
        assert row["message"] not in copied
        assert picked(ask("copies", message=copied[0]), "message") == [(row["message"],)]
    assert ask("copies", message=ROOT) == []


def test_posting_style_tells_where_own_words_stand(data: Path) -> None:
    """Above the quotes, below them, between them, or without any."""
    with answer.connect(data) as connection:
        blocks = "list(b.kind order by b.number) filter (b.kind in ('own', 'quote'))"
        rows = connection.execute(
            f"select m.style, {blocks} from message m join block b using (message) "
            "group by m.message, m.style"
        ).fetchall()
    assert {style for style, _ in rows} >= {"new", "bottom"}
    for style, kinds in rows:
        assert (style == "new") is ("quote" not in kinds and "own" in kinds)
        if style == "bottom":
            assert kinds[-1] == "own"
        if style == "top":
            assert kinds[0] == "own"


def test_defects_are_listed_with_their_place(ask: Ask) -> None:
    """Also those of which no mail could be made."""
    assert picked(ask("defects"), "code", "message") == [
        ("preamble", None),
        ("no-date", "cats/2031-04/0001"),
    ]
    assert picked(ask("defects", code="no-date"), "list_id") == [("cats",)]


def test_a_trend_gives_each_person_one_weight_a_month(ask: Ask) -> None:
    """Bo's two sentences weigh as much as Ada's one; two persons have no interval."""
    march, april = ask("trend", idea="splitting")
    assert (march["month"], march["mean"], march["persons"], march["mentions"]) == (
        "2031-03", 0.5, 3, 4,
    )  # fmt: skip
    assert march["messages"] == 3
    assert -1 <= march["low"] < 0.5 < march["high"] <= 1
    assert march["share_for"] == pytest.approx(2 / 3, abs=1e-4)
    assert (march["share_low"], march["share_high"]) == (0.2077, 0.9385)
    assert (april["mean"], april["persons"], april["low"], april["unclear"]) == (-1, 1, None, 1)
    assert april["message"] == CY


def test_the_interval_is_a_bootstrap_that_draws_on_no_chance(ask: Ask) -> None:
    """The same numbers come out of the same resamples, drawn here by other means."""
    sample = [1.0, -0.5, 1.0, -1.0, 1.0]  # Ada, Bo, Cy, and one at each end
    means = []
    for resample in range(1000):
        draws = [hashlib.md5(f"{resample} {draw}".encode()).digest() for draw in range(5)]
        chances = [int.from_bytes(digest[8:], "little") / 2**64 for digest in draws]
        means.append(sum(sample[int(chance * 5)] for chance in chances) / 5)
    low, *_, high = statistics.quantiles(means, n=40, method="inclusive")
    march, _ = ask("trend", idea="splitting")
    assert (march["low"], march["high"]) == (pytest.approx(low, abs=1e-4), pytest.approx(high))


# Of these the little debate has none.
NOT_THERE = ("automatic", "rounds", "positions_by_round")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_leads_back_to_mail(ask: Ask, name: str) -> None:
    """Each query has the columns message and url, and they name a mail that is not a copy."""
    rows = ask(name, **NEEDED.get(name, {}))
    assert rows or name in NOT_THERE
    for row in rows:
        assert row["message"] not in {"birds/2031-03/0003", "cats/2031-04/0000"}
        if row["message"] is not None:
            assert row["url"] == f"https://lists.example/{row['message']}.html"


@pytest.mark.parametrize("name", TABLES)
def test_every_query_has_its_help(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """A sentence, an example, and exactly the parameters and columns that the macro has."""
    query = queries.named(name)
    assert query.sentence.endswith((".", "person and proposal."))
    found = answer.query(connection, name, NEEDED.get(name, {}))
    assert [column for column, _ in query.columns] == list(found.columns)
    known = connection.execute(
        "select parameters, comment from duckdb_functions() "
        "where function_name = $name and function_type = 'table_macro'",
        {"name": name},
    ).fetchone()
    assert known == ([each.name for each in query.parameters], query.sentence)
    assert name in queries.help_text()
    help_text = queries.help_text(name)
    for word in (query.sentence, query.example, *(each.sentence for each in query.parameters)):
        assert word in help_text


@pytest.mark.parametrize("name", TABLES)
def test_every_example_is_a_command_that_could_run(name: str) -> None:
    """The parameters of an example exist and their values are of their kind."""
    import shlex

    query = queries.named(name)
    words = shlex.split(query.example)
    if words[1] == "query":
        assert words[2] == name
        queries.values(name, words[3:])
    else:
        assert words[1] == "sql"


@pytest.mark.parametrize("name", TABLES)
def test_stated_defaults_are_those_of_the_macro(name: str) -> None:
    """The header and the statement agree."""
    query = queries.named(name)
    for parameter in query.parameters:
        if parameter.default is not None:
            assert f"{parameter.name} := {parameter.default}" in query.sql


def test_the_reference_pages_are_fresh() -> None:
    """The pages in docs are what the records and queries say now."""
    script = QUERIES.parent / "docs" / "reference.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("file", sorted(QUERIES.glob("*.sql")), ids=lambda file: file.stem)
def test_every_file_is_in_the_reference(file: Path) -> None:
    """Queries have a section, functions a row."""
    text = (QUERIES.parent / "docs" / "queries.md").read_text(encoding="utf-8")
    assert f"\n## {file.stem}\n" in text or f"| `{file.stem}(" in text
    assert f"create macro {file.stem}(" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "given", "sentence", "hint"),
    [
        ("trends", [], "there is no query trends", "hansard query trend"),
        ("xyzzy", [], "there is no query xyzzy", "hansard query, which lists them all"),
        ("within", [], "there is no query within", ""),
        ("threads", ["list=birds"], "threads has no parameter list", "list_id=…"),
        ("threads", ["birds"], "birds is not key=value", "hansard query threads"),
        ("threads", ["since=March"], "since is a year, month or day", "hansard query threads"),
        ("threads", ["since=2014-99"], "since is a year, month or day", ""),
        ("threads", ["since=2014-02", "until=2014-01"], "no time is after 2014-02", ""),
        ("threads", ["list_id=a", "list_id=b"], "list_id is given twice", ""),
        ("trend", [], "trend needs idea=…", "hansard query trend idea=splitting"),
        ("positions", ["stance=suport"], "stance may be support, oppose,", ""),
        ("search", ["words=a", "top=many"], "top is a whole number", ""),
        ("archives", ["zzz=1"], "archives has no parameter zzz", "it has list_id"),
    ],
)
def test_what_cannot_be_asked_is_said_with_the_nearest(
    name: str, given: list[str], sentence: str, hint: str
) -> None:
    """One sentence, and what to try."""
    with pytest.raises(UsageError) as caught:
        queries.values(name, given)
    assert sentence in str(caught.value)
    assert hint in caught.value.hint


def test_values_take_the_type_of_their_parameter() -> None:
    """Numbers become numbers, an equals sign may be part of a value."""
    assert queries.values("search", ["words=a=b", "top=7"]) == {"words": "a=b", "top": 7}


def test_a_date_of_sql_bounds_as_its_text_does(connection: duckdb.DuckDBPyConnection) -> None:
    """In SQL a bound may be a date."""
    query = "select count(*) from threads(since := date '2031-03-01', until := date '2031-03-01')"
    assert connection.execute(query).fetchone() == (1,)
    assert connection.execute(
        "select within(timestamp '2031-03-01 09:00:00', '2031-03', null)"
    ).fetchone() == (True,)
    assert datetime(2031, 3, 1).strftime("%Y-%m") == "2031-03"


@pytest.mark.parametrize(
    ("name", "values", "count"),
    [
        ("threads", {"sure": 41}, 1),  # one mail of the other thread is placed by its subject
        ("threads", {"sure": 40}, 2),
        ("thread", {"thread": ROOT, "sure": 41}, 5),
        ("thread", {"thread": ROOT, "how": "subject"}, 1),
        ("thread", {"thread": ROOT, "how": "quote"}, 0),
        ("replies", {"how": "in-reply-to"}, 1),
        ("replies", {"how": "references", "sure": 100}, 3),
        ("response_times", {"sure": 100, "how": "subject"}, 0),
        ("answers", {"thread": ROOT, "sure": 100}, 1),
        ("answers", {"thread": ROOT, "how": "subject"}, 0),
    ],
)
def test_places_are_chosen_by_how_they_are_known(
    ask: Ask, name: str, values: dict[str, str | int], count: int
) -> None:
    """Whoever trusts headers alone leaves the rest out."""
    assert len(ask(name, **values)) == count


def test_a_passage_that_joins_two_blocks_counts_once(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Passages are quotes, not links."""
    links = connection.execute("select count(*) from link where kind = 'quotes'").fetchone()
    passages = connection.execute("select sum(passages), sum(messages) from quoted()").fetchone()
    assert (links, passages) == ((2,), (1, 1))


def test_branches_know_where_they_came_from(ask: Ask) -> None:
    """A debate within a thread has its own count and names the one before it."""
    assert ask("branches", thread="cats/2031-04/0001") == []
    (row,) = ask("branches", thread=ROOT)
    assert (row["debate"], row["parent_debate"], row["messages"]) == (CY, ROOT, 1)
    assert len(ask("thread", thread=ROOT, debate=CY)) == 1
    assert len(ask("thread", thread=ROOT)) == 6
