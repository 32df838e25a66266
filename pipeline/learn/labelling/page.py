"""What the label page shows of a mail, and what its form tells.

In: a connection and a mail's key, the coder's labels, a filled form. Out: plain data for the
template, and labels. The own words stand in their order with everything between them folded; a
form covers the whole mail, so that a sentence without a tick is one that performs no act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.learn.labels import ACTS, Label, Span, digest
from pipeline.publish.serve import links, shown
from pipeline.publish.serve.source import Row, first, read

if TYPE_CHECKING:
    import duckdb

# So many characters of a mail above, or of a fold, are shown: the public address leads to the rest.
SHOWN = 20_000
ABOVE = 20

# As in docs/labelling.md: act, where it is given, where it is not.
CODEBOOK = (
    (
        "ProposeAction",
        'puts an action before others to take or not: "we should", "how about", "I suggest", '
        '"please do not"',
        "they tell their own plan, ask for facts, or tell what others proposed",
    ),
    (
        "StateDecision",
        'tells that something is settled, by them or by a group: "accepted", "I am going to '
        'release today"',
        "they hope, guess or wish; what is done is told only as a fact about a program",
    ),
    (
        "Agreement",
        'sides with what another said or proposed: "+1", "I agree", "good idea"',
        "they only thank, or answer yes to a question of fact",
    ),
    (
        "Disagreement",
        'rejects what another said or proposed, or speaks against it: "-1", "I don\'t think so"',
        "they tell that something is broken, or correct themselves",
    ),
)

MAIL = """
    select m.message, m.list_id, m.name, m.sent_at, m.subject, m.url, m.message_id, m.body, p.parent
    from message m left join place p using (message) where m.message = $message
"""
BLOCKS = "select number, kind, start_char, end_char from block where message = $message order by 1"
SENTENCES = """
    select number, block, start_char, end_char from sentence where message = $message order by 1
"""


def mail(
    connection: duckdb.DuckDBPyConnection, key: str, labels: Mapping[Span, Label] | None = None
) -> Row:
    """A mail in parts, each a sentence to label or a fold; with what the coder said before."""
    about = first(connection, MAIL, {"message": key})
    sentences = read(connection, SENTENCES, {"message": key})
    blocks = read(connection, BLOCKS, {"message": key})
    body = about.pop("body")
    for each in sentences:
        text = body[each["start_char"] : each["end_char"]]
        each |= {"sha256": digest(text), "text": shown.body(text)}
        label = (labels or {}).get((about["message_id"], each["start_char"], each["end_char"]))
        each["known"] = label is not None and label.sha256 == each["sha256"]
        each["acts"] = label.acts if label is not None and each["known"] else ()
    return about | {
        "url": links.public(about["url"]),
        "sentences": sentences,
        "parts": parts(body, blocks, sentences),
        "seen": _seen(key, sentences),
        "done": all(each["known"] for each in sentences),
    }


def parts(body: str, blocks: Sequence[Row], sentences: Sequence[Row]) -> list[Row]:
    """Sentences, and between them what is no sentence, in the order of the body."""
    inside: dict[int, list[Row]] = {}
    for each in sentences:
        inside.setdefault(each["block"], []).append(each)
    made: list[Row] = []
    for block in blocks:
        if block["number"] in inside:
            made += _own(body, block, inside[block["number"]])
            continue
        text = body[block["start_char"] : block["end_char"]]
        if text.strip():
            made.append({"kind": block["kind"], "text": shown.body(text[:SHOWN])})
    return made


def _own(body: str, block: Row, sentences: Sequence[Row]) -> list[Row]:
    """The sentences of a block, and what it holds beside them: bullets, addresses, lone signs."""
    made: list[Row] = []
    begin = block["start_char"]
    for each in sentences:
        made += _beside(body[begin : each["start_char"]])
        made.append({"kind": "sentence", "of": each})
        begin = max(begin, each["end_char"])
    return made + _beside(body[begin : block["end_char"]])


def _beside(text: str) -> list[Row]:
    return [{"kind": "beside", "text": shown.body(text.strip())}] if text.strip() else []


def _seen(key: str, sentences: Sequence[Row]) -> str:
    """What the sentences of a page are known by: a form of another reading is refused."""
    told = [(each["start_char"], each["end_char"], each["sha256"]) for each in sentences]
    return hashlib.sha256(repr((key, told)).encode()).hexdigest()[:20]


def above(connection: duckdb.DuckDBPyConnection, parent: str | None) -> list[Row]:
    """The mails that a mail answers, the nearest first."""
    found: list[Row] = []
    passed: set[str] = set()
    while parent and parent not in passed and len(found) < ABOVE:
        passed.add(parent)
        rows = read(connection, MAIL, {"message": parent})
        if not rows:
            break
        body = shown.body(rows[0]["body"][:SHOWN])
        found.append(rows[0] | {"body": body, "url": links.public(rows[0]["url"])})
        parent = rows[0]["parent"]
    return found


def told(about: Row, form: Mapping[str, Sequence[str]]) -> list[Label]:
    """The labels of a filled form: of every sentence of the mail."""
    return [
        Label(
            about["message_id"],
            each["start_char"],
            each["end_char"],
            each["sha256"],
            tuple(act for act in ACTS if act in form.get(f"s{each['number']}", ())),
        )
        for each in about["sentences"]
    ]


def state(about: Sequence[Any], done: Sequence[bool]) -> str:
    """How far the coder has come, in words."""
    return f"{sum(done)} of {len(about)} mails labelled"
