"""A project for hand coding: REFI-QDA (.qdpx), as programs for qualitative analysis exchange it.

In: a connection that sees the rows that are wanted. Out: a zip of `project.qde` (XML, namespace
urn:QDA-XML:project:1.0) and a plain text for each mail. The program's reading comes as codings of
a user called hansard, beside which coders put their own:

- codes: acts, stances, ideas, outcomes; a code for each proposal, on its words and on every
  position that is taken on it;
- sources are mails, cases the persons who wrote them, sets the threads;
- a span of two readings is one selection with two codings.

Positions count characters (Unicode code points) of the text, lines end in a line feed, and there is
no byte order mark. Signs that programs drop or change as they read, and so move positions, become
blanks.
Every id is made of what it names, so that the same rows give the same bytes.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from pipeline.publish.export.rows import ask
from pipeline.publish.export.xml import attribute, text

if TYPE_CHECKING:
    import duckdb

FILE = "project.qdpx"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:hansard:qda")
WRITER = "hansard"

# What readers drop (byte order marks, NUL) or make other lines of: blanks, so that positions stay.
BLANKS = {ord(sign): " " for sign in "\r\v\f\0\x1c\x1d\x1e\x85\u2028\u2029\ufeff"}

# The heads of the code book: name and what its codes mean.
HEADS = {
    "act": "What a sentence does, as the program reads it",
    "stance": "Where its author stands on a proposal, as the program reads it",
    "proposal": "A course of action, and what people say for and against it",
    "outcome": "What came of a proposal, by the words that tell it",
    "idea": "What a researcher asks about, by the words that speak of it",
}

# Every span with the code that it bears: head, name of the code, mail, from, to.
CODED = """
with coded as (
    select 'act' as head, a.act as code, a.message, s.start_char, s.end_char
    from act as a join sentence as s on s.message = a.message and s.number = a.sentence
    union select 'stance', stance, message, start_char, end_char from position
    union select 'proposal', proposal, message, start_char, end_char from position
    union select 'proposal', proposal, message, start_char, end_char from proposal
    union select 'outcome', outcome, outcome_message, outcome_start_char, outcome_end_char
    from proposal where outcome_message is not null and outcome_start_char is not null
    union select 'idea', idea, message, start_char, end_char from mention
)
"""
CODES = f"""
{CODED}
select distinct c.head, c.code, coalesce(p.title, i.title, c.code) as name,
    coalesce(p.kind || ', ' || p.outcome, '') as told
from coded as c
left join proposal as p on c.head = 'proposal' and p.proposal = c.code
left join idea as i on c.head = 'idea' and i.idea = c.code
where c.message in (select message from message where duplicate_of is null)
order by c.head, c.code
"""
MAILS = f"""
{CODED},
spans as (
    select message, list([head, code, start_char::varchar, end_char::varchar]
        order by start_char, end_char, head, code) as spans
    from coded where end_char > start_char group by message
)
select m.message, m.sent_at, m.subject, coalesce(w.name, m.name) as name, m.body, s.spans
from message as m
left join person as w on w.person = m.person
left join spans as s on s.message = m.message
where m.duplicate_of is null
order by m.list_id, m.month, m.number, m.message
"""
CASES = """
select m.person as id, coalesce(any_value(w.name), m.person) as name,
    list(m.message order by m.list_id, m.month, m.number, m.message) as members
from message as m left join person as w on w.person = m.person
where m.person is not null and m.duplicate_of is null
group by m.person order by m.person
"""
SETS = """
select p.thread as id, coalesce(nullif(any_value(t.subject), ''), p.thread) as name,
    list(p.message order by p.position) as members
from place as p left join thread as t on t.thread = p.thread
where p.message in (select message from message where duplicate_of is null)
group by p.thread order by p.thread
"""
LISTS = "select distinct list_id from message order by list_id"
# Zip knows no time before it; that of the making is nobody's concern.
EPOCH = (1980, 1, 1, 0, 0, 0)


def write(connection: duckdb.DuckDBPyConnection, folder: Path, _: str) -> dict[str, int]:
    """Write the project; how many mails are in it."""
    count = 0
    with zipfile.ZipFile(folder / FILE, "w") as project:
        for key, *_rest, body, _spans in ask(connection, MAILS).rows:
            count += 1
            with _entry(project, f"Sources/{guid('mail', key)}.txt") as out:
                out.write(plain(body).encode("utf-8", "replace"))
        with _entry(project, "project.qde") as out:
            for piece in _project(connection):
                out.write(piece.encode("utf-8", "replace"))
    return {FILE: count}


def plain(body: str) -> str:
    """The text of a mail as every program reads it, each character in its place."""
    return body.translate(BLANKS)


def guid(kind: str, *keys: object) -> str:
    """The id of a thing: always the same for the same thing."""
    return str(uuid.uuid5(NAMESPACE, "\0".join([kind, *map(str, keys)])))


def _entry(project: zipfile.ZipFile, name: str) -> IO[bytes]:
    about = zipfile.ZipInfo(name, EPOCH)
    about.compress_type = zipfile.ZIP_DEFLATED
    return project.open(about, "w", force_zip64=True)


def _project(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The project's XML, piece by piece, in the order that its schema asks for."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    lists = ", ".join(list_id for (list_id,) in ask(connection, LISTS).rows)
    yield '<Project xmlns="urn:QDA-XML:project:1.0" '
    yield f'name={attribute(f"Who said what on {lists}")} origin="{WRITER}">\n'
    yield f'<Users><User guid="{guid("user", WRITER)}" name="{WRITER}"/></Users>\n'
    yield from _code_book(ask(connection, CODES).rows)
    yield from _groups("Case", "SourceRef", ask(connection, CASES).rows)
    yield "<Sources>\n"
    for row in ask(connection, MAILS).rows:
        yield from _source(*row)
    yield "</Sources>\n"
    yield from _groups("Set", "MemberSource", ask(connection, SETS).rows)
    yield "</Project>\n"


def _code_book(codes: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """The codes under their heads; only those that mark something."""
    by_head: dict[str, list[str]] = {head: [] for head in HEADS}
    for head, code, name, told in codes:
        about = f"<Description>{escape(text(f'{code}: {told}'))}</Description>" if told else ""
        by_head[head].append(
            f'<Code guid="{guid("code", head, code)}" name={attribute(name)} isCodable="true">'
            f"{about}</Code>\n"
        )
    yield "<CodeBook><Codes>\n"
    for head, told in HEADS.items():
        yield f'<Code guid="{guid("head", head)}" name="{head}" isCodable="false">\n'
        yield f"<Description>{told}</Description>\n"
        yield from by_head[head]
        yield "</Code>\n"
    yield "</Codes></CodeBook>\n"


def _source(
    key: str,
    sent_at: Any,
    subject: str,
    name: str,
    body: str,
    spans: Sequence[Sequence[str]] | None,
) -> Iterator[str]:
    """A mail, and what is coded in it."""
    mail = guid("mail", key)
    yield (
        f'<TextSource guid="{mail}" name={attribute(f"{key} {name}: {subject}")} '
        f'plainTextPath="internal://{mail}.txt"{_dated(sent_at)}>\n'
    )
    yield from _selections(key, len(body), spans or ())
    yield "</TextSource>\n"


def _selections(key: str, size: int, spans: Sequence[Sequence[str]]) -> Iterator[str]:
    """The spans of a mail, each with all its codings."""
    codes: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for head, code, *span in spans:
        first, after = map(int, span)
        if after <= size:
            codes.setdefault((first, after), []).append((head, code))
    by = f'creatingUser="{guid("user", WRITER)}"'
    for (start, end), told in codes.items():
        at = f'startPosition="{start}" endPosition="{end}"'
        yield f'<PlainTextSelection guid="{guid("span", key, start, end)}" {at} {by}>'
        for head, code in told:
            coding = guid("coding", key, start, end, head, code)
            yield f'<Coding guid="{coding}" {by}><CodeRef targetGUID="{guid("code", head, code)}"/>'
            yield "</Coding>"
        yield "</PlainTextSelection>\n"


def _groups(kind: str, member: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Cases or sets: what mails are together, if there are any."""
    opened = False
    for id_, name, members in rows:
        if not opened:
            yield f"<{kind}s>\n"
            opened = True
        yield f'<{kind} guid="{guid(kind, id_)}" name={attribute(name)}>\n'
        yield from (f'<{member} targetGUID="{guid("mail", key)}"/>\n' for key in members)
        yield f"</{kind}>\n"
    if opened:
        yield f"</{kind}s>\n"


def _dated(sent_at: Any) -> str:
    return "" if sent_at is None else f" creationDateTime={attribute(sent_at)}"
