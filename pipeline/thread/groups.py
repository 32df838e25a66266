"""Things that hang together: those that share a mark, directly or through others.

In: the marks of each thing. Out: groups of things, by their place in the sequence. Disjoint sets
with path halving (Tarjan and van Leeuwen 1984): near-linear, and no recursion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable


class Sets:
    """Disjoint sets of the numbers from 0 up."""

    __slots__ = ("parents",)

    def __init__(self, size: int = 0) -> None:
        self.parents = list(range(size))

    def add(self) -> int:
        """A new number, alone in its set."""
        self.parents.append(len(self.parents))
        return len(self.parents) - 1

    def top(self, number: int) -> int:
        """The number that stands for the whole set."""
        parents = self.parents
        while (above := parents[number]) != number:
            parents[number] = number = parents[above]
        return number

    def join(self, one: int, other: int) -> None:
        """Make one set of two; the lower number stands for both, so that order decides nothing."""
        one, other = self.top(one), self.top(other)
        if one != other:
            self.parents[max(one, other)] = min(one, other)


def groups(marked: Iterable[Iterable[Hashable]]) -> list[list[int]]:
    """The numbers of the things that share a mark; groups stand in the order of their first."""
    sets = Sets()
    first: dict[Hashable, int] = {}
    for marks in marked:
        number = sets.add()
        for mark in marks:
            sets.join(first.setdefault(mark, number), number)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(len(sets.parents)):
        found[sets.top(number)].append(number)
    return list(found.values())
