"""Ways of hiding what tells a source or a parent: quotes changed, headers taken away.

In: mails and their quotes of known source, or heads. Out: the same with one quote of each mail
wrapped, trimmed or marked anew, or with all its marks changed; or with the headers of a random half
taken away. Chance has fixed seeds.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.learn.sources import SHORTEST, Case, source_of
from pipeline.records import Block, Head, Message
from pipeline.thread.quotable import words_of


def with_changed(
    messages: Mapping[str, Message],
    cases: Sequence[Case],
    change: Callable[[str, str, random.Random], str],
    holders: Mapping[int, tuple[str, ...]],
) -> tuple[dict[str, Message], list[Case]]:
    """The mails with the first known quote of each changed, and these quotes."""
    chance = random.Random(5)  # noqa: S311
    changed, found = dict(messages), []
    for case in {case.message: case for case in reversed(cases)}.values():
        body = messages[case.message].body
        before, text, after = body[: case.start], body[case.start : case.end], body[case.end :]
        if change in WHOLE:  # nobody marks one quote of a mail in a way of its own
            before, new, after = (change(each, "", chance) for each in (before, text, after))
        else:
            mark = text[: len(text) - len(text.lstrip("> \t"))].strip() + " "
            plain = [line.lstrip("> \t") for line in text.splitlines()]
            if not mark.startswith(">") or any(">" in line for line in plain):
                continue  # another mark than >, or marks within
            new = change(" ".join(" ".join(plain).split()), mark, chance)
        words = words_of(new, ANY)
        if len(words) >= SHORTEST and source_of(words, case.message, holders) == case.source:
            changed[case.message] = replace(messages[case.message], body=f"{before}{new}{after}")
            start = len(before)
            found.append(Case(case.message, start, start + len(new), case.source))
    return changed, found


ANY = Block("", 0, "quote", 1, 0, 0, "", "")


def _rewrapped(text: str, mark: str, chance: random.Random) -> str:
    return textwrap.indent(textwrap.fill(text, chance.randint(28, 70)), mark) + "\n\n"


def _trimmed(text: str, mark: str, chance: random.Random) -> str:
    words = text.split()
    size = max(len(words) // 3, SHORTEST)
    start = chance.randint(0, max(len(words) - size, 0))
    return _rewrapped(" ".join(words[start : start + size]), mark, chance)


def _tight(text: str, mark: str, chance: random.Random) -> str:
    return _rewrapped(text, mark.strip(), chance)


def _with_initials(text: str, _mark: str, _chance: random.Random) -> str:
    return re.sub(r"^>", "AL>", text, flags=re.MULTILINE)


def _with_bars(text: str, _mark: str, _chance: random.Random) -> str:
    marks = re.compile(r"^[> \t]*>", re.MULTILINE)
    return marks.sub(lambda found: found[0].replace(">", "|"), text)


WHOLE = (_with_initials, _with_bars)
CHANGES = {
    "wrapped at another width": _rewrapped,
    "trimmed to a third": _trimmed,
    "marked > without a blank": _tight,
    "marked AL>": _with_initials,
    "marked |": _with_bars,
}


def without_headers(
    heads: Sequence[Head], mails: Iterable[str], chance: random.Random
) -> list[Head]:
    """The heads with both headers of a random half of the mails taken away."""
    among = sorted(mails)
    gone = set(chance.sample(among, len(among) // 2))
    return [
        replace(head, in_reply_to=(), reference_ids=()) if head.message in gone else head
        for head in heads
    ]
