"""What a reader meets in a real Chromium: pages without a mouse, with axe, light, dark and narrow.

Also a drill-down from a trend's point to a mail, and hostile mail that does nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser

BIRDS = "birds/2031-03/0000"
PAGES = [
    "/", "/list/birds", "/list/birds/2031-03", f"/thread/{BIRDS}", f"/thread/{BIRDS}?view=tree",
    f"/mail/{BIRDS}", f"/proposal/{BIRDS}/p1", "/search?q=drivers", "/ideas", "/idea/splitting",
    "/idea/splitting/2031-03", "/person/cy@nest.example", "/health", "/health/defect/no-date",
    "/sql?q=from+positions()", "/sql/threads?run=1", "/nowhere", "/thread/evil/2031-05/0000",
    "/mail/evil/2031-05/0000", "/mail/evil/2031-05/0001", "/list/evil",
    "/proposal/evil/2031-05/0000/p1", "/person/m%26m%3Cb%3E%40evil.example",
    "/sql?q=select+*+from+message", "/search?q=script",
]  # fmt: skip
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]

AXE = "return axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"


def shown(name: str) -> Path | None:
    """Where screenshots go, where they are wanted."""
    folder = os.environ.get("HANSARD_SCREENSHOTS")
    return Path(folder, f"{name}.png") if folder else None


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_pass_axe_and_fit_the_screen(
    browser: Any, served: str, axe: str, width: int, scheme: str
) -> None:
    """No violation, nothing wider than the screen, at both widths, light and dark."""
    browser.look(width, scheme)
    for address in PAGES:
        browser.open(f"{served}{address}")
        assert browser.run(f"{axe}; {AXE}") == [], address
        wide = browser.run("return document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, address
        file = shown(f"{quote(address, safe='')}-{width}-{scheme}")
        if file:
            browser.screenshot(file)


def test_hostile_mail_does_nothing(browser: Any, served: str) -> None:
    """No script ran, no element was forged, and the console tells of no refused one either."""
    browser.look(1280, "light")
    browser.call("POST", "/se/log", {"type": "browser"})
    for address in PAGES:
        browser.open(f"{served}{address}")
        assert browser.run("return document.title") != "owned"
        assert browser.run("return document.querySelectorAll('script, img, iframe').length") == 0
        assert browser.run("return document.querySelectorAll('h1').length") == 1, address
    told = browser.call("POST", "/se/log", {"type": "browser"})
    assert [each["message"] for each in told if "/nowhere" not in each["message"]] == []


def test_policy_refuses_what_a_mistake_would_let_in(browser: Any, served: str) -> None:
    """Were a script to stand in a page, the browser would not run it."""
    browser.open(f"{served}/")
    browser.run(
        "const s = document.createElement('script'); s.textContent = \"document.title='owned'\";"
        "document.body.append(s)"
    )
    assert browser.run("return document.title") != "owned"


def test_site_is_used_without_a_mouse(browser: Any, served: str) -> None:
    """The first Tab shows a link past the navigation; Enter follows it; a quote opens by key."""
    browser.look(1280, "light")
    browser.open(f"{served}/thread/{BIRDS}")
    browser.press("tab")
    assert browser.comes("return document.activeElement.className === 'skip'")
    browser.press("enter")
    assert browser.arrives("#content")
    for _ in range(60):
        browser.press("tab")
        if browser.run("return document.activeElement.closest('details.quote') !== null"):
            break
    browser.press("enter")
    assert browser.comes("return document.activeElement.parentElement.open")
    outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_search_finds_and_leads_to_the_mail(browser: Any, served: str) -> None:
    """From the start page by typing and Enter."""
    browser.open(f"{served}/")
    browser.type("#q", "interfaces")
    browser.press("enter")
    assert browser.arrives("/search?q=interfaces")
    assert browser.run("return document.querySelector('.snippet mark').textContent") == "interfaces"
    browser.click(".hits h3 a")
    assert browser.arrives("#birds/2031-03/0001")


def test_point_of_a_trend_leads_to_a_mail(browser: Any, served: str) -> None:
    """From the curve to the month, from a sentence there to its place in the thread."""
    browser.look(1280, "light")
    browser.open(f"{served}/idea/splitting")
    browser.click("svg a .dot")
    assert browser.arrives("/idea/splitting/2031-03")
    browser.click(".said a.words")
    assert browser.arrives(f"/thread/{BIRDS}#birds/2031-03/")
    assert browser.comes("return document.querySelector(':target') !== null")


def test_quoted_passage_leads_to_its_source(browser: Any, served: str) -> None:
    """The link beside a quote scrolls to the words it is from."""
    browser.look(390, "light")
    browser.open(f"{served}/thread/{BIRDS}")
    browser.click(".sources a")
    assert browser.arrives(f"#{BIRDS}/b0")
    top = "document.querySelector(':target').getBoundingClientRect().top"
    assert browser.comes(f"return 0 <= {top} && {top} < 400")


def test_right_to_left_override_turns_nothing(browser: Any, served: str) -> None:
    """The words after a mail's override are drawn to the right of those before."""
    browser.look(1280, "light")
    browser.open(f"{served}/list/evil")
    assert not browser.run(
        "return /[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.innerText)"
    )
