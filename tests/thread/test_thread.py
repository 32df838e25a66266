"""Threads, drawn: a dot for each step from the root, | between threads."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Head
from pipeline.thread import forest, thread

DRAWINGS = [
    ("answers stand below what they answer", "a; b<a; c<a b; d<a", "a .b ..c .d"),
    ("a mail that nothing links is a thread", "a; b; c<a", "a .c | b"),
    ("In-Reply-To alone will do", "a; b~a; c~b", "a .b ..c"),
    ("In-Reply-To that References do not name tells the parent", "a; b<a; c<a~b", "a .b ..c"),
    ("In-Reply-To that References name too adds nothing", "a; b<a; c<a b~a", "a .b ..c"),
    ("a missing parent is a ghost, and counts", "a; c<a b", "a ..c"),
    ("a missing root is a ghost, and counts", "b<a; c<a", ".b .c"),
    ("two ghosts in a row", "d<a b c; e<a b", "...d ..e"),
    ("what one chain does not tell, another does", "b<a; d<a b c; e<c", ".b ...d ...e"),
    ("a mail whose header names none is placed by others", "a; b; c<a b", "a .b ..c"),
    ("a mail's own header is believed before others'", "a; x; b<a; c<x b", "a .b ..c x"),
    ("a mail does not answer itself", "a<a; b<a b", "a .b"),
    ("siblings are read by date, each with all its answers", "a; b<a; c<a; d<a b", "a .b ..d .c"),
    ("an answer may come before what it answers", "b<a; a", "a .b"),
    ("two mails that answer each other: the earlier began", "a~b; b~a", "a .b"),
    ("a loop of three", "a~c; b~a; c~b; d~c", "a .b ..c ...d"),
    ("a loop through a ghost is cut at the ghost", "a<b g; b<a", ".a ..b"),
    ("an id named twice", "a; b<a a~a", "a .b"),
]


@pytest.mark.parametrize(("sentence", "line", "expected"), DRAWINGS)
def test_forest(sentence, line, expected, mails, drawing):
    """Mails come out as the tree that is drawn."""
    assert drawing(thread.places(mails(line))[1]) == expected


def test_place(mails):
    """A place says whom a mail answers, how that is known, and how surely."""
    _, (root, child, orphan) = thread.places(mails("a; b<a; d<a b c"))
    assert (root.parent, root.parent_id, root.how, root.confidence) == (None, "", "alone", 1.0)
    assert child.parent == root.message == child.thread
    assert (child.parent_id, child.how, child.position) == ("a@example.org", "references", 1)
    assert (orphan.parent, orphan.parent_id, orphan.depth) == (None, "c@example.org", 3)


def test_how(mails):
    """In-Reply-To is named where References lack the parent; two that differ are doubted."""
    found = thread.places(mails("a; b~a; c<a~b; d<b a~b"))[1]
    told = {place.message[-1]: (place.how, place.confidence) for place in found}
    assert told == {
        "a": ("alone", 1.0),
        "b": ("in-reply-to", 1.0),
        "c": ("in-reply-to", 1.0),
        "d": ("references", forest.DISPUTED),
    }


def test_thread(mails):
    """A thread counts its mails and its ghosts, and knows its first and last day."""
    (found,), _ = thread.places(mails("a; b<a; d<a b c"))
    assert (found.thread, found.messages, found.ghosts) == ("dev/2014-09/a", 3, 1)
    assert (found.started_at.day, found.ended_at.day) == (1, 3)


def test_no_mail():
    """No mail, no threads."""
    assert thread.places([]) == ([], [])


def test_no_date(mails, drawing):
    """A mail without a date stands behind its siblings."""
    a, b, c = mails("a; b<a; c<a")
    found = thread.places([a, replace(b, sent_at=None), c])[1]
    assert drawing(found) == "a .c .b"


def test_imposter(mail, drawing):
    """Of two mails with one id the answer goes to that of its subject, and neither is lost."""
    first = mail("a", id="x@example.org", subject="Drivers")
    other = mail("b", id="x@example.org", subject="Weekly report", day=1)
    answer = mail("c", references=["x@example.org"], subject="Re: Weekly report", day=2)
    later = mail("d", references=["x@example.org"], subject="Something else", day=3)
    _, found = thread.places([first, other, answer, later])
    assert drawing(found) == "a .d | b .c"
    assert {place.confidence for place in found} == {1.0, forest.SHARED_ID}


ROOT = "Splitting the drivers out"
SUBJECTS = [
    ("Re: Splitting the drivers out", ROOT, 3, True),
    ("Re:  SPLITTING the drivers  out", ROOT, 3, True),
    ("Re: Splitting the drivers out", ROOT, 45, False),  # a month later it is another debate
    ("Splitting the drivers out", ROOT, 3, False),  # does not say that it answers
    ("Re: hello", "hello", 1, False),  # joins strangers
    ("Re: patch 12", "patch 12", 1, False),
    ("Re: Something else entirely", ROOT, 1, False),
]


@pytest.mark.parametrize(("subject", "root", "days", "joined"), SUBJECTS)
def test_subject(subject, root, days, joined, mail, mails):
    """Without ids, Re: and a telling subject join within a month."""
    others = [
        mail("y", subject=f"Re: {root} again", base_subject=f"{root} again", references=["z@z"])
    ]
    first = mail("a", subject=root)
    base = " ".join(subject.removeprefix("Re:").split())
    second = mail("b", subject=subject, base_subject=base, day=days, address="b@example.org")
    found = {each.message: each for each in thread.places([first, second, *others])[1]}
    place = found[second.message]
    assert (place.parent == first.message) is joined
    assert (place.how == "subject") is joined


@pytest.mark.parametrize(
    ("address", "days", "starts_again", "joined"),
    [
        ("bo@example.org", 2, False, True),
        ("bo@example.org", 12, False, False),
        ("ada@example.org", 2, False, False),  # another mail of hers, no answer
        ("ada@example.org", 2, True, True),  # somebody answered her in between
        ("ada@example.org", 6, True, False),  # next week's report
    ],
)
def test_subject_without_re(address, days, starts_again, joined, mail):
    """Where the archiver takes Re: off, the same subject from another author answers."""
    taken_off = mail("x", references=["w@example.org"], subject="Other words here", day=-40)
    first = mail("a", subject=ROOT)
    between = [mail("c", subject=ROOT, address="cy@example.org", day=0.5)] * starts_again
    second = mail("b", subject=ROOT, address=address, day=days)
    found = {each.message: each for each in thread.places([taken_off, first, second, *between])[1]}
    assert (found[second.message].how == "subject") is joined


def test_a_program_answers_nobody_by_its_subject(mail):
    """A weekly report is no answer to last week's, whoever sends it."""
    taken_off = mail("x", references=["w@example.org"], subject="Other words here", day=-40)
    first = mail("a", subject=ROOT)
    report = mail("b", subject=ROOT, address="bot@example.org", day=6)
    report = replace(report, automatic="report")
    found = {each.message: each for each in thread.places([taken_off, first, report])[1]}
    assert found[report.message].parent is None


def test_reports_known_by_repetition_hang_on_nothing(mail):
    """Two programs report under one subject in turn; no header of theirs says what they are."""
    taken_off = mail("x", references=["w@example.org"], subject="Other words here", day=-40)
    reports = [
        mail(
            f"{name}{day}",
            subject=ROOT,
            name=name,
            address=f"{name}@example.org",
            day=7 * day + hours,
        )
        for day in range(6)
        for name, hours in (("nest", 0), ("loft", 0.5))
    ]
    question = mail("q", subject=f"Re: {ROOT}", day=36)
    threads, places = thread.places([taken_off, *reports, question])
    how = {place.message: place.how for place in places}
    assert {how[report.message] for report in reports} == {"alone"}
    assert how[question.message] == "subject"
    assert thread.places([taken_off, *reports, question], programs=())[0] != threads


def test_subject_of_another_list(mail):
    """The same words on two lists are two debates."""
    mails = [
        mail("a", subject=ROOT),
        mail("b", subject=f"Re: {ROOT}", list_id="users", day=1),
    ]
    assert len(thread.places(mails)[0]) == 2


IDS = [f"{letter}@example.org" for letter in "abcdefgh"]


@st.composite
def archives(draw):
    """Mails that refer to each other, to themselves and to ghosts; ids repeat and lack."""
    subjects = st.sampled_from(["", "A long subject", "Re: A long subject", "Re: hello"])
    size = draw(st.integers(1, 9))
    return [
        Head(
            message=f"dev/2014-09/{number:04d}",
            list_id="dev",
            month="2014-09",
            number=number,
            message_id=draw(st.sampled_from(["", *IDS])),
            in_reply_to=tuple(draw(st.lists(st.sampled_from(IDS), max_size=2))),
            reference_ids=tuple(draw(st.lists(st.sampled_from(IDS), max_size=4, unique=True))),
            name="",
            address=draw(st.sampled_from(["ada@example.org", "bo@example.org"])),
            sent_at=draw(st.none() | st.datetimes(max_value=forest.LATEST)),
            subject=(subject := draw(subjects)),
            base_subject=subject.removeprefix("Re: "),
            body_sha256=str(number),
            duplicate_of=None,
        )
        for number in range(size)
    ]


@given(archives(), st.randoms())
@settings(max_examples=300)
def test_any_order(heads, random):
    """Any order of mails gives the same forest."""
    shuffled = list(heads)
    random.shuffle(shuffled)
    assert thread.places(shuffled) == thread.places(heads)


@given(archives())
@settings(max_examples=300)
def test_tree(heads):
    """Each mail has one place; parents stand before answers in one thread; following them ends."""
    threads, found = thread.places(heads)
    assert sorted(place.message for place in found) == sorted(head.message for head in heads)
    assert sum(each.messages for each in threads) == len(heads)
    places = {place.message: place for place in found}
    for place in found:
        assert (place.position == 0) == (place.message == place.thread)
        if place.parent:
            parent = places[place.parent]
            assert parent.thread == place.thread
            assert parent.position < place.position
            assert parent.depth == place.depth - 1
        else:
            assert bool(place.parent_id) == (place.depth > 0)
    for each in threads:
        positions = [place.position for place in found if place.thread == each.thread]
        assert positions == list(range(each.messages))


@given(archives())
def test_ids_join(heads):
    """A mail is in one thread with every mail that alone has an id it names."""
    thread_of = {place.message: place.thread for place in thread.places(heads)[1]}
    owners: dict[str, list[str]] = {}
    for head in heads:
        owners.setdefault(head.message_id, []).append(head.message)
    for head in heads:
        for id_ in forest.chain(head):
            if len(owners.get(id_, ())) == 1:
                assert thread_of[head.message] == thread_of[owners[id_][0]]


SIZE = 20_000


def test_long_chain(mail):
    """A chain of 20,000 answers is a thread, in no time, whatever comes first."""
    heads = [
        mail(f"{number}", in_reply_to=[f"{number - 1}@example.org"] if number else [], day=number)
        for number in range(SIZE)
    ]
    start = time.process_time()
    (found,), places = thread.places(heads[::-1])
    assert time.process_time() - start < 5
    assert (found.messages, places[-1].depth) == (SIZE, SIZE - 1)


def test_long_loop(mail):
    """A loop of 20,000 answers is cut once, at its earliest mail."""
    heads = [
        mail(f"{number}", in_reply_to=[f"{(number - 1) % SIZE}@example.org"], day=number)
        for number in range(SIZE)
    ]
    (found,), places = thread.places(heads)
    assert (found.messages, places[0].message) == (SIZE, "dev/2014-09/0")
    assert [place.depth for place in places] == list(range(SIZE))


def test_units(mails, mail):
    """The unit of an archive names every archive that holds mails of its threads."""
    late = mail("z", references=["a@example.org"], month="2014-10", day=40)
    other = mail("y", month="2014-10", day=41)
    heads = [*mails("a; b<a"), late, other]
    september, october = thread.units(*thread.places(heads), dict.fromkeys(keys(heads), "ada"))
    assert (september.month, september.touched) == ("2014-09", ("dev/2014-09", "dev/2014-10"))
    assert (october.month, october.touched) == ("2014-10", ("dev/2014-10",))


def test_units_digest(mails, mail):
    """A unit's digest changes with its own threads, and only with them."""
    heads = [*mails("a; b<a"), mail("y", month="2014-10", day=41)]
    authors = dict.fromkeys(keys(heads), "ada")
    before = thread.units(*thread.places(heads), authors)
    grown = [*heads, mail("w", month="2014-10", references=["y@example.org"], day=42)]
    after = thread.units(*thread.places(grown), dict.fromkeys(keys(grown), "ada"))
    assert after[0] == before[0]
    assert after[1].digest != before[1].digest
    renamed = thread.units(*thread.places(heads), authors | {"dev/2014-09/b": "bo"})
    assert renamed[0].digest != before[0].digest
    assert renamed[1] == before[1]


def keys(heads):
    return [head.message for head in heads]
