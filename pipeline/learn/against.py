"""Figures of the models against what coders labelled by hand.

In: folders of labels, the archives that hold their mails, the folder of coded threads that the
models learnt from. Out: `Measure`s with intervals over threads. What a model learnt from is left
out and counted: threads marked in the model, and those that share a mail with a coded thread to
learn from. Cross-validation (`folds`) learns positions anew for each fold, without any coded or
labelled thread that shares a debate with those judged.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.debate import model
from pipeline.errors import UsageError
from pipeline.learn import interchange, labelled
from pipeline.learn.coded import Coded, coded, folds_of, roots, unlabelled
from pipeline.learn.labelled import Found
from pipeline.learn.labels import ACTS, digest
from pipeline.learn.measure import Absent, Counts, Measure, bootstrapped, f1, mean_f1

TOPIC = "labels by hand"


def measures(
    folders: Sequence[Path], corpora: Path, gold: Path | None, data: Path, folds: int = 0
) -> Iterator[Measure | Absent]:
    """Acts of sentences, then proposals and positions, where there are labels of them."""
    of = labelled.found(folders, corpora, data / "data")
    yield from _acts(of)
    yield from _threads(of, corpora, gold, data)
    if folds > 1:
        yield from crossed(of, corpora, gold, data, folds)


def _acts(of: Found) -> Iterator[Measure | Absent]:
    topic = f"{TOPIC}: acts of sentences"
    by_thread: dict[str, list[float]] = defaultdict(lambda: [0.0] * (3 * len(ACTS)))
    meta, sentences, left = model.load("acts").meta, 0, 0
    for debate in of.debates:
        ids = [post.message.message_id for post in debate.posts]
        if labelled.learnt_from(meta, ids):
            left += 1
            continue
        for post in debate.posts:
            for each in post.sentences:
                span = (post.message.message_id, each.start_char, each.end_char)
                label = of.acts.get(span)
                if label is None or label.sha256 != digest(post.message.body[span[1] : span[2]]):
                    continue
                said = {act.act for act in post.acts if act.sentence == each.number}
                sentences += 1
                _count(by_thread[debate.thread.thread], said, set(label.acts))
    if not sentences:
        yield Absent(topic, _nothing("labelled sentence", left))
        return
    cases = [tuple(by_thread[thread]) for thread in sorted(by_thread)]
    for place, act in enumerate(ACTS):
        mine = [case[3 * place : 3 * place + 3] for case in cases]
        value, low, high = bootstrapped(mine, f1)
        given = int(sum(right + missed for right, _, missed in mine))
        yield Measure(
            topic, f"F1 of {act}", value, low, high, sentences, "sentences",
            f"given {given} times",
        )  # fmt: skip
    value, low, high = bootstrapped(cases, mean_f1)
    yield Measure(topic, "mean F1 of the four", value, low, high, len(cases), "threads", _out(left))


def _count(counts: list[float], said: set[str], given: set[str]) -> None:
    for place, act in enumerate(ACTS):
        counts[3 * place] += act in said and act in given
        counts[3 * place + 1] += act in said and act not in given
        counts[3 * place + 2] += act not in said and act in given


def _out(left: int) -> str:
    return f"{left} threads left out, for the model learnt from them" if left else ""


def _nothing(what: str, left: int) -> str:
    return f"there is no {what} in the archives" + (
        f" that the model did not learn from ({left} threads left out)" if left else ""
    )


def _learnt(gold: Path) -> set[str]:
    """The Message-IDs of the coded threads that are there to learn from."""
    return {
        interchange.bare(name)
        for file in sorted((gold / "positions" / "train").glob("*.json"))
        for name in json.loads(file.read_text("utf-8"))["messages"]
    }


def _threads(
    of: Found, corpora: Path, gold: Path | None, data: Path
) -> Iterator[Measure | Absent]:  # fmt: skip
    topic = f"{TOPIC}: proposals and positions"
    if not of.codings:
        yield Absent(topic, "no thread is coded whole")
        return
    if gold is None:
        yield Absent(topic, "--gold must tell which threads the model learnt from")
        return
    known, meta = _learnt(gold), model.load("positions").meta
    fresh = tuple(
        each
        for each in of.codings
        if known.isdisjoint(each.messages) and not labelled.learnt_from(meta, each.messages)
    )
    left = len(of.codings) - len(fresh)
    made = labelled.gold(replace(of, codings=fresh), None, data / "fresh")
    if not made.learnt:
        yield Absent(topic, _nothing("coded thread", left))
        return
    from pipeline.learn import positions

    threads = coded(made.folder / labelled.TRAIN, corpora, data / "data")
    cases = [_judged(each, positions.hansard()) for each in threads]
    votes = [_judged(each, positions.voting) for each in threads]
    yield from _figures(topic, cases, votes, _out(left))


def _judged(thread: Coded, judge: object) -> Counts:
    from pipeline.learn import positions

    found = positions.by_us(thread, judge)  # type: ignore[arg-type]
    return tuple(map(float, positions.counted(found, positions.by_coder(thread))))


def _figures(
    topic: str, cases: Sequence[Counts], votes: Sequence[Counts], told: str
) -> Iterator[Measure]:
    from pipeline.learn import positions

    for what, where, harmonic, unit in positions.FIGURES:
        figure = f1 if harmonic else _share
        value, low, high = bootstrapped([case[where] for case in cases], figure)
        rule = bootstrapped([case[where] for case in votes], figure)[0] if votes else None
        beside = [] if rule is None else [f"votes by rule {rule:.3f}"]
        yield Measure(
            topic, what, float(value), low, high, len(cases), unit,
            ", ".join([*beside, *([told] if told else [])]),
        )  # fmt: skip


def _share(counts: Counts) -> float:
    right, of = counts[:2]
    return right / of if of else 0.0


def checked(folds: int, folders: Sequence[Path], corpora: Path | None) -> None:
    """UsageError where folds cannot be made: fewer than two, or more than labelled threads."""
    if not folders or corpora is None:
        raise UsageError(
            "folds are made of labelled threads and their mail",
            hint=f"hansard evaluate --folds {folds} --labels data/labels/threads --corpora DIR",
        )
    if folds < 2:
        raise UsageError(
            f"{folds} fold leaves no thread to learn from",
            hint="--folds 5, or leave it out to measure the models as they are",
        )
    threads = len(labelled.coded_threads(folders))
    if folds > threads:
        raise UsageError(
            f"{folds:,} folds need as many labelled threads, and there are {threads:,}",
            hint="fewer folds: --folds 5",
        )


def crossed(
    of: Found, corpora: Path, gold: Path | None, data: Path, folds: int
) -> Iterator[Measure | Absent]:
    """The same with models learnt anew, each without the threads that it is measured on."""
    from pipeline.learn import positions

    topic = f"{TOPIC}: proposals and positions, {folds}-fold"
    made = labelled.gold(of, gold, data / "crossed")
    if len(made.learnt) < folds:
        yield Absent(topic, f"only {len(made.learnt):,} labelled threads can be learnt from")
        return
    folder = made.folder / labelled.TRAIN
    threads = coded(folder, corpora, data / "data")
    sentences = unlabelled(folder, corpora, data / "data")
    ours = [each for each in threads if each.name.startswith(labelled.PREFIX)]
    fold = folds_of(ours, folds)
    cases = []
    for number in sorted(set(fold)):
        judged = [each for each, of_ in zip(ours, fold, strict=True) if of_ == number]
        apart = {name for each in judged for name in roots(each)}
        taught = [each for each in threads if apart.isdisjoint(roots(each))]
        learnt = positions.learn(
            [each for each in taught if each not in judged], sentences
        )  # fmt: skip
        cases += [_judged(each, positions.hansard(learnt)) for each in judged]
    yield from _figures(topic, cases, [], "")
