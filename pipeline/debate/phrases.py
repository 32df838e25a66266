"""What a sentence proposes, as a phrase: a gerund, a noun phrase, or its core in quotation marks.

In: a sentence. Out: the phrase, empty where none is whole and telling. A known way of proposing
(WAYS) is looked for, the verb after it becomes a gerund, and the clause ends where the reason
begins. Only words of the table of verbs become gerunds, and only before what can be their object.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.debate import verbs
from pipeline.debate.features import content_of
from pipeline.debate.ways import DETERMINER, NOUNS, UNSAID, WAYS

LONGEST = 14  # words of a title
LONGEST_QUOTE = 12
SHORTEST = 2
# An imperative that stands alone puts nothing to the vote: it talks to the reader.
ADDRESSES = frozenset((
    "ask", "check", "click", "come", "compare", "consider", "contact", "do", "explain", "file",
    "find", "follow", "go", "have", "help", "imagine", "issue", "let", "like", "list", "listen",
    "look", "note", "order", "own", "patch", "place", "please", "point", "question", "read",
    "remember", "reply", "report", "search", "state", "subscribe", "talk", "tell", "test",
    "thank", "time", "trust", "try", "type", "unsubscribe", "version", "view", "visit", "wait",
    "welcome", "work",
))  # fmt: skip
# What may not follow a gerund: a finite verb ("coding was ..."), or a clause of its own.
FINITE = re.compile(
    r"^[,]? ?(?:is|are|was|were|be|been|will|would|should|could|can|might|may|must|has|had|does|did"
    r"|seems?|sounds?|makes?|isn't|wasn't|won't|wouldn't|doesn't|didn't|[a-z]+ (?:is|was|are|were"
    r"|will|would|should)|of|'s|n't)\b|^[,;:.!?)]|^$",
    re.IGNORECASE,
)
# Before what these verbs take: "trying to", "agreeing that".
CLAUSAL = frozenset((
    "agree", "attempt", "begin", "continue", "decide", "decline", "ensure", "opt", "start", "stop",
    "try", "vote", "require", "recommend", "demand", "insist", "specify", "state", "document",
    "explain", "ask", "check", "clarify", "allow", "wait", "use", "keep",
))  # fmt: skip
BEGINNING = frozenset(("start", "begin", "consider", "try"))
# "something we could make to ...": the verb's object stands before it.
DANGLING = re.compile(r"^ (?:to|that|or|but|because|so|than|if|when|as)\b", re.IGNORECASE)
# A gerund that is the subject of its sentence is spoken of, not proposed: "doing X would be ...".
JUDGED = re.compile(
    r"\b(?:would|will|is|was|isn't|wouldn't|won't|seems|sounds|makes|has|can|could|might|may)\b",
    re.IGNORECASE,
)
# A colon before these is that of a name: "a Date: field", "the Fixes: tag".
LABELLED = r"\s(?:entr(?:y|ies)|line|(?:field|footer|header|tag|trailer)s?)\b"
# Where a clause ends and its reason begins.
CLAUSE = re.compile(
    r"(?<=[\w)\]'\"`])(?:[.;!?](?=\s|$)|(?<![\s\"'(\[]\w):(?=\s|$)"
    rf"(?!{LABELLED})|\s-\s|\s?--+\s?|\s[–—]\s"
    r"|,? (?:because|since|so that|so we|so it|so they|but|although"
    r"|though|unless|which|"
    r"whereas|while|given|otherwise|however|rather than that|and then|as it|as they|as we"
    r"|and I|and we|if|when"
    r"|until|where|or should|or do|then|in order (?:to|for|that)|in which case|and that|and this"
    r"|and it)\b|,\s|\s\("
    r"|\s*\n\s*\n|\s[:;]-?[)(])"
)
# Where a long clause may be cut and still be whole.
JOINTS = frozenset((
    "and", "or", "to", "for", "with", "in", "on", "at", "from", "by", "so", "as", "into",
    "via", "that", "without", "before", "after", "using",
))  # fmt: skip
# No title ends in these.
LOOSE = frozenset((
    "a", "an", "the", "of", "to", "and", "or", "for", "with", "in", "on", "at", "from", "by",
    "as", "that", "this", "our", "your", "their", "its", "my", "be", "is", "are", "into",
    "some", "any", "than", "then", "not", "so", "also", "about", "very", "such", "no", "more",
    "if", "whether", "have", "has", "either", "too", "instead", "please", "just", "new", "e.g",
    "i.e", "etc", "via", "using", "like", "was", "were", "will", "would", "should", "could", "can",
    "i", "we", "you", "it's", "per", "each", "every", "only", "but", "which", "who", "where",
))  # fmt: skip
# What a sentence opens with before it says anything.
OPENING = re.compile(
    r"^(?:[^\w\"'`<$%(+-]+|(?:well|so|but|and|or|ok|okay|hmm+|anyway|however|also|imo|imho|maybe|perhaps"
    r"|personally|actually|again|still|then|thus|therefore|alternatively|yes|no|yeah|sure|now|btw"
    r"|hi|hello|hey|dear|in (?:my|that|this) (?:humble )?(?:opinion|case)|that said|for (?:me|now)"
    r"|I(?: would|'d)? (?:also |still |really |just )?(?:think|guess|believe|feel"
    r"|suppose|say|suggest|propose)(?: that| it's that)?"
    r"|it (?:seems|sounds|looks) (?:to me )?(?:that|like)"
    r"|[-+][0-9.]+(?: (?:for|on|to|from me))?|to(?= [a-z-]+ing))(?![\w'])[,:]?\s*)",
    re.IGNORECASE,
)
# At the head of a subject these are deeds. Other verbs are as often things ("Commit rights for
# ..."), and deeds only before what no thing has after it.
DEEDS = frozenset((
    "abandon", "abolish", "accept", "add", "adopt", "allow", "approve", "archive", "automate",
    "avoid", "ban", "bring", "cancel", "choose", "clarify", "convert", "create", "decide",
    "define", "delete", "deprecate", "disable", "discuss", "drop", "enable", "encourage",
    "enforce", "ensure", "establish", "expand", "extend", "fix", "formalise", "formalize",
    "give", "grant", "implement", "improve", "include", "increase", "introduce", "invite",
    "join", "keep", "limit", "make", "migrate", "modernise", "modernize", "move", "nominate",
    "organise", "organize", "postpone", "prefer", "prevent", "promote", "provide", "publish",
    "reduce", "reject", "relax", "remove", "rename", "reopen", "replace", "require", "restore",
    "restrict", "retire", "revert", "revise", "rewrite", "separate", "simplify", "skip",
    "split", "standardise", "standardize", "stop", "unify", "upgrade", "use", "validate",
    "withdraw", "write",
))  # fmt: skip
# Those that may be a second deed: "... and do the other".
SECONDS = DEEDS | {
    "do",
    "have",
    "let",
    "mentor",
    "edit",
    "send",
    "take",
    "put",
    "get",
    "set",
    "leave",
}
# "extending it by a week and add another beta": the second deed is a gerund as the first one.
SECOND = re.compile(
    r"\b(and|or) (?P<verb>[a-z]{2,14}) (?=(?:an?|the|this|that|these|those|it|them|our|your|their"
    r"|all|another|some|any)\b)"
)
ADDRESS = re.compile(r"<?https?://\S+|<\S{1,80}@\S{1,80}>")
MARKUP = re.compile(r"(?<![\w.])([*_])(\w[^*_]{0,60})\1(?!\w)")
ASIDE = re.compile(r"\s\([^()]{0,80}\)")
# Before what is proposed, these turn it over: "I don't think that we should ...".
DENIED = re.compile(
    r"\b(?:don't|do not|doesn't|didn't|not|can't|cannot|never) (?:really |actually |at all )?"
    r"(?:think|believe|see|feel|like|want|agree|convinced|sure)\b[^.;!?]{0,25}$",
    re.IGNORECASE,
)
# After these a clause is a reason or a question, and proposes nothing.
REASON = re.compile(
    r"\b(?:given that|because|since|when|whether|how|what|why|where|which|who|as) $", re.IGNORECASE
)
# What no noun phrase before "should be done" holds: then it is a clause.
NO_NOUN = frozenset((
    "we", "you", "they", "he", "she", "it", "i", "is", "are", "was", "were", "which", "who", "if",
    "to", "that", "because", "when", "so", "but", "has", "have", "then", "what", "do", "does",
))  # fmt: skip
# What tells the clause of a sentence that proposes from those beside it.
PROPOSING = re.compile(
    r"\b(?:should|could|let's|propose|suggest|prefer|rather|would|need|want|how about|why not"
    r"|please|instead|must|better|don't|might|vote|like)\b",
    re.IGNORECASE,
)
SUBORDINATE = re.compile(
    r"^\W*(?:if|when|because|since|given|before|after|although|though|as|while|unless|until|which"
    r"|where|whereas|for|in|with|by|so that|to|I wonder|I'm|I am|however|otherwise|even"
    r"|instead of|rather than|besides|apart from|I (?:don't|do not|didn't|did not) know)\b",
    re.IGNORECASE,
)
LIMIT = 600  # characters of a sentence that are read: a proposal is stated early


def plain(sentence: str) -> str:
    """A sentence on one line, without addresses and the stars around its words."""
    text = ADDRESS.sub(" ", sentence[:LIMIT].replace("’", "'"))
    return " ".join(ASIDE.sub("", MARKUP.sub(r"\2", text)).split())


def clause(text: str) -> str:
    """The clause that proposes, its verb a gerund; empty where none is whole and telling."""
    for place, way in enumerate(WAYS):
        match = way.search(text)
        if match and not REASON.search(text[max(0, match.start() - 40) : match.start()]):
            parts = {key: value or "" for key, value in match.groupdict().items()}
            if DENIED.search(text[: match.start()]):
                parts["not"] = "" if parts.get("not") else "not "
            found = _deed(parts, alone=place >= len(WAYS) - UNSAID)
            if found:
                return found
    return ""


def noun(text: str) -> str:
    """The noun phrase that is put forward, empty where none is."""
    for way in NOUNS:
        match = way.search(text)
        if match:
            phrase = _cut(match["phrase"].strip(), LONGEST)
            words = phrase.split()
            if len(words) >= SHORTEST and content_of(phrase) and not JUDGED.search(phrase):
                return _lowered(phrase)
    return ""


def _lowered(phrase: str) -> str:
    """A phrase with a small first letter where its first word is an article or the like."""
    first, _, rest = phrase.partition(" ")
    return f"{first.lower()} {rest}" if re.fullmatch(DETERMINER, first, re.IGNORECASE) else phrase


# A word as prose has it; a title of other things is of a table, a diff or a path.
PROSE = re.compile(r"[(\"'*_]?[^\W\d_][\w'-]*[)\"'*_]?[.,;:!?…]{0,3}")


def quotation(text: str) -> str:
    """The core of a sentence in quotation marks; empty where it says nothing by itself."""
    for core in sorted(_clauses(_opened(text)), key=_weight, reverse=True):
        kept = _cut(_opened(core).replace('"', "'"), LONGEST_QUOTE)
        first, _, rest = kept.partition(" ")
        pieces = kept.split()
        spoken = sum(PROSE.fullmatch(piece) is not None for piece in pieces) * 3 > len(pieces) * 2
        if len(pieces) > SHORTEST and spoken and content_of(rest):
            # "+1 to dropping it": a gerund needs no quotation marks.
            deed = first in verbs.gerunds() and not JUDGED.search(kept)
            cut = " …" if len(core.split()) > LONGEST_QUOTE else ""
            return kept if deed else f'"{kept}{cut}"'
    return ""


def _opened(text: str) -> str:
    """A sentence without what it opens with before it says anything."""
    for _ in range(6):
        shorter = OPENING.sub("", text, count=1)
        if shorter == text:
            break
        text = shorter
    return text


def _clauses(text: str) -> list[str]:
    """The clauses of a sentence, each with the word that joins it to the one before."""
    starts = [0, *(each.start() for each in CLAUSE.finditer(text, 4)), len(text)]
    return [text[one:other].strip(" ,;:.!?-") for one, other in pairwise(starts)]


def _weight(text: str) -> float:
    """How likely a clause is the one that proposes; of equals the first is taken."""
    size = len(text.split())
    return (
        min(len(content_of(text)), 4)
        + 3 * bool(PROPOSING.search(text))
        - 4 * bool(SUBORDINATE.search(text))
        - 4 * (size <= SHORTEST)
    )


def _deed(parts: dict[str, str], *, alone: bool) -> str:
    """A gerund with what follows; `alone` where nothing before it says that it is proposed."""
    rest = parts.get("rest") or parts.get("rest2") or ""
    verb = _base(parts)
    noun = parts.get("noun", "")
    spoken = (parts.get("ing") and JUDGED.search(rest)) or (not noun and FINITE.match(rest))
    if not verb or spoken or (alone and verb in ADDRESSES):
        return ""
    if noun and not NO_NOUN.isdisjoint(noun.lower().split()[1:]):
        return ""
    if noun:
        rest = f" {_lowered(noun)}{rest}"
    elif DANGLING.match(rest) and verb not in CLAUSAL:
        return ""
    follows = rest.split(maxsplit=1)
    if verb in BEGINNING and follows and follows[0].lower() in verbs.gerunds():
        # "start documenting": what is begun is what is proposed.
        phrase = _cut(rest.strip(), LONGEST)
    else:
        phrase = _cut(f"{verbs.gerund(verb)}{SECOND.sub(_second, rest)}", LONGEST)
    words = phrase.split()
    if len(words) < SHORTEST or not content_of(" ".join(words[1:])):
        return ""
    return f"not {phrase}" if parts.get("not") else phrase


def _second(match: re.Match[str]) -> str:
    """A second verb as a gerund, where it is no thing."""
    verb = match["verb"]
    return f"{match[1]} {verbs.gerund(verb)} " if verb in SECONDS else match[0]


def _base(parts: dict[str, str]) -> str:
    """The base form of the verb that was found, empty where it is no verb of the table."""
    if parts.get("ing"):
        return verbs.gerunds().get(parts["ing"].lower(), "")
    if parts.get("done") or parts.get("past"):
        word = parts.get("done") or parts["past"]
        return verbs.pasts().get(word.lower(), "")
    word = parts.get("verb") or parts.get("verb2") or ""
    return word.lower() if word.lower() in verbs.BASES else ""


def _cut(text: str, longest: int) -> str:
    """A phrase up to the end of its clause, of so many words, no loose word at its end."""
    end = next((each for each in CLAUSE.finditer(text, 4) if _ends(text, each)), None)
    words = (text[: end.start()] if end else text).rstrip(" .,:;!?").split()
    if len(words) > longest:
        joints = [place for place in range(4, longest + 1) if words[place].lower() in JOINTS]
        words = words[: joints[-1] if joints else longest]
    while words and words[-1].lower().strip("\"'()*_,:;") in LOOSE:
        words.pop()
    kept = " ".join(words).strip(" ,;:(-")
    return kept.replace('"', "") if kept.count('"') % 2 else kept


def _ends(text: str, joint: re.Match[str]) -> bool:
    """Whether a clause ends here; a comma ends none that has said nothing yet: "In 3.4, ..."."""
    said = text[: joint.start()]
    whole = len(said.split()) > SHORTEST and bool(content_of(said))
    return whole or joint[0][0] in ".;:!?" or "because" in joint[0]
