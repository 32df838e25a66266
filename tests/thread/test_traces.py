"""Fingerprints: the same words are told again, however they stand."""

from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.mail import quote
from pipeline.thread import traces

WORDS = [f"{one}{two}" for one in "badokufigeh" for two in ("lin", "mor", "tas", "ven", "rix")]


@pytest.fixture(scope="session")
def traced(mail, message):
    """The traces of mails, given by their bodies."""

    def of(*bodies):
        mails = [message(mail(f"{number:04d}"), body) for number, body in enumerate(bodies)]
        blocks = {each.message: quote.blocks(each.message, each.body) for each in mails}
        return traces.traces(mails, blocks)

    return of


@given(words=st.lists(st.sampled_from(WORDS), min_size=8, max_size=50, unique=True), data=st.data())
@settings(max_examples=60, deadline=None)
def test_eight_words(words, data, traced):
    """Eight words share a fingerprint with their source, wrapped and marked as one likes."""
    start = data.draw(st.integers(0, len(words) - 8))
    size = data.draw(st.integers(8, len(words) - start))
    width = data.draw(st.integers(10, 90))
    part = textwrap.indent(textwrap.fill(" ".join(words[start : start + size]), width), "> ")
    source, quoted = traced(" ".join(words) + "\n", f"{part}\n\nSo.\n")
    assert (source.depth, quoted.depth) == (0, 1)
    assert set(source.prints) & set(quoted.prints)


def test_few(traced):
    """About two fifths of the runs of a text are kept."""
    text = " ".join(f"{one}{two}{at}" for at in range(20) for one in WORDS[:20] for two in "xy")
    (found,) = traced(text)
    assert 0.35 < len(found.prints) / len(text.split()) < 0.45


def test_other_words(traced):
    """Other words share none, nor do the same words in another order."""
    one, other, turned = traced(
        " ".join(WORDS[:20]), " ".join(WORDS[20:40]), " ".join(WORDS[:20][::-1])
    )
    assert not set(one.prints) & (set(other.prints) | set(turned.prints))


def test_too_short(traced):
    """Four words have no fingerprint, and no mail has none."""
    assert traced("one two three four\n") == traced() == []


def test_together(traced):
    """What a mail's fingerprints are does not hang on the mails beside it."""
    bodies = [" ".join(WORDS[at : at + 12]) for at in range(0, 40, 5)]
    assert [each.prints for each in traced(*bodies)] == [traced(body)[0].prints for body in bodies]


@pytest.mark.parametrize("hostile", ["a " * 50_000, ">" * 100_000, "> a" * 30_000, "\ud800 " * 9])
def test_hostile(hostile, traced):
    """A monster of a body takes no time and leaves few fingerprints."""
    start = time.process_time()
    assert sum(len(each.prints) for each in traced(hostile)) <= traces.MOST
    assert time.process_time() - start < 5
