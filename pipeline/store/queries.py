"""The queries that ship with hansard: one macro a file, its header comment is its help.

In: the folder of `*.sql`. Out: what each query is for, its parameters and columns, the macros
loaded into a database, and the values of a command line as the parameters want them. A header is

    -- One sentence that says what is asked.
    -- Further sentences, if need be.
    --
    -- parameters:
    --     idea idea             what it is: a name, its kind, and two spaces before the sentence
    --     list_id list = null   one that may be left out states its default
    -- columns:
    --     month                 what it holds
    -- example: hansard query trend idea=splitting

A kind is one of `KINDS`, or the words that may be given: `support|oppose`. A file without
"as table" is a function that the others use.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.resources import QUERIES
from pipeline.store.schema import quoted

if TYPE_CHECKING:
    import duckdb

Value = str | int | None

# What a value of each kind looks like, and how that is said. What names a thing of the database is
# looked up there, by pipeline.store.answer.
KINDS: dict[str, tuple[str, str]] = {
    "text": (r".*", "any text"),
    "list": (r".+", "a list"),
    "thread": (r".+", "a thread: the key or the Message-ID of any of its mails"),
    "message": (r".+", "a mail: its key or its Message-ID"),
    "person": (r".+", "a person: the key, an address or a name"),
    "proposal": (r".+", "a proposal"),
    "idea": (r".+", "an idea"),
    "time": (
        r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?",
        "a year, month or day, such as 2014, 2014-09 or 2014-09-30",
    ),
    "number": (r"\d{1,9}", "a whole number"),
}  # fmt: skip

PARAMETER = re.compile(r"(\w+) (\S+)(?: = (\S+))?\s{2,}(.+)")
COLUMN = re.compile(r"(\w+)\s{2,}(.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query may be told."""

    name: str
    kind: str
    default: str | None  # as in SQL; None where it must be given
    sentence: str


@dataclass(frozen=True, slots=True)
class Query:
    """A macro with its help."""

    name: str
    sentence: str
    details: str
    parameters: tuple[Parameter, ...]
    columns: tuple[tuple[str, str], ...]
    example: str
    sql: str

    @property
    def is_table(self) -> bool:
        """True where rows come out, false for a function that other queries use."""
        return ") as table" in self.sql


def queries(folder: Path = QUERIES) -> dict[str, Query]:
    """Every query by name, in the order of names, functions included."""
    return {file.stem: query(file) for file in sorted(folder.glob("*.sql"))}


def query(file: Path) -> Query:
    """The query in a file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    header = [line[2:] for line in takewhile(lambda line: line.startswith("--"), lines)]
    text, sections = _sections(header)
    return Query(
        name=file.stem,
        sentence=text[0],
        details=" ".join(text[1:]),
        parameters=tuple(_parameters(sections["parameters"])),
        columns=tuple(_columns(sections["columns"])),
        example=" ".join(sections["example"]),
        sql="\n".join(lines[len(header) :]).strip(),
    )


def _sections(header: Iterable[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The prose above, and the lines of each section below."""
    text: list[str] = []
    sections: dict[str, list[str]] = {"parameters": [], "columns": [], "example": []}
    into = text
    for line in header:
        name, colon, rest = line.strip().partition(":")
        if colon and name in sections:
            into = sections[name]
            line = rest  # noqa: PLW2901
        if line.strip():
            into.append(line.strip())
    return text, sections


def _parameters(lines: Iterable[str]) -> Iterator[Parameter]:
    for line in lines:
        found = PARAMETER.fullmatch(line)
        assert found is not None, line
        yield Parameter(*found.groups())


def _columns(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        found = COLUMN.fullmatch(line)
        assert found is not None, line
        yield found[1], found[2]


def load(connection: duckdb.DuckDBPyConnection, folder: Path = QUERIES) -> None:
    """Make every query a macro of the database, with its first sentence as the comment."""
    found = queries(folder)
    for name in TopologicalSorter(
        {name: _uses(each, found) for name, each in found.items()}
    ).static_order():
        each = found[name]
        connection.execute(each.sql)
        kind = "macro table" if each.is_table else "macro"
        connection.execute(f"comment on {kind} {name} is {quoted(each.sentence)}")


def _uses(query: Query, others: Iterable[str]) -> set[str]:
    called = set(re.findall(r"\b(\w+)\(", query.sql))
    return {other for other in others if other in called and other != query.name}


def named(name: str, folder: Path = QUERIES) -> Query:
    """The query of that name; UsageError that tells the nearest where there is none."""
    found = {each: query for each, query in queries(folder).items() if query.is_table}
    if name not in found:
        near = nearest(name, found)
        raise UsageError(
            f"there is no query {name}",
            hint=f"hansard query {near}" if near else "hansard query, which lists them all",
        )
    return found[name]


def nearest(word: str, words: Iterable[str]) -> str:
    """The word most like `word`, empty where none is alike."""
    return next(iter(difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)), "")


def values(name: str, given: Sequence[str], folder: Path = QUERIES) -> dict[str, Value]:
    """`key=value` of a command line as values of the query's parameters.

    UsageError where a parameter is unknown, missing, given twice or not of its kind.
    """
    asked = named(name, folder)
    found: dict[str, Value] = {}
    for item in given:
        key, equals, text = item.partition("=")
        if not equals:
            raise UsageError(f"{item} is not key=value", hint=asked.example)
        if key in found:
            raise UsageError(f"{key} is given twice", hint=asked.example)
        found[key] = value(asked, key, text)
    complete(asked, found)
    return found


def value(asked: Query, key: str, text: str) -> Value:
    """One value of one parameter; UsageError where the parameter is unknown or the value unfit."""
    kind = parameter(asked, key).kind
    if kind not in KINDS:
        words = kind.split("|")
        if text not in words:
            raise UsageError(f"{key} may be {', '.join(words)}, not {text!r}", hint=asked.example)
        return text
    pattern, said = KINDS[kind]
    if not re.fullmatch(pattern, text, re.DOTALL):
        raise UsageError(f"{key} is {said}, not {text!r}", hint=asked.example)
    return int(text) if kind == "number" else text


def parameter(asked: Query, key: str) -> Parameter:
    """The query's parameter of that name; UsageError that tells the nearest where there is none."""
    found = {each.name: each for each in asked.parameters}
    if key not in found:
        near = nearest(key, found)
        others = f"it has {', '.join(found)}" if found else asked.example
        raise UsageError(
            f"{asked.name} has no parameter {key}", hint=f"{near}=…" if near else others
        )
    return found[key]


def complete(asked: Query, given: Mapping[str, Value]) -> None:
    """UsageError where a parameter that has no default is not given, or a time ends unbegun."""
    for parameter in asked.parameters:
        if parameter.default is None and parameter.name not in given:
            raise UsageError(f"{asked.name} needs {parameter.name}=…", hint=asked.example)
    since, until = str(given.get("since") or ""), str(given.get("until") or "")
    # A bound may be shorter than the other: until=2014 ends with the year.
    if until and since[: len(until)] > until:
        raise UsageError(f"no time is after {since} and before {until}", hint=asked.example)


def help_text(name: str | None = None, folder: Path = QUERIES) -> str:
    """The help of a query; without a name, one line for each."""
    if name is not None:
        return "\n".join(_help(named(name, folder)))
    listed = [each for each in queries(folder).values() if each.is_table]
    width = max(len(each.name) for each in listed)
    lines = [f"{each.name:<{width}}  {each.sentence}" for each in listed]
    return "\n".join([*lines, "", "Help on one: hansard query NAME --explain"])


def _help(asked: Query) -> Iterator[str]:
    yield asked.sentence
    if asked.details:
        yield asked.details
    yield from ("", "parameters:" if asked.parameters else "no parameters")
    for each in asked.parameters:
        default = "" if each.default is None else f" = {each.default}"
        yield f"  {each.name} ({each.kind}{default}): {each.sentence}"
    yield from ("", "columns:")
    width = max(len(column) for column, _ in asked.columns)
    for column, sentence in asked.columns:
        yield f"  {column:<{width}}  {sentence}"
    yield from ("", f"example: {asked.example}")
