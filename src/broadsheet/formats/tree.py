"""The few questions that readers of HTML ask of a parsed tree, typed."""

from typing import cast

from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement

from broadsheet.formats import html


def find(element: _Element, path: str) -> list[_Element]:
    """Return the elements that an XPath finds, in the order of the page."""
    return cast("list[_Element]", element.xpath(path))


def attributes(element: _Element, path: str) -> list[str]:
    """Return the values of the attributes that an XPath finds, in the order of the page."""
    return [str(value) for value in cast("list[str]", element.xpath(path))]


def markup(element: _Element) -> str:
    """Return an element and what it holds as HTML, without the text that follows it."""
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def text(element: _Element) -> str:
    """Return the folded text of an element, without scripts and styles."""
    return html.text(markup(element))


def drop(element: _Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    cast("HtmlElement", element).drop_tree()
