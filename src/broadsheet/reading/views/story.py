"""The story, the gallery and the standing page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.http import HttpResponsePermanentRedirect as Moved
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.delivery.fragments import fragment
from broadsheet.delivery.tags import START, uses, uses_stretch
from broadsheet.reading import body, follow, head, lists, meta, pictures, times
from broadsheet.reading.cards import LINE, SHORT, SHORT_HERE, Card, Link, cards, label, marker, sections
from broadsheet.reading.head import Head
from broadsheet.reading.lists import Stretch
from broadsheet.reading.paging import Key
from broadsheet.reading.pictures import Picture
from broadsheet.reading.redirects import target
from broadsheet.reading.visit import Visit, page, public
from broadsheet.stories import addresses, changes
from broadsheet.stories.models import Byline, Gallery, Section, StandingPage, Story, Topic

LATEST = 8
MORE = 4


@dataclass(frozen=True)
class Times:
    """When, as it is told to readers and to machines."""

    published: str
    published_machine: str
    updated: str
    updated_machine: str
    years: int
    minutes: int


def times_of(story: Story, visit: Visit) -> Times:
    published = story.published_at or visit.now
    updated = story.updated_at if story.was_updated else None
    zone, language = visit.zone, visit.language
    return Times(
        published=times.published_line(published, zone, language),
        published_machine=times.machine(published, zone),
        updated=times.published_line(updated, zone, language) if updated else "",
        updated_machine=times.machine(updated, zone) if updated else "",
        years=times.age_years(published, visit.now, zone),
        minutes=times.reading_minutes(story.words),
    )


def _bylines(story: Story) -> list[Byline]:
    keys = [row.byline_id for row in story.story_bylines.all()]
    found = Byline.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _topics(story: Story) -> list[Topic]:
    keys = [row.topic_id for row in story.story_topics.all()]
    found = Topic.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _first(stretch: Stretch, skip: set[int], size: int) -> list[Story]:
    """The first of a list but for those that stand on the page already."""
    found = [one for one in stretch.stories if one.pk not in skip][:size]
    lists.reach(stretch, found[-1] if len(found) == size else None)
    return found


def _chosen(story: Story) -> list[int]:
    """The stories that the editors have put beside this one."""
    return [row.to_id for row in story.related.all()]


def _related(chosen: list[int], visit: Visit) -> list[Card]:
    found = Story.objects.live().cards().in_bulk(chosen) if chosen else {}
    # Whether they are public or not: those that are not yet may be.
    uses(*changes.faces(SHORT.face, *chosen))
    return cards(visit, [found[key] for key in chosen if key in found], shows=SHORT)


def _aside(visit: Visit, shell: _Shell) -> tuple[SafeString, SafeString]:
    """What stands beside a story and below it, and changes with each new one: the latest, and more of its section."""
    latest = _first(lists.latest(visit, size=LATEST + 1), {shell.story}, LATEST)
    last = latest[-1] if latest else None
    after = f"?before={Key(last.published_at, last.pk)}" if last and last.published_at else ""
    beside = {
        "latest": cards(visit, latest, shows=LINE),
        "latest_more": addresses.latest(visit.prefix) + after,
    }
    below: dict[str, Any] = {}
    if (here := sections(visit).get(shell.section)) is not None:
        skip = {shell.story, *shell.chosen}
        more = _first(lists.of_section(here, size=MORE + len(skip)), skip, MORE)
        title = label("section", here, visit) if more else None
        below = {"more_here": cards(visit, more, shows=SHORT_HERE), "section": title}
    return render_to_string("reading/parts/latest.html", beside), render_to_string(
        "reading/parts/more_here.html", below
    )


def _byline(one: Byline, visit: Visit) -> Link:
    shown = ("role",) if one.is_person else ()
    uses(*changes.fields("byline", one.pk, "name", "slug", "is_person", *shown))
    return Link(one.name, one.path(visit.prefix), one.role if one.is_person else "")


def _crumbs(visit: Visit, section: Section | None) -> list[Link]:
    if section is None:
        return []
    uses(*changes.fields("section", section.pk, "parent_id"))
    parent = section.parent if section.parent_id else None
    return [link for one in (parent, section) if (link := label("section", one, visit))]


def context(story: Story, visit: Visit) -> dict[str, Any]:
    """What the story's template shows but for the aside, of a public row or of a draft in memory."""
    uses(*changes.faces("story", story.pk))
    section = sections(visit).get(story.section_id or 0)
    ready = body.prepare(
        story.body,
        visit,
        wanted=[(story.lead_photo_id, pictures.LEAD), (story.lead_photo_id, pictures.SHARED)],
        galleries=[story.gallery_id] if story.gallery_id else [],
        videos=[story.video] if story.video else [],
    )
    words: dict[str, Any] = {
        "alt": story.lead_alt,
        "caption": story.lead_caption,
        "credit": story.lead_credit,
    }
    lead = ready.album.picture(story.lead_photo_id, pictures.LEAD, eager=True, **words)
    shared = ready.album.picture(story.lead_photo_id, pictures.SHARED, **words)
    names, topics = _bylines(story), _topics(story)
    crumbs = _crumbs(visit, section)
    when = times_of(story, visit)
    gallery = ready.galleries.get(story.gallery_id or 0)
    shown_in_text = any(part.value is gallery for part in ready.parts)
    return {
        "head": _head(
            story, visit, when, shared, crumbs,
            meta.article(
                visit,
                story,
                bylines=names,
                pictures=[*filter(None, [shared]), *(gallery.pictures[:6] if gallery else ())],
                section=section.name if section else "",
                topics=[one.name for one in topics],
                policies=head.policies(visit),
            ),
        ),
        "story": story,
        "marker": marker(story.media),
        "when": when,
        "lead": lead,
        "parts": ready.parts,
        "gallery": None if shown_in_text else gallery,
        "film": body.film(story.video, ready.album) if story.video else None,
        "section": crumbs[-1] if crumbs else None,
        "bylines": [_byline(one, visit) for one in names],
        "topics": [label("topic", one, visit) for one in topics],
        "follow": follow.accounts(visit),
        "share": follow.share(story.headline, visit.absolute(story.path(visit.prefix))),
        "related": _related(_chosen(story), visit),
    }  # fmt: skip


def preview_context(story: Story, visit: Visit) -> dict[str, Any]:
    """All that the story's template shows."""
    latest, more_here = _aside(visit, _shell(story))
    return {**context(story, visit), "latest": latest, "more_here": more_here}


# Where the aside goes. No text that comes from outside can hold it.
_LATEST, _MORE_HERE = (SafeString(f"\0{secrets.token_hex(16)}\0") for _ in range(2))


class _Shell(NamedTuple):
    """A story's page without its aside, and what that depends on: keys, 0 for no section."""

    story: int
    section: int
    chosen: tuple[int, ...]
    html: str = ""


def _shell(story: Story, html: str = "") -> _Shell:
    return _Shell(story.pk, story.section_id or 0, tuple(_chosen(story)), html)


def _public_shell(visit: Visit, published_on: date, slug: str) -> _Shell:
    """Raises _Elsewhere where no story is public at this address."""
    found = _at(visit, published_on, slug)
    if found is None or not found.live:
        raise _Elsewhere
    shown = context(found, visit)
    html = render_to_string(
        "reading/story.html", {"visit": visit, "latest": _LATEST, "more_here": _MORE_HERE, **shown}
    )
    return _shell(found, html)


class _Elsewhere(Exception):
    """There is no story to show."""


def _at(visit: Visit, published_on: date, slug: str) -> Story | None:
    return Story.objects.filter(locale_id=visit.locale_id, published_on=published_on, slug=slug).first()


def _head(
    story: Story,
    visit: Visit,
    when: Times,
    shared: Picture | None,
    crumbs: list[Link],
    article: dict[str, Any],
) -> Head:
    path = story.path(visit.prefix)
    known = head.paths_of(visit, story)
    alternates = head.translations(visit, known) if len(known) > 1 else ()
    steps = head.way(visit, *crumbs, Link(story.headline, path))
    mark = marker(story.media)
    return Head(
        title=head.whole_title(f"{story.headline} {mark}".strip(), visit.edition),
        canonical=path,
        description=story.standfirst or visit.edition.description,
        kind="article",
        image=shared,
        alternates=alternates,
        default=head.default_of(alternates, visit),
        feeds=head.feeds_of(visit.edition.name, visit.edition.path),
        data=(meta.script(article), meta.script(meta.breadcrumb(visit, steps))),
        crumbs=steps[:-1],
        robots="max-image-preview:large",
        published=when.published_machine,
        modified=when.updated_machine,
    )


@public
def story(request: HttpRequest, visit: Visit, year: int, month: int, day: int, slug: str) -> HttpResponse:
    try:
        published_on = date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    try:
        # In another order of editions another one's story may have the address.
        languages = tuple(one.code for one in visit.editions)
        key = "story", visit.asked, visit.path, languages
        shell = fragment(key, lambda: _public_shell(visit, published_on, slug))
    except _Elsewhere:
        if _at(visit, published_on, slug) is None:
            raise Http404 from None
        return _gone(request, visit)
    latest, more_here = _aside(visit, shell)
    return HttpResponse(shell.html.replace(_LATEST, latest).replace(_MORE_HERE, more_here))


def _gone(request: HttpRequest, visit: Visit) -> HttpResponse:
    if goal := target(request, visit.editions):
        return Moved(goal)
    return page(
        "reading/error.html",
        visit,
        status=410,
        code=410,
        title=_("This story is no longer published"),
        text=_("The newsroom has taken it back. Its address stays empty."),
    )


@public
def gallery(request: HttpRequest, visit: Visit, slug: str) -> HttpResponse:
    found = Gallery.objects.filter(locale_id=visit.locale_id, slug=slug, published_at__isnull=False).first()
    if found is None:
        raise Http404
    return page("reading/gallery.html", visit, **gallery_context(found, visit))


def gallery_context(found: Gallery, visit: Visit) -> dict[str, Any]:
    first = [(row.photo_id, pictures.SHARED) for row in found.items.all()[:1]]
    ready = body.prepare((), visit, wanted=first, galleries=[found.pk])
    shown = ready.galleries[found.pk]
    path = found.path(visit.prefix)
    published = found.published_at or visit.now
    known = head.paths_of(visit, found)
    alternates = head.translations(visit, known) if len(known) > 1 else ()
    steps = head.way(visit, Link(found.title, path))
    data = meta.image_gallery(
        visit,
        name=found.title,
        path=path,
        description=found.description,
        pictures=shown.pictures,
        published=times.machine(published, visit.zone),
    )
    uses(*changes.fields("gallery", found.pk, "title", "slug", "description"))
    rows = found.stories.filter(live=True).defer("body").order_by("-published_at", "-pk")
    stories = list(rows[:MORE])
    uses_stretch(f"gallery:{found.pk}", lists.place(stories[-1]) if len(stories) == MORE else START)
    return {
        "head": Head(
            title=head.whole_title(found.title, visit.edition),
            canonical=path,
            description=found.description or found.title,
            kind="article",
            image=ready.album.picture(first[0][0], pictures.SHARED, words=frozenset({"alt"}))
            if first
            else None,
            alternates=alternates,
            default=head.default_of(alternates, visit),
            feeds=head.feeds_of(visit.edition.name, visit.edition.path),
            data=(meta.script(data), meta.script(meta.breadcrumb(visit, steps))),
            crumbs=steps[:-1],
            robots="max-image-preview:large",
        ),
        "gallery": shown,
        "published": times.published_line(published, visit.zone, visit.language),
        "published_machine": times.machine(published, visit.zone),
        "stories": cards(visit, stories, shows=SHORT),
    }


@public
def standing(request: HttpRequest, visit: Visit, slug: str) -> HttpResponse:
    found = StandingPage.objects.live().filter(locale_id=visit.locale_id, slug=slug).first()
    if found is None:
        for edition in visit.editions:
            if edition.code == slug and not visit.prefix:
                uses(changes.url(request.path))
                return Moved(edition.path)
        raise Http404
    return page("reading/page.html", visit, **standing_context(found, visit))


def standing_context(found: StandingPage, visit: Visit) -> dict[str, Any]:
    uses(*changes.fields("page", found.pk, "title", "search_description", "body"))
    uses(changes.translations("page", found.translation_key))
    ready = body.prepare(found.body, visit)
    path = f"{visit.prefix}/{found.slug}"
    prefixes = {one.locale_id: one.prefix for one in visit.editions}
    others = StandingPage.objects.live().filter(translation_key=found.translation_key)
    known = {
        locale: f"{prefixes[locale]}/{slug}"
        for locale, slug in others.values_list("locale_id", "slug")
        if locale in prefixes
    }
    alternates = head.translations(visit, known) if len(known) > 1 else ()
    steps = head.way(visit, Link(found.title, path))
    return {
        "head": Head(
            title=head.whole_title(found.title, visit.edition),
            canonical=path,
            description=found.search_description or f"{found.title}. {visit.edition.description}",
            alternates=alternates,
            default=head.default_of(alternates, visit),
            feeds=head.feeds_of(visit.edition.name, visit.edition.path),
            data=(meta.script(meta.breadcrumb(visit, steps)),),
            crumbs=steps[:-1],
        ),
        "title": found.title,
        "parts": ready.parts,
    }
