"""The text of a mail and its attachments.

Most archived mail is plain text, and is only decoded. Where the header speaks of MIME, the parts are read
with the standard library: text/plain is kept, HTML is turned into text where nothing else is there (its
quoting marked with "> "), all else is an attachment. What pipermail cut out ("scrubbed") stays in the
text as its notice, and becomes an attachment with its public address.
"""

from __future__ import annotations

import binascii
import email
import re
from dataclasses import dataclass, field
from email.message import Message as Mime

from pipeline.mail.charset import decoded
from pipeline.mail.headers import unworded

# Header values that make a mail more than plain text. A multipart that the archiver flattened has
# the header of a multipart and no boundary in its text.
TRANSFER_ENCODED = re.compile(r"^\s*(quoted-printable|base64|x-uuencode|uuencode)", re.IGNORECASE)


@dataclass(slots=True)
class Text:
    """What was read of a mail's body."""

    text: str = ""
    defects: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[tuple[str, str, str, int | None]] = field(default_factory=list)


def text(raw: bytes, header: bytes, fields: dict[str, list[str]]) -> Text:
    """The text, attachments (name, media type, address, size) and defects (code, detail) of a mail."""
    kind = " ".join(fields.get("content-type", ())[:1])
    encoding = " ".join(fields.get("content-transfer-encoding", ())[:1])
    if _needs_mime(raw, kind, encoding):
        found = _mime(header, raw)
    else:
        found = Text()
        declared = _parameter(kind, "charset")
        found.text = _decode(raw, declared, found)
    found.text = _lines(found.text)
    found.attachments += scrubbed(found.text)
    return found


def _needs_mime(raw: bytes, kind: str, encoding: str) -> bool:
    lowered = kind.lower()
    if lowered.startswith("multipart/"):
        boundary = _parameter(kind, "boundary")
        return bool(boundary) and b"--" + boundary.encode("utf-8", "replace") in raw
    if TRANSFER_ENCODED.match(encoding):
        return not encoding.lower().startswith("base64") or _looks_base64(raw)
    return lowered.startswith(
        ("text/html", "message/", "image/", "audio/", "video/", "application/")
    )


def _looks_base64(raw: bytes) -> bool:
    """Archivers decode a body and leave its header; text with spaces is no base64 any more."""
    first = raw.strip().split(b"\n", 1)[0].strip()
    return bool(re.fullmatch(rb"[A-Za-z0-9+/=]{4,}", first))


def _parameter(value: str, name: str) -> str:
    match = re.search(
        rf"\b{name}\*?\s*=\s*(?:\"([^\"]{{1,200}})\"|([^\s;\"]{{1,200}}))", value, re.I
    )
    return (match[1] or match[2]) if match else ""


def _decode(raw: bytes, declared: str, found: Text) -> str:
    plain, honest = decoded(raw, declared)
    if not honest:
        found.defects.append(("undecodable", declared))
    return plain


def _mime(header: bytes, raw: bytes) -> Text:
    found = Text()
    try:
        mail = email.message_from_bytes(header + b"\n\n" + raw)
        _walk(mail, found)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, KeyError) as error:
        # The standard library gives up on some mail; what is left is its text as it stands.
        found = Text(defects=[("broken-mime", type(error).__name__)])
        found.text = _decode(raw, "", found)
    return found


def _walk(mail: Mime, found: Text) -> None:
    """Collect text and attachments of the leaves, with a stack: mail can nest as deep as it likes."""
    stack: list[tuple[Mime, bool]] = [(mail, False)]
    texts: list[str] = []
    html: list[str] = []
    while stack:
        part, attached = stack.pop()
        if part.defects:
            found.defects.append(("broken-mime", type(part.defects[0]).__name__))
        if part.is_multipart():
            inside = part.get_payload()
            attached = attached or part.get_content_type() == "message/rfc822"
            stack += [(each, attached) for each in reversed(inside) if isinstance(each, Mime)]
        else:
            _leaf(part, attached, found, texts, html)
    if not texts and html:
        found.defects.append(("html-only", ""))
        texts = html
    found.text = "\n".join(each.rstrip("\n") + "\n" for each in texts)


def _leaf(part: Mime, attached: bool, found: Text, texts: list[str], html: list[str]) -> None:
    kind = part.get_content_type()
    name = unworded(part.get_filename() or "")
    disposition = str(part.get("content-disposition") or "").lower()
    content = _payload(part)
    inline = not attached and not disposition.startswith("attachment")
    if inline and kind == "text/plain" and not (name and texts):
        texts.append(_decode(content, part.get_content_charset() or "", found))
    elif inline and kind == "text/html":
        html.append(of_html(_decode(content, part.get_content_charset() or "", found)))
        found.attachments.append((name, kind, "", len(content)))
    else:
        found.attachments.append((name, kind, "", len(content)))


def _payload(part: Mime) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (binascii.Error, ValueError):
        content = None
    if isinstance(content, bytes):
        return content
    return str(part.get_payload()).encode("utf-8", "replace")


def of_html(html: str) -> str:
    """The text of some HTML: a line for each block, quotations marked with "> "."""
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, Tag

    soup = BeautifulSoup(html, "lxml")
    for hidden in soup(["script", "style", "head", "title"]):
        hidden.decompose()
    lines: list[str] = [""]
    # A stack instead of recursion: hostile HTML nests as deep as it likes. None closes a quotation.
    stack: list[object] = [soup]
    depth = 0
    while stack:
        node = stack.pop()
        if node is None:
            depth -= 1
            lines.append("> " * depth)
        elif isinstance(node, Tag):
            quoted = node.name == "blockquote"
            if quoted:
                depth += 1
                stack.append(None)
            if quoted or node.name in _BLOCKS:
                lines.append("> " * depth)
            stack += reversed(list(node.children))
        elif type(node) is NavigableString:
            _append(lines, str(node), depth, preformatted=node.find_parent("pre") is not None)
    return "\n".join(line.rstrip() for line in lines if line.strip("> ")) + "\n"


_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "pre", "table", "ul", "ol", "hr"}


def _append(lines: list[str], plain: str, depth: int, *, preformatted: bool) -> None:
    if preformatted:
        first, *rest = plain.split("\n")
        lines[-1] += first
        lines += ["> " * depth + line for line in rest]
    elif folded := " ".join(plain.split()):
        between = " " if lines[-1].strip("> ") and not lines[-1].endswith(" ") else ""
        lines[-1] += between + folded


def _lines(plain: str) -> str:
    """Lines ended by a line feed, one at the end, none of them empty there."""
    if "\r" in plain:
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.rstrip("\n")
    return f"{plain}\n" if plain else ""


PART = "-------------- next part --------------\n"
NOTICE = re.compile(r"(?:An?|The) [\w .-]{1,60} was scrubbed\.\.\.")
ENTRY = re.compile(r"(Name|Type|Size|Desc|URL|Url|Subject|From|Date) ?: ?(.*)")


def scrubbed(plain: str) -> list[tuple[str, str, str, int | None]]:
    """Attachments that pipermail cut out of a text: name, media type, address, size in bytes."""
    found = []
    at = plain.find(PART)
    while at >= 0:
        entry = _entry(plain[at + len(PART) : at + len(PART) + 2000])
        if entry:
            found.append(entry)
        at = plain.find(PART, at + len(PART))
    return found


def _entry(notice: str) -> tuple[str, str, str, int | None] | None:
    first, *lines = notice.split("\n")
    if not NOTICE.match(first):
        return None
    values: dict[str, str] = {}
    for line in lines:
        match = ENTRY.match(line)
        if match is None:
            break
        values[match[1].lower()] = match[2].strip()
    size = re.match(r"\d+", values.get("size", ""))
    name = values.get("name", "")
    return (
        "" if name == "not available" else name,
        values.get("type", "text/html" if "HTML" in first else "application/octet-stream"),
        values.get("url", "").strip("<>"),
        int(size[0]) if size else None,
    )
