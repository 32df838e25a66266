"""A large list of invented mail, the same for the same seed: to measure by, never to learn from.

    python bench/synthetic.py FOLDER [MAILS]

Writes MAILS mails (170,000 if not told) of seventeen years, an mbox a month: threads of a geometric
length, one of 600 mails, replies that quote a paragraph or three with an attribution line and
answer below each, votes, proposals and talk of splitting drivers out. The words are of this file,
and made-up ones after Zipf's law, so that a dictionary is as long as a real one.
"""

from __future__ import annotations

import random
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import accumulate
from pathlib import Path

SEED = 170_000
MAILS, LONGEST_THREAD = 170_000, 600
BEGIN, DAYS = datetime(2002, 1, 3, 9, tzinfo=UTC), 365 * 17
PERSONS, WORDS = 4_000, 60_000
ORGANISATIONS = ("amber", "birch", "cedar", "dale", "elder", "fern", "grove", "hazel")

GIVEN = ("Ada", "Bo", "Cai", "Dora", "Emil", "Freya", "Goran", "Hana", "Ivo", "Jun", "Kofi", "Lena")
SOUNDS = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "za", "dre", "plo", "gri", "sta")
SUBJECTS = ("Plan for the {0} {1}", "{0} is broken on {1}", "RFC: a new {0} for {1}",
            "[{0}] meeting notes", "Release of {0} {1}", "Who maintains the {0}?")  # fmt: skip
PLAIN = (
    "The {0} of the {1} fails when the {2} is empty.",
    "I looked at the {0} again, and the {1} seems to hold the {2} for too long.",
    "We have seen this with the {0} as well, but only after the {1} was moved.",
    "Could you say which {0} you run, and whether the {1} is of this year?",
    "Last week the {0} took four hours, most of it in the {1}.",
    "There is a test for the {0} in the tree, though nobody has run it with a {1} yet.",
    "As far as I remember the {0} was written before the {1}, and the {2} came later.",
    "Thanks for the notes on the {0}.",
)
TAKING_SIDES = (
    "I propose that we move the {0} into the {1}.",
    "I think we should split the drivers out of the {0}.",
    "We should not split the drivers out, because the {0} would break.",
    "+1, the {0} has waited long enough.",
    "-1 from me, since the {0} is not ready.",
    "I agree with this.",
    "I don't agree, as the {0} would cost us more than the {1}.",
    "I would support that if the {0} stays in tree.",
    "We have agreed to move the {0}, and the {1} follows next week.",
    "An alternative would be to keep the {0} and to drop the {1}.",
)


@dataclass(slots=True)
class Mail:
    """A mail as far as replies need it."""

    number: int
    person: int
    sent: datetime
    subject: str
    paragraphs: list[str] = field(default_factory=list)
    references: tuple[int, ...] = ()


@dataclass(slots=True)
class Teller:
    """The words and the persons, and the dice."""

    random: random.Random
    words: list[str]
    weights: list[float]
    persons: list[tuple[str, str]]
    often: list[float]

    def word(self) -> str:
        """A word, the first ones most often."""
        return self.random.choices(self.words, cum_weights=self.weights)[0]

    def sentence(self) -> str:
        """A sentence; one in six takes a side."""
        side = self.random.random() < 0.16
        shape = self.random.choice(TAKING_SIDES if side else PLAIN)
        return shape.format(self.word(), self.word(), self.word())

    def paragraph(self) -> str:
        """One sentence to four."""
        return " ".join(self.sentence() for _ in range(self.random.randint(1, 4)))

    def person(self) -> int:
        """A person by number, the first ones most often."""
        return self.random.choices(range(PERSONS), cum_weights=self.often)[0]


def teller(seed: int = SEED) -> Teller:
    """Dice, dictionary and persons of a seed."""
    dice = random.Random(seed)  # noqa: S311 - made-up mail is no secret
    made: dict[str, None] = {}
    while len(made) < WORDS:
        made["".join(dice.choices(SOUNDS, k=dice.randint(2, 5)))] = None
    persons = []
    for number in range(PERSONS):
        family = "".join(dice.choices(SOUNDS, k=3)).capitalize()
        place = f"{dice.choice(ORGANISATIONS)}.example.org"
        persons.append((f"{dice.choice(GIVEN)} {family}", f"p{number}@{place}"))
    zipf = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))
    often = list(accumulate(1 / (rank + 5) for rank in range(PERSONS)))
    return Teller(dice, list(made), zipf, persons, often)


def mails(count: int = MAILS, seed: int = SEED) -> Iterator[tuple[Teller, Mail, str]]:
    """Each mail with its text, thread by thread; the longest thread stands in the middle."""
    told, made, is_long_due = teller(seed), 0, True
    while made < count:
        begun = BEGIN + timedelta(days=DAYS * made / count, minutes=told.random.randint(0, 1400))
        size = min(1 + int(told.random.expovariate(1 / 4.5)), count - made)
        if is_long_due and made > count // 2:
            size, is_long_due = min(LONGEST_THREAD, count - made), False
        for mail, text in _thread(told, made, size, begun):
            yield told, mail, text
        made += size


def _thread(told: Teller, first: int, size: int, begun: datetime) -> Iterator[tuple[Mail, str]]:
    subject = told.random.choice(SUBJECTS).format(told.word(), told.word())
    members = list({told.person() for _ in range(max(2, size // 6))})
    written: list[Mail] = []
    for place in range(size):
        # Most answer one of the last few; some go back to the beginning.
        back = min(len(written), 1 + int(told.random.expovariate(0.4)))
        parent = None if not written else written[-back]
        if parent is not None and told.random.random() < 0.05:
            parent = written[0]
        mail = Mail(
            first + place,
            told.random.choice(members),
            begun + timedelta(minutes=97 * place),
            subject if parent is None else f"Re: {subject}",
            [told.paragraph() for _ in range(told.random.randint(1, 4))],
            () if parent is None else (*parent.references, parent.number)[-12:],
        )
        yield mail, "\n\n".join(_body(told, mail, parent))
        written.append(mail)


def _body(told: Teller, mail: Mail, parent: Mail | None) -> Iterator[str]:
    """The paragraphs: each quoted one with what is said to it, then the rest."""
    own = iter(mail.paragraphs)
    if parent is not None:
        name, _ = told.persons[parent.person]
        quoted = parent.paragraphs[: told.random.randint(1, 3)]
        head = f"On {parent.sent:%d %b %Y at %H:%M}, {name} wrote:\n"
        for paragraph in quoted:
            lines = textwrap.wrap(paragraph, 70)
            yield head + "\n".join(f"> {line}" for line in lines)
            head = ""
            said = next(own, None)
            if said is not None:
                yield textwrap.fill(said, 72)
    for paragraph in own:
        yield textwrap.fill(paragraph, 72)
    if mail.number % 3 == 0:
        yield f"-- \n{told.persons[mail.person][0]}"


def write(target: Path, count: int = MAILS, seed: int = SEED) -> None:
    """Write the list as a folder of monthly mboxes, which is how archives are served."""
    months: dict[str, list[str]] = {}
    for told, mail, text in mails(count, seed):
        head = "\n".join(_head(told, mail))
        months.setdefault(f"{mail.sent:%Y-%B}", []).append(f"{head}\n\n{text}\n\n")
    target.mkdir(parents=True, exist_ok=True)
    for month, written in months.items():
        (target / f"{month}.txt").write_text("".join(written), encoding="utf-8", newline="\n")


def _head(told: Teller, mail: Mail) -> Iterator[str]:
    name, address = told.persons[mail.person]
    yield f"From {address} {mail.sent:%a %b %d %H:%M:%S %Y}"
    yield f"From: {name} <{address}>"
    yield f"Date: {format_datetime(mail.sent)}"
    yield f"Subject: {mail.subject}"
    yield f"Message-ID: <{mail.number}@made.example.org>"
    if mail.references:
        yield f"In-Reply-To: <{mail.references[-1]}@made.example.org>"
        yield "References: " + "\n ".join(f"<{each}@made.example.org>" for each in mail.references)


def main(arguments: Sequence[str]) -> None:
    """Write the list that the arguments ask for."""
    if not arguments:
        sys.exit(__doc__)
    write(Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else MAILS)


if __name__ == "__main__":
    main(sys.argv[1:])
