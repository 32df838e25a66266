"""Greetings are told from the author's words, on the first line and alone."""

from __future__ import annotations

import pytest

from pipeline.mail import quote

GREETINGS = [
    "Hi,", "Hi Anna,", "Hello all", "Hey Anna, all!", "Dear Mr. Berg,", "Dear Community,",
    "Good morning everybody,", "All,", "Folks -", "Hi Anna and Bo,", "Hallo zusammen,",
    "Liebe Anna,", "Sehr geehrter Herr Berg,", "Bonjour à tous,", "Hola a todos:", "Olá Ana,",
    "Ciao Anna,", "Beste Anna,", "Hej Anna,", "Cześć,", "Dobrý den,", "Привет Анна,",
]  # fmt: skip
WORDS = [
    "Hi, I propose to move the boxes.", "Yes,", "No.", "Agreed,", "+1", "Thanks,", "Sure, Anna.",
    "Hi there is no box in the barn", "All of them should go.", "Dear is the paint.", "Anna,",
    "Hello world is what it prints.", "Hey, what about the barn?", "Day and night",
]  # fmt: skip


def kinds(body: str) -> list[str]:
    return [block.kind for block in quote.blocks("list/2014-09/0001", body)]


@pytest.mark.parametrize("line", GREETINGS)
def test_a_greeting_is_no_word_of_the_author(line: str) -> None:
    """In the languages of lists, to one, to some or to all."""
    assert kinds(f"{line}\n\nThe boxes leak.\n") == ["greeting", "own"]


@pytest.mark.parametrize("line", WORDS)
def test_what_says_more_is_the_authors(line: str) -> None:
    """A vote, thanks, or a sentence that begins as a greeting does."""
    assert kinds(f"{line}\n\nThe boxes leak.\n") == ["own"]


def test_a_name_alone_greets_whom_the_mail_quotes() -> None:
    """Else it may be any word."""
    quoted = "On Tue, 4 Mar 2014, Anna Berg wrote:\n> The boxes leak.\n\nSo they do.\n"
    assert kinds(f"Anna,\n\n{quoted}")[0] == "greeting"
    assert kinds(f"Bo,\n\n{quoted}")[0] == "own"


def test_only_the_first_line_greets() -> None:
    """Further down it is part of a story."""
    assert kinds("The boxes leak.\n\nHi Anna,\n\nis how he began.\n") == ["own"]


def test_a_greeting_above_a_quote_is_no_answer_to_it() -> None:
    """The style of such a mail is that of what follows."""
    body = "Hi Anna,\n\nAnna Berg wrote:\n> The boxes leak.\n\nSo they do.\n"
    assert kinds(body) == ["greeting", "attribution", "quote", "own"]
