"""The outlet and its editions as pages are given them: whichever of their fields a page reads, it is said to use."""

from __future__ import annotations

from typing import Any, cast

from broadsheet.delivery.tags import uses
from broadsheet.stories import changes
from broadsheet.stories.models import Edition, Outlet

__all__ = ["edition", "outlet"]

# What is made of fields. All else that an edition tells is where it stands, on which every page depends.
_MADE_OF = {"zone": "timezone", "local": "timezone"}


class _Noted:
    __slots__ = ("_fields", "_kind", "_row")

    def __init__(self, kind: str, row: Any, fields: frozenset[str]) -> None:
        self._kind, self._row, self._fields = kind, row, fields

    def __getattr__(self, name: str) -> Any:
        field = _MADE_OF.get(name, name)
        if field in self._fields:
            uses(*changes.fields(self._kind, self._row.pk, field))
        return getattr(self._row, name)


def outlet(row: Outlet) -> Outlet:
    """The outlet, keeping note."""
    return cast("Outlet", _Noted(Outlet.KIND, row, frozenset(Outlet.SHOWN)))


def edition(row: Edition) -> Edition:
    """The edition, keeping note."""
    return cast("Edition", _Noted(Edition.KIND, row, frozenset({*Edition.SHOWN, *Edition.STREAMS})))
