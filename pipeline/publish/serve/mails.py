"""The page of one mail as it is, a part of it at a time: mail may be of any length.

In: a connection, a mail and the character to begin at. Out: a `Page`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.serve import shown
from pipeline.publish.serve.source import Page, first

if TYPE_CHECKING:
    import duckdb

# So many characters at once: a browser lays them out without delay.
PART = 60_000

ONE = """
select m.message, m.list_id, m.month, m.number, m.message_id, m.name, m.person, m.sent_at,
    m.subject, m.url, m.duplicate_of, m.automatic, substring(m.body, $begin + 1, $part) as body,
    length(m.body) as characters, p.thread, p.parent, p.how, p.confidence
from message as m
left join place as p on p.message = coalesce(m.duplicate_of, m.message)
where m.message = $message
"""


def mail(connection: duckdb.DuckDBPyConnection, key: str, begin: int = 0) -> Page:
    """One mail as it is, a part of it at a time."""
    given = {"message": key, "begin": begin, "part": PART}
    about = first(connection, ONE, given)
    body = about.pop("body")
    about |= {
        "text": shown.body(body), "begin": begin, "end": begin + len(body),
        "before": max(begin - PART, 0),
    }  # fmt: skip
    title = shown.name(about["subject"]) or "(no subject)"
    cite = f"{shown.name(about['name'])}, “{title}”, mail to {about['list_id']}"
    return Page(
        "mail.html", title, {"mail": about}, f"{cite}, {shown.minute(about['sent_at'])}. {key}"
    )
