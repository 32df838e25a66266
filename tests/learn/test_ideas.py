"""Holding the direction of mentions against sentences coded by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.debate import ideas as found
from pipeline.learn import ideas
from pipeline.learn.measure import Absent, Measure


def label(mail: str, start: int, label: str) -> ideas.Label:
    """A label of ten characters of a mail."""
    return ideas.Label("rust", "dev", mail, start, start + 10, "", label)


def test_right_wrong_and_missed_are_counted_by_mail() -> None:
    """For each direction, in order: sentences of one mail hang together."""
    labels = [label("m1", 0, "for"), label("m1", 20, "against"), label("m2", 0, "neither")]
    counts = ideas.counted(labels, ["for", "neither", "for"], ("for", "against"))
    assert counts == [(1, 0, 0, 0, 0, 1), (0, 1, 0, 0, 0, 0)]


def test_without_mail_nothing_is_measured(tmp_path: Path) -> None:
    """And it is said what is missing."""
    (missing,) = ideas.measures(None, tmp_path)
    assert isinstance(missing, Absent)
    (missing,) = ideas.measures(tmp_path, tmp_path)
    assert isinstance(missing, Absent)
    assert "archives of" in missing.why


@pytest.mark.parametrize("coder", sorted(file.stem for file in ideas.FOLDER.glob("?.jsonl")))
def test_the_labels_hold_no_words_and_name_ideas_that_read(coder: str) -> None:
    """Message-ID, span and digest are all that is kept of a sentence."""
    labels = ideas.read(ideas.FOLDER / f"{coder}.jsonl")
    assert len(labels) >= 120
    assert {each.label for each in labels} <= set(ideas.DIRECTIONS)
    assert all(each.start_char < each.end_char and len(each.sha256) == 16 for each in labels)
    named = {each.idea for each in labels}
    assert set(ideas.HELD_OUT) < named == {rules.idea.idea for rules in found.ideas(ideas.FOLDER)}


def test_every_coder_labels_the_same_sentences() -> None:
    """In the same order."""
    spans = {
        file.stem: [
            (row["message_id"], row["start_char"])
            for row in map(json.loads, file.read_text("utf-8").splitlines())
        ]
        for file in ideas.FOLDER.glob("?.jsonl")
    }
    assert all(each == spans["a"] for each in spans.values())


@pytest.mark.corpora
def test_labelled_sentences_are_found_in_their_mail(shared: Path, tmp_path: Path) -> None:
    """All of one list, from bytes on; the words are those that were labelled."""
    labels = [
        each for each in ideas.read(ideas.FOLDER / "a.jsonl") if each.list_id == "twisted-python"
    ]
    said = ideas.predicted(labels, shared / "corpora", tmp_path)
    assert labels
    assert None not in said


def test_figures_are_named_and_bounded() -> None:
    """Of all ideas, and of the held-out ones apart."""
    rows = [(label(f"m{n}", 0, side), side) for n, side in enumerate(ideas.DIRECTIONS)]
    made = list(ideas._figures(rows))
    assert len(made) == 4
    assert all(isinstance(each, Measure) and each.value == 1.0 for each in made)
