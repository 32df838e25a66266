"""What is at a web address: a list's months, one month, one file, one page, or nothing of use.

In: an address as a user copies it from a browser. Out: the list's name and its months with their
addresses. FetchError where there is no archive of mail, which says what there is and what to do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from pipeline.errors import FetchError
from pipeline.fetch import gzipped, hyperkitty, inboxes, kinds, listing, months
from pipeline.fetch.listing import Month
from pipeline.fetch.mirror import Answer, Mirror
from pipeline.fetch.refusals import CHECK

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

# The addresses of Mailman 2 that name a list without being its archive.
INFORMATION = re.compile(
    r"(?P<place>/listinfo(?:\.cgi)?|/private|/admin|/subscribe)/(?P<name>[^/]+)/?"
)
PIPERMAIL = "/pipermail/{name}/"

FOLLOWED = 3
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Site:
    """A list on the web: the folder of its months, its name, and the months, in order."""

    url: str
    list_id: str
    months: tuple[Month, ...]
    single: bool = False
    software: str = "pipermail"


def resolved(mirror: Mirror, address: str) -> Site:
    """What is at an address."""
    for _ in range(FOLLOWED):
        found = _by_id(mirror, address) or _file(address) or _seen(mirror, address)
        if isinstance(found, Site):
            return found
        address = found
    raise _nothing(address)


def _by_id(mirror: Mirror, address: str) -> Site | None:
    """A list of HyperKitty, by any address below it: it may be one month that is meant."""
    home = hyperkitty.home(address)
    if not home:
        return None
    answer = _answer(mirror, home)
    plain, _ = gzipped.unpacked(answer.content)
    if not hyperkitty.SIGN.search(plain):
        return None
    found = hyperkitty.found(listing.soup(plain), answer.url)
    meant = hyperkitty.month(address)
    single = [month for month in found if month.name == meant]
    if not found:
        raise FetchError(f"the archive at {home} has no months", hint=CHECK)
    return Site(
        hyperkitty.home(answer.url) or home,
        hyperkitty.name(home),
        tuple(single or found),
        single=bool(single),
        software=hyperkitty.NAME,
    )


def _file(address: str) -> Site | None:
    """An address that ends like a month's text or a mailbox."""
    split = urlsplit(address)
    text = listing.TEXT.fullmatch(unquote(split.path.rpartition("/")[2]))
    if text is None or not (months.month(text["stem"]) or text["kind"].lower() != "txt"):
        return None
    name = months.month(text["stem"]) or months.own(text["stem"])
    folder = urljoin(address, ".")
    return Site(folder, _last(folder), (Month(name, (address,)),), single=True)


def _seen(mirror: Mirror, address: str) -> Site | str:
    """What an address turns out to be, or another address that leads there."""
    answer = _answer(mirror, address)
    plain, _ = gzipped.unpacked(answer.content)
    last = unquote(urlsplit(answer.url).path.rpartition("/")[2])
    kind = kinds.kind(last, plain)
    page = listing.soup(plain)
    if kind in ("text", "mbox", "mail") or (kind == "page" and listing.MESSAGE.fullmatch(last)):
        return _single(page, answer.url)
    inbox = inboxes.home(page, answer.url)
    if inbox:
        named = inboxes.name(inbox)
        return Site(inbox, named, tuple(inboxes.found(inbox)), software=inboxes.NAME)
    here = listing.folder(answer.url)
    if months.month(_last(here)) and listing.messages(page, answer.url):
        return _month(mirror, answer.url)
    found = listing.found(page, answer.url)
    if found:
        return Site(here, listing.list_name(page, answer.url), tuple(found))
    if kind == "page":
        return _single(page, answer.url)
    return _elsewhere(page, answer.url, plain)


def _answer(mirror: Mirror, address: str) -> Answer:
    """The page at an address; for a list's information page, that of its archive if it is there."""
    information = INFORMATION.search(urlsplit(address).path)
    if information and information["place"] != "/private":
        place = PIPERMAIL.format(name=quote(unquote(information["name"]), safe=""))
        answer = mirror.get(urljoin(address, place))
        if answer.ok:
            return answer
    answer = mirror.get(address)
    last = urlsplit(address).path.rpartition("/")[2].lower()
    if answer.status == 404 and last in listing.INDEX and last:
        # A server may have the folder and no page of this name for it.
        answer = mirror.get(listing.folder(address))
    if not answer.ok:
        raise _refused(answer)
    return answer


def _single(page: BeautifulSoup, url: str) -> Site:
    """One file or page, named by itself."""
    split = urlsplit(url)
    name = months.own(unquote(split.path.rpartition("/")[2].rpartition(".")[0]) or _last(url))
    folder = listing.folder(url)
    parent = urljoin(folder, "../") if months.month(_last(folder)) else folder
    return Site(parent, listing.list_name(page, parent), (Month(name, (url,)),), single=True)


def _month(mirror: Mirror, url: str) -> Site:
    """A month by its own page: as the listing above offers it, else where pipermail has it."""
    here = listing.folder(url)
    above = urljoin(here, "../")
    stem = _last(here)
    guess = listing.guessed(above, stem)
    guess = replace(guess, pages=tuple(dict.fromkeys([guess.pages[0], url])))
    answer = mirror.get(above)
    if answer.ok:
        page = listing.soup(answer.content)
        found = [month for month in listing.found(page, answer.url) if month.name == guess.name]
        return Site(above, listing.list_name(page, above), tuple(found or [guess]), single=True)
    return Site(above, _last(above), (guess,), single=True)


def _elsewhere(page: BeautifulSoup, url: str, plain: bytes) -> str:
    """The one archive that a page leads to; FetchError where it leads to none or several."""
    if hyperkitty.SIGN.search(plain) and (lists := hyperkitty.lists(page, url)):
        if len(lists) == 1:
            return lists[0]
        named = ", ".join(lists[:SHOWN])
        raise FetchError(f"{url} has several lists", hint=f"fetch one of them: {named}")
    moved = _moved(page, url)
    if moved:
        return moved
    if page.find("input", type="password") is not None:
        raise FetchError(f"{url} asks for a password: the list's archive is private",
                         hint="ask its owner for the mbox, and give the file")  # fmt: skip
    near, far = _leads(page, url)
    if len(near) == 1:
        return near[0]
    if listing.LISTINFO.search(" ".join(listing.links(page, url))) and not near:
        raise FetchError(f"the archive at {url} has no months", hint=CHECK)
    lists = near or far or _folders(page, url)
    if not lists:
        raise _nothing(url)
    named = ", ".join(lists[:SHOWN])
    raise FetchError(f"{url} is not the archive of one list", hint=f"fetch one of them: {named}")


ARCHIVE = re.compile(r"/pipermail/[^/]+/?$")


def _leads(page: BeautifulSoup, url: str) -> tuple[list[str], list[str]]:
    """The archives that a page links to, on its own host and on others."""
    leads = [link for link in dict.fromkeys(listing.links(page, url)) if ARCHIVE.search(link)]
    host = urlsplit(url).netloc
    near = [link for link in leads if urlsplit(link).netloc == host]
    far = [link for link in leads if urlsplit(link).netloc != host]
    return [link for link in near if link.rstrip("/") != url.rstrip("/")], far


def _folders(page: BeautifulSoup, url: str) -> list[str]:
    """The folders that a page lists, as a server does that has no page for a folder."""
    here = listing.folder(url)
    return [
        link
        for link in dict.fromkeys(listing.links(page, url))
        if link.startswith(here) and re.fullmatch(r"[^/]+/", link[len(here) :])
    ]


REFRESH = re.compile(r"\s*\d*\s*[;,]\s*(?:url\s*=)?\s*[\"']?(?P<to>[^\"'\s]+)", re.IGNORECASE)


def _moved(page: BeautifulSoup, url: str) -> str:
    """Where a page sends its readers by itself, empty where it does not."""
    for meta in page.find_all("meta", content=True):
        sent = REFRESH.match(str(meta["content"]))
        if sent and str(meta.get("http-equiv", "")).lower() == "refresh":
            to = urljoin(url, sent["to"])
            return to if to.startswith(("http://", "https://")) and to != url else ""
    return ""


def _nothing(url: str) -> FetchError:
    return FetchError(
        f"{url} is no pipermail page: it lists no months",
        hint="give the page with the months of one list, such as https://HOST/pipermail/NAME/",
    )


def _refused(answer: Answer) -> FetchError:
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
    said = f"{answer.status} {phrase}".strip()
    if answer.status in (401, 403):
        return FetchError(
            f"{answer.url} is not public ({said})",
            hint="ask its owner for the mbox, and give the file",
        )
    if answer.status in (404, 410):
        return FetchError(
            f"there is nothing at {answer.url} ({said})",
            hint=f"{CHECK}: the months of a list are at https://HOST/pipermail/NAME/",
        )
    return FetchError(f"{answer.url} cannot be had ({said})", hint=CHECK)


def _last(folder: str) -> str:
    """The name of the folder that an address is of."""
    return unquote(urlsplit(folder).path.rstrip("/").rpartition("/")[2])
