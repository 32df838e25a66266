"""What a proposal is called: a gerund or noun phrase, made of the words of its sentence.

In: the sentence that states a proposal, the subject of its thread, its author's name. Out: a
title such as "moving the drivers out of the core". A known way of proposing (WAYS) is looked for,
the verb after it becomes a gerund, and the clause ends where the reason begins. Where no clause
of that kind is whole and telling, the subject is the title; where that is another proposal's, the
title says whose suggestion it is and on what.
"""

from __future__ import annotations

import re

from pipeline.debate.features import content_of

LONGEST = 14  # words of a title
SHORTEST = 2

# Small words that may stand between a modal and its verb, and say nothing of what is proposed.
_FILL = (
    r"(?:(?:just|really|also|probably|perhaps|maybe|then|simply|all|only|instead|at least|still|now"
    r"|rather|likely|better|[a-z]{3,12}ly) )*"
)
_WE = r"(?:we|you|they|people|someone|somebody|the \w+|python|it)"
_NOT = r"(?P<not>not |n't )?"
_VERB = r"(?P<verb>[a-z]{2,})\b(?P<rest>.*)"
_GOOD = (
    r"(?:nice|good|better|best|great|useful|helpful|sensible|preferable|worth|ok|okay|wise|simpler"
    r"|easier)"
)

# How people propose; `verb` is a base form, `ing` a gerund, `noun` what is put forward, `done` a
# participle.
WAYS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"\bI(?:'d| would|'m| am)?(?: hereby| therefore| also| still)? "
        rf"(?:propose|suggest|recommend|like to propose|like to suggest|proposing|suggesting)"
        rf"(?: (?:that|is that))? (?:{_WE} )?(?:should )?{_FILL}(?:to {_FILL})?{_NOT}"
        rf"(?:(?P<ing>[a-z]{{3,}}ing)\b(?P<rest1>.*)|(?P<verb>(?!is|the|a|an|this|it|for|in|on"
        rf"|as)[a-z]{{2,}})\b(?P<rest>.*))",
        rf"\b(?:how|what) about (?:{_WE} )?{_NOT}(?:just "
        rf"|simply )?(?P<ing>[a-z]{{3,}}ing)\b(?P<rest1>.*)",
        rf"\b(?:let's|let us|why don't we|why not) {_FILL}{_NOT}{_VERB}",
        rf"(?<!why )(?<!how )(?<!what )\b(?:should|could|can|shall|may|might) we"
        rf" {_FILL}{_NOT}{_VERB}",
        rf"\bwe (?:should|could|can|might|must|ought to|need to|may want to|might want to"
        rf"|should be able to)"
        rf" ?{_NOT}{_FILL}{_VERB}",
        rf"\b(?:proposal|suggestion|idea|plan|option|solution|thing|fix) (?:is"
        rf"|would be) (?:that we )?"
        rf"(?:to )?{_FILL}{_NOT}(?P<verb>(?!that|the|a|an|this|as|in"
        rf"|not)[a-z]{{2,}})\b(?P<rest>.*)",
        rf"\b(?:would|might|may|could) be {_GOOD} (?:if {_WE} (?:could |would |can )?"
        rf"|to ){_FILL}{_NOT}{_VERB}",
        rf"\b(?:is|be|it) (?:ok|okay|fine|time|better|best|possible|worth) (?:if (?:I|we) "
        rf"|to ){_FILL}{_NOT}{_VERB}",
        rf"\bI(?:'d| would) (?:like|love|prefer|want) (?:to see |for us )?(?:to )?{_FILL}{_NOT}"
        rf"(?P<verb>(?!see|know|hear|the|a|it|that|this)[a-z]{{2,}})\b(?P<rest>.*)",
        rf"\bI (?:want|plan|intend) to {_FILL}{_NOT}(?P<verb>(?!see|know"
        rf"|hear)[a-z]{{2,}})\b(?P<rest>.*)",
        r"(?:^|[,;:] |\b(?:that|think|perhaps|maybe|so|then|and|but|believe|suggest|propose) )"
        r"(?P<noun>(?:a|an|the|this|that|these|those|our|all|any"
        r"|new)(?: [\w'-]+){1,6}) (?:should|could|must|ought to)"
        r" be (?:just |simply )?(?P<done>[a-z]{2,}(?:ed|en|pt|ut|ne|ld|wn|lt|it))\b(?P<rest2>.*)",
        r"^[^a-z]*(?:and |or |so |but |perhaps |maybe )?(?P<ing>[a-z]{3,}ing)\b(?P<rest1>.*)",
        r"\b(?:prefer|favour|favor|propose|suggest|recommend|proposing|worth|consider)"
        r" (?P<ing>[a-z]{3,}ing)\b(?P<rest1>.*)",
    )
)
# Words in -ing that are no gerund, and verbs that say no more than that something is.
NOT_GERUNDS = frozenset((
    "anything", "something", "nothing", "everything", "during", "being", "thing", "king",
    "string", "going", "bring",
))  # fmt: skip
EMPTY = frozenset((
    "be", "do", "think", "say", "see", "know", "is", "are", "was", "to", "i", "we",
    "if", "not", "it", "get", "want", "wonder", "guess", "mind",
    # no verbs at all, where a way of proposing is followed by something else
    "that", "this", "these", "those", "the", "a", "an", "on", "in", "for", "as", "at", "by", "of",
    "from", "with", "and", "or", "but", "so", "there", "here", "no", "yes", "all", "both", "some",
    "any", "my", "your", "our", "his", "her", "their", "its", "what", "which", "who", "when", "how",
    "why", "only", "just", "also", "you", "they", "he", "she", "us", "them",
))  # fmt: skip

# A gerund that is the subject of its sentence is spoken of, not proposed: "doing X would be ...".
JUDGED = re.compile(
    r"\b(?:would|will|is|was|isn't|wouldn't|won't|seems|sounds|makes|has|can|could|might|may)\b",
    re.IGNORECASE,
)
# "something we could make to ...": the verb's object stands before it.
DANGLING = re.compile(r"^ (?:to|that|is|are|would|will|should|or|for)\b", re.IGNORECASE)

# Where a clause ends and its reason begins.
CLAUSE = re.compile(
    r"(?<=\w)(?:[.;:!?](?=\s|$)|\s--?\s|\s[–—]\s|,? (?:because|since|so that|so we|so it|so they|"
    r"but|although"
    r"|though|unless|which|"
    r"whereas|while|given|otherwise|however|rather than that|and then|as it|as they|as we"
    r"|and I|and we|if|when"
    r"|until|where|or should|or do|then)\b|,\s|\s\(|\s*\n\s*\n)"
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
    "if", "whether", "have", "has",
))  # fmt: skip

# A short vowel and one consonant: doubled before -ing.
DOUBLED = frozenset((
    "cut", "put", "get", "set", "run", "drop", "split", "stop", "ship", "plan", "begin",
    "commit", "defer", "refer", "submit", "let", "hit", "quit", "skip", "strip", "swap", "tag",
    "ban", "wrap", "map", "log", "plug", "rip", "step", "trim", "dub", "cap", "bar", "rebut",
    "forget", "permit", "admit", "omit", "scrap", "pin", "spin", "win", "dig",
))  # fmt: skip
# Participles whose verb doesn't follow from them.
BASES = {
    "done": "do", "added": "add", "made": "make", "kept": "keep", "left": "leave",
    "taken": "take", "given": "give", "written": "write", "rewritten": "rewrite", "put": "put",
    "cut": "cut", "split": "split", "held": "hold", "gone": "go", "shown": "show",
    "chosen": "choose", "built": "build", "rebuilt": "rebuild", "sent": "send",
    "hidden": "hide", "frozen": "freeze", "broken": "break", "thrown": "throw", "known": "know",
    "driven": "drive",
}  # fmt: skip

SUBJECT_NOISE = re.compile(
    r"^(?:(?:re|fwd?|aw|sv)\s*:\s*|\[[^\]]{1,40}\]\s*|(?:rfc|proposal|poll|vote|question"
    r"|summary)\s*:\s*)+|[?!.\s]+$"
    r"|\s*\(was:?.*$",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\b(?:PEP[ -]?\d{1,4}|(?:[Oo]ption|[Pp]roposal|[Pp]lan|[Aa]lternative) [A-Z0-9])\b(?!\w)"
)
LIMIT = 600  # characters of a sentence that are read: a proposal is stated early


def title(sentence: str, subject: str, name: str, *, main: bool) -> str:
    """The title of a proposal; `main` where the subject of the thread names it."""
    text = " ".join(sentence[:LIMIT].replace("’", "'").split())
    topic = SUBJECT_NOISE.sub("", " ".join(subject[:LIMIT].split())).strip()
    said = clause(text)
    if main and topic and (not said or not content_of(said) & content_of(topic)):
        return topic
    if said:
        return said
    named = NAMED.search(text)
    if named and not main:
        return named[0]
    if topic and main:
        return topic
    whose = f"{name}'s suggestion" if name else "a suggestion"
    return f"{whose} on {topic}" if topic else whose


def clause(text: str) -> str:
    """The clause that proposes, its verb a gerund; empty where none is whole and telling."""
    for way in WAYS:
        match = way.search(text)
        if match:
            found = _phrase({key: value or "" for key, value in match.groupdict().items()})
            if found:
                return found
    return ""


def _phrase(parts: dict[str, str]) -> str:
    rest = parts.get("rest") or parts.get("rest1") or parts.get("rest2") or ""
    if parts.get("ing"):
        verb = parts["ing"].lower()
        if verb in NOT_GERUNDS or JUDGED.search(rest):
            return ""
    elif parts.get("done"):
        verb = (
            f"{gerund(_base(parts['done'].lower()))} {parts['noun'][:1].lower()}{parts['noun'][1:]}"
        )
    elif parts.get("verb", "").lower() in EMPTY or parts["verb"][0].isupper():
        # "I propose Ada as a committer": a name is no verb.
        return ""
    else:
        if DANGLING.match(rest):
            return ""
        verb = gerund(parts["verb"].lower())
    phrase = _cut(f"{verb}{rest}")
    words = phrase.split()
    if len(words) < SHORTEST or not content_of(" ".join(words[1:])):
        return ""
    return f"not {phrase}" if parts.get("not") else phrase


def _cut(text: str) -> str:
    """A phrase up to the end of its clause, of at most LONGEST words, no loose word at its end."""
    end = CLAUSE.search(text, 4)
    words = (text[: end.start()] if end else text).rstrip(" .,:;!?").split()
    if len(words) > LONGEST:
        joints = [place for place in range(4, LONGEST + 1) if words[place].lower() in JOINTS]
        words = words[: joints[-1] if joints else LONGEST]
    while words and words[-1].lower().strip("\"'()*_") in LOOSE:
        words.pop()
    return " ".join(words).strip(" ,;:")


def gerund(verb: str) -> str:
    """The -ing form of a verb in its base form."""
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and len(verb) > 2:
        return f"{verb[:-1]}ing"
    if verb in DOUBLED:
        return f"{verb}{verb[-1]}ing"
    return f"{verb}ing"


def _base(participle: str) -> str:
    if participle in BASES:
        return BASES[participle]
    stem = participle.removesuffix("ed")
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    return (
        f"{stem}e"
        if re.search(r"(?:[vcgsuz]|[^aeiou][aio]t|[aiou]r|[aiou]d|[^aeiou]os|ov|bl)$", stem)
        else stem
    )
