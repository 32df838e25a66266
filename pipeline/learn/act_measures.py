"""How right the acts of sentences are: on LEDA's dev split, beside what others do.

In: the folder of corpora. Out: F1 of each act with its interval, and the mean of those that debates
turn on; where the corpus is absent, that it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.learn.corpora import Segment
from pipeline.learn.measure import Absent, Counts, Measure, bootstrapped, f1, mean_f1

# F1 on LEDA's test split, which is not ours to see: (BERT as published, TF-IDF + regression).
PUBLISHED = {
    "ProposeAction": (0.567, 0.582),
    "StateDecision": (0.518, 0.465),
    "Agreement": (0.693, 0.637),
    "Disagreement": (0.207, 0.143),
}


def measures(corpora: Path | None) -> Iterator[Measure | Absent]:
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
