"""The words by which mailers of many languages name, date, forward and close a mail.

Each table is a row for each language; an archiver that knows only ASCII leaves "?" for a letter, so the
commonest damaged forms stand beside the whole ones. New languages are new rows: no rule changes.
"""
# ruff: noqa: E501 - a language is one line, however long

from __future__ import annotations


def _words(*rows: str) -> frozenset[str]:
    return frozenset(word for row in rows for word in row.split())


# Verbs of saying; of "a écrit", "ha scritto" the last word is enough.
VERBS = _words(
    "wrote writes write said says spake scribbled typed quoth wrote> wrote-",  # English
    "schrieb schriebst schreibt geschrieben meinte",  # German
    "écrit ecrit ?crit ??crit écrivait écrivit ecrivit",  # French
    "escribió escribio escribi? escribía",  # Spanish
    "escriure escrigué escrit",  # Catalan
    "scritto scrisse scrive",  # Italian
    "escreveu",  # Portuguese
    "schreef schrijft",  # Dutch
    "skrev skriver skrev?",  # Swedish, Danish, Norwegian
    "kirjoitti",  # Finnish
    "kirjutas rakstīja rašė",  # Estonian, Latvian, Lithuanian
    "napisał napisał(a) napisała pisze napisa?(a) napisa?",  # Polish
    "napsal napsal(a) píše napsal?",  # Czech
    "napísal napísal(a) napisal napisao napisala napisao/la",  # Slovak, Slovene, Serbian
    "писал писал(а) писали пишет написал написал(а) написала пише написав написа",  # Russian, Ukrainian, Bulgarian
    "írta írt scris yazdı έγραψε",  # Hungarian, Romanian, Turkish, Greek
    "写道 寫道 書きました さんは書きました さんが書きました のメール 작성 작성함 쓴",  # Chinese, Japanese, Korean
    "viết menulis מאת بواسطة",  # Vietnamese, Indonesian; "by" in Hebrew and Arabic
)
# Openings that do without a verb: Quoting Anna B <address>:
OPENINGS = _words(
    "quoting quoth excerpts according citeren zitat zitiere citando citát citerar selon mensaje missatge wiadomość wiadomo??"
)
# Words before a date: On, At, Am, Le, El, Il, Em, Op, Den, W dniu, Dne.
LEADS = _words(
    "on at in a the it's thus log",
    "am um die",
    "le el il em op den d. van de na",
    "en/na w dniu dnia dne dňa dana",
    "в на 在 于 於 vào gio στις în pe pada v בתאריך في",
)
# Leads that are another word where no date follows: Dana, in Croatian the day, is a name.
NAMESAKES = _words("dana no")
# Words that stand between a date and a name, or behind one, and are neither.
FILLERS = _words(
    "today giorno alle ore dia día le jour yesterday gestern hier ieri ayer ontem gisteren wczoraj včera",
    "keltezéssel tarihinde odesílatel odosielateľ użytkownik пользователь користувач o felhasználó",
    "님이 이(가) さんは さん je oseba ezt (időpont ο χρήστης đã napisana przez tanggal",
    "şunu şöyle תאריך تمت كتابة ما يلي",
)
# Words within a date.
BETWEEN = _words(
    "ore 오전 오후 午前 午後 上午 下午 godz. saat kello la ob u les στις thg vào lúc р. о في",
    "? ?? at um à a às ?s alle kl. kl klo o om of de del den the las uhr г. г в v ob и og",
)
ZONES = _words(
    "utc gmt z est edt cst cdt mst mdt pst pdt akdt hkt jst ist aest aedt nzst nzdt",
    "bst wet west cet cest met mest eet eest msk msd",
    "am pm h uhr hours hrs ч π.μ μ.μ ص م",
)
# Months and weekdays, whole and cut.
CALENDAR = _words(
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    "januar februar märz mär mrz mai juni juli oktober okt dezember dez",
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so",
    "ao??t f??vrier d??cembre ao?t f?vrier f?vr d?cembre d?c m?rz f?v ?erven s?bado mi?rcoles m?r",  # damaged
    "janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr juil déc",
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun jeu ven sam dim",
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre",
    "ene abr ago dic lunes martes miércoles jueves viernes sábado domingo mié mie jue vie sáb sab dom",
    "gener febrer març maig juny juliol agost setembre octubre desembre",
    "dilluns dimarts dimecres dijous divendres dissabte diumenge",
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica mer gio",
    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira seg ter qua qui sex",
    "maart mei augustus mrt maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo",
    "januari februari maj måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "янв фев мар апр июн июл авг сен окт ноя дек пн вт ср чт пт сб вс",
    "понедельник вторник среда четверг пятница суббота воскресенье",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня нд",
    "pon wt śr czw pt sob niedz nd poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık pzt sal çar per cum cmt paz",
    "január február március április május június július augusztus szeptember október december hétfő kedd szerda",
    "csütörtök péntek szombat vasárnap febr márc ápr máj jún júl szept",
    "ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie luni marți miercuri joi vineri",
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta",
    "marraskuuta joulukuuta maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου",
    "ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου δευ τρι τετ πεμ παρ σαβ κυρ",
    "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna studenoga prosinca januara februara aprila",
    "월 화 수 목 금 토 일 月 火 水 木 金 土 日",
    "tammik helmik maalisk huhtik toukok kesäk heinäk elok syysk lokak marrask jouluk ti ke su",
    "січ лют бер кві тра чер лип сер вер жов лис гру мая нояб сент февр",
    "mån tis ons tors lör sön søn lør tirs dl dt dc dv ds dg ned sre čet joi dum sâm",
    "pazar pazartesi salı çarşamba perşembe cuma cumartesi pts",
    "周日 周一 周二 周三 周四 周五 周六 週日 週一 週二 週三 週四 週五 週六",
    "星期日 星期天 星期一 星期二 星期三 星期四 星期五 星期六",
    "יום א׳ ב׳ ג׳ ד׳ ה׳ ו׳ שבת בינו׳ בפבר׳ במרץ באפר׳ במאי ביוני ביולי באוג׳ בספט׳ באוק׳ בנוב׳ בדצמ׳",
    "الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت يناير فبراير مارس أبريل مايو يونيو يوليو",
    "أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "sty lut kwi cze sie wrz paź pa? lis gru avr leden únor březen duben květen červen červenec srpen říjen prosinec",
    "?nor b?ezen kv?ten ?ervenec z?? ??jen",  # damaged
    "ledna února března dubna května června července srpna září října prosince po út st čt pá ne",
)

# Words that are written without a blank between them and a name or a number, at the end or the
# beginning of a line: Anna Bergのメール, Anna Berg님이, 于2030年.
JOINED_ENDS = "さんは書きました|さんが書きました|のメール|写道|寫道|님이"
JOINED_LEADS = "于|於|在"
# Words before the time of a day, or within a date, that are part of its number: 上午10:00, ב-10:00, 周日.
JOINED_TIMES = "上午|下午|午前|午後|오전|오후|凌晨|早上|中午|晚上|ב-"
JOINED_DAYS = "(?:周|週|星期)[一二三四五六日天]"

# Fields of a header block. English, German, French, Spanish, Catalan, Portuguese, Italian, Dutch, Polish,
# Swedish, Danish, Finnish, Czech, Russian, Turkish, Japanese, Chinese, Korean.
FIELDS = {
    "from": "from|von|de|da|van|od|från|fra|lähettäjä|от|от кого|kimden|差出人|发件人|寄件者|보낸 사람|remitente|expéditeur",
    "date": "sent|date|gesendet|datum|envoyé|enviado|enviado el|enviado em|enviat|fecha|data|inviato|verzonden|wysłano|sendt"
    "|skickat|lähetetty|дата|отправлено|送信日時|发送时间|gönderildi|odesláno|posláno",
    "to": "to|an|à|?|para|per a|a|aan|do|komu|till|til|кому|宛先|收件人|kime|destinatario",
    "subject": "subject|betreff|objet|sujet|asunto|assumpte|assunto|oggetto|onderwerp|temat|ämne|emne|aihe|předmět|p?edm?t|тема|konu|件名|主题",
    "other": "cc|bcc|sender|reply-to|reply to|répondre à|importance|priority|organization|newsgroups|kopie|kopie (cc)|copie|kopia"
    "|attachments|attach|копия|followup-to|mailing-list|resent-from|list-id",
}
FIELD = {name: kind for kind, names in FIELDS.items() for name in names.split("|")}

# What stands between dashes above a whole mail.
DIVIDERS = (
    "original message|original appointment|forwarded message|forwarded by|forwarded mail|forward message|forwarded email"
    "|begin forwarded message|reply message|end of original",
    "original-nachricht|originalnachricht|urspr.{1,2}ngliche nachricht|weitergeleitete nachricht|weitergeleitete message",
    "message d'origine|message original|message transf.{1,2}r.{1,2}|mensaje original|mensaje reenviado|mensaje citado|missatge original",
    "mensagem original|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht",
    "oprindelig meddelelse|ursprungligt meddelande|alkuper.{1,2}inen viesti|wiadomo.{1,2} oryginalna|p.{1,2}vodn.{1,2} zpr.{1,2}va",
    "пересылаемое сообщение|исходное сообщение",
)

# Sign-offs: an adjective or none, the sign-off, a word or two more.
ADJECTIVES = (
    "kind|kindest|best|warm|warmest|many|with|my|friendly|cordial|b\\.|very",
    "viele|liebe[rn]?|beste[rn]?|sch.{1,2}ne|freundliche|herzliche|mit|freundliche[nm]|besten|herzlichen|sonnigen",
    "un|une|bien|un cordial|cordiali|distinti|med|venlig|v.{1,2}nlig|met|vriendelijke|s",
)
SIGN_OFFS = (
    "cheers|regards|rgds|best|sincerely|yours|love|thanks|thank you|thanx|thx|tia|ciao|wishes|greetings|greets|cordially"
    "|respectfully|peace|later|take care|hth|hope (?:this|that) helps|bye|ttfn|enjoy|all the best|so long|have fun|happy hacking|warmly|br|kr",
    "tsch.{1,2}s?s?|gr.{1,2}(?:ss|ß|\\?)(?:e|en)?|mfg|lg|vg|bis dann|danke(?: sch.{1,2}n)?",
    "cordialement|amicalement|. bient.t|bien . (?:vous|toi)|merci|salutations|a\\+",
    "saludos?|salut|salutacions|atentamente|gracias|gr.cies|saluti|abra.os|um abra.o|atenciosamente|obrigado",
    "groet(?:en|jes)?|mvg|hilsen|h.lsning(?:ar)?|mvh|terveisin|pozdrawiam|pozdrav(?:em)?|с уважением|всего|спасибо|удачи|ng. mihi",
)
SIGN_OFF_TAILS = (
    "regards|wishes|again|in advance|and regards|and best regards|a lot|very much|you|everyone|all|folks|truly|sincerely|for now"
    "|to all|from|so much|hacking|&|and",
    "im voraus|schon mal|und gr.{1,3}e?|aus|de antemano|d'avance",
)

# Greetings, and whom they greet besides names.
GREETINGS = (
    "hi|hello|hey|hiya|howdy|dear|greetings|good (?:morning|day|evening|afternoon)|g'?day|yo",
    "hallo|moin(?: moin)?|servus|liebe[rs]?|sehr geehrte[rs]?|guten (?:morgen|tag|abend)|gr.{1,2}(?:ss|ß) (?:gott|dich|euch)",
    "bonjour|bonsoir|salut|cher|ch.re|chers|ch.res|coucou",
    "hola|buenos d.as|buenas(?: tardes| noches)?|estimad[oa]s?|querid[oa]s?|bon dia|benvolgut",
    "ol.|oi|bom dia|boa tarde|boa noite|prezad[oa]s?|car[oai]",
    "ciao|salve|buongiorno|buonasera|gentile|gentili",
    "hoi|beste|geachte|goedemorgen|goedemiddag|dag",
    "hej|hejsan|hei|heippa|moi|terve|god dag|k.re|tere",
    "cze..|witam|dzie. dobry|ahoj|dobr. den|zdrav.m|szia|sziasztok|kedves|tisztelt|salutare|bun. ziua|zdravo|merhaba",
    "привет|здравствуйте|добрый день|уважаемы[еий]|коллеги|γεια(?: σας)?|καλημέρα",
)
GREETED = _words(
    "all everyone everybody every body one folks list team guys there again both and & developers devs dev friends"
    " community colleagues committers maintainers hackers people world y'all ladies gentlemen sir madam mr mr. mrs ms dr dr. or gang",
    "alle allerseits zusammen leute miteinander und herr frau herren damen tout tous toutes le monde à et",
    "todos todas a y e tutti a tutti allen iedereen alla kaikki wszystkim wszystkich všem mindenki всем всех",
)
