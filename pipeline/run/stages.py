"""The stages that a job asks for: each reads parts, and makes the missing ones.

In: a job. Out: the rows it wrote, by stage. A job is pure but for the parts it reads and writes: it
may run in any process, on any machine that sees the data directory, in any order, and twice.
"""

from __future__ import annotations

import gc

from pipeline.run.debating import debate_unit
from pipeline.run.jobs import Debating, Reading, Rows
from pipeline.run.reading import read_archive


def perform(job: Reading | Debating) -> Rows:
    """Make what is missing of a job's parts; the rows in and out of each stage that ran."""
    # Rows hold one another in no circles: looking for some would take a tenth of the time.
    looking = gc.isenabled()
    gc.disable()
    try:
        return read_archive(job) if isinstance(job, Reading) else debate_unit(job)
    finally:
        if looking:
            gc.enable()
