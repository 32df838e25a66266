"""The index of a month: which pages it names, when those mails were sent, and what they answer.

In: an index page of pipermail, best the one by thread, whose comments carry each mail's chain of
ancestors (`<!--level seconds.number-seconds.number- -->`). Out: an entry for each page, and the
entry of each mail.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

from pipeline.mail import dates, headers, page


class Entry(NamedTuple):
    """A mail in the index: its page, its id if told, and the page or id of what it answers."""

    url: str
    subject: str
    name: str
    sent_at: datetime | None
    message_id: str
    parent_url: str
    parent_id: str


class Wanted(NamedTuple):
    """What a mail is looked up by."""

    subject: str
    name: str
    sent_at: datetime | None
    message_id: str


ENTRY = re.compile(
    r"""(?: <!--\s*\d+\s+(?P<chain>[^\s<>]{1,20000})\s*--> \s* )?
    <li>\s*<a\s+href="(?P<page>(?:[^"<>]{0,500}/)?(?P<number>\d{1,12})\.html)">
    (?P<subject>[^<]*)</a>
    (?: \s*<a\s+name="[^"<>]{0,50}">[^<]*</a> )?
    (?: \s*<i>(?P<name>[^<]*) )?""",
    re.VERBOSE | re.IGNORECASE,
)


def entries(content: bytes, url: str) -> list[Entry]:
    """The mails that an index page names, in the order of their numbers: that of arrival."""
    found = {int(match["number"]): match for match in ENTRY.finditer(page.text(content)[0])}
    page_of = {number: absolute(url, match["page"]) for number, match in found.items()}
    return [
        Entry(
            page_of[number], _plain(match["subject"]), _name(match["name"]), *_chain(match, page_of)
        )
        for number, match in sorted(found.items())
    ]


# A page that any link names, in whatever markup: a server's own listing of a folder has no entries.
LINKED = re.compile(
    r"""<a\s[^<>]{0,200}?href\s*=\s*["']?(?:\./)?(?P<page>\d{1,12}\.html?)(?=["'#>\s])""",
    re.IGNORECASE,
)


def pages(content: bytes, url: str) -> list[str]:
    """The message pages beside an index that it names, each once, in the order of their numbers."""
    found = {match["page"] for match in LINKED.finditer(page.text(content)[0])} if content else ()
    return [
        absolute(url, name) for name in sorted(found, key=lambda each: int(each.partition(".")[0]))
    ]


# In the foot of an index, in any language: the date of the last mail, then that of the archiver.
FOOT_LENGTH = 4000
ARCHIVED = re.compile(r"</i>\s*<br>\s*<b>[^<]{1,80}</b>\s*<i>([^<]{1,80})</i>", re.IGNORECASE)


def archived(content: bytes) -> datetime | None:
    """When the archiver says that it made an index; None where it does not say."""
    found = ARCHIVED.findall(page.text(content)[0][-FOOT_LENGTH:]) if content else []
    at = dates.page_date(found[-1]) if found else None
    return at if at and dates.possible(at) else None


def _plain(markup: str) -> str:
    return " ".join(html.unescape(markup).split())


def _name(markup: str | None) -> str:
    """A name; an index shows the address in place of one that is missing."""
    plain = _plain(markup or "")
    return headers.author(f"{plain} ({plain})")[0] if "@" in plain or " at " in plain else plain


# A link of a chain: a number, or in some versions and sometimes mixed with numbers, an id. Seconds
# are padded to eleven digits, so that what looks like a link inside an id is hardly ever one.
LINK = re.compile(
    r"(?P<second>-?\d{9,12})(?:\.(?P<number>\d{1,12})|/(?P<id>\S{1,250}?))[-,](?=-?\d{9,12}[./]|$)"
)


def _chain(match: re.Match[str], page_of: dict[int, str]) -> tuple[datetime | None, str, str, str]:
    """When a mail was sent, its id, and its parent's page or id: the last two links of a chain."""
    chain = match["chain"] or ""
    links = list(LINK.finditer(chain))
    if not links:
        return None, "", "", ""
    own, parent = links[-1], links[-2] if len(links) > 1 else None
    sent_at = dates.epoch_date(int(own["second"]))
    if parent is None:
        return sent_at, own["id"] or "", "", ""
    number = parent["number"]
    url = page_of.get(int(number), "") if number else ""
    return sent_at, own["id"] or "", url, parent["id"] or ""


def absolute(url: str, link: str) -> str:
    """The address of a page beside an index; the link alone where the index has no address."""
    try:
        return urljoin(url, link) if url else link
    except ValueError:
        return link


def matched(mails: Sequence[Wanted], index: Sequence[Entry]) -> list[Entry | None]:
    """The entry of each mail, None where it is not sure: a wrong link is worse than none.

    Mails and entries are both in the order of arrival. Where as many of them agree in a way (see
    WAYS, the surest first, each among those that are left), they are paired in order.
    """
    keys = [_keys(each.subject, each.name, each.sent_at, each.message_id) for each in mails]
    entry_keys = [_keys(each.subject, each.name, each.sent_at, each.message_id) for each in index]
    found: list[Entry | None] = [None] * len(mails)
    mails_left, entries_left = list(range(len(mails))), list(range(len(index)))
    for way in range(len(WAYS)):
        waiting = _grouped(entry_keys, entries_left, way)
        used: set[int] = set()
        for key, places in _grouped(keys, mails_left, way).items():
            paired = waiting.get(key, [])
            if len(paired) == len(places):
                used.update(paired)
                for place, entry in zip(places, paired, strict=True):
                    found[place] = index[entry]
        mails_left = [place for place in mails_left if found[place] is None]
        entries_left = [place for place in entries_left if place not in used]
    return found


# In what a mail and its entry may agree. Two mails of one second and name are no chance.
WAYS = ("id", "second and subject", "second and name", "subject and name", "subject", "second")

Key = tuple[object, ...] | None


def _keys(subject: str, name: str, sent_at: datetime | None, message_id: str) -> tuple[Key, ...]:
    """What stands for a mail in each of the ways, None where it says nothing.

    Subject and name are without what archivers change: white space, marks, other letters, Re:.
    """
    base = headers.subject(subject, "")[1].lower().replace(" at ", "@")
    about = re.sub(r"[^a-z0-9]+", "", base)[:60]
    whose = re.sub(r"[^a-z]+", "", name.lower())
    return (
        (message_id,) if message_id else None,
        (sent_at, about) if sent_at else None,
        (sent_at, whose) if sent_at and whose else None,
        (about, whose),
        (about,) if about else None,
        (sent_at,) if sent_at else None,
    )


def _grouped(keys: list[tuple[Key, ...]], places: Iterable[int], way: int) -> dict[Key, list[int]]:
    groups: dict[Key, list[int]] = defaultdict(list)
    for place in places:
        if keys[place][way] is not None:
            groups[keys[place][way]].append(place)
    return groups
