"""How right the results are: every measure beside its baselines, with intervals.

In: the folders of coded threads and labelled corpora, where there are any. Out: rows, and their
text. Each measure states its unit, on how many it was taken, and a 95 % interval where it is a
sample; a corpus that is absent is said to be, and its measure is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import UsageError
from pipeline.learn.corpora import Segment
from pipeline.learn.measure import Absent, Counts, Measure, bootstrapped, f1, mean_f1
from pipeline.llm.answers import Answers
from pipeline.resources import MODELS

DEMO = MODELS.parent / "demo" / "coding"

# F1 on LEDA's test split, which is not ours to see: (BERT as published, TF-IDF + regression).
PUBLISHED = {
    "ProposeAction": (0.567, 0.582),
    "StateDecision": (0.518, 0.465),
    "Agreement": (0.693, 0.637),
    "Disagreement": (0.207, 0.143),
}


def text(measures: Iterable[Measure | Absent]) -> str:
    """The measures as a table in plain text, a section for each topic."""
    lines: list[str] = []
    for topic, rows in groupby(measures, key=lambda row: row.topic):
        lines += [topic, *(_line(row) for row in rows), ""]
    return "\n".join(lines).rstrip()


def _line(row: Measure | Absent) -> str:
    if isinstance(row, Absent):
        return f"  not measured: {row.why}"
    interval = "" if row.low is None or row.high is None else f"[{row.low:.3f}, {row.high:.3f}]"
    beside = f"   {row.beside}" if row.beside else ""
    return f"  {row.what:<46} {row.value:.3f} {interval:<16} n = {row.n:,} {row.unit}{beside}"


def measures(
    *,
    gold: Path | None = None,
    corpora: Path | None = None,
    llm: Answers | None = None,
    labels: Sequence[Path] = (),
    folds: int = 0,
) -> Iterator[Measure | Absent]:
    """Every measure that the given folders allow; on the demo's own coding where none is given.

    `llm` is a language model whose figures on the coded threads follow ours; `labels` are folders
    of labels by hand. UsageError where a folder that is given does not hold what it should.
    """
    if gold is not None and not (gold / "positions").is_dir():
        raise UsageError(
            f"{gold} holds no coded threads", hint="name the folder above `positions`: --gold DIR"
        )
    if corpora is not None and not corpora.is_dir():
        raise UsageError(f"{corpora} is no folder", hint="hansard evaluate --corpora DIR")
    yield from _own_words(corpora)
    yield from _found_again(corpora)
    yield from _persons(corpora)
    yield from act_measures(corpora)
    yield from _mood(corpora)
    with TemporaryDirectory() as held:  # archives are read once for all that is held against them
        yield from _positions(gold, corpora, Path(held), llm)
        yield from _calibration(gold, corpora, Path(held))
        yield from _ideas(corpora, Path(held))
    yield from _labelled(labels, gold, corpora, folds)
    yield from _summaries(corpora)
    yield from _intervals()


def _labelled(
    labels: Sequence[Path], gold: Path | None, corpora: Path | None, folds: int
) -> Iterator[Measure | Absent]:
    """The models against labels by hand, where there are any."""
    if not labels:
        return
    from pipeline.learn import against

    if corpora is None:
        yield Absent(against.TOPIC, "the mail that is labelled is needed (--corpora)")
        return
    with TemporaryDirectory() as held:
        yield from against.measures(labels, corpora, gold, Path(held), folds)


def _calibration(gold: Path | None, corpora: Path | None, data: Path) -> Iterator[Measure | Absent]:
    """How far probabilities are from what comes true."""
    topic = "calibration (expected calibration error)"
    from pipeline.learn import acts, calibration, sureness
    from pipeline.learn.corpora import leda

    segments = leda(corpora, "dev") if corpora else None
    if segments:
        found = acts.probabilities(segments)
        by_thread: dict[str, list[tuple[float, bool]]] = defaultdict(list)
        for place, segment in enumerate(segments):
            by_thread[segment.thread] += [
                (found[act][place], act in segment.acts) for act in PUBLISHED
            ]
        cases = [by_thread[thread] for thread in sorted(by_thread)]
        yield calibration.measure(topic, "acts of debates (LEDA, dev)", cases, "judgements")
    if gold is None or corpora is None:
        yield Absent(topic, "coded threads and their mail are needed (--gold, --corpora)")
        return
    for what, pairs in sureness.measured(gold, corpora, data).items():
        yield calibration.measure(topic, f"{what} (coded threads)", pairs, what)


def _ideas(corpora: Path | None, data: Path) -> Iterator[Measure | Absent]:
    from pipeline.learn import ideas

    yield from ideas.measures(corpora, data)


def _intervals() -> Iterator[Measure | Absent]:
    from pipeline.learn import curves

    yield from curves.measures()


def _summaries(corpora: Path | None) -> Iterator[Measure | Absent]:
    from pipeline.learn import summaries

    yield from summaries.measures(corpora)


def _found_again(corpora: Path | None) -> Iterator[Measure | Absent]:
    from pipeline.learn import ablation

    found = list(ablation.measures(corpora)) if corpora else []
    yield from found
    if not found:
        yield Absent(ablation.TOPIC, f"the archives of {' or '.join(ablation.LISTS)} are needed")


def _persons(corpora: Path | None) -> Iterator[Measure | Absent]:
    from pipeline.learn import madeup, zones

    yield from madeup.measures()
    found = list(zones.measures(corpora)) if corpora else []
    yield from found
    if not found:
        yield Absent(zones.TOPIC, "archives in which persons were joined are needed (--corpora)")


def _own_words(corpora: Path | None) -> Iterator[Measure | Absent]:
    topic = "own words"
    if corpora is None:
        yield Absent(topic, "labelled mail is needed (--corpora)")
        return
    from pipeline.learn import ownwords

    found = list(ownwords.scores(corpora))
    if not found:
        yield Absent(topic, f"{corpora} has none of the labelled mail")
    for score in found:
        yield Measure(
            topic, f"F1 of lines, {score.style}", score.f1, None, None, score.mails, "mails",
            f"precision {score.precision:.3f}, recall {score.recall:.3f}",
        )  # fmt: skip


def act_measures(corpora: Path | None) -> Iterator[Measure | Absent]:
    """F1 of each act on LEDA's dev split, and the mean of those that debates turn on."""
    topic = "dialogue acts (LEDA, dev)"
    from pipeline.learn import acts, bagofwords
    from pipeline.learn.corpora import leda

    segments = leda(corpora, "dev") if corpora else None
    learnt = leda(corpora, "train") if corpora else None
    if not segments or not learnt:
        yield Absent(topic, "the corpus leda is needed (--corpora)")
        return
    found = acts.predicted(segments)
    cases = {act: _by_thread(_told(segments, act, found[act])) for act in found}
    plain = bagofwords.predicted(learnt, segments, PUBLISHED)
    peer = {act: _by_thread(_told(segments, act, plain[act])) for act in PUBLISHED}
    here = {act: f1(tuple(map(sum, zip(*peer[act], strict=True)))) for act in PUBLISHED}
    for act in found:
        n = sum(act in segment.acts for segment in segments)
        beside = _beside(act, n / len(segments), here)
        yield _sampled(topic, f"F1 of {act}", [cases[act]], n, beside)
    bert, tfidf = (sum(pair[side] for pair in PUBLISHED.values()) / 4 for side in (0, 1))
    mean = sum(here.values()) / len(here)
    beside = f"TF-IDF {mean:.3f}; on test: BERT {bert:.3f}, TF-IDF {tfidf:.3f}"
    four = [cases[act] for act in PUBLISHED]
    yield _sampled(topic, "mean F1 of the four of debates", four, len(segments), beside)


def _told(
    segments: Sequence[Segment], act: str, found: Sequence[bool]
) -> Iterator[tuple[str, bool, bool]]:
    """Of each paragraph its thread, whether it performs the act, and whether it is said to."""
    for segment, said in zip(segments, found, strict=True):
        yield segment.thread, act in segment.acts, said


def _beside(act: str, share: float, here: Mapping[str, float]) -> str:
    always = f"always: {2 * share / (1 + share):.3f}"
    if act not in PUBLISHED:
        return always
    bert, tfidf = PUBLISHED[act]
    return f"TF-IDF {here[act]:.3f}, {always}; on test: BERT {bert:.3f}, TF-IDF {tfidf:.3f}"


def _by_thread(rows: Iterable[tuple[str, bool, bool]]) -> list[Counts]:
    """Right, wrong and missed of each thread: threads, not paragraphs, are drawn independently."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for thread, gold, said in rows:
        counts[thread][0] += gold and said
        counts[thread][1] += said and not gold
        counts[thread][2] += gold and not said
    return [tuple(map(float, counts[thread])) for thread in sorted(counts)]


def _sampled(
    topic: str, what: str, classes: Sequence[Sequence[Counts]], n: int, beside: str
) -> Measure:
    """The mean F1 of some classes, counted on the same cases in the same order."""
    cases = [sum(row, ()) for row in zip(*classes, strict=True)]
    value, low, high = bootstrapped(cases, mean_f1 if len(classes) > 1 else f1)
    return Measure(topic, what, value, low, high, n, "paragraphs", beside)


def _mood(corpora: Path | None) -> Iterator[Measure | Absent]:
    topic = "mood (five-fold)"
    from pipeline.learn import mood, vader
    from pipeline.learn.corpora import leda, senti4sd, senticr
    from pipeline.learn.corpora import vader as lexicon

    words = lexicon(corpora) if corpora else None
    if corpora is None or words is None:
        yield Absent(
            topic, "the corpora senti4sd, senticr and vader-lexicon are needed (--corpora)"
        )
        return
    texts = (senti4sd(corpora) or []) + (senticr(corpora) or [])
    found = mood.held_out(texts, words, mood.plain(leda(corpora, "train") or []))
    rules = [vader.mood(each.text, words) for each in texts]
    for corpus in sorted({each.corpus for each in texts}):
        rows = [place for place, each in enumerate(texts) if each.corpus == corpus]
        gold = [texts[place].mood for place in rows]
        kinds = sorted(set(gold))
        ours = _classes(gold, [_known(found[place], kinds) for place in rows])
        theirs = _classes(gold, [_known(rules[place], kinds) for place in rows])
        value, low, high = bootstrapped(ours, mean_f1)
        beside = f"VADER {bootstrapped(theirs, mean_f1)[0]:.3f}"
        what = f"macro-F1 of {len(kinds)} moods, {corpus}"
        yield Measure(topic, what, value, low, high, len(rows), "texts", beside)


def _known(mood: str, kinds: Sequence[str]) -> str:
    """A mood that the corpus tells apart: where it knows no positive, that is neutral."""
    return mood if mood in kinds else "neutral"


def _classes(gold: Sequence[str], found: Sequence[str]) -> list[Counts]:
    """For each text right, wrong and missed of each class."""
    return [
        tuple(
            float(count)
            for kind in sorted(set(gold))
            for count in (kind == right == said, said == kind != right, right == kind != said)
        )
        for right, said in zip(gold, found, strict=True)
    ]


def _positions(
    gold: Path | None, corpora: Path | None, data: Path, llm: Answers | None
) -> Iterator[Measure | Absent]:
    if gold is None:
        yield from _demo()
    elif corpora is None:
        yield Absent("proposals and positions", "the mail of the threads is needed (--corpora)")
    else:
        from pipeline.learn import asked, positions

        others = {} if llm is None else {llm.named.model: asked.judge(llm)}
        yield from positions.measures(gold, corpora, data, others)


def _demo() -> Iterator[Measure | Absent]:
    """The figures on the demo's own threads, as far as they ship as text."""
    from pipeline.learn import positions
    from pipeline.learn.coded import coded

    topic = "proposals and positions (the demo's own coding)"
    if not DEMO.is_dir():
        yield Absent(topic, "the demo is not part of this installation; give --gold and --corpora")
        return
    threads = [each for each in coded(DEMO, DEMO.parent / "site" / "pipermail") if each.debates]
    if not threads:
        yield Absent(topic, "none of the demo's coded threads was found in its mail")
    found = [(positions.by_us(each, positions.hansard()), each) for each in threads]
    cases = [tuple(positions.counted(us, positions.by_coder(each))) for us, each in found]
    for what, where, harmonic, unit in positions.FIGURES:
        if harmonic:
            value, low, high = bootstrapped([row[where] for row in cases], f1)
            yield Measure(topic, what, value, low, high, len(cases), unit)
