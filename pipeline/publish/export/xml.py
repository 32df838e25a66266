"""Values as XML can hold them.

In: a value of a row. Out: its text, or the text as an attribute in quotes. Times are ISO 8601 in
UTC; characters that XML does not know are left out.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: Any) -> str:
    """A value as text that XML can hold."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return UNFIT.sub("", str(value))


def attribute(value: Any) -> str:
    """A value as an attribute, in quotes."""
    return quoteattr(text(value))
