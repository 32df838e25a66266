"""An archive's bytes to its rows: messages, attachments, defects.

In: the content of an archive and its record. Out: `Parsed`. Every separator becomes a message, in order,
and its number in the archive is its key; a second copy inside the archive is kept and says which one it
copies. Nothing raises on bad mail, and nothing is dropped: what is odd is a row of `defect`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.mail import body, dates, headers, mbox, page
from pipeline.records import Archive, Attachment, Defect, Message

VERSION = 1

DETAIL_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of an archive: unpacked text or mbox, or pages by file name, and its index page."""

    main: bytes = b""
    pages: tuple[tuple[str, bytes], ...] = ()
    index: bytes = b""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rows of one archive."""

    messages: list[Message]
    attachments: list[Attachment]
    defects: list[Defect]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail read so far, with what is wrong with it (code, detail) and its attachments."""

    message: Message
    defects: list[tuple[str, str]]
    attachments: list[tuple[str, str, str, int | None]]


def parsed(content: Content, archive: Archive) -> Parsed:
    """The rows of an archive, whatever its kind; the same bytes give the same rows."""
    read = list(_mails(content, archive))
    read = _dated(read)
    read = _told_apart(read)
    if content.index:
        read = _addressed(read, content, archive)
    rows = Parsed(
        [mail.message for mail in read],
        [
            Attachment(mail.message.message, number, *attachment)
            for mail in read
            for number, attachment in enumerate(mail.attachments)
        ],
        [_defect(mail.message, code, detail) for mail in read for code, detail in mail.defects],
    )
    rows.defects.extend(_archive_defects(content, archive, read))
    return rows


def _mails(content: Content, archive: Archive) -> Iterator[Mail]:
    if archive.kind in ("text", "mbox"):
        quoted = archive.kind == "mbox"
        for number, raw in enumerate(mbox.mails(content.main)):
            text = mbox.unquoted(raw.text) if quoted else raw.text
            yield _mail(archive, number, raw.offset, raw.separator, text)
    elif archive.kind == "maildir":
        for number, (_, text) in enumerate(content.pages):
            yield _mail(archive, number, 0, b"", text)
    else:
        offset = 0
        for number, (name, html) in enumerate(content.pages):
            yield _page(archive, number, offset, name, html)
            offset += len(html)


def _mail(archive: Archive, number: int, offset: int, separator: bytes, raw: bytes) -> Mail:
    """A mail (RFC 5322) of an archive."""
    header, text = _halves(raw)
    fields, honest = headers.fields(header)
    found = body.text(text, header, fields)
    defects = found.defects if honest else [*found.defects, ("undecodable", "header")]
    sent = dates.sent(fields, separator, archive.fetched_at)
    if sent.source not in ("date", "resent") or sent.wrong:
        defects.append(("bad-date", sent.wrong))
    name, address = headers.author(_first(fields, "from") or _first(fields, "sender"))
    subject, base_subject, labels, _ = headers.subject(_first(fields, "subject"), archive.list_id)
    message = Message(
        message=f"{archive.list_id}/{archive.month}/{number:04d}",
        list_id=archive.list_id,
        month=archive.month,
        number=number,
        message_id=headers.message_id(fields.get("message-id", [])),
        in_reply_to=headers.ids(fields.get("in-reply-to", [])),
        reference_ids=headers.ids(fields.get("references", [])),
        name=name,
        address=address,
        sent_at=sent.at,
        offset_minutes=sent.offset_minutes,
        sent_from=sent.source,
        subject=subject,
        base_subject=base_subject,
        labels=labels,
        body=found.text,
        body_sha256=_folded(found.text),
        url="",
        byte_offset=offset,
        duplicate_of=None,
    )
    return Mail(message, defects + _missing(message), found.attachments)


def _page(archive: Archive, number: int, offset: int, name: str, html: bytes) -> Mail:
    """A mail rebuilt from the page that an archiver made of it."""
    read = page.message(html)
    sent = dates.header_date(read.date) if read.date else None
    subject, base_subject, labels, _ = headers.subject(read.subject, archive.list_id)
    message = Message(
        message=f"{archive.list_id}/{archive.month}/{number:04d}",
        list_id=archive.list_id,
        month=archive.month,
        number=number,
        message_id=read.message_id,
        in_reply_to=(read.in_reply_to,) if read.in_reply_to else (),
        reference_ids=(),
        name=read.name,
        address=read.address,
        sent_at=sent[0] if sent else None,
        offset_minutes=sent[1] if sent else None,
        sent_from="date" if sent else "none",
        subject=subject,
        base_subject=base_subject,
        labels=labels,
        body=read.text,
        body_sha256=_folded(read.text),
        url=page.absolute(archive.index_url, name) if archive.kind == "pages" else archive.url,
        byte_offset=offset,
        duplicate_of=None,
    )
    defects = [] if sent else [("bad-date", read.date)]
    return Mail(message, defects + _missing(message), body.scrubbed(read.text))


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    """Header and body, parted by the first empty line."""
    raw = raw.replace(b"\r\n", b"\n") if b"\r\n" in raw else raw
    if raw.startswith(b"\n"):
        return b"", raw[1:]
    header, _, text = raw.partition(b"\n\n")
    return header, text


def _first(fields: dict[str, list[str]], name: str) -> str:
    return next((value for value in fields.get(name, ()) if value), "")


def _missing(message: Message) -> list[tuple[str, str]]:
    found = []
    if not message.message_id:
        found.append(("no-message-id", ""))
    if not message.address:
        found.append(("no-author", message.name))
    if not message.body.strip():
        found.append(("empty-body", ""))
    return found


def _folded(text: str) -> str:
    """A digest that does not see white space."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:32]


def _dated(read: list[Mail]) -> list[Mail]:
    """Mails without a date are given that of their neighbours, and say so."""
    known = [mail.message.sent_at for mail in read]
    if all(known):
        return read
    return [
        mail if mail.message.sent_at else _by_neighbours(mail, dates.neighbour(known, index))
        for index, mail in enumerate(read)
    ]


def _by_neighbours(mail: Mail, at: datetime | None) -> Mail:
    if at is None:
        return replace(mail, defects=[*mail.defects, ("no-date", "")])
    return replace(mail, message=replace(mail.message, sent_at=at, sent_from="neighbour"))


def _told_apart(read: list[Mail]) -> list[Mail]:
    """Second copies say which mail they copy; another mail under the same id is an imposter."""
    first: dict[tuple[str, ...], str] = {}
    ids: set[str] = set()
    told = []
    for mail in read:
        message = mail.message
        copied = first.setdefault(_identity(message), message.message)
        if copied != message.message:
            mail = replace(mail, message=replace(message, duplicate_of=copied))
        elif message.message_id and message.message_id in ids:
            mail = replace(mail, defects=[*mail.defects, ("imposter", message.message_id)])
        ids.add(message.message_id)
        told.append(mail)
    return told


def _identity(message: Message) -> tuple[str, ...]:
    """What two copies of a mail share."""
    if message.message_id:
        return message.message_id, message.body_sha256
    return (
        "",
        message.address,
        message.name,
        str(message.sent_at),
        message.subject,
        message.body_sha256,
    )


def _addressed(read: list[Mail], content: Content, archive: Archive) -> list[Mail]:
    """Mails with their public address, and rebuilt ones with the parent that the index shows."""
    entries = page.entries(content.index, archive.index_url)
    if archive.kind == "pages":
        return _parented(read, entries)
    urls = page.matched([(m.message.subject, m.message.name) for m in read], entries)
    return [
        replace(mail, message=replace(mail.message, url=url))
        if url
        else replace(mail, defects=[*mail.defects, ("no-permalink", "")])
        for mail, url in zip(read, urls, strict=True)
    ]


def _parented(read: list[Mail], entries: list[page.Entry]) -> list[Mail]:
    """A page does not tell the parent, the thread index does: by its address, so by its id."""
    id_of = {mail.message.url: mail.message.message_id for mail in read}
    parent_of = {entry.url: id_of.get(entry.parent, "") for entry in entries}
    return [
        replace(mail, message=replace(mail.message, in_reply_to=(parent,)))
        if not mail.message.in_reply_to and (parent := parent_of.get(mail.message.url, ""))
        else mail
        for mail in read
    ]


def _defect(message: Message, code: str, detail: str) -> Defect:
    return Defect(
        message.list_id,
        message.month,
        message.message,
        message.byte_offset,
        code,
        detail[:DETAIL_LENGTH],
    )


def _archive_defects(content: Content, archive: Archive, read: list[Mail]) -> list[Defect]:
    found = []
    if content.truncated:
        found.append(("truncated", len(content.main), ""))
    if not read:
        found.append(("no-mail", 0, ""))
    elif archive.kind in ("text", "mbox"):
        before = content.main[: read[0].message.byte_offset].strip()
        if before:
            found.append(("preamble", 0, before.decode("utf-8", "replace").replace("\0", "\ufffd")))
    return [
        Defect(archive.list_id, archive.month, None, offset, code, detail[:DETAIL_LENGTH])
        for code, offset, detail in found
    ]
