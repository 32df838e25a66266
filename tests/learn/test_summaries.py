"""The course of a thread: ROUGE, the corpus it is learnt from, and what is measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate import model
from pipeline.learn import bc3, summaries
from pipeline.learn.measure import Absent, Measure
from pipeline.learn.rouge import rouge

CORPUS = """<?xml version='1.0'?>
<root><thread><name>Nest boxes</name><listno>001-1</listno>
<DOC><Received>Mon Mar 03 10:00:00 -0800 2031</Received>
<From>Ada Finch &lt;ada@nest.example&gt;</From>
<Subject>[birds] Re: Nest boxes</Subject><Text>
<Sent id="1.1">Hello all,
</Sent>
<Sent id="1.2">I propose to buy twelve new nest boxes before the spring. </Sent>
<Sent id="1.3">The old ones leak badly when it rains. </Sent></Text></DOC>
<DOC><Received>no day</Received><From>bo@nest.example</From><Subject>Re: Nest boxes</Subject><Text>
<Sent id="2.1">&gt; I propose to buy twelve new nest boxes before the spring. </Sent>
<Sent id="2.2">&gt; The old ones leak badly when it rains. </Sent>
<Sent id="2.3">I would rather mend the old boxes than buy any new ones. </Sent>
</Text></DOC></thread></root>"""

NOTES = """<?xml version='1.0'?>
<root><thread><listno>001-1</listno>
<annotation><summary><sent link="1.2">Ada proposes to buy nest boxes.</sent>
<sent link="2.3">Bo would mend the old ones.</sent></summary>
<sentences><sent id="1.2"/><sent id="2.3"/></sentences></annotation>
<annotation><summary><sent link="1.2">New boxes are wanted.</sent></summary>
<sentences><sent id="1.2"/></sentences></annotation></thread></root>"""


@pytest.fixture
def thread(tmp_path: Path) -> bc3.Annotated:
    """A little thread in the corpus's shape."""
    folder = tmp_path / "bc3"
    folder.mkdir()
    (folder / "corpus.xml").write_text(CORPUS)
    (folder / "annotation.xml").write_text(NOTES)
    (found,) = bc3.threads(tmp_path)
    return found


def test_only_own_words_may_be_chosen(thread: bc3.Annotated) -> None:
    """Quotes and greetings are out; what is quoted and answered is known to be."""
    told = [(each.mail, each.text, each.quoted) for each in thread.told]
    assert told == [
        (0, "I propose to buy twelve new nest boxes before the spring.", 1),
        (0, "The old ones leak badly when it rains.", 1),
        (1, "I would rather mend the old boxes than buy any new ones.", 0),
    ]
    assert [each.answers for each in thread.told] == [False, False, True]


def test_the_corpus_keeps_its_own_sentences(thread: bc3.Annotated) -> None:
    """With how many annotators chose each."""
    assert [unit.chosen for unit in thread.units] == [0, 2, 0, 0, 0, 1]
    assert thread.summaries[1] == "New boxes are wanted."


def test_weighted_recall_is_a_share_of_the_best_choice(thread: bc3.Annotated) -> None:
    """Two of three votes in the first sentence's length; all where everything is chosen."""
    assert summaries.figures(thread, [0], 11)[0] == 1.0
    assert summaries.figures(thread, [0], 60)[0] == pytest.approx(2 / 3)
    assert summaries.figures(thread, [1], 60)[0] == 0.0
    assert summaries.figures(thread, [0, 1, 2], 60)[0] == 1.0


def test_a_model_learns_what_was_chosen(thread: bc3.Annotated) -> None:
    """The same threads give the same bytes, and no thread is scored by a model that knows it."""
    learnt = summaries.trained([thread])
    assert model.packed(learnt) == model.packed(summaries.trained([thread]))
    assert learnt.meta["threads"] == ["001-1"]
    assert summaries.left_out([thread]) == {}


def test_no_corpus_is_said() -> None:
    """One row."""
    assert [type(row) for row in summaries.measures(None)] == [Absent]


@pytest.mark.parametrize(
    ("text", "reference", "expected"),
    [
        ("the cat sat", "The cat sat!", (1.0, 1.0, 1.0)),
        ("the cat sat", "sat cat the", (1.0, 0.0, 1 / 3)),
        ("one two three four", "one three", (2 / 3, 0.0, 2 / 3)),
        ("a a a", "a", (0.5, 0.0, 0.5)),
        ("", "words", (0.0, 0.0, 0.0)),
    ],
)
def test_rouge(text: str, reference: str, expected: tuple[float, ...]) -> None:
    """Words, pairs and the longest run, as F1."""
    assert rouge(text, reference) == pytest.approx(expected)


@given(st.text("ab ", max_size=30), st.text("ab ", max_size=30))
def test_rouge_is_fair(one: str, other: str) -> None:
    """It is the same both ways, and between 0 and 1; pairs are never more than words."""
    assert rouge(one, other) == rouge(other, one)
    words, pairs, run = rouge(one, other)
    assert 0 <= pairs <= 1
    assert run <= words <= 1


@pytest.mark.corpora
def test_ahead_of_the_lead_on_real_threads(shared: Path) -> None:
    """On every figure, the lower end of the interval included."""
    found = list(summaries.measures(shared / "corpora"))
    assert len(found) == len(summaries.FIGURES)
    for row in found:
        assert isinstance(row, Measure)
        assert "ahead by 0." in row.beside
        assert "[-" not in row.beside
