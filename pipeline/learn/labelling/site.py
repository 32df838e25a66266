"""The page on which a coder labels the sentences of mails: a mail, a form, save and next.

In: the data directory, the folder of labels, the keys of the mails drawn. Out: an ASGI
application (`web`). A mail whose sentences the coder has labelled is passed over, so that a new
start goes on where the last one ended.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import HansardError
from pipeline.learn import labels as kept
from pipeline.learn.labelling import page, web
from pipeline.learn.labelling.web import Endpoint, Form
from pipeline.publish.serve.source import Source


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
    templates = web.environment()
    return web.application(
        data,
        web.start(desk, templates, "mail"),
        _asked(desk, templates),
        web.filled(desk, templates, _saved),
    )


def _asked(desk: Desk, templates: Environment) -> Endpoint:
    async def respond(request: Request) -> Response:
        place = int(request.path_params["place"])
        return await run_in_threadpool(_mail, desk, templates, place)

    return respond


def _mail(
    desk: Desk, templates: Environment, place: int, wrong: str = "", status: int = 200
) -> Response:
    """The page of a mail."""
    if place >= len(desk.drawn):
        return web.refused("there is no such mail in the sample", 404)
    try:
        with desk.source.connection() as connection:
            about = page.mail(connection, desk.drawn[place], desk.labels)
            above = page.above(connection, about["parent"])
    except HansardError as error:
        return web.refused(str(error), 500)
    return web.html(
        templates, "label.html", status, desk=desk, place=place, mail=about, above=above,
        wrong=wrong, codebook=page.CODEBOOK, acts=kept.ACTS, state=page.state(desk.drawn, desk.done)
    )  # fmt: skip


def _saved(desk: Desk, templates: Environment, place: int, form: Form) -> Response:
    """Save what a form says, and lead to the next mail."""
    if place >= len(desk.drawn):
        return web.refused("there is no such mail in the sample", 404)
    try:
        with desk.source.connection() as connection:
            about = page.mail(connection, desk.drawn[place])
        if form.get("seen") != [about["seen"]]:
            changed = "The mail has been read anew since: please mark it again. Nothing was saved."
            return _mail(desk, templates, place, changed, 409)
        desk.save(place, page.told(about, form))
    except HansardError as error:
        return _mail(desk, templates, place, f"Nothing was saved: {error}", 500)
    following = web.following(desk.done, place)
    return RedirectResponse("/label/" if following is None else f"/label/{following}", 303)
