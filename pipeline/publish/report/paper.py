"""A page of the site without a server: its data, and the HTML of the site's own template.

In: a connection and an address. Out: the `Page` that the site shows there, its HTML and its JSON.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from starlette.requests import Request
from starlette.routing import compile_path

from pipeline.publish.report.scope import Address
from pipeline.publish.serve import site
from pipeline.publish.serve.source import MissingError, Page, read

if TYPE_CHECKING:
    import duckdb

HERE = Path(__file__).parent

# Where an archive lay on the disk of who read it in is nobody's concern. In a text of JSON the
# quotes are escaped: this meets no words of a mail.
PRIVATE = re.compile(rb'"url":"file:(?:[^"\\]|\\.)*"')


def environment() -> Environment:
    """The site's templates, and the report's own."""
    made = site.environment()
    assert made.loader is not None
    made.loader = ChoiceLoader([made.loader, FileSystemLoader(HERE / "templates")])
    return made


@cache
def _patterns() -> list[tuple[re.Pattern[str], site.Shown]]:
    return [(compile_path(path)[0], shown) for path, shown in site.PAGES.items()]


def page(connection: duckdb.DuckDBPyConnection, address: Address) -> Page:
    """The page at an address; MissingError where the site has none."""
    path, asked = address
    for pattern, shown in _patterns():
        met = pattern.match(path)
        if met:
            request = Request({
                "type": "http", "method": "GET", "path": path, "headers": [],
                "query_string": urlencode(asked).encode(), "path_params": met.groupdict(),
            })  # fmt: skip
            made = shown(connection, request)
            if isinstance(made, Page):
                return made
    raise MissingError(f"there is no page {path} in the database", hint="hansard build")


def database(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The run that made the database."""
    found = read(connection, "select run, made_at, version from run order by made_at limit 1", {})
    return found[0] if found else {"run": "", "made_at": None, "version": ""}


def spoken(address: Address) -> str:
    """An address as a reader of the site would write it."""
    path, asked = address
    return path + (f"?{urlencode(asked)}" if asked else "")


def html(
    templates: Environment, shown: Page, about: dict[str, Any], address: str, json: str
) -> str:  # fmt: skip
    """The page as the site has it."""
    return templates.get_template(shown.template).render(
        page=shown, about_database=about, address=address, json=json, **shown.data
    )


def json(shown: Page, about: dict[str, Any], address: str) -> bytes:
    """The page's JSON, as the site has it, without the addresses of files on this disk."""
    told = {"address": address, "title": shown.title, "cite": shown.cite, "database": about}
    written = orjson.dumps(
        told | {"data": shown.data}, default=str,
        option=orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE,
    )  # fmt: skip
    return PRIVATE.sub(b'"url":""', written)
