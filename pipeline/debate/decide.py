"""What became of a proposal by the end of its thread.

In: a debate, its proposals and the positions on them. Out: the proposals with their outcomes. A
mail settles a proposal when a sentence of it says so (DECIDES) and the mail speaks of the
proposal (`decide_ties`). Its author must have the say: the proposer for a withdrawal, one who
decides by saying so ("I'm accepting"), one who reports what is done, or one who is for it and
takes it on. What nobody settles is withdrawn where its own author is against it in the end,
accepted where clear assent needs no statement, and else open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from pipeline.debate import cues, decide_ties, plain, propose
from pipeline.debate.decide_ties import Case, Statement
from pipeline.debate.features import NAME, Line, Mail, Talk, content_of
from pipeline.debate.model import Model
from pipeline.debate.verdicts import DECIDES, TELLING, UNDONE
from pipeline.records import Debate, Position, Proposal, Sentence

VERSION = 10

NEEDED = 0.55  # how sure a statement must be, its tie to the proposal included
# Statements that are about as sure as the surest one: of these the last counts.
NEAR = 0.1
# Persons besides its author who are for it, and nobody else of another mind: assent that needs no
# statement. An amendment needs fewer: it is small, and who welcomes it takes it over. Of the coded
# proposals that have this many, counted over both halves of the threads, more than two thirds are
# accepted (main), 9 of 9 (alternative) and 5 of 5 (amendment); with one less it is a half.
AGREEING = {"main": 3, "alternative": 3, "amendment": 2}
# With so many for it one of another mind is overruled: 6 of 8 were accepted.
MANY = 5
NAMES_IT = re.compile(r"\b(?:is|are|was|were|has been|have been|be|been)\b", re.IGNORECASE)
WITHDRAWS = re.compile(r"\b(?:withdraw|retract)", re.IGNORECASE)
CLAUSE_END = re.compile(r"[,;:.!?(]|\b(?:and|but|so|because|that)\b")
# What is withdrawn ends before how and for what: "in its present form", "in favour of yours".
TAKEN_END = re.compile(
    CLAUSE_END.pattern + r"|\b(?:in (?:its|the|favou?r|light)|as it|for (?:now|the)|at this)\b"
)
WORD = re.compile(r"[^\W_]")
LINE_READ = 400  # characters of a sentence


def decided(
    debate: Debate,
    proposals: Sequence[Proposal],
    positions: Sequence[Position],
    learnt: Model | None = None,
) -> list[Proposal]:
    """The proposals, in the same order, with what became of each and the sentence that says so."""
    if not proposals:
        return []
    talk = propose.read(debate, learnt).talk
    said = list(statements(talk))
    cases = list(_cases(talk, proposals, positions))
    settled: dict[str, list[tuple[float, Statement]]] = {
        case.proposal.proposal: _settling(case, said) for case in cases
    }
    _unshared(cases, settled)
    return [_with_outcome(case, settled[case.proposal.proposal]) for case in cases]


def _cases(
    talk: Talk, proposals: Sequence[Proposal], positions: Sequence[Position]
) -> Iterator[Case]:
    last: dict[str, dict[str, Position]] = {}
    stands: dict[str, dict[str, str]] = {}
    for position in positions:
        stands.setdefault(position.proposal, {})[position.message] = position.stance
        if position.superseded_by is None:
            last.setdefault(position.proposal, {})[position.person] = position
    owner = next((each.person for each in proposals if each.kind == "main"), "")
    by = [each.person for each in proposals]
    for each in proposals:
        sides = last.get(each.proposal, {})
        own = sides.get(each.person)
        mail = talk.by_key[each.message]
        yield Case(
            proposal=each,
            number=mail.number,
            words=plain.named(each.title),
            sides={person: position.stance for person, position in sides.items()},
            stands=stands.get(each.proposal, {}),
            owner=owner,
            alone=by.count(each.person) == 1,
            names=frozenset(cues.tokens(mail.post.message.name)[:1]),
            said=_said(mail, each),
            given_up=own if own and (own.stance, own.strength) == ("oppose", "vote") else None,
        )


def statements(talk: Talk) -> Iterator[Statement]:
    """The sentences of a thread that may settle something, in the order of time."""
    for mail in talk.mails:
        found = list(_verdicts(mail))
        quoted = decide_ties.quotations(mail) if found else []
        left = len(talk.mails) - 1 - mail.number
        for place, match, (outcome, sure, who) in found:
            line = mail.lines[place]
            above = max(
                (number for number, _ in quoted if number < line.sentence.block), default=-1
            )
            yield Statement(
                outcome, mail, line, sure, who, _subject(match),
                _opens(mail.lines[:place], line), left, _asked(talk, mail, line),
                dict(quoted).get(above),
                tuple(words for number, words in quoted if number != above),
            )  # fmt: skip


def _verdicts(mail: Mail) -> Iterator[tuple[int, re.Match[str], tuple[str, float, str]]]:
    """The lines of a mail that say what a pattern of the table does: number, match and entry."""
    for place, line in enumerate(mail.lines):
        text = line.text[:LINE_READ].replace("’", "'")
        words = _words(line, text)
        if TELLING.isdisjoint(words) or text.endswith("?"):
            continue
        for outcome, pattern, sure, who, needed in DECIDES:
            match = None if needed.isdisjoint(words) else pattern.search(text)
            if match and not _undone(match):
                yield place, match, (outcome, sure, who)


def _said(mail: Mail, made: Proposal) -> frozenset[str]:
    """The telling words of what proposes, by their beginnings."""
    text = mail.post.message.body[made.start_char : made.end_char]
    return plain.stems(content_of(text[:LINE_READ]))


def _opens(before: Sequence[Line], line: Line) -> bool:
    """Whether no word stands before a line in its passage."""
    above = before[-1] if before else None
    return (
        above is None or above.sentence.block != line.sentence.block or not WORD.search(above.text)
    )


def _asked(talk: Talk, mail: Mail, line: Line) -> bool:
    """Whether a line answers words of somebody else."""
    above = talk.by_key.get(line.answers[0]) if line.answers else None
    return above is not None and above.post.person != mail.post.person


def _words(line: Line, text: str) -> Collection[str]:
    """The words of a line; where some are folded as names, those too: "now marked as Withdrawn"."""
    return {*line.words, *cues.tokens(text)} if NAME in line.words else line.words


def _undone(match: re.Match[str]) -> bool:
    """Whether a condition, a wish or a denial before the verb undoes a statement."""
    verb = match.start() + max(_named(match), 0)
    return bool(UNDONE.search(match.string[max(0, verb - 60) : verb]))


def _named(match: re.Match[str]) -> int:
    """Where in a match its "is" stands, -1 without; the last: "that was why it was rejected"."""
    return max((each.start() for each in NAMES_IT.finditer(match[0])), default=-1)


def _subject(match: re.Match[str]) -> str:
    """What a statement names as settled: the words before "is accepted", after "I withdraw"."""
    text, named = match.string, _named(match)
    if named >= 0:
        return CLAUSE_END.split(text[: match.start() + named])[-1]
    if WITHDRAWS.search(match[0]):
        return TAKEN_END.split(text[match.end() :])[0]
    return ""


def _settling(case: Case, said: Sequence[Statement]) -> list[tuple[float, Statement]]:
    """What may settle a proposal, and how surely, the weightiest last."""
    found = []
    for each in said:
        weight = decide_ties.sure(each, case)
        if weight >= NEEDED:
            found.append((weight, each))
    surest = max((weight for weight, _ in found), default=0.0)
    return [each for each in found if each[0] >= surest - NEAR]


def _unshared(cases: Sequence[Case], settled: dict[str, list[tuple[float, Statement]]]) -> None:
    """Leave the sentence that accepts something to one proposal: it can hardly mean several.

    The others fall back on what else was said of them.
    """
    while True:
        claims: dict[tuple[int, int], list[tuple[float, int, bool, str]]] = {}
        for case in cases:
            key = case.proposal.proposal
            if settled[key] and settled[key][-1][1].outcome == "accepted":
                weight, each = settled[key][-1]
                shared = len(plain.stems(each.line.content) & case.words)
                place = (each.mail.number, each.line.sentence.number)
                claim = (weight, shared, case.proposal.kind == "main", key)
                claims.setdefault(place, []).append(claim)
        losing = [key for rows in claims.values() for *_, key in sorted(rows)[:-1]]
        if not losing:
            return
        for key in losing:
            settled[key].pop()


def _with_outcome(case: Case, settling: Sequence[tuple[float, Statement]]) -> Proposal:
    """The last statement that is sure enough settles it; else its author or clear assent does."""
    if settling:
        each = settling[-1][1]
        span = each.line.sentence
        return _settled(case, each.outcome, each.mail.post.message.message, span)
    if case.given_up:
        return _settled(case, "withdrawn", case.given_up.message, case.given_up)
    if _assent(case):
        return replace(case.proposal, outcome="accepted")
    return case.proposal


def _settled(case: Case, outcome: str, message: str, span: Sentence | Position) -> Proposal:
    return replace(
        case.proposal,
        outcome=outcome,
        outcome_message=message,
        outcome_start_char=span.start_char,
        outcome_end_char=span.end_char,
    )


def _assent(case: Case) -> bool:
    """Whether so many are for it, and hardly anybody is not, that it needs no statement."""
    made = case.proposal
    # Who supports what may be no proposal may be for something else in the mail.
    if made.probability < decide_ties.PROPOSED:
        return False
    others = [stance for person, stance in case.sides.items() if person != made.person]
    agree = others.count("support")
    doubting = len(others) - agree
    return (agree >= AGREEING[made.kind] and not doubting) or (agree >= MANY and doubting == 1)
