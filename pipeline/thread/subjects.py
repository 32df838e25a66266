"""Mails that no id speaks of, hung on an earlier mail of their subject.

In: a forest linked by ids. Out: the same forest with further links, and doubt where a mail says
that it answers and yet hangs nowhere. A mail that says Re: answers the last mail of its subject
before it. Pipermail takes the Re: off: there the same subject from another author says the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from datetime import timedelta
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.mail import headers
from pipeline.records import Head
from pipeline.thread.forest import UNKNOWN, Forest, Node, chain, head_of

# How sure a parent is.
SAME_SUBJECT = 0.5  # no id tells, the subject does
SAME_WORDS = 0.4  # and it has no Re:, on a list whose archiver takes it off

# People answer within days; the same words a season later start something new.
WINDOW = timedelta(days=30)
WINDOW_WITHOUT_RE = timedelta(days=7)
# Who opened with the same words before may open so again, as reports do every week.
WINDOW_OF_STARTER = timedelta(days=2)
# A list on which fewer mails with ids say Re: has an archiver that takes it off.
SAY_RE = 0.5
# "Re: hello" joins strangers: a subject must have some words and some length to tell a thread.
SUBJECT_WORDS = 2
SUBJECT_LENGTH = 10

# "New words (was: old words)", also in square brackets, without any, and in German.
WAS = re.compile(
    r"[\s(\[,;:./-]\(?(?:was|war|formerly|previously)\s?:|[(\[](?:was|formerly|previously)\s",
    re.IGNORECASE,
)
LIKENESS = 0.85  # of two subjects of one debate: a slip mended, a quote mark turned
LENGTH = 200  # of a subject that is compared letter by letter


def link_by_subject(forest: Forest, programs: Container[str]) -> None:
    """Hang the mails that no id speaks of on an earlier mail of their subject.

    Not those in `programs`: what a program writes every week answers nobody.
    """
    by_subject: dict[tuple[str, str], list[int]] = defaultdict(list)
    started: set[tuple[tuple[str, str], str]] = set()
    stripped = _stripped(forest.nodes)
    for number, node in enumerate(forest.nodes):
        head = node.head
        if head is None or head.sent_at is None or not (subject := _subject(head)):
            continue
        if node.parent is None and not chain(head):
            earlier = by_subject[subject]
            again = (subject, head.address) in started
            if (
                earlier
                and head.message not in programs
                and _answers(
                    head,
                    head_of(forest, earlier[-1]),
                    stripped=head.list_id in stripped,
                    again=again,
                )
            ):
                node.parent, node.how = earlier[-1], "subject"
                node.confidence = SAME_SUBJECT if says_reply(head) else SAME_WORDS
                forest.sets.join(number, earlier[-1])
            else:
                started.add((subject, head.address))
        by_subject[subject].append(number)


def _answers(head: Head, last: Head, *, stripped: bool, again: bool) -> bool:
    """True where a mail answers the last one of its subject; `again` if its author opened it."""
    assert head.sent_at and last.sent_at, "only dated mails are compared"  # noqa: PT018
    gap = head.sent_at - last.sent_at
    if says_reply(head):
        return gap <= WINDOW
    if not stripped or head.address == last.address:
        return False
    return gap <= (WINDOW_OF_STARTER if again else WINDOW_WITHOUT_RE)


def _stripped(nodes: Iterable[Node]) -> set[str]:
    """The lists whose archiver takes the Re: off subjects."""
    answers: Counter[str] = Counter()
    saying: Counter[str] = Counter()
    for node in nodes:
        if node.head and chain(node.head):
            answers[node.head.list_id] += 1
            saying[node.head.list_id] += says_reply(node.head)
    return {list_id for list_id, count in answers.items() if saying[list_id] < SAY_RE * count}


def _subject(head: Head) -> tuple[str, str] | None:
    """What mails of one subject share, where the subject is telling."""
    words = head.base_subject.casefold().split()
    if len(words) < SUBJECT_WORDS or len(head.base_subject) < SUBJECT_LENGTH:
        return None
    return head.list_id, " ".join(words)


def says_reply(head: Head) -> bool:
    """True where the subject begins with Re:, in any language."""
    return (
        len(head.subject) > len(head.base_subject)
        and headers.subject(head.subject, head.list_id)[3]
    )


def doubt(nodes: Iterable[Node]) -> None:
    """Mark as unsure what says Re: and yet hangs nowhere."""
    for node in nodes:
        if node.head and node.parent is None and says_reply(node.head):
            node.confidence = UNKNOWN


@lru_cache(maxsize=65536)
def parted(base_subject: str) -> tuple[str, str]:
    """The letters of a subject, and those of the one that it says it was, if any."""
    told = list(WAS.finditer(base_subject))
    if not told or not (new := _letters(base_subject[: told[0].start()])):
        return _letters(base_subject), ""
    last = len(told) > 1 and told[1].start()  # "C (was: B (was: A))" was B
    was = base_subject[told[0].end() : last or None]
    return new, _letters(headers.subject(was, "")[1])


def _letters(text: str) -> str:
    """Letters and digits without case and accents; all that mailers leave alone."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(filter(str.isalnum, plain))


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> bool:
    """True where two base subjects are of one debate: they differ by a slip, a label or an end."""
    if one == other:
        return True
    (mine, _), (theirs, _) = parted(one), parted(other)
    if mine == theirs:
        return True
    shorter, longer = sorted((mine[:LENGTH], theirs[:LENGTH]), key=len)
    if len(shorter) < SUBJECT_LENGTH:
        return False
    # Most differ at the first glance; only what does not is compared letter by letter.
    return shorter in longer or (
        2 * len(shorter) >= LIKENESS * (len(shorter) + len(longer))
        and (found := SequenceMatcher(None, shorter, longer, autojunk=False)).quick_ratio()
        >= LIKENESS
        and found.ratio() >= LIKENESS
    )


def related(one: str, other: str) -> bool:
    """True where two base subjects are of one debate, or one says that it was the other."""
    return alike(one, other) or _was(one, other) or _was(other, one)


def _was(one: str, other: str) -> bool:
    was = parted(one)[1]
    return bool(was) and alike(was, parted(other)[0])
