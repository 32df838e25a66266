"""Where mails begin in the real archives, beside the rules of public-inbox and of cleanarch."""

from __future__ import annotations

import gzip
import importlib.util
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.mail import mbox

SUFFIXES = {".txt", ".gz", ".mbox"}

# Why a place differs, each by the shape of its separator: a name, then an address in brackets; an
# address that was folded, and is so in its separator; one without a host; one of several words,
# as the R lists scramble it; a separator without a date, before the one mail of its file.
DATE = rb"  ?\w{3} \w{3} [ \d]\d [ \d]\d:\d\d:\d\d \d{4}\n"
SHAPES = {
    "name and address": re.compile(rb"From [^<>\n]+ <[^<>\s]+@[^<>\s]+>" + DATE),
    "folded": re.compile(rb'From [^\s"]+"\n <\S+' + DATE),
    "no host": re.compile(rb"From [^\s@]+ at  " + DATE),
    "scrambled": re.compile(rb"From [^\s<>]+@[^\s<>]+(?: [^\s<>]*@[^\s<>]*)+(?: [^\s<>]+)*" + DATE),
    "no date": re.compile(rb"From \n(?=[\w-]+:)"),
}

# Archive: for each shape, which rule knows nothing of it, and how many there are. That is all.
DIFFERENCES = {
    "ponymail-corpus/corpus/no_date.mbox": {
        ("no date", "public-inbox"): 1,
        ("no date", "cleanarch"): 1,
    },
    "rlists/r-devel/raw/1997-April.mbox": {("name and address", "cleanarch"): 57},
    "rlists/r-devel/raw/1999-January.mbox": {("name and address", "cleanarch"): 51},
    # One mail, thrice archived.
    "rlists/r-devel/raw/2001-January.mbox": {
        ("name and address", "cleanarch"): 12,
        ("folded", "public-inbox"): 3,
        ("folded", "cleanarch"): 3,
    },
    "rlists/r-devel/raw/2021-January.mbox": {("scrambled", "cleanarch"): 1},
    # Three mails of spam.
    "twisted-pipermail/inheritance/2006-March.txt": {
        ("no host", "public-inbox"): 3,
        ("no host", "cleanarch"): 3,
    },
}


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    """The rules as `bench` has them."""
    path = Path(__file__).parents[2] / "bench" / "separators.py"
    spec = importlib.util.spec_from_file_location("bench_separators", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    return plain.replace(b"\r\n", b"\n")


def shape(content: bytes, place: int) -> str:
    found = [name for name, each in SHAPES.items() if each.match(content, place)]
    assert len(found) == 1, content[place : place + 200]
    return found[0]


@pytest.mark.corpora
def test_every_separator_of_every_archive(shared: Path, rules: ModuleType) -> None:
    """Mails begin where both rules begin them, but for what is listed; they begin none that we do
    not begin."""
    corpora = shared / "corpora"
    found: dict[str, Counter[tuple[str, str]]] = {}
    archives = mails = 0
    for path in sorted(each for each in corpora.rglob("*") if each.suffix in SUFFIXES):
        content = unpacked(path)
        ours = {raw.offset for raw in mbox.mails(content) if raw.separator}
        archives += bool(ours)
        mails += len(ours)
        for rule, places in rules.places(content).items():
            name = path.relative_to(corpora).as_posix()
            assert set(places) <= ours, (name, rule)
            for place in ours - set(places):
                found.setdefault(name, Counter())[shape(content, place), rule] += 1
    assert found == DIFFERENCES
    assert archives > 250
    assert mails > 20_000


@pytest.mark.parametrize(
    ("separator", "known"),
    [
        (b"From ann@example.org  Thu Sep  4 23:22:18 2014\n", {"public-inbox", "cleanarch"}),
        (b"From ann at example.org  Thu Sep  4 23:22:18 2014\n", {"public-inbox", "cleanarch"}),
        (b"From ann en example.org  Thu Sep  4 23:22:18 2014\n", {"public-inbox", "cleanarch"}),
        (b"From @nn @end|ng |rom ex@mp|e@org  Thu Sep  4 23:22:18 2014\n",
         {"public-inbox", "cleanarch"}),
        (b"From Ann Berg <ann@example.org>  Thu Sep  4 23:22:18 2014\n", {"public-inbox"}),
        (b"From ann@example.org Thu Sep  4 23:22 2014\n", {"cleanarch"}),
        (b"From what I see, it works.\n", set()),
    ],
)  # fmt: skip
def test_the_rules_restated(separator: bytes, known: set[str], rules: ModuleType) -> None:
    """Each rule begins a mail where its tool does, and at the same byte whatever was undone."""
    content = b"Hello,\n" * 3 + separator + b"From: Ann\n\nHello\n"
    assert {name for name, places in rules.places(content).items() if places == [21]} == known
    assert all(places in ([], [21]) for places in rules.places(content).values())


# Bodies of which a paragraph begins "From ", as a mail of a developers' list had it (perceval's
# issue 20), each lacking one thing that a separator has.
PARAGRAPHS = [
    b"From the scheduler's side,\nall three hosts look alike.",
    b"From what I read in the log: Thu Sep  4 23:22:18 2014\nwas the last time that it ran.",
    b"From ann at example.org  Thu Sep  4 23:22:18 2014\n\nis how the archive marks a new mail.",
    b"From ann at example.org  Thu Sep  4 23:22:18 2014 on,\nSubject: lines were empty.",
    b"From ann at example.org  Thu Sep 2014\nSubject: lines were empty.",
    b"From 23:22:18 on it was down. See:\nNote: the log is in UTC.",
    b"From: Ann\nDate: Thu Sep  4 23:22:18 2014\nSubject: cited, not sent",
]


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
@pytest.mark.parametrize("kind", ["text", "mbox"])
def test_a_paragraph_that_begins_from(paragraph: bytes, kind: str, read) -> None:
    """It stays where it stands in its mail, whole, and makes no mail of its own."""
    first, last = (
        b"From bo at example.org  Fri Sep  5 0%d:00:00 2014\nFrom: bo at example.org (Bo)\n"
        b"Date: Fri, 5 Sep 2014 0%d:00:00 +0000\nMessage-ID: <%d@example.org>\n\n" % (n, n, n)
        for n in (1, 2)
    )
    content = first + b"Hi all,\n\n" + paragraph + b"\n\nBo\n\n" + last + b"Thanks!\n"
    messages = read(content, kind).messages
    assert [each.message_id for each in messages] == ["1@example.org", "2@example.org"]
    assert messages[0].body == f"Hi all,\n\n{paragraph.decode()}\n\nBo\n"
