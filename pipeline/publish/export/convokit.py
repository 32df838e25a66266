"""A corpus for ConvoKit (https://convokit.cornell.edu): mails as utterances, threads as talks.

In: a connection that sees the rows that are wanted. Out: the folder `convokit`, to be loaded with
`convokit.Corpus(filename="…/convokit")`. Rules: the text of an utterance is its author's own words,
since quoted words are another speaker's; a mail under a ghost has no reply-to, so that its thread
has two roots, which `meta.whole` of the conversation tells; copies are left out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pipeline.publish.export.rows import dicts

if TYPE_CHECKING:
    import duckdb

UTTERANCES = """
with own as (
    select message, list(start_char order by number) as starts,
        list(end_char order by number) as ends
    from block where kind = 'own' group by message
),
acts as (
    select message, list(distinct act order by act) as acts from act group by message
),
stands as (
    select message,
        list({'proposal': proposal, 'stance': stance, 'strength': strength,
            'probability': probability} order by proposal) as positions
    from position group by message
),
tones as (select message, avg(mood_score) as mood from sentence group by message)
select m.message, p.thread, parent.message as parent, coalesce(m.person, 'unknown') as person,
    m.sent_at, m.subject, m.list_id, m.url, m.automatic, p.how, p.confidence, tones.mood,
    acts.acts, stands.positions, own.starts, own.ends, m.body
from message as m
join place as p on p.message = m.message
left join place as parent on parent.message = p.parent and parent.thread = p.thread
left join own on own.message = m.message
left join acts on acts.message = m.message
left join stands on stands.message = m.message
left join tones on tones.message = m.message
where m.duplicate_of is null
order by m.list_id, m.month, m.message
"""

# A conversation is named by its first utterance that is here: a part of a thread has another.
FIRST = """
create or replace table spoken as
select p.thread, min_by(p.message, (p.position, p.message)) as root,
    count(*) filter (parent.message is null) as roots, count(*) as utterances,
    count(distinct m.person) as speakers
from place as p
join message as m on m.message = p.message
left join place as parent on parent.message = p.parent and parent.thread = p.thread
where m.duplicate_of is null
group by p.thread
"""

CONVERSATIONS = """
select s.root, t.subject, t.list_id, s.roots = 1 as whole, s.utterances, s.speakers, t.ghosts,
    t.started_at, s.thread,
    (select list({'proposal': p.proposal, 'title': p.title, 'outcome': p.outcome}
        order by p.proposal) from proposal as p where p.thread = s.thread) as proposals
from spoken as s join thread as t on t.thread = s.thread
order by s.root
"""

SPEAKERS = """
select coalesce(m.person, 'unknown') as person, any_value(who.name) as name, count(*) as mails,
    (select list(distinct organisation order by organisation) from affiliation as a
        where a.person = coalesce(m.person, 'unknown')) as organisations
from message as m
join place as p on p.message = m.message
left join person as who on who.person = m.person
where m.duplicate_of is null
group by coalesce(m.person, 'unknown') order by 1
"""

UTTERANCE_META = ("subject", "list_id", "url", "automatic", "how", "confidence", "mood", "acts",
                  "positions")  # fmt: skip
CONVERSATION_META = ("subject", "list_id", "whole", "utterances", "speakers", "ghosts",
                     "started_at", "proposals")  # fmt: skip
SPEAKER_META = ("name", "mails", "organisations")
KINDS = {str: "str", int: "int", float: "float", bool: "bool", list: "list"}


def write(connection: duckdb.DuckDBPyConnection, folder: Path, _form: str) -> dict[str, int]:
    """Write the corpus; the rows of its files."""
    target = folder / "convokit"
    target.mkdir()
    connection.execute(FIRST)
    roots = dict(connection.execute("select thread, root from spoken").fetchall())
    utterances = _utterances(connection, target / "utterances.jsonl", roots)
    seen = {
        "conversations": _named(
            connection, target / "conversations.json", CONVERSATIONS, CONVERSATION_META
        ),
        "speakers": _named(connection, target / "speakers.json", SPEAKERS, SPEAKER_META),
    }
    (target / "corpus.json").write_bytes(_line({"source": "hansard"}))
    (target / "index.json").write_bytes(_line(_index()))
    return {
        "convokit/utterances.jsonl": utterances,
        **{f"convokit/{name}.json": count for name, count in seen.items()},
        "convokit/corpus.json": 1,
        "convokit/index.json": 1,
    }


def _utterances(connection: duckdb.DuckDBPyConnection, target: Path, roots: dict[str, str]) -> int:
    count = 0
    with target.open("wb") as out:
        for row in dicts(connection, UTTERANCES):
            count += 1
            out.write(_line(_utterance(row, roots)))
    return count


def _utterance(row: dict[str, Any], roots: dict[str, str]) -> dict[str, Any]:
    spans = zip(row["starts"] or (), row["ends"] or (), strict=True)
    return {
        "id": row["message"],
        "conversation_id": roots[row["thread"]],
        "text": "".join(row["body"][start:end] for start, end in spans).strip(),
        "speaker": row["person"],
        "meta": {name: _plain(row[name]) for name in UTTERANCE_META},
        "reply-to": row["parent"],
        "timestamp": _seconds(row["sent_at"]),
        "vectors": [],
    }


def _named(
    connection: duckdb.DuckDBPyConnection, target: Path, query: str, meta: tuple[str, ...]
) -> int:
    """Write a JSON object of what a query yields by its first column, a member at a time."""
    count = 0
    with target.open("wb") as out:
        for row in dicts(connection, query):
            key = next(iter(row.values()))
            out.write(b",\n" if count else b"{\n")
            about = {"meta": {name: _plain(row[name]) for name in meta}, "vectors": []}
            out.write(orjson.dumps(key) + b":" + orjson.dumps(about))
            count += 1
        out.write(b"\n}\n" if count else b"{}\n")
    return count


def _index() -> dict[str, Any]:
    """What ConvoKit wants to be told of the types of meta data; it reads the values as they are."""
    kinds = {"acts": list, "positions": list, "proposals": list, "organisations": list,
             "confidence": float, "mood": float, "whole": bool, "utterances": int,
             "speakers": int, "ghosts": int, "mails": int}  # fmt: skip

    def told(names: tuple[str, ...]) -> dict[str, list[str]]:
        return {name: [f"<class '{KINDS[kinds.get(name, str)]}'>"] for name in names}

    return {
        "utterances-index": told(UTTERANCE_META),
        "speakers-index": told(SPEAKER_META),
        "conversations-index": told(CONVERSATION_META),
        "overall-index": {"source": ["<class 'str'>"]},
        "version": 1,
        "vectors": [],
    }


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.replace(tzinfo=UTC).timestamp())


def _plain(value: Any) -> Any:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


def _line(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
