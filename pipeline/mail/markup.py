"""HTML and enriched text to plain text, with quoting kept as "> ".

In: the markup of a mail or page. Out: its text: a line for each block or line break, an empty line
between paragraphs, "> " before what a blockquote holds, nothing of what is hidden.
"""

from __future__ import annotations

import re
from typing import NamedTuple

HIDDEN = ["script", "style", "head", "title", "template"]
# Elements that begin on a line of their own, and of these the ones set off by an empty line.
BLOCKS = {"div", "br", "tr", "li", "dt", "dd", "pre", "hr", "form", "center", "address"}
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "dl", "blockquote"}
# Nobody quotes deeper; hostile markup does.
DEEPEST_QUOTE = 32
# Markup longer than this is no mail that somebody wrote; the parser's memory is a hundredfold.
LONGEST = 4_000_000
WHITE = re.compile(r"[ \t\r\n\f]+")


class _End(NamedTuple):
    """The end of an element, as it waits on the stack."""

    name: str


class _Lines:
    """Lines of text as they are written, each with the quoting in which it stands."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.line = ""
        self.depth = 0
        self.preformatted = 0
        self._gap = False
        self._last_depth = 0

    def end(self, *, paragraph: bool = False) -> None:
        """End the line; an empty line follows a paragraph, where anything does."""
        if self.line.strip():
            if self._gap and self.done:
                self.done.append(_quoted("", min(self.depth, self._last_depth)))
            self.done.append(_quoted(self.line.replace("\xa0", " "), self.depth))
            self._gap, self._last_depth = False, self.depth
        self._gap = self._gap or paragraph
        self.line = ""

    def empty(self) -> None:
        """Have an empty line before what follows."""
        self._gap = True

    def add(self, text: str) -> None:
        """Write some text, its white space folded unless it is preformatted."""
        if self.preformatted:
            first, *rest = text.split("\n")
            self.line += first
            for line in rest:
                if self.line.strip():
                    self.end()
                else:
                    self.empty()
                self.line = line
            return
        text = WHITE.sub(" ", text)
        if not self.line or self.line.endswith(" "):
            text = text.lstrip(" ")
        self.line += text


def _quoted(line: str, depth: int) -> str:
    return f"{'> ' * min(depth, DEEPEST_QUOTE)}{line}".rstrip(" ")


def plain(html: str) -> str:
    """The text of some HTML, lines ended by a line feed."""
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, Tag

    soup = BeautifulSoup(html[:LONGEST], "lxml")
    lines = _Lines()
    # A stack instead of recursion: hostile markup nests as deep as it likes.
    stack: list[object] = [soup]
    while stack:
        node = stack.pop()
        if isinstance(node, _End):
            _leave(lines, node.name)
        elif isinstance(node, Tag):
            if node.name not in HIDDEN:
                _enter(lines, node.name)
                stack.append(_End(node.name))
                stack += reversed(node.contents)
        elif type(node) is NavigableString:
            lines.add(str(node))
    lines.end()
    return "\n".join(lines.done).rstrip("> \n") + "\n" if lines.done else ""


def _enter(lines: _Lines, name: str) -> None:
    if name == "br" and not lines.line.strip():
        lines.empty()
    if name in BLOCKS or name in PARAGRAPHS:
        lines.end(paragraph=name in PARAGRAPHS)
    if name == "blockquote":
        lines.depth += 1
    if name == "pre":
        lines.preformatted += 1
    if name == "li":
        lines.line = "- "
    if name in {"td", "th"} and lines.line.strip():
        lines.line += "  "


def _leave(lines: _Lines, name: str) -> None:
    if name in PARAGRAPHS or (name in BLOCKS and name != "br"):
        lines.end(paragraph=name in PARAGRAPHS and name != "blockquote")
    if name == "blockquote":
        lines.depth -= 1
        lines.empty()
    if name == "pre":
        lines.preformatted -= 1


# RFC 1896: <bold>text</bold>, << for <, parameters, which are not text, and line ends, of which one
# is a space and each further one a line end.
PARAMETER = re.compile(r"<param>[^<]{0,200}</param>", re.IGNORECASE)
ENRICHED = re.compile(r"(<<)|</?[A-Za-z][A-Za-z0-9-]{0,60}>|\n(\n*)")


def unenriched(text: str) -> str:
    """The text of some text/enriched."""
    return ENRICHED.sub(_unenriched, PARAMETER.sub("", text.replace("\r\n", "\n")))


def _unenriched(hit: re.Match[str]) -> str:
    if hit[0].startswith("\n"):
        return hit[2] or " "
    return "<" if hit[1] else ""
