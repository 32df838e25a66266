"""The page on which a coder codes whole threads: proposals, positions, outcomes.

In: the data directory, the folder of labels, the keys of the threads drawn. Out: an ASGI
application (`web`). Each mark is saved when it is made; a thread counts when the coder says that
it is read whole. Threads that are done are passed over, so that a new start goes on where the last
one ended. Who adjudicates sees what the other coders marked.
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

from pipeline.errors import HansardError, UsageError
from pipeline.learn import codings
from pipeline.learn.codings import Coding
from pipeline.learn.labelling import debate, web
from pipeline.learn.labelling.web import Endpoint, Form
from pipeline.learn.labels import ADJUDICATED
from pipeline.learn.mailed import Mail
from pipeline.publish.serve.source import Source

# What a form may have filled in.
FIELDS = ("at", "title", "kind", "on", "stance", "strength", "of", "outcome")


class Desk:
    """A coder's work: the threads drawn, what is marked in them, where it is kept."""

    def __init__(self, data: Path, folder: Path, coder: str, drawn: Sequence[str]) -> None:
        self.source, self.folder, self.coder = Source(data), folder, coder
        self.drawn = list(drawn)
        self.token = secrets.token_urlsafe(24)
        self.lock = threading.Lock()
        known = codings.read(folder)
        self.codings = known.get(coder, {})
        self.others = (
            {name: each for name, each in known.items() if name != ADJUDICATED}
            if coder == ADJUDICATED
            else {}
        )
        self.done = [self.coding(self.mails(key)).done for key in self.drawn]

    def mails(self, key: str) -> list[Mail]:
        """The mails of a thread."""
        with self.source.connection() as connection:
            found = debate.mails(connection, key)
        if not found:
            raise UsageError(f"there is no thread {key} in the database", hint="draw anew")
        return found

    def coding(self, mails: Sequence[Mail]) -> Coding:
        """What is marked in a thread."""
        return self.codings.get(mails[0].message_id) or debate.fresh(mails)

    def beside(self, mails: Sequence[Mail]) -> dict[str, Coding]:
        """What the others marked, for who adjudicates."""
        root = mails[0].message_id
        return {name: each[root] for name, each in self.others.items() if root in each}

    def save(self, place: int, coding: Coding) -> None:
        """Write a coding down."""
        codings.save(self.folder, self.coder, coding)
        self.codings[coding.thread] = coding
        self.done[place] = coding.done


def site(
    data: Path, folder: Path, coder: str, drawn: Sequence[str], token: str | None = None
) -> Starlette:
    """The application on which one coder codes the threads drawn."""
    desk = Desk(data, folder, coder, drawn)
    desk.token = token or desk.token
    templates = web.environment()
    return web.application(
        data,
        web.start(desk, templates, "thread"),
        _asked(desk, templates),
        web.filled(desk, templates, _saved),
    )


def _asked(desk: Desk, templates: Environment) -> Endpoint:
    async def respond(request: Request) -> Response:
        chosen = request.query_params.get("at", "")
        return await run_in_threadpool(
            _thread, desk, templates, int(request.path_params["place"]), {"at": [chosen]}
        )

    return respond


def _thread(
    desk: Desk, templates: Environment, place: int, form: Form, wrong: str = "", status: int = 200
) -> Response:
    """The page of a thread; what a refused form said stays filled in."""
    if place >= len(desk.drawn):
        return web.refused("there is no such thread in the sample", 404)
    try:
        mails = desk.mails(desk.drawn[place])
        with desk.source.connection() as connection:
            about = debate.shown_(connection, mails, desk.coding(mails), desk.beside(mails))
    except HansardError as error:
        return web.refused(str(error), 500)
    given = dict.fromkeys(FIELDS, "") | {key: values[0] for key, values in form.items() if values}
    return web.html(
        templates, "debate.html", status, desk=desk, place=place, thread=about, wrong=wrong,
        given=given, codebook=debate.CODEBOOK, **debate.CHOICES,
    )  # fmt: skip


def _saved(desk: Desk, templates: Environment, place: int, form: Form) -> Response:
    """Save what a form says; go on at the sentence, or where the thread is done with the next."""
    if place >= len(desk.drawn):
        return web.refused("there is no such thread in the sample", 404)
    try:
        with desk.lock:
            mails = desk.mails(desk.drawn[place])
            coding = desk.coding(mails)
            if form.get("seen") != [debate.seen(mails, coding)]:
                told = "The thread has changed since, here or in another window. Nothing was saved."
                return _thread(desk, templates, place, form, told, 409)
            changed = debate.told(mails, coding, form)
            desk.save(place, changed)
    except UsageError as error:
        return _thread(desk, templates, place, form, str(error), 422)
    except HansardError as error:
        return _thread(desk, templates, place, form, f"Nothing was saved: {error}", 500)
    if form.get("do") == ["done"]:
        return RedirectResponse("/label/", 303)
    at = debate.at(form)
    return RedirectResponse(f"/label/{place}?at={at.removeprefix('#s')}{at}", 303)
