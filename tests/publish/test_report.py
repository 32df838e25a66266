"""Reports: files that open from disk, whose links all lead somewhere; safe; the same again."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import hostile_mail as hostile
import pytest
from lxml import html
from starlette.testclient import TestClient

from pipeline.errors import UsageError
from pipeline.publish.report import paper, report, rewrite
from pipeline.publish.report.report import Names
from pipeline.publish.serve import site
from pipeline.publish.serve.source import Page

BIRDS = "birds/2031-03/0000"
PUBLIC = ("https://lists.example/",)


NAMES = ["birds", BIRDS, "splitting", hostile.ROOT]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the little debate and hostile mail."""
    made: Path = hostile.data(tmp_path_factory.mktemp("web"))
    return made


@pytest.fixture(scope="module", params=NAMES)
def folder(request: Any, web: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report as a folder."""
    target = tmp_path_factory.mktemp("report") / "made"
    report.report(web, target, request.param)
    return target


@pytest.fixture(scope="module", params=NAMES)
def file(request: Any, web: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report as one file."""
    target = tmp_path_factory.mktemp("single") / "made.html"
    report.report(web, target, request.param, alone=True)
    return target


@cache
def parsed(path: Path) -> Any:
    return rewrite.tree(path.read_text(encoding="utf-8"))


@cache
def ids(path: Path) -> list[str]:
    return [str(each) for each in parsed(path).xpath("//@id")]


def broken(path: Path) -> list[str]:
    """The links of a file that lead nowhere."""
    found = []
    for link in parsed(path).xpath("//*/@href | //*/@src"):
        if link.startswith(PUBLIC):
            continue
        where, _, fragment = link.partition("#")
        target = (path.parent / unquote(where)).resolve() if where else path
        if not target.is_file() or (fragment and unquote(fragment) not in ids(target)):
            found.append(link)
    return found


def safe(path: Path) -> None:
    """No script, no handler, no inline style, ids once; the policy comes before anything else."""
    page = parsed(path)
    assert not page.xpath("//script | //iframe | //object | //base | //form | //input | //button")
    assert not page.xpath("//@style | //@*[starts-with(name(), 'on')]")
    assert len(ids(path)) == len(set(ids(path)))
    metas = page.xpath("//head/*")
    assert metas[1].get("http-equiv") == "Content-Security-Policy"
    assert metas[1].get("content").startswith("default-src 'none'; ")
    assert "unsafe" not in metas[1].get("content")
    for link in page.xpath("//a[starts-with(@href, 'http')]"):
        assert "noreferrer" in link.get("rel")


def test_every_link_of_a_folder_leads_somewhere(folder: Path) -> None:
    """Every relative link and anchor of every file, those of the contents too."""
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 2
    assert {str(each): broken(each) for each in pages if broken(each)} == {}


def test_every_page_of_a_folder_is_led_to_and_safe(folder: Path) -> None:
    """The first page names them all; each names its JSON."""
    safe(folder / "index.html")
    led = set(parsed(folder / "index.html").xpath("//main//a/@href"))
    for page in sorted((folder / "pages").glob("*.html")):
        safe(page)
        assert f"pages/{page.name}" in led
        told = json.loads(page.with_suffix(".json").read_bytes())
        assert told["data"]
        assert parsed(page).xpath("//link[@rel='alternate']/@href") == [f"{page.stem}.json"]


def test_one_file_needs_no_other(file: Path) -> None:
    """Every link is an anchor of it or a public address; the policy names its stylesheet."""
    safe(file)
    assert broken(file) == []
    assert all(each.startswith(("#", *PUBLIC)) for each in parsed(file).xpath("//@href"))
    (style,) = parsed(file).xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in parsed(file).xpath("//meta[@http-equiv]/@content")[0]


@pytest.mark.parametrize(
    "address", [f"/thread/{BIRDS}", f"/thread/{hostile.ROOT}", f"/proposal/{BIRDS}/p1"]
)
def test_pages_say_what_the_site_says(web: Path, tmp_path: Path, address: str) -> None:
    """Word for word, in the body of the page: nothing of a mail is lost on the way."""
    client = TestClient(site.site(web), base_url="http://localhost")
    shown = html.document_fromstring(client.get(address).text)
    key = address.removeprefix("/thread/").removeprefix("/proposal/").removesuffix("/p1")
    report.report(web, tmp_path / "made", key)
    made = parsed(tmp_path / "made" / "pages" / f"{Names().of((address, ()))}.html")
    words = [
        " ".join(each.xpath("//main")[0].text_content().split()).replace("Lists /", "Contents /")
        for each in (shown, made)
    ]
    assert words[0] == words[1]
    assert client.get(f"{address}.json").json()["data"] == json.loads(
        (tmp_path / "made" / "pages" / f"{Names().of((address, ()))}.json").read_bytes()
    )["data"]  # fmt: skip


def test_same_database_gives_same_bytes(web: Path, tmp_path: Path) -> None:
    """In a folder and in a file, wherever they are."""
    for name in ("one", "two"):
        report.report(web, tmp_path / name, "birds")
        report.report(web, tmp_path / f"{name}.html", "birds", alone=True)
    files = [each.relative_to(tmp_path / "one") for each in (tmp_path / "one").rglob("*.*")]
    assert len(files) > 6
    for each in files:
        assert (tmp_path / "one" / each).read_bytes() == (tmp_path / "two" / each).read_bytes()
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_manifest_names_every_file_and_the_command(web: Path, tmp_path: Path) -> None:
    """With its size and digest; archives are those of the lists that are in the report."""
    report.report(web, tmp_path / "made", "birds", every=True)
    told = json.loads((tmp_path / "made" / "manifest.json").read_bytes())
    assert told["report"]["command"] == "hansard report list/birds --all -o DIR"
    assert {each["list_id"] for each in told["archives"]} <= {"birds"}
    named = {each["path"]: each for each in told["files"]}
    on_disk = {
        str(each.relative_to(tmp_path / "made")): each
        for each in (tmp_path / "made").rglob("*.*")
        if each.name != "manifest.json"
    }
    assert set(named) == set(on_disk)
    for path, each in on_disk.items():
        assert hashlib.sha256(each.read_bytes()).hexdigest() == named[path]["sha256"]
    assert 'cff-version: "1.2.0"' in (tmp_path / "made" / "CITATION.cff").read_text()


def test_a_list_has_all_threads_only_when_asked(web: Path, tmp_path: Path) -> None:
    """Unless told otherwise, those with a proposal."""
    some, _ = report.report(web, tmp_path / "some", "evil")
    every, _ = report.report(web, tmp_path / "every", "evil", every=True)
    assert some <= every


def test_mail_out_of_scope_is_linked_where_it_is_public(folder: Path) -> None:
    """No link leads to the site, to a person's page or to another thread of it."""
    for page in sorted(folder.rglob("*.html")):
        assert not parsed(page).xpath("//a[starts-with(@href, '/')]")
        assert not parsed(page).xpath("//a[contains(@href, 'person-')]")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("splittin", "hansard report splitting"),
        ("idea/splittin", "hansard report splitting"),
        ("brids", "hansard report birds"),
        ("birds/2031-03/000x", f"hansard report {BIRDS}"),
        ("zzzzzzzz", "hansard query threads"),
    ],
)
def test_unknown_name_tells_the_nearest(web: Path, tmp_path: Path, name: str, hint: str) -> None:
    """And writes nothing."""
    with pytest.raises(UsageError) as error:
        report.report(web, tmp_path / "made", name)
    assert error.value.hint.startswith(hint)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["birds", "list/birds", "/list/birds"])
def test_names_may_say_their_kind(web: Path, tmp_path: Path, name: str) -> None:
    """As the site's addresses do."""
    report.report(web, tmp_path / "made", name)
    assert (tmp_path / "made" / "pages" / "list-birds.html").is_file()


def test_any_mail_of_a_thread_names_it(web: Path, tmp_path: Path) -> None:
    """The thread is that of the mail."""
    report.report(web, tmp_path / "made", "birds/2031-03/0001")
    assert (tmp_path / "made" / "pages" / "thread-birds-2031-03-0000.html").is_file()


@pytest.mark.parametrize("alone", [False, True])
def test_only_what_hansard_made_is_replaced(web: Path, tmp_path: Path, alone: bool) -> None:
    """And that only when asked."""
    target = tmp_path / "made"
    if alone:
        target.write_text("a letter")
    else:
        target.mkdir()
        (target / "letter").write_text("a letter")
    with pytest.raises(UsageError, match="holds something else"):
        report.report(web, target, "birds", alone=alone, force=True)
    new = tmp_path / "new"
    report.report(web, new, "birds", alone=alone)
    with pytest.raises(UsageError, match="exists"):
        report.report(web, new, "birds", alone=alone)
    report.report(web, new, "birds", alone=alone, force=True)


def test_names_of_files_are_apart_and_plain() -> None:
    """Also of addresses that differ by case or by signs only, and of very long ones."""
    names = Names()
    given = [("/list/A b", ()), ("/list/a-b", ()), ("/list/a/b", ()), ("/list/../..", ()),
             ("/list/" + "x" * 300, ()), ("/list/" + "x" * 301, ()), ("/", ())]  # fmt: skip
    made = [names.of(each) for each in given]
    assert len(set(made)) == len(given)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,100}|-[0-9a-f]{12}", each) for each in made)
    assert [names.of(each) for each in given] == made


def test_nothing_tells_where_the_archive_lay() -> None:
    """Addresses of files of the researcher's disk are no public ones; words of mails stay."""
    page = Page("", "", {"url": "file:///a/b", "public_url": "https://lists.example/1",
                         "body": '"url":"file:///c"'})  # fmt: skip
    told = json.loads(paper.json(page, {}, "/"))["data"]
    assert told == page.data | {"url": ""}


def test_missing_packages_are_told_in_a_sentence(tmp_path: Path) -> None:
    """With what to install, where the extra `web` is not there."""
    program = (
        "import sys; sys.modules['jinja2'] = None\n"
        "from pipeline.cli.exits import ended\nimport pipeline.cli\n"
        f"sys.exit(ended(['report', 'birds', '-o', {str(tmp_path / 'made')!r}]))"
    )
    run = [sys.executable, "-c", program]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "packages that are not installed" in done.stderr
    assert "pip install 'hansard[web]'" in done.stderr


def test_version_is_pinned() -> None:
    """Raise it when the pages of a report change."""
    assert report.VERSION == 1
