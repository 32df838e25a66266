"""Spans on which coders differ, to be decided by a person, and read back as a coder's labels.

In: the database and the files of labels. Out: rows of CSV as those of a sample, with a column for
each coder's acts; `acts` is left to be filled in. A span that was decided is not asked
again. Coders whose labels are of different words at the same place are not compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.learn import sample
from pipeline.learn.labels import ADJUDICATED, Label, Span, digest

if TYPE_CHECKING:
    import duckdb

MAILS = """
    select message, url, subject, message_id, body from message
    where duplicate_of is null and list_contains($ids, message_id) order by message
"""

By = Mapping[str, Mapping[Span, Label]]  # coder to span to label


def differing(by_coder: By) -> dict[Span, dict[str, Label]]:
    """Span to coder to label, where coders differ over the same words and nobody decided."""
    decided = by_coder.get(ADJUDICATED, {})
    spans: dict[Span, dict[str, Label]] = {}
    for coder in sorted(set(by_coder) - {ADJUDICATED}):
        for span, label in by_coder[coder].items():
            if span not in decided or decided[span].sha256 != label.sha256:
                spans.setdefault(span, {})[coder] = label
    return {
        span: each
        for span, each in sorted(spans.items())
        if len({frozenset(label.acts) for label in each.values()}) > 1
        and len({label.sha256 for label in each.values()}) == 1
    }


def columns(by_coder: By) -> tuple[str, ...]:
    """The columns of a file: those of a sample, with each coder's before the one to fill in."""
    coders = [_column(coder) for coder in sorted(set(by_coder) - {ADJUDICATED})]
    return (*sample.COLUMNS[:-1], *coders, sample.COLUMNS[-1])


def rows(
    connection: duckdb.DuckDBPyConnection, by_coder: By
) -> tuple[list[dict[str, Any]], int]:  # fmt: skip
    """A row for each span, and how many spans have words that are not there any more."""
    spans = differing(by_coder)
    mails: dict[str, list[tuple[str, ...]]] = {}
    ids = sorted({message_id for message_id, _, _ in spans})
    for found in connection.execute(MAILS, {"ids": ids}).fetchall():
        mails.setdefault(found[3], []).append(found)
    made: list[dict[str, Any]] = []
    for (message_id, start, end), each in spans.items():
        sha256 = next(iter(each.values())).sha256
        for message, url, subject, _, body in mails.get(message_id, []):
            if digest(body[start:end]) == sha256:
                row = sample.row(message, url, subject, message_id, start, end, body)
                made.append(row | {_column(c): _acts(label) for c, label in each.items()})
                break
    return made, len(spans) - len(made)


def _column(coder: str) -> str:
    return f"acts of {coder}"


def _acts(label: Label) -> str:
    return " ".join(label.acts) or "none"
