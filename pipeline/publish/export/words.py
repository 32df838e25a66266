"""Which words of a text are names, and whose.

In: the identities of the database and a sample of its mail. Out: `Known`, which finds names in a
text. Rules:

- A name is looked for by its parts ("Ada", "Lovelace", and "alovelace" of an address), as a word
  of its own in any case, with or without accents, and as what the short forms of a given name are
  in threads in which the person writes.
- Parts that stand side by side are one name where one person bears them all. A part that several
  bear is the one's who writes in the thread; where that leaves several, it is nobody's in
  particular, but hidden all the same.
- A part that is an ordinary word too (Mark, Will, Long, by a table or because this archive's mail
  writes it small) is a name only with a capital: beside another part, within a sentence, where
  somebody is spoken to ("Hi Mark,"), or wherever somebody of that name writes in the thread.
- What programs, lists and roles are called is no name of a human.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.thread.nicknames import CANONICAL

# A run of letters, with the marks that stand on them apart: "ada" in "ada_99" too.
WORD = re.compile("(?:[^\\W\\d_][\u0300-\u036f]*)+")

# Between two parts of one name: spaces, a dot, a hyphen, an initial.
BETWEEN = re.compile(r"[ \t]{0,3}(?:[A-Z]\.?[ \t]{1,3})?|[.\-_'’, ]{1,2}")

# Scripts that put no space between words: a name is found within a run.
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")

# What is no name alone, for it is written everywhere: particles, titles, roles, functions.
NEVER = frozenset(  # a table, by words
    """a an and at da de del den der di do dos du el en et for from in is la le les mc mac of on or
    the to van von via with y zu dr jr sr mr mrs ms phd prof inc ltd llc gmbh admin administrator
    all announce archive bot build bugs contact daemon dev devel developer development discuss
    general git help info infra list lists mail mailer mailing mailman me name news nobody noreply
    no office owner project python reply request root security service staff support system team
    test tester user users web webmaster www com net org edu gov io co uk example gmail yahoo
    hotmail outlook googlemail sourceforge github server client code core open source software
    linux debian ubuntu redhat google microsoft ibm intel oracle cisco""".split()  # noqa: SIM905
)

# Ordinary English words that people bear as names.
ORDINARY = frozenset(
    """abbey april ash august autumn baker bank banks barn bell best bill bird bishop black blue
    bond book bow brand brook brooks brown buck bush butler can case cash chance chase chip
    church clay close cook cooper crane cross daisy dale dawn day dean dick drew duke early earl
    east faith field fields fish fisher flood ford forest fox frank free french frost gene glass
    gold good grace grant gray green grey guy hall hand hardy hart hill holly hope house hunt
    hunter ivy iris jack jay joy june just king knight lake lane law lee light lily link little
    long lord love low man march mark marks mars marsh mason max may mercy miles mill miller
    moon moore more new nice noble north nick page park parker part pat peace pepper pike pitts
    pool pope post potter power price pride prince ray read reed reason rich rob rock rose ruby
    rush sage salt sand say sharp short sky small smart smith snow soon south spring star steel
    stone story strange street strong sue summer swift tailor taylor temple tip todd tom tours
    turner victor ward way weaver well wells west white wild will wills win winter wise wolf
    wood woods word worth young art ask sun she her him long me my so su he an ha hi ho hu in li
    lo lu ma mo no oh ok so than to tu up we wu yes you per par van war""".split()  # noqa: SIM905
)

# Of these, what is a given name first where it has a capital, even where a sentence begins.
GIVEN = (CANONICAL.keys() | set(CANONICAL.values())) - {"will", "art", "rich", "drew", "may"}

# No name has more parts.
LONGEST = 6

# A part is ordinary where so many of a sample's mails write it small, and as often as in capitals.
SMALL_MAILS, SMALL_SHARE = 3, 0.4

# What stands before a name that is spoken to, and before a word in the middle of a sentence.
ADDRESSED = re.compile(
    r"\b(?:hi|hey|hello|dear|thanks|thank you|cheers)[ ,]{1,3}$|@$", re.IGNORECASE
)
INSIDE = re.compile(r"[a-z0-9,;)][ \t]{1,3}$")


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text: where, and the one whose it is, or the parts of a name of several."""

    start: int
    end: int
    person: str | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Whose each part of a name is, and which parts are ordinary words."""

    bearers: Mapping[str, frozenset[str]]
    short: Mapping[str, frozenset[str]]
    ordinary: frozenset[str]
    unspaced: re.Pattern[str] | None


def bare(word: str) -> str:
    """A word in lower case without accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(each for each in apart if not unicodedata.combining(each))


def known(identities: Iterable[tuple[str, str, str]], sample: Iterable[str]) -> Known:
    """What the names and addresses (name, address, person) and a sample of mail tell."""
    bearers: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for name, address, person in identities:
        words = [bare(word[0]) for word in WORD.finditer(name.partition("@")[0])]
        local = [bare(word[0]) for word in WORD.finditer(address.partition("@")[0])]
        for part in {*words, *(each for each in local if len(each) > 2)} - NEVER:
            if len(part) > 1:
                bearers.setdefault(part, set()).add(person)
        for part in words[:1]:
            for form in SHORT.get(part, ()):
                short.setdefault(form, set()).add(person)
    runs = sorted((each for each in bearers if UNSPACED.search(each)), key=lambda x: (-len(x), x))
    return Known(
        {part: frozenset(who) for part, who in bearers.items()},
        {part: frozenset(who) for part, who in short.items() if part not in bearers},
        frozenset(ORDINARY & bearers.keys()) | _small(bearers.keys(), sample),
        re.compile("|".join(map(re.escape, runs))) if runs else None,
    )


def _forms() -> dict[str, set[str]]:
    """Each given name to all forms that stand for the same one."""
    groups: dict[str, set[str]] = {}
    for form, first in CANONICAL.items():
        groups.setdefault(first, set()).add(form)
    return {form: groups[first] - {form} for form, first in CANONICAL.items()}


SHORT = _forms()


def _small(parts: Iterable[str], sample: Iterable[str]) -> frozenset[str]:
    """The parts that mail writes small as often as not: they are words of the language."""
    wanted = set(parts)
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for text in sample:
        seen = set(WORD.findall(text))
        small.update(each for each in seen if each in wanted)
        large.update(bare(each) for each in seen if each[:1].isupper() and bare(each) in wanted)
    return frozenset(
        part
        for part, mails in small.items()
        if mails >= SMALL_MAILS and mails >= SMALL_SHARE * (mails + large[part])
    )


def found(known: Known, text: str, writers: frozenset[str]) -> Iterator[Found]:
    """The names in a text of a thread in which `writers` write, in order, none within another."""
    if known.unspaced is not None and UNSPACED.search(text):
        for match in known.unspaced.finditer(text):
            yield _whose(match.start(), match.end(), [bare(match[0])], known, writers)
    group: list[re.Match[str]] = []
    for word in _parts(known, text, writers):
        if group and not _together(known, text, [*group, word]):
            yield from _named(known, text, group, writers)
            group = []
        group.append(word)
    if group:
        yield from _named(known, text, group, writers)


def _parts(known: Known, text: str, writers: frozenset[str]) -> Iterator[re.Match[str]]:
    bearers, short = known.bearers, known.short
    for word in WORD.finditer(text):
        plain = bare(word[0])
        if plain in bearers or (
            plain in short and short[plain] & writers and word[0][:1].isupper()
        ):
            yield word


def _together(known: Known, text: str, group: Sequence[re.Match[str]]) -> bool:
    """True where the last word goes on with the name that those before it begin."""
    if len(group) > LONGEST:
        return False
    before, last = group[-2:]
    between = text[before.end() : last.start()]
    if len(between) > 8 or not BETWEEN.fullmatch(between):
        return False
    return bool(_common(known, [bare(each[0]) for each in group]))


def _common(known: Known, parts: Sequence[str]) -> frozenset[str]:
    """Who bears all the parts."""
    who = [known.bearers.get(part) or known.short.get(part, frozenset()) for part in parts]
    return frozenset.intersection(*who)


def _named(
    known: Known, text: str, group: Sequence[re.Match[str]], writers: frozenset[str]
) -> Iterator[Found]:
    parts = [bare(each[0]) for each in group]
    if len(group) == 1 and not _is_name(known, text, group[0], writers):
        return
    if all(part in known.ordinary for part in parts) and not all(
        each[0][:1].isupper() for each in group
    ):
        return
    yield _whose(group[0].start(), group[-1].end(), parts, known, writers)


def _is_name(known: Known, text: str, word: re.Match[str], writers: frozenset[str]) -> bool:
    """True where a part that stands alone is a name."""
    plain = bare(word[0])
    large = word[0][:1].isupper()
    if plain not in known.ordinary:
        return large or len(plain) > 2
    if not large:
        return False
    if plain in GIVEN or known.bearers.get(plain, frozenset()) & writers:
        return True
    begins = text[max(0, word.start() - 40) : word.start()]
    return bool(INSIDE.search(begins) or ADDRESSED.search(begins))


def _whose(
    start: int, end: int, parts: Sequence[str], known: Known, writers: frozenset[str]
) -> Found:
    who = _common(known, parts)
    if len(who) > 1:
        who = who & writers or who
    one = next(iter(who)) if len(who) == 1 else None
    return Found(start, end, one, tuple(parts))
