"""Acts that are performed in set words: votes, and the formulas of refusal and decision.

In: a sentence and its words. Out: the acts that its words perform, whatever a model thinks. IETF
mail, on which the model has learnt, hums and never votes; these formulas are other lists' way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.debate import votes

AGREEMENT, DISAGREEMENT, DECISION = "Agreement", "Disagreement", "StateDecision"

MANY = 100  # +1000 is a vote with a smile, -02 is the number of a draft
SURE = 0.9  # that words which leave little doubt are meant

# Act, pattern (in lower case, white space folded), reason.
FORMULAS: tuple[tuple[str, str, str], ...] = (
    (DISAGREEMENT, r"\bi(?:'d)? (?:do |have to |must |would |still |really |strongly |firmly "
     r"|respectfully |completely |totally |fully ){0,2}(?:object to|disagree|oppose)\b",
     "refusal in so many words"),
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
    "reviewed", "thumbs", "seconded", "aye", "second", "plus", "minus",
))  # fmt: skip
# What takes the formula back: another's words, or a condition.
UNSAID = re.compile(
    r"\bif (?:i|we|the|this|you)\b|\bunless\b|\bbefore\b|\bonce\b|\buntil\b|\bwhen\b|\?$"
)


def performed(text: str, words: Sequence[str]) -> set[str]:
    """The acts that a sentence performs in set words."""
    voting = any(word[0] in "+-" for word in words) or not text.isascii()
    if not voting and TRIGGERS.isdisjoint(words):
        return set()
    found = {
        AGREEMENT if vote.value > 0 else DISAGREEMENT
        for vote in votes.votes(text)
        if vote.value and not vote.reported and not 1 < abs(vote.value) < MANY
    }
    folded = " ".join(text.lower().replace("’", "'").split())
    if not UNSAID.search(folded):
        found |= {act for act, pattern in _FORMULAS if pattern.search(folded)}
    return found
