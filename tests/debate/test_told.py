"""What a file of corrections may say, and on which line it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.debate import told
from pipeline.errors import UsageError

KEY = "birds/2031-03/0000"
POSITION = f'''[[position]]
message = "{KEY}"
proposal = "{KEY}/p1"
stance = "oppose"
because = "it is"
'''
PROPOSAL = f'[[proposal]]\nproposal = "{KEY}/p1"\nbecause = "it is"\n'
ADDED = f'[[proposal]]\nmessage = "{KEY}"\nwords = "w"\ntitle = "t"\nbecause = "it is"\n'
ACT = f'[[act]]\nmessage = "{KEY}"\nwords = "w"\nact = "Agreement"\nbecause = "it is"\n'
THREAD = f'[[thread]]\nmessage = "{KEY}"\nparent = ""\nbecause = "it is"\n'
SAME = f'[[same]]\nproposal = "{KEY}/p1"\nwith = "cats/2031-04/0001/c2"\nbecause = "it is"\n'


def test_entries_are_read_in_their_order_with_their_lines() -> None:
    """Of all kinds; a key, a Message-ID in angle brackets and folded words are understood."""
    text = "# mine\n" + ACT.replace(KEY, "<a@b>") + POSITION + THREAD + ADDED
    found = told.read(text, "f")
    assert [(each.kind, each.line) for each in found] == [
        ("act", 2), ("position", 7), ("thread", 12), ("proposal", 16),
    ]  # fmt: skip
    assert found[0].message == "a@b"
    assert found[2].what == "parent = nothing"
    assert found[3].new
    (struck,) = told.read(f"{PROPOSAL}is = false\n", "f")
    assert (struck.message, struck.what) == (KEY, f"proposal = {KEY}/p1, is = false")


@pytest.mark.parametrize("entry", [POSITION, PROPOSAL, ACT, THREAD, SAME])
def test_a_mistake_is_told_with_an_entry_of_its_kind(entry: str) -> None:
    """What to do next shows how such an entry is written."""
    with pytest.raises(UsageError) as refused:
        told.read(entry.replace("it is", ""), "f")
    header = entry.split("\n", 1)[0]
    assert refused.value.hint.startswith(header)
    told.read(
        refused.value.hint.replace(header, header + "\n").replace(", ", "\n")
        .replace("act = ...", 'act = "Question"').replace("stance = ...", 'stance = "oppose"')
        .replace("proposal = ...", 'proposal = "t"').replace("with = ...", f'with = "{KEY}/p2"')
        .replace("...", '"x"'),
        "f",
    )  # fmt: skip


def test_what_looks_like_a_header_within_words_is_none() -> None:
    """The line of the next entry is right all the same."""
    text = ACT.replace('"w"', '"""\n[[act]]\n"""') + POSITION
    assert [each.line for each in told.read(text, "f")] == [1, 8]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[position]\n", "line 1: "),
        ("\n[[vote]]\nx = 1\n", "line 2: vote is not one of position, proposal, act, thread, same"),
        ("[act]\nx = 1\n", "line 1: act is no list of entries"),
        ("position = 3\n", "line 1: position is no list of entries"),
        (POSITION.replace("oppose", "hate"), "line 4: stance is 'hate', not one of support"),
        (POSITION.replace("stance", "stanse"), "line 4: stanse is not one of message"),
        (POSITION.replace('"it is"', "3"), "line 5: because is not text"),
        (POSITION.replace("it is", " "), "line 5: because is empty"),
        (POSITION.replace('because = "it is"\n', ""), "line 1: this position does not say its bec"),
        (ACT + ACT, "line 6: this act is corrected on line 1 already"),
        (ACT.replace("Agreement", "Assent"), "line 4: act is 'Assent'"),
        (ACT + 'is = "no"\n', "line 6: is is not true or false"),
        (PROPOSAL, "line 1: this proposal says neither"),
        (f'{PROPOSAL}is = false\ntitle = "t"\n', "line 1: what is no proposal has no title"),
        (f'{PROPOSAL}words = "w"\ntitle = "t"\n', "line 1: a proposal that was found has"),
        (PROPOSAL.replace(f"{KEY}/p1", "Nests") + "is = false\n", "line 1: 'Nests' is no key"),
        (ADDED.replace('title = "t"\n', ""), "line 1: this proposal does not say its title"),
        (SAME.replace(f"{KEY}/p1", "Nests"), "line 1: 'Nests' is no key of a proposal"),
        (SAME.replace("cats/2031-04/0001/c2", f"{KEY}/p1"), "line 1: a proposal is the same as it"),
        (
            SAME
            + SAME.replace("with", "w").replace("proposal", "with").replace("w =", "proposal ="),
            "line 5: this same is corrected on line 1 already",
        ),
        (SAME.replace("with =", "and ="), "line 3: and is not one of proposal, with, because, is"),
        (f"{ADDED}is = false\n", "line 1: this proposal does not say which proposal is none"),
    ],
)
def test_a_mistake_is_refused(text: str, said: str) -> None:
    """With the line on which it stands."""
    with pytest.raises(UsageError) as caught:
        told.read(text, "debates.toml")
    assert f"debates.toml, {said}" in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """And nothing else is raised."""
    for given_ in (text, f"{ACT}{text}", ACT.replace('"w"', text)):
        refused = ""
        try:
            told.read(given_, "f")
        except UsageError as error:
            refused = str(error)
        assert not refused or refused.startswith("f, line ")


def test_the_name_of_an_entry_is_that_of_what_it_says() -> None:
    """Where in the file it stands makes no difference."""
    (one,), (other,) = told.read(ACT, "f"), told.read(f"\n\n{ACT}", "f")
    assert one.line != other.line
    assert told.name(one) == told.name(other)
    assert told.name(one) != told.name(told.read(f"{ACT}is = false\n", "f")[0])
