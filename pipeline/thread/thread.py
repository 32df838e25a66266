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
- A mail without any ids whose subject says that it answers goes to the last mail of that subject
  before it. Pipermail takes the Re: off: there the same subject from another author says so.
- A loop is cut at its weakest link: one told by subject, else that of a ghost, else that of the
  earliest mail.
Nothing depends on the order of arrival, and nothing recurses: mail is hostile.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import orjson

from pipeline.mail import headers
from pipeline.records import Head, Place, Thread, Unit
from pipeline.thread.groups import Sets

VERSION = 2

# How sure a parent is.
AGREED = (
    1.0  # References and In-Reply-To agree, or only one of them is there; or a root that is no Re:
)
DISPUTED = 0.8  # they name different mails
INFERRED = 0.7  # only the chains of others tell
SHARED_ID = 0.6  # several mails have the parent's id
SAME_SUBJECT = 0.5  # no id tells, the subject does
SAME_WORDS = 0.4  # and it has no Re:, on a list whose archiver takes it off
UNKNOWN = 0.3  # it says that it answers, but nothing tells what

# People answer within days; the same words a season later start something new.
WINDOW = timedelta(days=30)
WINDOW_WITHOUT_RE = timedelta(days=7)
# Who opened with the same words before may open so again, as reports do every week.
WINDOW_OF_STARTER = timedelta(days=2)
# A list on which fewer mails with ids say Re: has an archiver that takes it off.
SAY_RE = 0.5
# "Re: hello" joins strangers: a subject must have some words and some length to tell a thread.
SUBJECT_WORDS = 2
SUBJECT_LENGTH = 10

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


def places(heads: Sequence[Head]) -> tuple[list[Thread], list[Place]]:
    """Threads, and for each mail its place; both by thread and then in the order of reading."""
    forest = _planted(sorted(heads, key=when))
    _link_by_ids(forest)
    _link_by_subject(forest)
    _doubt(forest.nodes)
    _cut_loops(forest.nodes)
    return _written(forest)


def when(head: Head) -> When:
    """Sorts mails by date; those without one come last, by key."""
    return head.sent_at or LATEST, head.message


def _planted(heads: Sequence[Head]) -> Forest:
    forest = Forest([Node(head.message_id, head) for head in heads], Sets(len(heads)))
    for number, head in enumerate(heads):
        if head.message_id:
            forest.owners.setdefault(head.message_id, []).append(number)
    return forest


def chain(head: Head) -> list[str]:
    """The ids that a mail refers to, the oldest first, its parent last."""
    ids = dict.fromkeys(head.reference_ids + head.in_reply_to)
    ids.pop(head.message_id, None)
    return list(ids)


def _link_by_ids(forest: Forest) -> None:
    """Parents as the mails' own headers tell them, then as those of others do."""
    told: dict[int, Counter[int]] = defaultdict(Counter)  # child -> parents that chains tell
    for number in range(len(forest.nodes)):
        head = _head(forest, number)
        numbers = [_resolved(forest, id_, head) for id_ in chain(head)]
        for other in numbers:
            forest.sets.join(number, other)
        for parent, child in pairwise(numbers):
            told[child][parent] += 1
        if numbers:
            _link(forest, number, numbers[-1])
    for child, parents in told.items():
        if forest.nodes[child].parent is None:
            _infer(forest, child, parents)


def _head(forest: Forest, number: int) -> Head:
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
        other = _head(forest, number)
        if other.base_subject.casefold() == subject and when(other) < sent:
            return number
    return owners[0]


def _link(forest: Forest, number: int, parent: int) -> None:
    """Hang a mail where its own header says."""
    node, head = forest.nodes[number], _head(forest, number)
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


def _link_by_subject(forest: Forest) -> None:
    """Hang the mails that no id speaks of on an earlier mail of their subject."""
    by_subject: dict[tuple[str, str], list[int]] = defaultdict(list)
    started: set[tuple[tuple[str, str], str]] = set()
    stripped = _stripped(forest.nodes)
    for number, node in enumerate(forest.nodes):
        head = node.head
        if head is None or head.sent_at is None or not (subject := _subject(head)):
            continue
        if node.parent is None and not chain(head):
            earlier = by_subject[subject]
            again = (subject, head.address) in started
            if earlier and _answers(
                head, _head(forest, earlier[-1]), stripped=head.list_id in stripped, again=again
            ):
                node.parent, node.how = earlier[-1], "subject"
                node.confidence = SAME_SUBJECT if says_reply(head) else SAME_WORDS
                forest.sets.join(number, earlier[-1])
            else:
                started.add((subject, head.address))
        by_subject[subject].append(number)


def _answers(head: Head, last: Head, *, stripped: bool, again: bool) -> bool:
    """True where a mail answers the last one of its subject; `again` if its author opened it."""
    assert head.sent_at and last.sent_at, "only dated mails are compared"  # noqa: PT018
    gap = head.sent_at - last.sent_at
    if says_reply(head):
        return gap <= WINDOW
    if not stripped or head.address == last.address:
        return False
    return gap <= (WINDOW_OF_STARTER if again else WINDOW_WITHOUT_RE)


def _stripped(nodes: Iterable[Node]) -> set[str]:
    """The lists whose archiver takes the Re: off subjects."""
    answers: Counter[str] = Counter()
    saying: Counter[str] = Counter()
    for node in nodes:
        if node.head and chain(node.head):
            answers[node.head.list_id] += 1
            saying[node.head.list_id] += says_reply(node.head)
    return {list_id for list_id, count in answers.items() if saying[list_id] < SAY_RE * count}


def _subject(head: Head) -> tuple[str, str] | None:
    """What mails of one subject share, where the subject is telling."""
    words = head.base_subject.casefold().split()
    if len(words) < SUBJECT_WORDS or len(head.base_subject) < SUBJECT_LENGTH:
        return None
    return head.list_id, " ".join(words)


def says_reply(head: Head) -> bool:
    """True where the subject begins with Re:, in any language."""
    return (
        len(head.subject) > len(head.base_subject)
        and headers.subject(head.subject, head.list_id)[3]
    )


def _doubt(nodes: Iterable[Node]) -> None:
    """Mark as unsure what says Re: and yet hangs nowhere."""
    for node in nodes:
        if node.head and node.parent is None and says_reply(node.head):
            node.confidence = UNKNOWN


def _cut_loops(nodes: Sequence[Node]) -> None:
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


def _strength(node: Node) -> tuple[bool, bool, When, str]:
    return (
        node.how != "subject",
        node.head is not None,
        when(node.head) if node.head else (LATEST, ""),
        node.id,
    )


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
        threads.append(_thread([_head(forest, number) for number in order], ghosts[group]))
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
            )
        )
    return rows


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
    threads: Iterable[Thread], places: Iterable[Place], person_of: Mapping[str, str]
) -> list[Unit]:
    """The threads by the archive that holds their root, in the order of archives."""
    archive_of: dict[str, tuple[str, str]] = {}
    rows: dict[tuple[str, str], list[object]] = defaultdict(list)
    touched: dict[tuple[str, str], set[str]] = defaultdict(set)
    for thread in sorted(threads, key=lambda thread: thread.thread):
        archive = archive_of[thread.thread] = thread.list_id, thread.month
        rows[archive].append(thread)
    for place in sorted(places, key=lambda place: (place.thread, place.position)):
        archive = archive_of[place.thread]
        rows[archive].append((place, person_of[place.message]))
        touched[archive].add(place.message.rpartition("/")[0])
    return [
        Unit(*archive, hashlib.sha256(orjson.dumps(rows[archive])).hexdigest()[:32],
             tuple(sorted(touched[archive])))
        for archive in sorted(rows)
    ]  # fmt: skip
