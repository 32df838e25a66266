"""What a researcher tells by files in the data directory: who is who, for whom they work, ideas.

In: the data directory. Out: the files, which are a part of the key of all that is made with them,
and what they tell. `corrections/people.toml` is that of `pipeline.thread.corrections`, and
`corrections/debates.toml` that of `pipeline.debate.told`; in `affiliations/` is any file that
`pipeline.thread.affiliations` reads, but not README; `ideas/` holds files of ideas.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.debate.told import Told as Entry
from pipeline.debate.told import read
from pipeline.errors import UsageError
from pipeline.resources import IDEAS
from pipeline.thread import affiliations, corrections
from pipeline.thread.affiliations import Told
from pipeline.thread.corrections import Corrections

CORRECTIONS = Path("corrections", "people.toml")
DEBATES = Path("corrections", "debates.toml")
AFFILIATIONS = Path("affiliations")
OWN_IDEAS = Path("ideas")


def files(data: Path) -> list[Path]:
    """The researcher's files on people, in the order of their names."""
    corrected = data / CORRECTIONS
    return [*([corrected] if corrected.is_file() else []), *_affiliations(data)]


def ideas(data: Path) -> list[Path]:
    """The files of ideas, by name: those that ship, and the researcher's, which go before them."""
    folders = (IDEAS, data / OWN_IDEAS)
    named = {file.stem: file for folder in folders for file in folder.glob("*.toml")}
    return [named[name] for name in sorted(named)]


def _affiliations(data: Path) -> list[Path]:
    folder = data / AFFILIATIONS
    if not folder.is_dir():
        return []
    return sorted(
        file
        for file in folder.iterdir()
        if file.is_file()
        and not file.name.startswith("README")
        and (not file.name.startswith(".") or file.name == ".mailmap")
    )


def told(data: Path) -> tuple[Told, Corrections]:
    """Affiliations and corrections; what affiliations tell of identities is believed as well."""
    corrected = data / CORRECTIONS
    given = corrections.NONE
    if corrected.is_file():
        given = corrections.read(_text(corrected), str(corrected))
    found = affiliations.told((str(file), _text(file)) for file in _affiliations(data))
    return found, replace(given, same=given.same + tuple(found.same))


def debates(data: Path) -> tuple[Entry, ...]:
    """The corrections of acts, proposals, positions and threads, in the order of the file."""
    file = data / DEBATES
    return read(_text(file), str(file)) if file.is_file() else ()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        raise UsageError(
            f"{file}, line {before.count(bytes([10])) + 1}: is no UTF-8", hint="save it as UTF-8"
        ) from error
