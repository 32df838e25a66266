"""The little debate with a list of hostile mail beside it, as a data directory.

Mallory writes a script, forged HTML, a name that closes tags, directions that turn words around,
a link that is a program, and a mail of ten million characters.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import little_debate
from little_debate import Rows

from pipeline.records import (
    Attachment,
    Author,
    Block,
    Identity,
    Link,
    Message,
    Person,
    Place,
    Position,
    Proposal,
    Sentence,
    Thread,
)
from pipeline.store import database

SCRIPT = "<script>document.title = 'owned'</script>"
FORGED = "</div></main><h1>Forged</h1><img src=x onerror=\"document.title='owned'\">"
TURNED = "pay \u202egnihton\u202c now\u2066"
NAME = '"><svg onload=alert(1)>Mallory\u202e'
WHO = "m&m<b>@evil.example"
WIDE = "wide" * 200
LONG = 10_000_000
ROOT = "evil/2031-05/0000"
TALL = "evil/2031-05/0001"


def mail(key: str, subject: str, body: str, url: str) -> Message:
    """A mail of Mallory's."""
    list_id, month, number = key.split("/")
    return Message(
        key, list_id, month, int(number), f"{key}{WIDE}@evil", (), (), NAME, WHO,
        datetime(2031, 5, 1, int(number)), 0, "date", subject, subject, (), body, "d", url, 0, None,
    )  # fmt: skip


def add(rows: Rows) -> None:
    """Mallory's thread."""
    own = f"{SCRIPT}\n\n{FORGED} {TURNED}\n\n{WIDE}\n"
    code = f"{SCRIPT}\n"
    body = f"{own}> {FORGED}\n{code}"
    tall = "ha " * (LONG // 3)
    rows.add(
        mail(ROOT, f"Re: {SCRIPT} {TURNED} {WIDE}", body, "javascript:alert(1)"),
        mail(TALL, SCRIPT, tall, "https://lists.example/tall.html"),
        Block(ROOT, 0, "own", 0, 0, len(own), "", ""),
        Block(ROOT, 1, "quote", 1, len(own), len(body) - len(code), NAME, ""),
        Block(ROOT, 2, "code", 0, len(body) - len(code), len(body), "", ""),
        Block(TALL, 0, "own", 0, 0, len(tall), "", ""),
        Sentence(ROOT, 0, 0, 0, len(SCRIPT), "neutral", 0.0),
        Person(WHO, NAME), Identity(WHO, NAME, WHO, "first", 2),
        Author(ROOT, WHO), Author(TALL, WHO),
        Thread(ROOT, "evil", "2031-05", f"{SCRIPT} {TURNED} {WIDE}", datetime(2031, 5, 1),
               datetime(2031, 5, 1, 1), 2, 1, 0),
        Place(ROOT, ROOT, None, "", 0, 0, "alone", 1.0),
        Place(TALL, ROOT, ROOT, "r", 1, 1, "subject", 0.4),
        Link(ROOT, 1, "quotes", "birds/2031-03/0000", 0, 0.9),
        Attachment(ROOT, 0, FORGED, SCRIPT, "javascript:alert(1)", 3),
        Proposal(f"{ROOT}/p1", ROOT, ROOT, 0, 0, len(SCRIPT), f"{FORGED} {WIDE}", WHO,
                 datetime(2031, 5, 1), "main", 0.9, "open", None, None, None),
        Position(f"{ROOT}/p1", WHO, ROOT, 0, 0, len(SCRIPT), "support", 0.9, "argument",
                 "proposed", datetime(2031, 5, 1), None),
    )  # fmt: skip


def data(folder: Path) -> Path:
    """A data directory with both."""
    rows = little_debate.debate()
    add(rows)
    make(folder, rows)
    return folder


def make(folder: Path, rows: Rows) -> None:
    """The database of the rows, with Mallory's archive among those that were fetched."""
    database.make(
        folder / "hansard.duckdb",
        little_debate.written(folder / "parts", rows),
        archives=[*little_debate.ARCHIVES, little_debate.archive("evil", "2031-05")],
        ideas=little_debate.IDEAS,
        runs=little_debate.RUNS,
    )
