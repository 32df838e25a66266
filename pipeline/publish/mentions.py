"""The mentions of an idea, for a researcher to judge: where it is spoken of, and which way.

In: a database and the name of an idea that is in it, or the file of one that is not yet. Out:
`Mentioned`, and their text. Of an idea in the database the directions are those of the build; of a
file only those that the sentence's own words tell, for threads are not read again.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.debate import ideas, ideas_file
from pipeline.store import answer
from pipeline.store.queries import Value

DIRECTIONS = ("for", "against", "neutral", "unclear")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A sentence that mentions an idea: its direction, why, its words, and the mail."""

    direction: str
    basis: str
    term: str
    words: str
    message: str


def of_idea(
    connection: duckdb.DuckDBPyConnection, idea: str, list_id: str | None = None
) -> list[Mentioned]:
    """The mentions of an idea of the database; UsageError where it has none of that name."""
    values: dict[str, Value] = {"idea": idea}
    if list_id is not None:
        values["list_id"] = list_id
    found = answer.query(connection, "mentions", values)
    wanted = [found.columns.index(name) for name in Mentioned.__slots__]
    return [Mentioned(*(row[place] for place in wanted)) for row in found.rows]


def of_file(
    connection: duckdb.DuckDBPyConnection, file: Path, list_id: str | None = None
) -> list[Mentioned]:
    """The mentions that the file of an idea finds; UsageError where the file is not an idea."""
    return list(_found(connection, ideas_file.idea(file), list_id))


def misread(file: Path) -> list[str]:
    """The examples of a file that its terms and phrases do not read as it says, and how they do."""
    rules, found = ideas_file.idea(file), []
    for said, words in rules.examples:
        side = read[0] if (read := _read(rules, words)) else "without a term"
        if side != ("unclear" if said == "neither" else said):
            found.append(f"{said}, but {side}: {words}")
    return found


def _read(rules: ideas_file.Rules, words: str) -> tuple[str, str, str] | None:
    """Direction, basis and term of a sentence by its own words; None where it holds no term."""
    term = rules.terms.search(words)
    if term is None:
        return None
    stance, basis = ideas.worded(rules, words) or (0.0, "none")
    return "unclear" if basis == "none" else "for" if stance > 0 else "against", basis, term[0]


def _found(
    connection: duckdb.DuckDBPyConnection, rules: ideas_file.Rules, list_id: str | None
) -> Iterator[Mentioned]:
    literal = " or ".join(f"contains(lower(m.body), $t{n})" for n in range(len(rules.literals)))
    rows = connection.execute(
        "select passage(m.body, s.start_char, s.end_char), m.message from message as m "
        f"join sentence as s using (message) where m.duplicate_of is null and ({literal}) "
        "and m.automatic = '' and ($list is null or m.list_id = $list) "
        "order by m.sent_at nulls last, m.message, s.number",
        {"list": list_id, **{f"t{n}": each for n, each in enumerate(rules.literals)}},
    ).fetchall()
    for words, message in rows:
        if read := _read(rules, words):
            yield Mentioned(*read, words, message)


def text(found: Sequence[Mentioned], limit: int, seed: int = 0) -> str:
    """How many mentions there are of each direction, by term, and some of each drawn at random."""
    if not found:
        return "No sentence mentions it: see whether its terms are right, and the lists built."
    by_side = Counter(each.direction for each in found)
    terms = Counter(each.term.lower() for each in found).most_common(8)
    mails = len({each.message for each in found})
    lines = [
        f"{len(found):,} mentions in {mails:,} mails: "
        + ", ".join(f"{by_side[side]:,} {side}" for side in DIRECTIONS),
        "By term: " + ", ".join(f"{term} {count:,}" for term, count in terms),
    ]
    for side in DIRECTIONS:
        lines += _side(side, [each for each in found if each.direction == side], limit, seed)
    return "\n".join(lines)


def _side(side: str, found: Sequence[Mentioned], limit: int, seed: int) -> Iterator[str]:
    if not found:
        return
    # Not for secrets: the same seed is to draw the same sentences.
    drawn = sorted(random.Random(seed).sample(range(len(found)), min(limit, len(found))))  # noqa: S311
    yield from ("", f"{side}: {len(drawn)} of {len(found):,}, drawn at random")
    for each in (found[place] for place in drawn):
        why = "" if side == "unclear" else f"by {each.basis}, "
        yield f"  {each.message}  {why}at “{each.term}”"
        yield f"    {each.words}"
