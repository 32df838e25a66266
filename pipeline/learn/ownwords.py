"""How well own words are told from quotes, line by line, against labelled mail.

In: the folder of labelled corpora. Out: `Score` rows, one for each style of mail and one overall.
The unit is a line of the body that is not white space; it is gold where the labels keep it, and
found where the block that holds it is the author's (own words; code and patches count too, since
the labels don't part them from prose).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.mail import quote
from pipeline.mail.lines import CODE, OWN, PATCH
from pipeline.records import Archive

FIXTURES = Path("jaydaley-ietf-fixtures/tests/fixtures")
OVERALL = "overall"
AUTHORED = (OWN, CODE, PATCH)


@dataclass(frozen=True, slots=True)
class Score:
    """How many lines of one style of mail were found: right, too many, missed, and of quotes."""

    style: str
    mails: int
    right: int
    leaked: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the lines taken for own words, the share that is."""
        return self.right / max(self.right + self.leaked, 1)

    @property
    def recall(self) -> float:
        """Of the author's lines, the share that was kept."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / max(2 * self.right + self.leaked + self.missed, 1)


def scores(corpora: Path) -> Iterator[Score]:
    """The score of each style of the IETF fixtures, then of all; nothing where they are absent."""
    mails: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted((corpora / FIXTURES).glob("*.eml")):
        style = path.stem.split("-")[0]
        expected = (path.parent / "expected" / f"{path.stem}.txt").read_text("utf-8")
        body = text(path)
        for each in (style, OVERALL):
            mails[each] += 1
            for verdict in verdicts(body, expected):
                counts[each, verdict] += 1
    for style in sorted(mails, key=lambda each: (each == OVERALL, each)):
        yield Score(style, mails[style], *(counts[style, v] for v in ("right", "leaked", "missed")))


def text(path: Path) -> str:
    """The body of the mail in a file, as the parser reads it."""
    from pipeline.mail import archive

    source = Archive(
        "fixtures",
        path.stem,
        "maildir",
        "",
        "",
        "",
        "",
        "",
        "",
        0,
        "",
        "",
        datetime(2026, 1, 1),  # noqa: DTZ001
    )
    content = archive.Content(pages=((path.name, path.read_bytes()),))
    return archive.parsed(content, source).messages[0].body


def verdicts(body: str, expected: str) -> Iterator[str]:
    """For each line that is gold or found: right, leaked or missed; see `compared`."""
    for _, verdict in compared(body, expected):
        if verdict:
            yield verdict


def compared(body: str, expected: str) -> Iterator[tuple[str, str]]:
    """Each line with its verdict, empty where it is neither gold nor found."""
    gold = _gold(body.split("\n"), "".join(expected.split()))
    for line, (is_gold, is_found) in zip(
        body.split("\n"), zip(gold, _found(body), strict=False), strict=False
    ):
        if not line.strip():
            continue
        if is_gold and is_found:
            verdict = "right"
        elif is_found:
            verdict = "leaked"
        else:
            verdict = "missed" if is_gold else ""
        yield line, verdict


def _gold(lines: list[str], expected: str) -> list[bool]:
    """Which lines the labels keep: in order, they are the expected text without its white space."""
    at = 0
    gold = []
    for line in lines:
        folded = "".join(line.split()).lstrip("\ufeff")
        keeps = bool(folded) and expected.startswith(folded, at)
        at += len(folded) if keeps else 0
        gold.append(keeps)
    return gold


def _found(body: str) -> list[bool]:
    """Which lines stand in a block of the author's."""
    found = []
    for block in quote.blocks("", body):
        lines = body[block.start_char : block.end_char].removesuffix("\n").split("\n")
        found += [block.kind in AUTHORED] * len(lines)
    return found
