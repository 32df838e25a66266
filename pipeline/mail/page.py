"""Pages that archivers made of mail: message pages, saved pages, and the index of a month.

In: HTML (or, for a saved page, the text of it). Out: what the page tells of the mail, and for an index the
pages it names, each with the page of its parent. What pipermail (Mailman 2.0 and 2.1, in any language) shows
is told by the markup, never by the words around it.

A message page names an id in its reply address. In angle brackets it is the page's own (Mailman 2.1.6 and
later); bare, it is that of the mail answered (before), as measured on archives of both kinds.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from pipeline.mail import headers
from pipeline.mail.body import of_html
from pipeline.mail.charset import decoded

ZONES = {  # minutes east of UTC of the zone names that time.tzname gives and email.utils lacks
    "CEST": 120, "CET": 60, "MEST": 120, "MET": 60, "MESZ": 120, "MEZ": 60, "BST": 60, "IST": 330,
    "JST": 540, "KST": 540, "MSK": 180, "MSD": 240, "EEST": 180, "EET": 120, "WEST": 60, "WET": 0,
    "SAST": 120, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "BRT": -180, "BRST": -120,
    "ART": -180, "CLT": -240, "AKST": -540, "AKDT": -480, "HST": -600,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What a message page tells."""

    subject: str = ""
    name: str = ""
    address: str = ""
    date: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A mail in the index of a month: its page, and the page that it answers."""

    url: str
    subject: str
    name: str
    parent: str


def message(content: bytes) -> Page:
    """What a message page tells, be it HTML or the text of it."""
    head = content[:3000].lower()
    if b"<html" in head or b"<!doctype" in head or b"<pre" in head:
        return _html(_text(content))
    return _saved(_text(content))


def _text(content: bytes) -> str:
    declared = re.search(rb"charset=[\"']?([\w.:-]{1,40})", content[:3000])
    text, _ = decoded(content, declared[1].decode() if declared else "")
    return text.replace("\r\n", "\n")


HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.IGNORECASE | re.DOTALL)
AUTHOR = re.compile(r"<b>(.*?)</b>", re.IGNORECASE | re.DOTALL)
REPLY = re.compile(r"<a\s+href=\"(mailto:[^\"]*)\"[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
DATE = re.compile(r"<i>(.*?)</i>", re.IGNORECASE | re.DOTALL)
ARTICLE = re.compile(r"<!--beginarticle-->(.*?)(?:<!--endarticle-->|$)", re.DOTALL)
PREFORMATTED = re.compile(r"<pre>(.*)</pre>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")


def _html(page: str) -> Page:
    heading = HEADING.search(page)
    if heading is None:
        return Page(text=of_html(page))
    # The author, the reply address and the date follow the heading in this order, in every version.
    head_end = page.find("<!--beginarticle-->")
    head = page[heading.end() : head_end if head_end > 0 else heading.end() + 5000]
    author, reply, date = AUTHOR.search(head), REPLY.search(head), DATE.search(head)
    own, parent = _ids(reply[1]) if reply else ("", "")
    name, address = _author(_plain(author[1]) if author else "", _plain(reply[2]) if reply else "")
    return Page(
        subject=_plain(heading[1]),
        name=name,
        address=address,
        date=zoned(_plain(date[1])) if date else "",
        message_id=own,
        in_reply_to=parent,
        text=_article(page),
    )


def _author(name: str, address: str) -> tuple[str, str]:
    """A page shows the address in place of a name that is missing."""
    found = headers.author(address)[1]
    return ("" if headers.author(name)[1] == found else name), found


def _ids(reply: str) -> tuple[str, str]:
    """The page's own id and that of its parent, as far as its reply address tells."""
    query = parse_qs(urlsplit(html.unescape(reply)).query)
    value = next(iter(query.get("In-Reply-To", query.get("in-reply-to", []))), "")
    if "<" in value:
        return next(iter(headers.ids([value])), ""), ""
    return "", unquote(value).strip()


def _article(page: str) -> str:
    article = ARTICLE.search(page)
    inside = article[1] if article else page
    preformatted = PREFORMATTED.search(inside)
    if preformatted is None:
        return of_html(inside)
    text = html.unescape(TAG.sub("", preformatted[1].replace("\0", "\ufffd"))).rstrip("\n")
    text = "".join("\ufffd" if "\ud800" <= mark <= "\udfff" else mark for mark in text)
    return f"{text}\n" if text else ""


def _plain(markup: str) -> str:
    return " ".join(html.unescape(TAG.sub("", markup)).split())


def zoned(date: str) -> str:
    """A date as ctime writes it, its zone's name replaced by its offset where that is known."""
    name = re.search(r"\b([A-Z]{3,5})\b(?= \d{4}|$)", date)
    if name is None or name[1] not in ZONES:
        return date
    minutes = ZONES[name[1]]
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    zone = f"{sign}{size // 60:02d}{size % 60:02d}"
    return f"{date[: name.start()]}{zone}{date[name.end() :]}"


# The text of a saved page: heading, author with address, date, body, footer.
CTIME_LINE = re.compile(r"\w{3} \w{3} +\d{1,2} \d\d:\d\d:\d\d(?: \w{3,5})? \d{4}\s*$")
NAME_THEN_ADDRESS = re.compile(r"^(?P<name>.*?)\s*(?P<address>[^\s<>]+(?: at |@)[\w.-]+)>?\s*$")


def _saved(page: str) -> Page:
    """A page that somebody saved as text; plain text of another form is all body."""
    lines = page.split("\n")
    date_at = next((n for n, line in enumerate(lines[:12]) if CTIME_LINE.match(line)), None)
    above = [line for line in lines[:date_at] if line.strip()] if date_at else []
    author = NAME_THEN_ADDRESS.match(above[-1]) if above else None
    if date_at is None or author is None:
        return Page(text=f"{page.rstrip()}\n" if page.strip() else "")
    text = "\n".join(lines[date_at + 1 :]).strip("\n")
    return Page(
        subject=" ".join(above[:-1]),
        name=author["name"],
        address=headers.author(author["address"])[1],
        date=zoned(lines[date_at].strip()),
        text=f"{text}\n" if text else "",
    )


ENTRY = re.compile(
    r"""(?: <!--\s*\d+\s+(?P<chain>[\d.,-]+)\s*--> \s* )?
    <li>\s*<a\s+href="(?P<page>(?:[^"]*/)?(?P<number>\d{4,})\.html)">(?P<subject>[^<]*)</a>
    (?: \s*<a\s+name="[^"]*">[^<]*</a> )?
    (?: \s*<i>(?P<name>[^<]*) )?""",
    re.VERBOSE | re.IGNORECASE,
)


def entries(index: bytes, url: str) -> list[Entry]:
    """The mails that an index page names, in the order of their numbers, which is that of arrival."""
    found = [match for match in ENTRY.finditer(_text(index)) if match["page"]]
    page_of = {_number(match["number"]): absolute(url, match["page"]) for match in found}
    return [
        Entry(
            url=page_of[_number(match["number"])],
            subject=" ".join(html.unescape(match["subject"]).split()),
            name=" ".join(html.unescape(match["name"] or "").split()),
            parent=page_of.get(_parent(match["chain"] or ""), ""),
        )
        for match in sorted(found, key=lambda match: _number(match["number"]))
    ]


def _number(text: str) -> int:
    return int(text[:12])


def _parent(chain: str) -> int:
    """The number of the parent in a chain "time.number-time.number-": the last link but the own one."""
    links = [link for link in re.split(r"[,-]", chain) if "." in link]
    if len(links) < 2:
        return -1
    number = links[-2].partition(".")[2]
    return _number(number) if number.isdigit() else -1


def absolute(url: str, page: str) -> str:
    """The address of a page beside an index; the page alone where the index has no address."""
    return urljoin(url, page) if url else ""


def matched(mails: Sequence[tuple[str, str]], index: Sequence[Entry]) -> list[str]:
    """The address of each mail (subject, name), empty where it is not sure: a wrong link is worse than none.

    Mails and entries are both in the order of arrival. Where there are as many of each, a mail's entry is
    the one at its place if their subjects agree; any other is matched by subject and name, in order.
    """
    keys = [_key(subject, name) for subject, name in mails]
    entry_keys = [_key(entry.subject, entry.name) for entry in index]
    urls = [""] * len(keys)
    if len(keys) == len(entry_keys):
        for place, (mine, theirs) in enumerate(zip(keys, entry_keys, strict=True)):
            if mine[0] == theirs[0]:
                urls[place] = index[place].url
    used = set(urls)
    waiting: dict[tuple[str, str], deque[str]] = defaultdict(deque)
    for key, entry in zip(entry_keys, index, strict=True):
        if entry.url not in used:
            waiting[key].append(entry.url)
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if not urls[place]:
            wanted[key].append(place)
    for key, places in wanted.items():
        if len(places) == len(waiting[key]):
            for place in places:
                urls[place] = waiting[key].popleft()
    return urls


def _key(subject: str, name: str) -> tuple[str, str]:
    """Subject and name without what archivers change: white space, marks, non-ASCII, list tags, Re:."""
    base = headers.subject(subject, "")[1]
    return re.sub(r"[^a-z0-9]+", "", base.lower())[:60], re.sub(r"[^a-z]+", "", name.lower())
