"""Old parts, deleted: those that no plan names any more, and what a killed fetch left.

In: the data directory and the names of lists. Out: how many files and bytes are gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import parts
from pipeline.errors import PartError, UsageError
from pipeline.fetch import stored
from pipeline.records import Unit
from pipeline.run.build import fetched
from pipeline.run.jobs import folder
from pipeline.run.plan import debating, plan
from pipeline.run.storing import part_files


def tidy(data: Path, lists: Sequence[str] = ()) -> tuple[int, int]:
    """Delete parts that no plan names and what a killed fetch left: how many files and bytes."""
    left = stored.leftovers(data)
    known = stored.lists(data) or not left
    plan_ = plan(data, fetched(data, lists, data / "hansard.duckdb")) if known else None
    if left and (plan_ is None or not plan_.threaded):
        # A fetch was killed before anything was built: there are no old parts to tell.
        return _deleted(left)
    if plan_ is None or not plan_.threaded:
        raise UsageError("the lists are not built: there is nothing to tell old parts by",
                         hint="hansard build")  # fmt: skip
    units = parts.read(folder(data), "thread", [plan_.thread], Unit)
    named = part_files(plan_, debating(plan_, units)).values()
    wanted = {file for files in named for file in files}
    found = (file for file in folder(data).rglob("*") if file.is_file() and file not in wanted)
    return _deleted([file for file in found if not parts.underway(file)] + left)


def _deleted(files: Sequence[Path]) -> tuple[int, int]:
    """How many files are deleted, and how many bytes; what another tidy took meanwhile is well."""
    size = 0
    for file in files:
        try:
            size += file.stat().st_size
            file.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise PartError(
                f"cannot delete {file}: {error.strerror or error}",
                hint="see to it that the --data directory may be written",
            ) from error
    return len(files), size
