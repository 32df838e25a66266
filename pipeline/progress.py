"""How far a command has come: a bar on a terminal, plain lines elsewhere. Always on stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from pipeline.publish import plain

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# A log wants to know that work goes on, not each step of it.
SECONDS_BETWEEN_LINES = 5.0


class Display:
    """One bar, or one line, for each stage of a command; used in a `with`."""

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, float] = {}

    def __enter__(self) -> Display:
        if sys.stderr.isatty():
            self._bars = _bars()
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def show(self, stage: str, done: int, total: int, note: str = "") -> None:
        """`done` of `total` of a stage; `note` says what was done last."""
        note = plain.line(note)  # it may hold a name that a server gave
        if self._bars is None:
            self._line(stage, done, total, note)
        else:
            self._bar(self._bars, stage, done, total, note)

    def _bar(self, bars: Progress, stage: str, done: int, total: int, note: str) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = bars.add_task(stage, total=total, note=note)
        bars.update(self._tasks[stage], completed=done, total=total, note=note)

    def _line(self, stage: str, done: int, total: int, note: str) -> None:
        now = time.monotonic()
        due = now - self._said.get(stage, float("-inf")) >= SECONDS_BETWEEN_LINES
        if total and (due or done == total):
            self._said[stage] = now
            print(f"{stage}: {done} of {total} {note}".rstrip(), file=sys.stderr, flush=True)


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        console=Console(stderr=True),
    )
