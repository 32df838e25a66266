"""Tags drawn at random, each shown in its mail, for a reader who judges them by eye.

    python bench/read_tags.py DATA OUT [--gold FOLDER] [--each 50] [--seed 4]

Of each kind so many are drawn among those in threads that nobody coded: a thread with a mail that a
file of FOLDER names is left out. OUT gets a text file for each kind, with the mail and what it
answers, and must lie outside the checkout: it holds mail. docs/errors.md counts what was read so.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import duckdb

BEFORE, AFTER, PARENT = 700, 500, 500  # characters around a span, and of the mail answered
# Kind -> the rows to draw from; each has message, first and last character, and what is judged.
KINDS = {
    "proposals": """
        select p.message, p.start_char, p.end_char, p.title as what, p.kind, p.probability,
            p.outcome, p.thread
        from proposal as p where p.kind = 'main' or p.probability >= 0.4""",
    "positions": """
        select s.message, s.start_char, s.end_char, s.stance || ' on ' || p.title as what, s.basis,
            s.strength, s.probability, passage(o.body, p.start_char, p.end_char) as proposed,
            p.thread
        from position as s join proposal as p using (proposal)
        join message as o on o.message = p.message where s.basis <> 'proposed'""",
    "settled": """
        select p.outcome_message as message, p.outcome_start_char as start_char,
            p.outcome_end_char as end_char, p.outcome || ': ' || p.title as what, p.kind,
            passage(o.body, p.start_char, p.end_char) as proposed, p.thread
        from proposal as p join message as o on o.message = p.message
        where p.outcome_message is not null""",
    "open": """
        select p.message, p.start_char, p.end_char, p.title as what, p.kind, p.thread
        from proposal as p where p.kind = 'main' and p.outcome = 'open'""",
    "votes": """
        select s.message, s.start_char, s.end_char, s.stance || ' on ' || p.title as what,
            s.probability, passage(o.body, p.start_char, p.end_char) as proposed, p.thread
        from position as s join proposal as p using (proposal)
        join message as o on o.message = p.message where s.strength = 'vote'""",
    "mood": """
        select s.message, s.start_char, s.end_char, s.mood as what, s.mood_score as score, l.thread
        from sentence as s join place as l on l.message = s.message
        where abs(s.mood_score) >= 0.6""",
    "changed": """
        select s.message, s.start_char, s.end_char, s.stance || ' on ' || p.title as what,
            n.stance as next_stance, passage(m.body, n.start_char, n.end_char) as next_words,
            p.thread
        from position as s join proposal as p using (proposal)
        join position as n on (n.message, n.proposal, n.person)
            = (s.superseded_by, s.proposal, s.person)
        join message as m on m.message = n.message
        where s.superseded_by is not null""",
}


def coded(folder: Path | None) -> set[str]:
    """The Message-IDs of the mails of every coded thread."""
    files = sorted(folder.rglob("*.json")) if folder else []
    found = (json.loads(path.read_text(encoding="utf-8")) for path in files)
    return {one.strip("<>") for each in found for one in [each["root"], *each["messages"]]}


def rows(base: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The rows of a statement, each by column."""
    answer = base.execute(sql)
    names = [each[0] for each in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def shown(base: duckdb.DuckDBPyConnection, number: int, row: dict[str, Any]) -> str:
    """A tag as the reader sees it: what is judged, the mail answered, the mail with the span."""
    mail = rows(
        base,
        "select m.name, m.subject, m.body, p.name as asker, p.body as asked from message as m"
        " left join place as l using (message) left join message as p on p.message = l.parent"
        f" where m.message = '{row['message'].replace(chr(39), chr(39) * 2)}'",
    )[0]
    start, end, body = row["start_char"], row["end_char"], mail["body"]
    told = " | ".join(
        f"{key}={value}" for key, value in row.items() if key not in {"start_char", "end_char"}
    )
    return "\n".join((
        f"##### {number} {told}",
        f"SUBJECT {mail['subject']} BY {mail['name']}",
        f"ANSWERS {mail['asker']}: {' '.join((mail['asked'] or '')[:PARENT].split())}",
        f"{body[max(0, start - BEFORE) : start]}[[[{body[start:end]}]]]{body[end : end + AFTER]}",
    ))  # fmt: skip


def main() -> None:
    """Write the files."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("data", type=Path)
    asked.add_argument("out", type=Path)
    asked.add_argument("--gold", type=Path)
    asked.add_argument("--each", type=int, default=50)
    asked.add_argument("--seed", type=int, default=4)
    told = asked.parse_args()
    base = duckdb.connect(str((told.data / "hansard.duckdb").resolve()), read_only=True)
    known = coded(told.gold)
    threads = {
        row["thread"]
        for row in rows(base, "select thread, message_id from place join message using (message)")
        if str(row["message_id"]).strip("<>") in known
    }
    told.out.mkdir(parents=True, exist_ok=True)
    for kind, sql in KINDS.items():
        all_rows = [
            row for row in rows(base, f"{sql} order by all") if row["thread"] not in threads
        ]
        drawn = random.Random(told.seed).sample(all_rows, min(told.each, len(all_rows)))  # noqa: S311
        text = "\n\n".join(shown(base, number, row) for number, row in enumerate(drawn, 1))
        (told.out / f"{kind}.txt").write_text(text, encoding="utf-8")
        print(f"{kind}: {len(drawn)} of {len(all_rows)}")


if __name__ == "__main__":
    main()
