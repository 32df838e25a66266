"""Pages that archivers made of mail: message pages and saved pages.

In: HTML (or, for a saved page, the text of it). Out: what the page tells of the mail. What
pipermail (Mailman 2.0 and 2.1, in any language) shows is told by the markup, never by the words
around it.

A message page names an id in its reply address. Mailman 2.1.6 and later give the page's own, in the
angle brackets of the mail; before, it is the bare id of the mail answered, and the own id is
nowhere. An own id that never had brackets is told by what else is new on such pages: the subject of
the answer begins with Re:, or the page wraps its lines. The zone that a page shows is the
archiver's, not the sender's. What a page says below the mail is not of the mail.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from pipeline.mail import body, dates, headers, markup, mbox
from pipeline.mail.charset import decoded


class Page(NamedTuple):
    """What a message page tells; `date` as shown, `honest` if its bytes are in its charset."""

    subject: str = ""
    name: str = ""
    address: str = ""
    date: str = ""
    sent_at: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    text: str = ""
    honest: bool = True


def message(content: bytes) -> Page:
    """What a message page tells, be it HTML or the text of it."""
    head = content[:3000].lower()
    plain, honest = text(content)
    shown = _html if b"<html" in head or b"<!doctype" in head or b"<pre" in head else _saved
    return shown(plain)._replace(honest=honest)


CHARSET = re.compile(rb"charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def charset(content: bytes) -> str:
    """The charset that a page declares, empty where it does not."""
    declared = CHARSET.search(content[:3000])
    return declared[1].decode("ascii") if declared and declared[1].isascii() else ""


def text(content: bytes) -> tuple[str, bool]:
    """The text of a page, and whether it is in the charset that the page declares."""
    plain, honest = decoded(mbox.with_line_feeds(content), charset(content))
    return plain.replace("\r\n", "\n").removeprefix("\ufeff"), honest


HEADING = re.compile(r"<h1[^>]{0,200}>([^<]{0,3000})</h1>", re.IGNORECASE)
AUTHOR = re.compile(r"<b>([^<]{0,1000})</b>", re.IGNORECASE)
REPLY = re.compile(
    r"<a\s+href=\"(mailto:[^\"]{0,5000})\"[^>]{0,5000}>([^<]{0,1000})</a>", re.IGNORECASE
)
DATE = re.compile(r"<i>([^<]{0,200})</i>", re.IGNORECASE)
TAG = re.compile(r"<[A-Za-z/!][^<>]{0,2000}>")
# Pages of later releases of Mailman wrap long lines.
RECENT = "white-space: pre-wrap"
BEGIN, END = "<!--beginarticle-->", "<!--endarticle-->"
# The author, the reply address and the date follow the heading, in every version.
HEAD_LENGTH = 20_000


def _html(page: str) -> Page:
    start = page.find("<", max(page.lower().find("<body"), 0))
    heading = HEADING.search(page, start, start + HEAD_LENGTH)
    if heading is None:
        return Page(text=markup.plain(page))
    article = page.find(BEGIN)
    head = page[heading.end() : article if article > 0 else None][:HEAD_LENGTH]
    author, reply, date = AUTHOR.search(head), REPLY.search(head), DATE.search(head)
    own, parent = _ids(reply[1], page, _plain(heading[1])) if reply else ("", "")
    name, address = _author(_plain(author[1]) if author else "", _plain(reply[2]) if reply else "")
    shown = _plain(date[1]) if date else ""
    return Page(
        subject=_plain(heading[1]),
        name=name,
        address=address,
        date=shown,
        sent_at=dates.page_date(shown),
        message_id=own,
        in_reply_to=parent,
        text=_article(page, max(article, heading.end())),
    )


def _author(name: str, address: str) -> tuple[str, str]:
    """Name and address; a page shows the address in place of a name that is missing."""
    return headers.author(f"{address} ({name})" if name else address)


def _ids(reply: str, page: str, subject: str) -> tuple[str, str]:
    """The page's own id and that of its parent, as far as its reply address tells."""
    try:
        query = parse_qs(urlsplit(html.unescape(reply)).query, max_num_fields=50)
    except ValueError:
        return "", ""
    value = next(iter(query.get("In-Reply-To", query.get("in-reply-to", []))), "")
    if "<" in value:
        return headers.message_id([value]), ""
    bare = unquote(value).strip()
    answer = query.get("Subject", [""])[0].lower().startswith("re:")
    recent = RECENT in page[:HEAD_LENGTH] or (answer and not subject.lower().startswith("re:"))
    return (bare, "") if recent else ("", bare)


def _article(page: str, start: int) -> str:
    end = page.find(END, start)
    inside = page[start : end if end > 0 else len(page)]
    first = inside.lower().find("<pre>")
    last = inside.lower().rfind("</pre>")
    if first < 0 or last < first:
        return body.lines(markup.plain(inside))
    plain = html.unescape(TAG.sub("", inside[first + len("<pre>") : last]))
    # An entity may name what no text may hold.
    return body.lines(decoded(plain.encode("utf-8", "replace"))[0])


def _plain(markup_text: str) -> str:
    return " ".join(html.unescape(TAG.sub("", markup_text)).split())


# The text of a saved page: heading, author with address, date, navigation, body, footer.
CTIME_LINE = re.compile(
    r"\s*[^\W\d_]{2,9}\.? +[^\W\d_]{3,9}\.? +\d{1,2} +\d\d:\d\d:\d\d( +\S{1,6})? +\d{4}\s*$"
)
NAME_THEN_ADDRESS = re.compile(
    r"\s*(?P<name>(?:\S+ +)*?)<?(?P<address>[^\s<>]+(?: [^\W\d_]{1,4} |@)[\w-]+(?:\.[\w-]+)*)>?\s*$"
)
LINE_LENGTH = 500
# How Mailman names the pages beside this one, above and below a mail; any language has brackets.
NAVIGATION = re.compile(
    r"[\s*+·•o-]*"
    r"(?:(?:Previous|Next) message\b|Messages sorted by\b"
    r"|[^\[\]]{0,40}(?:\[ ?[\w ]{3,12} ?\] ?){4}|[\s_-]*$)",
    re.IGNORECASE,
)
# The last line of every page, as Mailman's translations have it.
FOOTER = re.compile(
    r"(?:More information about the .{1,200} mailing list"
    r"|Más información sobre la lista de distribución .+"
    r"|Mehr Informationen über die Mailingliste .+|Plus d'informations sur la liste de diffusion .+"
    r"|Maggiori informazioni sulla lista .+|Mais detalhes sobre a lista de discussão .+)\s*$",
    re.IGNORECASE,
)
FOOTER_LINES = 25


def _saved(page: str) -> Page:
    """A page that somebody saved as text; plain text of another form is all body."""
    lines = page.split("\n")
    date_at = next(
        (n for n, line in enumerate(lines[:15]) if CTIME_LINE.match(line[:LINE_LENGTH])), 0
    )
    above = [line.strip() for line in lines[:date_at] if line.strip()]
    author = NAME_THEN_ADDRESS.match(above[-1]) if above and len(above[-1]) < LINE_LENGTH else None
    if author is None:
        return Page(text=body.lines(page))
    name, address = headers.author(f"{author['address']} ({author['name'].strip()})")
    return Page(
        subject=" ".join(dict.fromkeys(above[:-1])),
        name=name,
        address=address,
        date=lines[date_at].strip(),
        sent_at=dates.page_date(lines[date_at]),
        text=body.lines("\n".join(_framed(lines[date_at + 1 :]))),
    )


def _framed(lines: list[str]) -> list[str]:
    """The lines of a saved page without those of the page itself, above and below the mail."""
    first = 0
    while first < min(len(lines), 20) and NAVIGATION.match(lines[first][:LINE_LENGTH]):
        first += 1
    end = len(lines)
    for number in range(max(first, end - FOOTER_LINES), end):
        if FOOTER.match(lines[number][:LINE_LENGTH]):
            end = number
            while end > first and NAVIGATION.match(lines[end - 1][:LINE_LENGTH]):
                end -= 1
            break
    return lines[first:end]
