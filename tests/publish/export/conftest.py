"""The little debate and a mail full of names, exported in every format, with a key and without."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.publish.export import export as exports
from pipeline.publish.export.chosen import Wanted
from pipeline.records import Author, Identity, Person, Place, Proposal, Same, Thread

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


@pytest.fixture(scope="session")
def talk(little: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little debate, and a mail full of names by a Mark, as a data directory."""
    made, rows = tmp_path_factory.mktemp("talk"), little.debate()
    with pytest.MonkeyPatch.context() as patch:  # other tests have the debate without these two
        patch.setitem(little.NAMES, "mark@will.example", "Mark Will")
        patch.setitem(little.NAMES, "wang@nest.example", "王小明")
        little.mail(rows, ROOT, "mark@will.example", datetime(2031, 4, 30), SAID)
        little.mail(rows, "cats/2031-04/0003", "wang@nest.example", None, [("own", "No.\n")])
    for who, name in (("mark@will.example", "Mark Will"), ("wang@nest.example", "王小明")):
        rows.add(Person(who, name), Identity(who, name, who, "first", 1))
    for key, who in ((ROOT, "mark@will.example"), ("cats/2031-04/0003", "wang@nest.example")):
        rows.add(Author(key, who), Place(key, key, None, "", 0, 0, "alone", 1.0))
        rows.add(Thread(key, "cats", "2031-04", "Ada’s nest", None, None, 1, 1, 0))
    again = Proposal(f"{ROOT}/p1", ROOT, ROOT, 0, 0, 3, "moving the nests", "mark@will.example",
                     None, "alternative", 0.9, "open", None, None, None, "Ada says so",
                     little.PROPOSAL)  # fmt: skip
    rows.add(again, Same(again.proposal, little.PROPOSAL, little.PROPOSAL, "name", "Nests", 0.9))
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


@pytest.fixture(scope="session")
def files() -> Callable[[Path], dict[str, bytes]]:
    """All files of a folder, by name."""
    return _files


@pytest.fixture(scope="session")
def opened() -> Callable[[Path], dict[str, bytes]]:
    """All files of a folder, and of a zip what is in it."""
    return _opened


def _files(under: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(under)): each.read_bytes()
        for each in sorted(under.rglob("*"))
        if each.is_file()
    }


def _opened(under: Path) -> dict[str, bytes]:
    told = _files(under)
    for name in [name for name in told if name.endswith(".qdpx")]:
        with zipfile.ZipFile(io.BytesIO(told.pop(name))) as packed:
            told |= {f"{name}/{each}": packed.read(each) for each in packed.namelist()}
    return told
