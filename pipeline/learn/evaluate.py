"""How right the results are: every measure beside its baselines, with intervals.

In: the folders of coded threads and labelled corpora, where there are any. Out: rows, and their text. Each
measure states its unit, on how many it was taken, and a 95 % interval where it is a sample; a corpus that
is absent is said to be, and its measure is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from pipeline.learn.measure import Measure


def text(measures: Iterable[Measure]) -> str:
    """The measures as a table in plain text, a section for each topic."""
    lines: list[str] = []
    for topic, rows in groupby(measures, key=lambda row: row.topic):
        lines += [topic, *(_line(row) for row in rows), ""]
    return "\n".join(lines).rstrip()


def _line(row: Measure) -> str:
    interval = "" if row.low is None or row.high is None else f"[{row.low:.3f}, {row.high:.3f}]"
    beside = f"   {row.beside}" if row.beside else ""
    return f"  {row.what:<44} {row.value:.3f} {interval:<16} n = {row.n:,} {row.unit}{beside}"


def measures(*, gold: Path | None = None, corpora: Path | None = None) -> Iterator[Measure]:
    """Every measure that the given folders allow; on the demo's own coding where none is given."""
    raise NotImplementedError
