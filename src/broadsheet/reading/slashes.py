"""An address with a slash too many."""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponsePermanentRedirect as Moved
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path

from broadsheet.delivery.tags import END, START, Used, collecting, holds_until, uses, uses_stretch
from broadsheet.stories import changes

URLS = "broadsheet.reading.urls"


def without_slash(request: HttpRequest) -> HttpResponseBase | None:
    """What the address says without the slashes around it, or None where it has none too many.

    A page there is led to; another redirect, a 404 or a 410 is given as it is. Of our addresses only those of
    fronts end with a slash.
    """
    path = "/" + request.path_info.strip("/")
    if request.method not in {"GET", "HEAD"} or path == request.path_info:
        return None
    there = copy(request)
    there.path = there.path_info = path
    try:
        found = resolve(path, URLS)
    except Resolver404:
        # With a line's end in it, it is nobody's.
        return None
    with collecting() as used:
        answer: HttpResponseBase = found.func(there, *found.args, **found.kwargs)
    if answer.status_code not in {200, 304}:
        _pass_on(used)
        return answer
    # Not what is on the page there, only whether there is one: a year is there between the first and the last.
    uses(changes.url(path))
    for name, low, high in used.stretches if found.kwargs.keys() & {"year", "month"} == {"year"} else ():
        if (name.endswith(":end") and high == END) or (name.endswith(":top") and low == START):
            uses_stretch(name, low, high)
    query = request.META.get("QUERY_STRING", "")
    return Moved(escape_uri_path(path) + (f"?{query}" if query else ""))


def _pass_on(used: Used) -> None:
    uses(*used.tags)
    for stretch in used.stretches:
        uses_stretch(*stretch)
    if used.until is not None:
        holds_until(datetime.fromtimestamp(used.until, UTC))
