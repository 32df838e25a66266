"""A server with the API of OpenAI, over real HTTP, whose model is a function of ours."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Mail = dict[str, Any]
# From the mail as it was sent to what the model says: JSON, or any text.
Model = Callable[[Mail], dict[str, Any] | str]


class Speaker:
    """What the server was sent, and how it may be made to refuse."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.sent: list[dict[str, Any]] = []
        self.refuses: Callable[[dict[str, Any]], tuple[int, str] | None] = lambda _: None
        self.url = ""

    def answer(self, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.sent.append(sent)
        refused = self.refuses(sent)
        if refused is not None:
            code, message = refused
            return code, {"error": {"message": message, "type": "invalid_request_error"}}
        said = self.model(json.loads(sent["messages"][1]["content"]))
        text = said if isinstance(said, str) else json.dumps(said)
        return 200, {
            "id": "1", "object": "chat.completion", "created": 1, "model": sent["model"],
            "choices": [
                {"index": 0, "finish_reason": "stop",
                 "message": {"role": "assistant", "content": text}}
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }  # fmt: skip


@contextmanager
def speaking(model: Model) -> Iterator[Speaker]:
    """The server, for as long as the block runs."""
    speaker = Speaker(model)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            self._send(*speaker.answer(json.loads(self.rfile.read(size))))

        def do_GET(self) -> None:
            self._send(200, {"object": "list", "data": [
                {"id": "warbler-7b", "object": "model", "created": 1, "owned_by": "us"}
            ]})  # fmt: skip

        def _send(self, code: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    speaker.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield speaker
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


NOTHING: dict[str, Any] = {"proposals": [], "positions": [], "outcomes": []}


def reader(mail: Mail) -> dict[str, Any]:
    """A model that reads by a few words: honest, and right on the debates of these tests."""
    found: dict[str, Any] = {name: [] for name in NOTHING}
    for each in mail["mail"]:
        text = each.get("own", "")
        cited = {"sentence": each.get("id"), "quote": text}
        if "I propose" in text:
            title = text.replace("I propose to ", "").rstrip(".")
            found["proposals"].append(
                {"id": "new1", "title": title, "kind": "main"} | cited
            )  # fmt: skip
        on = {"proposal": mail["proposals"][0]["id"] if mail["proposals"] else ""}
        for word, stance in (("-1", "oppose"), ("+1", "support"), ("would support", "conditional"),
                             ("Agreed", "support")):  # fmt: skip
            if word in text:
                found["positions"].append(on | {"stance": stance} | cited)
        if "is accepted" in text:
            found["outcomes"].append(on | {"outcome": "accepted"} | cited)
    return found
