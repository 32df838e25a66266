"""Take the pictures of README and docs anew: every kind of page on the demo, in a real Chromium.

Run: python docs/pictures.py [CHROMEDRIVER]
Writes docs/pictures/: `NAME.png` of three pages for README, `NAME-WIDTH-SCHEME.png` of every kind
of page at 1280 and 390 pixels in light and dark, and trend.svg and roles.svg.

A picture is kept in at most 256 colours, which Chromium counts itself: text on paper loses nothing
that an eye would see, and the folder stays small.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import subprocess
import sys
import tempfile
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import ports  # noqa: E402 - its folder is on the path only now

PICTURES = ROOT / "docs" / "pictures"
DEMO = ROOT / "data" / "demo" / "site"
THREAD = "kestrel/2024-01/0005"

# Those that README and the how-to pages show, with the height at 1280.
WHOLE = {"thread": (f"/thread/{THREAD}", 1500), "proposal": (f"/proposal/{THREAD}/p1", 860),
         "idea": ("/idea/splitting", 860)}  # fmt: skip
# Every kind of page, in the order of docs/pages.md.
KINDS = {
    "start": "/",
    "list": "/list/kestrel",
    "month": "/list/kestrel/2024-01",
    "thread": f"/thread/{THREAD}",
    "tree": f"/thread/{THREAD}?view=tree",
    "mail": "/mail/kestrel/2024-01/0006",
    "proposal": f"/proposal/{THREAD}/p1",
    "person": "/person/priya@ramanlab.example",
    "ideas": "/ideas",
    "idea": "/idea/splitting",
    "idea-by-role": "/idea/splitting?split=role",
    "idea-month": "/idea/splitting/2024-01",
    "search": "/search?q=drivers",
    "sql": "/sql?q=select+stance%2C+count%28*%29+as+positions+from+positions%28%29+group+by+all+"
    "order+by+all",
    "query": "/sql/roles?run=1",
    "health": "/health",
    "archives": "/health/archives/kestrel",
    "defect": "/health/defect/",
    "missing": "/thread/kestrel/2099-01/0000",
}
SIZES = {1280: 900, 390: 844}
SCHEMES = ("light", "dark")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

# A screenshot as its size, its colours and the number of a colour for each pixel. Where there are
# more than 256 colours, near ones become one: those that are alike but for their last bits.
COUNTED = """
const [source, done] = arguments;
const image = new Image();
image.onload = () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const seen = context.getImageData(0, 0, image.width, image.height).data;
  for (let bits = 1; ; bits++) {
    const colours = new Map(), numbers = new Uint8Array(seen.length / 4);
    for (let at = 0; at < seen.length && colours.size <= 256; at += 4) {
      const [red, green, blue] = [seen[at], seen[at + 1], seen[at + 2]];
      const near = (red >> bits) << 16 | (green >> bits) << 8 | (blue >> bits);
      if (!colours.has(near)) colours.set(near, [colours.size, new Map()]);
      const [number, exact] = colours.get(near), colour = red << 16 | green << 8 | blue;
      exact.set(colour, (exact.get(colour) || 0) + 1);
      numbers[at / 4] = number;
    }
    if (colours.size > 256) continue;
    // Of near colours the one that is there most often: paper stays the paper that it is.
    const kept = [...colours.values()].map(
      ([, exact]) => [...exact].reduce((most, each) => each[1] > most[1] ? each : most)[0]);
    let text = '';
    for (let at = 0; at < numbers.length; at += 32768)
      text += String.fromCharCode(...numbers.subarray(at, at + 32768));
    return done([image.width, image.height, kept, btoa(text)]);
  }
};
image.src = 'data:image/png;base64,' + source;
"""


def main(chromedriver: str = "chromedriver") -> None:
    """Build the demo's list, serve it, and take each page."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch, "data")
        hansard = str(Path(sys.executable).parent / "hansard")
        environment = {**os.environ, "HANSARD_DATA": str(data)}

        def run(*given: str) -> str:
            return subprocess.run(
                [hansard, *given], env=environment, check=True, capture_output=True, text=True
            ).stdout

        # From a server: a page would show the path of a folder on this machine.
        served = [
            sys.executable,
            "-m",
            "http.server",
            str(demo := ports.free()),
            "--directory",
            str(DEMO),
        ]
        with _running(served, demo, environment):
            run("fetch", f"http://localhost:{demo}/pipermail/kestrel/")
        run("build", "kestrel")
        run("trend", "splitting", "--list", "kestrel", "-o", str(PICTURES / "trend.svg"))
        run("trend", "splitting", "--split", "role", "-o", str(PICTURES / "roles.svg"))
        for name in ("trend", "roles"):  # it has the address that the mail was fetched from here
            (PICTURES / f"{name}.csv").unlink()
        pages = dict(KINDS)
        pages["person"] = f"/person/{_one(run, 'person', 'people')}"
        pages["defect"] += _one(run, "code", "defects")
        site = [hansard, "serve", "--port", str(port := ports.free())]
        with (
            _running(site, port, environment),
            _running([chromedriver, f"--port={(driver := ports.free())}"], driver, environment),
            _session(f"http://localhost:{driver}", Path(scratch, "profile")) as session,
        ):
            _take_all(session, f"http://localhost:{port}", pages)


def _one(run: Any, column: str, query: str) -> str:
    """The first value of a column of a query's answer."""
    rows: list[dict[str, str]] = json.loads(run("query", query, "--format", "json"))
    return rows[0][column]


def _take_all(session: str, site: str, pages: dict[str, str]) -> None:
    for name, (path, height) in WHOLE.items():
        _take(session, f"{site}{path}", PICTURES / f"{name}.png", 1280, height, "light")
    for name, path in pages.items():
        for width, height in SIZES.items():
            for scheme in SCHEMES:
                target = PICTURES / f"{name}-{width}-{scheme}.png"
                _take(session, f"{site}{path}", target, width, height, scheme)


def _take(session: str, address: str, target: Path, width: int, height: int, scheme: str) -> None:
    _cdp(session, "Emulation.setDeviceMetricsOverride",
         width=width, height=height, deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    _cdp(session, "Emulation.setEmulatedMedia", features=media)
    _call("POST", f"{session}/url", {"url": address})
    shot = _call("GET", f"{session}/screenshot")
    # The site's own pages run no script: a page of nothing counts the colours.
    _call("POST", f"{session}/url", {"url": "about:blank"})
    asked = {"script": COUNTED, "args": [shot]}
    across, down, colours, numbers = _call("POST", f"{session}/execute/async", asked)
    target.write_bytes(_png(across, down, colours, base64.b64decode(numbers)))


def _png(width: int, height: int, colours: list[int], numbers: bytes) -> bytes:
    """A PNG of a palette."""
    rows = b"".join(
        b"\0" + numbers[begin : begin + width] for begin in range(0, width * height, width)
    )
    palette = b"".join(struct.pack(">I", each)[1:] for each in colours)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
        for kind, held in parts
    )


def _cdp(session: str, command: str, **given: Any) -> None:
    _call("POST", f"{session}/goog/cdp/execute", {"cmd": command, "params": given})


def _call(verb: str, address: str, body: Any = None) -> Any:
    held = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 - this machine
        address, held, {"Content-Type": "application/json"}, method=verb
    )
    with urllib.request.urlopen(request, timeout=120) as answered:  # noqa: S310
        return json.load(answered)["value"]


@contextmanager
def _session(driver: str, profile: Path) -> Iterator[str]:
    wanted = {"goog:chromeOptions": {"args": [*FLAGS, f"--user-data-dir={profile}"]}}
    made = _call("POST", f"{driver}/session", {"capabilities": {"alwaysMatch": wanted}})
    session = f"{driver}/session/{made['sessionId']}"
    _call("POST", f"{session}/timeouts", {"script": 60_000})
    try:
        yield session
    finally:
        _call("DELETE", session)


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    nowhere = subprocess.DEVNULL
    started = subprocess.Popen(command, env=environment, stdout=nowhere, stderr=nowhere)
    try:
        ports.wait(port)
        yield
    finally:
        started.terminate()
        started.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
