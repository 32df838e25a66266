"""Rows to a reader: a table for eyes, CSV, JSON or Parquet for programs.

In: rows as `pipeline.store.answer` hands them over. Out: text or bytes on stdout or in a file,
which appears whole or not at all. A table shows the columns that fit, and says which do not; the
other formats hold everything. Mail is untrusted: nothing that could steer a terminal reaches one,
in any format; a file or a program gets the text as it is.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pipeline import parts
from pipeline.errors import PartError, UsageError
from pipeline.publish import plain
from pipeline.store.answer import Rows
from pipeline.store.schema import quoted

# More than anybody reads on a terminal; a table must be held whole to be drawn.
TABLE_ROWS = 1000

# Text is folded to no fewer characters than this; what is shorter is never folded.
NARROWEST = 30
CELL_CHARACTERS = 300

# What the frame of a table takes from each column.
BETWEEN = 3

# Columns that a table keeps whatever its width: one leads back to the mail, one says why, and those
# who are for something, without those who are against it, mislead.
KEPT = ("message", "words", "support", "oppose")


def write(found: Rows, row_format: str, output: Path | None = None) -> None:
    """Write rows as table, csv, json or parquet, to `output` or to stdout.

    UsageError for Parquet on a terminal, PartError where the file cannot be written.
    """
    if output is not None:
        _write_file(found, row_format, output)
    elif row_format == "parquet":
        if sys.stdout.isatty():
            raise UsageError("Parquet is not for a terminal", hint="-o rows.parquet")
        _parquet(found, sys.stdout.buffer)
    elif row_format == "table":
        _table(found, sys.stdout, _width(sys.stdout))
    else:
        TEXTS[row_format](found, sys.stdout)


def _write_file(found: Rows, row_format: str, output: Path) -> None:
    try:
        with parts.whole(output) as beside, beside.open("wb") as out:
            _into(found, row_format, out)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PartError(f"cannot write {output}: {reason}", hint="choose another file") from error


def _into(found: Rows, row_format: str, out: IO[bytes]) -> None:
    if row_format == "parquet":
        _parquet(found, out)
        return
    import io

    text = io.TextIOWrapper(out, encoding="utf-8", newline="\n", write_through=True)
    if row_format == "table":
        _table(found, text, None)
    else:
        TEXTS[row_format](found, text)
    text.flush()
    text.detach()


def _csv(found: Rows, out: IO[str]) -> None:
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(_unique(found.columns))
    shown = plain.line if out.isatty() else str
    lines.writerows(
        [shown(each) if isinstance(each, str) else each for each in map(_flat, row)]
        for row in found.rows
    )


def _json(found: Rows, out: IO[str]) -> None:
    names = _unique(found.columns)
    separator = "[\n"
    for row in found.rows:
        out.write(separator + _object(names, row))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


TEXTS: dict[str, Callable[[Rows, IO[str]], None]] = {"csv": _csv, "json": _json}


def _parquet(found: Rows, out: IO[bytes]) -> None:
    """Through a file of JSON lines: the connection that answers may write no file."""
    import duckdb

    names = _unique(found.columns)
    types = ", ".join(
        f"{quoted(name)}: {quoted(kind)}" for name, kind in zip(names, found.types, strict=True)
    )
    with tempfile.TemporaryDirectory(prefix="hansard-") as folder, duckdb.connect() as connection:
        lines, target = Path(folder, "rows.ndjson"), Path(folder, "rows.parquet")
        with lines.open("w", encoding="utf-8") as text:
            text.writelines(_object(names, row) + "\n" for row in found.rows)
        connection.execute(
            f"copy (select * from read_json({quoted(str(lines))}, format = 'newline_delimited', "
            f"columns = {{{types}}}, maximum_object_size = 1073741824)) "
            f"to {quoted(str(target))} (format parquet, compression zstd)"
        )
        with target.open("rb") as made:
            shutil.copyfileobj(made, out)


def _object(names: Sequence[str], row: Sequence[Any]) -> str:
    """A row as JSON; what could steer a terminal is escaped, which loses nothing."""
    values = {name: _plain(value) for name, value in zip(names, row, strict=True)}
    text = json.dumps(values, ensure_ascii=False, default=str)
    return plain.UNSHOWN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    # json escapes what is not ASCII, but for the one control character that is
    return json.dumps(found[0])[1:-1].replace("\x7f", "\\u007f")


def _plain(value: Any) -> Any:
    """A value as JSON has it, and as DuckDB reads it back."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return PLAIN[type(value)](value) if type(value) in PLAIN else value


PLAIN: dict[type, Callable[[Any], Any]] = {
    float: lambda value: value if math.isfinite(value) else None,
    Decimal: float,
    timedelta: lambda value: f"{value // timedelta(microseconds=1)} microseconds",
    bytes: lambda value: "".join(f"\\x{byte:02X}" for byte in value),
}


def _flat(value: Any) -> Any:
    """A value as one cell of CSV: lists as JSON, null as nothing."""
    if isinstance(value, list | tuple | dict):
        return json.dumps(_plain(value), ensure_ascii=False, default=str)
    return value


def _unique(names: Sequence[str]) -> list[str]:
    """Column names, a repeated one with a number."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def _width(out: IO[str]) -> int | None:
    """Columns of the terminal, or as COLUMNS says; None where nothing bounds a line."""
    if out.isatty() or os.environ.get("COLUMNS", "").isdecimal():
        return shutil.get_terminal_size().columns
    return None


def _table(found: Rows, out: IO[str], width: int | None) -> None:
    cells = [[_cell(value) for value in row] for row in islice(found.rows, TABLE_ROWS)]
    more = next(found.rows, None) is not None
    shown = _fitting(found.columns, cells, width)
    _draw(found, cells, shown, out, width)
    for line in _remarks(found, len(cells), more, shown):
        print(line, file=out)


def _draw(
    found: Rows, cells: list[list[str]], shown: list[int], out: IO[str], width: int | None
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    widths = _widths(found.columns, cells)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index in shown:
        right = re.match(r"(U?(BIG|HUGE|SMALL|TINY)?INT|DOUBLE|FLOAT|DECIMAL)", found.types[index])
        table.add_column(
            Text(plain.line(found.columns[index])),
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=widths[index] <= NARROWEST,
        )
    for row in cells:
        table.add_row(*(Text(row[index]) for index in shown))
    whole = sum(widths) + BETWEEN * len(widths)
    Console(file=out, width=width or whole, highlight=False).print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time):
        return str(value)
    if isinstance(value, list | tuple):
        return ", ".join(_cell(each) for each in value)[:CELL_CHARACTERS]
    text = plain.line(value)
    return text if len(text) <= CELL_CHARACTERS else f"{text[: CELL_CHARACTERS - 1]}…"


def _widths(columns: Sequence[str], cells: Iterable[Sequence[str]]) -> list[int]:
    from rich.cells import cell_len

    widths = [cell_len(column) for column in columns]
    for row in cells:
        widths = [max(width, cell_len(text)) for width, text in zip(widths, row, strict=True)]
    return widths


def _fitting(columns: Sequence[str], cells: list[list[str]], width: int | None) -> list[int]:
    """The columns that fit, taken from the left, and those that are kept in any case."""
    if width is None:
        return list(range(len(columns)))
    widths = [min(each, NARROWEST) + BETWEEN for each in _widths(columns, cells)]
    kept = {index for index, column in enumerate(columns) if column in KEPT}
    left = width + BETWEEN - sum(widths[index] for index in kept)
    shown = set(kept)
    for index in range(len(columns)):
        if index not in kept and (widths[index] <= left or len(shown) == len(kept)):
            left -= widths[index]
            shown.add(index)
    return sorted(shown)


def _remarks(found: Rows, rows: int, more: bool, shown: list[int]) -> Iterator[str]:
    if more:
        yield f"the first {rows:,} rows; --format csv gives all"
    elif rows == 0:
        yield f"no rows; {found.hint}" if found.hint else "no rows"
    hidden = [column for index, column in enumerate(found.columns) if index not in shown]
    if hidden:
        yield f"not shown for want of width: {', '.join(hidden)}; --format csv gives all"
