"""Lines of a page as plain text, Markdown or HTML.

In: `Node`s and the public addresses of the mails that they name. Out: text. A key in brackets is a
link where its mail has an address of the web. Mail is untrusted: nothing in it can steer a
terminal, end a quotation of Markdown or be a tag of HTML.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import orjson

from pipeline.publish import monthly, outline, plain
from pipeline.publish.digest import Digest
from pipeline.publish.nodes import Node
from pipeline.publish.summarise import Summary

WIDTH = 100
NARROWEST = 40

Addresses = Mapping[str, str]

KEY = re.compile(r"\[([^\[\]\s]+/[^\[\]\s]+/\d{4,})\]")
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&]|^[-+=])")

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
blockquote { margin: .3rem 0 .6rem 1rem; padding-left: .8rem; border-left: 3px solid #0072b2; }
.point { margin: .3rem 0 0 1rem; } .about { color: inherit; opacity: .8; }
h2 { margin-top: 2rem; } a { overflow-wrap: anywhere; }
@media print { body { max-width: none; } }
"""


def summaries(told: Sequence[Summary], page_format: str, width: int = WIDTH) -> str:
    """The summaries of some threads as text, markdown, html or json (a list, or one of one)."""
    if page_format == "json":
        return _json(told[0] if len(told) == 1 else list(told))
    addresses = {key: url for each in told for key, url in outline.addresses(each).items()}
    nodes = [node for each in told for node in outline.nodes(each)]
    if not told:
        nodes = [Node("line", "No debate was found: no thread there holds a proposal.")]
    return _written(nodes, addresses, page_format, width)


def digest(told: Digest, page_format: str, width: int = WIDTH) -> str:
    """The digest of a month as text, markdown, html or json."""
    if page_format == "json":
        return _json(told)
    return _written(list(monthly.of_month(told)), told.addresses, page_format, width)


def _json(told: object) -> str:
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()


def _written(nodes: Sequence[Node], addresses: Addresses, page_format: str, width: int) -> str:
    if page_format == "text":
        return text(nodes, addresses, width)
    return markdown(nodes, addresses) if page_format == "markdown" else html_page(nodes, addresses)


def text(nodes: Iterable[Node], addresses: Addresses, width: int = WIDTH) -> str:
    """The page as plain text, the addresses of its mails at the end."""
    lines: list[str] = []
    for node in nodes:
        if node.kind == "gap":
            lines.append("")
        elif node.kind == "command":
            lines.append(f"{' ' * node.indent}{node.text}")
        else:
            lines += _wrapped(node, width)
    if addresses:
        lines += ["Mails", *(f"   [{plain.line(key)}] {url}" for key, url in addresses.items())]
    return "\n".join(lines).rstrip()


def _wrapped(node: Node, width: int) -> list[str]:
    """The line in lines of `width`; a key, an address or another long word stays whole."""
    return textwrap.wrap(
        plain.line(node.text),
        max(width, NARROWEST),
        initial_indent=" " * node.indent,
        subsequent_indent=" " * (node.indent + node.hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def markdown(nodes: Iterable[Node], addresses: Addresses) -> str:
    """The page in Markdown (CommonMark)."""
    return "\n".join(line for node in nodes for line in _marked(node, addresses)).strip() + "\n"


MARKS = {"title": "# ", "section": "## ", "proposal": "## ", "point": "- ", "quote": "> "}


def _marked(node: Node, addresses: Addresses) -> Iterator[str]:
    if node.kind == "gap":
        return
    if node.kind == "command":
        yield f"    {plain.line(node.text)}"
    else:
        said = _linked(plain.line(node.text).strip(), addresses, _escaped, _markdown_link)
        yield f"{MARKS.get(node.kind, '')}{said}"
    yield ""


def _escaped(words: str) -> str:
    # A number with a full stop at the head of a line would begin a list of its own.
    return re.sub(r"^(\s*\d+)\.", r"\1\\.", SPECIAL.sub(r"\\\1", words))


def _markdown_link(key: str, url: str) -> str:
    # Brackets, spaces and angles of an address would end the link: they are written as their codes.
    safe = re.sub(r"[\s<>()\[\]\\]", lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{_escaped(key)}](<{safe}>)"


def html_page(nodes: Iterable[Node], addresses: Addresses) -> str:
    """The page as an HTML document that needs nothing else."""
    listed = list(nodes)
    title = next((node.text for node in listed if node.kind == "title"), "hansard")
    body = "\n".join(line for node in listed for line in _tagged(node, addresses))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{html.escape(plain.line(title))}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


TAGS = {
    "title": ("<h1>", "</h1>"),
    "about": ('<p class="about">', "</p>"),
    "section": ("<h2>", "</h2>"),
    "proposal": ("<h2>", "</h2>"),
    "point": ('<p class="point">', "</p>"),
    "quote": ("<blockquote>", "</blockquote>"),
    "command": ("<pre>", "</pre>"),
}


def _tagged(node: Node, addresses: Addresses) -> Iterator[str]:
    if node.kind == "gap":
        return
    opening, closing = TAGS.get(node.kind, ("<p>", "</p>"))
    said = _linked(plain.line(node.text).strip(), addresses, html.escape, _html_link)
    yield f"{opening}{said}{closing}"


def _html_link(key: str, url: str) -> str:
    return f'<a href="{html.escape(url)}" rel="noreferrer">{html.escape(key)}</a>'


def _linked(
    words: str,
    addresses: Addresses,
    escape: Callable[[str], str],
    link: Callable[[str, str], str],
) -> str:
    """The words escaped, but for the keys of mails, which are links where an address is known."""
    made, start = "", 0
    for found in KEY.finditer(words):
        made += escape(words[start : found.start()])
        url = addresses.get(found[1], "")
        web = url.startswith(("https://", "http://"))
        made += f"{escape('[')}{link(found[1], url) if web else escape(found[1])}{escape(']')}"
        start = found.end()
    return made + escape(words[start:])
