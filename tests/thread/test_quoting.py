"""Parents told by quotes: mails, where their quotes were found, and the tree that comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Clue
from pipeline.thread import quoting, thread
from pipeline.thread.subjects import alike, parted, related

ROOT = "Splitting the drivers out"


def key(letter):
    return f"dev/2014-09/{letter}"


def clue(message, source, near=9, quoted=10, far=0, nested=0, names=()):
    return Clue(key(message), key(source), near, far, quoted, nested, tuple(names))


@pytest.fixture(scope="session")
def threaded(mail):
    """The place of the last mail among mails of three authors, given its header and its clues."""

    def of(clues, subject=f"Re: {ROOT}", base_subject=None, **header):
        heads = [
            mail("a", subject=ROOT, name="Ada Lund", address="ada@a.example"),
            mail("b", subject=f"Re: {ROOT}", references=["a@example.org"], name="Bo Ek",
                 address="bo@b.example", day=1),
            mail("c", subject=f"Re: {ROOT}", references=["a@example.org"], name="Cy Dahl",
                 address="cy@c.example", day=2),
            mail("w", subject="The weekly report", name="Wil Oak", address="wil@w.example", day=3),
            mail("x", subject=subject, base_subject=base_subject, day=4, **header),
        ]  # fmt: skip
        asked = quoting.asked(heads)
        found = thread.places(heads, [each for each in clues if each.message in asked])[1]
        return next(place for place in found if place.message == key("x"))

    return of


TOLD = [
    ("a quote tells a parent that no header tells", [clue("x", "b")], {}, "b", "quote"),
    ("the quote is believed before the subject", [clue("x", "a")], {}, "a", "quote"),
    ("a header is believed before a quote", [clue("x", "b")], {"references": ["a@example.org"]},
     "a", "references"),
    ("an id that nobody has is no parent", [clue("x", "b")], {"references": ["lost@example.org"]},
     "b", "quote"),
    ("where an id is lost, a third of the quotes is too little", [clue("x", "b", 3)],
     {"references": ["lost@example.org"]}, None, "references"),
    ("a tenth of the quotes tells nothing", [clue("x", "b", 1)], {}, "c", "subject"),
    ("a third of them is enough where the author is named", [clue("x", "b", 3, names=["Bo Ek"])],
     {}, "b", "quote"),
    ("two mails that hold as much leave it open", [clue("x", "a"), clue("x", "b", 8)], {},
     "c", "subject"),
    ("of two such the named one is meant", [clue("x", "b", 9, names=["Bo Ek"]),
     clue("x", "c", 8, names=["Bo Ek"])], {}, "b", "quote"),
    (
        "where another is named that holds a third of it, nothing is told",
        [clue("x", "b", 9, names=["Cy Dahl"]), clue("x", "c", 3, names=["Cy Dahl"])],
        {},
        "c",
        "subject",
    ),
    ("quotes in the quote tell too, but less", [clue("x", "a", 0, 0, 5, 5)], {}, "a", "quote"),
    ("what is pasted into a new thread is no answer", [clue("x", "b")],
     {"subject": "Another matter altogether", "base_subject": "Another matter altogether"},
     None, "alone"),
    ("a new subject that says what it was is an answer", [clue("x", "b")],
     {"subject": f"Tests (was: {ROOT})", "base_subject": f"Tests (was: {ROOT})"}, "b", "quote"),
    ("an answer in another thread's mail goes where its subject and quotes are",
     [clue("x", "b", names=["Bo Ek"])], {"references": ["w@example.org"]}, "b", "quote"),
    ("but not if it quotes nobody whom it names", [clue("x", "b")],
     {"references": ["w@example.org"]}, "w", "references"),
    ("nor if it quotes that mail as well", [clue("x", "b", names=["Bo Ek"]), clue("x", "w", 1)],
     {"references": ["w@example.org"]}, "w", "references"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "clues", "header", "parent", "how"), TOLD)
def test_parent(sentence, clues, header, parent, how, threaded):
    """A mail hangs where it should, and says how that is known."""
    place = threaded(clues, **header)
    assert (place.parent, place.how) == (parent and key(parent), how)


def test_confidence(threaded):
    """A quote that names its author is surer than one that does not, and a header surer still."""
    named = threaded([clue("x", "b", names=["Bo Ek"])]).confidence
    unnamed = threaded([clue("x", "b")]).confidence
    subject = threaded([]).confidence
    assert subject < unnamed < named < 1


def test_asked(mails, mail):
    """Only mails are looked up whose headers tell nobody who is there."""
    heads = [*mails("a; b<a; c<lost; d<known; e<known; f<a b gone"), mail("g", subject="Words")]
    assert {message[-1] for message in quoting.asked(heads)} == set("acg")
    strange = mail("s", subject="Quite other words", references=["g@example.org"])
    assert quoting.asked([*heads, strange])[-1] == key("s")


def test_no_mail_asks():
    """No mail, no question."""
    assert quoting.asked([]) == []


def test_loop(mail):
    """Two mails that each quote the other are no loop."""
    heads = [mail("a", subject=f"Re: {ROOT}"), mail("b", subject=f"Re: {ROOT}", day=0.1)]
    found = thread.places(heads, [clue("a", "b"), clue("b", "a")])[1]
    assert [(place.depth, place.how) for place in found] == [(0, "alone"), (1, "quote")]


@given(data=st.data())
def test_any_clues(data, mails):
    """Whatever clues there are: each mail has one place, and following parents ends."""
    heads = mails("a; b; c<a; d<lost; e~d; f")
    letters = st.sampled_from("abcdef")
    pairs = data.draw(st.lists(st.tuples(letters, letters), max_size=12, unique=True))
    clues = [clue(one, other, data.draw(st.integers(1, 10))) for one, other in pairs]
    _, found = thread.places(heads, clues)
    assert sorted(place.message for place in found) == [head.message for head in heads]
    assert thread.places(heads[::-1], clues[::-1])[1] == found


SUBJECTS = [
    ("Splitting the drivers", "splitting  the drivers!", True),
    ("Splitting the drivers", "Spliting the drivers", True),
    ("Splitting the drivers", "[nova] Splitting the drivers", True),
    ("Naïve drivers everywhere", "Naive drivers everywhere", True),
    ("Splitting the drivers", "Merging the drivers again", False),
    ("Release 2.1 of the tools", "Release 2.2 of the libraries", False),
    ("hello", "hello all", False),
    ("", "Splitting the drivers", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SUBJECTS)
def test_alike(one, other, same):
    """Subjects are one where they differ by no more than a slip or a label, either way round."""
    assert alike(one, other) is alike(other, one) is same


WAS = [
    ("Tests (was: Re: Splitting)", ("tests", "splitting")),
    ("Tests [Was: Splitting]", ("tests", "splitting")),
    ("Tests, was: Re: [dev] Splitting", ("tests", "splitting")),
    ("Tests was : Splitting", ("tests", "splitting")),
    ("Tests (was: Docs (was: Splitting))", ("tests", "docs")),
    ("Tests (war: Teilung)", ("tests", "teilung")),
    ("It was so", ("itwasso", "")),
    ("Was: Splitting", ("wassplitting", "")),
]


@pytest.mark.parametrize(("subject", "expected"), WAS)
def test_was(subject, expected):
    """A subject may say what it was before."""
    assert parted(subject) == expected


def test_related():
    """A subject is related to the one that it was, and to that one alone."""
    assert related("Tests for all (was: Splitting drivers)", "Splitting drivers")
    assert related("Splitting drivers", "Tests for all (was: Splitting drivers)")
    assert not related("Tests for all (was: Splitting drivers)", "Weekly report of all")
    assert not related("Tests for all", "Splitting drivers")


@pytest.mark.parametrize(
    "hostile", ["was:" * 25_000, "(was: " * 20_000, " " * 100_000, "a" * 100_000]
)
def test_hostile_subjects(hostile):
    """A monster of a subject takes no time."""
    related(hostile, hostile + "b")
