"""Every month, quarter or cycle from the first mention to the last, those without one included.

In: the names of periods in which an idea was spoken of. Out: these and all between them, in their
order; what is no such period, of mails without a date, comes last.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.publish.periods import Dated

QUARTER = re.compile(r"\d{4}q[1-4]")


def quarters(found: Collection[str]) -> Iterator[str]:
    """Every quarter from the first to the last; then what is none."""
    known = sorted(
        int(name[:4]) * 4 + int(name[5]) - 1 for name in found if QUARTER.fullmatch(name)
    )
    if known:
        for number in range(known[0], known[-1] + 1):
            yield f"{number // 4:04}q{number % 4 + 1}"
    yield from (name for name in found if not QUARTER.fullmatch(name))


def cycles(found: Collection[str], begun: Sequence[Dated]) -> Iterator[str]:
    """What was before the cycles; every cycle from the first mention to the last; undated."""
    names = [each.name for each in begun]
    places = [place for place, name in enumerate(names) if name in found]
    yield from (name for name in found if name.startswith("before ") and name not in names)
    if places:
        yield from names[places[0] : places[-1] + 1]
    yield from (name for name in found if name == "undated" and name not in names)


def months(spoken: Collection[str]) -> Iterator[str]:
    """Every month from the first to the last; then what is no month, of mails without a date."""
    numbers = sorted(
        int(month[:4]) * 12 + int(month[5:]) - 1 for month in spoken if is_month(month)
    )
    if numbers:
        for number in range(numbers[0], numbers[-1] + 1):
            yield f"{number // 12:04}-{number % 12 + 1:02}"
    yield from (month for month in spoken if not is_month(month))


def is_month(text: str) -> bool:
    """True for 2014-09; an undated mail may only be known to be of 2019q2 or 2019."""
    return re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) is not None
