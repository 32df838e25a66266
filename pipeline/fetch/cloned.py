"""public-inbox that gives no mbox of all its mail: its git repositories, kept beside the archives.

In: the home of an inbox. Out: its months, made of the repositories as of any clone; none where git
is missing or the inbox names no repository. The repositories stay below DIR/archive/LIST/git, so
that the next time only what is new is asked for; what a fetch that broke off had whole is kept.
The mirror asks first whether a repository is there, so that robots.txt is obeyed and hosts rest.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urljoin

from pipeline.fetch import clones, gzipped, inboxes, listing, local, months, stored
from pipeline.fetch.mirror import USER_AGENT, Mirror
from pipeline.fetch.refusals import Unreachable
from pipeline.fetch.step import Report, Step
from pipeline.records import Archive

# How an inbox tells its readers to mirror it: one line for each repository.
CLONE = re.compile(r"git clone --mirror\s+(?:-\S+\s+)*(?P<address>https?://[^\s\"'<>]+)")
# The branch that we fetch a repository's own into, whatever it is called there.
BRANCH = "mail"
REPOSITORIES = "git"

# Nothing but the web, no questions, and no waiting for a host that has gone to sleep.
SETTINGS = {
    "credential.helper": "",
    "http.userAgent": USER_AGENT,
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "60",
    "protocol.allow": "never",
    "protocol.http.allow": "always",
    "protocol.https.allow": "always",
    "gc.auto": "0",
}


def archives(
    mirror: Mirror, home: str, data: Path, list_id: str, span: months.Span, report: Report
) -> list[Archive]:
    """The months of an inbox by its repositories; none where those are not to be had."""
    if shutil.which("git") is None:
        return []
    found = _found(mirror, home)
    if not found:
        return []
    folder = stored.folder(data, list_id) / REPOSITORIES
    for done, (number, address) in enumerate(found.items()):
        report(Step(done, len(found), f"git fetch {address}"))
        _fetched(address, folder / f"{number}.git")
    with tempfile.TemporaryDirectory() as written:
        clones.write(clones.repositories(folder), Path(written))
        return local.cloned(Path(written), data, list_id, span, report, home)


def _found(mirror: Mirror, home: str) -> dict[int, str]:
    """The repositories of an inbox by their numbers: those that it names, else where they are."""
    named = _named(mirror, home)
    if named:
        return {number: each for number, each in named.items() if _there(mirror, each)}
    epochs: dict[int, str] = {}
    while _there(mirror, f"{home}{len(epochs)}"):
        epochs[len(epochs)] = f"{home}{len(epochs)}"
    return epochs or ({0: home.rstrip("/")} if _there(mirror, home) else {})


def _named(mirror: Mirror, home: str) -> dict[int, str]:
    """The repositories below an inbox that it tells its readers to clone; one has no number."""
    answer = mirror.get(urljoin(home, inboxes.MIRROR))
    if not answer.ok:
        return {}
    told = listing.soup(gzipped.unpacked(answer.content)[0]).get_text()
    named: dict[int, str] = {}
    for found in CLONE.finditer(told):
        address = found["address"].rstrip("/")
        epoch = clones.EPOCH.fullmatch(address.removeprefix(home))
        if epoch or address == home.rstrip("/"):
            named.setdefault(int(epoch["number"]) if epoch else 0, address)
    return dict(sorted(named.items()))


def _there(mirror: Mirror, address: str) -> bool:
    """True where a server has a repository at an address, smart or not."""
    return mirror.get(f"{address.rstrip('/')}/info/refs?service=git-upload-pack").ok


def _fetched(address: str, repository: Path) -> None:
    """Fetch what is new of a repository into ours, made where there is none."""
    if not (repository / "HEAD").is_file():
        with stored.refusals(repository):
            repository.parent.mkdir(parents=True, exist_ok=True)
        _git(address, "init", "--quiet", "--bare", f"--initial-branch={BRANCH}", str(repository))
    branch = f"+HEAD:refs/heads/{BRANCH}"
    _git(address, f"--git-dir={repository}", "fetch", "--quiet", "--no-tags", address, branch)


def _git(address: str, *words: str) -> None:
    settings = [f"{name}={value}" for name, value in SETTINGS.items()]
    command = ["git", *(word for each in settings for word in ("-c", each)), *words]
    done = subprocess.run(  # noqa: S603
        command,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        env=os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise Unreachable(
            f"git cannot fetch {address}: {said[-1]}",
            hint="run the same command again; what was fetched is kept",
        )
