"""The barrier: copies, persons, threads and units of all lists together.

In: a plan whose archives are read. Out: the part of threading, and how many mails it took and how
many threads it gave.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import parts
from pipeline.records import (
    Affiliation,
    Author,
    Copy,
    Elsewhere,
    Head,
    Identity,
    Message,
    Person,
    Place,
    Thread,
    Unit,
)
from pipeline.run import corrected, known
from pipeline.run.jobs import folder
from pipeline.run.plan import THREAD, Plan


def threaded(plan_: Plan) -> tuple[int, int]:
    """Thread all that was read; how many mails were taken and how many threads were given."""
    from pipeline.run import traced
    from pipeline.thread import affiliations, automatic, copies, people, quoting, thread

    where = folder(plan_.data)
    names = [job.parse for job in plan_.readings]
    heads = parts.read(where, "parse", names, Head, of=Message)
    found = copies.copies(heads)
    copied = {copy.message for copy in found}
    kept = [head for head in heads if head.message not in copied and head.duplicate_of is None]
    held = traced.traces(where, [job.trace for job in plan_.readings], names, sorted(copied))
    parents = corrected.parents(heads, found, plan_.told)
    reasons = automatic.reasons(kept)
    clues = traced.clues(held, quoting.asked(kept))
    threads, places = thread.places(kept, clues, parents, reasons)
    told, corrections = known.told(plan_.data)
    persons, identities = people.persons(kept, corrections)
    person_of = {(each.name, each.address): each.person for each in identities}
    authors = [
        Author(head.message, person_of[head.name, head.address], reasons.get(head.message, ""))
        for head in kept
    ]
    quotes = traced.elsewhere(held, places)
    written = {each.message: _written(each) for each in authors}
    units = thread.units(threads, places, written, quotes)
    in_order = sorted(threads, key=lambda each: each.thread)
    in_reading_order = sorted(places, key=lambda each: (each.thread, each.position))
    tables: dict[type, Sequence[object]] = {
        Copy: found,
        Person: persons,
        Identity: identities,
        Affiliation: affiliations.affiliations(kept, identities, told),
        Author: authors,
        Thread: in_order,
        Place: in_reading_order,
        Elsewhere: quotes,
        Unit: units,
    }
    parts.write(where, "thread", plan_.thread, {record: tables[record] for record in THREAD})
    return len(heads), len(threads)


def _written(author: Author) -> str:
    """What a unit is made from besides places: who wrote each mail, and whether a program did."""
    return f"{author.person} {author.automatic}" if author.automatic else author.person
