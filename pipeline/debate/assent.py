"""Whoever says "I agree with Ada" or "Agreed." stands where the one stands whom they agree with.

In: a `Talk`, its pairs of mails and proposals, and the sides taken in them. Out: the same sides,
and those that somebody shares with another: a sentence that agrees as a whole (WHOLE, or a bare
`+1`) with the mail that it answers, or with a person whom it names (NAMED). "+1" below somebody's
refusal refuses. With the mail that makes the proposal nobody shares a side here: what an answer to
it says of it is judged as any other, and whoever is unsure or sets a condition is not followed.
What is quoted above the agreement is what it agrees with: the other's side must be shown there.
A vote elsewhere in the mail is its author's own word, and nothing that is shared goes against it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.debate.features import SHORTEST_NAME, STANCES, Line, Mail, Talk, content_of
from pipeline.debate.lines import Scores
from pipeline.debate.pairs import Aim, Judged, one_sided, shows
from pipeline.debate.plain import READ, VERY

# The basis of a position that is another's, shared.
BASIS = "agreed"
# How likely the other's side must be, if it is no vote, and how sure is then that it is shared.
LEAST, SURE = 0.4, 0.6
FOLLOWED = ("support", "oppose")
# So much of the words that show the other's side must be quoted above the agreement, if any are.
QUOTED = 0.5

_FULLY = r"(?:completely|fully|entirely|strongly|wholeheartedly|totally|absolutely|100%)"
_I_AGREE = (
    rf"I(?:'d| would| do)? (?:(?:tend to|also|have to|must|can only|basically|generally|mostly) )?"
    rf"{VERY}(?:agree|concur)(?: {_FULLY})?"
)
_WHO = r"(?P<who>[A-Z][\w'-]+(?: [A-Z][\w.'-]+)?)"
# Agreement with what is answered, whole: nothing follows that would say with which part.
WHOLE = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|ok|okay|right|sure|and|oh|well|thanks?|fwiw)\b[,.!:]* )*"
    rf"(?:{_I_AGREE}(?: here| too)?(?: with (?:you|the above|all of (?:this|that|the above)"
    r"|(?:this|that|your) (?:assessment|view|sentiment|analysis|position|opinion)"
    r"|everything (?:you (?:said|say|wrote)|above)))?"
    r"|agreed|exactly|absolutely|(?:as|so) do I|me too|same here|ditto"
    rf"|my (?:thoughts|sentiments|view|opinion) (?:exactly|too|as well)"
    r"|you(?:'re| are) (?:quite |absolutely |totally )?right)"
    r"(?=[.!,;:]|\s*$|\s?[-–—(])",
    re.IGNORECASE,
)
# A vote for what is answered, or for everything in it.
PLUS = re.compile(
    r"^\W*[+]1(?:0*)(?:(?=[.!,;:]|\s*$|\s?[-–—(])| (?:from me|here)\b"
    r"| (?:to|on|for) (?:all|everything|what) (?:of this|of that|above|you)\b)",
    re.IGNORECASE,
)
# Agreement with somebody who is named; the name begins with a capital letter.
NAMED = tuple(
    re.compile(form)
    for form in (
        rf"\b{_I_AGREE} with {_WHO}",
        rf"^\W*(?:[Aa]greed?|[Cc]oncur) with {_WHO}",
        rf"\bI(?:'m| am) (?:\w+ )?with {_WHO}",
        rf"\bI (?:also |fully |strongly )?(?:side with|support|share) {_WHO}'s? (?:position|view"
        r"|opinion|stance|concerns?)\b",
        rf"(?<![\w+])(?:[+]1|[Aa]gree|[Ss]econd(?:ed)?|[Dd]itto)\b\W*(?:(?:to|with|on|for) )?"
        rf"(?:all (?:of )?)?(?:what|everything|as) {_WHO} (?:said|says|wrote|writes)\b",
        rf"^\W*[Ww]hat {_WHO} (?:said|says|wrote)\b",
        rf"^\W*(?:I think |I believe |[Yy]es, |[Yy]eah, )?{_WHO}(?:'s| is) (?:absolutely |quite "
        r"|totally |completely )?(?:right|correct)\b",
    )
)
# Agreement so far, and no farther.
BUT = re.compile(
    r"\?|\b(?:but|though|although|however|except|if|unless|in (?:part|theory|principle))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Assent:
    """The line of a mail that agrees, and with whom: a person, or the mail that it answers."""

    line: int
    person: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class _Stand:
    """The side that a mail takes on a proposal, and where; whether it makes the proposal."""

    side: str
    sure: bool
    proposes: bool
    shown: Line


def followed(
    talk: Talk,
    scores: Scores,
    aims: Sequence[Aim],
    judged: Iterable[Judged],
    taken: Iterable[Judged],
) -> Iterator[Judged]:
    """The sides taken, and those shared with others, in the order of `judged`."""
    known = {(each.pair.mail, each.pair.aim): each for each in taken}
    called = _called(talk)
    agreeing = cache(lambda number: assents(talk.mails[number], called))
    told: dict[tuple[str, int], _Stand] = {}  # by message or person, and proposal
    for each in judged:
        mail, aim = talk.mails[each.pair.mail], aims[each.pair.aim]
        proposes = aim.number == mail.number
        found = known.get((each.pair.mail, each.pair.aim))
        if not proposes:
            found = _shared(mail, agreeing(mail.number), told, each, found)
        if found is not None:
            stand = _stand(mail, scores, found, proposes)
            told[mail.post.message.message, each.pair.aim] = stand
            told[mail.post.person, each.pair.aim] = stand
            yield found


def _shared(
    mail: Mail,
    agreeing: Sequence[Assent],
    told: Mapping[tuple[str, int], _Stand],
    judged: Judged,
    taken: Judged | None,
) -> Judged | None:
    """The pair with the side of the first one agreed with who takes one; else as it was taken."""
    for each in agreeing:
        stand = told.get((each.person or each.message or "", judged.pair.aim))
        if stand is None or stand.proposes or stand.side not in FOLLOWED:
            continue
        if _voted(mail, each.line, stand.side):
            continue
        if stand.sure and (each.person or _above(mail, each.line, stand.shown)):
            if taken is not None and _side(taken) == stand.side:
                return taken
            return replace(
                judged,
                pair=replace(judged.pair, basis=BASIS),
                sure=max(judged.sure, SURE),
                sides=one_sided(stand.side),
                shown=(each.line,),
            )
    return taken


def _voted(mail: Mail, beside: int, side: str) -> bool:
    """Whether a mail votes for another side, in other lines than one."""
    lines = (line for place, line in enumerate(mail.lines) if place != beside)
    return any(v.stance != side and not v.reported for line in lines for v in line.votes)


def _above(mail: Mail, line: int, shown: Line) -> bool:
    """Whether what is quoted right above a line holds a sentence; true where nothing is quoted."""
    start = mail.lines[line].sentence.start_char
    before = [block for block in mail.post.blocks if block.start_char <= start]
    quoted = [block for block in before if block.kind == "quote"]
    if not quoted:
        return True
    text = mail.post.message.body[quoted[-1].start_char : quoted[-1].end_char]
    words = content_of(shown.text)
    return len(words & content_of(text)) >= QUOTED * len(words)


def _side(judged: Judged) -> str:
    return STANCES[judged.sides.index(max(judged.sides))]


def _stand(mail: Mail, scores: Scores, judged: Judged, proposes: bool) -> _Stand:
    side = _side(judged)
    place = shows(mail, scores[mail.number], judged, STANCES.index(side))
    shown = mail.lines[place]
    voted = any(vote.stance == side and not vote.reported for vote in shown.votes)
    return _Stand(side, voted or judged.sure * max(judged.sides) >= LEAST, proposes, shown)


def assents(mail: Mail, called: Mapping[str, str]) -> list[Assent]:
    """Where a mail agrees with somebody as a whole; `called` tells persons by their names."""
    found = []
    before: Line | None = None
    for place, line in enumerate(mail.lines):
        text = line.text[:READ].replace("’", "'")
        begins = before is None or line.answers != before.answers
        before = line
        if BUT.search(text):
            continue
        person = _with(text, called)
        if person and person != mail.post.person:
            found.append(Assent(place, person, None))
        elif begins and (WHOLE.search(text) or PLUS.search(text)):
            answered = line.answers[0] if line.answers else mail.post.place.parent
            found.append(Assent(place, None, answered))
    return found


def _with(text: str, called: Mapping[str, str]) -> str | None:
    """The person with whom a sentence agrees by name."""
    names = (form.search(text) for form in NAMED)
    who = next((match["who"].removesuffix("'s").lower() for match in names if match), None)
    return (called.get(who) or called.get(who.split()[0])) if who else None


def _called(talk: Talk) -> dict[str, str]:
    """Persons by what they are called: a whole name, or one that nobody else of the thread has."""
    persons: dict[str, set[str]] = defaultdict(set)
    for mail in talk.mails:
        names = re.findall(r"[\w'-]+", (mail.post.message.name or "").lower())
        for name in (" ".join(names), *(each for each in names if len(each) >= SHORTEST_NAME)):
            persons[name].add(mail.post.person)
    return {name: next(iter(who)) for name, who in persons.items() if len(who) == 1}
