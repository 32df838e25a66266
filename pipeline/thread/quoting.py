"""Parents that a quote tells, where the headers tell none or lie.

In: the heads of mails, and `Clue`s, which say in which earlier mails the quotes of some were found.
Out: for each mail that a quote hangs the clue that is believed.

The rules:
- Only those mails are asked about that name nothing, that name only what nobody has and nobody
  else names, or that name a mail of another subject. A link that headers give is kept, unless it
  lies: where the mail has the subject of the mail that it quotes and whose author it names, and
  neither subject nor words of the mail in its header (an answer written into an old mail).
- A quote makes no answer of a mail that says neither Re: nor has the subject of what it quotes:
  passages are pasted into new threads.
- Of several mails that hold the quote the best must hold clearly more, or be by whom the
  attribution names; where that names the author of another, nothing is told. Of mails that hold
  it alike the earliest is meant: the others were sent again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.records import Clue, Head
from pipeline.thread.forest import Forest, chain, head_of, when
from pipeline.thread.quotable import named
from pipeline.thread.subjects import alike, related, says_reply

# How sure a parent is.
NAMED = 0.9  # the attribution names its author
UNNAMED = 0.8

SHARE_NAMED = 0.25  # so much of the quotes must be from a mail whose author they name
SHARE = 0.45  # so much where they name nobody, or somebody else
SHARE_OF_LOST = 0.6  # so much where the header names another mail, which nobody has
RIVAL = 0.7  # what another mail may hold of what the best one holds, where no name tells
RIVAL_NAMED = 0.25  # and what one whose author is named may hold
NEAR = 3  # a mail's own words tell so much more than what it quotes itself


def asked(heads: Iterable[Head]) -> list[str]:
    """The mails whose quotes must be looked up, as their headers do not tell whom they answer."""
    heads = list(heads)
    subject_of = {head.message_id: head.base_subject for head in heads}
    times = Counter(id_ for head in heads for id_ in chain(head))
    return [head.message for head in heads if _unsure(head, subject_of, times)]


def _unsure(head: Head, subject_of: Mapping[str, str], times: Mapping[str, int]) -> bool:
    ids = chain(head)
    if ids and ids[-1] in subject_of:
        theirs = subject_of[ids[-1]]
        return theirs != head.base_subject and not alike(theirs, head.base_subject)
    return _lost(ids, subject_of, times)


def _lost(ids: Sequence[str], owned: Iterable[str], times: Mapping[str, int]) -> bool:
    """True where the ids lead to nothing: nobody has them, and nobody else names them."""
    return all(id_ not in owned and times[id_] == 1 for id_ in ids)


def link_by_quotes(forest: Forest, clues: Iterable[Clue]) -> None:
    """Hang the mails that no header hangs on those that they quote."""
    by_mail: dict[str, list[Clue]] = defaultdict(list)
    for clue in clues:
        by_mail[clue.message].append(clue)
    if not by_mail:
        return
    numbers = {node.head.message: n for n, node in enumerate(forest.nodes) if node.head}
    alone = Counter(node.parent for node in forest.nodes)
    for message in sorted(by_mail):
        number, told = numbers[message], by_mail[message]
        heads = {clue.source: head_of(forest, numbers[clue.source]) for clue in told}
        best = _best(told, heads)
        if best and _answers(forest, number, best, heads[best.source], alone):
            node = forest.nodes[number]
            node.parent, node.how = numbers[best.source], "quote"
            node.confidence = NAMED if _fits(best, heads[best.source]) else UNNAMED
            forest.sets.join(number, node.parent)


def _answers(
    forest: Forest, number: int, best: Clue, source: Head, children: Mapping[int | None, int]
) -> bool:
    """True where no header says otherwise, and the mail is an answer at all."""
    node, head = forest.nodes[number], head_of(forest, number)
    if node.parent is not None:
        above = forest.nodes[node.parent]
        only = above.head is None and above.parent is None and children[node.parent] == 1
        if not only or share(best) < SHARE_OF_LOST:
            return False
    return says_reply(head) or related(head.base_subject, source.base_subject)


def lies(heads: Iterable[Head], clues: Iterable[Clue]) -> set[str]:
    """The mails whose headers name a mail that they do not answer."""
    by_mail: dict[str, list[Clue]] = defaultdict(list)
    for clue in clues:
        by_mail[clue.message].append(clue)
    if not by_mail:
        return set()
    heads = list(heads)
    head_of_mail = {head.message: head for head in heads}
    owner = {head.message_id: head.message for head in reversed(heads)}
    return {
        message
        for message, told in by_mail.items()
        if _lies(head_of_mail[message], told, head_of_mail, owner)
    }


def _lies(
    head: Head, told: Sequence[Clue], heads: Mapping[str, Head], owner: Mapping[str, str]
) -> bool:
    ids = chain(head)
    if not ids or ids[-1] not in owner:
        return False
    named_in_header = owner[ids[-1]]
    best = _best(told, heads)
    if best is None or any(clue.source == named_in_header for clue in told):
        return False
    source = heads[best.source]
    return (
        share(best) >= SHARE
        and _fits(best, source)
        and related(head.base_subject, source.base_subject)
        and not related(head.base_subject, heads[named_in_header].base_subject)
    )


def _best(told: Sequence[Clue], heads: Mapping[str, Head]) -> Clue | None:
    """The clue to the mail that the quotes are from, where it is clear."""
    most = max(map(_weight, told))
    even = [clue for clue in told if _weight(clue) == most]
    best = min(even, key=lambda clue: when(heads[clue.source]))
    if _fits(best, heads[best.source]):
        return best if share(best) >= SHARE_NAMED else None
    if any(
        _weight(clue) >= RIVAL_NAMED * most and _fits(clue, heads[clue.source]) for clue in told
    ):
        return None
    address = heads[best.source].address
    again = {clue.source for clue in even if heads[clue.source].address == address}
    rivals = [_weight(clue) for clue in told if clue.source not in again]
    clear = max(rivals, default=0) < RIVAL * most
    return best if clear and share(best) >= SHARE else None


def _weight(clue: Clue) -> int:
    return NEAR * clue.near + clue.far


def share(clue: Clue) -> float:
    """The share of a mail's quotes that were found where the clue says."""
    return clue.near / clue.quoted if clue.quoted else clue.far / clue.nested


def _fits(clue: Clue, source: Head) -> bool:
    """True where the attribution names the author of the source."""
    return any(named(name) & named(source.name, source.address) for name in clue.names)
