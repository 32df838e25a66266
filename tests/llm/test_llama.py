"""A real server of llama.cpp, with a model of random weights."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import llama
import ports
import pytest
from nests import NESTS

from pipeline.llm import read
from pipeline.llm.answers import Answers
from pipeline.llm.server import Named

PYTHON = os.environ.get("HANSARD_LLAMA")
SECONDS = 60

pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="HANSARD_LLAMA names no Python with llama-cpp-python[server] and gguf"
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, once it answers."""
    model = tmp_path_factory.mktemp("llama") / "random.gguf"
    subprocess.run([str(PYTHON), llama.__file__, str(model)], check=True)
    port = ports.free()
    command = [str(PYTHON), "-m", "llama_cpp.server", "--model", str(model), "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--model_alias", "random", "--n_ctx", str(llama.CONTEXT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/v1/models")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait()


def _wait(address: str) -> None:
    for _ in range(10 * SECONDS):
        try:
            with urllib.request.urlopen(address):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(address)


def test_its_answers_are_held_to_the_schema(tmp_path: Path, url: str) -> None:
    """Random weights answer by the schema, because llama.cpp lets them say nothing else."""
    answers = Answers(tmp_path, Named(url, "random"))
    found = read.read(NESTS, "random", answers.ask)
    assert [call.defect for call in found.calls] == [""] * len(NESTS.posts)
    assert all(call.prompt_tokens > 1000 for call in found.calls)
    again = Answers(tmp_path, Named(url, "random"))
    assert read.read(NESTS, "random", again.ask) == found
    assert (again.spent.asked, again.spent.kept) == (0, len(NESTS.posts))
