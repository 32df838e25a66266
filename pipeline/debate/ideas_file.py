"""The file of an idea: its title, the terms that name it, phrases for and against, examples.

In: toml files as docs/howto-ideas.md describes them. Out: `Rules`; UsageError, with the line, where
a file is not what it should be.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.records import Idea

# What each key of the file must hold.
KEYS: dict[str, type] = {"title": str, "terms": list, "for": list, "against": list}
# Sentences that a file may give to be tried by, and how one may be read.
EXAMPLES, DIRECTIONS = "examples", ("for", "against", "neither")
# `...` in a term stands for up to so many words.
GAP = 6


@dataclass(frozen=True, slots=True)
class Rules:
    """An idea, and how its mentions and their direction are found."""

    idea: Idea
    literals: tuple[str, ...]
    terms: re.Pattern[str]
    phrases_for: re.Pattern[str] | None
    phrases_against: re.Pattern[str] | None
    examples: tuple[tuple[str, str], ...] = ()


def ideas(folder: Path) -> list[Rules]:
    """The ideas of a folder by name; UsageError where a file is not what the docs say it is."""
    return of(sorted(folder.glob("*.toml")))


def of(files: Iterable[Path]) -> list[Rules]:
    """The ideas of some files, in their order; UsageError where a file is not what it should be."""
    return [_rules(file, file.read_bytes()) for file in files]


def idea(file: Path) -> Rules:
    """The idea of one file; UsageError where it is not there, or not what the docs say it is."""
    try:
        return _rules(file, file.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"{file} cannot be read: {reason}", hint="hansard idea new NAME writes one"
        ) from error


@cache
def _rules(file: Path, content: bytes) -> Rules:
    text = _text(file, content)
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = int(line[1]) if line else text.count("\n") + 1
        raise _wrong(file, at, f"is not TOML: {error}") from error
    for key, kind in KEYS.items():
        _checked(file, text, read, key, kind)
    examples = tuple(_examples(file, text, read.get(EXAMPLES, {})))
    unknown = [key for key in read if key not in (*KEYS, EXAMPLES)]
    if unknown:
        raise _wrong(file, _line(text, unknown[0]), f"has an unknown key {unknown[0]}")
    if not read["terms"]:
        raise _wrong(file, _line(text, "terms"), "has no terms to find mentions by")
    return Rules(
        Idea(file.stem, read["title"], tuple(read["terms"])),
        tuple(sorted({_literal(term) for term in read["terms"]})),
        pattern(read["terms"]),
        pattern(read["for"]) if read["for"] else None,
        pattern(read["against"]) if read["against"] else None,
        examples,
    )


def _examples(file: Path, text: str, given: object) -> Iterator[tuple[str, str]]:
    """The sentences that a file says how to read, each with its direction."""
    if not isinstance(given, dict):
        raise _wrong(file, _line(text, EXAMPLES), f"{EXAMPLES} must be a table of lists")
    for direction, sentences in given.items():
        if direction not in DIRECTIONS:
            told = f"{EXAMPLES} are {', '.join(DIRECTIONS)}, not {direction}"
            raise _wrong(file, _line(text, direction), told)
        if not isinstance(sentences, list) or not all(isinstance(one, str) for one in sentences):
            raise _wrong(file, _line(text, EXAMPLES), f"{direction} must be a list of texts")
        yield from ((direction, " ".join(each.split())) for each in sentences)


def _text(file: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        at = content[: error.start].count(b"\n") + 1
        raise _wrong(file, at, "is not UTF-8") from error


def _checked(file: Path, text: str, read: Mapping[str, object], key: str, kind: type) -> None:
    if key not in read:
        raise _wrong(file, 1, f"has no {key}")
    value = read[key]
    if not isinstance(value, kind):
        noun = "a text" if kind is str else "a list of texts"
        raise _wrong(file, _line(text, key), f"{key} must be {noun}")
    if isinstance(value, list):
        for each in value:
            if not isinstance(each, str) or not re.search(r"\w", each):
                raise _wrong(file, _line(text, key), f"{key} holds {each!r}, which is no term")


def _line(text: str, key: str) -> int:
    found = re.search(rf"(?m)^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _wrong(file: Path, line: int, what: str) -> UsageError:
    return UsageError(
        f"{file.name}, line {line}: the idea {what}",
        hint=f"mend {file}: title is a text; terms, for and against are lists of texts",
    )


def pattern(terms: Sequence[str]) -> re.Pattern[str]:
    """Terms as one pattern, longest first: white space is any, `*` ends a word, `...` is a gap."""
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_term, ordered))})(?!\w)", re.IGNORECASE)


def _literal(term: str) -> str:
    """The longest piece of a term that stands in every text that holds the term."""
    return max(re.split(r"[\s*.'’-]+", term.lower()), key=len)


def _term(term: str) -> str:
    gap = rf"\W+(?:\w+[^\w.!?]+){{0,{GAP}}}?"
    parts = re.split(r"\s*\.\.\.\s*", term.strip())
    return gap.join(
        r"\s+".join(
            re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]") for word in part.split()
        )
        for part in parts
        if part
    )
