"""Where the reading site leaves word how things are shown, so that stories need not know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

Preview = Callable[[Any, HttpRequest, str], HttpResponse]

_previews: dict[type, Preview] = {}


def register(model: type, preview: Preview) -> None:
    """`preview(thing, request, mode)` answers for things of this class."""
    _previews[model] = preview


def render(thing: object, request: HttpRequest, mode: str) -> HttpResponse:
    """The thing as a reader would see it. Raises LookupError for a class that nobody registered."""
    for model in type(thing).__mro__:
        if model in _previews:
            return _previews[model](thing, request, mode)
    raise LookupError(f"Nobody registered a preview of {type(thing).__name__} with stories.previews.")
