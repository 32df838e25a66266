"""Coded threads of one make, in different words, to learn from."""

# ruff: noqa: E501 - the lines of mails stand as they were sent

from __future__ import annotations

from dataclasses import replace

import threads

from pipeline.learn.coded import Coded


def coded_thread(number: int) -> Coded:
    """A coded thread of the same make as others, in other words."""
    what = ("the parser", "the old tests", "the website", "the release notes")[number % 4]
    words = f"I propose that we rewrite {what} before the next release."
    debate = threads.debate(
        f"Rewriting {what}",
        ("Ada Byron", None, f"Hello,\n\n{words} What do you all think?\n"),
        ("Ben Okoro", 0, f"> {words}\n\n+1, please do.\n"),
        ("Cleo Martin", 0, f"> {words}\n\n-1. That is far too much work for what it gives us.\n"),
        ("Dan Petrov", 0, f"> {words}\n\n+1 if the tests pass.\n"),
        ("Eva Lund", 0, f"> {words}\n\nWhich release is that? Is there a schedule anywhere?\n"),
    )
    debate = replace(debate, thread=replace(debate.thread, thread=f"list/{number}"))
    said = [(0, "Ada Byron", "support", words), (1, "Ben Okoro", "support", "+1, please do.")]
    said += [
        (2, "Cleo Martin", "oppose", "-1."),
        (3, "Dan Petrov", "conditional", "+1 if the tests pass."),
    ]
    proposal = {
        "id": "P1", "title": f"rewriting {what}", "message_id": "<0@example.org>", "person": "Ada Byron",
        "kind": "main", "outcome": "open", "outcome_message_id": None, "quote": words,
    }  # fmt: skip
    rows = [
        {"proposal": "P1", "person": name, "message_id": f"<{mail}@example.org>", "stance": side,
         "strength": "strong", "quote": quote}
        for mail, name, side, quote in said
    ]  # fmt: skip
    return Coded(
        f"{number:03d}",
        f"list{number % 3}",
        f"Rewriting {what}",
        (proposal,),
        tuple(rows),
        (debate,),
        {f"<{mail}@example.org>": threads.key(mail) for mail in range(5)},
        {post.message.name: post.person for post in debate.posts},
    )
