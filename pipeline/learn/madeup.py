"""Made-up lists, whose persons are known: how well identities are told apart and joined.

In: how many persons, and a seed. Out: pairs that are right, found and true. A list has persons of
12 regions with given and family names as unevenly spread as names are, so that some share a name;
each has one to five addresses over the years (an employer's, the next one's, a provider's), and
writes the name as mail has it: whole, initials, last name first, without accents, short forms,
alone, none at all, through a list. Added to that: families at one address, offices, trackers, bots,
hosts without a name, addresses as R's lists garble them. All names are made of sounds.

A pair of identities is right where both are one person's. Precision and recall are over all pairs;
one that nothing but a correction could tell is in the recall too.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import comb

from pipeline.learn.measure import Measure, bootstrapped
from pipeline.records import Head
from pipeline.thread import people

START = datetime(2010, 1, 1)  # noqa: DTZ001 - all times are UTC without a zone
DAYS = 2500

# Sounds of given and family names of a dozen regions; names are made of them, so that none is
# anybody's, besides the few that have short forms.
REGIONS: tuple[tuple[str, str], ...] = (
    ("al ber da fen gor hal jen kel lin mor", "ash bury cott dale field ford ham ley ton wick"),
    ("an bri cla do el fran ger hei ju ka", "bach berg dorf eck hof mann meier müll schön stein"),
    ("ay bin chao dong fei hao jing lei ming wei", "bo chu fan gao he jin li mao qiu wen"),
    ("a ben car di es fer gui isa jua lu", "alva bar cas dor esp fuen gar mar ro vas"),
    ("aki dai ei haru jun ken masa nao shi yu", "ara fuji hara iwa kawa mori naka saka ta yama"),
    ("an bo de ev ig kon lev mak ole vla", "ak bor ch dan ev kir lo nov pet sto"),
    ("aa bha de gan har ish ka ma ra vi", "agar bhat cha desh gup iyer ma nair ran sha"),
    ("aa bir einar gu hå jør kje lei ola sø", "aas berg dahl fjell gård haug lund moen sund vik"),
    ("am bé cé da éli fra gé ju lo ma", "ard beau cour del font gui lan mor ron vil"),
    ("ad bar da fi ja ka le ma pi sta", "bie czy dob kow lew mal now sta wie zie"),
    ("ahm bil fa ha ib ja ka mo na sa", "aziz bak dar fah has jab kar mal nas rah"),
    ("do eun hye ji min seo soo woo yeon young", "ahn bae cho han im jo kang moon noh seo"),
)
# How many of a hundred writers come from each, as on the lists of a large project.
WEIGHTS = (30, 14, 10, 7, 4, 8, 8, 6, 6, 3, 3, 1)
# Given names that have short forms, for one person in three of the first region.
SHORT = {
    "Robert": "Bob", "William": "Bill", "Michael": "Mike", "Daniel": "Dan", "Thomas": "Tom",
    "Matthew": "Matt", "Christopher": "Chris", "James": "Jim", "Elizabeth": "Liz", "Susan": "Sue",
    "Andrew": "Andy", "Joshua": "Josh", "Steven": "Steve", "Gregory": "Greg", "Katherine": "Kate",
}  # fmt: skip
FEW_FAMILIES = ("bo", "ahn")  # as in China and Korea
PROVIDERS = ("gmail.com", "yahoo.com", "hotmail.com", "gmx.de", "qq.com", "mail.ru", "web.de")
WITHOUT_ACCENTS = str.maketrans("üöäåøéèóíá", "uoaaoeeoia")
TWO_LETTERS = {"ü": "ue", "ö": "oe", "ä": "ae", "ø": "oe", "å": "aa"}


@dataclass(frozen=True, slots=True)
class Human:
    """A made-up person: given name, middle initial, family name, addresses with their years."""

    number: int
    first: str
    middle: str
    last: str
    addresses: tuple[str, ...]


def humans(count: int, chance: random.Random) -> list[Human]:
    """Persons whose names are as unevenly spread as names are."""
    organisations = [f"org{number}.example" for number in range(max(10, count // 12))]
    names = [_names(*region) for region in REGIONS]
    # What a provider has given to one it gives to no other.
    taken: set[str] = set()
    found = []
    for number in range(count):
        firsts, lasts = chance.choices(names, WEIGHTS)[0]
        first, last = (
            _unevenly(firsts, 6, chance),
            _unevenly(lasts, min(50, len(lasts) // 30), chance),
        )
        if firsts is names[0][0] and chance.random() < 0.3:
            first = chance.choice(list(SHORT))
        middle = chance.choice("ABCDEFGHJKLMPRST") if chance.random() < 0.2 else ""
        homes = chance.choices([1, 2, 3, 5], [55, 28, 13, 4])[0]
        addresses = []
        for _ in range(homes):
            domain = (
                chance.choice(PROVIDERS)
                if chance.random() < 0.45
                else organisations[int(len(organisations) ** chance.random()) - 1]
            )
            addresses.append(_address(first, last, domain, chance, taken))
        found.append(Human(number, first, middle, last, tuple(dict.fromkeys(addresses))))
    return found


def _names(firsts: str, lasts: str) -> tuple[list[str], list[str]]:
    """Some hundred given and some thousand family names of a region, or a hundred where few are."""
    given, family = firsts.split(), lasts.split()
    one = _composed(given, 3)
    return one, _composed(family, 2 if family[0] in FEW_FAMILIES else 4)


def _composed(sounds: Sequence[str], most: int) -> list[str]:
    """Names of two sounds, then of three, up to the most."""
    made = list(sounds)
    found: list[str] = []
    for _ in range(most - 1):
        made = [one + other for one in made for other in sounds if not one.endswith(other)]
        found += made
    return [each.capitalize() for each in found]


def _unevenly(names: Sequence[str], head: int, chance: random.Random) -> str:
    """One of the names; the rank r with a weight of 1 / (r + head), as Zipf and Mandelbrot found.

    Two humans of a region then share a given name with a probability of 1 in 130 and a family name
    with 1 in 1,300 (in the United States 1 in 100 and 1 in 1,600), or 1 in 40 in China and Korea.
    """
    rank = head * ((len(names) + head) / head) ** chance.random() - head
    return names[min(int(rank), len(names) - 1)]


def _plain(name: str) -> str:
    return name.lower().translate(WITHOUT_ACCENTS)


def _address(first: str, last: str, domain: str, chance: random.Random, taken: set[str]) -> str:
    one, other = _plain(first), _plain(last)
    local = chance.choices(
        [f"{one}.{other}", f"{one[0]}{other}", one, other, f"{one}{other}", f"{one}_{other}",
         f"{other}{one[0]}", f"x{chance.randrange(10**6)}", f"{one}{chance.randrange(60, 99)}"],
        [30, 22, 12, 5, 10, 3, 3, 8, 7],
    )[0]  # fmt: skip
    while f"{local}@{domain}" in taken:
        local += str(chance.randrange(10))
    taken.add(f"{local}@{domain}")
    return f"{local}@{domain}"


def written(human: Human, address: str, chance: random.Random) -> str:
    """The name as it stands in a mail of one address."""
    first, last = human.first, human.last
    whole = f"{first} {last}"
    forms = [
        (62, whole),
        (4, f"{first} {human.middle}. {last}" if human.middle else whole),
        (4, f"{last}, {first}"),
        (3, f"{first[0]}. {last}"),
        (3, first),
        (4, ""),
        (2, address.partition("@")[0]),
        (3, f"{SHORT.get(first, first)} {last}"),
        (3, whole.translate(WITHOUT_ACCENTS)),
        (2, "".join(TWO_LETTERS.get(letter, letter) for letter in whole)),
        (3, f"{whole} (org)"),
        (2, whole.upper()),
        (1, whole.lower()),
        (2, f"{whole} via dev"),
        (1, f"{last} {first}"),
        (1, f"'{whole}'"),
    ]
    return chance.choices([form for _, form in forms], [weight for weight, _ in forms])[0]


def mails(count: int, seed: int) -> Iterator[tuple[int, Head]]:
    """Heads of a made-up list, each with the number of its author."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    everybody = humans(count, chance)
    garbled = chance.random() < 0.5
    number = 0
    for human in everybody:
        # One writes mostly in one form; each address is a program's with its own setting.
        settings = {
            address: [written(human, address, chance) for _ in range(chance.choice([1, 1, 2]))]
            for address in human.addresses
        }
        for place, address in enumerate(human.addresses):
            for _ in range(1 + int(chance.paretovariate(1.0)) % 30):
                name = chance.choice(settings[address])
                day = (place + chance.random()) * DAYS / len(human.addresses)
                sent = "dev@lists.example" if name.endswith("via dev") else address
                if garbled and chance.random() < 0.1:
                    sent = sent.translate(str.maketrans("as.fil", "@@@|||"))
                elif chance.random() < 0.01:
                    sent = sent.replace("@", "+dev@")
                yield human.number, _head(number, name, sent, day)
                number += 1
    yield from _others(everybody, chance, number)


def _others(
    everybody: Sequence[Human], chance: random.Random, number: int
) -> Iterator[tuple[int, Head]]:
    """Addresses that are nobody's own: families, offices, trackers, machines; and bots."""
    by_family: dict[str, list[Human]] = defaultdict(list)
    for human in everybody:
        by_family[human.last].append(human)
    families = [group[:2] for group in by_family.values() if len(group) > 1]
    offices = [chance.sample(list(everybody), 6) for _ in range(len(everybody) // 400)]
    hosts = [chance.sample(list(everybody), 2) for _ in range(len(everybody) // 400)]
    groups = [("family{}@home.example", group) for group in families[: len(everybody) // 200]]
    groups += [("office{}@nest.example", group) for group in offices]
    groups += [("bugzilla-daemon@nest{}.example", group) for group in offices]
    groups += [("root@localhost", group) for group in hosts]
    for place, (address, group) in enumerate(groups):
        for _ in range(3):
            for human in group:
                name = f"{human.first} {human.last}"
                sent = address.format(place)
                yield human.number, _head(number, name, sent, chance.random() * DAYS)
                number += 1
    for bot in range(len(everybody) // 250):
        for _ in range(9):
            sent = f"bot{bot}@ci.example"
            yield (
                len(everybody) + bot,
                _head(number, f"Builder {bot} Bot", sent, chance.random() * DAYS),
            )
            number += 1


def _head(number: int, name: str, address: str, day: float) -> Head:
    at = (START + timedelta(days=day)).replace(microsecond=0)
    key = f"made/up/{number:06d}"
    return Head(
        key, "dev", "up", number, f"{number}@x", (), (), name, address, at, "", "", key, None
    )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of identities of one made-up list: right ones, all found ones, all true ones."""

    right: int
    found: int
    true: int
    identities: int
    seconds: float


TOPIC = "persons (made-up lists)"
PERSONS, LISTS = 5000, 6  # as many as on a large project's lists


def measures() -> Iterator[Measure]:
    """Precision and recall over some lists, with intervals over the lists."""
    lists = [pairs(PERSONS, seed) for seed in range(LISTS)]
    cases = [(float(each.right), float(each.found), float(each.true)) for each in lists]
    size = sum(each.identities for each in lists)
    slowest = max(each.seconds / each.identities for each in lists)
    for what, of in (("precision of joined pairs", 1), ("recall of pairs of one person", 2)):
        value, low, high = bootstrapped(cases, lambda row, of=of: row[0] / row[of])  # type: ignore[misc]
        beside = f"20,000 identities in {20_000 * slowest:.1f} s" if of == 1 else ""
        yield Measure(TOPIC, what, value, low, high, size, "identities", beside)


def pairs(count: int, seed: int) -> Pairs:
    """Pairs that are right, found and true of one made-up list."""
    numbered = list(mails(count, seed))
    began = time.perf_counter()
    _, identities = people.persons([head for _, head in numbered])
    seconds = time.perf_counter() - began
    votes: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for owner, head in numbered:
        votes[head.name, head.address][owner] += 1
    # An identity that two share (two of one name at one address) belongs to the more frequent.
    owner_of = {pair: counts.most_common(1)[0][0] for pair, counts in votes.items()}
    groups: dict[str, Counter[int]] = defaultdict(Counter)
    for each in identities:
        groups[each.person][owner_of[each.name, each.address]] += 1
    return Pairs(
        right=sum(comb(size, 2) for owners in groups.values() for size in owners.values()),
        found=sum(comb(owners.total(), 2) for owners in groups.values()),
        true=sum(comb(size, 2) for size in Counter(owner_of.values()).values()),
        identities=len(identities),
        seconds=seconds,
    )
