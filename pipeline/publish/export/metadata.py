"""What is in the folder, told to people and to programs.

In: the files that were written and a connection that sees the rows. Out: README.md, CITATION.cff
(Citation File Format 1.2), datapackage.json (Frictionless Data Package 1), croissant.json
(Croissant 1.0) and manifest.json, the run's: versions, digests of models and archives, the command.
Nothing in them tells when or where the export was made: the same database gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pipeline import __version__
from pipeline.publish.export import croissant, datapackage
from pipeline.publish.export.about import About, File, told_of
from pipeline.publish.export.folder import MANIFEST
from pipeline.publish.export.rows import dicts
from pipeline.publish.export.tables import dictionary

if TYPE_CHECKING:
    import duckdb

__all__ = ["About", "File", "citation", "manifest", "write"]  # reports are told of so too

STAGES = "select stage, stage_version, model, inputs, outputs from run order by stage"
ARCHIVES = """
select list_id, month, url, sha256, bytes, messages, kept, duplicates, defects
from archive order by list_id, month
"""


def write(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    rows: Mapping[str, int],
    *,
    command: str,
    hidden: bool,
) -> None:
    """Write all that tells what is in the folder; `rows` by file."""
    about = _about(connection, command, hidden=hidden)
    (folder / "data-dictionary.md").write_text(dictionary(), encoding="utf-8")
    files = [_file(folder, path, count) for path, count in sorted(rows.items())]
    (folder / "CITATION.cff").write_text(citation(about), encoding="utf-8")
    (folder / "README.md").write_text(_readme(about, files), encoding="utf-8")
    for name, told in (
        ("datapackage.json", datapackage.package(about, files)),
        ("croissant.json", croissant.dataset(about, files)),
        (MANIFEST, manifest(connection, about.command, files, hidden=hidden)),
    ):
        (folder / name).write_bytes(
            orjson.dumps(told, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        )


def _about(connection: duckdb.DuckDBPyConnection, command: str, *, hidden: bool) -> About:
    lists = [
        row[0]
        for row in connection.execute("select distinct list_id from message order by 1").fetchall()
    ]
    mails, first, last = connection.execute(
        "select count(*), min(sent_at)::date::varchar, max(sent_at)::date::varchar from message"
    ).fetchall()[0]
    made = connection.execute("select run, made_at::date::varchar from run limit 1").fetchall()
    run, made_on = made[0] if made else ("", "1970-01-01")
    span = f"{first} to {last}" if first else "undated"
    title = f"Who said what on {', '.join(lists)}"
    name = "-".join("".join(c if c.isalnum() else "-" for c in each.lower()) for each in lists)
    name = f"hansard-{name}"[:80]
    return About(title, name, tuple(lists), span, mails, run, made_on, command, hidden)


def _file(folder: Path, path: str, rows: int | None) -> File:
    seen, size = hashlib.sha256(), 0
    with (folder / path).open("rb") as file:
        while some := file.read(1 << 20):
            seen.update(some)
            size += len(some)
    return File(path, size, seen.hexdigest(), rows)


WEB = re.compile(r"https?://", re.IGNORECASE)


def manifest(
    connection: duckdb.DuckDBPyConnection, command: str, files: list[File], *, hidden: bool
) -> dict[str, Any]:
    """The run's manifest: by what, from what, and what came of it.

    Folders of the machine that made it are nobody's concern: no command of the build, and of
    addresses those of the web.
    """
    stages = list(dicts(connection, STAGES))
    archives = list(dicts(connection, ARCHIVES))
    for each in archives:
        each["url"] = each["url"] if WEB.match(each["url"] or "") else ""
    made = list(dicts(connection, "select run, made_at, version from run limit 1"))
    return {
        "export": {"command": command, "version": __version__, "pseudonyms": hidden},
        "database": made[0] if made else {},
        "stages": stages,
        "archives": archives,
        "files": [
            {"path": each.path, "bytes": each.bytes, "sha256": each.sha256, "rows": each.rows}
            for each in files
        ],
    }


def citation(about: About) -> str:
    """CITATION.cff."""
    told = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below, and the list's archive.",
        "type": "dataset",
        "title": about.title,
        "abstract": f"{about.mails:,} mails, {about.span}, with threads, quotes, proposals and "
        "positions, as read by a program.",
        "version": about.run[:12],
        "date-released": about.made_on,
    }
    lines = [f"{key}: {_yaml(value)}" for key, value in told.items()]
    lines.append("authors:")
    lines += [
        f"  - name: {_yaml(f'Contributors to the mailing list {each}')}" for each in about.lists
    ]
    lines += ["references:", "  - type: software", "    title: hansard"]
    lines += [f"    version: {_yaml(__version__)}", "    authors:", "      - name: hansard"]
    return "\n".join(lines) + "\n"


def _yaml(text: str) -> str:
    """A text as YAML has it: every JSON string is one."""
    return orjson.dumps(text).decode()


def _readme(about: About, files: list[File]) -> str:
    listed = [
        f"| `{each.path}` | {'' if each.rows is None else f'{each.rows:,}'} | {each.bytes:,} |"
        for each in files
    ]
    told = [
        f"# {about.title}", "", told_of(about), "",
        f"Made by hansard {__version__} from the database {about.run[:12]} with", "",
        f"    {about.command}", "",
        "- `data-dictionary.md` says what each table and column holds,",
        "- `datapackage.json` (Frictionless) and `croissant.json` (Croissant) tell programs,",
        "- `manifest.json` names the versions, models and archives behind it,",
        "- `CITATION.cff` how to cite it.", "",
        "Tags, proposals and positions are the work of a program: read the words before you rely "
        "on them. The mails are their authors’; whoever passes them on answers for it.",
    ]  # fmt: skip
    if about.hidden:
        told += ["", "Names and addresses are pseudonyms under a key that is not in here. Words "
                 "can still be searched for on the web, and a style of writing tells its author: "
                 "treat these data as personal."]  # fmt: skip
    return "\n".join([*told, "", "| file | rows | bytes |", "|---|--:|--:|", *listed]) + "\n"
