"""A thread in a page: its proposals, who stands where on them, in their words, what came of it.

In: a connection to the database and a thread. Out: a `Summary`, and its text. Nothing is rewritten:
every quotation is a span of a mail that its author wrote, and every line names its mail.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError

if TYPE_CHECKING:
    import duckdb

WIDTH = 100
# The longest quotation that still reads as one; what is cut is marked.
QUOTE_LENGTH = 240
# Sides in the order in which they are told.
SIDES = {
    "support": "For",
    "oppose": "Against",
    "conditional": "On conditions",
    "neutral": "Undecided",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """A person's last position on a proposal, with the words that show it."""

    person: str
    name: str
    stance: str
    strength: str
    basis: str
    probability: float
    sent_at: datetime | None
    words: str
    message: str
    earlier: str  # "support in KEY" for each earlier position that this one replaced


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with all who stand somewhere on it."""

    proposal: str
    title: str
    kind: str
    probability: float
    name: str
    sent_at: datetime | None
    words: str
    message: str
    outcome: str
    outcome_name: str
    outcome_words: str
    outcome_message: str
    stands: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A thread and its proposals, the main ones first."""

    thread: str
    list_id: str
    subject: str
    started_at: datetime | None
    ended_at: datetime | None
    messages: int
    persons: int
    proposals: tuple[Proposed, ...]
    urls: dict[str, str]


def summary(connection: duckdb.DuckDBPyConnection, wanted: str) -> Summary:
    """The summary of a thread, named by its key, by any of its mails, a Message-ID or an address.

    UsageError where the database holds no such mail.
    """
    thread = _thread(connection, wanted)
    head = _rows(connection, _HEAD, thread=thread)[0]
    proposals = tuple(
        Proposed(*row, stands=tuple(Stand(*each) for each in _stands(connection, row[0])))
        for row in _rows(connection, _PROPOSALS, thread=thread)
    )
    urls = {row[0]: row[1] for row in _rows(connection, _URLS, thread=thread)}
    return Summary(*head, proposals=proposals, urls=urls)


def _thread(connection: duckdb.DuckDBPyConnection, wanted: str) -> str:
    found = _rows(connection, _FIND, wanted=wanted, id=wanted.strip().strip("<>"))
    if not found:
        raise UsageError(
            f"the database holds no thread or mail {wanted}",
            hint="hansard query threads, or hansard query search words=... to find one",
        )
    return str(found[0][0])


def _stands(connection: duckdb.DuckDBPyConnection, proposal: str) -> list[tuple[Any, ...]]:
    return _rows(connection, _STANDS, proposal=proposal)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return connection.execute(sql, values).fetchall()


_FIND = """
with wanted as (
    select coalesce(duplicate_of, message) as message
    from message
    where message = $wanted or message_id = $id or (url = $wanted and url <> '')
)
select place.thread
from place
where place.message in (select message from wanted) or place.thread = $wanted
limit 1
"""

_HEAD = """
select thread, list_id, subject, started_at, ended_at, messages, persons
from thread
where thread = $thread
"""

_PROPOSALS = """
select
    proposal.proposal,
    proposal.title,
    proposal.kind,
    proposal.probability,
    coalesce(person.name, proposal.person),
    proposal.sent_at,
    substr(message.body, proposal.start_char + 1, proposal.end_char - proposal.start_char),
    proposal.message,
    proposal.outcome,
    coalesce(said_by.name, ''),
    coalesce(
        substr(
            said.body,
            proposal.outcome_start_char + 1,
            proposal.outcome_end_char - proposal.outcome_start_char
        ),
        ''
    ),
    coalesce(proposal.outcome_message, '')
from proposal
join message using (message)
left join person on person.person = proposal.person
left join message as said on said.message = proposal.outcome_message
left join person as said_by on said_by.person = said.person
where proposal.thread = $thread
order by proposal.kind <> 'main', proposal.sent_at, proposal.proposal
"""

_STANDS = """
with stands as (
    select position.*, coalesce(person.name, position.person) as name
    from position
    left join person using (person)
    where position.proposal = $proposal
),

earlier as (
    select
        person,
        string_agg(distinct stance || ' in ' || message, ', ' order by stance || ' in ' || message)
            as earlier
    from stands
    where superseded_by is not null
    group by person
)

select
    stands.person,
    stands.name,
    stands.stance,
    stands.strength,
    stands.basis,
    stands.probability,
    stands.sent_at,
    substr(message.body, stands.start_char + 1, stands.end_char - stands.start_char),
    stands.message,
    coalesce(earlier.earlier, '')
from stands
join message using (message)
left join earlier using (person)
where stands.superseded_by is null
order by stands.strength <> 'vote', stands.probability desc, stands.sent_at, stands.message
"""

_URLS = """
select message.message, message.url
from message
join place using (message)
where place.thread = $thread and message.url <> ''
"""


def text(told: Summary, each_side: int = 8) -> str:
    """The summary as plain text, at most `each_side` quotations for each side of a proposal."""
    lines = [told.subject or "(no subject)", _span(told), ""]
    if not told.proposals:
        lines += ["No proposal was found in this thread.", ""]
    for number, proposed in enumerate(told.proposals, start=1):
        lines += [*_proposal(number, proposed, each_side), ""]
    lines += _addresses(told)
    return "\n".join(lines).rstrip()


def _span(told: Summary) -> str:
    return (
        f"{told.thread} · {told.messages} mails by {told.persons} persons, "
        f"{_day(told.started_at)} to {_day(told.ended_at)}"
    )


def _proposal(number: int, proposed: Proposed, each_side: int) -> Iterator[str]:
    yield f"{number}. {proposed.title}"
    yield (
        f"   {proposed.kind} proposal, put forward by {proposed.name} on "
        f"{_day(proposed.sent_at)} (p = {proposed.probability:.2f})"
    )
    yield from _quotation(proposed.words, proposed.message, indent=3)
    for stance, side in SIDES.items():
        yield from _side(
            side, [each for each in proposed.stands if each.stance == stance], each_side
        )
    yield from _outcome(proposed)


def _side(side: str, stands: Sequence[Stand], each_side: int) -> Iterator[str]:
    if not stands:
        return
    votes = sum(each.strength == "vote" for each in stands)
    yield f"   {side}: {len(stands)}" + (f", {votes} of them by explicit vote" if votes else "")
    for stand in stands[:each_side]:
        yield f"     {stand.name}, {_day(stand.sent_at)} ({_how(stand)})"
        yield from _quotation(stand.words, stand.message, indent=7)
    rest = stands[each_side:]
    if rest:
        names = "; ".join(f"{each.name} [{each.message}]" for each in rest)
        yield from _wrapped(f"and {names}", indent=5)


def _how(stand: Stand) -> str:
    """How the position is known, and how surely."""
    how = "vote" if stand.strength == "vote" else f"argument, {stand.basis}"
    before = f"; before: {stand.earlier}" if stand.earlier else ""
    return f"{how}, p = {stand.probability:.2f}{before}"


def _outcome(proposed: Proposed) -> Iterator[str]:
    if proposed.outcome_message:
        yield f"   Outcome: {proposed.outcome}, says {proposed.outcome_name}"
        yield from _quotation(proposed.outcome_words, proposed.outcome_message, indent=7)
    else:
        yield f"   Outcome: {proposed.outcome}"


def _quotation(words: str, message: str, indent: int) -> Iterator[str]:
    folded = " ".join(words.split())
    if len(folded) > QUOTE_LENGTH:
        folded = folded[:QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    yield from _wrapped(f"“{folded}” [{message}]", indent)


def _wrapped(line: str, indent: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(
        line,
        WIDTH,
        initial_indent=space,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _addresses(told: Summary) -> Iterator[str]:
    """The public address of every mail that the text names."""
    named = dict.fromkeys(
        key
        for proposed in told.proposals
        for key in (
            proposed.message,
            *(stand.message for stand in proposed.stands),
            proposed.outcome_message,
        )
        if key in told.urls
    )
    if named:
        yield "Mails"
        for key in sorted(named):
            yield f"   [{key}] {told.urls[key]}"


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y}" if moment else "an unknown day"
