"""The report itself: find what belongs to it, make its pages, describe them, put them in place.

In: the data directory, a name, where to write. Out: a folder with `index.html`, the pages and
their JSON, `CITATION.cff` and `manifest.json`; or one HTML file. Nothing in them tells when or
where the report was made: the same database gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import orjson
from lxml import html

from pipeline import parts
from pipeline.errors import PartError, UsageError
from pipeline.publish.export import folder, metadata
from pipeline.publish.report import paper, rewrite, single
from pipeline.publish.report import scope as scopes
from pipeline.publish.report.scope import Address, Scope
from pipeline.publish.serve import shown, site
from pipeline.publish.serve.source import Page, read
from pipeline.store import answer

if TYPE_CHECKING:
    import duckdb

VERSION = 1

STATIC = site.HERE / "static"
HOME: Address = ("/", ())
GENERATED = b'content="hansard report"'
UNSAFE = re.compile(r"[^a-z0-9.]+")
NAME = 80

GROUPS = {"idea": "Trend", "list": "List", "thread": "Threads", "proposal": "Proposals",
          "mail": "Long mails, whole"}  # fmt: skip
LEADS = {
    "thread": "Who proposed what, who stood where, and what came of it, in their own words.",
    "list": "Its debates: who proposed what, who stood where, and what came of it.",
    "idea": "Month by month, with the mails behind each point and the debates they are from.",
}
ABOUT = """
select count(*) as mails, min(m.sent_at) as first, max(m.sent_at) as last
from message as m
where m.duplicate_of is null
    and (m.list_id = $list_id or m.message in
        (select message from place where thread in (select unnest($threads))))
"""


@dataclass(slots=True)
class Names:
    """The names of files, each once, also where letters' case is not told apart."""

    given: dict[Address, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def of(self, address: Address) -> str:
        """The page's name, without its ending."""
        if address not in self.given:
            told = paper.spoken(address)
            name = UNSAFE.sub("-", told.lower()).strip("-.")[:NAME]
            if name in self.taken or not name:
                name = f"{name}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
            self.given[address] = name
            self.taken.add(name)
        return self.given[address]


@dataclass(frozen=True, slots=True)
class Made:
    """A page of the report."""

    address: Address
    name: str
    page: Page
    tree: Any
    json: bytes


def report(
    data: Path, target: Path, name: str, *, every: bool = False, alone: bool = False,
    force: bool = False,
) -> tuple[int, int]:  # fmt: skip
    """Write the report; how many pages it has, and how many bytes.

    UsageError where nothing has that name or `target` may not be replaced, PartError where the
    disk refuses; `target` is then as it was.
    """
    with answer.connect(data) as connection:
        found = scopes.found(connection, name, every=every, trees=not alone)
        return (_file if alone else _folder)(connection, target, found, force)


def _folder(
    connection: duckdb.DuckDBPyConnection, target: Path, scope: Scope, force: bool
) -> tuple[int, int]:
    with folder.made(target, force=force) as new:
        files: list[metadata.File] = []

        def write(path: str, content: bytes) -> None:
            (new / path).write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            files.append(metadata.File(path, len(content), digest, None))

        (new / "pages").mkdir()
        for name in ("style.css", "icon.svg"):
            write(name, (STATIC / name).read_bytes())
        contents: list[dict[str, str]] = []
        for made in _pages(connection, scope):
            write(f"pages/{made.name}.html", _written(made.tree))
            write(f"pages/{made.name}.json", made.json)
            _listed(contents, made, f"./pages/{made.name}.html")
        about = _about(connection, scope)
        write("CITATION.cff", metadata.citation(about).encode())
        told = _manifest(connection, scope, about.command, [])
        write("index.html", _written(_index(connection, scope, contents, told, "")))
        told = _manifest(connection, scope, about.command, sorted(files, key=lambda f: f.path))
        write(folder.MANIFEST, orjson.dumps(told, default=str, option=orjson.OPT_INDENT_2))
    pages = sum(each.path.startswith("pages/") for each in files) // 2  # each with its JSON
    return pages, sum(each.bytes for each in files)


def _file(
    connection: duckdb.DuckDBPyConnection, target: Path, scope: Scope, force: bool
) -> tuple[int, int]:
    _free(target, force=force)
    contents: list[dict[str, str]] = []
    with tempfile.TemporaryFile() as sections:  # of a large list there are hundreds of megabytes
        for made in _pages(connection, scope, alone=True):
            sections.write(single.section(made.tree, made.name, len(contents) + 1))
            _listed(contents, made, f"#{made.name}")
        told = _manifest(connection, scope, f"{scope.command} --single -o FILE", [])
        index = _index(connection, scope, contents, told, "alone")
        style = (STATIC / "style.css").read_text(encoding="utf-8")
        before, after = single.around(index, style, told)
        sections.seek(0)
        size = _placed(target, before, sections, after)
    return len(contents), size


def _free(target: Path, *, force: bool) -> None:
    """UsageError unless there may be a new file at `target`."""
    if target.is_dir():
        raise UsageError(f"{target} is a folder", hint="-o FILE.html, or no --single")
    if not target.exists():
        return
    if GENERATED not in target.read_bytes()[:4096]:
        raise UsageError(f"{target} holds something else", hint="choose another name: -o FILE")
    if not force:
        raise UsageError(f"{target} exists", hint="--force replaces it")


def _placed(target: Path, before: bytes, sections: IO[bytes], after: bytes) -> int:
    """Write the file, whole or not at all; its bytes."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with parts.whole(target) as beside, beside.open("wb") as out:
            out.write(before)
            shutil.copyfileobj(sections, out)
            out.write(after)
            size = out.tell()
    except OSError as error:
        raise PartError(
            f"cannot write {target}: {error.strerror or error}",
            hint="make room or choose another file",
        ) from error
    return size


def _pages(
    connection: duckdb.DuckDBPyConnection, scope: Scope, *, alone: bool = False
) -> Iterator[Made]:
    """Every page of the report, those of long mails last."""
    names, templates, about = Names(), paper.environment(), paper.database(connection)
    queue = [scopes.address(each) for each in scope.pages]
    seen = set(queue)
    for address in queue:
        names.of(address)

    def placed(to: Address, fragment: str) -> str | None:
        if to == HOME:
            return "#contents" if alone else "../index.html"
        if not scope.holds(to):
            return None
        if to not in seen:
            seen.add(to)
            queue.append(to)
        return _target(names.of(to), fragment, alone=alone)

    for address in queue:  # which grows
        page, spoken, name = (
            paper.page(connection, address),
            paper.spoken(address),
            names.of(address),
        )
        json = "" if alone else f"./{name}.json"
        tree = rewrite.tree(paper.html(templates, page, about, spoken, json))
        _finished(connection, tree, scope, placed, alone="alone" if alone else "../")
        yield Made(address, name, page, tree, b"" if alone else paper.json(page, about, spoken))


def _target(name: str, fragment: str, *, alone: bool) -> str:
    if alone:
        return f"#{name}" + (f"--{fragment}" if fragment else "")
    return f"{name}.html" + (f"#{fragment}" if fragment else "")


def _finished(
    connection: duckdb.DuckDBPyConnection, tree: Any, scope: Scope,
    placed: Callable[[Address, str], str | None], alone: str,
) -> None:  # fmt: skip
    """Take out, relink and guard; `alone` is "alone", or the way to the root of the report."""
    rewrite.without_forms(tree)
    rewrite.relinked(connection, tree, scope, placed)
    if alone == "alone":
        return
    rewrite.guarded(tree)
    for link in tree.xpath("//link[starts-with(@href, '/static/')]"):
        link.set("href", f"{alone}{link.get('href').removeprefix('/static/')}")
    for link in tree.xpath("//*[starts-with(@href, './')]"):
        link.set("href", link.get("href")[2:])


def _written(tree: Any) -> bytes:
    """The page's bytes."""
    made: bytes = html.tostring(tree, encoding="utf-8", doctype="<!doctype html>")
    return made + b"\n"


def _listed(contents: list[dict[str, str]], made: Made, href: str) -> None:
    """Add a page to the contents; a tree stands beside its thread."""
    path, asked = made.address
    if ("view", "tree") in asked:
        contents[-1]["tree"] = href
        return
    kind = path.strip("/").partition("/")[0]
    note = f"{path.removeprefix(f'/{kind}/')}{''.join(f', {value}' for _, value in asked)}"
    contents.append(
        {"kind": kind, "href": href, "title": made.page.title, "note": note, "tree": ""}
    )


def _index(
    connection: duckdb.DuckDBPyConnection, scope: Scope, contents: list[dict[str, str]],
    manifest: dict[str, Any], alone: str,
) -> Any:  # fmt: skip
    """The first page: what the report holds, and how it was made."""
    row = _counted(connection, scope)
    groups = [
        (heading, [each for each in contents if each["kind"] == kind])
        for kind, heading in GROUPS.items()
    ]
    data = {
        "lead": LEADS[scope.kind], "manifest": manifest, "mails": row["mails"],
        "groups": [group for group in groups if group[1]],
        "span": shown.span(row["first"], row["last"]),
    }  # fmt: skip
    cite = f"{scope.title}. {', '.join(scope.lists)}, {data['span']}"
    page = Page("report.html", scope.title, data, cite)
    about = paper.database(connection)
    tree = rewrite.tree(
        paper.html(paper.environment(), page, about, f"{scope.kind}/{scope.key}", "")
    )
    _finished(connection, tree, scope, lambda to, _: "index.html" if to == HOME else None, alone)
    return tree


def _counted(connection: duckdb.DuckDBPyConnection, scope: Scope) -> dict[str, Any]:
    whole = scope.key if scope.kind == "list" else None
    return read(connection, ABOUT, {"list_id": whole, "threads": list(scope.threads)})[0]


def _about(connection: duckdb.DuckDBPyConnection, scope: Scope) -> metadata.About:
    row, made = _counted(connection, scope), paper.database(connection)
    span = f"{row['first']:%Y-%m-%d} to {row['last']:%Y-%m-%d}" if row["first"] else "undated"
    made_on = f"{made['made_at']:%Y-%m-%d}" if made["made_at"] else "1970-01-01"
    return metadata.About(
        scope.title, f"hansard-{scope.kind}", scope.lists, span, row["mails"], made["run"],
        made_on, f"{scope.command} -o DIR", hidden=False,
    )  # fmt: skip


def _manifest(
    connection: duckdb.DuckDBPyConnection, scope: Scope, command: str, files: list[metadata.File]
) -> dict[str, Any]:
    """The manifest as an export has it, of the lists that are in the report."""
    told = metadata.manifest(connection, command, files, hidden=False)
    told["archives"] = [each for each in told["archives"] if each["list_id"] in scope.lists]
    for each in told["files"]:
        each.pop("rows")
    made = told.pop("export")
    return {"report": {"command": made["command"], "version": made["version"]}} | told
