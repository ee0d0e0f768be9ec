"""The door of this process, built from the settings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection

from django.conf import settings
from django.db import connections

from broadsheet.delivery import follow
from broadsheet.delivery.front import Front
from broadsheet.delivery.node import Node
from broadsheet.delivery.rendering import App
from broadsheet.delivery.renewal import Renewal
from broadsheet.delivery.store import Store

__all__ = ["door"]

logger = logging.getLogger(__name__)

# So long the first reader waits for the database to say what has changed since this machine was last awake.
OPENING = 3.0


def door(app: App, declared: Callable[[str], Collection[str]], *, desk: str) -> Front:
    """`app` behind its door. `desk` is the path below which nothing is stored."""
    node = follow.node(make=True)
    if node is None:
        raise AssertionError
    store = Store(node, memory=settings.PAGES_MEMORY, disk=settings.PAGES_DISK)
    return Front(
        app,
        store,
        Renewal(app, store),
        beside=(desk, settings.STATIC_URL, settings.MEDIA_URL),
        declared=declared,
        proxied=bool(settings.SECURE_PROXY_SSL_HEADER),
        opening=lambda: _open(node),
    )


async def _open(node: Node) -> None:
    """Catches up, if the database answers in time, and goes on following."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(OPENING):
            await loop.run_in_executor(None, _catch_up, node)
    except Exception:  # noqa: BLE001 (the follower says what is wrong with the database, and sees to it)
        logger.warning("delivery: opened without having heard from the database")
    follow.Follower(node).start()


def _catch_up(node: Node) -> None:
    try:
        follow.catch_up(node)
    finally:
        connections.close_all()
