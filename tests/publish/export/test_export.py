"""Exports: what other tools read back, and what tells of it."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipeline.publish.export import export as exports
from pipeline.publish.export.chosen import Wanted
from pipeline.records import TABLES, columns, table

ALL = tuple(exports.FORMATS)
Files = Callable[[Path], dict[str, bytes]]


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


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


def test_same_database_gives_same_bytes(
    talk: Path, plain: Path, tmp_path: Path, files: Files
) -> None:
    """Nothing in a folder tells when, where or by whom it was made."""
    exports.export(talk, tmp_path / "other name", Wanted(), ALL)
    assert files(tmp_path / "other name") == files(plain)


def test_what_is_exported_is_pinned_to_its_version(
    plain: Path, veiled: Path, opened: Files
) -> None:
    """Networks, corpus and pseudonyms change only where VERSION says so; tables follow records."""
    told = hashlib.sha256()
    for under in (plain, veiled):
        for name, data in opened(under).items():
            if name.endswith((".graphml", ".gexf")) or name.startswith(("convokit/", "project.")):
                told.update(name.encode() + data)
    assert (exports.VERSION, told.hexdigest()[:12]) == (3, "974e53227ca2")


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
    corrected = [json.loads(x)["message"] for x in lines(tmp_path / "out" / "correction.jsonl")]
    assert set(corrected) == {"birds/2031-03/0001"} & chosen
    joined = [json.loads(x)["proposal"] for x in lines(tmp_path / "out" / "same.jsonl")]
    assert [each.rpartition("/")[0] in chosen for each in joined] == [True] * len(joined)
    assert len(joined) == ("cats/2031-04/0002" in chosen)


def test_descriptions_agree_with_the_files(plain: Path, files: Files) -> None:
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
