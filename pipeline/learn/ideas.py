"""Which way mentions of an idea lean: held against sentences that were coded by hand.

In: data/labels/ideas, with a file for each idea, and files of labels, a line a sentence:
Message-ID, span, digest, and for, against or neither; and the folder of the archives. `a.jsonl` and
`b.jsonl` are two codings of the same sentences, `gold.jsonl` what was settled where they differ,
`once.jsonl` further sentences that were coded once. Out: figures, with those of ideas that nothing
was mended by apart; threads are drawn again for their intervals. All coders are the project's own.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.debate import ideas, ideas_file
from pipeline.fetch import local
from pipeline.fetch.months import Span
from pipeline.learn import positions
from pipeline.learn.agreement import Unit, agreement
from pipeline.learn.measure import Absent, Counts, Measure, bootstrapped, mean_f1
from pipeline.records import Debate, Mention
from pipeline.resources import MODELS
from pipeline.run import build, debating
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
# Of these no error was looked at, and their sentences were read to code them only.
HELD_OUT = ("exceptexpr", "forges", "rust", "subprojects")
# Two codings, what was settled, and what was coded once.
CODERS, SETTLED, ONCE = ("a", "b"), "gold", "once"
DIRECTIONS = ("for", "against", "neither")
SIDES = DIRECTIONS[:2]


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


@dataclass(frozen=True, slots=True)
class Said:
    """Which way the program says that a labelled sentence leans, and the thread it stands in."""

    thread: str
    direction: str


def read(file: Path) -> list[Label]:
    """The labels of a file, in its order."""
    return [Label(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def measures(corpora: Path | None, data: Path, folder: Path = FOLDER) -> Iterator[Measure | Absent]:
    """Macro-F1 of the directions on what coders settled, beside guesses; then agreement."""
    files = {name: folder / f"{name}.jsonl" for name in (*CODERS, SETTLED, ONCE)}
    if corpora is None or not all(file.is_file() for file in files.values()):
        yield Absent(TOPIC, "labels and the mail they are of are needed (--corpora)")
        return
    labels = {name: read(file) for name, file in files.items()}
    all_labels = [*labels[SETTLED], *labels[ONCE]]
    missing = sorted(
        name
        for name in {each.list_id for each in all_labels}
        if not (corpora / LISTS[name]).is_dir()
    )
    if missing:
        yield Absent(TOPIC, f"the archives of {', '.join(missing)} are needed")
        return
    found = predicted(all_labels, corpora, data, folder)
    known = [(label, said) for label, said in zip(all_labels, found, strict=True) if said]
    settled = set(labels[SETTLED])
    yield from _figures(
        [row for row in known if row[0] in settled], [row for row in known if row[0] not in settled]
    )
    yield from _agreement({name: labels[name] for name in CODERS})


def predicted(
    labels: Sequence[Label], corpora: Path, data: Path, folder: Path = FOLDER
) -> list[Said | None]:
    """What the program finds in each labelled sentence, from bytes on.

    None where the mail is not there, or the span holds other words than were labelled.
    """
    found: dict[Label, Said] = {}
    for list_id in sorted({each.list_id for each in labels}):
        those = [each for each in labels if each.list_id == list_id]
        rules = [
            ideas_file.idea(folder / f"{name}.toml")
            for name in sorted({each.idea for each in those})
        ]
        found |= leanings(_debates(data, corpora / LISTS[list_id], list_id), those, rules)
    return [found.get(each) for each in labels]


def _debates(data: Path, archives: Path, list_id: str) -> list[Debate]:
    fetched = list(local.archives(archives, data, list_id, Span(), lambda _: None))
    with processes(os.cpu_count() or 1) as using:
        _, jobs = build.read(data, fetched, using=using)
    return [debate for job in jobs for debate in debating.debates(job)]


def leanings(
    debates: Sequence[Debate], labels: Sequence[Label], rules: Sequence[ideas_file.Rules]
) -> dict[Label, Said]:
    """What is said of each label whose words are in the debates."""
    by_id: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_id[label.message_id].append(label)
    judge = positions.hansard()
    found: dict[Label, Said] = {}
    for debate in debates:
        there = _there(debate, by_id)
        if not there:
            continue
        mentions = ideas.mentions(debate, *judge(debate), rules)
        for message, spoken in there.items():
            said = [each for each in mentions if each.message == message]
            found |= {
                label: Said(debate.thread.thread, _direction(label, said)) for label in spoken
            }
    return found


def _there(debate: Debate, by_id: Mapping[str, Sequence[Label]]) -> dict[str, list[Label]]:
    """The labels whose words stand in a debate, by the mail."""
    found = {
        post.message.message: [
            label
            for label in by_id.get(post.message.message_id, ())
            if digest(post.message.body[label.start_char : label.end_char]) == label.sha256
        ]
        for post in debate.posts
    }
    return {message: labels for message, labels in found.items() if labels}


def _direction(label: Label, mentions: Sequence[Mention]) -> str:
    """The direction of the idea's first mention in a labelled sentence; neither where none is."""
    for each in mentions:
        if each.idea == label.idea and label.start_char <= each.start_char < label.end_char:
            return each.direction if each.direction in DIRECTIONS else "neither"
    return "neither"


Rows = Sequence[tuple[Label, Said]]


def _figures(settled: Rows, once: Rows) -> Iterator[Measure]:
    parts: dict[str, Rows] = {
        "coded twice": settled,
        "coded twice, ideas developed on": [r for r in settled if r[0].idea not in HELD_OUT],
        "coded twice, held-out ideas": [r for r in settled if r[0].idea in HELD_OUT],
        "coded once": once,
    }
    for what, rows in parts.items():
        for kinds in (DIRECTIONS, SIDES):
            yield _figure(f"macro-F1 of {len(kinds)} directions, {what}", rows, kinds)
        both = [(label, s) for label, s in rows if {label.label, s.direction} <= set(SIDES)]
        yield _figure(f"macro-F1 where both tell a side, {what}", both, SIDES)


def _figure(name: str, rows: Rows, kinds: Sequence[str]) -> Measure:
    """The macro-F1 of some directions, beside that of telling always one."""
    labels, ours = [label for label, _ in rows], [said for _, said in rows]
    value, low, high = bootstrapped(counted(labels, ours, kinds), mean_f1)
    guesses = ", ".join(
        f"always {guess} {_guess(labels, ours, guess, kinds):.3f}" for guess in DIRECTIONS
    )
    return Measure(TOPIC, name, value, low, high, len(rows), "mentions", guesses)


def _guess(
    labels: Sequence[Label], ours: Sequence[Said], guess: str, kinds: Sequence[str]
) -> float:
    always = [Said(each.thread, guess) for each in ours]
    return bootstrapped(counted(labels, always, kinds), mean_f1)[0]


def counted(labels: Sequence[Label], ours: Sequence[Said], kinds: Sequence[str]) -> list[Counts]:
    """For each thread, whose mails hang together, right, wrong and missed of each kind."""
    threads: dict[str, list[float]] = {}
    for label, said in zip(labels, ours, strict=True):
        counts = threads.setdefault(said.thread, [0.0] * (3 * len(kinds)))
        for place, kind in enumerate(kinds):
            counts[3 * place] += kind == label.label == said.direction
            counts[3 * place + 1] += said.direction == kind != label.label
            counts[3 * place + 2] += label.label == kind != said.direction
    return [tuple(counts) for counts in threads.values()]


def _agreement(coders: Mapping[str, Sequence[Label]]) -> Iterator[Measure]:
    """Kappa of the two codings of the same sentences."""
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
