"""Captures saved as HTML: facts, body and pictures of one page, put together into its story.

A page is refused as cut short unless `</html>` stands in it, outside of comments, scripts and styles: that
tag is the last thing that a page sends, so a file without it lost its end, be it inside a tag or between
two. Markup that the parser gives up on (nested too deep, one node too large) is refused, too.
"""

import re
from datetime import datetime, tzinfo

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from lxml.etree import _Element

from broadsheet.formats import chrome, html, tree
from broadsheet.formats.captures_body import Page, places, read_blocks
from broadsheet.formats.captures_facts import Facts, file_name, web_address
from broadsheet.formats.captures_photos import read_photo
from broadsheet.formats.dates import Stamp, read_machine_stamp, resolve
from broadsheet.formats.item import (
    Block,
    FormatError,
    Item,
    ListBlock,
    Notes,
    Paragraph,
    PhotoBlock,
    PhotoRef,
    Quote,
    Table,
)

_SAVE_AGAIN = "Save the page again, whole; if it never says </html>, add that as the last line"
_NOT_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title|textarea)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_END = re.compile(r"</html\s*>", re.IGNORECASE)


def read_html_capture(text: str, notes: Notes, *, name: str, zone: tzinfo | None) -> Item:
    """Return the story of a saved page; FormatError as `captures.read` says.

    A story without any stated time of publication has None; a date without a time of day is left out.
    """
    page = _parsed(text, name)
    facts = Facts(page, notes)
    headline, markers = _headline(facts, name)
    address = facts.first("address")
    facts.choose("site name")
    bylines = tuple(dict.fromkeys(facts.choose("byline")))
    base = web_address(next(iter(tree.attributes(page, "//base/@href")), ""), address) or address
    published, updated = _times(facts, notes, name=name, zone=zone)
    roots, body = _body(page, text, facts, Page(base=base, headline=headline, bylines=bylines), notes)
    if not any(isinstance(block, Paragraph | Quote | ListBlock | Table) for block in body):
        raise FormatError("a page with a headline and without a body", where=name, advice=_SAVE_AGAIN)
    photos = _photos(roots, body, facts, base)
    notes.miss(photo.name for photo in photos if not photo.present)
    return Item(
        headline=headline,
        standfirst=_standfirst(facts, body, notes),
        dateline=facts.first("dateline"),
        language=facts.first("language") or None,
        published_at=published,
        updated_at=updated,
        bylines=bylines,
        section=facts.first("section") or None,
        topics=tuple(dict.fromkeys(facts.choose("topic"))),
        body=body,
        photos=photos,
        markers=markers,
        address=address or None,
    )


def _parsed(text: str, name: str) -> _Element:
    if _END.search(_NOT_MARKUP.sub(" ", text)) is None:
        line = text.count("\n") + 1
        raise FormatError(
            f"a page cut short: no </html> after “{html.fold(text[-60:])}”",
            where=f"{name} line {line}".strip(),
            advice=_SAVE_AGAIN,
        )
    # An XML declaration would contradict the encoding that is passed to the parser.
    data = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode()
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        page = lxml_html.document_fromstring(data, parser=parser)
    except etree.LxmlError as error:
        raise FormatError(
            f"a page that cannot be parsed ({error})", where=name, advice=_SAVE_AGAIN
        ) from error
    for entry in parser.error_log:
        if entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise FormatError(
                f"a page beyond what is safe to parse ({entry.message.strip()})",
                where=f"{name} line {entry.line}".strip(),
                advice="Save the story's own part of the page",
            )
    return page


def _headline(facts: Facts, name: str) -> tuple[str, tuple[str, ...]]:
    stated = facts.first("headline")
    site = next((values[0] for _, values in facts.all("site name")), "")
    if site:
        stated = re.sub(rf"\s+[-–—|•:]\s+{re.escape(site)}$", "", stated, flags=re.IGNORECASE)
    headline, markers = chrome.split_markers(stated)
    if not headline:
        raise FormatError(
            "a page without a headline in JSON-LD, og:title or <h1>",
            where=name,
            advice="Save the story's own page, not a list of stories",
        )
    for _, values in facts.all("headline"):
        # JSON-LD often leaves out the marker that the page shows.
        markers = tuple(dict.fromkeys(markers + chrome.split_markers(values[0])[1]))
    return headline, markers


def _times(
    facts: Facts, notes: Notes, *, name: str, zone: tzinfo | None
) -> tuple[datetime | None, datetime | None]:
    """Return the times of publication and of the last update; of several, the first that says its offset."""
    stamps: dict[str, Stamp | None] = {}
    for what in ("published", "updated"):
        readable = []
        for source, values in facts.all(what):
            stamp = read_machine_stamp(values[0])
            if stamp is None:
                notes.leave_out(f"no date with a time of day ({what}, {source})", values[0])
            else:
                notes.recognise(f"{what} ({source})", values[0])
                readable.append(stamp)
        complete = [stamp for stamp in readable if stamp.offset is not None]
        stamps[what] = next(iter(complete or readable), None)
    first, last = stamps["published"], stamps["updated"]
    published = resolve(first, zone, where=name) if first else None
    if last is None or (last.offset is None and (zone is None or last.local is None)):
        if last is not None:
            notes.leave_out("a time of update that cannot be told", f"{last.local or last.problem}")
        return published, None
    updated = resolve(last, zone, where=name)
    if published and updated <= published:
        if updated < published:
            notes.leave_out("a time of update before publication", updated.isoformat())
        return published, None
    return published, updated


def _body(
    page: _Element, text: str, facts: Facts, about: Page, notes: Notes
) -> tuple[list[_Element], tuple[Block, ...]]:
    """Return where the body stands, and its blocks: by structure, JSON-LD or trafilatura, in this order."""
    roots = places(page)
    outside = Notes()
    blocks = read_blocks(roots, about, outside)
    stated = next((values[0] for _, values in facts.all("body")), "")
    # A teaser beside a full text in JSON-LD: the page shows only the beginning.
    if stated and _length(blocks) < 0.6 * len(html.text(stated)):
        for block_text in (words for what, words in outside.recognised if what == "paragraph"):
            notes.leave_out("a shorter body than the one in JSON-LD", block_text)
        notes.recognise("body", "JSON-LD")
        blocks = tuple(
            Paragraph(html=paragraph)
            for part in re.split(r"\n\s*\n|\r?\n", stated)
            for paragraph in html.paragraphs(html.escape(html.text(part)))
        )
        return roots, blocks
    notes.recognised += outside.recognised
    notes.left_out += outside.left_out
    if _length(blocks):
        notes.recognise("body", "structure")
        _account_outside(roots, notes)
        return roots, blocks
    return [], _body_by_likelihood(page, text, about, notes)


def _body_by_likelihood(page: _Element, text: str, about: Page, notes: Notes) -> tuple[Block, ...]:
    """Return what trafilatura takes for the story, and note all that it does not take."""
    found = trafilatura.extract(
        text, output_format="html", include_links=True, include_formatting=True, include_comments=False
    )
    if not found:
        return ()
    notes.recognise("body", "trafilatura")
    before = len(notes.recognised)
    blocks = read_blocks([lxml_html.document_fromstring(found)], about, notes)
    taken = {words for _, words in notes.recognised[before:]}
    # It decides by likelihood and drops what it doubts, so say what else the page holds.
    everything = Notes()
    read_blocks([page], about, everything)
    for _, words in everything.recognised + everything.left_out:
        if words not in taken:
            notes.leave_out("not taken for the story by trafilatura", words)
    return blocks


def _length(blocks: tuple[Block, ...]) -> int:
    total = 0
    for block in blocks:
        match block:
            case Paragraph(html=markup):
                total += len(html.text(markup))
            case Quote(text=words):
                total += len(words)
            case ListBlock(items=cells):
                total += sum(map(len, cells))
            case Table(rows=rows):
                total += sum(len(cell) for row in rows for cell in row)
            case _:
                pass
    return total


def _account_outside(roots: list[_Element], notes: Notes) -> None:
    """Note the text of everything on the page that stands beside the body and the elements around it."""
    around = {ancestor for root in roots for ancestor in root.iterancestors()}
    for element in (child for ancestor in around for child in ancestor):
        if (
            isinstance(element.tag, str)
            and element not in around
            and element not in roots
            and element.tag != "head"
        ):
            notes.leave_out(f"outside the body: <{element.tag}>", tree.text(element))


def _photos(roots: list[_Element], body: tuple[Block, ...], facts: Facts, base: str) -> tuple[PhotoRef, ...]:
    """Return the lead photo, those of the article's head, and the body's, each once.

    A figure says more than metadata about the same file, so its caption and credit are taken.
    """
    shown = [photo for figure in _head_figures(roots) if (photo := read_photo(figure, base))]
    shown += [block.photo for block in body if isinstance(block, PhotoBlock)]
    by_name = {photo.name: photo for photo in reversed(shown)}
    stated = [photo for photo in facts.photos[:1] if file_name(photo.address or "") not in by_name]
    lead = [
        PhotoRef(
            address=web_address(photo.address or "", base) or None,
            name=photo.name or photo.address or "",
            caption=photo.caption,
            credit=photo.credit,
            alt=photo.alt,
            present=bool(web_address(photo.address or "", base)),
        )
        for photo in stated
    ]
    return tuple({photo.address or photo.name: photo for photo in lead + shown}.values())


def _head_figures(roots: list[_Element]) -> list[_Element]:
    """Return the figures in the body's article that are outside of the body, or in a header inside it."""
    places_ = [place for root in roots for place in (*root.iterancestors("article"), *root.iter("header"))]
    inside = set(roots)
    return [
        figure
        for place in dict.fromkeys(places_)
        for figure in place.iter("figure")
        if place.tag == "header" or not inside.intersection(figure.iterancestors())
    ]


def _standfirst(facts: Facts, body: tuple[Block, ...], notes: Notes) -> str:
    """Return the standfirst, unless it is only the body's beginning again, as generated descriptions are."""
    stated = facts.first("standfirst")
    first = next((html.text(block.html) for block in body if isinstance(block, Paragraph)), "")
    if stated and first.startswith(stated.rstrip(".… ")):
        notes.leave_out("a description that repeats the body's beginning", stated)
        return ""
    return stated
