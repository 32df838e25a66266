"""Where quotes are from, looked up in the fingerprints of all archives together.

In: the trace parts of archives. Out: a `Clue` for each earlier mail in which the quotes of a mail
were found; and, once mails have their places, an `Elsewhere` for each quote that its thread does
not explain and a mail of another thread does. The fingerprints stay in DuckDB, which reads them
once and keeps those that are asked for; what comes out is a few rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import parts
from pipeline.errors import PartError
from pipeline.records import Clue, Elsewhere, Message, Place, Trace

if TYPE_CHECKING:
    import duckdb

# What is more goes to disk for a while: 450,000 mails need twice as much.
LIMITS: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "600MB", "threads": 2}
CLUES = 16  # mails that may hold the quotes of one mail; more are no help
COMMON = 200  # a fingerprint that more mails hold is a form's, and tells nothing
SKEW = timedelta(hours=12)  # clocks and zones are wrong by hours


@dataclass(frozen=True, slots=True)
class Traces:
    """The parts of some archives, as files, and the mails in them that are copies."""

    traces: Sequence[Path]
    messages: Sequence[Path]
    copies: Sequence[str]


def traces(
    where: Path, trace: Sequence[str], parse: Sequence[str], copies: Sequence[str]
) -> Traces:
    """The fingerprints and dates of archives, by the names of their parts."""
    return Traces(
        [parts.path(where, "trace", name, Trace) for name in trace],
        [parts.path(where, "parse", name, Message) for name in parse],
        copies,
    )


COPIED = "create temp table copied as select unnest($copies::varchar[]) as message"
MAIL = """
create temp table mail as
select message, sent_at
from read_parquet($files)
anti join copied using (message)
where duplicate_of is null
"""
TRACE = """
create temp view trace as
select * from read_parquet([{files}]) anti join copied using (message)
"""

FOUND = """
with quoted as (
    select trace.message, trace.depth, trace.name, trace.prints, mail.sent_at
    from trace
    join mail using (message)
    where trace.depth > 0 and trace.message in (select unnest($asked))
),
probe as (
    select distinct message, depth, sent_at, unnest(prints) as print from quoted
),
held as (
    select told.message, told.depth, told.print
    from (select message, depth, unnest(prints) as print from trace) as told
    semi join probe using (print)
),
telling as (
    select distinct held.message, held.depth, held.print, mail.sent_at
    from held
    join mail using (message)
    qualify count(*) over (partition by held.print) <= $common
),
found as (
    select
        probe.message,
        telling.message as source,
        count(*) filter (probe.depth = 1) as near,
        count(*) filter (probe.depth > 1) as far
    from probe
    join telling
        on telling.print = probe.print
        and telling.depth = probe.depth - 1
        and telling.message <> probe.message
        and telling.sent_at <= probe.sent_at + $skew
    group by all
),
size as (
    select
        message,
        count(*) filter (depth = 1) as quoted,
        count(*) filter (depth > 1) as nested
    from probe
    group by message
),
named as (
    select message, list(distinct name order by name) as names
    from quoted
    where depth = 1 and name <> ''
    group by message
)
select
    found.message, found.source, found.near, found.far, size.quoted, size.nested,
    coalesce(named.names, []) as names
from found
join size using (message)
left join named using (message)
qualify row_number() over (
    partition by found.message order by 3 * found.near + found.far desc, found.source
) <= $clues
order by found.message, found.source
"""


def clues(held: Traces, asked: Sequence[str]) -> list[Clue]:
    """In which earlier mails the quotes of the asked mails were found, by mail and source."""
    if not asked or not held.traces:
        return []
    with _opened(held) as connection:
        rows = connection.execute(
            FOUND, {"asked": asked, "common": COMMON, "skew": SKEW, "clues": CLUES}
        ).fetchall()
    return [
        Clue(message, source, near, far, quoted, nested, tuple(names))
        for message, source, near, far, quoted, nested, names in rows
    ]


PLACE = """
create temp table place as
select unnest($mails) as message, unnest($threads) as thread
"""
ELSEWHERE = """
with quoted as (
    select
        trace.message, trace.block, place.thread, mail.sent_at,
        list_sort(trace.prints)[:$least] as prints
    from trace
    join mail using (message)
    join place using (message)
    where trace.depth > 0
),
probe as (
    select *, unnest(prints) as print from quoted
),
form as (
    select print from probe group by print having count(distinct thread) > $forms
),
own as (
    select told.message, told.print
    from (select message, unnest(prints) as print from trace where depth = 0) as told
    semi join (select print from probe anti join form using (print)) using (print)
),
telling as (
    select own.message, own.print, place.thread, mail.sent_at
    from own
    join place using (message)
    join mail using (message)
    qualify count(*) over (partition by own.print) <= $common
),
found as (
    select
        probe.message, probe.block, telling.message as source,
        telling.thread = probe.thread as here,
        count(*) as hits,
        any_value(len(probe.prints)) as size,
        any_value(telling.sent_at) as sent_at
    from probe
    join telling
        on telling.print = probe.print
        and telling.message <> probe.message
        and telling.sent_at <= probe.sent_at + $skew
    group by all
)
select message, block, source
from found
where 2 * hits >= size
qualify not here
    and hits > coalesce(max(hits) filter (here) over (partition by message, block), 0)
    and row_number() over (
        partition by message, block, here order by hits desc, sent_at, source
    ) <= $sources
order by message, block, source
"""
# A quote is looked up by its least fingerprints; a text that holds half of it holds some of them.
LEAST = 6
SOURCES = 2  # mails of which one quote may be
FORMS = 12  # what is quoted in more threads than these is a list's footer or a greeting
HOLDERS = 24  # what more mails hold as their own is so too


def elsewhere(held: Traces, places: Sequence[Place]) -> list[Elsewhere]:
    """The quotes that seem to be from another thread, each with what may be its source."""
    if not places or not held.traces:
        return []
    with _opened(held) as connection:
        connection.execute(
            PLACE,
            {
                "mails": [place.message for place in places],
                "threads": [place.thread for place in places],
            },
        )
        rows = connection.execute(
            ELSEWHERE,
            {
                "least": LEAST,
                "forms": FORMS,
                "common": HOLDERS,
                "skew": SKEW,
                "sources": SOURCES,
            },
        ).fetchall()
    return [Elsewhere(message, block, source) for message, block, source in rows]


@contextmanager
def _opened(held: Traces) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that knows the tables `mail` and `trace`."""
    import duckdb

    try:
        with (
            parts.interruptible(),
            tempfile.TemporaryDirectory() as scratch,
            duckdb.connect(config={**LIMITS, "temp_directory": scratch}) as connection,
        ):
            files = [str(file) for file in held.messages]
            connection.execute(COPIED, {"copies": list(held.copies)})
            connection.execute(MAIL, {"files": files})
            quoted = (str(file).replace("'", "''") for file in held.traces)  # views take no values
            connection.execute(TRACE.format(files=", ".join(f"'{file}'" for file in quoted)))
            yield connection
    except duckdb.Error as error:
        raise PartError(
            f"a part of stage trace cannot be read: {str(error).splitlines()[0]}",
            hint="delete the folder `parts` in the data directory and build again",
        ) from error
