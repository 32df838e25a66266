"""The text of a mail and its attachments.

Most archived mail is plain text, and is only decoded. Where the header speaks of MIME, the parts
are read with the standard library: text/plain is kept, HTML is turned into text where nothing else
is there (its quoting marked with "> "), all else is an attachment. What pipermail cut out
("scrubbed") stays in the text as its notice, and becomes an attachment with its public address. Of
format=flowed (RFC 3676) the stuffing is undone; its soft line ends are white space as others are,
and stay, unless DelSp makes one word of two lines.
"""

from __future__ import annotations

import binascii
import email
import html
import re
from dataclasses import dataclass, field
from email.message import Message as Mime

from pipeline.mail import digest, markup, scrubbed
from pipeline.mail.charset import decoded
from pipeline.mail.headers import unworded
from pipeline.mail.scrubbed import Found

# Header values that make a mail more than plain text. A multipart that the archiver flattened has
# the header of a multipart and no boundary in its text.
TRANSFER_ENCODED = re.compile(
    r"\s*(quoted-printable|base64|x-uuencode|uuencode|x-uue)", re.IGNORECASE
)
BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]{4,}")
NOT_TEXT = ("text/html", "text/enriched", "message/", "image/", "audio/", "video/", "application/")
# The standard library reads a nested multipart at a cost of its depth for each line.
MOST_PARTS = 200
# It reads parameters at a cost of the square of their length.
LONGEST_PARAMETERS = 10_000
# The words of Mailman and Majordomo in the subject and at the top of a digest.
DIGEST = re.compile(r"\bdigest,? vol(?:ume)?\b|\bdigest v\d", re.IGNORECASE)
REPLY = re.compile(r"\b(?:re|aw|sv|antw)\s*:", re.IGNORECASE)
DIGEST_RULE = "\n-----------------------------"
CONTENTS = "\nToday's Topics:"
DIGEST_HEAD = 6000
ESCAPED_MARK = re.compile(r"^&gt;[ &]", re.MULTILINE)
MARK = re.compile(r"^[ \t]{0,8}>", re.MULTILINE)
# A digest by MIME (RFC 2046 5.1.5).
MULTIPART_DIGEST = "multipart/digest"


@dataclass(slots=True)
class Text:
    """What was read of a mail's body; `inside` are the mails of a digest."""

    text: str = ""
    defects: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[Found] = field(default_factory=list)
    inside: list[bytes] = field(default_factory=list)


# A text alternative whose lines somebody's program has run together, where its page has many more.
LONGEST_LINE, FEWER_LINES, SAME = 500, 3, 200


def text(raw: bytes, header: bytes, fields: dict[str, list[str]], hint: str = "") -> Text:
    """The text, attachments and defects (code, detail) of a mail; `hint` is the list's charset."""
    kind = fields["content-type"][0] if "content-type" in fields else ""
    encoding = fields.get("content-transfer-encoding", [""])[0]
    found = Text()
    if (kind or encoding) and _needs_mime(raw, kind, encoding):
        _mime(header, raw, kind, found)
    else:
        found.text = _decode(raw, _parameter(kind, "charset"), found, hint)
        if kind:
            found.text = _unflowed(found.text, kind)
    finish(found, fields.get("subject", [""])[0])
    return found


def finish(found: Text, subject: str) -> None:
    """Take the armour off a text that was read, and note what else it tells."""
    found.text, signatures = scrubbed.unarmoured(_unescaped(lines(found.text)))
    found.attachments += signatures
    found.attachments += scrubbed.attachments(found.text)
    told = _is_digest(subject, found.text)
    found.inside = found.inside or digest.mails(found.text, told=told)
    if told and not found.inside:
        found.defects.append(("digest", ""))


def _unescaped(plain: str) -> str:
    """A text whose quotes bear "&gt;": a program escaped it for HTML and sent it as plain."""
    if "&gt;" not in plain:
        return plain
    escaped = len(ESCAPED_MARK.findall(plain))
    return html.unescape(plain) if escaped > 1 and not MARK.search(plain) else plain


def lines(plain: str) -> str:
    """A text with its lines ended by a line feed, and no empty line at its beginning or end."""
    if "\r" in plain:
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.rstrip().lstrip("\n")
    return f"{plain}\n" if plain else ""


def _needs_mime(raw: bytes, kind: str, encoding: str) -> bool:
    lowered = kind.lower()
    if lowered.startswith("multipart/"):
        boundary = _parameter(kind, "boundary")
        return bool(boundary) and b"--" + boundary.encode("utf-8", "replace") in raw
    if TRANSFER_ENCODED.match(encoding):
        return not encoding.lower().strip().startswith("base64") or _looks_base64(raw)
    return lowered.startswith(NOT_TEXT)


def _looks_base64(raw: bytes) -> bool:
    """Archivers decode a body and leave its header; text with spaces is no base64 any more."""
    first = raw.strip().split(b"\n", 1)[0].strip()
    return BASE64_LINE.fullmatch(first) is not None


def _parameter(value: str, name: str) -> str:
    if name not in value.lower():
        return ""
    match = re.search(
        rf"\b{name}\*?\s*=\s*(?:\"([^\"]{{1,200}})\"|([^\s;\"]{{1,200}}))", value, re.IGNORECASE
    )
    return (match[1] or match[2]) if match else ""


def _decode(raw: bytes, declared: str, found: Text, hint: str = "") -> str:
    plain, honest = decoded(raw, declared, hint)
    if not honest:
        found.defects.append(("undecodable", declared) if declared else ("undeclared", hint))
    return plain


def _mime(header: bytes, raw: bytes, kind: str, found: Text) -> None:
    boundary = _parameter(kind, "boundary").encode("utf-8", "replace")
    if boundary.startswith(b"<"):  # the standard library takes off brackets that belong to it
        header, raw = (each.replace(boundary, boundary.strip(b"<>")) for each in (header, raw))
    try:
        if max(raw.count(b"boundary="), raw.count(b"message/rfc822")) > MOST_PARTS:
            raise ValueError("more parts than anybody sends")
        if len(kind) > LONGEST_PARAMETERS:
            raise ValueError("more parameters than anybody sends")
        _walk(email.message_from_bytes(header + b"\n\n" + raw), found)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # The standard library gives up on some mail; what is left is its text as it stands.
        found.defects.append(("broken-mime", type(error).__name__))
        found.text = ""
    if not found.text and any(code == "broken-mime" for code, _ in found.defects):
        found.text = _decode(raw, "", found)


def _walk(mail: Mime, found: Text) -> None:
    """Collect text and attachments of the leaves; with a stack, since mail nests as it likes."""
    stack: list[tuple[Mime, bool]] = [(mail, False)]
    texts: list[str] = []
    pages: list[str] = []
    while stack:
        part, attached = stack.pop()
        if part.defects and not any(code == "broken-mime" for code, _ in found.defects):
            found.defects.append(("broken-mime", type(part.defects[0]).__name__))
        if part.get_content_type() == MULTIPART_DIGEST:
            _digested(part, found)
        elif part.is_multipart():
            inside = part.get_payload()
            attached = attached or part.get_content_type() == "message/rfc822"
            stack += [(each, attached) for each in reversed(list(inside)) if isinstance(each, Mime)]
        else:
            _leaf(part, attached, found, texts, pages)
    if not texts and pages:
        found.defects.append(("html-only", ""))
        texts = pages
    elif len(texts) == len(pages) == 1 and _unbroken(texts[0], pages[0]):
        found.defects.append(("unbroken", ""))
        texts = pages
    found.text = "\n".join(each.rstrip("\n") + "\n" for each in texts)


def _unbroken(text: str, page: str) -> bool:
    """True where a text says what its page says, but has lost most of its line breaks."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or max(map(len, lines)) < LONGEST_LINE:
        return False
    broken = sum(1 for line in page.split("\n") if line.strip())
    one, other = ("".join(each.split())[:SAME] for each in (text, page))
    return broken >= FEWER_LINES * len(lines) and one == other


def _digested(part: Mime, found: Text) -> None:
    """Take the mails out of a digest; what of it is no mail is lost, and noted."""
    for each in part.get_payload() if part.is_multipart() else [part]:
        inside = each.get_payload() if isinstance(each, Mime) and each.is_multipart() else None
        if isinstance(inside, list) and inside and isinstance(inside[0], Mime):
            found.inside.append(inside[0].as_bytes())
        elif not any(code == "digest" for code, _ in found.defects):
            found.defects.append(("digest", ""))


def _leaf(part: Mime, attached: bool, found: Text, texts: list[str], pages: list[str]) -> None:
    kind = part.get_content_type()
    name = unworded(_ascii(part.get_filename() or ""))
    disposition = str(part.get("content-disposition") or "").lower()
    content = _payload(part)
    charset = part.get_content_charset() or ""
    inline = not attached and not disposition.startswith("attachment")
    if inline and kind == "text/plain" and not (name and texts):
        texts.append(_unflowed(_decode(content, charset, found), str(part["content-type"] or "")))
        return
    if inline and kind == "text/enriched" and not texts:
        texts.append(markup.unenriched(_decode(content, charset, found)))
        return
    if inline and kind == "text/html":
        pages.append(markup.plain(_decode(content, charset, found)))
    if part.get_content_maintype() != "multipart":  # one without parts is its own broken text
        found.attachments.append(Found(name, kind, "", len(content)))


def _ascii(text: str) -> str:
    """A value of the standard library, in which raw bytes stand as lone surrogates."""
    return decoded(text.encode("utf-8", "surrogateescape"))[0]


def _payload(part: Mime) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (binascii.Error, ValueError):
        content = None
    if isinstance(content, bytes):
        return content
    return str(part.get_payload()).encode("utf-8", "replace")


def _unflowed(plain: str, kind: str) -> str:
    """A text without the spaces that format=flowed stuffed it with (RFC 3676, 4.4)."""
    lowered = kind.lower()
    if "flowed" not in lowered:
        return plain
    unstuffed = plain.replace("\n ", "\n").removeprefix(" ")
    if "delsp" not in lowered or _parameter(kind, "delsp").lower() != "yes":
        return unstuffed
    return SOFT_BREAK.sub("", unstuffed)


# A soft line end of DelSp, between two lines of the author's: the space goes, the words join.
SOFT_BREAK = re.compile(r"(?<=[^\s>-]) \r?\n(?=[^\s>-])")


def _is_digest(subject: str, plain: str) -> bool:
    if "igest" not in subject or not DIGEST.search(subject) or REPLY.search(subject):
        return False
    contents = plain.find(CONTENTS, 0, DIGEST_HEAD)
    return contents >= 0 and plain.find(DIGEST_RULE, contents) >= 0
