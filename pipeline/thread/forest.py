"""The forest of mails and ghosts: who hangs on whom by ids, and loops cut.

In: the heads of mails. Out: a `Forest`, whose nodes point to their parents and whose sets tell
which of them are one thread. See `pipeline.thread.thread` for the rules.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from pipeline.records import Head
from pipeline.thread.groups import Sets

# How sure a parent is.
AGREED = 1.0  # References and In-Reply-To agree, or only one of them is there; or a root
DISPUTED = 0.8  # they name different mails
INFERRED = 0.7  # only the chains of others tell
SHARED_ID = 0.6  # several mails have the parent's id
UNKNOWN = 0.3  # it says that it answers, but nothing tells what

LATEST = datetime.max  # noqa: DTZ901 - all times are UTC without a zone
When = tuple[datetime, str]  # when a mail was sent, and its key where that does not tell


@dataclass(slots=True)
class Node:
    """A mail, or the ghost of one; `parent` is the number of another node."""

    id: str
    head: Head | None
    parent: int | None = None
    how: str = "alone"
    confidence: float = AGREED


@dataclass(slots=True)
class Forest:
    """All mails and ghosts, mails first and by date, and which of them hang together."""

    nodes: list[Node]
    sets: Sets
    owners: dict[str, list[int]] = field(default_factory=dict)  # id -> the nodes that have it


def planted(heads: Sequence[Head]) -> Forest:
    """A node for each mail, nothing linked yet; the heads are in the order of `when`."""
    forest = Forest([Node(head.message_id, head) for head in heads], Sets(len(heads)))
    for number, head in enumerate(heads):
        if head.message_id:
            forest.owners.setdefault(head.message_id, []).append(number)
    return forest


def when(head: Head) -> When:
    """Sorts mails by date; those without one come last, by key."""
    return head.sent_at or LATEST, head.message


def chain(head: Head) -> list[str]:
    """The ids that a mail refers to, the oldest first, its parent last."""
    ids = dict.fromkeys(head.reference_ids + head.in_reply_to)
    ids.pop(head.message_id, None)
    return list(ids)


def link_by_ids(forest: Forest, lies: Collection[str] = ()) -> None:
    """Parents as the mails' own headers tell them, then as those of others do.

    The headers of the mails in `lies` are passed over.
    """
    told: dict[int, Counter[int]] = defaultdict(Counter)  # child -> parents that chains tell
    for number in range(len(forest.nodes)):
        head = head_of(forest, number)
        ids = [] if head.message in lies else chain(head)
        numbers = [_resolved(forest, id_, head) for id_ in ids]
        for other in numbers:
            forest.sets.join(number, other)
        for parent, child in pairwise(numbers):
            told[child][parent] += 1
        if numbers:
            _link(forest, number, numbers[-1])
    for child, parents in told.items():
        if forest.nodes[child].parent is None:
            _infer(forest, child, parents)


def head_of(forest: Forest, number: int) -> Head:
    """The head of a node that is a mail."""
    head = forest.nodes[number].head
    assert head is not None, "ghosts have no head"
    return head


def _resolved(forest: Forest, id_: str, head: Head) -> int:
    """The node of an id, as the mail `head` means it; a new ghost where there is none."""
    owners = forest.owners.get(id_)
    if owners is None:
        forest.nodes.append(Node(id_, None))
        owners = forest.owners[id_] = [forest.sets.add()]
    if len(owners) == 1:
        return owners[0]
    subject, sent = head.base_subject.casefold(), when(head)
    for number in reversed(owners):
        other = head_of(forest, number)
        if other.base_subject.casefold() == subject and when(other) < sent:
            return number
    return owners[0]


def _link(forest: Forest, number: int, parent: int) -> None:
    """Hang a mail where its own header says."""
    node, head = forest.nodes[number], head_of(forest, number)
    id_ = forest.nodes[parent].id
    node.parent = parent
    node.how = "references" if id_ in head.reference_ids else "in-reply-to"
    if len(forest.owners[id_]) > 1:
        node.confidence = SHARED_ID
    elif head.in_reply_to and head.reference_ids and id_ not in head.in_reply_to:
        node.confidence = DISPUTED


def _infer(forest: Forest, child: int, parents: Counter[int]) -> None:
    """Hang a ghost, or a mail that names no parent, where most chains say."""
    node = forest.nodes[child]
    for parent, _ in parents.most_common():
        above = forest.nodes[parent]
        if node.head and above.head and when(above.head) > when(node.head):
            continue  # nobody answers what is yet to be written
        node.parent, node.how, node.confidence = parent, "references", INFERRED
        return


def cut_loops(nodes: Sequence[Node]) -> None:
    """Cut each loop of parents once, at a link that does not depend on where one enters."""
    walked = [0] * len(nodes)  # by which walk a node was first met
    for start in range(len(nodes)):
        number: int | None = start
        while number is not None and not walked[number]:
            walked[number] = start + 1
            number = nodes[number].parent
        if number is not None and walked[number] == start + 1:
            weakest = min(_loop(nodes, number), key=_strength)
            weakest.parent, weakest.how, weakest.confidence = None, "alone", UNKNOWN


def _loop(nodes: Sequence[Node], start: int) -> Iterator[Node]:
    number = start
    while True:
        yield nodes[number]
        above = nodes[number].parent
        if above is None or above == start:
            return
        number = above


# The links that are cut first where they make a loop.
WEAKEST = ("subject", "quote")


def _strength(node: Node) -> tuple[int, bool, When, str]:
    return (
        WEAKEST.index(node.how) if node.how in WEAKEST else len(WEAKEST),
        node.head is not None,
        when(node.head) if node.head else (LATEST, ""),
        node.id,
    )
