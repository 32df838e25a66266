"""Which mails of an archive are copies of another one, and which only bear its id.

In: what is known of each mail, in order. Out: for each the place of the mail that it copies, if
any, and the places of imposters. Two mails with one id are copies if they have the same text, or
the same author, subject and second: archivers that store a mail twice spoil its letters and
notices once. What comes from a digest may have lost its id: it is a copy of the mail of its author,
subject and second. Of copies that one stands for all which has kept most: the first that was sent
by itself, unless it lost every letter outside ASCII.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import NamedTuple


class Sighting(NamedTuple):
    """What two copies of a mail may share."""

    message_id: str
    address: str
    name: str
    sent_at: datetime | None
    base_subject: str
    body_sha256: str
    text: str
    burst: bool = False


def found(sightings: Sequence[Sighting]) -> tuple[dict[int, int], set[int]]:
    """Place of each copy to that of its original; and the places of imposters, which are kept."""
    first: dict[Hashable, int] = {}
    groups: dict[int, list[int]] = {}
    ids: set[str] = set()
    imposters: set[int] = set()
    # What was sent by itself comes first, so that copies in digests find it.
    in_order = sorted(range(len(sightings)), key=lambda place: sightings[place].burst)
    whole = _whole(sightings) if in_order and sightings[in_order[-1]].burst else {}
    for place in in_order:
        each = sightings[place]
        marks = _marks(each)
        if each.burst and not each.message_id and _sending(each) in whole:
            marks = *marks, *_marks(sightings[whole[_sending(each)]])
        original = next((first[mark] for mark in marks if mark in first), place)
        for mark in marks:
            first.setdefault(mark, original)
        if original != place:
            groups.setdefault(original, [original]).append(place)
        elif each.message_id and each.message_id in ids:
            imposters.add(place)
        ids.add(each.message_id)
    copied = {}
    for group in groups.values():
        best = _best(sightings, group)
        copied.update({place: best for place in group if place != best})
    return copied, imposters


def _whole(sightings: Sequence[Sighting]) -> dict[Hashable, int]:
    """Mails that were sent by themselves, by author, second and subject."""
    return {
        _sending(each): place
        for place, each in reversed(list(enumerate(sightings)))
        if each.message_id and each.sent_at and not each.burst
    }


def _sending(each: Sighting) -> Hashable:
    return each.address, each.sent_at, each.base_subject


def _marks(each: Sighting) -> tuple[Hashable, ...]:
    """By any of these two sightings are known to be of one mail."""
    if not each.message_id:
        whose = (each.address, each.name, each.sent_at, each.base_subject)
        return ((whose, each.body_sha256),) if each.sent_at else ()
    same_text = (each.message_id, each.body_sha256)
    if not each.sent_at:
        return (same_text,)
    return same_text, (each.message_id, each.address, each.sent_at, each.base_subject)


def _best(sightings: Sequence[Sighting], group: Sequence[int]) -> int:
    """The first, unless it is all ASCII with question marks where a later one has letters.

    What was in a digest comes after all that were sent by themselves.
    """
    group = [place for place in group if not sightings[place].burst] or group
    first = sightings[group[0]]
    if not first.text.isascii() or "?" not in first.text:
        return group[0]
    return next((place for place in group if not sightings[place].text.isascii()), group[0])
