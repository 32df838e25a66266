"""Exports under pseudonyms: no name is left, and all that belongs together still does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.publish.export import export as exports
from pipeline.publish.export import hidden, pseudonyms, words
from pipeline.publish.export.chosen import Wanted
from pipeline.records import TABLES, columns

KEY = b"a key that nobody knows of"
ALL = tuple(exports.FORMATS)
Files = Callable[[Path], dict[str, bytes]]
# Its hexadecimal digits spell words.
GUID = re.compile(r'guid="[0-9a-f-]{36}"|GUID="[0-9a-f-]{36}"|internal://[0-9a-f-]{36}')


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def test_same_key_gives_same_bytes(talk: Path, veiled: Path, tmp_path: Path, files: Files) -> None:
    """Pseudonyms are stable, and another key gives others."""
    exports.export(talk, tmp_path / "a", Wanted(), ALL, key=KEY)
    assert files(tmp_path / "a") == files(veiled)
    exports.export(talk, tmp_path / "b", Wanted(), ["jsonl"], key=KEY + b"!")
    assert (tmp_path / "b" / "person.jsonl").read_bytes() != (veiled / "person.jsonl").read_bytes()


def test_no_name_or_address_is_left(talk: Path, veiled: Path, opened: Files) -> None:
    """Every part of every name, every address and its user are looked for in every file's text."""
    with duckdb.connect(str(talk / "hansard.duckdb"), read_only=True) as connection:
        known = connection.execute("select name, address from identity").fetchall()
        texts = {
            name: "\n".join(map(str, connection.execute(f"from '{veiled / name}'").fetchall()))
            if name.endswith(".parquet")
            else GUID.sub("", data.decode())
            for name, data in opened(veiled).items()
            if not name.endswith("dictionary.md")
        }
    parts = {part for name, _ in known for part in re.findall(r"\w\w+", name)} - {"Mark", "Will"}
    assert {"Ada", "Finch", "Müller", "王小明"} <= parts
    wanted = [address for _, address in known] + [f"{part}" for part in parts] + ["Muller", "+44"]
    for name, text in texts.items():
        for word in wanted:
            near = rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"
            if not word.isascii() and word.isalpha() and word.upper() == word:
                near = re.escape(word)  # a script without spaces
            hit = re.search(near, text, re.IGNORECASE)
            assert hit is None, (name, word, text[max(0, hit.start() - 60) : hit.end() + 40])


def test_no_key_of_a_mail_is_left(talk: Path, veiled: Path, opened: Files) -> None:
    """A key is the mail's place in the archive: it is hidden wherever it stands."""
    with duckdb.connect(str(talk / "hansard.duckdb"), read_only=True) as connection:
        keys = [key for (key,) in connection.execute("select message from message").fetchall()]
        texts = {
            name: "\n".join(map(str, connection.execute(f"from '{veiled / name}'").fetchall()))
            if name.endswith(".parquet")
            else data.decode()
            for name, data in opened(veiled).items()
            if not name.endswith("dictionary.md")
        }
    found = {(name, key) for name, text in texts.items() for key in keys if key in text}
    assert found == set()
    (again,) = [json.loads(line) for line in lines(veiled / "same.jsonl")]
    proposals = {json.loads(line)["proposal"] for line in lines(veiled / "proposal.jsonl")}
    assert {again["proposal"], again["first"], again["joined_with"]} <= proposals


def body(veiled: Path, start: str) -> str:
    mails = [json.loads(line) for line in (veiled / "message.jsonl").read_text().splitlines()]
    (found,) = [mail["body"] for mail in mails if start in mail["body"]]
    return str(found)


def test_pseudonyms_are_the_same_everywhere(veiled: Path) -> None:
    """A person has one name in bodies, greetings, quotes and tables alike."""
    persons = [json.loads(line) for line in (veiled / "person.jsonl").read_text().splitlines()]
    told = body(veiled, "www.")
    first = re.match(r"Hi (Person-\w{12}), hello (Person-\w{12}),\n", told)
    assert first is not None
    assert {first[1], first[2]} <= {each["name"] for each in persons}
    assert told.count(first[1]) >= 3  # greeted, quoted twice, spoken of
    assert "Mark that as done" not in told
    assert "I mark it; will you, Person-" in told
    assert "We will." in told
    assert told.endswith("[signature]\n")


def test_spans_follow_their_words(veiled: Path) -> None:
    """Blocks still tile the body, and a span still cuts what it cut, but for the names."""
    mails = {m["message"]: m["body"] for m in map(json.loads, lines(veiled / "message.jsonl"))}
    blocks: dict[str, str] = {}
    told = map(json.loads, lines(veiled / "block.jsonl"))
    for block in sorted(told, key=lambda each: (each["message"], each["number"])):
        held = blocks.get(block["message"], "")
        assert block["start_char"] == len(held)
        blocks[block["message"]] = held + mails[block["message"]][len(held) : block["end_char"]]
    assert blocks == {key: mails[key] for key in blocks}
    said = {
        mails[each["message"]][each["start_char"] : each["end_char"]]
        for each in map(json.loads, lines(veiled / "sentence.jsonl"))
    }
    assert "+1 from me." in said
    assert any(each.startswith("I oppose it.") for each in said)


def test_keys_of_veiled_tables_still_join(veiled: Path) -> None:
    """No row is lost and none leads nowhere."""
    mails = {json.loads(line)["message"] for line in lines(veiled / "message.jsonl")}
    proposals = {json.loads(line)["proposal"] for line in lines(veiled / "proposal.jsonl")}
    for name in ("block", "place", "sentence", "position", "proposal"):
        assert {json.loads(line)["message"] for line in lines(veiled / f"{name}.jsonl")} <= mails
    assert {json.loads(line)["proposal"] for line in lines(veiled / "position.jsonl")} <= proposals


TEXTS = [
    ("Ada Finch and bo@nest.example", "{Ada} and <bo@nest.example>"),
    ("ada.finch wrote", "{Ada} wrote"),
    ("Finch, Ada", "{Ada}"),
    ("see http://x.example/a/b.", "see http://x.example/#."),
    ("ADA's", "{Ada}'s"),
    ("adamant finchley", "adamant finchley"),
    ("ask Ada  Bo", "ask {Ada}  {Bo}"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_names_in_texts(text: str, expected: str) -> None:
    """A text and what becomes of it."""
    mine = hider()
    told = expected.replace("{Ada}", mine.name("a")).replace("{Bo}", mine.name("b"))
    told = told.replace("<bo@nest.example>", mine.address("bo@nest.example"))
    found = re.sub(r"(http://x\.example/)\w{12}", r"\1#", mine.text(text))
    assert found == told


def hider() -> pseudonyms.Hider:
    who = [("Ada Finch", "ada@nest.example", "a"), ("Bo Wren", "bo@nest.example", "b")]
    known = words.known(who, [])
    return pseudonyms.hider(KEY, known, frozenset(address for _, address, _ in who))


@pytest.mark.parametrize(
    "monster", ["a", "@", "a@", "Ada ", "a.", "://", "a at ", "http://a/", "."]
)
def test_monsters_take_linear_time(monster: str) -> None:
    """100,000 hostile characters are no burden."""
    begun = datetime.now()
    hider().text(monster * (100_000 // len(monster)))
    assert (datetime.now() - begun).total_seconds() < 5


def test_a_column_of_text_is_hidden_unless_it_is_known_to_be_harmless() -> None:
    """Every column that stays as it is is named, so that a new one cannot leak."""
    known = {column for record in TABLES for column in columns(record)}
    assert {c for c in hidden.COLUMNS if c != "style"} <= known
    assert hidden._way(hider(), "message", "a_new_column", "varchar") is not None


def test_a_key_is_its_owners_and_stays(tmp_path: Path) -> None:
    """Made once, with mode 0600, never overwritten; a short one is refused."""
    file = tmp_path / "key"
    pseudonyms.new_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    key = pseudonyms.read_key(file)
    with pytest.raises(UsageError, match="never overwritten"):
        pseudonyms.new_key(file)
    assert pseudonyms.read_key(file) == key
    file.write_text("short")
    with pytest.raises(UsageError, match="shorter"):
        pseudonyms.read_key(file)
