"""Words that go with an idea: what mails that mention some terms say more often than the rest.

In: a database and the terms. Out: `Suggestion`, the most telling first. Words and phrases of up to
three words are taken from the authors' own words, once a mail, so that a pasted log counts little.
Each gets the weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn,
"Fightin' Words", 2008, eq. 16, 20 and 22): the prior is how common the phrase is in all the mails,
as heavy as the mails that mention the terms. z says how many standard errors it stands out.
Lines that an earlier mail has, as of a document that is sent again, are left out, and so are the
names of those who write.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from pipeline.debate import ideas_file
from pipeline.errors import UsageError

# A phrase that fewer of the mails hold is an accident, and that one person alone has, a habit.
MAILS, PERSONS = 3, 2
# Where z is below this, chance does as well.
Z = 1.96
# Two phrases with a word in common that share so many of their mails say the same.
SAME = 0.7
LONGEST = 3
# A line so long is not said twice by chance.
REPEATED = 30
# A word of somebody's name is one in the text where it is mostly written with a capital.
NAMED = 0.9
# More letters than any word has; what is longer is a token or an encoded line.
LETTERS = 30
# Words, and between them the marks that no phrase reaches across.
TOKEN = re.compile(r"[^\W\d_][\w+#]*(?:['’./-][^\W_][\w+#]*)*|[.!?;:,()\[\]\"“”\n]")
# English words that no phrase begins or ends with: they make grammar, not a topic.
_GRAMMAR = """
a an the and or but if then else than so as of at by for from in into on onto to with without
about above after again all also am any are be because been before being between both can could
did do does doing don't down each even few had has have having he her here him his how i i'd i'll
i'm i've is isn't it it's its just let let's like may me might more most much must my no nor not
now off one only other our out over own same she should some such that that's their them there
there's these they they're this those though through too under until up us very was wasn't we we'd
we'll we're we've well were what when where whether which while who why will won't would yet you
you'd you'll you're your can't doesn't didn't isn't get got
"""
GRAMMAR = frozenset(_GRAMMAR.split())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase that goes with the terms, in how many mails it is, and two of them."""

    phrase: str
    z: float
    mails: int
    persons: int
    elsewhere: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """The phrases found for some terms, and how many mails were compared."""

    mails: int
    others: int
    found: tuple[Suggestion, ...]


def suggest(
    connection: duckdb.DuckDBPyConnection,
    terms: Sequence[str],
    list_id: str | None = None,
    limit: int = 30,
) -> Suggested:
    """The phrases that tell mails with a term from the rest, highest z first.

    UsageError where a term has no letter, no mail has one, or all have.
    """
    for term in terms:
        if not re.search(r"\w", term):
            raise UsageError(f"{term!r} is no term", hint="hansard idea suggest 'code of conduct'")
    searched = ideas_file.pattern(terms)
    mails = list(_fresh(_own(connection, list_id)))
    if not mails:
        raise UsageError(f"there is no mail of a list {list_id}", hint="hansard query archives")
    about = [bool(searched.search(text)) for _, _, text in mails]
    if sum(about) < MAILS or all(about):
        few = "all mails hold" if all(about) else f"{sum(about)} mails of {len(mails):,} hold"
        raise UsageError(
            f"{few} any of these terms, and there is nothing to compare",
            hint="try other terms, such as 'split*' for any ending, or another --list",
        )
    phrases = _Counted([text for _, _, text in mails], about)
    named = {word for term in terms for word in TOKEN.findall(term.lower())}
    named |= _names(connection, [text for _, _, text in mails])
    found = _listed(phrases, mails, searched, named, limit)
    return Suggested(sum(about), len(about) - sum(about), tuple(found))


def _own(
    connection: duckdb.DuckDBPyConnection, list_id: str | None
) -> Iterator[tuple[str, str, str]]:
    """Key, person and own words of each mail that a person wrote, oldest first."""
    yield from connection.execute(
        "select m.message, m.person, string_agg(substring(m.body, b.start_char + 1, "
        "b.end_char - b.start_char), chr(10) order by b.number) "
        "from message as m join block as b using (message) where b.kind = 'own' "
        "and m.duplicate_of is null and m.automatic = '' and ($list is null or m.list_id = $list) "
        "group by m.message, m.person, m.sent_at order by m.sent_at nulls last, m.message",
        {"list": list_id},
    ).fetchall()


def _fresh(mails: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """The mails without the lines that an earlier one has."""
    seen: set[str] = set()
    for key, person, text in mails:
        lines = text.split("\n")
        yield key, person, "\n".join(line for line in lines if line.strip() not in seen)
        seen.update(line.strip() for line in lines if len(line) >= REPEATED)


def _names(connection: duckdb.DuckDBPyConnection, texts: Iterable[str]) -> set[str]:
    """The words that name those who write, small, where texts mostly write them as names."""
    rows = connection.execute("select distinct name from message").fetchall()
    names = {word for (name,) in rows for word in TOKEN.findall((name or "").lower())}
    times, large = Counter[str](), Counter[str]()
    for text in texts:
        for token in TOKEN.findall(text):
            if (word := token.lower()) in names:
                times[word] += 1
                large[word] += token[0].isupper()
    return {word for word, count in times.items() if large[word] >= NAMED * count}


class _Counted:
    """In how many mails about the idea, and in how many others, each phrase stands."""

    def __init__(self, texts: Sequence[str], about: Sequence[bool]) -> None:
        self._names: list[str] = [""]
        self._about = np.asarray(about)
        words, mails = self._words(texts)
        self.rows: list[tuple[str, float, int, int, np.ndarray]] = []
        codes = words.copy()
        alive = words > 0
        for length in range(1, LONGEST + 1):
            if length > 1:
                _, dense = np.unique(codes, return_inverse=True)
                codes = dense[:-1] * np.int64(len(self._names)) + words[length - 1 :]
                alive = alive[:-1] & (words[length - 1 :] > 0)
                alive &= mails[: len(alive)] == mails[length - 1 :]
            self._count(codes, alive, words, mails, length)

    def _words(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Every word of every mail by its number, 0 for a mark; and the mail of each."""
        known: dict[str, int] = {}
        words: list[int] = []
        lengths: list[int] = []
        for text in texts:
            before = len(words)
            for token in TOKEN.findall(text.lower()):
                is_word = token[0].isalpha() and len(token) <= LETTERS
                words.append(known.setdefault(token, len(known) + 1) if is_word else 0)
            words.append(0)
            lengths.append(len(words) - before)
        self._names += known
        return np.asarray(words, np.int64), np.repeat(np.arange(len(texts)), lengths)

    def _count(
        self,
        codes: np.ndarray,
        alive: np.ndarray,
        words: np.ndarray,
        mails: np.ndarray,
        length: int,
    ) -> None:
        """Add the phrases of one length that stand out."""
        places = np.flatnonzero(alive)
        _, first, phrase = np.unique(codes[places], return_index=True, return_inverse=True)
        held = np.unique(phrase * np.int64(len(self._about)) + mails[places])
        phrase, mail = held // len(self._about), held % len(self._about)
        with_it = np.bincount(phrase[self._about[mail]], minlength=len(first))
        without = np.bincount(phrase[~self._about[mail]], minlength=len(first))
        z = log_odds(with_it, without)
        starts = np.searchsorted(phrase, np.arange(len(first) + 1))
        for each in np.flatnonzero((z >= Z) & (with_it >= MAILS)):
            at = places[first[each]]
            text = " ".join(self._names[word] for word in words[at : at + length])
            those = mail[starts[each] : starts[each + 1]]
            counts = int(with_it[each]), int(without[each])
            self.rows.append((text, float(z[each]), *counts, those[self._about[those]]))


def log_odds(ours: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How many standard errors each phrase is commoner in ours, given all counts of both."""
    both = ours + others
    prior = both * (ours.sum() / max(both.sum(), 1))
    total = prior.sum()
    here, there = ours + prior, others + prior
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log(here / (ours.sum() + total - here)) - np.log(
            there / (others.sum() + total - there)
        )
        z = delta / np.sqrt(1 / here + 1 / there)
    return np.where(np.isfinite(z), z, 0.0)


def _listed(
    phrases: _Counted,
    mails: Sequence[tuple[str, str, str]],
    searched: re.Pattern[str],
    named: set[str],
    limit: int,
) -> Iterator[Suggestion]:
    """The phrases worth a look, best first: none holds a term, none says what a better one says."""
    taken: list[tuple[str, set[int]]] = []
    for text, z, ours, others, those in sorted(phrases.rows, key=lambda row: (-row[1], row[0])):
        ends = (text.split(" ", 1)[0], text.rsplit(" ", 1)[-1])
        if any(word in GRAMMAR or len(word) < 2 for word in ends) or searched.search(text):
            continue
        if named.issuperset(text.split(" ")):
            continue
        by = {mails[mail][1]: mails[mail][0] for mail in reversed(those.tolist())}
        among = set(those.tolist())
        if len(by) < PERSONS or any(_same(text, among, *each) for each in taken):
            continue
        taken.append((text, among))
        examples = tuple(list(by.values())[::-1][:2])
        yield Suggestion(text, round(z, 1), ours, len(by), others, examples)
        if len(taken) == limit:
            return


def _same(text: str, mails: set[int], other: str, others: set[int]) -> bool:
    shared = {*text.split(" ")} & {*other.split(" ")} - GRAMMAR
    return bool(shared) and len(mails & others) >= SAME * max(len(mails), len(others))


def text(suggested: Suggested) -> str:
    """The suggestions as a table in plain text, with the keys of two mails each."""
    lines = [
        f"{suggested.mails:,} mails hold a term, {suggested.others:,} do not. Mails with the "
        "phrase among each, by how many persons, and two to read:",
        "",
        f"{'phrase':<34} {'z':>5} {'with':>6} {'persons':>7} {'others':>7}  mails",
    ]
    lines += [
        f"{each.phrase:<34} {each.z:>5.1f} {each.mails:>6,} {each.persons:>7,} "
        f"{each.elsewhere:>7,}  {', '.join(each.examples)}"
        for each in suggested.found
    ]
    return "\n".join(lines if suggested.found else [lines[0], "", "No phrase stands out."])
