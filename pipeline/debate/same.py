"""Proposals that are one: put forward again in another thread, or on another list.

In: every proposal of a database, with its words and the subject of its mail, as `Stated`, and what
a researcher tells of two of them. Out: a `Same` for each that is joined with an earlier one, with
what they have in common, and what came of all that is told. Two are joined
- by *copy*, where the same sentence states them (a mail that is sent again, a document);
- by *name*, where both are main and what their threads are about has the same name (PEP 463, a
  blueprint, a change, a draft): the proposal must be the named thing, and no question within it,
  so its title may say nothing else than the subject says, nor the two subjects different things;
- by *subject*, where both are main and their threads are called alike within DAYS.
What is told (FILE) comes before all that: that two are one, or that they are not.
Two proposals of one thread are never joined, nor their groups: that thread keeps them apart. Words
in common are no reason: read by hand, most pairs that share many rare words are two proposals.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.debate.features import EARLIEST, content_of
from pipeline.debate.titles import SUBJECT_NOISE
from pipeline.debate.told import ADDED, NOTHING, REMOVED, SAME, Told, name
from pipeline.records import Effect, Same

VERSION = 2

# How two are joined of which a researcher tells that they are one.
FILE = "file"
UNKNOWN = "there is no proposal {}"
TOGETHER = "both are of one thread, or joined with two that are"

# How often a join is right, counted by hand: docs/decisions/0024-the-same-proposal.md.
SURE = 0.9
# A sentence of so many words is not written twice by chance.
COPIED = 8
# Threads that are called alike within so many days; more than so many are a custom, not a debate.
DAYS, CUSTOM = 60, 5
# So much of the shorter text's words must be in the other for both to say the same.
LIKE = 0.5
# No more than so many earlier ones of a name are looked at: more are a custom, too.
LATEST = 50
# Nor are more of a group.
MEMBERS = 20
# Letters that tell a word from others whatever its ending.
STEM = 5

# What has a name: pattern, with the name as its group; whether it is the same on every list.
NAMES: tuple[tuple[str, str, bool], ...] = (
    # Enhancement proposals, by the acronyms of the projects that number theirs.
    (
        r"\b((?:PEP|JEP|KIP|XEP|FLIP|GLEP|DEP|BIP|EIP|AIP|KEP|NEP|SPIP|SRFI|CEP|GEP)[ #-]{0,2}"
        r"0*[1-9]\d{0,4})\b",
        "number",
        True,
    ),
    (r"\b(draft-[a-z]+-[a-z0-9-]{3,60}?)(?:-\d\d)?(?![\w-])", "draft", True),
    (r"(?:/\+spec/|\bblueprints?[ :/]{1,2})([a-z0-9][a-z0-9._-]{4,60})", "blueprint", True),
    (r"\b(I[0-9a-f]{40})\b", "change", True),
    (r"\breview\.[\w.]{4,40}/(?:#/)?(?:c/)?(?:[\w/.-]{1,60}/\+/)?(\d{4,7})\b", "change", True),
    (r"\b((?:bug|issue|ticket)[ #]{0,2}\d{3,7})\b", "bug", False),
)
_NAMES = tuple((re.compile(name, re.IGNORECASE), kind, all_) for name, kind, all_ in NAMES)
# Names that nobody cites in passing in the sentence that proposes: what is to be reviewed.
CITED = ("draft", "blueprint", "change")
# Words of how a proposal is put, not of what it is.
_RITUAL = """
accept accepted acceptance rejected announce call comments discussion draft final finally
hopefully last new please poll posting pronouncement proposal proposed proposing ready
request requested requesting review revised revision round rfc summary take text the update
updated updates updating version vote voting
"""
RITUAL = frozenset(_RITUAL.split())
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d[\w.]*")
REVISION = re.compile(r"\[[^\]]{0,60}\]|\bv\d+\b")
# What stands between the letters of a name and its number: PEP 463, PEP-0463, pep463.
NUMBERED = re.compile(r"(?<=[a-z])[ #-]*0*(?=\d)")
LIMIT = 600  # characters of a subject or a sentence that are read


@dataclass(frozen=True, slots=True)
class Stated:
    """A proposal with what tells it from others."""

    proposal: str
    thread: str
    list_id: str
    kind: str
    title: str
    words: str
    subject: str
    person: str
    sent_at: datetime | None


Key = tuple[Hashable, str]  # what two must have in common, and how it is shown


@dataclass(frozen=True, slots=True)
class _Seen:
    """A proposal with all that is compared, read once."""

    stated: Stated
    topic: str  # the subject without what is put before it, and without the number of a revision
    numbers: frozenset[str]  # that the topic has besides names: of releases, of years
    names: tuple[Key, ...]  # that the topic has
    rest: frozenset[str]  # what the topic says besides, nothing where it has no name


@dataclass(frozen=True, slots=True)
class _Join:
    """Two proposals by their places, how they are joined, and what they share."""

    earlier: int
    later: int
    how: str
    shared: str


def same(stated: Iterable[Stated], told: Sequence[Told] = ()) -> tuple[list[Same], list[Effect]]:
    """The proposals joined with earlier ones, in the order of time; what came of what is told."""
    ordered = sorted(stated, key=lambda each: (each.sent_at or EARLIEST, each.proposal))
    seen = [_seen(each) for each in ordered]
    joins = [
        *_joins(seen, "copy", _copied, _one_edition),
        *_joins(seen, "name", _named, _one_matter),
        *_joins(seen, "subject", _called, _in_time, most=CUSTOM),
    ]
    found = _grouped(seen, joins)
    if not told:
        return found, []
    places = {each.proposal: place for place, each in enumerate(ordered)}
    known = [each for each in told if each.proposal in places and each.beside in places]
    pairs = [(each, sorted((places[each.proposal], places[each.beside]))) for each in known]
    apart = {(one, other) for each, (one, other) in pairs if not each.holds}
    first = [_Join(one, other, FILE, each.because) for each, (one, other) in pairs if each.holds]
    corrected = _grouped(seen, [*first, *joins], apart)
    return corrected, [_effect(each, places, _firsts(found), _firsts(corrected)) for each in told]


def _firsts(rows: Iterable[Same]) -> dict[str, str]:
    """The first of its group for each proposal that is joined with an earlier one."""
    return {each.proposal: each.first for each in rows}


def _effect(
    told: Told, places: Mapping[str, int], before: Mapping[str, str], after: Mapping[str, str]
) -> Effect:
    """What came of an entry: the groups before it and after tell."""
    for key in (told.proposal, told.beside):
        if key not in places:
            return Effect(name(told), NOTHING, UNKNOWN.format(key))
    was, now = (
        rows.get(told.proposal, told.proposal) == rows.get(told.beside, told.beside)
        for rows in (before, after)
    )
    if now != told.holds:
        return Effect(name(told), NOTHING, TOGETHER)
    if was == now:
        return Effect(name(told), SAME, "")
    return Effect(name(told), ADDED if now else REMOVED, "")


def _seen(each: Stated) -> _Seen:
    bare = REVISION.sub(" ", each.subject[:LIMIT])
    topic = SUBJECT_NOISE.sub("", " ".join(bare.split())).strip()
    names = tuple(_names(topic, each.list_id))
    rest: frozenset[str] = _rest(topic) if names else frozenset()
    return _Seen(each, topic, frozenset(NUMBER.findall(_nameless(topic.lower()))), names, rest)


def _joins(
    seen: Sequence[_Seen],
    how: str,
    keys: Callable[[_Seen], Iterable[Key]],
    fit: Callable[[_Seen, _Seen], bool],
    most: int | None = None,
) -> Iterator[_Join]:
    """Each proposal with the earlier ones that have a key in common and fit, the latest first."""
    held: dict[Hashable, list[int]] = defaultdict(list)
    shown: dict[Hashable, str] = {}
    for place, each in enumerate(seen):
        for key, text in keys(each):
            held[key].append(place)
            shown.setdefault(key, text)
    for key, places in held.items():
        if most is not None and len({seen[place].stated.thread for place in places}) > most:
            continue
        for later, place in enumerate(places):
            for earlier in reversed(places[max(0, later - LATEST) : later]):
                one, other = seen[earlier], seen[place]
                if one.stated.thread != other.stated.thread and fit(one, other):
                    yield _Join(earlier, place, how, shown[key])


def _grouped(
    seen: Sequence[_Seen], joins: Iterable[_Join], apart: Iterable[tuple[int, int]] = ()
) -> list[Same]:
    """One row for each proposal that is not the first of its group, with what ties it to it.

    Groups are joined by name only where all fit: what says no more than the name would join all.
    Those `apart` are never of one group.
    """
    group = list(range(len(seen)))
    members = [[place] for place in group]
    threads = [{each.stated.thread} for each in seen]
    strangers: list[set[int]] = [set() for _ in seen]
    for one, other in apart:
        strangers[one].add(other)
        strangers[other].add(one)
    ties: dict[int, list[tuple[int, _Join]]] = defaultdict(list)
    for join in joins:
        one, other = sorted((group[join.earlier], group[join.later]))
        if one == other or not threads[one].isdisjoint(threads[other]):
            continue
        if not strangers[one].isdisjoint(members[other]):
            continue
        if join.how == "name" and not all(
            _one_matter(seen[each], seen[beside])
            for each in members[one][:MEMBERS]
            for beside in members[other][:MEMBERS]
        ):
            continue
        members[one] += members[other]
        threads[one] |= threads[other]
        strangers[one] |= strangers[other]
        for place in members[other]:
            group[place] = one
        ties[join.earlier].append((join.later, join))
        ties[join.later].append((join.earlier, join))
    rows = dict(row for first in sorted(set(group)) for row in _rows(seen, first, ties))
    return [rows[place] for place in sorted(rows)]


def _rows(
    seen: Sequence[_Seen], first: int, ties: Mapping[int, Sequence[tuple[int, _Join]]]
) -> Iterator[tuple[int, Same]]:
    """The rows of a group, from its first proposal along what ties the others to it."""
    found, reached = {first}, [first]
    for place in reached:
        for other, join in ties.get(place, ()):
            if other not in found:
                found.add(other)
                reached.append(other)
                one, of, beside = (seen[each].stated.proposal for each in (other, first, place))
                sure = 1.0 if join.how == FILE else SURE
                yield other, Same(one, of, beside, join.how, join.shared, sure)


def _copied(each: _Seen) -> Iterator[Key]:
    words = WORD.findall(each.stated.words.lower())
    if len(words) >= COPIED:
        yield tuple(words), " ".join(each.stated.words.split())


def _one_edition(one: _Seen, other: _Seen) -> bool:
    """Announcements of two releases may share a sentence."""
    return one.numbers == other.numbers


def _named(each: _Seen) -> Iterator[Key]:
    """The one name of what a main proposal puts forward, if it puts forward that."""
    said = each.stated
    if said.kind != "main":
        return
    about = each.names or _names(said.title, said.list_id)
    cited = _names(said.words[:LIMIT], said.list_id, CITED)
    if len(about) == 1 and _is_named(each):
        yield from about
    elif not about and len(cited) == 1:
        yield from cited


def _names(text: str, list_id: str, kinds: Sequence[str] = ()) -> list[Key]:
    """The names in a text, each once, as it is first written."""
    found: dict[Hashable, str] = {}
    for pattern, kind, everywhere in _NAMES:
        if kinds and kind not in kinds:
            continue
        for match in pattern.finditer(text):
            name = NUMBERED.sub(" ", match[1].lower())
            found.setdefault((kind, name, "" if everywhere else list_id), match[1])
    return list(found.items())


def _is_named(each: _Seen) -> bool:
    """Whether the title says no more than the name, or than the subject that has the name."""
    title = _rest(each.stated.title)
    if not each.names:
        return not title
    return _alike(title, each.rest) and len(title & each.rest) >= min(2, len(title))


def _one_matter(one: _Seen, other: _Seen) -> bool:
    """Whether two threads on what has one name are about the same of it."""
    return _alike(one.rest, other.rest)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether either says nothing of its own, or the shorter mostly what the other says."""
    return len(one & other) >= LIKE * min(len(one), len(other))


def _rest(text: str) -> frozenset[str]:
    """The stems of a text without names and without words of how things are put."""
    words = content_of(_nameless(text))
    return frozenset(word[:STEM] for word in words if word not in RITUAL and not word[0].isdigit())


def _nameless(text: str) -> str:
    for pattern, _, _ in _NAMES:
        text = pattern.sub(" ", text)
    return text


def _called(each: _Seen) -> Iterator[Key]:
    """What the thread of a main proposal is called, where that says something."""
    stems = frozenset(word[:STEM] for word in content_of(each.topic))
    if each.stated.kind == "main" and len(stems) >= 2:
        yield (stems, each.numbers, tuple(key for key, _ in each.names)), each.topic


def _in_time(one: _Seen, other: _Seen) -> bool:
    dates = one.stated.sent_at, other.stated.sent_at
    return None not in dates and (dates[1] - dates[0]).days <= DAYS  # type: ignore[operator]
