"""How long each page of the site takes on a large list: the first time, median and worst of five.

    python bench/pages.py [DATA]

Without DATA a list of 170,000 mails is made (bench/synthetic.py), fetched and built in a folder
that is deleted afterwards; DATA is a data directory that is built already. The real server answers
on this machine; each page is asked for once, then once more to warm up, then five times. `cpu` is
the processor time of a request, over all cores: what it would take where nothing else runs.
"""

from __future__ import annotations

import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import duckdb
import ports
import synthetic

from pipeline.publish.serve import links
from pipeline.store import answer, queries

AIM_MS, TIMES = 300, 5
HANSARD = str(Path(sys.executable).parent / "hansard")


def main(arguments: Sequence[str]) -> None:
    """Print the table of all pages."""
    if arguments:
        _measure(Path(arguments[0]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch, "data")
        synthetic.write(Path(scratch, "made"))
        begun = time.perf_counter()
        for command in (["fetch", f"{scratch}/made", "--list", "made"], ["build", "made"]):
            subprocess.run([HANSARD, *command, "--data", str(data)], check=True)
        print(f"built in {time.perf_counter() - begun:.0f} s")
        _measure(data)


def _measure(data: Path) -> None:
    with answer.connect(data) as connection:
        pages = dict(_pages(connection))
    port = ports.free()
    site = subprocess.Popen(
        [HANSARD, "serve", "--port", str(port), "--data", str(data)], stdout=subprocess.DEVNULL
    )
    try:
        ports.wait(port)
        print(f"{'page':<34} {'first':>7} {'median':>7} {'worst':>7} {'cpu':>7} {'kB':>7}")
        over = sum(
            _row(name, f"http://localhost:{port}{path}", site.pid) for name, path in pages.items()
        )
    finally:
        site.terminate()
        site.wait()
    print(f"{len(pages)} pages; {over} with a worst of more than {AIM_MS} ms after warming up")


def _row(name: str, address: str, server: int) -> bool:
    """Print a page's times; true where one of the five is over the aim."""
    first, size = _took(address)
    _took(address)
    before = _cpu(server)
    times = [_took(address)[0] for _ in range(TIMES)]
    spent = (_cpu(server) - before) / TIMES
    mark = " !" if max(times) > AIM_MS else ""
    print(
        f"{name:<34} {first:>7.0f} {statistics.median(times):>7.0f} {max(times):>7.0f} "
        f"{spent:>7.0f} {size / 1000:>7.0f}{mark}",
        flush=True,
    )
    return bool(mark)


def _cpu(process: int) -> float:
    """Milliseconds of processor time that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _took(address: str) -> tuple[float, int]:
    """Milliseconds until the last byte, and bytes."""
    begun = time.perf_counter()
    try:
        with urllib.request.urlopen(address, timeout=60) as answered:  # noqa: S310 - this machine
            size = len(answered.read())
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{address}: {error}") from error
    return (time.perf_counter() - begun) * 1000, size


def _pages(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Every kind of page, of the largest thing of its kind that the database has."""

    def one(text: str) -> tuple[str, ...]:
        found = connection.execute(text).fetchone()
        return tuple(map(str, found)) if found else ()

    yield "lists", "/"
    (name,) = one("select list_id from message group by 1 order by count(*) desc limit 1")
    yield "list", links.to("list", name)
    (month,) = one(
        f"select month from message where list_id = '{name}' "
        "group by 1 order by count(*) desc limit 1"
    )
    yield "month", f"{links.to('list', name)}/{month}"
    for thread, size in connection.execute(
        "(select thread, messages from thread order by messages desc limit 1) union all "
        "(select thread, messages from thread where messages between 15 and 40 limit 1)"
    ).fetchall():
        yield f"thread of {size}", links.to("thread", thread)
        yield f"thread of {size}, tree", links.to("thread", thread, view="tree")
        yield f"mail in a thread of {size}", links.to("mail", thread)
    for person, size in connection.execute(
        "select person, count(*) from message where person is not null "
        "group by 1 order by 2 desc limit 1"
    ).fetchall():
        yield f"person of {size} mails", links.to("person", person)
        yield f"person of {size} mails, all", links.to("person", person, all=1)
    for proposal, size in connection.execute(
        "select proposal, count(*) from position group by 1 order by 2 desc limit 1"
    ).fetchall():
        yield f"proposal of {size} positions", links.to("proposal", proposal)
    yield "ideas", "/ideas"
    for idea, month_, size in connection.execute(
        "select n.idea, strftime(m.sent_at, '%Y-%m') as month, count(*) from mention as n "
        "join message as m on m.message = n.message group by 1, 2 order by 3 desc limit 1"
    ).fetchall():
        yield "idea", links.to("idea", idea)
        for split in ("list", "organisation", "role"):
            yield f"idea by {split}", links.to("idea", idea, split=split)
        yield f"idea in a month of {size} mentions", f"{links.to('idea', idea)}/{month_}"
    yield "health", "/health"
    yield "health, archives", f"/health/archives/{quote(name)}"
    for (code,) in connection.execute(
        "select code from defect group by 1 order by count(*) desc limit 1"
    ).fetchall():
        yield "health, defect", f"/health/defect/{code}"
    yield from _searches(connection)
    yield "sql", "/sql"
    own = "select list_id, count(*) as mails from message group by 1"
    yield "sql, a query of one's own", f"/sql?{urlencode({'q': own})}"
    yield from _macros(connection)


def _searches(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Words of every kind: in a third of the mails, in a few, phrases, a person's, none at all."""
    terms = [
        row[0]
        for row in connection.execute(
            "select t.term from search_posting as p join search_term as t on t.number = p.term "
            "group by 1 order by count(*) desc limit 2"
        ).fetchall()
    ]
    (rare,) = connection.execute(
        "select t.term from search_posting as p join search_term as t on t.number = p.term "
        "where length(t.term) > 5 group by 1 having count(*) between 3 and 9 limit 1"
    ).fetchone() or ("nothing",)
    asked = {
        "search, the most common word": {"q": terms[0]},
        "search, two common words": {"q": " ".join(terms)},
        "search, a phrase": {"q": '"split the drivers"'},
        "search, a beginning": {"q": "split*"},
        "search, a rare word": {"q": rare},
        "search, quotes": {"q": terms[0], "scope": "quoted"},
        "search, a common word in a year": {
            "q": terms[0], "since": "2010", "until": "2010"},
        "search, nothing": {"q": "qqqqqq"},
    }  # fmt: skip
    for name, values in asked.items():
        yield name, f"/search?{urlencode(values)}"


def _macros(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Each query that has a page, with the values of its example, or those that this list has."""
    (thread,) = connection.execute(
        "select thread from thread order by messages desc limit 1"
    ).fetchone() or ("",)
    (proposal,) = connection.execute(
        "select proposal from position group by 1 order by count(*) desc limit 1"
    ).fetchone() or ("",)
    (person,) = connection.execute(
        "select person from message where person is not null group by 1 "
        "order by count(*) desc limit 1"
    ).fetchone() or ("",)
    ours = {"thread": thread, "message": thread, "proposal": proposal, "person": person,
            "who": person, "idea": "splitting", "words": "drivers"}  # fmt: skip
    for name, query in queries.queries().items():
        if not query.is_table:
            continue
        shown = dict(word.split("=", 1) for word in shlex.split(query.example)[3:] if "=" in word)
        values = {key: ours.get(key, value) for key, value in shown.items() if key != "list_id"}
        yield f"sql, {name}", f"/sql/{name}?{urlencode({**values, 'run': 1})}"


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main(sys.argv[1:])
