"""Signatures: what an author's words end in.

In: `Lines` with quotes, attributions and footers marked. Out: the same, with kind signature.

- `-- ` on a line of its own opens a signature, down to the next quote, footer or notice; other
  rules do where a name or a contact follows.
- A sign-off (`Cheers,`) with a name under it is a signature, at the end of the last words or of any
  paragraph; so is a dashed name (`-Anna`), and a card of name and contact, that end the words.
- A name alone is left to the author; so are a postscript and notes under a signature.
- What PGP puts around a text is signature.
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.mail.languages import ADJECTIVES, SIGN_OFF_TAILS, SIGN_OFFS
from pipeline.mail.lines import BLANK, OWN, SIGNATURE, Lines, before

# "-- " is the rule (RFC 3676 4.3); these others are believed where a name or a contact follows.
DELIMITERS = frozenset(
    ["--", "---", "----", "-----", "__", "___", "_____", "-- -", "—", "--------"]
)
# A line that is a sign-off, with nothing but a name or a mark after it.
SIGN_OFF = re.compile(
    rf"(?:(?:{'|'.join(ADJECTIVES)}) ){{0,4}}(?:{'|'.join(SIGN_OFFS)})"
    rf"(?: (?:{'|'.join(SIGN_OFF_TAILS)})){{0,4}}"
    r"[\s,.!:;)-]*(?P<name>(?:[-—–~]+ ?)?[\w.'’?-]{0,20}(?: [\w.'’?-]{1,20}){0,2})[,.!]?$",
    re.IGNORECASE,
)
# -Name, --Name, ~ Name, /Name, — Name at the very end.
DASHED = re.compile(
    r"(?:[-–—~/]{1,3}|\.\.\.) ?(?=[^\W\d_])([\w.'’@-]{1,24}(?: [\w.'’()\"-]{1,24}){0,4})$"
)
# --Name Name (home page: address)
DOUBLE = re.compile(r"-- ?[A-Z][\w.]{1,20}(?: [\w.'-]{1,20}){0,4}(?: ?[(<].{1,100}[)>])?$")
NAMELIKE = re.compile(r"[^\W\d_][\w.'’?-]*,?(?: [\w?.'’\"()/&|,-]{1,24}){0,5}$")
CONTACT = re.compile(
    r"https?://|www\.|@| at [\w-]+(?:\.| dot )|\b(?:tel|fax|phone|mobile|cell|icq|jabber|skype|irc"
    r"|gpg|pgp|orcid|blog|home ?page|e-?mail|web|github)\b ?[:#.]?|\+\d[\d ().-]{6,}"
    r"|\b\d{3}[-. ]\d{3,4}[-. ]\d{4}\b| \| |^\w[\w-]*(?:\.\w[\w-]*)+/?\S*$",
    re.IGNORECASE,
)
PS = re.compile(r"[ \t]*p\.? ?(?:p\.? ?)?s\b[.: ]", re.IGNORECASE)
# A rule of any sign; what stands below it after a sign-off is a card of so many lines at most.
RULE = re.compile(r"([*=~#_+-])\1{4,}")
LONGEST_CARD = 14
# Signed-off-by, Acked-by: votes, not signatures.
TRAILER = re.compile(r"[A-Z][a-z-]{2,20}-by: ")
# What may follow a signature and is the author's: a postscript, notes.
POSTSCRIPT = re.compile(r"p\.? ?(?:p\.? ?)?s\b|\[\d+\]|\(\d+\)", re.IGNORECASE)


def mark(lines: Lines, body: str) -> None:
    """Mark signatures among the lines that are the author's so far."""
    if any(each in body for each in ("--\n", "-- \n", "__\n", "—\n")):
        _delimited(lines)
    if "-----BEGIN PGP" in body:
        _seals(lines)
    _sign_offs(lines)
    _ruled_cards(lines)


def _ruled_cards(lines: Lines) -> None:
    """Mark what stands under a rule right below a sign-off, where it is a card."""
    if SIGNATURE not in lines.kind:
        return
    for at in range(1, len(lines.text)):
        if lines.kind[at] != OWN or not RULE.fullmatch(lines.text[at].strip()):
            continue
        above = before(lines, at)
        if above < 0 or lines.kind[above] != SIGNATURE:
            continue
        end, size = at, min(len(lines.text), at + 2 * LONGEST_CARD)
        while end < size and lines.kind[end] in (OWN, BLANK, SIGNATURE):
            end += 1
        rest = [each for each in range(at, end) if lines.kind[each] != BLANK]
        if _ruled(lines, rest):
            for each in rest:
                lines.kind[each] = SIGNATURE


def _delimited(lines: Lines) -> None:
    """Mark what a delimiter opens; `--` without its blank where few lines follow."""
    at = 0
    while at < len(lines.text):
        line = lines.text[at]
        if lines.kind[at] != OWN or line.rstrip() not in DELIMITERS:
            at += 1
            continue
        end = at
        while end < len(lines.text) and lines.kind[end] in (OWN, BLANK):
            end += 1
        said = sum(1 for each in range(at + 1, end) if lines.kind[each] == OWN)
        if line == "-- " or (said <= 12 and (line.rstrip() == "--" or _carded(lines, at, end))):
            for each in range(at, end):
                if lines.kind[each] == OWN:
                    lines.kind[each] = SIGNATURE
        at = end


def _carded(lines: Lines, at: int, end: int) -> bool:
    """True where short lines with a name or a contact first are all that follows a rule."""
    said = [lines.text[each].strip() for each in range(at + 1, end) if lines.kind[each] == OWN]
    if not said or any(len(line) > 76 for line in said):
        return False
    return bool(NAMELIKE.match(said[0]) or CONTACT.search(said[0])) and len(said[0]) < 50


def _seals(lines: Lines) -> None:
    """What PGP puts around a text is signature."""
    at = 0
    while at < len(lines.text):
        line = lines.text[at]
        if lines.kind[at] == OWN and line.startswith("-----BEGIN PGP "):
            sealed = "SIGNED" not in line
            while at < len(lines.text) and lines.kind[at] in (OWN, BLANK):
                if not sealed and lines.kind[at] == BLANK:
                    break
                if lines.kind[at] == OWN:
                    lines.kind[at] = SIGNATURE
                if lines.text[at].startswith("-----END PGP"):
                    break
                at += 1
        at += 1


def _sign_offs(lines: Lines) -> None:
    """Mark sign-offs at the end of the last words, or of a paragraph where a name follows."""
    own = [at for at, kind in enumerate(lines.kind) if kind == OWN]
    if not own:
        return
    for at in own:
        if len(lines.text[at]) < 36 and at and lines.kind[at - 1] == OWN and _ends(lines, at):
            _signs_between(lines, at)
    own = [at for at in own if lines.kind[at] == OWN]
    if not own:
        return
    _before_postscript(lines, own)
    last = own[-1]
    start = last
    for _ in range(20):
        if start == 0 or lines.kind[start - 1] not in (OWN, BLANK):
            break
        start -= 1
    for at in range(start, last + 1):
        if lines.kind[at] == OWN and _signs(lines, at, last):
            return
    _last_line(lines, last)


def _before_postscript(lines: Lines, own: list[int]) -> None:
    """Mark a dashed name that stands alone above a postscript."""
    for at, under in pairwise(own):
        alone = under > at + 1 and at > 0 and lines.kind[at - 1] == BLANK
        if alone and DASHED.match(lines.text[at].strip()) and PS.match(lines.text[under]):
            lines.kind[at] = SIGNATURE


def _ends(lines: Lines, at: int) -> bool:
    """True where a paragraph ends at this line."""
    return at + 1 == len(lines.kind) or lines.kind[at + 1] != OWN


def _signs_between(lines: Lines, at: int) -> None:
    """Mark a sign-off and the name under it that end a paragraph."""
    name = lines.text[at].strip(" \t.,-~–—")
    if (
        not NAMELIKE.match(name)
        or name[-1] == "?"
        or not all(word[0].isupper() for word in name.split())
    ):
        return
    above = lines.text[at - 1].strip()
    match = SIGN_OFF.match(above) if len(above) < 40 else None
    if match and not match["name"].strip(" -—–~"):
        lines.kind[at - 1] = lines.kind[at] = SIGNATURE


def _signs(lines: Lines, at: int, last: int) -> bool:
    """Mark a signature that begins at this line, if one does."""
    line = lines.text[at].strip()
    match = SIGN_OFF.match(line) if len(line) <= 60 else None
    if match is None or not _is_name(match["name"], line):
        return False
    under = [each for each in range(at + 1, last + 1) if lines.kind[each] == OWN]
    if under and OWN not in lines.kind[:at] and not _capital(lines.text[under[0]].strip()):
        return False
    if not under and not _ends_words(lines, at, line, match["name"]):
        return False
    taken = [at]
    for each in under:
        if not _belongs(lines.text[each].strip(), len(taken)):
            break
        taken.append(each)
    rest = under[len(taken) - 1 :]
    if rest and not POSTSCRIPT.match(lines.text[rest[0]].strip()):
        return False
    for each in taken:
        lines.kind[each] = SIGNATURE
    return True


def _ruled(lines: Lines, rest: list[int]) -> bool:
    """True where a rule under a sign-off, and short lines under that, are a card."""
    card = [lines.text[each].strip() for each in rest]
    return (
        RULE.fullmatch(card[0]) is not None
        and len(card) <= LONGEST_CARD
        and all(len(line) <= 78 for line in card)
        and any(CONTACT.search(line) or NAMELIKE.match(line) for line in card[1:3])
    )


def _is_name(name: str, line: str) -> bool:
    """True where nothing or a name follows a sign-off on its line: not `Thanks, will do.`."""
    words = name.strip(" -—–~").split()
    capital = all(word[0].isupper() for word in words)
    return capital or (len(words) == 1 and line[-1] not in ".!")


def _ends_words(lines: Lines, at: int, line: str, name: str) -> bool:
    """True where a sign-off without a name under it closes a mail, and is not all of it."""
    if all(lines.kind[each] != OWN for each in range(at)):
        return False
    return bool(name.strip(" -—–~")) or len(line) <= 30 or (at > 0 and lines.kind[at - 1] != OWN)


def _belongs(text: str, taken: int) -> bool:
    """True where a line under a sign-off goes on with the signature."""
    contact = bool(CONTACT.search(text[:200]))
    if POSTSCRIPT.match(text) or TRAILER.match(text) or len(text) > (160 if contact else 78):
        return False
    if contact or DASHED.match(text):
        return True
    if taken <= 2 and NAMELIKE.match(text):
        # "It leaks." may stand below "Thanks,": a name of several words ends in no full stop.
        return taken > 1 or text[-1] not in ".!?" or " " not in text or _capital(text)
    return taken > 1 and len(text) < 50 and text[-1:] not in ".?!:"


def _capital(text: str) -> bool:
    """True where every word of a line begins as a name does."""
    return all(word[0].isupper() for word in text.split())


def _last_line(lines: Lines, last: int) -> None:
    """Mark a dashed name, or a card of name and contact, that ends the author's words."""
    start = last
    while start and lines.kind[start - 1] == OWN and last - start < 8:
        start -= 1
    card = [line.strip() for line in lines.text[start : last + 1]]
    if start and len(card) > 1 and _is_card(card):
        lines.kind[start : last + 1] = [SIGNATURE] * len(card)
        return
    line = lines.text[last].strip()
    if last and (DASHED.match(line) or DOUBLE.match(line)) and len(line) < 100:
        lines.kind[last] = SIGNATURE


def _is_card(card: list[str]) -> bool:
    """True where a paragraph is a name and how to reach its bearer."""
    words = card[0].strip(" ,.-~").split()
    if not 0 < len(words) <= 4 or not all(word[0].isupper() for word in words):
        return False
    if any(len(line) > 70 or line[-1] in ":;?!" for line in card):
        return False
    reached = sum(1 for line in card[1:] if CONTACT.search(line))
    return reached * 2 >= len(card) - 1
