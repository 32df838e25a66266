"""The project for coding by hand: what a reader of REFI-QDA finds in it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.publish.export import qda

QDA = "{urn:QDA-XML:project:1.0}"


def project(under: Path) -> tuple[Any, dict[str, str]]:
    """The XML of the project for coding by hand, and the texts beside it."""
    from lxml import etree

    with zipfile.ZipFile(under / "project.qdpx") as packed:
        told = {name: packed.read(name) for name in packed.namelist()}
    root = etree.fromstring(told.pop("project.qde"))
    return root, {name.removeprefix("Sources/"): data.decode() for name, data in told.items()}


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
