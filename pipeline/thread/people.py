"""Who is who: names and addresses to persons.

In: the heads of all mails. Out: a `Person` for each human (or machine) and an `Identity` for every
pair of name and address, with the reason why it is theirs.

- An address is one person's, unless many hands write under it: that of a list, a tracker, an
  office. There the name tells.
- A whole name is one person's: two words or more, no role. Case, accents, word order with a comma
  and "via some-list" make no difference; nor do initials between its words, unless they differ.
- Initials and a surname are one person's where the same stands before the @ of the address too.
- The person is named by the address of the earliest mail that has one of their own, else by name.
- Nothing is compared with everything: identities meet only at what they share.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.records import Head, Identity, Person
from pipeline.thread.groups import groups
from pipeline.thread.names import full, initialled, role, short, via, without_via, words

VERSION = 2

LATEST = datetime.max  # noqa: DTZ901 - all times are UTC without a zone

# An address under which so many humans write whose names have no word in common is nobody's own.
SHARED_BY = 3

Pair = tuple[str, str]  # name, address
Name = tuple[str, ...]  # its words
Mark = tuple[str, Hashable]  # "address" or "name", and what is shared


@dataclass(slots=True)
class Seen:
    """A name and address as they occur together: how often, and when first."""

    name: str
    address: str
    first: tuple[datetime, str]
    messages: int


def persons(heads: Sequence[Head]) -> tuple[list[Person], list[Identity]]:
    """Persons and identities, both in the order of their first mail."""
    seen = _seen(heads)
    shared = _shared(seen)
    several = _several({full(each.name) for each in seen})
    marks = [list(_marks(each, shared, several)) for each in seen]
    found: list[Person] = []
    identities: list[tuple[int, Identity]] = []
    for group in groups(marks):
        members = [seen[number] for number in group]
        person = Person(_key(members, shared), _name(members))
        found.append(person)
        reasons = _reasons({number: marks[number] for number in group})
        identities += [(number, _identity(seen[number], person, how)) for number, how in reasons]
    return found, [identity for _, identity in sorted(identities, key=lambda each: each[0])]


def _seen(heads: Sequence[Head]) -> list[Seen]:
    """Every pair of name and address, the earliest first."""
    seen: dict[Pair, Seen] = {}
    for head in heads:
        first = (head.sent_at or LATEST, head.message)
        pair = (head.name, head.address)
        if pair in seen:
            seen[pair].messages += 1
            seen[pair].first = min(seen[pair].first, first)
        else:
            seen[pair] = Seen(*pair, first, 1)
    return sorted(seen.values(), key=lambda each: (each.first, each.address, each.name))


def _shared(seen: Sequence[Seen]) -> set[str]:
    """The addresses under which many hands write."""
    names: dict[str, set[Name]] = defaultdict(set)
    shared = {each.address for each in seen if role(each.address)}
    for each in seen:
        if each.address and via(each.name):
            shared.add(each.address)
        elif each.address and (name := full(each.name)):
            names[each.address].add(name)
    return shared | {address for address, held in names.items() if _strangers(held) >= SHARED_BY}


def _strangers(names: set[Name]) -> int:
    """How many of the names have no word in common."""
    if len(names) < SHARED_BY:
        return len(names)
    return len(groups(sorted(names)))


def _several(whole: set[Name]) -> set[Name]:
    """The short forms of names that stand for several persons: their initials differ."""
    long: dict[Name, set[Name]] = defaultdict(set)
    for name in whole:
        if name and short(name) != name:
            long[short(name)].add(name)
    return {name for name, forms in long.items() if len(forms) > 1}


def _marks(each: Seen, shared: set[str], several: set[Name]) -> Iterator[Mark]:
    """What this name and address has in common with no other person's."""
    own = each.address and each.address not in shared
    if own:
        yield "address", each.address
    if name := full(each.name):
        yield "name", name if short(name) in several else short(name)
    elif own:
        if name := initialled(each.name):
            yield "name", (name, each.address.partition("@")[0])
    elif role(each.address):
        yield "address", each.address
    else:
        # Half a name tells one writer from another only within one address.
        yield "address", (each.address, words(each.name) or each.name)


def _key(members: Sequence[Seen], shared: set[str]) -> str:
    """The address of the earliest mail that has one of the person's own, else a name."""
    for each in members:
        if each.address and each.address not in shared:
            return each.address
    named = next((each for each in members if full(each.name)), members[0])
    name = without_via(named.name)
    if full(named.name) or not named.address:
        return name
    return f"{name} <{named.address}>" if name and not role(named.address) else named.address


def _name(members: Sequence[Seen]) -> str:
    """The name most often given, whole names before others."""
    counts: Counter[str] = Counter()
    for each in members:
        counts[without_via(each.name)] += each.messages
    given = [name for name in counts if name] or [members[0].address]
    return max(given, key=lambda name: (bool(full(name)), counts[name]))


def _reasons(marks: Mapping[int, Sequence[Mark]]) -> Iterator[tuple[int, str]]:
    """How each identity of a person is known, walking from the first along what they share."""
    sharing: dict[Mark, list[int]] = defaultdict(list)
    for number, held in marks.items():
        for mark in held:
            sharing[mark].append(number)
    start = min(marks)
    queue, met = deque([start]), {start}
    yield start, "first"
    while queue:
        for mark in marks[queue.popleft()]:
            for number in sharing.pop(mark, ()):
                if number not in met:
                    met.add(number)
                    queue.append(number)
                    yield number, mark[0]


def _identity(each: Seen, person: Person, how: str) -> Identity:
    return Identity(each.address, each.name, person.person, how, each.messages)
