"""Persons on real lists, held against the zones in which their mail was sent.

In: the folders of archives. Out: of the pairs of identities that were joined though their addresses
differ, and of which both wrote within a day of each other, the share whose zones agree. Nothing in
the joining looks at zones, so that a wrong join shows: strangers mostly disagree. It shows no more
than that, for two humans of one country agree, and one who flies does not; hence beside it what
halves of one identity's own mail give, and pairs of strangers. UTC is left out: machines and web
mailers write it wherever they are.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path

from pipeline.learn import ablation
from pipeline.learn.measure import Measure
from pipeline.records import Head, Message
from pipeline.thread import automatic, people

TOPIC = "persons (real lists, by the zones of their mail)"
LISTS = (
    "python-committers", "python-dev", "berlios/ion-general", "ksummit",
    "twisted-pipermail/twisted-python", "rlists/r-devel/raw",
)  # fmt: skip
NEAR = timedelta(days=1)
APART = 180  # minutes: summer time and a neighbouring country are less
STRANGERS = 4000  # pairs that are drawn
Z = 1.96  # of 95 %

Sent = list[tuple[datetime, int]]  # when and how far east of UTC, in order
Identity = tuple[str, str]


def measures(corpora: Path) -> Iterator[Measure]:
    """The share of joined pairs whose zones agree, over the archives that are there."""
    messages = [
        message
        for name in LISTS
        if (corpora / name).is_dir()
        for message in ablation.read(corpora / name)
    ]
    found = measure(messages) if messages else None
    if found is not None and found.n:
        yield found


def measure(messages: Sequence[Message]) -> Measure:
    """The share of joined pairs of identities whose zones agree."""
    heads = ablation.kept(messages)
    programs = automatic.reasons(heads)
    sent = _sent(messages, {head.message for head in heads} - programs.keys())
    person_of = _persons(heads)
    joined = _agreeing(_joined(sent, person_of))
    one = _agreeing(_halves(sent))
    strangers = _agreeing(_strangers(sent, person_of))
    low, high = interval(sum(joined), len(joined))
    beside = f"halves of one {_share(one):.3f}, strangers {_share(strangers):.3f}"
    return Measure(
        TOPIC, "joined pairs that agree", _share(joined), low, high, len(joined), "pairs", beside
    )


def interval(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: drawing 28 of 28 again would tell nothing."""
    if not n:
        return 0.0, 1.0
    share, spread = right / n, Z * Z / n
    middle = share + spread / 2
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


def _sent(messages: Iterable[Message], counted: set[str]) -> dict[Identity, Sent]:
    """When each identity wrote and in which zone, where its own Date tells."""
    found: dict[Identity, Sent] = defaultdict(list)
    for each in messages:
        told = each.message in counted and each.sent_from == "date" and each.offset_minutes
        if told and each.sent_at is not None and each.offset_minutes:
            found[each.name, each.address].append((each.sent_at, each.offset_minutes))
    return {identity: sorted(rows) for identity, rows in found.items()}


def _persons(heads: Sequence[Head]) -> dict[Identity, str]:
    return {(each.name, each.address): each.person for each in people.persons(heads)[1]}


def _joined(
    sent: dict[Identity, Sent], person_of: dict[Identity, str]
) -> Iterator[tuple[Sent, Sent]]:
    """The mails of two addresses that were found to be one person's."""
    by_person: dict[str, dict[str, Sent]] = defaultdict(lambda: defaultdict(list))
    for identity, rows in sent.items():
        by_person[person_of[identity]][identity[1]] += rows
    for addresses in by_person.values():
        for one, other in combinations(sorted(addresses), 2):
            yield sorted(addresses[one]), sorted(addresses[other])


def _halves(sent: dict[Identity, Sent]) -> Iterator[tuple[Sent, Sent]]:
    """Every other mail of an identity, and the rest."""
    return ((rows[::2], rows[1::2]) for _, rows in sorted(sent.items()))


def _strangers(
    sent: dict[Identity, Sent], person_of: dict[Identity, str]
) -> Iterator[tuple[Sent, Sent]]:
    """The mails of pairs of persons, drawn at random."""
    chance = random.Random(5)  # noqa: S311
    identities = sorted(sent)
    for _ in range(STRANGERS if len(identities) > 1 else 0):
        one, other = chance.sample(identities, 2)
        if person_of[one] != person_of[other]:
            yield sent[one], sent[other]


def _agreeing(pairs: Iterable[tuple[Sent, Sent]]) -> list[bool]:
    """For each pair that wrote near each other, whether it mostly agrees."""
    found = []
    for one, other in pairs:
        gaps = [abs(mine - theirs) for mine, theirs in _near(one, other)]
        if gaps:
            found.append(2 * sum(gap < APART for gap in gaps) > len(gaps))
    return found


def _near(one: Sent, other: Sent) -> Iterator[tuple[int, int]]:
    """The zones of each mail of one and of the first near it of the other."""
    times = [at for at, _ in other]
    for at, zone in one:
        place = bisect_left(times, at - NEAR)
        if place < len(times) and times[place] <= at + NEAR:
            yield zone, other[place][1]


def _share(agree: Sequence[bool]) -> float:
    return sum(agree) / len(agree) if agree else 0.0
