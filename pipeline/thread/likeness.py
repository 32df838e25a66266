"""Who may be who: what makes two names one human's that are not the same.

In: names with their addresses. Out: for each the marks that it shares with others of its human.
Each rule needs two things that agree: half a name and what stands before the @, a short form and a
domain. What would fit several whole names of the list is no mark of anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.thread import domains
from pipeline.thread.names import ROLES, Name, full, initialled, short, words
from pipeline.thread.nicknames import COMMON, given

# A local part that is shorter, or one of these, is many people's.
LOCAL = 4
GENERIC = frozenset({
    "contact", "dev", "devel", "devnull", "email", "gmane", "gnome", "hello", "home", "linux",
    "list", "lists", "listes", "mail", "mailing", "mailinglist", "mailinglists", "mailing-list",
    "mailing-lists", "maillist", "news", "office", "openstack", "post", "python", "software",
    "subscriber", "twisted", "usenet", "webmail", "work",
})  # fmt: skip
# How many humans of one name are to be expected on a list before the name alone proves nothing:
# as many as bear its given name times as many as bear its family name, of all.
EXPECTED = 0.004
BEARERS = 2  # fewer may be chance
SMALL = 5000  # names: on smaller lists two of one name are hardly met

MANY = 50  # names that fit are no evidence, and looking at each would take long
RARE = 5  # letters: shorter family names are many people's in some country

Mark = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Known:
    """The whole names of the lists, by what of them is met alone."""

    common: frozenset[Name]
    rare: frozenset[str]  # family names that only one human bears, and few elsewhere
    forms: dict[tuple[str, str], set[Name]]  # by given name, short forms alike, and family name
    initials: dict[tuple[str, str], set[Name]]  # by first letter and family name
    halves: dict[tuple[str, str], set[Name]]  # by one half and a local part that tells the other
    locals: dict[str, set[Name]]  # by a local part that tells both halves
    handles: dict[str, set[Name]]  # by one that tells the family name and a first letter
    turned: dict[frozenset[str], set[Name]]  # by the words in any order
    used: dict[Name, set[str]]  # local parts and domains with which it is met


def known(pairs: Sequence[tuple[str, str]]) -> Known:
    """What is known of the whole names in some pairs of name and address."""
    used: dict[Name, set[str]] = defaultdict(set)
    for name, address in pairs:
        if whole := full(name):
            used[short(whole)].update(_evidence(address))
    found = Known(
        common=_common(used),
        rare=_rare(used),
        forms=defaultdict(set),
        initials=defaultdict(set),
        halves=defaultdict(set),
        locals=defaultdict(set),
        handles=defaultdict(set),
        turned=defaultdict(set),
        used=used,
    )
    for bearer in used:
        first, last = bearer[0], bearer[-1]
        found.forms[given(first), last].add(bearer)
        found.initials[first[0], last].add(bearer)
        found.turned[frozenset(bearer)].add(bearer)
        for local in (first + last, last + first):
            found.locals[local].add(bearer)
            found.halves[first, local].add(bearer)
            found.halves[last, local].add(bearer)
        for local in (first[0] + last, last + first[0]):
            found.handles[local].add(bearer)
        for local in (first[0] + last, last, last + first[0]):
            found.halves[first, local].add(bearer)
        for local in (first[0] + last, first, first + last[0], last + first[0]):
            found.halves[last, local].add(bearer)
    return found


def _common(names: dict[Name, set[str]]) -> frozenset[Name]:
    """The names that several humans of the lists may bear."""
    firsts: dict[str, int] = defaultdict(int)
    lasts: dict[str, int] = defaultdict(int)
    for name in names:
        firsts[name[0]] += 1
        lasts[name[-1]] += 1
    return frozenset(
        name
        for name in names
        if (first := firsts[name[0]] - 1) >= BEARERS
        and (last := lasts[name[-1]] - 1) >= BEARERS
        and first * last / max(len(names), SMALL) >= EXPECTED
    )


def _rare(names: Iterable[Name]) -> frozenset[str]:
    """The family names that on these lists only one human bears, and few elsewhere."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for name in names:
        bearers[name[-1]].add(given(name[0]))
    return frozenset(
        family
        for family, firsts in bearers.items()
        if len(firsts) == 1 and len(family) >= RARE and family not in COMMON
    )


def _evidence(address: str) -> Iterator[str]:
    """What an address has in common with others of its owner: local part, organisation."""
    local = plain(address)
    if len(local) >= LOCAL and local not in GENERIC and local not in ROLES:
        yield local
    if domains.tells(address):
        yield "@" + domains.registered(address)


def plain(address: str) -> str:
    """The local part without what people put between its words."""
    local = domains.delivered(address).partition("@")[0]
    return local.replace(".", "").replace("_", "").replace("-", "")


def proofs(name: Name, address: str) -> Iterator[Mark]:
    """What must be shared besides a name that several bear: the organisation, an odd local part."""
    derived = {
        one + other for one in (name[0], name[0][0], "") for other in (name[-1], name[-1][0], "")
    }
    derived |= {name[-1] + name[0], name[-1] + name[0][0]}
    for each in _evidence(address):
        if each.rstrip("0123456789") not in derived:
            yield "name", (name, each)


def handle(name: str, address: str) -> tuple[str, str] | None:
    """A name of one word that is none of many, with the local part that stands beside it."""
    found, local = words(name), plain(address)
    if len(found) != 1 or len(local) < LOCAL or local in GENERIC or found[0] in ROLES:
        return None
    odd = any(map(str.isdigit, name)) or any(map(str.isupper, name[1:])) != name.isupper()
    return (found[0], local) if found[0] != local or odd else None


def alike(name: str, address: str, known: Known) -> Iterator[Name]:
    """The whole names whose human this name and address may be, each the only one that fits."""
    whole = full(name)
    if whole:
        yield from _whole(short(whole), address, known)
    elif letters := initialled(name):
        yield from _initialled(letters, address, known)
    elif not (found := words(name)) or not ROLES.intersection(found):
        yield from _half(found, address, known)


def _whole(name: Name, address: str, known: Known) -> Iterator[Name]:
    """Short forms, middle names, words in another order."""
    here = known.used[name] if name in known.used else set(_evidence(address))
    for other in _candidates(name, known):
        if other == name or other in known.common or name in known.common:
            continue
        turned = other[0] != name[0] and frozenset(other) == frozenset(name)
        if here & known.used[other] or (name[-1] in known.rare and not turned):
            yield other


def _candidates(name: Name, known: Known) -> Iterator[Name]:
    forms = known.forms[given(name[0]), name[-1]]
    if len(forms) <= MANY:
        yield from (other for other in sorted(forms) if len(other) == 2 or len(name) == 2)
    yield from sorted(known.turned[frozenset(name)])


def _initialled(name: Name, address: str, known: Known) -> Iterator[Name]:
    """Of "A. Lund", where all that begin so and end so are one."""
    other = _only(known.initials[name[0], name[-1]], known)
    if not other:
        return
    local = plain(address)
    if (
        local in (other[0] + other[-1], other[-1] + other[0])
        or known.used[other] & set(_evidence(address))
        or other[-1] in known.rare
    ):
        yield other


def _half(name: Name, address: str, known: Known) -> Iterator[Name]:
    """Of "Ada" or nothing, where the address tells the rest."""
    local = plain(address)
    if len(local) < LOCAL:
        return
    fits = known.halves[name[0], local] if len(name) == 1 else set()
    if not fits and (not name or "".join(name) == local) and len(local) > 6:
        fits = known.locals[local] or {
            each for each in known.handles[local] if each[-1] in known.rare
        }
    if other := _only(fits, known):
        yield other


def _only(fits: set[Name], known: Known) -> Name:
    """The name, where all that fit are forms of one human's; nothing where several do."""
    if len(fits) > MANY:
        return ()
    whole = fits - known.common
    if len({(given(name[0]), name[-1]) for name in whole}) == 1 and len(whole) == len(fits):
        return min(whole)
    return ()
