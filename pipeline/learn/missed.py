"""Where the acts in the database differ from what a coder says, and how often.

In: the database and one coder's labels. Out: lines of text, precision and recall of each act, then
each difference with the mail's key and its public address. A label whose words are no longer
where they were is counted apart. Of whole threads: figures as those of two coders, then each
proposal and each last stance that one side alone has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.learn import accord, ledger
from pipeline.learn.codings import STRENGTHS, Coding, Proposed, Taken
from pipeline.learn.labels import ACTS, Label, digest
from pipeline.learn.mailed import Mails

if TYPE_CHECKING:
    import duckdb

SAID = """
    select m.message_id, s.start_char, s.end_char, m.body, m.message, m.url,
      list(a.act order by a.act) filter (a.act is not null)
    from message m join sentence s using (message)
    left join act a on a.message = s.message and a.sentence = s.number
    where m.duplicate_of is null and list_contains($ids, m.message_id)
    group by all order by m.message, s.start_char
"""

PROPOSALS = """
    select q.proposal, m.message_id, q.start_char, q.end_char, q.title, q.kind, q.outcome
    from proposal q join message m using (message) where list_contains($ids, m.message_id)
    order by q.proposal
"""
POSITIONS = """
    select s.proposal, m.message_id, s.start_char, s.end_char, s.stance, s.strength
    from position s join message m using (message) where list_contains($ids, m.message_id)
    order by s.sent_at nulls first, s.message, s.start_char
"""
PROGRAM = "hansard"  # as a coder


def lines(connection: duckdb.DuckDBPyConnection, labels: Collection[Label]) -> list[str]:
    """Figures of each act, then each difference."""
    by_span = {label.span: label for label in labels}
    ids = sorted({label.message_id for label in labels})
    pairs: list[tuple[set[str], set[str]]] = []
    told: list[str] = []
    for message_id, start, end, body, key, url, acts in connection.execute(
        SAID, {"ids": ids}
    ).fetchall():
        label = by_span.get((message_id, start, end))
        if label is None or digest(body[start:end]) != label.sha256:
            continue
        ours, coded = set(acts or ()) & set(ACTS), set(label.acts)
        pairs.append((ours, coded))
        where = f"{key} {start}-{end} {url}".rstrip()
        told += [f"too much  {act:14} {where}" for act in sorted(ours - coded)]
        told += [f"missed    {act:14} {where}" for act in sorted(coded - ours)]
    lost = len(by_span) - len(pairs)
    head = f"{len(pairs)} sentences compared, {lost} labels whose sentence is not there any more"
    return [head, *(_figures(act, pairs) for act in ACTS), *told]


def _figures(act: str, pairs: Collection[tuple[set[str], set[str]]]) -> str:
    """Precision and recall of one act, as counts."""
    both = sum(act in ours and act in coded for ours, coded in pairs)
    ours_ = sum(act in ours for ours, _ in pairs)
    coded_ = sum(act in coded for _, coded in pairs)
    return f"{act:14} {both} of {ours_} found are right, {both} of {coded_} coded are found"


def threads(
    connection: duckdb.DuckDBPyConnection, mine: Mapping[str, Coding], mails: Mails
) -> list[str]:
    """Figures of the program beside a coder, then each difference with its mail."""
    ours = {thread: program(connection, coding, mails) for thread, coding in mine.items()}
    figures = accord.lines(accord.accords({PROGRAM: ours, "the coder": mine}, mails))
    told = [
        line for thread in sorted(mine) for line in _differences(ours[thread], mine[thread], mails)
    ]
    return [*figures, *told]


def program(connection: duckdb.DuckDBPyConnection, coding: Coding, mails: Mails) -> Coding:
    """What the database has of the mails that a coder read, as a coding of its own."""
    given = {"ids": list(coding.messages)}
    found = Coding(coding.thread, coding.list_id, coding.messages, done=True)
    for key, name, start, end, title, kind, outcome in connection.execute(
        PROPOSALS, given
    ).fetchall():
        if name in mails:
            at = mails[name].spot(start, end)
            found = found.with_proposal(Proposed(key, at, title, kind, outcome))
    known = {each.id for each in found.proposals}
    for key, name, start, end, stance, strength in connection.execute(POSITIONS, given).fetchall():
        if key in known and name in mails:
            sure = STRENGTHS[strength != "vote"]
            found = found.with_position(Taken(key, mails[name].spot(start, end), stance, sure))
    return found


def _differences(ours: Coding, theirs: Coding, mails: Mails) -> Iterator[str]:
    matched = ledger.matched(accord.entries(ours, mails), accord.entries(theirs, mails))
    yield from _proposals("too much", ours, set(matched), mails)
    yield from _proposals("missed", theirs, set(matched.values()), mails)
    said = [each for each in accord.stands(ours, mails) if each.proposal in matched]
    mine = ledger.last(ledger.Row(matched[e.proposal], e.person, e.stance) for e in said)
    known = set(matched.values())
    coded = ledger.last(e for e in accord.stands(theirs, mails) if e.proposal in known)
    where = _where(theirs, mails) | {
        (matched[proposal], person): key
        for (proposal, person), key in _where(ours, mails).items()
        if proposal in matched
    }
    for key in sorted(mine.keys() | coded.keys()):
        if mine.get(key) != coded.get(key):
            yield (
                f"stance    {mine.get(key, 'none'):11} but coded {coded.get(key, 'none'):11} "
                f"{key[0]} {where[key]}"
            )


def _proposals(what: str, of: Coding, matched: Collection[str], mails: Mails) -> Sequence[str]:
    return [
        f"{what:9} proposal       {_mail(each.at.message_id, mails)} {each.at.start_char}-"
        f"{each.at.end_char}: {each.title}"
        for each in of.proposals
        if each.id not in matched
    ]


def _where(of: Coding, mails: Mails) -> dict[tuple[str, str], str]:
    """By proposal and person the mail of the last position."""
    found: dict[tuple[str, str], str] = {}
    for taken in of.positions:
        name = taken.at.message_id
        person = taken.person or (mails[name].person if name in mails else name)
        found[taken.proposal, person] = f"{_mail(name, mails)} {taken.at.start_char}"
    return found


def _mail(name: str, mails: Mails) -> str:
    return f"{mails[name].message} {mails[name].url}".rstrip() if name in mails else name
