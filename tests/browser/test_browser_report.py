"""A report in a real Chromium, from disk: all its pages, with axe, light, dark and narrow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pipeline.publish.report import report

pytestmark = pytest.mark.browser

EVIL = "evil/2031-05/0000"
LOOKS = [(1280, "light"), (390, "dark")]
AXE = "return axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"


@pytest.fixture(scope="module")
def files(web: Any, axe: str, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Reports of a list, an idea and hostile mail, as folders and as files: all their pages.

    But not each of the many pages of the mail that is 10 MB long, nor the file that holds them all.
    """
    made = tmp_path_factory.mktemp("reports")
    data = web.data(made / "web")
    for number, name in enumerate(("birds", "splitting", EVIL)):
        report.report(data, made / f"{number}", name)
        if name != EVIL:
            report.report(data, made / f"{number}.html", name, alone=True)
    pages = [each for each in made.glob("[0-9]/**/*.html") if "-begin-" not in each.name]
    return sorted(pages) + sorted(made.glob("[0-9].html"))


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_reports_pass_axe_and_fit_the_screen(
    browser: Any, files: list[Path], axe: str, width: int, scheme: str
) -> None:
    """From disk: styled, no violation, nothing wider than the screen, nothing refused or run."""
    browser.look(width, scheme)
    folder = os.environ.get("HANSARD_SCREENSHOTS")
    for file in files:
        browser.call("POST", "/se/log", {"type": "browser"})  # forget what axe was refused before
        browser.open(file.as_uri())
        assert browser.call("POST", "/se/log", {"type": "browser"}) == [], file
        assert browser.run("return getComputedStyle(document.body).marginTop") == "0px", file
        assert browser.run(f"{axe}; {AXE}") == [], file
        wide = browser.run("return document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, file
        assert browser.run("return document.title") != "owned"
        if folder:
            name = quote(str(file.relative_to(files[-1].parent)), safe="")
            browser.screenshot(Path(folder, f"report-{name}-{width}-{scheme}.png"))


def test_reader_goes_from_the_contents_to_a_mail(browser: Any, files: list[Path]) -> None:
    """From the first page to the trend, from a point to its mails, from a mail to its thread."""
    browser.look(1280, "light")
    (index,) = (each for each in files if each.match("1/index.html"))
    browser.open(index.as_uri())
    browser.click("main section a")
    assert browser.arrives("/pages/idea-splitting.html")
    browser.click("figure a .dot")
    assert browser.arrives("/pages/idea-splitting-2031-")
    browser.click("ol.said blockquote a")
    assert browser.arrives("/pages/thread-birds-2031-03-0000.html#")
    browser.click("header a.mark")
    assert browser.arrives(index.as_uri())
