"""What a researcher knows better of debates: the file that says so, read.

In: the text of `corrections/debates.toml` in the data directory. Out: a `Told` for each entry, or a
UsageError that names the file and the line. An entry is one of

    [[position]]  message, proposal, stance, words?, because
    [[proposal]]  proposal, message?, is = false | title?, kind?, outcome?, because
    [[proposal]]  message, words, title, kind?, outcome?, because     (one that was not found)
    [[act]]       message, words, act, is?, because
    [[thread]]    message, parent, because
    [[same]]      proposal, with, is?, because          (two proposals, in two threads, are one)

A mail is named by its key or its Message-ID; a proposal by its key, or by its title beside a mail
of its thread; two that are the same, by their keys. `stance = "none"` says that no position is
taken, `parent = ""` that the mail answers nothing. Nothing is looked up here: what names no mail is
told once the mail is read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

from pipeline import parts
from pipeline.debate.features import STANCES
from pipeline.errors import UsageError

NONE = "none"  # a stance: no position is taken
ACTS = (
    "Agreement", "Answer", "Apologising", "ClarificationElicitation", "ContextSetting",
    "Disagreement", "ExtensionOfPrevious", "InformationProviding", "InformationSeeking",
    "NeutralResponse", "ProposeAction", "Question", "Social", "StateDecision", "Thanking",
    "UnderstandingNegative",
)  # fmt: skip
KINDS = ("main", "alternative", "amendment")
OUTCOMES = ("accepted", "rejected", "withdrawn", "deferred", "open")

# The keys of each kind of entry: those that must be there, and those that may be.
NEEDED: dict[str, tuple[str, ...]] = {
    "position": ("message", "proposal", "stance", "because"),
    "proposal": ("because",),
    "act": ("message", "words", "act", "because"),
    "thread": ("message", "parent", "because"),
    "same": ("proposal", "with", "because"),
}
ALLOWED: dict[str, tuple[str, ...]] = {
    "position": (*NEEDED["position"], "words"),
    "proposal": ("proposal", "message", "words", "is", "title", "kind", "outcome", "because"),
    "act": (*NEEDED["act"], "is"),
    "thread": NEEDED["thread"],
    "same": (*NEEDED["same"], "is"),
}
VALUES: dict[str, tuple[str, ...]] = {
    "stance": (*STANCES, NONE), "act": ACTS, "kind": KINDS, "outcome": OUTCOMES,
}  # fmt: skip
# What may come of an entry.
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SAME, NOTHING = "the same as without it", "nothing"
EMPTY = ("parent",)  # what may be empty
# An entry as it should be, by its kind.
HINTS: dict[str, str] = {
    "position": '[[position]] message = "list/2031-03/0001", proposal = ..., stance = ..., '
    "because = ...",
    "proposal": '[[proposal]] proposal = "list/2031-03/0001/p1", is = false, because = ...',
    "act": '[[act]] message = "list/2031-03/0001", words = ..., act = ..., because = ...',
    "thread": '[[thread]] message = "list/2031-03/0001", parent = ..., because = ...',
    "same": '[[same]] proposal = "list/2031-03/0001/p1", with = ..., because = ...',
}

HEADER = re.compile(r"^[ \t]*\[\[[ \t]*(\w+)[ \t]*\]\][ \t]*(?:#.*)?$", re.MULTILINE)
PROPOSAL = re.compile(r"(?P<message>\S+/[^/\s]+/[^/\s]+)/[pc][0-9]+")


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the file; what it does not say is empty."""

    kind: str  # position, proposal, act, thread or same
    line: int
    message: str  # as the file has it, or the mail's key once that is known
    because: str
    proposal: str = ""
    words: str = ""
    stance: str = ""
    title: str = ""
    role: str = ""  # of a proposal: `kind` in the file
    outcome: str = ""
    act: str = ""
    parent: str = ""
    beside: str = ""  # the other proposal: `with` in the file
    holds: bool = True  # `is` in the file

    @property
    def new(self) -> bool:
        """True for a proposal that was not found."""
        return self.kind == "proposal" and not self.proposal

    @property
    def what(self) -> str:
        """The entry in one line, as the file has it."""
        named = {
            "proposal": self.proposal, "words": self.words, "stance": self.stance,
            "title": self.title, "kind": self.role, "outcome": self.outcome, "act": self.act,
            "with": self.beside,
        }  # fmt: skip
        said = [f"{key} = {value}" for key, value in named.items() if value]
        said += [f"parent = {self.parent or 'nothing'}"] if self.kind == "thread" else []
        return ", ".join([*said, *([] if self.holds else ["is = false"])])


def content(told: Told) -> tuple[object, ...]:
    """All that an entry says, wherever in the file it stands."""
    return astuple(replace(told, line=0))


def name(told: Told) -> str:
    """A digest of all that an entry says."""
    return parts.key(content(told))


def read(text: str, file: str) -> tuple[Told, ...]:
    """The entries of a text; UsageError where it says something else, or one thing twice."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        said = re.sub(r" \(at .*\)$", "", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise _refused(file, line, f"{said[:1].lower()}{said[1:]}") from error
    lines = _headers(text, given)
    found = [each for kind in given for each in _entries(text, file, kind, given[kind], lines)]
    found.sort(key=lambda each: each.line)
    _once(found, file)
    return tuple(found)


def _headers(text: str, given: Mapping[str, object]) -> dict[str, list[int]]:
    """The lines on which the entries of each kind begin."""
    starts: dict[str, list[int]] = {}
    for match in HEADER.finditer(text):
        starts.setdefault(match[1], []).append(match.start())
    for kind, found in starts.items():
        tables = given.get(kind)
        if isinstance(tables, list) and len(tables) < len(found):
            # Some only look like headers: what stands before them ends within a string.
            starts[kind] = [start for start in found if _whole(text[:start])]
    return {
        kind: [text.count("\n", 0, start) + 1 for start in found] for kind, found in starts.items()
    }


def _whole(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _entries(
    text: str, file: str, kind: str, value: object, lines: Mapping[str, Sequence[int]]
) -> Iterator[Told]:
    if kind not in NEEDED:
        line = lines.get(kind, [_line(text, 1, kind)])[0]
        raise _refused(file, line, f"{kind} is not one of {', '.join(NEEDED)}")
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        line = _line(text, 1, kind)
        raise _refused(file, line, f"{kind} is no list of entries: begin each with [[{kind}]]")
    starts = lines.get(kind, [])
    for number, entry in enumerate(value):
        line = starts[number] if number < len(starts) else _line(text, 1, kind)
        _checked(text, file, kind, entry, line)
        yield _told(kind, entry, line)


def _checked(text: str, file: str, kind: str, entry: Mapping[str, object], line: int) -> None:
    """Refuse an entry with keys or values that it cannot have, or without those it must have."""
    for key, value in entry.items():
        at = _line(text, line, key)
        if key not in ALLOWED[kind]:
            raise _refused(
                file,
                at,
                f"{key} is not one of {', '.join(ALLOWED[kind])}, as a {kind} has them",
                kind,
            )
        if isinstance(value, bool) != (key == "is") or not isinstance(value, bool | str):
            raise _refused(
                file, at, f"{key} is not {'true or false' if key == 'is' else 'text'}", kind
            )
        if isinstance(value, str) and not value.strip() and key not in EMPTY:
            raise _refused(file, at, f"{key} is empty", kind)
        if key in VALUES and value not in VALUES[key]:
            raise _refused(
                file, at, f"{key} is {value!r}, not one of {', '.join(VALUES[key])}", kind
            )
    for key in _needed(kind, entry):
        if key not in entry:
            raise _refused(file, line, f"this {kind} does not say its {key}", kind)
    _sensible(file, kind, entry, line)


def _needed(kind: str, entry: Mapping[str, object]) -> tuple[str, ...]:
    if kind == "proposal" and "proposal" not in entry:
        return "message", "words", "title", "because"
    return NEEDED[kind]


def _sensible(file: str, kind: str, entry: Mapping[str, object], line: int) -> None:
    """Refuse an entry whose keys do not go together."""
    if kind == "proposal" and "proposal" in entry:
        if "words" in entry:
            raise _refused(file, line, "a proposal that was found has its words already", kind)
        if not entry.keys() & {"is", "title", "kind", "outcome"}:
            raise _refused(
                file, line, "this proposal says neither is, title, kind nor outcome", kind
            )
        if entry.get("is") is False and entry.keys() & {"title", "kind", "outcome"}:
            raise _refused(file, line, "what is no proposal has no title, kind or outcome", kind)
    elif kind == "proposal" and entry.get("is") is False:
        raise _refused(file, line, "this proposal does not say which proposal is none", kind)
    if kind == "same":
        _two(file, entry, line)
    named = str(entry.get("proposal", "-/-/-/p0")).strip()
    if kind == "proposal" and "message" not in entry and not PROPOSAL.fullmatch(named):
        raise _refused(
            file, line, f"{named!r} is no key: a title needs a message of its thread", kind
        )


def _two(file: str, entry: Mapping[str, object], line: int) -> None:
    """Refuse what does not name two proposals by their keys."""
    keys = [str(entry[name]).strip() for name in ("proposal", "with")]
    for key in keys:
        if not PROPOSAL.fullmatch(key):
            raise _refused(
                file, line, f"{key!r} is no key of a proposal (list/2031-03/0001/p1)", "same"
            )
    if keys[0] == keys[1]:
        raise _refused(file, line, "a proposal is the same as itself anyway", "same")


def _told(kind: str, entry: Mapping[str, object], line: int) -> Told:
    said = {key: " ".join(value.split()) for key, value in entry.items() if isinstance(value, str)}
    proposal = said.get("proposal", "")
    match = PROPOSAL.fullmatch(proposal)
    holder = match["message"] if match and kind in ("proposal", "same") else ""
    return Told(
        kind=kind,
        line=line,
        message=holder or said["message"].strip("<>"),
        because=said["because"],
        proposal=proposal,
        words=said.get("words", ""),
        stance=said.get("stance", ""),
        title=said.get("title", ""),
        role=said.get("kind", ""),
        outcome=said.get("outcome", ""),
        act=said.get("act", ""),
        parent=said.get("parent", "").strip("<>"),
        beside=said.get("with", ""),
        holds=bool(entry.get("is", True)),
    )


def _once(found: Sequence[Told], file: str) -> None:
    """Refuse what is said of one thing twice."""
    seen: dict[tuple[str, ...], int] = {}
    for each in found:
        target = _target(each)
        if target in seen:
            raise _refused(
                file,
                each.line,
                f"this {each.kind} is corrected on line {seen[target]} already",
                each.kind,
            )
        seen[target] = each.line


def _target(told: Told) -> tuple[str, ...]:
    """What an entry is on, whatever it says of it."""
    if told.kind == "same":
        return told.kind, *sorted((told.proposal, told.beside))
    words = told.words if told.new or told.kind == "act" else ""
    return told.kind, told.message, told.proposal, words, told.act


def _line(text: str, start: int, key: str) -> int:
    """The line of an entry on which a key stands; where the entry begins if none does."""
    key = re.escape(key)
    for number, line in enumerate(text.split("\n")[start - 1 :], start=start):
        if number > start and HEADER.match(line):
            break
        if re.match(rf"\s*(?:[\"']?{key}[\"']?\s*=|\[\s*{key}\s*\])", line):
            return number
    return start


def _refused(file: str, line: int, sentence: str, kind: str = "position") -> UsageError:
    return UsageError(f"{file}, line {line}: {sentence}", hint=HINTS[kind])
