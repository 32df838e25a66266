"""What a job is: an archive to be read, or the threads rooted in one to be debated.

In: an archive or a unit, and the keys of its parts. Out: a record that is small enough to travel to
another process or machine, the tables of the parts that each stage writes, and how far all have
come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.debate.told import Told
from pipeline.records import (
    Act,
    Archive,
    Attachment,
    Block,
    Defect,
    Effect,
    Link,
    Mention,
    Message,
    Position,
    Proposal,
    Ruling,
    Sentence,
    Trace,
)

# The tables of each stage; the last one is written last, so where it stands the part is whole.
PARSE = (Attachment, Defect, Message)
QUOTE = (Block,)
TRACE = (Trace,)
TAG = (Act, Sentence)
ANSWER = (Link,)
DEBATE = (Proposal, Position, Mention)
CORRECTED = (Ruling, Effect)  # of a debate in which a researcher corrects something

Rows = dict[str, tuple[int, int]]  # stage -> rows in, rows out


@dataclass(frozen=True, slots=True)
class Reading:
    """One archive, to be parsed, quoted, traced and tagged."""

    data: Path
    archive: Archive
    parse: str
    quote: str
    trace: str
    tag: str


@dataclass(frozen=True, slots=True)
class Debating:
    """The threads rooted in one archive, to be answered and debated."""

    data: Path
    prefix: str
    thread: str
    parse: tuple[str, ...]
    quote: tuple[str, ...]
    tag: tuple[str, ...]
    answer: str
    debate: str
    bytes: int  # of the archive in which the threads are rooted: the longest go first
    told: tuple[Told, ...] = ()  # a researcher's corrections of these threads


def debated(job: Debating) -> tuple[type, ...]:
    """The tables of the debate stage: some are there only where something is corrected."""
    return (*CORRECTED, *DEBATE) if job.told else DEBATE


def folder(data: Path) -> Path:
    """Where the parts are."""
    return data / "parts"


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build has come."""

    stage: str
    done: int
    total: int


Report = Callable[[Step], None]
