"""What became of PEPs, as our proposals' outcomes tell it from the mail alone.

In: the folder of the corpora: archives of Python's lists, and the table of PEPs with their status.
Out: `Pep`, one for each PEP that a main proposal of a debate names in its title, its words or the
subject of its mail; and the figures. Several proposals may name one PEP: the last that was decided
counts. Status is of today, and the archives end in 2014 and 2016: what was decided elsewhere
or afterwards cannot be read in them, and counts as wrong all the same.
"""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.debate import votes
from pipeline.debate.features import EARLIEST
from pipeline.fetch import local
from pipeline.fetch.months import Span
from pipeline.learn import positions
from pipeline.learn.measure import Absent, Measure, bootstrapped
from pipeline.records import Debate, Proposal
from pipeline.run import build, debating
from pipeline.run.spread import processes

TOPIC = "what became of PEPs (python-dev 2014, python-committers)"
LISTS = ("python-committers", "python-dev")
TABLE = Path("python-peps") / "pep_index.tsv"

# What a status says came of the PEP. Superseded is left out: another PEP took its place, after it
# was accepted or before.
STATUS = {
    "Accepted": "accepted",
    "Final": "accepted",
    "Rejected": "rejected",
    "Withdrawn": "withdrawn",
    "Deferred": "deferred",
    "Draft": "open",
    "Active": "open",
}
NAMED = re.compile(r"\bPEP[ \u00a0#-]{0,2}0*([1-9]\d{0,3})\b", re.IGNORECASE)
# A resolution that links to mail of the archives was made in them.
WITHIN = re.compile(r"/(?:python-dev/2014-|python-committers/20(?:0[89]|1[0-6])-)")


@dataclass(frozen=True, slots=True)
class Pep:
    """A PEP that is debated: its status, what our proposals tell, and its votes."""

    number: int
    title: str
    status: str
    within: bool
    ours: str
    proposals: tuple[Proposal, ...]
    votes: int

    @property
    def counted(self) -> str:
        """What the count of votes tells: more for than against is accepted."""
        return "accepted" if self.votes > 0 else "rejected" if self.votes < 0 else "open"


def peps(corpora: Path) -> list[Pep]:
    """The PEPs of known status that a main proposal names, by number."""
    known = {
        int(row["pep"]): row
        for row in csv.DictReader((corpora / TABLE).read_text("utf-8").splitlines(), delimiter="\t")
        if row["status"] in STATUS
    }
    with TemporaryDirectory() as held:
        named, counts = gathered(_debates(Path(held), corpora))
    return [
        Pep(
            number,
            known[number]["title"],
            STATUS[known[number]["status"]],
            bool(WITHIN.search(known[number]["resolution"])),
            last(named[number]),
            tuple(named[number]),
            counts[number],
        )
        for number in sorted(named)
        if number in known
    ]


def _debates(data: Path, corpora: Path) -> list[Debate]:
    fetched = [
        archive
        for name in LISTS
        for archive in local.archives(corpora / name, data, name, Span(), lambda _: None)
    ]
    with processes(os.cpu_count() or 1) as using:
        _, jobs = build.read(data, fetched, using=using)
    return [debate for job in jobs for debate in debating.debates(job)]


def gathered(debates: Iterable[Debate]) -> tuple[dict[int, list[Proposal]], dict[int, int]]:
    """The main proposals that name each PEP, and +1 less -1 in the debates where they are made."""
    judge = positions.hansard()
    named: dict[int, list[Proposal]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    for debate in debates:
        if not any(NAMED.search(post.message.subject + post.message.body) for post in debate.posts):
            continue
        mails = {post.message.message: post.message for post in debate.posts}
        found: set[int] = set()
        for each in judge(debate)[0]:
            mail = mails[each.message]
            number = name(each.title, mail.body[each.start_char : each.end_char], mail.subject)
            if each.kind == "main" and number is not None:
                named[number].append(each)
                found.add(number)
        for number in found:
            counts[number] += _votes(debate)
    return named, counts


def name(*texts: str) -> int | None:
    """The PEP that the first of the texts to name any names, None where it names several."""
    for text in texts:
        found = {int(number) for number in NAMED.findall(text)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def last(proposals: Sequence[Proposal]) -> str:
    """The outcome of the last proposal that has one, by when it was made; else open."""
    ordered = sorted(proposals, key=lambda each: (each.sent_at or EARLIEST, each.proposal))
    return next((each.outcome for each in reversed(ordered) if each.outcome != "open"), "open")


def _votes(debate: Debate) -> int:
    """+1 less -1 in own words; a vote in a quote is its first author's."""
    return sum(
        {"support": 1, "oppose": -1}.get(vote.stance, 0)
        for post in debate.posts
        for block in post.blocks
        if block.kind == "own"
        for vote in votes.votes(post.message.body[block.start_char : block.end_char])
    )


def measures(found: Sequence[Pep]) -> Iterator[Measure | Absent]:
    """How many outcomes are those of the status, beside guesses that read no debate."""
    for what, those in (
        ("outcome right, PEPs that proposals name", list(found)),
        ("the same, resolved by mail of the archives", [each for each in found if each.within]),
    ):
        if not those:
            yield Absent(TOPIC, f"{what}: there is none")
            continue
        value, low, high = _accuracy([each.ours == each.status for each in those])
        beside = ", ".join(
            f"{guess} {_accuracy(right)[0]:.3f}"
            for guess, right in (
                ("always accepted", [each.status == "accepted" for each in those]),
                ("always open", [each.status == "open" for each in those]),
                ("count of votes", [each.status == each.counted for each in those]),
            )
        )
        yield Measure(TOPIC, what, value, low, high, len(those), "PEPs", beside)


def _accuracy(right: Sequence[bool]) -> tuple[float, float, float]:
    return bootstrapped([(float(each), 1.0) for each in right], lambda row: row[0] / row[1])
