"""The ledger of a coded thread and of ours: who stands where in the end, and how far the two agree.

In: proposals and positions, coded and found. Out: counts of right, wrong and missed. Proposals
are matched one to one, greedily: same first mail .5, same proposer .2, and the share of the
shorter one's words that title and quote have in common; at least .6 in all and, where the mail
differs, at least .35 of the words. A person's row is right where the last stance on the matched
proposal is the same; rows of unmatched proposals are wrong or missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SAME_MAIL, SAME_PROPOSER, ENOUGH, ENOUGH_WORDS = 0.5, 0.2, 0.6, 0.35
# Words of one or two letters are in every sentence: they would make any two proposals alike.
WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A proposal of either side: its mail, person, words of title and quote, kind and outcome."""

    proposal: str
    message: str
    person: str
    words: frozenset[str]
    main: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Row:
    """A position of either side; rows come in the order of time."""

    proposal: str
    person: str
    stance: str


def words(*texts: str) -> frozenset[str]:
    """The words by which proposals are matched."""
    return frozenset(word for text in texts for word in WORD.findall(text.lower()))


def matched(found: Sequence[Entry], coded: Sequence[Entry]) -> dict[str, str]:
    """Found proposals to the coded ones that they are."""
    scored = sorted(
        (-_likeness(one, other), i, j)
        for i, one in enumerate(found)
        for j, other in enumerate(coded)
        if _alike(one, other)
    )
    pairs: dict[int, int] = {}
    for _, i, j in scored:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return {found[i].proposal: coded[j].proposal for i, j in pairs.items()}


def _alike(one: Entry, other: Entry) -> bool:
    same = one.message == other.message
    return _likeness(one, other) >= ENOUGH and (same or _shared(one, other) >= ENOUGH_WORDS)


def _likeness(one: Entry, other: Entry) -> float:
    return (
        SAME_MAIL * (one.message == other.message)
        + SAME_PROPOSER * (one.person == other.person)
        + _shared(one, other)
    )


def _shared(one: Entry, other: Entry) -> float:
    shorter = min(len(one.words), len(other.words))
    return len(one.words & other.words) / shorter if shorter else 0.0


def last(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """The last stance by proposal and person."""
    return {(row.proposal, row.person): row.stance for row in rows}


def counts(
    found: Iterable[Row], coded: Iterable[Row], pairs: dict[str, str]
) -> tuple[int, int, int]:
    """Right, wrong and missed rows of the ledger."""
    ours = last(Row(pairs.get(r.proposal, f"?{r.proposal}"), r.person, r.stance) for r in found)
    theirs = last(coded)
    right = sum(theirs.get(key) == stance for key, stance in ours.items())
    return right, len(ours) - right, len(theirs) - right


def sides(found: Iterable[Row], coded: Iterable[Row], pairs: dict[str, str]) -> tuple[int, int]:
    """Where person and proposal agree: how many stances are the same, and of how many."""
    ours = last(Row(pairs[r.proposal], r.person, r.stance) for r in found if r.proposal in pairs)
    theirs = last(coded)
    both = ours.keys() & theirs.keys()
    return sum(ours[key] == theirs[key] for key in both), len(both)
