"""Renders `site/`, a pipermail site as Mailman 2.1 writes it, from the mails in `mails/`.

In: the mails. Out: the files of the site, by path. The same mails give the same bytes. Run it with
`python data/demo/make.py` after a change of the mails; a test says that the site is up to date.
"""

from __future__ import annotations

import gzip
import html
import re
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import mktime_tz, parsedate_tz
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parent))
import mails
import markup

SITE = Path(__file__).parent / "site"
LISTS = {  # list id: title, number of the first page (the lists are older than the site)
    "kestrel": ("Kestrel", 8214),
    "kestrel-announce": ("Kestrel-announce", 311),
}
TEXTS = {  # how a month's text is offered, where it is not as .txt.gz
    ("kestrel", "2024-March"): "",
    ("kestrel", "2024-April"): ".txt",
}
THREAD_LEVELS = 3  # pipermail indents no deeper
SUMMER = datetime(2024, 3, 31, 1, tzinfo=UTC)  # when the server's clock went to summer time
OBSCURED = re.compile(r"([-+,.\w]+)@([-+.\w]+)")
QUOTED = re.compile(r"^([>|:]+)(.*)$")
LINKS = re.compile(r"(\w+://[^>)\s&]+)|([-+,.\w]+ at [-+\w]+\.[-+.\w]+)")


@dataclass(frozen=True, slots=True)
class Article:
    """A mail in a month of a list: what pipermail keeps of it."""

    mail: mails.Mail
    list_id: str
    folder: str
    number: int
    sent: datetime

    @property
    def page(self) -> str:
        """The name of its page."""
        return f"{self.number:06d}.html"

    @property
    def subject(self) -> str:
        """Its subject as shown: the list's name before it, Re: taken off."""
        return mails.decoded(self.raw_subject)

    @property
    def raw_subject(self) -> str:
        """Its subject as it stands in the header."""
        bare = re.sub(r"(?i)^\s*re\s*:\s*", "", self.mail.subject)
        return bare if self.mail.fields.get("Prefix") else f"[{self.list_id}] {bare}"


def files() -> dict[str, bytes]:
    """The whole site: path to content."""
    read = mails.mails()
    made = {"robots.txt": b"User-agent: *\nDisallow: /mailman/\n"}
    for list_id in LISTS:
        for name, content in _list_files(read, list_id).items():
            made[f"pipermail/{list_id}/{name}"] = content
    return made


def articles(read: dict[str, mails.Mail], list_id: str) -> list[Article]:
    """The articles of a list, numbered in order of arrival."""
    made = []
    for number, (arrived, month, mail) in enumerate(
        mails.deliveries(read, list_id), start=LISTS[list_id][1]
    ):
        parsed = parsedate_tz(mail.fields["Date"])
        sent = datetime.fromtimestamp(mktime_tz(parsed), UTC) if parsed else mail.arrived
        filed = arrived if month else sent
        made.append(Article(mail, list_id, f"{_local(filed):%Y-%B}", number, sent))
    return made


def _list_files(read: dict[str, mails.Mail], list_id: str) -> dict[str, bytes]:
    months: dict[str, list[Article]] = defaultdict(list)
    for article in articles(read, list_id):
        months[article.folder].append(article)
    made: dict[str, bytes] = {}
    rows = []
    for folder in sorted(months, key=_month_order, reverse=True):
        ending = TEXTS.get((list_id, folder), ".txt.gz")
        text = b"".join(_text(article) for article in months[folder])
        made.update(_pages(list_id, folder, months[folder]))
        if ending:
            made[folder + ending] = _zipped(text) if ending == ".txt.gz" else text
        size = f"{max(1, round(len(made.get(folder + ending, b'')) / 1024))} KB"
        download = markup.DOWNLOADS[ending].format(folder=folder, size=size)
        rows.append(markup.INDEX_ROW.format(label=_label(folder), folder=folder, download=download))
        for article in months[folder]:
            made.update(article.mail.attachments)
    index = markup.INDEX.format(
        title=LISTS[list_id][0], listinfo=_listinfo(list_id), rows="\n".join(rows)
    )
    return {"index.html": index.encode("ascii"), **made}


def _zipped(text: bytes) -> bytes:
    """Gzip without a time, and of an unknown system: the releases of Python differ in that byte."""
    zipped = gzip.compress(text, mtime=0)
    return zipped[:9] + b"\xff" + zipped[10:]


def _month_order(folder: str) -> datetime:
    return datetime.strptime(folder, "%Y-%B").replace(tzinfo=UTC)


def _label(folder: str) -> str:
    year, month = folder.split("-")
    return f"{month} {year}"


def _listinfo(list_id: str) -> str:
    return f"{markup.HOST}/mailman/listinfo/{list_id}"


# --- the text of a month


def _text(article: Article) -> bytes:
    """A mail as it stands in the month's text."""
    mail = article.mail
    charset = mail.fields.get("Charset", "utf-8")
    address = _obscured(mail.address)
    name = _obscured(mail.name) if mail.name == mail.address else _header_name(mail)
    lines = [
        f"From {address}  {_local(article.sent):%a %b} {_local(article.sent).day:2d} "
        f"{_local(article.sent):%H:%M:%S %Y}",
        f"From: {address} ({name})",
        f"Date: {mail.fields['Date']}",
        f"Subject: {article.raw_subject}",
    ]
    if mail.references:
        lines.append(f"In-Reply-To: {_in_reply_to(mail)}")
        if not mail.fields.get("Decorated"):
            lines.append("References: " + "\n\t".join(mail.references))
    if mail.message_id:
        lines.append(f"Message-ID: {mail.message_id}")
    return ("\n".join(lines) + "\n\n" + _obscured(mail.body) + "\n").encode(charset)


def _header_name(mail: mails.Mail) -> str:
    """The name as the mail program wrote it."""
    written = mail.fields["From"].partition(" <")[0]
    raw = written.isascii() or mail.fields.get("Headers") == "raw" or mail.fields.get("Charset")
    return written if raw else Header(written, "utf-8").encode()


def _in_reply_to(mail: mails.Mail) -> str:
    decoration = mail.fields.get("Decorated")
    return (
        f"{mail.references[-1]} ({decoration.replace(' of ', chr(10) + chr(9) + 'of ', 1)})"
        if decoration
        else mail.references[-1]
    )


def _obscured(text: str) -> str:
    return OBSCURED.sub(r"\1 at \2", text)


def _local(at: datetime) -> datetime:
    """A time by the server's clock."""
    return at + timedelta(hours=2 if at >= SUMMER else 1)


def _shown(at: datetime) -> str:
    """A time as pipermail shows it."""
    local, zone = _local(at), "CEST" if at >= SUMMER else "CET"
    return f"{local:%a %b} {local.day:2d} {local:%H:%M:%S} {zone} {local:%Y}"


# --- the pages of a month


def _pages(list_id: str, folder: str, month: list[Article]) -> dict[str, bytes]:
    """The four indexes and the message pages of a month."""
    chains = _chains(month)
    by_date = sorted(month, key=lambda article: (article.sent, article.number))
    threaded = sorted(month, key=lambda article: chains[article.number])
    orders = {
        "thread": _thread_entries(threaded, chains),
        "subject": _entries(sorted(by_date, key=lambda article: article.subject.lower())),
        "author": _entries(sorted(by_date, key=lambda article: article.mail.name.lower())),
        "date": _entries(by_date),
    }
    made = {
        f"{folder}/{order}.html": _month_page(list_id, folder, order, by_date, entries)
        for order, entries in orders.items()
    }
    for place, article in enumerate(threaded):
        before = threaded[place - 1] if place else None
        after = threaded[place + 1] if place + 1 < len(threaded) else None
        made[f"{folder}/{article.page}"] = _message_page(article, before, after)
    return made


def _chains(month: list[Article]) -> dict[int, str]:
    """Each article's place in its thread as pipermail writes it: date and number of each mail."""
    by_id: dict[str, Article] = {}
    by_subject: dict[str, Article] = {}
    chains: dict[int, str] = {}
    for article in sorted(month, key=lambda one: (one.sent, one.number)):
        mail = article.mail
        parent = (
            by_id.get(mail.references[-1]) if mail.references else by_subject.get(article.subject)
        )
        own = f"{int(article.sent.timestamp()):011d}.{article.number}-"
        chains[article.number] = (chains[parent.number] if parent else "") + own
        if mail.message_id:
            by_id.setdefault(mail.message_id, article)
        by_subject.setdefault(article.subject, article)
    return chains


def _thread_entries(threaded: list[Article], chains: dict[int, str]) -> str:
    written = []
    depth = 0
    for article in threaded:
        chain = chains[article.number]
        deeper = min(chain.count("-") - 1, THREAD_LEVELS)
        step = "</UL>\n" * (depth - deeper) or "<UL>\n" * (deeper - depth)
        depth = deeper
        written.append(f"\n{step}<!--{depth} {chain} -->{_entry(article)}")
    return "".join(written) + "</UL>\n" * depth


def _entries(ordered: list[Article]) -> str:
    return "".join(_entry(article) for article in ordered)


def _entry(article: Article) -> str:
    return markup.ENTRY.format(
        page=article.page,
        number=article.number,
        subject=_quoted(article.subject),
        author=_quoted(_obscured(article.mail.name)),
    )


def _month_page(
    list_id: str, folder: str, order: str, by_date: list[Article], entries: str
) -> bytes:
    sorts = "\n".join("\t\t" if name == order else link for name, link in markup.SORTS.items())
    return markup.MONTH.format(
        title=LISTS[list_id][0],
        label=_label(folder),
        order=order,
        sorts=sorts,
        listinfo=_listinfo(list_id),
        first=_shown(by_date[0].sent),
        last=_shown(by_date[-1].sent),
        count=len(by_date),
        entries=entries,
        archived=_shown(by_date[-1].mail.arrived + timedelta(seconds=4)),
    ).encode("ascii", "xmlcharrefreplace")


def _message_page(article: Article, before: Article | None, after: Article | None) -> bytes:
    mail = article.mail
    charset = mail.fields.get("Charset", "us-ascii")
    previous, following = _neighbour(markup.PREVIOUS, before), _neighbour(markup.NEXT, after)
    return markup.MESSAGE.format(
        subject=_quoted(article.subject),
        mailto=_mailto(article),
        charset=charset,
        links=_link("Previous", before) + _link("Next", after),
        author=_quoted(_obscured(mail.name)),
        address=_obscured(mail.address),
        when=_shown(article.sent),
        previous=previous and "        " + previous,
        next=following and "        " + following,
        previous_again=previous and "\t" + previous,
        next_again=following and "\t" + following,
        sorts=markup.MESSAGE_SORTS.format(number=article.number),
        body=_body(_obscured(mail.body), _listinfo(article.list_id)),
        listinfo=_listinfo(article.list_id),
        title=LISTS[article.list_id][0],
    ).encode(charset.replace("us-", ""), "xmlcharrefreplace")


def _neighbour(template: str, article: Article | None) -> str:
    return template.format(page=article.page, subject=_quoted(article.subject)) if article else ""


def _link(relation: str, article: Article | None) -> str:
    return f'   <LINK REL="{relation}"  HREF="{article.page}">\n' if article else ""


def _mailto(article: Article) -> str:
    to = quote(f"{article.list_id}@lists.kestrel.example", safe="")
    subject = quote("Re: " + article.subject, safe="")
    return f"mailto:{to}?Subject={subject}&In-Reply-To={quote(article.mail.message_id, safe='')}"


def _body(body: str, listinfo: str) -> str:
    """The body as pipermail marks it up: quoted lines in italics, addresses as links."""
    lines = []
    for line in body.splitlines():
        marked = QUOTED.match(line)
        if marked:
            lines.append(f"{_quoted(marked[1])}<i>{_linked(marked[2], listinfo)}\n</I>")
        else:
            lines.append(_linked(line, listinfo) + "\n")
    return "".join(lines)


def _linked(line: str, listinfo: str) -> str:
    def link(found: re.Match[str]) -> str:
        target = found[1] or listinfo
        return f'<A HREF="{target}">{found[0]}</A>'

    return LINKS.sub(link, _quoted(line))


def _quoted(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")


def main() -> None:
    """Write the site anew."""
    shutil.rmtree(SITE, ignore_errors=True)
    made = files()
    for name, content in made.items():
        path = SITE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(made)} files in {SITE}")


if __name__ == "__main__":
    main()
