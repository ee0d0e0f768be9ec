"""The head of a page: title, addresses, feeds, translations, and what it tells machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.safestring import SafeString

from broadsheet.delivery.fragments import fragment
from broadsheet.delivery.tags import uses
from broadsheet.reading import meta
from broadsheet.reading.cards import Link
from broadsheet.reading.pictures import Picture
from broadsheet.reading.visit import Visit
from broadsheet.stories import addresses, changes
from broadsheet.stories.models import Edition, StandingPage

FEEDS = (("rss", "application/rss+xml"), ("atom", "application/atom+xml"), ("json", "application/feed+json"))


@dataclass(frozen=True)
class Alternate:
    """The page in another language."""

    language: str
    path: str
    name: str
    direction: str


@dataclass(frozen=True)
class Feed:
    """A feed of the page's list."""

    title: str
    type: str
    path: str


@dataclass(frozen=True)
class Head:
    """What `base.html` needs. `canonical` is a path; `data` are JSON-LD texts."""

    title: str
    canonical: str
    description: str = ""
    kind: str = "website"
    image: Picture | None = None
    alternates: tuple[Alternate, ...] = ()
    feeds: tuple[Feed, ...] = ()
    data: tuple[SafeString, ...] = ()
    crumbs: tuple[Link, ...] = ()
    more: str = ""
    robots: str = ""
    published: str = ""
    modified: str = ""
    default: str = ""


def translations(visit: Visit, paths: Mapping[int, str]) -> tuple[Alternate, ...]:
    """`paths` by the key of the locale; in the order of the editions."""
    return tuple(
        Alternate(one.code, paths[one.locale_id], one.language_name, one.direction)
        for one in visit.editions
        if one.locale_id in paths
    )


def default_of(alternates: Sequence[Alternate], visit: Visit) -> str:
    """Where a reader of none of the languages goes: the outlet's first edition that has the page."""
    return alternates[0].path if alternates and len(visit.editions) > 1 else ""


def paths_of(visit: Visit, thing: Any) -> dict[int, str]:
    """The addresses of a section, topic, byline, gallery or story in the editions that have it. One query at most."""
    here = {visit.locale_id: thing.path(visit.prefix)}
    if len(visit.editions) < 2:
        return here
    uses(changes.translations(type(thing).__name__.lower(), thing.translation_key))
    prefixes = {one.locale_id: one.prefix for one in visit.editions}
    found = type(thing).objects.filter(translation_key=thing.translation_key).exclude(pk=thing.pk)
    fields = {field.name for field in thing._meta.get_fields()}  # noqa: SLF001 (Django's own name for it)
    if "live" in fields:
        found = found.filter(live=True, published_on__isnull=False).defer("body")
    elif "published_at" in fields:
        found = found.filter(published_at__isnull=False)
    others = {one.locale_id: one.path(prefixes[one.locale_id]) for one in found if one.locale_id in prefixes}
    return others | here


def feeds_of(title: str, path: str) -> tuple[Feed, ...]:
    """The feeds beside a list, for readers that look for them in the head."""
    names = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
    return tuple(Feed(f"{title} ({names[kind]})", mime, addresses.feed(path, kind)) for kind, mime in FEEDS)


def policies(visit: Visit) -> dict[str, str]:
    """The paths of the standing pages that say who we are and how we correct, in this edition. One query, or none.

    They are known by their slugs, in this language or in that of the page that they translate.
    """
    ours = fragment(("policies", visit.locale_id), lambda: _policies(visit.locale_id))
    return {kind: addresses.page(visit.prefix, slug) for kind, slug in ours.items()}


def _policies(locale: int) -> dict[str, str]:
    uses(f"policies:{locale}")
    rows = StandingPage.objects.live().order_by("pk").values_list("locale_id", "slug", "translation_key")
    return changes.policies(list(rows)).get(locale, {})


def whole_title(title: str, edition: Edition) -> str:
    """A page's title with the paper's name behind it."""
    return f"{title} · {edition.name}"


def way(visit: Visit, *links: Link) -> tuple[Link, ...]:
    """From the front of the edition."""
    return (Link(visit.edition.name, visit.edition.path), *links)


def front(visit: Visit) -> Head:
    """The head of an edition's front."""
    edition = visit.edition
    alternates = translations(visit, {one.locale_id: one.path for one in visit.editions})
    return Head(
        title=f"{edition.name} · {edition.tagline}" if edition.tagline else edition.name,
        canonical=edition.path,
        description=edition.description or edition.tagline,
        alternates=alternates,
        default=default_of(alternates, visit),
        feeds=feeds_of(edition.name, edition.path),
        data=(meta.script(meta.organization(visit, policies(visit))), meta.script(meta.website(visit))),
    )


def listing(
    visit: Visit,
    title: str,
    path: str,
    *,
    description: str = "",
    more: str = "",
    feed: bool = True,
    crumbs: Iterable[Link] = (),
    continued: str = "",
    data: Iterable[dict[str, Any]] = (),
    thing: Any = None,
) -> Head:
    """The head of a list of stories."""
    """The head of a list. `continued` is the `before` of its address, "" for its beginning."""
    steps = way(visit, *crumbs, Link(title, path))
    known = paths_of(visit, thing) if thing is not None and not continued else {}
    alternates = translations(visit, known) if len(known) > 1 else ()
    edition = visit.edition
    return Head(
        title=whole_title(title, edition),
        canonical=f"{path}?before={quote(continued)}" if continued else path,
        description=description or f"{title}. {edition.description or edition.tagline}".strip(),
        alternates=alternates,
        default=default_of(alternates, visit),
        feeds=feeds_of(title, path) if feed else feeds_of(edition.name, edition.path),
        data=(meta.script(meta.breadcrumb(visit, steps)), *(meta.script(one) for one in data)),
        crumbs=steps[:-1],
        more=more,
    )
