"""Public addresses: those of the outlet's first edition as they are, those of the others behind their language."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.urls.converters import StringConverter

from broadsheet.reading.views import (
    dates,
    device,
    errors,
    feeds,
    front,
    lists,
    media,
    search,
    sitemaps,
    story,
)


class Language(StringConverter):
    """A language tag, as BCP 47 writes it: az, pt-BR."""

    regex = "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"


class Slug(StringConverter):
    """A slug of any script."""

    regex = r"[-\w]+"


class Year(StringConverter):
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        return int(value)


class TwoDigits(Year):
    regex = "[0-9]{2}"


class Part(Year):
    """The second part of something, or a later one: the first carries no number."""

    regex = "[2-9]|[1-9][0-9]{1,2}"


class FeedKind(StringConverter):
    regex = "rss|atom|json"


register_converter(Language, "lang")
register_converter(Slug, "word")
register_converter(Year, "yyyy")
register_converter(TwoDigits, "dd")
register_converter(Part, "part")
register_converter(FeedKind, "feed")

edition: list[URLPattern | URLResolver] = [
    path("", front.front),
    path("latest", lists.latest),
    path("search", search.search),
    path("section/<word:slug>", lists.section),
    path("topic/<word:slug>", lists.topic),
    path("by/<word:slug>", lists.byline),
    path("gallery/<word:slug>", story.gallery),
    path("feed.<feed:kind>", feeds.of_edition),
    path("section/<word:slug>/feed.<feed:kind>", feeds.of_section),
    path("topic/<word:slug>/feed.<feed:kind>", feeds.of_topic),
    path("by/<word:slug>/feed.<feed:kind>", feeds.of_byline),
    path("sitemap.xml", sitemaps.index),
    path("sitemap-pages.xml", sitemaps.pages),
    path("sitemap-<yyyy:year>-<dd:month>.xml", sitemaps.month),
    path("sitemap-<yyyy:year>-<dd:month>-<part:part>.xml", sitemaps.month),
    path("news-sitemap.xml", sitemaps.news),
    path("opensearch.xml", sitemaps.opensearch),
    path("manifest.webmanifest", device.manifest),
    path("<yyyy:year>", dates.year),
    path("<yyyy:year>/<dd:month>", dates.month),
    path("<yyyy:year>/<dd:month>/<dd:day>", dates.day),
    path("<yyyy:year>/<dd:month>/<dd:day>/<word:slug>", story.story),
    path("<word:slug>", story.standing),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("media/<path:path>", media.media),
    path("robots.txt", sitemaps.robots),
    re_path("^(?P<name>favicon[.]ico|apple-touch-icon[.]png|icon-(?:192|512)[.]png)$", device.icon),
    path("", include(edition)),
    path("<lang:lang>/", include(edition)),
    re_path("^(?P<path>.*)$", errors.not_found),
]
