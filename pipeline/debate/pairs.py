"""What tells where a mail stands on a proposal: whether it speaks of it, and what it says.

In: a `Talk`, the scores of its lines and its proposals as `Aim`. Out: `Pair`: a mail, a proposal,
the lines that most plausibly speak of it, and a row of numbers in the order of NAMES. Mails
before the proposal are left out, and so are mails that nothing ties to it: no quote, no answer,
no shared words, another proposal nearer above them in the thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log1p, prod

from pipeline.debate import cues
from pipeline.debate.features import ACTS, STANCES, WHO, Mail, Talk, content_of, overlap
from pipeline.debate.lines import PROPOSES, STANDS, SUPPORTS, Scores

# Telling words that a mail must share with a proposal to speak of it where nothing else ties them.
SHARED = 2
# Lines around the one that proposes in which its author speaks of it.
AROUND = 3
# Steps up the thread beyond which a proposal is no longer what a mail answers.
FAR = 12

_CUE = {kind: place for place, kind in enumerate(cues.KINDS)}
CUES = (
    "support", "oppose", "conditional", "neutral", "unopposed", "call", "accept", "reject",
    "withdraw", "propose", "should",
)  # fmt: skip
_SAID = ("strongest", "any", *(f"strongest {s}" for s in STANCES), *(f"mean {s}" for s in STANCES))
NAMES = (
    "main", "sure", "proposed first", "mails before it", "same mail", "by proposer",
    "by proposer later", "answers it", "below it", "steps below", "nearest", "steps to nearest",
    "mails since", "share of thread before", "latest", "proposals since", "proposals before",
    "proposals", "proposals of its mail", "answers the proposer", "author's first mail",
    "has no parent", "lines on its mail", "lines on its block", "share of lines on its mail",
    "quotes it", "answers anything", "other proposals answered", "share of lines on other mails",
    "best overlap", "most words", "share of its words", "stand of most related", "stand there",
    "overlap of strongest", "words of strongest",
    *(f"{said} in focus" for said in _SAID), *(f"{said} in mail" for said in _SAID),
    *(f"votes {stance} in focus" for stance in STANCES), "votes for", "votes against", "votes",
    "vote about it", *(f"cue {kind}" for kind in CUES), "speaks to somebody",
    *(f"act {act}" for act in ACTS), "proposes itself", "first line", "lines", "words",
    "share in focus", "first is question", "share of questions", "leans with first line",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aim:
    """A proposal as a pair sees it: the mail, line and block that state it, its telling words."""

    key: str
    number: int
    line: int
    block: int
    person: str
    words: frozenset[str]
    main: bool
    probability: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A mail and a proposal (by number) that it may speak of, and the lines where it would."""

    mail: int
    aim: int
    focus: tuple[int, ...]
    row: list[float]
    basis: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with how sure it is that a side is taken, and the probabilities of the four sides."""

    pair: Pair
    sure: float
    sides: tuple[float, ...]
    shown: tuple[int, ...] = ()  # the lines that may show it, where not all that speak of it do


def one_sided(stance: str) -> tuple[float, ...]:
    """The probabilities of the four sides where one is certain."""
    return tuple(float(each == stance) for each in STANCES)


def shows(mail: Mail, scores: Sequence[Sequence[float]], judged: Judged, stance: int) -> int:
    """The line that shows a stance best: a vote of that side, else what most surely takes it."""
    focus = judged.shown or judged.pair.focus
    voting = [
        place
        for place in focus
        if any(not v.reported and v.stance == STANCES[stance] for v in mail.lines[place].votes)
    ]
    return max(
        voting or focus,
        key=lambda place: (
            scores[place][STANDS] * scores[place][SUPPORTS + stance],
            -place,
        ),
    )


def pairs(talk: Talk, scores: Scores, aims: Sequence[Aim]) -> Iterator[Pair]:
    """The pairs worth a look, in the order of the mails."""
    first_of: dict[str, int] = {}
    for mail in talk.mails:
        first_of.setdefault(mail.post.person, mail.number)
        earlier = [place for place, aim in enumerate(aims) if aim.number <= mail.number]
        if not mail.lines or not earlier:
            continue
        around = _around(talk, mail, aims, earlier)
        whole = _sides(scores[mail.number])
        for place in earlier:
            ties = _ties(mail, aims[place], around)
            if ties is not None:
                row = [
                    *_structure(talk, mail, aims, place, around),
                    *_tied(mail, aims, place, around, ties, first_of),
                    *_said(mail, scores[mail.number], whole, ties, aims[place]),
                ]
                yield Pair(mail.number, place, ties.focus, row, ties.basis)


@dataclass(frozen=True, slots=True)
class _Around:
    """Where a mail stands among the proposals: ancestors by number, the nearest with a proposal."""

    above: tuple[int, ...]
    nearest: int
    steps: int
    latest: int
    before: int
    answered: frozenset[tuple[str, int]]


def _around(talk: Talk, mail: Mail, aims: Sequence[Aim], earlier: Sequence[int]) -> _Around:
    above = tuple(talk.by_key[key].number for key in mail.ancestors)
    holding = {aims[place].number for place in earlier}
    steps = next((step for step, number in enumerate(above) if number in holding), FAR)
    before = [aims[place].number for place in earlier if aims[place].number < mail.number]
    return _Around(
        above,
        above[steps] if steps < len(above) else -1,
        steps,
        max(before, default=-1),
        len(before),
        frozenset(line.answers for line in mail.lines if line.answers),
    )


@dataclass(frozen=True, slots=True)
class _Ties:
    """What ties a mail to a proposal: lines that answer it, and words that each line shares."""

    on_mail: tuple[int, ...]
    on_block: tuple[int, ...]
    quoted: bool
    near: bool
    shared: tuple[int, ...]
    overlaps: tuple[float, ...]
    focus: tuple[int, ...]
    basis: str


def _ties(mail: Mail, aim: Aim, around: _Around) -> _Ties | None:
    key = aim.key
    apart = mail.content.isdisjoint(aim.words)
    nothing = (0,) * len(mail.lines)
    shared = nothing if apart else tuple(len(line.content & aim.words) for line in mail.lines)
    on_mail = tuple(
        place for place, line in enumerate(mail.lines) if line.answers and line.answers[0] == key
    )
    quoted = (key, aim.block) in mail.quoted
    near = aim.number in (around.nearest, mail.number)
    named = max(shared) >= SHARED
    if not (aim.main or quoted or on_mail or near or named or aim.number == around.latest):
        return None
    on_block = tuple(place for place in on_mail if mail.lines[place].answers == (key, aim.block))
    return _Ties(
        on_mail,
        on_block,
        quoted,
        near,
        shared,
        nothing if apart else tuple(overlap(line.content, aim.words) for line in mail.lines),
        _focus(mail, aim, on_block or on_mail, shared, around),
        "answered" if on_block or on_mail or quoted else "named" if named else "thread",
    )


def _focus(
    mail: Mail,
    aim: Aim,
    answering: tuple[int, ...],
    shared: tuple[int, ...],
    around: _Around,
) -> tuple[int, ...]:
    """The lines that speak of the proposal: answers to it; else where it is named; else all."""
    everything = tuple(range(len(mail.lines)))
    if answering:
        return answering
    if aim.number == mail.number:
        return tuple(place for place in everything if abs(place - aim.line) <= AROUND)
    if aim.main or around.above[:1] == (aim.number,):
        free = tuple(
            place
            for place, line in enumerate(mail.lines)
            if not line.answers or line.answers[0] == aim.key
        )
        return free or everything
    return tuple(place for place in everything if shared[place] >= SHARED) or everything


def _structure(
    talk: Talk, mail: Mail, aims: Sequence[Aim], place: int, around: _Around
) -> list[float]:
    aim, number = aims[place], mail.number
    mine = mail.post.person == aim.person
    since = sum(aim.number < other.number < number for other in aims)
    parent = around.above[0] if around.above else -1
    return [
        float(aim.main),
        aim.probability,
        float(aim.number == 0),
        log1p(aim.number),
        float(number == aim.number),
        float(mine),
        float(mine and number != aim.number),
        float(parent == aim.number),
        float(aim.number in around.above),
        float(around.above.index(aim.number) if aim.number in around.above else FAR),
        float(aim.number in (around.nearest, number)),
        float(around.steps),
        log1p(number - aim.number),
        number / len(talk.mails),
        float(aim.number == around.latest),
        float(min(since, 10)),
        float(min(around.before, 10)),
        float(min(len(aims), 10)),
        float(sum(other.number == aim.number for other in aims)),
        float(parent >= 0 and talk.mails[parent].post.person == aim.person),
    ]


def _tied(
    mail: Mail,
    aims: Sequence[Aim],
    place: int,
    around: _Around,
    ties: _Ties,
    first_of: dict[str, int],
) -> list[float]:
    aim, size = aims[place], len(mail.lines)
    others = sum((other.key, other.block) in around.answered for other in aims if other is not aim)
    answers = [line.answers[0] for line in mail.lines if line.answers]
    return [
        float(first_of[mail.post.person] == mail.number),
        float(mail.post.place.parent is None),
        float(bool(ties.on_mail)),
        float(bool(ties.on_block)),
        len(ties.on_mail) / size,
        float(ties.quoted),
        float(bool(around.answered)),
        float(min(others, 10)),
        sum(key != aim.key for key in answers) / size,
        max(ties.overlaps),
        float(min(max(ties.shared), 10)),
        len(mail.content & aim.words) / max(1, len(aim.words)),
    ]


def _said(
    mail: Mail, scores: Sequence[Sequence[float]], whole: list[float], ties: _Ties, aim: Aim
) -> list[float]:
    lines = mail.lines
    related = max(
        range(len(lines)), key=lambda place: (ties.shared[place], ties.overlaps[place], -place)
    )
    strongest = max(range(len(lines)), key=lambda place: (scores[place][STANDS], -place))
    focus = [lines[place] for place in ties.focus]
    cast = [vote for line in lines for vote in line.votes if not vote.reported]
    focused = [vote for line in focus for vote in line.votes if not vote.reported]
    cues_of = [*map(max, zip(*(line.cues for line in focus), strict=True))]
    about = [overlap(content_of(vote.about), aim.words) for vote in cast if vote.about]
    return [
        ties.overlaps[related] * scores[related][STANDS],
        scores[related][STANDS],
        ties.overlaps[strongest],
        float(min(ties.shared[strongest], 10)),
        *_sides([scores[place] for place in ties.focus]),
        *whole,
        *(float(min(sum(v.stance == stance for v in focused), 2)) for stance in STANCES),
        float(min(sum(vote.stance == "support" for vote in cast), 2)),
        float(min(sum(vote.stance == "oppose" for vote in cast), 2)),
        float(min(len(cast), 3)),
        max(about, default=0.0),
        *(float(min(cues_of[_CUE[kind]], 2)) for kind in CUES),
        float(any(WHO in line.words for line in focus)),
        *map(max, zip(*(line.acts for line in focus), strict=True)),
        max(score[PROPOSES] for score in scores),
        scores[0][STANDS],
        log1p(len(lines)),
        log1p(sum(len(line.words) for line in lines)),
        len(focus) / len(lines),
        float(focus[0].text.endswith("?")),
        sum(line.text.endswith("?") for line in lines) / len(lines),
        scores[0][STANDS] * (scores[0][SUPPORTS] - scores[0][SUPPORTS + 1]),
    ]


def _sides(scores: Sequence[Sequence[float]]) -> list[float]:
    """What some lines say together: how surely they take a side, and which."""
    stands = [score[STANDS] for score in scores]
    weight = sum(stands) + 1e-6
    sides = [
        [score[STANDS] * score[side] for score in scores]
        for side in range(SUPPORTS, SUPPORTS + len(STANCES))
    ]
    return [
        max(stands),
        1 - prod(1 - stand for stand in stands),
        *map(max, sides),
        *(sum(side) / weight for side in sides),
    ]
