"""Mail that a program wrote, where only all mails together tell it.

In: the heads of all mails, some already known to be automatic. Out: the reason of each that is.
`report`: one sender begins thread upon thread under one subject, in which only numbers and dates
change; never in answer to anything; and the sender's name is no human's and answers nobody, or the
mails come at the same minute of the hour, as no human's do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.records import Head
from pipeline.thread.names import full

VERSION = 1

# Fewer mails under one subject may be chance: at three minutes of an hour's sixty either way, five
# of six coincide by chance less than once in ten thousand senders.
LEAST = 6
MINUTES = 3
SHARE = 0.8
# What changes from report to report: numbers, digests, months and days.
CHANGING = re.compile(
    r"\d+ | \b[0-9a-f]{7,40}\b | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b"
    r" | \b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b",
    re.VERBOSE | re.IGNORECASE,
)


def reasons(heads: Sequence[Head]) -> dict[str, str]:
    """The reason of each mail that no human wrote, by its key; others are left out."""
    found = {head.message: head.automatic for head in heads if head.automatic}
    by_sender: dict[tuple[str, str], list[Head]] = defaultdict(list)
    for head in heads:
        by_sender[head.name, head.address].append(head)
    for mails in by_sender.values():
        if len(mails) >= LEAST:
            for head in _reports(mails):
                found.setdefault(head.message, "report")
    return found


def _reports(mails: Sequence[Head]) -> Iterable[Head]:
    """The mails of one sender that are reports."""
    by_subject: dict[str, list[Head]] = defaultdict(list)
    for head in mails:
        if head.base_subject and not _answers(head):
            by_subject[CHANGING.sub("#", head.base_subject.lower())].append(head)
    silent = not any(map(_answers, mails)) and not full(mails[0].name)
    for alike in by_subject.values():
        if len(alike) >= LEAST and (silent or _by_the_clock(alike)):
            yield from alike


def _answers(head: Head) -> bool:
    return bool(head.in_reply_to or head.reference_ids) or (
        len(head.subject) > len(head.base_subject) and "re:" in head.subject.lower()
    )


def _by_the_clock(mails: Sequence[Head]) -> bool:
    """True where nearly all were sent at one minute of the hour."""
    minutes = [head.sent_at.minute for head in mails if head.sent_at]
    if len(minutes) < LEAST:
        return False
    # On a circle: the best of the minutes that occur.
    return any(
        sum((minute - at + MINUTES) % 60 <= 2 * MINUTES for minute in minutes) >= SHARE * len(mails)
        for at in set(minutes)
    )
