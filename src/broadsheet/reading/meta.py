"""What a page tells machines about itself, in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from broadsheet.reading import times
from broadsheet.reading.cards import Link
from broadsheet.reading.pictures import Picture
from broadsheet.reading.visit import Visit
from broadsheet.stories.models import Byline, Story

Data = dict[str, Any]

# Letters that could end the script element, or the line, of a data block.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def script(data: Data) -> SafeString:
    """JSON that is safe inside a script element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))


def _without_empty(data: Data) -> Data:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def organization_id(visit: Visit) -> str:
    """The name by which the page's data speak of the outlet."""
    return visit.absolute("/#organization")


def publisher(visit: Visit) -> Data:
    """The outlet, shortly: what an article says of its publisher."""
    return _without_empty(
        {
            "@type": "NewsMediaOrganization",
            "@id": organization_id(visit),
            "name": visit.edition.name,
            "url": visit.absolute(visit.edition.path),
            "logo": {"@type": "ImageObject", "url": visit.absolute(_icon()), "width": 512, "height": 512},
        }
    )


def _icon() -> str:
    from django.templatetags.static import static

    return static("reading/icon-512.png")


def organization(visit: Visit, policies: dict[str, str]) -> Data:
    """The outlet in full. `policies` are the paths of its standing pages by what they are."""
    outlet = visit.outlet
    return _without_empty(
        {
            **publisher(visit),
            "description": visit.edition.description,
            "slogan": visit.edition.tagline,
            "foundingDate": str(outlet.founded) if outlet.founded else "",
            "address": outlet.street,
            "email": outlet.email,
            "telephone": outlet.phone,
            "sameAs": [str(block.value["address"]) for block in visit.edition.follow],
            **_policies(visit, policies),
        }
    )


def _policies(visit: Visit, policies: dict[str, str]) -> Data:
    names = {"about": "publishingPrinciples", "corrections": "correctionsPolicy"}
    return {names[kind]: visit.absolute(path) for kind, path in policies.items() if kind in names}


def website(visit: Visit) -> Data:
    """The site with its search."""
    goal = visit.absolute(f"{visit.prefix}/search?q=")
    return {
        "@type": "WebSite",
        "@id": visit.absolute(f"{visit.edition.path}#website"),
        "url": visit.absolute(visit.edition.path),
        "name": visit.edition.name,
        "inLanguage": visit.language,
        "publisher": {"@id": organization_id(visit)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{goal}{{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumb(visit: Visit, crumbs: Sequence[Link]) -> Data:
    """The way from the front to the page."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": crumb.name, "item": visit.absolute(crumb.path)}
            for number, crumb in enumerate(crumbs, start=1)
        ],
    }


def image(visit: Visit, picture: Picture) -> Data:
    """An ImageObject."""
    return _without_empty(
        {
            "@type": "ImageObject",
            "url": visit.absolute(picture.src),
            "width": picture.width,
            "height": picture.height,
            "caption": picture.caption,
            "creditText": picture.credit,
            "description": picture.alt,
        }
    )


def author(visit: Visit, byline: Byline) -> Data:
    """A person, or an organization for a desk or an agency."""
    person = byline.is_person
    return _without_empty(
        {
            "@type": "Person" if person else "Organization",
            "name": byline.name,
            "url": visit.absolute(byline.path(visit.prefix)),
            "jobTitle": byline.role if person else "",
            "description": byline.bio,
            "sameAs": byline.website,
        }
    )


def article(
    visit: Visit,
    story: Story,
    *,
    bylines: Iterable[Byline],
    pictures: Iterable[Picture],
    section: str,
    topics: Iterable[str],
    policies: dict[str, str],
) -> Data:
    """The story, with its times in the outlet's zone."""
    published = story.published_at or visit.now
    address = visit.absolute(story.path(visit.prefix))
    return _without_empty(
        {
            "@type": "NewsArticle",
            "@id": f"{address}#article",
            "url": address,
            "mainEntityOfPage": address,
            "headline": story.headline,
            "description": story.standfirst,
            "datePublished": times.machine(published, visit.zone),
            "dateModified": times.machine(
                (story.updated_at if story.was_updated else None) or published, visit.zone
            ),
            "dateline": story.dateline,
            "author": [_short(author(visit, byline)) for byline in bylines] or [_short(publisher(visit))],
            "articleSection": section,
            "keywords": list(topics),
            "image": [image(visit, picture) for picture in pictures],
            "publisher": {**publisher(visit), **_policies(visit, policies)},
            "inLanguage": visit.language,
            "wordCount": story.words,
            "isAccessibleForFree": True,
            "isPartOf": {
                "@type": "WebSite",
                "@id": visit.absolute(f"{visit.edition.path}#website"),
                "name": visit.edition.name,
                "url": visit.absolute(visit.edition.path),
            },
        }
    )


def _short(data: Data) -> Data:
    return {key: data[key] for key in ("@type", "name", "url", "jobTitle") if key in data}


def image_gallery(
    visit: Visit, *, name: str, path: str, description: str, pictures: Iterable[Picture], published: str
) -> Data:
    """An ImageGallery with its pictures."""
    return _without_empty(
        {
            "@type": "ImageGallery",
            "@id": f"{visit.absolute(path)}#gallery",
            "name": name,
            "url": visit.absolute(path),
            "description": description,
            "datePublished": published,
            "inLanguage": visit.language,
            "publisher": {"@id": organization_id(visit), **_short(publisher(visit))},
            "image": [image(visit, picture) for picture in pictures],
        }
    )
