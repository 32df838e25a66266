"""Quotes and parents found again on the demo's own list, and persons of made-up lists."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.learn import ablation, evaluate, madeup
from pipeline.learn.measure import Absent
from pipeline.resources import MODELS

LIST = MODELS.parent / "demo" / "site" / "pipermail" / "kestrel"


@pytest.fixture(scope="module")
def tried() -> dict[str, ablation.Tried]:
    """What is found again on the demo's list."""
    return {each.what: each for each in ablation.tried(LIST)}


def test_quotes_are_found_again(tried: dict[str, ablation.Tried]) -> None:
    """Rewrapped, trimmed, marked in other ways: nearly all, and no wrong ones."""
    assert len(tried) == 8
    for what, each in tried.items():
        asked, recalled, told, right = map(sum, zip(*each.cases, strict=True))
        assert asked > 5, what
        assert recalled >= 0.85 * asked, what
        assert right >= 0.95 * told, what


def test_what_is_hidden_is_hidden(tried: dict[str, ablation.Tried]) -> None:
    """Of half of the replies that quote."""
    cases = tried["parents, both headers hidden"].cases
    assert all(row[0] == 1 for row in cases)
    assert {row[3] <= row[2] for row in cases} == {True}


def test_a_made_up_list_is_the_same_each_time() -> None:
    """Its seed tells all of it."""
    one, other = (list(madeup.mails(40, seed=3)) for _ in range(2))
    assert one == other
    assert one != list(madeup.mails(40, seed=4))


def test_persons_of_a_made_up_list_are_joined() -> None:
    """On a small one nearly all pairs, and hardly a wrong one."""
    found = madeup.pairs(400, seed=1)
    assert found.right <= min(found.found, found.true)
    assert found.right >= 0.99 * found.found
    assert found.right >= 0.85 * found.true


def test_one_person_has_many_identities() -> None:
    """Else there is nothing to join."""
    owners = Counter(owner for owner, _ in madeup.mails(60, seed=2))
    pairs = {(owner, head.name, head.address) for owner, head in madeup.mails(60, seed=2)}
    assert len(pairs) > 1.5 * len(owners)


def test_without_archives_it_says_so() -> None:
    """And names those that it looks for."""
    (told,) = evaluate._found_again(None)
    assert isinstance(told, Absent)
    assert "python-committers" in told.why
