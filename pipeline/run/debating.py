"""The stages of the threads rooted in one archive: they are answered and debated.

In: a job that names the unit and the keys of its parts. Out: the parts that were missing, and how
many rows each stage took and gave; or the debates themselves, of which nothing is judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline import parts
from pipeline.records import (
    Act,
    Author,
    Block,
    Debate,
    Effect,
    Elsewhere,
    Link,
    Mention,
    Message,
    Place,
    Position,
    Post,
    Proposal,
    Ruling,
    Sentence,
    Thread,
)
from pipeline.run.assembly import assembled, by_message, linked
from pipeline.run.jobs import ANSWER, DEBATE, Debating, Rows, debated, folder

# Which rows of a part belong to a unit: those of its threads, and those of its mails.
ROOTED = "starts_with(thread, $prefix)"
AMONG = "message in (select unnest($keys))"


def debate_unit(job: Debating) -> Rows:
    """Tie quotes to their sources, then find proposals, positions and mentions of ideas."""
    where = folder(job.data)
    found = list(_debates(where, job))
    done: Rows = {}
    if not parts.exists(where, "answer", job.answer, ANSWER):
        done["answer"] = _answer(where, job, found)
    if not parts.exists(where, "debate", job.debate, debated(job)):
        done["debate"] = _debate(where, job, found)
    return done


def _answer(where: Path, job: Debating, debates: Sequence[Debate]) -> tuple[int, int]:
    from pipeline.thread import answer

    elsewhere = _elsewhere(where, job, debates)
    links = [link for debate in debates for link in answer.links(debate, elsewhere)]
    parts.write(where, "answer", job.answer, {Link: links})
    return sum(len(debate.posts) for debate in debates), len(links)


def _elsewhere(
    where: Path, job: Debating, debates: Sequence[Debate]
) -> dict[tuple[str, int], list[Post]]:
    """The quotes of a unit that may be from other threads, by mail and block, each with mails."""
    keys = [post.message.message for debate in debates for post in debate.posts]
    told = parts.read(where, "thread", [job.thread], Elsewhere, where=AMONG, keys=keys)
    wanted = sorted({each.source for each in told})
    if not wanted:
        return {}
    messages = parts.read(where, "parse", job.parse, Message, where=AMONG, keys=wanted)
    places = parts.read(where, "thread", [job.thread], Place, where=AMONG, keys=wanted)
    authors = parts.read(where, "thread", [job.thread], Author, where=AMONG, keys=wanted)
    blocks = by_message(parts.read(where, "quote", job.quote, Block, where=AMONG, keys=wanted))
    place_of = {place.message: place for place in places}
    person_of = {author.message: author.person for author in authors}
    posts = {
        message.message: Post(
            message,
            place_of[message.message],
            person_of[message.message],
            blocks.get(message.message, ()),
        )
        for message in messages
    }
    found: dict[tuple[str, int], list[Post]] = defaultdict(list)
    for each in told:
        found[each.message, each.block].append(posts[each.source])
    return found


def _debate(where: Path, job: Debating, found: Sequence[Debate]) -> tuple[int, int]:
    from pipeline.debate import corrected, ideas, ideas_file
    from pipeline.run import known

    rules = ideas_file.of(known.ideas(job.data))
    rows: dict[type, list[object]] = {record: [] for record in debated(job)}
    for debate in _apart(where, job, found):
        made = corrected.judged(debate, job.told)
        rows[Proposal] += made.proposals
        rows[Position] += made.positions
        rows[Mention] += ideas.mentions(debate, made.proposals, made.positions, rules)
        if job.told:
            rows[Ruling] += made.rulings
            rows[Effect] += made.effects
    parts.write(where, "debate", job.debate, rows)
    return len(found), sum(len(rows[record]) for record in DEBATE)


def debates(job: Debating) -> Iterable[Debate]:
    """The debates of a unit, linked and each apart from its thread; nothing of them is judged."""
    where = folder(job.data)
    found = list(_debates(where, job))
    if not parts.exists(where, "answer", job.answer, ANSWER):
        _answer(where, job, found)
    return _apart(where, job, found)


def _apart(where: Path, job: Debating, found: Sequence[Debate]) -> Iterable[Debate]:
    """The threads of an answered unit with their links, each debate apart."""
    from pipeline.thread.debates import apart

    links = by_message(parts.read(where, "answer", [job.answer], Link))
    for whole in found:
        yield from apart(linked(whole, links))


def _debates(where: Path, job: Debating) -> Iterable[Debate]:
    """The threads of a unit with their posts, tagged but not yet linked."""
    prefix, threading = job.prefix, [job.thread]
    threads = parts.read(where, "thread", threading, Thread, where=ROOTED, prefix=prefix)
    places = parts.read(where, "thread", threading, Place, where=ROOTED, prefix=prefix)
    keys = [place.message for place in places]
    authors = parts.read(where, "thread", threading, Author, where=AMONG, keys=keys)
    messages = parts.read(where, "parse", job.parse, Message, where=AMONG, keys=keys)
    return assembled(
        threads,
        places,
        {author.message: author.person for author in authors},
        {message.message: message for message in messages},
        by_message(parts.read(where, "quote", job.quote, Block, where=AMONG, keys=keys)),
        by_message(parts.read(where, "tag", job.tag, Sentence, where=AMONG, keys=keys)),
        by_message(parts.read(where, "tag", job.tag, Act, where=AMONG, keys=keys)),
        {author.message: author.automatic for author in authors if author.automatic},
    )
