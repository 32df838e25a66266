"""The mails of the demo, read from `mails/*.txt`: one text file per thread.

A mail begins with `==== key` and fields. From, Date and Subject are those of the mail; the others
say how it is to be archived:

    Reply         key of the mail it answers: gives In-Reply-To and References, and the subject
    NoReferences  `yes`: the mail program kept neither
    Decorated     words after the id in In-Reply-To
    Arrived       when the archiver got it, where Date does not tell
    Also          a second month that got a copy
    Twice         `yes`: the month got it twice
    Lists         the lists it went to, if not kestrel alone
    Prefix        `none`: no [kestrel] in the subject
    Charset       the mail is raw in this charset
    Headers       `raw`: the name stands in the header unencoded
    MessageID     `none`: it has none
    HtmlOnly      `scrubbed` (cut out by the archiver) or `inline` (left as it was)

In a body, `@quote KEY` is the body of another mail quoted with "> ", `@plain KEY` that body as it
is, `@id KEY` its Message-ID, `@scrub NAME TYPE` a part of the mail that lies in `attachments/`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

import markup

HERE = Path(__file__).parent
DIRECTIVE = re.compile(r"^@(quote|plain|scrub) (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it was sent; `key` is how the sources and the tests name it."""

    key: str
    thread: str
    fields: dict[str, str]
    name: str
    address: str
    subject: str
    arrived: datetime
    message_id: str
    references: tuple[str, ...]
    body: str
    attachments: tuple[tuple[str, bytes], ...]

    @property
    def lists(self) -> list[str]:
        """The lists it went to."""
        return self.fields.get("Lists", "kestrel").split()


def mails() -> dict[str, Mail]:
    """All mails by key; in a thread, a mail stands after the one it answers."""
    read: dict[str, Mail] = {}
    for path in sorted((HERE / "mails").glob("*.txt")):
        for chunk in re.split(r"^==== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            key, _, rest = chunk.partition("\n")
            head, _, body = rest.partition("\n\n")
            mail = _mail(key, path.stem, _fields(head), body.strip("\n") + "\n", read)
            read[key] = mail
    return read


def _fields(head: str) -> dict[str, str]:
    unfolded = re.sub(r"\n[ \t]", "\n\t", head)
    parts = re.findall(r"^(\w+): (.*(?:\n\t.*)*)", unfolded, flags=re.MULTILINE)
    return dict(parts)


def _mail(key: str, thread: str, fields: dict[str, str], body: str, read: dict[str, Mail]) -> Mail:
    raw_name, address = parseaddr(fields["From"])
    parent = read.get(fields.get("Reply", ""))
    arrived = _arrived(fields)
    domain = address.partition("@")[2]
    none = fields.get("MessageID") == "none"
    message_id = "" if none else f"<{arrived:%Y%m%d%H%M%S}.{key}@{domain}>"
    body, attachments = _expanded(body.strip("\n"), arrived, read)
    if fields.get("HtmlOnly") == "scrubbed":
        body, attachments = _scrubbed_html(body, arrived)
    return Mail(
        key=key,
        thread=thread,
        fields=fields,
        name=decoded(raw_name) or address,
        address=address,
        subject=fields["Subject"] if "Subject" in fields or parent is None else parent.subject,
        arrived=arrived,
        message_id=message_id,
        references=_references(fields, parent),
        body=body,
        attachments=attachments,
    )


def decoded(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) read."""
    return (
        str(make_header(decode_header(re.sub(r"\n\t", "\n ", value)))) if "=?" in value else value
    )


def _arrived(fields: dict[str, str]) -> datetime:
    """When the archiver got the mail: by its date, unless that is told to be no guide."""
    return parsedate_to_datetime(fields.get("Arrived") or fields["Date"]).astimezone(UTC)


def _references(fields: dict[str, str], parent: Mail | None) -> tuple[str, ...]:
    if parent is None or fields.get("NoReferences") or not parent.message_id:
        return ()
    return (*parent.references, parent.message_id)


def _expanded(
    body: str, arrived: datetime, read: dict[str, Mail]
) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """The body with its directives carried out, and the parts that they attach."""
    attachments: list[tuple[str, bytes]] = []

    def carried_out(found: re.Match[str]) -> str:
        verb, what = found.groups()
        if verb == "scrub":
            name, media_type = what.split()
            content = (HERE / "attachments" / name).read_bytes()
            notice, path = _scrubbed(name, media_type, content, arrived)
            attachments.append((path, content))
            return markup.NEXT_PART + notice
        text = read[what].body.rstrip("\n") + "\n"
        if verb == "plain":
            return text
        return re.sub(r"^(?=(>?))", lambda at: ">" if at[1] else "> ", text, flags=re.MULTILINE)[
            :-2
        ]

    text = DIRECTIVE.sub(carried_out, body + "\n")
    text = re.sub(r"@id (\w+)", lambda at: read[at[1]].message_id, text)
    return text.strip("\n") + "\n" if text.strip() else "", tuple(attachments)


def _scrubbed(name: str, media_type: str, content: bytes, arrived: datetime) -> tuple[str, str]:
    """The scrubber's notice for a part, and where below the list's folder the part went."""
    folder = hashlib.sha1(content, usedforsecurity=False).hexdigest()[:8]
    path = f"attachments/{arrived:%Y%m%d}/{folder}/{name}"
    notice = markup.SCRUBBED.get(media_type, markup.SCRUBBED[""]).format(
        name=name,
        media_type=media_type,
        size=len(content),
        url=f"{markup.HOST}/pipermail/kestrel/{path}",
    )
    return notice, path


def _scrubbed_html(body: str, arrived: datetime) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """What is left of a mail that is HTML alone, and its HTML, made harmless as Mailman does."""
    quoted = body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    lines = "".join(f"{line}<br>\n" for line in quoted.strip().splitlines())
    content = f"<tt>\n{lines}</tt>\n".encode("ascii", "xmlcharrefreplace")
    notice, path = _scrubbed("attachment.html", "text/html", content, arrived)
    return notice, ((path, content),)


def deliveries(read: dict[str, Mail], list_id: str) -> list[tuple[datetime, str, Mail]]:
    """What a list's archiver got, in order of arrival: (arrival, month it went to or "", mail)."""
    got: list[tuple[datetime, str, Mail]] = []
    for mail in read.values():
        if list_id not in mail.lists:
            continue
        got.append((mail.arrived, "", mail))
        if mail.fields.get("Twice"):
            got.append((mail.arrived + timedelta(seconds=1), "", mail))
        if also := mail.fields.get("Also"):
            got.append((datetime.strptime(also, "%Y-%m").replace(tzinfo=UTC), also, mail))
    return sorted(got, key=lambda delivery: (delivery[0], delivery[2].key))
