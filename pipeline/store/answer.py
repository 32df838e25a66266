"""Questions to the database: named queries and a reader's own SQL, read-only.

In: the data directory, and the name of a query with its values or a text of SQL. Out: rows, handed
over as they come. Rules:

- The connection can read the one file and nothing else: no other file, no network, no extension,
  no writing, and SQL can't change that.
- Values are bound, never put into the text of a statement.
- A query that takes too long is interrupted. What is wrong is said in one sentence.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import HansardError, PartError, UsageError
from pipeline.store import queries
from pipeline.store.queries import Query, Value

if TYPE_CHECKING:
    import duckdb

Answer = TypeVar("Answer")

DATABASE = "hansard.duckdb"

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    # Half of what a small machine has: a query of a list of 400,000 mails needs less.
    "memory_limit": "2GB",
    "threads": "2",
    # Mail may hold anything, and SQL may come from elsewhere: nothing but this file is readable.
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    # None of the above can be undone by a SET.
    "lock_configuration": "true",
}

# Kinds of statement that read; FROM, DESCRIBE, SHOW and SUMMARIZE are SELECTs to DuckDB.
READING = ("SELECT", "EXPLAIN", "PRAGMA", "CALL")

SECONDS = 60.0

# Each handful starts a clock, which takes a twentieth of a millisecond.
ROWS_AT_ONCE = 10_000

# For each kind of parameter that names a thing of the database: whether it is there, and the
# name most like it.
THINGS: dict[str, tuple[str, str]] = {
    "list": (
        "select count(*) from archive where list_id = $value",
        "select list_id as name from archive",
    ),
    "idea": ("select count(*) from idea where idea = $value", "select idea as name from idea"),
    "person": ("select count(person_of($value))", "select name from person"),
    "proposal": (
        "select count(*) from proposal where proposal = $value",
        "select proposal as name from proposal",
    ),
    "thread": ("select count(thread_of($value))", "select thread as name from thread"),
}

# Jaro-Winkler similarity below which a name is no misspelling of another.
LIKENESS = 0.8

# A parameter that leaves out what is faint, and what to say where nothing is left.
SURE, FAINTER = "sure", "sure=0 lists faint ones, too"


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query yields: columns with their SQL types, and the rows, once.

    `hint` says what else to ask where there is no row.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]
    hint: str = ""


def connect(data: Path) -> duckdb.DuckDBPyConnection:
    """The database of a data directory, to be read and closed; UsageError where there is none."""
    import duckdb

    target = data / DATABASE
    if not target.exists():
        raise UsageError(
            f"there is no database in {data} yet",
            hint="hansard build, or name where it is: --data DIR",
        )
    try:
        return duckdb.connect(str(target.resolve()), read_only=True, config={**SETTINGS})
    except duckdb.Error as error:
        if "lock" in str(error):
            raise PartError(
                f"{target} is open for writing in another program", hint="close it there"
            ) from error
        raise PartError(
            f"{target} cannot be opened: {_first_line(error)}",
            hint="hansard build, which makes it anew",
        ) from error


def query(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    values: Mapping[str, Value] | None = None,
    *,
    timeout: float = SECONDS,
) -> Rows:
    """The rows of a named query.

    UsageError where the query or a parameter is unknown, or where a value names a list, thread,
    person, proposal or idea that is not in the database.
    """
    asked = queries.named(name)
    given = dict(values or {})
    text = statement(connection, asked, given)
    found = _rows(connection, text, given, timeout, asked)
    hides = any(each.name == SURE and each.default != "0" for each in asked.parameters)
    return replace(found, hint=FAINTER if hides and SURE not in given else "")


def statement(
    connection: duckdb.DuckDBPyConnection, asked: Query, given: Mapping[str, Value]
) -> str:
    """The SQL that asks a named query with `$key` for each value, all of which are there.

    UsageError as for `query`.
    """
    queries.complete(asked, given)
    for key, value in given.items():
        _there(connection, queries.parameter(asked, key).kind, value)
    arguments = ", ".join(f"{key} := ${key}" for key in given)
    return f"from {asked.name}({arguments})"


def sql(connection: duckdb.DuckDBPyConnection, text: str, *, timeout: float = SECONDS) -> Rows:
    """The rows of one statement that reads; UsageError where it fails or takes over `timeout` s."""
    import duckdb

    try:
        statements = connection.extract_statements(text)
    except duckdb.Error as error:
        raise _plain(error, None) from error
    if len(statements) != 1:
        said = f"holds {len(statements)} statements, not one" if statements else "holds no query"
        raise UsageError(f"the text {said}", hint='hansard sql "from threads()"')
    kind = statements[0].type.name
    if kind not in READING:
        raise UsageError(
            f"the database is only read here, and {kind} is no reading",
            hint="a SELECT; to change things, attach the file to a DuckDB of your own",
        )
    return _rows(connection, text, {}, timeout)


def _there(connection: duckdb.DuckDBPyConnection, kind: str, value: Value) -> None:
    if kind not in THINGS or value is None:
        return
    count, names = THINGS[kind]
    found = connection.execute(count, {"value": value}).fetchone()
    if found and found[0]:
        return
    near = connection.execute(
        "select name, contains(lower(name), lower($value)) and length($value) > 2 as part, "
        f"jaro_winkler_similarity(lower(name), lower($value)) as likeness from ({names}) "
        f"where part or likeness > {LIKENESS} order by part desc, likeness desc, name",
        {"value": value},
    ).fetchone()
    raise UsageError(
        f"there is no {kind} {value} in the database",
        hint=str(near[0]) if near else PLACES[kind],
    )


# Where the names of things are to be found.
PLACES = {
    "list": "hansard query archives, which names the lists",
    "idea": "hansard query ideas, which names the ideas",
    "person": "hansard query people, which names the persons",
    "proposal": "hansard query proposals, which names the proposals",
    "thread": "hansard query threads, which names the threads",
}


def _rows(
    connection: duckdb.DuckDBPyConnection,
    text: str,
    values: Mapping[str, Value],
    timeout: float,
    asked: Query | None = None,
) -> Rows:
    limited = _Limited(connection, timeout, asked)
    limited.run(lambda: connection.execute(text, dict(values) or None))
    description = connection.description
    if not description:
        raise UsageError("the text holds no query", hint='hansard sql "from threads()"')
    columns = tuple(str(column[0]) for column in description)
    types = tuple(str(column[1]) for column in description)
    return Rows(columns, types, limited.rows())


@dataclass(slots=True)
class _Limited:
    """Work on a connection that is interrupted when its time is up, its errors said plainly."""

    connection: duckdb.DuckDBPyConnection
    seconds: float
    asked: Query | None
    spent: float = 0.0

    def run(self, work: Callable[[], Answer]) -> Answer:
        import duckdb

        over, begun = threading.Event(), time.monotonic()

        def stop() -> None:
            over.set()
            self.connection.interrupt()

        left = min(max(0.0, self.seconds - self.spent), threading.TIMEOUT_MAX)
        timer = threading.Timer(left, stop)
        timer.daemon = True
        timer.start()
        try:
            return work()
        except (duckdb.InterruptException, RuntimeError) as error:
            if not over.is_set():
                # Ctrl-C while DuckDB worked comes as a RuntimeError.
                raise KeyboardInterrupt from error
            raise UsageError(
                f"the query was stopped after {self.seconds:g} seconds",
                hint="ask for less (since=…, list_id=…, limit 100) or give it more: --timeout 600",
            ) from error
        except duckdb.Error as error:
            raise _plain(error, self.asked) from error
        finally:
            timer.cancel()
            self.spent += time.monotonic() - begun

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, some at a time; the clock runs only while they are made."""
        while some := self.run(lambda: self.connection.fetchmany(ROWS_AT_ONCE)):
            yield from some


def _plain(error: duckdb.Error, asked: Query | None) -> HansardError:
    """What DuckDB says, as one sentence and what to do next."""
    import duckdb

    broken = duckdb.FatalException | duckdb.InternalException | duckdb.SerializationException
    if isinstance(error, broken) or (asked and isinstance(error, duckdb.IOException)):
        return PartError(f"the database failed: {_first_line(error)}", hint="hansard build")
    if asked is not None and isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return UsageError(
            f"the database was made before the query {asked.name} was what it is now",
            hint="hansard build, which makes it anew",
        )
    near = re.search(r"(?:Did you mean|Candidate bindings:)[^\n]*", str(error))
    return UsageError(_first_line(error), hint=near[0] if near else 'hansard sql "from threads()"')


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
