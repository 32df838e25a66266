"""What a file is: told by its bytes, where its name only helps.

In: a name and unpacked bytes. Out: text (a month as pipermail writes it), mbox, mail (one mail,
RFC 5322), page (one saved message page, HTML or the text of it), or nothing where it is no mail.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from pipeline.fetch import gzipped, months
from pipeline.mail import mbox, page

HTML = re.compile(rb"<(?:!doctype|html|head|body|pre)\b", re.IGNORECASE)

# The separator of a mailbox names one address; that of pipermail text has " at " in it, or what
# another language or archiver puts there, so more than one word.
ADDRESS_AND_DATE = re.compile(rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ")

# Fields that a mail has and a text does not: two of them make a mail.
FIELD = re.compile(
    rb"^(?:from|date|subject|message-id|to|received|return-path|list-id|mime-version)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
HEADER_LINE = re.compile(rb"[!-9;-~]{1,76}:")
HEAD = 16_384

# What tells a page stands in its first lines: there is no need to read a file of a gigabyte.
LARGEST_PAGE = 1 << 20

LIST_ID = re.compile(
    rb"^List-Id:[^\n<]*(?:\n[ \t][^\n<]*)?<([^\s.<>]+)", re.IGNORECASE | re.MULTILINE
)


SUFFIX = {"text": ".txt", "mbox": ".mbox", "page": ".html", "maildir": ".eml"}


def kind(name: str, plain: bytes) -> str:
    """The kind of a file, empty where it is no mail."""
    plain = mbox.with_line_feeds(plain.removeprefix(b"\xef\xbb\xbf"))
    head = plain[:HEAD]
    if not head.strip():
        return ""
    if _is_mail(head):
        return "mail"
    first = next(mbox.mails(plain), None)
    if first is not None and first.separator:
        return _kind_of_many(name, first.separator)
    if b"\0" in head or head.startswith(b"%PDF"):
        return ""
    return "page" if _is_page(plain) else ""


def suffix(kind: str, served: bytes) -> str:
    """What the name of a file of ours ends in."""
    return SUFFIX[kind] + (".gz" if served.startswith(gzipped.MAGIC) else "")


def is_html(plain: bytes) -> bool:
    """True where the bytes are a page."""
    return HTML.search(plain[:2048]) is not None


def list_id(plain: bytes) -> str:
    """The list that the first mails of a mailbox say they went to, empty where they do not."""
    found = LIST_ID.search(mbox.with_line_feeds(plain[: 1 << 20]))
    return found[1].decode("ascii", "replace") if found else ""


def _is_mail(head: bytes) -> bool:
    """True where the bytes begin with the header of a mail."""
    header = head.lstrip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return HEADER_LINE.match(header) is not None and len(set(FIELD.findall(header.lower()))) > 1


def _kind_of_many(name: str, separator: bytes) -> str:
    if ADDRESS_AND_DATE.match(separator) is None:
        return "text"
    path = PurePath(name.lower().removesuffix(".gz"))
    return "text" if path.suffix == ".txt" and months.month(path.stem) else "mbox"


def _is_page(plain: bytes) -> bool:
    """True where an archiver's page tells who wrote it and when; an index tells no address."""
    found = page.message(plain[:LARGEST_PAGE])
    return bool(found.date and found.address and found.text.strip())
