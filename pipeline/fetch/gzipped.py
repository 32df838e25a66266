"""Packed bytes to plain ones, told by how they begin and never by their name or headers.

In: bytes as served, packed once, twice (a packed file on a server that packs again) or not at
all. Out: the plain bytes, and whether they are all there. What can be unpacked of a damaged file
is kept. What unpacks to far more than mail does is a bomb, and yields nothing.
"""

from __future__ import annotations

import zlib

MAGIC = b"\x1f\x8b"

# A file of many zeros packs a thousandfold: beyond this it is no archive of mail.
LARGEST = 4 << 30
DEEPEST = 3

# Months of mail unpack to 4.5 times their size, none of 77 to 7 times (docs/decisions/0004). Far
# beyond that it was made to fill memories; what is small may, for no machine is hurt by it.
HARMLESS = 128 << 20
LIKELY = 200


def unpacked(content: bytes) -> tuple[bytes, bool]:
    """The plain bytes, and True where nothing is missing."""
    whole = True
    for _ in range(DEEPEST):
        if not content.startswith(MAGIC):
            break
        room = min(LARGEST, max(HARMLESS, LIKELY * len(content)))
        content, complete = _unpacked_once(content, room)
        if not complete and room < LARGEST and len(content) >= room:
            return b"", False
        whole = whole and complete
    return content, whole


def _unpacked_once(content: bytes, room: int) -> tuple[bytes, bool]:
    """One layer off; a gzip file (RFC 1952) may consist of several members."""
    plain: list[bytes] = []
    while content.startswith(MAGIC):
        member = zlib.decompressobj(wbits=31)
        try:
            part = member.decompress(content, room)
        except zlib.error:
            return b"".join([*plain, _salvaged(content, room)]), False
        plain.append(part)
        room -= len(part)
        if not member.eof:
            return b"".join(plain), False
        content = member.unused_data
        if room <= 0 and content.startswith(MAGIC):
            return b"".join(plain), False
    # What follows the last member is padding, as gzip(1) has it.
    return b"".join(plain), True


def _salvaged(content: bytes, room: int) -> bytes:
    """What a damaged member yields up to the damage."""
    member = zlib.decompressobj(wbits=31)
    plain: list[bytes] = []
    try:
        for start in range(0, len(content), 4096):
            part = member.decompress(content[start : start + 4096], room)
            plain.append(part)
            room -= len(part)
            if room <= 0:
                break
    except zlib.error:
        pass
    return b"".join(plain)
