"""The scoring of proposals and positions, and a model learnt from a few coded threads."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
import threads
from hypothesis import given
from hypothesis import strategies as st
from made_threads import coded_thread

from pipeline.debate import model, propose, stance
from pipeline.learn import examples, ledger, line_models, positions
from pipeline.learn.ledger import Entry, Row


def _entry(proposal, message="m1", person="ada", words="moving the drivers out", *, main=True):
    return Entry(proposal, message, person, ledger.words(words), main, "open")


MATCHES = [
    # found, coded, whether they are the same proposal
    (_entry("p"), _entry("q"), True),
    (_entry("p", words="abc def"), _entry("q", words="ghi jkl"), True),  # same mail and proposer
    (_entry("p", person="ben", words="abc def"), _entry("q", words="ghi jkl"), False),
    (_entry("p", message="m2"), _entry("q"), True),  # same proposer and words
    (_entry("p", message="m2", words="moving abc def ghi"), _entry("q"), False),
    (_entry("p", message="m2", person="ben"), _entry("q"), True),  # the words alone
    (_entry("p", message="m2", person="ben", words="drivers abc def"), _entry("q"), False),
]


@pytest.mark.parametrize(("found", "coded", "same"), MATCHES)
def test_proposals_match_by_mail_proposer_and_words(found, coded, same):
    """At least .6 in all, and .35 of the words where the mail differs."""
    assert ledger.matched([found], [coded]) == ({"p": "q"} if same else {})


def test_each_proposal_is_matched_once_the_best_first():
    """Two found proposals of one mail cannot both be the same coded one."""
    found = [_entry("p1", words="something else here"), _entry("p2")]

    assert ledger.matched(found, [_entry("q")]) == {"p2": "q"}


def test_only_the_last_stance_counts():
    """Who changes sides is right where the last side is right."""
    ours = [Row("p", "ada", "support"), Row("p", "ben", "support"), Row("p", "ben", "oppose")]
    theirs = [Row("q", "ada", "oppose"), Row("q", "ben", "oppose"), Row("q", "cleo", "support")]

    assert ledger.counts(ours, theirs, {"p": "q"}) == (1, 1, 2)
    assert ledger.sides(ours, theirs, {"p": "q"}) == (1, 2)


def test_rows_of_unmatched_proposals_are_wrong_and_missed():
    """Nothing is right without the proposal."""
    assert ledger.counts([Row("p", "ada", "support")], [Row("q", "ada", "support")], {}) == (
        0,
        1,
        1,
    )


def test_a_main_proposal_that_the_other_calls_an_alternative_is_wrong_and_missed():
    """All proposals are matched; then the rows of each side's own main ones are counted."""
    kinds = [(_entry("p", words="abc def"), "p"), (_entry("q", "m2", words="ghi jkl"), "q")]
    main, other = (each for each, _ in kinds)
    rows = (Row("p", "ada", "support"), Row("q", "ada", "support"))
    one = positions.Told((main, replace(other, main=False)), rows)
    two = positions.Told((replace(main, main=False), other), rows)

    assert positions.counted(one, one)[:3] == (1, 0, 0)
    assert positions.counted(one, two)[:3] == (0, 1, 1)
    assert positions.counted(one, two)[3:6] == (2, 0, 0)


@given(
    st.lists(
        st.builds(
            Row,
            st.sampled_from("pq"),
            st.sampled_from("abc"),
            st.sampled_from(["support", "oppose"]),
        )
    )
)
def test_a_ledger_agrees_with_itself(rows):
    """Scored against itself nothing is wrong and nothing missed."""
    right, wrong, missed = ledger.counts(rows, rows, {"p": "p", "q": "q"})

    assert (wrong, missed) == (0, 0)
    assert right == len({(row.proposal, row.person) for row in rows})


# Sentences nobody coded, with enough words that vectors are learnt.
SENTENCES = [
    tuple(f"{kind} {thing} {place} w{number % 90}".split())
    for number, (kind, thing, place) in enumerate(
        product(("red", "blue", "tall") * 240, ("tree", "house"), ("rewriting", "there"))
    )
]


@pytest.fixture(scope="module")
def coded():
    return [coded_thread(number) for number in range(8)]


@pytest.fixture(scope="module")
def learnt(coded):
    return positions.learn(coded, SENTENCES)


def test_quotes_are_found_in_their_sentences(coded):
    """Every coded quote of the examples labels a line."""
    (example,) = examples.examples(coded[:1])

    assert sum("stand" in labels for labels in example.lines.values()) == 4
    assert sum("main" in labels for labels in example.lines.values()) == 1


def test_what_was_learnt_tells_its_own_examples(coded, learnt):
    """A model of a few like threads reads such a thread as its coder did."""
    found = positions.by_us(coded[0], positions.hansard(learnt))
    told = positions.by_coder(coded[0])
    right, _, missed = positions.counted(found, told)[:3]

    assert right >= 3
    assert missed <= 1


def test_the_same_examples_give_the_same_bytes(coded, learnt):
    """Training is reproducible to the byte."""
    assert model.packed(positions.learn(coded, SENTENCES)) == model.packed(learnt)


def test_no_name_of_a_person_is_learnt(learnt):
    """Words that are names are folded before anything is learnt."""
    known = " ".join(model.words(learnt.arrays["vocabulary"])).split()

    assert {"ada", "ben", "cleo", "dan", "eva", "byron"}.isdisjoint(known)


def test_inference_scores_lines_as_training_did(coded, learnt):
    """The look-up of inference and the matrices of training give the same scores."""
    of = list(examples.examples(coded[:2]))
    senses = model.words(learnt.arrays["sense words"]), learnt.arrays["senses"]
    lines = line_models.Lines(of, senses)
    trained = line_models.line_scores(lines, range(len(lines.flat)), learnt.arrays)
    read = propose.read(coded[0].debates[0], learnt)
    told = [score for mail in read.scores for score in mail]

    assert len(told) <= len(trained)
    for ours, theirs in zip(told, trained.tolist(), strict=False):
        assert ours == pytest.approx(theirs, abs=1e-4)


def test_votes_by_rule_are_a_baseline(coded):
    """The baseline finds the explicit votes and nothing else."""
    _, rows = positions.voting(coded[0].debates[0])

    assert [row.stance for row in rows] == ["support", "support", "oppose", "conditional"]


@pytest.mark.corpora
def test_who_stands_where_on_the_main_proposal_is_better_than_required(shared, tmp_path):
    """F1 of (person, main proposal, last stance) on the threads coded twice is at least .35."""
    found = {
        each.what: each.value
        for each in positions.measures(shared / "gold", shared / "corpora", tmp_path)
    }

    assert found["F1 of (person, main proposal, last stance)"] >= 0.35
    assert found["F1 of proposals"] >= 0.4


def test_a_long_thread_is_read_in_time():
    """Four hundred mails take seconds, not minutes."""
    import time

    mails = [("Ada Byron", None, "I propose that we move the drivers out of the core.\n")]
    mails += [
        (f"Person{number % 40} Name", number - 1 - number % 3, "I agree.\n\nWe should split it.\n")
        for number in range(3, 400)
    ]
    mails[1:1] = [("Ben Okoro", 0, "+1\n"), ("Cleo Martin", 0, "-1\n")]
    long = threads.debate("Moving the drivers", *mails)
    begun = time.process_time()

    stance.positions(long, propose.proposals(long))

    assert time.process_time() - begun < 15
