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
ASIDE = re.compile(r"\([^()]{0,100}\)|\[[^\[\]]{0,100}\]|<[^<>]{0,100}>|\S{0,64}@\S{0,64}")
# "Last, First" of address books; with three parts it is a list or a title.
LAST_FIRST = re.compile(r"^([^,]{2,40}), *([^,]{2,40})$")
# What follows a name after a comma without being a given name.
TITLES = frozenset({
    "phd", "ph.d.", "ph.d", "md", "m.d.", "jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "esq",
    "esq.", "msc", "bsc", "dr", "dr.",
})  # fmt: skip

# A name with one of these words is that of an office or a program: many hands write under it.
ROLES = frozenset({
    "admin", "administrator", "anonymous", "automation", "automatic", "bot", "bots", "bugs",
    "bugzilla", "build", "buildbot", "builds", "builder", "buildmaster", "ci", "committee",
    "continuous", "cron", "cvs", "daemon", "delivery", "digest", "do-not-reply", "editor",
    "gerrit", "github", "gitlab", "helpdesk", "hudson", "info", "integration", "invalid",
    "jenkins", "jira", "launchpad", "list", "listmaster", "lists", "mailer", "mailer-daemon",
    "mailing", "mailman", "maintainers", "moderator", "nightly", "nobody", "noreply", "no-reply",
    "notification", "notifications", "patchwork", "postmaster", "release", "reply", "report",
    "reporter", "request", "robot", "root", "roundup", "sales", "secretary", "service", "spam",
    "support", "system", "team", "test", "tester", "the", "tracker", "travis", "unknown", "user",
    "webmaster", "wiki", "www", "zuul",
})  # fmt: skip

# An address with one of these before its @ is an office's or a program's (RFC 2142, trackers).
ROLE_LOCALS = frozenset({
    "abuse", "admin", "administrator", "anonymous", "anonym", "bounce", "bounces", "bugs",
    "bugzilla", "bugzilla-daemon", "build", "buildbot", "builds", "ci", "cron", "cvs",
    "cvs-admin", "devnull", "donotreply", "do-not-reply", "gerrit", "git", "github", "gitlab",
    "hostmaster", "hudson", "info", "invalid", "jenkins", "jira", "list", "listmaster",
    "mailer-daemon", "mailman", "nobody", "noreply", "no-reply", "none", "nospam",
    "notifications", "patchwork", "postmaster", "review", "root", "roundup-admin", "sales",
    "spam", "status", "support", "svn", "trac", "travis", "unknown", "user", "webmaster", "wiki",
    "www", "www-data", "zuul",
})  # fmt: skip


def without_via(name: str) -> str:
    """The name without "via some-list" behind it; as it is where nothing would be left."""
    return VIA.sub("", name).strip(" \"',") or name


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, given name first, without case, accents, initials' dots and asides."""
    plain = ASIDE.sub(" ", without_via(name)) if len(name) < 400 else ""
    turned = LAST_FIRST.match(plain.strip())
    if turned and turned[2].strip().lower() not in TITLES:
        plain = f"{turned[2]} {turned[1]}"
    folded = unicodedata.normalize("NFKD", plain.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    found = re.findall(r"[^\W_]+(?:['’\-][^\W_]+)*", bare)
    return tuple(word for word in found if word not in TITLES)


def full(name: str) -> tuple[str, ...]:
    """The words of the name where they tell a human, nothing where they do not."""
    found = words(name)
    if not 2 <= len(found) <= 6 or any(word in ROLES for word in found):
        return ()
    # "J. R.", "12 monkeys": initials and numbers are shared by many.
    longer = [word for word in found if len(word) > 1 and not any(map(str.isdigit, word))]
    return found if len(longer) >= 2 else ()


def role(address: str) -> bool:
    """True where the address is that of an office or a program."""
    local = address.partition("@")[0]
    return local in ROLE_LOCALS or local.partition("+")[0] in ROLE_LOCALS
