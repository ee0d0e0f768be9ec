"""Describes a story, saved or still in a form, for the checks; and finds where its links lead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from wagtail.models import Page

from broadsheet.newsroom.checks import Description, Finding, Picture, Target, check
from broadsheet.stories.models import Byline, Edition, Gallery, Outlet, Redirect, Section, Story, Topic

_HREF = re.compile(r'href="([^"]*)"')
_STORY = re.compile(r"^/(\d{4})/(\d{2})/(\d{2})/([^/]+)$")
_LISTS = re.compile(r"^/(?:latest|search|\d{4}(?:/\d{2}){0,2})?$")
_KINDS: dict[str, Any] = {"section": Section, "topic": Topic, "by": Byline, "gallery": Gallery}


def findings(story: Story) -> list[Finding]:
    """What is open on the story as it is in memory."""
    described = describe(
        {
            name: getattr(story, name)
            for name in (
                "headline", "standfirst", "section", "lead_photo", "lead_alt", "lead_credit", "body", "gallery",
            )
        },
        names=[row.byline for row in story.story_bylines.all()] + [row.topic for row in story.story_topics.all()],
        locale=story.locale_id,
    )  # fmt: skip
    return check(described, targets(described.links))


def describe(fields: Mapping[str, Any], names: Iterable[Any] = (), locale: int | None = None) -> Description:
    """`fields` are a story's own by name; `names` its bylines and topics, to be of the edition of `locale`."""
    body = fields.get("body") or []
    filed = [thing for thing in (fields.get("section"), fields.get("gallery"), *names) if thing]
    return Description(
        headline=fields.get("headline") or "",
        standfirst=fields.get("standfirst") or "",
        has_section=bool(fields.get("section")),
        words=_words(body),
        pictures=tuple(_pictures(fields, body)),
        links=tuple(_hrefs(body)),
        strangers=tuple(str(thing) for thing in filed if locale and thing.locale_id != locale),
    )


def _words(body: Any) -> int:
    return sum(
        len(text.split())
        for block in body
        if block.value
        for text in block.block.get_searchable_content(block.value)
    )


def _pictures(fields: Mapping[str, Any], body: Any) -> Iterator[Picture]:
    if photo := fields.get("lead_photo"):
        alt = fields.get("lead_alt") or photo.description
        yield Picture(_("Lead photo"), alt, fields.get("lead_credit") or photo.credit, lead=True)
    galleries = [fields.get("gallery")]
    for number, block in enumerate(body, start=1):
        if block.block_type == "photo" and block.value and (photo := block.value.get("photo")):
            place = _("Text, block %(number)d: %(title)s") % {"number": number, "title": photo.title}
            alt = block.value.get("alt") or photo.description
            yield Picture(place, alt, block.value.get("credit") or photo.credit)
        elif block.block_type == "gallery":
            galleries.append(block.value)
    for gallery in filter(None, galleries):
        for item in gallery.items.select_related("photo"):
            place = _("Gallery “%(gallery)s”: %(title)s") % {"gallery": gallery, "title": item.photo.title}
            yield Picture(place, item.alt or item.photo.description, item.credit or item.photo.credit)


def _hrefs(body: Any) -> Iterator[str]:
    for block in body:
        if block.block_type in {"paragraph", "list"}:
            yield from _HREF.findall(str(getattr(block.value, "source", "")))
        elif block.block_type == "facts" and block.value:
            yield from _HREF.findall(str(getattr(block.value.get("text"), "source", "")))


def targets(links: Iterable[str]) -> dict[str, Target]:
    """Where the paper's own addresses among `links` lead; addresses of other sites are left out."""
    wanted = {link: path for link in links if (path := _own_path(link))}
    if not wanted:
        return {}
    prefixes = {edition.prefix: edition.locale_id for edition in Edition.objects.select_related("locale")}
    return {link: _target(path, prefixes) for link, path in wanted.items()}


def _own_path(link: str) -> str:
    """The path of an address of our own, without query and fragment; empty for any other."""
    parts = urlsplit(link.strip())
    if parts.netloc:
        outlet = Outlet.objects.filter(pk=1).first()
        if outlet is None or not outlet.base_url or urlsplit(outlet.base_url).netloc != parts.netloc:
            return ""
        return unquote(parts.path) or "/"
    return unquote(parts.path) if parts.path.startswith("/") and not parts.scheme else ""


def _target(path: str, prefixes: Mapping[str, int]) -> Target:
    if Redirect.objects.filter(old_path=path).exists():
        return "live"
    prefix = next((one for one in prefixes if one and (path == one or path.startswith(f"{one}/"))), "")
    locale, rest = prefixes.get(prefix), path.removeprefix(prefix).rstrip("/") or "/"
    if rest == "/" or _LISTS.match(rest):
        return "live"
    if found := _STORY.match(rest):
        return _story(locale, found)
    kind, _slash, slug = rest.strip("/").partition("/")
    if slug and kind in _KINDS:
        exists = _KINDS[kind].objects.filter(locale=locale, slug=slug).exists()
    else:
        exists = not slug and Page.objects.filter(locale=locale, slug=kind, depth=3, live=True).exists()
    return "live" if exists else "nothing"


def _story(locale: int | None, found: re.Match[str]) -> Target:
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return "nothing"
    live = Story.objects.filter(locale=locale, published_on=day, slug=found[4]).values_list("live", flat=True)
    return {None: "nothing", True: "live", False: "unpublished"}[live.first()]  # type: ignore[return-value]
