"""Which proposals are one: by a copied sentence, a name or a subject, and never by likeness."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate import same
from pipeline.debate.same import Stated
from pipeline.debate.told import Told

WORDS = "We should let nests be built from reeds in the first week of spring."


def stated(number: int, subject: str, title: str = "", **changed: object) -> Stated:
    """A main proposal of a thread of its own, a day after the one before."""
    made = Stated(
        f"birds/2031-04/{number:04}/p1", f"birds/2031-04/{number:04}", "birds", "main",
        title or subject, f"I propose number {number} of them.", subject, f"person{number}",
        datetime(2031, 4, 1) + timedelta(days=number),
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


def joins(*those: Stated) -> list[tuple[int, int, str]]:
    """Which is joined with which, by their places, and how."""
    place = {each.proposal: number for number, each in enumerate(those)}
    return [(place[row.joined_with], place[row.proposal], row.how) for row in same.same(those)[0]]


def tell(one: Stated, other: Stated, *, are: bool = True) -> Told:
    """What a researcher tells of two."""
    message = one.proposal.rpartition("/")[0]
    return Told("same", 1, message, "she said so", one.proposal, beside=other.proposal, holds=are)


# Two subjects (and titles) of main proposals, and how they are joined.
CASES = [
    ("PEP 9463: Nests of reeds", "Requesting pronouncement on PEP 9463: Nests of reeds", "name"),
    ("PEP 9463: Nests of reeds", "PEP9463 final?", "name"),
    ("PEP 9463: Nests of reeds", "Accept PEP-9463, pep 9463?", "name"),
    ("XEP-0145: Rings (round 2)", "xep 145 rings, round 3", "name"),
    ("draft-heron-rings-02", "draft-heron-rings-03: last call", "name"),
    ("Bug #4711: rings fall off", "bug 4711", "name"),
    ("PEP 9463: Nests of reeds", "PEP 9464: Nests of reeds", ""),
    ("PEP 9463: Nests of reeds", "PEP 9463 and the weather", ""),
    ("PEP 9463: Nests of reeds", "PEP 9463 without eggs?", ""),
    ("PEP 9463, PEP 9464", "PEP 9464, PEP 9463", ""),
    ("Moving the nests north", "Re: [birds] [RFC] Moving the nests north?", "subject"),
    ("[PATCH v2 1/3] nests: line with moss", "[PATCH v3 1/3] nests: line with moss", "subject"),
    ("Heron 3.4.0a2", "Heron 3.4.0b2", ""),
    ("Nests", "Nests", ""),
    ("Building nests from reeds", "Building nests from straw", ""),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "how"), CASES)
def test_main_proposals_are_joined_by_what_their_threads_are_called(
    one: str, other: str, how: str
) -> None:
    """By a name that is all they say, or by the same subject."""
    found = joins(stated(1, one), stated(2, other))
    assert found == ([(0, 1, how)] if how else [])


def test_a_question_within_is_not_the_proposal() -> None:
    """The title says what is proposed, and that is not the named thing."""
    first = stated(1, "PEP 9463: Nests of reeds")
    within = stated(2, "PEP 9463: Nests of reeds, notes", "not allowing straw for eaglets")
    assert joins(first, within) == []
    told = stated(2, "PEP 9463: Nests of reeds, notes", "building nests from reeds")
    assert joins(first, told) == [(0, 1, "name")]


def test_what_is_up_for_review_is_named_in_the_sentence() -> None:
    """A change or a blueprint that the words point to, where nothing else is named."""
    change = "Please look at https://review.birds.example/#/c/41207/ when you can."
    one, other = stated(1, "New rings", words=change), stated(2, "Rings again", words=change[7:])
    assert joins(one, other) == [(0, 1, "name")]
    spec = stated(3, "Reeds", words="See https://birds.example/nests/+spec/reed-nests for it.")
    again = stated(4, "Straw", words="The blueprint: reed-nests is ready.")
    assert joins(spec, again) == [(0, 1, "name")]


def test_a_copied_sentence_joins_any_two() -> None:
    """On other lists and as other kinds; not where two releases are announced in the same words."""
    one = stated(1, "Spring", words=WORDS)
    other = stated(
        2, "Reeds, once more", words=WORDS.replace(" be ", "\nbe "), kind="alternative", list_id="b"
    )
    assert joins(one, other) == [(0, 1, "copy")]
    assert joins(stated(1, "Heron 1.1", words=WORDS), stated(2, "Heron 1.2", words=WORDS)) == []
    short = "Let us do that now."
    assert joins(stated(1, "Eggs", words=short), stated(2, "Rings", words=short)) == []


def test_bugs_are_numbered_by_list_and_proposals_by_project() -> None:
    """Bug 4711 of another list is another bug."""
    bugs = stated(1, "Bug 4711"), stated(2, "Bug 4711 update", list_id="trees")
    assert joins(*bugs) == []
    papers = stated(1, "PEP 9463"), stated(2, "PEP 9463 update", list_id="trees")
    assert joins(*papers) == [(0, 1, "name")]


def test_a_custom_is_not_a_proposal_put_forward_again() -> None:
    """What comes every month under one subject, or long after, is another."""
    monthly = [stated(30 * number, "Meeting of the bird ringers") for number in range(7)]
    assert joins(*monthly) == []
    assert joins(monthly[0], replace(monthly[1], sent_at=datetime(2032, 1, 1))) == []
    assert joins(*monthly[:2]) == [(0, 1, "subject")]
    assert joins(monthly[0], replace(monthly[1], sent_at=None)) == []


def test_what_a_thread_keeps_apart_stays_apart() -> None:
    """Neither two proposals of one thread, nor what would join them by a third."""
    one = stated(1, "PEP 9463: Nests of reeds", words=WORDS)
    beside = replace(one, proposal="birds/2031-04/0001/p2", title="Nests", words="As before.")
    third = stated(2, "PEP 9463: Nests of reeds", words=WORDS)
    rows, _ = same.same([one, beside, third])
    assert len(rows) == 1
    assert rows[0].first == one.proposal


def test_what_joins_by_a_third_is_told_too() -> None:
    """One is copied, the other named, and both are one with the first."""
    first = stated(1, "PEP 9463: Nests of reeds", words=WORDS)
    second = stated(2, "PEP 9463: Nests of reeds, final")
    third = stated(3, "Reeds", words=WORDS)
    last = stated(4, "Reeds (PEP 9463)", "Reeds (PEP 9463)", words=WORDS + " So be it, please.")
    rows, _ = same.same([third, last, second, first])
    assert [(row.proposal, row.first, row.how) for row in rows] == [
        (second.proposal, first.proposal, "name"),
        (third.proposal, first.proposal, "copy"),
        (last.proposal, first.proposal, "name"),
    ]


def test_rounds_are_one_group_and_name_the_first() -> None:
    """Each with what joins it to an earlier one."""
    rounds = [
        stated(number, f"PEP 9463 (round {number}): Nests of reeds") for number in range(1, 5)
    ]
    rows, _ = same.same(rounds)
    assert [row.proposal for row in rows] == [each.proposal for each in rounds[1:]]
    assert {row.first for row in rows} == {rounds[0].proposal}
    assert {row.words for row in rows} == {"PEP 9463"}


def test_what_a_researcher_tells_is_believed() -> None:
    """Two that nothing else joins are one, and bring their groups; others are told apart."""
    one, again = stated(1, "PEP 9463: Nests of reeds"), stated(3, "PEP 9463: Nests of reeds, v2")
    other = stated(2, "Let them build from straw")
    beside = stated(4, "Straw", thread=other.thread)
    every = [one, other, again, beside]
    rows, (effect,) = same.same(every, [tell(other, again)])
    assert [(row.proposal, row.first, row.how, row.probability) for row in rows] == [
        (other.proposal, one.proposal, "file", 1.0),
        (again.proposal, one.proposal, "name", 0.9),
    ]
    assert rows[0].joined_with == again.proposal
    assert rows[0].words == "she said so"
    assert effect.effect == "added"
    told = [
        tell(one, again, are=False), tell(one, other), tell(beside, other),
        tell(one, beside, are=False),
    ]  # fmt: skip
    rows, effects = same.same(every, told)
    assert [(row.proposal, row.first) for row in rows] == [(other.proposal, one.proposal)]
    assert [each.effect for each in effects] == [
        "removed", "added", "nothing", "the same as without it",
    ]  # fmt: skip
    stranger = replace(one, proposal="birds/2031-09/0009/p1")
    _, (effect,) = same.same([one, other], [tell(one, stranger)])
    assert (effect.effect, effect.detail) == (
        "nothing",
        "there is no proposal birds/2031-09/0009/p1",
    )


def test_two_that_are_told_apart_are_not_joined_by_a_third() -> None:
    """All three have one name; the third goes with one of the two."""
    rounds = [stated(number, f"PEP 9463 (round {number})") for number in range(3)]
    rows, _ = same.same(rounds, [tell(rounds[0], rounds[1], are=False)])
    assert [(row.proposal, row.first) for row in rows] == [(rounds[2].proposal, rounds[1].proposal)]


SUBJECTS = st.sampled_from([one for pair in CASES for one in pair[:2]])


@given(st.lists(st.tuples(SUBJECTS, st.integers(0, 9)), max_size=12), st.randoms())
def test_order_does_not_matter_and_groups_hold_together(
    drawn: list[tuple[str, int]], shuffled: random.Random
) -> None:
    """The same rows in any order; a group has one first, and one proposal of each thread."""
    made = [
        stated(number, subject, thread=f"t{thread}")
        for number, (subject, thread) in enumerate(drawn)
    ]
    rows, _ = same.same(made)
    again = list(made)
    shuffled.shuffle(again)
    assert same.same(again) == (rows, [])
    first = {row.proposal: row.first for row in rows}
    assert len(first) == len(rows)
    assert all(row.first not in first for row in rows)
    assert all(first.get(row.joined_with, row.joined_with) == row.first for row in rows)
    thread = {each.proposal: each.thread for each in made}
    for group in {row.first for row in rows}:
        members = [group, *(key for key, of in first.items() if of == group)]
        assert len({thread[key] for key in members}) == len(members)


def test_it_takes_no_longer_for_monsters() -> None:
    """Five thousand proposals of one name, and subjects and words without end."""
    many = [stated(number, f"PEP 9463 (round {number})") for number in range(5000)]
    endless = [
        stated(6000, "PEP " * 20_000, words="a-" * 50_000),
        stated(6001, "draft-" + "a-" * 40_000, words="review." + "a/" * 50_000),
        stated(6002, "[" * 50_000, words="blueprint " * 20_000),
    ]
    begun = time.process_time()
    same.same([*many, *endless])
    assert time.process_time() - begun < 10
