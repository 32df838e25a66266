"""A page of the site as a page of a report: its links lead to files, or to the public archive.

In: a page's HTML, and what tells where an address is to be found. Out: the tree of the page. Rules:

- A link to a page of the report becomes the name of its file; to a mail outside of it, the mail's
  public address, and the browser tells nobody from where it came; where there is none, plain text.
- Forms are taken out: nobody answers them. So are the parts of the site that have no page here.
- Nothing is run and nothing is loaded that is not beside the page: the policy says so in `meta`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree, html

from pipeline.publish.report.scope import Address, Scope, address
from pipeline.publish.serve import links
from pipeline.publish.serve.source import read

if TYPE_CHECKING:
    import duckdb

# `file:` is what 'self' would mean on a disk, where browsers know no origin.
POLICY = (
    "default-src 'none'; style-src {styles}; img-src 'self' file:; form-action 'none'; "
    "base-uri 'none'"
)
BESIDE = "'self' file:"

# What a link says that is none any more: a name, of what is no control, is not read out.
UNSAID = ("href", "rel", "aria-label", "aria-current")
PART = re.compile(r"/[bc]\d+$")
PROPOSAL = re.compile(r"/p\d+$")

PLACES = """
select m.message, m.url, p.thread
from message as m left join place as p on p.message = coalesce(m.duplicate_of, m.message)
where m.message in (select unnest($messages))
"""

Placed = Callable[[Address, str], str | None]


def tree(text: str) -> Any:
    """The page as a tree."""
    return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True, encoding="utf-8"))


def guarded(page: Any, styles: str = BESIDE) -> None:
    """Bind the browser, before it reads anything that could be followed."""
    head = page.find("head")
    for number, (name, value) in enumerate(
        (("http-equiv", "Content-Security-Policy"), ("name", "referrer"))
    ):
        told = POLICY.format(styles=styles) if number == 0 else "no-referrer"
        head.insert(1 + number, etree.Element("meta", {name: value, "content": told}))
    head.append(etree.Element("meta", {"name": "generator", "content": "hansard report"}))


def without_forms(page: Any) -> None:
    """Take out what needs a server to answer."""
    for form in page.xpath("//form"):
        form.drop_tree()


def relinked(
    connection: duckdb.DuckDBPyConnection, page: Any, scope: Scope, placed: Placed
) -> None:
    """Lead every link somewhere, or nowhere."""
    apart = [each for each in page.xpath("//a[@href]") if each.get("href").startswith("/")]
    kept: list[Any] = []
    for each in apart:
        where, _, fragment = each.get("href").partition("#")
        target = placed(address(where), fragment)
        if target is None:
            kept.append(each)
        else:
            each.set("href", target)
    outside = _outside(connection, {_mail(each.get("href")) for each in kept})
    for each in kept:
        _led_outside(each, scope, outside, placed)
    _tidied(page)


def _mail(link: str) -> str:
    """The key of the mail that a link of the site is about; empty where it is about none."""
    where, _, fragment = link.partition("#")
    path, asked = address(where)
    kind, _, key = path.lstrip("/").partition("/")
    if fragment:
        return PART.sub("", unquote(fragment))
    if asked:  # another view of what has a page: none of the views is the mail
        return ""
    return PROPOSAL.sub("", key) if kind in ("thread", "mail", "proposal") else ""


def _outside(
    connection: duckdb.DuckDBPyConnection, messages: Iterable[str]
) -> dict[str, dict[str, Any]]:
    wanted = sorted(each for each in messages if each)
    if not wanted:
        return {}
    return {row["message"]: row for row in read(connection, PLACES, {"messages": wanted})}


def _led_outside(
    link: Any, scope: Scope, outside: dict[str, dict[str, Any]], placed: Placed
) -> None:
    """The mail's public address, else its place in the report, else no link."""
    message = _mail(link.get("href"))
    known = outside.get(message, {"url": "", "thread": None})
    if links.public(known["url"]):
        link.set("href", links.public(known["url"]))
        link.set("rel", "noreferrer nofollow")
        return
    target = None
    if known["thread"] in scope.threads:
        where = links.passage(known["thread"], message)
        target = placed(address(where.partition("#")[0]), where.partition("#")[2])
    if target is not None:
        link.set("href", target)
        return
    for name in UNSAID:
        link.attrib.pop(name, None)
    link.tag = "g" if next(link.iterancestors("svg"), None) is not None else "span"


def _tidied(page: Any) -> None:
    """No way to parts of the site that are not here; the lists are the report's contents."""
    for nav in page.xpath("//header//nav"):
        for span in nav.xpath("./span"):
            span.drop_tree()
    for tabs in page.xpath("//nav[@class='tabs'][count(a) < 2]"):
        tabs.drop_tree()
    for link in page.xpath("//a[text()='Lists']"):
        link.text = "Contents"
