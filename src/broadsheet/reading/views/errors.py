"""What a reader sees when there is nothing to see."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from broadsheet.reading.visit import missing
from broadsheet.stories.models.outlet import RIGHT_TO_LEFT


def not_found(request: HttpRequest, exception: Exception | None = None, path: str = "") -> HttpResponseBase:
    """404, or the redirect that an address of old has."""
    return missing(request)


def failed(request: HttpRequest) -> HttpResponse:
    """500. Asks nothing of the database, which may be what failed."""
    language = request.path_info.strip("/").split("/")[0]
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        text = render_to_string(
            "reading/500.html",
            {"language": language, "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr"},
        )
    response = HttpResponse(text, status=500)
    response["Cache-Control"] = "no-store"
    return response
