"""Domains of addresses: which are an organisation's, and what an address is worth as a name.

In: an address. Out: the part of its domain that is registered, whether that tells an organisation,
and forms under which the same address is met: sub-addresses, spellings of one provider, what
archivers garbled.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from pipeline.thread.names import Name

# Providers of mail to everybody, the largest of each country, and of addresses that last: who
# writes from there has told no organisation. A name stands for all its top-level domains.
PROVIDERS = frozenset({
    "126", "163", "189", "21cn", "acm", "aim", "alice", "aliceadsl", "alumni", "aol", "arcor",
    "arnor", "att", "attglobal", "bellsouth", "bigfoot", "bigpond", "blueyonder", "bluewin",
    "bol", "btinternet", "btopenworld", "cableone", "centrum", "charter", "chello", "club-internet",
    "comcast", "compuserve", "cox", "cs", "daum", "duck", "earthlink", "email", "excite", "eircom",
    "fastmail", "fastwebnet", "foxmail", "free", "freemail", "freenet", "freeserve", "freesurf",
    "frontier", "frontiernet", "fsmail", "gmail", "gmx", "gna", "googlegroups", "googlemail",
    "hanmail", "hey", "hotmail", "hotpop", "hush", "hushmail", "icloud", "ieee", "iinet",
    "inbox", "iname", "interia", "internode", "iprimus", "juno", "kolabnow", "laposte", "lavabit",
    "libero", "list", "live", "lycos", "mac", "mail", "mailbox", "mailinator", "mailnull", "me",
    "mindspring", "msn", "myrealbox", "naver", "nate", "netcologne", "netscape", "neuf",
    "nospam", "ntlworld", "numericable", "o2", "online", "onet", "optonline", "optusnet", "orange",
    "outlook", "pacbell", "planet", "pm", "pobox", "posteo", "proton", "protonmail", "qq",
    "rambler", "rediffmail", "riseup", "rocketmail", "rogers", "runbox", "sapo", "sbcglobal",
    "seznam", "sfr", "shaw", "sina", "sohu", "spamcop", "speakeasy", "sympatico", "t-online",
    "telefonica", "telenet", "telia", "telus", "terra", "tin", "tiscali", "tom", "tutanota",
    "ukr", "uol", "verizon", "videotron", "virgilio", "vodafone", "volny", "wanadoo", "web",
    "wp", "xs4all", "xtra", "yahoo", "yandex", "yeah", "ymail", "zoho",
    "users.noreply.github", "users.sourceforge", "sourceforge", "github", "berlios", "demon",
    "dodo", "freeuk", "iki", "inode", "netspace", "ozemail", "pipex", "plus", "plusnet", "sdf",
    "tpg",
})  # fmt: skip
# Communities that give an address to members: it tells that one belongs to them, not for whom one
# works. (A foundation that pays its staff, such as openstack.org, is an organisation.)
COMMUNITIES = frozenset({
    "apache.org", "archlinux.org", "cpan.org", "debian.org", "debian.net", "eclipse.org",
    "fedoraproject.org", "freebsd.org", "freedesktop.org", "gentoo.org", "gimp.org", "gnome.org",
    "gnu.org", "haskell.org", "kde.org", "kernel.org", "libreoffice.org", "netbsd.org",
    "openbsd.org", "opensuse.org", "perl.org", "php.net", "postgresql.org", "python.org",
    "r-project.org", "ruby-lang.org", "samba.org", "tug.org", "twistedmatrix.com", "videolan.org",
    "x.org", "xemacs.org",
})  # fmt: skip
# No organisations: what mail programs and machines without a name write.
NOWHERE = frozenset({
    "", "local", "localdomain", "localhost", "lan", "internal", "invalid", "intern", "home", "arpa",
})  # fmt: skip
# Under these second levels of a country others register.
SECOND_LEVELS = frozenset({
    "ac", "asso", "co", "com", "edu", "gob", "gouv", "gov", "govt", "id", "ltd", "me", "mil", "ne",
    "net", "nhs", "nom", "or", "org", "plc", "sch", "school", "k12", "go", "gr", "csiro",
})  # fmt: skip
# Letters of a name that a domain does not hold by chance.
NAMESAKE = 5
# First labels of the hosts of lists.
LIST_HOSTS = frozenset({"list", "lists", "listserv", "lists2", "ml", "mailman", "lists-dev"})

# R's lists since 2019 write "@" for "a", "s" and ".", and "|" for "f", "i" and "l".
GARBLED = str.maketrans("as.fil", "@@@|||")
# What people put into an address against spam, and what of it is left over.
AGAINST_SPAM = ("nospam", "no-spam", "removeme", "remove-me", "spamfree", "dontspam", "no.spam")


@lru_cache(maxsize=65536)
def registered(address: str) -> str:
    """The domain that somebody registered: example.co.uk of ada@mail.example.co.uk."""
    if garbled(address):
        return ""
    labels = address.rpartition("@")[2].strip(".").split(".")
    if len(labels) < 2 or labels[-1] in NOWHERE or all(label.isdigit() for label in labels):
        return ""
    country = len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in SECOND_LEVELS
    return ".".join(labels[-3 if country else -2 :])


def tells(address: str) -> bool:
    """True where the domain may be an organisation's: no provider's, community's, list's."""
    domain = address.rpartition("@")[2].strip(".")
    owner = registered(address)
    if not owner or owner in COMMUNITIES:
        return False
    labels = domain.split(".")
    names = {owner.partition(".")[0], domain.rpartition(".")[0]}
    return PROVIDERS.isdisjoint(names) and labels[0] not in LIST_HOSTS


def personal(address: str, names: Collection[Name]) -> bool:
    """True where the domain is called as its user is: stefan@lund.example is nobody's employee."""
    label = registered(address).partition(".")[0].replace("-", "")
    words = [part for name in names for word in name for part in re.split("[-'’]", word)]
    letters = ["".join(word[0] for word in name) for name in names]
    return (
        any(len(word) >= NAMESAKE and word in label for word in words)
        or label in letters
        or label == address.partition("@")[0].replace("-", "").replace(".", "")
    )


def garbled(address: str) -> bool:
    """True for an address as R's lists write it, in which letters cannot be told apart."""
    return "|" in address or address.count("@") > 1


def folded(address: str) -> str:
    """A form that an address and its garbled form share."""
    return address.translate(GARBLED)


@lru_cache(maxsize=65536)
def delivered(address: str) -> str:
    """The mailbox that an address reaches: without a sub-address (RFC 5233), tricks and aliases."""
    local, at, domain = address.rpartition("@")
    if not at or not local or garbled(address):
        return address
    for trick in AGAINST_SPAM:
        local, domain = _without(local, trick), _without(domain, trick)
    if "+" in local[1:]:
        local = local.partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def _without(text: str, trick: str) -> str:
    if trick not in text:
        return text
    parts = [part for part in text.replace(trick, "").replace("..", ".").split(".") if part]
    return ".".join(part.strip("-_+") or part for part in parts) or text


def nobodys(address: str) -> bool:
    """True where the domain is a machine's without a name: root@localhost is on every machine."""
    if garbled(address):
        return False
    labels = address.rpartition("@")[2].strip(".").split(".")
    return len(labels) < 2 or labels[-1] in NOWHERE or labels[0] == "localhost"


def shortened(address: str) -> bool:
    """True where an archiver cut the address: "ada...@example.org" is many people's."""
    return address.partition("@")[0].endswith("...") or address.endswith("...")
