"""Tagging: mails with their blocks, and the sentences, acts and moods that come out."""

from __future__ import annotations

from pipeline.debate import formulas, model, tag
from pipeline.records import Act, Block, Message, Sentence

SIDES = {"Agreement", "Disagreement"}


def message(body: str, key: str = "plan/2024-01/0000") -> Message:
    list_id, month, number = key.split("/")
    return Message(
        message=key, list_id=list_id, month=month, number=int(number), message_id="",
        in_reply_to=(), reference_ids=(), name="Ada", address="ada@example.org", sent_at=None,
        offset_minutes=None, sent_from="none", subject="", base_subject="", labels=(), body=body,
        body_sha256="", url="", byte_offset=0, duplicate_of=None,
    )  # fmt: skip


def mail(*pieces: tuple[str, str]) -> tuple[Message, tuple[Block, ...]]:
    """A mail of (kind, text) pieces."""
    blocks, at = [], 0
    for number, (kind, text) in enumerate(pieces):
        depth = int(kind == "quote")
        blocks.append(Block("plan/2024-01/0000", number, kind, depth, at, at + len(text), "", ""))
        at += len(text)
    return message("".join(text for _, text in pieces)), tuple(blocks)


def acts_of(text: str) -> set[str]:
    return {act.act for act in tag.tagged([mail(("own", text))])[1]}


def moods_of(text: str) -> list[str]:
    return [sentence.mood for sentence in tag.tagged([mail(("own", text))])[0]]


def test_only_own_words_are_cut() -> None:
    """Quotes, attributions and signatures have no sentences; numbers and blocks are kept."""
    post = mail(
        ("attribution", "Bob wrote:\n"), ("quote", "> Shall we? I think so.\n"),
        ("own", "Yes. Let us do it.\n"), ("quote", "> And then?\n"), ("own", "We rest.\n"),
        ("signature", "-- \nAda. Not a sentence.\n"),
    )  # fmt: skip
    rows, _ = tag.tagged([post])
    body = post[0].body
    assert [(body[row.start_char : row.end_char], row.number, row.block) for row in rows] == [
        ("Yes.", 0, 2),
        ("Let us do it.", 1, 2),
        ("We rest.", 2, 4),
    ]


def test_acts_are_those_of_sentences_there_are() -> None:
    """Each act names a sentence of its mail, one of LEDA's acts, and a probability."""
    rows, acts = tag.tagged([mail(("own", "I propose to split it. I agree.\n\nThanks!\n"))])
    numbers = {(row.message, row.number) for row in rows}
    known = set(model.load("acts").meta["classes"])
    assert acts
    assert all((act.message, act.sentence) in numbers for act in acts)
    assert all(act.act in known and 0 < act.probability <= 1 for act in acts)


def test_plain_acts() -> None:
    """What leaves no doubt is found."""
    assert "ProposeAction" in acts_of("I propose that we move the drivers to a repository.")
    assert "Agreement" in acts_of("+1, I agree with this proposal.")
    assert "Question" in acts_of("Does anybody know why the test fails?")
    assert "Thanking" in acts_of("Thanks a lot for the review!")
    assert "Agreement" not in acts_of("The parser reads one line at a time.")


def test_words_are_not_yet_acts() -> None:
    """What is denied, supposed, asked or meant the other way round is not performed."""
    assert acts_of("I don't agree with this.") & SIDES == {"Disagreement"}
    assert not acts_of("Nobody agreed with that.") & SIDES
    assert not acts_of("I can't say I disagree.") & SIDES
    assert not acts_of("I would have agreed if the tests had passed.") & SIDES
    assert not acts_of("Oh great, yet another flag. Just what we needed.") & SIDES
    assert "ProposeAction" not in acts_of("If we agreed to this, users would suffer.")
    asked = acts_of("Should we say +1 or -1 here?")
    assert "Question" in asked
    assert "ProposeAction" not in asked


def test_half_an_agreement_is_less_sure() -> None:
    """A condition and a hedge leave the act standing, with less certainty."""
    for text in ("+1 if the tests pass first.", "I sort of agree, I guess."):
        found = {act.act: act.probability for act in tag.tagged([mail(("own", text))])[1]}
        assert 0 < found["Agreement"] <= formulas.HEDGED


def test_irony_is_no_praise() -> None:
    """A sigh before praise does not make a sentence positive."""
    assert moods_of("Oh great, yet another flag.") == ["negative"]
    assert moods_of("Oh great, that works.") == ["positive"]


def test_plain_moods() -> None:
    """A tone is heard, and a technical statement has none."""
    assert moods_of("This is a terrible, ugly hack and I hate it.") == ["negative"]
    assert moods_of("Great work, I love it! :)") == ["positive"]
    assert moods_of("The option is read when the process starts.") == ["neutral"]
    assert moods_of("The kernel kills the process when memory is short.") == ["neutral"]


def test_mood_score_has_the_sign_of_the_mood() -> None:
    """A negative sentence scores below nought, a positive one above."""
    rows, _ = tag.tagged([mail(("own", "This is a terrible hack.\n\nGreat work, thank you!\n"))])
    assert [row.mood_score < 0 for row in rows] == [True, False]


def test_other_languages_have_neither_acts_nor_mood() -> None:
    """A mail that is not in English gets its sentences only."""
    for text in (
        "Ich finde, dass wir das nicht so machen sollten. Das ist keine gute Idee.",
        "Creo que los cambios no son buenos para el proyecto. Por favor, espera.",
        "Je pense que ce n'est pas une bonne solution pour les utilisateurs.",
    ):
        rows, acts = tag.tagged([mail(("own", text))])
        assert rows
        assert not acts
        assert {(row.mood, row.mood_score) for row in rows} == {("neutral", 0.0)}


def test_one_foreign_word_is_no_language() -> None:
    """An English mail that cites a name in another language is tagged."""
    assert acts_of("I agree with the proposal of van der Berg, +1 from me to do this.")


def test_scripts_without_english_words_are_foreign() -> None:
    """Mail in another script has no acts either."""
    assert not acts_of("Я думаю, что это хорошая идея. Давайте сделаем так.")
    assert not acts_of("我同意这个建议。我们应该这样做。")


def test_a_batch_is_the_sum_of_its_mails() -> None:
    """What a mail says does not depend on what else is in the archive."""
    texts = ["I agree.\n", "Ich finde das nicht gut, und das ist so.\n", "Thanks! Does it work?\n"]
    mails = []
    for number, text in enumerate(texts):
        key = f"plan/2024-01/{number:04d}"
        block = Block(key, 0, "own", 0, 0, len(text), "", "")
        mails.append((message(text, key), (block,)))
    together = tag.tagged(mails)
    sentences: list[Sentence] = []
    acts: list[Act] = []
    for each in mails:
        found = tag.tagged([each])
        sentences += found[0]
        acts += found[1]
    assert (sentences, acts) == together


def test_nothing_gives_nothing() -> None:
    """An archive without mails has no sentences."""
    assert tag.tagged([]) == ([], [])
    assert tag.tagged([mail(("quote", "> x\n"))]) == ([], [])
