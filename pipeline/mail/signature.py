"""Signatures, list footers, disclaimers and the archiver's notices.

In: `Lines` with quotes and attributions marked. Out: the same, with kinds signature, footer and attachment.

- `-- ` on a line of its own opens a signature, down to the next quote, footer or notice.
- A sign-off (`Cheers,`) with a name under it is a signature, in the last words of the author or as a paragraph.
- A rule of underscores over a list's name and address is a footer; so are its well-known sentences.
"""

from __future__ import annotations

import re

from pipeline.mail.lines import ATTACHMENT, ATTRIBUTION, BLANK, FOOTER, OWN, QUOTE, SIGNATURE, Lines

NEXT_PART = "-------------- next part --------------"
# A rule is any run of these signs: underscores by Mailman, "-.-.-." by Majordomo.
RULE = re.compile(r"[ \t]*[-_=*~.+#]{24,}[ \t]*$")
SCRUBBED = re.compile(r"An? [\w ./-]{1,80} was scrubbed\.\.\.$")
# The notice in the language of the site: "------------ próxima parte ------------", then its address.
FOREIGN_PART = re.compile(r"-{8,} [^\W\d_][^\n-]{3,40} -{8,}$")
URL = re.compile(r"URL ?:", re.I)
RULED = (
    "_" * 24,
    "=-=-=-=-",
    "-.-.-.-.",
    "-" * 40,
    "*" * 40,
    "=" * 40,
    "+" * 40,
    "~" * 40,
    "_._._._",
)
LIST = re.compile(
    r"mailing[ -]?list|https?://|www\.|mailto:|\blist(?:e|a)? (?:info|archive|de)|unsubscri|lists?\.|listinfo|@|liste de diffusion"
    r"|lista de correo|mailingliste| at lists",
    re.I,
)
FOOTERS = re.compile(
    r"(?:>?More information about (?:the )?[\w.-]{1,60}|Más información sobre la lista|Mehr Informationen über die Mailingliste"
    r"|To unsubscribe(?: from this (?:list|group)|,? e-?mail|, send| send)|You received this message because you"
    r"|For more options,? visit this group|Yahoo! Groups|Your use of Yahoo! Groups|To post to this group|Community email addresses"
    r"|Unsubscribe: |Über die Mailingliste|Plus d'informations sur|Maggiori informazioni sulla|\[Non-text portions of this message"
    r"|Please read the FAQ at|The Linux Kernel Archives|Más información acerca)",
    re.I,
)
DISCLAIMER = re.compile(
    r"\W{0,6}(?:(?:this|the information (?:contained )?in this|any information in this) (?:e-?mail|message|communication|transmission)"
    r".{0,80}(?:confidential|intended|privileged|proprietary|may contain)|confidentiality notice|confidential(?:ity)?(?::| note)"
    r"|disclaimer\b|legal notice|important notice|diese e-?mail enthält|notice: ?this|the contents of this e-?mail"
    r"|this (?:e-?mail|message) (?:and any|is|was sent|contains)\b.{0,60}(?:attach|confiden|intended|privileged|personal)"
    r"|este (?:mensaje|correo).{0,60}confidencial|ce (?:message|courriel).{0,60}confidentiel)",
    re.I,
)
# "-- " is the rule (RFC 3676 4.3); these others are believed where a name or a contact follows.
DELIMITERS = frozenset(
    ["--", "---", "----", "-----", "__", "___", "_____", "-- -", "—", "--------"]
)
MOBILE = re.compile(
    r"(?:sent from my|top-posted from|sent from windows|sent from (?:mobile|yahoo|outlook|a mobile|mail for)|sent (?:via|using|with|by) .{1,40}(?:mobile|phone|blackberry|android|app|mail)\b"
    r"|von meinem .{2,30} gesendet|gesendet von|envoyé de mon|enviado desde mi|get outlook for|do you yahoo|sent on the go|verstuurd vanaf|inviato da)",
    re.I,
)
# Sign-offs, by language; a line that is one, with nothing but a name or a mark after it.
SIGN_OFF = re.compile(
    r"(?:(?:kind(?:est)?|best|warm(?:est)?|many|with|my|friendly|cordial|b\.|viele|liebe[rn]?|beste[rn]?|sch.{1,2}ne|freundliche|herzliche|"
    r"mit|freundlichen?|freundlichem|besten|lieben|herzlichen|sonnigen|un|un cordial|cordiali|distinti|med|venlig|v.nlig|met|vriendelijke|s|very|une?|bien) )*"
    r"(?:cheers|regards|rgds|best|sincerely|yours|love|thanks|thank you|thanx|thx|tia|ciao|tsch.{1,2}s?s?|gr.{1,2}(?:ss|ß|\?)(?:e|en)?|mfg|lg|vg"
    r"|wishes|greetings|greets|cordially|respectfully|peace|later|take care|hth|hope (?:this|that) helps|bye|ttfn|enjoy"
    r"|saludos?|salut|salutacions|atentamente|gracias|gr.cies|cordialement|amicalement|. bient.t|bien . (?:vous|toi)|merci|salutations|saluti"
    r"|groet(?:en|jes)?|mvg|pozdrawiam|pozdrav(?:em)?|с уважением|всего|спасибо|удачи|bis dann|danke(?: sch.{1,2}n)?"
    r"|hilsen|h.lsning(?:ar)?|mvh|terveisin|abra.os|um abra.o|atenciosamente|obrigado|all the best|so long|have fun|happy hacking|warmly"
    r"|ng. mihi|br|kr|a\+)"
    r"(?: (?:regards|wishes|again|in advance|and regards|and best regards|a lot|very much|you|everyone|all|folks|truly|sincerely|for now|to all|from|so much"
    r"|im voraus|schon mal|de antemano|d'avance|und gr.{1,3}e?|aus|hacking|&|and))*"
    r"[\s,.!:;)-]*(?P<name>(?:[-—–~]+ ?)?[\w.'’?-]{0,20}(?: [\w.'’?-]{1,20}){0,2})[,.!]?$",
    re.I,
)
# -Name, --Name, ~ Name, /Name, — Name at the very end.
DASHED = re.compile(
    r"(?:[-–—~/]{1,3}|\.\.\.) ?(?=[^\W\d_])([\w.'’@-]{1,24}(?: [\w.'’()\"-]{1,24}){0,4})$"
)
# python-dev's own: --Name Name (home page: address)
DOUBLE = re.compile(r"-- ?[A-Z][\w.]{1,20}(?: [\w.'-]{1,20}){0,4}(?: ?[(<].{1,100}[)>])?$")
NAMELIKE = re.compile(r"[^\W\d_][\w.'’?-]*,?(?: [\w?.'’\"()/&|,-]{1,24}){0,5}$")
CONTACT = re.compile(
    r"https?://|www\.|@| at [\w-]+(?:\.| dot )|\b(?:tel|fax|phone|mobile|cell|icq|jabber|skype|irc|gpg|pgp|orcid|blog|home ?page|e-?mail|web|github)\b ?[:#.]?"
    r"|\+\d[\d ().-]{6,}|\b\d{3}[-. ]\d{3,4}[-. ]\d{4}\b| \| |^\w[\w-]*(?:\.\w[\w-]*)+/?\S*$",
    re.I,
)
# Signed-off-by, Acked-by: votes, not signatures.
TRAILER = re.compile(r"[A-Z][a-z-]{2,20}-by: ")
# What may follow a signature and is the author's: a postscript, notes.
POSTSCRIPT = re.compile(r"p\.? ?(?:p\.? ?)?s\b|\[\d+\]|\(\d+\)", re.I)


# Words without one of which there is neither footer, tagline nor disclaimer.
FOOTER_CUES = (
    "mailing", "subscri", "yahoo", "lista", "liste", "for more options", "to post to this", "community email",
    "non-text portions", "faq", "informa", "kernel archives",
)  # fmt: skip
TAIL_CUES = (
    "sent from", "sent via", "sent using", "sent with", "sent by", "sent on", "gesendet", "envoyé", "enviado", "intended",
    "confiden", "disclaimer", "notice", "outlook for", "yahoo", "top-posted", "verstuurd", "inviato", "privileged",
)  # fmt: skip


def mark(lines: Lines, body: str) -> None:
    """Mark all that an author's words end in."""
    lowered = body.lower()
    if "-------- " in body or " scrubbed..." in body:
        _notices(lines)
    ruled = any(rule in body for rule in RULED)
    if ruled or any(cue in lowered for cue in FOOTER_CUES):
        _footers(lines, ruled)
    if any(each in body for each in ("--\n", "-- \n", "__\n")):
        _delimited(lines)
    if "-----BEGIN PGP" in body:
        _seals(lines)
    if any(cue in lowered for cue in TAIL_CUES):
        _tail(lines)
    _sign_offs(lines)


def _notices(lines: Lines) -> None:
    """The archiver's notices run to the first empty line; a part in plain text has but its first line."""
    at = 0
    while at < len(lines.text):
        if _notice(lines, at):
            lines.kind[at], lines.depth[at] = ATTACHMENT, 0
            whole = any(
                URL.match(line) or line.rstrip().endswith("scrubbed...")
                for line in lines.text[at : at + 9]
                if line.strip()
            )
            at += 1
            while whole and at < len(lines.text) and lines.kind[at] != BLANK:
                lines.kind[at], lines.depth[at] = ATTACHMENT, 0
                at += 1
        else:
            at += 1


def _notice(lines: Lines, at: int) -> bool:
    line = lines.text[at]
    if not line.startswith(("-----", "A")):
        return False
    if line.startswith(NEXT_PART) or SCRUBBED.match(line):
        return True
    return bool(FOREIGN_PART.match(line.rstrip())) and any(
        URL.match(each) for each in lines.text[at + 1 : at + 9]
    )


def _footers(lines: Lines, ruled: bool) -> None:
    for at, line in enumerate(lines.text):
        kind = lines.kind[at]
        if kind in (BLANK, ATTACHMENT, FOOTER) or _marks(line):
            continue
        first = line[:1]
        if ruled and first and first in " \t_-=*~.+#" and RULE.match(line):
            if _is_footer(lines, at):
                _mark_footer(lines, _advertised(lines, at), at)
        elif first and first in "MTYFCUÜP[V>m" and FOOTERS.match(line):
            start = at
            if at and RULE.match(lines.text[at - 1]):
                start = at - 1
            _mark_footer(lines, start, at)


def _marks(line: str) -> bool:
    return line.lstrip()[:1] == ">" and not line.startswith(">More information")


def _is_footer(lines: Lines, at: int) -> bool:
    """True where the lines under a rule name a list or an address."""
    said = [line for line in lines.text[at + 1 : at + 6] if line.strip()]
    return any(LIST.search(line[:300]) and not _marks(line) for line in said[:4]) and not any(
        line.startswith(("From:", "Von:", "De:", "*From:*")) for line in said[:2]
    )


def _advertised(lines: Lines, at: int) -> int:
    """The start of a footer: above the rule there may be an advertisement under a rule of its own."""
    for above in range(at - 1, max(at - 12, -1), -1):
        line = lines.text[above]
        if line.startswith("-" * 60) and RULE.match(line):
            return above
        if lines.depth[above] and _marks(line):
            break
    return at


def _mark_footer(lines: Lines, start: int, at: int) -> None:
    """A footer runs to the next empty line, and on where short lines of the same make follow."""
    end = at
    while end < len(lines.text):
        kind = lines.kind[end]
        if kind == ATTACHMENT or (kind != BLANK and _marks(lines.text[end])):
            break
        if kind == BLANK and end > at + 1 and not _goes_on(lines, end):
            break
        end += 1
    for each in range(start, end):
        if lines.kind[each] != BLANK:
            lines.kind[each], lines.depth[each] = FOOTER, 0


def _goes_on(lines: Lines, at: int) -> bool:
    """True where what follows an empty line still belongs to a footer."""
    following = next((line for line in lines.text[at : at + 4] if line.strip()), "")
    return bool(LIST.search(following[:300]) or FOOTERS.match(following)) and len(following) < 120


def _delimited(lines: Lines) -> None:
    """`-- ` opens a signature, down to what is not the author's; `--` alone too where few lines follow."""
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


def _tail(lines: Lines) -> None:
    """Mobile taglines anywhere; disclaimers from their first line to the end of the words."""
    for at, line in enumerate(lines.text):
        if lines.kind[at] not in (OWN, SIGNATURE):
            continue
        starts = at == 0 or lines.kind[at - 1] != OWN
        if starts and len(line) < 90 and MOBILE.match(line.strip()):
            lines.kind[at] = SIGNATURE
        elif starts and DISCLAIMER.match(line[:300]) and not _own_after(lines, at):
            end = at
            while end < len(lines.text) and lines.kind[end] in (OWN, BLANK, SIGNATURE):
                if lines.kind[end] != BLANK:
                    lines.kind[end] = FOOTER
                end += 1


def _own_after(lines: Lines, at: int) -> bool:
    """True where the author goes on after a quote that stands below."""
    quoted = False
    for each in range(at, len(lines.text)):
        quoted = quoted or lines.kind[each] in (QUOTE, ATTRIBUTION)
        if quoted and lines.kind[each] == OWN:
            return True
    return False


def _sign_offs(lines: Lines) -> None:
    """Sign-offs of the author: at the end of the last words, or of a paragraph where a name follows."""
    own = [at for at, kind in enumerate(lines.kind) if kind == OWN]
    if not own:
        return
    for at in own:
        if len(lines.text[at]) < 36 and at and lines.kind[at - 1] == OWN and _ends(lines, at):
            _signs_between(lines, at)
    own = [at for at in own if lines.kind[at] == OWN]
    if not own:
        return
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
    if len(line) > 60 or not (match := SIGN_OFF.match(line)):
        return False
    under = [each for each in range(at + 1, last + 1) if lines.kind[each] == OWN]
    name = match["name"].strip(" -—–~")
    named = bool(name)
    if (
        named
        and not all(word[0].isupper() for word in name.split())
        and (" " in name or line[-1] in ".!")
    ):
        return False
    if not under and at == next(each for each, kind in enumerate(lines.kind) if kind == OWN):
        return False
    if not under and (at == 0 or lines.kind[at - 1] == OWN) and not named and len(line) > 30:
        return False
    taken = [at]
    for each in under:
        text = lines.text[each].strip()
        contact = bool(CONTACT.search(text))
        if POSTSCRIPT.match(text) or TRAILER.match(text) or len(text) > (160 if contact else 78):
            break
        if not (
            len(taken) <= 2
            and NAMELIKE.match(text)
            or contact
            or DASHED.match(text)
            or len(taken) > 1
            and len(text) < 50
            and text[-1:] not in ".?!:"
        ):
            break
        taken.append(each)
    rest = [each for each in under if each > taken[-1]]
    if rest and not POSTSCRIPT.match(lines.text[rest[0]].strip()):
        return False
    for each in taken:
        lines.kind[each] = SIGNATURE
    return True


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
