"""How surely a sentence that settles something is on a proposal, and may settle it.

In: a statement of a thread and a proposal of it, with who stands where on it. Out: a number from
0 to 1. A statement is on a proposal whose words it shares or names, which it answers, on which its
mail takes a side that goes with it, or whose supporters and opponents it answers; one that closes
a thread is on the main one. What stands below a quotation is on what is quoted there. Some
statements settle only what their author may settle (`who` in the table of verdicts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pipeline.debate import cues, plain
from pipeline.debate.features import LINES, Line, Mail, content_of
from pipeline.records import Position, Proposal

SHARED = 2  # telling words that tie a statement to a proposal
# How sure each tie is: its mail takes a side on it that goes with the statement; it answers the
# mail that proposes; it shares its words; it answers somebody who takes a side on it; the proposal
# is the main one.
TIES = {"stands": 0.95, "answers": 0.95, "words": 0.95, "heard": 0.85, "main": 0.85}
# What the mail itself must take as side, for statements that settle nothing else: "Sounds good" is
# on what its author is for.
SIDED = {"taker": "support", "for it": "support", "against it": "oppose"}
# The sides that go with an outcome. None goes with putting off: who doubts and says "later" argues.
FITS = {
    "accepted": ("support", "conditional"),
    "rejected": ("oppose",),
    "withdrawn": ("oppose", "conditional", "neutral"),
    "deferred": (),
}
LAST, BRIEF = 3, 6  # mails that close a thread, and sentences of one that says no more
PRONOUNCED = 0.95  # a thread may open with the verdict on what was debated elsewhere
FORMAL = 0.9  # "I am rejecting this" needs no majority
# Deeds that anybody tells less surely than this ("I added it") are mostly beside the matter: they
# must answer the proposal, or be told by somebody who takes its side.
DEED = 0.65
# A main proposal that is less likely one is settled only in so many words: where nothing is
# proposed something is done all the same.
PROPOSED = 0.5
WELCOMED = 0.75  # what thanks close must be as sure a proposal: who helps is thanked as well
# How much less sure an outcome is when most stand on the other side.
MOST_AGAINST, MOST_FOR = 0.7, 0.6
# What any proposal may be called.
GENERIC = frozenset((
    "pep", "proposal", "motion", "request", "nomination", "plan", "idea", "change", "amendment",
    "vote", "patch", "suggestion", "option", "question", "original", "therefore", "objection",
    "itself", "whole", "entire", "version", "latest", "current",
))  # fmt: skip
# Documents and tickets that are known by number.
NUMBERED = re.compile(r"\b(?:pep|rfc|bip|jep|issue|bug|ticket)[ #-]{1,2}0*(\d{1,9})", re.IGNORECASE)
OWN = re.compile(
    r"\bmy (?:own |original |earlier )?(?:proposal|suggestion|idea|motion|pep)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that settles something, and how sure it is that it does.

    `opens` says that it is the first of its passage, right below what it answers; `left` counts
    the mails that follow in the thread; `asked` says that its passage answers somebody else;
    `above` has the words of the quotation above it, if any, `beside` those of each other one.
    """

    outcome: str
    mail: Mail
    line: Line
    sure: float
    who: str
    subject: str
    opens: bool = False
    left: int = 0
    asked: bool = False
    above: frozenset[str] | None = None
    beside: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal as statements are held against it.

    `sides` has each person's last side, `stands` each mail's; `owner` is the author of the main
    proposal; `alone` says that its own author proposed nothing else; `names` is the author's first
    name; `said` has the words of the sentence that proposes; `given_up` is where its author last
    took a side, if that is against it.
    """

    proposal: Proposal
    number: int
    words: frozenset[str]
    sides: Mapping[str, str]
    stands: Mapping[str, str]
    owner: str
    alone: bool
    names: frozenset[str]
    said: frozenset[str]
    given_up: Position | None


def quotations(mail: Mail) -> list[tuple[int, frozenset[str]]]:
    """Each quotation of a mail: the number of its first block and its telling words."""
    body, found = mail.post.message.body, []
    for quoting, run in groupby(mail.post.blocks, lambda block: block.kind == "quote"):
        if quoting:
            blocks = list(run)
            text = body[blocks[0].start_char : blocks[-1].end_char]
            found.append((blocks[0].number, plain.stems(content_of(text))))
    return found[:LINES]


def _shows(words: frozenset[str], case: Case) -> bool:
    """Whether a quotation holds half the words of the sentence that proposes."""
    return bool(case.said) and 2 * len(words & case.said) >= len(case.said)


def _beside(each: Statement, case: Case) -> bool:
    """Whether it stands below other words than those that propose, which its mail quotes, too."""
    # What a thread is about is said in more sentences than the one that was found.
    if case.proposal.kind == "main" or each.above is None or _shows(each.above, case):
        return False
    brief = each.sure < FORMAL or each.who in ("answer", "owner")
    return brief and any(_shows(words, case) for words in each.beside)


def _near(each: Statement, case: Case) -> bool:
    """Whether it says a word of the proposal, or stands below the sentence that proposes."""
    said = plain.stems(each.line.content) & (case.words | case.said)
    return bool(said) or (each.above is not None and _shows(each.above, case))


def sure(each: Statement, case: Case) -> float:
    """How surely a statement settles a proposal, 0 to 1."""
    made = case.proposal
    if made.kind == "main" and made.probability < PROPOSED and each.sure < FORMAL:
        return 0.0
    return each.sure * _tie(each, case) * _fits(each, case.sides)


def _tie(each: Statement, case: Case) -> float:
    """How surely a statement is on a proposal, 0 to 1."""
    if each.mail.number == case.number and case.proposal.kind == "main":
        return TIES["answers"] if each.sure >= PRONOUNCED else 0.0
    if each.mail.number <= case.number or not _may(each, case) or _beside(each, case):
        return 0.0
    subject = plain.stems(content_of(each.subject) - GENERIC)
    named = bool(subject) and 2 * len(subject & case.words) >= len(subject)
    owned = not case.names.isdisjoint(cues.tokens(each.subject.replace("'s", "")))
    if (subject and not named and not owned) or _numbered(each.subject, case.proposal.title):
        return 0.0
    if each.who == "proposer" and (OWN.search(each.line.text) or (case.alone and subject)):
        return TIES["answers"]
    if each.who in SIDED or each.who in ("owner", "closing"):
        return _entitled(each, case)
    return _placed(each, case, named=named or owned)


def _numbered(subject: str, title: str) -> bool:
    """Whether a statement names another number than the title: PEP 1234, not PEP 4321."""
    said, called = NUMBERED.findall(subject), NUMBERED.findall(title)
    return bool(said and called) and not set(said) & set(called)


def _entitled(each: Statement, case: Case) -> float:
    """The same for what is only on a proposal for who says it, and not for its words."""
    if each.who == "owner":
        return TIES["answers"] if _answered(each) == case.proposal.message else 0.0
    if each.who == "closing":
        ends = each.left < LAST and len(each.mail.lines) <= BRIEF
        return TIES["main"] if ends and _welcome(case) else 0.0
    return _sided(each, case)


def _welcome(case: Case) -> bool:
    """Whether it is surely one, and the main one, somebody else is for it and all others, too."""
    made = case.proposal
    sides = {side for person, side in case.sides.items() if person != made.person}
    return made.kind == "main" and made.probability >= WELCOMED and sides == {"support"}


def _placed(each: Statement, case: Case, *, named: bool) -> float:
    """How surely a statement is on a proposal by what its mail takes as side, answers and says."""
    stance = case.stands.get(each.mail.post.message.message)
    if stance in FITS[each.outcome]:
        return TIES["stands"]
    answers = each.line.answers
    answered = _answered(each) or each.mail.post.place.parent
    if each.who == "anybody" and each.sure < DEED:
        told = answers and answered == case.proposal.message and _near(each, case)
        return TIES["answers"] if told else 0.0
    if answered == case.proposal.message or (each.who == "proposer" and not answers):
        return TIES["answers"]
    if named or len(plain.stems(each.line.content) & case.words) >= SHARED:
        return TIES["words"]
    if _heard(each, case) and _near(each, case):
        return TIES["heard"]
    closes = case.proposal.kind == "main" and (not answers or each.sure >= FORMAL)
    return TIES["main"] if closes else 0.0


def _sided(each: Statement, case: Case) -> float:
    """The same for what only goes with a side; a proposer takes on what others were heard on."""
    if each.who == "taker" and each.mail.post.person == case.proposal.person:
        heard = case.proposal.kind == "main" or _heard(each, case)
        return TIES["heard"] if heard else 0.0
    stance = case.stands.get(each.mail.post.message.message)
    return TIES["stands"] if stance == SIDED[each.who] else 0.0


def _answered(each: Statement) -> str | None:
    """The mail that the statement's own passage answers."""
    return each.line.answers[0] if each.line.answers else None


def _heard(each: Statement, case: Case) -> bool:
    """Whether it answers a mail that takes a side on the proposal, as its own mail does."""
    return any(key in case.stands for key in (_answered(each), each.mail.post.place.parent))


def _may(each: Statement, case: Case) -> bool:
    """Whether its author has the say in this: see the table of verdicts."""
    speaker = each.mail.post.person
    mine = speaker == case.proposal.person
    if each.who == "owner":
        return case.proposal.kind != "main" and speaker == case.owner and not mine
    if each.who == "answer":
        # A proposer who was asked something and says "Done." has done that.
        return each.opens and not (mine and each.asked)
    if each.who in ("anybody", "closing") or each.who in SIDED:
        return True
    return mine == (each.who == "proposer")


def _fits(each: Statement, sides: Mapping[str, str]) -> float:
    """Less sure where most stand on the other side, unless it is said in so many words."""
    if each.sure >= FORMAL:
        return 1.0
    votes = list(sides.values())
    for_it, against = votes.count("support"), votes.count("oppose")
    if each.outcome == "accepted" and against > for_it:
        return MOST_AGAINST
    if each.outcome == "rejected" and for_it > against + 1:
        return MOST_FOR
    return 1.0
