"""What a sentence says an idea is worth: what it costs or gains, or what answer it expects.

In: the text of a sentence, and where the idea's term stands in it. Out: 1 where the words of gain
outnumber those of cost, -1 the other way round, 0 where neither does, or it asks. A negation just
before a word turns it over, and so does `than` between the word and the term: what is better than
the idea speaks against it. Of a question, 1 or -1 where its form expects an answer (ASKED): such a
question is an argument.
"""

from __future__ import annotations

import re

# Words that turn a phrase over when they stand up to three words before it.
TURNED = re.compile(
    r"(?:\bnot|n't|n’t|\bnever|\bagainst|\bno|\bwithout|\bhardly)\W+(?:\w+\W+){0,3}$", re.IGNORECASE
)
# Who does not think something denies it, however far off its verb is within the clause.
DOUBTED = re.compile(
    r"(?:(?:n't|n’t|\bnot|\bnever)\s(?:\w+\s)?(?:think|believe|see|expect|convinced|sure)|\bdoubt\w*)"
    r"\b[^,;:.]*$",
    re.IGNORECASE,
)
# Between a word of worth and the term, within a few words: what is compared is not the idea.
THAN = re.compile(r"\W+(?:\w+\W+){0,2}than\W+(?:\w+\W+){0,6}$", re.IGNORECASE)
# So far back a negation is looked for, and a doubt.
BEFORE, CLAUSE = 40, 120

# Words of cost and of gain: pattern, reason.
COSTS: tuple[tuple[str, str], ...] = (
    (r"problem\w*|trouble\w*|concern\w*|drawback\w*|downside\w*", "something is wrong with it"),
    (r"risk\w*|threat\w*|danger\w*|harm(?:s|ful)?|hostile", "it may do harm"),
    (r"cost\w*|overhead|burden\w*|churn|disrupt\w*|hassle|pain(?:s|ful)?", "it takes effort"),
    (r"worse|harder|slower|pointless|useless|unnecessary|waste", "it is no improvement"),
    (r"bad|terrible|horrible|poor|mistake\w*", "it is judged as such"),
    (r"dislike\w*|hate\w*|disappoint\w*|oppos\w+", "the author says so"),
    (r"too (?:much|hard|late|risky|costly|expensive|complex|complicated)", "it is over a measure"),
)
GAINS: tuple[tuple[str, str], ...] = (
    (r"benefit\w*|advantage\w*|gain(?:s|ed)?|upside\w*", "something is won"),
    (r"better|easier|simpler|safer|faster|cleaner|nicer", "it is an improvement"),
    (r"improv\w+|solv(?:e|es|ed|ing)|prevent(?:s|ed)?|help(?:s|ful)?", "it does something good"),
    (r"good|great|excellent|valuable|worthwhile", "it is judged as such"),
    (r"makes? sense|sensible|reasonable", "it is judged as such"),
    (r"agree\w*|in favou?r", "the author says so"),
)

# Forms of questions that expect an answer: pattern, direction of that answer, reason.
ASKED: tuple[tuple[str, int, str], ...] = (
    (r"why (?:not|can't|cannot|don't|couldn't|shouldn't|wouldn't)", 1, "nothing is in the way"),
    (r"what(?:'s| is) wrong with|wouldn't it|isn't (?:it|that)", 1, "it is said to be so"),
    (r"is (?:it|that|this) really", 1, "what was held against it is doubted"),
    (r"why (?:would|should|bother|on earth)", -1, "there is no reason for it"),
    (r"who (?:is going to|would want|needs)", -1, "nobody does it, or is in want of it"),
    (r"what(?:'s| is| would be) the (?:point|use|benefit|advantage|gain)", -1, "there is none"),
    (r"what (?:problem|good)", -1, "there is none"),
    (r"do (?:we|you|they|people) really (?:want|need)", -1, "nobody does"),
)
# Words with which a question joins what was said before.
JOINS = r"\W*(?:(?:and|but|so|then|or|well|also|besides|because)\b,? *){0,3}"
_ASKED = tuple(
    (re.compile(rf"{JOINS}(?:{form})\b", re.IGNORECASE), side) for form, side, _ in ASKED
)


def _any(table: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words for words, _ in table)})\b", re.IGNORECASE)


_COSTS, _GAINS = _any(COSTS), _any(GAINS)


def worth(text: str, term: int) -> int:
    """Whether a sentence tells gain (1) or cost (-1) of what its term names; 0 where neither."""
    if text.rstrip().endswith("?"):
        return 0
    total = sum(_turned(text, found, term) for found in _GAINS.finditer(text)) - sum(
        _turned(text, found, term) for found in _COSTS.finditer(text)
    )
    return (total > 0) - (total < 0)


def expected(text: str) -> int:
    """Whether a question expects an answer for (1) or against (-1) what it asks; 0 else."""
    if not text.rstrip(" )\"'").endswith("?"):
        return 0
    plain = text.replace("’", "'")
    return next((side for form, side in _ASKED if form.match(plain)), 0)


def _turned(text: str, found: re.Match[str], term: int) -> int:
    """-1 where a negation or a comparison with the term turns a word over, else 1."""
    negated = bool(
        TURNED.search(text[max(0, found.start() - BEFORE) : found.start()])
        or DOUBTED.search(text[max(0, found.start() - CLAUSE) : found.start()])
    )
    compared = found.end() < term and bool(THAN.search(text[found.end() : term][-200:]))
    return -1 if negated != compared else 1
