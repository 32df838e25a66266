"""All pages of a report in one file: each a section with anchors of its own.

In: the tree of the first page, and of each other. Out: the bytes of each section, and of what
stands around them: an HTML file that needs nothing beside it, never whole in memory. The
stylesheet is in it, named by its digest in the policy. Ids of a page get the page's name before
them, so that none is there twice; landmarks of a page are none of the whole.
"""

from __future__ import annotations

import base64
import hashlib
from copy import deepcopy
from typing import Any
from urllib.parse import unquote

import orjson
from lxml import etree, html

from pipeline.publish.report import rewrite

# Each page is laid out as the only one would be, and set apart from the one before.
APART = """
.page { border-top: 1px solid; margin-top: 4rem; padding-top: 2rem; }
.page > section { margin-top: 3rem; }
.page > section > h2 { margin-bottom: 1rem; }
"""

# Attributes that name ids of the same page.
NAMING = ("aria-labelledby", "aria-describedby", "aria-controls", "for")


def section(page: Any, name: str, number: int) -> bytes:
    """The page's content as a section, its citation at the end."""
    main = page.get_element_by_id("content")
    made = etree.Element("div", {"id": name, "class": "page"})
    for each in list(main):
        made.append(each)
    for cite in page.xpath("//footer//details[@class='cite']"):
        made.append(deepcopy(cite))
    _named(made, name)
    _inside(made, number)
    written: bytes = html.tostring(made, encoding="utf-8")
    return written


def _named(made: Any, name: str) -> None:
    """Give ids and what leads to them the page's name; links to other pages have one already."""
    own = {each.get("id") for each in made.iterdescendants() if each.get("id")}
    for each in made.iterdescendants():
        if each.get("id"):
            each.set("id", f"{name}--{each.get('id')}")
        for key in NAMING:
            if each.get(key):
                each.set(key, " ".join(f"{name}--{some}" for some in each.get(key).split()))
    _followed(made, name, own)


def _followed(made: Any, name: str, own: set[str]) -> None:
    for link in made.xpath(".//a[starts-with(@href, '#')]"):
        if unquote(link.get("href")[1:]) in own:
            link.set("href", f"#{name}--{link.get('href')[1:]}")


def _inside(made: Any, number: int) -> None:
    """Make landmarks of the page parts of the whole; what scrolls keeps a name of its own."""
    for each in made.xpath(".//section | .//nav"):
        each.attrib.pop("aria-labelledby", None)
        each.attrib.pop("aria-label", None)
        each.tag = "div" if each.tag == "nav" else each.tag
    for each in made.xpath(".//*[@role='region']"):
        each.set("aria-label", f"{each.get('aria-label')} ({number})")


def around(index: Any, style: str, manifest: dict[str, Any]) -> tuple[bytes, bytes]:
    """What stands before the sections and after them."""
    style = f"{style}{APART}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    for link in index.xpath("//link"):
        link.drop_tree()
    rewrite.guarded(index, f"'sha256-{digest}'")
    sheet = etree.SubElement(index.find("head"), "style")
    sheet.text = style
    for link in index.xpath("//a[@href='index.html']"):
        link.set("href", "#contents")
    main = index.get_element_by_id("content")
    etree.SubElement(main, "p", {"id": MARK})
    index.find("body").set("id", "contents")
    _with_manifest(main, manifest)
    text: bytes = html.tostring(index, encoding="utf-8", doctype="<!doctype html>")
    before, after = text.split(b'<p id="%s"></p>' % MARK.encode(), 1)
    return before, after + b"\n"


MARK = "pages-of-the-report"


def _with_manifest(main: Any, manifest: dict[str, Any]) -> None:
    told = etree.SubElement(main, "details")
    etree.SubElement(told, "summary").text = "Manifest"
    text = etree.SubElement(told, "pre", {"tabindex": "0"})
    text.text = orjson.dumps(manifest, default=str, option=orjson.OPT_INDENT_2).decode()
