"""Identities that find one another by what they share, and what keeps them apart.

In: the whole names of identities, and which of them a researcher keeps apart; then marks, the
surest first. Out: edges, each with its reason: a forest whose trees are persons.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.thread.groups import Sets
from pipeline.thread.names import Name

Mark = tuple[str, object]  # a space of marks, and what is shared


class Edge(NamedTuple):
    """Two identities that were joined, and why."""

    one: int
    other: int
    how: str
    shared: str


class Joining:
    """Identities that find one another by what they share, and what keeps them apart."""

    def __init__(self, names: Sequence[Name], camps: Mapping[int, dict[int, int]]) -> None:
        self.sets = Sets(len(names))
        self.camps = dict(camps)  # of a set: to which side of each line of `different` it belongs
        self.names = {number: {name} if name else set() for number, name in enumerate(names)}
        self.holders: dict[Mark, list[int]] = defaultdict(list)
        self.edges: list[Edge] = []

    def share(
        self,
        how: str,
        marks: Callable[[int], Iterable[Mark]],
        *,
        careful: bool = False,
        held: bool = True,
    ) -> None:
        """Join what has marks in common; each mark is held by the first that bears it.

        Being careful, nobody is joined whose whole names have no word in common.
        """
        for number in range(len(self.sets.parents)):
            for mark in list(marks(number)):
                if not self._meet(number, mark, how, careful) and held:
                    self.holders[mark].append(number)

    def _meet(self, number: int, mark: Mark, how: str, careful: bool) -> bool:
        """True where the identity is, or now comes, together with a holder of the mark."""
        mine = self.sets.top(number)
        for holder in self.holders.get(mark, ()):
            other = self.sets.top(holder)
            if mine == other:
                return True
            if self._apart(mine, other) or (careful and self._strange(mine, other)):
                continue
            self._join(mine, other)
            self.edges.append(Edge(number, holder, how, _said(mark)))
            return True
        return False

    def _apart(self, one: int, other: int) -> bool:
        """True where a line of `different` has the two on different sides."""
        here, there = self.camps.get(one, {}), self.camps.get(other, {})
        return any(there.get(line, side) != side for line, side in here.items())

    def _strange(self, one: int, other: int) -> bool:
        """True where the two bear whole names without a word in common."""
        return any(
            set(mine).isdisjoint(theirs) for mine in self.names[one] for theirs in self.names[other]
        )

    def _join(self, one: int, other: int) -> None:
        camps = self.camps.pop(one, {}) | self.camps.pop(other, {})
        names = self.names[one] | self.names[other]
        self.sets.join(one, other)
        top = self.sets.top(one)
        self.names[top] = names
        if camps:
            self.camps[top] = camps


def _said(mark: Mark) -> str:
    """What a mark is, to be read."""
    space, what = mark
    if space == "file":
        return ""
    parts = what if isinstance(what, tuple) else (what,)
    flat = [" ".join(part) if isinstance(part, tuple) else str(part) for part in parts]
    return (" " if all(isinstance(part, str) for part in parts) else ", ").join(filter(None, flat))


def neighbours(edges: Sequence[Edge]) -> dict[int, list[tuple[int, Edge]]]:
    """For each identity those that it was joined with, and how."""
    around: dict[int, list[tuple[int, Edge]]] = defaultdict(list)
    for edge in edges:
        around[edge.one].append((edge.other, edge))
        around[edge.other].append((edge.one, edge))
    return around


def reasons(
    start: int, around: Mapping[int, Sequence[tuple[int, Edge]]]
) -> Iterator[tuple[int, int | None, str, str]]:
    """Each identity of a person, to which it was joined and why, walking from the first."""
    queue, met = deque([start]), {start}
    yield start, None, "first", ""
    while queue:
        here = queue.popleft()
        for number, edge in around.get(here, ()):
            if number not in met:
                met.add(number)
                queue.append(number)
                yield number, here, edge.how, edge.shared
