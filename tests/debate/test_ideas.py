"""Where an idea is mentioned: down to the end of a long mail, and in questions that argue."""

from __future__ import annotations

from pathlib import Path

import pytest
from threads import debate, said

from pipeline.debate import ideas, ideas_file
from pipeline.debate.features import LINES


def bird(folder: Path) -> list[ideas_file.Rules]:
    """An idea of one term."""
    (folder / "bird.toml").write_text('title = "x"\nterms = ["bird"]\nfor = []\nagainst = []\n')
    return ideas_file.ideas(folder)


def test_an_idea_is_found_at_the_end_of_a_document(tmp_path: Path) -> None:
    """Though the models read no further than so many sentences, its words are read."""
    body = "\n\n".join(["The porters were paid on Monday."] * LINES + ["The bird is a burden."])
    held = debate("Pay", ("Ada Byron", None, f"{body}\n"))
    (found,) = ideas.mentions(held, [], [], bird(tmp_path))

    assert said(held, found.message, found.start_char, found.end_char) == "bird"
    assert (found.sentence, found.direction) == (LINES, "against")


@pytest.mark.parametrize(
    ("question", "direction"),
    [
        ("Why would we want a bird?", "against"),
        ("Why not buy a bird?", "for"),
        ("When does the bird arrive?", "unclear"),
    ],
)
def test_a_question_leans_as_the_answer_it_expects(
    tmp_path: Path, question: str, direction: str
) -> None:
    """Who asks to know leans nowhere."""
    held = debate("Birds", ("Ada Byron", None, f"{question}\n"))
    (found,) = ideas.mentions(held, [], [], bird(tmp_path))

    assert found.direction == direction
