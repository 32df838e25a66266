"""Phrases that propose, take a side or decide: a table of knowledge, looked up by words.

In: the tokens of a sentence. Out: how often each kind of cue occurs. A phrase is up to six
tokens; it is found through its first token, so that a sentence costs a look-up for each of its
words. A negation shortly before turns a cue over ("I don't think it is a good idea").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

# Words, votes, question and exclamation marks; addresses and numbers are folded to one token each.
TOKEN = re.compile(r"https?://\S+|[+\-−±]\d+(?:\.\d+)?(?!\w)|[A-Za-z][A-Za-z'’]*|\d+|[?!]|[:;]-?\)")

# Kind of cue -> phrases, with the reason why they count as such.
CUES: dict[str, tuple[str, ...]] = {
    # The author puts a course of action before the others, and says so.
    "propose": (
        "i propose", "i'd propose", "i would propose", "like to propose", "want to propose",
        "we propose", "i hereby propose", "my proposal", "proposal is", "i suggest",
        "i'd suggest", "i would suggest", "my suggestion", "how about", "what about",
        "why not", "why don't we", "shall we", "should we", "let's", "let us", "i recommend",
        "i'd recommend", "i would recommend", "i move that", "i nominate", "like to nominate",
        "propose that", "proposing", "propose to", "propose adding", "would it make sense",
        "does it make sense", "would it be possible", "would it be worth", "would it be ok",
        "would it be okay", "is it ok to", "is it okay to", "is it ok if", "ok to",
        "what if we", "what if", "could we", "can we", "may i", "can i",
        "request for comments", "requesting", "pronouncement", "i'd like to add",
        "i would like to add", "i'd like to see", "i would like to see", "one idea",
        "another idea", "my idea", "an alternative", "alternatively", "another option",
        "another possibility", "one option", "one possibility", "the right fix",
        "the right thing", "the fix is", "please vote", "calling a vote", "new core developer",
        "as a core developer", "commit access", "commit privileges", "commit privs",
        "commit rights", "promote", "be worth", "i'd vote for", "it would be nice",
        "would be nice", "it would be good", "would be better", "it'd be nice",
    ),
    # What ought to be, or what the author means to do: a proposal if the others are asked.
    "should": (
        "we need to", "we should", "we could", "we might", "we can", "we ought to",
        "it should", "should be", "needs to be", "need to be", "ought to be", "could be",
        "might be worth", "may be worth", "would be useful", "would be helpful",
        "would be great", "would be good", "perhaps we", "maybe we", "perhaps", "instead of",
        "instead", "rather than", "i'd rather", "i would rather", "i'd prefer",
        "i would prefer", "i prefer", "prefer", "an idea", "i plan to", "i'm planning to",
        "planning to", "i intend to", "we plan to", "i'm going to", "i'd like to",
        "i would like to", "i want to", "should i", "should just", "better to", "we must",
        "please", "best way", "a better", "should",
    ),
    # The others are asked what they think of it.
    "call": (
        "any objections", "any objection", "unless anyone objects",
        "unless there are objections", "if nobody objects", "if no one objects",
        "if there are no objections", "does anyone object", "anyone opposed",
        "what do you think", "what do people think", "what do others think",
        "what do you guys think", "what say you", "thoughts", "any thoughts", "opinions",
        "opinion", "any opinions", "comments", "any comments", "feedback", "comments welcome",
        "input", "would anyone", "does anyone", "does anybody", "anyone interested",
        "please vote", "vote", "is there interest", "please review", "please comment",
        "suggestions", "speak up", "looking for", "seeking", "requesting", "consensus",
        "i'd like to hear", "agree with this", "do you agree", "is this ok", "is that ok",
        "is this okay", "ok with", "reactions", "discuss",
    ),
    # The mail wants help or reports a fault; it puts nothing to the list.
    "help": (
        "traceback", "error", "errors", "exception", "segfault", "segfaults", "crash",
        "crashes", "crashed", "doesn't work", "does not work", "didn't work", "not working",
        "fails", "failed", "failure", "how do i", "how can i", "how to", "is there a way",
        "is there any way", "i'm trying to", "i am trying to", "i tried", "i've tried",
        "trying to", "i have a problem", "the problem", "problem", "problems",
        "what am i doing wrong", "doing wrong", "any idea", "any ideas", "any hints",
        "any help", "help", "anyone know", "does anyone know", "i get", "i got", "i'm getting",
        "i noticed", "i'm new", "newbie", "question", "questions", "wondering",
        "i don't understand", "what is the", "what's the", "what does", "why does", "why is",
        "where is", "who is", "is it possible", "i can't", "unable to", "a bug", "bug report",
        "reproduce", "strange", "weird", "seems to be broken", "is broken", "confused",
    ),
    # The mail makes something known that is done or settled.
    "announce": (
        "happy to announce", "pleased to announce", "i'm pleased", "announce", "announcing",
        "is now available", "now available", "on behalf of", "has been released", "released",
        "is out", "release candidate", "download", "changelog", "reminder", "call for", "fyi",
        "just committed", "just a note", "heads up", "status", "summary", "news", "invite",
        "invited", "registration", "deadline", "thanks to everyone", "a reminder",
        "will be held", "is scheduled", "scheduled for", "enjoy", "i've just", "has been",
        "have been",
    ),
    # For it, in so many words.
    "support": (
        "+1", "i agree", "i fully agree", "i completely agree", "i totally agree",
        "i do agree", "agreed", "agree with", "sounds good", "sounds great", "sounds fine",
        "sounds like a good", "sounds like a plan", "sounds reasonable", "sounds right",
        "looks good", "looks great", "good idea", "great idea", "nice idea", "excellent idea",
        "fine idea", "good plan", "good point", "good suggestion", "good proposal", "i like",
        "i'd like that", "love it", "love the idea", "like the idea", "like this idea",
        "like that idea", "i support", "in favor", "in favour", "fully support", "i'm for",
        "i am for", "all for", "count me in", "works for me", "fine by me", "fine with me",
        "ok with me", "okay with me", "ok by me", "good to me", "good for me", "fine to me",
        "makes sense", "makes perfect sense", "make sense", "make sense to me", "that's fine",
        "that's ok", "would be great", "would be nice", "would be good", "would be useful",
        "would be helpful", "would be awesome", "please do", "go ahead", "go for it", "do it",
        "no objection", "no objections", "i don't object", "don't have any objections",
        "i have no objection", "i have no problem", "no problem with", "i'm happy",
        "i'd be happy", "happy to", "happy with", "i'm fine with", "i'm ok with",
        "i'm okay with", "i am fine with", "i'm in favor", "definitely", "absolutely",
        "exactly", "indeed", "yes", "yep", "yeah", "yup", "sure", "of course", "me too",
        "same here", "seconded", "i second", "ditto", "likewise", "well deserved", "deserves",
        "deserve", "congratulations", "congrats", "welcome", "reasonable", "worth doing",
        "worthwhile", "useful", "helpful", "i think so", "i'd vote for", "i vote for",
        "my vote is for", "i endorse", "endorse", "approve", "approved", "i'm convinced",
        "much better", "better idea", "better than", "right thing to do", "the right thing",
        "good thing", "great", "excellent", "cool", "awesome", "perfect", "thumbs up", "lgtm",
        "i prefer", "preferable", "we should", "should be", "acked by", "reviewed by",
        "fair enough", "good work", "nice", "thanks for doing", "willing to", "important",
        "needed", "overdue", "benefit", "benefits", "an improvement", "simpler", "cleaner",
    ),
    # Against it, in so many words.
    "oppose": (
        "-1", "i disagree", "i strongly disagree", "i respectfully disagree", "disagree",
        "disagree with", "i object", "objection to", "strongly object", "bad idea",
        "terrible idea", "horrible idea", "awful idea", "not a good idea", "no good",
        "i oppose", "opposed to", "i'm opposed", "am opposed", "i'm against", "i am against",
        "against this", "against it", "against that", "please don't", "please do not",
        "please no", "let's not", "don't do", "i don't like", "i do not like", "i don't think",
        "i do not think", "i don't believe", "i don't see why", "i don't see the",
        "i don't see any", "i don't see how", "i don't want", "i dislike", "i hate",
        "i'd rather", "i would rather", "rather not", "i'd prefer not", "prefer not",
        "i wouldn't", "i would not", "we shouldn't", "we should not", "should not be",
        "shouldn't be", "must not", "should never", "not worth", "isn't worth", "no need",
        "not needed", "isn't needed", "don't need", "not necessary", "unnecessary",
        "pointless", "useless", "what's the point", "no point", "overkill", "overhead",
        "too much", "too late", "too early", "too complicated", "too complex", "too many",
        "confusing", "ugly", "hideous", "dangerous", "risky", "harmful", "painful", "breaks",
        "break", "breakage", "hard to", "harder", "problematic", "concerned", "i'm worried",
        "worried", "my concern", "the problem with", "the problem is", "reluctant", "hesitant",
        "not convinced", "unconvinced", "i'm not sure", "not sure", "doesn't make sense",
        "makes no sense", "make no sense", "does not make sense", "won't work", "doesn't work",
        "wouldn't work", "can't work", "cannot", "will not work", "waste of time", "wrong",
        "no way", "nack", "nope", "no", "unfortunately", "i fail to see", "fail to see",
        "why would", "why do you", "why should", "misguided", "premature", "churn", "bikeshed",
        "backwards incompatible", "incompatible", "not acceptable", "unacceptable", "veto",
        "rejected", "reject", "i doubt", "doubt", "skeptical", "sceptical", "not enough",
        "instead of", "feature creep", "yagni", "sorry", "leave it", "leave things",
        "keep it as", "keep the current", "status quo", "as it is", "disaster", "nightmare",
        "worse",
    ),
    # For it on a condition, or for a part of it.
    "conditional": (
        "as long as", "so long as", "provided", "providing", "assuming", "unless", "only if",
        "if we", "if it", "if you", "if there", "on condition", "with the caveat",
        "with the proviso", "caveat", "except", "except that", "but only", "but not", "but i",
        "but we", "depends on", "it depends", "depends", "in principle", "in general",
        "in theory", "good idea but", "agree but", "i'd be ok", "i'd be fine",
        "i could live with", "can live with", "at least", "otherwise", "however", "although",
        "though", "partially", "partly", "half", "once", "on the condition", "subject to",
        "wouldn't mind", "would not mind", "might be ok",
    ),
    # Takes no side, and says so.
    "neutral": (
        "+0", "-0", "no opinion", "no strong opinion", "don't have an opinion",
        "no preference", "no strong preference", "don't care", "do not care", "don't mind",
        "do not mind", "doesn't matter", "either way", "either is fine", "indifferent",
        "ambivalent", "undecided", "on the fence", "up to you", "not sure", "no idea",
        "neutral", "whatever", "i can't say", "i don't know", "don't really care", "agnostic",
        "meh", "shrug",
    ),
    # What became of it, said by somebody with the say or by the one who did it.
    "accept": (
        "accepted", "i accept", "is accepted", "approved", "i approve", "hereby", "pronounce",
        "done", "all done", "committed", "i've committed", "i just committed", "applied",
        "pushed", "merged", "implemented", "i've added", "i've updated", "i have added",
        "added", "fixed", "welcome aboard", "welcome", "congratulations", "congrats",
        "granted", "it's settled", "go ahead", "please go ahead", "decided", "we decided",
        "it's decided", "consensus is", "consensus", "checked in", "landed",
        "should be able to commit", "i've done", "i have done", "i did", "will do", "i'll do",
        "i'll add", "i'll make", "i've created", "created", "enabled", "has been",
        "i've enabled", "released", "tagged", "published", "queued",
    ),
    "reject": (
        "rejected", "i reject", "rejecting", "i'm rejecting", "not going to happen",
        "won't happen", "not happening", "no way", "wontfix", "won't fix", "closed",
        "declined", "vetoed", "not accepting", "will not be", "dead", "hereby reject",
        "decided against", "decided not", "too late", "not going to", "won't be",
    ),
    "withdraw": (
        "withdraw", "withdrawn", "i withdraw", "i'm withdrawing", "i retract", "retract",
        "never mind", "nevermind", "forget it", "forget about it", "i take it back",
        "i take that back", "scrap that", "i'll drop", "drop it", "dropping", "i was wrong",
        "my mistake", "you're right", "you are right", "i stand corrected", "false alarm",
        "i've changed my mind", "changed my mind", "reverted", "i give up",
        "objection withdrawn",
    ),
    "defer": (
        "defer", "deferred", "deferring", "postpone", "postponed", "later", "until later",
        "revisit", "next release", "next version", "after the release", "wait until",
        "let's wait", "wait for", "put off", "on hold", "hold off", "for now", "not now",
        "not yet", "some other time", "delay", "delayed", "down the road", "in the future",
        "for 3", "too late for",
    ),
}  # fmt: skip

# Before a cue within NEGATION_REACH tokens, these turn it over.
NEGATIONS = frozenset((
    "not", "no", "never", "don't", "doesn't", "didn't", "isn't", "wasn't", "aren't", "won't",
    "wouldn't", "can't", "cannot", "couldn't", "shouldn't", "hardly", "without", "nor",
    "neither", "unlikely", "doubt",
))  # fmt: skip
NEGATION_REACH = 4
TURNED = {"support": "oppose", "oppose": "unopposed", "accept": "unaccepted"}

# Words whose folded form is kept: a few months' vocabulary.
KNOWN = 1 << 16
KINDS = (*CUES, "unopposed", "unaccepted")
_PLACE = {kind: place for place, kind in enumerate(KINDS)}


def tokens(text: str) -> list[str]:
    """The words of a sentence in lower case, with votes and marks as words."""
    return [folded(token) for token in TOKEN.findall(text)]


@lru_cache(maxsize=KNOWN)
def folded(token: str) -> str:
    """A word as it is looked up: in lower case, numbers and addresses alike."""
    if token.startswith("http"):
        return "<url>"
    if token[0].isdigit():
        return "#"
    return token.lower().replace("’", "'").replace("−", "-")


@cache
def _phrases() -> dict[str, dict[str, list[tuple[tuple[str, ...], int]]]]:
    """First token -> second one (empty where there is none) -> rest and place of the kind."""
    found: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]] = {}
    for kind, phrases in CUES.items():
        for phrase in phrases:
            first, second, *rest = [*tokens(phrase), ""]
            beginning = found.setdefault(first, {}).setdefault(second, [])
            beginning.append((tuple(filter(None, rest)), _PLACE[kind]))
    return found


def counts(words: Sequence[str]) -> list[int]:
    """How often each of KINDS occurs in a sentence's tokens; of one kind the longest counts."""
    found = [0] * len(KINDS)
    phrases = _phrases()
    for start, word in enumerate(words):
        begun = phrases.get(word)
        if begun is None:
            continue
        # One word is a phrase by itself; of each kind one phrase counts, whichever it is.
        taken = {place for _, place in begun.get("", ())}
        after = start + 2
        for rest, place in begun.get(words[after - 1], ()) if after <= len(words) else ():
            if not rest or tuple(words[after : after + len(rest)]) == rest:
                taken.add(place)
        for place in taken:
            found[_turned(place, words, start)] += 1
    return found


def _turned(place: int, words: Sequence[str], start: int) -> int:
    kind = KINDS[place]
    if kind in TURNED and not NEGATIONS.isdisjoint(words[max(0, start - NEGATION_REACH) : start]):
        return _PLACE[TURNED[kind]]
    return place
