"""An address with a slash too many."""

from __future__ import annotations

from copy import copy

from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponsePermanentRedirect as Moved
from django.urls import resolve
from django.utils.encoding import escape_uri_path

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
    found = resolve(path, URLS)
    answer: HttpResponseBase = found.func(there, *found.args, **found.kwargs)
    if answer.status_code not in {200, 304}:
        return answer
    query = request.META.get("QUERY_STRING", "")
    return Moved(escape_uri_path(path) + (f"?{query}" if query else ""))
