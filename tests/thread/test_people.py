"""Who is who: pairs of name and address to persons."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thread import names, people

# Pairs in the order of their mails, and the persons they are: a number for each pair.
CASES = [
    ("one address, two spellings", ["Ada Lund <ada@a.example>", "ada <ada@a.example>"], [1, 1]),
    (
        "one whole name, two addresses",
        ["Ada Lund <ada@a.example>", "Ada Lund <al@b.example>"],
        [1, 1],
    ),
    ("accents and case", ["Zoë LÜND <z@a.example>", "zoe lund <z@b.example>"], [1, 1]),
    ("last name first", ["Lund, Ada <ada@a.example>", "Ada Lund <al@b.example>"], [1, 1]),
    (
        "a title is no given name",
        ["Ada Lund, PhD <ada@a.example>", "Ada Lund <al@b.example>"],
        [1, 1],
    ),
    ("an aside is no name", ["Ada Lund (Acme) <ada@a.example>", "Ada Lund <al@b.example>"], [1, 1]),
    (
        "through a list",
        ["Ada Lund <ada@a.example>", "Ada Lund via Dev <dev@lists.example>"],
        [1, 1],
    ),
    ("quote marks", ["'Ada' <ada@a.example>", "Ada <ada@a.example>"], [1, 1]),
    ("a list's name is no surname", ["Via Lund <v@a.example>", "Via Lund <v@b.example>"], [1, 1]),
    ("half a name", ["Ada <ada@a.example>", "Ada <ada@b.example>"], [1, 2]),
    ("half a name and a whole one", ["Ada <ada@a.example>", "Ada Lund <ada@b.example>"], [1, 2]),
    (
        "initials between differ",
        ["Jo B. Ek <b@a.example>", "Jo C. Ek <c@a.example>", "Jo Ek <e@a.example>"],
        [1, 2, 3],
    ),
    ("initials between are left out", ["Jo B. Ek <b@a.example>", "Jo Ek <e@a.example>"], [1, 1]),
    (
        "initials before",
        ["J. Ek <joek@a.example>", "J. Ek <joek@b.example>", "J. Ek <jan@b.example>"],
        [1, 1, 2],
    ),
    ("a role is nobody's name", ["Build Bot <b@a.example>", "Build Bot <c@a.example>"], [1, 2]),
    ("a role's address", ["Ada Lund <noreply@a.example>", "Bo Ek <noreply@a.example>"], [1, 2]),
    (
        "a list's address",
        ["Ada Lund via Dev <dev@lists.example>", "Bo Ek via Dev <dev@lists.example>"],
        [1, 2],
    ),
    (
        "half names at a list's address",
        ["Ada via Dev <d@l.example>", "Bo via Dev <d@l.example>", "Ada via Dev <d@l.example>"],
        [1, 2, 1],
    ),
    (
        "a machine with many names",
        [
            "A B C Reports <robot+1@a.example>",
            "noreply <noreply@a.example>",
            "Watch <noreply@a.example>",
        ],
        [1, 2, 2],
    ),
    (
        "three strangers at one address",
        ["Ada Lund <x@a.example>", "Bo Ek <x@a.example>", "Cy Dahl <x@a.example>"],
        [1, 2, 3],
    ),
    (
        "three spellings at one address",
        ["Ada Lund <x@a.example>", "Ada Ek <x@a.example>", "Ida Ek <x@a.example>"],
        [1, 1, 1],
    ),
    ("no address", ["Ada Lund <>", "Ada Lund <ada@a.example>", "Ada <>", "ada <>"], [1, 1, 2, 2]),
    ("no name", [" <ada@a.example>", "Ada Lund <ada@a.example>"], [1, 1]),
    (
        "a bridge",
        ["Ada Lund <ada@a.example>", "Ada Ek <al@b.example>", "Ada Lund <al@b.example>"],
        [1, 1, 1],
    ),
]


@pytest.mark.parametrize(("sentence", "pairs", "expected"), CASES)
def test_persons(sentence, pairs, expected, mail):
    """Pairs that are one person's, and pairs that are not."""
    heads = [written(mail, number, pair) for number, pair in enumerate(pairs)]
    person_of = {(each.name, each.address): each.person for each in people.persons(heads)[1]}
    found = [person_of[head.name, head.address] for head in heads]
    assert [found.index(person) for person in found] == [expected.index(each) for each in expected]


def written(mail, number, pair):
    name, _, address = pair.rpartition("<")
    return mail(f"{number}", name=name.strip(), address=address.strip(">"), day=number)


def test_reasons(mail):
    """Each identity has its reason, and counts its mails."""
    pairs = ["Ada Lund <a@x.example>", "Ada Lund <b@x.example>", "ada <b@x.example>"] * 2
    heads = [written(mail, number, pair) for number, pair in enumerate(pairs)]
    (person,), identities = people.persons(heads)
    assert (person.person, person.name) == ("a@x.example", "Ada Lund")
    assert [(each.how, each.messages) for each in identities] == [
        ("first", 2),
        ("name", 2),
        ("address", 2),
    ]


KEYS = [
    (["Ada Lund <a@x.example>"], "a@x.example"),
    (["Ada Lund <>", "Ada Lund <a@x.example>"], "a@x.example"),
    (["Ada Lund <>"], "Ada Lund"),
    (["Ada Lund via Dev <dev@x.example>"], "Ada Lund"),
    (["Ada via Dev <dev@x.example>"], "Ada <dev@x.example>"),
    (["Nightly <noreply@x.example>"], "noreply@x.example"),
    ([" <bogus@does.not.exist.com>"], "bogus@does.not.exist.com"),
    ([" <>"], ""),
]


@pytest.mark.parametrize(("pairs", "expected"), KEYS)
def test_key(pairs, expected, mail):
    """A person is named by an address of their own, else by name, never by an address of many."""
    heads = [written(mail, number, pair) for number, pair in enumerate(pairs)]
    assert [person.person for person in people.persons(heads)[0]] == [expected]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lund", ("ada", "lund")),
        ("(Ada Lund)", ("ada", "lund")),
        ("ada at example.org", ()),
        ("ada@example.org", ()),
        ("Ada van der Lund", ("ada", "van", "der", "lund")),
        ("J. R.", ()),
        ("Lund", ()),
        ("The Release Team", ()),
        ("Agent 007", ()),
        ("Травкин Иван", ("травкин", "иван")),
    ],
)
def test_full(name, expected):
    """What tells a human: two words that are not initials, no address, no role."""
    assert names.full(name) == expected


PARTS = st.sampled_from(
    ["", "Ada", "Lund", "Ada Lund", "Bo Ek", "B. Ek", "Bo via Dev", "Bot", "A. Lund"]
)
ADDRESSES = st.sampled_from(
    ["", "a@x.example", "b@x.example", "noreply@x.example", "dev@x.example"]
)


@given(
    pairs=st.lists(st.tuples(PARTS, ADDRESSES, st.integers(0, 3)), max_size=9),
    random=st.randoms(),
)
def test_any_order(pairs, random, mail):
    """Any order gives the same persons; each pair is one identity, each key one person's."""
    heads = [
        mail(f"{number}", name=name, address=address, day=day)
        for number, (name, address, day) in enumerate(pairs)
    ]
    persons, identities = people.persons(heads)
    shuffled = list(heads)
    random.shuffle(shuffled)
    assert people.persons(shuffled) == (persons, identities)
    assert {(each.name, each.address) for each in identities} == {
        (head.name, head.address) for head in heads
    }
    assert len({(each.name, each.address) for each in identities}) == len(identities)
    assert len({person.person for person in persons}) == len(persons)
    assert {each.person for each in identities} == {person.person for person in persons}
    assert sum(each.messages for each in identities) == len(heads)
    assert sum(each.how == "first" for each in identities) == len(persons)


def test_speed(mail):
    """20,000 identities that share names and addresses take seconds, not hours."""
    heads = [
        mail(
            f"{n}",
            name=f"Given{n % 3000} Family{n % 7}",
            address=f"u{n % 15000}@example.org",
            day=n,
        )
        for n in range(20_000)
    ]
    start = time.perf_counter()
    people.persons(heads)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 100_000,
        "a, " * 50_000,
        "x" * 100_000,
        " via " * 20_000,
        "@" * 100_000,
        "at . " * 20_000,
    ],
)
def test_hostile_names(hostile):
    """A monster of a name takes no time."""
    start = time.perf_counter()
    names.full(hostile)
    assert time.perf_counter() - start < 1
