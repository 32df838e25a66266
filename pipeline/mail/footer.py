"""List footers, disclaimers, taglines and the archiver's notices: what no author typed.

In: `Lines` with quotes and attributions marked. Out: the same, with kinds footer, attachment and,
for taglines, signature.

- A rule of underscores (or the like) over a list's name and address is a footer, with the
  advertisement above it; so are the well-known sentences of list servers.
- A notice of the archiver ("next part", "scrubbed") runs to the first empty line; where the part is
  plain text, only its first line is a notice.
- A disclaimer runs to the end of the author's words; "Sent from my phone" is one line.
"""

from __future__ import annotations

import re

from pipeline.mail.lines import ATTACHMENT, ATTRIBUTION, BLANK, FOOTER, OWN, QUOTE, SIGNATURE, Lines

NEXT_PART = "-------------- next part --------------"
SCRUBBED = re.compile(r"An? [\w ./-]{1,80} was scrubbed\.\.\.$")
# What R's lists, and Mailman where it is so set, put for a part that they took away.
DELETED = "[[alternative HTML version deleted]]"
# The same in the language of the site: "------------ próxima parte ------------" over an address.
FOREIGN_PART = re.compile(r"-{8,} [^\W\d_][^\n-]{3,40} -{8,}$")
URL = re.compile(r"URL ?:", re.IGNORECASE)
# A rule is a run of underscores (Mailman), or a longer one of other signs ("-.-.-.", Majordomo).
RULE = re.compile(r"[ \t]*(?:_{24,}|[-_=*~.+#]{40,})[ \t]*$")
RULE_STARTS = frozenset(" \t_-=*~.+#")
# What stands under a rule, if it is a list's.
LIST = re.compile(
    r"mailing[ -]?list|https?://|www\.|mailto:|\blist[ea]? (?:info|archive|de)|unsubscri|lists?\."
    r"|listinfo|@|liste de diffusion|lista de correo|mailingliste| at lists",
    re.IGNORECASE,
)
# Under other rules than underscores more is asked: authors draw them too.
SURELY_LIST = re.compile(
    r"mailing[ -]?list|unsubscri|listinfo|to respond|you can respond by", re.IGNORECASE
)
FOOTERS = re.compile(
    r"(?:>?More information about (?:the )?[\w.-]{1,60}|You received this message because you"
    r"|To unsubscribe(?: from this (?:list|group)|,? e-?mail|, send| send)|Unsubscribe: "
    r"|For more options,? visit this group|(?:Your use of )?Yahoo! Groups|To post to this group"
    r"|Community email addresses|\[Non-text portions of this message|Please read the FAQ at"
    r"|The Linux Kernel Archives|View this message in context: |Sent from the .{3,60} archive at "
    r"|Más información (?:sobre la lista|acerca)|Mehr Informationen über die Mailingliste"
    r"|Über die Mailingliste|Plus d'informations sur|Maggiori informazioni sulla)",
    re.IGNORECASE,
)
FOOTER_STARTS = frozenset("MTYFCUÜP[V>mS")
STARTS = FOOTER_STARTS | RULE_STARTS
DISCLAIMER = re.compile(
    r"\W{0,6}(?:(?:this|the information (?:contained )?in this|any information in this) "
    r"(?:e-?mail|message|communication|transmission).{0,80}"
    r"(?:confidential|intended|privileged|proprietary|may contain)"
    r"|confidentiality notice|confidential(?:ity)?(?::| note)|disclaimer\b|legal notice"
    r"|important notice|diese e-?mail enthält|notice: ?this|the contents of this e-?mail"
    r"|this (?:e-?mail|message) (?:and any|is|was sent|contains)\b.{0,60}"
    r"(?:attach|confiden|intended|privileged|personal)"
    r"|este (?:mensaje|correo).{0,60}confidencial|ce (?:message|courriel).{0,60}confidentiel)",
    re.IGNORECASE,
)
MOBILE = re.compile(
    r"(?:sent from (?:my|windows|mobile|yahoo|outlook|a mobile|mail for)|top-posted from"
    r"|sent (?:via|using|with|by) .{1,40}(?:mobile|phone|blackberry|android|app|mail)\b"
    r"|sent on the go|get outlook for|do you yahoo|von meinem .{2,30} gesendet|gesendet von"
    r"|envoyé de mon|enviado desde mi|verstuurd vanaf|inviato da)",
    re.IGNORECASE,
)
# Words without one of which there is neither tagline nor disclaimer.
SENT_CUES = ("sent from", "sent via", "sent using", "sent with", "sent by", "sent on")
TAIL_CUES = (
    "gesendet", "envoyé", "enviado", "intended", "confiden", "disclaimer", "notice",
    "outlook for", "yahoo", "top-posted", "verstuurd", "inviato", "privileged",
)  # fmt: skip


def mark(lines: Lines, body: str) -> None:
    """Mark footers, notices, taglines and disclaimers."""
    lowered = body.lower()
    if "-------- " in body or " scrubbed..." in body:
        _notices(lines)
    if DELETED in body:
        for at, line in enumerate(lines.text):
            if line.strip() == DELETED:
                lines.kind[at], lines.depth[at] = ATTACHMENT, 0
    _footers(lines)
    if ("sent " in lowered and any(cue in lowered for cue in SENT_CUES)) or any(
        cue in lowered for cue in TAIL_CUES
    ):
        _tail(lines)


def _notices(lines: Lines) -> None:
    """Mark the archiver's notices."""
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


def _footers(lines: Lines) -> None:
    for at, line in enumerate(lines.text):
        first = line[:1]
        if first not in STARTS or (first == ">" and line[1:2] != "M"):
            continue
        if lines.kind[at] in (BLANK, ATTACHMENT, FOOTER) or _marks(line):
            continue
        if first in RULE_STARTS and RULE.match(line):
            if _is_footer(lines, at):
                _mark_footer(lines, _advertised(lines, at), at)
        elif first in FOOTER_STARTS and FOOTERS.match(line):
            start = at
            if at and RULE.match(lines.text[at - 1]):
                start = at - 1
            _mark_footer(lines, start, at)


def _marks(line: str) -> bool:
    return line.lstrip()[:1] == ">" and not line.startswith(">More information")


def _is_footer(lines: Lines, at: int) -> bool:
    """True where the lines under a rule name a list or an address."""
    said = [line for line in lines.text[at + 1 : at + 6] if line.strip()]
    pattern = LIST if "_" * 24 in lines.text[at] else SURELY_LIST
    return any(pattern.search(line[:300]) and not _marks(line) for line in said[:4]) and not any(
        line.startswith(("From:", "Von:", "De:", "*From:*")) for line in said[:2]
    )


def _advertised(lines: Lines, at: int) -> int:
    """The start of a footer: that of an advertisement above it, under a rule of its own."""
    for above in range(at - 1, max(at - 12, -1), -1):
        line = lines.text[above]
        if line.startswith("-" * 60) and RULE.match(line):
            return above
        if lines.depth[above] and _marks(line):
            break
    return at


def _mark_footer(lines: Lines, start: int, at: int) -> None:
    """A footer runs to the next empty line, and on where lines of the same make follow."""
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
