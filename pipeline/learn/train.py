"""Training: every model that ships with hansard, made anew from the corpora.

In: the folder of labelled corpora, and that of coded threads where there is one. Out: a model file
each, and lines that say what was learnt from what. The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.debate import model
from pipeline.debate.model import Model
from pipeline.errors import UsageError
from pipeline.learn import acts, bc3, corpora, mood, positions, summaries


def train(folder: Path, gold: Path | None, output: Path) -> Iterator[str]:
    """Lines that say which models were written; UsageError where there is nothing to learn from."""
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
        yield _written("acts", acts.trained(segments), output)
    if not texts:
        yield "mood: left as it is, for there is neither senti4sd nor senticr"
    else:
        texts += mood.plain(segments or [])
        yield _written("mood", mood.trained(texts, corpora.vader(folder) or {}), output)
    yield from positions.train(folder, gold, output)
    threads = bc3.threads(folder)
    if threads:
        yield _kept("summary", summaries.trained(threads), output)
    else:
        yield "summary: left as it is, for there is no bc3"


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
