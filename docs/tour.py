"""Write the output of every command in README.md and docs/tutorial.md anew, by running it.

A block that begins ```console holds commands, each on a line that begins "$ ", and what they print.
They are run in order, in a new folder, on the demo archive, which a real HTTP server serves.

Run: python docs/tour.py          runs the commands and writes what they print
     python docs/tour.py --check  says which page is stale, and ends with 1 if any is
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = tuple(
    ROOT / name
    for name in (
        "README.md",
        "docs/tutorial.md",
        "docs/howto-query.md",
        "docs/howto-summarise.md",
        "docs/howto-ideas.md",
    )
)
SITE = ROOT / "data" / "demo" / "site"

sys.path.insert(0, str(SITE.parent))

from run import served  # noqa: E402 - its folder is on the path only now

# The address as the pages show it; the server takes a port that is free.
SHOWN = "http://localhost:8000"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


def _run(command: str, folder: Path, address: str) -> str:
    """What a command prints, errors and progress left out."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command.replace(SHOWN, address),
        shell=True,
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "110"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command}\n{done.stderr}")
    lines = (line.rstrip() for line in done.stdout.replace(address, SHOWN).splitlines())
    return "\n".join(lines).strip("\n")


def _block(block: str, folder: Path, address: str) -> str:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    shown = (f"$ {command}\n{_run(command, folder, address)}" for command in commands)
    return "\n\n".join(each.rstrip() for each in shown) + "\n"


def pages() -> Iterator[tuple[Path, str]]:
    """Each page with its text as it ought to be."""
    with served(SITE) as address:
        for page in PAGES:
            with tempfile.TemporaryDirectory() as scratch:
                folder = Path(scratch)

                def run(match: re.Match[str], folder: Path = folder) -> str:
                    return _block(match[0], folder, address)

                yield page, BLOCK.sub(run, page.read_text(encoding="utf-8"))


def main() -> int:
    """Write the pages, or with --check only compare; the exit code."""
    stale = 0
    for page, text in pages():
        if "--check" not in sys.argv[1:]:
            page.write_text(text, encoding="utf-8")
        elif page.read_text(encoding="utf-8") != text:
            stale = 1
            sys.stderr.write(f"{page.relative_to(ROOT)} is stale: run `make docs`\n")
    return stale


if __name__ == "__main__":
    sys.exit(main())
