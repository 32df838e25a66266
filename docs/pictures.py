"""Take the pictures of README and docs anew: pages of the site on the demo, in a real Chromium.

Run: python docs/pictures.py [CHROMIUM]    writes docs/pictures/*.png and trend.svg
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
LIST = ROOT / "data" / "demo" / "site" / "pipermail" / "kestrel"
THREAD = "kestrel/2024-01/0005"
PAGES = {"thread": f"/thread/{THREAD}", "proposal": f"/proposal/{THREAD}/p1",
         "idea": "/idea/splitting"}  # fmt: skip
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SIZES = {"thread": "1280,1500"}
SIZE = "1280,860"


def main(chromium: str = "chromium") -> None:
    """Build the demo's list, serve it, and take each page."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch, "data")
        hansard = str(Path(sys.executable).parent / "hansard")
        environment = {**os.environ, "HANSARD_DATA": str(data)}

        def run(*given: str) -> None:
            subprocess.run([hansard, *given], env=environment, check=True, capture_output=True)

        run("fetch", str(LIST))
        run("build", "kestrel")
        run("trend", "splitting", "--list", "kestrel", "-o", str(PICTURES / "trend.svg"))
        (PICTURES / "trend.csv").unlink()  # it has the address that the mail was fetched from here
        port = _free()
        site = subprocess.Popen(
            [hansard, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            _answers(port)
            for name, path in PAGES.items():
                _take(chromium, f"http://localhost:{port}{path}", PICTURES / f"{name}.png", scratch)
        finally:
            site.terminate()
            site.wait()


def _free() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _answers(port: int) -> None:
    for _ in range(100):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the site does not answer")


def _take(chromium: str, address: str, target: Path, scratch: str) -> None:
    size = SIZES.get(target.stem, SIZE)
    profile = f"--user-data-dir={scratch}/{target.stem}"
    subprocess.run(
        [chromium, *FLAGS, profile, f"--window-size={size}", f"--screenshot={target}", address],
        check=True,
        capture_output=True,
        timeout=60,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
