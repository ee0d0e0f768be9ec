"""Django as it makes pages that are stored: in a few threads, each of which keeps its database connection.

A request that goes the usual way through ASGI gets a thread and a connection of its own, which is most of what a page
costs that is put together from fragments.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.db import connections
from django.http import HttpResponseBase

from broadsheet.delivery import follow
from broadsheet.delivery.rendering import Receive, Scope, Send

__all__ = ["THREADS", "Maker"]

# Where all of them wait for a database that hangs, a page that is not stored cannot be made.
THREADS = 8


class Maker:
    """An ASGI application for GET requests without a body, for nobody in particular."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="making")

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        # What is said of the page is collected here, in the threads too.
        here = contextvars.copy_context()
        response = await asyncio.get_running_loop().run_in_executor(
            self._threads, here.run, self._answer, scope
        )
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        async for part in _parts(response):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def _answer(self, scope: Scope) -> HttpResponseBase:
        try:
            _mind_the_file()
            return self._handler.get_response(ASGIRequest(scope, BytesIO()))
        finally:
            for one in connections.all(initialized_only=True):
                # Not for its age; but one with which anything went wrong.
                one.close_at = None
                if one.errors_occurred:
                    one.close()
                one.close_if_unusable_or_obsolete()

    def close(self) -> None:
        """Lets the threads go when they are done."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _mind_the_file() -> None:
    """SQLite would go on with a file that was moved away, and be right for itself alone."""
    try:
        follow.close_if_replaced()
    except OSError:
        connections.close_all()


async def _parts(response: Any) -> AsyncIterator[bytes]:
    """The body."""
    if not response.streaming:
        yield response.content
    elif response.is_async:
        async for part in response.streaming_content:
            yield part
    else:
        for part in response.streaming_content:
            yield part
