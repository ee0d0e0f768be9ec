"""Renders again what many are about to ask for, right after a change: no reader waits for it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable
from urllib.parse import unquote

from django.db import DatabaseError, connection

from broadsheet.delivery import log
from broadsheet.delivery.node import Node
from broadsheet.delivery.rendering import App, Message, Scope

__all__ = ["Warmer", "ask_for", "hosts"]

logger = logging.getLogger(__name__)

# In seconds; where nothing is new, a look costs as good as nothing.
PACE = 0.02


def hosts(node: Node) -> list[str]:
    """Those under whose names pages are stored here."""
    standing = node.refresh()
    if standing is None:
        return []
    try:
        return sorted(unquote(path.name) for path in (node.folder / "pages" / standing.epoch).iterdir())
    except OSError:
        return []


async def ask_for(door: App, paths: Iterable[str], names: Iterable[str], *, secure: bool) -> None:
    """Asks the door as a reader would, one page after the other. The pages are stored on the way."""
    for path in paths:
        for name in names:
            await door(_scope(path, name, secure=secure), _nothing_more, _into_nowhere)


def _scope(path: str, host: str, *, secure: bool) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [
            (b"host", host.encode("ascii")),
            *([(b"x-forwarded-proto", b"https")] if secure else []),
        ],
        "client": None,
        "server": None,
    }


async def _nothing_more() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def _into_nowhere(_message: Message) -> None:
    return


class Warmer(threading.Thread):
    """Follows the node's position, and asks for what each new change says to warm, until `stop`."""

    def __init__(self, node: Node, door: App, *, secure: bool) -> None:
        super().__init__(name="warmer", daemon=True)
        self.node, self.door, self.secure = node, door, secure
        self.stopped = threading.Event()
        self._done = self._position()

    def _position(self) -> int:
        standing = self.node.refresh()
        return standing.position if standing else 0

    def stop(self) -> None:
        self.stopped.set()

    def run(self) -> None:
        with asyncio.Runner() as runner:
            while not self.stopped.wait(PACE):
                if self._position() <= self._done:
                    self._done = self._position()
                    continue
                try:
                    runner.run(self.step())
                except DatabaseError:
                    # The follower says so.
                    connection.close()
                    self.stopped.wait(1)
                except Exception:
                    logger.exception("delivery: pages could not be rendered ahead")
                    self.stopped.wait(1)
        connection.close()

    async def step(self) -> None:
        """What changed since the last step. Raises DatabaseError."""
        entries = await asyncio.to_thread(_since, self._done + 1)
        paths = dict.fromkeys(path for entry in entries for path in entry.warm)
        await ask_for(self.door, paths, hosts(self.node), secure=self.secure)
        self._done = max([self._done, *(entry.position for entry in entries)])


def _since(position: int) -> list[log.Entry]:
    try:
        return log.since(position)
    finally:
        connection.close()
