"""The site: addresses to pages, pages to HTML, JSON or CSV, and what a browser may do with them.

In: the data directory. Out: an ASGI application. Rules:

- Every page is also JSON: at the same address with `.json`, or where the reader accepts nothing
  better. Errors are pages too, with the right status.
- Nothing is run and nothing is loaded that is not ours: no script at all, no inline style, no
  frame, no other host. A request for another host's name is refused: a page elsewhere cannot
  reach a site on this machine by giving it a name of its own.
- A page is a function of the database: its ETag is the database's and the address's.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline import __version__
from pipeline.errors import HansardError, PartError, UsageError
from pipeline.publish.serve import (
    asking,
    drawing,
    health,
    ideas,
    links,
    lists,
    mails,
    persons,
    proposals,
    searching,
    shown,
    threads,
)
from pipeline.publish.serve.source import MissingError, Moved, Page, Source, read

HERE = Path(__file__).parent

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

LOCAL = ("localhost", "127.0.0.1", "[::1]")

Shown = Callable[[Any, Request], Page | Moved | Response]


def environment() -> Environment:
    """The templates, with what they may call."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        to=links.to, passage=links.passage, anchor=links.anchor, block=links.block,
        public=links.public, drawing=drawing, stances=shown.STANCES, outcomes=shown.OUTCOMES,
        version=__version__,
    )  # fmt: skip
    made.filters.update(
        day=shown.day, minute=shown.minute, number=shown.number, name=shown.name, cut=shown.cut,
        count=shown.count, cell=shown.cell, tally=shown.tally, body=shown.body, runs=shown.runs,
    )  # fmt: skip
    return made


def _number(request: Request, key: str) -> int:
    text = request.query_params.get(key, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def _asked(request: Request, key: str) -> str:
    return str(request.query_params.get(key, ""))


def _path(request: Request, key: str = "key") -> str:
    return str(request.path_params[key])


def _csv(name: str, connection: Any, request: Request) -> Response:
    text = asking.table(connection, name, request.query_params)
    return Response(text, media_type="text/csv", headers={
        "Content-Disposition": f'attachment; filename="{name or "rows"}.csv"'
    })  # fmt: skip


PAGES: dict[str, Shown] = {
    "/": lambda c, _: lists.start(c),
    "/list/{key}": lambda c, r: lists.home(c, _path(r)),
    "/list/{key}/{month}": lambda c, r: lists.month(c, _path(r), _path(r, "month")),
    "/thread/{key:path}": lambda c, r: threads.thread(c, _path(r), _asked(r, "view")),
    "/mail/{key:path}": lambda c, r: mails.mail(c, _path(r), _number(r, "begin")),
    "/proposal/{key:path}": lambda c, r: proposals.proposal(c, _path(r)),
    "/person/{key:path}": lambda c, r: persons.person(c, _path(r), every=_number(r, "all") == 1),
    "/ideas": lambda c, _: ideas.index(c),
    "/idea/{key}": lambda c, r: ideas.idea(c, _path(r), _asked(r, "list_id"), _asked(r, "split")),
    "/idea/{key}/{month}": lambda c, r: ideas.month(
        c, _path(r), _path(r, "month"), _asked(r, "list_id")
    ),
    "/search": lambda c, r: searching.search(c, r.query_params),
    "/health": lambda c, _: health.health(c),
    "/health/archives/{key}": lambda c, r: health.archives(c, _path(r)),
    "/health/defect/{key}": lambda c, r: health.defect(c, _path(r)),
    "/sql.csv": lambda c, r: _csv("", c, r),
    "/sql/{key}.csv": lambda c, r: _csv(_path(r), c, r),
    "/sql": lambda c, r: asking.index(c, r.query_params),
    "/sql/{key}": lambda c, r: asking.named(c, _path(r), r.query_params),
}


def site(data: Path, hosts: Sequence[str] = LOCAL) -> Starlette:
    """The application over a data directory."""
    source, templates = Source(data), environment()
    routes = [
        Route(path, _endpoint(source, templates, page, form), methods=["GET"])
        for path, page in PAGES.items()
        for path, form in ((_with(path, ".json"), "json"), (path, "html"))
    ]
    return Starlette(
        routes=[*routes, Mount("/static", StaticFiles(directory=HERE / "static"))],
        middleware=[
            Middleware(Guarded, headers=HEADERS),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
        ],
        exception_handlers={404: _unknown(templates)},
    )


def _with(path: str, suffix: str) -> str:
    return f"/index{suffix}" if path == "/" else f"{path}{suffix}"


class Guarded:
    """Sets the headers that bind the browser, on every response."""

    def __init__(self, app: Any, headers: Mapping[str, str]) -> None:
        self.app = app
        self.headers = [(key.lower().encode(), value.encode()) for key, value in headers.items()]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, with the headers added to what is sent."""

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        await self.app(scope, receive, sent)


def _endpoint(
    source: Source, templates: Environment, page: Shown, form: str
) -> Callable[[Request], Awaitable[Response]]:
    """What answers at an address, in a thread of its own."""

    def answered(request: Request) -> Response:
        wanted = "json" if _prefers_json(request) else form
        try:
            with source.connection() as connection:
                made = page(connection, request)
                if isinstance(made, Page):
                    about = _database(connection)
                    return _rendered(templates, request, made, about, wanted)
                return made if isinstance(made, Response) else RedirectResponse(made.address)
        except HansardError as error:
            return _failed(templates, request, error, wanted)

    async def respond(request: Request) -> Response:
        return await run_in_threadpool(answered, request)

    return respond


def _prefers_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _database(connection: Any) -> dict[str, Any]:
    found = read(connection, "select run, made_at, version from run order by made_at limit 1", {})
    return found[0] if found else {"run": "", "made_at": None, "version": ""}


def _rendered(
    templates: Environment, request: Request, page: Page, about: dict[str, Any], form: str
) -> Response:
    address = _address(request)
    asked = f"{about['run']} {__version__} {form} {request.url.path}?{request.url.query}"
    tag = f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:20]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    headers = {"ETag": tag, "Vary": "Accept"}
    if form == "json":
        told = {"address": address, "title": page.title, "cite": page.cite, "database": about}
        body = orjson.dumps(told | {"data": page.data}, default=str, option=orjson.OPT_NON_STR_KEYS)
        return Response(body, media_type="application/json", headers=headers)
    return Response(_html(templates, request, page, about), media_type="text/html", headers=headers)


def _path_of(request: Request) -> str:
    """The page's path, quoted, without the form that was asked for."""
    path = request.url.path.removesuffix(".json")
    return "/" if path == "/index" else quote(path, safe=links.SAFE)


def _address(request: Request) -> str:
    """The page's permanent address."""
    query = request.url.query
    return f"{str(request.base_url).rstrip('/')}{_path_of(request)}" + (
        f"?{query}" if query else ""
    )


def _html(
    templates: Environment, request: Request, page: Page, about: dict[str, Any]
) -> str:  # fmt: skip
    path, query = _path_of(request), request.url.query
    json = f"{'/index' if path == '/' else path}.json" + (f"?{query}" if query else "")
    return templates.get_template(page.template).render(
        page=page, about_database=about, address=_address(request), json=json, **page.data
    )


def _failed(
    templates: Environment, request: Request, error: HansardError, form: str
) -> Response:  # fmt: skip
    """A page that says what is wrong and what to do next."""
    status = (
        404 if isinstance(error, MissingError) else 500 if isinstance(error, PartError) else 400
    )
    told = {"error": str(error), "hint": error.hint}
    if form == "json":
        return Response(orjson.dumps(told), status_code=status, media_type="application/json")
    text = templates.get_template("error.html").render(
        page=Page("error.html", "Not found" if status == 404 else "Not possible", {}),
        about_database={"run": "", "made_at": None}, address=_address(request), json="", **told,
    )  # fmt: skip
    return Response(text, status_code=status, media_type="text/html")


def _unknown(templates: Environment) -> Any:
    def shown_(request: Request, _: Exception) -> Response:
        error = MissingError("there is no such page", hint="start from the lists")
        return _failed(templates, request, error, "html")

    return shown_


def run(data: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until stopped; UsageError where there is no database or the port is taken."""
    import uvicorn

    with Source(data).connection():
        pass
    hosts = LOCAL if host in (*LOCAL, "::1") else ("*",)
    with listening(host, port) as held:
        shown_host = f"[{host}]" if ":" in host else host
        ready(f"http://{shown_host}:{port}/")
        config = uvicorn.Config(
            site(data, hosts), log_level="warning", server_header=False, lifespan="off"
        )
        with contextlib.suppress(KeyboardInterrupt):  # that is how a reader ends it
            uvicorn.Server(config).run(sockets=[held])


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at a port; UsageError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    held = socket.socket(family)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((host, port))
        held.listen()  # who follows the address before all is ready, waits
    except OSError as error:
        held.close()
        raise UsageError(
            f"port {port} of {host} cannot be had: {error.strerror}", hint=f"--port {port + 1}"
        ) from error
    return held
