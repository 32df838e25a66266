"""Which mail no human wrote, and why."""

from __future__ import annotations

import time

import pytest

from pipeline.mail.automatic import reason

HUMAN = "Ada Lund", "ada@example.org", "Moving the drivers"

# sentence, field or nothing, name, address, base subject, text, reason
CASES = [
    ("a human", {}, *HUMAN, "Let us move them.\n", ""),
    ("a list's own field", {"precedence": ["bulk"]}, *HUMAN, "", ""),
    ("no automatic reply", {"auto-submitted": ["no"]}, *HUMAN, "", ""),
    ("RFC 3834", {"auto-submitted": ["auto-replied (vacation)"]}, *HUMAN, "", "away"),
    ("a notification", {"auto-submitted": ["auto-generated"]}, *HUMAN, "", "bot"),
    ("RFC 3464", {"content-type": ["multipart/report; report-type=x"]}, *HUMAN, "", "bounce"),
    ("git's hook", {"x-git-refname": ["refs/heads/master"]}, *HUMAN, "", "commit"),
    ("an absence", {}, "Ada Lund", "a@x.org", "Out of office: Moving the drivers", "", "away"),
    ("in German", {}, "Ada Lund", "a@x.org", "Abwesenheitsnotiz: Umzug", "", "away"),
    ("about an absence", {}, "Ada Lund", "a@x.org", "Is Bo out of office?", "", ""),
    ("a bounce", {}, "Mail System", "mailer-daemon@x.org", "Hello", "", "bounce"),
    ("by its subject", {}, "", "p@x.org", "Undelivered Mail Returned to Sender", "", "bounce"),
    ("a digest", {}, "", "dev-request@x.org", "Dev Digest, Vol 3, Issue 14",
     "Send Dev mailing list submissions to\n\tdev@x.org\n", "digest"),
    ("on a digest", {}, "Ada Lund", "a@x.org", "Dev Digest, Vol 3, Issue 14", "I agree.\n", ""),
    ("a repository", {}, "", "svn@x.org", "r17 - trunk", "", "commit"),
    ("a change of Subversion", {}, "Ada Lund", "a@x.org", "trunk/a.py",
     "Author: ada\nDate: 2014-01-01\nNew Revision: 17\n", "commit"),
    ("a change of git", {}, "Ada Lund", "a@x.org", "fix",
     f"commit {'0f' * 20}\nAuthor: Ada\n", "commit"),
    ("a name that is no human's", {}, "Nest Tracker", "status@x.org", "Summary", "", "bot"),
    ("a bot by name and address", {}, "proposal bot", "proposal-bot@x.org", "Update", "", "bot"),
    ("a human who is called so", {}, "Jan Bot", "jan@x.org", "Update", "", ""),
    ("another", {}, "Travis Lund", "travis@x.org", "Update", "", ""),
    ("a family", {}, "Jenkins Lund", "jenkins@x.org", "Update", "", ""),
    ("a review", {}, "Gerrit Code Review", "gerrit@x.org", "Change 17", "", "bot"),
    ("many words", {}, "Nest Proposal Bot", "infra@x.org", "Update", "", "bot"),
    ("a third party's builds", {}, "Twig CI", "ada@x.org", "Build 17", "", "bot"),
    ("a bot by its address", {}, "", "patch-bot+nest@x.org", "Update", "", "bot"),
    ("a human with a bot's address", {}, "Ada Lund", "ada-bot@x.org", "Update", "", ""),
    ("a machine without a name", {}, "", "jenkins@x.org", "Build 17", "", "bot"),
    ("what a tracker passes on", {}, "Ada Lund", "bugzilla-daemon@x.org", "Bug 17", "", ""),
    ("what says so", {}, "Ada Lund", "a@x.org", "Nightly",
     "[This is an automatically generated mail]\n", "bot"),
    ("what quotes it", {}, "Ada Lund", "a@x.org", "Nightly",
     "> This is an automated message.\nWhy was that sent?\n", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "fields", "name", "address", "subject", "text", "expected"), CASES
)
def test_reasons(sentence, fields, name, address, subject, text, expected):
    """By fields, author, subject and text; what a human writes about them is a human's."""
    assert reason(fields, name, address, subject, text) == expected


@pytest.mark.parametrize(
    "hostile",
    ["auto: " * 20_000, "a" * 100_000, "\n " * 50_000, "> " * 50_000, "-a" * 50_000,
     "auto this is an " * 7_000, "Author: " + "x" * 100_000, " is out of" * 10_000],
)  # fmt: skip
def test_hostile_mail(hostile):
    """A monster takes no time, wherever it stands."""
    start = time.process_time()
    reason({}, hostile, "a@x.org", hostile, hostile)
    reason({"auto-submitted": [hostile]}, hostile, hostile, hostile, hostile)
    assert time.process_time() - start < 1
