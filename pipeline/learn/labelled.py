"""What coders' labels give to learn from and to measure on, found again in the archives.

In: folders of labels, and one of archives, a folder in it for each list. Out: coded threads as
files (`interchange`), from which positions are learnt beside the gold ones; paragraphs with acts,
that join those of LEDA; figures of the models against labels. Rules:

- The archives are built as any others are; words that are not where they were are left out.
- Where several coders labelled the same, what was decided counts, else the first by name.
- A thread that is kept to measure on is never learnt from, and where labels are of a gold thread
  that is learnt from they stand in its place. What a model learnt from is kept in its `meta`, as
  digests of Message-IDs: a thread of which one mail is among them is never measured on.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.learn import codings, interchange, labels, mailed
from pipeline.learn.coded import debates
from pipeline.learn.codings import Coding
from pipeline.learn.corpora import Segment
from pipeline.learn.labels import ACTS, ADJUDICATED, Label, Span, digest
from pipeline.records import Debate, Post, Sentence

LEARNT = "labelled"  # the key in a model's meta; a model that learnt from no labels lacks it
TRAIN = Path("positions", "train")  # below the folder of coded threads
PREFIX = "labels-"  # of the files of codings beside those of the gold
ARCHIVES = (".txt", ".mbox", ".gz", ".eml")
MESSAGE_ID = re.compile(rb"(?im)^message-id:[ \t\r\n]*<([^<>\s]{1,998})>")
BLANK = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Found:
    """Labels with their mail: debates, labels of sentences, codings, and where each list lies."""

    debates: tuple[Debate, ...] = ()
    acts: Mapping[Span, Label] = field(default_factory=dict)
    codings: tuple[Coding, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


def found(folders: Iterable[Path], corpora: Path, data: Path) -> Found:
    """The labels of some folders, with the debates of the archives that hold their mails."""
    folders = list(folders)
    acts: dict[Span, Label] = {}
    for folder in folders:
        by_coder = labels.read(folder)
        for coder in sorted(by_coder, key=lambda name: (name != ADJUDICATED, name)):
            for span, label in by_coder[coder].items():
                acts.setdefault(span, label)
    threads = coded_threads(folders)
    wanted = {span[0] for span in acts}
    wanted |= {name for coding in threads.values() for name in coding.messages}
    lists = holding(corpora, wanted) if wanted else []
    held = debates(lists, data, wanted) if lists else []
    places = {folder.name: str(folder.relative_to(corpora)) for folder in lists}
    return Found(tuple(held), acts, tuple(threads.values()), places)


def coded_threads(folders: Iterable[Path]) -> dict[str, Coding]:
    """The threads that coders read whole, by name; what was decided counts, else the first."""
    threads: dict[str, Coding] = {}
    for folder in folders:
        for thread, coding in codings.decided(codings.done(folder)).items():
            threads.setdefault(thread, coding)
    return threads


def holding(corpora: Path, ids: Collection[str]) -> list[Path]:
    """The folders below one whose archives hold mails of some Message-IDs."""
    wanted = {name.encode("utf-8", "replace") for name in ids}
    folders: set[Path] = set()
    for file in sorted(corpora.rglob("*")):
        if file.suffix not in ARCHIVES or file.parent in folders or file.parent == corpora:
            continue
        if file.is_file() and not wanted.isdisjoint(MESSAGE_ID.findall(_bytes(file))):
            folders.add(file.parent)
    return sorted(folders)


def _bytes(file: Path) -> bytes:
    try:
        content = file.read_bytes()
        return gzip.decompress(content) if file.suffix == ".gz" else content
    except (OSError, EOFError):
        return b""  # what cannot be read is told where archives are read


def segments(of: Found) -> list[Segment]:
    """The labelled paragraphs, mail by mail, with the acts of their labelled sentences."""
    return [
        segment
        for debate in of.debates
        for post in debate.posts
        for segment in _segments(of, debate, post)
    ]


def _segments(of: Found, debate: Debate, post: Post) -> Iterator[Segment]:
    body, answering = post.message.body, _answering(post)
    for paragraph in _paragraphs(post):
        known = [
            (sentence, label)
            for sentence in paragraph
            if (label := _label(of, post, sentence)) is not None
        ]
        if known:
            yield Segment(
                " ".join(body[each.start_char : each.end_char] for each, _ in known),
                frozenset(act for _, label in known for act in label.acts),
                post.message.message_id,
                debate.thread.thread,
                paragraph[0].block in answering,
                frozenset(ACTS),
            )


def _label(of: Found, post: Post, sentence: Sentence) -> Label | None:
    """The label of a sentence, where its words are still those that were labelled."""
    start, end = sentence.start_char, sentence.end_char
    label = of.acts.get((post.message.message_id, start, end))
    if label is None or label.sha256 != digest(post.message.body[start:end]):
        return None
    return label


def _paragraphs(post: Post) -> list[list[Sentence]]:
    """The own sentences of a mail, those of a paragraph together."""
    found: list[list[Sentence]] = []
    for each in post.sentences:
        last = found[-1][-1] if found else None
        if (
            last is None
            or last.block != each.block
            or BLANK.search(post.message.body, last.end_char, each.start_char)
        ):
            found.append([])
        found[-1].append(each)
    return found


def _answering(post: Post) -> set[int]:
    """The blocks that stand right below a quote."""
    found, quoted = set(), False
    for block in post.blocks:
        if quoted:
            found.add(block.number)
        quoted = block.kind == "quote" or (quoted and block.kind == "attribution")
    return found


@dataclass(frozen=True, slots=True)
class Gold:
    """A folder of coded threads with those of labels among them, and what became of each."""

    folder: Path
    learnt: tuple[Coding, ...]
    kept: int  # threads that are measured on, and so not learnt from
    lost: int  # rows whose words are not there any more, or threads without any mail
    replaced: int  # gold threads in whose place labels stand


def gold(of: Found, given: Path | None, folder: Path) -> Gold:
    """The folder of coded threads that positions are learnt from: the gold ones and the labels'."""
    positions, train = folder / "positions", folder / TRAIN
    if given is not None and (given / "positions").is_dir():
        shutil.copytree(given / "positions", positions)
    train.mkdir(parents=True, exist_ok=True)
    measured = {name for each in positions.glob("[!t]*/*.json") for name in _ids(each)}
    mails = mailed.of_debates(of.debates)
    kept = lost = replaced = 0
    learnt: list[Coding] = []
    for coding in of.codings:
        made = interchange.written(coding, mails)
        if not measured.isdisjoint(coding.messages):
            kept += 1
            continue
        archives = _archives(coding, mails, of.places)
        lost += made.lost
        if not archives:
            lost += 1
            continue
        replaced += _taken_out(train, coding)
        learnt.append(coding)
        text = json.dumps(made.given | {"archives": archives}, ensure_ascii=False, sort_keys=True)
        (train / f"{PREFIX}{len(learnt):05}.json").write_text(text, "utf-8")
    return Gold(folder, tuple(learnt), kept, lost, replaced)


def _ids(file: Path) -> set[str]:
    return {interchange.bare(name) for name in json.loads(file.read_text("utf-8"))["messages"]}


def _archives(coding: Coding, mails: mailed.Mails, places: Mapping[str, str]) -> list[str]:
    """The archives of a thread as they lie below the folder of archives."""
    known = [mails[name] for name in coding.messages if name in mails]
    return sorted({f"{places[each.list_id]}/{each.month}" for each in known})


def _taken_out(train: Path, coding: Coding) -> int:
    """Remove the gold threads that labels are of; how many."""
    same = [
        each
        for each in train.glob("*.json")
        if not each.name.startswith(PREFIX) and not _ids(each).isdisjoint(coding.messages)
    ]
    for each in same:
        each.unlink()
    return len(same)


def marks(ids: Iterable[str]) -> list[str]:
    """Message-IDs as a model keeps them: digests, in order."""
    return sorted({hashlib.sha256(each.encode()).hexdigest()[:16] for each in ids})


def learnt_from(meta: Mapping[str, object], ids: Sequence[str]) -> bool:
    """Whether a model learnt from one of some mails."""
    known = meta.get(LEARNT, [])
    return isinstance(known, list) and not set(known).isdisjoint(marks(ids))
