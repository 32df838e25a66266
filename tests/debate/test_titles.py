"""What proposals are called."""

# ruff: noqa: E501 - sentences stand on one line

from __future__ import annotations

import time

import pytest

from pipeline.debate.titles import gerund, title

SUBJECT = "Re: [core] Status of the drivers, and a request?"

CASES = [
    (
        "I propose that we move the drivers out of the core because it is slow.",
        "moving the drivers out of the core",
    ),
    ("How about dropping support for old compilers?", "dropping support for old compilers"),
    (
        "The drivers should be moved into their own repositories.",
        "moving the drivers into their own repositories",
    ),
    ("I'd suggest branching it off at beta 3.", "branching it off at beta 3"),
    ("Perhaps a caution in the docs should be added.", "adding a caution in the docs"),
    ("Why not have the vendors agree first?", "having the vendors agree first"),
    ("Let's not ship the second beta.", "not shipping the second beta"),
    ("Is it ok to push directly into the repository or should we not?", "pushing directly into the repository"),
    ("We could likely update the glossary.", "updating the glossary"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_a_title_is_a_gerund_of_what_the_sentence_proposes(sentence, expected):
    """The clause that proposes, up to its reason."""
    assert title(sentence, SUBJECT, "Ada Byron", main=False) == expected


UNTOLD = [
    "What do you think?",
    "Committing to another branch now would be a distraction.",
    "Let's do that.",
    "I suggest that an exclusion needs a vote.",
    "I propose Giampaolo as a committer.",
]


@pytest.mark.parametrize("sentence", UNTOLD)
def test_no_half_sentence_becomes_a_title(sentence):
    """Where no clause is whole and telling, the title says whose suggestion it is and on what."""
    found = title(sentence, SUBJECT, "Ada Byron", main=False)

    assert found == "Ada Byron's suggestion on Status of the drivers, and a request"


def test_the_subject_names_the_main_proposal():
    """Without Re:, labels and its question mark."""
    assert title("Hm.", SUBJECT, "Ada", main=True) == "Status of the drivers, and a request"


def test_an_option_goes_by_its_name():
    """What the list calls Option B is called so."""
    assert title("Option B is fine.", SUBJECT, "Ada", main=False) == "Option B"


VERBS = [
    ("make", "making"),
    ("see", "seeing"),
    ("die", "dying"),
    ("drop", "dropping"),
    ("add", "adding"),
]


@pytest.mark.parametrize(("verb", "expected"), VERBS)
def test_gerunds_are_spelt_as_english_spells_them(verb, expected):
    """A silent e goes, a short vowel doubles."""
    assert gerund(verb) == expected


@pytest.mark.parametrize("piece", ["we should ", "the ", "I propose that ", "[x] ", "re: ", "a, "])
def test_hostile_sentences_take_little_time(piece):
    """A sentence of a hundred thousand characters has its title at once."""
    begun = time.perf_counter()

    title(piece * (100_000 // len(piece)), piece * (100_000 // len(piece)), "x", main=False)

    assert time.perf_counter() - begun < 2
