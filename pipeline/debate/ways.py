"""How people propose, in words: a table of patterns, and what in them is the deed or the thing.

In: nothing. Out: WAYS, whose named groups hold a verb and what follows it, and NOUNS, whose group
`phrase` holds what is put forward in a noun. A word in the place of a verb may still be none: who
uses the table looks it up (`verbs`).
"""

from __future__ import annotations

import re

# Small words that may stand between a modal and its verb, and say nothing of what is proposed.
_FILL = (
    r"(?:(?:just|really|also|probably|perhaps|maybe|then|simply|all|only|instead|at least|still|now"
    r"|rather|likely|better|definitely|please|first|either|at some point|[a-z]{3,12}ly),? )*"
)
_WE = r"(?:we|you|they|people|someone|somebody|python|it|one)"
_NOT = r"(?P<not>not |n't )?"
_VERB = r"(?P<verb>[a-z][a-z-]+)\b(?P<rest>.*)"
# The same, beside another one in one pattern.
_OR = r"(?P<verb2>[a-z][a-z-]+)\b(?P<rest2>.*)"
_PAST = r"(?P<past>[a-z]+)\b(?P<rest2>.*)"
_ING = r"(?P<ing>[a-z][a-z-]+ing)\b(?P<rest>.*)"
_MODAL = r"(?:should|could|can|might|must|ought to|need to|may want to|might want to|have to)"
_GOOD = (
    r"(?:nice|good|better|best|great|useful|helpful|sensible|preferable|worth|ok|okay|wise|simpler"
    r"|easier|worthwhile|reasonable|appropriate|possible|fine|time|cool|awesome)"
)
_PLAN = (
    r"(?:proposal|suggestion|idea|plan|option|solution|thing|fix|way|approach|alternative"
    r"|possibility|compromise|preference|step|vote|answer|choice|recommendation)"
)
DETERMINER = (
    r"(?:an?|the|this|that|these|those|our|all|any|some|new|each|every|both|no|more|two|three)"
)

# A thing named without an article: "buffers can be reused"; no word that only points to one.
_BARE = (
    r"(?!(?:it|this|that|these|those|they|he|she|we|you|i|one|there|which|what|who|all|most|many"
    r"|much|some|nothing|something|everything|things?|people|nobody|everybody|everyone|such|when|if"
    r"|perhaps|maybe|where|why|how|also|but|and|or|not|so|then|as)\b)[a-z][\w'`./-]+"
)

# How people propose. `verb` is a base form, `ing` a gerund, `done` a participle whose subject is
# `noun`, `past` a past tense; `phrase` is what is put forward in a noun. The surest come first.
WAYS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        # I propose that we add; I suggest to add; we propose adding
        r"\b(?:propos(?:e|ed|es|ing)|suggest(?:ed|s|ing)?|recommend(?:ed|ing)?|move|vote)"
        rf"(?: (?:that|is that))? (?:{_WE} (?:should |could |can )?)?{_FILL}(?:to {_FILL})?{_NOT}"
        rf"(?:{_ING}|{_OR})",
        rf"\b(?:how|what) about (?:if )?(?:{_WE} )?{_NOT}{_FILL}{_ING}",
        rf"\b(?:how about|I(?:'d| would) say(?: that)?) (?:if )?(?:we|you) {_FILL}{_NOT}{_VERB}",
        # please don't freeze it
        rf"\bplease (?P<not>don't|do not|never) {_FILL}{_VERB}",
        # what I would do instead: keep it
        rf"\b(?:instead|{_PLAN}) ?: {_FILL}{_NOT}{_VERB}",
        # I propose that for the next releases, we upgrade
        rf"\b(?:propose|suggest|recommend)(?: that)? [^,.;?]{{3,80}}, (?:we|you) {_FILL}"
        rf"(?:should )?{_NOT}{_VERB}",
        rf"\b(?:make|be) sure (?:to|that we|we) {_FILL}{_NOT}{_VERB}",
        rf"\b(?:let's|let us|why don't (?:we|you)|why not) {_FILL}{_NOT}{_VERB}",
        rf"(?<!why )(?<!how )(?<!what )\b(?:should|could|can|shall|may|might|would)"
        rf" (?:we|you|I|he|she|they) {_FILL}{_NOT}{_VERB}",
        rf"\b(?:we|you) {_FILL}{_MODAL} ?{_NOT}{_FILL}{_VERB}",
        rf"\b{_PLAN}(?: here| then| now| I see| I have| forward)? (?:is|would be|might be|could be)"
        rf" (?:that we |for us )?(?:should )?(?:to )?{_FILL}{_NOT}(?:{_ING}|"
        rf"{_OR})",
        rf"\b(?:would|might|may|could|will|is|be|it's|it|not)(?: be| make| makes)? (?:an? )?{_FILL}"
        rf"(?:more |much |very |quite )?(?:{_GOOD}|sense)(?: idea| thing| move)?"
        rf" (?:if {_WE} (?:could |would |can |should )?|for us to |to ){_FILL}{_NOT}{_VERB}",
        rf"\bI(?:'d| would) {_FILL}(?:like|love|prefer|want) (?:to see |for us |us |that we |we )?"
        rf"(?:to )?{_FILL}{_NOT}(?:{_ING}|{_OR})",
        rf"\bI(?: would|'d) (?:rather|sooner) (?:that )?(?:we |you )?{_FILL}{_NOT}"
        rf"(?:{_VERB}|{_PAST})",
        rf"\b(?:what|would be \w+|fine|okay|ok|nice|good|better|best|great) if (?:we|you|I) {_FILL}"
        rf"(?P<past>[a-z]+)\b(?P<rest>.*)",
        rf"\bI(?:'m| am)? {_FILL}(?:want|plan|intend|planning|intending|going|volunteer|offer)"
        rf" to {_FILL}{_NOT}{_VERB}",
        # the drivers should be moved into a tree of their own
        rf"(?:^|[,;:] |\b(?:that|think|perhaps|maybe|so|then|and|but|believe|suggest|propose) )"
        rf"(?P<noun>(?:{DETERMINER}(?: [\w'`./-]+){{1,6}}?|{_BARE}(?: [\w'`./-]+){{0,3}}?)) "
        rf"(?:should|could|must|ought to|needs? to|has to|have to|can|might)(?P<not>n't| not)? be "
        rf"{_FILL}(?P<done>[a-z]+)\b(?P<rest>.*)",
        # adding a week to it would be preferable
        rf"(?:^|[,;:] |\b(?:that|think|perhaps|maybe|so|then|and|but|believe) ){_FILL}{_NOT}"
        rf"(?P<ing>[a-z]{{2,16}}ing)\b(?P<rest>(?: [\w'`./%()-]+){{1,12}}?)"
        rf" (?:would|might|could|may|seems|sounds|is|looks)(?: be| like)? (?:an? )?{_FILL}"
        rf"(?:more |much |very |quite )?(?:{_GOOD}|desirable|the (?:best|right|way))\b(?!.*\?)",
        # prefer/favour/consider adding; in favour of adding; +1 to adding
        rf"\b(?:prefer|favou?r|favou?r of|worth|consider|considered|support|like|\+1 (?:on|to|for)"
        rf"|agree (?:on|with)|for|idea of) {_NOT}{_FILL}{_ING}",
        r"^[^a-z]*(?:and |or |so |but |perhaps |maybe |please |then |alternatively,? )*"
        rf"{_NOT}{_ING}",
        # If nobody minds, just drop it.
        r"^(?:if|when|before|given|for|in|since|as) [^,]{3,160}, (?:then |just |please )*"
        rf"{_NOT}{_VERB}",
        # 1. Drop it. Please rename it. Option B: keep it.
        r"^[\W\d_]*(?:\(?[a-z0-9]{1,2}[.):] +"
        r"|(?:option|plan|proposal|alternative|step) \w{1,3} ?[:-]+ )?"
        r"(?:so |and |or |but |then |alternatively,? |please |maybe |perhaps |just |also )*"
        rf"{_FILL}{_VERB}",
    )
)
# Where a thing is proposed and no deed: "I propose a moratorium on new syntax".
NOUNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"\bI(?:'d| would|'m| am)? (?:hereby |therefore |also |still |like to |then )*"
        r"(?:propose|proposing|suggest|suggesting|recommend|nominate|nominating)"
        r"(?P<phrase> (?!that\b|to\b|we\b|you\b|it\b|this[ .,]|is\b|in\b|for\b|as\b|at\b|on\b"
        r"|when\b|if\b|what\b|how\b|using\b).+)",
        r"\b(?:how|what) about(?P<phrase> (?!that[ ?]|this[ ?]|it\b|we\b|you\b|if\b|the fact).+)",
        rf"\b(?:my|our|another|one|the (?:other|best|only|simplest)) (?:\w+ )?{_PLAN}"
        rf"(?: is| would be)(?P<phrase> (?:an?|the) .+)",
        r"\b(?:we|python) (?:should|could|need|needs|want|might) (?:to )?(?:have|get|use)?"
        r"(?P<phrase> (?:an?|more|some) .+)",
    )
)
# So many of WAYS, the last ones, don't say that anything is proposed: they only find a verb.
UNSAID = 3
