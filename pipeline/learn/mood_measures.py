"""How right moods are: by five-fold cross-validation, beside the rules of VADER.

In: the folder of corpora. Out: macro-F1 on each labelled corpus with its interval; where one is
absent, that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.learn.measure import Absent, Counts, Measure, bootstrapped, mean_f1


def measures(corpora: Path | None) -> Iterator[Measure | Absent]:
    """Macro-F1 of the moods of each corpus."""
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
