"""Attribution lines: who is quoted and when they wrote it.

In: one to four lines of text. Out: an `Attribution` or None. Read word by word, so that a language is a row
of a table and hostile lines cost no more than others:

- a verb of saying (`wrote`, `schrieb`, `a écrit`), or an opening (`Quoting`, `Zitat von`), or a name in
  brackets (`[Guido]`), makes a line an attribution;
- the date is the longest run of numbers, times, zones, months and weekdays;
- the name is what is left before the verb, or after it where nothing is; else the address.
"""

from __future__ import annotations

import re

from pipeline.mail.lines import Attribution

# Verbs of saying, by language; of "a écrit", "ha scritto" the last word is enough.
VERBS = frozenset(
    "wrote writes write said says spake scribbled typed quoth schrieb schreibt geschrieben meinte "
    "écrit ecrit écrivait écrivit scritto scrisse scrive escribió escribio escribía escribiò "
    "escreveu schreef schrijft skrev skriver kirjoitti napisał napisał(a) napisała pisze napisal napsal "
    "napsal(a) píše napísal napisao napisala írta írt писал писал(а) пишет написал написал(а) написала "
    "пише написав wrote> scris yazdı yazmış έγραψε escriure ecrivit wrotes wrote-".split()
)
# Openings that do without a verb.
OPENINGS = frozenset("quoting quoth zitat zitiere citando citát citerar selon mensaje".split())
# Words before a date: On, At, Am, Le, El, Il, Em, Op, Den, W dniu, Dne, Dana, В, On.
LEADS = frozenset(
    "on at am um le el il em op den d. in w dniu dnia dne dňa dana 在 в it's the van de thus "
    "vào gio na die log".split()
)
BETWEEN = frozenset(
    "at um à a às alle kl. klo o om of de del den the las uhr г. г в v ob и og".split()
)
ZONES = frozenset(
    "utc gmt est edt cst cdt mst mdt pst pdt bst cet cest met mest eet eest wet west msk msd jst ist "
    "aest aedt nzst nzdt hkt akdt am pm a.m. p.m. h uhr z hours hrs".split()
)
# Months and weekdays, whole and cut, in the languages of the archives read so far.
CALENDAR = frozenset(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july "
    "august september october november december mon tue tues wed thu thur thurs fri sat sun monday tuesday "
    "wednesday thursday friday saturday sunday januar februar märz mär mrz mai juni juli oktober okt dezember "
    "dez montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre lundi mardi mercredi "
    "jeudi vendredi samedi dimanche lun jeu ven sam dim janv févr juil déc enero febrero marzo abril mayo "
    "junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic lunes martes miércoles "
    "jueves viernes sábado domingo mié mie jue vie sáb sab dom gennaio febbraio aprile maggio giugno luglio "
    "settembre ottobre dicembre gen mag giu lug set ott lunedì martedì mercoledì giovedì venerdì sabato "
    "domenica mer gio janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira seg ter qua qui sex maandag dinsdag woensdag donderdag "
    "vrijdag zaterdag zondag maart mei augustus ma di wo vr za zo mrt januari februari oktober måndag tisdag "
    "onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag maj января февраля марта апреля мая "
    "июня июля августа сентября октября ноября декабря янв фев мар апр июн июл авг сен окт ноя дек пн вт ср чт "
    "пт сб вс понедельник вторник среда четверг пятница суббота воскресенье stycznia lutego marca kwietnia maja czerwca "
    "lipca sierpnia września października listopada grudnia ledna února března dubna května června července "
    "srpna září října listopadu prosince po út st čt pá so ne".split()
)
ADDRESS = re.compile(
    r"<[^<>]{1,300}>|\[?mailto:[^\]\s]{1,200}\]?|\(?[\w.+=-]{1,80}@[\w.-]{1,100}\)?"
    r"|[\w.+-]{1,80} (?:at|en|bei) [\w-]{1,60}(?:\.[\w-]{1,60}){1,5}"
)
NUMBER = re.compile(
    r"[\d:./,+\-–]*\d[\d:./,+\-–]*(?:st|nd|rd|th|h|am|pm|AM|PM|º|Z|T[\d:.+\-]+Z?)?[.,;:]?$"
)
# Brackets that cut, rather than name: [snip], [...], [cc list trimmed].
CUT = re.compile(
    r"snip|cut|\.\.|delet|trim|elid|omit|remov|moved|cc|etc|thread|list|\bre:|http", re.I
)
BRACKETED = re.compile(r"\[([^\[\]]{2,80})\]:?$")
# mutt: * Name <address> [2005-01-02 12:45]:
STARRED = re.compile(r"[*+] ?(.{2,80}?) ?[\[(]([^\])]{6,60})[\])] ?(?:wrote)?:$")
CLOSES = (":", "...", "…", "：")
LONGEST = 500
# "DB" == Dan B <dan at example.org> writes:  (supercite, gnus)
SUPERCITE = re.compile(
    r'>{2,8} ?(?:["“]?[\w.-]{1,20}["”]? == |On .{5,60}, .{2,80}(?:said|wrote|writes))'
)


def read(text: str) -> Attribution | None:
    """Who is quoted, if `text` attributes a quote to somebody."""
    if len(text) > LONGEST or not may(text):
        return None
    text = " ".join(text.split())
    if text.startswith("["):
        return _bracketed(text)
    if text[:1] in "*+" and (match := STARRED.match(text)):
        return Attribution(_name([match[1]], text), match[2], sure=True)
    addresses = [match[0] for match in ADDRESS.finditer(text)]
    plain = ADDRESS.sub(" ", text) if addresses else text
    words = plain.split()
    verb = next(
        (at for at in range(len(words) - 1, -1, -1) if words[at].strip(":,.;*").lower() in VERBS),
        -1,
    )
    if verb < 0:
        return _dated_address(text, words, addresses) or _opened(text, words, addresses)
    start, end = _date(words)
    closed = text.endswith(CLOSES) or text.endswith(">:")
    date = " ".join(words[start:end]).strip(" ,.;:()[]")
    head, tail = _around(words, verb, start, end)
    if not head and not tail and not addresses:
        return None
    if len(head) > 7 or len(tail) > (4 if closed else 2):
        return None
    evident = bool(date) or bool(addresses)
    if not evident and not (closed and _names(head or tail)):
        return None
    named = head or tail
    return Attribution(
        _name(named, addresses[0] if addresses else ""), date, sure=closed and evident
    )


def may(text: str) -> bool:
    """False where `text` can't be an attribution: a quick look that most lines don't pass."""
    if not VERBS.isdisjoint(text.lower().replace(":", " ").replace(",", " ").split()):
        return True
    return text[:1] in "[*+" or text.rstrip()[-1:] in ":：>"


def _dated_address(text: str, words: list[str], addresses: list[str]) -> Attribution | None:
    """A date, a name and an address, and no verb: 2014-09-04 12:00 GMT+02:00 Anna B <anna at example.org>:"""
    start, end = _date(words)
    if not addresses or end - start < 2 or start > 1 or not text.endswith((":", ">")):
        return None
    name = [word for word in words[end:] if word.strip(":,")]
    if len(name) > 6:
        return None
    return Attribution(
        _name(name, addresses[0]), " ".join(words[start:end]).strip(" ,:"), sure=True
    )


def _opened(text: str, words: list[str], addresses: list[str]) -> Attribution | None:
    first = words[0].lower() if words else ""
    if first not in OPENINGS or not text.endswith(":") or len(words) > 12:
        return None
    start, end = _date(words)
    head = [word for at, word in enumerate(words) if at and not start <= at < end]
    head = head[1:] if head and head[0].lower() in ("von", "de", "from", "a") else head
    date = " ".join(words[start:end]).strip(" ,.;:()[]")
    return Attribution(_name(head, addresses[0] if addresses else ""), date, sure=bool(addresses))


def _bracketed(text: str) -> Attribution | None:
    match = BRACKETED.match(text)
    if match is None or CUT.search(match[1]):
        return None
    words = match[1].split(",")[0].split()
    if not _names(words) or len(words) > 5:
        return None
    return Attribution(_name(words, ""), "", sure=False)


def _names(words: list[str]) -> bool:
    """True where these words can be a name: few, and capitalised but for particles."""
    capitals = sum(1 for word in words if word.strip("\"'(“")[:1].isupper())
    pronoun = bool(words) and words[0].lower() in (
        "you",
        "i",
        "he",
        "she",
        "they",
        "somebody",
        "someone",
    )
    return 0 < len(words) <= 6 and (capitals * 2 >= len(words) or pronoun or len(words) == 1)


def _date(words: list[str]) -> tuple[int, int]:
    """Where the first run of date words that holds a number begins and ends."""
    at = 0
    while at < len(words):
        end = at
        numbers = 0
        while end < len(words) and (kind := _dated(words, end)):
            numbers += kind == 2
            end += 1
        if numbers and (end - at > 1 or len(words[at]) > 5):
            while end > at and words[end - 1].lower() in BETWEEN:
                end -= 1
            return at, end
        at = max(end, at + 1)
    return 0, 0


def _dated(words: list[str], at: int) -> int:
    """2 a number or time, 1 a word that may stand in a date, 0 neither."""
    word = words[at]
    if NUMBER.match(word.strip("()[]")):
        return 2
    lower = word.strip("()[],.;:").lower()
    if lower in ZONES:
        return 1
    following = words[at + 1] if at + 1 < len(words) else ""
    number_next = bool(NUMBER.match(following.strip("()[]")))
    if lower in CALENDAR:
        previous = words[at - 1] if at else ""
        near = number_next or following.strip(",.").lower() in CALENDAR
        behind = bool(NUMBER.match(previous)) and not previous.endswith(",")
        return int(near or behind or (previous.lower().strip(",") in LEADS and word.endswith(",")))
    if word.lower() in BETWEEN:
        return int(number_next or following.strip(",.").lower() in CALENDAR)
    return 0


NOISE = frozenset("in article message and , - -- --- | * thus".split())


def _around(words: list[str], verb: int, start: int, end: int) -> tuple[list[str], list[str]]:
    """The words before and after the verb that are neither date nor lead."""
    lead = start - 1 if end and start and words[start - 1].lower() in LEADS else -1
    head = [words[at] for at in range(verb) if not start <= at < end and at != lead]
    tail = [words[at] for at in range(verb + 1, len(words)) if not start <= at < end and at != lead]
    while head and head[0].lower().strip(",:") in NOISE | LEADS:
        head.pop(0)
    while head and head[-1].lower() in ("a", "ha", "has", "hat", "va", ",", "-", "(a)", "je"):
        head.pop()
    return head, [word for word in tail if word.strip(":,.*")]


def _name(words: list[str], address: str) -> str:
    name = " ".join(words).strip(" ,:;\"'*|()[]<>-–“”")
    if name.lower() in ("you", "i"):
        return ""
    return name or address.strip(" <>()[]").removeprefix("mailto:")
