"""The label pages in a real Chromium: axe, light and dark, narrow; a thread coded by keyboard."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from pipeline.learn import codings
from pipeline.learn.labelling import site, threads, web

pytestmark = pytest.mark.browser

EVIL = "evil/2031-05/0000"
ROOT = "birds/2031-03/0000"
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
AXE = "return axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
WIDE = "return document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def desk(web_data: Path, tmp_path: Path) -> Iterator[Any]:
    """What serves an application of a desk on a port of its own."""
    stops = []

    def served(app: Any) -> str:
        address: list[str] = []
        ready, server = threading.Event(), []

        def told(given: str) -> None:
            address.append(given)
            ready.set()

        def run() -> None:
            with web.reading.listening("127.0.0.1", 0) as held:
                config = uvicorn.Config(app, log_level="error", lifespan="off")
                server.append(uvicorn.Server(config))
                told(f"http://127.0.0.1:{held.getsockname()[1]}/label/")
                server[0].run(sockets=[held])

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert ready.wait(20)
        stops.append((server[0], thread))
        return address[0]

    yield served
    for server, thread in stops:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def web_data(web: Any, axe: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little debate with hostile mail in it."""
    return Path(web.data(tmp_path_factory.mktemp("label")))


def looked_at(browser: Any, axe: str, name: str) -> None:
    """Nothing that axe finds, nothing wider than the screen, nothing refused, nothing run."""
    for width, scheme in LOOKS:
        browser.look(width, scheme)
        assert browser.comes("return document.readyState === 'complete'")
        assert browser.run(f"{axe}; {AXE}") == [], (name, width, scheme)
        assert browser.run(WIDE) <= 0, (name, width, scheme)
        assert browser.run("return document.title") != "owned"
        assert browser.run("return getComputedStyle(document.body).marginTop") == "0px"
        if folder := os.environ.get("HANSARD_SCREENSHOTS"):
            browser.screenshot(Path(folder, f"label-{name}-{width}-{scheme}.png"))
    browser.look(1280, "light")


def test_sentences_of_hostile_mail_are_labelled(
    browser: Any, desk: Any, axe: str, web_data: Path, tmp_path: Path
) -> None:
    """The page of a mail, and the page that tells that all is done."""
    at = desk(site.site(web_data, tmp_path, "ada", [EVIL]))
    browser.open(at)
    assert browser.arrives("/label/0")
    looked_at(browser, axe, "mail")
    browser.click("button")
    assert browser.comes("return document.body.innerText.includes('All labelled')")
    looked_at(browser, axe, "done")


def test_a_thread_is_coded_by_keyboard(
    browser: Any, desk: Any, axe: str, web_data: Path, tmp_path: Path
) -> None:
    """A sentence is chosen, a title is typed, Enter marks it; then a position; each on the disk."""
    browser.look(1280, "light")
    browser.open(desk(threads.site(web_data, tmp_path, "ada", [ROOT])))
    assert browser.arrives("/label/0")
    looked_at(browser, axe, "empty")
    browser.run("document.querySelector('input[value=\"0.0\"]').focus()")
    browser.press("space")
    assert browser.comes("return document.querySelector('[value=\"0.0\"]').checked")
    browser.type("#title", "moving the drivers out\ue007")
    assert browser.comes("return document.querySelectorAll('.marked li').length === 2")
    assert browser.arrives("#s0.0")
    browser.run("document.querySelector('input[value=\"0.0\"]').focus()")
    browser.press("down")
    assert browser.comes("return document.querySelector('[value=\"1.0\"]').checked")
    browser.type("#stance", "oppose")
    assert browser.comes("return document.querySelector('#stance').value === 'oppose'")
    browser.click("button[value=stand]")
    assert browser.comes("return document.querySelectorAll('.marked li').length === 3")
    browser.click(".codebook summary")
    assert browser.comes("return document.querySelector('.codebook').open")
    looked_at(browser, axe, "thread")
    browser.click("button[value=done]")
    assert browser.comes("return document.body.innerText.includes('All labelled')")
    ((coding,),) = (each.values() for each in codings.done(tmp_path).values())
    assert [each.stance for each in coding.positions] == ["support", "oppose"]


def test_a_refused_form_says_why_and_hostile_threads_are_harmless(
    browser: Any, desk: Any, axe: str, web_data: Path, tmp_path: Path
) -> None:
    """An alert that axe likes; from the page one goes on to the thread as it is read."""
    browser.open(desk(threads.site(web_data, tmp_path, "ada", [EVIL])))
    assert browser.arrives("/label/0")
    browser.click("button[value=propose]")
    assert browser.comes("return !!document.querySelector('[role=alert]')")
    looked_at(browser, axe, "refused")
    browser.click(".head a")
    assert browser.arrives("/thread/evil")
