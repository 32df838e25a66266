"""Which way mentions of an idea lean: held against sentences that were coded by hand.

In: data/labels/ideas, with a file for each idea, and for each coder one of labels (`a.jsonl`,
`b.jsonl`), a line a sentence: Message-ID, span, digest, and for, against or neither; and the
folder of the archives. Out: figures, with those of ideas that nothing was mended by apart. Both
codings are the project's own: they tell how stable the labels are, not what others would say.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.debate import ideas
from pipeline.fetch import local
from pipeline.fetch.months import Span
from pipeline.learn import positions
from pipeline.learn.agreement import Unit, agreement
from pipeline.learn.measure import Absent, Counts, Measure, bootstrapped, mean_f1
from pipeline.records import Debate, Mention
from pipeline.resources import MODELS
from pipeline.run import build, stages
from pipeline.run.spread import processes

TOPIC = "direction of mentions of ideas"
FOLDER = MODELS.parent / "labels" / "ideas"

# Where the archives of each list are.
LISTS = {
    "ksummit": Path("ksummit"),
    "python-committers": Path("python-committers"),
    "python-dev": Path("python-dev"),
    "twisted-python": Path("twisted-pipermail") / "twisted-python",
}
# Of these no error was looked at: nothing in the program can be owed to them.
HELD_OUT = ("rust", "subprojects")
DIRECTIONS = ("for", "against", "neither")


@dataclass(frozen=True, slots=True)
class Label:
    """A sentence that mentions an idea, and which way a coder says it leans."""

    idea: str
    list_id: str
    message_id: str
    start_char: int
    end_char: int
    sha256: str
    label: str


def read(file: Path) -> list[Label]:
    """The labels of a file, in its order."""
    return [Label(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def measures(corpora: Path | None, data: Path, folder: Path = FOLDER) -> Iterator[Measure | Absent]:
    """Macro-F1 of the directions on the labels of a coder, beside guesses; then agreement."""
    if corpora is None or not (folder / "a.jsonl").is_file():
        yield Absent(TOPIC, "labels and the mail they are of are needed (--corpora)")
        return
    coders = {file.stem: read(file) for file in sorted(folder.glob("?.jsonl"))}
    lists = {each.list_id for each in coders["a"]}
    missing = sorted(name for name in lists if not (corpora / LISTS[name]).is_dir())
    if missing:
        yield Absent(TOPIC, f"the archives of {', '.join(missing)} are needed")
        return
    found = predicted(coders["a"], corpora, data, folder)
    known = [(label, said) for label, said in zip(coders["a"], found, strict=True) if said]
    yield from _figures(known)
    yield from _agreement(coders)


def predicted(
    labels: Sequence[Label], corpora: Path, data: Path, folder: Path = FOLDER
) -> list[str | None]:
    """The direction that the program finds in each labelled sentence, from bytes on.

    None where the mail is not there, or the span holds other words than were labelled.
    """
    found: dict[Label, str] = {}
    for list_id in sorted({each.list_id for each in labels}):
        those = [each for each in labels if each.list_id == list_id]
        debates = _debates(data, corpora / LISTS[list_id], list_id)
        for idea in sorted({each.idea for each in those}):
            rules = ideas.idea(folder / f"{idea}.toml")
            found |= leanings(debates, [each for each in those if each.idea == idea], rules)
    return [found.get(each) for each in labels]


def _debates(data: Path, archives: Path, list_id: str) -> list[Debate]:
    fetched = list(local.archives(archives, data, list_id, Span(), lambda _: None))
    with processes(os.cpu_count() or 1) as using:
        _, jobs = build.read(data, fetched, using=using)
    return [debate for job in jobs for debate in stages.debates(job)]


def leanings(
    debates: Sequence[Debate], labels: Sequence[Label], rules: ideas.Rules
) -> dict[Label, str]:
    """The direction of each label of an idea whose words are in the debates."""
    by_id: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_id[label.message_id].append(label)
    judge = positions.hansard()
    found: dict[Label, str] = {}
    for debate in debates:
        there = {
            post.message.message: [
                label
                for label in by_id.get(post.message.message_id, ())
                if digest(post.message.body[label.start_char : label.end_char]) == label.sha256
            ]
            for post in debate.posts
        }
        if not any(there.values()):
            continue
        mentions = ideas.mentions(debate, *judge(debate), [rules])
        for message, spoken in there.items():
            said = [each for each in mentions if each.message == message]
            found |= {label: _direction(label, said) for label in spoken}
    return found


def _direction(label: Label, mentions: Sequence[Mention]) -> str:
    """The direction of the first mention within a labelled sentence; neither where none is."""
    for each in mentions:
        if label.start_char <= each.start_char < label.end_char:
            return each.direction if each.direction in DIRECTIONS else "neither"
    return "neither"


def _figures(rows: Sequence[tuple[Label, str]]) -> Iterator[Measure]:
    held_out = [row for row in rows if row[0].idea in HELD_OUT]
    for what, those in (("all ideas", rows), ("held-out ideas", held_out)):
        labels, ours = [label for label, _ in those], [said for _, said in those]
        for kinds in (DIRECTIONS, DIRECTIONS[:2]):
            value, low, high = bootstrapped(counted(labels, ours, kinds), mean_f1)
            guesses = ", ".join(
                f"always {guess} {_guess(labels, guess, kinds):.3f}" for guess in DIRECTIONS
            )
            name = f"macro-F1 of {len(kinds)} directions, {what}"
            yield Measure(TOPIC, name, value, low, high, len(those), "mentions", guesses)


def _guess(labels: Sequence[Label], guess: str, kinds: Sequence[str]) -> float:
    return bootstrapped(counted(labels, [guess] * len(labels), kinds), mean_f1)[0]


def counted(labels: Sequence[Label], ours: Sequence[str], kinds: Sequence[str]) -> list[Counts]:
    """For each mail, whose sentences hang together, right, wrong and missed of each kind."""
    mails: dict[str, list[float]] = {}
    for label, said in zip(labels, ours, strict=True):
        counts = mails.setdefault(label.message_id, [0.0] * (3 * len(kinds)))
        for place, kind in enumerate(kinds):
            counts[3 * place] += kind == label.label == said
            counts[3 * place + 1] += said == kind != label.label
            counts[3 * place + 2] += label.label == kind != said
    return [tuple(counts) for counts in mails.values()]


def _agreement(coders: Mapping[str, Sequence[Label]]) -> Iterator[Measure]:
    """Kappa of two codings of the same sentences, where there are two."""
    if len(coders) != 2:
        return
    labels: dict[tuple[str, str, int], dict[str, str]] = defaultdict(dict)
    for coder, those in coders.items():
        for each in those:
            labels[each.idea, each.message_id, each.start_char][coder] = each.label
    units = [Unit(message, by) for (_, message, _), by in labels.items()]
    for found in agreement(units):
        if found.measure == "kappa" and not found.label and found.value is not None:
            yield Measure(
                TOPIC, "kappa of two codings, both ours", found.value, found.low, found.high,
                found.units, "mentions",
            )  # fmt: skip


def digest(text: str) -> str:
    """What stands for the words of a sentence in a file of labels."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
