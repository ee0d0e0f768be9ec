"""The door of this process, built from the settings."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Collection

from django.conf import settings
from django.db import connections

from broadsheet.delivery import follow
from broadsheet.delivery.front import Front
from broadsheet.delivery.node import Node
from broadsheet.delivery.purge.headers import Labels
from broadsheet.delivery.rendering import App
from broadsheet.delivery.renewal import Renewal
from broadsheet.delivery.state import Process, report
from broadsheet.delivery.store import Store

__all__ = ["door", "following"]

logger = logging.getLogger(__name__)

# So long the first reader waits for the database to say what has changed since this machine was last awake.
OPENING = 3.0


def door(
    app: App,
    declared: Callable[[str], Collection[str]],
    *,
    desk: str,
    maker: App | None = None,
    memory: int | None = None,
) -> Front:
    """`app` behind its door, which follows nothing yet. `desk` is the path below which nothing is stored.

    Pages that are stored are made by `maker`, or where there is none by `app`.
    """
    store = Store(follow.own(), memory=memory or settings.PAGES_MEMORY, disk=settings.PAGES_DISK)
    return Front(
        app,
        store,
        Renewal(maker or app, store),
        beside=(desk, settings.STATIC_URL, settings.MEDIA_URL),
        desk=desk,
        declared=declared,
        proxied=bool(settings.SECURE_PROXY_SSL_HEADER),
        labels=Labels(one.kind for one in settings.IN_FRONT) if settings.IN_FRONT else None,
    )


def following(front: Front) -> Front:
    """The door of a process that serves: before its first page it catches up, and from then on it follows."""
    front.opening = lambda: _open(front)
    return front


async def _open(front: Front) -> None:
    """Catches up, if the database answers in time, and goes on following."""
    node = front.store.node
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(OPENING):
            await loop.run_in_executor(None, _catch_up, node)
    except Exception:  # noqa: BLE001 (the follower says what is wrong with the database, and sees to it)
        logger.warning("delivery: opened without having heard from the database")
    follow.Follower(node, lambda: report(node, lambda: _facts(front))).start()


def _facts(front: Front) -> Process:
    counts, store = front.counts, front.store
    standing = store.node.standing
    return Process(
        pid=os.getpid(),
        at=time.time(),
        position=standing.position if standing else 0,
        hits=counts.hits,
        misses=counts.misses,
        stale=counts.stale,
        failed=counts.failed,
        rendered=front.renewal.rendered,
        pages=len(store.main) + len(store.small),
        memory=store.main.weight + store.small.weight,
    )


def _catch_up(node: Node) -> None:
    try:
        follow.catch_up(node)
    finally:
        connections.close_all()
