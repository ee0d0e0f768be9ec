"""Which query parameters make another page of an address; all others are nobody's business."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from django.urls import Resolver404, resolve

__all__ = ["declared", "takes"]

View = TypeVar("View", bound=Callable[..., object])


def takes(*names: str) -> Callable[[View], View]:
    """Declares a view's parameters. Stands outermost: it marks what the address leads to."""

    def mark(view: View) -> View:
        setattr(view, "parameters", frozenset(names))  # noqa: B010 (functions have no such attribute)
        return view

    return mark


@lru_cache(4096)
def declared(path: str) -> frozenset[str]:
    """The parameters of the view that a path leads to. Asks nothing of the database.

    Remembered, since many readers come with a query that some other site has added.
    """
    try:
        found = resolve(path)
    except (Resolver404, ValueError):
        return frozenset()
    return getattr(found.func, "parameters", frozenset())
