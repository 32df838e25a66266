"""Debates within a thread: each case is a thread with subjects, and the debate of each mail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Debate, Link, Post
from pipeline.thread import debates, thread

ROOT = "Splitting the drivers out"

# Mails as "key<parent author subject"; expected: the debate of each in reading order.
CASES = [
    ("one subject", ["a Ada " + ROOT, "b<a Bo Re: " + ROOT], "aa"),
    ("a slip, a label", ["a Ada " + ROOT, "b<a Bo [nova] Spliting the drivers out"], "aa"),
    ("a new subject", ["a Ada " + ROOT, "b<a Bo Tests for all of it", "c<b Cy Tests for all of it"],
     "abb"),
    ("a subject that says what it was", ["a Ada " + ROOT, f"b<a Bo Tests (was: {ROOT})",
     "c<b Cy Re: Tests"], "abb"),
    ("back to the first", ["a Ada " + ROOT, f"b<a Bo Tests (was: {ROOT})",
     f"c<b Cy Re: {ROOT}", "d<c Dee Re: " + ROOT], "abaa"),
    ("two that turn to the same", ["a Ada " + ROOT, f"b<a Bo Tests (was: {ROOT})",
     f"c<a Cy Tests [was: {ROOT}]"], "abb"),
    ("an answer below another subject that has its parent's", ["a Ada " + ROOT,
     "b<a Bo Weekly report no. 7", "c<b Cy Re: Weekly report no. 7"], "abb"),
    ("a debate of a debate", ["a Ada " + ROOT, "b<a Bo Tests for everything",
     "c<b Cy Money for testers"], "abc"),
    ("an author who goes on", ["a Ada " + ROOT, "b<a Ada Second part of the work"], "aa"),
    ("an author who says what it was", ["a Ada " + ROOT, f"b<a Ada Second part (was: {ROOT})"],
     "ab"),
    ("no subject", ["a Ada " + ROOT, "b<a Bo "], "aa"),
    ("mails below a ghost", ["b<a Bo Re: " + ROOT, "c<a Cy Re: " + ROOT, "d<a Dee Something else"],
     "bbd"),
]  # fmt: skip


@pytest.fixture(scope="session")
def heads(mail):
    """Heads of mails from lines, a day apart."""

    def of(lines):
        found = []
        for day, line in enumerate(lines):
            place, author, subject = line.split(" ", 2)
            key, _, parent = place.partition("<")
            found.append(
                mail(key, references=[f"{parent}@example.org"] * bool(parent), name=author,
                     address=f"{author.lower()}@example.org", subject=subject,
                     base_subject=subject.removeprefix("Re: ").removeprefix("[nova] "), day=day)
            )  # fmt: skip
        return found

    return of


@pytest.mark.parametrize(("sentence", "lines", "expected"), CASES)
def test_debates(sentence, lines, expected, heads):
    """Each mail is in the debate of its subject, and in the thread of its header."""
    found = thread.places(heads(lines))[1]
    assert "".join(place.debate[-1] for place in found) == expected
    assert len({place.thread for place in found}) == 1


SUBJECTS = st.sampled_from(["", ROOT, f"Re: {ROOT}", f"Tests (was: {ROOT})", "Tests", "Hello all"])


@given(subjects=st.lists(SUBJECTS, min_size=1, max_size=8), data=st.data())
def test_any_subjects(subjects, data, heads):
    """A debate begins with a mail of its thread, whose own debate it is; so does the thread."""
    parents, authors = st.sampled_from("abcdefgh"), st.sampled_from(["Ada", "Bo"])
    lines = [
        f"{key}<{data.draw(parents)} {data.draw(authors)} {subject}"
        for key, subject in zip("abcdefgh", subjects, strict=False)
    ]
    places = {place.message: place for place in thread.places(heads(lines))[1]}
    for place in places.values():
        assert places[place.debate].debate == place.debate
        assert places[place.debate].thread == place.thread
        assert places[place.thread].debate == place.thread


STRAY = [
    "a Ada " + ROOT,
    "b<a Bo Re: " + ROOT,
    "x<b Cy How to cook soup",
    "y<x Dee Re: How to cook soup",
]


@pytest.fixture(scope="session")
def debate(heads, message):
    """A thread as it is debated, with links between mails."""

    def of(lines, *links):
        mails = heads(lines)
        (found,), places = thread.places(mails)
        by_key = {head.message: head for head in mails}
        return Debate(found, tuple(
            Post(message(by_key[place.message], ""), place, by_key[place.message].address, (),
                 links=tuple(Link(place.message, 0, "quotes", f"dev/2014-09/{link[1]}", 0, 1.0)
                             for link in links if place.message.endswith(link[0])))
            for place in places
        ))  # fmt: skip

    return of


APART = [
    ("what quotes nothing of its thread stands alone", STRAY, [], ["ab", "xy"]),
    ("what quotes its thread stays", STRAY, ["xa"], ["abxy"]),
    ("so does what is quoted there", STRAY, ["bx"], ["abxy"]),
    ("and what says that it was", [*STRAY[:2], f"x<b Cy Soup (was: {ROOT})"], [], ["abx"]),
    ("an answer that takes the subject back ties both", [*STRAY, f"z<y Bo Re: {ROOT}"], [],
     ["abxyz"]),
    ("a quote within itself ties nothing", STRAY, ["yx"], ["ab", "xy"]),
    ("nothing to part", STRAY[:2], [], ["ab"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "lines", "links", "expected"), APART)
def test_apart(sentence, lines, links, expected, debate):
    """An answer written into a thread that it has nothing to do with is a debate of its own."""
    found = debates.apart(debate(lines, *links))
    assert ["".join(post.message.message[-1] for post in each.posts) for each in found] == expected
    assert {each.thread.thread for each in found} == {"dev/2014-09/a"}
    assert all(each.posts[0].place.parent is None for each in found)
