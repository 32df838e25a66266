"""The permanent address of each thing, as a path of the site.

In: keys as the database has them. Out: paths, quoted; fragments that name a mail or a passage.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

# What may stand in a path as it is; everything else is quoted.
SAFE = "/@+:,"

STYLE, SEARCH, HEALTH, SQL = "/static/style.css", "/search", "/health", "/sql"


def to(kind: str, key: str, **asked: object) -> str:
    """The page of a list, thread, mail, proposal, person or idea."""
    given = {name: value for name, value in asked.items() if value not in (None, "")}
    return f"/{kind}/{quote(key, safe=SAFE)}" + (f"?{urlencode(given)}" if given else "")


def passage(thread: str | None, message: str, start: int | None = None) -> str:
    """A mail in its thread, or a passage of it; the mail alone where no thread is known."""
    if not thread:
        return to("mail", message)
    return f"{to('thread', thread)}#{quote(anchor(message, start), safe=SAFE)}"


def anchor(message: str, start: int | None = None) -> str:
    """The name of a mail on a thread's page, or of the passage that begins at a character."""
    return message if start is None else f"{message}/c{start}"


def block(message: str, number: int | None) -> str:
    """The name of a block of a mail on a thread's page; of the mail where it is not shown."""
    return message if number is None else f"{message}/b{number}"


def public(url: str | None) -> str:
    """The public address of a mail; empty where it is none that a browser should follow."""
    return url if url and url.startswith(("https://", "http://")) else ""
