"""The answers of a language model, kept: what was asked once is not asked, or paid for, again.

In: questions. Out: replies, from the folder `llm` of the data directory where the same was asked of
the same model before, else from the server, and kept at once. Answers are parts like any other:
whole or absent, so a reading that was stopped goes on. `tidy` leaves them, for they cost money.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Annotated

from pipeline import parts
from pipeline.llm.read import Reply
from pipeline.llm.request import Question
from pipeline.llm.server import Named, Server, tokens

STAGE = "answer"
# A usual answer, where what will be asked is estimated: most mails take one position or none.
USUAL = 90  # tokens


@dataclass(frozen=True, slots=True)
class LlmAnswer:
    """What a language model answered to one request."""

    request: Annotated[str, "digest of all that was sent"]
    model: Annotated[str, "name of the model"]
    text: Annotated[str, "the answer as it came"]
    prompt_tokens: Annotated[int, "tokens sent"]
    completion_tokens: Annotated[int, "tokens that came back"]


@dataclass(slots=True)
class Spent:
    """What was asked so far: mails, tokens, and how many answers were there already."""

    asked: int = 0
    kept: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Answers:
    """Kept answers, and the server that gives further ones; safe to use from many threads."""

    def __init__(self, data: Path, named: Named, *, budget: int | None = None) -> None:
        self.named = named
        self.spent = Spent()
        self._folder = data / "llm"
        self._budget = budget
        self._server: Server | None = None
        self._lock = Lock()

    def kept(self, request: Question) -> Reply | None:
        """The answer that was given before, None where there is none."""
        key = request.key(self.named.model)
        with self._lock:
            if not parts.exists(self._folder, STAGE, key, (LlmAnswer,)):
                return None
            (row,) = parts.read(self._folder, STAGE, [key], LlmAnswer)
        return Reply(row.text, row.prompt_tokens, row.completion_tokens)

    def ask(self, request: Question) -> Reply | None:
        """The answer, kept or new; None where the budget is spent. LlmError where none comes."""
        known = self.kept(request)
        if known is not None:
            with self._lock:
                self.spent.kept += 1
            return known
        if self._budget is not None and self._total() >= self._budget:
            return None
        reply = self._asked(request)
        row = LlmAnswer(
            request.key(self.named.model), self.named.model, reply.text, reply.prompt_tokens,
            reply.completion_tokens,
        )  # fmt: skip
        with self._lock:
            parts.write(self._folder, STAGE, row.request, {LlmAnswer: [row]})
            self.spent.asked += 1
            self.spent.prompt_tokens += reply.prompt_tokens
            self.spent.completion_tokens += reply.completion_tokens
        return reply

    def _total(self) -> int:
        return self.spent.prompt_tokens + self.spent.completion_tokens

    def _asked(self, request: Question) -> Reply:
        with self._lock:
            self._server = self._server or Server(self.named)
        return self._server.ask(request)


def estimated(unread: Iterable[Question]) -> Spent:
    """What it will take to ask what was not asked yet; about, for nobody has counted tokens."""
    spent = Spent()
    for each in unread:
        spent.asked += 1
        spent.prompt_tokens += tokens(each.system) + tokens(each.user)
        spent.completion_tokens += USUAL
    return spent
