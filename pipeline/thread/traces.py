"""Fingerprints of what mails say and quote, by which a passage is found in a whole archive.

In: the mails of an archive and their blocks. Out: a `Trace` for each block that has words enough.

Winnowing (Schleimer, Wilkerson and Aiken 2003): every run of `RUN` words is hashed, and of any
`WINDOW` runs in a row the least hash is kept. Which are kept is told by the words alone, so two
texts that share `RUN + WINDOW - 1` = 8 words in a row share a hash, however they are wrapped,
marked or trimmed, and two fifths of the hashes do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from pipeline.records import Block, Message, Trace
from pipeline.thread.quotable import own, quoted, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

VERSION = 1

RUN = 5  # words; four in a row are often a phrase
WINDOW = 4  # runs
MOST = 1000  # hashes of a block: some 2,500 words; what is longer is a log or a patch
BITS = 63  # what a bigint holds without its sign


def traces(messages: Iterable[Message], blocks: Mapping[str, Sequence[Block]]) -> list[Trace]:
    """The fingerprints of each block with words of its author's or quoted ones, in order."""
    kept: list[Block] = []
    texts: list[list[str]] = []
    for message in messages:
        for block in blocks.get(message.message, ()):
            if own(block) or quoted(block):
                words = words_of(message.body[block.start_char : block.end_char], block)
                if len(words) >= RUN:
                    kept.append(block)
                    texts.append(words)
    return [
        Trace(block.message, block.number, block.depth, block.attributed_name, prints)
        for block, prints in zip(kept, _prints(texts), strict=True)
    ]


def _prints(texts: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """The hashes of each text that are kept, in the order in which they stand there."""
    import numpy as np

    if not texts:
        return []
    ends = np.cumsum([len(text) for text in texts])
    runs = _runs(_hashes(texts))
    for step in range(1, RUN):  # what reaches over the end of a text is no run of it
        runs[ends - step] = np.iinfo(np.uint64).max
    kept = np.flatnonzero(_least(runs))
    borders = np.searchsorted(kept, ends).tolist()
    found = runs[kept].tolist()
    return [tuple(dict.fromkeys(found[start:end][:MOST])) for start, end in pairwise([0, *borders])]


def _hashes(texts: Sequence[Sequence[str]]) -> Hashes:
    """A hash of each word, the same on every machine."""
    import numpy as np

    number_of = {word: _hash(word) for word in set().union(*texts)}
    size = sum(map(len, texts))
    return np.fromiter(map(number_of.__getitem__, chain.from_iterable(texts)), np.uint64, size)


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _runs(words: Hashes) -> Hashes:
    """The hash of the run that begins at each word."""
    import numpy as np

    runs = np.zeros_like(words)
    for step in range(RUN):
        runs *= np.uint64(MULTIPLIER)
        runs[: len(words) - step] += words[step:]
    runs ^= runs >> np.uint64(29)  # the least of sums is no chance: mix them
    runs *= np.uint64(MIXER)
    return runs >> np.uint64(64 - BITS)


MULTIPLIER = 0x9E3779B97F4A7C15
MIXER = 0xBF58476D1CE4E5B9


def _least(runs: Hashes) -> NDArray[np.bool_]:
    """True where a run has the least hash of some window."""
    import numpy as np

    most = np.iinfo(np.uint64).max
    padded = np.concatenate(
        [np.full(WINDOW - 1, most, np.uint64), runs, np.full(WINDOW - 1, most, np.uint64)]
    )
    least = np.lib.stride_tricks.sliding_window_view(padded, WINDOW).min(axis=1)
    highest = np.lib.stride_tricks.sliding_window_view(least, WINDOW).max(axis=1)
    kept: NDArray[np.bool_] = (runs == highest) & (runs != most)
    return kept
