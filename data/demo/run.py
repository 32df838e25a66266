"""`make demo`: serves the demo archive on this machine and asks hansard about it, as a user would.

In: the pages in `site/`. Out: each command with what it prints, and a chart, in `build/demo/` (or
the folder given). Every command must succeed and print what it is for; the first that does not ends
the run with exit code 1 and a sentence.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRATCH = HERE.parents[1] / "build" / "demo"
# The command that this Python's environment has installed, which need not be the one on the PATH.
HANSARD = Path(sys.executable).with_name("hansard")
DEBATE = "Splitting the drivers out of the tree"
VOTE = "[VOTE] Trial split of the bhyve driver"
PATIENCE_SECONDS = 120


class StoppedError(Exception):
    """What the demo could not do, in a sentence."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Print nothing: the page requests would drown what the demo shows."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, on a port that is free."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def run(*arguments: str, data: Path, holds: tuple[str, ...] = (), quiet: bool = False) -> str:
    """What `hansard` prints; shown after the command unless `quiet`."""
    if not quiet:
        shown = " ".join(f'"{word}"' if " " in word else word for word in arguments)
        print(f"\n$ hansard {shown}", flush=True)
    environment = {**os.environ, "HANSARD_DATA": str(data), "COLUMNS": "110", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(  # noqa: S603
            [HANSARD, *arguments],
            capture_output=True,
            encoding="utf-8",
            env=environment,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise StoppedError(f"{HANSARD} is missing: run `make setup` first") from error
    except subprocess.TimeoutExpired as error:
        raise StoppedError(
            f"`hansard {arguments[0]}` took over {PATIENCE_SECONDS} seconds"
        ) from error
    if not quiet:
        print(done.stdout, end="", flush=True)
    if done.returncode:
        raise StoppedError(
            f"`hansard {arguments[0]}` ended with exit code {done.returncode}: "
            f"{done.stderr.strip()}"
        )
    for words in holds:
        if words not in done.stdout:
            raise StoppedError(f"`hansard {' '.join(arguments)}` did not print {words!r}")
    return done.stdout


def rows(query: str, data: Path) -> list[dict[str, object]]:
    """What a question in SQL finds, not shown."""
    found: list[dict[str, object]] = json.loads(
        run("sql", query, "--format", "json", data=data, quiet=True)
    )
    return found


def made(address: str, data: Path) -> None:
    """Fetch both lists by their addresses and build the database."""
    run("fetch", f"{address}/pipermail/kestrel/", data=data, holds=("kestrel",))
    run("fetch", f"{address}/pipermail/kestrel-announce/", data=data, holds=("kestrel-announce",))
    run("build", data=data, holds=("hansard.duckdb",))


def asked(data: Path, chart: Path) -> None:
    """Put the three questions to it: the debates, who stood where, how the list felt over time."""
    debate, vote = _thread(DEBATE, data), _thread(VOTE, data)
    run("query", "archives", data=data, holds=("kestrel",))
    run("query", "debates", "list_id=kestrel", data=data, holds=("drivers",))
    run("query", "proposals", "list_id=kestrel", data=data, holds=("driver",))
    run("query", "positions", f"thread={vote}", data=data, holds=("oppose", "support"))
    run("query", "search", "words=stable interface", "top=5", data=data, holds=("interface",))
    run("summarise", debate, data=data, holds=("drivers", "Priya Raman", "Derek Mumford"))
    run("summarise", vote, data=data, holds=("bhyve", "Lucie Marchetti"))
    run("trend", "splitting", "--list", "kestrel", "-o", str(chart), data=data, holds=("2024",))
    if "<svg" not in chart.read_text("utf-8"):
        raise StoppedError(f"{chart} is no SVG chart")


def _thread(subject: str, data: Path) -> str:
    """The thread with the most mails among those of that subject."""
    found = rows(
        "select t.thread from thread t join message m on m.message = t.thread "
        f"where m.list_id = 'kestrel' and contains(m.subject, '{subject}') "
        "order by t.messages desc limit 1",
        data,
    )
    if not found:
        raise StoppedError(f"the database has no thread {subject!r}")
    return str(found[0]["thread"])


def main() -> int:
    """Run the demo; the exit code."""
    scratch = Path(sys.argv[1]) if len(sys.argv) > 1 else SCRATCH
    data, chart = scratch / "data", scratch / "splitting.svg"
    shutil.rmtree(data, ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)
    chart.unlink(missing_ok=True)
    try:
        with served(HERE / "site") as address:
            made(address, data)
        asked(data, chart)
    except StoppedError as error:
        print(f"\nthe demo stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nthe demo was stopped; run it again, it begins anew", file=sys.stderr)
        return 130
    print(
        f"\nAll of it came out. The database and the chart are in {os.path.relpath(scratch)}.\n"
        f"Ask it yourself: {os.path.relpath(HANSARD)} query debates --data {os.path.relpath(data)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
