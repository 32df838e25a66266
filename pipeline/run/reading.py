"""The stages of one archive: its mails are parsed, quoted, traced and tagged.

In: a job that names an archive and the keys of its parts. Out: the parts that were missing, and how
many rows each stage took and gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import parts
from pipeline.records import Act, Attachment, Block, Defect, Message, Sentence, Trace
from pipeline.run.assembly import by_message
from pipeline.run.jobs import PARSE, QUOTE, TAG, TRACE, Reading, Rows, folder


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
