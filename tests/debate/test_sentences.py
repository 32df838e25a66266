"""Sentences: a text of own words and the sentences it is cut into."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate import sentences

# Text -> its paragraphs, each a list of its sentences.
CASES = {
    "a hard-wrapped line does not end a sentence": (
        "I think we should move the drivers out of the tree because the reviews take\n"
        "months. Nobody objects.",
        [["I think we should move the drivers out of the tree because the reviews take\nmonths.",
          "Nobody objects."]],
    ),
    "a blank line ends one, with or without a stop": (
        "No stop here\n\nNext one.",
        [["No stop here"], ["Next one."]],
    ),
    "a list item is one of its own, without its mark": (
        "Two things:\n- the first\n  goes on\n- the second. And more.\n1. third",
        [["Two things:"], ["the first\n  goes on"], ["the second.", "And more."], ["third"]],
    ),
    "a greeting stands alone": (
        "Hi Berta,\nthe plan is fine.",
        [["Hi Berta,"], ["the plan is fine."]],
    ),
    "so does a close": ("Do it.\nCheers,\nAda", [["Do it."], ["Cheers,"], ["Ada"]]),
    "so does a vote": ("+1\nI like the plan.", [["+1"], ["I like the plan."]]),
    "a vote that goes on is a sentence": ("+1 from me. Thanks.", [["+1 from me.", "Thanks."]]),
    "abbreviations do not end one": (
        "Use a lock, e.g. a mutex, i.e. no. 5 of fig. 2 by J. Doe et al. in this case.",
        [["Use a lock, e.g. a mutex, i.e. no. 5 of fig. 2 by J. Doe et al. in this case."]],
    ),
    "but 'no' is a word as well": ("I say no. We wait.", [["I say no.", "We wait."]]),
    "titles do not end one": ("Dr. Moss and Mr. Reed agree.", [["Dr. Moss and Mr. Reed agree."]]),
    "'etc.' ends one where a capital follows": (
        "Locks, queues etc. are fine. Use locks etc. The rest can wait.",
        [["Locks, queues etc. are fine.", "Use locks etc.", "The rest can wait."]],
    ),
    "names with dots stay whole": (
        "See setup.py and os.path in 2.7.1 at http://example.org/a.b?c=d. It works.",
        [["See setup.py and os.path in 2.7.1 at http://example.org/a.b?c=d.", "It works."]],
    ),
    "an ellipsis goes on in small letters": (
        "Well... maybe. Hm... Not now.",
        [["Well... maybe.", "Hm...", "Not now."]],
    ),
    "a smiley belongs to what it ends": (
        "Great! :) Do it :-) Now.",
        [["Great! :)", "Do it :-)", "Now."]],
    ),
    "lazy typists end sentences too": ("really? yes. we do", [["really?", "yes.", "we do"]]),
    "a question mark that is spoken of ends nothing": (
        "I think ? should be a command. Or not ? It may.",
        [["I think ? should be a command.", "Or not ?", "It may."]],
    ),
    "a question inside quotes goes on": ('"Why?" he asked.', [['"Why?" he asked.']]),
    "closing brackets stay": ("(We can wait.) It is late.", [["(We can wait.)", "It is late."]]),
    "a short line before a capital is the author's own end": (
        "Agreed\nBut only if the tests that we wrote last week pass on every platform we have",
        [["Agreed"],
         ["But only if the tests that we wrote last week pass on every platform we have"]],
    ),
    "a rule of dashes says nothing": ("One.\n--------\nTwo.", [["One."], ["Two."]]),
    "nothing is nothing": ("\n \n", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_cut(text: str, expected: list[list[str]]) -> None:
    """A text is cut into the sentences that a reader sees."""
    found = [[text[start:end] for start, end in spans] for spans in sentences.segments(text)]
    assert expected == found


TEXTS = st.text(alphabet=st.sampled_from(list("aB1 .!?:)(\n-+*\"'…,e\t")), max_size=200)


@given(TEXTS)
def test_spans_are_in_order_and_bare(text: str) -> None:
    """Spans follow one another, hold something, and have no white space around them."""
    spans = [span for paragraph in sentences.segments(text) for span in paragraph]
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        at = end


@given(st.text(alphabet=st.sampled_from(list("Bé .!?:),\n\"'…e\t")), max_size=200))
def test_no_letter_is_lost(text: str) -> None:
    """Every letter of a text without list items is in some sentence."""
    spans = [span for paragraph in sentences.segments(text) for span in paragraph]
    held = {place for start, end in spans for place in range(start, end)}
    items = sentences.ITEM.search(text)
    lost = [place for place in range(len(text)) if text[place].isalpha() and place not in held]
    assert items or not lost


@pytest.mark.parametrize(
    "piece", [".", "a.", "e.g. ", "! ", "\n", "+1\n", "- ", ":) ", "a", " ", '."', "A. b "]
)
def test_monsters_take_linear_time(piece: str) -> None:
    """A text of 100,000 characters takes no longer than its length allows."""
    monster = piece * (100_000 // len(piece))
    began = time.process_time()
    sentences.segments(monster)
    assert time.process_time() - began < 5
