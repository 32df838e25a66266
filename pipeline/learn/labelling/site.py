"""The label page as a site of one coder on this machine: a mail, a form, save and next.

In: the data directory, the folder of labels, the keys of the mails drawn. Out: an ASGI
application. Rules:

- No script; the headers of the reading site bind the browser. Hosts of other names are refused,
  and so is a form without the token of this run or sent by a page of another site.
- What is saved is on the disk before the next mail is shown. A mail whose sentences the coder
  has labelled is passed over, so that a new start goes on where the last one ended.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
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

from pipeline.errors import HansardError, UsageError
from pipeline.learn import labels as kept
from pipeline.learn.labelling import page
from pipeline.publish.serve import site as reading
from pipeline.publish.serve.source import Source

HERE = Path(__file__).parent
HEADERS = reading.HEADERS | {"Cache-Control": "no-store"}
FORM = 2_000_000  # bytes of a form; the largest mail tried has some thousand sentences


class Desk:
    """A coder's work: the mails drawn, the labels given, where they are kept."""

    def __init__(self, data: Path, folder: Path, coder: str, drawn: Sequence[str]) -> None:
        self.source, self.folder, self.coder = Source(data), folder, coder
        self.drawn = list(drawn)
        self.token = secrets.token_urlsafe(24)
        self.lock = threading.Lock()
        self.labels = kept.read(folder).get(coder, {})
        with self.source.connection() as connection:
            self.done = [page.mail(connection, key, self.labels)["done"] for key in self.drawn]

    def next(self, after: int = -1) -> int | None:
        """The place of the next mail without labels, from the start where none follows."""
        places = [*range(after + 1, len(self.drawn)), *range(after + 1)]
        return next((place for place in places if not self.done[place]), None)

    def save(self, place: int, found: Sequence[kept.Label]) -> None:
        """Write the labels of a mail down."""
        with self.lock:
            kept.add(self.folder, self.coder, found)
            self.labels |= {label.span: label for label in found}
            self.done[place] = True


def site(
    data: Path, folder: Path, coder: str, drawn: Sequence[str], token: str | None = None
) -> Starlette:
    """The application on which one coder labels the mails drawn."""
    desk = Desk(data, folder, coder, drawn)
    desk.token = token or desk.token
    templates = reading.environment()
    templates.loader = ChoiceLoader(
        [FileSystemLoader(HERE / "templates"), FileSystemLoader(reading.HERE / "templates")]
    )
    return Starlette(
        routes=[
            Route("/", _start(desk, templates), methods=["GET"]),
            Route("/mail/{place:int}", _asked(desk, templates), methods=["GET"]),
            Route("/mail/{place:int}", _filled(desk, templates), methods=["POST"]),
            Mount("/static", StaticFiles(directory=reading.HERE / "static")),
            Mount("/own", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[
            Middleware(reading.Guarded, headers=HEADERS),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(reading.LOCAL)),
        ],
    )


def _start(desk: Desk, templates: Environment) -> Callable[[Request], Awaitable[Response]]:
    async def respond(_: Request) -> Response:
        place = desk.next()
        if place is not None:
            return RedirectResponse(f"/mail/{place}", 303)
        return _html(templates, "done.html", desk=desk)

    return respond


def _asked(desk: Desk, templates: Environment) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        place = int(request.path_params["place"])
        return await run_in_threadpool(_mail, desk, templates, place)

    return respond


def _mail(
    desk: Desk, templates: Environment, place: int, wrong: str = "", status: int = 200
) -> Response:
    """The page of a mail."""
    if place >= len(desk.drawn):
        return Response("there is no such mail in the sample", 404, media_type="text/plain")
    try:
        with desk.source.connection() as connection:
            about = page.mail(connection, desk.drawn[place], desk.labels)
            above = page.above(connection, about["parent"])
    except HansardError as error:
        return Response(str(error), 500, media_type="text/plain")
    return _html(
        templates, "label.html", status, desk=desk, place=place, mail=about, above=above,
        wrong=wrong, codebook=page.CODEBOOK, acts=kept.ACTS, state=page.state(desk.drawn, desk.done)
    )  # fmt: skip


def _filled(desk: Desk, templates: Environment) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > FORM:
                return Response("the form is too large", 413, media_type="text/plain")
        try:
            form = parse_qs(body.decode("ascii"), max_num_fields=100_000)
        except ValueError:
            return Response("this is no form", 400, media_type="text/plain")
        if not _ours(request, form.get("token", [""])[0], desk.token):
            refused = "the form is not of this run: go back, load the page anew, save again"
            return Response(refused, 403, media_type="text/plain")
        place = int(request.path_params["place"])
        return await run_in_threadpool(_saved, desk, templates, place, form)

    return respond


def _ours(request: Request, token: str, expected: str) -> bool:
    """Whether a form was sent by a page of ours."""
    site_ = request.headers.get("sec-fetch-site", "same-origin")
    return site_ == "same-origin" and hmac.compare_digest(token.encode(), expected.encode())


def _saved(desk: Desk, templates: Environment, place: int, form: dict[str, list[str]]) -> Response:
    """Save what a form says, and lead to the next mail."""
    if place >= len(desk.drawn):
        return Response("there is no such mail in the sample", 404, media_type="text/plain")
    try:
        with desk.source.connection() as connection:
            about = page.mail(connection, desk.drawn[place])
        if form.get("seen") != [about["seen"]]:
            changed = "The mail has been read anew since: please mark it again. Nothing was saved."
            return _mail(desk, templates, place, changed, 409)
        desk.save(place, page.told(about, form))
    except HansardError as error:
        return _mail(desk, templates, place, f"Nothing was saved: {error}", 500)
    following = desk.next(place)
    return RedirectResponse("/" if following is None else f"/mail/{following}", 303)


def _html(templates: Environment, name: str, status: int = 200, **given: Any) -> Response:
    text = templates.get_template(name).render(**given)
    return Response(text, status, media_type="text/html")


def run(app: Starlette, port: int, ready: Callable[[str], None]) -> None:
    """Serve on this machine alone until stopped; UsageError where the port is taken."""
    import uvicorn

    with socket.socket() as listening:
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", port))
            listening.listen()
        except OSError as error:
            raise UsageError(
                f"port {port} cannot be had: {error.strerror}", hint=f"--port {port + 1}"
            ) from error
        ready(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off")
        with contextlib.suppress(KeyboardInterrupt):  # that is how a coder ends it
            uvicorn.Server(config).run(sockets=[listening])
