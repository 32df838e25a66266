"""Attribution lines: who is quoted and when they wrote it, in the forms of many mailers."""

from __future__ import annotations

import hashlib

import pytest

from pipeline.mail import quote

# VERSION and the digest of what it makes of the lines below: neither changes without the other.
PINNED = (18, "54300580fe49acf2")

NAMED = {
    "On Thu, Sep 4, 2014 at 5:24 AM, Anna Berg <anna at example.org> wrote:": (
        "Anna Berg",
        "Thu, Sep 4, 2014 at 5:24 AM",
    ),
    "Anna Berg wrote:": ("Anna Berg", ""),
    "On 03.10.2010 17:08 (UTC+1), Anna Berg wrote:": ("Anna Berg", "03.10.2010 17:08 (UTC+1)"),
    "<anna@example.org> writes:": ("anna@example.org", ""),
    "anna at example.org wrote:": ("anna at example.org", ""),
    "At 12:45 PM 1/2/2005, Anna Berg wrote:": ("Anna Berg", "12:45 PM 1/2/2005"),
    "2014-03-08 16:30 GMT+01:00 Anna Berg <anna at example.org>:": (
        "Anna Berg",
        "2014-03-08 16:30 GMT+01:00",
    ),
    "Quoting Anna Berg <anna at example.org>:": ("Anna Berg", ""),
    "* Anna Berg <anna at example.org> [2005-01-02 12:45]:": ("Anna Berg", "2005-01-02 12:45"),
    "Am 12.3.2005 um 12:45 schrieb Anna Berg:": ("Anna Berg", "12.3.2005 um 12:45"),
    "Am Montag, 3. März 2014, 12:01:22 schrieb Anna Berg:": (
        "Anna Berg",
        "Montag, 3. März 2014, 12:01:22",
    ),
    "Anna Berg schrieb am 12.03.2005 13:45:": ("Anna Berg", "12.03.2005 13:45"),
    "Le 12 mars 2010 à 13:05, Anna Berg a écrit :": ("Anna Berg", "12 mars 2010 à 13:05"),
    "Le 12/03/2010 13:05, Anna Berg a ?crit :": ("Anna Berg", "12/03/2010 13:05"),
    "El 4 de octubre de 2008 13:23, Anna Berg escribió:": (
        "Anna Berg",
        "4 de octubre de 2008 13:23",
    ),
    "Il 3 marzo 2010 12:00, Anna Berg ha scritto:": ("Anna Berg", "3 marzo 2010 12:00"),
    "Em 25/06/2022 10:15, Anna Berg escreveu:": ("Anna Berg", "25/06/2022 10:15"),
    "Op 3 maart 2010 12:00 schreef Anna Berg <anna at example.org>:": (
        "Anna Berg",
        "3 maart 2010 12:00",
    ),
    "W dniu 03.05.2010 12:00, Anna Berg napisał:": ("Anna Berg", "03.05.2010 12:00"),
    "Dne 16.03.2017 v 20:00 Anna Berg napsal(a):": ("Anna Berg", "16.03.2017 v 20:00"),
    "5 мая 2010 12:00 пользователь Anna Berg написал:": ("Anna Berg", "5 мая 2010 12:00"),
    "On Monday, Anna Berg wrote:": ("Anna Berg", "Monday"),
    "Am Montag schrieb Anna Berg:": ("Anna Berg", "Montag"),
    "Le lundi, Anna Berg a écrit :": ("Anna Berg", "lundi"),
    "Il giorno lunedì, Anna Berg ha scritto:": ("Anna Berg", "lunedì"),
    "Il giorno mer 3 mar 2010 alle ore 12:00 Anna Berg <anna at example.org> ha scritto:": (
        "Anna Berg",
        "mer 3 mar 2010 alle ore 12:00",
    ),
    "2014. március 3. 12:00 Anna Berg írta:": ("Anna Berg", "2014. március 3. 12:00"),
    "2014.03.03. 12:00 keltezéssel, Anna Berg írta:": ("Anna Berg", "2014.03.03. 12:00"),
    "在 2014年3月3日，Anna Berg 写道：": ("Anna Berg", "2014年3月3日"),
    "2014年3月3日(月) 12:00 Anna Berg <anna at example.org>:": (
        "Anna Berg",
        "2014年3月3日(月) 12:00",
    ),
    "2014년 3월 3일 (월) 오후 12:00, Anna Berg <anna at example.org>님이 작성:": (
        "Anna Berg",
        "2014년 3월 3일 (월) 오후 12:00",
    ),
    "3 Mart 2014 12:00 tarihinde Anna Berg <anna at example.org> yazdı:": (
        "Anna Berg",
        "3 Mart 2014 12:00",
    ),
    "pon., 3 mar 2014 o 12:00 Anna Berg <anna at example.org> napisał(a):": (
        "Anna Berg",
        "pon., 3 mar 2014 o 12:00",
    ),
    "po 3. 3. 2014 v 12:00 odesílatel Anna Berg <anna at example.org> napsal:": (
        "Anna Berg",
        "po 3. 3. 2014 v 12:00",
    ),
    "Στις 3 Μαρ 2014, Anna Berg έγραψε:": ("Anna Berg", "3 Μαρ 2014"),
    "According to Anna Berg:": ("Anna Berg", ""),
    "? ????????? ?? 03-???-2005 16:36 Sectoid ???????(a):": ("Sectoid", "03-???-2005 16:36"),
    "????????, 09-??????-2014 09:51:22 Anna Berg ????????:": (
        "Anna Berg",
        "09-??????-2014 09:51:22",
    ),
    "On 22Feb2014 Anna Berg <anna at example.org> wrote:": ("Anna Berg", "22Feb2014"),
    "On 26-Jan-01 Anna Berg wrote:": ("Anna Berg", "26-Jan-01"),
    "On (19/08/27 01:59), Anna Berg wrote:": ("Anna Berg", "(19/08/27 01:59)"),
    "On 3 May 2014, Anna Berg via Drivers wrote:": ("Anna Berg", "3 May 2014"),
    "15.01.14 14:22, Anna Berg ???????(??):": ("Anna Berg", "15.01.14 14:22"),
    "On Wed, Jan 1, 2014 at 10:00, Jan Kees wrote:": ("Jan Kees", "Wed, Jan 1, 2014 at 10:00"),
    "You wrote:": ("", ""),
    '"Anna Berg" <anna at example.org> wrote in message news:abc.12 at example.org...': (
        "Anna Berg",
        "",
    ),
    "On Wednesday 07 May 2008 12:04:05 Anna Berg wrote:": (
        "Anna Berg",
        "Wednesday 07 May 2008 12:04:05",
    ),
    "1 янв. 2030 г., в 10:00, Anna Berg <anna@example.org> написал(а):": (
        "Anna Berg",
        "1 янв. 2030 г., в 10:00",
    ),
    "вт, 1 янв. 2030 г. в 10:00, Anna Berg <anna@example.org>:": (
        "Anna Berg",
        "вт, 1 янв. 2030 г. в 10:00",
    ),
    "пользователь Anna Berg написал:": ("Anna Berg", ""),
    "Пользователь Anna Berg (<anna@example.org>) написал(а) 1 января 2030 г., 10:00:": (
        "Anna Berg",
        "1 января 2030 г., 10:00",
    ),
    "Вы писали 1 января 2030 г., 10:00:13:": ("", "1 января 2030 г., 10:00:13"),
    "On 1 янв. 2030 г., at 10:00, Anna Berg <anna@example.org> wrote:": (
        "Anna Berg",
        "1 янв. 2030 г., at 10:00",
    ),
    "вт, 1 січ. 2030 р. о 10:00 Anna Berg <anna@example.org> пише:": (
        "Anna Berg",
        "вт, 1 січ. 2030 р. о 10:00",
    ),
    "На 3.3.2030 г. в 10:00 ч., Anna Berg написа:": ("Anna Berg", "3.3.2030 г. в 10:00 ч"),
    "ke 3. maalisk. 2030 klo 10.00 Anna Berg (anna@example.org) kirjoitti:": (
        "Anna Berg",
        "ke 3. maalisk. 2030 klo 10.00",
    ),
    "Anna Berg kirjoitti 3. maalisk. 2030 kello 10.00:": (
        "Anna Berg",
        "3. maalisk. 2030 kello 10.00",
    ),
    "2030/03/03 10:00、Anna Bergのメール:": ("Anna Berg", "2030/03/03 10:00"),
    "2030/03/03 10:00、Anna Berg <anna@example.org>のメール：": ("Anna Berg", "2030/03/03 10:00"),
    "Anna Bergさんは書きました：": ("Anna Berg", ""),
    "2030년 3월 3일 (일) 오전 10:00, Anna Berg님이 작성:": (
        "Anna Berg",
        "2030년 3월 3일 (일) 오전 10:00",
    ),
    "Anna Berg님이 2030. 3. 3. 오전 10:00에 쓴 글:": ("Anna Berg", "2030. 3. 3. 오전 10:00에"),
    "Anna Berg <anna@example.org>, 3 Mar 2030 Paz, 10:00 tarihinde şunu yazdı:": (
        "Anna Berg",
        "3 Mar 2030 Paz, 10:00",
    ),
    "3 Mart 2030 Paz, saat 10:00 tarihinde Anna Berg <anna@example.org> şöyle yazdı:": (
        "Anna Berg",
        "3 Mart 2030 Paz, saat 10:00",
    ),
    "Anna Berg <anna@example.org> 于2030年3月3日周日 上午10:00写道：": (
        "Anna Berg",
        "2030年3月3日周日 上午10:00",
    ),
    "Anna Berg 於 2030年3月3日 週日 上午10:00寫道：": ("Anna Berg", "2030年3月3日 週日 上午10:00"),
    "Anna Berg写道：": ("Anna Berg", ""),
    "Dana 3. 3. 2030. u 10:00, Anna Berg je napisao/la:": ("Anna Berg", "3. 3. 2030. u 10:00"),
    "Pe 3 mar. 2030, la 10:00, Anna Berg a scris:": ("Anna Berg", "3 mar. 2030, la 10:00"),
    "søn. 3. mar. 2030 kl. 10.00 skrev Anna Berg <anna@example.org>:": (
        "Anna Berg",
        "søn. 3. mar. 2030 kl. 10.00",
    ),
    "Missatge de Anna Berg <anna@example.org> del dia dg., 3 de març 2030 a les 10:00:": (
        "Anna Berg",
        "dg., 3 de març 2030 a les 10:00",
    ),
    "Anna Berg (el 2030-03-03 a les 10:00:13 +0100) va dir:": (
        "Anna Berg",
        "2030-03-03 a les 10:00:13 +0100",
    ),
    "No dia 03/03/2030, às 10:00, Anna Berg escreveu:": ("Anna Berg", "03/03/2030, às 10:00"),
    "Wiadomość napisana przez Anna Berg w dniu 3 gru 2030, o godz. 10:00:": (
        "Anna Berg",
        "3 gru 2030, o godz. 10:00",
    ),
    "Dne 12 Z??? 2030, 10:00, Anna Berg napsal(a):": ("Anna Berg", "12 Z??? 2030, 10:00"),
    "Vào CN, 3 thg 3, 2030 vào lúc 10:00 Anna Berg <anna@example.org> đã viết:": (
        "Anna Berg",
        "3 thg 3, 2030 vào lúc 10:00",
    ),
    "Pada tanggal Min, 3 Mar 2030 10:00, Anna Berg <anna@example.org> menulis:": (
        "Anna Berg",
        "3 Mar 2030 10:00",
    ),
    "V V ned., 3. mar. 2030 ob 10:00 je oseba Anna Berg <anna@example.org> napisala:": (
        "Anna Berg",
        "ned., 3. mar. 2030 ob 10:00",
    ),
    "ne 3. 3. 2030 o 10:00 Anna Berg <anna@example.org> napísal(a):": (
        "Anna Berg",
        "ne 3. 3. 2030 o 10:00",
    ),
    "Anna Berg <anna@example.org> ezt írta (időpont: 2030. márc. 3., V, 10:00):": (
        "Anna Berg",
        "2030. márc. 3., V, 10:00",
    ),
    "Στις Κυρ, 3 Μαρ 2030 στις 10:00 π.μ., ο χρήστης Anna Berg <anna@example.org> έγραψε:": (
        "Anna Berg",
        "Κυρ, 3 Μαρ 2030 στις 10:00 π.μ",
    ),
    "\u202bבתאריך יום א׳, 3 במרץ 2030 ב-10:00 מאת \u202aAnna Berg\u202c <anna@example.org>:": (
        "Anna Berg",
        "יום א׳, 3 במרץ 2030 ב-10:00",
    ),
    "في الأحد، 3 مارس 2030 في 10:00 ص تمت كتابة ما يلي بواسطة Anna Berg <anna@example.org>:": (
        "Anna Berg",
        "الأحد, 3 مارس 2030 في 10:00 ص",
    ),
    "-On [20300303 10:00], Anna Berg (anna at example.org) wrote:": ("Anna Berg", "20300303 10:00"),
    "Anna Berg commented on KITE-12:": ("Anna Berg", ""),
    "anna-b commented on issue #12:": ("anna-b", ""),
    "Anna Berg edited comment on KITE-12 at 3/3/30 10:00 AM:": ("Anna Berg", "3/3/30 10:00 AM"),
    "@anna added a comment to T12:": ("anna", ""),
    "In T12#34, @anna wrote:": ("anna", ""),
    "Anna Berg wrote in #note-3:": ("Anna Berg", ""),
    "(In reply to Anna Berg from comment #3)": ("Anna Berg", ""),
    "Replying to [comment:3 anna]:": ("anna", ""),
    "Excerpts from Anna Berg's message of 2030-03-03 10:00:13 +0100:": (
        "Anna Berg",
        "2030-03-03 10:00:13 +0100",
    ),
    "Excerpts from Chris Lens’ message of Mon Mar 03 10:00:13 +0100 2030:": (
        "Chris Lens",
        "Mon Mar 03 10:00:13 +0100 2030",
    ),
    "Quoting Anna Berg (2030-03-03 10:00:13)": ("Anna Berg", "2030-03-03 10:00:13"),
    "Citeren Anna Berg <anna@example.org>:": ("Anna Berg", ""),
    "on 3/3/30 10:00 AM, Anna Berg at anna@example.org wrote:": ("Anna Berg", "3/3/30 10:00 AM"),
    "Berg, Anna (Nest) <anna@example.org> wrote on 3/3/2030:": ("Berg, Anna (Nest)", "3/3/2030"),
    "---- On Mon, 03 Mar 2030 10:00:13 +0100 Anna Berg <anna@example.org> wrote ----": (
        "Anna Berg",
        "Mon, 03 Mar 2030 10:00:13 +0100",
    ),
    "On 3 Mar 2030, Anna Berg (anna at example.org(mailto:anna at example.org)) wrote:": (
        "Anna Berg",
        "3 Mar 2030",
    ),
    "Berg, Anna \\(Nest\\) <anna@example.org> writes:": ("Berg, Anna (Nest)", ""),
    "On 2030-03-03 3:30 a.m., Anna Berg wrote:": ("Anna Berg", "2030-03-03 3:30 a.m"),
    "On Mar 3, 2030, at 10:00 AM, A.M. Berg wrote:": ("A.M. Berg", "Mar 3, 2030, at 10:00 AM"),
    "?s 20:45 de 03/03/30, Anna Berg escreveu:": ("Anna Berg", "20:45 de 03/03/30"),
    "Today Anna Berg wrote:": ("Anna Berg", ""),
    "Le mardi 3 mars 2030 12:00:15, vous avez ?crit :": ("", "mardi 3 mars 2030 12:00:15"),
    "Am Mon, 3 Mar 2030 20:52:14 +0100 schriebst du:": ("", "Mon, 3 Mar 2030 20:52:14 +0100"),
    "Le mercredi 26 d??cembre 2030 ?? 08:08 -0800, Anna Berg a ??crit :": (
        "Anna Berg",
        "mercredi 26 d??cembre 2030 ?? 08:08 -0800",
    ),
    "On Thu, Mar 3, 2030 at 9:16 AM, Anna Berg<anna at example.org> ?wrote:": (
        "Anna Berg",
        "Thu, Mar 3, 2030 at 9:16 AM",
    ),
}


@pytest.mark.parametrize("line", NAMED)
def test_name_and_date_of_an_attribution(line: str) -> None:
    """An attribution line gives its name and date to itself and to its quote."""
    body = f"It is so.\n\n{line}\n> Shall we?\nYes.\n"
    found = [
        (block.kind, block.attributed_name, block.attributed_date)
        for block in quote.blocks("list/2014-09/0001", body)
    ]
    assert found == [
        ("own", "", ""),
        ("attribution", *NAMED[line]),
        ("quote", *NAMED[line]),
        ("own", "", ""),
    ]


NOT_ATTRIBUTIONS = [
    "This is what I propose:",
    "The standard says:",
    "I think that the wording in section 3 that somebody once wrote is far too long to be read:",
    "For example, this is what the script says to do:",
    "[snip]",
    "[...]",
    "[…]",
    "[Skipping two of the boxes]",
    "[Earlier post]",
    "[/srv/anna/boxes]",
    "[C:\\anna\\boxes]",
    "[(1, None), (2, None)]",
    "def generate(self, host, realm):",
    "See https://www.example.org/2014/03/04 for more:",
    # Who is named in these wrote what stands below the quote.
    "anna-b commented on this pull request.",
    "Anna Berg has posted comments on this change.",
    "As was commented on #12:",
    "We replied to #12:",
    "Anna Berg commented on the boxes:",
    "According to part 3 of the book that we all keep on the shelf by the door:",
]


@pytest.mark.parametrize("line", NOT_ATTRIBUTIONS)
def test_no_attribution(line: str) -> None:
    """What names nobody is left to the author, also above a quote."""
    body = f"{line}\n> Shall we?\nYes.\n"
    assert [block.kind for block in quote.blocks("", body)] == ["own", "quote", "own"]


@pytest.mark.parametrize("text", ["The boxes leak.", "  The boxes leak.", "* The boxes leak."])
def test_what_a_tracker_passes_on_is_the_authors(text: str) -> None:
    """In a tracker's own mail the text below the line that names the author is no quote."""
    body = f"We had rain.\n\nAnna Berg commented on KITE-12:\n\n{text}\n"
    assert [block.kind for block in quote.blocks("", body)] == ["own"]


FROM = {
    "Anna Berg [anna at example.org]": "Anna Berg",
    "Anna Berg [mailto:anna@example.org]": "Anna Berg",
    "Nest-Dev [nest-dev-bounces at example.org] on behalf of Anna Berg [anna at example.org]": (
        "Anna Berg"
    ),
    "Anna Berg\n> Sender: nest-bounces at example.org": "Anna Berg",
}


@pytest.mark.parametrize("author", FROM)
def test_name_in_a_header_block(author: str) -> None:
    """An address in brackets, the list that sent, and a field in between are no part of a name."""
    body = f"No.\n\n> From: {author}\n> Sent: Monday, March 3, 2030 10:00\n> To: Bo\n>\n> Yes.\n"
    found = [block.attributed_name for block in quote.blocks("", body) if block.kind == "quote"]
    assert found == [FROM[author]]


def test_names_follow_depth() -> None:
    """A quote that comes back after a deeper one is again its own author's."""
    body = "Anna wrote:\n> Bo wrote:\n> > two\n> one\nme\n> > two more\n"
    named = [(b.depth, b.attributed_name) for b in quote.blocks("", body) if b.kind == "quote"]
    assert named == [(2, "Bo"), (1, "Anna"), (2, "Bo")]


def test_two_attributions_above_a_quote_two_deep() -> None:
    """Of two names above a quote two deep, the upper one is of the quote less deep."""
    body = "Anna Berg wrote:\nBo Dahl wrote:\n>> two\n> one\nme\n"
    named = [(b.depth, b.attributed_name) for b in quote.blocks("", body) if b.kind == "quote"]
    assert named == [(2, "Bo Dahl"), (1, "Anna Berg")]


def test_version_is_pinned_to_what_it_names() -> None:
    """Who changes whom a line names also changes VERSION, so that parts are made anew."""
    lines = [*NAMED, *NOT_ATTRIBUTIONS]
    blocks = [quote.blocks("", f"It is so.\n\n{line}\n> Shall we?\nYes.\n") for line in lines]
    made = repr([(b.kind, b.attributed_name, b.attributed_date) for row in blocks for b in row])
    assert (quote.VERSION, hashlib.sha256(made.encode()).hexdigest()[:16]) == PINNED
