"""What a researcher knows better: which identities are one person's, and which are not.

In: the text of `corrections/people.toml` in the data directory. Out: `Corrections`, or a UsageError
that names the file and the line. The file holds

    # Each line of `same` is one human; what is named is an address, or a whole identity.
    same = [
        ["ada@a.example", "Ada Lund <al@b.example>"],
    ]
    # The identities of a line of `different` are of as many humans.
    different = [
        ["Bo Ek <bo@a.example>", "Bo Ek <bo@b.example>"],
    ]

An address stands for every identity with that address, unless a longer line names one of them. What
is named here is believed before anything else; what mail no longer holds is passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.errors import UsageError

# What is named: an address alone, or an identity as `hansard query identities` shows it.
IDENTITY = re.compile(r"\s*(?:(?P<name>[^<>]*?)\s*<(?P<address>[^<>\s]*)>|(?P<bare>[^<>\s]+))\s*")
KEYS = ("same", "different")
HINT = 'same = [["ada@a.example", "Ada Lund <al@b.example>"]]'

Named = tuple[str, str]  # name, or nothing for all names; address


@dataclass(frozen=True, slots=True)
class Corrections:
    """Groups of identities that are one person's, and groups of which each is another's."""

    same: tuple[tuple[Named, ...], ...] = ()
    different: tuple[tuple[Named, ...], ...] = ()
    file: str = field(default="", compare=False)


NONE = Corrections()


def read(text: str, file: str) -> Corrections:
    """The corrections in a text; UsageError where it says something else, or contradicts itself."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        said = re.sub(r" \(at .*\)$", "", str(error))
        raise _refused(file, line, f"{said[:1].lower()}{said[1:]}") from error
    for key in given:
        if key not in KEYS:
            raise _refused(file, _line(text, key), f"{key} is not one of {', '.join(KEYS)}")
    same = tuple(_groups(text, file, "same", given.get("same", [])))
    different = tuple(_groups(text, file, "different", given.get("different", [])))
    _consistent(text, file, same, different)
    return Corrections(same, different, file)


def _groups(text: str, file: str, key: str, value: object) -> Iterator[tuple[Named, ...]]:
    if not isinstance(value, list) or not all(isinstance(group, list) for group in value):
        raise _refused(file, _line(text, key), f"{key} is not a list of lists")
    for group in value:
        named = []
        for each in group:
            match = IDENTITY.fullmatch(each) if isinstance(each, str) else None
            if match is None or not (match["bare"] or match["address"] or match["name"]):
                raise _refused(file, _line(text, str(each), key), f"{each!r} names no identity")
            if match["bare"] and "@" not in match["bare"]:
                raise _refused(file, _line(text, each, key), f"{each!r} is no address")
            address = (match["bare"] or match["address"] or "").lower()
            named.append((" ".join((match["name"] or "").split()), address))
        if len(set(named)) < 2:
            raise _refused(file, _line(text, *map(str, group[:1]), key),
                           f"a line of {key} names fewer than two identities")  # fmt: skip
        yield tuple(dict.fromkeys(named))


def _consistent(
    text: str,
    file: str,
    same: tuple[tuple[Named, ...], ...],
    different: tuple[tuple[Named, ...], ...],
) -> None:
    """Refuse what says of two identities that they are one person's and two persons'."""
    group_of: dict[Named, int] = {}
    for number, group in enumerate(same):
        merged = {group_of[each] for each in group if each in group_of}
        for each, held in list(group_of.items()):
            if held in merged:
                group_of[each] = number
        group_of.update(dict.fromkeys(group, number))
    for apart in different:
        met: dict[int, Named] = {}
        for each in apart:
            number_ = group_of.get(each)
            if number_ is not None and number_ in met:
                one, other = written(met[number_]), written(each)
                raise _refused(
                    file,
                    max(_line(text, other, "different"), _line(text, "different")),
                    f"{one} and {other} are both the same and different",
                )
            if number_ is not None:
                met[number_] = each


def written(named: Named) -> str:
    """An identity as mail, and as the file, has it."""
    name, address = named
    return f"{name} <{address}>" if name else address


def _line(text: str, *wanted: str) -> int:
    """The line that holds the first of some words that occurs, counted from 1."""
    for word in wanted:
        at = text.lower().rfind(word.lower()) if word else -1
        if at >= 0:
            return text.count("\n", 0, at) + 1
    return 1


def _refused(file: str, line: int, sentence: str) -> UsageError:
    return UsageError(f"{file}, line {line}: {sentence}", hint=HINT)
