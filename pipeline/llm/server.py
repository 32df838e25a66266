"""A language model behind the API of OpenAI: Ollama, vLLM, llama.cpp, or a service.

In: a `Question`. Out: a `Reply`. Temperature 0 and a fixed seed, and the answer held to a JSON
schema in the strictest way that the server takes: `json_schema` first, then `json_object` with the
schema beside (llama.cpp), then the schema in words. LlmError where no answer can be had.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import orjson

from pipeline.errors import LlmError, UsageError
from pipeline.llm.read import Reply
from pipeline.llm.request import Question

if TYPE_CHECKING:
    from openai import OpenAI

# The answer to one mail; longer ones are a model that has lost its way.
ANSWER = 2000  # tokens
SEED = 1
SECONDS = 300.0  # a small machine that reads a long mail
RETRIES = 5  # of what a server takes back: too busy, out of order

Form = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """A language model: where it is served, its name there, and what a million tokens cost."""

    url: str
    model: str
    price_in: float = 0.0
    price_out: float = 0.0

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What tokens sent and received cost, in the currency of the prices."""
        return (prompt_tokens * self.price_in + completion_tokens * self.price_out) / 1_000_000


def _key() -> str:
    """The key of the server: HANSARD_LLM_KEY, or OPENAI_API_KEY; a server at home needs none."""
    return os.environ.get("HANSARD_LLM_KEY") or os.environ.get("OPENAI_API_KEY") or "none"


class Server:
    """A server that is asked; what it takes is found out by the first question."""

    def __init__(self, named: Named) -> None:
        self.named = named
        self._client = _client(named)
        self._form = 0
        self._changes: dict[str, Any] = {}

    def ask(self, request: Question) -> Reply:
        """The answer to a request; LlmError where there is none."""
        forms = _forms(request)
        while True:
            try:
                return self._asked(request, forms[self._form])
            except _Unknown as error:
                if not self._gives_way(error, len(forms)):
                    raise LlmError(
                        f"{self.named.model} at {self.named.url} refuses what it is asked: {error}",
                        hint="another --model, or a newer server",
                    ) from error

    def _gives_way(self, error: _Unknown, forms: int) -> bool:
        """Ask in a way that the server may take; False where there is none left."""
        told = str(error).lower()
        for name, change in CHANGES.items():
            if name in told and name not in self._changes:
                self._changes[name] = change
                return True
        if self._form + 1 < forms:
            self._form += 1
            return True
        return False

    def _asked(self, request: Question, form: Form) -> Reply:
        import openai

        said = request.system + form["further"]
        sent: dict[str, Any] = {
            "model": self.named.model,
            "messages": [
                {"role": "system", "content": said},
                {"role": "user", "content": request.user},
            ],
            "temperature": 0,
            "seed": SEED,
            "max_tokens": ANSWER,
            **form["sent"],
        }
        for name, change in self._changes.items():
            sent.pop(name, None)
            sent.update(change)
        try:
            return _reply(self._created(sent), sent)
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            raise _Unknown(_sentence(error)) from error
        except openai.InternalServerError as error:
            if UNKNOWN.search(_sentence(error)):
                raise _Unknown(_sentence(error)) from error
            raise self._failed(error) from error
        except openai.OpenAIError as error:
            raise self._failed(error) from error

    def _created(self, sent: dict[str, Any]) -> Any:
        """The answer of the server, asked again where it is busy or out of order for a while."""
        import openai

        passing = (openai.RateLimitError, openai.ConflictError, openai.APIConnectionError)
        create = cast("Any", self._client.with_options(max_retries=0).chat.completions.create)
        try:
            return create(**sent)
        except openai.InternalServerError as error:
            # What it does not know now it does not know in a minute.
            if UNKNOWN.search(_sentence(error)):
                raise
        except passing:
            pass
        create = cast("Any", self._client.chat.completions.create)
        return create(**sent)

    def _failed(self, error: Exception) -> LlmError:
        """One sentence on what went wrong, and what to do next."""
        import openai

        name, url = self.named.model, self.named.url
        if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
            return LlmError(f"{url} wants a key", hint="HANSARD_LLM_KEY=… before the command")
        if isinstance(error, openai.NotFoundError):
            return LlmError(f"{url} has no model {name}", hint=self._models())
        if isinstance(error, openai.APITimeoutError):
            return LlmError(
                f"{name} at {url} does not answer within {SECONDS:.0f} seconds",
                hint="the same command again, which goes on from what was answered",
            )
        if isinstance(error, openai.APIConnectionError):
            return LlmError(
                f"nothing answers at {url}", hint="start the server, or name it: --llm URL"
            )
        return LlmError(
            f"{name} at {url} fails: {_sentence(error)}",
            hint="the same command again, which goes on from what was answered",
        )

    def _models(self) -> str:
        """What models there are, or where to look."""
        import openai

        try:
            names = sorted(each.id for each in self._client.models.list())
        except (openai.OpenAIError, TypeError, AttributeError):
            names = []
        return f"--model {' or '.join(names[:5])}" if names else "is the address right? …/v1"


# What some servers do not take, and what is sent in its place.
CHANGES: dict[str, dict[str, Any]] = {
    "max_tokens": {"max_completion_tokens": ANSWER},
    "temperature": {},
    "seed": {},
}


# How a server says, as an error of its own (500), that it does not take the request: the Python
# server of llama.cpp.
UNKNOWN = re.compile(r"validation error|response_format|json_schema", re.IGNORECASE)


class _Unknown(Exception):  # noqa: N818 - a way of asking that a server does not know is no error
    """The server does not take the request as it was sent."""


def _client(named: Named) -> OpenAI:
    try:
        from openai import OpenAI
    except ImportError as error:
        raise UsageError(
            "a language model needs a package that is not installed",
            hint="pip install 'hansard[llm]'",
        ) from error
    return OpenAI(base_url=named.url, api_key=_key(), timeout=SECONDS, max_retries=RETRIES)


def _forms(request: Question) -> tuple[Form, ...]:
    """The ways of holding an answer to a schema, the strictest first."""
    words = f"\n\nThe schema of the answer:\n{orjson.dumps(request.schema).decode()}"
    strict = {"name": "reading", "schema": request.schema, "strict": True}
    formats = (
        ({"type": "json_schema", "json_schema": strict}, ""),
        ({"type": "json_object", "schema": request.schema}, words),
    )
    return (
        *({"sent": {"response_format": held}, "further": further} for held, further in formats),
        {"sent": {}, "further": words},
    )


def _reply(answer: Any, sent: Mapping[str, Any]) -> Reply:
    """The text of an answer with its tokens; where the server counts none, a fourth of its size."""
    choices = getattr(answer, "choices", None)
    if not choices:
        raise LlmError(
            f"what answers for {sent['model']} is no language model",
            hint="is the address right? It ends in /v1 on most servers",
        )
    text = choices[0].message.content or ""
    usage = getattr(answer, "usage", None)
    return Reply(
        text,
        getattr(usage, "prompt_tokens", None) or tokens(orjson.dumps(sent["messages"]).decode()),
        getattr(usage, "completion_tokens", None) or tokens(text),
    )


def tokens(text: str) -> int:
    """About how many tokens a text has: four characters each, as English has."""
    return len(text) // 4 + 1


def _sentence(error: Exception) -> str:
    """What the server says of it, on one line."""
    body = getattr(error, "body", None)
    told = body.get("message") if isinstance(body, dict) else None
    return " ".join(str(told or error).split())[:300]
