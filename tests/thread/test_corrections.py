"""What a researcher says of identities: read, refused with its line, believed before all else."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.thread import corrections, people

GOOD = """
# one human
same = [
    ["ada@a.example", "Ada Lund <AL@b.example>"],
]
different = [["Bo Ek <bo@a.example>", "Bo Ek <bo@b.example>"]]
"""


def test_a_file_is_read():
    """Addresses in lower case; an identity is a name and an address."""
    read = corrections.read(GOOD, "people.toml")
    assert read.same == ((("", "ada@a.example"), ("Ada Lund", "al@b.example")),)
    assert read.different == ((("Bo Ek", "bo@a.example"), ("Bo Ek", "bo@b.example")),)
    assert corrections.read("", "people.toml").same == ()


REFUSED = [
    ('same = [\n["a@x", "b@x"\n', 3, ""),
    ('\nsames = [["a@x", "b@x"]]', 2, "sames is not one of same, different"),
    ('same = ["a@x", "b@x"]', 1, "same is not a list of lists"),
    ("same = 3", 1, "same is not a list of lists"),
    ('same = [\n["a@x", "b@x"],\n["c@x"]]', 3, "a line of same names fewer than two"),
    ('same = [\n["a@x", "A@x"]]', 2, "a line of same names fewer than two"),
    ('same = [\n["a@x", "Ada Lund"]]', 2, "'Ada Lund' names no identity"),
    ('same = [\n["a@x", "ada"]]', 2, "'ada' is no address"),
    ('different = [\n["a@x",\n 7]]', 3, "7 names no identity"),
    (
        'same = [["a@x", "b@x"],\n["b@x", "c@x"]]\ndifferent = [\n["c@x", "a@x"]]',
        4,
        "c@x and a@x are both the same and different",
    ),
]


@pytest.mark.parametrize(("text", "line", "sentence"), REFUSED)
def test_what_says_something_else_is_refused(text, line, sentence):
    """In one sentence with the file and the line, and an example beside."""
    with pytest.raises(UsageError) as caught:
        corrections.read(text, "corrections/people.toml")
    assert str(caught.value).startswith(f"corrections/people.toml, line {line}: {sentence}")
    assert "same = " in caught.value.hint


PAIRS = [
    "Ada Lund <ada@a.example>",
    "A. L. <al@b.example>",
    "Bo Ek <bo@a.example>",
    "Bo Ek <bo@b.example>",
    "Bo <bo@b.example>",
]

CORRECTED = [
    ("", [1, 2, 3, 3, 3]),
    ('same = [["ada@a.example", "al@b.example"]]', [1, 1, 3, 3, 3]),
    ('same = [["A. L. <al@b.example>", "bo@b.example"]]', [1, 2, 2, 2, 2]),
    ('same = [["ada@a.example", "nobody@x.example"]]', [1, 2, 3, 3, 3]),
    ('different = [["bo@a.example", "bo@b.example"]]', [1, 2, 3, 4, 4]),
    ('different = [["Bo Ek <bo@b.example>", "Bo <bo@b.example>"]]', [1, 2, 3, 3, 5]),
    (
        'same = [["al@b.example", "bo@a.example"]]\ndifferent = [["bo@a.example", "bo@b.example"]]',
        [1, 2, 2, 4, 4],
    ),
    # An address stands for its identities, but for one that is named itself.
    (
        'same = [["bo@b.example", "ada@a.example"]]\n'
        'different = [["Bo <bo@b.example>", "bo@b.example"]]',
        [1, 2, 1, 1, 5],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CORRECTED)
def test_persons_are_corrected(text, expected, mail):
    """What the file joins is one, what it keeps apart is not joined by anything else."""
    persons, identities = people.persons(heads(mail), corrections.read(text, "people.toml"))
    person_of = {(each.name, each.address): each.person for each in identities}
    found = [person_of[head.name, head.address] for head in heads(mail)]
    assert [found.index(person) for person in found] == [expected.index(each) for each in expected]
    assert len({each.person for each in persons}) == len(persons)


def heads(mail):
    pairs = [pair.rpartition("<")[::2] for pair in PAIRS]
    return [
        mail(f"{day}", name=name.strip(), address=address.strip(">"), day=day)
        for day, (name, address) in enumerate(pairs)
    ]


def test_a_correction_is_told(mail):
    """The identity says that a file joined it, and to which."""
    read = corrections.read('same = [["ada@a.example", "al@b.example"]]', "people.toml")
    identity = people.persons(heads(mail), read)[1][1]
    assert (identity.name, identity.how) == ("A. L.", "file")
    assert identity.joined_to == "Ada Lund <ada@a.example>"
