"""Search by words."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from broadsheet.reading import head, lists, pictures
from broadsheet.reading.cards import cards
from broadsheet.reading.head import Head
from broadsheet.reading.paging import Key
from broadsheet.reading.parameters import takes
from broadsheet.reading.visit import Visit, page, public

LONGEST = 200


@takes("q", "before")
@public
def search(request: HttpRequest, visit: Visit) -> HttpResponse:
    from broadsheet.search.find import find

    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    before = lists.before_of(request.GET.get("before", ""))
    found = find(words, locale_id=visit.locale_id, limit=lists.PAGE + 1, before=before) if words else []
    stories = found[: lists.PAGE]
    path = f"{visit.prefix}/search"
    more = ""
    if len(found) > lists.PAGE and (last := stories[-1]).published_at:
        query = {"q": words, "before": str(Key(last.published_at, last.pk))}
        more = f"{path}?{urlencode(query)}"
    title = _("Search")
    response = page(
        "reading/search.html",
        visit,
        head=Head(
            title=head.whole_title(f"{title}: {words}" if words else title, visit.edition),
            canonical=path,
            description=title,
            robots="noindex, follow",
            crumbs=head.way(visit),
        ),
        title=title,
        words=words,
        cards=cards(visit, stories, shape=pictures.SMALL),
        more=more,
        continued=bool(before),
        path=path,
    )
    # Nobody can say which changes would concern it.
    response["Cache-Control"] = "no-cache"
    return response
