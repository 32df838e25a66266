"""The command: help, exit codes, one sentence for whatever goes wrong, output that can be piped."""

from __future__ import annotations

import io
import itertools
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import little_debate
import pytest

from pipeline import cli
from pipeline.progress import Display

COMMANDS = [str(command.callback.__name__) for command in cli.app.registered_commands]  # type: ignore[union-attr]
SLOW = ("spacy", "sklearn", "scipy", "numpy", "duckdb", "altair", "httpx2", "bs4", "lxml")

Ran = tuple[int, str, str]
Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the database of the little debate."""
    folder = tmp_path_factory.mktemp("data")
    little_debate.make(folder / "hansard.duckdb", little_debate.debate(), folder / "parts")
    return folder


@pytest.fixture
def run(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:  # fmt: skip
    """Run a command in this process: exit code, output, complaints."""
    monkeypatch.setenv("HANSARD_DATA", str(data))
    monkeypatch.delenv("COLUMNS", raising=False)

    def ran(*arguments: str) -> Ran:
        code = cli.ended(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return ran


def shell(*arguments: str, data: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command as the shell does."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        check=False, capture_output=True, text=True, env={**os.environ, "HANSARD_DATA": str(data)},
        **more,
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_commands_help_ends_in_an_example(run: Run, command: str) -> None:
    """With the command itself in it."""
    code, out, _ = run(command, "--help")
    example = re.sub(r"\s+", " ", out).rpartition("Example: ")[2]
    assert code == 0
    assert example.startswith(f"hansard {command} ") or example.strip() == f"hansard {command}"


def test_the_help_names_every_command_whole(run: Run) -> None:
    """No sentence is cut, and an example ends it."""
    code, out, _ = run("--help")
    assert code == 0
    assert all(re.search(rf"^  {command} +\w.*\.$", out, re.MULTILINE) for command in COMMANDS)
    assert "..." not in out.partition("Commands:")[2]
    assert "Example: hansard fetch" in out


@pytest.mark.parametrize("arguments", [["--help"], ["query", "--help"], ["--version"], ["query"]])
def test_help_is_quick(data: Path, arguments: list[str]) -> None:
    """Nothing slow is imported, and half a second is enough."""
    code = (
        "import sys, pipeline.cli as cli\n"
        f"code = cli.ended({arguments!r})\n"
        f"print(code, [name for name in {SLOW!r} if name in sys.modules], file=sys.stderr)"
    )
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    took = time.perf_counter() - begun
    assert done.stderr.strip() == "0 []"
    assert took < 10  # a machine that does other things besides; what counts is what is imported


@pytest.mark.parametrize(
    ("arguments", "code", "sentence", "hint"),
    [
        (["biuld"], 2, "no such command 'biuld'", "hansard build"),
        (["build", "--job", "2"], 2, "no such option: --job", "hansard build --jobs"),
        (["build", "--jobs", "x"], 2, "invalid value for '--jobs' / '-j':", "build --help"),
        (["summarise"], 2, "missing argument 'THREAD'", "hansard summarise --help"),
        (["query", "threads", "--format", "xml"], 2, "'xml' is not one of 'table', 'csv'", "query"),
        (["query", "nosuch"], 2, "there is no query nosuch", "hansard query, which lists"),
        (["query", "trends"], 2, "there is no query trends", "hansard query trend"),
        (["query", "trend", "idea=spliting"], 2, "there is no idea spliting", "splitting"),
        (["query", "threads", "list=birds"], 2, "has no parameter list", "list_id=…"),
        (["query", "threads", "-o", "/nowhere/x"], 4, "cannot write /nowhere/x: No such", "choose"),
        (["sql", "drop table message"], 2, "only read here, and DROP is no reading", "a SELECT"),
        (["sql", "select 1; drop table message"], 2, "holds 2 statements", "hansard sql"),
        (["sql", "copy message to 'x'"], 2, "COPY is no reading", "a SELECT"),
        (["sql", ";"], 2, "holds no query", "hansard sql"),
        (["sql", "select nme from person"], 2, "nme", "name"),
        (["sql", "selec 1"], 2, "syntax error", "from threads()"),
        (["summarise", "nosuch"], 2, "there is no thread nosuch", "hansard query threads"),
        (["trend", "spliting"], 2, "there is no idea spliting", "splitting"),
        (["trend", "splitting", "-o", "x.pdf"], 2, "a chart is .svg, .png, .html", "-o x.svg"),
        (["trend", "renaming", "-o", "x.svg"], 2, "nothing to draw", "hansard query ideas"),
        (["trend", "splitting", "--list", "bird"], 2, "there is no list bird", "birds"),
        (["query", "threads", "--data", "/nowhere"], 2, "no database in /nowhere", "hansard build"),
        (["query", "threads", "--data", __file__], 2, "is a file", "hansard query --help"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_with_what_to_do(
    run: Run, arguments: list[str], code: int, sentence: str, hint: str
) -> None:
    """On stderr, with nothing on stdout, and the right exit code."""
    ended, out, err = run(*arguments)
    assert (ended, out) == (code, "")
    said, *rest = err.splitlines()
    assert said.startswith("hansard: ")
    assert sentence in said
    assert len(rest) == bool(hint)
    assert hint in "".join(rest)


def test_the_data_directory_may_be_named_before_the_command_or_after(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands after the command is stronger, and both are stronger than the variable."""
    monkeypatch.setenv("HANSARD_DATA", "/nowhere")
    assert run("query", "threads")[0] == 2
    assert run("query", "threads", "--data", str(data))[0] == 0
    assert run("--data", "/nowhere/else", "query", "threads", "--data", str(data))[0] == 0
    assert run("--data", str(data), "query", "threads")[0] == 0


@pytest.mark.parametrize("row_format", ["table", "csv", "json", "parquet"])
def test_rows_are_written_in_every_format(
    run: Run, row_format: str, tmp_path: Path
) -> None:  # fmt: skip
    """To a file, saying nothing."""
    target = tmp_path / "rows"
    assert run("query", "threads", "--format", row_format, "-o", str(target)) == (0, "", "")
    assert target.stat().st_size > 100


def test_a_query_explains_itself(run: Run) -> None:
    """Its parameters, its columns, an example."""
    code, out, _ = run("query", "trend", "--explain")
    assert code == 0
    assert "idea (idea): the idea" in out
    assert out.rstrip().endswith("example: hansard query trend idea=splitting")


def test_a_trend_is_drawn(run: Run, tmp_path: Path) -> None:
    """On the terminal and in a file, with its numbers."""
    code, out, _ = run("trend", "splitting", "-o", str(tmp_path / "a.svg"))
    assert code == 0
    assert "2031-03" in out
    assert out.rstrip().endswith(f"a.svg: written, its numbers in {tmp_path / 'a.csv'}")
    assert (tmp_path / "a.svg").exists()
    assert (tmp_path / "a.csv").exists()


def test_a_summary_is_printed(run: Run) -> None:
    """By any mail of the thread."""
    code, out, _ = run("summarise", "birds/2031-04/0001")
    assert code == 0
    assert out.startswith("Nest drivers\n")


@pytest.mark.parametrize("row_format", ["table", "csv", "json", "parquet"])
def test_a_reader_that_leaves_is_no_error(data: Path, row_format: str) -> None:
    """`hansard query ... | head -1` ends quietly."""
    command = (
        f"{sys.executable} -m pipeline.cli sql 'from range(300000)' --format {row_format}"
        f" --data {data} | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_of_few_characters_gets_escapes(data: Path) -> None:
    """No name is too foreign to be printed."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "query", "people", "--data", str(data)],
        check=True, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert b"\\xc8ve M\\xfcller" in done.stdout


def test_what_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    """A folder that may not be read, where that can be told: root may read everything."""
    (tmp_path / "data").mkdir(mode=0o000)
    done = shell("query", "threads", data=tmp_path / "data")
    assert done.returncode in {2, 4}
    assert done.stderr.startswith("hansard: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("command", "change"),
    [
        (["summarise", "birds/2031-04/0001"], "create or replace table position as select 1 as x"),
        (["summarise", "birds/2031-04/0001"], "drop macro thread_of"),
        (["digest", "birds", "2031-04"], "create or replace table position as select 1 as x"),
        (["trend", "splitting"], "drop table idea"),
    ],
)
def test_a_database_of_another_version_is_one_sentence(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str], change: str
) -> None:
    """Where a table or a macro is not what this program knows: told, with what makes it anew."""
    import duckdb

    shutil.copy(data / "hansard.duckdb", tmp_path)
    with duckdb.connect(str(tmp_path / "hansard.duckdb")) as connection:
        connection.execute(change)
    assert cli.ended([*command, "--data", str(tmp_path)]) == 4
    said, hint = capsys.readouterr().err.splitlines()
    assert said == "hansard: the database was made by another version of hansard"
    assert "hansard build" in hint


def test_a_database_cut_off_is_one_sentence(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a copy that broke off: a file of ours is damaged, not the question wrong."""
    whole = (data / "hansard.duckdb").read_bytes()
    (tmp_path / "hansard.duckdb").write_bytes(whole[: len(whole) // 3])
    for command in (["query", "debates"], ["summarise", "birds/2031-04/0001"]):
        assert cli.ended([*command, "--data", str(tmp_path)]) == 4
        said, hint = capsys.readouterr().err.splitlines()
        assert said.startswith("hansard: ")
        assert "hansard build" in hint


@pytest.mark.parametrize(
    "arguments",
    [("sql", "select '\udce9'"), ("query", "person", "person=\udce9"), ("summarise", "\udce9")],
)
def test_bytes_that_are_no_text_are_refused(run: Run, arguments: tuple[str, ...]) -> None:
    """As a shell of another encoding sends them."""
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "is not text in the encoding of this terminal" in err


def test_bytes_that_are_no_text_may_name_a_file(run: Run, tmp_path: Path) -> None:
    """Files are called what they are called."""
    folder = os.path.join(os.fsencode(tmp_path), b"caf\xe9")
    os.mkdir(folder)
    code, _, err = run("fetch", os.fsdecode(folder), "--data", str(tmp_path / "data"))
    assert code == 3
    assert "it is empty" in err


def test_something_endless_is_not_said_back_whole(run: Run) -> None:
    """A key of 100,000 characters is cut, and the sentence goes on after it."""
    code, _, err = run("query", "proposal", f"proposal={'a' * 100_000}")
    assert code == 2
    assert len(err) < 1500
    assert "a... in the database" in err


def test_output_that_cannot_be_written_is_one_sentence(data: Path, tmp_path: Path) -> None:
    """To a full disk by the shell's `>`, and by -o, which leaves what stood there, or nothing."""
    command = [sys.executable, "-m", "pipeline.cli", "query", "threads", "--data", str(data)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 4
    said, hint = done.stderr.splitlines()
    assert said == "hansard: the output cannot be written: No space left on device"
    assert "make room" in hint
    stood = tmp_path / "stood.txt"
    stood.write_text("last year's", encoding="utf-8")
    commands = (("summarise", "birds/2031-04/0001"), ("query", "threads"), ("trend", "splitting"))
    for command, page in itertools.product(commands, (tmp_path / "page.svg", stood)):
        if command[0] == "trend" and page is stood:
            continue  # a chart is a picture
        done = shell(
            *command, "-o", str(page), data=data,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)),
        )  # fmt: skip
        assert done.returncode == 4, done.stderr
        assert "cannot write" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["stood.txt"]
    assert stood.read_text(encoding="utf-8") == "last year's"


def test_errors_do_not_steer_the_terminal(run: Run) -> None:
    """What was asked for is said back without its escapes."""
    code, _, err = run("query", "a\x1b[2Jb")
    assert code == 2
    assert "\x1b" not in err
    code, _, err = run("sql", "select 'a\x1b[2J\u202e'::int")
    assert code == 2
    assert not set(err) & {"\x1b", "\u202e"}


class Terminal(io.StringIO):
    """What looks like a terminal, and keeps what is written on it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_shows_how_far_it_is_and_lets_nothing_steer(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    """A bar on a terminal, lines elsewhere; a server's names are text, not markup or escapes."""
    out = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    monkeypatch.setenv("TERM", "xterm")
    with Display() as display:
        display.show("fetching", 0, 0)
        display.show("fetching", 1, 2, "[/bold] 2031-\x1b]0;title\x07March")
        display.show("fetching", 2, 2, "end")
    shown = out.getvalue()
    assert "\x1b]0" not in shown
    assert "\x07" not in shown
    if not terminal:
        assert shown == ("fetching: 1 of 2 [/bold] 2031- ]0;title March\nfetching: 2 of 2 end\n")
    else:
        assert "fetching" in shown
        assert "2/2" in shown
