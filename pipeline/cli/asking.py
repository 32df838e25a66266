"""What asking a language model will take and has taken, said before and after on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.options import count

if TYPE_CHECKING:
    from pipeline.llm.answers import Spent
    from pipeline.llm.server import Named
    from pipeline.progress import Display
    from pipeline.run.jobs import Debating


def asker(
    data: Path,
    named: Named | None,
    display: Display,
    *,
    budget: int | None,
    threads: int,
    only_told: bool,
) -> Callable[[Sequence[Debating]], Sequence[str]] | None:
    """What a build calls to have a language model read its debates; None where none is named."""
    if named is None:
        return None

    from pipeline.llm.answers import Answers
    from pipeline.run import asked

    def ask(jobs: Sequence[Debating]) -> Sequence[str]:
        answers = Answers(data, named, budget=budget)
        before = asked.outlook(jobs, answers)
        _say(
            f"{named.model} at {named.url}: {before.kept:,} answers kept, "
            f"{count(before.asked, 'mail')} to ask about, {_tokens(before, named, 'about ')}"
        )
        if only_told:
            return []
        try:
            return asked.asked(
                jobs, answers, threads, lambda done, total: display.show("asking", done, total)
            )
        finally:
            spent = answers.spent
            _say(
                f"{named.model}: asked about {count(spent.asked, 'mail')}, "
                f"{_tokens(spent, named, '')}"
            )

    return ask


def _tokens(spent: Spent, named: Named, about: str) -> str:
    """Tokens, and what they cost where a price is known."""
    cost = named.cost(spent.prompt_tokens, spent.completion_tokens)
    told = f"{about}{spent.prompt_tokens:,} tokens sent and {spent.completion_tokens:,} received"
    return f"{told}, {about}{cost:,.2f} to pay" if cost else told


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
