"""HyperKitty, the archive of Mailman 3: a list's page to its months.

In: a page as served and its address. Out: the list's home, its short name, and its months: each an
mbox that the server makes of the mail of these days (`export/NAME.mbox.gz?start=...&end=...`, the
end not included), and the month's page, below whose list every mail has an address by its id.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pipeline.fetch import listing, months
from pipeline.fetch.listing import Month

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

NAME = "HyperKitty (Mailman 3)"
LIST = re.compile(r"(?P<home>.*/list/(?P<name>[^/@]+)(?:@|%40)[^/]+/)(?P<rest>.*)")
MONTH = re.compile(r"(?P<year>\d{4})/(?P<month>1[0-2]|0?[1-9])/?(?:\d{1,2}/?)?")
# What the pages of HyperKitty name: their style sheets, and the project in their footer.
SIGN = re.compile(rb"hyperkitty", re.IGNORECASE)


def home(address: str) -> str:
    """The page of the list that an address is below, empty where it is below none."""
    found = LIST.fullmatch(_bare(address))
    return found["home"] if found else ""


def month(address: str) -> str:
    """Our name of the month that an address is of, empty where it is of none."""
    found = LIST.fullmatch(_bare(address))
    at = MONTH.fullmatch(found["rest"]) if found else None
    return f"{at['year']}-{int(at['month']):02d}" if at else ""


def name(address: str) -> str:
    """The short name of the list that an address is below."""
    found = LIST.fullmatch(_bare(address))
    return months.own(unquote(found["name"])) if found else ""


def found(page: BeautifulSoup, url: str) -> list[Month]:
    """The months that a page of a list links to, in order."""
    here = home(url)
    named = {month(link) for link in listing.links(page, url) if home(link) == here}
    return [_offered(here, each) for each in sorted(named) if each]


def lists(page: BeautifulSoup, url: str) -> list[str]:
    """The homes of the lists that a page links to."""
    homes = (home(link) for link in listing.links(page, url))
    return [each for each in dict.fromkeys(homes) if each]


def _offered(here: str, name: str) -> Month:
    year, number = int(name[:4]), int(name[5:])
    end = f"{year + number // 12}-{number % 12 + 1:02d}-01"
    called = unquote(here.rstrip("/").rpartition("/")[2])
    export = f"{here}export/{called}-{name}.mbox.gz?start={name}-01&end={end}"
    return Month(name, (export,), home=f"{here}{year}/{number}/")


def _bare(address: str) -> str:
    return urlsplit(address)._replace(query="", fragment="").geturl()
