"""What is put before the list in a thread: a debate to its proposals.

In: a debate with sentences, acts and links. Out: a `Proposal` for each course of action, its
outcome still open. Every own sentence is scored; of each mail the best one counts, and further
ones if they are surer. A thread in which no sentence is sure enough has no proposal: most threads
that ask for help have none. The mail that likeliest puts forward what the thread is about holds
the main proposal; the others are alternatives, or amendments where they change what is already
proposed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from pipeline.debate import candidates, judge, lines, model, titles
from pipeline.debate.features import Line, Mail, Talk, talk
from pipeline.debate.model import Model
from pipeline.records import Debate, Proposal

VERSION = 11

DIGITS = 4  # of a probability: more would differ between machines
# No more proposals of a thread are told, the surest first.
MOST = 40
# A candidate that itself scores less is not looked at in its thread.
FAINT = 0.01
# The main proposal stands in the opening mail unless a later one is surer by this much.
OPENS = 0.15
# Of the lines of its mail that are nearly as likely as the likeliest the first is taken; to be a
# proposal at all counts half as much as to be the main one. Chosen by cross-validation.
NEARLY, HALF = 0.7, 0.5
SUREST = 0.99
# Words by which a proposal changes another one instead of replacing it.
AMENDS = re.compile(
    r"\b(?:also|additionally|in addition|as well|but (?:only|with)|with the (?:exception"
    r"|addition)|instead of"
    r"|rather than (?:just|only)|at least|one (?:change|tweak|addition)|small (?:change|tweak)"
    r"|wording|rephrase"
    r"|reword|clarify|add (?:a|an) (?:note|sentence|paragraph|exception|condition)|rename"
    r"|section|the pep should)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """A debate read once: for all the modules that judge it in turn."""

    talk: Talk
    scores: lines.Scores
    learnt: Model


_last: list[tuple[Debate, Model, Read]] = []


def read(debate: Debate, learnt: Model | None = None) -> Read:
    """A debate's lines with their scores; of the debate at hand they are kept."""
    learnt = learnt or model.load("positions")
    if not _last or _last[0][0] is not debate or _last[0][1] is not learnt:
        talked = talk(debate)
        _last[:] = [(debate, learnt, Read(talked, lines.scores(talked, learnt), learnt))]
    return _last[0][2]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may state a proposal, and how sure that is, and that it is the main one."""

    mail: int
    line: int
    probability: float
    main: float


def proposals(debate: Debate, learnt: Model | None = None) -> list[Proposal]:
    """The proposals of a thread in the order of their mails, outcomes still open."""
    known = read(debate, learnt)
    chosen = selected(judged(known), known.learnt.meta["thresholds"])
    main = chosen[0] if chosen else None
    ordered = sorted(chosen, key=lambda each: (each.mail, each.line))
    counted: dict[int, int] = {}
    found = []
    for each in ordered:
        counted[each.mail] = counted.get(each.mail, 0) + 1
        found.append(_proposal(known.talk, each, counted[each.mail], each is main))
    placed = list(zip(ordered, found, strict=True))
    return [
        made if made.kind == "main" else replace(made, against=_against(known.talk, each, placed))
        for each, made in placed
    ]


Placed = Sequence[tuple[Candidate, Proposal]]


def _against(talked: Talk, chosen: Candidate, placed: Placed) -> str | None:
    """What an alternative or an amendment stands against.

    The proposal in the passage that its line answers; else one of the nearest mail above it in the
    thread that makes one, the main one first; else the main one.
    """
    before = [each for each in placed if (each[0].mail, each[0].line) < (chosen.mail, chosen.line)]
    mail = talked.mails[chosen.mail]
    answers = mail.lines[chosen.line].answers
    above = [talked.by_key[key].number for key in mail.ancestors]
    near = next((n for n in above if any(one.mail == n for one, _ in before)), None)
    ways = (
        [each for each in before if answers and _passage(talked, each[0]) == answers],
        [each for each in before if answers and each[1].message == answers[0]],
        [each for each in before if each[0].mail == near],
        [each for each in placed if each[1].kind == "main"],
    )
    found = next((way for way in ways if way), None)
    if found is None:
        return None
    best = max(found, key=lambda each: (each[1].kind == "main", each[0].probability))
    return best[1].proposal


def _passage(talked: Talk, chosen: Candidate) -> tuple[str, int]:
    """The mail and the block in which a proposal stands."""
    mail = talked.mails[chosen.mail]
    return mail.post.message.message, mail.lines[chosen.line].sentence.block


def judged(known: Read) -> list[Candidate]:
    """Every line that is not too faint, with its probabilities."""
    scores = known.scores
    if not any(line[lines.PROPOSES] >= FAINT for mail in scores for line in mail):
        return []
    kept = list(candidates.rows(known.talk, scores, FAINT))
    rows = [row for _, _, row in kept]
    arrays = known.learnt.arrays
    sure = judge.probabilities(rows, "proposal", arrays)[:, 0].tolist()
    main = judge.probabilities(rows, "main", arrays)[:, 0].tolist()
    return [
        Candidate(mail, line, sure[place], main[place])
        for place, (mail, line, _) in enumerate(kept)
    ]


def selected(judged: Sequence[Candidate], thresholds: dict[str, float]) -> list[Candidate]:
    """The candidates that are proposals, the main one first; none where likely none is."""
    surest = max((each.probability for each in judged), default=0.0)
    any_of_them = 1 - prod(1 - each.probability for each in judged)
    # Short threads have few sentences: one that is sure enough will do. Long ones have many faint
    # ones, and need one that is more than that.
    if surest < thresholds["surest"] or (
        any_of_them < thresholds["thread"] and surest < thresholds["alone"]
    ):
        return []
    main = _main(judged)
    if main.probability < thresholds["main mail"]:
        return []
    best: dict[int, Candidate] = {main.mail: main}
    for each in sorted(judged, key=lambda each: (-each.probability, each.mail, each.line)):
        best.setdefault(each.mail, each)
    others = [
        each
        for each in judged
        if (each.mail, each.line) != (main.mail, main.line)
        and each.probability
        >= thresholds["proposal" if each is best[each.mail] else "further proposal"]
    ]
    others.sort(key=lambda each: (-each.probability, each.mail, each.line))
    return [main, *others[: MOST - 1]]


def _main(judged: Sequence[Candidate]) -> Candidate:
    """The first likely sentence of the mail that likeliest puts forward what the thread is about.

    The first, because a mail states its proposal and then what goes with it. It is as probable as
    that its mail puts forward what the thread is about: which sentence does so matters less.
    """
    of_mail: dict[int, float] = {}
    for each in judged:
        of_mail[each.mail] = of_mail.get(each.mail, 0.0) + each.main
    mail = max(of_mail, key=lambda number: (of_mail[number] + OPENS * (number == 0), -number))
    likely = {
        each.line: each.main + HALF * each.probability for each in judged if each.mail == mail
    }
    first = min(line for line, found in likely.items() if found >= NEARLY * max(likely.values()))
    chosen = next(each for each in judged if (each.mail, each.line) == (mail, first))
    sure = max(chosen.probability, min(of_mail[mail], SUREST))
    return replace(chosen, probability=sure)


def _proposal(talked: Talk, chosen: Candidate, count: int, main: bool) -> Proposal:
    mail: Mail = talked.mails[chosen.mail]
    line: Line = mail.lines[chosen.line]
    message = mail.post.message
    return Proposal(
        proposal=f"{message.message}/p{count}",
        thread=talked.debate.thread.thread,
        message=message.message,
        sentence=line.sentence.number,
        start_char=line.sentence.start_char,
        end_char=line.sentence.end_char,
        title=titles.title(line.text, talked.debate.thread.subject, message.name, main=main),
        person=mail.post.person,
        sent_at=message.sent_at,
        kind="main" if main else "amendment" if AMENDS.search(line.text) else "alternative",
        probability=round(chosen.probability, DIGITS),
        outcome="open",
        outcome_message=None,
        outcome_start_char=None,
        outcome_end_char=None,
    )
