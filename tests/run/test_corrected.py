"""A researcher's corrections of debates: taken, kept, shown, and no more redone than must be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline import parts
from pipeline.errors import UsageError
from pipeline.records import Act, Position, Proposal

Place = Any

ROOT, BO, CY, TUESDAY = (f"birds/2031-03/{number:04d}" for number in range(4))
DEE, ADA, RELEASE = (f"birds/2031-04/{number:04d}" for number in range(3))
BROKEN, FIXED = (f"birds/2031-05/{number:04d}" for number in range(2))
MOVE = f"{ROOT}/p1"

OPPOSES = f"""
[[position]]
message = "m3@nest.example"
proposal = "{MOVE}"
stance = "oppose"
because = "Cy jests"
"""


def write(place: Place, text: str) -> Path:
    file = Path(place.data, "corrections", "debates.toml")
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return file


def stands(place: Place, message: str, proposal: str = MOVE) -> list[tuple[Any, ...]]:
    return place.rows(
        f"select stance, probability, corrected from position "
        f"where message = '{message}' and proposal = '{proposal}'"
    )


def told(place: Place) -> list[tuple[Any, ...]]:
    return place.rows("select line, kind, message, effect, detail from correction order by line")


def redone(place: Place, before: dict[str, bytes]) -> dict[str, int]:
    return {stage: made for stage, made in place.stages(before).items() if made}


def test_without_the_file_nothing_is_corrected(built: Place) -> None:
    """Columns are empty, the table is, and an empty file is no other thing than none."""
    for table in ("act", "proposal", "position"):
        assert built.rows(f"select distinct corrected from {table}") == [("",)]
    assert told(built) == []
    write(built, "# nothing yet\n")
    assert built.build().made is False


def test_a_position_is_corrected_in_its_unit_alone(built: Place) -> None:
    """One debate is done again, the row tells why; a new month or a moved line changes nothing."""
    (before,) = stands(built, CY)
    assert before[0] == "support"
    held = built.parts()
    write(built, OPPOSES)
    assert built.build().made
    assert redone(built, held) == {"debate": 1}
    assert stands(built, CY) == [("oppose", 1.0, "Cy jests")]
    assert told(built) == [(2, "position", CY, "changed", "stance was support")]
    held = built.parts()
    write(built, f"# moved down\n\n{OPPOSES}")
    assert built.build().made
    assert redone(built, held) == {}
    assert told(built)[0][0] == 4
    assert built.build().made is False
    built.month(6, [(1, 5, "j1", "", "Nest boxes", "Who builds the nest boxes?\n")])
    built.build()
    assert stands(built, CY) == [("oppose", 1.0, "Cy jests")]
    Path(built.data, "corrections", "debates.toml").unlink()
    built.build()
    assert stands(built, CY) == [before]


def test_a_later_position_supersedes_one_that_is_added(built: Place) -> None:
    """And one that is struck out supersedes nothing."""
    write(
        built,
        f"""
[[position]]
message = "{DEE}"
proposal = "{MOVE}"
stance = "conditional"
words = "if the tests   move too"
because = "a condition"

[[position]]
message = "{ADA}"
proposal = "{MOVE}"
stance = "none"
because = "an answer to Dee"

[[position]]
message = "{TUESDAY}"
proposal = "{MOVE}"
stance = "oppose"
because = "of another thread"
""",
    )
    built.build()
    assert stands(built, DEE) == [("conditional", 1.0, "a condition")]
    ((body, start, end),) = built.rows(
        f"select body, start_char, end_char from position join message using (message) "
        f"where message = '{DEE}' and proposal = '{MOVE}'"
    )
    assert body[start:end] == "if the tests move too"
    assert stands(built, ADA) == []
    own = f"select superseded_by from position where message = '{ROOT}' and proposal = '{MOVE}'"
    assert built.rows(own) == [(None,)]
    assert told(built)[2][3:] == ("nothing", "the debate of the mail has no such proposal")

    write(built, OPPOSES.replace("m3@nest", "a2@nest"))
    built.build()
    assert built.rows(own) == [(ADA,)]


def test_a_proposal_is_struck_out_with_what_is_said_on_it(built: Place) -> None:
    """Its positions go too, and the table tells what it was."""
    write(built, f'[[proposal]]\nproposal = "{MOVE}"\nis = false\nbecause = "a joke"\n')
    built.build()
    assert built.rows(f"select * from proposal where proposal = '{MOVE}'") == []
    assert built.rows(f"select * from position where proposal = '{MOVE}'") == []
    assert [row[3] for row in told(built)] == ["removed"]


def test_a_proposal_has_its_title_kind_and_outcome_from_the_file(built: Place) -> None:
    """It may be named by its title, also by the one it had, beside a mail of its thread."""
    ((title,),) = built.rows(f"select title from proposal where proposal = '{MOVE}'")
    write(
        built,
        f"""
[[proposal]]
proposal = "{title.upper()}"
message = "m2@nest.example"
title = "Splitting the nest"
outcome = "rejected"
because = "the minutes say so"

[[position]]
message = "m2@nest.example"
proposal = "{title}"
stance = "neutral"
because = "Bo only asks"
""",
    )
    built.build()
    assert built.rows(
        f"select title, outcome, outcome_message, corrected from proposal where proposal = '{MOVE}'"
    ) == [("Splitting the nest", "rejected", None, "the minutes say so")]
    assert stands(built, BO) == [("neutral", 1.0, "Bo only asks")]
    assert f"title was {title}, outcome was" in told(built)[0][4]


def test_a_proposal_that_was_not_found_is_added_and_judged(built: Place) -> None:
    """With its span, its author's support, and what others say may be told of it."""
    write(
        built,
        f"""
[[proposal]]
message = "{BROKEN}"
words = "The build of the core fails"
title = "Mending the build"
kind = "main"
because = "meant as a request"

[[position]]
message = "{FIXED}"
proposal = "Mending the build"
stance = "support"
because = "he did it"
""",
    )
    built.build()
    assert built.rows(
        "select proposal, thread, title, kind, probability, person, corrected from proposal "
        f"where message = '{BROKEN}' and corrected <> ''"
    ) == [
        (f"{BROKEN}/c1", BROKEN, "Mending the build", "main", 1.0, "bo@nest.example",
         "meant as a request")
    ]  # fmt: skip
    assert ("support",) in built.rows(
        f"select stance from position where proposal = '{BROKEN}/c1' and message = '{BROKEN}'"
    )
    assert stands(built, FIXED, f"{BROKEN}/c1") == [("support", 1.0, "he did it")]
    added, taken = (row[3] for row in told(built))
    assert added == "added"
    # The models may read that position by themselves, once the proposal is there.
    assert taken in ("added", "the same as without it")


def test_acts_are_ruled_on(built: Place) -> None:
    """One that holds is added, one that does not is gone; the other rows stay."""
    held = built.rows("select message, sentence, act, probability from act order by all")
    message, sentence, act, _ = next(row for row in held if row[0] == CY)
    other = next(name for name in ("Social", "Thanking") if (CY, 0, name) not in
                 {row[:3] for row in held})  # fmt: skip
    ((words,),) = built.rows(
        "select substring(body, start_char + 1, end_char - start_char) from sentence "
        f"join message using (message) where message = '{CY}' and sentence.number = {sentence}"
    )
    write(
        built,
        f"""
[[act]]
message = "{CY}"
words = '''{words}'''
act = "{act}"
is = false
because = "no such thing"

[[act]]
message = "<m3@nest.example>"
words = "long overdue"
act = "{other}"
because = "plainly"

[[act]]
message = "{BO}"
words = "I propose to move the nest drivers"
act = "ProposeAction"
because = "it is only quoted"
""",
    )
    built.build()
    assert told(built)[0][3] == "removed"
    assert told(built)[1][3] == "added"
    assert told(built)[2][3:] == ("nothing", "the words are in no sentence of the author's own")
    after = built.rows("select message, sentence, act, probability from act order by all")
    assert set(held) - set(after) == {row for row in held if row[:3] == (message, sentence, act)}
    assert {row[:1] + row[2:] for row in set(after) - set(held)} == {(CY, other, 1.0)}
    assert built.rows("select act, corrected from act where corrected <> ''") == [
        (other, "plainly")
    ]


def test_threads_are_replanted(built: Place) -> None:
    """A mail takes its answers along; one that is told to answer nothing begins a thread."""
    held = built.parts()
    write(
        built,
        """
[[thread]]
message = "a1@nest.example"
parent = ""
because = "wrote into the wrong thread"

[[thread]]
message = "m4@nest.example"
parent = "m3@nest.example"
because = "the meeting is on it"
""",
    )
    built.build()
    assert redone(built, held).get("parse", 0) == 0
    assert redone(built, held)["thread"] == 1
    assert built.rows(
        "select message, thread, parent, how, confidence from place "
        f"where message in ('{DEE}', '{ADA}', '{TUESDAY}') order by message"
    ) == [
        (TUESDAY, ROOT, CY, "file", 1.0),
        (DEE, DEE, None, "file", 1.0),
        (ADA, DEE, DEE, "in-reply-to", 1.0),
    ]
    assert built.rows(f"select messages from thread where thread = '{DEE}'") == [(2,)]
    assert [row[3] for row in told(built)] == ["changed", "changed"]


def test_what_names_nothing_is_told(built: Place) -> None:
    """With the file and the line, at every build, and by the command on stderr."""
    file = write(built, OPPOSES.replace("m3@nest", "nobody@nest"))
    sentence = f"{file}, line 2: this position changes nothing: no mail has this key or Message-ID"
    assert built.build().passed_over == (sentence,)
    assert built.build().passed_over == (sentence,)
    assert told(built) == [(2, "position", None, "nothing", "no mail has this key or Message-ID")]
    command = built.command("build", "--jobs", "1")
    assert sentence in command.communicate(timeout=60)[1]
    assert command.returncode == 0


def test_a_mistake_stops_the_build(built: Place) -> None:
    """With the file and the line, before anything is made."""
    stood = built.database.stat()
    write(built, OPPOSES.replace("oppose", "hostile"))
    with pytest.raises(UsageError, match=r"debates\.toml, line 5: stance is 'hostile'"):
        built.build()
    assert built.database.stat().st_mtime_ns == stood.st_mtime_ns


def test_tidy_keeps_what_corrections_made(built: Place) -> None:
    """Parts of a corrected debate are named by the plan."""
    from pipeline.run.tidy import tidy

    write(built, OPPOSES)
    built.build()
    tidy(built.data)
    held = built.parts()
    assert any(".effect." in name for name in held)
    built.build()
    assert redone(built, held) == {}


def test_parts_of_an_earlier_version_are_read(built: Place) -> None:
    """They have no column for a reason, and are as good."""
    import duckdb

    for record, stage in ((Act, "tag"), (Proposal, "debate"), (Position, "debate")):
        for file in (built.data / "parts" / stage).glob(f"*.{record.__name__.lower()}.parquet"):
            old = file.with_suffix(".old")
            duckdb.execute(
                f"copy (select * exclude (corrected) from read_parquet('{file}')) "
                f"to '{old}' (format parquet)"
            )
            old.replace(file)
            parts.read(built.data / "parts", stage, [file.name.split(".")[0]], record)
    rows = built.rows("select * from position order by all")
    built.database.unlink()
    held = built.parts()
    assert built.build().made
    assert redone(built, held) == {}
    assert built.rows("select * from position order by all") == rows


AGAIN = """
[[proposal]]
message = "y1@nest.example"
words = "The build of the core fails"
title = "Mending the build"
because = "meant as a request"

[[same]]
proposal = "{again}"
with = "{move}"
because = "the minutes say so"
"""


def test_two_proposals_are_told_to_be_one(built: Place) -> None:
    """No debate is done again; the table tells who says so, and forgets it with the file."""
    again = f"{BROKEN}/c1"
    write(built, AGAIN.format(again="birds/2031-03/0099/p7", move=MOVE))
    assert built.build().passed_over == (
        f"{Path(built.data, 'corrections', 'debates.toml')}, line 8: this same changes nothing: "
        "there is no proposal birds/2031-03/0099/p7",
    )
    before = built.parts()
    write(built, AGAIN.format(again=again, move=MOVE))
    assert built.build().made
    assert redone(built, before) == {}
    assert built.rows("select proposal, first, how, words, probability from same") == [
        (again, MOVE, "file", "the minutes say so", 1.0)
    ]
    assert told(built)[1] == (8, "same", BROKEN, "added", "")
    write(built, AGAIN.format(again=again, move=MOVE) + "is = false\n")
    built.build()
    assert built.rows("select * from same") == []
    assert told(built)[1][3] == "the same as without it"
