"""A little debate from proposal to outcome, with the mentions of an idea in it."""

# ruff: noqa: E501 - the lines of mails stand as they were sent

from __future__ import annotations

import pytest
from threads import debate, key, said

from pipeline.debate import cues, decide, ideas, ideas_file, model, plain, propose, stance
from pipeline.errors import UsageError
from pipeline.resources import IDEAS

PROPOSAL = """I propose that we move the drivers out of the core
into repositories of their own, with teams of their own."""
QUOTED = "\n".join(f"> {line}" for line in PROPOSAL.splitlines())
OTHER = "How about giving each driver a maintainer of its own instead?"

SPLIT = debate(
    "Moving the drivers out of the core",
    (
        "Ada Byron",
        None,
        f"Hello,\n\nreviews take weeks now. {PROPOSAL} What do people think?\n\nAda\n",
    ),
    ("Ben Okoro", 0, f"Ada Byron wrote:\n{QUOTED}\n\n+1, this is long overdue.\n"),
    (
        "Cleo Martin",
        0,
        f"Ada Byron wrote:\n{QUOTED}\n\n-1. I don't think that moving the drivers out will solve\n"
        f"anything, and it breaks every distribution's packages. {OTHER}\n",
    ),
    ("Dan Petrov", 2, f"Cleo Martin wrote:\n> {OTHER}\n\nI like that idea, it is much simpler.\n"),
    ("Eva Lund", 0, f"Ada Byron wrote:\n{QUOTED}\n\n+1 if the interface is stable first.\n"),
    (
        "Ben Okoro",
        2,
        "Cleo Martin wrote:\n> it breaks every distribution's packages.\n\nI had not thought of that."
        " I am changing my vote from +1 to -1.\n",
    ),
    (
        "Fay Wong",
        0,
        f"Ada Byron wrote:\n{QUOTED}\n\nNo strong opinion from me. Ben says +1, I hear.\n",
    ),
    (
        "Gil Amar",
        1,
        "Ben Okoro wrote:\n> +1, this is long overdue.\n\nWhich repositories are these?\n",
    ),
    ("Ada Byron", 2, f"Cleo Martin wrote:\n> {OTHER}\n\nFair enough. I withdraw my proposal.\n"),
)

HELP = debate(
    "Segfault when starting",
    (
        "Gus Hart",
        None,
        "Hi,\n\nI get a segfault when I start the program with no config file. What am I doing\n"
        "wrong? The traceback follows.\n",
    ),
    ("Hana Ito", 0, "> I get a segfault when I start the program\n\nWhich version do you use?\n"),
    ("Gus Hart", 1, "> Which version do you use?\n\n2.1, from the distribution.\n"),
)


@pytest.fixture(scope="module")
def proposals():
    return propose.proposals(SPLIT)


@pytest.fixture(scope="module")
def positions(proposals):
    return stance.positions(SPLIT, proposals)


def _last(positions, proposal):
    return {
        each.person.split("@")[0]: each.stance
        for each in positions
        if each.proposal == proposal.proposal and each.superseded_by is None
    }


def test_the_main_proposal_and_its_alternative_are_found(proposals):
    """What opens the debate is the main proposal; what is put against it an alternative."""
    found = [(each.message, each.kind, each.person.split("@")[0]) for each in proposals]

    assert found == [(key(0), "main", "ada"), (key(2), "alternative", "cleo")]


def test_titles_are_gerunds_of_what_is_proposed(proposals):
    """A title names the action."""
    assert proposals[0].title.startswith("moving the drivers out of the core")
    assert proposals[1].title.startswith("giving each driver a maintainer")


def test_a_proposal_is_a_span_of_its_mail(proposals):
    """The span holds the sentence that proposes."""
    words = said(SPLIT, proposals[0].message, proposals[0].start_char, proposals[0].end_char)

    assert words.startswith("I propose that we move the drivers out of the core")


def test_each_person_stands_where_they_last_said(proposals, positions):
    """Votes, conditions, a changed mind and an abstention are told apart."""
    stands = _last(positions, proposals[0])

    assert stands["ada"] == "support"
    assert stands["ben"] == "oppose"
    assert stands["cleo"] == "oppose"
    assert stands["eva"] == "conditional"
    assert stands["fay"] == "neutral"


def test_a_question_and_a_quoted_vote_take_no_side(positions):
    """Who only asks, below somebody else's +1, has no position."""
    assert "gil@example.org" not in {each.person for each in positions}


def test_a_changed_vote_supersedes_the_first(positions):
    """The earlier row names the mail of the later one."""
    (first,) = [each for each in positions if each.message == key(1)]

    assert (first.stance, first.strength, first.basis) == ("support", "vote", "voted")
    assert first.superseded_by == key(5)


def test_a_side_that_is_likelier_another_is_not_told(proposals):
    """Were a surer reading asked for, none would be left but votes, proposers and plain words."""
    known = propose.read(SPLIT)
    asked = {**known.learnt.meta, "thresholds": {**known.learnt.meta["thresholds"], "least": 1.0}}
    strict = model.Model(asked, known.learnt.arrays)

    told = stance.positions(SPLIT, proposals)
    kept = stance.positions(SPLIT, proposals, strict)

    assert len(kept) < len(told)
    assert {(each.person, each.proposal) for each in told if each.strength == "vote"} <= {
        (each.person, each.proposal) for each in kept
    }


def test_the_proposer_is_for_it_once(proposals, positions):
    """Proposing is support, coded in the mail that proposes."""
    rows = [each for each in positions if each.basis == "proposed"]

    assert [(each.proposal, each.message) for each in rows] == [
        (each.proposal, each.message) for each in proposals
    ]


def test_the_alternative_has_its_own_supporter(proposals, positions):
    """An answer to the quoted alternative is on the alternative."""
    assert _last(positions, proposals[1])["dan"] == "support"


def test_spans_of_positions_lie_in_their_sentences(positions):
    """The words shown for a vote hold the vote."""
    shown = {
        each.message: said(SPLIT, each.message, each.start_char, each.end_char)
        for each in positions
        if each.strength == "vote"
    }

    assert shown[key(1)] == "+1, this is long overdue."
    assert shown[key(5)] == "I am changing my vote from +1 to -1."


def test_a_withdrawn_proposal_says_where(proposals, positions):
    """The proposer's own withdrawal settles it."""
    main = decide.decided(SPLIT, proposals, positions)[0]

    assert (main.outcome, main.outcome_message) == ("withdrawn", key(8))
    assert "I withdraw my proposal" in said(
        SPLIT, key(8), main.outcome_start_char, main.outcome_end_char
    )


OUTCOMES = [
    ("Hana Chair", "The vote passes: it is accepted.", "accepted"),
    ("Hana Chair", "I am rejecting this proposal.", "rejected"),
    ("Hana Chair", "Let's postpone this until after the release.", "deferred"),
    ("Hana Chair", "If it is accepted, I will help.", "open"),
    ("Hana Chair", "Has it been accepted?", "open"),
    ("Hana Chair", "I withdraw my proposal.", "open"),
    ("Hana Chair", "Sorry, that is not going to happen.", "rejected"),
    ("Hana Chair", "It won't happen overnight.", "open"),
    ("Hana Chair", "This won't happen without volunteers.", "open"),
    ("Hana Chair", "Let's revisit this after the release.", "deferred"),
    ("Hana Chair", "Let's revisit an old fable about a miller.", "open"),
    ("Hana Chair", "I added them on CC.", "open"),
    ("Hana Chair", "I gave the old parser as an example.", "open"),
    ("Hana Chair", "Congratulations to the winners of the election!", "open"),
]


@pytest.mark.parametrize(("name", "words", "outcome"), OUTCOMES)
def test_outcomes_need_a_statement_by_somebody_with_the_say(name, words, outcome):
    """Conditions, questions and the withdrawals of others settle nothing."""
    held = debate(
        "Moving the drivers out of the core",
        ("Ada Byron", None, f"Hello,\n\n{PROPOSAL} What do people think?\n"),
        ("Ben Okoro", 0, f"Ada Byron wrote:\n{QUOTED}\n\n+1\n"),
        (name, 0, f"Ada Byron wrote:\n{QUOTED}\n\n{words}\n"),
    )
    found = propose.proposals(held)
    settled = decide.decided(held, found, stance.positions(held, found))

    assert settled[0].outcome == outcome


BELOW = [
    ("Ah, a really clever plan. The nests of the south need it, too.", "support"),
    ("That is a terrible idea.", "oppose"),
    ("No objections from my side.", "support"),
    ("Ada, I broadly support this initiative. Who would do it?", "support"),
    ("I am strongly opposed to this plan.", "oppose"),
    ("Looks like a sensible compromise, I think.", "support"),
    ("I have no issue with that change at all.", "support"),
]


@pytest.mark.parametrize(
    ("words", "agrees"),
    [
        ("Agree about the drivers, they all need it.", True),
        ("I definitely agree that they should go.", True),
        ("Yes, exactly.", True),
        ("In general, I agree and will help.", True),
        ("I think you're right, the core has grown fat.", True),
        ("You are right, but it is too late.", False),
        ("I agree, but not now.", False),
        ("Agreed in principle.", False),
        ("I don't agree.", False),
        ("Let us agree to differ.", False),
    ],
)
def test_agreement_is_told_from_agreement_with_a_but(words, agrees):
    """What a mail agrees with at once it is not against."""
    assert plain.agrees(words) == agrees


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ('That settles my "if" as well, so a plain +1 to moving the drivers.', "support"),
        ("If the tests move too, +1 to moving the drivers.", "conditional"),
    ],
)
def test_a_condition_that_is_quoted_is_none(words, side):
    """Whoever speaks of the own earlier "if" sets none."""
    found = plain.claims(words, cues.tokens(words))
    assert plain.side(found, plain.named("moving the drivers out")) == side


def test_praise_is_shown_where_it_is_said():
    """The words shown for a side are those that take it, not the author's own next thought."""
    held = debate(
        "Moving the drivers out of the core",
        ("Ada Byron", None, f"Hello,\n\n{PROPOSAL} What do people think?\n"),
        (
            "Ben Okoro",
            0,
            f"Ada Byron wrote:\n{QUOTED}\n\nThat's a good idea. I would also like to propose giving\n"
            "thanks to those who keep them.\n",
        ),
    )
    found = [each for each in propose.proposals(held) if each.message == key(0)]
    (stands,) = [each for each in stance.positions(held, found) if each.message == key(1)]

    assert said(held, key(1), stands.start_char, stands.end_char) == "That's a good idea."


@pytest.mark.parametrize(("words", "side"), BELOW)
def test_words_right_below_a_quoted_proposal_take_a_side_on_it(words, side):
    """Who calls what is quoted above a good idea, or has no objection, is for it."""
    held = debate(
        "Moving the drivers out of the core",
        ("Ada Byron", None, f"Hello,\n\n{PROPOSAL} What do people think?\n"),
        ("Ben Okoro", 0, f"Ada Byron wrote:\n{QUOTED}\n\n{words}\n"),
    )
    found = propose.proposals(held)
    stands = stance.positions(held, found)

    assert [side] == [each.stance for each in stands if each.message == key(1)]


def test_one_vote_is_shown_for_one_proposal():
    """A single +1 is no vote on every proposal that its mail may speak of."""
    other = "Perhaps we should give each driver a maintainer of its own."
    held = debate(
        "Moving the drivers out of the core",
        ("Ada Byron", None, f"Hello,\n\n{PROPOSAL} What do people think?\n"),
        ("Cleo Martin", 0, f"I am not sure. {other}\n\nWe should also drop the old drivers.\n"),
        ("Ben Okoro", 1, "+1\n"),
    )
    found = propose.proposals(held)
    votes = [each for each in stance.positions(held, found) if each.message == key(2)]

    assert len(votes) == len({each.start_char for each in votes}) == 1


def test_a_thread_that_asks_for_help_has_no_proposal():
    """Most threads of a user list propose nothing."""
    assert propose.proposals(HELP) == []
    assert stance.positions(HELP, []) == []
    assert decide.decided(HELP, [], []) == []


def test_a_debate_without_words_has_nothing():
    """A thread of one empty mail is no debate."""
    silent = debate("test", ("Ada Byron", None, "\n"))

    assert propose.proposals(silent) == []


def test_an_idea_is_mentioned_for_and_against(proposals, positions):
    """The idea that ships finds both sides in its authors' own words only."""
    found = ideas.mentions(SPLIT, proposals, positions, ideas_file.ideas(IDEAS))
    leaning = {each.message: each for each in found}

    assert leaning[key(0)].direction == "for"
    assert leaning[key(2)].direction == "against"
    assert all(-1 <= each.stance <= 1 for each in found)
    # A mail that does not name the idea may vote on it: the vote is what stands for it.
    vote = leaning[key(1)]
    assert (vote.direction, vote.basis) == ("for", "position")
    assert said(SPLIT, vote.message, vote.start_char, vote.end_char).startswith("+1")


def test_a_position_speaks_for_its_own_sentence_only(proposals, positions):
    """What its author says of the idea beside it is not stamped with it."""
    found = ideas.mentions(SPLIT, proposals, positions, ideas_file.ideas(IDEAS))
    taken = {(each.message, each.sentence) for each in positions}

    assert all((m.message, m.sentence) in taken for m in found if m.basis == "position")


def test_a_term_in_an_address_is_no_mention(tmp_path):
    """Nobody says a word that only stands in a link."""
    (tmp_path / "bird.toml").write_text('title = "x"\nterms = ["bird"]\nfor = []\nagainst = []\n')
    held = debate("x", ("Ada", None, "See https://example.org/bird/1 for it.\n\nThe bird flies.\n"))
    (found,) = ideas.mentions(held, [], [], ideas_file.ideas(tmp_path))

    assert said(held, found.message, found.start_char, found.end_char) == "bird"
    assert found.sentence == 1


def test_phrases_decide_a_mention_and_negation_turns_them(tmp_path):
    """A phrase for the idea, denied, is against it."""
    (tmp_path / "moving.toml").write_text(
        'title = "moving"\nterms = ["mov* ... drivers"]\nfor = ["should move"]\nagainst = ["mistake"]\n'
    )
    held = debate(
        "Drivers",
        ("Ada Byron", None, "We should move the drivers.\n"),
        ("Ben Okoro", 0, "Moving all those drivers would be a mistake.\n"),
        ("Cleo Martin", 0, "I do not say we should move the drivers.\n"),
    )
    found = ideas.mentions(held, [], [], ideas_file.ideas(tmp_path))

    assert [(each.direction, each.basis) for each in found] == [
        ("for", "phrase"),
        ("against", "phrase"),
        ("against", "phrase"),
    ]


SOUND = 'title = "x"\nterms = ["a b"]\nfor = []\nagainst = []\n'
WRONG = [
    ('title = "x"\nterms = [', "line 2"),
    ('title = "x"\nterms = "y"\nfor = []\nagainst = []\n', "line 2"),
    ('title = "x"\nterms = []\nfor = []\nagainst = []\n', "no terms"),
    ('title = "x"\nterms = ["a b"]\nfor = [1]\nagainst = []\n', "line 3"),
    ('title = "x"\nterms = ["a b"]\nfor = []\nagainst = []\nagaints = []\n', "line 5"),
    ('terms = ["a b"]\nfor = []\nagainst = []\n', "title"),
    (f"{SOUND}examples = 3\n", "line 5"),
    (f"{SOUND}[examples]\nboth = []\n", "line 6"),
    (f"{SOUND}[examples]\nagainst = 'no'\n", "must be a list"),
]


@pytest.mark.parametrize(("content", "told"), WRONG)
def test_a_wrong_idea_is_refused_with_its_file_and_line(tmp_path, content, told):
    """The sentence names the file, the line and what is wrong."""
    (tmp_path / "broken.toml").write_text(content)

    with pytest.raises(UsageError, match=r"broken\.toml") as refused:
        ideas_file.ideas(tmp_path)
    assert told in str(refused.value)


def _settled(*mails):
    held = debate("Moving the drivers out of the core", *mails)
    found = propose.proposals(held)
    return decide.decided(held, found, stance.positions(held, found))


OPENING = (
    "Ada Byron",
    None,
    f"Hello,\n\nreviews take weeks now. {PROPOSAL} What do people think?\n",
)
RIVAL = ("Cleo Martin", 0, f"Ada Byron wrote:\n{QUOTED}\n\n-1, it breaks every package. {OTHER}\n")


def test_one_sentence_accepts_one_proposal():
    """Of two rivals the one that the sentence names is accepted, the other stays open."""
    words = "It is decided: the drivers move out of the core into repositories of their own."
    main, rival = _settled(OPENING, RIVAL, ("Hana Chair", 0, f"{words}\n"))

    assert (main.outcome, rival.outcome) == ("accepted", "open")


def test_what_is_done_elsewhere_accepts_nothing():
    """A report of something else that was committed is no decision."""
    main, *_ = _settled(
        OPENING, RIVAL, ("Hana Chair", 0, "412 patches were merged last year. I checked the log.\n")
    )

    assert main.outcome == "open"


def test_a_proposal_is_deferred_under_its_authors_name():
    """ "Ada's proposal" names it without its words."""
    main, rival, *_ = _settled(
        OPENING, RIVAL, ("Hana Chair", 1, "So Ada's proposal is on hold until the autumn.\n")
    )

    assert (main.outcome, rival.outcome) == ("deferred", "open")


def test_a_plain_statement_that_names_the_proposal_takes_its_side():
    """ "I'm against moving the drivers out" needs no vote, wherever it stands."""
    held = debate(
        "Moving the drivers out of the core",
        OPENING,
        ("Ben Okoro", 0, "Reviews are slow for me as well.\n"),
        ("Dan Petrov", 1, "They are. All the same I'm against moving the drivers out.\n"),
    )
    found = propose.proposals(held)

    assert _last(stance.positions(held, found), found[0])["dan"] == "oppose"


ENDINGS = [
    ("I withdraw my proposal to move the drivers out.", "against"),
    ("Moving the drivers out is off the table.", "against"),
    ("Moving the drivers out is deferred.", "unclear"),
]


@pytest.mark.parametrize(("words", "direction"), ENDINGS)
def test_what_became_of_an_idea_is_not_taken_for_support(words, direction):
    """Who takes it back is against it; what is put off is neither."""
    held = debate("Drivers", ("Ada Byron", None, f"{words}\n"))
    (found,) = ideas.mentions(held, [], [], ideas_file.ideas(IDEAS))

    assert found.direction == direction


def test_a_changed_vote_reaches_the_idea():
    """What was voted for before counts as it is voted now."""
    words = "In spring I voted for moving the drivers out. I am changing my vote from +1 to -1."
    held = debate("Drivers", ("Ada Byron", None, f"{words}\n"))
    (found,) = ideas.mentions(held, [], [], ideas_file.ideas(IDEAS))

    assert found.direction == "against"


@pytest.mark.parametrize(
    ("words", "side"),
    [
        (
            "The last month has shown us a lot. I'm\nagainst moving the drivers out of the core.",
            "oppose",
        ),
        (
            "The last month has shown us a lot. I am in\nfavour of moving the drivers out.",
            "support",
        ),
    ],
)
def test_words_are_read_across_the_ends_of_lines(words: str, side: str) -> None:
    """Mail is wrapped where it is wrapped; the side is the same, and its place that of the mail."""
    found = {}
    for text in (words, words.replace("\n", " ")):
        held = debate(
            "Moving the drivers out of the core",
            ("Ada Byron", None, f"Hello,\n\n{PROPOSAL} What do people think?\n"),
            ("Ben Okoro", 0, f"{text}\n"),
        )
        (stands,) = [
            each
            for each in stance.positions(held, propose.proposals(held))
            if each.message == key(1)
        ]
        found[text] = (stands.stance, stands.start_char, stands.end_char)
    assert len(set(found.values())) == 1
    assert found[words][0] == side


def test_a_verdict_is_read_across_the_end_of_a_line() -> None:
    """ "I hereby approve" broken after the first word approves."""
    held = debate(
        "Moving the drivers out of the core",
        ("Ada Byron", None, f"Hello,\n\n{PROPOSAL} What do people think?\n"),
        ("Cleo Martin", 0, "Everything has been said in the last two weeks, and so I\n"
         "hereby approve it.\n"),
    )  # fmt: skip
    made = propose.proposals(held)
    (settled,) = [
        each
        for each in decide.decided(held, made, stance.positions(held, made))
        if each.message == key(0)
    ]
    assert (settled.outcome, settled.outcome_message) == ("accepted", key(1))
