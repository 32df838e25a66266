"""What became of a proposal by the end of its thread.

In: a debate, its proposals and the positions on them. Out: the proposals with their outcomes. A
mail settles a proposal when a sentence of it says so (DECIDES) and the mail speaks of the
proposal: because it answers it, shares its words, or closes a thread that has it as its main
proposal. Its author must have the say: the proposer for a withdrawal, one who decides by saying
so ("I'm accepting"), or one who reports what is done. What nobody settles is open, but for a main
proposal that all were for, nobody against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.debate import cues, plain, propose
from pipeline.debate.features import Line, Mail, Talk, content_of
from pipeline.debate.model import Model
from pipeline.debate.verdicts import DECIDES, TELLING, UNDONE
from pipeline.records import Debate, Position, Proposal

VERSION = 4

NEEDED = 0.55  # how sure a statement must be, its tie to the proposal included
SHARED = 2  # telling words that tie a statement to a proposal
# How sure each tie is: it answers the mail that proposes; it shares its words; the proposal is
# the main one.
TIES = {"answers": 0.95, "words": 0.95, "main": 0.85}
FORMAL = 0.9  # "I am rejecting this" needs no majority
AGREEING = 3  # persons for a main proposal, and none against: assent that needs no statement
NAMES_IT = re.compile(r"\b(?:is|are|was|were|has been|have been|be|been)\b", re.IGNORECASE)
WITHDRAWS = re.compile(r"\b(?:withdraw|retract)", re.IGNORECASE)
CLAUSE_END = re.compile(r"[,;:.!?(]|\b(?:and|but|so|because|that)\b")
# What any proposal may be called.
GENERIC = frozenset((
    "pep", "proposal", "motion", "request", "nomination", "plan", "idea", "change", "amendment",
    "vote", "patch", "suggestion", "option", "question", "original", "therefore", "objection",
))  # fmt: skip
OWN = re.compile(
    r"\bmy (?:own |original |earlier )?(?:proposal|suggestion|idea|motion|pep)\b", re.IGNORECASE
)
LINE_READ = 400  # characters of a sentence


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that settles something, and how sure it is that it does."""

    outcome: str
    mail: Mail
    line: Line
    sure: float
    who: str
    subject: str


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


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal as statements are held against it.

    `owner` is the author of the main proposal; `alone` says that its own author proposed nothing
    else; `names` is the author's first name.
    """

    proposal: Proposal
    number: int
    words: frozenset[str]
    sides: Mapping[str, str]
    owner: str
    alone: bool
    names: frozenset[str]


def _cases(
    talk: Talk, proposals: Sequence[Proposal], positions: Sequence[Position]
) -> Iterator[Case]:
    sides = _sides(positions)
    owner = next((each.person for each in proposals if each.kind == "main"), "")
    by = [each.person for each in proposals]
    for each in proposals:
        yield Case(
            each,
            talk.by_key[each.message].number,
            plain.named(each.title),
            sides.get(each.proposal, {}),
            owner,
            by.count(each.person) == 1,
            frozenset(cues.tokens(talk.by_key[each.message].post.message.name)[:1]),
        )


def statements(talk: Talk) -> Iterator[Statement]:
    """The sentences of a thread that may settle something, in the order of time."""
    for mail in talk.mails:
        for line in mail.lines:
            text = line.text[:LINE_READ].replace("’", "'")
            if TELLING.isdisjoint(line.words) or text.endswith("?"):
                continue
            for outcome, pattern, sure, who, needed in DECIDES:
                if needed.isdisjoint(line.words):
                    continue
                match = pattern.search(text)
                if match and not _undone(text, match):
                    yield Statement(outcome, mail, line, sure, who, _subject(text, match))
                    break


def _undone(text: str, match: re.Match[str]) -> bool:
    """Whether a condition, a wish or a denial before the verb undoes a statement."""
    named = NAMES_IT.search(match[0])
    verb = match.start() + (named.start() if named else 0)
    return bool(UNDONE.search(text[max(0, verb - 60) : verb]))


def _subject(text: str, match: re.Match[str]) -> str:
    """What a statement names as settled: the words before "is accepted", after "I withdraw"."""
    named = NAMES_IT.search(match[0])
    if named:
        return CLAUSE_END.split(text[: match.start() + named.start()])[-1]
    if WITHDRAWS.search(match[0]):
        return CLAUSE_END.split(text[match.end() :])[0]
    return ""


def _settling(case: Case, said: Sequence[Statement]) -> list[tuple[float, Statement]]:
    """What may settle a proposal, and how surely, the weightiest last."""
    found = []
    for each in said:
        sure = each.sure * _tie(each, case) * _fits(each, case.sides)
        if sure >= NEEDED:
            found.append((sure, each))
    surest = max((sure for sure, _ in found), default=0.0)
    # Of those that are about as sure the last one counts.
    return [each for each in found if each[0] >= surest - 0.1]


def _unshared(cases: Sequence[Case], settled: dict[str, list[tuple[float, Statement]]]) -> None:
    """Leave the sentence that accepts something to one proposal: it can hardly mean several."""
    claims: dict[tuple[int, int], list[tuple[float, int, bool, str]]] = {}
    for case in cases:
        key = case.proposal.proposal
        if settled[key] and settled[key][-1][1].outcome == "accepted":
            sure, each = settled[key][-1]
            shared = len(plain.stems(each.line.content) & case.words)
            place = (each.mail.number, each.line.sentence.number)
            claim = (sure, shared, case.proposal.kind == "main", key)
            claims.setdefault(place, []).append(claim)
    for rows in claims.values():
        for _, _, _, key in sorted(rows)[:-1]:
            settled[key] = []


def _with_outcome(case: Case, settling: Sequence[tuple[float, Statement]]) -> Proposal:
    """The last statement that is sure enough settles it; else clear assent does."""
    proposal = case.proposal
    if settling:
        each = settling[-1][1]
        return replace(
            proposal,
            outcome=each.outcome,
            outcome_message=each.mail.post.message.message,
            outcome_start_char=each.line.sentence.start_char,
            outcome_end_char=each.line.sentence.end_char,
        )
    if proposal.kind == "main" and _assent(case.sides, proposal.person):
        return replace(proposal, outcome="accepted")
    return proposal


def _tie(each: Statement, case: Case) -> float:
    """How surely a statement is on a proposal, 0 to 1."""
    proposal = case.proposal
    subject = plain.stems(content_of(each.subject) - GENERIC)
    named = bool(subject) and 2 * len(subject & case.words) >= len(subject)
    owned = not case.names.isdisjoint(cues.tokens(each.subject.replace("'s", "")))
    elsewhere = bool(subject) and not named and not owned
    if each.mail.number <= case.number or elsewhere or not _may(each, case):
        return 0.0
    answers = each.line.answers
    if each.who == "owner":
        return TIES["answers"] if answers and answers[0] == proposal.message else 0.0
    if each.who == "proposer" and (OWN.search(each.line.text) or (case.alone and subject)):
        return TIES["answers"]
    answered = answers[0] if answers else each.mail.post.place.parent
    if answered == proposal.message or (each.who == "proposer" and not answers):
        return TIES["answers"]
    if named or owned or len(plain.stems(each.line.content) & case.words) >= SHARED:
        return TIES["words"]
    return TIES["main"] if proposal.kind == "main" and not answers else 0.0


def _may(each: Statement, case: Case) -> bool:
    """Whether its author has the say in this: see DECIDES."""
    speaker = each.mail.post.person
    mine = speaker == case.proposal.person
    if each.who == "owner":
        return case.proposal.kind != "main" and speaker == case.owner and not mine
    return each.who == "anybody" or mine == (each.who == "proposer")


def _fits(each: Statement, sides: Mapping[str, str]) -> float:
    """Less sure where most stand on the other side, unless it is said in so many words."""
    if each.sure >= FORMAL:
        return 1.0
    votes = list(sides.values())
    for_it, against = votes.count("support"), votes.count("oppose")
    if each.outcome == "accepted" and against > for_it:
        return 0.7
    if each.outcome == "rejected" and for_it > against + 1:
        return 0.6
    return 1.0


def _assent(sides: Mapping[str, str], proposer: str) -> bool:
    others = [stance for person, stance in sides.items() if person != proposer]
    return others.count("support") >= AGREEING and set(others) == {"support"}


def _sides(positions: Sequence[Position]) -> dict[str, dict[str, str]]:
    """Proposal to each person's last stance."""
    found: dict[str, dict[str, str]] = {}
    for position in positions:
        if position.superseded_by is None:
            found.setdefault(position.proposal, {})[position.person] = position.stance
    return found
