"""Who answers whom: mails to threads.

In: the heads of mails that are no copies, of all lists, in any order. Out: a `Place` for each mail
and a `Thread` for each group of them; then the units into which later work is cut.

The rules, after Zawinski (1997), RFC 5256 and public-inbox:
- The chain of a mail is its References, then its In-Reply-To where that names further ids; the last
  is its parent. All ids of a chain are in one thread.
- An id that no mail has is a ghost. Ghosts take their parent from the chains of mails, and so do
  mails whose own header names none. Depth counts ghosts.
- Of several mails with one id, answers go to the latest before them of their subject, else to
  the first.
- A mail whose headers lead to no mail, or lie, goes to the mail that it quotes.
- A mail without ids that quotes none, and whose subject says that it answers, goes to the last
  mail of that subject before it. Pipermail takes the Re: off: there the same subject from another
  author says so. What a program wrote, also one known by repetition only, hangs on nothing so.
- A loop is cut at its weakest link: one told by subject, else by a quote, else that of a ghost,
  else that of the earliest mail.
- What a researcher tells of a mail's parent comes after all this, and stands.
Nothing depends on the order of arrival, and nothing recurses: mail is hostile.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import orjson

from pipeline.records import Clue, Elsewhere, Head, Place, Thread, Unit
from pipeline.thread import automatic
from pipeline.thread.debates import debates
from pipeline.thread.forest import (
    LATEST,
    Forest,
    Node,
    cut_loops,
    head_of,
    link_by_ids,
    planted,
    when,
)
from pipeline.thread.quoting import lies, link_by_quotes
from pipeline.thread.replanting import replanted
from pipeline.thread.subjects import doubt, link_by_subject

VERSION = 7


def places(
    heads: Sequence[Head],
    clues: Iterable[Clue] = (),
    told: Mapping[str, str] | None = None,
    programs: Container[str] | None = None,
) -> tuple[list[Thread], list[Place]]:
    """Threads, and for each mail its place; both by thread and then in the order of reading.

    `clues` tell where the quotes of the mails that `quoting.asked` names were found; `told` is
    what a researcher says of mails' parents, nothing for a root, and is believed before all else.
    `programs` are the mails that no human wrote, where `automatic.reasons` has told them already.
    """
    clues = list(clues)
    forest = planted(sorted(heads, key=when))
    link_by_ids(forest, lies(heads, clues))
    link_by_quotes(forest, clues)
    link_by_subject(forest, automatic.reasons(heads) if programs is None else programs)
    doubt(forest.nodes)
    cut_loops(forest.nodes)
    return _written(replanted(forest, told) if told else forest)


def _written(forest: Forest) -> tuple[list[Thread], list[Place]]:
    """The rows of a forest that has no loops."""
    nodes = forest.nodes
    children, roots = _children(nodes), [n for n, node in enumerate(nodes) if node.parent is None]
    depths, downward = _depths(children, roots, len(nodes))
    dates = [when(node.head) if node.head else (LATEST, node.id) for node in nodes]
    for number in reversed(downward):  # a ghost is as old as the first mail below it
        parent = nodes[number].parent
        if parent is not None and nodes[parent].head is None:
            dates[parent] = min(dates[parent], dates[number])
    for below in children.values():
        below.sort(key=dates.__getitem__)
    trees: dict[int, list[int]] = defaultdict(list)
    for root in sorted(roots, key=dates.__getitem__):
        trees[forest.sets.top(root)].append(root)
    ghosts = Counter(forest.sets.top(n) for n, node in enumerate(nodes) if node.head is None)
    threads, rows = [], []
    for group, tops in trees.items():
        order = [number for number in _reading(children, tops) if nodes[number].head]
        told = _places(nodes, order, depths)
        threads.append(_thread([head_of(forest, number) for number in order], ghosts[group]))
        rows += told
    return threads, rows


def _children(nodes: Sequence[Node]) -> dict[int, list[int]]:
    children: dict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        if node.parent is not None:
            children[node.parent].append(number)
    return children


def _depths(
    children: Mapping[int, list[int]], roots: Iterable[int], size: int
) -> tuple[list[int], list[int]]:
    """The depth of each node, and the nodes, parents before children."""
    depths = [0] * size
    downward = list(roots)
    for number in downward:
        for child in children.get(number, ()):
            depths[child] = depths[number] + 1
            downward.append(child)
    return depths, downward


def _reading(children: Mapping[int, list[int]], roots: Iterable[int]) -> Iterator[int]:
    """Nodes in the order of reading: each with all its answers before the next of its siblings."""
    stack = list(roots)[::-1]
    while stack:
        number = stack.pop()
        yield number
        stack.extend(reversed(children.get(number, ())))


def _places(nodes: Sequence[Node], order: Sequence[int], depths: Sequence[int]) -> list[Place]:
    rows: list[Place] = []
    thread = nodes[order[0]].head
    told = debates(_with_parents(nodes, order))
    for position, number in enumerate(order):
        node = nodes[number]
        above = nodes[node.parent] if node.parent is not None else None
        assert node.head is not None and thread is not None, "only mails are read"  # noqa: PT018
        rows.append(
            Place(
                message=node.head.message,
                thread=thread.message,
                parent=above.head.message if above and above.head else None,
                parent_id=above.id if above else "",
                depth=depths[number],
                position=position,
                how=node.how,
                confidence=node.confidence,
                debate=told[position],
            )
        )
    return rows


def _with_parents(nodes: Sequence[Node], order: Sequence[int]) -> list[tuple[Head, Head | None]]:
    """The mails of a thread, each with the mail that it answers."""
    found: list[tuple[Head, Head | None]] = []
    for number in order:
        node = nodes[number]
        assert node.head is not None, "only mails are read"
        found.append((node.head, nodes[node.parent].head if node.parent is not None else None))
    return found


def _thread(heads: Sequence[Head], ghosts: int) -> Thread:
    """The row of a thread; who wrote in it is counted where persons are known."""
    dates = [head.sent_at for head in heads if head.sent_at]
    return Thread(
        thread=heads[0].message,
        list_id=heads[0].list_id,
        month=heads[0].month,
        subject=heads[0].base_subject,
        started_at=min(dates, default=None),
        ended_at=max(dates, default=None),
        messages=len(heads),
        persons=0,
        ghosts=ghosts,
    )


def units(
    threads: Iterable[Thread],
    places: Iterable[Place],
    person_of: Mapping[str, str],
    elsewhere: Iterable[Elsewhere] = (),
) -> list[Unit]:
    """The threads by the archive that holds their root, in the order of archives.

    A unit touches also the archives from which its mails quote mails of other threads.
    """
    archive_of: dict[str, tuple[str, str]] = {}
    rows: dict[tuple[str, str], list[object]] = defaultdict(list)
    touched: dict[tuple[str, str], set[str]] = defaultdict(set)
    for thread in sorted(threads, key=lambda thread: thread.thread):
        archive = archive_of[thread.thread] = thread.list_id, thread.month
        rows[archive].append(thread)
    home: dict[str, tuple[str, str]] = {}
    for place in sorted(places, key=lambda place: (place.thread, place.position)):
        archive = home[place.message] = archive_of[place.thread]
        rows[archive].append((place, person_of[place.message]))
        touched[archive].add(place.message.rpartition("/")[0])
    for quote in elsewhere:
        archive = home[quote.message]
        rows[archive].append((quote, person_of[quote.source]))
        touched[archive].add(quote.source.rpartition("/")[0])
    return [
        Unit(*archive, hashlib.sha256(orjson.dumps(rows[archive])).hexdigest()[:32],
             tuple(sorted(touched[archive])))
        for archive in sorted(rows)
    ]  # fmt: skip
