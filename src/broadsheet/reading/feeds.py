"""Feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, from the same entries. Text in, text out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 (section 2.2) does not allow, and an import may have left in a text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Image:
    """A picture of a story. `address` is absolute."""

    address: str
    type: str
    width: int
    height: int
    alt: str
    credit: str


@dataclass(frozen=True)
class Entry:
    """A story. Addresses are absolute, times aware; `authors` are (name, address); `html` is its text."""

    address: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: tuple[tuple[str, str], ...] = ()
    subjects: tuple[str, ...] = ()
    image: Image | None = None


@dataclass(frozen=True)
class Feed:
    """A list of stories. `home` is the page that shows it, `address` the feed itself."""

    title: str
    description: str
    home: str
    address: str
    language: str
    updated: datetime
    icon: str
    entries: Sequence[Entry]


def _put(parent: Any, tag: str, text: str = "", **attributes: str) -> Any:
    element = etree.SubElement(parent, tag, {key.rstrip("_"): value for key, value in attributes.items()})
    if text:
        element.text = _FORBIDDEN.sub("", text)
    return element


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _text(root: Any) -> str:
    return str(etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode())


def rss(feed: Feed) -> str:
    """RSS 2.0 with the full text, the names and the picture in their usual extensions."""
    root = etree.Element(
        "rss", {"version": "2.0"}, nsmap={"atom": ATOM, "dc": DC, "media": MEDIA, "content": CONTENT}
    )
    channel = _put(root, "channel")
    _put(channel, "title", feed.title)
    _put(channel, "link", feed.home)
    _put(channel, "description", feed.description or feed.title)
    _put(channel, "language", feed.language)
    _put(channel, "lastBuildDate", format_datetime(feed.updated))
    _put(channel, f"{{{ATOM}}}link", href=feed.address, rel="self", type="application/rss+xml")
    image = _put(channel, "image")
    for tag, text in (("url", feed.icon), ("title", feed.title), ("link", feed.home)):
        _put(image, tag, text)
    for entry in feed.entries:
        _rss_item(channel, entry)
    return _text(root)


def _rss_item(channel: Any, entry: Entry) -> None:
    item = _put(channel, "item")
    _put(item, "title", entry.title)
    _put(item, "link", entry.address)
    _put(item, "guid", entry.address, isPermaLink="true")
    _put(item, "pubDate", format_datetime(entry.published))
    if entry.updated != entry.published:
        _put(item, f"{{{ATOM}}}updated", entry.updated.isoformat())
    for name, _address in entry.authors:
        _put(item, f"{{{DC}}}creator", name)
    for subject in entry.subjects:
        _put(item, "category", subject)
    _put(item, "description", entry.summary)
    if entry.html:
        _put(item, f"{{{CONTENT}}}encoded", entry.html)
    if picture := entry.image:
        content = _put(
            item,
            f"{{{MEDIA}}}content",
            url=picture.address,
            type=picture.type,
            medium="image",
            width=str(picture.width),
            height=str(picture.height),
        )
        if picture.alt:
            _put(content, f"{{{MEDIA}}}description", picture.alt, type="plain")
        if picture.credit:
            _put(content, f"{{{MEDIA}}}credit", picture.credit)


def atom(feed: Feed) -> str:
    """Atom. An entry's id is its permanent address."""
    root = etree.Element("feed", {_XML_LANG: feed.language}, nsmap={None: ATOM, "media": MEDIA})  # type: ignore[dict-item]
    _put(root, "id", feed.home)
    _put(root, "title", feed.title)
    if feed.description:
        _put(root, "subtitle", feed.description)
    _put(root, "updated", feed.updated.isoformat())
    _put(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    _put(root, "link", rel="alternate", type="text/html", href=feed.home)
    _put(root, "icon", feed.icon)
    for entry in feed.entries:
        _atom_entry(root, entry, feed)
    # lxml keeps what it was given: elements without a namespace; Atom's are in its own.
    for element in root.iter():
        if not str(element.tag).startswith("{"):
            element.tag = f"{{{ATOM}}}{element.tag}"
    return _text(root)


def _atom_entry(root: Any, entry: Entry, feed: Feed) -> None:
    item = _put(root, "entry")
    _put(item, "id", entry.address)
    _put(item, "title", entry.title)
    _put(item, "link", rel="alternate", type="text/html", href=entry.address)
    _put(item, "published", entry.published.isoformat())
    _put(item, "updated", entry.updated.isoformat())
    for name, address in entry.authors or ((feed.title, feed.home),):
        author = _put(item, "author")
        _put(author, "name", name)
        _put(author, "uri", address)
    for subject in entry.subjects:
        _put(item, "category", term=_clean(subject))
    if entry.summary:
        _put(item, "summary", entry.summary)
    if entry.html:
        _put(item, "content", entry.html, type="html")
    if picture := entry.image:
        _put(item, f"{{{MEDIA}}}content", url=picture.address, type=picture.type, medium="image")


def json_feed(feed: Feed) -> str:
    """JSON Feed 1.1."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": feed.address,
            "description": feed.description or feed.title,
            "icon": feed.icon,
            "language": feed.language,
            "items": [_json_item(entry) for entry in feed.entries],
        },
        ensure_ascii=False,
    )


def _json_item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html or "",
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name, "url": address} for name, address in entry.authors],
        "tags": list(entry.subjects),
    }
    if entry.image:
        item["image"] = entry.image.address
    return item


FORMATS: Mapping[str, tuple[Callable[[Feed], str], str]] = {
    "rss": (rss, "application/rss+xml"),
    "atom": (atom, "application/atom+xml"),
    "json": (json_feed, "application/feed+json"),
}
