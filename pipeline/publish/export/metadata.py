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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pipeline import __version__
from pipeline.publish.export.folder import MANIFEST
from pipeline.publish.export.tables import dictionary
from pipeline.records import TABLES, table
from pipeline.store.schema import described, sentence, typed

if TYPE_CHECKING:
    import duckdb

MEDIA = {
    "parquet": "application/x-parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonlines",
    "json": "application/json",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "qdpx": "application/zip",
}
FRICTIONLESS = {"varchar": "string", "bigint": "integer", "double": "number",
                "timestamp": "datetime", "varchar[]": "array"}  # fmt: skip
CROISSANT = {"varchar": "sc:Text", "bigint": "sc:Integer", "double": "sc:Float",
             "timestamp": "sc:DateTime", "varchar[]": "sc:Text"}  # fmt: skip

# Mail is its authors': nobody has cleared it for the archive as a whole.
RIGHTS = "https://rightsstatements.org/vocab/CNE/1.0/"
FORMATS_1_0 = "http://mlcommons.org/croissant/1.0"

# Columns that tell a row from all others of its table.
KEYS: dict[str, tuple[str, ...]] = {
    "archive": ("list_id", "month"), "message": ("message",), "attachment": ("message", "number"),
    "block": ("message", "number"), "place": ("message",), "thread": ("thread",),
    "person": ("person",), "sentence": ("message", "number"), "proposal": ("proposal",),
    "idea": ("idea",),
}  # fmt: skip

STAGES = "select stage, stage_version, model, inputs, outputs from run order by stage"
ARCHIVES = """
select list_id, month, url, sha256, bytes, messages, kept, duplicates, defects
from archive order by list_id, month
"""

CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract",
    "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "separator": "cr:separator",
    "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder."""

    path: str
    bytes: int
    sha256: str
    rows: int | None

    @property
    def form(self) -> str:
        """What kind of file it is, by the end of its name."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class About:
    """What all the descriptions tell."""

    title: str
    name: str
    lists: tuple[str, ...]
    span: str
    mails: int
    run: str
    made_on: str
    command: str
    hidden: bool


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
        ("datapackage.json", _package(about, files)),
        ("croissant.json", _croissant(about, files)),
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
    stages = _dicts(connection, STAGES)
    archives = _dicts(connection, ARCHIVES)
    for each in archives:
        each["url"] = each["url"] if WEB.match(each["url"] or "") else ""
    made = _dicts(connection, "select run, made_at, version from run limit 1")
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


def _dicts(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    connection.execute(query)
    names = [column[0] for column in connection.description or ()]
    return [dict(zip(names, row, strict=True)) for row in connection.fetchall()]


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


def _package(about: About, files: list[File]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": about.name,
        "title": about.title,
        "description": _sentence(about),
        "version": about.run[:12],
        "created": f"{about.made_on}T00:00:00Z",
        "licenses": [{"name": "CNE", "path": RIGHTS, "title": "Copyright Not Evaluated"}],
        "sources": [{"title": f"Archive of the mailing list {each}"} for each in about.lists],
        "resources": [_resource(each) for each in files],
    }


def _resource(file: File) -> dict[str, Any]:
    name = file.path.lower().replace("/", "-").replace(".", "-")
    told: dict[str, Any] = {
        "name": name, "path": file.path, "format": file.form, "mediatype": MEDIA[file.form],
        "bytes": file.bytes, "hash": f"sha256:{file.sha256}",
    }  # fmt: skip
    record = _record(file)
    if record is None:
        return told | {"profile": "data-resource"}
    schema = {
        "fields": [
            {"name": column, "type": FRICTIONLESS[kind], "description": described(record)[column]}
            for column, kind in typed(record).items()
        ],
        "missingValues": [""],
    }
    key = KEYS.get(table(record))
    if key:
        schema["primaryKey"] = list(key)
    profile = "tabular-data-resource" if file.form == "csv" else "data-resource"
    told |= {"profile": profile, "description": sentence(record), "schema": schema}
    return told | ({"encoding": "utf-8"} if file.form != "parquet" else {})


def _record(file: File) -> type | None:
    """The record of which a file is the table."""
    names = {table(record): record for record in TABLES}
    name, _, form = file.path.rpartition(".")
    return names.get(name) if form in ("parquet", "csv", "jsonl") else None


def _croissant(about: About, files: list[File]) -> dict[str, Any]:
    tables = [(each, _record(each)) for each in files]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": FORMATS_1_0,
        "name": about.name,
        "description": _sentence(about),
        "version": f"1.0.0+{about.run[:12]}" if about.run else "1.0.0",
        "datePublished": about.made_on,
        "license": RIGHTS,
        "url": f"urn:hansard:{about.run[:12]}",
        "citeAs": f"{about.title}, {about.span}. hansard {__version__}, database {about.run[:12]}.",
        "creator": [{"@type": "sc:Organization", "name": f"Contributors to {each}"}
                    for each in about.lists],
        "distribution": [
            {
                "@type": "cr:FileObject", "@id": each.path, "name": each.path,
                "contentUrl": each.path, "contentSize": f"{each.bytes} B",
                "encodingFormat": MEDIA[each.form], "sha256": each.sha256,
            }
            for each in files
        ],
        "recordSet": [_record_set(each, record) for each, record in tables if record is not None],
    }  # fmt: skip


def _record_set(file: File, record: type) -> dict[str, Any]:
    name = file.path.replace(".", "-")
    told = {
        "@type": "cr:RecordSet", "@id": name, "name": name, "description": sentence(record),
        "field": [
            {
                "@type": "cr:Field", "@id": f"{name}/{column}", "name": column,
                "description": described(record)[column], "dataType": CROISSANT[kind],
                **({"repeated": True} if kind.endswith("[]") and file.form != "csv" else {}),
                "source": {"fileObject": {"@id": file.path}, "extract": {"column": column}},
            }
            for column, kind in typed(record).items()
        ],
    }  # fmt: skip
    key = KEYS.get(table(record))
    return told | ({"key": [{"@id": f"{name}/{column}"} for column in key]} if key else {})


def _sentence(about: About) -> str:
    told = (
        f"{about.mails:,} mails of the mailing list{'s' if len(about.lists) > 1 else ''} "
        f"{', '.join(about.lists)}, {about.span}: threads, quotes, persons, proposals and who "
        "stood where on them, as read by a program."
    )
    return f"{told} Names and addresses are pseudonyms." if about.hidden else told


def _readme(about: About, files: list[File]) -> str:
    listed = [
        f"| `{each.path}` | {'' if each.rows is None else f'{each.rows:,}'} | {each.bytes:,} |"
        for each in files
    ]
    told = [
        f"# {about.title}", "", _sentence(about), "",
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
