"""Addresses as they are met with names, and those under which many hands write.

In: heads of mails. Out: pairs of name and address, with when and how often; and the addresses that
are no one person's: those of offices, lists and machines, and those that several humans share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.records import Head
from pipeline.thread import domains
from pipeline.thread.groups import groups
from pipeline.thread.names import Name, full, role, via
from pipeline.thread.nicknames import given

LATEST = datetime.max  # noqa: DTZ901 - all times are UTC without a zone

# An address under which so many humans write whose names are not alike is nobody's own.
SHARED_BY = 3


@dataclass(slots=True)
class Seen:
    """A name and address as they occur together: how often, when first and last, on which lists."""

    name: str
    address: str
    first: tuple[datetime, str]
    last: tuple[datetime, str]
    messages: int
    lists: set[str]


def seen_in(heads: Sequence[Head]) -> list[Seen]:
    """Every pair of name and address, the earliest first."""
    seen: dict[tuple[str, str], Seen] = {}
    for head in heads:
        at = (head.sent_at or LATEST, head.message)
        pair = (head.name, head.address)
        if pair in seen:
            each = seen[pair]
            each.messages += 1
            each.first = min(each.first, at)
            each.last = max(each.last, at)
            each.lists.add(head.list_id)
        else:
            seen[pair] = Seen(*pair, at, at, 1, {head.list_id})
    return sorted(seen.values(), key=lambda each: (each.first, each.address, each.name))


def shared(seen: Sequence[Seen]) -> set[str]:
    """The addresses under which many hands write."""
    lists = {list_id.lower() for each in seen for list_id in each.lists}
    found = {each.address for each in seen if _nobodys(each, lists)}
    names: dict[str, set[Name]] = defaultdict(set)
    homes: dict[Name, set[str]] = defaultdict(set)
    spans: dict[tuple[str, Name], list[Seen]] = defaultdict(list)
    for each in seen:
        if each.address and each.address not in found and (name := full(each.name)):
            names[each.address].add(name)
            homes[name].add(each.address)
            spans[each.address, name].append(each)
    for address, held in names.items():
        if len(held) > 1:
            strangers = _strangers(held)
            if len(strangers) >= SHARED_BY or (
                len(strangers) == 2 and _two(address, strangers, homes, spans)
            ):
                found.add(address)
    return found


def _nobodys(each: Seen, lists: set[str]) -> bool:
    """True for the address of an office, a list, a machine without a name, or one cut short."""
    if not each.address:
        return False
    local = each.address.partition("@")[0]
    return (
        role(each.address)
        or via(each.name)
        or local in lists
        or domains.nobodys(each.address)
        or domains.shortened(each.address)
    )


def _strangers(held: Iterable[Name]) -> list[list[Name]]:
    """Names in groups of which each may be one human's."""
    names = sorted(held)
    return [[names[number] for number in group] for group in groups(map(_marks, names))]


def _marks(name: Name) -> Iterator[tuple[str, object]]:
    """What the forms of one human's name share: not the family name, a family's."""
    for word in name[:-1]:
        yield "word", given(word)
        # A slip of the pen: one letter that is wrong, or too many, or missing.
        yield "slip", (name[-1], word)
        if len(word) > 2:
            shorter = (word[:at] + word[at + 1 :] for at in range(len(word)))
            yield from (("slip", (name[-1], each)) for each in shorter)
    yield "turned", frozenset(name)


def _two(
    address: str,
    strangers: Sequence[Sequence[Name]],
    homes: dict[Name, set[str]],
    spans: dict[tuple[str, Name], list[Seen]],
) -> bool:
    """True where two names at one address are two humans, not one who has changed name.

    Each has an address of their own besides; or they have a family name in common, and write by
    turns.
    """
    one, other = (
        {home for name in group for home in homes[name]} - {address} for group in strangers
    )
    if one and other and one.isdisjoint(other):
        return True
    if {name[-1] for name in strangers[0]}.isdisjoint(name[-1] for name in strangers[1]):
        return False
    first, second = (
        [each for name in group for each in spans[address, name]] for group in strangers
    )
    return max(min(each.first for each in first), min(each.first for each in second)) < min(
        max(each.last for each in first), max(each.last for each in second)
    )
