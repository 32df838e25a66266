"""The rows that flow through hansard: each type is one table, each field one column.

Every column is stated once, here: its Python type (from which its SQL type follows) and one
sentence that becomes the comment on the column and its entry in the data dictionary.
Times are UTC without a zone (`offset_minutes` keeps the sender's); spans are counted in
characters of `message.body`, from `start_char` up to but not including `end_char`.
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

# Two words of the design are reserved in SQL; spaCy's and notmuch's names need no quoting:
# `start_char`/`end_char` for start/end, `reference_ids` for references.

MessageKey = Annotated[str, "the mail, as it is cited: list_id/month/number in the archive"]
Start = Annotated[int, "first character of the span in message.body, counted from 0"]
End = Annotated[int, "the character after the last one of the span in message.body"]


@dataclass(frozen=True, slots=True)
class Archive:
    """One month of a list, as it was fetched: the file itself is never changed."""

    list_id: Annotated[str, "the list's short name"]
    month: Annotated[str, "what the archive covers: 2014-09, 2019q2, 2019, or a file's own name"]
    kind: Annotated[str, "text, mbox, maildir, pages (HTML) or page (one saved page)"]
    url: Annotated[str, "where it came from: an address, or the path of a local source"]
    path: Annotated[str, "the file or folder below the archive folder of the data directory"]
    index_path: Annotated[str, "the month's index page, empty where there is none"]
    index_url: Annotated[str, "address of the month's index page, empty where there is none"]
    sha256: Annotated[str, "digest of the bytes as served; of all pages where there are many"]
    index_sha256: Annotated[str, "digest of the index page"]
    bytes: Annotated[int, "size as served"]
    etag: Annotated[str, "the server's ETag, empty where it gave none"]
    last_modified: Annotated[str, "the server's Last-Modified, empty where it gave none"]
    fetched_at: Annotated[datetime, "when it was fetched, UTC"]


@dataclass(frozen=True, slots=True)
class Message:
    """One mail. Message-ID is not a key: real archives repeat it and lack it."""

    message: Annotated[str, "the mail, as it is cited: list_id/month/number in the archive"]
    list_id: Annotated[str, "the list's short name"]
    month: Annotated[str, "the archive that holds it"]
    number: Annotated[int, "place in the archive, counted from 0"]
    message_id: Annotated[str, "Message-ID without angle brackets, empty where there is none"]
    in_reply_to: Annotated[tuple[str, ...], "ids named in In-Reply-To"]
    reference_ids: Annotated[tuple[str, ...], "ids named in References, oldest first"]
    name: Annotated[str, "display name of the author, decoded"]
    address: Annotated[str, "address of the author in lower case, with ' at ' undone"]
    sent_at: Annotated[datetime | None, "when it was sent, UTC; null where nothing tells"]
    offset_minutes: Annotated[int | None, "the sender's zone east of UTC, in minutes"]
    sent_from: Annotated[str, "where sent_at is from: date, resent, separator, neighbour, none"]
    subject: Annotated[str, "Subject, decoded and unfolded"]
    base_subject: Annotated[str, "subject without Re:, list name and labels (RFC 5256)"]
    labels: Annotated[tuple[str, ...], "bracketed labels of the subject, such as nova"]
    body: Annotated[str, "decoded text of the mail, lines ended by a line feed"]
    body_sha256: Annotated[str, "digest of the body with its white space folded"]
    url: Annotated[str, "public page of the mail, empty where unknown"]
    byte_offset: Annotated[int, "where the mail begins in the (unpacked) archive file"]
    duplicate_of: Annotated[str | None, "the mail of which this one is another copy"]
    automatic: Annotated[
        str, "bounce, away, digest, commit, bot or report where a program wrote it, else empty"
    ] = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a mail that is not its text, also one that the archiver cut out."""

    message: MessageKey
    number: Annotated[int, "place among the attachments of the mail, counted from 0"]
    name: Annotated[str, "file name, empty where none is given"]
    media_type: Annotated[str, "media type, such as text/html (RFC 2046)"]
    url: Annotated[str, "where the archiver put it, empty where it is in the mail"]
    size: Annotated[int | None, "size in bytes, as far as it is told"]


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with a mail or an archive: bad mail is kept as far as it goes, and noted."""

    list_id: Annotated[str, "the list's short name"]
    month: Annotated[str, "the archive that holds it"]
    message: Annotated[str | None, "the mail, null where no mail could be made of the bytes"]
    byte_offset: Annotated[int, "where in the (unpacked) archive file"]
    code: Annotated[str, "which defect: one of a closed set, see the defect codes"]
    detail: Annotated[str, "the offending value, cut to 200 characters"]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a mail of one kind and depth; joined in order the blocks of a mail are its body."""

    message: MessageKey
    number: Annotated[int, "place in the mail, counted from 0"]
    kind: Annotated[
        str, "own, greeting, quote, attribution, signature, footer, patch, code or attachment"
    ]
    depth: Annotated[int, "how often it is quoted: 0 the author's own, 1 a quote, 2 a quote in it"]
    start_char: Start
    end_char: End
    attributed_name: Annotated[str, "whom the mail says it quotes, empty where it does not say"]
    attributed_date: Annotated[str, "the date in the attribution line, as written"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail stands in its thread, and how that is known."""

    message: MessageKey
    thread: Annotated[str, "the thread: the key of its earliest mail in reading order"]
    parent: Annotated[str | None, "the mail that it answers, null at the root or under a ghost"]
    parent_id: Annotated[str, "Message-ID of the parent, also of a ghost; empty at a root"]
    depth: Annotated[int, "steps from the root, ghosts counted"]
    position: Annotated[int, "place in the reading order of the thread, counted from 0"]
    how: Annotated[
        str,
        "references, in-reply-to, quote, subject, alone (nothing links it), or file (it is told)",
    ]
    confidence: Annotated[float, "how sure the parent is, 0 to 1"]
    debate: Annotated[
        str, "the debate within the thread: the key of the mail that gave it its subject"
    ] = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """Mails that answer one another."""

    thread: Annotated[str, "the thread: the key of its first mail"]
    list_id: Annotated[str, "list of its first mail"]
    month: Annotated[str, "archive of its first mail"]
    subject: Annotated[str, "base subject of its first mail"]
    started_at: Annotated[datetime | None, "when its first mail was sent, UTC"]
    ended_at: Annotated[datetime | None, "when its last mail was sent, UTC"]
    messages: Annotated[int, "mails in it, copies not counted"]
    persons: Annotated[int, "persons who wrote in it, programs not counted"]
    ghosts: Annotated[int, "mails referred to but not in the archive"]


@dataclass(frozen=True, slots=True)
class Person:
    """A human (or machine) who writes to the lists."""

    person: Annotated[str, "the person: the address of the earliest mail, or the name where none"]
    name: Annotated[str, "the name most often given"]


@dataclass(frozen=True, slots=True)
class Identity:
    """A name and address that occur together in From headers, and whose they are."""

    address: Annotated[str, "address in lower case"]
    name: Annotated[str, "display name as given"]
    person: Annotated[str, "the person it belongs to"]
    how: Annotated[
        str, "why it is that person: first, address, name, likeness, or file (a researcher's)"
    ]
    messages: Annotated[int, "mails with this name and address"]
    joined_to: Annotated[
        str, "the identity of the person that it was joined to, as mail has it"
    ] = ""
    shared: Annotated[str, "what the two have in common"] = ""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The organisation of a person over time."""

    person: Annotated[str, "the person"]
    organisation: Annotated[str, "the organisation"]
    since: Annotated[datetime | None, "from when, UTC; null for always"]
    until: Annotated[datetime | None, "up to when, that moment not included; null for still"]
    source: Annotated[str, "where that is from: a file's name, or domain (of the addresses)"]


@dataclass(frozen=True, slots=True)
class Link:
    """A block and what it speaks of: a quote and its source, or an answer and what it answers."""

    message: MessageKey
    block: Annotated[int, "the block, by its number in the mail"]
    kind: Annotated[str, "quotes (the block quotes the source) or answers (own words on it)"]
    source_message: Annotated[str, "the mail that is quoted or answered"]
    source_block: Annotated[int, "the block there"]
    score: Annotated[float, "how much of the quoted text was found there, 0 to 1"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the author's own words."""

    message: MessageKey
    number: Annotated[int, "place in the mail, counted from 0"]
    block: Annotated[int, "the block it stands in"]
    start_char: Start
    end_char: End
    mood: Annotated[str, "tone: positive, negative or neutral"]
    mood_score: Annotated[float, "probability of positive less that of negative, -1 to 1"]


@dataclass(frozen=True, slots=True)
class Act:
    """A dialogue act that a sentence performs; a sentence may have several or none."""

    message: MessageKey
    sentence: Annotated[int, "the sentence, by its number in the mail"]
    act: Annotated[str, "the act, as LEDA names it: ProposeAction, Agreement, ..."]
    probability: Annotated[float, "how sure the model is, 0 to 1"]
    corrected: Annotated[str, "why a researcher corrected it, empty where nobody did"] = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A course of action put before the list, to take or not."""

    proposal: Annotated[
        str, "the proposal: its first mail's key, then /p and a number (/c: a researcher's)"
    ]
    thread: Annotated[str, "the thread it is made in"]
    message: Annotated[str, "the mail that first puts it forward"]
    sentence: Annotated[int | None, "the sentence that states it, null where it is the subject"]
    start_char: Start
    end_char: End
    title: Annotated[str, "what would be done, as a gerund or noun phrase"]
    person: Annotated[str, "who puts it forward"]
    sent_at: Annotated[datetime | None, "when, UTC"]
    kind: Annotated[str, "main, alternative or amendment"]
    probability: Annotated[float, "how sure it is that this is a proposal, 0 to 1"]
    outcome: Annotated[str, "accepted, rejected, withdrawn, deferred or open"]
    outcome_message: Annotated[str | None, "the mail that says so"]
    outcome_start_char: Annotated[int | None, "first character of what says so"]
    outcome_end_char: Annotated[int | None, "the character after what says so"]
    corrected: Annotated[str, "why a researcher corrected it, empty where nobody did"] = ""
    against: Annotated[
        str | None, "the proposal that an alternative stands against, or an amendment changes"
    ] = None


@dataclass(frozen=True, slots=True)
class Position:
    """What one person makes known in one mail about one proposal."""

    proposal: Annotated[str, "the proposal"]
    person: Annotated[str, "whose position"]
    message: Annotated[str, "the mail in which it is taken"]
    sentence: Annotated[int | None, "the sentence that shows it best"]
    start_char: Start
    end_char: End
    stance: Annotated[str, "support, oppose, conditional or neutral"]
    probability: Annotated[float, "how sure the stance is if the proposal is one, 0 to 1"]
    strength: Annotated[str, "vote (explicit) or argument (read from what is said)"]
    basis: Annotated[
        str, "why it is on this proposal: proposed, voted, agreed, answered, named, thread, or file"
    ]
    sent_at: Annotated[datetime | None, "when, UTC"]
    superseded_by: Annotated[str | None, "the mail with the person's later position, null if last"]
    corrected: Annotated[str, "why a researcher corrected it, empty where nobody did"] = ""


@dataclass(frozen=True, slots=True)
class Same:
    """A proposal that was put forward before, in another thread or on another list."""

    proposal: Annotated[str, "the proposal"]
    first: Annotated[str, "the earliest of all proposals that are one with it"]
    joined_with: Annotated[str, "the one of them that it is joined with"]
    how: Annotated[str, "what joins the two: copy (of the sentence), name, subject or file"]
    words: Annotated[str, "the sentence, name or subject that both have, or the reason told"]
    probability: Annotated[float, "how often such a join is right, counted by hand; 1 if told"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a researcher put right in corrections/debates.toml, and what came of it."""

    line: Annotated[int, "where it begins in the file, counted from 1"]
    kind: Annotated[str, "what it corrects: position, proposal, act, thread or same"]
    message: Annotated[str | None, "the mail, null where no mail is so called"]
    what: Annotated[str, "what it says, as the file has it"]
    because: Annotated[str, "the researcher's reason"]
    effect: Annotated[str, "added, removed, changed, the same as without it, or nothing"]
    detail: Annotated[str, "what was there before, or why nothing came of it"]


@dataclass(frozen=True, slots=True)
class LlmCall:
    """A mail that a language model was asked about, where one was asked for (`--llm`)."""

    message: MessageKey
    thread: Annotated[str, "the thread it was read in"]
    model: Annotated[str, "name of the model, as its server has it"]
    request: Annotated[str, "digest of all that was sent: the instructions, the mail, the model"]
    prompt_tokens: Annotated[int, "tokens sent, as the server counts them"]
    completion_tokens: Annotated[int, "tokens that came back"]
    claims: Annotated[int, "claims in the answer"]
    refused: Annotated[int, "claims thrown out, for their words are not in the mail"]
    defect: Annotated[str, "what is wrong with the answer as a whole, empty where nothing is"]


@dataclass(frozen=True, slots=True)
class LlmProposal:
    """A proposal as a language model reads it; it tells no probability."""

    proposal: Annotated[str, "the proposal: its first mail's key, then /l and a number"]
    thread: Annotated[str, "the thread it is made in"]
    message: Annotated[str, "the mail that first puts it forward"]
    sentence: Annotated[int, "the sentence that states it"]
    start_char: Start
    end_char: End
    title: Annotated[str, "what would be done, in the words of the language model"]
    person: Annotated[str, "who puts it forward: the author of the mail"]
    sent_at: Annotated[datetime | None, "when, UTC"]
    kind: Annotated[str, "main, alternative or amendment"]
    outcome: Annotated[str, "accepted, rejected, withdrawn, deferred or open"]
    outcome_message: Annotated[str | None, "the last mail that says so"]
    outcome_start_char: Annotated[int | None, "first character of what says so"]
    outcome_end_char: Annotated[int | None, "the character after what says so"]
    model: Annotated[str, "name of the model, as its server has it"]


@dataclass(frozen=True, slots=True)
class LlmPosition:
    """A position as a language model reads it; it tells no probability."""

    proposal: Annotated[str, "the proposal, in llm_proposal"]
    person: Annotated[str, "whose position: the author of the mail"]
    message: Annotated[str, "the mail in which it is taken"]
    sentence: Annotated[int, "the sentence that shows it"]
    start_char: Start
    end_char: End
    stance: Annotated[str, "support, oppose, conditional or neutral"]
    sent_at: Annotated[datetime | None, "when, UTC"]
    superseded_by: Annotated[str | None, "the mail with the person's later position, null if last"]
    model: Annotated[str, "name of the model, as its server has it"]


@dataclass(frozen=True, slots=True)
class Idea:
    """What a researcher asks about: a notion that may cross proposals, threads and lists."""

    idea: Annotated[str, "the idea's short name, as in data/ideas"]
    title: Annotated[str, "the idea in words; for means for this"]
    terms: Annotated[tuple[str, ...], "the terms by which mentions are found"]


@dataclass(frozen=True, slots=True)
class Mention:
    """An own sentence that speaks of an idea, or takes a position on a proposal about it."""

    idea: Annotated[str, "the idea"]
    message: MessageKey
    sentence: Annotated[int, "the sentence, by its number in the mail"]
    start_char: Annotated[int, "first character of the term found, or of the sentence"]
    end_char: Annotated[int, "the character after the term found, or the sentence"]
    direction: Annotated[str, "for or against the idea, neutral, or unclear"]
    stance: Annotated[float, "-1 (against) to 1 (for)"]
    probability: Annotated[float, "how often such a direction was right on coded mail, 0 to 1"]
    basis: Annotated[str, "phrase, sentence, or position (on a proposal that belongs to the idea)"]


@dataclass(frozen=True, slots=True)
class Run:
    """One making of the database: with what, from what, how much."""

    run: Annotated[str, "digest of everything that the database was made of"]
    made_at: Annotated[datetime, "when, UTC"]
    version: Annotated[str, "version of hansard"]
    command: Annotated[str, "the command that asked for it"]
    stage: Annotated[str, "the stage"]
    stage_version: Annotated[int, "version of the stage's rules"]
    model: Annotated[str, "digest of the models and ideas that the stage used"]
    inputs: Annotated[int, "rows in"]
    outputs: Annotated[int, "rows out"]


# What follows are views of the rows above, as the stages take them; none is a table.


@dataclass(frozen=True, slots=True)
class Head:
    """What threading and naming need of a mail: columns of `message`, without the body."""

    message: MessageKey
    list_id: Annotated[str, "the list's short name"]
    month: Annotated[str, "the archive that holds it"]
    number: Annotated[int, "place in the archive, counted from 0"]
    message_id: Annotated[str, "Message-ID without angle brackets"]
    in_reply_to: Annotated[tuple[str, ...], "ids named in In-Reply-To"]
    reference_ids: Annotated[tuple[str, ...], "ids named in References, oldest first"]
    name: Annotated[str, "display name of the author"]
    address: Annotated[str, "address of the author"]
    sent_at: Annotated[datetime | None, "when it was sent, UTC"]
    subject: Annotated[str, "Subject, decoded"]
    base_subject: Annotated[str, "subject without Re:, list name and labels"]
    body_sha256: Annotated[str, "digest of the body with its white space folded"]
    duplicate_of: Annotated[str | None, "the mail of which this one is another copy"]
    automatic: Annotated[str, "what tells that a program wrote it, empty where nothing does"] = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A mail that is another copy of an earlier one, in another archive or on another list."""

    message: MessageKey
    duplicate_of: Annotated[str, "the earliest copy, which stands for all"]


@dataclass(frozen=True, slots=True)
class Trace:
    """What tells a block's words again wherever they stand: hashes of some of their runs."""

    message: MessageKey
    block: Annotated[int, "the block, by its number in the mail"]
    depth: Annotated[int, "0 own words, 1 a quote, 2 a quote in it"]
    name: Annotated[str, "whom the mail says it quotes"]
    prints: Annotated[tuple[int, ...], "hashes of runs of words, chosen by the words alone"]


@dataclass(frozen=True, slots=True)
class Clue:
    """An earlier mail in which quotes of a mail were found, by their fingerprints."""

    message: MessageKey
    source: Annotated[str, "the mail that holds them"]
    near: Annotated[int, "fingerprints of quotes found in its author's own words"]
    far: Annotated[int, "fingerprints of quotes in quotes found in what it quotes itself"]
    quoted: Annotated[int, "fingerprints of all quotes of the mail"]
    nested: Annotated[int, "fingerprints of all quotes in quotes of the mail"]
    names: Annotated[tuple[str, ...], "whom the mail says it quotes"]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A quote that seems to be from a mail of another thread."""

    message: MessageKey
    block: Annotated[int, "the quote, by its number in the mail"]
    source: Annotated[str, "the mail that seems to hold its words"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a mail."""

    message: MessageKey
    person: Annotated[str, "the person"]
    automatic: Annotated[str, "message.automatic as all mails together tell it"] = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """The threads rooted in one archive: what is answered and debated as one job."""

    list_id: Annotated[str, "list of the archive"]
    month: Annotated[str, "the archive"]
    digest: Annotated[str, "digest of the places and authors of the threads"]
    touched: Annotated[tuple[str, ...], "the archives that hold their mails, as list_id/month"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a mail may be called by: its key, its Message-ID, the key of a copy."""

    message: MessageKey
    message_id: Annotated[str, "Message-ID without angle brackets"]
    duplicate_of: Annotated[str | None, "the mail of which this one is another copy"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What came of a correction in a debate."""

    name: Annotated[str, "digest of the correction, wherever in the file it stands"]
    effect: Annotated[str, "added, removed, changed, the same as without it, or nothing"]
    detail: Annotated[str, "what was there before, or why nothing came of it"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A researcher's word on whether a sentence performs an act."""

    message: MessageKey
    sentence: Annotated[int, "the sentence, by its number in the mail"]
    act: Annotated[str, "the act"]
    holds: Annotated[bool, "whether the sentence performs it"]
    because: Annotated[str, "the researcher's reason"]


@dataclass(frozen=True, slots=True)
class Post:
    """A mail in its thread with everything known of it so far."""

    message: Message
    place: Place
    person: str
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...] = ()
    acts: tuple[Act, ...] = ()
    links: tuple[Link, ...] = ()
    automatic: str = ""


@dataclass(frozen=True, slots=True)
class Debate:
    """A whole thread, its posts in reading order: by `place.position`, parents before answers."""

    thread: Thread
    posts: tuple[Post, ...]


TABLES: tuple[type, ...] = (
    Archive, Message, Attachment, Defect, Block, Place, Thread, Person, Identity, Affiliation,
    Link, Sentence, Act, Proposal, Position, Same, LlmCall, LlmProposal, LlmPosition, Idea,
    Mention, Run, Correction,
)  # fmt: skip

SQL_TYPES = {
    str: "varchar",
    int: "bigint",
    float: "double",
    bool: "boolean",
    datetime: "timestamp",
    tuple[str, ...]: "varchar[]",
    tuple[int, ...]: "bigint[]",
}


def table(record: type) -> str:
    """The name of the table that holds rows of `record`: its own in snake case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", record.__name__).lower()


# Columns that parts made by earlier versions lack, all of them of text that may be empty.
LATER: dict[type, str] = dict.fromkeys((Act, Proposal, Position), "corrected")


def source(record: type, files: str, options: str = "") -> str:
    """The SQL that reads rows of `record` from Parquet files, those of earlier versions too."""
    if record not in LATER:
        return f"read_parquet({files}{options})"
    name = LATER[record]
    return (
        f"(select * replace (coalesce({name}, '') as {name}) from ("
        f"select * from read_parquet({files}, union_by_name := true) "
        f"union all by name select ''::varchar as {name} where false))"
    )


@cache
def columns(record: type) -> dict[str, str]:
    """Column name to SQL type, in order."""
    hints = get_type_hints(record, include_extras=True)
    return {field.name: SQL_TYPES[_plain(hints[field.name])] for field in fields(record)}


@cache
def comments(record: type) -> dict[str, str]:
    """Column name to the sentence that says what it holds, in order."""
    hints = get_type_hints(record, include_extras=True)
    return {field.name: get_args(hints[field.name])[1] for field in fields(record)}


def _plain(hint: Any) -> Any:
    """The Python type of a column, without its comment and without `| None`."""
    inner = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(inner) in (Union, types.UnionType):
        (inner,) = (member for member in get_args(inner) if member is not type(None))
    return inner
