"""How far a fetch has come: what the caller is told while it lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total` archives are there; `note` says what was done last."""

    done: int
    total: int
    note: str = ""


Report = Callable[[Step], None]
