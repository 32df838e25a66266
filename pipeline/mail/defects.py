"""The closed set of defect codes, each with what it says."""

from __future__ import annotations

# Those of the second table mean that no mail could be made of the bytes.
CODES = {
    "no-message-id": "the mail has no Message-ID",
    "imposter": "another mail of the archive has the same Message-ID, and another text",
    "bad-date": "the Date header is missing, unreadable or impossible, and another source was used",
    "no-date": "nothing tells when the mail was sent, not even its neighbours",
    "no-author": "the mail has no From header with an address of its author",
    "undecodable": "bytes are not in the charset that was declared; another one was used",
    "undeclared": "no charset is declared and the bytes are not UTF-8; the list's own or "
    "Windows-1252 was used",
    "empty-body": "the mail has no text",
    "html-only": "the mail has only HTML, from which its text was taken",
    "unbroken": "the text of the mail has lost its line breaks, and was taken from its HTML",
    "broken-mime": "the MIME structure is broken; what could be read was kept",
    "broken-header": "the header ends in a line that is no field; what follows was read as text",
    "body-separator": "a line of the text begins with From and was not taken for a separator",
    "truncated": "the archive ends in the middle: the download or its compression is incomplete",
    "digest": "the mail is a digest of other mails, of which some could not be taken out of it",
    "no-permalink": "the index page names no page for the mail, or it is unclear which",
}
LOST = {
    "no-mail": "the archive holds no mail at all",
    "no-page": "the index names a page that is not in the archive",
    "preamble": "text before the first mail belongs to no mail",
}


def explained(code: str) -> str:
    """The sentence for a code; KeyError for one that is not in the set."""
    return CODES[code] if code in CODES else LOST[code]
