"""What stops a run.

    HansardError            1   anything below
    ├── UsageError          2   what was asked for cannot be: a name, a parameter, a query
    ├── FetchError          3   an archive could not be had from where it lives
    ├── PartError           4   a file of ours is missing, damaged or cannot be written
    └── LlmError            5   a language model that was asked for does not answer

`str(error)` is one sentence that says what is wrong; `error.hint` says what to do next.
Odd mail never raises: it is kept as far as it goes, with a row of `defect`.
"""

from __future__ import annotations


class HansardError(Exception):
    """Something that stops a run, said in one sentence."""

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.hint = hint

    def __reduce__(self) -> tuple[type[HansardError], tuple[str, str]]:
        """Keep the hint when the error crosses from a worker process."""
        return type(self), (str(self), self.hint)


class UsageError(HansardError):
    """What was asked for cannot be."""

    exit_code = 2


class FetchError(HansardError):
    """An archive could not be had from where it lives."""

    exit_code = 3


class PartError(HansardError):
    """A file of ours is missing, damaged or cannot be written."""

    exit_code = 4


class LlmError(HansardError):
    """A language model that was asked for does not answer."""

    exit_code = 5
