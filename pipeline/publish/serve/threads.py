"""The thread page: every mail in reading order or as a tree, its proposals and positions marked.

In: a connection and the key of any mail. Out: a `Page`, or the address at which it stands. A mail
longer than `LONGEST` is cut, with a link to the page of that mail alone: `mails`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.publish.serve import links, passages, shown
from pipeline.publish.serve.passages import Mark
from pipeline.publish.serve.source import MissingError, Moved, Page, Row, first, read

if TYPE_CHECKING:
    import duckdb

# Of each mail a thread's page shows so many characters.
LONGEST = 20_000

# Below this a mail's place in the thread is a guess that a reader should know of.
SURE = 0.7

# `rowid in` lets DuckDB unpack the bodies of these mails only: they are the bulk of the file.
POSTS = """
with places as materialized (
    select p.*, m.rowid as place
    from place as p join message as m on m.message = p.message
    where p.thread = $thread
)
select p.message, p.parent, p.parent_id, p.depth, p.position, p.how, p.confidence, m.list_id,
    m.name, m.person, m.sent_at, m.subject, m.base_subject, m.automatic, m.url,
    left(m.body, $longest) as body, length(m.body) as characters
from places as p
join message as m on m.rowid = p.place
where m.rowid in (select place from places)
order by p.position
"""

BLOCKS = """
select b.message, b.number, b.kind, b.depth, b.start_char, b.end_char, b.attributed_name
from block as b
where b.message in (select message from place where thread = $thread)
    and b.start_char < $longest
order by b.message, b.number
"""

# The source of a quote, in this thread or another; a quote of several passages has several.
LINKS = """
select message, block, source_message, source_block
from link
where kind = 'quotes' and message in (select message from place where thread = $thread)
order by message, block, score desc, source_message, source_block
"""

ELSEWHERE = """
select m.message, m.name, p.thread
from message as m left join place as p on p.message = m.message
where m.message in (select unnest($messages))
"""

ATTACHMENTS = """
select message, name, media_type, url, size
from attachment where message in (select message from place where thread = $thread)
order by message, number
"""

# Spans that are marked: positions also on proposals that were made in another thread.
POSITIONS = """
select s.message, s.start_char, s.end_char, s.stance, s.strength, s.basis, s.probability,
    s.proposal, p.title,
    p.message = s.message and p.person = s.person and s.stance = 'support' as proposed
from position as s join proposal as p on p.proposal = s.proposal
where s.message in (select message from place where thread = $thread)
order by s.message, s.start_char, s.proposal
"""

SPANS = """
select message, start_char, end_char, 'proposal' as kind, title, proposal, probability, outcome
from proposal where message in (select message from place where thread = $thread)
union all by name
select outcome_message as message, outcome_start_char as start_char,
    outcome_end_char as end_char, 'outcome' as kind, title, proposal, null as probability, outcome
from proposal
where outcome_message in (select message from place where thread = $thread)
    and outcome_start_char is not null
order by message, start_char, proposal, kind
"""

# As the query `proposals` has them, but of one thread: on a large list that is ten times quicker.
PROPOSALS = """
with wanted as (
    select * from proposal where thread = $thread or ($thread is null and person = $person)
),
stood as (
    select s.proposal, s.person, s.stance
    from position as s
    where s.proposal in (select proposal from wanted) and s.superseded_by is null
    qualify row_number() over (
        partition by s.proposal, s.person
        order by s.sent_at desc nulls last, s.message desc, s.start_char desc
    ) = 1
),
tallies as (
    select proposal,
        count(*) filter (stance = 'support') as support,
        count(*) filter (stance = 'oppose') as oppose,
        count(*) filter (stance = 'conditional') as conditional,
        count(*) filter (stance = 'neutral') as neutral
    from stood group by proposal
)
select w.proposal, w.thread, w.message, w.title, w.kind, w.outcome, w.outcome_message, w.person,
    who.name, w.sent_at, w.probability, coalesce(t.support, 0) as support,
    coalesce(t.oppose, 0) as oppose, coalesce(t.conditional, 0) as conditional,
    coalesce(t.neutral, 0) as neutral
from wanted as w
left join person as who on who.person = w.person
left join tallies as t on t.proposal = w.proposal
order by w.kind <> 'main', w.sent_at nulls last, length(w.proposal), w.proposal
"""

BEGINNINGS = """
select message, min_by(start_char, number) as start_char, min_by(end_char, number) as end_char
from block
where kind = 'own' and start_char < $longest
    and message in (select message from place where thread = $thread)
group by message
"""


def thread(connection: duckdb.DuckDBPyConnection, key: str, view: str = "") -> Page | Moved:
    """The page of a thread; where another of its mails is named, the address of that mail."""
    about = read(connection, "from thread where thread = $thread", {"thread": key})
    if not about:
        return _moved(connection, key)
    posts, proposals = _posts(connection, key), proposals_of(connection, thread=key)
    tree = view == "tree"
    if tree:
        _with_beginnings(connection, key, posts)
    else:
        _with_text(connection, key, posts)
    for post in posts:
        post.pop("body")
    data: Row = {"about": about[0], "proposals": proposals, "posts": posts, "tree": tree}
    title = shown.name(about[0]["subject"]) or "(no subject)"
    spoken = shown.span(about[0]["started_at"], about[0]["ended_at"])
    cite = (
        f"“{title}”, thread of {shown.count(len(posts), 'mail')} on {about[0]['list_id']}, {spoken}"
    )
    return Page("tree.html" if tree else "thread.html", title, data, f"{cite}. {key}")


def proposals_of(
    connection: duckdb.DuckDBPyConnection, *, thread: str | None = None, person: str | None = None
) -> list[Row]:
    """The proposals of a thread, or else of a person, with their tallies, main ones first."""
    return read(connection, PROPOSALS, {"thread": thread, "person": person})


def _moved(connection: duckdb.DuckDBPyConnection, key: str) -> Moved:
    found = first(
        connection,
        "select thread_of($key) as thread, coalesce((select coalesce(duplicate_of, message) "
        "from message where message = $key), '') as message",
        {"key": key},
    )
    if found["thread"] is None:
        raise MissingError(f"there is no mail {key} in the database", hint="search for its words")
    return Moved(links.passage(found["thread"], found["message"] or found["thread"]))


def _posts(connection: duckdb.DuckDBPyConnection, key: str) -> list[Row]:
    posts = read(connection, POSTS, {"thread": key, "longest": LONGEST})
    names = {post["message"]: post["name"] for post in posts}
    answers: defaultdict[str, list[str]] = defaultdict(list)
    for post in posts:
        post["answers"] = names.get(post["parent"] or "", "")
        post["unsure"] = post["depth"] > 0 and post["confidence"] < SURE
        post["answered_by"] = answers[post["message"]]
        if post["parent"]:
            answers[post["parent"]].append(post["message"])
    return posts


def _with_text(connection: duckdb.DuckDBPyConnection, key: str, posts: list[Row]) -> None:
    """Give each post its segments, attachments and notes."""
    given = {"thread": key, "longest": LONGEST}
    blocks = _by_mail(connection, BLOCKS, given)
    sources = _sources(connection, key, posts, blocks)
    attached = _by_mail(connection, ATTACHMENTS, {"thread": key})
    marks, spots = _marks(connection, key)
    for post in posts:
        mine, body = post["message"], post["body"]
        post["segments"] = passages.segments(
            body, blocks[mine], sources[mine], marks[mine], spots[mine]
        )
        noted = {id(note) for segment in post["segments"] for note in segment.notes}
        post["spots"] = sorted(spots[mine] - passages.named(post["segments"]))
        # What is said in the subject, or beyond where the text is cut, is told beside the head.
        post["notes"] = [mark for mark in marks[mine] if id(mark) not in noted]
        post["attachments"] = attached[mine]
        post["left"] = post["characters"] - len(body)


def _sources(
    connection: duckdb.DuckDBPyConnection,
    key: str,
    posts: list[Row],
    blocks: defaultdict[str, list[Row]],
) -> defaultdict[str, list[Row]]:
    """The links of quotes by mail, each with the author and the thread of its source.

    A passage of this thread is named; of another thread, the mail.
    """
    found = _by_mail(connection, LINKS, {"thread": key})
    links_ = [link for each in found.values() for link in each]
    known: dict[str, Row] = {
        post["message"]: {"name": post["name"], "thread": key} for post in posts
    }
    others = sorted({link["source_message"] for link in links_} - set(known))
    if others:
        rows = read(connection, ELSEWHERE, {"messages": others})
        known |= {row["message"]: row for row in rows}
    shown_here = {(mail, each["number"]) for mail, some in blocks.items() for each in some}
    for link in links_:
        about = known.get(link["source_message"], {"name": "", "thread": None})
        link["name"], link["thread"] = about["name"], about["thread"]
        if (link["source_message"], link["source_block"]) not in shown_here:
            link["source_block"] = None
    return found


def _by_mail(
    connection: duckdb.DuckDBPyConnection, text: str, given: Row
) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in read(connection, text, given):
        found[row["message"]].append(row)
    return found


def _marks(
    connection: duckdb.DuckDBPyConnection, key: str
) -> tuple[defaultdict[str, list[Mark]], defaultdict[str, set[int]]]:
    """What is proposed, decided and held in each mail, and where that begins.

    The proposer's own support goes unsaid, but a link may lead there.
    """
    found: defaultdict[str, list[Mark]] = defaultdict(list)
    spots: defaultdict[str, set[int]] = defaultdict(set)
    for row in read(connection, SPANS, {"thread": key}):
        proposes = row["kind"] == "proposal"
        sign = "◆" if proposes else shown.OUTCOMES.get(row["outcome"], "·")
        words = "proposes" if proposes else f"says what came of it: {row['outcome']}"
        found[row["message"]].append(_mark(row, row["kind"], sign, words))
        spots[row["message"]].add(row["start_char"])
    for row in read(connection, POSITIONS, {"thread": key}):
        spots[row["message"]].add(row["start_char"])
        if not row["proposed"]:
            sign, does, _ = shown.STANCES[row["stance"]]
            words = f"{does} by vote" if row["strength"] == "vote" else does
            found[row["message"]].append(_mark(row, row["stance"], sign, words))
    return found, spots


def _mark(row: Row, kind: str, sign: str, words: str) -> Mark:
    return Mark(
        row["start_char"], row["end_char"], kind, sign, words, shown.name(row["title"]),
        row["proposal"], row["probability"],
    )  # fmt: skip


def _with_beginnings(connection: duckdb.DuckDBPyConnection, key: str, posts: list[Row]) -> None:
    """Give each post the first of its own words, and its notes."""
    spans = _by_mail(connection, BEGINNINGS, {"thread": key, "longest": LONGEST})
    marks, _ = _marks(connection, key)
    for post in posts:
        begun = "".join(
            post["body"][each["start_char"] : each["end_char"]] for each in spans[post["message"]]
        )
        post["begins"], post["notes"] = shown.cut(begun[:400], 160), marks[post["message"]]
