"""What a proposal is called: a gerund or noun phrase, made of the words of its sentence.

In: the sentence that states a proposal, the subject of its thread, its author's name. Out: a
title such as "moving the drivers out of the core". Where the sentence holds no phrase of that kind,
or one that only points ("giving it to them"), the subject names the main proposal, itself turned
into a gerund where it proposes ("Should we ...", "Move the ..."); another one is called by the core
of its own sentence, in quotation marks.
"""

from __future__ import annotations

import re

from pipeline.debate import verbs
from pipeline.debate.features import content_of
from pipeline.debate.phrases import ASIDE, DEEDS, LIMIT, clause, noun, plain, quotation
from pipeline.debate.ways import DETERMINER

SUBJECT_NOISE = re.compile(
    r"^(?:(?:re|fwd?|aw|sv)\s*:\s*|\[[^\]]{1,40}\]\s*|(?:rfc|proposal|poll|vote|question|idea"
    r"|suggestion|request|summary)\s*:\s*)+|[?!.\s]+$"
    r"|\s*\(was:?.*$",
    re.IGNORECASE,
)
# A subject that holds one of these asks or tells something; another one with a question mark only
# names a thing, unsure of itself: "Commit rights for Ada?".
_ASKING = (
    r"(?:who|whom|whose|what|what's|which|when|where|why|how|whether|any|anyone|anybody|anything"
    r"|someone|somebody|status|problems?|questions?|trouble|help|on track|ok|okay)"
)
_FINITE = (
    r"(?:is|isn't|are|aren't|am|was|wasn't|were|do|does|did|don't|doesn't|didn't|has|have|had|can"
    r"|can't|could|should|shouldn't|would|will|won't|may|might|must|shall|got|gets|needs)"
)
ASKS = re.compile(rf"(?:^|[:,;] ){_ASKING}\b|\b{_FINITE}\b|[?!.] ", re.IGNORECASE)
# "Do we need to sign it?", "Is it time to drop it?" of a subject: what is asked for is the deed.
NEEDED = re.compile(
    r"^(?:do|should|can|could|shall|would|must|is it|it's|isn't it|time|please)\b[^.?!]{0,24}?"
    r"\b(?:need|want|have|time|able|ok|okay|like|allowed) to (?P<deed>[a-z].*)$",
    re.IGNORECASE,
)
TAKES = re.compile(rf"^\w+ (?:{DETERMINER}|your|their|his|her|its|my)\b", re.IGNORECASE)
# Who or what is spoken of here is told elsewhere: "offering him commit rights".
POINTING = frozenset(("him", "her", "them", "it", "this", "that", "these", "those", "one", "so"))
NAMED = re.compile(
    r"\b(?:PEP[ -]?\d{1,4}|(?:[Oo]ption|[Pp]roposal|[Pp]lan|[Aa]lternative) [A-Z0-9])\b(?!\w)"
)


def title(sentence: str, subject: str, name: str, *, main: bool) -> str:
    """The title of a proposal; `main` where the subject of the thread names it."""
    text = plain(sentence)
    topic = SUBJECT_NOISE.sub("", " ".join(subject[:LIMIT].split())).strip()
    said = clause(text) or noun(text)
    if main and _names(topic, said):
        return _topic(topic, subject)
    if said:
        return said
    named = NAMED.search(text)
    if named and not main:
        return named[0]
    quoted = quotation(text)
    if quoted or not topic:
        return quoted or (f"{name}'s suggestion" if name else "a suggestion")
    return f"{name}'s suggestion on {topic}" if name else _topic(topic, subject)


def _names(topic: str, said: str) -> bool:
    """Whether the subject names a proposal better than what its sentence says.

    That says something else, points to what is told before, or less than the subject.
    """
    telling, words = content_of(topic), said.lower().split()
    if not telling:
        return False
    points = words[1:2] and words[1] in POINTING
    thing = bool(words) and words[0] not in verbs.gerunds() and words[0] != "not"
    less = thing and content_of(said) < telling
    return bool(points or less or not content_of(said) & telling)


def _topic(topic: str, subject: str) -> str:
    """A subject as the name of a proposal: its deed as a gerund, or the thing that it names."""
    needed = NEEDED.search(topic)
    deed = needed["deed"] if needed else topic
    first = deed.partition(" ")[0].lower()
    bare = not needed and (first in verbs.BASES or not first.isalpha())
    thing = bare and first not in DEEDS and not TAKES.match(deed)
    found = "" if thing else clause(plain(f"{deed}."))
    if found and found.partition(" ")[0] in (*verbs.gerunds(), "not") and _covers(found, topic):
        return found
    # A subject that asks is no phrase of what would be done, and should not look like one.
    return f"{topic}?" if subject.rstrip().endswith("?") and ASKS.search(topic) else topic


def _covers(found: str, topic: str) -> bool:
    """Whether most of what a subject tells is still told."""
    return 3 * len(content_of(found)) >= 2 * len(content_of(ASIDE.sub("", topic)))
