"""Threads as a researcher tells them."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Head, Place
from pipeline.thread import thread

BEGIN = datetime(2031, 3, 1)


def key(number: int) -> str:
    return f"birds/2031-03/{number:04d}"


def head(number: int, references: tuple[int, ...] = ()) -> Head:
    """A mail that refers to earlier ones; number 9 is in no archive."""
    return Head(
        message=key(number), list_id="birds", month="2031-03", number=number,
        message_id=f"{number}@x", in_reply_to=(),
        reference_ids=tuple(f"{each}@x" for each in references),
        name="Ada", address="ada@x.example", sent_at=BEGIN + timedelta(hours=number),
        subject=f"S{number}", base_subject=f"S{number}", body_sha256=str(number),
        duplicate_of=None,
    )  # fmt: skip


CHAIN = [head(0), head(1, (0,)), head(2, (0, 1)), head(3, (0, 1, 2)), head(4), head(5, (4,))]


def placed(told: dict[int, int | None], heads: list[Head] | None = None) -> dict[int, Place]:
    _, places = thread.places(
        heads or CHAIN,
        told={key(one): "" if other is None else key(other) for one, other in told.items()},
    )
    return {int(place.message[-4:]): place for place in places}


def of_thread(places: dict[int, Place]) -> dict[int, int]:
    return {number: int(place.thread[-4:]) for number, place in places.items()}


def test_a_mail_that_answers_nothing_begins_a_thread() -> None:
    """With all that answers it, though the answers refer to what was before."""
    places = placed({2: None})
    assert of_thread(places) == {0: 0, 1: 0, 2: 2, 3: 2, 4: 4, 5: 4}
    assert (places[2].how, places[2].parent, places[2].depth) == ("file", None, 0)
    assert (places[3].how, places[3].parent, places[3].depth) == ("references", key(2), 1)


def test_a_mail_takes_its_answers_along() -> None:
    """Into the thread of its parent."""
    places = placed({1: 5})
    assert of_thread(places) == {0: 0, 1: 4, 2: 4, 3: 4, 4: 4, 5: 4}
    assert [places[number].depth for number in (1, 2, 3)] == [2, 3, 4]


def test_a_mail_below_its_own_answers_is_cut_loose_from_above() -> None:
    """The answer nearest to it begins the thread."""
    places = placed({0: 3})
    assert places[0].parent == key(3)
    assert places[1].parent is None
    assert of_thread(places)[0] == 1


def test_what_is_told_in_a_circle_is_passed_over() -> None:
    """The last link of it, in the order of keys."""
    places = placed({4: 5, 5: 4})
    assert (places[4].parent, places[5].parent) == (key(5), None)


def test_trees_that_shared_a_ghost_go_on_sharing_a_thread() -> None:
    """But for the one that is moved."""
    ghosts = [head(0, (9,)), head(1, (9,)), head(2, (9,)), head(3)]
    assert of_thread(placed({}, ghosts)) == {0: 0, 1: 0, 2: 0, 3: 3}
    assert of_thread(placed({1: 3}, ghosts)) == {0: 0, 1: 3, 2: 0, 3: 3}


@given(st.dictionaries(st.integers(0, 7), st.none() | st.integers(0, 7), max_size=8))
def test_any_telling_makes_threads(told: dict[int, int | None]) -> None:
    """Each mail has one place, in the thread of its parent, after it."""
    places = placed(told)
    assert sorted(places) == [0, 1, 2, 3, 4, 5]
    for place in places.values():
        if place.parent:
            above = places[int(place.parent[-4:])]
            assert (above.thread, above.depth + 1) == (place.thread, place.depth)
            assert above.position < place.position
