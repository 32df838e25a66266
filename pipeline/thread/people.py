"""Who is who: names and addresses to persons.

In: the heads of all mails, and what a researcher knows better. Out: a `Person` for each human (or
machine) and an `Identity` for every pair of name and address, with the reason why it is theirs and
the identity that it was joined to. What is surest is believed first:

- file: the researcher says so. What the researcher keeps apart nothing below joins.
- address: the mailbox is the same, and is one person's: not that of a list, a tracker, an office,
  a machine, a family. There the name tells.
- name: the whole name is the same, two words or more, no role. Case, accents, word order with a
  comma and "via some-list" make no difference; nor do initials between its words, unless they
  differ. Of a name that several of such a list may bear something else must be the same as well.
- likeness: short forms and parts of a name, where address or list leave but one (`likeness`).

The person is named by the address of the earliest mail that has one of their own, else by name.
Nothing is compared with everything: identities meet only at what they share.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pipeline.records import Head, Identity, Person
from pipeline.thread import addresses, domains, likeness
from pipeline.thread.addresses import Seen, seen_in
from pipeline.thread.corrections import NONE, Corrections, Named, written
from pipeline.thread.groups import Sets
from pipeline.thread.joining import Edge, Joining, Mark, neighbours, reasons
from pipeline.thread.names import (
    Name,
    full,
    initialled,
    role,
    short,
    spelled,
    without_via,
    words,
)

VERSION = 7


def persons(
    heads: Sequence[Head], corrections: Corrections = NONE
) -> tuple[list[Person], list[Identity]]:
    """Persons and identities, both in the order of their first mail."""
    seen = seen_in(heads)
    shared = addresses.shared(seen)
    edges = _joined(seen, shared, corrections)
    sets = Sets(len(seen))
    for edge in edges:
        sets.join(edge.one, edge.other)
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(seen)):
        groups[sets.top(number)].append(number)
    found: list[Person] = []
    identities: dict[int, Identity] = {}
    taken: set[str] = set()
    around = neighbours(edges)
    for group in groups.values():
        members = [seen[number] for number in group]
        person = Person(_key(members, shared, taken), _name(members))
        taken.add(person.person)
        found.append(person)
        for number, to, how, what in reasons(group[0], around):
            identities[number] = _identity(seen, number, person.person, how, to, what)
    return found, [identities[number] for number in range(len(seen))]


def _joined(seen: Sequence[Seen], shared: set[str], corrections: Corrections) -> list[Edge]:
    """The identities that are one person's, what is surest first."""
    known = likeness.known([(each.name, each.address) for each in seen])
    several = _several({full(each.name) for each in seen})
    garbled = {domains.folded(each.address) for each in seen if domains.garbled(each.address)}
    names = [short(name) if (name := full(each.name)) else () for each in seen]
    joining = Joining(names, _camps(seen, corrections.different))
    told = _matched(seen, corrections.same)
    joining.share("file", lambda number: (("file", line) for line, _ in told.get(number, ())))
    joining.share("address", lambda number: _mailboxes(seen[number], shared))
    joining.share("address", lambda number: _folded(seen[number], shared, garbled), careful=True)
    joining.share("name", lambda number: _names(seen[number], shared, several, known))
    joining.share(
        "likeness",
        lambda number: (
            ("name", name) for name in _alike(seen[number], shared, known) if name not in several
        ),
        careful=True,
        held=False,
    )
    return joining.edges


def _matched(
    seen: Sequence[Seen], lines: Sequence[Sequence[Named]]
) -> dict[int, list[tuple[int, int]]]:
    """For each identity the lines of a file that name it, and by which of their entries."""
    by_address: dict[str, list[tuple[int, int]]] = defaultdict(list)
    whole: dict[Named, list[tuple[int, int]]] = defaultdict(list)
    for line, group in enumerate(lines):
        for side, (name, address) in enumerate(group):
            if name:
                whole[name, address].append((line, side))
            else:
                by_address[address].append((line, side))
    found: dict[int, list[tuple[int, int]]] = {}
    for number, each in enumerate(seen):
        exact = whole.get((each.name, each.address), [])
        named = {line for line, _ in exact}
        rest = [entry for entry in by_address.get(each.address, ()) if entry[0] not in named]
        if exact or rest:
            found[number] = exact + rest
    return found


def _camps(seen: Sequence[Seen], different: Sequence[Sequence[Named]]) -> dict[int, dict[int, int]]:
    return {number: dict(entries) for number, entries in _matched(seen, different).items()}


def _several(whole: set[Name]) -> set[Name]:
    """The short forms of names that stand for several persons: their initials differ."""
    long: dict[Name, set[Name]] = defaultdict(set)
    for name in whole:
        if name and short(name) != name:
            long[short(name)].add(name)
    return {name for name, forms in long.items() if len(forms) > 1}


def _mailboxes(each: Seen, shared: set[str]) -> Iterator[Mark]:
    if each.address and each.address not in shared:
        yield "address", domains.delivered(each.address)


def _folded(each: Seen, shared: set[str], garbled: set[str]) -> Iterator[Mark]:
    """The address as R's lists write it, where there is such a one."""
    if each.address not in shared and (folded := domains.folded(each.address)) in garbled:
        yield "folded", folded


def _names(
    each: Seen, shared: set[str], several: set[Name], known: likeness.Known
) -> Iterator[Mark]:
    """What this name has in common with no other person's."""
    own = each.address and each.address not in shared
    if name := full(each.name):
        if short(name) in known.common:
            yield from likeness.proofs(short(name), each.address)
        else:
            yield "name", name if short(name) in several else short(name)
            if other := spelled(each.name):
                yield "name", short(other)
    elif own:
        if name := initialled(each.name):
            yield "name", (name, each.address.partition("@")[0])
    elif role(each.address):
        yield "address", each.address
    else:
        # Half a name tells one writer from another only within one address.
        yield "address", (each.address, words(each.name) or each.name)
    if own and (handle := likeness.handle(each.name, each.address)):
        yield "name", handle


def _alike(each: Seen, shared: set[str], known: likeness.Known) -> Iterator[Name]:
    if each.address and each.address not in shared:
        yield from likeness.alike(each.name, each.address, known)


def _key(members: Sequence[Seen], shared: set[str], taken: set[str]) -> str:
    """The address of the earliest mail that has one of the person's own, else a name."""
    own = [each for each in members if each.address and each.address not in shared]
    own.sort(key=lambda each: domains.garbled(each.address))
    for each in own:
        if each.address not in taken:
            return each.address
    named = next((each for each in members if full(each.name)), members[0])
    name = without_via(named.name)
    if full(named.name) or not named.address:
        key = name
    else:
        key = f"{name} <{named.address}>" if name and not role(named.address) else named.address
    if key not in taken:
        return key
    # Where a file parts what nothing else does, keys would be alike.
    forms = [written((each.name, each.address)) for each in members]
    return next((form for form in forms if form not in taken), f"{key} #{len(taken)}")


def _name(members: Sequence[Seen]) -> str:
    """The name most often given, whole names before others."""
    counts: Counter[str] = Counter()
    for each in members:
        counts[without_via(each.name)] += each.messages
    given = [name for name in counts if name] or [members[0].address]
    return max(given, key=lambda name: (bool(full(name)), counts[name]))


def _identity(
    seen: Sequence[Seen], number: int, person: str, how: str, to: int | None, shared: str
) -> Identity:
    each = seen[number]
    joined_to = "" if to is None else written((seen[to].name, seen[to].address))
    return Identity(each.address, each.name, person, how, each.messages, joined_to, shared)
