"""Exports: what other tools read back, whole or absent; no name where pseudonyms are asked for."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from pipeline.cli import ended
from pipeline.errors import PartError, UsageError
from pipeline.publish.export import export as exports
from pipeline.publish.export import folder, hidden, pseudonyms, qda, words
from pipeline.publish.export.chosen import Wanted
from pipeline.records import TABLES, Author, Identity, Person, Place, Thread, columns, table

KEY = b"a key that nobody knows of"
ALL = tuple(exports.FORMATS)
ROOT = "cats/2031-04/0002"

# Hostile to a hider: names in quotes, greetings, addresses, links, with accents and far apart.
SAID = [
    ("greeting", "Hi Ada, hello BO,\n"),
    ("attribution", "On 1 May 2031, Ève Müller <eve@nest.example> wrote:\n"),
    ("quote", "> Müller said so to dee@nest.example and to cy at nest.example.\n"),
    ("quote", "> > Ada E. Finch: see https://nest.example/~ada/finch.html?u=wren\n"),
    ("own", "Finch and Wren agree, ada_finch too; muller's idea, Mr. Lark. <x1$Y@swift.example>\n"),
    ("own", "I oppose it. www.nest.example/swift/dee is wrong, 2031年王小明先生 wrote.\n"),
    ("own", "Mark that as done, I mark it; will you, Mark? We will.\n"),
    ("signature", "-- \nDee Swift, Swift & Sons\n+44 1 234\n"),
]


# Its hexadecimal digits spell words.
GUID = re.compile(r'guid="[0-9a-f-]{36}"|GUID="[0-9a-f-]{36}"|internal://[0-9a-f-]{36}')


def opened(under: Path) -> dict[str, bytes]:
    """All files, and of a zip what is in it."""
    told = files(under)
    for name in [name for name in told if name.endswith(".qdpx")]:
        with zipfile.ZipFile(io.BytesIO(told.pop(name))) as packed:
            told |= {f"{name}/{each}": packed.read(each) for each in packed.namelist()}
    return told


def files(under: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(under)): each.read_bytes()
        for each in sorted(under.rglob("*"))
        if each.is_file()
    }


@pytest.fixture(scope="session")
def talk(little: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little debate, and a mail full of names by a Mark, as a data directory."""
    made, rows = tmp_path_factory.mktemp("talk"), little.debate()
    little.NAMES["mark@will.example"] = "Mark Will"
    little.NAMES["wang@nest.example"] = "王小明"
    little.mail(rows, ROOT, "mark@will.example", datetime(2031, 4, 30), SAID)
    little.mail(rows, "cats/2031-04/0003", "wang@nest.example", None, [("own", "No.\n")])
    for who, name in (("mark@will.example", "Mark Will"), ("wang@nest.example", "王小明")):
        rows.add(Person(who, name), Identity(who, name, who, "first", 1))
    for key, who in ((ROOT, "mark@will.example"), ("cats/2031-04/0003", "wang@nest.example")):
        rows.add(Author(key, who), Place(key, key, None, "", 0, 0, "alone", 1.0))
        rows.add(Thread(key, "cats", "2031-04", "Ada’s nest", None, None, 1, 1, 0))
    little.make(made / "hansard.duckdb", rows, made / "parts")
    return made


@pytest.fixture(scope="session")
def plain(talk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything in every format."""
    target = tmp_path_factory.mktemp("plain") / "out"
    exports.export(talk, target, Wanted(), ALL)
    return target


@pytest.fixture(scope="session")
def veiled(talk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything in every format, under pseudonyms."""
    target = tmp_path_factory.mktemp("veiled") / "out"
    exports.export(talk, target, Wanted(), ALL, key=KEY)
    return target


@pytest.mark.parametrize("record", TABLES)
def test_every_table_comes_back_as_it_was(talk: Path, plain: Path, record: type) -> None:
    """Parquet holds the very rows; CSV and JSON Lines as many, with the same columns."""
    name = table(record)
    with duckdb.connect(str(talk / "hansard.duckdb"), read_only=True) as connection:
        expected = connection.execute(f"from {name}").fetchall()
        found = connection.execute(f"from '{plain / name}.parquet'").fetchall()
    assert found == expected
    with (plain / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    lines = [json.loads(line) for line in (plain / f"{name}.jsonl").read_text().splitlines()]
    assert len(listed) == len(lines) == len(expected)
    for told in (listed, lines):
        assert not told or set(columns(record)) <= set(told[0])


def test_same_database_gives_same_bytes(talk: Path, plain: Path, tmp_path: Path) -> None:
    """Nothing in a folder tells when, where or by whom it was made."""
    exports.export(talk, tmp_path / "other name", Wanted(), ALL)
    assert files(tmp_path / "other name") == files(plain)


def test_same_key_gives_same_bytes(talk: Path, veiled: Path, tmp_path: Path) -> None:
    """Pseudonyms are stable, and another key gives others."""
    exports.export(talk, tmp_path / "a", Wanted(), ALL, key=KEY)
    assert files(tmp_path / "a") == files(veiled)
    exports.export(talk, tmp_path / "b", Wanted(), ["jsonl"], key=KEY + b"!")
    assert (tmp_path / "b" / "person.jsonl").read_bytes() != (veiled / "person.jsonl").read_bytes()


def test_what_is_exported_is_pinned_to_its_version(plain: Path, veiled: Path) -> None:
    """Networks, corpus and pseudonyms change only where VERSION says so; tables follow records."""
    told = hashlib.sha256()
    for under in (plain, veiled):
        for name, data in opened(under).items():
            if name.endswith((".graphml", ".gexf")) or name.startswith(("convokit/", "project.")):
                told.update(name.encode() + data)
    assert (exports.VERSION, told.hexdigest()[:12]) == (2, "d073e2c0e677")


def test_no_name_or_address_is_left(talk: Path, veiled: Path) -> None:
    """Every part of every name, every address and its user are looked for in every file's text."""
    with duckdb.connect(str(talk / "hansard.duckdb"), read_only=True) as connection:
        known = connection.execute("select name, address from identity").fetchall()
        texts = {
            name: "\n".join(map(str, connection.execute(f"from '{veiled / name}'").fetchall()))
            if name.endswith(".parquet")
            else GUID.sub("", data.decode())
            for name, data in opened(veiled).items()
            if not name.endswith("dictionary.md")
        }
    parts = {part for name, _ in known for part in re.findall(r"\w\w+", name)} - {"Mark", "Will"}
    assert {"Ada", "Finch", "Müller", "王小明"} <= parts
    wanted = [address for _, address in known] + [f"{part}" for part in parts] + ["Muller", "+44"]
    for name, text in texts.items():
        for word in wanted:
            near = rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"
            if not word.isascii() and word.isalpha() and word.upper() == word:
                near = re.escape(word)  # a script without spaces
            hit = re.search(near, text, re.IGNORECASE)
            assert hit is None, (name, word, text[max(0, hit.start() - 60) : hit.end() + 40])


def body(veiled: Path, start: str) -> str:
    mails = [json.loads(line) for line in (veiled / "message.jsonl").read_text().splitlines()]
    (found,) = [mail["body"] for mail in mails if start in mail["body"]]
    return str(found)


def test_pseudonyms_are_the_same_everywhere(veiled: Path) -> None:
    """A person has one name in bodies, greetings, quotes and tables alike."""
    persons = [json.loads(line) for line in (veiled / "person.jsonl").read_text().splitlines()]
    told = body(veiled, "www.")
    first = re.match(r"Hi (Person-\w{12}), hello (Person-\w{12}),\n", told)
    assert first is not None
    assert {first[1], first[2]} <= {each["name"] for each in persons}
    assert told.count(first[1]) >= 3  # greeted, quoted twice, spoken of
    assert "Mark that as done" not in told
    assert "I mark it; will you, Person-" in told
    assert "We will." in told
    assert told.endswith("[signature]\n")


def test_spans_follow_their_words(veiled: Path) -> None:
    """Blocks still tile the body, and a span still cuts what it cut, but for the names."""
    mails = {m["message"]: m["body"] for m in map(json.loads, lines(veiled / "message.jsonl"))}
    blocks: dict[str, str] = {}
    told = map(json.loads, lines(veiled / "block.jsonl"))
    for block in sorted(told, key=lambda each: (each["message"], each["number"])):
        held = blocks.get(block["message"], "")
        assert block["start_char"] == len(held)
        blocks[block["message"]] = held + mails[block["message"]][len(held) : block["end_char"]]
    assert blocks == {key: mails[key] for key in blocks}
    said = {
        mails[each["message"]][each["start_char"] : each["end_char"]]
        for each in map(json.loads, lines(veiled / "sentence.jsonl"))
    }
    assert "+1 from me." in said
    assert any(each.startswith("I oppose it.") for each in said)


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def test_keys_of_veiled_tables_still_join(veiled: Path) -> None:
    """No row is lost and none leads nowhere."""
    mails = {json.loads(line)["message"] for line in lines(veiled / "message.jsonl")}
    proposals = {json.loads(line)["proposal"] for line in lines(veiled / "proposal.jsonl")}
    for name in ("block", "place", "sentence", "position", "proposal"):
        assert {json.loads(line)["message"] for line in lines(veiled / f"{name}.jsonl")} <= mails
    assert {json.loads(line)["proposal"] for line in lines(veiled / "position.jsonl")} == proposals


TEXTS = [
    ("Ada Finch and bo@nest.example", "{Ada} and <bo@nest.example>"),
    ("ada.finch wrote", "{Ada} wrote"),
    ("Finch, Ada", "{Ada}"),
    ("see http://x.example/a/b.", "see http://x.example/#."),
    ("ADA's", "{Ada}'s"),
    ("adamant finchley", "adamant finchley"),
    ("ask Ada  Bo", "ask {Ada}  {Bo}"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_names_in_texts(text: str, expected: str) -> None:
    """A text and what becomes of it."""
    mine = hider()
    told = expected.replace("{Ada}", mine.name("a")).replace("{Bo}", mine.name("b"))
    told = told.replace("<bo@nest.example>", mine.address("bo@nest.example"))
    found = re.sub(r"(http://x\.example/)\w{12}", r"\1#", mine.text(text))
    assert found == told


def hider() -> pseudonyms.Hider:
    who = [("Ada Finch", "ada@nest.example", "a"), ("Bo Wren", "bo@nest.example", "b")]
    known = words.known(who, [])
    return pseudonyms.hider(KEY, known, frozenset(address for _, address, _ in who))


@pytest.mark.parametrize(
    "monster", ["a", "@", "a@", "Ada ", "a.", "://", "a at ", "http://a/", "."]
)
def test_monsters_take_linear_time(monster: str) -> None:
    """100,000 hostile characters are no burden."""
    begun = datetime.now()
    hider().text(monster * (100_000 // len(monster)))
    assert (datetime.now() - begun).total_seconds() < 5


def test_a_column_of_text_is_hidden_unless_it_is_known_to_be_harmless() -> None:
    """Every column that stays as it is is named, so that a new one cannot leak."""
    known = {column for record in TABLES for column in columns(record)}
    assert {c for c in hidden.COLUMNS if c != "style"} <= known
    assert hidden._way(hider(), "message", "a_new_column", "varchar") is not None


@pytest.mark.parametrize(
    ("wanted", "mails"),
    [
        (Wanted(("cats",)), 4),
        (Wanted(("cats", "birds")), 11),
        (Wanted(since="2031-04"), 5),
        (Wanted(until="2031-03-01"), 2),
        (Wanted(("birds",), "2031-03-02", "2031-03"), 2),
    ],
)
def test_parts_of_the_database(talk: Path, tmp_path: Path, wanted: Wanted, mails: int) -> None:
    """Lists and times choose mails, and what belongs to them goes with them."""
    exports.export(talk, tmp_path / "out", wanted, ["jsonl"])
    chosen = {json.loads(line)["message"] for line in lines(tmp_path / "out" / "message.jsonl")}
    assert len(chosen) == mails
    for name in ("block", "place", "sentence", "position"):
        told = {json.loads(x)["message"] for x in lines(tmp_path / "out" / f"{name}.jsonl")}
        assert told <= chosen


def test_descriptions_agree_with_the_files(plain: Path) -> None:
    """Digests, sizes and rows are those of the files, and each file is told of."""
    package = json.loads((plain / "datapackage.json").read_text())
    manifest = json.loads((plain / "manifest.json").read_text())
    held = files(plain)
    told = {each["path"]: each for each in package["resources"]}
    about = {"README.md", "CITATION.cff", "data-dictionary.md", "datapackage.json",
             "croissant.json", "manifest.json"}  # fmt: skip
    assert set(told) == set(held) - about == {each["path"] for each in manifest["files"]}
    for path, each in told.items():
        assert each["hash"] == f"sha256:{hashlib.sha256(held[path]).hexdigest()}"
        assert each["bytes"] == len(held[path])
    assert manifest["export"]["command"].startswith("hansard export --format parquet")
    # Nothing of the machine that built it.
    assert "command" not in manifest["database"]
    assert all(each["url"] == "" or each["url"].startswith("http") for each in manifest["archives"])


LOCAL = "/srv/ada/birds"


@pytest.mark.parametrize("key", [None, KEY])
def test_nothing_tells_of_the_machine_that_built_it(
    talk: Path, tmp_path: Path, key: bytes | None
) -> None:
    """Folders, addresses of files and of the machine itself stay; those of the web go out."""
    data = tmp_path / "data"
    shutil.copytree(talk, data)
    with duckdb.connect(str(data / "hansard.duckdb")) as connection:
        connection.execute(f"update run set command = 'hansard build --data {LOCAL} --jobs 2'")
        connection.execute(
            f"update archive set url = case when list_id = 'birds' then '{LOCAL}/2031.txt' "
            f"else 'http://127.0.0.1:8000/ada.txt' end, index_url = 'file://{LOCAL}/index.html'"
        )
        connection.execute(f"update message set url = 'file://{LOCAL}/1.html' where number = 0")
    exports.export(data, tmp_path / "out", Wanted(), ALL, key=key)
    for name, told in opened(tmp_path / "out").items():
        assert LOCAL.encode() not in told, name
        assert b"127.0.0.1" not in told, name
    with duckdb.connect() as connection:
        for form in ("parquet", "csv", "jsonl"):
            table_ = f"'{tmp_path / 'out' / 'run'}.{form}'"
            found = connection.execute(f"select distinct command from {table_}").fetchall()
            assert found == [("hansard build",)]
        kept = f"select count(*) from '{tmp_path / 'out'}/message.parquet' where url like 'http%'"
        assert (connection.execute(kept).fetchall() == [(0,)]) == (key is not None)


QDA = "{urn:QDA-XML:project:1.0}"


def project(under: Path) -> tuple[Any, dict[str, str]]:
    """The XML of the project for coding by hand, and the texts beside it."""
    from lxml import etree

    told = opened(under)
    texts = {
        name.rpartition("/")[2]: data.decode() for name, data in told.items() if "/Sources/" in name
    }
    return etree.fromstring(told["project.qdpx/project.qde"]), texts


def codings(root: Any, texts: dict[str, str]) -> set[tuple[str, str, str]]:
    """Head, code and words of each coding."""
    codes = {
        code.get("guid"): (head.get("name"), code.get("name"))
        for head in root.iterfind(f"{QDA}CodeBook/{QDA}Codes/{QDA}Code")
        for code in head.iterfind(f"{QDA}Code")
    }
    return {
        (*codes[coded.get("targetGUID")], text[int(span.get("startPosition")) : int(
            span.get("endPosition"))])
        for source in root.iter(f"{QDA}TextSource")
        for text in [texts[source.get("plainTextPath").removeprefix("internal://")]]
        for span in source.iter(f"{QDA}PlainTextSelection")
        for coded in span.iter(f"{QDA}CodeRef")
    }  # fmt: skip


def test_a_project_to_code_in_carries_mails_codes_and_spans(plain: Path) -> None:
    """What the program read is marked in the very words, below codes with names."""
    found = codings(*project(plain))
    assert any(each[:2] == ("act", "ProposeAction") for each in found)
    assert ("stance", "support", "+1 from me.") in found
    assert any(head == "outcome" for head, _, _ in found)
    assert any(head == "idea" and name == "splitting out the drivers" for head, name, _ in found)
    moving = {words for head, name, words in found if head == "proposal" and name.startswith("mov")}
    assert "+1 from me." in moving


def test_a_project_to_code_in_hangs_together(talk: Path, plain: Path) -> None:
    """Ids are unique, every reference has its target, and every mail but copies is a source."""
    root, texts = project(plain)
    ids = [each.get("guid") for each in root.iter() if each.get("guid")]
    assert len(ids) == len(set(ids))
    assert {each.get("targetGUID") for each in root.iter() if each.get("targetGUID")} <= set(ids)
    assert [each.tag.removeprefix(QDA) for each in root] == [
        "Users", "CodeBook", "Cases", "Sources", "Sets",
    ]  # fmt: skip
    with duckdb.connect(str(talk / "hansard.duckdb"), read_only=True) as connection:
        bodies = connection.execute("select body from message where duplicate_of is null")
        assert sorted(texts.values()) == sorted(body for (body,) in bodies.fetchall())


def test_signs_that_move_positions_become_blanks() -> None:
    """Text that any program reads alike has as many characters as the mail."""
    body = "\ufeffa\r\nb\x0cc\u2028d 👍\n"
    assert qda.plain(body) == " a \nb c d 👍\n"
    assert len(qda.plain(body).splitlines()) == body.count("\n")


def test_pyrefiqda_reads_the_project(plain: Path, tmp_path: Path) -> None:
    """A reader made from the published schema takes it: sources, codes and spans."""
    refiproject = pytest.importorskip("pyrefiqda.refiproject")
    read = refiproject.RefiProject.load(plain / "project.qdpx", str(tmp_path))
    root, _ = project(plain)
    spans = [span for source in read.sources.text_source for span in source.plain_text_selection]
    assert len(read.sources.text_source) == len(list(root.iter(f"{QDA}TextSource")))
    assert len(spans) == len(list(root.iter(f"{QDA}PlainTextSelection"))) > 0
    assert all(coding.code_ref.target_guid for span in spans for coding in span.coding)
    assert [code.name for code in read.code_book.codes.code] == list(qda.HEADS)
    assert read.cases.case
    assert read.sets.set
    for source in read.sources.text_source:
        path = tmp_path / "Sources" / source.plain_text_path.removeprefix("internal://")
        assert path.is_file()


def test_networks_load_in_networkx(plain: Path) -> None:
    """GraphML and GEXF hold the same persons and edges, with their weights."""
    networkx = pytest.importorskip("networkx")
    for name in ("replies", "quotes", "mails"):
        one = networkx.read_graphml(plain / f"{name}.graphml")
        two = networkx.read_gexf(plain / f"{name}.gexf")
        assert set(one) == set(two)
        assert {(a, b, float(w)) for a, b, w in one.edges(data="weight")} == {
            (a, b, float(w)) for a, b, w in two.edges(data="weight")
        }
    assert one.nodes["birds/2031-03/0000"]["name"] == "Ada Finch"


def test_networks_are_sound_xml(plain: Path) -> None:
    """Any reader of XML takes them; every edge leads from a node to a node."""
    from lxml import etree

    for name in ("replies", "quotes", "mails"):
        for form in ("graphml", "gexf"):
            root = etree.fromstring((plain / f"{name}.{form}").read_bytes())
            nodes = {each.get("id") for each in root.iter("{*}node")}
            edges = list(root.iter("{*}edge"))
            assert nodes
            assert all({e.get("source"), e.get("target")} <= nodes for e in edges)


def test_corpus_loads_in_convokit(plain: Path) -> None:
    """ConvoKit reads the corpus, and finds its whole conversations sound."""
    convokit = pytest.importorskip("convokit")
    corpus = convokit.Corpus(filename=str(plain / "convokit"))
    assert corpus.get_utterance("birds/2031-03/0001").text.startswith("-1, the interfaces")
    assert all(
        each.check_integrity(verbose=False)
        for each in corpus.iter_conversations()
        if each.meta["whole"]
    )


def test_corpus_hangs_together(plain: Path) -> None:
    """Each utterance has its speaker and conversation, and answers one of the same conversation."""
    told = {
        each["id"]: each for each in map(json.loads, lines(plain / "convokit/utterances.jsonl"))
    }
    speakers = json.loads((plain / "convokit" / "speakers.json").read_text())
    talks = json.loads((plain / "convokit" / "conversations.json").read_text())
    for each in told.values():
        assert each["speaker"] in speakers
        assert each["conversation_id"] in talks
        assert each["conversation_id"] in told
        if each["reply-to"]:
            assert told[each["reply-to"]]["conversation_id"] == each["conversation_id"]


def test_frictionless_finds_the_package_valid(talk: Path, tmp_path: Path) -> None:
    """The tables are what datapackage.json says."""
    frictionless = pytest.importorskip("frictionless")
    exports.export(talk, tmp_path / "out", Wanted(), ["csv"])
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own library for RDF
def test_croissant_is_valid(plain: Path) -> None:
    """mlcroissant reads the description without an error."""
    mlcroissant = pytest.importorskip("mlcroissant")
    told = mlcroissant.Dataset(jsonld=str(plain / "croissant.json"))
    assert not told.metadata.issues.errors


def test_a_folder_is_not_overwritten_unasked(talk: Path, tmp_path: Path) -> None:
    """Neither a folder of ours nor, with --force even, anybody else's."""
    target = tmp_path / "out"
    exports.export(talk, target, Wanted(), ["graphml"])
    before = files(target)
    with pytest.raises(UsageError, match="exists"):
        exports.export(talk, target, Wanted(), ["csv"])
    assert files(target) == before
    exports.export(talk, target, Wanted(), ["csv"], force=True)
    assert "message.csv" in files(target)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    with pytest.raises(UsageError, match="something else"):
        exports.export(talk, tmp_path / "mine", Wanted(), ["csv"], force=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine", "out"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    """A full disk or Ctrl-C while a folder is made: nothing is there, or what was there before."""
    old = tmp_path / "out"
    for _ in range(2):
        with pytest.raises((PartError, KeyboardInterrupt)):  # noqa: PT012, SIM117
            with folder.made(old, force=True) as new:
                (new / "half").write_text("half")
                raise error
        assert [each.name for each in tmp_path.iterdir()] == (["out"] if old.exists() else [])
        with folder.made(old, force=True) as new:
            (new / folder.MANIFEST).write_text("{}")
    assert files(old) == {folder.MANIFEST: b"{}"}


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    """The next export removes it."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    (tmp_path / f".out.hansard-{done.stdout.strip()}").mkdir()
    with folder.made(tmp_path / "out", force=False) as new:
        (new / folder.MANIFEST).write_text("{}")
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_a_key_is_its_owners_and_stays(tmp_path: Path) -> None:
    """Made once, with mode 0600, never overwritten; a short one is refused."""
    file = tmp_path / "key"
    pseudonyms.new_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    key = pseudonyms.read_key(file)
    with pytest.raises(UsageError, match="never overwritten"):
        pseudonyms.new_key(file)
    assert pseudonyms.read_key(file) == key
    file.write_text("short")
    with pytest.raises(UsageError, match="shorter"):
        pseudonyms.read_key(file)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-f", "csv"], "no folder is named"),
        (["--list", "nosuch", "-o", "x"], "there is no list nosuch"),
        (["--since", "soon", "-o", "x"], "soon"),
        (["--since", "2090", "-o", "x"], "no mail is of these"),
        (["--pseudonyms", "nokey", "-o", "x"], "nokey cannot be read"),
    ],
)
def test_what_is_wrong_is_said(
    talk: Path, tmp_path: Path, monkeypatch: Any, capsys: Any, arguments: list[str], said: str
) -> None:
    """One sentence, exit code 2, no folder."""
    monkeypatch.chdir(tmp_path)
    assert ended(["export", "--data", str(talk), *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_a_folder(talk: Path, tmp_path: Path, capsys: Any) -> None:
    """`hansard export` writes Parquet and says what it wrote."""
    assert ended(["export", "--data", str(talk), "-o", str(tmp_path / "out")]) == 0
    assert "message.parquet: 11 rows" in capsys.readouterr().out
    assert orjson.loads((tmp_path / "out" / "manifest.json").read_bytes())["files"]


def test_an_older_database_is_said_to_be_one(talk: Path, tmp_path: Path) -> None:
    """A table that it has not is no riddle: one sentence, and no folder."""
    old = tmp_path / "old"
    old.mkdir()
    (old / "hansard.duckdb").write_bytes((talk / "hansard.duckdb").resolve().read_bytes())
    with duckdb.connect(str(old / "hansard.duckdb")) as connection:
        connection.execute("drop table mention")
    with pytest.raises(PartError, match="another version"):
        exports.export(old, tmp_path / "out", Wanted(), ["csv"])
    assert [each.name for each in tmp_path.iterdir()] == ["old"]
