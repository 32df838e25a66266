"""Text from mail made safe to show: what could steer a terminal or deceive the eye becomes a space.

In: any text. Out: one line of it. Mail is untrusted: an escape sequence may rewrite the screen, a
bidirectional override may turn "not" around, an invisible character may hide a word. Everything
that `hansard` prints of a mail, a file or an address goes through here.
"""

from __future__ import annotations

import re

# What is never shown, by what it could do.
UNSHOWN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # control characters, C0 and C1: escape sequences begin with them
    "\u2028\u2029"  # line and paragraph separators: they end a line where none ends
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # they turn the direction of writing around
    "\u200b\u2060-\u2064\ufeff\u00ad\u180e"  # of no width: they hide in words and links
    "\ufff9-\ufffb"  # interlinear annotation: text that may not be shown where it stands
    "\U000e0000-\U000e007f"  # tags: whole sentences that nobody sees
    "\ud800-\udfff"  # halves of a surrogate pair: no encoding can print them
    "]+"
)


def line(text: object) -> str:
    """The text on one line, without what could steer a terminal or deceive the eye."""
    return UNSHOWN.sub(" ", str(text))


def folded(text: object) -> str:
    """The same with its white space folded to single spaces."""
    return " ".join(line(text).split())
