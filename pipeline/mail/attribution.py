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
from functools import lru_cache

from pipeline.mail.lines import Attribution

# Verbs of saying, by language; of "a écrit", "ha scritto" the last word is enough.
VERBS = frozenset(
    "wrote writes write said says spake scribbled typed quoth schrieb schreibt geschrieben meinte "
    "écrit ecrit écrivait écrivit scritto scrisse scrive escribió escribio escribía escribiò "
    "escreveu schreef schrijft skrev skriver kirjoitti napisał napisał(a) napisała pisze napisal napsal "
    "napsal(a) píše napísal napisao napisala írta írt писал писал(а) пишет написал написал(а) написала "
    "пише написав ?crit escribi? napsal? pisa? napisa? pisa?(a) skrev? wrote> scris yazdı yazmış έγραψε escriure ecrivit wrotes wrote-".split()
)
# Openings that do without a verb.
OPENINGS = frozenset("quoting quoth zitat zitiere citando citát citerar selon mensaje".split())
# Words before a date: On, At, Am, Le, El, Il, Em, Op, Den, W dniu, Dne, Dana, В, On.
LEADS = frozenset(
    "a on at am um le el il em op den d. in w dniu dnia dne dňa dana 在 в it's the van de thus "
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
    "dilluns dimarts dimecres dijous divendres dissabte diumenge gener febrer març maig juny juliol agost setembre octubre desembre "
    "srpna září října listopadu prosince po út st čt pá so ne".split()
)
# Most are in angle brackets, which are quick to find.
BRACED = re.compile(r"<[^<>]{1,300}>")
ADDRESS = re.compile(
    r"\[?mailto:[^\]\s]{1,200}\]?|\(?[\w.+=-]{1,80}@[\w.-]{1,100}\)?"
    r"|[\w.+-]{1,80} (?:at|en|bei) [\w-]{1,60}(?:\.[\w-]{1,60}){1,5}"
)
NUMBER = re.compile(
    r"[\d:./,+\-–]*\d[\d:./,+\-–]*(?:[?\w]{3}-\d{4}|st|nd|rd|th|h|am|pm|AM|PM|º|Z|T[\d:.+\-]+Z?)?[.,;:]?$"
)
CLOCK = re.compile(r"\(?\d{1,2}[:.]\d\d")
# Brackets that cut, rather than name: [snip], [...], [cc list trimmed].
CUT = re.compile(
    r"snip|cut|\.\.|delet|trim|elid|omit|remov|moved|cc|etc|thread|list|\bre:|http", re.I
)
BRACKETED = re.compile(r"\[([^\[\]]{2,80})\]:?$")
# mutt: * Name <address> [2005-01-02 12:45]:
STARRED = re.compile(
    r"\* ?([^\W\d_].{1,80}?) ?[\[(]([^\])]{0,20}\d[^\])]{5,40})[\])] ?(?:wrote)?:$"
)
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
    if text[:1] == "*" and (match := STARRED.match(text)):
        return Attribution(_name([match[1]], text), match[2], sure=True)
    pattern = BRACED if "<" in text else ADDRESS
    addresses = pattern.findall(text)
    plain = pattern.sub(" ", text) if addresses else text
    words = plain.split()
    verb = next(
        (at for at in range(len(words) - 1, -1, -1) if words[at].strip(":,.;*").lower() in VERBS),
        -1,
    )
    if verb < 0:
        return (
            _dated_address(text, words, addresses)
            or _opened(text, words, addresses)
            or _foreign(text, words, addresses)
        )
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
    return text[:1] in "[*" or text.rstrip()[-1:] in ":：>"


def supercite(text: str) -> Attribution:
    """Who is quoted in what supercite and gnus write: >>>>> "AB" == Anna B <address> writes:"""
    plain = text.lstrip("> ")
    plain = plain.partition("==")[2] or plain
    return read(plain) or Attribution()


def _dated_address(text: str, words: list[str], addresses: list[str]) -> Attribution | None:
    """A date, a name and an address, and no verb: 2014-09-04 12:00 GMT+02:00 Anna B <anna at example.org>:"""
    start, end = _date(words)
    if not addresses or end == start or start > 1 or not text.endswith((":", ">")):
        return None
    name = [word for word in words[end:] if word.strip(":,")]
    if len(name) > 6:
        return None
    return Attribution(
        _name(name, addresses[0]), " ".join(words[start:end]).strip(" ,:"), sure=True
    )


def _foreign(text: str, words: list[str], addresses: list[str]) -> Attribution | None:
    """A date with a time, a name and a colon, in whatever language the verb is.

    Archivers that know only ASCII leave "? ????????? ?? 03-???-2005 16:36 Anna B ???????(a):".
    """
    start, end = _date(words)
    clock = any(CLOCK.match(word) for word in words[start:end])
    if not clock or not text.endswith(":") or len(words) > 16:
        return None
    name = [word for word in words[end:] if word[0].isupper()] or [
        word for word in words[:start] if word[0].isupper()
    ]
    if not 0 < len(name) <= 5 or len(words) - (end - start) > 9:
        return None
    date = " ".join(words[start:end]).strip(" ,.;:()[]")
    return Attribution(_name(name, addresses[0] if addresses else ""), date)


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
    kinds = [_kind(word) for word in words]
    if NUMERIC not in kinds:
        return 0, 0
    at = 0
    size = len(words)
    while at < size:
        end = at
        numbers = 0
        while end < size and _dated(words, kinds, end):
            numbers += kinds[end] == NUMERIC
            end += 1
        if numbers and (end - at > 1 or len(words[at]) > 5):
            while end > at and kinds[end - 1] == LINKING:
                end -= 1
            return at, end
        at = max(end, at + 1)
    return 0, 0


PLAIN, NUMERIC, ZONE, DAY, LINKING = range(5)


@lru_cache(maxsize=8192)
def _kind(word: str) -> int:
    """What a word may be in a date: a number or time, a zone, a month or weekday, a link, or nothing."""
    if NUMBER.match(word.strip("()[]")):
        return NUMERIC
    lower = word.strip("()[],.;:").lower()
    if lower in ZONES:
        return ZONE
    if lower in CALENDAR:
        return DAY
    return LINKING if word.lower() in BETWEEN else PLAIN


def _dated(words: list[str], kinds: list[int], at: int) -> bool:
    """True where a word stands in a date: Jan 2 does, Jan Kees doesn't."""
    kind = kinds[at]
    if kind in (NUMERIC, ZONE):
        return True
    if kind == PLAIN:
        return False
    following = kinds[at + 1] if at + 1 < len(kinds) else PLAIN
    if following in (NUMERIC, DAY):
        return True
    if kind == LINKING or not at:
        return False
    previous = words[at - 1]
    behind = kinds[at - 1] == NUMERIC and not previous.endswith(",")
    return behind or (words[at].endswith(",") and previous.lower().strip(",") in LEADS)


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
