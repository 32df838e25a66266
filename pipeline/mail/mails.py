"""One mail's bytes to what it says, be they the mail itself or a page that was made of it.

In: an archive's record, the mail's place in it, and its bytes. Out: a `Mail`: all that it tells by
itself, with what is wrong with its text; what its neighbours and the index tell is added later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from pipeline.mail import automatic, body, dates, headers, index, mbox, page
from pipeline.records import Archive

DETAIL_LENGTH = 200


class Mail(NamedTuple):
    """One mail as it was read, before it is seen among its neighbours."""

    key: str
    number: int
    byte_offset: int
    message_id: str
    in_reply_to: tuple[str, ...]
    reference_ids: tuple[str, ...]
    name: str
    address: str
    sent: dates.Sent
    subject: str
    base_subject: str
    labels: tuple[str, ...]
    text: body.Text
    body_sha256: str
    page: str = ""
    automatic: str = ""
    burst: bool = False


def read(archive: Archive, number: int, raw: mbox.Raw, charset: str) -> Mail:
    """A mail (RFC 5322) of an archive."""
    content = mbox.with_line_feeds(raw.text)
    content = content.replace(b"\r\n", b"\n") if b"\r\n" in content else content
    stray = mbox.strays(content)
    if archive.kind == "mbox":
        content = mbox.unquoted(content)
    header, text = _halves(content)
    fields, honest, size = headers.fields(header, charset)
    broken = size < header.count(b"\n") + 1
    if broken:
        header, text = _halves(content, lines=size)
    found = body.text(text, header, fields, charset)
    if archive.kind == "text":
        found.text = mbox.unmangled(found.text)
    found.defects += [
        *([] if honest else [("undeclared", "header")]),
        *([("broken-header", shortened(text))] if broken else []),
        *([("body-separator", shortened(stray))] if stray else []),
    ]
    name, address = headers.author(_first(fields, "from") or _first(fields, "sender"))
    name, address = headers.unforwarded(name, address, _first(fields, "reply-to"))
    subject, base_subject, labels, reply = headers.subject(
        _first(fields, "subject"), archive.list_id
    )
    return Mail(
        key=f"{archive.list_id}/{archive.month}/{number:04d}",
        number=number,
        byte_offset=raw.offset,
        message_id=headers.message_id(fields.get("message-id", [])),
        in_reply_to=headers.ids(fields.get("in-reply-to", [])),
        reference_ids=headers.ids(fields.get("references", [])),
        name=name,
        address=address,
        sent=dates.sent(fields, raw.separator),
        subject=subject,
        base_subject=base_subject,
        labels=labels,
        text=found,
        body_sha256=_folded(found.text),
        automatic="digest"
        if found.inside
        else automatic.reason(fields, name, address, "" if reply else base_subject, found.text),
    )


def inside(archive: Archive, digest: Mail) -> Iterator[Mail]:
    """The mails of a digest; each is cited by the digest's key and its place in it, from 1."""
    # What an mbox quotes was undone in the whole digest already.
    source = archive if archive.kind == "text" else replace(archive, kind="digest")
    for place, text in enumerate(digest.text.inside, start=1):
        found = read(source, digest.number, mbox.Raw(digest.byte_offset, b"", text), "")
        found.text.inside.clear()
        yield found._replace(key=f"{digest.key}.{place:02d}", burst=True)


def rebuilt(archive: Archive, number: int, offset: int, name: str, html: bytes) -> Mail:
    """A mail rebuilt from the page that an archiver made of it."""
    read = page.message(html)
    subject, base_subject, labels, reply = headers.subject(read.subject, archive.list_id)
    found = body.Text(mbox.unmangled(read.text))
    found.defects += [] if read.honest else [("undecodable", page.charset(html))]
    body.finish(found, subject)
    return Mail(
        key=f"{archive.list_id}/{archive.month}/{number:04d}",
        number=number,
        byte_offset=offset,
        message_id=read.message_id,
        in_reply_to=(read.in_reply_to,) if read.in_reply_to else (),
        reference_ids=(),
        name=read.name,
        address=read.address,
        sent=_shown(read),
        subject=subject,
        base_subject=base_subject,
        labels=labels,
        text=found,
        body_sha256=_folded(found.text),
        page=index.absolute(archive.index_url, name) if archive.kind == "pages" else archive.url,
        automatic="digest"
        if found.inside
        else automatic.reason(
            {}, read.name, read.address, "" if reply else base_subject, found.text
        ),
    )


def _shown(read: page.Page) -> dates.Sent:
    """When a mail was sent as its page shows it, in the zone of the archiver."""
    if read.sent_at and dates.possible(read.sent_at):
        return dates.Sent(read.sent_at, None, "date")
    return dates.Sent(None, None, "none", read.date)


def _halves(raw: bytes, lines: int | None = None) -> tuple[bytes, bytes]:
    """Header and text, parted by the first empty line, or after a number of lines."""
    if lines is not None:
        parts = raw.split(b"\n", lines)
        return b"\n".join(parts[:lines]), parts[lines] if len(parts) > lines else b""
    if raw.startswith(b"\n"):
        return b"", raw[1:]
    header, _, text = raw.partition(b"\n\n")
    return header, text


def _first(fields: dict[str, list[str]], name: str) -> str:
    return next((value for value in fields.get(name, ()) if value), "")


def _folded(text: str) -> str:
    """A digest that does not see white space."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:32]


def shortened(raw: bytes) -> str:
    """The first line of some bytes, as the detail of a defect."""
    return raw[:DETAIL_LENGTH].split(b"\n", 1)[0].decode("utf-8", "replace").replace("\0", "\ufffd")
