"""How the desk tells times: always the outlet's, always with the offset of that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext as _


def offset(moment: datetime) -> str:
    """`UTC+04:00`, of an aware moment that already stands in the zone that is meant."""
    delta = moment.utcoffset()
    minutes = int(delta.total_seconds() // 60) if delta else 0
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def told(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """`8 February 2022, 15:47 (UTC+04:00)` in `zone`, or the active one. Empty for None."""
    if moment is None:
        return ""
    there = timezone.localtime(moment, zone)
    return f"{formats.date_format(there, 'j F Y, H:i')} ({offset(there)})"


@dataclass(frozen=True, slots=True)
class Told:
    """A time for a narrow column: `8 Feb 2022, 15:47` and, below it, `UTC+04:00`."""

    moment: str
    offset: str


def short(moment: datetime, zone: tzinfo | None = None) -> Told:
    """As `told`, in two parts."""
    there = timezone.localtime(moment, zone)
    return Told(formats.date_format(there, "j M Y, H:i"), offset(there))


def note(now: datetime, zone: tzinfo | None = None) -> str:
    """What stands below every field that takes a time."""
    there = timezone.localtime(now, zone)
    name = str(zone or timezone.get_current_timezone())
    return _("Times are in %(zone)s (%(offset)s).") % {"zone": name, "offset": offset(there)}


def name_zone(fields: dict[str, Any], now: datetime) -> None:
    """Writes the note below each field of a form that takes a time."""
    for field in fields.values():
        if isinstance(field, forms.DateTimeField):
            field.help_text = f"{field.help_text} {note(now)}".strip()
