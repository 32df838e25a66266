"""Everything is documented, every link leads somewhere, and no text tells of a machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.mail import defects
from pipeline.records import TABLES, table
from pipeline.store import queries, schema, search

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md"),
         *(ROOT / "data").rglob("*.md")]  # fmt: skip

# Words that tell where a text was made, put together here so that this file does not hold them.
TELLTALES = [
    "/".join(["", "root", ""]),
    "/".join(["", "home", ""]),
    "/".join(["", "work", "main"]),
    "/".join(["", "work", "shared"]),
    ".".join(["pypi", "org"]),
    ".".join(["files", "pythonhosted", "org"]),
    "-".join(["", "", "index", "url"]),
    "-".join(["extra", "index"]),
]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("command", [each.callback for each in cli.app.registered_commands])
def test_every_command_is_documented(command: object) -> None:
    """With its arguments and options, and an example."""
    told = section(page("commands.md"), f"hansard {command.__name__}")  # type: ignore[attr-defined]
    assert "Usage: hansard" in told
    assert "Example: hansard" in told


@pytest.mark.parametrize("record", TABLES, ids=table)
def test_every_table_and_column_is_documented(record: type) -> None:
    """Each with its sentence."""
    told = section(page("data-dictionary.md"), table(record))
    assert schema.sentence(record) in told
    for name, sentence in schema.described(record).items():
        assert re.search(
            rf"^\| `{name}` \| [\w\[\]]+ \| {re.escape(sentence)} \|$", told, re.MULTILINE
        )


@pytest.mark.parametrize("name", search.TABLES)
def test_the_tables_of_the_index_are_documented(name: str) -> None:
    """They are in the file, so a reader finds them."""
    told = section(page("data-dictionary.md"), name)
    assert all(f"`{column}`" in told for column in search.TABLES[name][1])


@pytest.mark.parametrize("name", [*defects.CODES, *defects.LOST])
def test_every_defect_code_is_documented(name: str) -> None:
    """In the data dictionary."""
    assert f"| `{name}` |" in page("data-dictionary.md")


@pytest.mark.parametrize("name", queries.queries())
def test_every_query_is_documented(name: str) -> None:
    """Parameters, columns and an example; functions in a row of their own."""
    query = queries.queries()[name]
    if not query.is_table:
        assert f"| `{name}(" in page("queries.md")
        return
    told = section(page("queries.md"), name)
    assert query.sentence in told
    assert query.example in told
    for word in (
        *(each.name for each in query.parameters),
        *(column for column, _ in query.columns),
    ):
        assert f"| `{word}` |" in told


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(file: Path) -> None:
    """Every link to a file of the project, and every heading that one names."""
    for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (file.parent / path).resolve() if path else file
        assert linked.exists(), f"{file.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-")
                              for each in headings}  # fmt: skip


def test_every_page_is_reached_from_another() -> None:
    """A page that nothing leads to is not read."""
    texts = {file: file.read_text(encoding="utf-8") for file in PAGES}
    lost = [
        file.name
        for file in DOCS.glob("*.md")
        if not any(f"{file.name})" in text for other, text in texts.items() if other != file)
    ]
    assert lost == []


def test_decisions_have_numbers_and_all_their_sections() -> None:
    """What was to decide, what was chosen, what was measured, what it costs, when to look again."""
    numbers = []
    for file in sorted((DOCS / "decisions").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        numbers.append(int(file.name[:4]))
        assert re.match(rf"# 0*{numbers[-1]}\b", text), file.name
        for part in ("**To decide", "**Chosen", "**Measured", "**Costs", "**Look again"):
            assert part in text, f"{file.name} lacks {part}"
    assert len(numbers) == len(set(numbers))


def _tracked() -> list[Path]:
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no checkout of git")
    return [ROOT / name for name in done.stdout.split("\0") if name]


def test_no_text_tells_of_the_machine_that_it_was_made_on() -> None:
    """No path of a home or a checkout, no host that packages were fetched from."""
    found = []
    for file in _tracked():
        if not file.is_file():
            continue
        content = file.read_bytes()
        if b"\0" in content[:1000]:
            continue
        text = content.decode("utf-8", "replace")
        found += [f"{file.relative_to(ROOT)}: {word}" for word in TELLTALES if word in text]
    # The lock file is made without an index: the Makefile says so.
    assert [each for each in found if not each.startswith("Makefile:")] == []


def test_what_the_pages_show_is_what_the_commands_print() -> None:
    """README and tutorial hold the real output of each command on the demo."""
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "tour.py", "--check"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
