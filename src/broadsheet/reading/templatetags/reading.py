"""What the reading site's templates ask for."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import expand_db_html

from broadsheet.delivery.fragments import fragment
from broadsheet.delivery.tags import uses
from broadsheet.reading import follow as _follow
from broadsheet.reading.cards import Card, Link, listed
from broadsheet.reading.head import Alternate
from broadsheet.reading.visit import Visit
from broadsheet.stories import addresses, changes
from broadsheet.stories.models import Section

register = template.Library()


@register.filter
def rich(value: Any, dateline: str = "") -> SafeString:
    """An editor's rich text, which Wagtail cleaned when it was saved, with its links leading somewhere.

    A dateline opens its first paragraph.
    """
    html = expand_db_html(getattr(value, "source", str(value)))
    if dateline:
        opening = format_html('<span class="dateline">{}</span> ', dateline)
        html = re.sub("<p(?: [^>]*)?>", lambda found: found[0] + opening, html, count=1)
    return mark_safe(html)


@register.filter
def full(path: str, visit: Visit) -> str:
    """The full address of a path."""
    return visit.absolute(path)


@register.simple_tag
def navigation(visit: Visit) -> list[Link]:
    """What the editors put there; until they do, the top sections."""
    if visit.edition.navigation:
        return [Link(block.value["label"], block.value["address"]) for block in visit.edition.navigation]
    return fragment(("navigation", visit.locale_id, visit.prefix), lambda: _tops(visit))


def _tops(visit: Visit) -> list[Link]:
    uses(changes.tops(visit.locale_id))
    return listed(Section.objects.filter(locale_id=visit.locale_id, parent=None), visit)


@register.simple_tag
def footer(visit: Visit) -> list[dict[str, Any]]:
    """The columns of the footer: a title and links each."""
    return [
        {
            "title": block.value["title"],
            "links": [Link(one["label"], one["address"]) for one in block.value["links"]],
        }
        for block in visit.edition.footer
    ]


@register.simple_tag
def accounts(visit: Visit) -> list[Link]:
    """The edition's accounts elsewhere."""
    return _follow.accounts(visit)


@register.simple_tag
def languages(visit: Visit, alternates: tuple[Alternate, ...]) -> list[Alternate]:
    """The other editions: this page there where it exists, else their front."""
    there = {one.language: one.path for one in alternates}
    return [
        Alternate(one.code, there.get(one.code, one.path), one.language_name, one.direction)
        for one in visit.editions
        if one.locale_id != visit.locale_id
    ]


@register.simple_tag(name="card")
def show_card(card: Card, **how: Any) -> SafeString:
    """A card in one of its looks; `how` are the words of its template."""
    look = get_language(), *sorted(how.items())
    if look not in card.html:
        card.html[look] = render_to_string("reading/parts/card.html", {"card": card, **how})
    return card.html[look]


@register.simple_tag
def latest_path(visit: Visit) -> str:
    """The list of everything."""
    return addresses.latest(visit.prefix)
