"""The site: lists, threads, mails, proposals; their JSON; hostile mail shown harmless."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import hostile_mail as hostile
import little_debate
import ports
import pytest
from starlette.testclient import TestClient

from pipeline.errors import UsageError
from pipeline.publish.serve import site

BIRDS = "birds/2031-03/0000"
VOID = {"meta", "link", "input", "img", "br", "hr", "wbr"}


EVERY = [
    "/", "/list/birds", "/list/birds/2031-03", f"/thread/{BIRDS}", f"/thread/{BIRDS}?view=tree",
    f"/mail/{BIRDS}", f"/proposal/{BIRDS}/p1", "/list/evil", f"/thread/{hostile.ROOT}",
    f"/thread/{hostile.ROOT}?view=tree", f"/mail/{hostile.ROOT}", f"/mail/{hostile.TALL}",
    f"/proposal/{hostile.ROOT}/p1", "/search", "/search?q=drivers&scope=all", "/search?q=script",
    "/search?q=ada", "/search?q=%3Cscript%3E&since=yesterday", "/ideas", "/idea/splitting",
    "/idea/splitting?list_id=birds", "/idea/renaming", "/idea/splitting/2031-03",
    "/person/cy@nest.example", f"/person/{quote(hostile.WHO)}", "/health",
    "/health/archives/birds", "/health/defect/no-date", "/sql", "/sql?q=from+positions()",
    "/sql?q=select+body+from+message", "/sql?q=drop+table+message", "/sql/threads",
    "/sql/threads?run=1&list_id=evil", "/sql/positions?run=1&list_id=nope", "/sql/ideas",
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A reader of the site over the little debate and hostile mail."""
    data = hostile.data(tmp_path_factory.mktemp("web"))
    return TestClient(site.site(data), base_url="http://localhost")


class Parsed(HTMLParser):
    """A page's tags, ids and links; unbalanced tags are told."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, attribute: str) -> list[str]:
        return [str(attrs[attribute]) for _, attrs in self.tags if attribute in attrs]


@pytest.fixture(scope="module")
def led(client: TestClient) -> Callable[[str], tuple[int, set[str]]]:
    """The status and the ids of the page at an address, asked for once."""

    @cache
    def found(address: str) -> tuple[int, set[str]]:
        answered = client.get(address)
        is_page = answered.headers["content-type"].startswith("text/html")
        return answered.status_code, set(Parsed(answered.text).values("id")) if is_page else set()

    return found


def page(client: TestClient, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200, (address, answered.text[-300:])
    return answered.text


@pytest.mark.parametrize("address", EVERY)
def test_pages_are_well_formed_and_safe(client: TestClient, address: str) -> None:
    """No script, no inline style, no handler, no other host; ids once each; headers strict."""
    answered = client.get(address)
    assert answered.status_code == 200
    parsed = Parsed(answered.text)
    assert not {tag for tag, _ in parsed.tags} & {"script", "style", "iframe", "object", "base"}
    for tag, attrs in parsed.tags:
        assert not [name for name in attrs if name.startswith("on") or name == "style"], tag
        target = attrs.get("src") or (attrs.get("href") if tag == "link" else None) or "/"
        assert target.startswith("/"), target
    for link in parsed.values("href"):
        assert link.startswith(("/", "#", "https://lists.example/")), link
    ids = parsed.values("id")
    assert len(ids) == len(set(ids))
    policy = answered.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script" not in policy
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", answered.text)


@pytest.mark.parametrize("address", EVERY)
def test_every_link_of_the_site_leads_somewhere(
    client: TestClient, led: Callable[[str], tuple[int, set[str]]], address: str
) -> None:
    """To a page, and to the mail or the passage in it that the fragment names."""
    links = set(Parsed(page(client, address)).values("href"))
    for link in sorted(links):
        path, _, fragment = link.partition("#")
        if not link.startswith("https://"):
            status, ids = led(path or address)
            assert status == 200, link
            assert not fragment or unquote(fragment) in ids, link


@pytest.mark.parametrize("address", EVERY)
def test_every_page_has_a_json_form(client: TestClient, address: str) -> None:
    """At the address with .json, and where the reader accepts JSON; both tell the address."""
    path, mark, query = address.partition("?")
    told = client.get(f"{'/index' if path == '/' else path}.json{mark}{query}").json()
    assert unquote(told["address"]) == unquote(f"http://localhost{address}")
    assert told["database"]["run"] == "digest-1"
    accepted = client.get(address, headers={"accept": "application/json"})
    assert accepted.headers["content-type"] == "application/json"
    assert accepted.json()["data"] == told["data"]


def test_start_page_names_every_list(client: TestClient) -> None:
    """With its mails, copies left out."""
    lists = client.get("/index.json").json()["data"]["lists"]
    assert {each["list_id"]: each["messages"] for each in lists} == {
        "birds": 6, "cats": 1, "evil": 2,
    }  # fmt: skip


def test_home_shows_activity_debates_and_people(client: TestClient) -> None:
    """Months that sum to the mails, the debate with its tally, the writers."""
    text, data = page(client, "/list/birds"), client.get("/list/birds.json").json()["data"]
    assert sum(row["messages"] for row in data["months"]) == data["about"]["messages"] == 6
    assert text.count("<rect") == 2
    assert "moving the nest drivers out" in text
    assert [each["name"] for each in data["persons"]][:2] == ["Ada Finch", "Cy Lark"]


def test_thread_shows_mails_in_reading_order(client: TestClient) -> None:
    """Each with whom it answers; copies left out."""
    text = page(client, f"/thread/{BIRDS}")
    ids = [each for each in Parsed(text).values("id") if re.fullmatch(r"birds/[\d-]+/\d+", each)]
    assert ids == [
        BIRDS, "birds/2031-03/0001", "birds/2031-04/0000", "birds/2031-03/0002",
        "birds/2031-04/0001", "birds/2031-04/0002",
    ]  # fmt: skip
    assert text.count("answers <a") == 5


def test_quotes_are_folded_and_lead_to_their_source(client: TestClient) -> None:
    """The quote is in a details element, and beside it a link to the passage it is from."""
    text = page(client, f"/thread/{BIRDS}")
    fold = re.search(r'<details class="quote">.*?</details>', text, re.DOTALL)
    assert fold is not None
    assert "move the nest drivers" in fold[0]
    assert f'href="/thread/{BIRDS}#{BIRDS}/b0"' in text


def test_positions_are_marked_in_the_margin(client: TestClient) -> None:
    """By colour (a class), by sign and by word, each with a link to its proposal."""
    text = page(client, f"/thread/{BIRDS}")
    for stance, sign, word in (
        ("oppose", "−", "opposes by vote"),
        ("conditional", "?", "would support, if"),
        ("support", "+", "supports by vote"),
        ("proposal", "◆", "proposes"),
        ("outcome", "↩", "says what came of it: withdrawn"),
    ):
        note = re.search(rf'<li class="note {stance}">.*?</li>', text, re.DOTALL)
        assert note is not None, stance
        assert sign in note[0]
        assert word in note[0]
        assert f'href="/proposal/{BIRDS}/p1"' in note[0]
    assert '<mark class="oppose" id="birds/2031-03/0001/c65">-1, the interfaces' in text


def test_any_mail_of_a_thread_leads_to_its_place_there(client: TestClient) -> None:
    """Also a copy, a Message-ID and a public address."""
    for name in ("birds/2031-04/0001", "cats/2031-04/0000", "birds.2031-04.0001@nest",
                 "https://lists.example/birds/2031-04/0001.html"):  # fmt: skip
        answered = client.get(f"/thread/{quote(name)}", follow_redirects=False)
        assert answered.status_code == 307
        assert answered.headers["location"].startswith(f"/thread/{BIRDS}#"), name


def test_proposal_counts_each_person_once(client: TestClient) -> None:
    """Cy voted for and then against: he is against, and what he said before stands below."""
    data = client.get(f"/proposal/{BIRDS}/p1.json").json()["data"]
    assert data["tally"] == {"support": 1, "oppose": 2, "conditional": 1, "neutral": 0}
    assert data["votes"] == 2
    assert [line["name"] for line in data["before"]] == ["Cy Lark"]
    text = page(client, f"/proposal/{BIRDS}/p1")
    assert "2 of 4 voted in so many words" in text
    assert f'href="/thread/{BIRDS}#birds/2031-03/0001/c65"' in text
    assert "withdrawn" in text
    assert "I withdraw it." in text


def test_long_mail_is_cut_with_a_link_to_the_rest(client: TestClient) -> None:
    """Ten million characters are shown in parts, each of them quick to open."""
    text = page(client, f"/thread/{hostile.ROOT}")
    assert len(text) < 100_000
    assert "characters more" in text
    begun, seen = 0, 0
    told = client.get(f"/mail/{hostile.TALL}.json").json()["data"]["mail"]
    while told["end"] < told["characters"] and seen < 3:
        begun, seen = told["end"], seen + 1
        told = client.get(f"/mail/{hostile.TALL}.json?begin={begun}").json()["data"]["mail"]
        assert told["begin"] == begun
    assert told["characters"] > 9_000_000


def test_what_is_not_there_says_so(client: TestClient) -> None:
    """With status 404 and a way on, as a page and as JSON."""
    for address in ("/nowhere", "/list/nope", "/thread/nope/1/2", "/proposal/x", "/mail/x"):
        answered = client.get(address)
        assert answered.status_code == 404, address
        assert "All lists" in answered.text
    assert client.get("/list/nope.json").json()["error"]


def test_other_hosts_and_methods_are_refused(client: TestClient) -> None:
    """A name that another site gives to this machine opens nothing; nothing can be posted."""
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.post("/").status_code == 405


def test_unchanged_pages_are_not_sent_again(client: TestClient) -> None:
    """The ETag is the database's and the address's."""
    tag = client.get("/list/birds").headers["etag"]
    assert client.get("/list/birds", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/list/cats", headers={"if-none-match": tag}).status_code == 200


def test_new_database_is_seen_at_the_next_request(tmp_path: Path) -> None:
    """A build swaps the link to the database; the site need not be started again."""
    little_debate.make(tmp_path / "hansard.duckdb", little_debate.debate(), tmp_path / "parts")
    reader = TestClient(site.site(tmp_path), base_url="http://localhost")
    assert reader.get("/list/evil").status_code == 404
    rows = little_debate.debate()
    hostile.add(rows)
    hostile.make(tmp_path, rows)
    assert reader.get("/list/evil").status_code == 200


def test_command_serves_until_it_is_stopped(data: Path) -> None:
    """It tells its address, answers there, and ends well at Ctrl-C."""
    port = ports.free()
    running = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "--data", data, "serve", "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert running.stdout is not None
        address = running.stdout.readline().split()[0]
        assert address == f"http://127.0.0.1:{port}/"
        with urllib.request.urlopen(f"{address}list/birds", timeout=20) as answer:
            assert b"birds" in answer.read()
    finally:
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=20)
    assert (running.returncode, complaints) == (0, "")


def test_what_keeps_it_from_serving_is_said(data: Path, tmp_path: Path) -> None:
    """No database, or a port that is taken: one sentence, and what to do."""
    with pytest.raises(UsageError, match="no database"):
        site.run(tmp_path, "127.0.0.1", 1, ready=print)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="cannot be had"):
            site.run(data, "127.0.0.1", taken.getsockname()[1], ready=print)


@pytest.mark.parametrize("split", ["list", "organisation", "role"])
def test_an_idea_has_a_picture_for_each_group(client: TestClient, split: str) -> None:
    """With the n of each, in the page and its JSON; a group is a row of the table too."""
    text = client.get("/idea/splitting", params={"split": split}).text
    told = client.get("/idea/splitting.json", params={"split": split}).json()["data"]
    assert f"Trend by {split}" in text
    drawn = told["panels"]["panels"] if told["panels"] else []
    assert text.count('class="picture panel"') == len(drawn)
    assert all(f"n = {each['persons']:,} person" in text for each in drawn)
    assert drawn or "Left out" in text


def test_an_idea_is_split_by_nothing_else(client: TestClient) -> None:
    """What is no split has no page."""
    assert client.get("/idea/splitting", params={"split": "mood"}).status_code == 404


def test_of_many_mentions_the_latest_are_shown(client: TestClient) -> None:
    """The count is of all, the words only of the latest, the last one first."""
    told = client.get("/idea/splitting.json").json()["data"]
    every = client.get("/sql/mentions.csv", params={"idea": "splitting"}).text.splitlines()[1:]
    assert told["all"] >= len(told["mentions"]) > 0
    assert told["all"] <= len(every)
    days = [each["sent_at"] or "9999" for each in told["mentions"]]
    assert days == sorted(days, reverse=True)
