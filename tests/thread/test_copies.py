"""Copies across archives and lists: what is one mail, and which copy stands for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.thread import copies

SAME = {"id": "a@example.org", "subject": "Drivers", "body": "words"}

# What the second mail has otherwise than the first, and whether it is a copy of it.
CASES = [
    ("the same mail on another list", {}, True),
    ("a list added its footer", {"body": "words and a footer"}, True),
    (
        "a list put its tag before the subject",
        {"subject": "[users] Drivers", "base_subject": "Drivers"},
        True,
    ),
    (
        "a list rewrote From",
        {"body": "x", "name": "Ada Example via Users", "address": "users@example.org"},
        True,
    ),
    (
        "only the body is the same",
        {"subject": "Re: x", "day": 3, "address": "ada@example.net"},
        True,
    ),
    ("another mail took the id", {"body": "other", "day": 1}, False),
    (
        "another author took the id",
        {"body": "other", "name": "Bo", "address": "bo@example.org"},
        False,
    ),
    ("another subject under the id", {"body": "other", "subject": "Lunch"}, False),
    ("another id", {"id": "b@example.org"}, False),
    ("no date to compare", {"body": "other", "day": None}, False),
]


@pytest.mark.parametrize(("sentence", "change", "copied"), CASES)
def test_copy(sentence, change, copied, mail):
    """The second of two mails is a copy, or it is not."""
    first = mail("1", **SAME)
    second = mail("2", **(SAME | {"list_id": "users"} | change))
    found = copies.copies([first, second])
    assert [(copy.message, copy.duplicate_of) for copy in found] == (
        [(second.message, first.message)] if copied else []
    )


@pytest.mark.parametrize(
    ("change", "copied"),
    [({}, True), ({"body": "other"}, False), ({"day": 1}, False), ({"day": None}, False)],
)
def test_without_id(change, copied, mail):
    """Without an id, author, date, subject and body must all be the same."""
    bare = {"id": "", "subject": "Drivers", "body": "words"}
    heads = [mail("1", **bare), mail("2", **(bare | {"list_id": "users"} | change))]
    assert bool(copies.copies(heads)) is copied


def test_undated_without_id(mail):
    """Two mails of which nothing is known but their text stay two."""
    bare = {"id": "", "body": "", "day": None}
    assert copies.copies([mail("1", **bare), mail("2", **bare)]) == []


def test_copy_of_a_copy(mail):
    """What is a copy within its archive already is passed over, and nothing is a copy of it."""
    first = mail("1", **SAME)
    again = mail("2", **SAME, duplicate_of=first.message)
    elsewhere = mail("3", **SAME, list_id="users")
    found = copies.copies([again, elsewhere, first])
    assert [(copy.message, copy.duplicate_of) for copy in found] == [
        (elsewhere.message, first.message)
    ]


def test_three_ways(mail):
    """Copies that share only something with a third are all of one mail."""
    one = mail("1", **SAME)
    two = mail("2", **(SAME | {"list_id": "users", "body": "words, footer"}))
    three = mail("3", **(SAME | {"list_id": "zoo", "body": "words, footer", "day": None}))
    found = copies.copies([three, two, one])
    assert {copy.message for copy in found} == {two.message, three.message}
    assert {copy.duplicate_of for copy in found} == {one.message}


def test_later_month(mail):
    """A month that is added later does not take over: the earlier archive stands for all."""
    heads = [mail("1", **SAME, month="2014-10", list_id="a"), mail("2", **SAME, month="2014-09")]
    assert [copy.duplicate_of for copy in copies.copies(heads)] == ["dev/2014-09/2"]


@given(data=st.data())
def test_any_order(data, mail):
    """Any order of mails gives the same copies, and no copy stands for another."""
    few = st.sampled_from
    heads = [
        mail(
            f"{number}",
            id=data.draw(few(["", "a@x", "b@x"])),
            body=data.draw(few(["p", "q"])),
            day=data.draw(few([0, 1, None])),
            subject=data.draw(few(["s", "t"])),
            list_id=data.draw(few(["dev", "users"])),
        )
        for number in range(data.draw(st.integers(0, 7)))
    ]
    found = {copy.message: copy.duplicate_of for copy in copies.copies(heads)}
    shuffled = data.draw(st.permutations(heads))
    assert {copy.message: copy.duplicate_of for copy in copies.copies(shuffled)} == found
    assert not found.keys() & set(found.values())
