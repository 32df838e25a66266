"""How a command ends: its exit code, and one sentence on what went wrong.

Exit codes: 0 done, 1 something else, 2 what was asked for cannot be, 3 an archive could not be had,
4 a file of ours is missing or cannot be written, 5 a language model that was asked for does not
answer, 130 stopped by Ctrl-C. Rows and answers go to stdout, progress and errors to stderr.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from typing import cast

import typer

from pipeline.cli.options import app
from pipeline.errors import HansardError, PartError, UsageError
from pipeline.publish import plain

# Every complaint about arguments, in the typer that has click in it and in that which needs it.
Misused: type[Exception] = cast("type[Exception]", typer.BadParameter.__base__)
NEAREST = re.compile(
    r"(?P<said>.*?)[. ]*\(?(?:Did you mean(?: one of)?|Possible \w+)[: ]*(?P<near>.*?)[)?]*",
    re.DOTALL,
)
STOPPED = 130


def main() -> None:
    """Run the command, and end with the right exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows few characters shows the others as escapes; nothing is lost.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # `timeout`, `kill` and job schedulers stop a command as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(ended(sys.argv[1:] or ["--help"]))


def ended(arguments: list[str]) -> int:
    """The exit code of a command, after what went wrong was said."""
    try:
        code = app(arguments, prog_name="hansard", standalone_mode=False) or 0
        sys.stdout.flush()
    except HansardError as error:
        _say(str(error), error.hint)
        return error.exit_code
    except Misused as error:
        _say(*_misused(error))
        return UsageError.exit_code
    except KeyboardInterrupt:
        code = STOPPED
    except (BrokenPipeError, SystemExit):
        # The reader of our output has gone (`| head`), which typer and rich make an exit of their
        # own: say nothing, and let Python not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _say(": ".join(str(each) for each in (error.filename, error.strerror or error) if each), "")
        return PartError.exit_code
    if code == STOPPED:
        _say("stopped", "the same command again, which goes on from what was done")
    return int(code)


def _misused(error: Exception) -> tuple[str, str]:
    """What is wrong with the arguments, in one sentence, and what to do next."""
    told = error.format_message()  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "hansard"
    found = NEAREST.fullmatch(told)
    sentence = (found["said"] if found else told).replace("Value error, ", "").rstrip(". ")
    near = re.sub("['\"]", "", found["near"]) if found else "--help"
    return f"{sentence[:1].lower()}{sentence[1:]}", f"{command} {near}"


def _say(sentence: str, hint: str) -> None:
    print(f"hansard: {plain.folded(sentence)}", file=sys.stderr)
    if hint:
        print(f"  try: {plain.folded(hint)}", file=sys.stderr)
