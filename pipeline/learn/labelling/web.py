"""What the label pages have in common: their place beside the reading site, forms, look, socket.

In: endpoints of a desk. Out: an ASGI application: the desk below /label, and everywhere else the
read-only site over the same database, so that a coder can look things up. Rules:

- No script; the headers of the reading site bind the browser. Hosts of other names are refused,
  and so is a form without the token of this run or sent by a page of another site.
- What is saved is on the disk before the next page is shown.
"""

from __future__ import annotations

import contextlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qs

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.publish.serve import site as reading

HERE = Path(__file__).parent
HEADERS = reading.HEADERS | {"Cache-Control": "no-store"}
FORM = 2_000_000  # bytes of a form; the largest mail tried has some thousand sentences

Form = dict[str, list[str]]
Endpoint = Callable[[Request], Awaitable[Response]]


def application(data: Path, start: Endpoint, asked: Endpoint, filled: Endpoint) -> Starlette:
    """The desk at /label/ and /label/NUMBER, and the reading site beside it."""
    local = Middleware(TrustedHostMiddleware, allowed_hosts=list(reading.LOCAL))
    desk = [
        Route("/", start, methods=["GET"]),
        Route("/{place:int}", asked, methods=["GET"]),
        Route("/{place:int}", filled, methods=["POST"]),
        Mount("/own", StaticFiles(directory=HERE / "static")),
    ]
    guarded = [Middleware(reading.Guarded, headers=HEADERS), local]
    return Starlette(
        routes=[
            Mount("/label", routes=desk, middleware=guarded),
            Mount("/", app=reading.site(data)),
        ]
    )


def environment() -> Environment:
    """The templates: those of the desk, then those of the reading site."""
    made = reading.environment()
    made.loader = ChoiceLoader(
        [FileSystemLoader(HERE / "templates"), FileSystemLoader(reading.HERE / "templates")]
    )
    return made


async def form(request: Request, token: str) -> Form | Response:
    """What a form says, or the answer that refuses it."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > FORM:
            return refused("the form is too large", 413)
    try:
        given = parse_qs(body.decode("ascii"), max_num_fields=100_000)
    except ValueError:
        return refused("this is no form", 400)
    if not _ours(request, given.get("token", [""])[0], token):
        told = "the form is not of this run: go back, load the page anew, save again"
        return refused(told, 403)
    return given


def _ours(request: Request, token: str, expected: str) -> bool:
    """Whether a form was sent by a page of ours."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    return site == "same-origin" and hmac.compare_digest(token.encode(), expected.encode())


def refused(told: str, status: int) -> Response:
    """An answer of plain text that says what is wrong."""
    return Response(told, status, media_type="text/plain")


def html(templates: Environment, name: str, status: int = 200, **given: Any) -> Response:
    """A page."""
    return Response(templates.get_template(name).render(**given), status, media_type="text/html")


class Desk(Protocol):
    """A coder's work, as far as every desk is alike."""

    token: str
    done: list[bool]


D = TypeVar("D", bound=Desk)


def start(desk: Desk, templates: Environment, what: str) -> Endpoint:
    """Leads to the first that is not done; `what` is labelled, where all are."""

    async def respond(_: Request) -> Response:
        place = following(desk.done)
        if place is not None:
            return RedirectResponse(f"/label/{place}", 303)
        return html(templates, "done.html", desk=desk, what=what)

    return respond


def filled(
    desk: D, templates: Environment, saved: Callable[[D, Environment, int, Form], Response]
) -> Endpoint:
    """Hands what a form of this run says to `saved`."""

    async def respond(request: Request) -> Response:
        given = await form(request, desk.token)
        if isinstance(given, Response):
            return given
        place = int(request.path_params["place"])
        return await run_in_threadpool(saved, desk, templates, place, given)

    return respond


def following(done: Sequence[bool], after: int = -1) -> int | None:
    """The place of the next that is not done, from the start where none follows."""
    places = [*range(after + 1, len(done)), *range(after + 1)]
    return next((place for place in places if not done[place]), None)


def run(app: Starlette, port: int, ready: Callable[[str], None]) -> None:
    """Serve on this machine alone until stopped; UsageError where the port is taken."""
    import uvicorn

    with reading.listening("127.0.0.1", port) as held:
        ready(f"http://127.0.0.1:{held.getsockname()[1]}/label/")
        config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off")
        with contextlib.suppress(KeyboardInterrupt):  # that is how a coder ends it
            uvicorn.Server(config).run(sockets=[held])
