"""A forest of mails as a researcher has corrected it.

In: a forest without loops, and for some mails the parent they are told to have. Out: the same
nodes, hung as is told, in threads as they then are. A mail takes all that answers it along. Trees
that shared a thread go on sharing one, but a mail that is told to answer nothing begins its own.
Where a mail is hung below its own answers, the answer that is nearest to it and of which nothing is
told is cut loose.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.thread.forest import AGREED, UNKNOWN, Forest, Node
from pipeline.thread.groups import Sets

FILE = "file"  # how a place is known that a researcher tells


def replanted(forest: Forest, told: Mapping[str, str]) -> Forest:
    """The forest with mails hung below the parents they are told to have; "" makes a root.

    What names no mail, and what would hang a mail below itself in spite of all else that is told,
    is passed over.
    """
    nodes = forest.nodes
    number_of = {node.head.message: n for n, node in enumerate(nodes) if node.head}
    for message, parent in sorted(told.items()):
        number, above = number_of.get(message), number_of.get(parent)
        if number is None or (parent and above is None):
            continue
        if above is None or _freed(nodes, number, above):
            node = nodes[number]
            node.parent, node.how, node.confidence = above, FILE, AGREED
    return Forest(nodes, _threads(forest), forest.owners)


def _freed(nodes: list[Node], number: int, above: int) -> bool:
    """Whether a node may hang below another, a link of the loop cut if that makes one."""
    at: int | None = above
    loose: Node | None = None
    while at is not None and at != number:
        if nodes[at].how != FILE:
            loose = nodes[at]
        at = nodes[at].parent
    if at is None:
        return True
    if loose is None:
        return False
    loose.parent, loose.how, loose.confidence = None, "alone", UNKNOWN
    return True


def _threads(forest: Forest) -> Sets:
    """Which nodes are one thread: trees, and trees that were one thread before."""
    nodes, sets = forest.nodes, Sets(len(forest.nodes))
    first: dict[int, int] = {}
    for number, node in enumerate(nodes):
        if node.parent is not None:
            sets.join(number, node.parent)
        elif node.how != FILE:
            sets.join(first.setdefault(forest.sets.top(number), number), number)
    return sets
