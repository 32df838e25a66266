"""croissant.json: the folder as Croissant 1.0 tells programs for learning.

In: what is known of the folder, and its files. Out: the data set in JSON-LD, with a set of records
for each table.
"""

from __future__ import annotations

from typing import Any

from pipeline import __version__
from pipeline.publish.export.about import KEYS, MEDIA, RIGHTS, About, File, record_of, told_of
from pipeline.records import table
from pipeline.store.schema import described, sentence, typed

CROISSANT = {"varchar": "sc:Text", "bigint": "sc:Integer", "double": "sc:Float",
             "timestamp": "sc:DateTime", "varchar[]": "sc:Text"}  # fmt: skip
FORMATS_1_0 = "http://mlcommons.org/croissant/1.0"

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


def dataset(about: About, files: list[File]) -> dict[str, Any]:
    """The data set."""
    tables = [(each, record_of(each)) for each in files]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": FORMATS_1_0,
        "name": about.name,
        "description": told_of(about),
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
