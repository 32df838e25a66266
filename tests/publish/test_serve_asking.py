"""The site's search, ideas, persons, health and SQL: what is found, and what is refused."""

from __future__ import annotations

import csv
import io
import re
import time
from typing import Any

import hostile_mail
import pytest
from starlette.testclient import TestClient

from pipeline.publish.serve import drawing, shown, site
from pipeline.publish.serve.passages import joined, segments
from pipeline.store import queries

BIRDS = "birds/2031-03/0000"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A reader of the site over the little debate and hostile mail."""
    data = hostile_mail.data(tmp_path_factory.mktemp("web"))
    return TestClient(site.site(data), base_url="http://localhost")


def told(client: TestClient, address: str) -> Any:
    path, mark, query = address.partition("?")
    return client.get(f"{path}.json{mark}{query}").json()["data"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=interfaces", ["birds/2031-03/0001"]),
        ("q=interface", []),
        ("q=interface*", ["birds/2031-03/0001"]),
        ("q=drivers&scope=quoted", ["birds/2031-03/0001"]),
        ("q=deja", ["cats/2031-04/0001"]),
        ("q=from&person=cy@nest.example", ["birds/2031-03/0002"]),
        ("q=splitting&since=2031-04", ["birds/2031-04/0001"]),
        ("q=splitting&until=2031-03", []),
        ("q=splitting&list_id=cats", []),
    ],
)
def test_search_finds(client: TestClient, asked: str, found: list[str]) -> None:
    """Own words, quotes, by person, by date, by list."""
    assert [hit["message"] for hit in told(client, f"/search?{asked}")["hits"]] == found


def test_search_marks_the_words_that_were_asked_for(client: TestClient) -> None:
    """In the snippet, whatever their case."""
    text = client.get("/search?q=INTERFACES").text
    assert "<mark>interfaces</mark>" in text
    assert shown.highlighted("Déjà vu, vus", "deja vu") == [
        ("Déjà", True), (" ", False), ("vu", True), (", vus", False),
    ]  # fmt: skip


def test_search_finds_people(client: TestClient) -> None:
    """By a part of the name, with or without accents."""
    assert [each["name"] for each in told(client, "/search?q=muller")["persons"]] == ["Ève Müller"]


def test_search_says_what_cannot_be_asked(client: TestClient) -> None:
    """Beside the form, which keeps what was typed."""
    answered = client.get("/search?q=drivers&since=yesterday")
    assert answered.status_code == 200
    assert 'role="alert"' in answered.text
    assert 'value="yesterday"' in answered.text


def test_each_point_of_a_trend_opens_its_mails(client: TestClient) -> None:
    """The links of the curve lead to the sentences of that month, and these to their mails."""
    text = client.get("/idea/splitting").text
    svg = re.search(r"<svg.*?</svg>", text, re.DOTALL)
    assert svg is not None
    points = re.findall(r'<a href="([^"]+)"', svg[0])
    assert points == ["/idea/splitting/2031-03", "/idea/splitting/2031-04"]
    month = client.get(points[0]).text
    assert f"/thread/{BIRDS}#birds/2031-03/0001" in month
    assert "2031-04" not in month.partition("<main")[2].partition("</main>")[0]


def test_person_page_shows_changed_positions(client: TestClient) -> None:
    """The latest first; of the tally only those that still hold."""
    data = told(client, "/person/cy@nest.example")
    assert [(row["stance"], row["changed"]) for row in data["positions"]] == [
        ("oppose", False), ("support", True),
    ]  # fmt: skip
    assert data["tally"] == {"support": 0, "oppose": 1, "conditional": 0, "neutral": 0}


def test_person_is_found_by_name(client: TestClient) -> None:
    """And the browser is led to the permanent address."""
    answered = client.get("/person/Ada Finch", follow_redirects=False)
    assert answered.headers["location"] == "/person/ada@nest.example"


def test_health_adds_up(client: TestClient) -> None:
    """Mails are kept, copies or defects; each code of a defect leads to its mails."""
    for each in told(client, "/health")["lists"]:
        assert each["messages"] == each["kept"] + each["duplicates"] + each["defects"]
    assert "cats/2031-04/0001" in client.get("/health/defect/no-date").text


@pytest.mark.parametrize(
    "name", sorted(each.name for each in queries.queries().values() if each.is_table)
)
def test_every_query_has_a_form_with_its_help(client: TestClient, name: str) -> None:
    """Each parameter with its sentence, each column too."""
    query, text = queries.named(name), client.get(f"/sql/{name}").text
    for parameter in query.parameters:
        assert f'name="{parameter.name}"' in text
    assert len(told(client, f"/sql/{name}")["query"]["columns"]) == len(query.columns)


def test_own_sql_is_answered_as_table_and_csv(client: TestClient) -> None:
    """With links from keys to their pages."""
    asked = "q=select+thread,messages+from+thread+order+by+1"
    text = client.get(f"/sql?{asked}").text
    assert f'<a href="/thread/{BIRDS}">{BIRDS}</a>' in text
    answered = client.get(f"/sql.csv?{asked}")
    assert answered.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answered.text)))
    assert rows[0] == ["thread", "messages"]
    assert rows[1] == [BIRDS, "6"]
    named = client.get("/sql/positions.csv?stance=oppose&which=").text
    assert named.count("oppose") == 2


@pytest.mark.parametrize(
    "text",
    [
        "drop table message", "insert into idea values ('x', 'x', [])", "attach 'x.duckdb'",
        "copy message to 'stolen.csv'", "select * from read_text('/etc/passwd')",
        "select 1; drop table message", "set enable_external_access = true", "install httpfs",
        "select * from nowhere", "", "selct",
    ],
)  # fmt: skip
def test_own_sql_only_reads(client: TestClient, text: str) -> None:
    """Whatever else is asked is refused in a sentence; the site goes on."""
    answered = client.get("/sql", params={"q": text})
    assert answered.status_code == 200
    assert ('role="alert"' in answered.text) == bool(text)
    assert client.get("/").status_code == 200


def test_own_sql_is_stopped_in_time(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """A query without end holds up nobody for long."""
    monkeypatch.setattr("pipeline.publish.serve.asking.SECONDS", 0.3)
    begun = time.monotonic()
    text = "select count(*) from range(1000000) a, range(1000000) b where a.range = b.range + 1.5"
    answered = client.get("/sql", params={"q": f"{text} or random() > 2"})
    assert "was stopped after" in answered.text
    assert time.monotonic() - begun < 10


def test_long_results_are_cut(client: TestClient) -> None:
    """To rows that a page can hold, and says so; wide cells too."""
    text = client.get("/sql?q=from+range(100000)").text
    assert "The first 200 rows" in text
    assert len(client.get("/sql?q=select+body+from+message").text) < 40_000


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("It was decided some weeks ago that we should wait for\nall of them.", 1),
        ("Short line,\nand another.", 2),
        ("The following points were made at the last of the meetings:\n- one\n- two", 3),
        ("We measured it on all of the machines that we have got\n41 days long.", 1),
        ("We measured it on all of the machines that we have got\n    indented", 2),
        ("He said it would be best to do it *now* and then I said\n*never*, or later.", 1),
    ],
)
def test_lines_that_only_a_program_broke_are_joined(text: str, lines: int) -> None:
    """And those that an author laid out are kept; the text stays as long as it was."""
    made = joined(text)
    assert len(made) == len(text)
    assert made.count("\n") + 1 == lines


def test_segments_lose_no_word_of_a_mail() -> None:
    """Whatever the blocks; what could turn the text around is a mark."""
    body = "One \u202etwo\n\n\n  three\n> four\n-- \nfive\n"
    ends = [body.index("> four"), body.index("-- "), len(body)]
    blocks = [
        {
            "number": number,
            "kind": kind,
            "start_char": start,
            "end_char": end,
            "attributed_name": "",
        }
        for number, (kind, start, end) in enumerate(
            zip(("own", "quote", "signature"), (0, *ends), ends, strict=False)
        )
    ]
    made = segments(body, blocks)
    words = " ".join(piece.text for segment in made for piece in segment.pieces)
    assert words.split() == ["One", "\ufffdtwo", "three", ">", "four", "--", "five"]
    assert [segment.kind for segment in made] == ["own", "own", "quote", "signature"]


def test_month_of_a_wrong_date_is_not_drawn() -> None:
    """One mail of 1970 does not press all others against the edge."""
    rows = [{"month": "1970-01", "messages": 1}] + [
        {"month": f"2024-{month:02}", "messages": 90} for month in range(1, 4)
    ]
    assert [bar.month for bar in drawing.bars(rows).bars] == ["2024-01", "2024-02", "2024-03"]
    assert drawing.bars([]).bars == ()


def test_pages_tell_the_numbers_of_the_queries(client: TestClient) -> None:
    """What a page takes with SQL of its own, the query of that name yields too."""
    asked = [
        (f"/thread/{BIRDS}", "proposals", f"proposals.csv?thread={BIRDS}",
         ("proposal", "title", "name", "support", "oppose", "conditional", "neutral", "outcome")),
        ("/person/ada@nest.example", "proposals", "proposals.csv?person=ada@nest.example",
         ("proposal", "title", "name", "support", "oppose", "conditional", "neutral", "outcome")),
        ("/person/cy@nest.example", "positions", "person.csv?person=cy@nest.example",
         ("proposal", "stance", "words", "message", "thread", "list_id", "outcome")),
    ]  # fmt: skip
    for address, name, query, columns in asked:
        rows = csv.DictReader(io.StringIO(client.get(f"/sql/{query}").text))
        wanted = sorted([row[column] for column in columns] for row in rows)
        shown_rows = told(client, address)[name]
        assert wanted
        assert sorted([str(row[column]) for column in columns] for row in shown_rows) == wanted


def test_list_and_its_people_are_counted_as_the_query_counts(client: TestClient) -> None:
    """Mails and names of the query `people`."""
    rows = csv.DictReader(io.StringIO(client.get("/sql/people.csv?list_id=birds").text))
    assert [(row["name"], row["messages"]) for row in rows] == [
        (each["name"], str(each["messages"]))
        for each in told(client, "/list/birds")["persons"]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("select stance, count(*) as n from position group by all", 3),
        ("select unnest(['a', 'b']) as name, unnest([-1.5, 2]) as change", 2),
        ("select unnest(['a', 'b']) as name, unnest(['x', 'y']) as words", 0),
        ("select unnest(['a', 'b']) as name, unnest([true, false]) as yes", 0),
        ("select 'a' as name, 1 as n", 0),
        ("select i, i as n from range(41) as t(i)", 0),
        ("select unnest(['a', 'b']) as name, unnest(['nan'::double, 1]) as n", 0),
        ("select unnest(['a', 'b']) as name, unnest([null, 1]) as n", 2),
        ("select unnest(['<b>', 'b']) as name, unnest([1, 2]) as n", 2),
    ],
)
def test_a_small_answer_is_drawn(client: TestClient, text: str, bars: int) -> None:
    """Names and numbers as bars, above the table that says the same; nothing else."""
    page = client.get("/sql", params={"q": text}).text
    assert page.count('class="bar-mark"') == bars
    assert ("<figcaption" in page) == bool(bars)
    assert "<b>" not in page
    assert "NaN" not in page.partition("<table")[0]
