"""The application that a server runs: Django, behind the door that answers for stored pages."""

from __future__ import annotations

import gc
import os
import sys
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")


def _load() -> None:
    """All of it before the first request, which should wait for nothing."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 (read for what it loads)


# A thread that makes a page and asks the database gives way to the loop at each question, and gets its turn back only
# after this time, in seconds: while many pages are served from memory, a page would be made in a hundred such turns.
sys.setswitchinterval(0.0005)
# While modules are loaded there is no garbage to look for, and afterwards they need never be looked at again.
gc.disable()
_django = get_asgi_application()
_load()

from broadsheet.delivery.assembly import door, following  # noqa: E402 (needs the settings)
from broadsheet.delivery.maker import Maker  # noqa: E402
from broadsheet.delivery.rendering import App  # noqa: E402
from broadsheet.reading.parameters import declared  # noqa: E402

application = following(door(cast("App", _django), declared, desk="/desk/", maker=Maker()))
gc.freeze()
gc.enable()
