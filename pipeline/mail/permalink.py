"""The public page of a mail on servers that name pages by Message-ID.

In: the address of a month's page of HyperKitty or of an inbox of public-inbox, and a Message-ID.
Out: the address of the mail's page.

HyperKitty calls a mail by the SHA-1 of its id in base 32 (Message-ID-Hash in Mailman 3's
documentation); public-inbox by the id itself, with slashes and the like escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import quote

HYPERKITTY = re.compile(r"(?P<list>.*/list/[^/]+(?:@|%40)[^/]+/)\d{4}/\d{1,2}/")
# What public-inbox leaves as it is in an address, besides letters and digits.
UNESCAPED = "@!$&'()*+,;=:-._~"


def permalink(home: str, message_id: str) -> str:
    """The page of a mail; empty where there is no id to name it by."""
    if not home or not message_id:
        return ""
    if hyperkitty := HYPERKITTY.fullmatch(home):
        return f"{hyperkitty['list']}message/{id_hash(message_id)}/"
    return f"{home}{quote(message_id, safe=UNESCAPED)}/"


def id_hash(message_id: str) -> str:
    """What Mailman 3 calls a mail, by its id without brackets."""
    digest = hashlib.sha1(message_id.encode("utf-8", "replace"), usedforsecurity=False).digest()
    return base64.b32encode(digest).decode("ascii")
