"""Which sentences may tell a thread, what they weigh, and which are chosen."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish import course, lexical, salience, telling
from pipeline.publish.telling import Told


def told(text: str, mail: int = 0, order: int = 0, **more: object) -> Told:
    """A sentence of a thread."""
    return Told(f"m{mail}", order, "ada", 0, len(text), text, mail, order, 3, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The nests leak when it rains.", True),
        ("Hello everybody,", False),
        ("Best regards,", False),
        ("+1", False),
        ("Cc: Ada Finch <ada@nest.example>", False),
        ("NESTS:5821:BOXES and https://nest.example/a b_c(d) x=3", False),
        ("See https://nest.example/boxes for what I would do.", True),
        ("Les boîtes ne sont pas étanches du tout.", True),
        ("word " * 200, False),
        ("[Heavy snipping because of the great length]", False),
    ],
)
def test_what_may_be_told(text: str, expected: bool) -> None:
    """Prose is told; greetings, scraps, tables and headers are not."""
    assert telling.speaks(text) is expected


@given(st.text(max_size=300))
def test_any_text_is_weighed(text: str) -> None:
    """Nothing in a sentence raises, and what is chosen fits."""
    sentences = [told(text), told("The old nest boxes leak badly.", 1)]
    scores = salience.scores(sentences, "boxes")
    chosen = salience.chosen(sentences, scores, words=5)
    assert sum(sentences[place].words for place in chosen) <= 5


def test_what_is_said_twice_is_told_once() -> None:
    """The better of two that say the same is taken."""
    sentences = [
        told("The old nest boxes leak badly in rain."),
        told("In rain the old nest boxes leak badly.", 1),
        told("Owls would rather have a hole in a tree.", 2),
    ]
    assert salience.chosen(sentences, [1.0, 2.0, 0.5], count=3) == [1, 2]


def test_the_count_and_the_words_are_kept() -> None:
    """At most so many sentences; at most so many words, a shorter one instead of a long one."""
    sentences = [
        told("one two three four five six seven", 0),
        told("owls sleep", 1),
        told("larks sing early", 2),
    ]
    assert len(salience.chosen(sentences, [3.0, 2.0, 1.0], count=2)) == 2
    assert salience.chosen(sentences, [3.0, 1.0, 2.0], words=5) == [1, 2]
    assert salience.chosen([], [], words=5) == []


def test_a_long_thread_is_told_by_whole_thoughts() -> None:
    """Where little of much is told, what leans on another sentence or says little is out."""
    sentences = [
        told(f"Owl number {place} sleeps in box {place} beside river tree stone.", place)
        for place in range(60)
    ]
    sentences += [told("I fully agree.", 60), told("Twelve new boxes cost less than mending.", 61)]
    scores = [0.0] * 60 + [5.0, 1.0]
    assert salience.chosen(sentences, scores, words=20)[-1] == 61
    assert 60 not in salience.chosen(sentences, scores, words=20)


def test_weights_are_of_the_thread_alone() -> None:
    """A word of every sentence weighs less than one of a single sentence."""
    first, _, _ = lexical.weighed(["nest leaks", "nest shines", "nest stands"])
    assert first["leaks"] > first["nest"]


def test_likeness_is_a_cosine() -> None:
    """The same is 1, nothing in common is 0, nothing at all is no error."""
    assert lexical.likeness({"a": 2.0}, {"a": 5.0}) == pytest.approx(1.0)
    assert lexical.likeness({"a": 2.0}, {"b": 5.0}) == 0.0
    assert lexical.likeness({}, {}) == 0.0


@pytest.mark.parametrize(
    "monster", ["a " * 50_000, "(" * 100_000, "x" * 100_000, "Cc: a " * 20_000]
)
def test_monsters_take_no_time(monster: str) -> None:
    """A hundred thousand characters in a moment."""
    begun = time.process_time()
    telling.speaks(monster)
    salience.LEANING.match(monster)
    course.REASON.search(monster)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [("150", 150, 0), ("80 words", 80, 0), ("8 sentences", 0, 8), ("1s", 0, 1), ("9w", 9, 0)],
)
def test_lengths(text: str, words: int, sentences: int) -> None:
    """Words where nothing is said."""
    assert course.length(text) == course.Length(words, sentences)


@pytest.mark.parametrize("text", ["", "0", "many", "-5", "8 mails", "1234567890"])
def test_no_length(text: str) -> None:
    """One sentence, and what would do."""
    with pytest.raises(course.UsageError, match="is no length"):
        course.length(text)


def test_an_argument_is_told_once() -> None:
    """A later one that says the same names the earlier."""
    said = [
        "The interfaces are not stable yet.",
        "Mending is cheaper than buying new boxes.",
        "Yet the interfaces are not stable.",
    ]
    assert course.repeated(said) == [None, None, 0]


def test_a_bare_vote_gives_no_reason() -> None:
    """It is counted, and what gives a reason is told."""
    assert course.says_little("+1 from me")
    assert not course.says_little("-1, the interfaces are not stable")
