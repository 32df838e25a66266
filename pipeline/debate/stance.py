"""Who stands where on a proposal: a debate and its proposals to positions.

In: a debate and its proposals. Out: a `Position` for each person, proposal and mail in which a
side is taken, with the sentence that shows it best. Whoever proposes is for it, once, in the mail
that proposes. Everybody else is judged twice: by what the mail says where it speaks of the
proposal, and then again in the light of where those stand whom it answers. Explicit votes are
read by rule: a vote decides the side of the mail on the proposal that the mail most surely speaks
of, and what is quoted or reported never counts. Whoever agrees with somebody shares their side
(`assent`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from operator import attrgetter

from pipeline.debate import assent, context, judge, lines, plain, propose
from pipeline.debate.features import STANCES, Mail, Talk, content_of
from pipeline.debate.model import Model
from pipeline.debate.pairs import Aim, Judged, Pair, one_sided, pairs, shows
from pipeline.debate.votes import Vote
from pipeline.records import Debate, Position, Proposal

VERSION = 8

DIGITS = 4
SURE_OF_CHANGE, SURE_IF_SAID = 0.9, 0.8
# How much less sure than another proposal the main one may be to have a vote that names neither.
MAIN_FIRST = 0.25
# Words that cast a vote on everything the mail may speak of.
WHOLE = re.compile(
    r"\b(?:the (?:lot|whole (?:lot|thing))|all of (?:it|this|that|them|these)|everything|both|all "
    r"(?:two|three|four|five|points|parts))\b",
    re.IGNORECASE,
)
# A vote that replaces an earlier one is on what that one was on, whatever the mail answers.
CHANGED = re.compile(
    r"\b(?:chang\w+|switch\w*|revis\w+|withdraw\w*|retract\w*) my (?:earlier "
    r"|previous )?(?:vote|mind|[-+]\d)",
    re.IGNORECASE,
)


def positions(
    debate: Debate, proposals: Sequence[Proposal], learnt: Model | None = None
) -> list[Position]:
    """The positions of a thread in the order of the mails; a later one supersedes earlier ones."""
    if not proposals:
        return []
    known = propose.read(debate, learnt)
    aims = [aim(known.talk, proposal) for proposal in proposals]
    every = judged(known, aims)
    sides = taken(known, aims, every, [each.title for each in proposals])
    found = [
        _position(known.talk, known.scores, proposals[each.pair.aim], aims[each.pair.aim], each)
        for each in assent.followed(known.talk, known.scores, aims, every, sides)
    ]
    return superseded(found)


def aim(talk: Talk, proposal: Proposal) -> Aim:
    """A proposal as pairs see it."""
    mail = talk.by_key[proposal.message]
    place = next(
        (
            place
            for place, line in enumerate(mail.lines)
            if line.sentence.number == proposal.sentence
        ),
        0,
    )
    stated = mail.post.message.body[proposal.start_char : proposal.end_char]
    return Aim(
        proposal.message,
        mail.number,
        place,
        mail.lines[place].sentence.block if mail.lines else -1,
        proposal.person,
        content_of(f"{proposal.title} {stated}"),
        proposal.kind == "main",
        proposal.probability,
    )


def judged(known: propose.Read, aims: Sequence[Aim]) -> list[Judged]:
    """Every pair worth a look with its second judgement."""
    found = list(pairs(known.talk, known.scores, aims))
    if not found:
        return []
    arrays = known.learnt.arrays
    rows = [pair.row for pair in found]
    sure = judge.probabilities(rows, "first sure", arrays)[:, 0].tolist()
    sides = judge.probabilities(rows, "first side", arrays).tolist()
    first = [context.First(each, side[0] - side[1]) for each, side in zip(sure, sides, strict=True)]
    around = context.rows(known.talk, known.scores, aims, found, first)
    rows = [one + other for one, other in zip(rows, around, strict=True)]
    sure = judge.probabilities(rows, "sure", arrays)[:, 0].tolist()
    sides = judge.probabilities(rows, "side", arrays).tolist()
    return [
        Judged(pair, each, tuple(side)) for pair, each, side in zip(found, sure, sides, strict=True)
    ]


def taken(
    known: propose.Read, aims: Sequence[Aim], judged: Sequence[Judged], titles: Sequence[str]
) -> Iterator[Judged]:
    """The pairs in which a side is taken, votes and plain statements heeded."""
    names = [plain.named(title) for title in titles]

    thresholds, mails = known.learnt.meta["thresholds"], known.talk.mails
    surest = _voted_on(mails, aims, judged)
    # Of several proposals in one passage, words below it are on the surest.
    praised = {
        _place(each, aims[each.pair.aim]): each for each in sorted(judged, key=attrgetter("sure"))
    }
    claims = cache(lambda number: _claims(mails[number]))
    for each in judged:
        one, mail = aims[each.pair.aim], mails[each.pair.mail]
        if one.number == mail.number:
            # Proposing is support, once; a mail may also state its author's other proposals.
            if mail.post.person == one.person:
                sure = max(each.sure, one.probability)
                yield replace(each, sure=sure, sides=(1.0, 0.0, 0.0, 0.0))
            continue
        shown: tuple[int, ...] = ()
        side = _said(claims(mail.number), names[each.pair.aim])
        if not side and praised[_place(each, one)] is each:
            side, shown = _worth(mail, each.pair, one)
        if side:
            sure = max(each.sure, SURE_IF_SAID)
            yield replace(each, sure=sure, sides=one_sided(side), shown=shown)
            continue
        best, changed = surest[mail.number]
        vote = cast(mail, each.pair)
        if vote and changed:
            # The words of the change speak of nothing else.
            if best is each:
                yield replace(
                    each, sure=max(each.sure, SURE_OF_CHANGE), sides=one_sided(vote.stance)
                )
            continue
        vote = vote if best is each or (vote and WHOLE.match(vote.about)) else None
        if _enough(each, mail, one, thresholds, voted=vote is not None):
            shown = () if vote or one.main else _argued(mail, each.pair)
            sides = one_sided(vote.stance) if vote else _unturned(mail, each, one)
            yield replace(each, sides=sides, shown=shown)


def _enough(
    judged: Judged, mail: Mail, aim: Aim, thresholds: Mapping[str, float], *, voted: bool
) -> bool:
    """Whether a side is taken surely enough to be told."""
    if voted:
        return judged.sure >= thresholds["vote"]
    needed = thresholds["main" if aim.main else "other"]
    if all(mail.lines[place].text.endswith("?") for place in judged.pair.focus):
        # Mere questions take no side, unless they are very plainly rhetorical.
        needed = thresholds["question"]
    told = judged.sure >= needed and judged.sure * max(judged.sides) >= thresholds["least"]
    return told and (aim.main or bool(_argued(mail, judged.pair)))


def _argued(mail: Mail, pair: Pair) -> tuple[int, ...]:
    """The lines where a mail speaks of a proposal that hold no vote of its author's.

    A vote is on one thing, or on what the thread is about: what only the vote speaks for has no
    position of its own.
    """
    return tuple(place for place in pair.focus if all(v.reported for v in mail.lines[place].votes))


def _place(judged: Judged, aim: Aim) -> tuple[int, str, int]:
    """The mail, and the passage that it may answer."""
    return judged.pair.mail, aim.key, aim.block


def _below(mail: Mail, pair: Pair, aim: Aim) -> tuple[int, ...]:
    """The first line below the quoted passage that states a proposal, if one stands there."""
    answering = (aim.key, aim.block)
    return tuple(place for place in pair.focus if mail.lines[place].answers == answering)[:1]


def _worth(mail: Mail, pair: Pair, aim: Aim) -> tuple[str, tuple[int, ...]]:
    """The side that the first words below the quoted passage plainly take on it, and their line."""
    first = _below(mail, pair, aim)
    sides = [plain.worth(mail.lines[place].text) for place in first if not mail.lines[place].votes]
    return next(iter(sides), ""), first


def _unturned(mail: Mail, judged: Judged, aim: Aim) -> tuple[float, ...]:
    """The sides as judged; support where they are against what the mail agrees with at once."""
    against = judged.sides[STANCES.index("oppose")] == max(judged.sides)
    first = _below(mail, judged.pair, aim)
    if against and any(plain.agrees(mail.lines[place].text) for place in first):
        support, oppose, *others = judged.sides
        return (oppose, support, *others)
    return judged.sides


def _said(claims: Sequence[Sequence[plain.Claim]], name: frozenset[str]) -> str:
    """The last side that is plainly taken on what is so named."""
    said = [plain.side(line, name) for line in claims]
    return next((side for side in reversed(said) if side), "")


def _claims(mail: Mail) -> list[list[plain.Claim]]:
    """What a mail plainly says, by sentence, where it says anything."""
    found = (plain.claims(line.text, line.words) for line in mail.lines)
    return [each for each in found if each]


def _voted_on(
    mails: Sequence[Mail], aims: Sequence[Aim], judged: Sequence[Judged]
) -> dict[int, tuple[Judged, bool]]:
    """By mail the pair whose proposal a vote in it is on, and whether it changes an earlier one.

    That is the surest, the main one preferred: a vote that names nothing is on what the thread is
    about. What the mail itself proposes needs no vote of its author.
    """
    found: dict[int, tuple[Judged, bool]] = {}
    before: dict[str, int] = {}
    by_mail: dict[int, list[Judged]] = {}
    for each in judged:
        if aims[each.pair.aim].number < each.pair.mail:
            by_mail.setdefault(each.pair.mail, []).append(each)
    for number, here in by_mail.items():
        mail = mails[number]
        was = before.get(mail.post.person)
        changed = [each for each in here if each.pair.aim == was and _changes(mail)]
        best = max(
            changed or here, key=lambda each: each.sure + MAIN_FIRST * aims[each.pair.aim].main
        )
        found[number] = best, bool(changed)
        if any(not vote.reported for line in mail.lines for vote in line.votes):
            before[mail.post.person] = best.pair.aim
    return found


def _changes(mail: Mail) -> bool:
    return any(CHANGED.search(line.text) for line in mail.lines)


def cast(mail: Mail, pair: Pair) -> Vote | None:
    """The author's own vote where the mail speaks of the proposal, the last if they differ."""
    focused = [vote for place in pair.focus for vote in mail.lines[place].votes]
    own = [vote for vote in focused if not vote.reported]
    return own[-1] if own else None


def _position(
    talk: Talk, scores: lines.Scores, proposal: Proposal, one: Aim, judged: Judged
) -> Position:
    mail = talk.mails[judged.pair.mail]
    stance = max(range(len(STANCES)), key=lambda place: judged.sides[place])
    proposes = one.number == mail.number
    place = one.line if proposes else shows(mail, scores[mail.number], judged, stance)
    line = mail.lines[place]
    voted = any(not v.reported and v.stance == STANCES[stance] for v in line.votes)
    return Position(
        proposal=proposal.proposal,
        person=mail.post.person,
        message=mail.post.message.message,
        sentence=line.sentence.number,
        start_char=line.sentence.start_char,
        end_char=line.sentence.end_char,
        stance=STANCES[stance],
        probability=round(judged.sure * judged.sides[stance], DIGITS),
        strength="vote" if voted and not proposes else "argument",
        basis="proposed" if proposes else "voted" if voted else judged.pair.basis,
        sent_at=mail.post.message.sent_at,
        superseded_by=None,
    )


def superseded(found: Sequence[Position]) -> list[Position]:
    """Positions that name the mail in which their person next took one on the same proposal."""
    later: dict[tuple[str, str], str] = {}
    kept = []
    for each in reversed(found):
        key = (each.person, each.proposal)
        kept.append(replace(each, superseded_by=later.get(key)))
        later[key] = each.message
    return kept[::-1]
