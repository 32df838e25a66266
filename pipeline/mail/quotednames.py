"""Who is named in an attribution line: what is left when its date, verb and lead are taken out.

In: the words of a line, and where its verb and its date stand. Out: the words that may be a name,
and the name of some words: without signs around it, without an address that the line cut off, and
without the list that wrote in place of an author whose host wants no lists.
"""

from __future__ import annotations

import re

from pipeline.mail import datewords
from pipeline.mail.languages import FILLERS, LEADS

# "The standard says:" names nobody.
ARTICLES = frozenset(("the", "this", "that", "these", "a", "an", "as", "my", "our", "der", "die"))
NAMELESS = LEADS | frozenset(
    ["in", "article", "message", "and", ",", "-", "--", "---", "|", "*", "thus"]
)
PRONOUNS = frozenset(("you", "i", "we", "he", "she", "they", "somebody", "someone"))
# What is commented on, as in: In T12#34, @anna wrote.
ISSUE = re.compile(r"(?:https?://\S{1,200}|#?[A-Z]{0,10}-?\d{1,8}(?:#\d{1,9})?),")
# An address that the end of its line cut off, or that stands in brackets, is no part of a name; nor
# is the list that wrote in place of an author whose host wants no lists (DMARC).
UNCLOSED = re.compile(r"(?<=\S)[\"']? ?(?:[<\[][^<>\[\]]{1,80}$|via [\w.-]{1,60}$)")
# Whoever writes, and whoever is answered: neither is told by a name.
NOBODY = frozenset(("you", "i", "вы", "du", "ich", "vous", "tu", "je"))
# What stands between a name and its verb: a écrit, ha scritto.
HELPING = frozenset(("a", "at", "ha", "has", "hat", "va", "avez", ",", "-", "(a)", "je"))


def around(words: list[str], verb: int, start: int, end: int) -> tuple[list[str], list[str]]:
    """The words before and after the verb that are neither date nor lead."""
    lead = start - 1 if end and start and words[start - 1].lower() in datewords.BEFORE_DATES else -1
    first = start if start < end <= verb and datewords.has_unknown(words, start, end) else 0
    head = [words[at] for at in range(first, verb) if not start <= at < end and at != lead]
    tail = [words[at] for at in range(verb + 1, len(words)) if not start <= at < end and at != lead]
    while head and head[0].lower().strip(",:") in NAMELESS:
        head.pop(0)
    while len(head) > 1 and ISSUE.fullmatch(head[0]):
        head.pop(0)
    if head and head[0][:1] == "@" and len(head[0]) > 1:
        head[0] = head[0][1:]
    day = "" if end else datewords.weekday(words)
    head = [word for word in head if word.strip(",") != day] if day else head
    while head and (head[0].lower().strip(",") in FILLERS or datewords.TIME.fullmatch(head[0])):
        head.pop(0)
    while head and (head[-1].lower() in HELPING or head[-1].lower() in FILLERS):
        head.pop()
    return head, [word for word in tail if word.strip(":,.*")]


def may_be(words: list[str]) -> bool:
    """True where these words can be a name: few, and capitalised but for particles."""
    capitals = sum(1 for word in words if word.strip("\"'(“")[:1].isupper())
    pronoun = bool(words) and words[0].lower() in PRONOUNS
    return 0 < len(words) <= 6 and (capitals * 2 >= len(words) or pronoun or len(words) <= 2)


def capital(words: list[str]) -> bool:
    """True where every word is capitalised: after a verb only then is it a name."""
    return 0 < len(words) <= 4 and all(word.strip("\"'(“")[:1].isupper() for word in words)


def name(words: list[str], address: str) -> str:
    """The name that some words are, or the address where they are none."""
    said = " ".join(words).replace("\\", "").partition(" ( ")[0]  # an address was taken out of it
    said = said.strip(" ,:;\"'*|()[]<>-–“”")
    if opened := UNCLOSED.search(said):
        said = said[: opened.start()].rstrip(" ,\"'")
    if said.count("(") > said.count(")"):
        said += ")"
    if said.lower() in NOBODY:
        return ""
    return said or address.strip(" <>()[]").removeprefix("mailto:")
