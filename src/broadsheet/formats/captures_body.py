"""The body of a saved HTML page: where on the page it stands, and its blocks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from broadsheet.formats import chrome, html, tree
from broadsheet.formats.captures_photos import (
    images,
    is_pixel,
    read_embed,
    read_photo,
    read_table,
)
from broadsheet.formats.dates import plain, read_stamp
from broadsheet.formats.item import (
    Block,
    Embed,
    ListBlock,
    Notes,
    Paragraph,
    PhotoBlock,
    Quote,
    Subhead,
    Table,
)

_BODY_CLASSES = (
    *("article-body", "article-text", "article-content", "story-body"),
    *("post-content", "entry-content", "news-text", "news-content"),
)
_PLACES = (
    "//*[@itemprop='articleBody']",
    "//article",
    "//main | //*[@role='main']",
    "//*[" + " or ".join(f"contains(@class, '{name}')" for name in _BODY_CLASSES) + "]",
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_EMBEDS = frozenset({"iframe", "video", "audio", "object", "embed"})
_SKIPPED = {
    **dict.fromkeys(
        ("nav", "aside", "footer", "header", "form", "button", "select", "dialog"), "page furniture"
    ),
    **dict.fromkeys(("script", "style", "template", "svg", "head"), ""),
}
_BLOCKS = (
    _HEADINGS
    | _EMBEDS
    | {
        *(
            "address",
            "article",
            "blockquote",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "figure",
            "hr",
            "img",
            "li",
            "main",
            "noscript",
        ),
        *("ol", "p", "picture", "pre", "section", "summary", "ul"),
        *("caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
        *_SKIPPED,
    }
)
_FURNITURE_CLASS = re.compile(
    r"(?:^|[-_ ])(?:share|sharing|social|related|newsletter|promo|adverts?|ads?|comments?|breadcrumbs?"
    r"|subscribe|more-news|read-more)(?:$|[-_ ])",
    re.IGNORECASE,
)
_POST_CLASS = re.compile(r"twitter-tweet|instagram-media|tiktok-embed|fb-post", re.IGNORECASE)
_NOT_IN_LISTS = (*_HEADINGS, *_EMBEDS, "blockquote", "figure", "img", "table")
_NOT_IN_TABLES = (*_NOT_IN_LISTS, "ol", "ul")


@dataclass(frozen=True, slots=True)
class Page:
    """What the blocks of a body have to be read against."""

    base: str
    headline: str
    bylines: tuple[str, ...]


def places(document: _Element) -> list[_Element]:
    """Return the elements that hold the body: the first kind of place with any text; or none.

    Of several `<article>` the one with most text in paragraphs: the others are cards of other stories.
    """
    for index, path in enumerate(_PLACES):
        found = [element for element in tree.find(document, path) if tree.text(element)]
        if found and index == 0:
            inner = set(found)
            return [element for element in found if not inner.intersection(element.iterancestors())]
        if found:
            return [max(found, key=_prose)]
    return []


def _prose(element: _Element) -> int:
    return sum(len(tree.text(paragraph)) for paragraph in element.iter("p"))


def read_blocks(roots: Sequence[_Element], page: Page, notes: Notes) -> tuple[Block, ...]:
    """Return the blocks of some elements in order; what is no block goes into the notes with its reason."""
    walk = _Walk(page, notes)
    for root in roots:
        walk.prose = _prose(root)
        walk.container(root)
        walk.flush()
    return tuple(walk.blocks)


class _Walk:
    """One pass over a body: inline content gathers until a block begins or ends, and then is a paragraph."""

    def __init__(self, page: Page, notes: Notes) -> None:
        self.page = page
        self.notes = notes
        self.blocks: list[Block] = []
        self.gathered: list[str] = []
        self.prose = 0
        self.pictured: dict[_Element | None, bool] = {}
        self.handlers: dict[str, Callable[[_Element], None]] = {
            **dict.fromkeys(_HEADINGS, self._heading),
            **dict.fromkeys(_EMBEDS, self._embed),
            **dict.fromkeys(("img", "figure", "picture"), self._figure),
            **dict.fromkeys(("ul", "ol"), self._list),
            "blockquote": self._quote,
            "table": self._table,
        }

    def container(self, element: _Element) -> None:
        self._say(element.text)
        for child in element:
            self._node(child)
            self._say(child.tail)

    def flush(self) -> None:
        gathered = "".join(self.gathered)
        self.gathered.clear()
        for paragraph in html.paragraphs(gathered):
            self._paragraph(paragraph)
        for words in html.lost_formatting(gathered):
            self.notes.leave_out("the striking, underlining or marking of words", words)

    def _say(self, text: str | None) -> None:
        self.gathered.append(html.escape(text or ""))

    def _node(self, element: _Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or (tag == "noscript" and self._repeats_a_picture(element)):
            return
        if tag in _SKIPPED or self._is_furniture(element):
            self.flush()
            reason = _SKIPPED.get(tag, "page furniture")
            if reason:
                self.notes.leave_out(f"{reason} in the body", tree.text(element))
        elif tag in self.handlers:
            self.flush()
            self.handlers[tag](element)
        elif tag in _BLOCKS:
            self.flush()
            self.container(element)
            self.flush()
        elif any(part.tag in _BLOCKS for part in element.iterdescendants()):
            self.container(element)
        else:
            self.gathered.append(tree.markup(element))

    def _repeats_a_picture(self, noscript: _Element) -> bool:
        around = noscript.getparent()
        # Remembered for each parent: a page may hold thousands of these side by side.
        if around not in self.pictured:
            self.pictured[around] = bool(tree.find(noscript, "../descendant::img[not(ancestor::noscript)]"))
        return self.pictured[around]

    def _is_furniture(self, element: _Element) -> bool:
        # A wrapper of the whole story may be called "with-comments": what holds most text is no furniture.
        named = _FURNITURE_CLASS.search(element.get("class", ""))
        return named is not None and _prose(element) * 2 <= self.prose

    def _paragraph(self, paragraph: str) -> None:
        words = html.text(paragraph)
        reason = self._no_paragraph(words)
        if reason:
            self.notes.leave_out(reason, words)
        else:
            self.notes.recognise("paragraph", words)
            self.blocks.append(Paragraph(html=paragraph))

    def _no_paragraph(self, words: str) -> str:
        kind = chrome.chrome_kind(words)
        if kind:
            return kind
        if self._is_headline(words):
            return "the headline again"
        if words in self.page.bylines or set(chrome.read_byline(words)) & set(self.page.bylines):
            return "the byline again"
        return "a time line in the body" if read_stamp(words) and not self.blocks else ""

    def _is_headline(self, words: str) -> bool:
        return plain(chrome.split_markers(words)[0]) == plain(self.page.headline)

    def _heading(self, element: _Element) -> None:
        words = tree.text(element)
        if self._is_headline(words):
            self.notes.leave_out("the headline again", words)
        elif words:
            self.notes.recognise("subhead", words)
            self.blocks.append(Subhead(text=words))
        for image in images(element):
            self._figure(image)

    def _figure(self, element: _Element) -> None:
        if is_pixel(element):
            self.notes.leave_out("a one-pixel picture that counts visits", element.get("src", ""))
            return
        photo = read_photo(element, self.page.base) if len(images(element)) == 1 else None
        if photo is None or next(element.iter(*_EMBEDS, "blockquote", "table"), None) is not None:
            # A gallery, or a figure of something else: each part for itself, the caption as text.
            self.container(element)
            self.flush()
            return
        self.notes.recognise("photo", photo.caption or photo.name)
        self.blocks.append(PhotoBlock(photo=photo))

    def _embed(self, element: _Element) -> None:
        embed = read_embed(element, self.page.base)
        if embed is None:
            self.notes.leave_out(
                f"an embedded {element.tag} without a usable address",
                tree.text(element) or element.get("src") or "empty",
            )
        else:
            self.notes.recognise("embed", embed.url)
            self.blocks.append(embed)

    def _quote(self, element: _Element) -> None:
        if _POST_CLASS.search(element.get("class", "")):
            self._embed(element)
            return
        sources = list(element.iter("footer")) or list(element.iter("cite"))
        source = html.fold(" ".join(map(tree.text, sources)))
        for part in sources:
            tree.drop(part)
        inner = _Walk(self.page, self.notes)
        inner.container(element)
        inner.flush()
        said = [words for block in inner.blocks for words in _texts(block)]
        if said:
            self.notes.recognise("quote", " ".join(said))
            self.blocks.append(Quote(text="\n\n".join(said), source=source))
        else:
            self.notes.leave_out("the source of an empty quote", source)
        for link in element.iter("a"):
            self.notes.leave_out("a link in a quote", link.get("href", ""))
        self.blocks.extend(block for block in inner.blocks if isinstance(block, PhotoBlock | Embed | Table))

    def _list(self, element: _Element) -> None:
        if next(element.iter(*_NOT_IN_LISTS), None) is not None:
            # Galleries and cards are written as lists, too.
            self.container(element)
            self.flush()
            return
        items: list[str] = []
        for part in list(element.iter("li")):
            for nested in list(part.iter("ul", "ol")):
                self.notes.leave_out("the nesting of a list", tree.text(nested))
                tree.drop(nested)
            item = html.inline(tree.markup(part))
            if html.text(item):
                items.append(item)
        if items:
            self.notes.recognise("list", " ".join(map(html.text, items)))
            self.blocks.append(ListBlock(items=tuple(items), ordered=element.tag == "ol"))

    def _table(self, element: _Element) -> None:
        nested = element.iterdescendants(*_NOT_IN_TABLES)
        if next(nested, None) is not None or any(
            len(list(cell.iter("p"))) > 1 for cell in element.iter("td")
        ):
            # Old pages lay themselves out with tables: each cell is a stretch of the body.
            self.container(element)
            self.flush()
            return
        table = read_table(element, self.notes)
        if table is not None:
            self.notes.recognise("table", tree.text(element))
            self.blocks.append(table)


def _texts(block: Block) -> tuple[str, ...]:
    """Return the plain texts of a block, as a quote holds them."""
    match block:
        case Paragraph(html=markup_):
            return (html.text(markup_),)
        case Subhead(text=words) | Quote(text=words):
            return (words,)
        case ListBlock(items=items):
            return tuple(map(html.text, items))
        case _:
            return ()
