"""Names of people and machines, made comparable.

In: a display name as mail gives it. Out: what two spellings of one human's name share, and
whether it tells a human at all: it does where it is whole (two words or more), and neither
a role nor a machine.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What lists put behind the name of an author whose domain forbids them to pass mail on (DMARC), in
# the words of Mailman, Google Groups and LISTSERV, and of trackers that write for a human.
VIA = re.compile(
    r"""\s* [(\[]? \b (?: via | über | par | vía | por\ meio\ de | on\ behalf\ of | through ) \s+
        \S (?:[^()\[\]]{0,80}) [)\]]? \s* $""",
    re.VERBOSE | re.IGNORECASE,
)
# "(Acme Inc)", "[IBM]", "<x@y>", "x at y.org": what stands beside a name and is none.
ASIDE = re.compile(
    r"""\([^()]{0,100}\) | \[[^\[\]]{0,100}\] | <[^<>]{0,100}>
    | \baka\ .{1,60}$ | \S{0,64}@\S{0,64} | (?<!\S)\S{1,64}\ at\ \S{1,64}\.\S{1,64}""",
    re.VERBOSE,
)
# "Ada Lund - Acme", "Ada Lund/Acme", "Ada Lund | Acme", "Ada Lund, Acme Inc.": for whom one works.
EMPLOYER = re.compile(
    r"""\s+[-–—|]\s.{1,100}$ | [/|].{1,100}$
    | ,.{0,80}\b(?:inc|ltd|llc|gmbh|corp|corporation|co|plc|ag|university|institute)\b.{0,20}$""",
    re.VERBOSE | re.IGNORECASE,
)
# "Last, First" of address books; with three parts it is a list or a title.
LAST_FIRST = re.compile(r"^([^,]{2,40}), *([^,]{2,40})$")
Name = tuple[str, ...]  # its words

# Letters that no accent can be taken from (Unicode has them whole), and how else they are written.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe",
                         "þ": "th", "ħ": "h"})  # fmt: skip
# Where these letters are not to be had, Germans and Scandinavians write two.
TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# How Russians, Ukrainians and Bulgarians write their names in Latin letters, mostly (BGN/PCGN).
CYRILLIC = str.maketrans({
    **dict(zip("абвгґдеёзиійклмнопрстуфыэ", "abvggdeeziiyklmnoprstufye", strict=True)),
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu",
    "я": "ya", "є": "ye", "ї": "yi",
})  # fmt: skip
# What stands for a name in examples and settings, and is nobody's.
NO_NAMES = frozenset({
    ("first", "last"), ("foo", "bar"), ("full", "name"), ("my", "name"),
    ("no", "name"), ("no", "one"), ("open", "source"), ("some", "one"),
    ("your", "name"), ("mail", "archive"), ("the", "developers"),
})  # fmt: skip
# What stands before or after a name and is no part of it.
TITLES = frozenset({
    "phd", "ph.d.", "ph.d", "md", "m.d.", "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "esq",
    "esq.", "msc", "bsc", "dr", "dr.", "prof", "prof.", "mr", "mr.", "mrs", "mrs.",
})  # fmt: skip

# A name with one of these words is that of an office or a program: many hands write under it. Not
# here: Travis, Gerrit, Hudson, Jenkins and Root, which are names of people too.
ROLES = frozenset({
    "admin", "administrator", "anonymous", "automation", "automatic", "bot", "bots", "bugs",
    "bugzilla", "build", "buildbot", "builds", "builder", "buildmaster", "ci", "committee",
    "continuous", "cron", "cvs", "daemon", "delivery", "digest", "do-not-reply", "editor",
    "github", "gitlab", "helpdesk", "info", "integration", "invalid",
    "jira", "launchpad", "list", "listmaster", "lists", "mailer", "mailer-daemon",
    "mailing", "mailman", "maintainers", "moderator", "nightly", "nobody", "noreply", "no-reply",
    "notification", "notifications", "patchwork", "postmaster", "release", "reply", "report",
    "reporter", "request", "robot", "server", "roundup", "sales", "secretary", "service", "spam",
    "support", "system", "team", "test", "tester", "tracker", "unknown", "user",
    "webmaster", "wiki", "www", "zuul",
})  # fmt: skip

# What pipermail puts where a mail has no From.
NOBODY = frozenset({"bogus@does.not.exist.com"})

# An address with one of these before its @ is an office's or a program's (RFC 2142, trackers).
ROLE_LOCALS = frozenset({
    "abuse", "admin", "administrator", "anonymous", "anonym", "bounce", "bounces", "bugs",
    "bugzilla", "bugzilla-daemon", "build", "buildbot", "builds", "ci", "cron", "cvs",
    "cvs-admin", "devnull", "donotreply", "do-not-reply", "gerrit", "git", "github", "gitlab",
    "hostmaster", "info", "invalid", "jenkins", "jira", "list", "listmaster",
    "mailer-daemon", "mailman", "nobody", "noreply", "no-reply", "none", "nospam",
    "notifications", "patchwork", "postmaster", "review", "root", "roundup-admin", "sales",
    "spam", "status", "support", "svn", "trac", "unknown", "user", "webmaster", "wiki",
    "www", "www-data", "zuul",
})  # fmt: skip


def via(name: str) -> bool:
    """True where the name says that a list or a tracker passed the mail on."""
    return bool(VIA.sub("", name).strip()) and VIA.search(name) is not None


def without_via(name: str) -> str:
    """The name without "via some-list" behind it; as it is where nothing would be left."""
    return VIA.sub("", name).strip(" \"',") or name


@lru_cache(maxsize=65536)
def words(name: str) -> Name:
    """The words of a name, given name first, without case, accents, initials' dots and asides."""
    given = without_via(name[:400])
    plain = ASIDE.sub(" ", given)
    if not plain.strip() and "@" not in given and " at " not in given:
        plain = given  # "(Ted Example)": some put the whole name aside
    alone = EMPLOYER.sub("", plain)
    if len(alone.split()) > 1:
        plain = alone
    turned = LAST_FIRST.match(plain.strip())
    if turned and turned[2].strip().lower() not in TITLES:
        plain = f"{turned[2]} {turned[1]}"
    bare = _bare(plain.casefold())
    found = re.findall(r"[^\W_]+(?:['’\-][^\W_]+)*", bare)
    return tuple(word for word in found if word not in TITLES)


def _bare(text: str) -> str:
    """The text without accents."""
    folded = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def spelled(name: str) -> Name:
    """The words of a name as they are written without such letters as ü or ж; else nothing."""
    if name.isascii():
        return ()
    text = unicodedata.normalize("NFC", name[:400].casefold())
    plain = text.translate(TWO_LETTERS).translate(CYRILLIC)
    return full(plain) if plain != text else ()


@lru_cache(maxsize=65536)
def full(name: str) -> Name:
    """The words of the name where they tell a human, nothing where they do not."""
    found = words(name)
    if not 2 <= len(found) <= 6 or any(word in ROLES for word in found):
        return ()
    # "J. R.", "12 monkeys": initials and numbers are shared by many.
    longer = [word for word in found if len(word) > 1 and not any(map(str.isdigit, word))]
    return found if len(longer) >= 2 and found not in NO_NAMES else ()


def short(name: Name) -> Name:
    """A whole name without the initials between its words."""
    return (name[0], *(word for word in name[1:-1] if len(word) > 1), name[-1])


def initialled(name: str) -> Name:
    """The words of a name such as "J. Doe", which many share; nothing for any other."""
    found = words(name)
    if full(name) or not 2 <= len(found) <= 4 or any(word in ROLES for word in found):
        return ()
    return found if len(found[-1]) > 1 and len(found[0]) == 1 else ()


def role(address: str) -> bool:
    """True where the address is that of an office or a program."""
    local = address.partition("@")[0]
    return address in NOBODY or local in ROLE_LOCALS or local.partition("+")[0] in ROLE_LOCALS
