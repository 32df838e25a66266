"""Proposals and positions: learnt from coded threads, and measured on others.

In: the folder of coded threads (`positions/train` to learn from, `positions/a` and `/b`, two
coders of the same threads, to measure on) and the archives they name. Out: the model `positions`,
and figures beside two baselines and beside the two coders' agreement. What was learnt from is
never measured on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.debate import corrected, votes
from pipeline.debate.features import EARLIEST
from pipeline.debate.model import Model
from pipeline.learn import examples, ledger, measure
from pipeline.learn.coded import Coded, coded
from pipeline.learn.ledger import Entry, Row
from pipeline.learn.measure import Measure
from pipeline.records import Debate, Position, Post, Proposal

TOPIC = "proposals and positions"

# Chosen by cross-validation over the 224 threads for F1; `thread` (that any of its sentences
# proposes) a little higher, because a proposal in a thread that has none does more harm than one
# missed, and `least` (that a side is taken, and this one) as high as costs no F1: who meets one
# person on the wrong side reads no further.
THRESHOLDS = {
    "thread": 0.8,
    "alone": 0.5,
    "surest": 0.2,
    "main mail": 0.15,
    "proposal": 0.12,
    "further proposal": 0.7,
    "main": 0.35,
    "other": 0.5,
    "vote": 0.1,
    "question": 0.7,
    "least": 0.3,
}

Positions = Sequence[Position]
Judge = Callable[[Debate], tuple[Sequence[Proposal], Positions]]


def learn(threads: Sequence[Coded], sentences: Sequence[Sequence[str]] = ()) -> Model:
    """The model learnt from coded threads, and from the words of sentences that nobody coded."""
    # The solvers' sums depend on how many threads share them, and so would the bytes.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    from pipeline.learn import fitting, vectors

    of = list(examples.examples(threads))
    with threadpool_limits(limits=1):
        arrays = fitting.fitted(of, vectors.learnt(sentences))
    meta = {
        "thresholds": THRESHOLDS,
        "threads": len(threads),
        "sentences": len(sentences),
        "lines": sum(len(mail.lines) for each in of for mail in each.talk.mails),
        "proposals": sum(len(each.proposals) for each in threads),
        "positions": sum(len(each.positions) for each in threads),
        "lists": sorted({each.list_id for each in threads}),
    }
    return Model(meta, arrays)


@dataclass(frozen=True, slots=True)
class Told:
    """A thread as somebody tells it: proposals, and positions on them in the order of time."""

    entries: tuple[Entry, ...]
    rows: tuple[Row, ...]

    def main(self) -> Told:
        """Only the main proposals, and who stands where on them."""
        entries = tuple(each for each in self.entries if each.main)
        kept = {each.proposal for each in entries}
        return Told(entries, tuple(row for row in self.rows if row.proposal in kept))


def by_coder(thread: Coded) -> Told:
    """A thread as it was coded, with our keys and persons."""
    author = {
        post.message.message: (post.person, number)
        for debate in thread.debates
        for number, post in enumerate(sorted(debate.posts, key=_when))
    }
    key = {each: thread.key_of.get(each, each) for each in _ids(thread)}
    entries = tuple(
        Entry(
            str(row["id"]),
            key[row["message_id"]],
            thread.person_of.get(row["person"], row["person"]),
            ledger.words(row["title"], row["quote"]),
            row["kind"] == "main",
            row["outcome"],
        )
        for row in thread.proposals
    )
    placed = [(author.get(key[row["message_id"]]), row) for row in thread.positions]
    ordered = sorted(placed, key=lambda each: each[0][1] if each[0] else -1)
    return Told(
        entries,
        tuple(
            Row(str(row["proposal"]), known[0] if known else row["person"], row["stance"])
            for known, row in ordered
        ),
    )


def _ids(thread: Coded) -> set[str]:
    return {row["message_id"] for row in (*thread.proposals, *thread.positions)}


def _when(post: Post) -> tuple[datetime, int]:
    return post.message.sent_at or EARLIEST, post.place.position


def by_us(thread: Coded, judge: Judge) -> Told:
    """A thread as `judge` reads it, as far as its mails were coded."""
    known = set(thread.key_of.values())
    entries: list[Entry] = []
    rows: list[Row] = []
    for debate in thread.debates:
        bodies = {post.message.message: post.message.body for post in debate.posts}
        proposals, positions = judge(debate)
        entries += [
            Entry(
                each.proposal,
                each.message,
                each.person,
                ledger.words(each.title, bodies[each.message][each.start_char : each.end_char]),
                each.kind == "main",
                each.outcome,
            )
            for each in proposals
            if each.message in known
        ]
        rows += [
            Row(each.proposal, each.person, each.stance)
            for each in positions
            if each.message in known
        ]
    kept = {each.proposal for each in entries}
    return Told(tuple(entries), tuple(row for row in rows if row.proposal in kept))


def hansard(learnt: Model | None = None) -> Judge:
    """The program itself."""

    def judge(debate: Debate) -> tuple[Sequence[Proposal], Positions]:
        found = corrected.judged(debate, learnt=learnt)
        return found.proposals, found.positions

    return judge


def voting(debate: Debate) -> tuple[Sequence[Proposal], Positions]:
    """The baseline: the opening mail proposes its first sentence; every +1 and -1 is on that."""
    root = debate.posts[0]
    if not root.sentences:
        return [], []
    line = root.sentences[0]
    message = root.message
    proposal = Proposal(
        f"{message.message}/p1", debate.thread.thread, message.message, line.number,
        line.start_char, line.end_char, message.subject, root.person, message.sent_at, "main", 1.0,
        "open", None, None, None,
    )  # fmt: skip
    cast = [Position(
        proposal.proposal, root.person, message.message, line.number, line.start_char,
        line.end_char, "support", 1.0, "argument", "proposed", message.sent_at, None,
    )]  # fmt: skip
    for post in debate.posts[1:]:
        for block in post.blocks:
            text = (
                post.message.body[block.start_char : block.end_char] if block.kind == "own" else ""
            )
            cast += [
                Position(
                    proposal.proposal, post.person, post.message.message, None, vote.start,
                    vote.end, vote.stance, 1.0, "vote", "voted", post.message.sent_at, None,
                )
                for vote in votes.votes(text)
            ]  # fmt: skip
    return [proposal], cast


Counts = tuple[float, ...]


def counted(found: Told, coded: Told) -> Counts:
    """Counts of a thread, in the order that FIGURES names.

    All proposals of both sides are matched; then the rows of those count that each side itself
    calls main. A main proposal that the other side has as an alternative is wrong, and missed.
    """
    pairs = ledger.matched(found.entries, coded.entries)
    outcome = {each.proposal: each.outcome for each in coded.entries}
    ours = {each.proposal: each.outcome for each in found.entries}
    return (
        *ledger.counts(found.main().rows, coded.main().rows, pairs),
        *ledger.counts(found.rows, coded.rows, pairs),
        len(pairs),
        len(found.entries) - len(pairs),
        len(coded.entries) - len(pairs),
        *ledger.sides(found.rows, coded.rows, pairs),
        sum(ours[one] == outcome[other] for one, other in pairs.items()),
        len(pairs),
        float(bool(found.entries) and not coded.entries),
        float(not coded.entries),
    )


# What is measured: its name, where its counts stand, of what it is counted.
FIGURES: tuple[tuple[str, slice, bool, str], ...] = (
    ("F1 of (person, main proposal, last stance)", slice(0, 3), True, "threads"),
    ("F1 of (person, proposal, last stance)", slice(3, 6), True, "threads"),
    ("F1 of proposals", slice(6, 9), True, "threads"),
    ("stance right, given person and proposal", slice(9, 11), False, "threads"),
    ("outcome right, given the proposal", slice(11, 13), False, "threads"),
)


def measures(
    gold: Path, corpora: Path, data: Path, others: Mapping[str, Judge] | None = None
) -> Iterator[Measure]:
    """The figures on the threads that two coded, their mean over the coders, with intervals.

    What is read of the archives is kept in `data`; `others` are further judges by name, whose
    figures follow ours.
    """
    coders = [coded(gold / "positions" / name, corpora, data) for name in ("a", "b")]
    told = [[by_coder(thread) for thread in threads] for threads in coders]
    baseline = _judged(voting, coders[0], told)
    agreed = [counted(one, other) for one, other in zip(*told, strict=True)]
    for name, judge in {"": hansard(), **(others or {})}.items():
        cases = _judged(judge, coders[0], told)
        for what, where, harmonic, unit in FIGURES:
            value, low, high = measure.bootstrapped(cases, _mean(where, harmonic))
            beside = measure.bootstrapped(baseline, _mean(where, harmonic))[0]
            coders_agree = measure.bootstrapped(agreed, _figure(where, harmonic))[0]
            yield Measure(
                f"{TOPIC}, by {name}" if name else TOPIC, what, float(value), low, high,
                len(cases), unit,
                f"votes by rule {beside:.3f}, the two coders {coders_agree:.3f}",
            )  # fmt: skip


def _judged(judge: Judge, threads: Sequence[Coded], told: Sequence[Sequence[Told]]) -> list[Counts]:
    """The counts of each thread against both coders, one after the other."""
    return [
        tuple(counted(found, one)) + tuple(counted(found, other))
        for found, one, other in zip(
            (by_us(thread, judge) for thread in threads), *told, strict=True
        )
    ]


def _figure(where: slice, harmonic: bool) -> Callable[[Counts], float]:
    def figure(counts: Counts) -> float:
        if harmonic:
            return measure.f1(counts[where])
        right, of = counts[where]
        return right / of if of else 0.0

    return figure


def _mean(where: slice, harmonic: bool) -> Callable[[Counts], float]:
    """The mean of a figure over the two coders, whose counts follow one another."""
    one = _figure(where, harmonic)

    def figure(counts: Counts) -> float:
        half = len(counts) // 2
        return (one(counts[:half]) + one(counts[half:])) / 2

    return figure
