"""What proposals are called."""

# ruff: noqa: E501 - sentences stand on one line

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate import verbs
from pipeline.debate.titles import title
from pipeline.debate.verbs import gerund

WORDS = (
    "would", "on", "postponed", "add", "adding", "drivers", "virtdriver", "the", "that", "to", "is",
    "hold", "reported", "because", "we", "should", "drop", "not", "coding", ",", "(", "why", "a",
)  # fmt: skip
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
    ("I'd suggest cutting it loose at beta 3.", "cutting it loose at beta 3"),
    ("Perhaps a line on bats should be added.", "adding a line on bats"),
    ("Why not have the vendors agree first?", "having the vendors agree first"),
    ("Let's not ship the second beta.", "not shipping the second beta"),
    ("Is it ok to merge quietly over the holidays or should we not?", "merging quietly over the holidays"),
    ("We could likely update the glossary.", "updating the glossary"),
    ("Surely it would be really wise to extend the glossary.", "extending the glossary"),
    ("That could be quite a sensible move to drop the shim.", "dropping the shim"),
    ("Should he sign the agreement before the merge?", "signing the agreement before the merge"),
    ("Maybe giving each driver another month would be better.", "giving each driver another month"),
    ("Perhaps old nests can be reused in spring.", "reusing old nests in spring"),
    ("I think that ringed check shouldn't be made twice.", "not making that ringed check twice"),
    ("I propose that for the next releases, we upgrade the parser.", "upgrading the parser"),
    ("Be sure to keep each driver in its pool.", "keeping each driver in its pool"),
    ("I suggest changing the F: entry of the core.", "changing the F: entry of the core"),
    ('I suggest changing the "F: nest/" entry of the core.', 'changing the "F: nest/" entry of the core'),
    ("I propose adding a Hatched: field to every egg.", "adding a Hatched: field to every egg"),
    ("Should we require the `Ringed-by:` tag in spring?", "requiring the `Ringed-by:` tag in spring"),
    ("I propose moving the nests: tagging them takes long.", "moving the nests"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_a_title_is_a_gerund_of_what_the_sentence_proposes(sentence, expected):
    """The clause that proposes, up to its reason."""
    assert title(sentence, SUBJECT, "Ada Byron", main=False) == expected


NOUNS = [
    ("I propose Giampaolo as a committer.", "Giampaolo as a committer"),
    ("I'd like to propose a moratorium on new syntax, because I am tired.", "a moratorium on new syntax"),
    ("How about a bot that closes old issues?", "a bot that closes old issues"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), NOUNS)
def test_a_thing_that_is_proposed_stays_a_thing(sentence, expected):
    """A noun phrase where no deed is named."""
    assert title(sentence, SUBJECT, "Ada Byron", main=False) == expected


QUOTED = [
    ("Committing to another branch now would be a distraction.",
     '"Committing to another branch now would be a distraction"'),
    ("I suggest that an exclusion needs a vote.", '"an exclusion needs a vote"'),
    ("VirtDriver is frozen with 4.4.", '"VirtDriver is frozen with 4.4"'),
    ("Well, I think the glossary should just point there.", '"the glossary should just point there"'),
    ("I don't know, coding was written in separate files.", '"coding was written in separate files"'),
    ("If you ask me, the mirror could serve both of them.", '"the mirror could serve both of them"'),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), QUOTED)
def test_where_no_clause_can_be_turned_the_sentence_speaks_for_itself(sentence, expected):
    """The core of the sentence, in quotation marks, without what opens it."""
    assert title(sentence, SUBJECT, "Ada Byron", main=False) == expected


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40))
def test_no_word_that_is_no_verb_becomes_a_gerund(words):
    """Whatever follows "we should": an -ing word of a title is one of the sentence, or of a verb."""
    sentence = f"We should {' '.join(words)}."
    told = title(sentence, SUBJECT, "Ada Byron", main=False)
    made = [word for word in told.split() if word.endswith("ing") and word not in sentence.split()]

    assert all(word in verbs.gerunds() for word in made)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60), st.booleans())
def test_titles_are_short(words, main):
    """No title has more than fourteen words, the marks around it left out."""
    assert len(title(" ".join(words), "drivers", "Ada", main=main).split()) <= 14


UNTOLD = ["What do you think?", "Let's do that."]


@pytest.mark.parametrize("sentence", UNTOLD)
def test_a_sentence_that_says_nothing_by_itself_names_its_author(sentence):
    """Where no clause is telling, the title says whose suggestion it is and on what."""
    found = title(sentence, SUBJECT, "Ada Byron", main=False)

    assert found == "Ada Byron's suggestion on Status of the drivers, and a request"


def test_what_is_denied_is_told_as_denied():
    """Who does not think that we should proposes not to."""
    told = title("I don't think we should support bytes here.", SUBJECT, "Ada", main=False)

    assert told == "not supporting bytes here"


def test_the_subject_names_the_main_proposal():
    """Without Re: and labels; one that asks keeps its question mark."""
    assert title("Hm.", SUBJECT, "Ada", main=True) == "Status of the drivers, and a request?"
    assert title("Hm.", SUBJECT.rstrip("?"), "Ada", main=True).endswith("a request")


SUBJECTS = [
    ("Should we release the glossary early?", "releasing the glossary early"),
    ("Move the drivers to a tree of their own", "moving the drivers to a tree of their own"),
    ("Promote Ada Byron to maintainer", "promoting Ada Byron to maintainer"),
    ("Do we need to sign the archives?", "signing the archives"),
    ("Idea: listing sponsors on the front page?", "listing sponsors on the front page"),
    ("Cutting the spring branch now. Why not?", "cutting the spring branch now"),
    ("Commit rights for Ada Byron?", "Commit rights for Ada Byron"),
    ("Release schedule details", "Release schedule details"),
    ("Why is the mirror frozen?", "Why is the mirror frozen?"),
    ("The mirror: what to do with it?", "The mirror: what to do with it?"),
    ("3.4 branch created", "3.4 branch created"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "expected"), SUBJECTS)
def test_a_subject_that_proposes_is_turned_as_a_sentence_is(subject, expected):
    """A deed becomes a gerund; a thing stays one, its question mark gone; what asks keeps it."""
    assert title("Hm.", subject, "Ada", main=True) == expected


POINTERS = [
    ("Is it time to offer her commit rights?", "Commit rights for Ada Byron?", "Commit rights for Ada Byron"),
    ("I'd like to propose Ada Byron because of her work.", "Commit rights for Ada Byron", "Commit rights for Ada Byron"),
    ("I propose to offer Ada Byron commit rights.", "Commit rights for Ada Byron", "offering Ada Byron commit rights"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "subject", "expected"), POINTERS)
def test_a_phrase_that_only_points_gives_way_to_the_subject(sentence, subject, expected):
    """Who reads a title alone must learn from it what is proposed."""
    assert title(sentence, subject, "Cleo", main=True) == expected


def test_two_deeds_are_two_gerunds():
    """What is proposed after "and" is turned like what stands before."""
    told = title(
        "I propose to extend the freeze by a week and add another beta.", "x", "Ada", main=True
    )

    assert told == "extending the freeze by a week and adding another beta"


def test_a_request_not_to_do_a_thing_is_told_as_one():
    """Please don't."""
    told = title("Please don't freeze the trunk before Monday.", SUBJECT, "Ada", main=False)

    assert told == "not freezing the trunk before Monday"


def test_an_option_goes_by_its_name():
    """What the list calls Option B is called so."""
    assert title("Option B is fine.", SUBJECT, "Ada", main=False) == "Option B"


VERBS = [
    ("make", "making"),
    ("see", "seeing"),
    ("die", "dying"),
    ("drop", "dropping"),
    ("add", "adding"),
    ("mimic", "mimicking"),
    ("have", "having"),
]


@pytest.mark.parametrize(("verb", "expected"), VERBS)
def test_gerunds_are_spelt_as_english_spells_them(verb, expected):
    """A silent e goes, a short vowel doubles."""
    assert gerund(verb) == expected


def test_the_table_of_verbs_has_no_form_of_another_verb():
    """No entry is the -ing form or the past of another one, but for verbs that look like one."""
    assert not verbs.BASES & verbs.gerunds().keys()
    assert verbs.DOUBLED <= verbs.BASES
    assert verbs.IRREGULAR.keys() <= verbs.BASES


@pytest.mark.parametrize("piece", ["we should ", "the ", "I propose that ", "[x] ", "re: ", "a, "])
def test_hostile_sentences_take_little_time(piece):
    """A sentence of a hundred thousand characters has its title at once."""
    begun = time.process_time()

    title(piece * (100_000 // len(piece)), piece * (100_000 // len(piece)), "x", main=False)

    assert time.process_time() - begun < 2


def test_a_table_is_no_title():
    """Where the sentence is no prose the title says on what it is."""
    drawn = "drivers/core/profile.txt | 64 ++++++ we would merge"
    assert title(drawn, SUBJECT, "Ada Byron", main=False).startswith("Ada Byron's suggestion on ")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Instead of a box for every bird, would it be wise that flocks share their straw?",
            '"would it be wise that flocks share their straw"',
        ),
        (
            "The flocks share their straw, rather than steal old straw from hens.",
            '"The flocks share their straw"',
        ),
        (
            "I don't know the old barn, straw dries there.",
            '"straw dries there"',
        ),
    ],
)
def test_a_quotation_is_not_of_what_is_set_aside(sentence, expected):
    """What is to be done is quoted, not what it is done instead of, nor what is not known."""
    assert title(sentence, SUBJECT, "Ada Byron", main=False) == expected
