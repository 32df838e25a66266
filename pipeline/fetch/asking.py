"""What is asked of a site: one month of one list, and how eagerly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.fetch import stored
from pipeline.fetch.listing import Month
from pipeline.fetch.mirror import Mirror


@dataclass(frozen=True, slots=True)
class Asking:
    """A month that is wanted, from where, and how eagerly."""

    mirror: Mirror
    data: Path
    list_id: str
    site: str
    month: Month
    again: bool
    refresh: bool
    single: bool
    tell: Callable[[str], None]

    @property
    def name(self) -> str:
        """What we call the month."""
        return self.month.name

    @property
    def folder(self) -> Path:
        """Where the archives of the list are."""
        return stored.folder(self.data, self.list_id)

    @property
    def part(self) -> Path:
        """The file that a text is written to while it comes in."""
        return self.folder / f".{self.name}.part"
