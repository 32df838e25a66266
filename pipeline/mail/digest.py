"""Digests: many mails of a list in one, taken apart again.

In: the text of a mail, or its MIME parts. Out: the mails inside, each as the bytes of a mail.

- A plain digest (RFC 1153, as Mailman, Majordomo and Listproc write it) has a list of its topics, a
  rule, and then mails parted by a rule of their own between empty lines. A rule parts only where a
  header follows; where mails are numbered ("Message: 3"), only where the next number does.
- The footer, the mails' numbers and the line "End of ..." are of no mail.
- What the digest's program said of a mail's encoding holds no more: its text is decoded already.
- A digest in a digest stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

# Between the head and the mails, and between mails; Mailman 2.0 has a rule of its own.
RULE = re.compile(r"\n\n(?:-{30}|-{70}|--__--__--)[ \t]*\n\n+")
RULES = ("\n------------------------------", "\n--__--__--")
# The head of a digest: its rules for subscribers and its topics.
HEAD_LENGTH = 30_000
# How a digest begins: the masthead of Mailman, or a line with its number, or its topics.
BEGINNING = re.compile(
    r"""\s{0,40} (?: Send[ ].{1,200}[ ]mailing[ ]list[ ]submissions[ ]to\b
    | \S.{0,100}\bdigest\b.{0,100}\b(?:vol(?:ume)?|issue|number)\b
    | (?:Today's[ ]Topics|(?:Topics[ ])?in[ ]this[ ](?:issue|digest)):
    | There[ ](?:is|are)[ ]\d{1,4}[ ]messages?[ ]totall?ing )""",
    re.VERBOSE | re.IGNORECASE,
)
# What follows the rule after the last mail.
END = re.compile(r"End of .{1,200}|Subject: Digest Footer\s|_{30,}\n", re.IGNORECASE)
NUMBERED = re.compile(r"Message: (\d{1,5})\n")
FIELD = re.compile(r"([A-Za-z][A-Za-z-]{1,40}): ?\S|([A-Za-z][A-Za-z-]{1,40}):[ \t]*\n[ \t]+\S")
# Of these a mail in a digest has the first and one of the others.
NEEDED, SOME = "from", ("date", "subject")
DROPPED = ("message", "content-type", "content-transfer-encoding", "mime-version")
MOST = 2000


def mails(text: str, *, told: bool = False) -> list[bytes]:
    """The mails of a plain digest, in order; none where the text is no digest.

    `told` says that the subject calls it one, so that its beginning need not.
    """
    if not any(rule in text for rule in RULES) or not (told or BEGINNING.match(text)):
        return []
    return [_mail(section) for section in islice(_sections(text), MOST)]


def _sections(text: str) -> Iterator[str]:
    """What stands between the rules of a digest and is a mail."""
    rules = RULE.finditer(text, 0, HEAD_LENGTH)
    head = next((rule for rule in rules if _begins(text, rule.end())), None)
    if head is None:
        return
    start, number = head.end(), _number(text, head.end())
    for rule in RULE.finditer(text, start):
        if not _parts(text, rule.end(), number):
            continue
        yield text[start : rule.start()]
        start, number = rule.end(), number + 1 if number else 0
        if not _begins(text, start):
            return
    yield text[start:]


def _number(text: str, at: int) -> int:
    numbered = NUMBERED.match(text, at)
    return int(numbered[1]) if numbered else 0


def _parts(text: str, at: int, number: int) -> bool:
    """True where a rule ends a mail: the next mail, the footer or the end follows."""
    if number and _begins(text, at):
        return _number(text, at) == number + 1
    return _begins(text, at) or END.match(text, at) is not None


def _begins(text: str, at: int) -> bool:
    """True where the header of a mail begins."""
    names = set()
    end = text.find("\n\n", at)
    for line in re.split(r"\n(?![ \t])", text[at : min(end if end > 0 else at + 4000, at + 4000)]):
        field = FIELD.match(f"{line}\n")
        if field is None:
            break
        names.add((field[1] or field[2]).lower())
    return NEEDED in names and not names.isdisjoint(SOME)


def _mail(section: str) -> bytes:
    """A mail without what the digest added to its header."""
    header, _, body = section.partition("\n\n")
    kept = [
        field
        for field in re.split(r"\n(?![ \t])", header)
        if field.partition(":")[0].lower() not in DROPPED
    ]
    return ("\n".join(kept) + f"\n\n{body}").encode("utf-8", "replace")
