"""What there is to learn from coded threads: lines and proposals with what they were coded as.

In: coded threads. Out: `Thread`s of examples, and their rows. A coded quote is looked up in the
own sentences of its mail; a sentence that holds it (or most of its words) is an example of what
was coded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.debate.features import STANCES, Mail, Talk, content_of, talk
from pipeline.debate.pairs import Aim
from pipeline.learn.coded import Coded

# What a line can be an example of, in the order of the columns of `lines.scores`.
CLASSES = ("propose", "stand", *STANCES)
# So much of a quote's words must a sentence hold where it doesn't hold the quote whole.
ENOUGH = 0.6
# Shorter sentences hold too little to be known as a part of a longer quote.
SHORTEST, SHARE = 12, 0.4

WORD = re.compile(r"\w+|[+-]\d")


@dataclass(frozen=True, slots=True)
class Example:
    """A debate with its coding: which mails were coded, and what each line (mail, place) shows."""

    coded: Coded
    talk: Talk
    mails: frozenset[int]
    lines: dict[tuple[int, int], frozenset[str]]


def examples(threads: Iterable[Coded]) -> Iterator[Example]:
    """An example for each debate that holds coded mails."""
    for coded in threads:
        for debate in coded.debates:
            talked = talk(debate)
            known = set(coded.key_of.values())
            mails = frozenset(
                mail.number for mail in talked.mails if mail.post.message.message in known
            )
            yield Example(coded, talked, mails, _labels(coded, talked))


def _labels(coded: Coded, talked: Talk) -> dict[tuple[int, int], frozenset[str]]:
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for row in coded.proposals:
        for place in _places(coded, talked, row):
            found[place].add("propose")
            if row["kind"] == "main":
                found[place].add("main")
    for row in coded.positions:
        for place in _places(coded, talked, row):
            found[place] |= {"stand", row["stance"]}
    return {place: frozenset(labels) for place, labels in found.items()}


def _places(coded: Coded, talked: Talk, row: dict[str, Any]) -> list[tuple[int, int]]:
    mail = talked.by_key.get(coded.key_of.get(row["message_id"], ""))
    return [(mail.number, place) for place in holding(mail, row["quote"])] if mail else []


def holding(mail: Mail, quote: str) -> list[int]:
    """The lines of a mail that hold a quote, are held by it, or (one) share most of its words."""
    wanted = _plain(quote)
    lines = [_plain(line.text) for line in mail.lines]
    found = [
        place
        for place, line in enumerate(lines)
        if wanted in line
        or (line and line in wanted and (len(line) > SHORTEST or len(line) >= SHARE * len(wanted)))
    ]
    if found or not lines:
        return found
    words = set(WORD.findall(wanted))
    shares = [_share(set(WORD.findall(line)), words) for line in lines]
    best = max(range(len(lines)), key=lambda place: (shares[place], -place))
    return [best] if shares[best] >= ENOUGH else []


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_>]+", " ", text).split()).lower()


def _share(line: set[str], quote: set[str]) -> float:
    if len(line) <= 2 < len(quote):
        return 0.0
    return len(line & quote) / max(1, min(len(line), len(quote)))


def aims(example: Example) -> list[tuple[str, Aim]]:
    """The coded proposals of a debate, as pairs see them, with their ids."""
    found = []
    for row in example.coded.proposals:
        mail = example.talk.by_key.get(example.coded.key_of.get(row["message_id"], ""))
        if mail is None or not mail.lines:
            continue
        place = next(iter(holding(mail, row["quote"])), 0)
        found.append(
            (
                str(row["id"]),
                Aim(
                    mail.post.message.message,
                    mail.number,
                    place,
                    mail.lines[place].sentence.block,
                    example.coded.person_of.get(row["person"], row["person"]),
                    content_of(row["title"] + " " + row["quote"]),
                    row["kind"] == "main",
                    1.0,
                ),
            )
        )
    return found


def stances(example: Example) -> dict[tuple[int, str], str]:
    """The coded stance by mail (its number) and proposal (its id); a mail's last one counts."""
    found = {}
    for row in example.coded.positions:
        mail = example.talk.by_key.get(example.coded.key_of.get(row["message_id"], ""))
        if mail is not None:
            found[mail.number, str(row["proposal"])] = str(row["stance"])
    return found


def flat(of: Sequence[Example]) -> list[tuple[int, Mail, int]]:
    """Every coded line: its example (by place), mail and place in the mail."""
    return [
        (number, mail, place)
        for number, example in enumerate(of)
        for mail in example.talk.mails
        if mail.number in example.mails
        for place in range(len(mail.lines))
    ]
