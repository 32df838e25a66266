"""Attribution lines as trackers write them, where their words tell whose comment is quoted.

In: a line. Out: an `Attribution` or None. Bugzilla, Trac, JIRA and Phabricator, a row each. What
GitHub, GitLab and Gerrit write ("commented on this pull request.", "has posted comments on this
change.") names who wrote what stands below the quote, so it is no attribution.
"""

from __future__ import annotations

import re

from pipeline.mail import quotednames
from pipeline.mail.lines import Attribution

# A thing that is commented on: KITE-12, #12, issue #12, T12.
THING = r"(?:(?:issue|bug|ticket|task|request) )?(?:[A-Z][A-Z\d]{0,14}-?|#)\d{1,8}"
# How a comment is told.
SAID = "edited a comment|edited comment|commented|replied|added a comment|posted a comment"
FORMS = tuple(
    re.compile(form + "$")
    for form in (
        r"\(In reply to (?:(?P<name>[^()]{1,80}) from )?comment #?\d{1,6}\)",
        r"Replying to \[(?:comment|ticket):[\w:]{1,30} (?P<name>[^\[\]]{1,60})\]:",
        rf"(?P<name>[^\s:][^:]{{1,60}}?) (?:{SAID}) (?:on|to) {THING}"
        r"(?: (?:at|on) (?P<date>[^:]{1,30}(?::\d\d){0,2}(?: ?[AP]M)?))?:",
    )
)
WORDS = frozenset(("commented", "comment", "replied", "reply", "replying"))
STEMS = ("comment", "epl")  # of those words, also with a capital: a quick look


def tracked(text: str) -> Attribution | None:
    """Who is quoted, where a tracker's words tell it."""
    if not any(stem in text for stem in STEMS):
        return None
    for form in FORMS:
        if match := form.match(text):
            said = match.groupdict("")
            first = said["name"].partition(" ")[0].lower()
            if first in quotednames.ARTICLES or first in quotednames.PRONOUNS:
                return None
            name = quotednames.name([said["name"].lstrip("@")], "")
            return Attribution(name, said.get("date", ""))
    return None
