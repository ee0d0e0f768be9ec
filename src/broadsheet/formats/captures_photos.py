"""Pictures, embeds and tables of a saved HTML page, read from its elements."""

import re
from urllib.parse import urljoin

from lxml.etree import _Element

from broadsheet.formats import html, tree
from broadsheet.formats.captures_facts import file_name
from broadsheet.formats.item import Embed, Notes, PhotoRef, Table

_CREDIT_CLASS = re.compile(
    r"credit|copyright|photographer|(?:^|[-_ ])(?:author|source)(?:$|[-_ ])", re.IGNORECASE
)
_CREDIT_TEXT = re.compile(
    r"[\s(|]*\b((?:photos?(?: by)?|image|credit|foto|fotoğraf|фото)\s*[:/]\s*[^()|]{1,80})[)\s]*$"
    r"|[\s(|]*(©\s*[^()|]{1,80})[)\s]*$",
    re.IGNORECASE,
)
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_SAVED_BESIDE = re.compile(r"(?:\./)?[^/:?#]+_(?:files|fichiers|dateien|arquivos)/", re.IGNORECASE)


def read_photo(element: _Element, base: str) -> PhotoRef | None:
    """Read an `<img>`, or the first in a `<figure>` with its caption and credit; None if there is none.

    Addresses become absolute where the page's own is known; those of files that a browser saved beside
    the page (`name_files/…`) stay relative to it.
    """
    image = next(iter(images(element)), None)
    if image is None:
        return None
    address = _address(image, base)
    caption, credit = _caption(element)
    alt = html.fold(image.get("alt", ""))
    return PhotoRef(
        address=address or None,
        name=file_name(address) or alt or caption or "a picture without a name",
        caption=caption,
        credit=credit,
        alt=alt,
        present=bool(address),
    )


def images(element: _Element) -> list[_Element]:
    """Return the pictures in an element, itself included, without counters.

    The pictures of a `<noscript>` stand in for others, so they count only where there are no others.
    """
    pictures = [image for image in element.iter("img") if not is_pixel(image)]
    return [image for image in pictures if not tree.find(image, "ancestor::noscript")] or pictures


def is_pixel(image: _Element) -> bool:
    """Tell whether an `<img>` is a counter and not a picture."""
    return bool({image.get("width"), image.get("height")} & {"0", "1", "1px"})


def read_embed(element: _Element, base: str) -> Embed | None:
    """Read an `<iframe>`, `<video>` or the like, or a post's blockquote; None if it has no address."""
    if element.tag == "blockquote":
        links = [link.get("href", "") for link in element.iter("a")]
        # A post links to itself last, below its text.
        address = links[-1] if links else ""
    else:
        address = next(
            (
                value
                for part in (element, *element.iter("source", "embed"))
                for name in ("data-src", "src", "data")
                if (value := part.get(name))
            ),
            "",
        )
    address = _resolved(address, base)
    return Embed(url=address, text=tree.text(element)) if address else None


def read_table(element: _Element, notes: Notes) -> Table | None:
    """Read a table's rows as inline HTML; None if it has no text. A merged cell is read once and noted."""
    rows: list[tuple[str, ...]] = []
    header = False
    for row in element.iter("tr"):
        cells = list(row.iterchildren("td", "th"))
        for cell in cells:
            if cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1":
                notes.leave_out("the merging of a table's cells", tree.text(cell))
        header = header or (not rows and bool(cells) and all(cell.tag == "th" for cell in cells))
        if any(map(tree.text, cells)):
            rows.append(tuple(html.inline(tree.markup(cell)) for cell in cells))
    for caption in element.iterchildren("caption"):
        notes.leave_out("a table's caption", tree.text(caption))
    return Table(rows=tuple(rows), header=header) if rows else None


def _address(image: _Element, base: str) -> str:
    for name in _SOURCES:
        value = image.get(name, "").strip()
        # A page that loads pictures late shows a tiny one written into the page until then.
        if value and not value.startswith("data:"):
            return _resolved(value, base)
    sets = [image, *tree.find(image, "ancestor::picture[1]/source")]
    for candidates in (part.get("srcset") or part.get("data-srcset") for part in sets):
        if candidates and candidates.strip():
            # The last candidate is the largest by custom, and the only one that is never a preview.
            return _resolved(candidates.strip().rstrip(",").split(",")[-1].split()[0], base)
    return image.get("src", "").strip()


def _resolved(address: str, base: str) -> str:
    address = address.strip()
    if not address or _SAVED_BESIDE.match(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _caption(element: _Element) -> tuple[str, str]:
    """Return the caption and the credit of a figure; the credit is taken out of the caption."""
    credits_: list[str] = []
    captions: list[str] = []
    for part in element.iter("figcaption"):
        marked = [
            inner
            for inner in part.iterdescendants()
            if isinstance(inner.tag, str)
            and (
                inner.tag in {"small", "cite"}
                or _CREDIT_CLASS.search(f"{inner.get('class', '')} {inner.get('itemprop', '')}")
            )
        ]
        credits_.extend(map(tree.text, marked))
        captions.append(_without(part, marked))
    caption = html.fold(" ".join(captions))
    found = None if any(credits_) else _CREDIT_TEXT.search(caption)
    if found:
        return caption[: found.start()].strip(), (found[1] or found[2]).strip()
    return caption, html.fold(" ".join(dict.fromkeys(filter(None, credits_))))


def _without(element: _Element, parts: list[_Element]) -> str:
    """Return an element's text without that of some of its descendants."""
    skipped = set(parts)
    pieces: list[str] = []

    def collect(node: _Element) -> None:
        pieces.append(node.text or "")
        for child in node:
            if isinstance(child.tag, str) and child not in skipped:
                collect(child)
            pieces.append(child.tail or "")

    collect(element)
    return html.fold(" ".join(pieces))
