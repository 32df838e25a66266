"""Where the acts in the database differ from what a coder says, and how often.

In: the database and one coder's labels. Out: lines of text, precision and recall of each act, then
each difference with the mail's key and its public address. A label whose words are no longer
where they were is counted apart.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from pipeline.learn.labels import ACTS, Label, digest

if TYPE_CHECKING:
    import duckdb

SAID = """
    select m.message_id, s.start_char, s.end_char, m.body, m.message, m.url,
      list(a.act order by a.act) filter (a.act is not null)
    from message m join sentence s using (message)
    left join act a on a.message = s.message and a.sentence = s.number
    where m.duplicate_of is null and list_contains($ids, m.message_id)
    group by all order by m.message, s.start_char
"""


def lines(connection: duckdb.DuckDBPyConnection, labels: Collection[Label]) -> list[str]:
    """Figures of each act, then each difference."""
    by_span = {label.span: label for label in labels}
    ids = sorted({label.message_id for label in labels})
    pairs: list[tuple[set[str], set[str]]] = []
    told: list[str] = []
    for message_id, start, end, body, key, url, acts in connection.execute(
        SAID, {"ids": ids}
    ).fetchall():
        label = by_span.get((message_id, start, end))
        if label is None or digest(body[start:end]) != label.sha256:
            continue
        ours, coded = set(acts or ()) & set(ACTS), set(label.acts)
        pairs.append((ours, coded))
        where = f"{key} {start}-{end} {url}".rstrip()
        told += [f"too much  {act:14} {where}" for act in sorted(ours - coded)]
        told += [f"missed    {act:14} {where}" for act in sorted(coded - ours)]
    lost = len(by_span) - len(pairs)
    head = f"{len(pairs)} sentences compared, {lost} labels whose sentence is not there any more"
    return [head, *(_figures(act, pairs) for act in ACTS), *told]


def _figures(act: str, pairs: Collection[tuple[set[str], set[str]]]) -> str:
    """Precision and recall of one act, as counts."""
    both = sum(act in ours and act in coded for ours, coded in pairs)
    ours_ = sum(act in ours for ours, _ in pairs)
    coded_ = sum(act in coded for _, coded in pairs)
    return f"{act:14} {both} of {ours_} found are right, {both} of {coded_} coded are found"
