"""Labelled corpora, as they were published, read into texts and labels.

In: the folder of corpora. Out: rows of one shape for each kind of label. A corpus that is not there
is no error: `None` says so, and whoever asked says it on.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

# Licence of each corpus, for the model card: what weights learnt from it may be used for.
LICENCES = {
    "leda": "GPL-3.0",
    "senti4sd": "MIT",
    "senticr": "GPL-3.0",
    "vader-lexicon": "MIT",
    "bc3": "CC BY-SA 3.0",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph of IETF mail with the acts that a reader saw in it."""

    text: str
    acts: frozenset[str]
    mail: str
    thread: str
    quoted: bool  # follows a quotation of an earlier segment
    asked: frozenset[str] | None = None  # the acts that the reader looked for; None means all


@dataclass(frozen=True, slots=True)
class Toned:
    """A text with the tone that readers saw in it: positive, negative or neutral."""

    text: str
    mood: str
    corpus: str


def leda(corpora: Path, split: str) -> list[Segment] | None:
    """The segments of LEDA's train or dev split, in order of the file."""
    file = corpora / "leda" / f"{split}.csv"
    if not file.exists():
        return None
    with file.open(newline="", encoding="utf-8") as rows:
        return [
            Segment(
                text=row["content"],
                acts=frozenset(row["labels"].split(",")),
                mail=f"{row['draft_id']}/{row['message_id']}",
                thread=f"{row['draft_id']}/{row['thread_id']}",
                quoted=row["antecedent_segment_id"] != "-1",
            )
            for row in csv.DictReader(rows)
        ]


SENTI4SD = "senti4sd/Senti4SD_GoldStandard_and_DSM/Senti4SD_Train_Test_Partitions"


def senti4sd(corpora: Path) -> list[Toned] | None:
    """The posts of Senti4SD's gold standard, both partitions."""
    files = sorted((corpora / SENTI4SD).glob("*POLARITY.csv"))
    return [row for file in files for row in _posts(file)] or None


def _posts(file: Path) -> Iterator[Toned]:
    with file.open(newline="", encoding="utf-8", errors="replace") as lines:
        for row in csv.reader(lines, delimiter=";"):
            if len(row) >= 3 and row[1] in ("positive", "negative", "neutral"):
                yield Toned(";".join(row[2:]), row[1], "senti4sd")


# SentiCR marks negative comments and the rest; what is positive among the rest is not told apart.
SENTICR_MOODS = {"-1": "negative", "0": "neutral", "1": "positive"}
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def senticr(corpora: Path) -> list[Toned] | None:
    """The review comments of SentiCR, out of its spreadsheet."""
    file = corpora / "senticr" / "SentiCR" / "oracle.xlsx"
    if not file.exists():
        return None
    rows = (row for row in _spreadsheet(file) if len(row) >= 2)
    return [
        Toned(text, SENTICR_MOODS[mood], "senticr")
        for text, mood in ((row[0], re.sub(r"\.0$", "", row[1])) for row in rows)
        if mood in SENTICR_MOODS
    ]


def _spreadsheet(file: Path) -> Iterator[list[str]]:
    with zipfile.ZipFile(file) as book:
        strings = etree.fromstring(book.read("xl/sharedStrings.xml"))
        texts = ["".join(item.itertext()) for item in strings.iter(f"{CELL}si")]
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    for row in sheet.iter(f"{CELL}row"):
        yield [_cell(cell, texts) for cell in row.iter(f"{CELL}c")]


def _cell(cell: etree._Element, texts: list[str]) -> str:
    value = cell.findtext(f"{CELL}v") or ""
    return texts[int(value)] if cell.get("t") == "s" else value


def vader(corpora: Path) -> dict[str, float] | None:
    """The lexicon of VADER: a word or emoticon and how it sounds, -4 to 4."""
    file = corpora / "vader-lexicon" / "vaderSentiment" / "vader_lexicon.txt"
    if not file.exists():
        return None
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {row[0]: float(row[1]) for row in rows if len(row) > 1}
