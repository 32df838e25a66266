"""The proposal page: who is for and against, when and in which words, and what came of it.

In: a connection and a proposal. Out: a `Page`. Each person counts once, with the last position;
positions that were changed stand apart, below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.serve import shown
from pipeline.publish.serve.source import MissingError, Page, Row, ask, read

if TYPE_CHECKING:
    import duckdb

# The sides in the order in which they are told, as the query `proposal` names them.
SIDES = {"pro": "support", "con": "oppose", "conditional": "conditional", "neutral": "neutral"}

PROPOSED = """
select p.proposal, p.title, p.kind, p.outcome, p.outcome_message, p.message, p.thread, p.sent_at,
    p.person, p.probability, t.subject, t.list_id, p.against, o.title as against_title
from proposal as p left join thread as t on t.thread = p.thread
left join proposal as o on o.proposal = p.against
where p.proposal = $proposal
"""

OTHERS = """
select proposal, title, kind, outcome from proposal
where thread = $thread and proposal <> $proposal
order by kind <> 'main', sent_at nulls last, proposal
limit 30
"""

THREADS_OF = "select message, thread from place where message in (select unnest($messages))"


def proposal(connection: duckdb.DuckDBPyConnection, key: str) -> Page:
    """One proposal with everything said on it."""
    found = read(connection, PROPOSED, {"proposal": key})
    if not found:
        raise MissingError(f"there is no proposal {key} in the database", hint="search for it")
    about = found[0]
    lines = ask(connection, "proposal", {"proposal": key})
    _with_threads(connection, lines)
    sides = {
        stance: [line for line in lines if line["side"] == side] for side, stance in SIDES.items()
    }
    stood = [line for each in sides.values() for line in each]
    data: Row = {
        "about": about,
        "stated": next(line for line in lines if line["side"] == "proposal"),
        "sides": sides,
        "tally": {stance: len({line["person"] for line in sides[stance]}) for stance in sides},
        "votes": len({line["person"] for line in stood if line["strength"] == "vote"}),
        "before": [line for line in lines if line["side"] == "before"],
        "ended": next(line for line in lines if line["side"] == "outcome"),
        "rounds": ask(connection, "rounds", {"proposal": key}),
        "others": read(connection, OTHERS, {"thread": about["thread"], "proposal": key}),
    }
    title = shown.name(about["title"]) or "(no title)"
    cite = f"“{title}”, proposal on {about['list_id']}, {shown.day(about['sent_at'])}. {key}"
    return Page("proposal.html", title, data, cite)


def _with_threads(connection: duckdb.DuckDBPyConnection, lines: list[Row]) -> None:
    """Tell each line in which thread its mail stands: positions may be taken elsewhere."""
    messages = sorted({line["message"] for line in lines if line["message"]})
    threads = {
        row["message"]: row["thread"]
        for row in read(connection, THREADS_OF, {"messages": messages})
    }
    for line in lines:
        line["thread"] = threads.get(line["message"])
