"""What a saved HTML page says about its story: JSON-LD first, then Open Graph and meta, then structure."""

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from broadsheet.formats import html, tree
from broadsheet.formats.chrome import read_byline
from broadsheet.formats.item import Notes, PhotoRef

_ARTICLE_TYPES = {"BlogPosting", "LiveBlogPosting", "Report"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_META = {
    "headline": ("og:title", "twitter:title"),
    "standfirst": ("og:description", "description"),
    "published": ("article:published_time", "pubdate", "date", "dc.date.issued", "parsely-pub-date"),
    "updated": ("article:modified_time", "og:updated_time"),
    "byline": ("author", "article:author", "parsely-author"),
    "section": ("article:section",),
    "topic": ("article:tag", "news_keywords", "keywords"),
    "site name": ("og:site_name",),
    "address": ("og:url",),
    "language": ("og:locale",),
}
_STRUCTURE = {
    "headline": "//article//h1 | //main//h1 | //*[@itemprop='headline'] | //h1",
    "published": "//*[@itemprop='datePublished'] | //article//time[not(@itemprop='dateModified')]"
    " | //time[@pubdate] | //time[not(ancestor::aside or ancestor::nav or ancestor::footer)]",
    "updated": "//*[@itemprop='dateModified']",
    "byline": "//*[contains(concat(' ', @rel, ' '), ' author ')] | //*[@itemprop='author']"
    " | //*[contains(concat(' ', @class, ' '), ' byline ')]"
    " | //*[contains(concat(' ', @class, ' '), ' author ')]",
}
_MULTIPLE = {"byline", "topic"}


class Facts:
    """The facts that a page states, each with its source, best source first; and the pictures it names."""

    def __init__(self, page: _Element, notes: Notes) -> None:
        self.notes = notes
        self.found: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        self.photos: list[PhotoRef] = []
        self._read_canonical(page)
        self._read_json_ld(page)
        self._read_meta(page)
        self._read_structure(page)

    def all(self, what: str) -> list[tuple[str, tuple[str, ...]]]:
        """Return every (source, values) that states this fact, best first."""
        return self.found[what]

    def choose(self, what: str) -> tuple[str, ...]:
        """Return the values of the best source and note them; different ones elsewhere are left out."""
        chosen: tuple[str, ...] = ()
        for source, values in self.found[what]:
            if not chosen:
                chosen = values
                self.notes.recognise(f"{what} ({source})", ", ".join(values))
            elif values != chosen:
                self.notes.leave_out(f"another {what} ({source})", ", ".join(values))
        return chosen

    def first(self, what: str) -> str:
        """Return the single value that `choose` finds, or an empty string."""
        return next(iter(self.choose(what)), "")

    def _add(self, what: str, source: str, values: tuple[str, ...]) -> None:
        if what == "byline":
            # A profile address in a field for names is no name.
            values = tuple(
                name for value in values if "://" not in value for name in read_byline(value) or (value,)
            )
        elif what == "topic" and len(values) == 1:
            values = tuple(filter(None, map(html.fold, values[0].split(","))))
        elif what == "language":
            values = tuple(value.replace("_", "-") for value in values)
            values = tuple(filter(_LANGUAGE.fullmatch, values))
        elif what == "address":
            values = tuple(address for value in values if (address := web_address(value)))
        if values:
            self.found[what].append((source, values if what in _MULTIPLE else values[:1]))

    def _read_canonical(self, page: _Element) -> None:
        for link in tree.attributes(page, "//link[@rel='canonical']/@href"):
            self._add("address", "canonical link", (link,))

    def _read_json_ld(self, page: _Element) -> None:
        stories, named = _json_ld(page, self.notes)
        for other in stories[1:]:
            self.notes.leave_out("another article in JSON-LD", " ".join(_words(other.get("headline"), named)))
        if not stories:
            return
        story = stories[0]
        for what, keys in {
            "headline": ("headline",),
            "standfirst": ("alternativeHeadline", "description"),
            "published": ("datePublished",),
            "updated": ("dateModified",),
            "byline": ("author", "creator"),
            "section": ("articleSection",),
            "topic": ("keywords",),
            "language": ("inLanguage",),
            "dateline": ("dateline",),
            "site name": ("publisher",),
            "address": ("url", "mainEntityOfPage"),
        }.items():
            for key in keys:
                self._add(what, "JSON-LD", _words(story.get(key), named))
        body = story.get("articleBody")
        if isinstance(body, str) and html.text(body):
            self.found["body"].append(("JSON-LD", (body,)))
        images = story.get("image")
        for image in images if isinstance(images, list) else [images]:
            self._add_photo(image if isinstance(image, dict) else {"url": image}, named)

    def _add_photo(self, image: dict[str, object], named: dict[str, str]) -> None:
        def word(*keys: str) -> str:
            return next((words[0] for key in keys if (words := _words(image.get(key), named))), "")

        address = word("url", "contentUrl", "@id")
        if address:
            self.photos.append(
                PhotoRef(
                    address=address,
                    name=file_name(address),
                    caption=word("caption", "description"),
                    credit=word("creditText", "copyrightHolder", "author", "creator"),
                    present=True,
                )
            )

    def _read_meta(self, page: _Element) -> None:
        stated: dict[str, list[str]] = defaultdict(list)
        for meta in tree.find(page, "//meta[@content]"):
            content = html.fold(meta.get("content", ""))
            name = (meta.get("property") or meta.get("name") or "").strip().lower()
            if content:
                stated[name].append(content)
        for what, names in _META.items():
            for name in names:
                if name in stated:
                    self._add(what, name, tuple(stated[name]))
        alt = next(iter(stated["og:image:alt"]), "")
        for address in stated["og:image"]:
            self.photos.append(PhotoRef(address=address, name=file_name(address), alt=alt, present=True))
        for language in tree.attributes(page, "@lang"):
            self._add("language", "html lang", (language,))

    def _read_structure(self, page: _Element) -> None:
        for what, path in _STRUCTURE.items():
            said = tuple(
                dict.fromkeys(value for element in _outermost(page, path) if (value := _said(element)))
            )
            self._add(what, "structure", said)


def web_address(value: str, base: str = "") -> str:
    """Return an absolute http(s) address without its fragment, resolved against `base`; empty if none."""
    try:
        parts = urlsplit(urljoin(base, value.strip()))
    except ValueError:
        return ""
    return parts._replace(fragment="").geturl() if parts.scheme in {"http", "https"} and parts.netloc else ""


def file_name(address: str) -> str:
    """Return the last part of an address's path; empty for data and for a folder."""
    return "" if address.startswith("data:") else re.split(r"[?#]", address)[0].rpartition("/")[2]


def _outermost(page: _Element, path: str) -> Iterator[_Element]:
    """Yield what the path's alternatives find, best alternative only, nothing inside what was yielded."""
    for alternative in path.split(" | "):
        seen: set[_Element] = set()
        for element in tree.find(page, alternative):
            if not seen.intersection(element.iterancestors()):
                seen.add(element)
                yield element
        if any(map(_said, seen)):
            return


def _said(element: _Element) -> str:
    """Return the value of an element: its machine-readable one, else its text."""
    for attribute in ("datetime", "content"):
        if element.get(attribute):
            return html.fold(element.get(attribute, ""))
    names = tree.find(element, ".//*[@itemprop='name']")
    return tree.text((names or [element])[0])


def _json_ld(page: _Element, notes: Notes) -> tuple[list[dict[str, object]], dict[str, str]]:
    """Return the articles of all JSON-LD on the page, outermost first, and the names by @id."""
    queue: deque[object] = deque()
    for script in tree.find(page, "//script[contains(@type, 'ld+json')]"):
        raw = script.text or ""
        try:
            queue.append(_loads(raw))
        except (ValueError, RecursionError) as error:
            notes.leave_out(f"JSON-LD that cannot be parsed ({error})", html.fold(raw))
    stories: list[dict[str, object]] = []
    named: dict[str, str] = {}
    while queue:
        node = queue.popleft()
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, dict):
            queue.extend(node.values())
            identifier, name = node.get("@id"), node.get("name")
            if isinstance(identifier, str) and isinstance(name, str):
                named[identifier] = name
            if _is_article(node.get("@type")):
                stories.append(node)
    return stories, named


def _loads(raw: str) -> object:
    raw = re.sub(r"^\s*(?:<!--|/?/?\s*<!\[CDATA\[)|(?:-->|/?/?\s*\]\]>)\s*$", "", raw).strip().rstrip(";")
    try:
        return json.loads(raw, strict=False)
    except ValueError:
        # The commonest fault by far: a comma after the last entry.
        return json.loads(re.sub(r",(\s*[}\]])", r"\1", raw), strict=False)


def _is_article(types: object) -> bool:
    names = types if isinstance(types, list) else [types]
    return any(
        isinstance(name, str) and (name.endswith("Article") or name in _ARTICLE_TYPES) for name in names
    )


def _words(value: object, named: dict[str, str]) -> tuple[str, ...]:
    """Return the texts of a JSON-LD value: a string, a thing with a name or an @id, or a list of these."""
    said: list[str] = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            identifier = entry.get("@id")
            known = named.get(identifier) if isinstance(identifier, str) else None
            entry = entry.get("name") or entry.get("@value") or known or entry.get("url") or identifier  # noqa: PLW2901
        if isinstance(entry, str) and (words := html.text(entry)):
            said.append(words)
    return tuple(said)
