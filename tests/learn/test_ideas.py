"""Holding the direction of mentions against sentences coded by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.debate import ideas_file as found
from pipeline.learn import ideas
from pipeline.learn.measure import Absent, Measure


def label(mail: str, start: int, label: str) -> ideas.Label:
    """A label of ten characters of a mail."""
    return ideas.Label("rust", "dev", mail, start, start + 10, "", label)


def said(thread: str, direction: str) -> ideas.Said:
    """What the program says of a sentence."""
    return ideas.Said(thread, direction)


def test_right_wrong_and_missed_are_counted_by_thread() -> None:
    """For each direction, in order: sentences of one thread hang together, whatever the mail."""
    labels = [label("m1", 0, "for"), label("m2", 20, "against"), label("m3", 0, "neither")]
    ours = [said("t1", "for"), said("t1", "neither"), said("t2", "for")]
    counts = ideas.counted(labels, ours, ("for", "against"))
    assert counts == [(1, 0, 0, 0, 0, 1), (0, 1, 0, 0, 0, 0)]


def test_without_mail_nothing_is_measured(tmp_path: Path) -> None:
    """And it is said what is missing."""
    (missing,) = ideas.measures(None, tmp_path)
    assert isinstance(missing, Absent)
    (missing,) = ideas.measures(tmp_path, tmp_path)
    assert isinstance(missing, Absent)
    assert "archives of" in missing.why


NAMES = (*ideas.CODERS, ideas.SETTLED, ideas.ONCE)


@pytest.mark.parametrize("name", NAMES)
def test_the_labels_hold_no_words_and_name_ideas_that_read(name: str) -> None:
    """Message-ID, span and digest are all that is kept of a sentence."""
    labels = ideas.read(ideas.FOLDER / f"{name}.jsonl")
    assert len(labels) >= 120
    assert {each.label for each in labels} <= set(ideas.DIRECTIONS)
    assert all(each.start_char < each.end_char and len(each.sha256) == 16 for each in labels)
    assert {each.idea for each in labels} <= {
        rules.idea.idea for rules in found.ideas(ideas.FOLDER)
    }


def spans(name: str) -> list[tuple[str, str, int]]:
    """The sentences of a file of labels."""
    return [
        (each.idea, each.message_id, each.start_char)
        for each in ideas.read(ideas.FOLDER / f"{name}.jsonl")
    ]


def test_every_coder_labels_the_same_sentences() -> None:
    """In the same order; and what they agree on is what counts."""
    assert spans("a") == spans("b") == spans(ideas.SETTLED)
    one, other, settled = (
        [each.label for each in ideas.read(ideas.FOLDER / f"{name}.jsonl")] for name in NAMES[:3]
    )
    agreed = [(a, g) for a, b, g in zip(one, other, settled, strict=True) if a == b]
    assert all(a == g for a, g in agreed)


def test_held_out_ideas_are_coded_twice_and_never_once() -> None:
    """What was coded once was looked at in developing."""
    once = {idea for idea, _, _ in spans(ideas.ONCE)}
    twice = {idea for idea, _, _ in spans(ideas.SETTLED)}
    assert set(ideas.HELD_OUT) < twice
    assert not once & set(ideas.HELD_OUT)
    assert not set(spans(ideas.ONCE)) & set(spans(ideas.SETTLED))


@pytest.mark.corpora
def test_labelled_sentences_are_found_in_their_mail(shared: Path, tmp_path: Path) -> None:
    """All of one list, from bytes on; the words are those that were labelled."""
    labels = [
        each for each in ideas.read(ideas.FOLDER / "gold.jsonl") if each.list_id == "twisted-python"
    ]
    assert labels
    assert None not in ideas.predicted(labels, shared / "corpora", tmp_path)


def test_figures_are_named_and_bounded() -> None:
    """Of all ideas, of those developed on, of held-out ones, and of what was coded once."""
    rows = [
        (label(f"m{n}", 0, side), said(f"t{n}", side)) for n, side in enumerate(ideas.DIRECTIONS)
    ]
    made = list(ideas._figures(rows, rows))
    assert len(made) == 12
    assert all(isinstance(each, Measure) for each in made)
    assert {each.value for each in made if "developed" not in each.what} == {1.0}
