"""BC3 (Ulrich, Murray and Carenini, 2008): threads with what three annotators made of each.

In: the folder of corpora. Out: `Annotated` threads: mail that goes through the same code as any
other (blocks, sentences, acts, links), the spans of the corpus's own sentences with how many
annotators chose each, and the annotators' summaries. The corpus names no Message-ID: its mails are
linked by what they quote, else each answers the first.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path

from lxml import etree

from pipeline.debate import decide, propose, stance, tag
from pipeline.mail import quote
from pipeline.publish import telling
from pipeline.records import Debate, Message, Place, Post, Thread
from pipeline.thread import answer

FOLDER = "bc3"

# The corpus joins the lines of a sentence and leaves out empty ones: that before and after a quote,
# and the line's end before the next quoted sentence, are put back.
QUOTE_MARKS = (">", "|")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence as the corpus cuts it: where it is, and how many annotators chose it."""

    message: str
    start: int
    end: int
    words: int
    chosen: int


@dataclass(frozen=True, slots=True)
class Annotated:
    """A thread of BC3: our sentences of it, the corpus's, and what the annotators wrote."""

    name: str
    subject: str
    told: tuple[telling.Told, ...]
    units: tuple[Unit, ...]
    summaries: tuple[str, ...]


def threads(corpora: Path) -> list[Annotated]:
    """The threads of the corpus by name, none where it is not there."""
    files = [corpora / FOLDER / f"{name}.xml" for name in ("corpus", "annotation")]
    if not all(file.exists() for file in files):
        return []
    mail, notes = (etree.parse(file, etree.XMLParser(resolve_entities=False)) for file in files)
    noted = {_name(each): each for each in notes.iter("thread")}
    found = [
        _thread(each, noted[_name(each)]) for each in mail.iter("thread") if _name(each) in noted
    ]
    return sorted(found, key=lambda each: each.name)


def _name(thread: etree._Element) -> str:
    return (thread.findtext("listno") or "").strip()


def _thread(mail: etree._Element, notes: etree._Element) -> Annotated:
    name = _name(mail)
    chosen = Counter(
        key
        for note in notes.iter("annotation")
        for key in {each.get("id", "") for each in note.iterfind("sentences/sent")}
    )
    messages, units = [], list[Unit]()
    for number, document in enumerate(mail.iter("DOC")):
        body, spans = _body(document)
        message = _message(name, number, document, body)
        messages.append(message)
        units += [
            Unit(message.message, start, end, len(body[start:end].split()), chosen[key])
            for key, start, end in spans
        ]
    debate = _debate(name, messages)
    told = [each for each in telling.told(debate, standing(debate)) if telling.speaks(each.text)]
    summaries = tuple(
        " ".join(" ".join(each.itertext()) for each in note.iterfind("summary/sent"))
        for note in notes.iter("annotation")
    )
    return Annotated(name, messages[0].subject, tuple(told), tuple(units), summaries)


def _body(document: etree._Element) -> tuple[str, list[tuple[str, int, int]]]:
    """The text of a mail and the spans of its sentences, by their names."""
    body, spans, marked = "", [], False
    for each in document.iterfind("Text/Sent"):
        said = html.unescape("".join(each.itertext()))
        bare = said.strip()
        mark = bare[:1] in QUOTE_MARKS
        if body and bare and mark != marked:
            body = f"{body.rstrip()}\n\n"
        elif mark and body and not body.endswith("\n"):
            body += "\n"
        marked = mark if bare else marked
        start = len(body) + (said.index(bare) if bare else 0)
        spans.append((each.get("id", ""), start, start + len(bare)))
        body += said
    return body, spans


def _message(name: str, number: int, document: etree._Element, body: str) -> Message:
    author, address = parseaddr(html.unescape(document.findtext("From") or ""))
    subject = " ".join(html.unescape(document.findtext("Subject") or "").split())
    base = re.sub(r"(?i)^(?:(?:re|fwd?|aw)\s*:\s*|\[[^\]]*\]\s*)+", "", subject)
    key = f"{name}/0000-00/{number:04}"
    return Message(
        message=key, list_id=name, month="0000-00", number=number, message_id=key, in_reply_to=(),
        reference_ids=(), name=author, address=address.lower(), sent_at=_when(document),
        offset_minutes=None, sent_from="separator", subject=subject, base_subject=base, labels=(),
        body=body, body_sha256=hashlib.sha256(body.encode()).hexdigest(), url="", byte_offset=0,
        duplicate_of=None,
    )  # fmt: skip


def _when(document: etree._Element) -> datetime | None:
    try:
        given = datetime.strptime(document.findtext("Received") or "", "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        return None
    return given.astimezone(UTC).replace(tzinfo=None)


def _debate(name: str, messages: Sequence[Message]) -> Debate:
    """The mails as a thread: first a chain, so that quotes may be from any, then by the quotes."""
    blocks = [tuple(quote.blocks(each.message, each.body)) for each in messages]
    sentences, acts = tag.tagged(list(zip(messages, blocks, strict=True)))
    thread = Thread(
        messages[0].message, name, "0000-00", messages[0].base_subject, messages[0].sent_at,
        messages[-1].sent_at, len(messages), len({each.address for each in messages}), 0,
    )  # fmt: skip
    chain = [None, *(each.message for each in messages)]
    posts = [
        Post(
            message=each,
            place=_place(each, thread, chain[number], number, number),
            person=each.address or each.name,
            blocks=blocks[number],
            sentences=tuple(row for row in sentences if row.message == each.message),
            acts=tuple(row for row in acts if row.message == each.message),
        )
        for number, each in enumerate(messages)
    ]
    return Debate(thread, tuple(_answering(Debate(thread, tuple(posts)))))


def _place(
    message: Message, thread: Thread, parent: str | None, depth: int, position: int
) -> Place:  # fmt: skip
    return Place(
        message.message, thread.thread, parent, parent or "", depth, position, "quote", 1.0
    )


def _answering(debate: Debate) -> Iterator[Post]:
    """The posts with their links, each under the mail that it quotes most."""
    links = answer.links(debate)
    depths: dict[str, int] = {}
    first = debate.posts[0].message.message
    for number, post in enumerate(debate.posts):
        key = post.message.message
        mine = tuple(link for link in links if link.message == key)
        quoted = Counter(link.source_message for link in mine if link.kind == "quotes")
        parent = max(quoted, key=lambda each: quoted[each]) if quoted else first
        depths[key] = depths.get(parent, -1) + 1
        place = _place(post.message, debate.thread, parent if number else None, depths[key], number)
        yield replace(post, links=mine, place=place)


def standing(debate: Debate) -> set[telling.Key]:
    """The sentences that state a proposal, a position or what came of it, as a build finds them."""
    found = propose.proposals(debate)
    stands = stance.positions(debate, found)
    decided = decide.decided(debate, found, stands)
    spans = {(each.outcome_message, each.outcome_start_char) for each in decided}
    ends = {
        (row.message, row.number)
        for post in debate.posts
        for row in post.sentences
        if (row.message, row.start_char) in spans
    }
    stated = {(each.message, each.sentence) for each in found if each.sentence is not None}
    stated |= {(each.message, each.sentence) for each in stands if each.sentence is not None}
    return ends | stated
