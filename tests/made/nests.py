"""A debate in which all stances and an outcome are, for a language model to read."""

from __future__ import annotations

from threads import debate

NESTS = debate(
    "Nest drivers",
    (
        "Ada Finch",
        None,
        "Reviews take weeks.\n\nI propose to move the nest\ndrivers out of the core.\n",
    ),
    ("Bo Wren", 0, "> I propose to move the nest\n> drivers out of the core.\n\n-1, too early.\n"),
    ("Cy Lark", 0, "+1 from me.\n"),
    ("Bo Wren", 2, "> +1 from me.\n\nAgreed, I have changed my mind.\n"),
    ("Ada Finch", 3, "Then it is accepted, thanks.\n"),
)
