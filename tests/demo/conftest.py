"""The demo archive: its mails, its site as committed, and its coding."""

from __future__ import annotations

import gzip
import html
import json
import re
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "data" / "demo"
sys.path.insert(0, str(DEMO))

import mails as demo_mails  # noqa: E402
import make as demo_make  # noqa: E402

SITE = DEMO / "site"
PIPERMAIL = SITE / "pipermail"


@pytest.fixture(scope="session")
def mails():
    """The mails by key."""
    return demo_mails.mails()


@pytest.fixture(scope="session")
def articles(mails):
    """Each delivery to each list, in order."""
    return [one for list_id in demo_make.LISTS for one in demo_make.articles(mails, list_id)]


@pytest.fixture(scope="session")
def texts():
    """The text of each month that has one, as served and unpacked: (list, month) to bytes."""
    found = {}
    for path in PIPERMAIL.glob("*/*.txt*"):
        content = path.read_bytes()
        month = path.name.split(".")[0]
        zipped = path.suffix == ".gz"
        found[path.parent.name, month] = gzip.decompress(content) if zipped else content
    return found


@pytest.fixture(scope="session")
def codings():
    """The coded threads by name."""
    return {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in sorted((DEMO / "coding").glob("*.json"))
    }


@pytest.fixture(scope="session")
def page():
    """What the page of an article says, as text."""

    def text(article):
        path = PIPERMAIL / article.list_id / article.folder / article.page
        charset = article.mail.fields.get("Charset", "ascii")
        return html.unescape(re.sub(r"<[^>]+>", "", path.read_bytes().decode(charset)))

    return text
