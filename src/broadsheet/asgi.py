"""The application that a server runs."""

from __future__ import annotations

import gc
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")


def _load() -> None:
    """All of it before the first request, which should wait for nothing."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 (read for what it loads)


# While modules are loaded there is no garbage to look for, and afterwards they need never be looked at again.
gc.disable()
application = get_asgi_application()
_load()
gc.freeze()
gc.enable()
