"""A map over processes of this machine, for the build to spread its jobs by.

In: how many processes. Out: a map. A stop, by Ctrl-C, by an error or by a kill, takes the workers
with it at once: what a job had half done is a file beside the part, which the next build removes.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pipeline.errors import PartError


@contextmanager
def processes(jobs: int) -> Iterator[Any]:
    """A map over so many processes; plain `map` for one."""
    if jobs == 1:
        yield map
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A fresh interpreter for each worker: DuckDB's threads do not survive a plain fork.
    pool = ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_outlive_nobody
    )
    try:
        yield _lazily(pool)
    except BaseException as error:
        _end(pool)
        if isinstance(error, BrokenProcessPool):
            raise PartError(
                "a worker process was killed, most likely for want of memory",
                hint="run the same command again with --jobs 1; what was done is kept",
            ) from error
        raise
    pool.shutdown()


def _outlive_nobody() -> None:
    """End this worker when its parent is gone, be it by kill -9: nobody would use what it makes."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _end(pool: Any) -> None:
    """Kill the workers, and see them gone."""
    # The pool's own thread complains of futures that are cancelled already, and nobody is helped.
    hook, threading.excepthook = threading.excepthook, lambda _: None
    try:
        for worker in multiprocessing.active_children():
            worker.kill()
        pool.shutdown(wait=True, cancel_futures=True)
    finally:
        threading.excepthook = hook


def _lazily(pool: Any) -> Any:
    """The pool's map, started only where there is work: starting a worker costs a second."""

    def spread(function: Callable[..., Any], jobs: Sequence[Any], /) -> Iterator[Any]:
        if len(jobs) < 2:
            return map(function, jobs)
        # Workers start while Ctrl-C is held back, and so never see it: the parent stops them.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            results = pool.map(function, jobs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return iter(results)

    return spread
