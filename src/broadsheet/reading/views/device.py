"""What a device asks for: the manifest, icons under the names that devices guess."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.templatetags.static import static

from broadsheet.reading.visit import Visit, plainly, public


@public
def manifest(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The web app manifest, so that the paper can stand on a phone's first screen."""
    edition = visit.edition
    icons = [
        {"src": static(f"reading/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    return plainly(
        json.dumps(
            {
                "id": edition.path,
                "name": edition.name,
                "short_name": edition.name[:24],
                "description": edition.description,
                "lang": visit.language,
                "dir": edition.direction,
                "start_url": edition.path,
                "scope": "/",
                "display": "minimal-ui",
                "background_color": "#fffdf9",
                "theme_color": "#fffdf9",
                "icons": [*icons, {**icons[1], "purpose": "maskable"}],
            },
            ensure_ascii=False,
        ),
        "application/manifest+json",
    )


def icon(request: HttpRequest, name: str) -> HttpResponseBase:
    """An icon where devices look for it without being told."""
    known = {"favicon.ico": "favicon.ico", "apple-touch-icon.png": "icon-180.png"}
    response = HttpResponseRedirect(static(f"reading/{known.get(name, name)}"))
    response["Cache-Control"] = "public, max-age=86400"
    return response
