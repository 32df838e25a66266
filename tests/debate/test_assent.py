"""Whoever agrees with somebody takes their side: by the words, and by where the other stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threads import debate, key

from pipeline.debate import assent, propose, stance
from pipeline.debate.features import talk

PROPOSAL = "I propose to move the drivers out of the core, into a tree of their own."
REFUSAL = "-1, I am against moving the drivers out of the core: the interfaces are not stable."


def positions(*answers: tuple[str, int, str]) -> dict[tuple[str, str], tuple[str, str, str]]:
    """By mail and person, the side on the drivers, its basis and strength."""
    held = debate(
        "Moving the drivers out of the core",
        ("Ada Byron", None, f"Hello,\n\n{PROPOSAL} What do people think?\n"),
        *answers,
    )
    made = propose.proposals(held)
    (main,) = [each for each in made if each.message == key(0) and each.kind == "main"]
    names = {post.person: post.message.name or "" for post in held.posts}
    return {
        (each.message, names[each.person]): (each.stance, each.basis, each.strength)
        for each in stance.positions(held, made)
        if each.proposal == main.proposal
    }


@pytest.mark.parametrize(
    "words",
    [
        "I agree with Ben.",
        "I tend to agree with Ben Okoro here.",
        "I'm with Ben on this one.",
        "What Ben said.",
        "Ben is quite right.",
        "I fully share Ben's concerns.",
        "+1 to what Ben wrote.",
    ],
)
def test_whoever_agrees_with_somebody_by_name_takes_their_side(words: str) -> None:
    """Wherever in the thread they say so, and with the words that say it."""
    found = positions(
        ("Ben Okoro", 0, f"{REFUSAL}\n"),
        ("Cleo Martin", 0, "+1, they have a release rhythm of their own.\n"),
        ("Dora Quist", 2, f"{words}\n"),
    )
    assert found[key(1), "Ben Okoro"][0] == "oppose"
    assert found[key(3), "Dora Quist"] == ("oppose", "agreed", "argument")


@pytest.mark.parametrize(
    "words", ["Agreed.", "I completely agree.", "+1", "As do I.", "Me too!", "Exactly - well put."]
)
def test_whoever_agrees_with_a_refusal_refuses(words: str) -> None:
    """A vote below it, too, is for what it says and not for the proposal."""
    found = positions(("Ben Okoro", 0, f"{REFUSAL}\n"), ("Dora Quist", 1, f"{words}\n"))
    assert found[key(2), "Dora Quist"][:2] == ("oppose", "agreed")


def test_agreement_is_with_what_is_quoted_above_it() -> None:
    """A refusal that the quotation leaves out is not agreed with; one that it holds is."""
    refusal = f"Somebody should write the interfaces down.\n\n{REFUSAL}\n"
    other = "Ben Okoro wrote:\n> Somebody should write the interfaces down.\n\n+1\n"
    found = positions(("Ben Okoro", 0, refusal), ("Dora Quist", 1, other))
    assert "agreed" not in {basis for _, basis, _ in found.values()}
    quoted = f"Ben Okoro wrote:\n> {REFUSAL}\n\n+1\n"
    found = positions(("Ben Okoro", 0, refusal), ("Dora Quist", 1, quoted))
    assert found[key(2), "Dora Quist"][:2] == ("oppose", "agreed")


def test_an_own_vote_is_stronger_than_agreement() -> None:
    """Whoever agrees with somebody whose side is misread, and votes, is read by the vote."""
    found = positions(
        ("Ben Okoro", 0, "+1 to moving the drivers out of the core.\n"),
        (
            "Dora Quist",
            1,
            "Agreed. -1 for moving the drivers out of the core, for the same reasons.\n",
        ),
    )
    assert found[key(2), "Dora Quist"][0] == "oppose"


def test_a_vote_on_the_proposal_itself_stays_one() -> None:
    """What answers the mail that proposes is judged as ever."""
    found = positions(("Ben Okoro", 0, f"{REFUSAL}\n"), ("Dora Quist", 0, "+1\n"))
    assert found[key(2), "Dora Quist"] == ("support", "voted", "vote")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Agreed.", True),
        ("Yes, I agree with all of this.", True),
        ("You're right.", True),
        ("+1 from me.", True),
        ("+1 to everything above!", True),
        ("I agree that the interfaces are a mess.", False),
        ("I agree with the second half.", False),
        ("I agree, but not now.", False),
        ("Agreed, if the tests move too.", False),
        ("Agreed?", False),
        ("Exactly what we lacked over here, cheers.", False),
        ("+1 on dropping the old ones.", False),
        ("I do not agree.", False),
        ("I agree with Zoe.", False),
        ("I agree with Dora.", False),
    ],
)
def test_agreement_is_whole_or_it_is_none(text: str, line: bool) -> None:
    """With a part, on a condition, in doubt, with a stranger or with oneself, nothing is shared."""
    held = talk(
        debate("Drivers", ("Ben Okoro", None, f"{REFUSAL}\n"), ("Dora Quist", 0, f"{text}\n"))
    )
    called = {"ben": held.mails[0].post.person, "dora": held.mails[1].post.person}
    found = assent.assents(held.mails[1], called)
    assert found == ([assent.Assent(0, None, key(0))] if line else [])


def test_a_name_that_two_have_is_nobodys() -> None:
    """Two Bens: it is not known whom Dora means."""
    found = positions(
        ("Ben Okoro", 0, f"{REFUSAL}\n"),
        ("Ben Arrow", 0, "+1\n"),
        ("Dora Quist", 0, "I agree with Ben.\n"),
    )
    assert "agreed" not in {basis for _, basis, _ in found.values()}


@settings(deadline=None)  # the first one loads the models
@given(st.text(alphabet="I agre+1withBn. ,'\n", max_size=300))
def test_any_words_are_read(text: str) -> None:
    """And quickly: no form runs away."""
    held = talk(debate("Drivers", ("Ben Okoro", None, "No.\n"), ("Dora Quist", 0, f"{text}\n")))
    for each in assent.assents(held.mails[1], {"ben": "ben@nest.example"}):
        assert each.person or each.message
