"""Pseudonyms: keyed, stable, the same for the same person everywhere.

In: a key, and a text, an address, a name or an id. Out: what stands for it. A pseudonym is a
HMAC-SHA256 under the key (RFC 2104), so that nobody without the key can try names out, and whoever
has it can: the same key gives the same pseudonym in every export. Rules for running text:

- names become `Person-` or, where it is not clear whose they are, `Name-` and some digits;
- addresses and Message-IDs become `id-…@pseudonym.invalid` (RFC 2606), also where an archiver
  wrote " at " for the sign, if the database knows the address;
- of an address on the web only the host stays; signatures are left out whole.

Each replacement is handed over with its span, so that spans in the text can follow.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import PartError, UsageError
from pipeline.publish.export import words

DOMAIN = "pseudonym.invalid"
# 48 bits: among 100,000 persons two share a pseudonym with a probability of 1 in 50,000.
DIGITS = 12
SHORTEST_KEY = 16

LOCAL = r"[\w.!#$%&*+/=?^`{|}~'-]"
ADDRESS = re.compile(rf"(?<!{LOCAL})(?:{LOCAL}|[^\x00-\x7f\s])+@\[?\w[\w.:-]*\]?")
VEILED = re.compile(
    r"(?<![\w.+-])([\w.+-]{1,80})[ \t]{0,3}(?: at |\(at\)|\[at\]|<at>|_at_|@)[ \t]{0,3}"
    r"((?:[\w-]{1,63}(?:\.| dot | \(dot\) |\[dot\]))+[\w-]{1,63})",
    re.IGNORECASE,
)
URL = re.compile(r"\b([a-z][a-z+.-]{1,15})://([^\s<>\"'/?#]{1,300})([^\s<>\"]*)", re.IGNORECASE)
BARE = re.compile(r"\bwww\.[\w.-]{1,200}(/[^\s<>\"]*)?", re.IGNORECASE)
END = re.compile(r"[.,;:!?)\]}'*_]+$")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A span of a text and what stands for it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hider:
    """What hides names: the key, the names, and the addresses that are known."""

    key: bytes
    known: words.Known
    addresses: frozenset[str]
    digits: Callable[[str, str], str]

    def person(self, person: str) -> str:
        """What stands for the key of a person."""
        return f"p-{self.digits('person', person)}"

    def name(self, person: str) -> str:
        """What stands for the name of a person."""
        return f"Person-{self.digits('person', person)}"

    def address(self, text: str) -> str:
        """What stands for an address or a Message-ID."""
        return f"id-{self.digits('address', text.lower())}@{DOMAIN}" if text else ""

    def message(self, key: str) -> str:
        """What stands for the key of a mail: its number in the archive would lead to the mail."""
        begun, _, number = key.rpartition("/")
        return f"{begun}/m{self.digits('message', f'{begun}/{number}')}"

    def proposal(self, key: str) -> str:
        """What stands for the key of a proposal."""
        message, _, number = key.rpartition("/")
        return f"{self.message(message)}/{number}"

    def text(self, text: str, writers: frozenset[str] = frozenset()) -> str:
        """A text with its names hidden."""
        return applied(text, self.replaced(text, writers))

    def replaced(
        self, text: str, writers: frozenset[str], gone: Sequence[tuple[int, int]] = ()
    ) -> list[Replaced]:
        """What is replaced in a text, in order; `gone` are spans that are left out whole."""
        taken = [Replaced(start, end, "[signature]\n") for start, end in gone]
        for some in (self._webs(text), self._addresses(text)):
            taken = _merged(taken, some)
        return _merged(taken, self._names(_masked(text, taken), writers))

    def _webs(self, text: str) -> Iterator[Replaced]:
        if "://" in text:
            for match in URL.finditer(text):
                rest = END.sub("", match[3])
                host = match[2].rpartition("@")[2]
                held = self._hosted(host if rest or "@" not in host else END.sub("", host))
                path = f"/{self.digits('url', match[2] + rest)}" if rest.strip("/") else rest
                end = match.start(3) + len(rest)
                yield Replaced(match.start(), end, f"{match[1]}://{held}{path}")
        if "www." in text.lower():
            for match in BARE.finditer(text):
                rest = END.sub("", match[1] or "")
                if rest.strip("/"):
                    end = match.start(1) + len(rest)
                    yield Replaced(match.start(1), end, f"/{self.digits('url', match[0])}")

    def _hosted(self, host: str) -> str:
        return applied(host, list(self._names(host, frozenset())))

    def _addresses(self, text: str) -> Iterator[Replaced]:
        if "@" in text:
            for match in ADDRESS.finditer(text):
                whole = END.sub("", match[0])
                yield Replaced(match.start(), match.start() + len(whole), self.address(whole))
        for match in VEILED.finditer(text):
            host = re.sub(r" dot | \(dot\) |\[dot\]", ".", match[2], flags=re.IGNORECASE)
            told = f"{match[1]}@{host}".lower()
            if told in self.addresses:
                yield Replaced(match.start(), match.end(), self.address(told))

    def _names(self, text: str, writers: frozenset[str]) -> Iterator[Replaced]:
        for name in words.found(self.known, text, writers):
            told = (
                self.name(name.person)
                if name.person is not None
                else f"Name-{self.digits('name', ' '.join(name.parts))}"
            )
            yield Replaced(name.start, name.end, told)


def hider(key: bytes, known: words.Known, addresses: frozenset[str]) -> Hider:
    """What hides names under a key."""

    @lru_cache(maxsize=200_000)
    def digits(kind: str, text: str) -> str:
        made = hmac.new(key, f"{kind}\0{text}".encode("utf-8", "surrogatepass"), hashlib.sha256)
        return made.hexdigest()[:DIGITS]

    return Hider(key, known, addresses, digits)


def applied(text: str, replaced: Sequence[Replaced]) -> str:
    """The text with what is replaced replaced."""
    pieces, at = [], 0
    for each in replaced:
        pieces += [text[at : each.start], each.text]
        at = each.end
    return "".join([*pieces, text[at:]])


def _masked(text: str, taken: Sequence[Replaced]) -> str:
    """The text, as long as it was, without what is taken: no name reaches into that."""
    return applied(text, [Replaced(e.start, e.end, "\0" * (e.end - e.start)) for e in taken])


def _merged(taken: list[Replaced], some: Iterator[Replaced]) -> list[Replaced]:
    """Both in order, without those of `some` that meet what is taken already."""
    made: list[Replaced] = []
    at = 0
    for each in sorted(some, key=lambda one: (one.start, -one.end)):
        while at < len(taken) and taken[at].end <= each.start:
            made.append(taken[at])
            at += 1
        free = at == len(taken) or each.end <= taken[at].start
        if free and (not made or made[-1].end <= each.start) and each.end > each.start:
            made.append(each)
    return made + taken[at:]


def new_key(file: Path) -> None:
    """Write a new key that only its owner can read; UsageError where the file exists."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(
            f"{file} exists, and a key is never overwritten", hint="choose another name"
        ) from None
    except OSError as error:
        raise PartError(
            f"cannot write {file}: {error.strerror}", hint="choose another name"
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(f"{secrets.token_hex(32)}\n")


def read_key(file: Path) -> bytes:
    """The key in a file; UsageError where there is none that is worth the name."""
    try:
        key = file.read_bytes().strip()
    except OSError as error:
        raise UsageError(
            f"the key {file} cannot be read: {error.strerror}",
            hint=f"hansard export --new-key {file}",
        ) from error
    if len(key) < SHORTEST_KEY:
        raise UsageError(
            f"the key in {file} is shorter than {SHORTEST_KEY} bytes",
            hint="hansard export --new-key FILE",
        )
    return key
