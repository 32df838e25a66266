"""Labels found again in the archives: what is learnt from them and what is measured on them.

The archives and the codings are the demo's own.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.debate import model
from pipeline.debate.model import Model
from pipeline.errors import UsageError
from pipeline.learn import acts, against, codings, interchange, labelled, labels, mailed, train
from pipeline.learn.coded import coded
from pipeline.learn.corpora import Segment
from pipeline.learn.labelled import Found
from pipeline.learn.labels import Label
from pipeline.learn.measure import Absent, Measure

DEMO = Path(__file__).parents[2] / "data" / "demo"
CODING, CORPORA = DEMO / "coding", DEMO / "site" / "pipermail"
THREADS = ("01-splitting", "04-vote", "05-bug")


def given(stem: str) -> dict[str, object]:
    """A coding of the demo's as it is published."""
    read: dict[str, object] = json.loads((CODING / f"{stem}.json").read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Found]:
    """A folder of labels of three threads and of the sentences of one; parts; what is found."""
    base = tmp_path_factory.mktemp("labelled")
    folder, data = base / "labels", base / "data"
    ids = {interchange.bare(str(name)) for stem in THREADS for name in given(stem)["messages"]}  # type: ignore[attr-defined]
    from pipeline.learn.coded import debates

    lists = labelled.holding(CORPORA, ids)
    mails = mailed.of_debates(debates(lists, data, ids))
    for stem in THREADS:
        coding, wrong = interchange.understood(given(stem), mails)
        assert coding is not None
        assert wrong == []
        codings.save(folder, "ada", coding)
    root = mails[interchange.bare(str(given("04-vote")["root"]))]
    spans = [Label(root.message_id, s, e, labels.digest(root.body[s:e]), ()) for s, e in root.spans]
    asks = replace(spans[0], acts=("ProposeAction",))
    labels.add(folder, "ada", [asks, *spans[1:], Label("gone@example.org", 0, 3, "0" * 16, ())])
    return folder, data, labelled.found([folder], CORPORA, data)


def test_mail_is_found_by_its_message_id(held: tuple[Path, Path, Found]) -> None:
    """In zipped archives too; all codings and all labels of sentences are there."""
    _, _, of = held
    assert len(of.codings) == 3
    assert len(of.debates) >= 3
    assert set(of.places) == {"kestrel"}
    assert labelled.holding(CORPORA, {"gone@example.org"}) == []


def test_labelled_sentences_become_paragraphs(held: tuple[Path, Path, Found]) -> None:
    """With the acts of their sentences; asked were the four acts of the codebook."""
    _, _, of = held
    found = labelled.segments(of)
    assert found
    assert found[0].acts == {"ProposeAction"}
    assert {each.asked for each in found} == {frozenset(labels.ACTS)}
    assert {each.mail for each in found} == {interchange.bare(str(given("04-vote")["root"]))}


def test_what_is_handed_to_training_is_what_was_coded(
    held: tuple[Path, Path, Found], tmp_path: Path
) -> None:
    """The same proposals and positions as those of the published coding, sentence by sentence."""
    _, data, of = held
    made = labelled.gold(of, None, tmp_path)
    assert (len(made.learnt), made.kept, made.lost, made.replaced) == (3, 0, 0, 0)
    ours = {
        frozenset(each.key_of): each for each in coded(tmp_path / labelled.TRAIN, CORPORA, data)
    }
    theirs = {each.name: each for each in coded(CODING, CORPORA, data)}
    for stem in THREADS:
        published = theirs[stem]
        mine = ours[frozenset(published.key_of)]
        assert [
            {key: each[key] for key in row}
            for each, row in zip(mine.proposals, published.proposals, strict=True)
        ] == list(published.proposals)
        assert mine.positions == published.positions
        assert mine.debates == published.debates


def test_threads_that_are_measured_on_are_not_learnt_from(
    held: tuple[Path, Path, Found], tmp_path: Path
) -> None:
    """Neither gold threads that two coded, nor a gold thread and its labels both."""
    _, _, of = held
    gold = tmp_path / "gold" / "positions"
    for folder, stem in (("a", "01-splitting"), ("train", "04-vote"), ("train", "06-conduct")):
        (gold / folder).mkdir(parents=True, exist_ok=True)
        (gold / folder / f"{stem}.json").write_text(json.dumps(given(stem)), "utf-8")
    made = labelled.gold(of, tmp_path / "gold", tmp_path / "made")
    assert (len(made.learnt), made.kept, made.replaced) == (2, 1, 1)
    names = {each.name for each in (made.folder / labelled.TRAIN).glob("*.json")}
    assert names == {"06-conduct.json", "labels-00001.json", "labels-00002.json"}
    assert (gold / "train" / "04-vote.json").exists()


def test_an_act_is_learnt_only_from_those_who_looked_for_it() -> None:
    """Labels of other acts are no examples against an act that nobody asked about."""
    words = {"Ask": "what is the time of day", "Agreement": "I agree with this plan"}
    leda = [
        Segment(f"{words[act]} {n}", frozenset({act}), f"m{n}{act}", f"t{n}", False)
        for n in range(12)
        for act in words
    ]
    more = [
        Segment("what is the name of it", frozenset(), f"x{n}", f"x{n}", False,
                frozenset({"Agreement"}))
        for n in range(12)
    ]  # fmt: skip
    asked = acts.trained([*leda, *more])
    against_ = acts.trained([*leda, *(replace(each, asked=None) for each in more)])
    place = asked.meta["classes"].index("Ask")
    assert asked.arrays["intercept"][place] > against_.arrays["intercept"][place]


def test_marks_tell_what_was_learnt_from() -> None:
    """By digests, so that a model tells no Message-ID; a model without labels has none."""
    meta = {labelled.LEARNT: labelled.marks(["a@example.org", "b@example.org"])}
    assert labelled.learnt_from(meta, ["c@example.org", "b@example.org"])
    assert not labelled.learnt_from(meta, ["c@example.org"])
    assert not labelled.learnt_from({}, ["a@example.org"])
    assert "example" not in json.dumps(meta)


def figures(found: list[Measure | Absent], topic: str) -> dict[str, Measure | Absent]:
    """Measures of a topic by what they measure."""
    return {
        each.what if isinstance(each, Measure) else "": each
        for each in found
        if each.topic.endswith(topic)
    }


def test_labels_are_measured_on_but_not_by_what_learnt_from_them(
    held: tuple[Path, Path, Found], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads that are there to learn from are left out; so are those with a model's marks."""
    folder, data, of = held
    gold = tmp_path / "gold" / labelled.TRAIN
    gold.mkdir(parents=True)
    (gold / "x.json").write_text(json.dumps(given("01-splitting")), "utf-8")
    found = list(against.measures([folder], CORPORA, tmp_path / "gold", data.parent))
    rows = figures(found, "positions")["F1 of proposals"]
    assert isinstance(rows, Measure)
    assert rows.n == 2
    assert "1 threads left out" in rows.beside
    acts_ = figures(found, "sentences")["mean F1 of the four"]
    assert isinstance(acts_, Measure)
    assert acts_.n == 1
    names = [name for each in of.codings for name in each.messages]
    marked = Model({labelled.LEARNT: labelled.marks(names)}, {})
    monkeypatch.setattr(model, "load", lambda _: marked)
    left = list(against.measures([folder], CORPORA, tmp_path / "gold", tmp_path / "again"))
    assert all(isinstance(each, Absent) for each in left)
    assert any("left out" in each.why for each in left if isinstance(each, Absent))


def test_training_on_labels_marks_the_model(held: tuple[Path, Path, Found], tmp_path: Path) -> None:
    """And says what it learnt from; what it is handed is the same, byte for byte, each time."""
    folder, _, of = held
    handed = [
        [each.read_bytes() for each in sorted((made.folder / labelled.TRAIN).iterdir())]
        for name in ("one", "two")
        for made in [labelled.gold(of, None, tmp_path / name)]
    ]
    assert handed[0] == handed[1]
    for archive in sorted({str(name) for stem in THREADS for name in given(stem)["archives"]}):  # type: ignore[attr-defined]
        target = tmp_path / "mail" / archive
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (CORPORA / archive).is_dir() else shutil.copy)(
            CORPORA / archive, target
        )
    told = list(train.train(tmp_path / "mail", None, tmp_path / "out", [folder]))
    assert "3 threads, 3 learnt from" in told[0]
    meta = model.unpacked((tmp_path / "out" / "positions.npz").read_bytes()).meta
    assert len(meta[labelled.LEARNT]) == sum(len(each.messages) for each in of.codings)
    assert meta["threads"] == 3


def test_cross_validation_judges_each_thread_once(
    held: tuple[Path, Path, Found], tmp_path: Path
) -> None:
    """By a model that did not learn from it; with fewer threads than folds it says so."""
    folder, _, _ = held
    gold = tmp_path / "gold"
    (gold / labelled.TRAIN).mkdir(parents=True)
    for file in CODING.glob("1*.json"):
        (gold / labelled.TRAIN / file.name).write_text(file.read_text("utf-8"), "utf-8")
    of = labelled.found([folder], CORPORA, tmp_path / "data")
    found = figures(list(against.crossed(of, CORPORA, gold, tmp_path, 2)), "2-fold")
    rows = found["F1 of proposals"]
    assert isinstance(rows, Measure)
    assert rows.n == 3
    few = list(against.crossed(of, CORPORA, None, tmp_path / "few", 4))
    assert isinstance(figures(few, "4-fold")[""], Absent)


@pytest.mark.parametrize(
    ("folds", "sentence"),
    [
        (1, "1 fold leaves no thread to learn from"),
        (99_999, "99,999 folds need as many labelled threads, and there are 3"),
    ],
)
def test_folds_that_cannot_be_made(
    held: tuple[Path, Path, Found], folds: int, sentence: str
) -> None:
    """A number of folds is refused before anything is measured, with the reason."""
    folder, _, _ = held
    with pytest.raises(UsageError) as refused:
        against.checked(folds, [folder], CORPORA)
    assert str(refused.value) == sentence
    assert "--folds 5" in refused.value.hint
    with pytest.raises(UsageError, match="labelled threads and their mail"):
        against.checked(3, [folder], None)
    against.checked(3, [folder], CORPORA)
