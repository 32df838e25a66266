"""A folder that appears whole or not at all.

In: where it is to be. Out: a folder beside it to write in, which takes its name in the end. What
a process that was killed has left is removed by the next one; a folder that exists is replaced
only when asked, and only if hansard made it: by the file `manifest.json` in it, or if it is empty.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import parts
from pipeline.errors import PartError, UsageError

MANIFEST = "manifest.json"


@contextmanager
def made(target: Path, *, force: bool) -> Iterator[Path]:
    """A new folder that becomes `target` when all went well.

    UsageError where `target` exists and may not be replaced, PartError where the disk refuses.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 - a link at the target stays a link
    _free(target, force=force)
    beside = target.with_name(f".{target.name}.hansard-{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _swept(target)
        beside.mkdir()
        yield beside
        _placed(beside, target)
    except OSError as error:
        raise refused(target, error.strerror or str(error)) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def refused(target: Path, reason: str) -> PartError:
    """The error that says that the disk takes no more."""
    return PartError(f"cannot write {target}: {reason}", hint="make room or choose another folder")


def _free(target: Path, *, force: bool) -> None:
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir() or target.is_symlink():
        raise UsageError(f"{target} is no folder", hint="choose another name: -o DIR")
    if not any(target.iterdir()):
        return
    if not (target / MANIFEST).exists():
        raise UsageError(f"{target} holds something else", hint="choose another name: -o DIR")
    if not force:
        raise UsageError(f"{target} exists", hint="--force replaces it")


def _swept(target: Path) -> None:
    prefix = f".{target.name}.hansard-"
    for left in target.parent.glob(f"{prefix}*"):
        process = left.name.removeprefix(prefix).partition("-")[0]
        if process.isdecimal() and not parts.running(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def _placed(beside: Path, target: Path) -> None:
    """Give the new folder its name; the old one goes only once the new one is there."""
    if not target.exists():
        beside.rename(target)
        return
    old = target.with_name(f"{beside.name}-old")
    target.rename(old)
    try:
        beside.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
