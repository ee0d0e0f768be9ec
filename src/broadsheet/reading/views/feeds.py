"""The feeds beside the lists."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html

from broadsheet.delivery.fragments import fragment, is_held
from broadsheet.delivery.tags import uses
from broadsheet.reading import feeds, lists, pictures
from broadsheet.reading.cards import marker, names_of, sections
from broadsheet.reading.feeds import Entry, Feed, Image
from broadsheet.reading.lists import Stretch
from broadsheet.reading.pictures import Album
from broadsheet.reading.templatetags.reading import rich
from broadsheet.reading.visit import Visit, plainly, public
from broadsheet.stories import addresses, changes
from broadsheet.stories.models import Byline, Section, Story, Topic

SIZE = 25


def text_of(body: Any, visit: Visit) -> str:
    """The words of a body as HTML with full addresses. Pictures, films and frames stay on the page."""
    parts: list[str] = []
    for block in body:
        value = block.value
        if block.block_type in {"paragraph", "list"}:
            parts.append(rich(value))
        elif block.block_type == "subhead":
            parts.append(format_html("<h2>{}</h2>", value))
        elif block.block_type == "quote":
            parts.append(format_html("<blockquote><p>{}</p></blockquote>", value["text"]))
            if value["source"]:
                parts.append(format_html("<p>— {}</p>", value["source"]))
        elif block.block_type == "facts":
            parts.append(format_html("<h2>{}</h2>{}", value["title"], rich(value["text"])))
    return "".join(parts).replace('href="/', f'href="{visit.origin}/')


def _says(kind: str, story: Story, section: Section | None, names: Sequence[Byline]) -> frozenset[str]:
    """Says what an entry of a feed of this kind shows, and gives which of its photo's words."""
    plain = kind == "rss"
    uses(*changes.faces("item" if plain else "entry", story.pk))
    if section:
        uses(*changes.fields("section", section.pk, "name"))
    for name in names:
        uses(*changes.fields("byline", name.pk, "name", *([] if plain else ["slug"])))
    return frozenset({"alt", "credit"}) if plain else pictures.NO_WORDS


def entries(visit: Visit, stories: list[Story], kind: str) -> list[Entry]:
    """Stories as entries. Of those that are not at hand all that they need is read together, in five queries."""

    def key(story: Story) -> Hashable:
        return "entry", kind, visit.asked, visit.prefix, visit.language, story.pk

    bodies: dict[int, Any] = {}
    names: dict[int, Sequence[Byline]] = {}
    albums: dict[int, Album] = {}
    parts: dict[int, Section] = {}

    def load(wanted: list[Story]) -> None:
        keys = [story.pk for story in wanted]
        parts.update(sections(visit))
        bodies.update(Story.objects.filter(pk__in=keys).values_list("pk", "body"))
        names.update(names_of(wanted))
        albums.update(dict.fromkeys(keys, Album((story.lead_photo_id, pictures.LEAD) for story in wanted)))

    def make(story: Story) -> Entry:
        if story.pk not in albums:
            load([one for one in stories if one is story or not is_held(key(one))])
        pk = story.pk
        section = parts.get(story.section_id or 0)
        return _entry(visit, story, kind, section, bodies.get(pk, ()), names.get(pk, ()), albums[pk])

    return [fragment(key(story), partial(make, story)) for story in stories]


def _entry(
    visit: Visit,
    story: Story,
    kind: str,
    section: Section | None,
    body: Any,
    names: Sequence[Byline],
    album: Album,
) -> Entry:
    published = visit.outlet.local(story.published_at or visit.now)
    words = _says(kind, story, section, names)
    shown = album.picture(
        story.lead_photo_id, pictures.LEAD, alt=story.lead_alt, credit=story.lead_credit, words=words
    )
    updated = story.updated_at if story.was_updated and story.updated_at else published
    return Entry(
        address=visit.absolute(story.path(visit.prefix)),
        title=f"{story.headline} {marker(story.media)}".strip(),
        summary=story.standfirst,
        html=text_of(body, visit),
        published=published.replace(microsecond=0),
        updated=visit.outlet.local(updated).replace(microsecond=0),
        authors=tuple((name.name, visit.absolute(name.path(visit.prefix))) for name in names),
        subjects=(section.name,) if section else (),
        image=None
        if shown is None
        else Image(
            visit.absolute(shown.src), "image/jpeg", shown.width, shown.height, shown.alt, shown.credit
        ),
    )


def _today(visit: Visit) -> datetime:
    """An empty feed is as new as the day."""
    return visit.outlet.local(visit.now).replace(hour=0, minute=0, second=0, microsecond=0)


def _answer(
    visit: Visit, kind: str, stretch: Stretch, *, title: str, description: str, path: str
) -> HttpResponse:
    lists.reach(stretch, stretch.stories[-1] if stretch.full else None)
    made = entries(visit, stretch.stories, kind)
    newest = max((one.updated for one in made), default=None)
    # JSON Feed does not tell how new the feed is.
    newest = newest or (visit.moment if kind == "json" else _today(visit))
    write, mime = feeds.FORMATS[kind]
    feed = Feed(
        title=title,
        description=description,
        home=visit.absolute(path),
        address=visit.absolute(addresses.feed(path, kind)),
        language=visit.language,
        updated=newest,
        icon=visit.absolute(static("reading/icon-192.png")),
        entries=made,
    )
    return plainly(write(feed), mime)


@public
def of_edition(request: HttpRequest, visit: Visit, kind: str) -> HttpResponse:
    """Everything of the edition."""
    edition = visit.edition
    stretch = lists.latest(visit, size=SIZE)
    return _answer(
        visit, kind, stretch, title=edition.name, description=edition.description, path=edition.path
    )


def _found(model: type[Any], visit: Visit, slug: str) -> Any:
    thing = model.objects.filter(locale_id=visit.locale_id, slug=slug).first()
    if thing is None:
        raise Http404
    return thing


@public
def of_section(request: HttpRequest, visit: Visit, slug: str, kind: str) -> HttpResponse:
    """A section with its subsections."""
    here = _found(Section, visit, slug)
    return _of(visit, kind, here, lists.of_section(here, size=SIZE), "description")


@public
def of_topic(request: HttpRequest, visit: Visit, slug: str, kind: str) -> HttpResponse:
    """A topic."""
    here = _found(Topic, visit, slug)
    return _of(visit, kind, here, lists.of_topic(here, size=SIZE), "description")


@public
def of_byline(request: HttpRequest, visit: Visit, slug: str, kind: str) -> HttpResponse:
    """What one person, desk or agency wrote."""
    here = _found(Byline, visit, slug)
    return _of(visit, kind, here, lists.of_byline(here, size=SIZE), "bio")


def _of(visit: Visit, kind: str, here: Any, stretch: Stretch, about: str) -> HttpResponse:
    """`about` is the field that describes it."""
    uses(*changes.fields(here.KIND, here.pk, "name", "slug", about))
    description = getattr(here, about)
    title = f"{here.name} · {visit.edition.name}"
    return _answer(visit, kind, stretch, title=title, description=description, path=here.path(visit.prefix))
