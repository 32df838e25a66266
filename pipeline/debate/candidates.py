"""What tells whether a sentence states a proposal: itself, its mail, its thread and what came back.

In: a `Talk` and the scores of its lines. Out: for each line a row of numbers, in the order of
NAMES. Most of it is structure that holds on any list: where the mail stands, who answered that
very block, and how; whether others took up the words; whether the opening mail asks for help
instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, log1p

from pipeline.debate import cues
from pipeline.debate.features import ACTS, Line, Mail, Talk, content, overlap
from pipeline.debate.lines import CONDITIONS, OPPOSES, PROPOSES, STANDS, SUPPORTS, Scores

# What later mails are searched for the proposal's words, and how many telling words make an echo.
ECHO_MAILS, ECHO_WORDS, ECHO_SHARE = 40, 2, 0.5

_CUE = {kind: place for place, kind in enumerate(cues.KINDS)}
SUBJECT_CUES = ("propose", "should", "call", "help", "announce", "accept")
LINE_CUES = (*SUBJECT_CUES[:5], "support", "oppose", "conditional", "accept")

LINE = (
    "proposes", "stands", "supports", "opposes", "conditions", "rank in mail", "best of mail",
    "share of mail's best", "share of thread's best", "reactions", "reacting persons",
    "strongest reaction", "strongest support", "strongest opposition", "votes on it",
    "overlap with subject", "words of subject", "words of parent", "words of earlier mails",
    "echo share", "echoes", "telling words", "words", "place in mail", "lines before",
    *(f"cue {kind}" for kind in LINE_CUES),
    "question", "vote", "answers a block", *(f"act {act}" for act in ACTS),
    "line before proposes", "line after proposes",
)  # fmt: skip
MAIL = (
    "is first", "mails before", "share of thread before", "depth", "by the opener",
    "author's first mail", "has no parent", "mails in thread", "persons in thread",
    "persons for each mail", "descendants", "persons below", "share of votes below", "votes below",
    "children by others", "strongest child", "votes of children", "share of votes in thread",
    "best of mail", "best of thread", "best of opening mail", "best of earlier mails",
    "share of better mails", "strongest stand in mail", "votes in mail", "help in mail",
    "help in opening mail", "news in mail", "news in opening mail", "calls in mail",
    "calls in opening mail", "lines in mail", "subject asks",
    *(f"subject cue {kind}" for kind in SUBJECT_CUES),
    "subject names a PEP", "reply by subject",
)  # fmt: skip
NAMES = (*LINE, *MAIL)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of each mail of a thread before its lines are looked at one by one."""

    best: tuple[float, ...]
    top: float
    best_before: tuple[float, ...]
    better: tuple[int, ...]
    stand: tuple[float, ...]
    votes: tuple[bool, ...]
    below: tuple[int, ...]
    votes_below: tuple[int, ...]
    persons_below: tuple[int, ...]
    help: tuple[float, ...]
    news: tuple[float, ...]
    calls: tuple[int, ...]
    first_of: dict[str, int]


def rows(talk: Talk, scores: Scores, least: float = 0.0) -> Iterator[tuple[int, int, list[float]]]:
    """Mail, line and the line's row, for each line that proposes at `least` so likely."""
    seen = _seen(talk, scores)
    reactions = _reactions(talk, scores)
    subject = cues.tokens(talk.debate.thread.subject)
    told: frozenset[str] = frozenset()
    for mail in talk.mails:
        of_mail = _mail_row(talk, seen, mail, subject)
        later = [
            each.content
            for each in talk.mails[mail.number + 1 : mail.number + 1 + ECHO_MAILS]
            if each.post.person != mail.post.person
        ]
        ranks = _ranks([line[PROPOSES] for line in scores[mail.number]])
        for place, line in enumerate(mail.lines):
            if scores[mail.number][place][PROPOSES] < least:
                continue
            key = (mail.post.message.message, line.sentence.block)
            answers = [each for each in reactions.get(key, ()) if each.person != mail.post.person]
            yield (
                mail.number,
                place,
                [
                    *_scored(seen, scores, mail, place, ranks[place]),
                    *_reacted(answers),
                    *_worded(talk, mail, line, frozenset(subject), told, later),
                    *_placed(mail, place),
                    *(float(min(line.cues[_CUE[kind]], 2)) for kind in LINE_CUES),
                    float("?" in line.text[-3:]),
                    float(bool(line.votes)),
                    float(line.answers is not None),
                    *line.acts,
                    *_beside(scores[mail.number], place),
                    *of_mail,
                ],
            )
        told |= mail.content


def logit(probability: float) -> float:
    """The logit of a probability, kept finite."""
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return log(kept / (1 - kept))


@dataclass(frozen=True, slots=True)
class _Reaction:
    """A line that answers a block: by whom, how much it takes a side, and which."""

    person: str
    stands: float
    supports: float
    opposes: float
    votes: bool


def _reactions(talk: Talk, scores: Scores) -> dict[tuple[str, int], list[_Reaction]]:
    found: dict[tuple[str, int], list[_Reaction]] = {}
    for mail in talk.mails:
        for line, score in zip(mail.lines, scores[mail.number], strict=True):
            if line.answers:
                stands = score[STANDS]
                found.setdefault(line.answers, []).append(
                    _Reaction(
                        mail.post.person,
                        stands,
                        stands * score[SUPPORTS],
                        stands * score[OPPOSES],
                        bool(line.votes),
                    )
                )
    return found


def _seen(talk: Talk, scores: Scores) -> _Seen:
    mails = talk.mails
    best = [max((line[PROPOSES] for line in each), default=0.0) for each in scores]
    votes = [any(not vote.reported for line in m.lines for vote in line.votes) for m in mails]
    below, votes_below = [0] * len(mails), [0] * len(mails)
    persons: list[set[str]] = [set() for _ in mails]
    first_of: dict[str, int] = {}
    for mail in mails:
        first_of.setdefault(mail.post.person, mail.number)
        for key in mail.ancestors:
            above = talk.by_key[key].number
            below[above] += 1
            votes_below[above] += votes[mail.number]
            if mail.post.person != mails[above].post.person:
                persons[above].add(mail.post.person)
    better = {each: rank for rank, each in reversed([*enumerate(sorted(best, reverse=True))])}
    before, highest = [], 0.0
    for each in best:
        before.append(highest)
        highest = max(highest, each)
    return _Seen(
        tuple(best),
        max(best, default=0.0),
        tuple(before),
        tuple(better[each] for each in best),
        tuple(max((line[STANDS] for line in each), default=0.0) for each in scores),
        tuple(votes),
        tuple(below),
        tuple(votes_below),
        tuple(map(len, persons)),
        tuple(_share(mail, "help") for mail in mails),
        tuple(_share(mail, "announce") for mail in mails),
        tuple(sum(line.cues[_CUE["call"]] > 0 for line in mail.lines) for mail in mails),
        first_of,
    )


def _share(mail: Mail, kind: str) -> float:
    return sum(line.cues[_CUE[kind]] > 0 for line in mail.lines) / max(1, len(mail.lines))


def _ranks(values: Sequence[float]) -> list[int]:
    order = sorted(range(len(values)), key=lambda place: -values[place])
    ranks = [0] * len(values)
    for rank, place in enumerate(order):
        ranks[place] = rank
    return ranks


def _scored(seen: _Seen, scores: Scores, mail: Mail, place: int, rank: int) -> list[float]:
    score = scores[mail.number][place]
    return [
        logit(score[PROPOSES]),
        logit(score[STANDS]),
        score[SUPPORTS],
        score[OPPOSES],
        score[CONDITIONS],
        float(min(rank, 20)),
        float(rank == 0),
        score[PROPOSES] / max(1e-6, seen.best[mail.number]),
        score[PROPOSES] / max(1e-6, seen.top),
    ]


def _reacted(answers: Sequence[_Reaction]) -> list[float]:
    return [
        float(min(len(answers), 10)),
        float(len({each.person for each in answers})),
        max((each.stands for each in answers), default=0.0),
        max((each.supports for each in answers), default=0.0),
        max((each.opposes for each in answers), default=0.0),
        float(sum(each.votes for each in answers)),
    ]


def _worded(
    talk: Talk,
    mail: Mail,
    line: Line,
    subject: frozenset[str],
    told: frozenset[str],
    later: Sequence[frozenset[str]],
) -> list[float]:
    words = line.content
    parent = talk.by_key.get(mail.post.place.parent or "")
    size = max(1, len(words))
    about = content(subject)
    echoes = sum(_echoes(words, each) for each in later) if len(words) >= ECHO_WORDS else 0
    return [
        overlap(words, about),
        float(len(words & about)),
        len(words & parent.content) / size if parent else 0.0,
        len(words & told) / size,
        echoes / max(1, len(later)),
        log1p(echoes),
        float(min(len(words), 30)),
        log1p(len(line.words)),
    ]


def _echoes(words: frozenset[str], later: frozenset[str]) -> bool:
    shared = len(words & later)
    return shared >= ECHO_WORDS and shared / min(len(words), len(later)) >= ECHO_SHARE


def _placed(mail: Mail, place: int) -> list[float]:
    return [place / len(mail.lines), log1p(place)]


def _beside(scores: Sequence[Sequence[float]], place: int) -> list[float]:
    return [
        scores[place - 1][PROPOSES] if place else 0.0,
        scores[place + 1][PROPOSES] if place + 1 < len(scores) else 0.0,
    ]


def _mail_row(talk: Talk, seen: _Seen, mail: Mail, subject: Sequence[str]) -> list[float]:
    number, post, size = mail.number, mail.post, len(talk.mails)
    root = talk.mails[0]
    children = [
        child.number
        for child in map(talk.by_key.__getitem__, mail.children)
        if child.post.person != post.person
    ]
    asked = cues.counts(subject)
    return [
        float(number == 0),
        log1p(number),
        number / size,
        float(min(post.place.depth, 8)),
        float(post.person == root.post.person),
        float(seen.first_of[post.person] == number),
        float(post.place.parent is None),
        log1p(size),
        log1p(len(seen.first_of)),
        len(seen.first_of) / size,
        log1p(seen.below[number]),
        log1p(seen.persons_below[number]),
        seen.votes_below[number] / (1 + seen.below[number]),
        log1p(seen.votes_below[number]),
        float(min(len(children), 10)),
        max((seen.stand[child] for child in children), default=0.0),
        float(min(sum(seen.votes[child] for child in children), 10)),
        sum(seen.votes) / size,
        seen.best[number],
        seen.top,
        seen.best[0],
        seen.best_before[number],
        seen.better[number] / size,
        seen.stand[number],
        float(seen.votes[number]),
        seen.help[number],
        seen.help[0],
        seen.news[number],
        seen.news[0],
        float(min(seen.calls[number], 3)),
        float(min(seen.calls[0], 3)),
        log1p(len(mail.lines)),
        float("?" in subject),
        *(float(min(asked[_CUE[kind]], 1)) for kind in SUBJECT_CUES),
        float("pep" in subject),
        float(post.message.subject.lower().startswith("re:")),
    ]
