"""Words that settle a proposal: a table of what they settle, how surely, and who may say them.

In: nothing. Out: DECIDES, TELLING (a sentence with none of these words settles nothing) and UNDONE
(what undoes a statement when it stands before it in its clause).
"""

from __future__ import annotations

import re

# What a statement may be about when it names its subject: anything else is a report of old times.
_IT = (
    r"(?:\b(?:pep(?:[ -]?\d+)?|proposals?|motion|request|nomination|plan|idea|change"
    r"|amendment|trial|vote|patch|branch|alias|renaming|move|split|option \w|it|this|these|they|he"
    # Not "the code that has been committed".
    r"|she|you|all|both|(?<![a-z] )that)\b|^)(?:(?!\b(?:that|who|which)\b)[^.;]){0,30}?"
)
_IS = r"(?:is|are|was|were|has been|have been)"
_NOW = r"(?:hereby |now |officially |formally |therefore |thus |unanimously |already |also )*"
# Not "the patch that I committed".
_ME = (
    r"(?<!that )(?<!which )(?<!what )(?<!when )(?<!where )(?<!patch )(?<!issue )(?<!way )"
    r"(?<!thing )\b"
)
# After "I added them", these tell of something else: "on CC", "as an example", "to be clear".
_ASIDE = (
    r"(?! (?:on|to|in) (?:cc|bcc|the cc)\b)(?! (?:as an?|for (?:example|myself|fun)"
    r"|to (?:show|illustrate|make|see|test|be)|up\b|sound|look|clear|point|mistake|impression))"
    # A document is committed at every turn of its debate.
    r"(?!(?: the| an?)? (?:new|updated|latest|revised|first) (?:version|draft|revision|text|pep)\b)"
)
# What is accepted or rejected as a proposal is: it, this, a PEP, or what needs no name.
_OBJECT = (
    r"(?=\s*(?:[.,!;:)-]|$)|\s+(?:it|this|these|them|both|all|your|the|pep|option|version|of|on|and"
    r"|proposal|for|that (?:pep|proposal|change|idea|patch|motion)|[A-Z][\w-]* (?:pep|proposal|idea"
    r"|motion|suggestion|patch))\b(?! (?:facts?|risks?|blame|criticism|argument|premise|notion"
    r"|characteri[sz]ation|assumption|claim|point)))"
)
_BOARD = r"(?:council|board|committee|chairs?|team|group|pep editors?|release managers?|bdfl)"

# Words that go before a verdict.
_WELL = (
    r"^(?:(?:ok(?:ay)?|sure|agreed|fine|good \w+|great|cool|yes|yeah|yep|right|thanks|thank you|ah"
    r"|oh|well|hm+|excellent|perfect|alright|all right|hi \w+)\b[^\w]{1,4})*"
)
_TAKES = (
    r"(?:so |then )?I(?:'ll| will| am going to|'m going to) (?:go ahead|add|change|update|include"
    r"|make|fix|write|prepare|pull|create|send|start|commit|push|merge|apply|remove|rename"
    r"|revert|tag|release|set up|move|modify|open|file|submit|take it|take care|pick)\b"
    # To a list of what was rejected.
    r"(?!.{0,60}\b(?:reject|refus|declin))"
    # On a condition nothing is taken on yet.
    r"(?![^.;!]{0,80}\b(?:if|unless)\b)"
)
_TAKING = (
    "go add change update include make fix write prepare pull create send start commit push"
    " merge apply remove rename revert tag release set move modify open file submit take pick"
)

# Outcome, pattern, how sure it is, who may say it, and the words one of which every such sentence
# holds, so that most patterns need not be tried. Who:
#   anybody, the proposer, or somebody else ("other");
#   "owner": the author of the main proposal, of what others would change in it;
#   "for it", "against it": only who is so in the same mail, so that a turn as common as "I've
#       updated the page" or "sounds good" settles what its mail speaks for and nothing else;
#   "taker": who is for it, or the proposer in answer to somebody who was heard on it;
#   "answer": anybody, in the first words below what is answered;
#   "closing": anybody in a short mail, one of the last, of a main proposal that somebody is for and
#       nobody against: of 8 coded ones 7 were accepted.
WORDS: tuple[tuple[str, str, float, str, str], ...] = (
    # The head of an enhancement proposal, posted anew with what it has become.
    ("accepted", r"\bstatus: *(?:accepted|final)\b", 0.9, "anybody", "accepted final"),
    ("rejected", r"\bstatus: *rejected\b", 0.9, "anybody", "rejected"),
    ("deferred", r"\bstatus: *deferred\b", 0.9, "anybody", "deferred"),
    ("withdrawn", r"\bstatus: *withdrawn\b", 0.9, "proposer", "withdrawn"),
    ("accepted", rf"\bI(?:'m| am|'ve| have)? {_NOW}(?:accept(?:ing|ed)?|approv(?:e|ing|ed)"
     # A fact, a reproach or a risk is accepted as well.
     rf"|pronounce)\b{_OBJECT}", 0.95, "other",
     "accept accepting accepted approve approving approved pronounce"),
    ("accepted", rf"{_IT}\b{_IS} {_NOW}(?:accepted|approved|adopted)\b"
     r"|\bseems to have been (?:accepted|approved)\b", 0.9, "anybody",
     "accepted approved adopted"),
    ("accepted", r"^[. ]*(?:and )?(?:ok(?:ay)?[,.:!]? )?(?:accepted|approved|done|all done"
     r"|committed|pushed|applied|merged)(?: in r?\d+| as r?\d+| now)?(?:[.!,;](?![\"'])|$)",
     0.9, "answer",
     "accepted approved done committed pushed applied merged"),
    ("accepted", r"\b(?:vote|motion|proposal) (?:passes|passed|carries|carried"
     r"|is carried)\b", 0.95, "anybody",
     "passes passed carries carried"),
    ("accepted", rf"^(?:so |ok,? )?(?:it(?:'s| is) )?{_NOW}(?:decided|settled)[:.,]"
     rf"|\b{_BOARD} (?:has|have) {_NOW}(?:decided|agreed|approved)\b", 0.9, "anybody",
     "decided settled agreed approved"),
    ("accepted", rf"{_IT}\b{_IS} {_NOW}"
     # A habit ("is merged from one into the next") and a duty ("are committed to") are no deeds.
     r"(?:merged|committed|pushed|landed|in place)\b(?! (?:from\b|to \w+ing\b))", 0.7, "anybody",
     "merged committed pushed landed place"),
    ("accepted", rf"{_ME}(?:I've|I have|I just|I) (?:now |just |gone ahead and )?(?:(?:committed"
     r"|pushed|merged|applied|enabled|granted|implemented|checked in"
     r"|checked (?:it|this|that|them) in) (?:it|this|that|these|those|them|the|your|him|her|both"
     r"|all)"
     # What somebody gave or made is as often an example or a point: so only to whom.
     r"|(?:given|gave) (?:him|her|them|you|your)|made (?:it|this|that|these|those|them)"
     r"(?! (?:so|argument|point|case|mistake|comment|claim|suggestion|observation)\b)"
     r"|(?:added|created) (?:it|this|that|these|those|them|the|your|him|her|both|all)"
     rf")\b{_ASIDE}",
     0.62, "anybody",
     "committed pushed merged applied added created enabled granted given gave made implemented"
     " checked"),
    ("accepted", r"(?<!that )(?<!which )(?<!who )\b(?:has|have) (?:now )?been (?:granted|merged"
     r"|committed|enabled|done|applied|implemented|switched)\b"
     r"(?! (?:(?:that|this) way|in the past)\b)",
     0.62, "anybody",
     "granted merged committed enabled done applied implemented switched"),
    ("accepted", r"^(?:welcome (?:aboard|to)\b|congratulations|congrats)"
     # Not those who won, and not on what is out.
     r"(?![^.;!]{0,60}\b(?:winners?|winning|elected|releas\w+|finalists?|everybody|everyone|teams?"
     r"|all)\b)", 0.6, "other",
     "welcome congratulations congrats"),
    ("accepted", r"^(?:(?:ok(?:ay)?|sure|agreed|fine|good \w+|yes)[,.:!]? )*(?:agreed\b"
     # "Agreed that it would help" and "agreed, but" leave it open.
     r"(?! (?:that|with|upon|on|to|in)\b)(?!,? ?(?:but|though|although|except"
     r"|we (?:could|might|can)|maybe|perhaps|if)\b)"
     r"|I(?:'ve| have) (?:now |just )?(?:added|changed|updated|included|done|made|fixed)\b"
     r"|I(?:'ll| will) (?:add|change|update|include|make|fix|do) (?:it|that|this|the|a|so)\b"
     r"(?!.{0,60}\b(?:reject|refus|declin))"
     r"|(?:done|added|changed|updated|fixed)[.!,])", 0.66, "owner",
     "agreed added changed updated included done made fixed i'll will"),
    # A deed of somebody whose mail is for it, whatever the deed is on: who tells it tells that it
    # is taken up. "I changed my mind" and "many of his patches" are other deeds.
    ("accepted", rf"{_ME}(?:I've|I have|I just|I) (?:now |just |also |already |gone ahead and )*"
     r"(?:added|updated|changed|created|committed|pushed|merged|applied|enabled|opened|submitted"
     r"|filed|fixed|removed|renamed|reverted|set up|posted|uploaded|checked in|registered"
     r"|subscribed|implemented)\b"
     r"(?! (?:my|many|most|several|a (?:lot|couple|few)|lots|some|to|from|back)\b)"
     rf"(?! (?:it|this|that|them|him|her|you) (?:on|to|in) (?:the )?b?cc\b){_ASIDE}",
     0.62, "for it",
     "added updated changed created committed pushed merged applied enabled opened submitted filed"
     " fixed removed renamed reverted set posted uploaded checked registered subscribed"
     " implemented"),
    ("accepted", rf"{_WELL}(?:it(?:'s| is) )?(?:now )?(?:all )?(?:done|added|fixed|changed"
     r"|updated|removed|created|submitted)(?: (?:in|to|as|now|it|that|this|them)\b[^.!]{0,30})?"
     r"\s*(?:[.!;](?![\"'])|$)", 0.7, "answer",
     "done added fixed changed updated removed created submitted"),
    ("accepted", r"\badded (?:it |this |that |these |them )?to the (?:agenda|list|schedule|page"
     r"|wiki|faq|docs?|documentation)\b|\b(?:is|are) now (?:available|live|enabled|fixed"
     r"|subscribed|a committer)\b|\bshould now (?:be able|have)\b", 0.7, "anybody",
     "added now"),
    # What its supporter or its author takes on after others have spoken.
    ("accepted", rf"{_WELL}{_TAKES}", 0.66, "taker", _TAKING),
    ("accepted", r"^(?:ok(?:ay)?|alright|all right|very well|fine|right|cool|great|good)\b"
     r"[^\w.?]{1,3}(?:then,? )?(?:let's|let us|we'll|we will|I'll|I will|so be it|will do)\b",
     0.62, "for it", "let's let we'll will i'll so"),
    ("accepted", rf"{_WELL}(?:please do(?=[.!,;]| so\b|$)|yes[;,]? please|(?:please )?go ahead"
     r"|go for it)\b", 0.65, "for it", "please go"),
    ("accepted", rf"{_WELL}(?:(?:that|this) )?sounds (?:good|great|fine)\b", 0.62, "for it",
     "sounds"),
    ("accepted", rf"{_WELL}(?:many )?(?:thanks|thank you)\b(?! to\b)", 0.66, "closing",
     "thanks thank"),
    ("rejected", rf"\bI(?:'m| am|'ve| have)? {_NOW}(?:reject(?:ing|ed)?|veto(?:ing)?|declin(?:e"
     rf"|ing))\b{_OBJECT}", 0.95, "other",
     "reject rejecting rejected veto vetoing decline declining"),
    ("rejected", rf"{_IT}\b{_IS} {_NOW}"
     r"(?:rejected|vetoed|turned down|voted down)\b"
     # What a proposer tells as rejected is what was left out of the proposal; reasons are told of
     # what a document leaves out.
     # "It was rejected, but there are others" tells of old times.
     r"(?! (?:from|because|based|as|due)\b)(?![^.;!?]{0,20}\bbut\b)", 0.9, "other",
     "rejected vetoed turned voted"),
    ("rejected", r"\b(?:vote|motion|proposal) (?:fails|failed|is lost"
     r"|is defeated)\b", 0.95, "anybody",
     "fails failed lost defeated"),
    ("rejected", r"\b(?:not going to|won't|will not|never going to) "
     r"(?:happen|fly|do (?:it|that|this))\b"
     # It won't happen overnight, or without help: then it may.
     r"(?! (?:very |too |that )?(?:without|unless|until|till|before|if|overnight|over night|soon"
     r"|quickly|any ?time|automatically|magically|by itself|on its own|at once|immediately|again"
     r"|every|often|for (?:me|an?|some|the|now)|right away|because"
     r"|in (?:a|one|the next) (?:few )?(?:days?|weeks?|months?|years?))\b)"
     r"|^won't ?fix\b|\bas wontfix\b|^no way\b(?! to\b)", 0.6, "against it",
     "happen fly do won't wontfix way"),
    ("rejected", r"\bdecided (?:against|not to(?! (?:suggest|mention|propose|ask|say|argue))"
     r")\b|\bconsensus (?:is|seems to be)? ?(?:against"
     r"|not to)\b", 0.85, "anybody",
     "decided consensus"),
    ("rejected", r"\b(?:I|we) (?:will not|won't|refuse to|am not going to|are not going to)"
     r" (?:accept|merge|apply|include|take|add|support|approve|allow|implement|commit|ship|change"
     r"|do) (?:it|this|that|these|them|such|things)\b|\b(?:I'm|we're) not going to"
     r" (?:accept|merge|apply|include|take|add|support|approve|allow|implement|commit|ship|change"
     r"|do) (?:it|this|that|these|them|such|things)\b", 0.65, "against it",
     "will won't refuse going"),
    ("rejected", r"^(?:no, |sorry, |well, )?(?:that's|that is|it's|this is|it is) (?:really |just"
     r" |definitely |probably |simply |also )?not (?:a |an )?(?:(?:good|great|viable|acceptable"
     r"|sensible|real) )?(?:option|idea|solution)\b", 0.62, "against it",
     "option idea solution"),
    ("withdrawn", r"\bI(?:'ll|'m| will| am| do)? (?:hereby |therefore |now |thus )*"
     rf"(?:withdraw(?:ing)?|retract(?:ing)?)\b|\b(?:is|are) {_NOW}(?:marked (?:as )?)?withdrawn\b",
     0.9, "proposer",
     "withdraw withdrawing withdrawn retract retracting"),
    ("withdrawn", r"\bI(?:'ll|'m| will| am)? (?:drop(?:ping)? (?:(?:it|this|that)"
     r"(?=[.,;:!)]|$| (?:then|idea|proposal|suggestion|one|now|for|from|and|if)\b)|the idea|my)"
     r"|take (?:it|that|this) back)\b|^(?:ok(?:ay)?,? )?(?:never ?mind|scrap that"
     r"|forget (?:about )?(?:it|this|that|my))\b", 0.7, "proposer",
     "drop dropping back never nevermind scrap forget"),
    ("deferred", rf"\b(?:is|are|be|been) {_NOW}"
     r"(?:deferred|postponed|shelved|on hold|put (?:off|on hold))\b|^(?:deferred|postponed)\b",
     0.8, "anybody",
     "deferred postponed shelved hold put"),
    ("deferred", r"\b(?:let's|I'm|I am|I'll|we'll|we will"
     r"|(?<!was )(?<!were )going to) (?:just )?(?:"
     r"defer(?:ring)?(?! (?:to|answering|(?:the|my|any) (?:reply|answer))\b)"
     r"|postpon(?:e|ing)|shelve|wait with|hold off on"
     # A text, a book or a case may be looked at again, too: that puts nothing off.
     r"|revisit(?= (?:it|this|that|them|later|the (?:\w+ )?(?:question|issue|topic|proposal|idea"
     r"|matter|discussion|decision|plan|request)|in|after|when|once|next|at|for)\b)"
     r"|(?<!I'm )(?<!I am )put (?:it |this |that )?(?:on hold|off))\b", 0.65, "anybody",
     "defer deferring postpone postponing shelve revisit wait hold put"),
    ("deferred", r"\blet's (?:wait|leave (?:it|this|that) (?:for|until))\b|\btoo late for\b",
     0.5, "other",
     "wait leave late"),
)  # fmt: skip
DECIDES = tuple(
    (outcome, re.compile(text, re.IGNORECASE), sure, who, frozenset(needed.split()))
    for outcome, text, sure, who, needed in WORDS
)
# A sentence without any of these words settles nothing.
TELLING = frozenset(word for *_, needed in DECIDES for word in needed)
# Before any of them within a clause, these undo it: nothing is settled on a condition or in a
# question.
UNDONE = re.compile(
    r"\b(?:if|unless|until|once|when|whether|should|could|would|might|may|can|not|n't|never"
    r"|to be|wish|hope|"
    r"before|after|expect|assum\w+|want\w*|why|how|were to|know|few|fewer|none|hardly|scarcely"
    r"|barely|or else|whatever|whoever)\b[^.;!]{0,40}$",
    re.IGNORECASE,
)
