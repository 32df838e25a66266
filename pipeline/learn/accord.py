"""How far coders of whole threads agree: on proposals, on stances, on the ledger.

In: the codings of the threads that two or more coders read whole, and their mails. Out: figures
with 95 % intervals for each pair of coders, and the threads on which they differ. Proposals are
matched as those of the program are with the coded ones (`ledger`); a person's last stance on a
matched proposal is what counts; intervals draw whole threads again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.learn import agreement, ledger
from pipeline.learn.agreement import Unit
from pipeline.learn.codings import Coding, Taken
from pipeline.learn.labels import ADJUDICATED
from pipeline.learn.ledger import Entry, Row
from pipeline.learn.mailed import Mails
from pipeline.learn.measure import Counts, bootstrapped, f1

By = Mapping[str, Mapping[str, Coding]]  # coder to thread to coding


@dataclass(frozen=True, slots=True)
class Accord:
    """One figure of a pair of coders; None where it is not defined."""

    coders: tuple[str, str]
    what: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    threads: int


def entries(coding: Coding, mails: Mails) -> list[Entry]:
    """The proposals of a coding, as they are matched."""
    return [
        Entry(
            each.id,
            each.at.message_id,
            _person(each.person, each.at.message_id, mails),
            ledger.words(each.title, _words(each.at.message_id, coding, each.id, mails)),
            each.kind == "main",
            each.outcome,
        )
        for each in coding.proposals
    ]


def _words(message_id: str, coding: Coding, name: str, mails: Mails) -> str:
    (at,) = (each.at for each in coding.proposals if each.id == name)
    return (mails[message_id].words(at) or "") if message_id in mails else ""


def _person(named: str, message_id: str, mails: Mails) -> str:
    return named or (mails[message_id].person if message_id in mails else message_id)


def stands(coding: Coding, mails: Mails) -> list[Row]:
    """The positions of a coding in the order of time."""

    def when(taken: Taken) -> tuple[bool, str, int]:
        mail = mails.get(taken.at.message_id)
        sent = mail.sent_at if mail else None
        return (sent is not None, sent.isoformat() if sent else "", taken.at.start_char)

    return [
        Row(each.proposal, _person(each.person, each.at.message_id, mails), each.stance)
        for each in sorted(coding.positions, key=when)
    ]


def accords(by_coder: By, mails: Mails) -> list[Accord]:
    """The figures of each pair of coders that read the same threads; `adjudicated` is none."""
    coders = sorted(set(by_coder) - {ADJUDICATED})
    return [
        figure
        for one, other in combinations(coders, 2)
        if (both := sorted(by_coder[one].keys() & by_coder[other].keys()))
        for figure in _pair(
            (one, other), [(by_coder[one][each], by_coder[other][each]) for each in both], mails
        )
    ]


def _pair(
    coders: tuple[str, str], pairs: Sequence[tuple[Coding, Coding]], mails: Mails
) -> list[Accord]:
    proposals: list[Counts] = []
    rows: list[Counts] = []
    main: list[Counts] = []
    units: list[Unit] = []
    outcomes: list[Unit] = []
    for one, other in pairs:
        ours, theirs = entries(one, mails), entries(other, mails)
        matched = ledger.matched(ours, theirs)
        mine, yours = stands(one, mails), stands(other, mails)
        proposals.append(
            (len(matched), len(ours) - len(matched), len(theirs) - len(matched))
        )  # fmt: skip
        rows.append(ledger.counts(mine, yours, matched))
        main.append(ledger.counts(_main(mine, ours), _main(yours, theirs), matched))
        units += _stances(one.thread, coders, mine, yours, matched)
        outcomes += _outcomes(one.thread, coders, ours, theirs, matched)
    counted = (
        ("F1 of proposals", proposals),
        ("F1 of (person, proposal, last stance)", rows),
        ("F1 of (person, main proposal, last stance)", main),
    )
    found = [_f1(coders, what, cases) for what, cases in counted]
    found.append(_kappa(coders, "kappa of stance, both have person and proposal", units))
    found.append(_kappa(coders, "kappa of outcome, both have the proposal", outcomes))
    return found


def _main(rows: Sequence[Row], of: Sequence[Entry]) -> list[Row]:
    kept = {each.proposal for each in of if each.main}
    return [row for row in rows if row.proposal in kept]


def _stances(
    thread: str, coders: tuple[str, str], mine: Sequence[Row], yours: Sequence[Row],
    matched: Mapping[str, str],
) -> list[Unit]:  # fmt: skip
    """The last stance of each coder where both have the person on the proposal."""
    ours = ledger.last(
        Row(matched[row.proposal], row.person, row.stance)
        for row in mine
        if row.proposal in matched
    )
    theirs = ledger.last(yours)
    return [
        Unit(thread, dict(zip(coders, (ours[key], theirs[key]), strict=True)))
        for key in sorted(ours.keys() & theirs.keys())
    ]


def _outcomes(
    thread: str, coders: tuple[str, str], ours: Sequence[Entry], theirs: Sequence[Entry],
    matched: Mapping[str, str],
) -> list[Unit]:  # fmt: skip
    mine = {each.proposal: each.outcome for each in ours}
    yours = {each.proposal: each.outcome for each in theirs}
    return [
        Unit(thread, dict(zip(coders, (mine[one], yours[other]), strict=True)))
        for one, other in sorted(matched.items())
    ]


def _f1(coders: tuple[str, str], what: str, cases: Sequence[Counts]) -> Accord:
    n = int(sum(right + wrong + missed for right, wrong, missed in cases))
    if not n:
        return Accord(coders, what, None, None, None, 0, len(cases))
    value, low, high = bootstrapped(cases, f1)
    if len(cases) < 2:  # one thread drawn again is itself
        return Accord(coders, what, float(value), None, None, n, len(cases))
    return Accord(coders, what, float(value), low, high, n, len(cases))


def _kappa(coders: tuple[str, str], what: str, units: Sequence[Unit]) -> Accord:
    if not units:
        return Accord(coders, what, None, None, None, 0, 0)
    found = next(
        each for each in agreement.agreement(units) if (each.measure, each.label) == ("kappa", "")
    )
    return Accord(coders, what, found.value, found.low, found.high, found.units, found.threads)


def lines(found: Sequence[Accord]) -> list[str]:
    """Figures as text, a section for each pair of coders."""
    told: list[str] = []
    before: tuple[str, str] | None = None
    for each in found:
        if each.coders != before:
            told.append(f"threads, {each.coders[0]} and {each.coders[1]}")
            before = each.coders
        told.append(
            f"  {each.what:47} {_shown(each.value)}  {_shown(each.low)} to {_shown(each.high)}"
            f"  (n = {each.n}, {each.threads} threads)"
        )
    return told


def _shown(value: float | None) -> str:
    return "   –" if value is None else f"{value:.2f}".rjust(4)


def differing(by_coder: By, mails: Mails) -> list[str]:
    """The threads that coders read differently and nobody decided, the most differing first."""
    coders = sorted(set(by_coder) - {ADJUDICATED})
    decided = by_coder.get(ADJUDICATED, {})
    apart: dict[str, int] = {}
    for one, other in combinations(coders, 2):
        for thread in by_coder[one].keys() & by_coder[other].keys() - decided.keys():
            mine, yours = by_coder[one][thread], by_coder[other][thread]
            apart[thread] = apart.get(thread, 0) + differences(mine, yours, mails)
    return [
        thread for thread in sorted(apart, key=lambda each: (-apart[each], each)) if apart[thread]
    ]


def differences(one: Coding, other: Coding, mails: Mails) -> int:
    """In how many proposals and positions two codings differ."""
    ours, theirs = entries(one, mails), entries(other, mails)
    matched = ledger.matched(ours, theirs)
    _, wrong, missed = ledger.counts(stands(one, mails), stands(other, mails), matched)
    return len(ours) + len(theirs) - 2 * len(matched) + wrong + missed
