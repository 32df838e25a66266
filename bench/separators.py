"""Where other tools begin a mail: the rules of public-inbox and HyperKitty's cleanarch3, restated.

In: the bytes of an archive with LF line ends. Out: by rule, the places at which a mail begins. As
those tools read addresses that nobody disguised, " at " and its like are undone before, without
moving anything.
"""

from __future__ import annotations

import re

RULES = {
    # public-inbox, of an mboxrd: five words and a time; what follows the line does not matter.
    "public-inbox": re.compile(
        rb"^From \S+ +\S+ \S+ +\S+ [^\n:]+:[^\n:]+:[^\n:]+ [^\n:]+\n", re.MULTILINE
    ),
    # Mailman's cleanarch, and HyperKitty's after it: an address without spaces, a date, a header.
    "cleanarch": re.compile(
        rb"^From \s*[^\s]+\s+\w\w\w\s+\w\w\w\s+\d?\d\s+\d?\d:\d\d(?::\d\d)?(?:\s+[^\s]+)?\s+"
        rb"\d\d\d\d\s*[^\s]*\s*\n(?=[!-9;-~]+:)",
        re.MULTILINE,
    ),
}
DISGUISED = re.compile(rb"^(From \S+)( (?:at|en|@end\|ng \|rom) )(?=\S+ )", re.MULTILINE)


def places(content: bytes) -> dict[str, list[int]]:
    """Where each rule begins a mail."""
    plain = DISGUISED.sub(lambda found: found[1] + b"@" * len(found[2]), content)
    return {name: [found.start() for found in rule.finditer(plain)] for name, rule in RULES.items()}
