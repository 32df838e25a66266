"""Networks for Gephi and the like: who replies to whom, who quotes whom, which mail answers which.

In: a connection that sees the rows that are wanted. Out: GraphML or GEXF, written node by node, so
that memory does not grow with the list. The writers are ours: the two formats are a dozen lines
each, and networkx, which reads them in the tests, would hold the whole graph. Programs are left
out of the networks of persons, as in the query `replies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from pipeline.publish.export.rows import Asked, ask
from pipeline.publish.export.xml import attribute, text

if TYPE_CHECKING:
    import duckdb

HUMAN = "person is not null and automatic = '' and duplicate_of is null"

PERSONS = f"""
with mails as (
    select person, count(*) as mails, min(sent_at) as first_at, max(sent_at) as last_at
    from message where {HUMAN} group by person
),
work as (
    select person, max_by(organisation, coalesce(since, '0001-01-01'::timestamp)) as organisation
    from affiliation group by person
),
made as (select person, count(*) as proposals from proposal group by person),
held_by as (select person, count(distinct proposal) as positions from position group by person)
select m.person as id, coalesce(who.name, m.person) as label, m.mails, m.first_at, m.last_at,
    coalesce(work.organisation, '') as organisation, coalesce(made.proposals, 0) as proposals,
    coalesce(held_by.positions, 0) as positions
from mails as m
left join person as who on who.person = m.person
left join work on work.person = m.person
left join made on made.person = m.person
left join held_by on held_by.person = m.person
order by m.person
"""

# A reply agrees where a sentence of it performs the act Agreement.
TONE = """
tone as (
    select message, bool_or(act = 'Agreement') as agrees, bool_or(act = 'Disagreement') as disagrees
    from act where act in ('Agreement', 'Disagreement') group by message
)
"""

REPLIES = f"""
with {TONE},
pairs as (
    select m.person as source, o.person as target, m.sent_at, t.agrees, t.disagrees
    from place as p
    join message as m on m.message = p.message
    join message as o on o.message = p.parent
    left join tone as t on t.message = p.message
    where m.person is not null and o.person is not null
        and m.automatic = '' and o.automatic = ''
)
select source, target, count(*) as weight, min(sent_at) as first_at, max(sent_at) as last_at,
    count(*) filter (agrees) as agreements, count(*) filter (disagrees) as disagreements
from pairs group by source, target order by source, target
"""

QUOTES = """
with pairs as (
    select m.person as source, o.person as target, m.sent_at, m.message, l.block
    from link as l
    join message as m on m.message = l.message
    join message as o on o.message = l.source_message
    where l.kind = 'quotes' and m.person is not null and o.person is not null
        and m.automatic = '' and o.automatic = ''
)
select source, target, count(distinct (message, block)) as weight,
    count(distinct message) as mails, min(sent_at) as first_at, max(sent_at) as last_at
from pairs group by source, target order by source, target
"""

MAILS = """
select m.message as id, m.subject as label, coalesce(m.person, '') as person,
    coalesce(who.name, m.name) as name, m.sent_at, m.list_id, p.thread, p.depth
from message as m
join place as p on p.message = m.message
left join person as who on who.person = m.person
order by m.message
"""

ANSWERS = """
select p.message as source, p.parent as target, 1::bigint as weight, p.how, p.confidence
from place as p
where p.parent in (select message from place)
order by p.message
"""

# Name of the file to what its nodes and edges are.
NETWORKS = {
    "replies": (PERSONS, REPLIES, "who replies to whom"),
    "quotes": (PERSONS, QUOTES, "who quotes whom"),
    "mails": (MAILS, ANSWERS, "which mail answers which"),
}

KINDS = {"bigint": "long", "double": "double"}


def write(connection: duckdb.DuckDBPyConnection, folder: Path, form: str) -> dict[str, int]:
    """Write the networks; how many nodes and edges are in each."""
    rows = {}
    for name, (nodes, edges, told) in NETWORKS.items():
        target = f"{name}.{form}"
        with (folder / target).open("w", encoding="utf-8", newline="\n") as out:
            rows[target] = WRITERS[form](connection, out, nodes, edges, told)
    return rows


def _graphml(
    connection: duckdb.DuckDBPyConnection, out: IO[str], nodes: str, edges: str, told: str
) -> int:
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for of, query, skipped in (("node", nodes, 1), ("edge", edges, 2)):
        about = ask(connection, query)
        for name, kind in _columns(about)[skipped:]:
            out.write(f'<key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n')
    out.write(f'<graph id="hansard" edgedefault="directed">\n<desc>{escape(told)}</desc>\n')
    count = 0
    for of, query, skipped in (("node", nodes, 1), ("edge", edges, 2)):
        about = ask(connection, query)
        for row in about.rows:
            count += 1
            ends = f"id={attribute(row[0])}" if of == "node" else _ends(row)
            out.write(f"<{of} {ends}>{_data(of, about.names[skipped:], row[skipped:])}</{of}>\n")
    out.write("</graph>\n</graphml>\n")
    return count


def _columns(about: Asked) -> list[tuple[str, str]]:
    """Name and kind of each column, as the formats call it."""
    kinds = [KINDS.get(kind, "string") for kind in about.types]
    return list(zip(about.names, kinds, strict=True))


def _data(of: str, names: Sequence[str], values: Sequence[Any]) -> str:
    return "".join(
        f'<data key="{of}-{name}">{escape(text(value))}</data>'
        for name, value in zip(names, values, strict=True)
        if value is not None
    )


def _gexf(
    connection: duckdb.DuckDBPyConnection, out: IO[str], nodes: str, edges: str, told: str
) -> int:
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write('<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n')
    out.write(f"<meta><creator>hansard</creator><description>{escape(told)}</description></meta>\n")
    out.write('<graph defaultedgetype="directed" mode="static">\n')
    for of, query, skipped in (("node", nodes, 2), ("edge", edges, 3)):
        about = ask(connection, query)
        listed = _columns(about)[skipped:]
        declared = "".join(
            f'<attribute id="{of}-{name}" title="{name}" type="{kind}"/>' for name, kind in listed
        )
        out.write(f'<attributes class="{of}">{declared}</attributes>\n')
    count = 0
    for of, query in (("node", nodes), ("edge", edges)):
        out.write(f"<{of}s>\n")
        about = ask(connection, query)
        for number, row in enumerate(about.rows):
            count += 1
            out.write(_gexf_row(of, number, about.names, row))
        out.write(f"</{of}s>\n")
    out.write("</graph>\n</gexf>\n")
    return count


def _gexf_row(of: str, number: int, names: Sequence[str], row: Sequence[Any]) -> str:
    skipped = 2 if of == "node" else 3
    told = (
        f"id={attribute(row[0])} label={attribute(row[1])}"
        if of == "node"
        else f'id="{number}" {_ends(row)} weight="{row[2]}"'
    )
    values = "".join(
        f'<attvalue for="{of}-{name}" value={attribute(value)}/>'
        for name, value in zip(names[skipped:], row[skipped:], strict=True)
        if value is not None
    )
    return f"<{of} {told}><attvalues>{values}</attvalues></{of}>\n"


WRITERS = {"graphml": _graphml, "gexf": _gexf}


def _ends(row: Sequence[Any]) -> str:
    return f"source={attribute(row[0])} target={attribute(row[1])}"
