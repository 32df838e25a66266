"""public-inbox: a page of an inbox to the inbox's home and the mbox of all its mail.

In: a page as served and its address. Out: the home, and the one archive: the server makes an mbox
(mboxrd) of everything, and every mail has its page below the home, by its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pipeline.fetch import listing, months
from pipeline.fetch.listing import Month

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

NAME = "public-inbox"
# Every page of an inbox links to these two, below the inbox's home.
MIRROR = "_/text/mirror/"
SIGNS = (MIRROR, "_/text/help/")
ALL = "all.mbox.gz"


def home(page: BeautifulSoup, url: str) -> str:
    """The home of the inbox that a page is of, empty where it is of none."""
    for link in listing.links(page, url):
        for sign in SIGNS:
            if link.endswith(f"/{sign}"):
                return link.removesuffix(sign)
    return ""


def found(home: str) -> list[Month]:
    """The one archive of an inbox."""
    return [Month("all", (f"{home}{ALL}",), home=home)]


def name(home: str) -> str:
    """What the inbox is called."""
    return months.own(unquote(urlsplit(home).path.rstrip("/").rpartition("/")[2]))
