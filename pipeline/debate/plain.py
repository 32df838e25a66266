"""A side taken in so many words, on a thing that is named: "I'm against renaming it".

In: a sentence and what a proposal is called. Out: the side that the sentence takes on it, if it
says so plainly and names it. Like a vote it needs no judgement; unlike one it says what it is on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.debate.features import content_of

VERY = (
    r"(?:(?:still|also|very much|strongly|firmly|totally|completely|all|definitely|a bit|rather"
    r"|more|really|personally|certainly|quite|just|now|much|fully|wholeheartedly) ){0,2}"
)
# Side and pattern; what the statement is on follows the match.
STATEMENTS: tuple[tuple[str, str], ...] = (
    ("oppose", rf"\bI(?:'m| am|'d be| would be) {VERY}(?:against|opposed to)\b"),
    ("oppose", rf"\bI {VERY}(?:object to|oppose|disagree with)\b"),
    ("oppose", rf"\bI(?:'d| would) {VERY}(?:rather|prefer) (?:not|we (?:did not|didn't)"
     r"|to not)\b"),
    ("oppose", rf"\bI(?:'m| am) not {VERY}(?:in favou?r of|for)\b"),
    ("oppose", r"\bI (?:don't|do not|can't|cannot) (?:support|agree (?:with|to)|endorse|like"
     r"|see (?:any|a) reason to|see the point of)\b"),
    ("oppose", r"\b(?:please (?:don't|do not)|let's not|let us not)\b"),
    ("oppose", r"[-−]1 (?:for|to|on)\b"),
    ("support", rf"\bI(?:'m| am|'d be| would be| remain) {VERY}(?:in favou?r of|(?:fine|ok|okay"
     r"|happy) with)\b"),
    ("support", rf"\bI {VERY}(?:support|second|endorse|approve of|vote for"
     r"|agree (?:with|that|on))\b"),
    ("support", r"[+]1 (?:for|to|on)\b"),
)  # fmt: skip
_STATEMENTS = tuple((side, re.compile(text, re.IGNORECASE)) for side, text in STATEMENTS)
# One of these words is in every statement.
TELLING = frozenset((
    "against", "opposed", "object", "oppose", "disagree", "rather", "prefer", "favour", "favor",
    "support", "agree", "endorse", "like", "see", "please", "let's", "let", "fine", "ok", "okay",
    "happy", "second", "approve", "vote", "for", "+1", "-1",
))  # fmt: skip
# Words right below a quoted passage, on what it puts forward: "Oh, that's a neat idea."
PRAISED = re.compile(
    r"^\W*(?:(?:oh|ah|yes|yeah|yep|ok|okay|well|sure|hm+|wow|right|indeed|agreed|and)\b[,.!:]* )*"
    r"(?:(?:(?:that|this|it)(?:'s| is| was| would be|'d be)"
    r"|(?:(?:that|this|it) )?(?:sounds|seems|looks)(?: like| to be)?) )?"
    r"(?:an? )?(?:(?:very|really|quite|such a|pretty|actually|also) )*"
    r"(?P<worth>good|great|neat|nice|excellent|fine|brilliant|lovely|wonderful|clever|sensible"
    r"|bad|terrible|horrible|awful|dreadful|poor) "
    r"(?:idea|suggestion|proposal|plan|thought|solution|approach|compromise)s?\b"
    r"(?![^.;!?]*\b(?:but|though|although|except|however|if|unless|in (?:theory|principle))\b)"
    r"(?!\?)(?![^.;!]*\?)",
    re.IGNORECASE,
)
# The same, said of the author's own mind: "I support this initiative."
_THING = (
    r" (?:this|that|the|your|such an?) (?:\w+ )?(?:initiative|idea|proposal|plan|change|suggestion"
    r"|approach|move)s?\b"
)
_UNLESS = r"(?![^.;!?]*(?:\?|\b(?:but|though|although|except|however|if|unless)\b))"
MINDED = tuple(
    (side, re.compile(rf"^\W*(?:[A-Z]\w+, )?I{words}{_THING}{_UNLESS}", re.IGNORECASE))
    for side, words in (
        ("support", rf"(?:'m| am)? {VERY}(?:(?:generally|broadly|basically) )?(?:support|like"
         r"|love|endorse|welcome|agree with|in favou?r of|for"
         r"|(?:have|see|had) no (?:issues?|problems?|trouble) with)"),
        ("oppose", rf"(?:'m| am)? {VERY}(?:oppose|object to|disagree with|dislike|opposed to"
         r"|against|don't like|do not like|can't support|cannot support)"),
    )
)  # fmt: skip
# Agreement right below what it answers: whatever else the mail argues, it is not against that.
AGREEING = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|ok|okay|right|sure|and|oh|in general|on the whole"
    r"|overall|I (?:think|guess))\b[,.!:]* )*"
    rf"(?:you(?:'re| are) (?:quite |absolutely |of course )?right\b"
    rf"|I(?:'d| would| do)? {VERY}agree\b|agreed?\b|exactly\b|absolutely\b|indeed\b)"
    rf"(?! to (?:dis|dif))(?! in (?:part|theory|principle)\b){_UNLESS}",
    re.IGNORECASE,
)
BAD = frozenset(("bad", "terrible", "horrible", "awful", "dreadful", "poor"))
# For it only on a condition; an "if" in quotation marks is one that was set before.
CONDITION = re.compile(
    r"(?<![\"'“‘])\b(?:if|unless|provided|as long as|assuming|only when|once|but only"
    r"|on condition|except)\b",
    re.IGNORECASE,
)
# Where what it is on ends.
ENDS = re.compile(r"[.;!?]|\b(?:but|because|since|although|so)\b")
# What a title is put against is another's: "maintainers instead of a split".
AGAINST = re.compile(r"\b(?:instead of|rather than|without|not)\b", re.IGNORECASE)
STEM = 5  # letters in which "splitting" and "split" are one
READ, NEAR = 400, 90  # characters of a sentence, and of what follows a statement
SHARE = 3  # a third of the telling words that follow must be the proposal's


def stems(words: Iterable[str]) -> frozenset[str]:
    """Telling words by their beginnings."""
    return frozenset(word[:STEM] for word in words)


def named(title: str) -> frozenset[str]:
    """The words by which a proposal is named, as stems."""
    return stems(content_of(AGAINST.split(title)[0]))


Claim = tuple[str, frozenset[str]]


def claims(text: str, words: Iterable[str]) -> list[Claim]:
    """The sides that a sentence plainly takes, each with the stems of what it is on."""
    if TELLING.isdisjoint(words) or text.endswith("?"):
        return []
    read = text[:READ].replace("’", "'")
    found = []
    for side, pattern in _STATEMENTS:
        for match in pattern.finditer(read):
            about = stems(content_of(ENDS.split(read[match.end() : match.end() + NEAR])[0]))
            conditional = side == "support" and CONDITION.search(read)
            found.append(("conditional" if conditional else side, about))
    return found


def side(claims: Iterable[Claim], name: frozenset[str]) -> str:
    """The first side that is taken on what is so named; empty where none is."""
    for found, about in claims:
        shared = len(about & name)
        if shared and SHARE * shared >= len(about):
            return found
    return ""


def worth(text: str) -> str:
    """The side that a sentence takes on what it answers, a good idea or a bad one."""
    read = text[:READ].replace("’", "'")
    match = PRAISED.search(read)
    if match:
        return "oppose" if match["worth"].lower() in BAD else "support"
    return next((side for side, pattern in MINDED if pattern.search(read)), "")


def agrees(text: str) -> bool:
    """Whether a sentence agrees with what it answers, without a but."""
    return bool(AGREEING.search(text[:READ].replace("’", "'")))
