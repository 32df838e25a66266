"""A real headless Chromium, driven over WebDriver, and the site that it looks at.

Runs where HANSARD_AXE names axe-core's file (`.ci/run` installs it, and Chromium with it).
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hostile_mail
import ports
import pytest
import uvicorn

from pipeline.publish.serve import site

HERE = Path(__file__).parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--hide-scrollbars"]  # fmt: skip
PATIENCE = 400  # looks, a twentieth of a second apart: a machine under load is slow, not wrong
KEYS = {"tab": "\ue004", "enter": "\ue007", "space": "\ue00d", "down": "\ue015"}


@dataclass
class Browser:
    """A session of ChromeDriver."""

    address: str

    def call(self, verb: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.address}{path}", data, {"Content-Type": "application/json"}, method=verb
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, address: str) -> None:
        self.call("POST", "/url", {"url": address})

    def run(self, script: str, *values: Any) -> Any:
        return self.call("POST", "/execute/sync", {"script": script, "args": list(values)})

    def press(self, *keys: str) -> None:
        actions = [
            {"type": kind, "value": KEYS[key]} for key in keys for kind in ("keyDown", "keyUp")
        ]
        self.call(
            "POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]}
        )

    def click(self, css: str) -> None:
        found = self.call("POST", "/element", {"using": "css selector", "value": css})
        (element,) = found.values()
        self.call("POST", f"/element/{element}/click", {})

    def type(self, css: str, text: str) -> None:
        found = self.call("POST", "/element", {"using": "css selector", "value": css})
        (element,) = found.values()
        self.call("POST", f"/element/{element}/value", {"text": text})

    @property
    def at(self) -> str:
        return str(self.call("GET", "/url"))

    def comes(self, script: str, *values: Any) -> bool:
        """Whether a script's answer becomes true in a while: a key does not wait for what it does.

        While one page gives way to the next no script runs: that is asked again, too.
        """
        for _ in range(PATIENCE):
            with suppress(urllib.error.HTTPError):
                if self.run(script, *values):
                    return True
            time.sleep(0.05)
        return False

    def arrives(self, part: str) -> bool:
        """Whether a page whose address has this in it comes up, whole."""
        whole = "document.readyState === 'complete'"
        return self.comes(f"return location.href.includes(arguments[0]) && {whole}", part)

    def look(self, width: int, scheme: str) -> None:
        self.cdp("Emulation.setDeviceMetricsOverride",
                 width=width, height=900, deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        self.cdp("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": scheme}])  # fmt: skip

    def cdp(self, command: str, **params: Any) -> Any:
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": params})

    def screenshot(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self.call("GET", "/screenshot")))


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core."""
    file = os.environ.get("HANSARD_AXE", "")
    if not file or shutil.which("chromedriver") is None:
        pytest.skip("HANSARD_AXE names no axe-core, or there is no Chromium: see .ci/run")
    return Path(file).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser(axe: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, ready."""
    port, profile = ports.free(), tmp_path_factory.mktemp("profile")
    driver = subprocess.Popen(
        ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        ports.wait(port)
        wanted = {
            "alwaysMatch": {
                "goog:chromeOptions": {"args": [*FLAGS, f"--user-data-dir={profile}"]},
                "goog:loggingPrefs": {"browser": "ALL"},
            }
        }
        started = Browser(f"http://127.0.0.1:{port}/session")
        session = started.call("POST", "", {"capabilities": wanted})
        mine = Browser(f"{started.address}/{session['sessionId']}")
        yield mine
        mine.call("DELETE", "")
    finally:
        driver.terminate()
        driver.wait(20)


@pytest.fixture(scope="session")
def web() -> Any:
    """The little debate with hostile mail in it, as the tests of the pages have it."""
    return hostile_mail


@pytest.fixture(scope="session")
def served(web: Any, axe: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site."""
    data, port = web.data(tmp_path_factory.mktemp("web")), ports.free()
    config = uvicorn.Config(site.site(data), port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    ports.wait(port)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
