"""The coding is consistent with the mail, by the rules of the codebook."""

from __future__ import annotations

import re
from collections import Counter

from make import SITE  # conftest.py has put its folder on the path

# What is not the author's own: quoted lines, and all below a mail program's block.
QUOTED = re.compile(r"\s*(?:>|\||[A-Z]{2}>)")
BLOCK = re.compile(r"^(?:-----Original Message-----|_{32,})$", re.MULTILINE)
REPORTED = {"Silke Brandt"}  # votes through Jürgen, who is not a quotation


def own(body):
    """The author's own words, white space folded."""
    lines = BLOCK.split(body)[0].splitlines()
    return " ".join(" ".join(line for line in lines if not QUOTED.match(line)).split())


def by_id(mails):
    """The mails by what the coding names them by: Message-ID, or key where they have none."""
    return {mail.message_id or mail.key: mail for mail in mails.values()}


def test_every_mail_is_in_one_coded_thread(codings, mails):
    """All threads are coded, also those in which nothing is proposed."""
    listed = Counter(name for coding in codings.values() for name in coding["messages"])
    assert Counter(by_id(mails).keys()) == listed


def test_the_archives_of_a_thread_are_those_that_hold_its_mail(codings, mails, articles):
    """Each thread names the files or folders of the site that its mails lie in."""
    known = by_id(mails)
    for coding in codings.values():
        keys = {known[name].key for name in coding["messages"]}
        held = {f"{a.list_id}/{a.folder}" for a in articles if a.mail.key in keys}
        assert held == {name.partition(".")[0] for name in coding["archives"]}
        assert all((SITE / "pipermail" / name).exists() for name in coding["archives"])


def test_threads_begin_at_their_root_and_go_on_in_order(codings, mails):
    """The messages stand in the order of their arrival, the root first."""
    known = by_id(mails)
    for coding in codings.values():
        arrived = [known[name].arrived for name in coding["messages"]]
        assert arrived == sorted(arrived)
        assert coding["root"] == coding["messages"][0]


def test_a_mail_is_coded_with_what_it_answers(codings, mails):
    """No answer is coded in another thread than the mail it answers."""
    thread_of = {name: stem for stem, coding in codings.items() for name in coding["messages"]}
    for mail in mails.values():
        parent = mails.get(mail.fields.get("Reply", ""))
        if parent:
            name, answered = mail.message_id or mail.key, parent.message_id or parent.key
            assert thread_of[name] == thread_of[answered], mail.key


def test_every_quote_is_word_for_word_the_authors_own(codings, mails):
    """Each quote stands in the own words of the message that is named for it."""
    known = by_id(mails)
    for stem, coding in codings.items():
        quotes = [(one["message_id"], one["quote"]) for one in coding["proposals"]]
        quotes += [(one["message_id"], one["quote"]) for one in coding["positions"]]
        quotes += [
            (one["outcome_message_id"], one["outcome_quote"])
            for one in coding["proposals"]
            if one["outcome_message_id"]
        ]
        for name, quote in quotes:
            assert quote in own(known[name].body), (stem, quote)
            assert 0 < len(quote) <= 200


def test_people_are_the_authors_of_what_they_say(codings, mails):
    """A position is that of the mail's author, but for a vote that somebody passes on."""
    known = by_id(mails)
    for coding in codings.values():
        for one in coding["positions"]:
            author = known[one["message_id"]].name
            assert one["person"] in {author, *REPORTED} or (
                author == "Tomas Echeverria" and one["person"] == "Tomás Echeverría"
            )


def test_words_of_the_codebook(codings):
    """Kinds, outcomes, stances and strengths are the codebook's; a thread has one main proposal."""
    for stem, coding in codings.items():
        kinds = Counter(one["kind"] for one in coding["proposals"])
        assert kinds["main"] == bool(coding["proposals"]), stem
        assert set(kinds) <= {"main", "alternative", "amendment"}
        named = {one["id"] for one in coding["proposals"]}
        for one in coding["proposals"]:
            assert one["outcome"] in {"accepted", "rejected", "withdrawn", "deferred", "open"}
            assert (one["outcome"] == "open") == (one["outcome_message_id"] is None)
        for one in coding["positions"]:
            assert one["proposal"] in named
            assert one["stance"] in {"support", "oppose", "conditional", "neutral"}
            assert one["strength"] in {"strong", "weak"}


def test_one_row_for_a_person_a_proposal_and_a_mail(codings):
    """Nobody has two positions on one proposal in one mail."""
    for coding in codings.values():
        rows = [(one["proposal"], one["person"], one["message_id"]) for one in coding["positions"]]
        assert len(rows) == len(set(rows))


def test_the_proposer_supports_by_proposing(codings):
    """Whoever proposes has a position for it in the proposing mail, unless it is only relayed."""
    missing = [
        (stem, one["id"])
        for stem, coding in codings.items()
        for one in coding["proposals"]
        if not any(
            (row["proposal"], row["message_id"], row["person"])
            == (one["id"], one["message_id"], one["person"])
            and row["stance"] in {"support", "conditional"}
            for row in coding["positions"]
        )
    ]
    assert missing == [("13-maintainers", "P2")]


def test_the_idea_rises_and_falls(codings):
    """Of those who take a side on it, most are for moving drivers out at first, few at the end."""
    about = {"01-splitting": "P1", "10-month": "P3", "13-maintainers": "P2"}
    share = {}
    for stem, proposal in about.items():
        last = {
            row["person"]: row["stance"]
            for row in codings[stem]["positions"]
            if row["proposal"] == proposal
        }
        sides = [stance for stance in last.values() if stance in {"support", "oppose"}]
        share[stem] = sides.count("support") / len(sides)
    assert share["01-splitting"] >= 0.5 > share["10-month"]
    assert share["13-maintainers"] <= 0.5


def test_there_is_something_of_everything(codings):
    """All stances, all outcomes, changed minds, and threads without a proposal."""
    proposals = [one for coding in codings.values() for one in coding["proposals"]]
    positions = [one for coding in codings.values() for one in coding["positions"]]
    assert len(proposals) >= 20
    assert len(positions) >= 100
    assert {"accepted", "rejected", "withdrawn", "deferred", "open"} == {
        one["outcome"] for one in proposals
    }
    assert {"support", "oppose", "conditional", "neutral"} == {one["stance"] for one in positions}
    assert sum(not coding["proposals"] for coding in codings.values()) >= 8
    changed = 0
    for coding in codings.values():
        stances = {}
        for row in coding["positions"]:
            stances.setdefault((row["proposal"], row["person"]), set()).add(row["stance"])
        changed += sum(len(taken) > 1 for taken in stances.values())
    assert changed >= 4
