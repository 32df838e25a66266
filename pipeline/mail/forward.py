"""Header blocks: what Outlook and others put above a whole mail that they quote without marks.

In: `Lines`. Out: the same, with the block as attribution and, where no marks follow, all below as quote.

- A divider (`-----Original Message-----`, in any of the languages below) opens a block, also without fields.
- Without a divider a block is From and two of Sent, To, Subject, in any order, at the start of a paragraph.
- Headers pasted with Received or Message-ID are evidence in a debate, not a quote.
"""

from __future__ import annotations

import re

from pipeline.mail.lines import (
    ATTRIBUTION,
    BLANK,
    OWN,
    QUOTE,
    Attribution,
    Lines,
    after,
    before,
    deepen,
)

FIELDS = {
    "from": "from von de da van od fra från lähettäjä от от кого kimden 差出人 发件人 寄件者 보낸 사람 保낸사람 remitente expéditeur",
    "date": "sent date gesendet datum envoyé enviado fecha data inviato verzonden wysłano sendt skickat lähetetty дата отправлено "
    "送信日時 发送时间 gönderildi odesláno послано",
    "to": "to an à para a aan do til till кому komu 宛先 收件人 kime destinatario",
    "subject": "subject betreff objet asunto assunto oggetto onderwerp temat тема emne ämne aihe předmět konu 件名 主题",
    "other": "kopie(cc) cc bcc reply-to importance priority organization newsgroups kopie copie attachments attach копия kopia followup-to mailing-list",
}
FIELD = {name: kind for kind, names in FIELDS.items() for name in names.split()} | {
    "от кого": "from",
    "보낸 사람": "from",
    "enviado el": "date",
    "enviado em": "date",
    "enviat": "date",
    "per a": "to",
    "assumpte": "subject",
    "p?edm?t": "subject",
    "kopie (cc)": "other",
    "reply to": "other",
    "répondre à": "other",
}
LINE = re.compile(
    r"[ \t]{0,4}\*{0,2}([^\W\d_][\w -]{0,14}?)\*{0,2}[ \t]?[:：]\*{0,2}(?:[ \t]+(.*)|$)"
)
PASTED = re.compile(
    r"(?:Received|Return-Path|Message-I[dD]|X-[\w-]+|Delivered-To|DKIM-Signature|MIME-Version):"
)
DIVIDER = re.compile(
    r"[ \t>]{0,8}(?:[-_*=]{2,40} ?(?:original message|missatge original|original-nachricht|ursprüngliche nachricht|urspr.ngliche nachricht"
    r"|originalnachricht|message d'origine|message original|mensaje original|mensagem original|messaggio originale"
    r"|oorspronkelijk bericht|oprindelig meddelelse|ursprungligt meddelande|alkuperäinen viesti|пересылаемое сообщение"
    r"|исходное сообщение|original appointment|wiadomość oryginalna|původní zpráva|reply message|weitergeleitete nachricht"
    r"|weitergeleitete message|mensaje reenviado|mensaje citado|message transféré|messaggio inoltrato|doorgestuurd bericht"
    r"|forwarded message|forwarded by|forwarded mail|begin forwarded message|end of original|forward message|forwarded email)"
    r"(?:[ \t]{0,4}[-_*=]{2,40}|[^<>]{0,80}$|:?\s*$)|begin forwarded message:\s*$)",
    re.IGNORECASE,
)
# A title between dashes, in whatever language, right above a block.
TITLE = re.compile(r"[ \t]{0,4}-{4,} {0,3}[^\s-].{2,60}[^\s-] {0,3}-{4,}\s*$")
GATE = re.compile(
    r"^[ \t]{0,4}(?:[-_*=]{2,40} ?[A-Za-zА-я].{2,60}|\*?(?:From|Von|De|Da|Van|Od|Fra|Från|От|От кого|Lähettäjä|To|Kimden|差出人|发件人)\*?[ \t]?[:：]|Begin forwarded)",
    re.M,
)


def mark(lines: Lines, body: str) -> None:
    """Mark every header block outside quotes, and what it opens."""
    if GATE.search(body) is None:
        return
    at = 0
    size = len(lines.text)
    while at < size:
        plain = lines.kind[at] in (OWN, QUOTE) and lines.text[at].lstrip()[:1] != ">"
        end = _block(lines, at) if plain else None
        if end is None:
            at += 1
            continue
        stop, attribution = end
        following = after(lines, stop - 1)
        depth = lines.depth[at]
        title = before(lines, at)
        if title >= 0 and lines.kind[title] == OWN and TITLE.match(lines.text[title]):
            at = title
        lines.kind[at:stop] = [ATTRIBUTION] * (stop - at)
        lines.attributions[stop - 1] = (attribution, depth + 1)
        if following < size and lines.depth[following] == depth:
            deepen(lines, range(stop, len(lines.text)))
        at = stop


def _block(lines: Lines, at: int) -> tuple[int, Attribution] | None:
    """Where the header block at this line ends, and whom it names."""
    divided = bool(DIVIDER.match(lines.text[at][:200]))
    start = at
    if divided:
        start = at + 1
        while start < len(lines.text) and start < at + 3 and lines.kind[start] == BLANK:
            start += 1
    elif at and lines.kind[at - 1] != BLANK and not _rule(lines.text[at - 1]):
        return None
    end, found, pasted = _fields(lines, start)
    if pasted and not divided:
        return None
    if divided and "from" not in found:
        return max(end, at + 1), Attribution("", found.get("date", "").strip(" *"))
    others = sum(1 for kind in ("date", "to", "subject") if kind in found)
    if "from" not in found or (others < 2 and not divided):
        return None
    name = _author(found["from"])
    return end, Attribution(name, found.get("date", "").strip(" *"), sure=True)


def _author(value: str) -> str:
    """The name in a From field; a list's server sends on behalf of somebody."""
    name = re.sub(r"<.*|\[mailto.*|\(mailto.*", "", value.rpartition(" On Behalf Of ")[2] or value)
    return name.strip(" \"'*") or value.strip(" <>")


def _rule(line: str) -> bool:
    return not line.strip(" _-=*>")


def _fields(lines: Lines, start: int) -> tuple[int, dict[str, str], bool]:
    """Where the fields from `start` end, their values by kind, and whether they were pasted whole."""
    found: dict[str, str] = {}
    at = start
    pasted = False
    last = ""
    while at < len(lines.text) and at < start + 24:
        line = lines.text[at]
        if lines.kind[at] == BLANK or lines.depth[at] != lines.depth[start]:
            break
        match = LINE.match(line[:400])
        kind = FIELD.get(match[1].strip().lower()) if match else None
        if PASTED.match(line):
            pasted = True
        elif kind is not None and match is not None:
            found.setdefault(kind, (match[2] or "").strip())
            last = kind
        elif not last or not _continues(lines, at, last):
            break
        elif last == "from":
            found["from"] += " " + line.strip()
        at += 1
    return at, found, pasted


def _continues(lines: Lines, at: int, last: str) -> bool:
    """True where a line goes on with the field above it: indented, in brackets, or a wrapped subject."""
    line = lines.text[at]
    if (
        line[0] in " \t"
        or line.startswith(("[mailto", "<mailto"))
        or lines.text[at - 1].rstrip()[-1:] in ",;"
    ):
        return True
    under = lines.text[at + 1] if at + 1 < len(lines.text) else ""
    field = LINE.match(under[:400])
    known = field is not None and field[1].strip().lower() in FIELD
    if known:
        return True
    return last == "subject" and not under.strip() and len(lines.text[at - 1]) > 56
