"""Learning acts and mood: the same input gives the same bytes, and what was taught is heard."""

from __future__ import annotations

import csv
import string
import zipfile
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from pipeline.debate import meanings, model
from pipeline.debate.said import Said
from pipeline.errors import UsageError
from pipeline.learn import act_measures, acts, corpora, evaluate, mood, thresholds, train, vader
from pipeline.learn.corpora import Segment, Toned
from pipeline.learn.measure import Absent, Measure, bootstrapped, f1, mean_f1

ASSENT = ("I agree with you.", "Agreed, let us do that.", "I fully agree here.", "Yes, I agree.")
PLAN = (
    "I propose to split it.",
    "I propose a new rule.",
    "We should split it.",
    "Let us split it.",
)
FACT = (
    "The file holds rows.",
    "The rows hold words.",
    "It reads the file.",
    "Rows are in the file.",
)


def segments() -> list[Segment]:
    """A little corpus of invented paragraphs: two threads for each of five folds."""
    rows = []
    for thread in range(10):
        for number in range(4):
            mail, name = f"{thread}/{number}", f"thread {thread}"
            both = f"{FACT[number]} {ASSENT[(thread + number) % 4]}"
            rows += [
                Segment(both, frozenset({"Agreement", "NeutralResponse"}), mail, name, True),
                Segment(PLAN[number], frozenset({"ProposeAction"}), mail, name, False),
                Segment(FACT[(thread + number) % 4], frozenset({"Other"}), mail, name, False),
            ]
    return rows


TONES = [
    Toned(text, tone, "senti4sd")
    for text, tone in (
        ("What a great idea, I love it", "positive"),
        ("This is a terrible hack, I hate it", "negative"),
        ("The function takes a list", "neutral"),
    )
    for _ in range(6)
]
LEXICON = {"great": 3.1, "love": 3.2, "terrible": -2.1, "hate": -2.7, "error": -1.7}


def test_acts_are_learnt_alike_twice() -> None:
    """The same paragraphs give the same bytes."""
    once, again = (model.packed(acts.trained(segments())) for _ in range(2))
    assert once == again


def test_the_sentence_that_acts_is_found() -> None:
    """Learnt on paragraphs, the model knows which of their sentences agrees."""
    learnt = acts.trained(segments())
    column = learnt.meta["classes"].index("Agreement")
    words = model.columns_after_first(learnt.arrays["words"])
    weights = learnt.arrays["weights"][:, column]
    assert weights[words["agree"]] > 0 > weights[words["rows"]]


# Endings of made-up words: digits would all be read as one number.
LETTERS = [
    one + other for one in string.ascii_lowercase[:6] for other in string.ascii_lowercase[:10]
]

# Two fields of talk that nobody labelled, in which any word may stand beside any other.
FIELDS = [[f"{field}{letter}" for letter in LETTERS] for field in ("sail", "oven")]
UNLABELLED = [
    (one, other, third)
    for words in FIELDS
    for one, other, third in product(words[:20], words[20:40], words[40:60])
    if (words.index(one) + words.index(other) + words.index(third)) % 4 == 0
]


def fields() -> list[Segment]:
    """Paragraphs of both fields in a quarter of their words; those of sailing agree."""
    acts_ = ("Agreement", "Other")
    return [
        Segment(f"{words[place]} {words[place + 20]}.", frozenset({act}), f"m{place}", name, False)
        for words, act in zip(FIELDS, acts_, strict=True)
        for place, name in ((place, f"thread {place}") for place in range(15))
    ]


def test_words_nobody_labelled_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """By mail that nobody labelled a model learns that other words of a field mean the like."""
    learnt = acts.trained(fields(), UNLABELLED)
    monkeypatch.setattr(model, "load", lambda _: learnt)
    found = meanings.scores("fields", [[Said(words[55:60])] for words in FIELDS])
    column = learnt.meta["classes"].index("Agreement")
    assert found[0, column] > 0.1 + found[1, column]


def test_labels_alone_teach_acts_too() -> None:
    """Where there is no other mail, and too few words for vectors, there are none."""
    learnt = acts.trained(segments())
    assert not learnt.arrays[meanings.VECTORS].any()
    assert not learnt.arrays[meanings.WEIGHTS].any()


def test_mood_is_learnt_alike_twice() -> None:
    """The same texts give the same bytes."""
    once, again = (model.packed(mood.trained(TONES, LEXICON)) for _ in range(2))
    assert once == again


def test_terms_of_the_trade_have_no_tone() -> None:
    """The lexicon that ships has no word that names a plain thing here."""
    learnt = mood.trained(TONES, LEXICON)
    assert model.words(learnt.arrays["lexicon"]) == ["great", "hate", "love", "terrible"]


def test_the_rarer_mood_of_a_corpus_is_heard() -> None:
    """Where one comment in eight complains, a complaint that shares its words is still heard."""
    texts = [Toned(f"This {word} is wrong here", "negative", "senticr") for word in ("a", "b")]
    texts += [Toned(f"This {number} is fine here", "neutral", "senticr") for number in range(14)]
    found = mood.held_out(TONES + texts, LEXICON)[len(TONES) :]
    assert found[:2] == ["negative", "negative"]
    assert set(found[2:]) == {"neutral"}


def test_what_nobody_was_asked_teaches_nothing() -> None:
    """Comments whose readers marked what is negative only do not tell what sounds glad."""
    cheers = [Toned("Marvellous, thanks", "neutral", "senticr")] * 9
    column = mood.CLASSES.index("positive")
    posts = [*TONES, *[Toned("Marvellous, thanks", "positive", "senti4sd")] * 3]
    alone, beside = (mood.trained([*posts, *more], LEXICON) for more in ([], cheers))
    learnt = (
        each.arrays["weights"][model.columns_after_first(each.arrays["words"])["marvellous"]]
        for each in (alone, beside)
    )
    assert all(weight[column] > 0.5 for weight in learnt)


def test_held_out_moods() -> None:
    """Each text is judged by a model that has not seen it, with the moods of the corpus."""
    found = mood.held_out(TONES, LEXICON)
    assert len(found) == len(TONES)
    assert set(found) <= set(mood.CLASSES)


def test_train_writes_what_it_can(tmp_path: Path) -> None:
    """Where a corpus is missing its model is left, and a line says so."""
    posts = tmp_path / corpora.SENTI4SD
    posts.mkdir(parents=True)
    with (posts / "trainPOLARITY.csv").open("w", newline="") as lines:
        csv.writer(lines, delimiter=";").writerows(
            (f"t{place}", each.mood, each.text) for place, each in enumerate(TONES)
        )
    written = []
    for _ in range(2):
        said = "\n".join(train.train(tmp_path, None, tmp_path / "out"))
        written.append((tmp_path / "out" / "mood.npz").read_bytes())
    assert "acts: left as it is" in said
    assert "mood: 3 classes" in said
    assert not (tmp_path / "out" / "acts.npz").exists()
    assert written[0] == written[1]


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    """A folder without any corpus is refused, naming those that are wanted."""
    with pytest.raises(UsageError) as caught:
        list(train.train(tmp_path, None, tmp_path / "out"))
    assert "leda" in caught.value.hint


def test_leda_is_read(tmp_path: Path) -> None:
    """A row of LEDA is a paragraph with its acts, its mail, and whether it answers a quote."""
    (tmp_path / "leda").mkdir()
    with (tmp_path / "leda" / "dev.csv").open("w", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow([
            "draft_id", "thread_id", "segment_id", "labels", "antecedent_segment_id", "content",
            "message_id",
        ])  # fmt: skip
        rows.writerow(["D", "1", "0", "Agreement,Agreement,Answer", "7", "Yes.\n", "<a@b>"])
    found = corpora.leda(tmp_path, "dev")
    acts_ = frozenset({"Agreement", "Answer"})
    assert found == [Segment("Yes.\n", acts_, "D/<a@b>", "D/1", True)]
    assert corpora.leda(tmp_path, "train") is None


def test_senticr_is_read(tmp_path: Path) -> None:
    """The first two columns of the spreadsheet are the comment and its mood."""
    folder = tmp_path / "senticr" / "SentiCR"
    folder.mkdir(parents=True)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(folder / "oracle.xlsx", "w") as book:
        book.writestr("xl/sharedStrings.xml", f"<sst {space}><si><t>Ugly.</t></si></sst>")
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet {space}><sheetData><row><c t="s"><v>0</v></c><c><v>-1</v></c></row>'
            "</sheetData></worksheet>",
        )
    assert corpora.senticr(tmp_path) == [Toned("Ugly.", "negative", "senticr")]


VADER = (
    ("I love it", "positive"),
    ("I do not love it", "negative"),
    ("I hate it!!!", "negative"),
    ("The list is empty", "neutral"),
    ("It is great, but I hate it", "negative"),
)


@pytest.mark.parametrize(("text", "expected"), VADER)
def test_vaders_rule(text: str, expected: str) -> None:
    """The baseline turns values at negations and leans to what stands after "but"."""
    assert vader.mood(text, LEXICON) == expected


def test_vader_shouts() -> None:
    """Capitals, boosters and exclamation marks add to what a word says."""
    plain = vader.compound("this is great", LEXICON)
    assert plain < vader.compound("this is GREAT", LEXICON)
    assert plain < vader.compound("this is really great", LEXICON)
    assert plain < vader.compound("this is great!", LEXICON)
    assert vader.compound("this is somewhat great", LEXICON) < plain


def test_best_threshold() -> None:
    """The threshold parts what is from what is not."""
    probability, has = np.array([0.9, 0.8, 0.4, 0.1]), np.array([True, True, False, False])
    assert 0.4 < thresholds.best_threshold(probability, has) < 0.8


def test_f1() -> None:
    """Two right, one wrong, one missed: two thirds."""
    assert f1((2, 1, 1)) == pytest.approx(2 / 3)
    assert f1((0, 0, 0)) == 0
    assert mean_f1((1, 0, 0, 0, 1, 1)) == 0.5


def test_bootstrap_holds_the_figure() -> None:
    """The interval holds the figure, is the same twice, and shrinks with more cases."""
    few = [(1.0, 0.0, 0.0), (0.0, 1.0, 1.0)] * 5
    value, low, high = bootstrapped(few, f1)
    assert low <= value <= high
    assert (value, low, high) == bootstrapped(few, f1)
    _, lower, higher = bootstrapped(few * 20, f1)
    assert higher - lower < high - low
    assert bootstrapped([], f1) == (0, 0, 0)


def test_text_of_measures() -> None:
    """A table has a section a topic, a line a figure, and says what was not measured."""
    text = evaluate.text(
        [
            Measure("acts", "F1", 0.5, 0.4, 0.6, 1234, "paragraphs", "BERT 0.6"),
            Absent("mood", "no corpus"),
        ]
    )
    assert "0.500 [0.400, 0.600]" in text
    assert "n = 1,234 paragraphs   BERT 0.6" in text
    assert "not measured: no corpus" in text


def test_absent_corpora_are_said(tmp_path: Path) -> None:
    """Without corpora no figure is made up: each topic says what it would need."""
    found = [row for row in evaluate.measures(corpora=tmp_path) if isinstance(row, Absent)]
    topics = {row.topic.split()[0] for row in found}
    assert {"own", "dialogue", "mood"} <= topics


@pytest.mark.corpora
def test_acts_on_leda(shared: Path) -> None:
    """The four acts of debates reach the F1 that the shipped model is known to have."""
    rows = [row for row in act_measures.measures(shared / "corpora") if isinstance(row, Measure)]
    mean = next(row for row in rows if row.what.startswith("mean"))
    assert mean.value >= 0.45
