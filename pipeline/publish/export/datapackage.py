"""datapackage.json: the folder as a Frictionless Data Package 1.

In: what is known of the folder, and its files. Out: the package, with a schema for each table.
"""

from __future__ import annotations

from typing import Any

from pipeline.publish.export.about import KEYS, MEDIA, RIGHTS, About, File, record_of, told_of
from pipeline.records import table
from pipeline.store.schema import described, sentence, typed

FRICTIONLESS = {"varchar": "string", "bigint": "integer", "double": "number",
                "timestamp": "datetime", "varchar[]": "array"}  # fmt: skip


def package(about: About, files: list[File]) -> dict[str, Any]:
    """The package."""
    return {
        "profile": "data-package",
        "name": about.name,
        "title": about.title,
        "description": told_of(about),
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
    record = record_of(file)
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
