"""Set words: what performs an act whatever a model thinks, and what only looks like it."""

from __future__ import annotations

import hashlib
import time

import pytest

from pipeline.debate import cues, formulas, tag

CASES: tuple[tuple[str, set[str]], ...] = (
    ("+1 from me.", {"Agreement"}),
    ("I'm -1 on this.", {"Disagreement"}),
    ("LGTM", {"Agreement"}),
    ("+0", set()),
    ("Open wishes: 40 (+1)", set()),
    ("The function returns -1.", set()),
    ("Review of the draft (of -02): ready", set()),
    ("I respectfully disagree.", {"Disagreement"}),
    ("I would still oppose the split.", {"Disagreement"}),
    ("I'm strongly opposed to this.", {"Disagreement"}),
    ("That is a really bad idea.", {"Disagreement"}),
    ("It's not a bad idea.", set()),
    ("I don't think that it is\na good idea.", {"Disagreement"}),
    ("That is a good idea.", set()),
    ("I hereby accept the proposal.", {"StateDecision"}),
    ("PEP 9999 is accepted.", {"StateDecision"}),
    ("Is the proposal accepted?", set()),
    ("We wait until the proposal is accepted.", set()),
    ("We have decided to drop the old driver.", {"StateDecision"}),
    ("I've just committed the change.", {"StateDecision"}),
    ("I am committed to free software.", set()),
    ("I don't agree with this.", {"Disagreement"}),
    ("I cannot agree more.", set()),
    ("I can't say I disagree.", set()),
    ("I don't disagree with the aim, but I object to the way.", {"Disagreement"}),
)

# A sentence, an act that a model may hear in it, and how sure that act can be at most.
CAPS = (
    ("I don't agree with this.", "Agreement", 0.0),
    ("I'm not sure that I really agree.", "Agreement", 0.0),
    ("I couldn't agree more.", "Agreement", 1.0),
    ("I'm not only in favour, I agree with every word.", "Agreement", 1.0),
    ("It doesn't look good.", "Agreement", 0.0),
    ("I can't find a good reason for it.", "Agreement", 0.0),
    ("Good luck!", "Agreement", 0.0),
    ("Nobody agreed with that.", "Agreement", 0.0),
    ("Hardly anyone here would agree, yet I agree.", "Agreement", 1.0),
    ("I would have agreed if the tests had passed.", "Agreement", 0.0),
    ("I would agree, but the tests fail.", "Agreement", 0.0),
    ("I'd support it if it were simpler.", "Agreement", 0.0),
    ("If we agreed to this, users would suffer.", "Agreement", 0.0),
    ("If you agree, I agree as well.", "Agreement", 1.0),
    ("Do you agree with this?", "Agreement", 0.0),
    ("Ben agreed with the plan.", "Agreement", 0.0),
    ("They all agreed to it, and I agree too.", "Agreement", 1.0),
    ("I fully agree with the plan.", "Agreement", 1.0),
    ("We have already agreed to it.", "Agreement", 1.0),
    ("I sort of agree, I guess.", "Agreement", formulas.HEDGED),
    ("+1 if the tests pass first.", "Agreement", formulas.HEDGED),
    ("Agreed, as long as it is documented.", "Agreement", formulas.HEDGED),
    ("I agree that if it breaks, we lose.", "Agreement", 1.0),
    ("I can't say I disagree.", "Disagreement", 0.0),
    ("I don't see any reason why not.", "Disagreement", 0.0),
    ("There is no disagreement on that.", "Disagreement", 0.0),
    ("I'm not against it.", "Disagreement", 0.0),
    ("No one has objected so far.", "Disagreement", 0.0),
    ("I would have objected last year.", "Disagreement", 0.0),
    ("If you disagree, speak up.", "Disagreement", 0.0),
    ("Does anyone object?", "Disagreement", 0.0),
    ("Ben disagrees.", "Disagreement", 0.0),
    ("Ben disagrees, and I disagree as well.", "Disagreement", 1.0),
    ("I guess I disagree.", "Disagreement", formulas.HEDGED),
    ("We have not decided yet.", "StateDecision", 0.0),
    ("It isn't merged yet.", "StateDecision", 0.0),
    ("Nobody has decided on it.", "StateDecision", 0.0),
    ("We would have accepted it in spring.", "StateDecision", 0.0),
    ("Wait until the council has decided.", "StateDecision", 0.0),
    ("If it was fixed in spring, use that.", "StateDecision", 0.0),
    ("Is anyone willing to sort the open reports?", "StateDecision", 0.0),
    ("Was it approved by the council?", "StateDecision", 0.0),
    ("The plan was not accepted.", "StateDecision", 1.0),
    ("Nobody objected, so we decided to merge it.", "StateDecision", 1.0),
    ("I'm not proposing that we drop it.", "ProposeAction", 0.0),
    ("I'm not proposing to drop it; let's rename it instead.", "ProposeAction", 1.0),
    ("I don't think we should split it.", "ProposeAction", 0.0),
    ("If we agreed to this, users would suffer.", "ProposeAction", 0.0),
    ("If we moved the tests, we could build faster.", "ProposeAction", 1.0),
    ("Should we say +1 or -1 here?", "ProposeAction", 0.0),
    ("Should we do it or not?", "ProposeAction", 0.0),
    ("Should we move the drivers?", "ProposeAction", 1.0),
    ("Oh great, yet another flag.", "Agreement", 0.0),
    ("Just what we needed.", "Agreement", 0.0),
    ("Yeah, right.", "Agreement", 0.0),
    ("Oh great, that settles it.", "Agreement", 1.0),
)

# VERSION of the stage, and the digest of what the tables make of the cases above.
PINNED = (8, "4a13ec601d7877fe")


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_formulas(text: str, expected: set[str]) -> None:
    """A sentence performs what its set words say."""
    assert formulas.performed(text, cues.tokens(text)) == expected


@pytest.mark.parametrize(("text", "act", "most"), CAPS)
def test_caps(text: str, act: str, most: float) -> None:
    """What is denied, supposed or reported is not performed; what is hedged, less surely."""
    assert formulas.caps(text, [act]).get(act, 1.0) == most


def test_the_version_is_raised_with_the_rules() -> None:
    """Who changes what the cases come to also changes VERSION, so that parts are made anew."""
    made = repr(
        [
            (
                text,
                sorted(formulas.performed(text, cues.tokens(text))),
                sorted(formulas.caps(text, formulas.TURNED).items()),
            )
            for text in [*(case[0] for case in CASES), *(case[0] for case in CAPS)]
        ]
    )
    assert (tag.VERSION, hashlib.sha256(made.encode()).hexdigest()[:16]) == PINNED


def test_every_rule_has_an_act_and_a_reason() -> None:
    """The tables name acts that the model knows, and say why each rule stands."""
    assert all(act in formulas.TURNED and reason for act, _, reason in formulas.TAKEN_BACK)
    assert all(reason for _, reason in (*formulas.HEDGES, *formulas.IRONY))


@pytest.mark.parametrize(
    "piece",
    ["not ", "i would agree if ", "nobody agree ", "do you agree ", "if we agree, ", "+1 ", "oh "],
)
def test_monsters_are_taken_back_in_linear_time(piece: str) -> None:
    """A sentence of 100,000 characters takes no longer than its length allows."""
    monster = piece * (100_000 // len(piece))
    began = time.process_time()
    formulas.caps(monster, formulas.TURNED)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "piece", ["i do ", "i'm really ", "not a bad ", "we have ", "+1 ", "pep 1 "]
)
def test_monsters_take_linear_time(piece: str) -> None:
    """A sentence of 100,000 characters takes no longer than its length allows."""
    monster = piece * (100_000 // len(piece)) + "idea accepted decided"
    began = time.process_time()
    formulas.performed(monster, cues.tokens(monster))
    assert time.process_time() - began < 5


def test_every_formula_has_a_trigger() -> None:
    """What the cheap look lets through includes every formula of the table."""
    for _, pattern, reason in formulas.FORMULAS:
        assert reason
        assert any(word in pattern for word in formulas.TRIGGERS)
