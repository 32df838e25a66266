"""The jobs: each reads parts, makes the missing ones, and is small enough to travel.

In: a job, which names an archive or a unit and the keys of its parts. Out: the rows it wrote, by
stage. A job is pure but for the parts it reads and writes: it may run in any process, on any
machine that sees the data directory, in any order, and twice.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pipeline import parts
from pipeline.debate.told import Told
from pipeline.records import (
    Act,
    Archive,
    Attachment,
    Author,
    Block,
    Debate,
    Defect,
    Effect,
    Elsewhere,
    Link,
    Mention,
    Message,
    Place,
    Position,
    Post,
    Proposal,
    Ruling,
    Sentence,
    Thread,
    Trace,
)

Row = TypeVar("Row", Block, Sentence, Act, Link)

# The tables of each stage; the last one is written last, so where it stands the part is whole.
PARSE = (Attachment, Defect, Message)
QUOTE = (Block,)
TRACE = (Trace,)
TAG = (Act, Sentence)
ANSWER = (Link,)
DEBATE = (Proposal, Position, Mention)
CORRECTED = (Ruling, Effect)  # of a debate in which a researcher corrects something

# Which rows of a part belong to a unit: those of its threads, and those of its mails.
ROOTED = "starts_with(thread, $prefix)"
AMONG = "message in (select unnest($keys))"

Rows = dict[str, tuple[int, int]]  # stage -> rows in, rows out


@dataclass(frozen=True, slots=True)
class Reading:
    """One archive, to be parsed, quoted, traced and tagged."""

    data: Path
    archive: Archive
    parse: str
    quote: str
    trace: str
    tag: str


@dataclass(frozen=True, slots=True)
class Debating:
    """The threads rooted in one archive, to be answered and debated."""

    data: Path
    prefix: str
    thread: str
    parse: tuple[str, ...]
    quote: tuple[str, ...]
    tag: tuple[str, ...]
    answer: str
    debate: str
    bytes: int  # of the archive in which the threads are rooted: the longest go first
    told: tuple[Told, ...] = ()  # a researcher's corrections of these threads


def debated(job: Debating) -> tuple[type, ...]:
    """The tables of the debate stage: some are there only where something is corrected."""
    return (*CORRECTED, *DEBATE) if job.told else DEBATE


def folder(data: Path) -> Path:
    """Where the parts are."""
    return data / "parts"


def perform(job: Reading | Debating) -> Rows:
    """Make what is missing of a job's parts; the rows in and out of each stage that ran."""
    # Rows hold one another in no circles: looking for some would take a tenth of the time.
    looking = gc.isenabled()
    gc.disable()
    try:
        return read_archive(job) if isinstance(job, Reading) else debate_unit(job)
    finally:
        if looking:
            gc.enable()


def read_archive(job: Reading) -> Rows:
    """Parse, quote, trace and tag one archive; what was just made is not read back."""
    where = folder(job.data)
    done: Rows = {}
    messages: list[Message] | None = None
    blocks: list[Block] | None = None
    if not parts.exists(where, "parse", job.parse, PARSE):
        messages = _parse(where, job)
        done["parse"] = 1, len(messages)
    if not parts.exists(where, "quote", job.quote, QUOTE):
        messages = _messages(where, job) if messages is None else messages
        blocks = _quote(where, job, messages)
        done["quote"] = len(messages), len(blocks)
    if not parts.exists(where, "trace", job.trace, TRACE):
        messages = _messages(where, job) if messages is None else messages
        blocks = parts.read(where, "quote", [job.quote], Block) if blocks is None else blocks
        done["trace"] = _trace(where, job, messages, blocks)
    if not parts.exists(where, "tag", job.tag, TAG):
        messages = _messages(where, job) if messages is None else messages
        blocks = parts.read(where, "quote", [job.quote], Block) if blocks is None else blocks
        done["tag"] = _tag(where, job, messages, blocks)
    return done


def _messages(where: Path, job: Reading) -> list[Message]:
    return parts.read(where, "parse", [job.parse], Message)


def _parse(where: Path, job: Reading) -> list[Message]:
    from pipeline.fetch import stored
    from pipeline.mail import archive

    parsed = archive.parsed(stored.content(job.data, job.archive), job.archive)
    tables: dict[type, Sequence[object]] = {
        Attachment: parsed.attachments,
        Defect: parsed.defects,
        Message: parsed.messages,
    }
    parts.write(where, "parse", job.parse, tables)
    return list(parsed.messages)


def _quote(where: Path, job: Reading, messages: Sequence[Message]) -> list[Block]:
    from pipeline.mail import quote

    blocks = quote.archived(messages)
    parts.write(where, "quote", job.quote, {Block: blocks})
    return blocks


def _trace(
    where: Path, job: Reading, messages: Sequence[Message], blocks: Sequence[Block]
) -> tuple[int, int]:
    from pipeline.thread import traces

    firsts = [message for message in messages if message.duplicate_of is None]
    found = traces.traces(firsts, by_message(blocks))
    parts.write(where, "trace", job.trace, {Trace: found})
    return len(blocks), len(found)


def _tag(
    where: Path, job: Reading, messages: Sequence[Message], blocks: Sequence[Block]
) -> tuple[int, int]:
    from pipeline.debate import tag

    # A copy says nothing new, and a program nothing of its own: only the first of each mail that a
    # human wrote is tagged.
    firsts = [
        message for message in messages if message.duplicate_of is None and not message.automatic
    ]
    grouped = by_message(blocks)
    sentences, acts = tag.tagged(
        [(message, grouped.get(message.message, ())) for message in firsts]
    )
    parts.write(where, "tag", job.tag, {Act: acts, Sentence: sentences})
    return len(firsts), len(sentences)


def debate_unit(job: Debating) -> Rows:
    """Tie quotes to their sources, then find proposals, positions and mentions of ideas."""
    where = folder(job.data)
    found = list(_debates(where, job))
    done: Rows = {}
    if not parts.exists(where, "answer", job.answer, ANSWER):
        done["answer"] = _answer(where, job, found)
    if not parts.exists(where, "debate", job.debate, debated(job)):
        done["debate"] = _debate(where, job, found)
    return done


def _answer(where: Path, job: Debating, debates: Sequence[Debate]) -> tuple[int, int]:
    from pipeline.thread import answer

    elsewhere = _elsewhere(where, job, debates)
    links = [link for debate in debates for link in answer.links(debate, elsewhere)]
    parts.write(where, "answer", job.answer, {Link: links})
    return sum(len(debate.posts) for debate in debates), len(links)


def _elsewhere(
    where: Path, job: Debating, debates: Sequence[Debate]
) -> dict[tuple[str, int], list[Post]]:
    """The quotes of a unit that may be from other threads, by mail and block, each with mails."""
    keys = [post.message.message for debate in debates for post in debate.posts]
    told = parts.read(where, "thread", [job.thread], Elsewhere, where=AMONG, keys=keys)
    wanted = sorted({each.source for each in told})
    if not wanted:
        return {}
    messages = parts.read(where, "parse", job.parse, Message, where=AMONG, keys=wanted)
    places = parts.read(where, "thread", [job.thread], Place, where=AMONG, keys=wanted)
    authors = parts.read(where, "thread", [job.thread], Author, where=AMONG, keys=wanted)
    blocks = by_message(parts.read(where, "quote", job.quote, Block, where=AMONG, keys=wanted))
    place_of = {place.message: place for place in places}
    person_of = {author.message: author.person for author in authors}
    posts = {
        message.message: Post(
            message,
            place_of[message.message],
            person_of[message.message],
            blocks.get(message.message, ()),
        )
        for message in messages
    }
    found: dict[tuple[str, int], list[Post]] = defaultdict(list)
    for each in told:
        found[each.message, each.block].append(posts[each.source])
    return found


def _debate(where: Path, job: Debating, found: Sequence[Debate]) -> tuple[int, int]:
    from pipeline.debate import corrected, ideas, ideas_file
    from pipeline.run import known

    rules = ideas_file.of(known.ideas(job.data))
    rows: dict[type, list[object]] = {record: [] for record in debated(job)}
    for debate in _apart(where, job, found):
        made = corrected.judged(debate, job.told)
        rows[Proposal] += made.proposals
        rows[Position] += made.positions
        rows[Mention] += ideas.mentions(debate, made.proposals, made.positions, rules)
        if job.told:
            rows[Ruling] += made.rulings
            rows[Effect] += made.effects
    parts.write(where, "debate", job.debate, rows)
    return len(found), sum(len(rows[record]) for record in DEBATE)


def debates(job: Debating) -> Iterable[Debate]:
    """The debates of a unit, linked and each apart from its thread; nothing of them is judged."""
    where = folder(job.data)
    found = list(_debates(where, job))
    if not parts.exists(where, "answer", job.answer, ANSWER):
        _answer(where, job, found)
    return _apart(where, job, found)


def _apart(where: Path, job: Debating, found: Sequence[Debate]) -> Iterable[Debate]:
    """The threads of an answered unit with their links, each debate apart."""
    from pipeline.thread.debates import apart

    links = by_message(parts.read(where, "answer", [job.answer], Link))
    for whole in found:
        yield from apart(linked(whole, links))


def _debates(where: Path, job: Debating) -> Iterable[Debate]:
    """The threads of a unit with their posts, tagged but not yet linked."""
    prefix, threading = job.prefix, [job.thread]
    threads = parts.read(where, "thread", threading, Thread, where=ROOTED, prefix=prefix)
    places = parts.read(where, "thread", threading, Place, where=ROOTED, prefix=prefix)
    keys = [place.message for place in places]
    authors = parts.read(where, "thread", threading, Author, where=AMONG, keys=keys)
    messages = parts.read(where, "parse", job.parse, Message, where=AMONG, keys=keys)
    return assembled(
        threads,
        places,
        {author.message: author.person for author in authors},
        {message.message: message for message in messages},
        by_message(parts.read(where, "quote", job.quote, Block, where=AMONG, keys=keys)),
        by_message(parts.read(where, "tag", job.tag, Sentence, where=AMONG, keys=keys)),
        by_message(parts.read(where, "tag", job.tag, Act, where=AMONG, keys=keys)),
        {author.message: author.automatic for author in authors if author.automatic},
    )


def assembled(
    threads: Iterable[Thread],
    places: Iterable[Place],
    person_of: Mapping[str, str],
    messages: dict[str, Message],
    blocks: dict[str, tuple[Block, ...]],
    sentences: dict[str, tuple[Sentence, ...]],
    acts: dict[str, tuple[Act, ...]],
    automatic: Mapping[str, str] | None = None,
) -> Iterable[Debate]:
    """Threads as debates: their posts in reading order, with what is known of each.

    What a program wrote (`automatic`, by mail) is in its place, and says nothing.
    """
    automatic = automatic or {}
    by_thread: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_thread[place.thread].append(place)
    for thread in threads:
        posts = []
        for place in sorted(by_thread[thread.thread], key=lambda place: place.position):
            key = place.message
            heard = key not in automatic
            posts.append(
                Post(
                    message=messages[key],
                    place=place,
                    person=person_of[key],
                    blocks=blocks.get(key, ()),
                    sentences=sentences.get(key, ()) if heard else (),
                    acts=acts.get(key, ()) if heard else (),
                    automatic=automatic.get(key, ""),
                )
            )
        yield Debate(thread, tuple(posts))


def linked(debate: Debate, links: Mapping[str, tuple[Link, ...]]) -> Debate:
    """The debate, its posts with their links."""
    posts = (replace(post, links=links.get(post.message.message, ())) for post in debate.posts)
    return Debate(debate.thread, tuple(posts))


def by_message(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    """Rows by the key of their mail, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.message].append(row)
    return {message: tuple(group) for message, group in found.items()}
