"""Spans on which coders differ, to be decided by a person, and read back as a coder's labels.

In: the database and the files of labels. Out: rows of CSV as those of a sample, with a column for
each coder's acts; `acts` is left to be filled in. A span that was decided is not asked
again. Coders whose labels are of different words at the same place are not compared. Whole threads
that coders read differently are rows of a sheet (`sheets`) to be filled in anew, with a column of
what each coder marked in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.learn import sample, sheets
from pipeline.learn.accord import By as ByThread
from pipeline.learn.codings import Coding, Spot
from pipeline.learn.labels import ADJUDICATED, Label, Span, digest
from pipeline.learn.mailed import Mail

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


def thread_columns(by_coder: ByThread) -> tuple[str, ...]:
    """The columns of a sheet of threads: with each coder's before those to fill in."""
    kept = len(sheets.COLUMNS) - len(sheets.FILLED)
    coders = [_read_by(coder) for coder in sorted(set(by_coder) - {ADJUDICATED})]
    return (*sheets.COLUMNS[:kept], *coders, *sheets.FILLED)


def thread_rows(by_coder: ByThread, threads: Sequence[Sequence[Mail]]) -> Iterator[dict[str, Any]]:
    """A row for each own sentence of some threads, with what each coder marked in it."""
    coders = sorted(set(by_coder) - {ADJUDICATED})
    for mails in threads:
        spans = [(mail, start, end) for mail in mails for start, end in mail.spans]
        for row, (mail, start, end) in zip(sheets.rows([mails]), spans, strict=True):
            read = {
                _read_by(coder): sample.plain("; ".join(_marks(coding, mail, start, end)))
                for coder in coders
                if (coding := by_coder[coder].get(mails[0].message_id))
            }
            yield row | read


def _marks(coding: Coding, mail: Mail, start: int, end: int) -> Iterator[str]:
    """What a coder marked in a sentence, in words."""

    def here(spot: Spot | None) -> bool:
        return (
            spot is not None
            and spot.message_id == mail.message_id
            and start <= spot.start_char < end
        )

    for each in coding.proposals:
        if here(each.at):
            yield f"proposes {each.id} ({each.kind}, {each.outcome}): {each.title}"
        if here(each.said):
            yield f"tells that {each.id} is {each.outcome}"
    for taken in coding.positions:
        if here(taken.at):
            yield f"{taken.stance} of {taken.proposal} ({taken.strength})"


def _read_by(coder: str) -> str:
    return f"read by {coder}"
