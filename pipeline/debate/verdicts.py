"""Words that settle a proposal: a table of what they settle, how surely, and who may say them.

In: nothing. Out: DECIDES, TELLING (a sentence with none of these words settles nothing) and UNDONE
(what undoes a statement when it stands before it in its clause).
"""

from __future__ import annotations

import re

# What a statement may be about when it names its subject: anything else is a report of old times.
_IT = (
    r"(?:\b(?:pep(?:[ -]?\d+)?|proposals?|motion|request|nomination|plan|idea|change"
    r"|amendment|trial|vote|patch|branch|alias|renaming|move|split|option \w|it|this|that|these"
    r"|they|he|she|you|all|both|which)\b|^)"
)
_IS = r"(?:is|are|was|were|has been|have been)"
_NOW = r"(?:hereby |now |officially |formally |therefore |thus |unanimously |already |also )*"
# After "I added them", these tell of something else: "on CC", "as an example", "to be clear".
_ASIDE = (
    r"(?! (?:on|to|in) (?:cc|bcc|the cc)\b)(?! (?:as an?|for (?:example|myself|fun)"
    r"|to (?:show|illustrate|make|see|test|be)|up\b|sound|look|clear|point|mistake|impression))"
)
_BOARD = r"(?:council|board|committee|chairs?|team|group|pep editors?|release managers?|bdfl)"

# Words that go before a verdict.
_WELL = (
    r"^(?:(?:ok(?:ay)?|sure|agreed|fine|good \w+|great|cool|yes|yeah|yep|right|thanks|thank you|ah"
    r"|oh|well|hm+|excellent|perfect|alright|all right|hi \w+)\b[^\w]{1,4})*"
)
_TAKES = (
    r"(?:so |then )?I(?:'ll| will| am going to|'m going to) (?:go ahead|add|change|update|include"
    r"|make|fix|write|prepare|pull|put|create|send|start|commit|push|merge|apply|remove|rename"
    r"|revert|tag|release|set|move|drop|modify|open|file|submit|take it|take care|pick)\b"
)
_TAKING = (
    "go add change update include make fix write prepare pull put create send start commit push"
    " merge apply remove rename revert tag release set move drop modify open file submit take pick"
)

# Outcome, pattern, how sure it is, who may say it, and the words one of which every such sentence
# holds, so that most patterns need not be tried. Who: anybody; the proposer; somebody else
# ("other"); the author of the main proposal, of what others would change in it ("owner"); only who
# is for it, or against it, in the same mail, so that a turn as common as "I've updated the page" or
# "sounds good" settles what its mail speaks for and nothing else; the same or the proposer, in
# answer to somebody who was heard on it ("taker").
WORDS: tuple[tuple[str, str, float, str, str], ...] = (
    ("accepted", r"\bI(?:'m| am)? (?:hereby )?(?:accept(?:ing)?|approve|approving"
     r"|pronounce)\b", 0.95, "other",
     "accept accepting approve approving pronounce"),
    ("accepted", rf"{_IT}[^.;]{{0,30}}?\b{_IS} {_NOW}(?:accepted|approved|adopted)\b"
     r"|\bseems to have been (?:accepted|approved)\b", 0.9, "anybody",
     "accepted approved adopted"),
    ("accepted", r"^(?:ok(?:ay)?[,.:!]? )?(?:accepted|approved|done|all done|committed|pushed"
     r"|applied|merged)(?: in r?\d+| as r?\d+| now)?(?:[.!,;]|$)", 0.9, "anybody",
     "accepted approved done committed pushed applied merged"),
    ("accepted", r"\b(?:vote|motion|proposal) (?:passes|passed|carries|carried"
     r"|is carried)\b", 0.95, "anybody",
     "passes passed carries carried"),
    ("accepted", rf"^(?:so |ok,? )?(?:it(?:'s| is) )?{_NOW}(?:decided|settled)[:.,]"
     rf"|\b{_BOARD} (?:has|have) {_NOW}(?:decided|agreed|approved)\b", 0.9, "anybody",
     "decided settled agreed approved"),
    ("accepted", rf"{_IT}[^.;]{{0,30}}?\b{_IS} {_NOW}"
     r"(?:merged|committed|pushed|landed|in place)\b", 0.7, "anybody",
     "merged committed pushed landed place"),
    ("accepted", r"\b(?:I've|I have|I just|I) (?:now |just |gone ahead and )?(?:(?:committed"
     r"|pushed|merged|applied|enabled|granted|implemented|checked in"
     r"|checked (?:it|this|that|them) in) (?:it|this|that|these|those|them|the|your|him|her|both"
     r"|all)"
     # What somebody gave or made is as often an example or a point: so only to whom.
     r"|(?:given|gave) (?:him|her|them|you|your)|made (?:it|this|that|these|those|them)(?! so\b)"
     r"|(?:added|created) (?:it|this|that|these|those|them|the|your|him|her|both|all)"
     rf")\b{_ASIDE}",
     0.62, "anybody",
     "committed pushed merged applied added created enabled granted given gave made implemented"
     " checked"),
    ("accepted", r"\b(?:has|have) (?:now )?been (?:granted|merged|committed|enabled"
     r"|done|applied|implemented|switched)\b", 0.62, "anybody",
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
     r"|(?:done|added|changed|updated|fixed)[.!,])", 0.66, "owner",
     "agreed added changed updated included done made fixed i'll will"),
    # A deed of somebody whose mail is for it, whatever the deed is on: who tells it tells that it
    # is taken up. "I changed my mind" and "many of his patches" are other deeds.
    ("accepted", r"\b(?:I've|I have|I just|I) (?:now |just |also |already |gone ahead and )*"
     r"(?:added|updated|changed|created|committed|pushed|merged|applied|enabled|opened|submitted"
     r"|filed|fixed|removed|renamed|reverted|set up|posted|uploaded|checked in|registered"
     r"|subscribed|moved|implemented|switched)\b(?! (?:my|many|several|a lot|lots|some|to|from)\b)"
     rf"(?! (?:it|this|that|them|him|her|you) (?:on|to|in) (?:the )?b?cc\b){_ASIDE}",
     0.62, "for it",
     "added updated changed created committed pushed merged applied enabled opened submitted filed"
     " fixed removed renamed reverted set posted uploaded checked registered subscribed moved"
     " implemented switched"),
    ("accepted", rf"{_WELL}(?:it(?:'s| is) )?(?:now )?(?:all )?(?:done|added|fixed|changed"
     r"|updated|removed|created|submitted)(?: (?:in|to|as|now|it|that|this|them)\b[^.!]{0,30})?"
     r"\s*(?:[.!;]|$)", 0.7, "anybody",
     "done added fixed changed updated removed created submitted"),
    ("accepted", r"\badded (?:it |this |that |these |them )?to the (?:agenda|list|schedule|page"
     r"|wiki|faq|docs?|documentation)\b|\b(?:is|are) now (?:available|live|enabled|fixed"
     r"|subscribed|a committer)\b|\bshould now (?:be able|have)\b", 0.7, "anybody",
     "added now"),
    # What its supporter or its author takes on after others have spoken.
    ("accepted", rf"{_WELL}{_TAKES}", 0.62, "taker", _TAKING),
    ("accepted", r"^(?:ok(?:ay)?|alright|all right|very well|fine|right|cool|great|good)\b"
     r"[^\w.?]{1,3}(?:then,? )?(?:let's|let us|we'll|we will|I'll|I will|so be it|will do)\b",
     0.62, "for it", "let's let we'll will i'll so"),
    ("accepted", rf"{_WELL}(?:please do\b|yes[;,]? please|(?:please )?go ahead|go for it"
     r"|feel free)\b", 0.65, "for it", "please go feel"),
    ("accepted", rf"{_WELL}(?:(?:that|this) )?sounds (?:good|great|fine)\b", 0.62, "for it",
     "sounds"),
    ("accepted", r"\b(?:created|opened|filed|submitted|raised|posted) (?:an? |it as |this as )?"
     r"(?:new |tracker )?(?:issue|bug|ticket|PR|pull request|patch)\b", 0.62, "for it",
     "created opened filed submitted raised posted"),
    ("rejected", r"\bI(?:'m| am)? (?:hereby )?(?:reject(?:ing)?|veto(?:ing)?|declin(?:e"
     r"|ing))\b", 0.95, "other",
     "reject rejecting veto vetoing decline declining"),
    ("rejected", rf"{_IT}[^.;]{{0,30}}?\b{_IS} {_NOW}"
     r"(?:rejected|vetoed|turned down|voted down)\b", 0.9, "anybody",
     "rejected vetoed turned voted"),
    ("rejected", r"\b(?:vote|motion|proposal) (?:fails|failed|is lost"
     r"|is defeated)\b", 0.95, "anybody",
     "fails failed lost defeated"),
    ("rejected", r"\b(?:not going to|won't|will not|never going to) "
     r"(?:happen|fly|do (?:it|that|this))\b"
     # It won't happen overnight, or without help: then it may.
     r"(?! (?:very |too |that )?(?:without|unless|until|till|before|if|overnight|over night|soon"
     r"|quickly|any ?time|automatically|magically|by itself|on its own|at once|immediately|again"
     r"|every|often|for me|right away|in (?:a|one) (?:day|week|month|year))\b)|\bwon't ?fix\b|^no way\b", 0.6, "other",
     "happen fly do won't way"),
    ("rejected", r"\bdecided (?:against|not to)\b|\bconsensus (?:is|seems to be)? ?(?:against"
     r"|not to)\b", 0.85, "anybody",
     "decided consensus"),
    ("rejected", r"\b(?:I|we) (?:will not|won't|refuse to)\b(?! be able)|\b(?:I'm|I am|we're"
     r"|we are) not going to\b", 0.62, "against it", "will won't refuse going"),
    ("rejected", r"\b(?:that's|that is|it's|this is|it is|would be) (?:really |just |definitely"
     r" |probably |simply |also )?(?:not (?:a |an )?(?:good|great|viable|acceptable|sensible"
     r"|option|an option|possible|feasible|appropriate)|an? (?:bad|terrible|horrible|awful)"
     r" idea)\b", 0.62, "against it",
     "good great viable acceptable sensible option possible feasible appropriate bad terrible"
     " horrible awful"),
    ("withdrawn", r"\bI(?:'ll|'m| will| am| do)? (?:hereby |therefore |now |thus )*"
     r"(?:withdraw(?:ing)?|retract(?:ing)?)\b|\b(?:is|are) (?:hereby )?withdrawn\b",
     0.9, "proposer",
     "withdraw withdrawing withdrawn retract retracting"),
    ("withdrawn", r"\bI(?:'ll|'m| will| am)? (?:drop(?:ping)? (?:it|this|that|the idea|my)"
     r"|take (?:it|that|this) back)\b|^(?:ok(?:ay)?,? )?(?:never ?mind|scrap that"
     r"|forget (?:about )?(?:it|this|that|my))\b", 0.7, "proposer",
     "drop dropping back never nevermind scrap forget"),
    ("deferred", rf"\b(?:is|are|be|been) {_NOW}"
     r"(?:deferred|postponed|shelved|on hold|put (?:off|on hold))\b|^(?:deferred|postponed)\b",
     0.8, "anybody",
     "deferred postponed shelved hold put"),
    ("deferred", r"\b(?:let's|I'm|I am|I'll|we'll|we will|I suggest we|I propose we|we should"
     r"|going to) (?:just )?(?:defer(?:ring)?|postpon(?:e|ing)|shelve|wait with|hold off on"
     # A text, a book or a case may be looked at again, too: that puts nothing off.
     r"|revisit(?= (?:it|this|that|them|later|the (?:\w+ )?(?:question|issue|topic|proposal|idea"
     r"|matter|discussion|decision|plan|request)|in|after|when|once|next|at|for)\b)"
     r"|put (?:it |this |that )?(?:on hold|off))\b", 0.65, "anybody",
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
    r"before|after|expect|assum\w+|want\w*|why|how|were to|few|fewer|none)\b[^.;!]{0,40}$",
    re.IGNORECASE,
)
