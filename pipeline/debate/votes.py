"""Explicit votes: `+1`, `-0`, `+1000`, `LGTM`, and what the words around them make of them.

In: any text, best the author's own words. Out: votes with their spans, in order. A number is a
vote when nothing beside it speaks against (NO_VOTE) and something beside it speaks for it
(FOR_BEFORE, FOR_AFTER). Only a short window on each side is read, so time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

# How far to look on either side: a clause, not a paragraph.
WINDOW = 60

# As they stand in a character class: the hyphen-minus escaped.
MINUS = r"\-−–‐－"
PLUS = "+＋"
WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")

# A sign and a number that stand alone. Signs glued to a word (UTC+1), to another number (3-1), to a
# bracket of an index (x[-1]) or an operator (n*-1, ==-1) never vote.
NUMBER = re.compile(
    rf"(?<![\w.,/\\\[=<>%&$@^~{PLUS}{MINUS}±])"
    rf"(?P<sign>[{PLUS}{MINUS}±])\s?(?P<number>[0-9０-９]{{1,8}}(?:[.．][0-9０-９]{{1,3}})?|∞"
    rf"|inf(?:inity)?\b)"
    r"(?![\w\[\]%°$€£@^=]|[.,:/][0-9])"
)

# Words that vote. Each: pattern, value, reason.
WORDS: tuple[tuple[str, float, str], ...] = (
    (r"\bLGTM\b", 1.0, "looks good to me: the vote of code review"),
    (r"👍|:\+1:|:thumbsup:", 1.0, "the sign of chat and trackers"),
    (r"👎|:-1:|:thumbsdown:", -1.0, "the same, against"),
    (r"\bplus one(?= (?:from|on|for|to)\b)", 1.0, "+1 spelt out"),
    (r"\bminus one(?= (?:from|on|for|to)\b)", -1.0, "-1 spelt out"),
    (r"\bthumbs[ -]up\b", 1.0, "said of a vote"),
    (r"\bthumbs[ -]down\b", -1.0, "the same, against"),
    (r"(?m)^[ \t]*(?:Acked|Reviewed)-by:(?=[ \t]+[\w\"'<(])", 1.0, "the kernel's formal assent"),
    (r"(?m)^[ \t]*Nacked-by:", -1.0, "the kernel's formal refusal"),
    (r"\bN(?:ACK|AK)(?:ed)?\b", -1.0, "refusal, kernel and IETF"),
    (r"(?m)^[ \t]*ACK\b", 1.0, "assent, at the head of a line only: ACK is also a TCP flag"),
    (
        r"(?m)^[ \t]*(?:Seconded|Aye)\b(?:[.!]|(?=[ \t]*$)|(?=,?[ \t]+(?:from|to|for|here)\b))",
        1.0,
        'parliament\'s words, alone in a sentence: "Aye, it is arcane" only nods',
    ),
    (
        r"\b(?:[Nn]o|have (?:no|an?|any)) (?:strong |particular |real )?(?:opinion|preference)s?\b"
        r"(?= (?:on|either|from|about|here|one)|[.,;!)]|\s*$)",
        0.0,
        "takes no side, in words",
    ),
    (r"\bI(?:'m| am) (?:neutral|undecided|indifferent|ambivalent|on the fence)\b", 0.0, "the same"),
    (r"\bI(?:'ll| will)? abstain\b|\babstain(?:ing)? (?:from me|here)\b", 0.0, "parliament's word"),
    (
        r"\b(?:[Nn]o objections?(?: at all)? (?:from me|from my (?:side|end|part)|here)"
        r"|I(?:'d| would)? have no objections?)\b"
        r"(?![^.;!?]{0,80}(?:\?|\b(?:but|though|although|however|except)\b))",
        1.0,
        "assent where silence would do: whoever objects says so",
    ),
    (r"\bI'?(?:ll)? second (?:this|that|the|it)\b", 1.0, "parliament's words in a sentence"),
)
# A sentence goes on where a line of it ends. What must stand at the head of a line is looked for in
# the lines as they are.
WRAPPED = re.compile(r"(?<=\S)\n(?=\S)")
_WORDS = tuple((re.compile(pattern), value) for pattern, value, _ in WORDS)
_ANY_WORD = re.compile(
    "LGTM|👍|👎|:[+-]1:|:thumbs|lus one|inus one|humbs|-by:|NAK|NACK|ACK|Seconded|Aye| second "
    "|pinion|reference| neutral|ndecided|ndifferent|mbivalent|on the fence|bstain|objection"
)

# What speaks against a vote: where it is looked for, pattern, reason.
NO_VOTE: tuple[tuple[str, str, str], ...] = (
    ("after", r"\s*-?(?:days?|hours?|weeks?|months?|years?|seconds?|minutes?|ms|bytes?|bits?"
     r"|lines?|chars?|characters?|pixels?|px|points?|items?|places?|degrees?|index|indices|indexes"
     r"|level|levels|more|other|others|digit|version|release|or so)\b", "an amount: -1 day"),
    ("after", r"\s*(?:[*^]\s*[\w(]|[<>=]|[-+−]\s?[a-z0-9(]|\.\.|or\s[0-9])", "arithmetic: -1 + n"),
    ("after", r"[\s'’]*(?:/|,? ?or|,? ?and|vs\.?|to|,|\.\.\.?)\s*['\"]?[-+−±]\s?[0-9](?!\S)"
     r"[^.\n]{0,20}\b(?:votes?|scale|range|system)\b", "the scale: a +1 or -1 vote"),
    ("after", r"\s*(?:/|or)\s*[-+−±]\s?[0-9]", "the scale: +1/-1"),
    ("after", r"['’]?s\b|['’]?(?:d|ed|ing)\b", "counted: three +1s"),
    ("after", r"\s*[-( ]\(?[0-9]{3}[-) ]", "a telephone number: +1 (555) 010"),
    ("after", r"\s*(?:th|st|nd|rd)\b|\s*\bin (?:C|two's)\b", "an ordinal, a value in code"),
    ("before", r"\b(?:return(?:s|ed|ing)?|yields?|equals?|index(?:es)?|exit(?:s|ed)?|errno|codes?"
     r"|status|value|offset|refcount|argument|default(?:s|ing)?|parameter|result|raises?|pid|fd"
     r"|size|len|length|count|timeout|priority|nice|level|version|revision|rev|passing|passe[sd]"
     r"|UTC|GMT|CET|EST|PST|Python|Py3k|zone|range|between|plus|minus|times|modulo|contains?"
     r"|gives|set|into|column|line|page|rc|beta|alpha)\s*(?:(?:is|of|to|with|as|at|code"
     r"|status|value|a)\s+){0,2}[`'\"(]?$", "a value, not an opinion: returns -1"),
    ("after", r"\s*(?:votes?\b(?! (?:from|on|for))|(?:are|were) count|option|command|flag|warning"
     r"|switch|argument)", "votes as a thing: unless there are -1 votes"),
    ("before", r"[0-9a-z_)\]]\s*[-+*/=<>,|&]=?\s*$", "inside an expression"),
    ("before", r"(?:[=<>\[{]|[0-9\"],)\s*$", "an argument or an operand"),
    ("before", r"[a-z_]\($", "an argument of a call"),
    ("before", r"(?:[-+−±]\s?[0-9]|(?<![\w.])0)\s*(?:/|or)\s*$",
     "the other end of a scale, or another value: +1 or -1, 0 or -1"),
    ("before", r"\[ {0,3}\]\s*$", "a ballot line that nobody has crossed"),
    ("before", r"\b(?:reply|respond|answer|vote|say|saying|write|send|mail)(?: with)?(?: a)?"
     r"\s*['\"]?$(?<!I vote )(?<!I'd vote )(?<!would vote )(?<!also vote )(?<!I say )"
     r"(?<!I'd say )(?<!I'll vote )"
     r"(?<!I'll say )", "an invitation to vote: reply with +1"),
    ("before", r"\b(?:how many|number of|any|two|three|four|five|many|several|of the|no)"
     r"\s+(?:strong\s+)?$", "votes counted, not cast"),
)  # fmt: skip

# Before a word that votes: it is spoken of, not cast ("that means LGTM", "people who NACK things"),
# unless its author speaks of the own vote.
SPOKEN = re.compile(
    r"(?:\b(?:means?|meant|meaning|called|usually|always|often|people|maintainers?|reviewers?"
    r"|they|someone|somebody|anyone|anybody|nobody|who|can|could|may|might|to|by|an?|the|any|every"
    r"|each|no|of|without|his|her|their|your|get|gets|got|getting|give|gives)\s+|['\"`])$",
    re.IGNORECASE,
)
OWN = re.compile(
    r"(?:\bI\b(?:['’](?:m|d|ll|ve))?\s(?:(?!\b(?:when|if|until|people|they|who|someone|often"
    r"|usually)\b)[^.;:!?\n]){0,30}"
    r"|\b(?:consider|count|call|take|this|that|it|here|here['’]s|it['’]s|that['’]s|this is|that is"
    r"|it is|there|is)\s+(?:(?:an?|my|as|the|big|strong|clear|hard|firm|full)\s+){0,3}"
    r"|^\s*(?:an?|my)\s+(?:\w+\s+)?)$",
    re.IGNORECASE,
)
# It is another's: "Ada has firmly NACKed it", "this was NACKed by the maintainers".
TOLD_BEFORE = re.compile(
    r"(?:\b(?!I\b)[\w-]+\s+(?:has|have|had|was|were|been|already)\s+(?:\w+\s+){0,2}"
    r"|\b(?!(?:I|And|But|So|Then|Hereby)\b)[A-Z][\w-]+\s+(?:\w+ly\s+)?)$"
)
TOLD = re.compile(r"N(?:ACK|AK)ed")

# What speaks for it. A number in running text needs one of these.
FOR_BEFORE = re.compile(
    r"(?:(?:^|[\n.!?:;(\"*_>~]|--|[-—–] |\[x\]|[a-z]{2},[ \t])[ \t*_(\"'`]*"  # a sentence begins
    r"|\b(?:I'?m|I am|i'm|am|I'?d be|be|been|was|were|is|are|it's|that's|a|an|another|my|of|me"
    r"|vote[sd]?|say|says|said|gave|give|gives|count|so|also|and|but|still|very|big|huge|strong"
    r"|weak|mild|slight|cautious|definite|plain|simple|clear|unconditional|full|definitely|strongly|mildly|slightly|personally|yes|no"
    r"|yeah|yep|ok|okay|sure|agreed|agree|same|tentative|tentatively|maybe|mostly|moderate"
    r"|moderately|enthusiastic|resounding|solid|firm|hearty|virtual|huge|emphatic|then|therefore"
    r"|hence|remain|remains|to|at|with|i|just|would|call|general|probably|currently|not|around"
    r"|about|leaning|or|more|like|as|gets|got|get|here|well|idea|['’]s"
    r"|call (?:that|it)|make that|put me down for|['’]re)[,:]?[ \t]+[*_(\"'`]*)$",
    re.IGNORECASE,
)
FOR_AFTER = re.compile(
    r"[*_)\"'`~]*(?:\s*(?:$|\n)|\s*[.!,;:?…)]+(?:\s|$)|\s*[-—–]{1,2}\s"
    r"|\s+(?:from|on|for|to|if|with|as|here|overall|that|but|because|since|of course|too|also"
    r"|binding|non-binding|\(|and|in|this|assuming|provided|unless|about|against|indeed|vote"
    r"|million|billion|again|by|so|the|it|we|i|let|please|just|thanks|thank|great|good|agreed"
    r"|yes|no|not|he|she|well)\b|\s+[(A-Z:;])",
    re.IGNORECASE,
)

# Whose vote it is. Capitalised words that are not the name of somebody.
NOBODY = (
    "I|It|Its|This|That|Here|There|What|Which|Mine|Vote|My|Me|So|And|But|Or|Also|Definitely|Yes|No"
    "|Thus|Hence|Overall|Personally|However|Then|Still|Maybe|Now|A|An|The|Well|Just|If|As|For|On"
    "|Python|Since|Because|Given|Agreed|Count|Consider|Huge|Big|Strong|Another|Not|Sure|Ok|OK"
)
REPORTED_BEFORE = re.compile(
    r"\b(?:he|she|they|you|everyone|everybody|people|most|others|somebody|someone|who"
    r"|(?:the )?(?!(?i:this|its|is|was|thus)\b)\w+s"
    rf"|(?!(?:{NOBODY})\b)[A-Z][\w-]+)"
    r"(?:\s+(?:is|was|are|were|says|said|say|gave|gives|voted|votes|wrote|posted|has been|have been"
    r"|had been|replied|would be|might be)|['’](?:s|re|d be))\s+(?:also\s+|still\s+|both\s+"
    r"|strongly\s+|already\s+)?(?:a\s+|an\s+|his\s+|her\s+)?(?:strong\s+|big\s+)?[\"'(*]*$"
    r"|\b(?:his|her|their|your|whose)\s+(?:\w+\s+)?[\"'(]*$"
)
NOT_REPORTED = re.compile(
    r"\b(?:it|this|that|what|here|there)['’]s\s+(?:\w+\s+){0,2}[\"'(*]*$", re.IGNORECASE
)
REPORTED_AFTER = re.compile(
    r"\s*(?:\(\w+\)\s*)?(?:from|by)\s+(?!me\b|my\b|us\b|here\b|myself\b|both\b|the peanut)"
    r"(?:[A-Z]\w+|you\b|him\b|her\b|them\b|every|someone|other|several|people|at least)"
)

DENIED = re.compile(
    r"\b(?:not|n['’]t|never|hardly|rather than|instead of)\s+(?:really\s+|quite\s+|exactly\s+)?"
    r"(?:be\s+|give\s+|a\s+|an\s+|going to\s+|at\s+)*(?:strong\s+|full\s+|clear\s+)?[\"'(*]*$",
    re.IGNORECASE,
)
FORMER = re.compile(r"\bfrom\s+(?:a\s+|my\s+)?[\"'(*]*$", re.IGNORECASE)
FORMER_TO = re.compile(r"[\"')*]*\s+to\s+(?:a\s+)?[\"'(*]*[-+−±]?\s?[0-9]", re.IGNORECASE)
CONDITION = re.compile(
    r"[^.!?\n]{0,45}?(?:\n[^.!?\n]{0,30}?)?\b(?:if|provided|providing|as long as|so long as"
    r"|assuming|unless|once|only (?:when|with)|on (?:the )?condition|conditional|contingent"
    r"|with the (?:caveat|condition|proviso)|modulo)\b",
    re.IGNORECASE,
)
CONDITION_BEFORE = re.compile(
    r"\b(?:if|unless|provided|assuming|as long as)\b[^.!?\n]{0,45}"
    r"\b(?:I'?d|I would|I'?ll|I'?m|then)\b[^.!?\n]{0,20}$",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"[\s.!)*\"']*(?:from me\s*)?(?:on|for|to|about|re)\s*:?\s+([^.!?;\n(]{2,70})", re.IGNORECASE
)
NEUTRAL_BELOW = 0.2  # +0.1 leans, yet takes no side; from 0.2 on the sign decides
LARGEST_LETTER = 2  # besides 0 to 2 only powers of ten vote: +1000 does, +17 does not


@dataclass(frozen=True, slots=True)
class Vote:
    """One explicit vote: its span in the text, its value and what the context says of it."""

    start: int
    end: int
    value: float
    stance: str
    conditional: bool = False
    reported: bool = False
    about: str = ""


def votes(text: str) -> list[Vote]:
    """The votes in a text, in order.

    `value` is the number with its sign; `stance` is support, oppose, conditional or neutral;
    `reported` marks the vote of somebody else; `about` is what follows "on", "for" or "to".
    A vote that is given up ("from +1 to -1") is left out.
    """
    return sorted([*_numbers(text), *_words(text)], key=lambda vote: vote.start)


def _numbers(text: str) -> Iterator[Vote]:
    for match in NUMBER.finditer(text):
        before = text[max(0, match.start() - WINDOW) : match.start()]
        after = text[match.end() : match.end() + WINDOW]
        value = _value(match["sign"], match["number"])
        if value is not None and _is_vote(before, after):
            yield _vote(match.start(), match.end(), value, before, after)


def _words(text: str) -> Iterator[Vote]:
    flowing = WRAPPED.sub(" ", text)
    if not _ANY_WORD.search(flowing):
        return
    for pattern, value in _WORDS:
        for match in pattern.finditer(text if pattern.flags & re.MULTILINE else flowing):
            before = text[max(0, match.start() - WINDOW) : match.start()]
            after = text[match.end() : match.end() + WINDOW]
            if value and SPOKEN.search(before) and not OWN.search(before):
                continue
            vote = _vote(match.start(), match.end(), value, before, after)
            if TOLD.fullmatch(match[0]) and TOLD_BEFORE.search(before):
                vote = replace(vote, reported=True)
            # "No opinion, unless ..." takes no side either: only a number can be conditional.
            yield vote if value else replace(vote, stance="neutral", conditional=False)


def _value(sign: str, number: str) -> float | None:
    """The number with its sign; None where nobody votes with such a number."""
    endless = number.startswith(("∞", "inf"))
    size = float("1e9") if endless else float(number.translate(WIDE))
    if size > LARGEST_LETTER and not _power_of_ten(size):
        return None
    if sign == "±":
        return 0.0
    return size if sign in PLUS else -size


def _power_of_ten(size: float) -> bool:
    digits = str(int(size))
    return digits.strip("0") == "1" and digits.startswith("1")


@cache
def _rules(where: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for side, pattern, _ in NO_VOTE if side == where)


def _is_vote(before: str, after: str) -> bool:
    if any(rule.match(after) for rule in _rules("after")):
        return False
    if any(rule.search(before) for rule in _rules("before")):
        return False
    if FORMER.search(before) and FORMER_TO.match(after):
        return False
    return bool(FOR_BEFORE.search(before)) and bool(FOR_AFTER.match(after))


def _vote(start: int, end: int, value: float, before: str, after: str) -> Vote:
    denied = bool(DENIED.search(before))
    conditional = bool(CONDITION.match(after)) or bool(CONDITION_BEFORE.search(before))
    reported = bool(REPORTED_AFTER.match(after)) or (
        bool(REPORTED_BEFORE.search(before)) and not NOT_REPORTED.search(before)
    )
    about = ABOUT.match(after)
    return Vote(
        start,
        end,
        value,
        _stance(value, denied=denied, conditional=conditional),
        conditional,
        reported,
        " ".join(about[1].split()) if about else "",
    )


def _stance(value: float, *, denied: bool, conditional: bool) -> str:
    if conditional:
        return "conditional"
    # "not a +1 from me" withholds a vote; it does not cast the opposite one.
    if denied or abs(value) < NEUTRAL_BELOW:
        return "neutral"
    return "support" if value > 0 else "oppose"
