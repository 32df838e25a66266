"""What coders say of sentences: which dialogue acts each performs.

In and out: one file a coder, NAME.jsonl, a label a line: Message-ID, span in the body, digest of
the words there, acts. No word of the mail is kept, so that labels may be published; the digest
finds out where a changed reading of the mail has moved the words. Lines are only ever added, and
the last one of a span counts. A sentence that performs no act has an empty list. The same file
holds what the coder says of whole threads (`codings`).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import PartError, UsageError
from pipeline.learn.agreement import Agreed, Unit, agreement

# The acts that our models tell and LEDA names; docs/labelling.md says when each is given.
ACTS = ("Agreement", "Disagreement", "ProposeAction", "StateDecision")
ADJUDICATED = "adjudicated"  # the coder whose labels decide where others differ
CODER = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Span = tuple[str, int, int]  # Message-ID, first character, the one after the last


@dataclass(frozen=True, slots=True)
class Label:
    """The acts that a coder sees in a sentence."""

    message_id: str
    start_char: int
    end_char: int
    sha256: str
    acts: tuple[str, ...]

    @property
    def span(self) -> Span:
        """What is labelled."""
        return (self.message_id, self.start_char, self.end_char)


def digest(words: str) -> str:
    """What the words of a span are known by, however they are broken into lines."""
    return hashlib.sha256(" ".join(words.split()).encode("utf-8", "replace")).hexdigest()[:16]


def file_of(folder: Path, coder: str) -> Path:
    """The file of a coder; UsageError where the name cannot be that of a file."""
    if not CODER.fullmatch(coder):
        raise UsageError(
            f"{coder!r} is no name of a coder", hint="small letters, digits and hyphens: ada"
        )
    return folder / f"{coder}.jsonl"


def add(folder: Path, coder: str, labels: Iterable[Label]) -> int:
    """Add labels to the file of a coder; how many say anything new."""
    path = file_of(folder, coder)
    known = _one(path) if path.exists() else {}
    lines = [
        json.dumps(asdict(each), ensure_ascii=False) + "\n"
        for each in labels
        if known.get(each.span) != each
    ]
    append(path, lines)
    return len(lines)


def append(path: Path, lines: Iterable[str]) -> None:
    """Add lines to a file of labels, on the disk when this is done; PartError where it cannot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as held:
            held.write("".join(lines))
            held.flush()
            os.fsync(held.fileno())
    except OSError as error:
        raise PartError(f"cannot write {path}: {error.strerror}", hint="see --labels") from error


def read(folder: Path) -> dict[str, dict[Span, Label]]:
    """Coder to span to the label that counts; PartError names the line that is none."""
    return {path.stem: _one(path) for path in sorted(folder.glob("*.jsonl"))}


def _one(path: Path) -> dict[Span, Label]:
    found = {}
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line:
            continue
        try:
            given = json.loads(line)
            if "coded" in given:  # of a whole thread: see `codings`
                continue
            label = Label(**{**given, "acts": tuple(given["acts"])})
            if not set(label.acts) <= set(ACTS):
                raise ValueError
        except (ValueError, TypeError, KeyError):
            raise PartError(f"{path}, line {number}: is no label", hint="mend the line") from None
        found[label.span] = label
    return found


def agreed(folder: Path, thread_of: Mapping[str, str] | None = None) -> list[Agreed]:
    """How far coders agree: on the sets of acts, and on whether each act is there.

    Where threads are not known each mail stands for its own.
    """
    by_coder = read(folder)
    spans: dict[Span, dict[str, tuple[str, ...]]] = {}
    for coder, labels in by_coder.items():
        if coder == ADJUDICATED:
            continue
        for span, label in labels.items():
            spans.setdefault(span, {})[coder] = label.acts
    found = []
    for act in ("", *ACTS):
        units = [
            Unit(
                (thread_of or {}).get(span[0], span[0]),
                {coder: _sign(acts, act) for coder, acts in each.items()},
            )
            for span, each in spans.items()
            if len(each) > 1
        ]
        found += [
            Agreed(each.measure, act or "all", *_figures(each))
            for each in (agreement(units) if units else [])
            if not each.label
        ]
    return found


def _sign(acts: tuple[str, ...], act: str) -> str:
    return str(act in acts) if act else "+".join(sorted(acts))


def _figures(each: Agreed) -> tuple[float | None, float | None, float | None, int, int]:
    return (each.value, each.low, each.high, each.units, each.threads)


def lines(folder: Path, thread_of: Mapping[str, str]) -> list[str]:
    """The figures of agreement as text; UsageError where no two coders labelled the same."""
    found = agreed(folder, thread_of)
    if not found:
        raise UsageError(
            f"no sentence is labelled by two coders in {folder}",
            hint="hansard label --import FILE --coder NAME",
        )
    return [
        f"{each.measure:6} {each.label:14} {_shown(each.value)}  "
        f"{_shown(each.low)} to {_shown(each.high)}  "
        f"({each.units} sentences, {each.threads} threads)"
        for each in found
    ]


def _shown(value: float | None) -> str:
    return "   –" if value is None else f"{value:.2f}".rjust(4)
