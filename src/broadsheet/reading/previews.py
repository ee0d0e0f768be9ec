"""Shows the newsroom its drafts as readers would see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from broadsheet.reading.views import front, story
from broadsheet.reading.visit import Visit, arrive, page
from broadsheet.stories import previews
from broadsheet.stories.models import Front, Gallery, StandingPage, Story


def _visit(thing: Any, request: HttpRequest) -> Visit:
    """As if a reader of the thing's edition had come; a thing without an edition shows in the first."""
    visit = arrive(request)
    for edition in visit.editions:
        if edition.locale_id == thing.locale_id:
            return visit.with_edition(edition)
    return visit


def _as_page(template: str, context: Callable[[Any, Visit], dict[str, Any]]) -> previews.Preview:
    def preview(thing: Any, request: HttpRequest, mode: str) -> HttpResponse:  # noqa: ARG001 (one way to see it)
        visit = _visit(thing, request)
        with translation.override(visit.language):
            response = page(template, visit, **context(thing, visit))
        response["Cache-Control"] = "private, no-store"
        return response

    return preview


def _story(draft: Story, visit: Visit) -> dict[str, Any]:
    # A draft that was never published has no day yet; its page shows today's.
    if draft.published_on is None:
        draft.published_on = visit.outlet.local(visit.now).date()
    return story.preview_context(draft, visit)


def register() -> None:
    """Leaves word with the stories app."""
    previews.register(Story, _as_page("reading/story.html", _story))
    previews.register(Gallery, _as_page("reading/gallery.html", story.gallery_context))
    previews.register(StandingPage, _as_page("reading/page.html", story.standing_context))
    previews.register(Front, _as_page("reading/front.html", lambda _front, visit: front.context(visit)))
