"""Cleaning of HTML to what a paragraph may hold, and the plain text of it."""

import html as entities
import re

import nh3

INLINE_TAGS = frozenset({"a", "br", "code", "em", "strong", "sub", "sup"})
_TAGS = {*INLINE_TAGS, "b", "i"}
_SCHEMES = {"http", "https", "mailto"}
# Tags outside INLINE_TAGS that change what the words say; readers report them when they are dropped.
_MEANINGFUL = re.compile(
    r"<(?:s|strike|del|ins|u|mark)\b[^>]*>(.*?)</(?:s|strike|del|ins|u|mark)\s*>", re.IGNORECASE | re.DOTALL
)
_BLOCK_EDGE = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li"
    r"|main|nav|ol|option|p|pre|section|table|td|th|tr|ul)\b)",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"<(a|code|em|strong|sub|sup)\b[^>]*>((?:\s|<br>)*)</\1>")
_BARE_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_EDGE_BREAKS = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$")
_DOUBLE_BREAK = re.compile(r"(?:<br\s*/?>\s*){2,}", re.IGNORECASE)


def fold(text: str) -> str:
    """Return the text with every run of white space (no-break spaces too) as one space, none at the ends."""
    return " ".join(text.split())


def escape(text: str) -> str:
    """Return plain text as inline HTML that shows the same text."""
    return entities.escape(text, quote=False)


def text(markup: str) -> str:
    """Return the folded plain text of any HTML, without scripts and styles; blocks do not grow together."""
    return fold(entities.unescape(nh3.clean(_BLOCK_EDGE.sub(" <", markup), tags=set())))


def inline(markup: str) -> str:
    """Return any HTML cleaned to INLINE_TAGS, white space folded; cleaning the result again changes nothing.

    `<b>` becomes `<strong>`, `<i>` becomes `<em>`, `<q>` quotation marks. Links keep an address that is
    http, https, mailto or relative, and nothing else; a link without such an address becomes its text.
    Other tags give way to their text, scripts and styles to nothing.
    """
    markup = re.sub(r"<q\b[^>]*>", "“", markup, flags=re.IGNORECASE)
    markup = re.sub(r"</q\s*>", "”", markup, flags=re.IGNORECASE)
    while True:
        cleaned = _clean_once(markup)
        if cleaned == markup:
            return cleaned
        markup = cleaned


def paragraphs(markup: str) -> tuple[str, ...]:
    """Return the clean paragraphs of an inline run in which old pages part them by two `<br>`."""
    return tuple(part for part in map(inline, _DOUBLE_BREAK.split(markup)) if text(part))


def lost_formatting(markup: str) -> tuple[str, ...]:
    """Return the texts struck, inserted, underlined or marked in HTML that `inline` will flatten."""
    return tuple(words for found in _MEANINGFUL.findall(markup) if (words := text(found)))


def _clean_once(markup: str) -> str:
    cleaned = nh3.clean(
        _BLOCK_EDGE.sub(" <", markup),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    cleaned = re.sub(r"<(/?)b>", r"<\1strong>", cleaned)
    cleaned = re.sub(r"<(/?)i>", r"<\1em>", cleaned)
    cleaned = _BARE_LINK.sub(r"\1", cleaned.replace("&nbsp;", " "))
    cleaned = fold(_EMPTY.sub(r" \2", cleaned)).replace(" <br>", "<br>").replace("<br> ", "<br>")
    return _EDGE_BREAKS.sub("", cleaned)
