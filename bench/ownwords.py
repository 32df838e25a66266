"""Own words, separators and speed beside other tools, on the same mail.

    python bench/ownwords.py CORPORA [ARCHIVES...]

CORPORA is the folder with `jaydaley-ietf-fixtures`; where it also has the archives that
`data/labels/ownwords.json` names, the labelled list mail is measured too. ARCHIVES are files
(`*.txt`, `*.txt.gz`, `*.mbox`) or folders of them, for separators and speed.

The peers are used where they can be imported. To have them, in a folder of their own:

    uv venv peers && uv pip install --python peers email-reply-parser mail-parser-reply quotequail
    uv pip install --python peers talon
    PYTHONPATH=peers/lib/python3.11/site-packages python bench/ownwords.py CORPORA

Threads beside notmuch are measured by `bench/threads.py`.

A line counts where it has more than white space, once for each time that it stands in the text;
lines are compared without regard to white space. The same lines and the same rule for every tool.
A quoted line that leaked begins with ">" and is not in the labels.
"""

from __future__ import annotations

import gzip
import importlib
import json
import mailbox
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import separators

from pipeline.learn import ownwords
from pipeline.mail import archive, mbox, quote
from pipeline.mail.lines import CODE, OWN, PATCH
from pipeline.records import Archive, Message

LABELS = Path(__file__).parent.parent / "data" / "labels" / "ownwords.json"
AUTHORED = (OWN, CODE, PATCH)
KINDS = {".txt": "text", ".gz": "text", ".mbox": "mbox"}

Tool = Callable[[str], str]


class Case(NamedTuple):
    """A mail: its style, its text, what its author typed, and lines that count neither way."""

    style: str
    body: str
    own: str
    either: str = ""
    known: frozenset[str] = frozenset()


def main(arguments: Sequence[str]) -> None:
    """Print every comparison that the given mail allows."""
    if not arguments:
        sys.exit(__doc__)
    corpora = Path(arguments[0])
    tools = {"hansard": hansard} | dict(_peers())
    cases = list(_fixtures(corpora))
    if cases:
        _own_words("IETF fixtures", cases, tools)
    labelled = list(_labelled(corpora))
    if labelled:
        _own_words("labelled list mail", labelled, tools)
        _paragraphs(labelled, tools)
    files = [file for name in arguments[1:] for file in _archives(Path(name))]
    if files:
        _separators(files)
        _speed(files, tools)


def hansard(body: str, known: frozenset[str] = frozenset()) -> str:
    """What we take for the author's."""
    return "".join(
        body[block.start_char : block.end_char]
        for block in quote.blocks("", body, known)
        if block.kind in AUTHORED
    )


def whole(body: str) -> str:
    """All of it: what no cleaning gives."""
    return body


def _peers() -> Iterator[tuple[str, Tool]]:
    """The tools that can be imported; the others are told."""
    yield "no cleaning", whole
    makers: dict[str, Callable[[], Tool]] = {
        "email-reply-parser": _email_reply_parser,
        "mail-parser-reply": _mail_parser_reply,
        "quotequail": _quotequail,
        "talon": _talon,
    }
    for name, maker in makers.items():
        try:
            yield name, maker()
        except Exception as error:
            print(f"{name} is left out: {error}")


def _email_reply_parser() -> Tool:
    parser = importlib.import_module("email_reply_parser").EmailReplyParser
    return lambda body: str(parser.parse_reply(body))


def _mail_parser_reply() -> Tool:
    module = importlib.import_module("mailparser_reply")
    parser = module.EmailReplyParser(languages=["en", "de", "fr", "es", "it"])
    return lambda body: str(parser.parse_reply(text=body) or "")


def _quotequail() -> Tool:
    module = importlib.import_module("quotequail")
    return lambda body: "\n".join(text for expanded, text in module.quote(body) if expanded)


def _talon() -> Tool:
    module = importlib.import_module("talon.quotations")
    return lambda body: str(module.extract_from_plain(body))


def _fixtures(corpora: Path) -> Iterator[Case]:
    """The IETF fixtures, as our parser reads their text."""
    for path in sorted((corpora / ownwords.FIXTURES).glob("*.eml")):
        own = (path.parent / "expected" / f"{path.stem}.txt").read_text("utf-8")
        yield Case(path.stem.split("-")[0], ownwords.text(path), own)


def _labelled(corpora: Path) -> Iterator[Case]:
    """The labelled mails of which the archive is there; their labels are numbers of lines."""
    if not LABELS.exists():
        return
    wanted: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in json.loads(LABELS.read_text("utf-8"))["mails"]:
        wanted[row["archive"]][row["message_id"]] = row
    for name, rows in wanted.items():
        if not (corpora / name).exists():
            continue
        messages = _read(corpora / name)
        known = quote.known(messages)
        for message in messages:
            row = rows.pop(message.message_id, None)
            if row is None or row["body_sha256"] != message.body_sha256:
                continue
            own, either = (_spanned(message.body, row[name]) for name in ("own", "either"))
            yield Case(row["style"], message.body, own, either, known)


def _spanned(body: str, spans: list[list[int]]) -> str:
    lines = body.split("\n")
    return "\n".join(line for first, last in spans for line in lines[first - 1 : last])


def _read(path: Path) -> list[Message]:
    now = datetime.now()  # noqa: DTZ005
    row = Archive(
        path.parent.name, path.name.partition(".")[0], KINDS[path.suffix],
        "", "", "", "", "", "", 0, "", "", now,
    )  # fmt: skip
    return archive.parsed(archive.Content(_bytes(path)), row).messages


def _bytes(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def _lines(text: str) -> Counter[str]:
    """The lines of a text, without regard to white space."""
    folded = (" ".join(line.split()).lstrip("\ufeff") for line in text.split("\n"))
    return Counter(line for line in folded if line)


def _given(name: str, tool: Tool, case: Case) -> str:
    return hansard(case.body, case.known) if name == "hansard" else tool(case.body)


def _own_words(title: str, cases: Sequence[Case], tools: dict[str, Tool]) -> None:
    """Precision, recall and F1 of lines, overall and by style."""
    styles = sorted({case.style for case in cases})
    print(f"\n## Own words: {title}, {len(cases)} mails\n")
    print("| tool | exact | P | R | F1 | quoted lines leaked | ", " | ".join(styles), "|")
    print("|---|" + "--:|" * (5 + len(styles)))
    for name, tool in tools.items():
        right: Counter[str] = Counter()
        found: Counter[str] = Counter()
        gold: Counter[str] = Counter()
        exact = leaked = quoted = 0
        for case in cases:
            own = _lines(case.own)
            given = _lines(_given(name, tool, case)) - (_lines(case.either) - own)
            marked = _marked(case)
            quoted += marked.total()
            leaked += (marked & (given - own)).total()
            exact += given == own
            for style in (case.style, ""):
                right[style] += (given & own).total()
                found[style] += given.total()
                gold[style] += own.total()
        scores = [f"{_f1(right[each], found[each], gold[each]):.3f}" for each in styles]
        print(
            f"| {name} | {exact} | {right[''] / max(found[''], 1):.3f} "
            f"| {right[''] / max(gold[''], 1):.3f} | {_f1(right[''], found[''], gold['']):.3f} "
            f"| {leaked} ({leaked / max(quoted, 1):.1%}) | {' | '.join(scores)} |"
        )


def _marked(case: Case) -> Counter[str]:
    """The lines that begin with a mark of quoting and are not the author's."""
    return Counter(
        {line: n for line, n in (_lines(case.body) - _lines(case.own)).items() if line[0] == ">"}
    )


def _f1(right: int, found: int, gold: int) -> float:
    return 2 * right / max(found + gold, 1)


def _paragraphs(cases: Sequence[Case], tools: dict[str, Tool]) -> None:
    """How many of the author's paragraphs each tool keeps whole."""
    print("\n| tool | author's paragraphs kept whole |")
    print("|---|--:|")
    for name, tool in tools.items():
        kept = total = 0
        for case in cases:
            given = _lines(_given(name, tool, case))
            for paragraph in re.split(r"\n\s*\n", case.own):
                lines = _lines(paragraph)
                total += bool(lines)
                kept += bool(lines) and not lines - given
        print(f"| {name} | {kept} of {total} ({kept / max(total, 1):.1%}) |")


def _archives(path: Path) -> list[Path]:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file for file in files if file.suffix in KINDS and _is_mail(_bytes(file))]


def _is_mail(content: bytes) -> bool:
    return next(mbox.separators(content), None) is not None


def _separators(files: Sequence[Path]) -> None:
    """How many mails each rule finds, once " at " is undone in the separators."""
    print("\n## Separators\n")
    print("| archives | hansard | Python's mailbox | public-inbox | cleanarch |")
    print("|---|--:|--:|--:|--:|")
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for file in files:
        content = _bytes(file).replace(b"\r\n", b"\n")
        found = counts[file.parent.name]
        found["hansard"] += sum(1 for _ in mbox.separators(content))
        found["mailbox"] += len(_mailbox(content))
        for name, begun in separators.places(content).items():
            found[name] += len(begun)
    names = ("hansard", "mailbox", "public-inbox", "cleanarch")
    for folder, found in counts.items():
        print(f"| {folder} | {' | '.join(f'{found[name]:,}' for name in names)} |")


def _mailbox(content: bytes) -> mailbox.mbox:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(content)
    try:
        opened = mailbox.mbox(file.name)
        len(opened)
        return opened
    finally:
        Path(file.name).unlink()


def _speed(files: Sequence[Path], tools: dict[str, Tool]) -> None:
    """Mails a second: an archive to messages, and a text to own words."""
    largest = max(files, key=lambda file: file.stat().st_size)
    content = _bytes(largest)
    started = time.process_time()
    messages = _read(largest)
    ours = time.process_time() - started
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        started = time.process_time()
        for each in mailbox.mbox(file.name):
            for part in each.walk():
                part.get_payload(decode=True)
        theirs = time.process_time() - started
    print(f"\n## Speed, on {largest.parent.name}/{largest.name} ({len(messages):,} mails)\n")
    print("| an archive to its mails | mails a second |\n|---|--:|")
    print(f"| hansard | {len(messages) / ours:,.0f} |")
    print(f"| Python's mailbox and email | {len(messages) / theirs:,.0f} |")
    print("\n| a text to own words | mails a second |\n|---|--:|")
    bodies = [message.body for message in messages[:300]]
    for name, tool in tools.items():
        started = time.process_time()
        for body in bodies:
            tool(body)
        spent = max(time.process_time() - started, 1e-6)
        if tool is not whole:
            print(f"| {name} | {len(bodies) / spent:,.0f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
