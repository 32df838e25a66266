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

from pipeline.debate import propose
from pipeline.debate.features import Line, Mail, Talk, content_of
from pipeline.debate.model import Model
from pipeline.records import Debate, Position, Proposal

VERSION = 2

# Outcome, pattern, how sure it is, who may say it: anybody, the proposer, or somebody else
# ("other").
DECIDES: tuple[tuple[str, str, float, str], ...] = (
    ("accepted", r"\bI(?:'m| am)? (?:hereby )?(?:accept(?:ing)?|approve"
     r"|pronounce)\b", 0.95, "other"),
    ("accepted", r"\b(?:is|are|was|were|been|now|hereby) (?:officially |formally "
     r"|now )?(?:accepted|approved|adopted)\b",
     0.9, "anybody"),
    ("accepted", r"^(?:ok(?:ay)?[,.:!]? )?(?:accepted|approved|done|all done|fixed|committed"
     r"|pushed|applied)\b[.!]?",
     0.9, "anybody"),
    ("accepted", r"\b(?:vote|motion|proposal) (?:passes|passed|carries|carried"
     r"|is carried)\b", 0.95, "anybody"),
    ("accepted", r"\b(?:I've|I have|I just|I) (?:now |just |gone ahead and )?(?:committed"
     r"|pushed|merged|applied|added|created"
     r"|enabled|granted|updated|implemented"
     r"|checked (?:it|this|that|them) in|made the change|moved|removed|renamed"
     r"|changed|posted|sent|set)\b",
     0.62, "anybody"),
    ("accepted", r"\b(?:has|have) (?:now )?been (?:added|granted|merged|committed|enabled"
     r"|created|done|updated|moved"
     r"|removed|applied|implemented|given|set up|switched)\b", 0.62, "anybody"),
    ("accepted", r"\b(?:please )?go (?:ahead|for it)\b|\bdo it\b|\bplease do\b"
     r"|\bfeel free to\b", 0.45, "other"),
    ("accepted", r"\b(?:welcome (?:aboard|to)|congratulations|congrats)\b", 0.6, "other"),
    ("accepted", r"\bI(?:'ll| will) (?:go ahead|do (?:it|that|this|so)|make (?:it|that"
     r"|the change)|add (?:it|that|this|you|him|her)"
     r"|take care of)\b", 0.55, "anybody"),
    ("accepted", r"\b(?:consensus|we(?:'ve| have)? (?:all )?(?:agreed?|decided?)|it(?:'s"
     r"| is) (?:settled|decided))\b", 0.5, "anybody"),
    ("rejected", r"\bI(?:'m| am)? (?:hereby )?(?:reject(?:ing)?|veto(?:ing)?|declin(?:e"
     r"|ing))\b", 0.95, "other"),
    ("rejected", r"\b(?:is|are|was|were|been|be) (?:officially |formally |hereby )?(?:rejected"
     r"|vetoed|turned down|voted down)\b",
     0.9, "anybody"),
    ("rejected", r"\b(?:vote|motion|proposal) (?:fails|failed|is lost"
     r"|is defeated)\b", 0.95, "anybody"),
    ("rejected", r"\b(?:not|n't|never) (?:going to |gonna )?(?:happen|fly|going in"
     r"|change that)\b|\bwon't fix\b|\bno way\b", 0.6, "other"),
    ("rejected", r"\bdecided (?:against|not to)\b|\bconsensus (?:is|seems to be)? ?(?:against"
     r"|not to)\b", 0.85, "anybody"),
    ("rejected", r"\bplease (?:don't|do not)\b|\b(?:bad|terrible|horrible) idea\b|\bno (?:need"
     r"|reason) (?:for|to)\b", 0.25, "other"),
    ("withdrawn", r"\bI(?:'ll|'m| will| am| hereby| therefore)* (?:withdraw(?:ing)?"
     r"|retract(?:ing)?|drop(?:ping)? (?:it|this|that|the))\b"
     r"|\b(?:is|are) (?:hereby )?withdrawn\b|\bnever ?mind\b|\bforget (?:about )?(?:it|this"
     r"|that|my)\b|\bscrap that\b"
     r"|\btake (?:it|that|this) back\b", 0.85, "proposer"),
    ("deferred", r"\b(?:defer(?:red|ring)?|postpon(?:e|ed|ing)|put (?:it |this "
     r"|that )?(?:on hold|off)|revisit"
     r"|(?:until|in|for) (?:the )?next (?:release|version|cycle)|on hold|hold off"
     r"|shelved?)\b", 0.7, "anybody"),
    ("deferred", r"\blet's (?:wait|leave (?:it|this|that) (?:for|until))\b|\bnot (?:now|yet"
     r"|for this release)\b|\btoo late for\b", 0.5, "other"),
)  # fmt: skip
_DECIDES = tuple(
    (outcome, re.compile(text, re.IGNORECASE), sure, who) for outcome, text, sure, who in DECIDES
)
# A sentence without any of these words settles nothing: all patterns need one.
TELLING = frozenset((
    "accept", "accepting", "accepted", "approve", "approved", "pronounce", "pronouncing", "adopted",
    "done", "fixed", "committed", "pushed", "applied", "passes", "passed", "carries", "carried",
    "merged", "added", "created", "enabled", "granted", "updated", "implemented", "checked", "made",
    "moved", "removed", "renamed", "changed", "posted", "sent", "set", "given", "switched", "ahead",
    "go", "do", "feel", "welcome", "congratulations", "congrats", "i'll", "will", "consensus",
    "agree", "agreed", "decide", "decided", "settled", "reject", "rejecting", "rejected", "veto",
    "vetoed", "vetoing", "decline", "declining", "declined", "turned", "voted", "fails", "failed",
    "lost", "defeated", "happen", "fly", "going", "won't", "way", "idea", "need", "reason",
    "please", "withdraw", "withdrawn",
    "withdrawing", "retract", "retracting", "drop", "dropping",
    "nevermind", "never", "forget", "scrap", "take", "defer", "deferred", "deferring", "postpone",
    "postponed", "postponing", "put", "revisit", "next", "hold", "shelve", "shelved", "wait",
    "leave", "now", "yet", "late", "release", "approving",
))  # fmt: skip
# Before any of them within a clause, these undo it: nothing is settled on a condition or in a
# question.
UNDONE = re.compile(
    r"\b(?:if|unless|until|once|when|whether|should|could|would|might|may|can|not|n't|never"
    r"|to be|wish|hope|"
    r"before|after|expect|assum\w+|want\w*|why|how|were to)\b[^.;!]{0,40}$",
    re.IGNORECASE,
)
NEEDED = 0.55  # how sure a statement must be, its tie to the proposal included
SHARED = 2  # telling words that tie a statement to a proposal
# How sure each tie is: it answers the mail that proposes; it shares its words; the proposal is
# the main one.
TIES = {"answers": 0.95, "words": 0.95, "main": 0.85}
FORMAL = 0.9  # "I am rejecting this" needs no majority
AGREEING = 4  # persons for a main proposal, and none against: assent that needs no statement
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
    sides = _sides(positions)
    return [_with_outcome(talk, each, said, sides.get(each.proposal, {})) for each in proposals]


def statements(talk: Talk) -> Iterator[Statement]:
    """The sentences of a thread that may settle something, in the order of time."""
    for mail in talk.mails:
        for line in mail.lines:
            text = line.text[:LINE_READ].replace("’", "'")
            if TELLING.isdisjoint(line.words) or text.endswith("?"):
                continue
            for outcome, pattern, sure, who in _DECIDES:
                match = pattern.search(text)
                if match and not UNDONE.search(text[max(0, match.start() - 60) : match.start()]):
                    yield Statement(outcome, mail, line, sure, who)
                    break


def _with_outcome(
    talk: Talk, proposal: Proposal, said: Sequence[Statement], sides: Mapping[str, str]
) -> Proposal:
    """The last statement that is sure enough settles it; else clear assent does."""
    number = talk.by_key[proposal.message].number
    words = content_of(proposal.title)
    best = None
    for each in said:
        sure = each.sure * _tie(each, proposal, number, words) * _fits(each, sides)
        if sure >= NEEDED and (best is None or sure >= best[0] - 0.1):
            best = (sure, each)
    if best:
        line = best[1].line.sentence
        return replace(
            proposal,
            outcome=best[1].outcome,
            outcome_message=best[1].mail.post.message.message,
            outcome_start_char=line.start_char,
            outcome_end_char=line.end_char,
        )
    if proposal.kind == "main" and _assent(sides, proposal.person):
        return replace(proposal, outcome="accepted")
    return proposal


def _tie(each: Statement, proposal: Proposal, number: int, words: frozenset[str]) -> float:
    """How surely a statement is on a proposal, 0 to 1."""
    mine = each.mail.post.person == proposal.person
    may = each.who == "anybody" or mine == (each.who == "proposer")
    if each.mail.number <= number or not may:
        return 0.0
    if each.who == "proposer" and OWN.search(each.line.text):
        return TIES["answers"]
    answered = each.line.answers[0] if each.line.answers else each.mail.post.place.parent
    if answered == proposal.message or (each.who == "proposer" and not each.line.answers):
        return TIES["answers"]
    if len(each.line.content & words) >= SHARED:
        return TIES["words"]
    return TIES["main"] if proposal.kind == "main" and not each.line.answers else 0.0


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
