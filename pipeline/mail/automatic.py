"""Mail that a program wrote, and what tells so.

In: the fields of a mail, its author, base subject (none of an answer) and text. Out: a reason, or
nothing where a human seems to have written it. Rules:

- bounce: a mail server says that mail did not arrive (RFC 3464).
- away: somebody's program answers that nobody is there (RFC 3834).
- digest: many mails of a list in one.
- commit: a repository tells what was changed in it.
- bot: any other program: build, tracker, cron.

What a program only passes on, a comment in a tracker under its author's name, is the author's.
`Precedence: bulk` tells nothing: lists set it themselves. What only many mails together tell
(`report`) is for the room that sees them all, `pipeline.thread.automatic`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Fields = Mapping[str, Sequence[str]]

# A field that only such a program writes; of some only these values count.
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("x-failed-recipients", "", "bounce"),  # Exim
    ("content-type", "multipart/report", "bounce"),  # RFC 6522
    ("auto-submitted", "auto-replied", "away"),  # RFC 3834
    ("auto-submitted", "auto-generated", "bot"),
    ("auto-submitted", "auto-notified", "bot"),  # RFC 5436
    ("x-autoreply", "", "away"),
    ("x-autorespond", "", "away"),
    ("x-autoresponder", "", "away"),
    ("precedence", "auto_reply", "away"),
    ("precedence", "junk", "away"),  # vacation(1)
    ("x-git-refname", "", "commit"),  # git's post-receive-email
    ("x-git-oldrev", "", "commit"),
    ("x-svn-commit-revision", "", "commit"),
    ("x-hg-notification", "", "commit"),
    ("x-gerrit-messagetype", "newchange", "bot"),
    ("x-gerrit-messagetype", "newpatchset", "bot"),
    ("x-gerrit-messagetype", "merged", "bot"),
    ("x-jenkins-job", "", "bot"),
    ("x-cron-env", "", "bot"),
)
NAMED = frozenset(name for name, _, _ in FIELDS)

BOUNCERS = frozenset({"mailer-daemon", "mailerdaemon", "mail-daemon", "mdaemon"})
# Under these addresses programs write, unless a human's name stands beside: then it passes on.
MACHINES = frozenset({
    "autobuild", "bitbucket", "bugzilla-daemon", "build", "buildbot", "builds", "ci", "commits",
    "cron", "cvs", "donotreply", "do-not-reply", "gerrit", "git", "git-noreply", "github", "hg",
    "hudson", "jenkins", "nightly", "no-reply", "nobody", "noreply", "notifications", "patchwork",
    "review", "robot", "root", "roundup-admin", "status", "svn", "svn-commits", "syzbot", "trac",
    "travis", "www-data", "zuul",
})  # fmt: skip
# So does what has one of these words among others.
PROGRAMS = re.compile(
    r"(?:^|[-_.+])(?:bot|robot|buildbot|jenkins|cron|daemon|no-?reply)(?:$|[-_.+])"
)
# A repository's: what comes from there tells of a change.
REPOSITORIES = frozenset({"cvs", "git", "hg", "svn", "svn-commits", "commits", "git-noreply"})
# Names with one of these words are programs' (Hudson, Jenkins and Gerrit are humans' too, and so is
# Bot: each of them counts where the address agrees, or with a word that is no name).
MACHINE_WORDS = frozenset({
    "autobuild", "autobuilder", "automation", "bugzilla", "buildbot", "cron", "daemon",
    "dependabot", "mailer-daemon", "nightly", "noreply", "no-reply", "notifier", "patchwork",
    "robot", "roundup", "syzbot", "tracker",
})  # fmt: skip
ALSO_HUMANS = frozenset({"bot", "ci", "gerrit", "hudson", "jenkins", "travis", "zuul"})
# Beside one of these words another is no family name: Gerrit Code Review, Jenkins CI.
NO_HUMANS = frozenset({"bot", "ci", "code", "review", "server", "system", "zuul"}) | (
    MACHINES - {"gerrit", "hudson", "jenkins", "travis"}
)

# Subjects as the programs write them, from the first word on.
AWAY = re.compile(
    r"""(?: out\ of\ (?:the\ )?office\b | automatic\ (?:reply|response)\b
    | auto[- ]?(?:reply|response|responder|respond|antwort)\b | auto:\ .{0,200}(?:out\ of|away)
    | (?:vacation|absence|away)\ (?:reply|message|notice|notification|auto)
    | abwesenheits(?:notiz|nachricht|meldung|assistent) | automatische\ antwort
    | automatisch\ antwoord | afwezigheids | réponse\ automatique | absence\ du\ bureau
    | respuesta\ automática | fuera\ de\ (?:la\ )?oficina | resposta\ automática
    | risposta\ automatica | fuori\ (?:sede|ufficio) | автоответ | 自动回复 | 自動応答
    | [\w. ]{3,60}\ (?:is|will\ be)\ out\ of\ (?:the\ )?office\b )""",
    re.VERBOSE | re.IGNORECASE,
)
BOUNCE = re.compile(
    r"""(?: undelivered\ mail\ returned | undeliverable: | undelivered: | delivery\ status\ notif
    | mail\ delivery\ (?:failed|failure|error|system) | delivery\ (?:failure|failed|has\ failed)
    | returned\ mail: | failure\ notice$ | message\ (?:status\ -\ )?undeliverable
    | nondeliverable\ mail | unzustellbar: | non\ remis )""",
    re.VERBOSE | re.IGNORECASE,
)
DIGEST = re.compile(r".{1,100} Digest, Vol \d{1,5}, Issue \d{1,5}$", re.IGNORECASE)
# How a digest begins (Mailman 2 and 3), a commit is told (Subversion, git, Mercurial, CVS), and
# what programs say of themselves; in the first characters of the text, on a line of its own.
DIGEST_TEXT = re.compile(r"\s{0,20}Send .{1,100} mailing list submissions to\b")
COMMIT_TEXT = re.compile(
    r"""\s{0,20}(?: Author:\ .{1,200}\n(?:Date:\ .{1,100}\n)?New\ Revision:\ \d
    | New\ Revision:\ \d | This\ is\ an\ automated\ email\ from\ the\ git\ hooks
    | The\ branch,\ \S{1,200}\ has\ been\ updated | The\ annotated\ tag,\ \S{1,200}\ has\ been
    | commit\ [0-9a-f]{40}\n(?:Merge:\ .{1,200}\n)?Author:\ | Update\ of\ /\S{0,60}cvs
    | CVSROOT:\s | https?://\S{1,200}/rev/[0-9a-f]{12}\s+changeset:
    | Branch:\ \S{1,200}\n\s{0,4}Home: )""",
    re.VERBOSE,
)
SELF_TOLD = re.compile(
    r"""^[-=*#\[(\ _]{0,8} this\ (?:is\ an\ auto(?:mated|matic|matically[ -]generated)
        | (?:e-?mail|message|mail)\ (?:was|is|has\ been)\ (?:automatically|auto-?)[ -]?
          (?:generated|sent) )""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
LOOKED_AT = 1500  # characters of the text


def reason(fields: Fields, name: str, address: str, subject: str, text: str) -> str:
    """Why a mail is no human's, in one word; empty where nothing says so."""
    return (
        _by_fields(fields)
        or _by_subject(subject, text)
        or _by_author(name.lower(), address.partition("@")[0])
        or _by_text(text)
    )


def _by_fields(fields: Fields) -> str:
    if NAMED.isdisjoint(fields):
        return ""
    for field, value, found in FIELDS:
        if any(each.lower().startswith(value) for each in fields.get(field, ())):
            return found
    return ""


def _by_subject(subject: str, text: str) -> str:
    if AWAY.match(subject):
        return "away"
    if BOUNCE.match(subject):
        return "bounce"
    if DIGEST.match(subject) and DIGEST_TEXT.match(text):
        return "digest"
    return ""


def _by_author(name: str, local: str) -> str:
    if local in BOUNCERS:
        return "bounce"
    if local in REPOSITORIES:
        return "commit"
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", name[:200])
    told = MACHINE_WORDS.intersection(words) or _a_bot(words, local)
    if told or ((local in MACHINES or PROGRAMS.search(local)) and not _human(words)):
        return "bot"
    return ""


def _a_bot(words: Sequence[str], local: str) -> bool:
    """True where what may be a surname is none: the address says it too, or there is no surname."""
    found = ALSO_HUMANS.intersection(words)
    if not found:
        return False
    if words[-1] == "ci" or (words[-1] == "bot" and len(words) > 2):
        return True
    pieces = [piece.rstrip("0123456789") for piece in re.split(r"[-_.+]", local)]
    agrees = any(word in pieces or local.endswith(word) for word in found)
    return agrees and (len(words) != 2 or words[-1] == "bot")


def _human(words: Sequence[str]) -> bool:
    """True for two words or more that are no program's."""
    whole = [word for word in words if word.isalpha() and len(word) > 1]
    return len(whole) >= 2 and NO_HUMANS.isdisjoint(words)


def _by_text(text: str) -> str:
    beginning = text[:LOOKED_AT]
    if COMMIT_TEXT.match(beginning):
        return "commit"
    return "bot" if "auto" in beginning and SELF_TOLD.search(beginning) else ""
