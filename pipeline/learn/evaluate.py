"""How right the results are: every measure beside its baselines, with intervals.

In: the folders of coded threads and labelled corpora, where there are any. Out: rows, and their
text. Each measure states its unit, on how many it was taken, and a 95 % interval where it is a
sample; a corpus that is absent is said to be, and its measure is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import UsageError
from pipeline.learn import act_measures, mood_measures
from pipeline.learn.measure import Absent, Measure, bootstrapped, f1
from pipeline.llm.answers import Answers
from pipeline.resources import MODELS

DEMO = MODELS.parent / "demo" / "coding"


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
    yield from act_measures.measures(corpora)
    yield from mood_measures.measures(corpora)
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
                (found[act][place], act in segment.acts) for act in act_measures.PUBLISHED
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
