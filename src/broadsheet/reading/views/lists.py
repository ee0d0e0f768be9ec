"""Pages that are a list of stories: latest, section, topic, byline."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from broadsheet.delivery.tags import uses
from broadsheet.reading import head, lists, meta, pictures
from broadsheet.reading.cards import Link, cards, label, listed, sections
from broadsheet.reading.lists import Stretch
from broadsheet.reading.parameters import takes
from broadsheet.reading.pictures import Album
from broadsheet.reading.visit import Visit, page, public
from broadsheet.stories import addresses, changes
from broadsheet.stories.models import Byline, Topic


def list_page(
    request: HttpRequest,
    visit: Visit,
    stretch: Stretch,
    *,
    title: str,
    path: str,
    template: str = "reading/list.html",
    **context: Any,
) -> HttpResponse:
    """A page with a stretch of stories. What comes with `before` is the same list further down."""
    continued = request.GET.get("before", "")
    lists.shown(stretch)
    context.setdefault("description", "")
    ready = head.listing(
        visit,
        title,
        path,
        description=context["description"],
        more=f"{path}{stretch.more}" if stretch.more else "",
        feed=context.pop("feed", True),
        crumbs=context.get("crumbs", ()),
        continued=continued,
        data=context.pop("data", ()),
        thing=context.pop("thing", None),
    )
    return page(
        template,
        visit,
        head=ready,
        title=title,
        path=path,
        cards=cards(visit, stretch.stories, shape=pictures.SMALL),
        more=f"{path}{stretch.more}" if stretch.more else "",
        continued=continued,
        **context,
    )


@takes("before")
@public
def latest(request: HttpRequest, visit: Visit) -> HttpResponse:
    stretch = lists.latest(visit, lists.before_of(request.GET.get("before", "")))
    # The year of a story here: the year that it is may have none yet, and then has no page.
    newest = stretch.stories[0].published_at if stretch.stories else None
    year = addresses.year(visit.prefix, visit.outlet.local(newest).date()) if newest else ""
    return list_page(
        request,
        visit,
        stretch,
        title=_("Latest"),
        path=addresses.latest(visit.prefix),
        feed=False,
        archive=Link(_("Archive by date"), year) if year else None,
    )


@takes("before")
@public
def section(request: HttpRequest, visit: Visit, slug: str) -> HttpResponse:
    every = sections(visit)
    here = next((one for one in every.values() if one.slug == slug), None)
    if here is None:
        raise Http404
    uses(*changes.fields("section", here.pk, "name", "slug", "description", "parent_id"))
    parts = sorted(
        (one for one in every.values() if one.parent_id == here.pk), key=lambda one: (one.position, one.name)
    )
    uses(changes.parts(here.pk))
    parent = label("section", every.get(here.parent_id or 0), visit)
    stretch = lists.of_section(here, lists.before_of(request.GET.get("before", "")))
    return list_page(
        request,
        visit,
        stretch,
        title=here.name,
        path=here.path(visit.prefix),
        description=here.description,
        parts=listed(parts, visit),
        crumbs=[parent] if parent else [],
        thing=here,
    )


@takes("before")
@public
def topic(request: HttpRequest, visit: Visit, slug: str) -> HttpResponse:
    here = Topic.objects.filter(locale_id=visit.locale_id, slug=slug).first()
    if here is None:
        raise Http404
    uses(*changes.fields("topic", here.pk, "name", "slug", "description"))
    stretch = lists.of_topic(here, lists.before_of(request.GET.get("before", "")))
    return list_page(
        request,
        visit,
        stretch,
        title=here.name,
        path=here.path(visit.prefix),
        description=here.description,
        kicker=_("Topic"),
        thing=here,
    )


@takes("before")
@public
def byline(request: HttpRequest, visit: Visit, slug: str) -> HttpResponse:
    here = Byline.objects.filter(locale_id=visit.locale_id, slug=slug).first()
    if here is None:
        raise Http404
    uses(*changes.fields(Byline.KIND, here.pk, *Byline.SHOWN))
    stretch = lists.of_byline(here, lists.before_of(request.GET.get("before", "")))
    album = Album([(here.portrait_id, pictures.PORTRAIT)])
    return list_page(
        request,
        visit,
        stretch,
        title=here.name,
        path=here.path(visit.prefix),
        description=here.bio,
        kicker=here.role,
        portrait=album.picture(here.portrait_id, pictures.PORTRAIT, alt=here.name, words=frozenset({"alt"})),
        byline=here,
        data=[meta.author(visit, here)],
        thing=here,
    )
