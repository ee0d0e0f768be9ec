"""What a page needs to know of the request: which edition of which outlet, at what time, under what address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.http import HttpResponsePermanentRedirect as Moved
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from broadsheet.delivery.again import can_be_renewed
from broadsheet.delivery.fragments import fragment, rests_on
from broadsheet.delivery.tags import holds_until, uses
from broadsheet.reading import noted, times
from broadsheet.reading.redirects import target
from broadsheet.reading.slashes import without_slash
from broadsheet.stories import changes
from broadsheet.stories.models import Edition, Outlet

# Whoever keeps a page asks each time whether it is right still: the door answers that (304) from memory.
CACHE = "public, max-age=0, must-revalidate"


@dataclass(frozen=True)
class Visit:
    """A reader's request, reduced to what may show on a page. `asked` is `https://host`, without a slash.

    `moment` is the time of the request. What a page tells by its day, it asks `now` for.
    """

    outlet: Outlet
    editions: tuple[Edition, ...]
    edition: Edition
    moment: datetime
    asked: str
    path: str

    @property
    def now(self) -> datetime:
        """The moment, for what changes with the outlet's day: at its end the page is another."""
        today = self.outlet.local(self.moment).date()
        holds_until(times.day_span(today, today + timedelta(days=1), self.zone)[1])
        return self.moment

    @property
    def origin(self) -> str:
        """`https://host`, without a slash: where the paper is by its own word, else where it was asked for."""
        return (self.outlet.base_url or self.asked).rstrip("/")

    @property
    def prefix(self) -> str:
        return self.edition.prefix

    @property
    def language(self) -> str:
        return self.edition.code

    @property
    def locale_id(self) -> int:
        return int(self.edition.locale_id)

    @property
    def zone(self) -> tzinfo:
        return self.outlet.zone

    @property
    def today(self) -> str:
        """The masthead's date."""
        return times.day_line(self.now, self.zone, self.language)

    @property
    def today_machine(self) -> str:
        return self.outlet.local(self.now).date().isoformat()

    @property
    def year(self) -> int:
        return self.outlet.local(self.now).year

    def absolute(self, path: str) -> str:
        """The full address of one of the paper's paths; an address that is full already stays."""
        return path if "://" in path else f"{self.origin}{path}"

    def with_edition(self, edition: Edition) -> Visit:
        return Visit(self.outlet, self.editions, noted.edition(edition), self.moment, self.asked, self.path)


# What a view is called with: the request, the visit, and what its address says.
View = Callable[..., HttpResponseBase]


def editions() -> tuple[Edition, ...]:
    """All editions with their languages, the first first. One query, or none."""
    uses(changes.EDITIONS)
    # Of their fields each says itself what a page reads.
    return fragment("editions", _editions, silent=True)


def _editions() -> tuple[Edition, ...]:
    rests_on(changes.EDITIONS)
    found = tuple(Edition.objects.select_related("locale").order_by("position", "pk"))
    for one in found:
        rests_on(*changes.fields(Edition.KIND, one.pk, *Edition.SHOWN, *Edition.STREAMS))
    return found


def arrive(request: HttpRequest, language: str = "") -> Visit:
    """Reads the request. `language` is the one in its address; none means the first edition. Raises Http404."""
    can_be_renewed(request.path)
    found = editions()
    for edition in found:
        if edition.code == language or (not language and edition.position == found[0].position):
            return _visit(request, found, edition)
    raise Http404


def _visit(request: HttpRequest, found: tuple[Edition, ...], edition: Edition) -> Visit:
    outlet: Outlet = getattr(request, "outlet", None) or Outlet.current()
    return Visit(
        outlet=noted.outlet(outlet),
        editions=found,
        edition=noted.edition(edition),
        moment=timezone.now(),
        asked=f"{request.scheme}://{request.get_host()}",
        path=request.path,
    )


def page(template: str, visit: Visit, status: int = 200, **context: Any) -> HttpResponse:
    """The page of a template. It gets no request, so that nothing of the reader can slip into it."""
    return HttpResponse(render_to_string(template, {"visit": visit, **context}), status=status)


def plainly(text: str, content_type: str) -> HttpResponse:
    """A text that is no page: a feed, a sitemap."""
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8")


def public(view: View) -> Callable[..., HttpResponseBase]:
    """Makes a view of the reading site: GET and HEAD, in the edition's language, cacheable by anyone.

    The view is called with the request and a Visit. Http404 looks for a redirect, then shows our page.
    """

    @wraps(view)
    def answer(request: HttpRequest, lang: str = "", **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            visit = arrive(request, lang)
        except Http404:
            # The first word of the path only looks like a language.
            return missing(request)
        if lang and not visit.prefix:
            return Moved(request.get_full_path().removeprefix(f"/{lang}") or "/")
        with translation.override(visit.language):
            try:
                response = view(request, visit, **kwargs)
            except Http404:
                return missing(request, visit)
            return _finish(response)

    return answer


def _finish(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code in {200, 301, 404, 410}:
        response.headers.setdefault("Cache-Control", CACHE)
    return response


def missing(request: HttpRequest, visit: Visit | None = None) -> HttpResponseBase:
    """Where an address that nothing answers for leads.

    Where a redirect says, or to the same address without a slash at its end, or to the page that says 404.
    """
    visit = visit or _best_guess(request)
    if goal := target(request, visit.editions):
        return _finish(Moved(goal))
    if (there := without_slash(request)) is not None:
        return _finish(there)
    with translation.override(visit.language):
        response = page(
            "reading/error.html",
            visit,
            status=404,
            code=404,
            title=_("This page is not here"),
            text=_("The address may be mistyped, or the page may never have existed."),
        )
    return _finish(response)


def _best_guess(request: HttpRequest) -> Visit:
    """The edition whose prefix the path has, for pages that tell what went wrong."""
    first = request.path_info.strip("/").split("/")[0]
    try:
        return arrive(request, first)
    except Http404:
        return arrive(request)
