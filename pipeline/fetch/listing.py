"""What the pages of a pipermail site link to: the months of a list, the messages of a month.

In: a page as served (HTML, packed or not) and its address. Out: months with the addresses of
their text and of their index pages, best first; addresses of message pages in the order of their
numbers. Listings of pipermail in any language, directory pages of Apache, nginx and Python, and
mod_mbox are told by where their links lead and never by their words. A link decides no file name
and leads to no other host: one that names another host (a copy of a site with absolute links) is
taken for what lies beside the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urljoin, urlsplit

from bs4 import BeautifulSoup

from pipeline.fetch import gzipped, months

TEXT = re.compile(r"(?P<stem>.+?)\.(?P<kind>txt|text|mbox|mbx|gz)(?:\.gz)?", re.IGNORECASE)
MESSAGE = re.compile(r"0*(?P<number>\d{1,12})\.html?", re.IGNORECASE | re.ASCII)

# What the names of pages and files end in; names of lists may have dots as well.
FILE = re.compile(r"\.(?:x?html?|php\d?|cgi|pl|aspx?|txt|gz|mbox|mbx)$", re.IGNORECASE)

# The index pages of a month. Only the first tells who answered whom; any names all messages.
INDEX = ("thread.html", "index.html", "date.html", "subject.html", "author.html", "")

# mod_mbox has its indexes without an ending, below the mbox itself.
MBOX_INDEX = ("thread", "date", "author", "browser")

# What a link may be called in a path that leads to lists rather than being one.
SHELVES = frozenset({"pipermail", "archives", "archive", "lists", "mailman", "private", "public"})


@dataclass(frozen=True, slots=True)
class Month:
    """An archive as a site offers it; below its `home` mails have pages by their ids."""

    name: str
    texts: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    home: str = ""


def soup(page: bytes) -> BeautifulSoup:
    """A page, parsed."""
    return BeautifulSoup(gzipped.unpacked(page)[0], "lxml")


def folder(url: str) -> str:
    """The folder that an address is in; one that ends like no file is one without its slash."""
    split = urlsplit(url)
    parent, _, last = split.path.rpartition("/")
    path = f"{parent}/" if not last or FILE.search(last) else f"{split.path}/"
    return split._replace(path=path, query="", fragment="").geturl()


def links(page: BeautifulSoup, url: str) -> Iterator[str]:
    """The addresses that a page links to, without their fragments and queries."""
    base = folder(url)
    declared = page.find("base", href=True)
    if declared is not None:
        base = urljoin(base, str(declared["href"]).strip())
    for anchor in page.find_all("a", href=True):
        try:
            split = urlsplit(urljoin(base, str(anchor["href"]).strip()))
        except ValueError:
            continue  # a link that is no address leads nowhere
        if split.scheme in ("http", "https"):
            yield split._replace(query="", fragment="").geturl()


def found(page: BeautifulSoup, url: str) -> list[Month]:
    """The months of a listing, in order."""
    listed: dict[str, Month] = {}
    here = folder(url)
    for link in links(page, url):
        offered = _offered(link, here)
        if offered:
            known = listed.get(offered.name, Month(offered.name))
            texts = tuple(dict.fromkeys([*known.texts, *offered.texts]))
            pages = tuple(dict.fromkeys([*known.pages, *offered.pages]))
            listed[offered.name] = replace(known, texts=texts, pages=pages)
    ranked = [
        Month(
            month.name,
            tuple(sorted(month.texts, key=_text_rank)),
            _pages(month.pages),
        )
        for month in _monthly(list(listed.values()))
    ]
    return sorted(ranked, key=lambda month: months.order(month.name))


def _monthly(listed: list[Month]) -> list[Month]:
    """The archives named by month; the mailbox of the whole list would hold all of them again."""
    monthly = [month for month in listed if months.period(month.name)]
    return monthly or listed


def _offered(link: str, here: str) -> Month | None:
    """The month that a link belongs to, none where it belongs to none."""
    path = urlsplit(link).path
    if urlsplit(here).path.startswith(path) and urlsplit(link).netloc == urlsplit(here).netloc:
        return None  # the page itself, or a folder above it
    parent, last = _ends(path)
    text = TEXT.fullmatch(last)
    if text:
        name = months.month(text["stem"])
        if not name and text["kind"].lower() in ("mbox", "mbx"):
            name = months.own(text["stem"])
        return Month(name, texts=(_beside(link, here, 1),)) if name else None
    if last.lower() in MBOX_INDEX and parent.endswith(".mbox"):
        name = months.month(parent.removesuffix(".mbox"))
        whole = _beside(link, here, 2).rpartition("/")[0]
        return Month(name, texts=(whole,)) if name else None
    if last.lower() in INDEX and months.month(parent):
        return Month(months.month(parent), pages=(_beside(link, here, 2),))
    if months.month(last):
        return Month(months.month(last), pages=(f"{_beside(link, here, 1)}/",))
    return None


def _ends(path: str) -> tuple[str, str]:
    """The last two segments of a path, decoded."""
    segments = ["", *path.split("/")]
    return unquote(segments[-2]), unquote(segments[-1])


def _beside(link: str, here: str, depth: int) -> str:
    """The link, or where it would be beside the page if it leads to another host."""
    if urlsplit(link).netloc == urlsplit(here).netloc:
        return link
    tail = [quote(unquote(part), safe="") for part in urlsplit(link).path.split("/")[-depth:]]
    return here + "/".join(tail)


def _pages(offered: Sequence[str]) -> tuple[str, ...]:
    """The index pages of a month, best first: in a folder there is a thread page, most likely."""
    folders = [page for page in offered if page.endswith("/")]
    pages = {*offered, *(f"{folder}{INDEX[0]}" for folder in folders)}
    return tuple(sorted(pages, key=lambda page: (_page_rank(page), page)))


def _text_rank(url: str) -> tuple[bool, str]:
    """Packed text comes first: it is the same in a quarter of the bytes."""
    return not url.lower().endswith(".gz"), url


def _page_rank(url: str) -> int:
    last = urlsplit(url).path.rpartition("/")[2].lower()
    return INDEX.index(last) if last in INDEX else len(INDEX)


def with_variants(texts: Sequence[str]) -> tuple[str, ...]:
    """The addresses of a text, then where it lies if the listing was made before it was packed."""
    variants = [
        text.removesuffix(".gz") if text.endswith(".gz") else f"{text}.gz"
        for text in texts
        if text.endswith((".txt", ".txt.gz"))
    ]
    return tuple(dict.fromkeys([*texts, *variants]))


def guessed(base: str, stem: str) -> Month:
    """A month as pipermail would offer it, where no listing tells."""
    at = urljoin(base, quote(stem, safe=""))
    pages = (f"{at}/{INDEX[0]}", f"{at}/")
    return Month(months.month(stem) or months.own(stem), (f"{at}.txt.gz", f"{at}.txt"), pages)


def messages(page: BeautifulSoup, url: str) -> list[tuple[str, str]]:
    """The message pages that an index of a month names: file name and address, by number.

    A page lies beside its index; a link that leads elsewhere names a page of another month.
    """
    here = folder(url)
    at: dict[int, tuple[str, str]] = {}
    for link in links(page, url):
        last = urlsplit(link).path.rpartition("/")[2]
        number = MESSAGE.fullmatch(last)
        same_host = urlsplit(link).netloc == urlsplit(here).netloc
        if number and (not same_host or urljoin(link, ".") == here):
            at.setdefault(int(number["number"]), (last, here + last))
    return [at[number] for number in sorted(at)]


LISTINFO = re.compile(r"/listinfo(?:\.cgi)?/(?P<name>[^/?#]+)")
TITLE = re.compile(r"The (?P<name>\S+) Archives")


def list_name(page: BeautifulSoup, url: str) -> str:
    """What a listing says its list is called, empty where it does not say."""
    segment = next(
        (part for part in reversed(urlsplit(folder(url)).path.split("/")[:-1]) if part), ""
    )
    if segment and segment.lower() not in SHELVES:
        return unquote(segment)
    for link in links(page, url):
        info = LISTINFO.search(urlsplit(link).path)
        if info:
            return unquote(info["name"])
    title = TITLE.search(" ".join(page.title.get_text().split()) if page.title else "")
    return title["name"].lower() if title else ""
