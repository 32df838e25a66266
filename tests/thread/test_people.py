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
    (
        "a sub-address",
        ["Ada <ada@a.example>", " <ada+dev@a.example>"],
        [1, 1],
    ),
    ("an alias of a provider", ["Ada <a.lund@gmail.com>", " <alund@googlemail.com>"], [1, 1]),
    ("a trick against spam", ["Ada <ada@a.example>", " <ada@nospam.a.example>"], [1, 1]),
    (
        "an address as R's lists write it",
        ["Ada L. <ada.fin@silo.example>", "Ada <@d@@||n@@||o@ex@mp|e>"],
        [1, 1],
    ),
    (
        "what such an address stands for may be two",
        ["Ilse Ek <il@a.example>", "Fia Lund <||@@@ex@mp|e>"],
        [1, 2],
    ),
    (
        "two letters for one",
        ["Jürgen Møller <j@a.example>", "Juergen Moeller <m@b.example>"],
        [1, 1],
    ),
    (
        "letters without accents",
        ["Łukasz Østby <l@a.example>", "Lukasz Ostby <o@b.example>"],
        [1, 1],
    ),
    ("another alphabet", ["Юрий Травкин <i@a.example>", "Yuriy Travkin <t@b.example>"], [1, 1]),
    (
        "an employer beside the name",
        [
            "Ada Lund - Acme <a@a.example>",
            "Ada Lund/Twig <b@b.example>",
            "Ada Lund, Nest Inc. <c@c.example>",
            "Ada Lund <d@d.example>",
        ],
        [1, 1, 1, 1],
    ),
    (
        "half a name, the rest in the address",
        ["Ada Lund <ada@a.example>", "Ada <alund@b.example>", "Lund <adal@b.example>"],
        [1, 1, 1],
    ),
    (
        "no name, all of it in the address",
        ["Ada Lund <x@a.example>", " <ada.lund@b.example>", "adalund <adalund@c.example>"],
        [1, 1, 1],
    ),
    (
        "two whom the address may mean",
        ["Ada Lund <x@a.example>", "Ana Lund <y@a.example>", " <alund@b.example>"],
        [1, 2, 3],
    ),
    (
        "a short form where nobody else is called so",
        ["Robert Lundqvist <x@a.example>", "Bob Lundqvist <y@b.example>"],
        [1, 1],
    ),
    (
        "a short form of a name that many bear",
        ["Robert Smith <x@a.example>", "Bob Smith <y@b.example>"],
        [1, 2],
    ),
    (
        "a short form in one organisation",
        ["Robert Smith <x@a.example>", "Bob Smith <y@mail.a.example>"],
        [1, 1],
    ),
    (
        "a middle name",
        ["Ada Maria Lundqvist <x@a.example>", "Ada Lundqvist <y@b.example>"],
        [1, 1],
    ),
    (
        "initials where nobody else fits",
        ["Ada Lundqvist <x@a.example>", "A. Lundqvist <y@b.example>"],
        [1, 1],
    ),
    (
        "initials that fit two",
        [
            "Ada Lundqvist <x@a.example>",
            "Ana Lundqvist <y@a.example>",
            "A. Lundqvist <z@b.example>",
        ],
        [1, 2, 3],
    ),
    (
        "words in another order, and the organisation",
        ["Wei Chen <w@a.example>", "Chen Wei <c@a.example>"],
        [1, 1],
    ),
    (
        "words in another order",
        ["Wei Chen <w@a.example>", "Chen Wei <c@b.example>"],
        [1, 2],
    ),
    ("a name beside a name", ["Ada Lund aka Eve <a@a.example>", "Ada Lund <b@b.example>"], [1, 1]),
    (
        "one letter, and the organisation",
        ["Johann Novak <j@a.example>", "Johanna Novak <k@a.example>"],
        [1, 2],
    ),
    (
        "an odd name of one word",
        ["AdaLund <adal@a.example>", "AdaLund <adal@b.example>", "Ada <adal@c.example>"],
        [1, 1, 3],
    ),
    ("an example of a name", ["Your Name <a@a.example>", "Your Name <b@b.example>"], [1, 2]),
    ("a machine of every house", ["Ada Lund <root@localhost>", "Bo Ek <root@localhost>"], [1, 2]),
    ("a user of every house", ["Ada Lund <u@localhost>", "Bo Ek <u@localhost>"], [1, 2]),
    ("an address cut short", ["Ada Lund <a...@gmail.com>", "Anna Ek <a...@gmail.com>"], [1, 2]),
    (
        "the list's own address",
        ["Ada Lund <dev@lists.example>", "Bo Ek <dev@lists.example>"],
        [1, 2],
    ),
    (
        "two who share an address, each with one besides",
        [
            "Ada Lund <ada@a.example>",
            "Bo Ek <bo@b.example>",
            "Ada Lund <x@x.example>",
            "Bo Ek <x@x.example>",
        ],
        [1, 2, 1, 2],
    ),
    (
        "a family at one address",
        [
            "Ada Lund <x@x.example>",
            "Torben Lund <x@x.example>",
            "Ada Lund <x@x.example>",
            "Torben Lund <x@x.example>",
        ],
        [1, 2, 1, 2],
    ),
    (
        "one who has changed name",
        ["Ada Lund <x@x.example>", "Torben Lund <x@x.example>"],
        [1, 1],
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


def test_a_name_that_several_bear_needs_more(mail):
    """Where given and family name are common on the list, only the organisation joins."""
    firsts = [f"{letter}ei" for letter in "BCDFGHJKLMNPRSTVWXYZ"]
    lasts = [f"{letter}hang" for letter in "BCDFGHJKLMNPRSTVWXYZ"]
    pairs = [(f"{first} {lasts[0]}", f"{first}1@x.example") for first in firsts]
    pairs += [(f"{firsts[0]} {last}", f"{last}2@x.example") for last in lasts]
    both = f"{firsts[0]} {lasts[0]}"
    pairs += [(both, "p@a.example"), (both, "q@b.example"), (both, "r@b.example")]
    heads = [
        mail(f"{day}", name=name, address=address, day=day)
        for day, (name, address) in enumerate(pairs)
    ]
    person_of = {each.address: each.person for each in people.persons(heads)[1]}
    assert person_of["q@b.example"] == person_of["r@b.example"]
    assert person_of["p@a.example"] != person_of["q@b.example"]


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
    start = time.process_time()
    people.persons(heads)
    assert time.process_time() - start < 10


def test_speed_of_names_that_are_all_alike(mail):
    """One family name, one given name, one initial, one local part: nothing is quadratic."""
    letters = [chr(97 + n % 26) + chr(97 + n // 26 % 26) + chr(97 + n // 676) for n in range(4000)]
    names_ = [
        *(f"Q{word} Lundqvist" for word in letters),
        *(f"Ada {word} Lundqvist" for word in letters),
        *(f"Ada Q{word}" for word in letters),
        *("Q. Lundqvist" for _ in letters),
        *("Ada Lundqvist" for _ in letters),
    ]
    heads = [
        mail(f"{n}", name=name, address=f"qlundqvist@x{n}.example", day=n)
        for n, name in enumerate(names_)
    ]
    start = time.process_time()
    people.persons(heads)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 100_000,
        "a, " * 50_000,
        "x" * 100_000,
        " via " * 20_000,
        "@" * 100_000,
        "at . " * 20_000,
        "- " * 50_000,
        " | " * 30_000,
        ",co " * 25_000,
    ],
)
def test_hostile_names(hostile):
    """A monster of a name takes no time."""
    start = time.process_time()
    names.full(hostile)
    assert time.process_time() - start < 1
