"""The codings of whole threads that the project keeps."""

from __future__ import annotations

import json

from pipeline.learn import codings
from pipeline.resources import MODELS

FOLDER = MODELS.parent / "labels" / "threads"


def test_every_thread_is_read_whole_and_keeps_no_mail() -> None:
    """Places, digests and the coder's own titles; every position is on a proposal of its thread."""
    (coder,) = codings.done(FOLDER).values()
    assert len(coder) >= 60
    for coding in coder.values():
        known = {each.id for each in coding.proposals}
        assert {each.proposal for each in coding.positions} <= known
        assert {each.at.message_id for each in coding.proposals} <= set(coding.messages)
        assert all(3 <= len(each.title.split()) <= 16 for each in coding.proposals)
    kept = {"coded", "thread", "id", "at", "title", "kind", "outcome", "said", "person"}
    kept |= {"proposal", "stance", "strength", "list_id", "messages", "done"}
    for line in (FOLDER / "a.jsonl").read_text("utf-8").splitlines():
        assert set(json.loads(line)) <= kept
