"""Tells the door that a request failed because the database is not there, and not because of us."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from broadsheet.delivery.rendering import OUTAGE

__all__ = ["note"]


def note(sender: object, request: HttpRequest | None = None, **_rest: Any) -> None:  # noqa: ARG001 (signals name it)
    """For got_request_exception, which is sent while the exception is being handled."""
    scope = getattr(request, "scope", None)
    if scope is not None and isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        scope[OUTAGE] = True
