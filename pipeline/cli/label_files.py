"""Files of labels: samples and codings written as CSV or JSON, and read in; what came of it, said.

In: the database, the folder of labels, a coder and a file. Out: the file, or labels in the folder;
UsageError where there is nothing to write, or where rows cannot be read in.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.options import count
from pipeline.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from pipeline.learn.codings import Coding
    from pipeline.learn.labels import Label


def write_sample(
    connection: duckdb.DuckDBPyConnection, export: Path, drawn: list[str], threads: bool,
    how: tuple[str, int], known: dict[str, Coding],
) -> None:  # fmt: skip
    """Write a sample as CSV, with what a coder said of its threads before."""
    from pipeline.learn import mailed, sample, sheets

    if threads:
        mails = [list(mailed.of_threads(connection, [key]).values()) for key in drawn]
        written = sample.write(export, sheets.rows(mails, known), sheets.COLUMNS)
    else:
        written = sample.write(export, sample.rows(connection, drawn))
    print(
        f"{export}: {count(written, 'sentence')} of "
        f"{count(len(drawn), 'thread' if threads else 'mail')}, drawn by "
        f"{how[0]}, evenly over lists and years, seed {how[1]}"
    )


def write_threads(
    connection: duckdb.DuckDBPyConnection, labels: Path, coder: str, export: Path
) -> None:
    """Write the threads that a coder read whole as JSON."""
    from pipeline.learn import codings, interchange, mailed

    mine = codings.done(labels).get(coder, {})
    if not mine:
        raise UsageError(
            f"{coder} has read no thread whole in {labels}", hint="hansard label --threads --coder"
        )
    mails = mailed.of_ids(connection, codings.messages({coder: mine}))
    made = [interchange.written(each, mails) for each in mine.values()]
    interchange.write(export, [each.given for each in made])
    lost = sum(each.lost for each in made)
    print(
        f"{export}: {count(len(made), 'thread')} of {coder}"
        + (f"; {count(lost, 'row')} left out, whose words are not there any more" if lost else "")
    )


def read_in(
    connection: duckdb.DuckDBPyConnection, labels: Path, coder: str, file: Path
) -> None:  # fmt: skip
    """Read labels of sentences, or codings of threads, as CSV or JSON."""
    from pipeline.learn import labels as kept
    from pipeline.learn import sample, sheets

    if file.suffix == ".json" or file.is_dir():
        told, wrong = _read_json(connection, labels, coder, file)
    elif sheets.is_sheet(file):
        told, wrong = _read_sheet(connection, labels, coder, file)
    else:
        found, wrong = sample.read(connection, file)
        told = _added(labels, coder, found)
    print(f"{kept.file_of(labels, coder)}: {told}")
    if wrong:
        raise UsageError(
            f"{count(len(wrong), 'row')} not read in: " + "; ".join(wrong),
            hint="mend these rows and read the file in again",
        )


def _added(folder: Path, coder: str, found: list[Label]) -> str:
    """Add labels; what became of them, in words."""
    from pipeline.learn import labels as kept

    added = kept.add(folder, coder, found)
    known = len(found) - added
    return f"{count(added, 'label')} added" + (f", {known} known already" if known else "")


def _read_json(
    connection: duckdb.DuckDBPyConnection, labels: Path, coder: str, file: Path
) -> tuple[str, list[str]]:
    from pipeline.learn import interchange, mailed

    given = interchange.files(file)
    mails = mailed.of_ids(connection, interchange.ids(each for _, each in given))
    found: list[Coding] = []
    wrong: list[str] = []
    for name, each in given:
        coding, faults = interchange.understood(each, mails)
        found += [coding] if coding else []
        wrong += [f"{name}: {fault}" for fault in faults]
    return _saved(labels, coder, found), wrong


def _read_sheet(
    connection: duckdb.DuckDBPyConnection, labels: Path, coder: str, file: Path
) -> tuple[str, list[str]]:
    from pipeline.learn import mailed, sheets

    given = sheets.read(file)
    roots = mailed.of_ids(connection, {cells["thread"] for _, cells in given})
    mails = mailed.of_threads(connection, sorted({each.thread for each in roots.values()}))
    found, wrong = sheets.codings(given, mails, file)
    return _saved(labels, coder, found), wrong


def _saved(labels: Path, coder: str, found: list[Coding]) -> str:
    """Save codings; what became of them, in words."""
    from pipeline.learn import codings

    written = [codings.save(labels, coder, each) for each in found]
    known = written.count(0)
    whole = sum(each.done for each in found)
    return (
        f"{count(len(found), 'thread')}, {whole} read whole, {count(sum(written), 'line')} added"
        + (f", {known} known already" if known else "")
    )


def write_differing(connection: duckdb.DuckDBPyConnection, labels: Path, export: Path) -> None:
    """Write the spans on which coders differ."""
    from pipeline.learn import adjudicate, sample
    from pipeline.learn import labels as kept

    by_coder = kept.read(labels)
    found, lost = adjudicate.rows(connection, by_coder)
    sample.write(export, found, adjudicate.columns(by_coder))
    print(
        f"{export}: {count(len(found), 'sentence')} on which coders differ"
        + (f"; {lost} more are not there any more" if lost else "")
    )


def write_differing_threads(
    connection: duckdb.DuckDBPyConnection, labels: Path, export: Path
) -> None:
    """Write the threads that coders read differently, with what each marked."""
    from pipeline.learn import accord, adjudicate, codings, mailed, sample

    by_coder = codings.done(labels)
    mails = mailed.of_ids(connection, codings.messages(by_coder))
    differing = accord.differing(by_coder, mails)
    keys = [mails[root].thread for root in differing if root in mails]
    whole = [list(mailed.of_threads(connection, [key]).values()) for key in keys]
    columns = adjudicate.thread_columns(by_coder)
    written = sample.write(export, adjudicate.thread_rows(by_coder, whole), columns)
    print(
        f"{export}: {count(written, 'sentence')} of {count(len(whole), 'thread')} that coders "
        "read differently, the most differing first"
    )
