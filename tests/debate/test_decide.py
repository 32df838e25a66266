"""What settles a proposal: which sentences do, what they are on, and who may say them."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace

import pytest
from threads import debate, key, said

from pipeline.debate import decide
from pipeline.debate.features import talk
from pipeline.records import Debate, Position, Proposal

# VERSION of the stage, and the digest of what it reads in the sentences below: raise both at once.
PINNED = (10, "8fc75d734b109ac6")

# A sentence, and what it settles by whom; empty where it settles nothing.
SENTENCES = [
    ("I'm now accepting this plan.", "accepted other"),
    ("I have approved the motion.", "accepted other"),
    ("I accept that I am in a minority.", ""),
    ("I reject Hana's characterisation of the birds.", ""),
    ("I am hereby rejecting the proposal.", "rejected other"),
    ("The paper on nests is now marked as Withdrawn.", "withdrawn proposer"),
    ("Status: Rejected", "rejected anybody"),
    ("I withdraw my proposal as it stands here.", "withdrawn proposer"),
    ("Done.", "accepted answer"),
    ("... and accepted.", "accepted answer"),
    ('Then call it "a plan" and say "Done."', ""),
    ("Ok, all done!", "accepted answer"),
    ("Added to the agenda.", "accepted answer"),
    ("It reads whatever has been committed by a ringer.", ""),
    ("Hardly any of her drawings have been committed.", ""),
    ("I know that the plan has been accepted.", ""),
    ("I've updated the page.", "accepted for it"),
    ("That is a ticket that I opened last year.", ""),
    ("I submitted several tickets about it.", ""),
    ("I changed my mind.", ""),
    ("I made that argument, too.", ""),
    ("I've committed the new version.", ""),
    ("I'll drop that example.", ""),
    ("I'll drop the idea.", "withdrawn proposer"),
    ("Ok, I'll prepare a patch.", "accepted taker"),
    ("If nobody else does, I'll prepare a patch.", ""),
    ("I'll add it to our heap of refused plans.", ""),
    ("Very well then, let's see how spring turns out.", "accepted for it"),
    ("Sounds good to me.", "accepted for it"),
    ("Yes, please.", "accepted for it"),
    ("Please do whatever you like.", ""),
    ("Thanks, that settles it.", "accepted closing"),
    ("Thanks to the new parser it is impossible.", ""),
    ("I won't merge this.", "rejected against it"),
    ("I won't be there before noon.", ""),
    ("That's not a good option.", "rejected against it"),
    ("I decided not to suggest a name.", ""),
    ("But it won't happen very often.", ""),
    ("I'll defer the reply on nests to Robin.", ""),
    ("I'm put off by the colon.", ""),
    ("The plan is deferred.", "deferred anybody"),
    ("The plan has now been merged into hers.", "accepted anybody"),
    ("Such wishes were granted in the past.", ""),
    ("That's not going to happen.", "rejected against it"),
    ("Do feed them, or else it won't happen.", ""),
    ("That was why your plan was rejected.", ""),
    ("As one piece it was rejected, but there are others.", ""),
    ("Every plan is merged from nest to nest.", ""),
    ("We are committed to feeding the birds.", ""),
    ("I committed a couple of her drawings.", ""),
    ("I'll prepare a patch unless somebody minds.", ""),
]


def _statements(text: str) -> list[decide.Statement]:
    held = debate("Birds", ("Ada Byron", None, "Hello.\n"), ("Hana Chair", 0, f"{text}\n"))
    return list(decide.statements(talk(held)))


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_sentence_settles_what_it_says(text, expected):
    """Deeds, verdicts and undertakings are told from what only sounds like them."""
    found = {f"{each.outcome} {each.who}" for each in _statements(text)}

    assert expected in found if expected else not found


def test_the_output_is_pinned():
    """Who changes what the sentences settle also changes VERSION, so that parts are made anew."""
    made = "\n".join(
        f"{text}|{each.outcome}|{each.sure}|{each.who}|{each.subject}|{each.opens}|{each.left}"
        for text, _ in SENTENCES
        for each in _statements(text)
    )

    assert (decide.VERSION, hashlib.sha256(made.encode()).hexdigest()[:16]) == PINNED


def _proposal(
    number: int, person: str, kind: str = "main", title: str = "moving house"
) -> Proposal:
    return Proposal(
        f"{key(number)}/p1", "t", key(number), 0, 0, 5, title, person, None, kind, 0.9,
        "open", None, None, None,
    )  # fmt: skip


def _stands(
    proposal: Proposal, person: str, number: int, side: str, strength: str = "argument"
) -> Position:
    return Position(
        proposal.proposal, person, key(number), 0, 0, 5, side, 0.9, strength, "answered", None, None
    )


def _thread(*texts: tuple[str, int | None, str]) -> Debate:
    return debate(
        "Birds", *((f"{name} Person", parent, f"{text}\n") for name, parent, text in texts)
    )


OPENS = ("Ada", None, "Let us move house. The old one leaks, and the birds have left it.")
FILLER = ("Eve", 0, "How far would it be? I have not seen it. Are there trees? Is there a pond?")


def test_a_deed_accepts_what_its_mail_is_for():
    """ "I've updated the page" is on what its author supports, and on nothing else."""
    held = _thread(OPENS, ("Ben", 0, "I've updated the page."), FILLER, FILLER, FILLER)
    main = _proposal(0, "ada@example.org")
    for_it = _stands(main, "ben@example.org", 1, "support")
    against = _stands(main, "ben@example.org", 1, "oppose")

    (accepted,) = decide.decided(held, [main], [for_it])
    assert (accepted.outcome, accepted.outcome_message) == ("accepted", key(1))
    assert [each.outcome for each in decide.decided(held, [main], [against])] == ["open"]
    assert [each.outcome for each in decide.decided(held, [main], [])] == ["open"]


def test_the_verdict_on_another_number_settles_nothing():
    """What became of PEP 308 says nothing of PEP 463."""
    held = _thread(OPENS, ("Ben", 0, "PEP 308 was accepted."), FILLER, FILLER, FILLER)
    same = _thread(OPENS, ("Ben", 0, "PEP 463 is accepted."), FILLER, FILLER, FILLER)
    main = _proposal(0, "ada@example.org", title="PEP 463: moving house")

    assert [each.outcome for each in decide.decided(held, [main], [])] == ["open"]
    assert [each.outcome for each in decide.decided(same, [main], [])] == ["accepted"]


def test_a_refusal_rejects_what_its_mail_is_against():
    """ "I won't merge this" counts where its author opposes the proposal."""
    held = _thread(OPENS, ("Ben", 0, "I won't merge this."), FILLER, FILLER, FILLER)
    main = _proposal(0, "ada@example.org")
    against = _stands(main, "ben@example.org", 1, "oppose")

    assert [each.outcome for each in decide.decided(held, [main], [against])] == ["rejected"]
    assert [each.outcome for each in decide.decided(held, [main], [])] == ["open"]


def test_a_proposer_takes_on_what_others_were_heard_on():
    """The proposer's "I'll prepare it" in answer to a supporter accepts an alternative, too."""
    held = _thread(
        OPENS, ("Ben", 0, "Or the attic."), ("Cy", 1, "The attic, yes."),
        ("Ben", 2, "Ok, I'll prepare the attic."), FILLER, FILLER, FILLER,
    )  # fmt: skip
    other = _proposal(1, "ben@example.org", "alternative", "using the attic")
    heard = _stands(other, "cy@example.org", 2, "support")

    assert [each.outcome for each in decide.decided(held, [other], [heard])] == ["accepted"]
    assert [each.outcome for each in decide.decided(held, [other], [])] == ["open"]


ASSENT = [
    ("main", ["support"] * 3, "accepted"),
    ("main", ["support"] * 2, "open"),
    ("main", ["support"] * 4 + ["conditional"], "open"),
    ("main", ["support"] * 5 + ["oppose"], "accepted"),
    ("main", ["support"] * 5 + ["oppose"] * 2, "open"),
    ("alternative", ["support"] * 3, "accepted"),
    ("amendment", ["support"] * 2, "accepted"),
    ("amendment", ["support", "neutral"], "open"),
]


@pytest.mark.parametrize(("kind", "sides", "outcome"), ASSENT)
def test_clear_assent_needs_no_statement(kind, sides, outcome):
    """Enough persons for it, one person one vote, and hardly anybody else."""
    held = _thread(OPENS, FILLER, FILLER, FILLER, FILLER)
    main = _proposal(0, "ada@example.org", kind)
    stands = [_stands(main, f"p{count}@example.org", 1, side) for count, side in enumerate(sides)]

    assert [each.outcome for each in decide.decided(held, [main], stands)] == [outcome]


def test_one_person_with_many_votes_is_one():
    """Who says three times that it is good does not make three."""
    held = _thread(OPENS, FILLER, FILLER, FILLER, FILLER)
    main = _proposal(0, "ada@example.org")
    stands = [_stands(main, "ben@example.org", number, "support") for number in (1, 2, 3)]

    assert [each.outcome for each in decide.decided(held, [main], stands)] == ["open"]


def test_a_doubtful_alternative_is_not_accepted_by_assent():
    """What may be no proposal at all is not accepted because nobody contradicts it."""
    held = _thread(OPENS, FILLER, FILLER, FILLER, FILLER)
    sure = _proposal(0, "ada@example.org", "alternative")
    doubtful = replace(sure, probability=0.4)
    stands = [_stands(sure, f"p{count}@example.org", 1, "support") for count in range(4)]

    assert [each.outcome for each in decide.decided(held, [sure], stands)] == ["accepted"]
    assert [each.outcome for each in decide.decided(held, [doubtful], stands)] == ["open"]


def test_a_vote_of_its_own_author_against_it_withdraws_it():
    """The words are those of the author's last vote."""
    held = _thread(OPENS, FILLER, ("Ada", 1, "-1. I have been wrong."), FILLER, FILLER)
    main = _proposal(0, "ada@example.org")
    vote = _stands(main, "ada@example.org", 2, "oppose", "vote")
    (made,) = decide.decided(held, [main], [vote])

    assert (made.outcome, made.outcome_message) == ("withdrawn", key(2))
    assert said(held, key(2), made.outcome_start_char, made.outcome_end_char) == "-1. I"


def test_what_a_proposer_did_when_asked_is_not_the_proposal():
    """ "Done." below somebody's request does the request; below one's own plan it does the plan."""
    quoting = "Ben Person wrote:\n> Please nosy me, Cy and the others on that ticket.\n\nDone."
    held = _thread(OPENS, ("Ben", 0, "Please nosy me, Cy and the others on that ticket."),
                   ("Ada", 1, quoting), FILLER, FILLER, FILLER)  # fmt: skip
    plain = _thread(OPENS, FILLER, ("Ada", 0, "Ok, all done!"), FILLER, FILLER, FILLER)
    main = _proposal(0, "ada@example.org")

    assert [each.outcome for each in decide.decided(held, [main], [])] == ["open"]
    assert [each.outcome for each in decide.decided(plain, [main], [])] == ["accepted"]


def test_a_thread_may_open_with_the_verdict():
    """Who opens a thread by accepting what was debated elsewhere settles it there and then."""
    held = _thread(("Ada", None, "I'm accepting the plan to move house."), FILLER)
    other = _thread(("Ada", None, "Done. I've updated the plan to move house."), FILLER)

    for thread, outcome in ((held, "accepted"), (other, "open")):
        (made,) = decide.decided(thread, [_proposal(0, "ada@example.org")], [])
        assert made.outcome == outcome


def test_of_two_that_one_sentence_may_accept_the_other_keeps_its_own():
    """A proposal that loses a sentence to another falls back on what else was said of it."""
    held = _thread(
        OPENS, ("Ben", 0, "Ok, let's do it."), ("Ben", 0, "The attic?"), ("Ben", 2, "Done."), FILLER
    )
    main = _proposal(0, "ada@example.org")
    other = _proposal(2, "ben@example.org", "alternative", "the attic")
    stands = [_stands(main, "ben@example.org", number, "support") for number in (1, 3)]
    stands.append(_stands(other, "ben@example.org", 3, "support"))
    made = decide.decided(held, [main, other], stands)

    assert {each.outcome_message for each in made} <= {None, key(1), key(3)}
    assert len([each for each in made if each.outcome_message == key(3)]) == 1


PLAN = "Let us move house, with all the birds, before winter.\n\nThere is a typo in the invitation."
BELOW = "Ada Person wrote:\n> {}\n\n{}\n\n> {}\n\n{}"


def test_what_stands_below_other_words_is_not_on_the_proposal():
    """ "Done." is on the quotation above it, where its mail quotes what is proposed elsewhere."""
    plan, typo = PLAN.split("\n\n")
    for kind, under_plan, under_typo, outcome in (
        ("amendment", "Well.", "Done.", "open"),
        ("amendment", "Done.", "Well.", "accepted"),
        ("main", "Well.", "Done.", "accepted"),  # the whole mail says what a thread is about
    ):
        made = replace(_proposal(0, "ada@example.org", kind), end_char=len(plan))
        answer = BELOW.format(plan, under_plan, typo, under_typo)
        held = _thread(("Ada", None, PLAN), ("Ben", 0, answer), FILLER, FILLER, FILLER)
        assert [each.outcome for each in decide.decided(held, [made], [])] == [outcome]


DEEDS = [
    ("Ada Person wrote:\n> Let us move house.\n\nI've created the tickets.", "support", "accepted"),
    ("Ada Person wrote:\n> Let us move house.\n\nI've implemented that move.", None, "accepted"),
    ("Ada Person wrote:\n> The old one leaks.\n\nI've implemented that elsewhere.", None, "open"),
    ("I've implemented that in the house of birds.", None, "open"),
]


@pytest.mark.parametrize(("text", "side", "outcome"), DEEDS)
def test_a_deed_of_anybody_answers_the_proposal_or_takes_its_side(text, side, outcome):
    """Words that it happens to share do not make a deed the one that was asked for."""
    held = _thread(OPENS, ("Ben", 0, text), FILLER, FILLER, FILLER)
    main = replace(_proposal(0, "ada@example.org"), end_char=len("Let us move house."))
    stands = [_stands(main, "ben@example.org", 1, side)] if side else []

    assert [each.outcome for each in decide.decided(held, [main], stands)] == [outcome]


def test_what_may_be_no_proposal_is_settled_only_in_so_many_words():
    """A doubtful main proposal is accepted by a verdict, and not by a deed, thanks or assent."""
    deed = _thread(OPENS, ("Ben", 0, "I've updated the page."), FILLER, FILLER, FILLER)
    verdict = _thread(OPENS, ("Ben", 0, "I'm accepting this plan."), FILLER, FILLER, FILLER)
    main = replace(_proposal(0, "ada@example.org"), probability=0.4)
    stands = [_stands(main, f"{name}@example.org", 1, "support") for name in ("ben", "cy", "di")]

    assert [each.outcome for each in decide.decided(deed, [main], stands)] == ["open"]
    assert [each.outcome for each in decide.decided(verdict, [main], stands)] == ["accepted"]


def test_thanks_close_a_thread_that_welcomes_its_proposal():
    """Only a main proposal, near the end, in few words, and with nobody against."""
    held = _thread(OPENS, ("Ben", 0, "I like it."), ("Ada", 1, "Thanks, Ben."))
    main = _proposal(0, "ada@example.org")
    likes = _stands(main, "ben@example.org", 1, "support")
    dislikes = _stands(main, "cy@example.org", 1, "oppose")

    assert [each.outcome for each in decide.decided(held, [main], [likes])] == ["accepted"]
    assert [each.outcome for each in decide.decided(held, [main], [])] == ["open"]
    assert [each.outcome for each in decide.decided(held, [main], [likes, dislikes])] == ["open"]


@pytest.mark.parametrize(
    "piece",
    ["ok, ", "good ok ", "I've now just also ", "hereby now ", "it that this ", "thanks, ", "that ",
     "won't ", "I am now ", "is now ", "added ", ". and ", "to the agenda "],
)  # fmt: skip
def test_hostile_text_is_read_in_linear_time(piece):
    """A hundred thousand characters of what the patterns begin with take no time."""
    monster = piece * (100_000 // len(piece)) + "done accepted rejected withdrawn deferred"
    begun = time.perf_counter()
    list(_statements(monster))

    assert time.perf_counter() - begun < 5
