"""Where people speak of an idea that a researcher asks about, and which way they lean.

In: ideas as their files tell them, and debates with their proposals and positions. Out: a
`Mention` for each own sentence that holds a term, or takes a position on a proposal that is itself
about the idea ("+1"). The direction of one that holds a term is that of a vote changed in it or
right after it; of a phrase of the file found in it; of what became of the idea, if it says that
(ENDED); of the answer that its question expects (ideas_worth); of the position taken in it; of the
cost or gain that it tells of (ideas_worth); else that of the words around the term, if they take a
side. What stays unknown is `unclear`: what the author thinks elsewhere is told by the sentence
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.debate import propose
from pipeline.debate.features import LINES, Line, Mail, on_one_line
from pipeline.debate.ideas_file import Rules
from pipeline.debate.ideas_worth import TURNED, expected, worth
from pipeline.debate.lines import OPPOSES, STANDS, SUPPORTS
from pipeline.debate.stance import CHANGED
from pipeline.records import Debate, Mention, Position, Proposal

VERSION = 7

DIGITS = 4
# How often each basis was right of 730 coded mentions: 5 of 15, 57 of 159, 22 of 55, and 348 of 469
# that were left unclear. Most of the wrong ones take no side; where one is taken, three in four are
# right.
SURE = {"phrase": 0.35, "sentence": 0.35, "position": 0.4, "none": 0.75}
# How sure a sentence must be to take a side, and of which, for its own words to count.
TAKES_SIDE, LEANS = 0.35, 0.25
# Positions as stances towards the proposal; on a condition is half for it.
TOWARDS = {"support": 1.0, "oppose": -1.0, "conditional": 0.5, "neutral": 0.0}
# The scores of a sentence so far down a mail that the models read it no more.
UNREAD = (0.0,) * 6
# A term within an address of the web is nobody's word.
ADDRESS = re.compile(r"\w+://\S+")
# What a sentence may say has become of the idea it names: pattern, direction, reason.
ENDED: tuple[tuple[str, float, str], ...] = (
    (
        r"\b(?:withdraw\w*|withdrew|retract\w*|give up|gave up|giving up|abandon\w*)\b",
        -1.0,
        "who takes it back is no longer for it",
    ),
    (
        r"\b(?:off the table|ruled out|voted down|(?:is|was|be|been|are|were|as|stands?) "
        r"(?:\w+ )?(?:rejected|dropped|abandoned|dead))\b",
        -1.0,
        "it is not to be",
    ),
    (r"\b(?:deferred|postponed|shelved|on hold|put off|on ice)\b", 0.0, "neither done nor refused"),
)
_ENDED = tuple((re.compile(ended, re.IGNORECASE), stance) for ended, stance, _ in ENDED)
# Words of a title after which it names what its proposal is not.
INSTEAD = re.compile(r"\b(?:instead of|rather than|without|against|not|no)\b", re.IGNORECASE)


def _found(rules: Rules, text: str) -> re.Match[str] | None:
    """The first term in a text but for addresses; most texts hold no piece of one, quickly seen."""
    if not _perhaps(rules, text):
        return None
    addresses = [found.span() for found in ADDRESS.finditer(text)] if "://" in text else []
    return next(
        (
            term
            for term in rules.terms.finditer(text)
            if not any(start <= term.start() < end for start, end in addresses)
        ),
        None,
    )


def _perhaps(rules: Rules, text: str) -> bool:
    """Whether a text holds a piece of a term."""
    lowered = text.lower()
    return any(literal in lowered for literal in rules.literals)


def mentions(
    debate: Debate,
    proposals: Sequence[Proposal],
    positions: Sequence[Position],
    rules: Sequence[Rules],
) -> list[Mention]:
    """The mentions of each idea in own words, in order of idea, mail and sentence."""
    return [mention for each in rules for mention in _mentions(debate, proposals, positions, each)]


def _mentions(
    debate: Debate, proposals: Sequence[Proposal], positions: Sequence[Position], rules: Rules
) -> Iterator[Mention]:
    spoken = [post for post in debate.posts if _perhaps(rules, post.message.body)]
    if not spoken:
        return
    known = propose.read(debate)
    stands = _stands(positions, _towards(proposals, rules))
    for post in spoken:
        mail = known.talk.by_key[post.message.message]
        taken = stands.pop(post.message.message, {})
        for place, (line, score) in enumerate(
            zip(mail.lines, known.scores[mail.number], strict=True)
        ):
            term = _found(rules, line.text)
            stance = taken.pop(line.sentence.number, None)
            if term:
                said = _changed(mail, place) or _leaning(rules, line, term.start(), score, stance)
                yield _mention(rules, mail, line, term.span(), said)
            elif stance is not None:
                yield _mention(rules, mail, line, (0, len(line.text)), (stance, "position"))
        yield from _further(mail, rules)
    yield from _elsewhere(known.talk.by_key, stands, rules)


def _further(mail: Mail, rules: Rules) -> Iterator[Mention]:
    """The mentions in what is left of a long mail (a document, mostly), by their words alone."""
    for sentence in mail.post.sentences[LINES:]:
        text = on_one_line(mail.post.message.body, sentence)
        term = _found(rules, text)
        if term:
            line = Line(sentence, text, (), (), (), None, (), frozenset())
            said = _leaning(rules, line, term.start(), UNREAD, None)
            yield _mention(rules, mail, line, term.span(), said)


def _stands(
    positions: Sequence[Position], towards: Mapping[str, float]
) -> dict[str, dict[int, float]]:
    """By mail and sentence, the stance to the idea of who takes a side on a proposal about it."""
    found: dict[str, dict[int, float]] = {}
    for each in positions:
        if each.proposal in towards and each.sentence is not None:
            stance = TOWARDS[each.stance] * towards[each.proposal]
            found.setdefault(each.message, {}).setdefault(each.sentence, stance)
    return found


def _elsewhere(
    mails: Mapping[str, Mail], stands: Mapping[str, Mapping[int, float]], rules: Rules
) -> Iterator[Mention]:
    """The positions on proposals about the idea in mails that do not name it: "+1"."""
    for message, taken in stands.items():
        for line in mails[message].lines:
            if line.sentence.number in taken:
                stance = taken[line.sentence.number]
                yield _mention(
                    rules, mails[message], line, (0, len(line.text)), (stance, "position")
                )


def _towards(proposals: Sequence[Proposal], rules: Rules) -> dict[str, float]:
    """Proposals that are about the idea: 1 where they would do it, -1 where they would not."""
    found = {}
    for proposal in proposals:
        title = proposal.title
        does = INSTEAD.split(title)[0]
        against = rules.phrases_against and rules.phrases_against.search(title)
        if against or (rules.terms.search(title) and not rules.terms.search(does)):
            found[proposal.proposal] = -1.0
        elif rules.terms.search(does):
            found[proposal.proposal] = 1.0
    return found


def _changed(mail: Mail, place: int) -> tuple[float, str] | None:
    """The vote to which a sentence, or the next one, changes what the author thought before."""
    for line in mail.lines[place : place + 2]:
        own = [vote for vote in line.votes if not vote.reported]
        if own and CHANGED.search(line.text):
            return TOWARDS[own[-1].stance], "phrase"
    return None


def _leaning(
    rules: Rules, line: Line, term: int, score: Sequence[float], position: float | None
) -> tuple[float, str]:
    """The stance of a sentence towards the idea, -1 to 1, and on what basis."""
    said = worded(rules, line.text)
    if said:
        return said
    answer = expected(line.text)
    if answer:
        return float(answer), "sentence"
    if position is not None:
        return position, "position"
    value = worth(line.text, term)
    if value:
        return float(value), "sentence"
    side = score[SUPPORTS] - score[OPPOSES]
    if not line.text.endswith("?") and score[STANDS] >= TAKES_SIDE and abs(side) >= LEANS:
        return side, "sentence"
    return 0.0, "none"


def worded(rules: Rules, text: str) -> tuple[float, str] | None:
    """The stance that a sentence's own words tell with no knowledge of its thread, and the basis.

    None where no phrase of the idea is in it, and nothing of what became of the idea.
    """
    by_phrase = _phrases(rules.phrases_for, text) - _phrases(rules.phrases_against, text)
    if by_phrase:
        return (1.0 if by_phrase > 0 else -1.0), "phrase"
    for ended, stance in _ENDED:
        if ended.search(text):
            return stance, "phrase" if stance else "none"
    return None


def _phrases(phrases: re.Pattern[str] | None, text: str) -> int:
    """How many phrases of one side a sentence holds, less those that a negation turns over."""
    if phrases is None:
        return 0
    return sum(
        -1 if TURNED.search(text[max(0, found.start() - 40) : found.start()]) else 1
        for found in phrases.finditer(text)
    )


def _mention(
    rules: Rules, mail: Mail, line: Line, span: tuple[int, int], leaning: tuple[float, str]
) -> Mention:
    stance, basis = leaning
    direction = "unclear" if basis == "none" else "neutral" if not stance else ""
    start, end = (line.sentence.start_char + each for each in span)
    return Mention(
        idea=rules.idea.idea,
        message=mail.post.message.message,
        sentence=line.sentence.number,
        start_char=start,
        end_char=end,
        direction=direction or ("for" if stance > 0 else "against"),
        stance=round(stance, DIGITS),
        probability=SURE[basis],
        basis="sentence" if basis == "none" else basis,
    )
