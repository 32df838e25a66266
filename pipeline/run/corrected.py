"""A researcher's corrections of debates, brought to the mails that they name, and their effect.

In: the entries of `corrections/debates.toml` and the parts in which mails have their names and
places. Out: the entries by the unit that they concern, with the key of their mail; parents for
threading; and, when all is made, a `Correction` for each entry. A mail may be named by its key, its
Message-ID, or a copy. Without entries nothing is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import parts
from pipeline.debate.told import CHANGED, NOTHING, Told, name
from pipeline.records import Copy, Correction, Effect, Head, Message, Named, Place
from pipeline.run import joined
from pipeline.run.known import DEBATES

if TYPE_CHECKING:
    from pipeline.run.jobs import Debating
    from pipeline.run.plan import Plan

UNKNOWN = "no mail has this key or Message-ID"
CALLED = "message in (select unnest($called)) or message_id in (select unnest($called))"
AMONG = "message in (select unnest($keys))"


def called(named: Iterable[Named | Head], copies: Iterable[Copy]) -> dict[str, str]:
    """The key of the mail that each key and each Message-ID stands for; of copies, the first."""
    first = {copy.message: copy.duplicate_of for copy in copies}
    found: dict[str, str] = {}
    for each in named:
        key = each.duplicate_of or each.message
        key = first.get(each.message, first.get(key, key))
        found[each.message] = key
        if each.message_id:
            found.setdefault(each.message_id, key)
    return found


def parents(heads: Sequence[Head], copies: Sequence[Copy], told: Sequence[Told]) -> dict[str, str]:
    """Mail to the parent that it is told to have, nothing for a root."""
    wanted = [each for each in told if each.kind == "thread"]
    if not wanted:
        return {}
    keys = called(heads, copies)
    return {
        keys[each.message]: keys[each.parent] if each.parent else ""
        for each in wanted
        if each.message in keys and (not each.parent or each.parent in keys)
    }


def by_unit(
    data: Path, thread: str, parse: Sequence[str], told: Sequence[Told]
) -> dict[str, tuple[Told, ...]]:
    """The entries on debates by the archive in which their thread is rooted, as list_id/month."""
    wanted = [each for each in told if each.kind not in ("thread", joined.STAGE)]
    keys = _keys(data, thread, parse, [each.message for each in wanted])
    places = _places(data, thread, keys.values())
    found: dict[str, list[Told]] = defaultdict(list)
    for each in wanted:
        place = places.get(keys.get(each.message, ""))
        if place:
            found[place.thread.rpartition("/")[0]].append(replace(each, message=place.message))
    return {unit: tuple(entries) for unit, entries in found.items()}


def _keys(data: Path, thread: str, parse: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """The keys of the mails that are so named."""
    if not names:
        return {}
    where = data / "parts"
    named = parts.read(where, "parse", parse, Named, of=Message, where=CALLED, called=names)
    keys = sorted({key for each in named for key in (each.message, each.duplicate_of) if key})
    return called(named, parts.read(where, "thread", [thread], Copy, where=AMONG, keys=keys))


def _places(data: Path, thread: str, keys: Iterable[str]) -> dict[str, Place]:
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    found = parts.read(data / "parts", "thread", [thread], Place, where=AMONG, keys=wanted)
    return {place.message: place for place in found}


def corrections(plan: Plan, jobs: Sequence[Debating]) -> list[Correction]:
    """A row for each entry of the file, in its order, with what came of it."""
    if not plan.told:
        return []
    names = [name_ for each in plan.told for name_ in (each.message, each.parent) if name_]
    keys = _keys(plan.data, plan.thread, [job.parse for job in plan.readings], names)
    places = _places(plan.data, plan.thread, keys.values())
    made = [job.debate for job in jobs if job.told]
    where = plan.data / "parts"
    found = [
        *parts.read(where, "debate", made, Effect),
        *parts.read(where, joined.STAGE, [joined.key(plan, jobs)], Effect),
    ]
    effects = {each.name: each for each in found}
    return [
        Correction(
            each.line, each.kind, keys.get(each.message), each.what, each.because,
            *_effect(each, keys, places, effects),
        )
        for each in plan.told
    ]  # fmt: skip


def _effect(
    told: Told, keys: Mapping[str, str], places: Mapping[str, Place], effects: Mapping[str, Effect]
) -> tuple[str, str]:
    """What came of an entry, and the detail."""
    if told.kind == joined.STAGE:
        effect = effects[name(told)]
        return effect.effect, effect.detail
    key = keys.get(told.message)
    if key is None or key not in places:
        return NOTHING, UNKNOWN
    if told.kind != "thread":
        effect = effects[name(replace(told, message=key))]
        return effect.effect, effect.detail
    if told.parent and told.parent not in keys:
        return NOTHING, f"of the parent, {UNKNOWN}"
    above = keys[told.parent] if told.parent else None
    place = places[key]
    if place.how == "file" and place.parent == above:
        return CHANGED, ""
    return NOTHING, "the mail would answer itself, or is told otherwise under another name"


def passed_over(data: Path, made: Sequence[Correction]) -> tuple[str, ...]:
    """A sentence for each correction of which nothing came, with the file and the line."""
    return tuple(
        f"{data / DEBATES}, line {each.line}: this {each.kind} changes nothing: {each.detail}"
        for each in made
        if each.effect == NOTHING
    )
