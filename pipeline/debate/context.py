"""What the others say tells what an answer means: "I agree" takes the side of whom it answers.

In: pairs of mails and proposals, and a first judgement of each. Out: for each pair a row of
numbers, in the order of NAMES, on the sides of those around it: the author before, the one
answered, the thread so far, the author on other proposals. A second judgement takes them in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.debate.features import Mail, Talk
from pipeline.debate.lines import OPPOSES, STANDS, SUPPORTS, Scores
from pipeline.debate.pairs import Aim, Pair

NAMES = (
    "sure", "side", "author was sure", "author's side", "author proposed", "answered was sure",
    "answered side", "answered author sure", "answered author's side", "agrees", "agrees with side",
    "agrees with author's side", "agrees with proposer", "answers side of lines",
    "agrees with side of lines", "thread's side", "sides so far", "surest on other proposal",
    "side on other proposal", "sure for main", "share of sureness",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class First:
    """The first judgement of a pair: how sure a side is taken, and for (1) or against (-1)."""

    sure: float
    side: float

    @property
    def weight(self) -> float:
        """The side as far as it is sure."""
        return self.sure * self.side


NOTHING = First(0.0, 0.0)


def rows(
    talk: Talk,
    scores: Scores,
    aims: Sequence[Aim],
    pairs: Sequence[Pair],
    first: Sequence[First],
) -> list[list[float]]:
    """A row for each pair, in their order."""
    at = {(pair.mail, pair.aim): judged for pair, judged in zip(pairs, first, strict=True)}
    of_mail: dict[int, list[tuple[int, First]]] = {}
    for (number, place), judged in at.items():
        of_mail.setdefault(number, []).append((place, judged))
    last: dict[tuple[str, int], First] = {}
    so_far: dict[int, list[float]] = {}
    found = []
    for pair, judged in zip(pairs, first, strict=True):
        mail, aim = talk.mails[pair.mail], aims[pair.aim]
        found.append(
            [
                *_row(talk, scores, aim, pair, judged, at, last),
                sum(so_far.get(pair.aim, ())) / (1 + len(so_far.get(pair.aim, ()))),
                float(min(len(so_far.get(pair.aim, ())), 20)),
                *_elsewhere(aims, pair, judged, of_mail[pair.mail]),
            ]
        )
        # Only what is likelier than not a side counts as the author's, or as the thread's.
        if judged.sure >= 0.5 or pair.mail == aim.number:
            known = First(1.0, 1.0) if pair.mail == aim.number else judged
            last[mail.post.person, pair.aim] = known
            so_far.setdefault(pair.aim, []).append(known.weight)
    return found


def _row(
    talk: Talk,
    scores: Scores,
    aim: Aim,
    pair: Pair,
    judged: First,
    at: dict[tuple[int, int], First],
    last: dict[tuple[str, int], First],
) -> list[float]:
    mail = talk.mails[pair.mail]
    before = last.get((mail.post.person, pair.aim), NOTHING)
    parent = talk.by_key.get(mail.post.place.parent or "")
    answered = _stood(aim, parent, pair.aim, at)
    author = last.get((parent.post.person, pair.aim), NOTHING) if parent else NOTHING
    agrees = _agreement(scores[pair.mail], pair.focus)
    spoken = _answered(talk, mail, aim, pair, at)
    proposer = parent is not None and parent.post.person == aim.person
    return [
        judged.sure,
        judged.side,
        before.sure,
        before.side,
        float(mail.post.person == aim.person),
        answered.sure,
        answered.weight,
        author.sure,
        author.weight,
        agrees,
        agrees * answered.weight,
        agrees * author.weight,
        agrees * proposer,
        spoken,
        agrees * spoken,
    ]


def _stood(aim: Aim, mail: Mail | None, place: int, at: dict[tuple[int, int], First]) -> First:
    """Where a mail stands on a proposal: its own mail is for it."""
    if mail is None:
        return NOTHING
    if mail.number == aim.number:
        return First(1.0, 1.0)
    return at.get((mail.number, place), NOTHING)


def _agreement(scores: Sequence[Sequence[float]], focus: Sequence[int]) -> float:
    """How much the lines agree (1) or disagree (-1) with whatever they speak of."""
    return max(
        (
            scores[place][STANDS] * (scores[place][SUPPORTS] - scores[place][OPPOSES])
            for place in focus
        ),
        key=abs,
        default=0.0,
    )


def _answered(
    talk: Talk, mail: Mail, aim: Aim, pair: Pair, at: dict[tuple[int, int], First]
) -> float:
    """The mean side of the mails that the lines answer one by one."""
    sides = [
        _stood(aim, talk.by_key.get(line.answers[0]), pair.aim, at).weight
        for line in (mail.lines[place] for place in pair.focus)
        if line.answers
    ]
    return sum(sides) / len(sides) if sides else 0.0


def _elsewhere(
    aims: Sequence[Aim], pair: Pair, judged: First, of_mail: Sequence[tuple[int, First]]
) -> list[float]:
    others = [(place, each) for place, each in of_mail if place != pair.aim]
    surest = max((each for _, each in others), key=lambda each: each.sure, default=NOTHING)
    main = max((each.sure for place, each in others if aims[place].main), default=0.0)
    total = sum(each.sure for _, each in of_mail)
    return [surest.sure, surest.weight, main, judged.sure / max(1e-6, total)]
