"""Acts in set words: what performs one whatever a model thinks, and what takes one back.

In: a sentence and its words. Out: the acts that its words perform, and how sure each act can be at
most. IETF mail, on which the model has learnt, hums and never votes; these formulas are other
lists' way. A linear model adds up words: it hears the "agree" of "nobody agreed" and of "if we
agreed". The stretch that denies, supposes or reports is found by rule; the act is taken back unless
the rest of the sentence still performs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.debate import votes

AGREEMENT, DISAGREEMENT, DECISION = "Agreement", "Disagreement", "StateDecision"
PROPOSAL = "ProposeAction"
TURNED = (PROPOSAL, DECISION, AGREEMENT, DISAGREEMENT)  # acts that can be taken back

MANY = 100  # +1000 is a vote with a smile, -02 is the number of a draft
SURE = 0.9  # that words which leave little doubt are meant
HEDGED = 0.5  # at most, of what is said by halves or on a condition

# Act, pattern (in lower case, white space folded), reason.
FORMULAS: tuple[tuple[str, str, str], ...] = (
    (DISAGREEMENT, r"\bi(?:'d)? (?:do |have to |must |would |still |really |strongly |firmly "
     r"|respectfully |completely |totally |fully ){0,2}(?:object to|disagree|oppose)\b",
     "refusal in so many words"),
    (DISAGREEMENT, r"\bi (?:really |still |just |also |simply )?(?:do not|don't|cannot|can't)"
     r"(?: really| fully| entirely| quite| at all)? agree\b(?! more| enough)",
     "the same, as agreement denied"),
    (DISAGREEMENT, r"\bi(?:'m| am) (?:still |really |very |strongly |firmly |totally |also ){0,2}"
     r"(?:opposed to|against)\b", "the same"),
    (DISAGREEMENT, r"(?<!not )(?<!n't )\b(?:a|an|really|very) (?:very |really )?"
     r"(?:bad|terrible|horrible|awful|dreadful) idea\b(?! to (?:wait|not))", "the usual words"),
    (DISAGREEMENT, r"\b(?:not|(?:do|does|is|was)n't)(?: think| believe| see| feel)?(?: that| this"
     r"| it| it's| that's| is| how){0,3}(?: really| such| very){0,2}"
     r" an? (?:very |particularly )?(?:good|great|sensible) (?:idea|plan)\b", "the same, politely"),
    (DECISION, r"\b(?:i|we)(?:'ve| have)? (?:hereby |now |just |also |finally ){0,2}"
     r"(?:accept|reject|approve)(?:ed)? (?:the |this |that |your |both )?"
     r"(?:pep|proposal|patch|change|motion|request|draft|nomination)\b", "who has the say uses it"),
    (DECISION, r"\b(?:pep|proposal|motion|request|nomination|draft)s?(?: [#\d]+)? (?:is|are|was"
     r"|has been|have been) (?:hereby |now |officially |formally ){0,2}"
     r"(?:accepted|rejected|approved|withdrawn|deferred)\b", "the same, of the thing decided"),
    (DECISION, r"\b(?:i|we)(?:'ve| have)? (?:all |have |now |finally |already |jointly ){0,2}"
     r"(?:decided|resolved) (?:to|that|not|on|against)\b", "says that it is decided"),
    (DECISION, r"\b(?:i|we)(?:'ve| have)? (?:now |just |already |also ){0,2}"
     r"(?:committed|merged|pushed|checked in)\b(?! to\b)", "done, so decided"),
)  # fmt: skip
_FORMULAS = tuple((act, re.compile(pattern)) for act, pattern, _ in FORMULAS)

# No formula and no vote is without one of these, and most sentences are.
TRIGGERS = frozenset((
    "object", "disagree", "oppose", "opposed", "against", "idea", "plan", "accept", "accepted",
    "reject", "rejected", "approve", "approved", "withdrawn", "deferred", "decided", "resolved",
    "committed", "merged", "pushed", "checked", "lgtm", "nack", "nak", "ack", "acked", "nacked",
    "reviewed", "thumbs", "seconded", "aye", "second", "plus", "minus", "agree",
))  # fmt: skip
# A number's rise or fall since the last count stands behind it in brackets, and is no vote.
COUNTED = re.compile(r"\d\s{0,3}\($")

# What takes the formula back: another's words, or a condition.
UNSAID = re.compile(
    r"\bif (?:i|we|the|this|you)\b|\bunless\b|\bbefore\b|\bonce\b|\buntil\b|\bwhen\b|\?$"
)

# Pieces of the patterns below. A negation reaches over four words, not over a clause's end.
_NOT = r"(?:\bnot|n't|\bcannot|\bnever|\bhardly|\bdoubt)(?: (?!only\b|but\b|and\b|help\b)\w+){0,4}"
_NOBODY = (
    r"\b(?:nobody|no ?one|no-one|none|neither|few|not (?:everyone|everybody|all))\b[^,;.!?]{0,40}"
)
_THEY = r"\b(?:he|she|they|you|people|others|(?:some|every|any)(?:one|body))"
# A word that may name another: neither the author nor what stands between them and the verb.
_NAME = (
    r"\b(?!(?:i|we|am|is|are|was|were|be|been|have|has|had|ve|d|s|m|already|also|all|both|just"
    r"|and|but|\w+ly)\b)\w+"
)
_HAVE = r"(?:\b(?:would|might|could|should)|'d)(?: \w+)? have(?: \w+){0,2}"
_IF = r"\b(?:if|unless|in case|whether|wish)\b[^,;.!?]{0,40}"
_ASKS = r"(?:so |but |and |or |also |well,? |then ){0,2}"
_OPPOSE = r"(?:disagree(?:[ds]|ments?)?|object(?:s|ed|ions?)?|oppose[ds]?)\b"

# Act, pattern of a stretch that does not perform it though its words are there, reason.
TAKEN_BACK: tuple[tuple[str, str, str], ...] = (
    (AGREEMENT, _NOT + r" agree(?:d|ing)?\b(?! more\b| enough\b)", "agreement denied"),
    (AGREEMENT, r"(?:\bnot|n't)(?: \w+){0,2} (?:sound|look|seem|make|work)s?(?: \w+){0,2}"
     r" (?:good|great|right|sense|reasonable|fine|ok|okay)\b", "praise denied"),
    (AGREEMENT, r"(?:\bnot|n't)(?: \w+){0,3} good reason\b", "the same, of what speaks for it"),
    (AGREEMENT, r"\bgood (?:luck|night|morning|evening)\b", "a wish, no praise"),
    (AGREEMENT, _NOBODY + r"\bagree", "nobody does"),
    (AGREEMENT, _HAVE + r" (?:agreed|supported|voted|liked|accepted|seconded|been)\b",
     "counterfactual: it did not come to that"),
    (AGREEMENT, r"(?:\b(?:would|could|might)|'d)(?: \w+){0,2} (?:agree|support|accept|vote|be)\b"
     r"[^.!?]{0,60}?(?:\bbut\b|\bexcept\b|\bif\b[^.!?]{0,60}?(?:\b(?:were|was|had|did|could|would)"
     r"\b|n't\b|[a-z]ed\b))", "counterfactual: what would have to be otherwise"),
    (AGREEMENT, _IF + r"\bagree", "supposed, not done"),
    (AGREEMENT, r"\b(?:do|does|did|can|could|will|would|should|don't|doesn't|shall)"
     r" (?:\w+ ){1,3}agree\b[^?]{0,200}\?", "others are asked whether they do"),
    (AGREEMENT, _THEY + r"(?: (?:all|both|also|seem to|already|has|have|had|had all))? agree[ds]?\b"
     rf"|{_NAME} (?:agrees|agreed (?:with|to|that))\b",
     "another's agreement"),
    (DISAGREEMENT, _NOT + " " + _OPPOSE, "an objection denied"),
    (DISAGREEMENT, r"(?:\bnot|n't|\bcannot) (?:really )?see (?:any |a |the )?(?:good )?"
     r"(?:reason )?why not\b", "two negations"),
    (DISAGREEMENT, r"(?:\bnot|n't)(?: really| at all| strictly| in principle)?"
     r" (?:against|opposed to)\b", "the same"),
    (DISAGREEMENT, r"(?:" + _NOBODY + r"|\b(?:no|without|any)(?: \w+){0,2} )\b" + _OPPOSE,
     "nobody objects, or others are asked"),
    (DISAGREEMENT, _HAVE + r" (?:disagreed|objected|opposed)\b",
     "counterfactual: it did not come to that"),
    (DISAGREEMENT, _IF + r"\b" + _OPPOSE, "supposed, not done"),
    (DISAGREEMENT, r"\b(?:do|does|did|can|could|will|would|should) (?:\w+ ){1,3}" + _OPPOSE
     + r"[^?]{0,200}\?", "others are asked whether they do"),
    (DISAGREEMENT, _THEY + r"(?: (?:all|both|also|seem to|already|has|have|had))? " + _OPPOSE
     + rf"|{_NAME} (?:disagrees|objects|opposes|(?:objected|opposed) (?:to|that))\b",
     "another's objection"),
    (DECISION, _NOT + r" (?:decided|resolved|settled)\b", "a decision denied"),
    (DECISION, r"(?:\bnot|n't)(?: \w+){0,2} (?:accepted|approved|merged)(?: \w+)? yet\b"
     r"|(?:\bnot yet|n't yet)(?: \w+){0,2} (?:accepted|approved|merged)\b", "not yet decided"),
    (DECISION, _NOBODY + r"\b(?:decided|accepted|approved)\b", "nobody has decided"),
    (DECISION, _HAVE + r" (?:decided|accepted|approved|rejected|merged|committed)\b",
     "counterfactual: it did not come to that"),
    (DECISION, r"\b(?:if|unless|until|once|whether|when)\b[^,;.!?]{0,40}"
     r"\b(?:decide[ds]?|accepted|approved|rejected|resolved|merged|fixed)\b",
     "supposed or awaited, not done"),
    (DECISION, "^" + _ASKS + r"(?:has|have|was|were|is|are|did|does|do|can|could|would|will|should)"
     r" \w[^?]{0,200}\?$", "asked, not told"),
    (PROPOSAL, r"(?:\bnot|n't|\bnever)(?: \w+){0,2} (?:propos(?:e|ed|ing)|suggest(?:ed|ing))\b",
     "a proposal denied"),
    (PROPOSAL, r"\bi (?:do not|don't|doubt)(?: (?:really|think|believe|see why|feel)){0,2}"
     r"(?: that)? (?:we|it|this|that|you|one|they|there) (?:really )?(?:should|ought)\b",
     "denies that it be done"),
    (PROPOSAL, "^" + _ASKS + r"if (?:i|we|you|they|one)(?: \w+)? (?:\w+ed|went|did|were|made|took"
     r"|had|chose|propose|agree|accept|adopt|do)\b[^,.?!]{0,80}, (?!we\b|i\b|that\b|it\b|please\b"
     r"|let|you (?:can|could|should)\b)[^,.?!]{0,80}(?:\b(?:would|will|could|might)\b|'(?:d|ll)\b)",
     "warns of what would follow"),
    (PROPOSAL, "^" + _ASKS + r"(?:should|shall|do|does|did|can|could|would|will|is|are) \w"
     r"[^?]{0,200}(?:\bor not\b|\byes or no\b|[+-]\d(?: or |/)[+-]?\d|\bfor or against\b)"
     r"[^?]{0,200}\?$", "leaves open which of two opposites"),
)  # fmt: skip
_TAKEN_BACK = {
    act: tuple(re.compile(pattern) for of, pattern, _ in TAKEN_BACK if of == act) for act in TURNED
}

# What still performs an act beside a stretch that doesn't: "If you agree, fine, I agree too".
STILL_SAID = {
    AGREEMENT: re.compile(
        r"^agreed?\b|\b(?:i|we)(?: \w+)? agree\b|(?<![\w.])\+1\b|\bgood (?:idea|point)\b|\byou're"
        r" right\b|\b(?:sounds|looks) good\b|^(?:yes|yep|yeah)\b"
    ),
    DISAGREEMENT: re.compile(
        r"\bi(?: \w+)? (?:disagree|object|oppose)\b|(?<![\w.])-1\b|\bbad idea\b|^no\b"
        r"|\bi(?: \w+)? (?:do not|don't|cannot|can't)(?: \w+)? agree\b"
    ),
    DECISION: re.compile(
        r"\b(?:i|we)(?:'ve| have)?(?: \w+)? (?:decided|merged|committed|accepted|rejected|fixed"
        r"|updated|added|changed|removed|pushed)\b"
    ),
    PROPOSAL: re.compile(
        r"\bi(?:'d)?(?: \w+){0,2} (?:propose|suggest|recommend)\b|\blet's\b|\b(?:we|you) (?:should"
        r"|could)\b|\binstead\b|\bplease\b|\bhow about\b"
    ),
}

# Agreement and disagreement by halves, or on a condition: pattern, reason.
HEDGES: tuple[tuple[str, str], ...] = (
    (r"\b(?:sort of|kind of|kinda|sorta|partly|partially|half|somewhat|mostly|in part"
     r"|to (?:some|a certain|an) extent|up to a point)\b", "by halves"),
    (r"\bi (?:guess|suppose)\b|\b(?:reluctantly|tentatively|grudgingly)\b", "half-heartedly"),
    (r"\bin (?:principle|theory)\b", "of the idea, not of the thing"),
    (r"(?:\+1|\bagreed?\b|\bsupport\b|\bin favou?r\b|\bfine\b|\bok\b|\bokay\b)(?! that\b)"
     r"[^.!?]{0,40}\b(?:if|as long as|so long as|provided|providing|assuming|unless|only when|once"
     r"|on (?:the )?condition|with the (?:caveat|proviso|condition)|subject to)\b", "a condition"),
)  # fmt: skip
_HEDGES = re.compile("|".join(pattern for pattern, _ in HEDGES))

# Praise that is meant the other way round: pattern, reason.
IRONY: tuple[tuple[str, str], ...] = (
    (r"^(?:oh|ah|well),? (?:great|wonderful|lovely|nice|perfect|brilliant|fantastic)[,!.:]*"
     r" (?:and |so |just )?(?:yet another|another|one more|here we go)\b|^oh,? (?:joy|goody)\b",
     "a sigh before praise"),
    (r"\b(?:great|wonderful|lovely|brilliant|fantastic|perfect|joy)[,!.:]? (?:just )?yet another\b",
     "praise of one too many"),
    (r"\bjust what (?:i|we|you|everyone|everybody|the world|python|the list)(?:'ve| have)?"
     r"(?: \w+){0,2} (?:need|want)(?:s|ed)\b", "the usual words"),
    (r"^(?:oh )?yeah,? right\b(?=[.!,]|$)", "the usual words"),
    (r"\bgood luck with that\b|\bthanks for nothing\b|\bwhat could (?:possibly )?go wrong\b"
     r"|\bbecause (?:that|this|it) (?:worked|went|works) (?:out )?so well\b", "the usual words"),
    (r"</?(?:sarcasm|irony|snark|sarcastic)>|(?<!\S)/s[.!]?$", "the author says so"),
)  # fmt: skip
_IRONY = re.compile("|".join(pattern for pattern, _ in IRONY))


def performed(text: str, words: Sequence[str]) -> set[str]:
    """The acts that a sentence performs in set words."""
    voting = any(word[0] in "+-" for word in words) or not text.isascii()
    if not voting and TRIGGERS.isdisjoint(words):
        return set()
    found = {
        AGREEMENT if vote.value > 0 else DISAGREEMENT
        for vote in votes.votes(text)
        if vote.value
        and not vote.reported
        and not 1 < abs(vote.value) < MANY
        and not COUNTED.search(text[max(0, vote.start - 5) : vote.start])
    }
    plain = folded(text)
    if not UNSAID.search(plain):
        found |= {
            act
            for act, pattern in _FORMULAS
            if pattern.search(plain) and (act == DISAGREEMENT or not _taken_back(act, plain))
        }
    if DISAGREEMENT in found and _taken_back(DISAGREEMENT, plain):
        found.remove(DISAGREEMENT)
    return found


def folded(text: str) -> str:
    """A sentence in lower case, on one line."""
    return " ".join(text.lower().replace("’", "'").split())


def caps(text: str, acts: Iterable[str]) -> dict[str, float]:
    """How sure some acts of a sentence can be at most: 0 for those that its words take back."""
    plain = folded(text)
    found = {}
    for act in acts:
        if _taken_back(act, plain) or (act == AGREEMENT and _IRONY.search(plain)):
            found[act] = 0.0
        elif act in (AGREEMENT, DISAGREEMENT) and _HEDGES.search(plain):
            found[act] = HEDGED
    return found


def ironic(text: str) -> bool:
    """True where praise is meant the other way round."""
    return bool(_IRONY.search(folded(text)))


def _taken_back(act: str, plain: str) -> bool:
    """True where all that would perform the act is denied, supposed or reported."""
    rest = plain
    for pattern in _TAKEN_BACK[act]:
        rest = pattern.sub(" … ", rest)
    return rest != plain and not STILL_SAID[act].search(rest)
