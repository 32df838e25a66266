"""Training: every model that ships with hansard, made anew from the corpora.

In: the folder of labelled corpora, that of coded threads where there is one, and folders of labels
by hand. Out: a model file each, and lines that say what was learnt from what. The same input gives
the same bytes; without labels, those that it gave before there were any.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.debate import model
from pipeline.debate.model import Model
from pipeline.errors import UsageError
from pipeline.learn import acts, bc3, corpora, labelled, mood, positions, summaries, sureness
from pipeline.learn.coded import coded, unlabelled
from pipeline.learn.corpora import Segment


def train(
    folder: Path, gold: Path | None, output: Path, labels: Sequence[Path] = ()
) -> Iterator[str]:  # fmt: skip
    """Lines that say which models were written; UsageError where there is nothing to learn from."""
    if not labels:
        yield from _models(folder, gold, output)
        return
    with TemporaryDirectory() as held:
        of = labelled.found(labels, folder, Path(held, "data"))
        made = labelled.gold(of, gold, Path(held, "gold"))
        more = labelled.segments(of)
        yield _told(of, made, more)
        taught = made.folder if any((made.folder / labelled.TRAIN).glob("*.json")) else None
        try:
            yield from _models(folder, taught, output, more)
        except ValueError as error:  # a few labels alone may lack what a model must tell apart
            raise UsageError(
                f"the labels are too few to learn from: {error}", hint="label more, or give --gold"
            ) from error
        if made.learnt:
            ids = [name for coding in made.learnt for name in coding.messages]
            yield _marked(output, ids)


def _told(of: labelled.Found, made: labelled.Gold, more: Sequence[Segment]) -> str:
    """What the labels gave."""
    return (
        f"labels: {len(of.acts):,} sentences, {len(more):,} paragraphs of them learnt from; "
        f"{len(of.codings):,} threads, {len(made.learnt):,} learnt from, "
        f"{made.kept:,} kept to measure on, {made.replaced:,} in the place of coded threads, "
        f"{made.lost:,} things not found in the archives"
    )


def _marked(output: Path, ids: Sequence[str]) -> str:
    """Keep in the model of positions which mails of labels it learnt from."""
    file = model.path("positions", output)
    learnt = model.unpacked(file.read_bytes())
    meta = learnt.meta | {labelled.LEARNT: labelled.marks(ids)}
    content = model.packed(replace(learnt, meta=meta))
    file.write_bytes(content)
    return f"positions: with the marks of labels, sha256 {hashlib.sha256(content).hexdigest()[:16]}"


def _models(
    folder: Path, gold: Path | None, output: Path, more: Sequence[Segment] = ()
) -> Iterator[str]:  # fmt: skip
    """Write each model; `more` are paragraphs that coders labelled."""
    output.mkdir(parents=True, exist_ok=True)
    segments = corpora.leda(folder, "train")
    texts = (corpora.senti4sd(folder) or []) + (corpora.senticr(folder) or [])
    if segments is None and not texts and gold is None:
        raise UsageError(
            f"{folder} holds none of the corpora that models are learnt from",
            hint=f"it should hold a folder each: {', '.join(corpora.LICENCES)}",
        )
    if segments is None:
        yield "acts: left as it is, for there is no leda/train.csv"
    else:
        sentences = _unlabelled(folder, gold)
        yield _written("acts", _alone(lambda: _acts(segments, more, sentences)), output)
    if not texts:
        yield "mood: left as it is, for there is neither senti4sd nor senticr"
    else:
        texts += mood.plain(segments or [])
        words = corpora.vader(folder) or {}
        yield _written("mood", _alone(lambda: mood.trained(texts, words)), output)
    # What follows is learnt from what came before, not from what happens to be installed.
    with model.using(output):
        yield from _positions(folder, gold, output)
        yield from _summary(folder, output)


def _summary(folder: Path, output: Path) -> Iterator[str]:
    threads = bc3.threads(folder)
    if threads:
        yield _kept("summary", _alone(lambda: summaries.trained(threads)), output)
    else:
        yield "summary: left as it is, for there is no bc3"


def _coding(gold: Path | None) -> Path | None:
    """The folder of threads that are coded to learn from, if there is one."""
    known = gold / labelled.TRAIN if gold else None
    return known if known and known.is_dir() else None


def _unlabelled(folder: Path, gold: Path | None) -> list[tuple[str, ...]]:
    """The words of mail that nobody labelled, of the archives that coded threads name."""
    known = _coding(gold)
    if known is None:
        return []
    with TemporaryDirectory() as held:
        return unlabelled(known, folder, Path(held))


def _positions(folder: Path, gold: Path | None, output: Path) -> Iterator[str]:
    """Write the model of proposals and positions."""
    known = _coding(gold)
    if known is None:
        yield "positions: left as it is, for there are no coded threads"
        return
    with TemporaryDirectory() as held:
        threads = coded(known, folder, Path(held))
        sentences = unlabelled(known, folder, Path(held))
        learnt = sureness.calibrated(positions.learn(threads, sentences), threads, sentences)
    content = model.packed(learnt)
    output.mkdir(parents=True, exist_ok=True)
    model.path("positions", output).write_bytes(content)
    told = learnt.meta
    yield (
        f"positions: {told['threads']} threads, {told['lines']:,} lines, "
        f"{told['sentences']:,} sentences nobody coded, "
        f"{told['positions']:,} positions, {len(content):,} bytes, "
        f"sha256 {hashlib.sha256(content).hexdigest()[:16]}"
    )


def _alone(learn: Callable[[], Model]) -> Model:
    """A model learnt by one thread: sums depend on how many share them, and so would the bytes."""
    # Only libraries that are loaded can be held to one.
    import sklearn.linear_model  # noqa: F401
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(limits=1):
        return learn()


def _acts(
    segments: Sequence[Segment], more: Sequence[Segment], sentences: Sequence[tuple[str, ...]]
) -> Model:
    """The model of acts; where labels taught it too, with their marks."""
    learnt = acts.trained([*segments, *more], sentences)
    if not more:
        return learnt
    marks = labelled.marks({each.mail for each in more})
    return replace(learnt, meta=learnt.meta | {labelled.LEARNT: marks})


def _kept(name: str, learnt: Model, output: Path) -> str:
    content = model.packed(learnt)
    model.path(name, output).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    threads, known = len(learnt.meta["threads"]), len(learnt.meta["features"])
    return (
        f"{name}: {threads} threads, {known} features, {len(content):,} bytes, sha256 {digest[:16]}"
    )


def _written(name: str, learnt: Model, output: Path) -> str:
    content = model.packed(learnt)
    model.path(name, output).write_bytes(content)
    classes, words = learnt.meta["classes"], len(learnt.arrays["weights"])
    digest = hashlib.sha256(content).hexdigest()
    return (
        f"{name}: {len(classes)} classes, {words:,} words and pairs, {len(content):,} bytes,"
        f" sha256 {digest[:16]}"
    )
