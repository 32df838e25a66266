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
ANEW = "hansard build, which makes it anew"
# What was asked for is said back: of something longer, as a script may send, its beginning.
LONGEST = 400
LONG_WORD = re.compile(rf"\S{{{LONGEST + 1},}}")


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
        _as_text(arguments)
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
        where = error.filename or "the output cannot be written"
        _say(f"{where}: {error.strerror or error}", "another file or folder, or make room")
        return PartError.exit_code
    except Exception as error:
        if not _is_of_database(error):
            raise
        _say(*_unfit(error))
        return PartError.exit_code
    if code == STOPPED:
        _say("stopped", "the same command again, which goes on from what was done")
    return int(code)


def _is_of_database(error: Exception) -> bool:
    """True where DuckDB says it; asked of its name, for most commands never import it."""
    return type(error).__module__.lstrip("_") == "duckdb"


def _unfit(error: Exception) -> tuple[str, str]:
    """What is wrong with a database whose tables are not those of this program, or are damaged."""
    if type(error).__name__ in {"CatalogException", "BinderException"}:
        return "the database was made by another version of hansard", ANEW
    first = next(iter(str(error).splitlines()), type(error).__name__)
    return f"the database failed: {first}", ANEW


def _as_text(arguments: list[str]) -> None:
    """Refuse bytes that are no text in the terminal's encoding, where they name no file."""
    for each in arguments:
        try:
            each.encode()
        except UnicodeEncodeError:
            if os.path.lexists(each):
                continue
            told = os.fsencode(each).decode("utf-8", "replace")
            raise UsageError(
                f"{told} is not text in the encoding of this terminal",
                hint="PYTHONUTF8=1 hansard ..., or type it in UTF-8",
            ) from None


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
    print(f"hansard: {_short(plain.folded(sentence))}", file=sys.stderr)
    if hint:
        print(f"  try: {_short(plain.folded(hint))}", file=sys.stderr)


def _short(text: str) -> str:
    """A sentence whose long words are cut, so that its end is still read."""
    return LONG_WORD.sub(lambda word: f"{word[0][:LONGEST]}...", text)
