"""An archive's bytes to its rows: messages, attachments, defects.

In: the content of an archive and its record. Out: `Parsed`. Every separator becomes a message, in
order, and its number in the archive is its key; each mail of a digest follows right after it, with
its place there added to the key. A second copy inside the archive is kept and says which one it
copies. Nothing raises on bad mail, and nothing is dropped: what is odd is a row of `defect`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.mail import copies, dates, index, mbox, page, permalink
from pipeline.mail.mails import DETAIL_LENGTH, Mail, inside, read, rebuilt, shortened
from pipeline.records import Archive, Attachment, Defect, Message

VERSION = 10

Remark = tuple[str, str]  # code and detail of a defect


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


def parsed(content: Content, archive: Archive) -> Parsed:
    """The rows of an archive, whatever its kind; the same bytes give the same rows."""
    entries = index.entries(content.index, archive.index_url) if content.index else []
    mails = [each for mail in _mails(content, archive) for each in _burst(archive, mail)]
    if archive.kind == "pages":
        mails = _completed(mails, entries)
    sents = _dated([mail.sent for mail in mails], content.index, archive.month)
    copied, imposters = copies.found(
        [_sighting(mail, sent) for mail, sent in zip(mails, sents, strict=True)]
    )
    urls = _urls(mails, sents, copied, entries, "" if content.index else _home(archive))
    rows = Parsed([], [], [])
    for place, (mail, sent, url) in enumerate(zip(mails, sents, urls, strict=True)):
        original = mails[copied[place]].key if place in copied else None
        rows.messages.append(_message(archive, mail, sent, url, original))
        if mail.text.attachments:
            rows.attachments.extend(_attachments(mail, url or archive.index_url or archive.url))
        remarks = mail.text.defects + _remarks(mail, sent)
        if place in imposters:
            remarks.append(("imposter", mail.message_id))
        if entries and not url:
            remarks.append(("no-permalink", ""))
        rows.defects.extend(_defect(archive, mail.key, mail.byte_offset, *each) for each in remarks)
    rows.defects.extend(_archive_defects(content, archive, rows.messages, entries))
    return rows


def _mails(content: Content, archive: Archive) -> Iterator[Mail]:
    """Every mail of an archive, in order."""
    if archive.kind in ("text", "mbox"):
        charset = page.charset(content.index)
        for number, raw in enumerate(mbox.mails(content.main)):
            yield read(archive, number, raw, charset)
    elif archive.kind == "maildir":
        offset = 0
        for number, (_, text) in enumerate(content.pages):
            yield read(archive, number, mbox.Raw(offset, b"", text), "")
            offset += len(text)
    else:
        pages = content.pages or ((("", content.main),) if content.main else ())
        offset = 0
        for number, (name, html) in enumerate(sorted(pages, key=_page_number)):
            yield rebuilt(archive, number, offset, name, html)
            offset += len(html)


def _burst(archive: Archive, mail: Mail) -> Iterator[Mail]:
    """A mail, and if it is a digest, the mails in it."""
    yield mail
    if mail.text.inside:
        yield from inside(archive, mail)


def _page_number(named: tuple[str, bytes]) -> tuple[int, str]:
    """Pages in the order of their numbers, which is that of arrival."""
    number = re.search(r"(\d{1,12})\.html?$", named[0])
    return int(number[1]) if number else -1, named[0]


def _dated(told: Sequence[dates.Sent], index_page: bytes, month: str) -> list[dates.Sent]:
    """When each was sent; one without a date is given that of its neighbours, and says so."""
    sents = dates.believed(told, index.archived(index_page), dates.month_end(month))
    known = [sent.at for sent in sents]
    return [
        sent if sent.at else _by_neighbours(sent, dates.neighbour(known, place))
        for place, sent in enumerate(sents)
    ]


def _by_neighbours(sent: dates.Sent, at: datetime | None) -> dates.Sent:
    return sent if at is None else sent._replace(at=at, source="neighbour")


def _completed(mails: Sequence[Mail], entries: Sequence[index.Entry]) -> list[Mail]:
    """Rebuilt mails with what only the index tells: second, parent, in some versions the id."""
    entry_of = {entry.url: entry for entry in entries}
    id_of = {entry.url: entry.message_id for entry in entries}
    id_of.update({mail.page: mail.message_id for mail in mails if mail.page and mail.message_id})
    return [
        _with_entry(mail, entry_of[mail.page], id_of) if mail.page in entry_of else mail
        for mail in mails
    ]


def _with_entry(mail: Mail, entry: index.Entry, id_of: dict[str, str]) -> Mail:
    parent = entry.parent_id or id_of.get(entry.parent_url, "")
    return mail._replace(
        message_id=mail.message_id or entry.message_id,
        in_reply_to=mail.in_reply_to or ((parent,) if parent else ()),
        sent=_surer(mail.sent, entry.sent_at),
    )


def _surer(shown: dates.Sent, noted: datetime | None) -> dates.Sent:
    """The second that the index notes, unless it contradicts the page (whose zone may be odd)."""
    if noted is None or not dates.possible(noted):
        return shown
    if shown.at and abs(shown.at - noted) > dates.CLOCK_SKEW:
        return shown
    return dates.Sent(noted, None, "date")


def _sighting(mail: Mail, sent: dates.Sent) -> copies.Sighting:
    return copies.Sighting(
        mail.message_id,
        mail.address,
        mail.name,
        sent.at,
        mail.base_subject,
        mail.body_sha256,
        mail.text.text,
        mail.burst,
    )


def _home(archive: Archive) -> str:
    """Where mails have pages by their ids: a folder, of which there is no index that names them."""
    folder = archive.index_url.endswith("/") and archive.kind in ("text", "mbox")
    return archive.index_url if folder and not archive.index_sha256 else ""


def _urls(
    mails: Sequence[Mail],
    sents: Sequence[dates.Sent],
    copied: dict[int, int],
    entries: Sequence[index.Entry],
    home: str,
) -> list[str]:
    """The public page of each mail; a copy has that of its original, as in a digest that of it."""
    urls = [mail.page for mail in mails]
    if entries and not any(urls):
        # An index names copies too, or only the mails that stand for them.
        sent = [place for place, mail in enumerate(mails) if not mail.burst]
        kept = [place for place in sent if place not in copied]
        places = kept if len(entries) <= len(kept) else sent
        wanted = [
            index.Wanted(mail.subject, mail.name, sents[place].at, mail.message_id)
            for place, mail in ((place, mails[place]) for place in places)
        ]
        for place, entry in zip(places, index.matched(wanted, entries), strict=True):
            urls[place] = entry.url if entry else ""
    if home:
        urls = [permalink.permalink(home, mail.message_id) for mail in mails]
    digest = ""
    for place, mail in enumerate(mails):
        urls[place] = (
            urls[place] or urls[copied.get(place, place)] or (digest if mail.burst else "")
        )
        digest = digest if mail.burst else urls[place]
    return urls


def _message(
    archive: Archive, mail: Mail, sent: dates.Sent, url: str, original: str | None
) -> Message:
    return Message(
        mail.key,
        archive.list_id,
        archive.month,
        mail.number,
        mail.message_id,
        mail.in_reply_to,
        mail.reference_ids,
        mail.name,
        mail.address,
        sent.at,
        sent.offset_minutes,
        sent.source,
        mail.subject,
        mail.base_subject,
        mail.labels,
        mail.text.text,
        mail.body_sha256,
        url,
        mail.byte_offset,
        original,
        mail.automatic,
    )


def _attachments(mail: Mail, base: str) -> Iterator[Attachment]:
    for number, found in enumerate(mail.text.attachments):
        url = index.absolute(base, found.url) if found.url else ""
        yield Attachment(mail.key, number, found.name, found.media_type, url, found.size)


def _remarks(mail: Mail, sent: dates.Sent) -> list[Remark]:
    """What is wrong with a mail besides its text."""
    remarks = []
    if not mail.message_id:
        remarks.append(("no-message-id", ""))
    if not mail.address:
        remarks.append(("no-author", mail.name))
    if not mail.text.text.strip():
        remarks.append(("empty-body", ""))
    if sent.wrong or sent.source not in ("date", "resent"):
        remarks.append(("bad-date", sent.wrong))
    if sent.at is None:
        remarks.append(("no-date", ""))
    return remarks


def _defect(archive: Archive, key: str | None, offset: int, code: str, detail: str) -> Defect:
    return Defect(archive.list_id, archive.month, key, offset, code, detail[:DETAIL_LENGTH])


def _archive_defects(
    content: Content,
    archive: Archive,
    messages: Sequence[Message],
    entries: Sequence[index.Entry],
) -> Iterator[Defect]:
    """What is wrong with the archive as a whole: what of it belongs to no mail."""
    size = len(content.main) + sum(len(page) for _, page in content.pages)
    if content.truncated:
        last = messages[-1].message if messages else None
        yield _defect(archive, last, size, "truncated", "")
    if not messages:
        yield _defect(archive, None, 0, "no-mail", "")
    elif archive.kind in ("text", "mbox"):
        before = content.main[: messages[0].byte_offset].removeprefix(mbox.BYTE_ORDER_MARK).strip()
        if before:
            yield _defect(archive, None, 0, "preamble", shortened(before))
    if archive.kind == "pages":
        held = {message.url for message in messages}
        named = [*(entry.url for entry in entries), *index.pages(content.index, archive.index_url)]
        missing = [url for url in dict.fromkeys(named) if url not in held]
        for number, url in enumerate(missing):
            # Past the end, each at its own place: it is not in the archive.
            yield _defect(archive, None, size + number, "no-page", url)
