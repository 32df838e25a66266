"""What a host's robots.txt (RFC 9309) lets us do.

In: the bytes of a robots.txt, empty where there is none. Out: whether an address may be fetched,
and how long to pause between requests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protego import Protego

# RFC 9309 2.5: a crawler need not read more than 500 kibibytes.
LARGEST = 500 << 10

# A pause so long is meant to keep robots out: it says no in other words, and is not waited for.
LONGEST_PAUSE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host."""

    rules: Any  # protego bears no types

    @staticmethod
    def parse(content: bytes) -> Robots:
        """The rules that a robots.txt states; a page of HTML in its place states none."""
        return Robots(Protego.parse(content[:LARGEST].decode("utf-8", "replace")))

    def allows(self, url: str, agent: str) -> bool:
        """True where an address may be fetched."""
        return bool(self.rules.can_fetch(url, agent))

    def pause_seconds(self, agent: str) -> float:
        """How long the host asks to pause between requests."""
        delay = float(self.rules.crawl_delay(agent) or 0.0)
        rate = self.rules.request_rate(agent)
        if rate and rate.requests:
            delay = max(delay, rate.seconds / rate.requests)
        return min(max(delay, 0.0), LONGEST_PAUSE_SECONDS)
