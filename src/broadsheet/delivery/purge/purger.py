"""The worker's thread for one cache in front: it is told as soon as this machine has heard of a change."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from datetime import datetime

from django.db import DatabaseError, connection
from django.utils import timezone

from broadsheet.delivery import follow
from broadsheet.delivery.node import Node
from broadsheet.delivery.purge.telling import Teller
from broadsheet.delivery.purge.wire import Backend

__all__ = ["Purger"]

logger = logging.getLogger(__name__)

PACE = 0.05
# So often it looks even where nothing has happened, in seconds: another worker may have been killed.
IDLE = 20.0
TROUBLE = 1.0


class Purger(threading.Thread):
    """Tells `backend` of what the node hears, until `stop`."""

    def __init__(self, node: Node, name: str, backend: Backend) -> None:
        super().__init__(name=f"purger of {name}", daemon=True)
        self.node = node
        self.teller = Teller(
            name, backend, by=f"{os.uname().nodename[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
        )
        self.stopped = threading.Event()
        self._seen: tuple[str, int] = ("", 0)
        # On the process's own clock: when it looks again, and before when it does not, whatever has happened.
        self._again = self._rest = 0.0

    def stop(self) -> None:
        self.stopped.set()

    def run(self) -> None:
        while not self.stopped.wait(PACE):
            now = time.monotonic()
            if now < self._rest or (now < self._again and self._where() == self._seen):
                continue
            try:
                self.step()
            except (DatabaseError, OSError):
                # The follower says so.
                self._rest = now + TROUBLE
            except Exception:
                logger.exception("delivery: %s could not be told; it is tried again", self.teller.name)
                self._rest = now + TROUBLE
            finally:
                connection.close()

    def step(self) -> None:
        """Hears and tells. Nothing is dropped in front that would be fetched from here as it was before."""
        follow.catch_up(self.node)
        seen = self._where()
        again = self.teller.tell()
        self._seen = seen
        wait = IDLE if again is None else min(IDLE, _seconds(again))
        self._again = time.monotonic() + wait

    def _where(self) -> tuple[str, int]:
        standing = self.node.refresh()
        return (standing.epoch, standing.position) if standing else ("", 0)


def _seconds(moment: datetime) -> float:
    return max(0.0, (moment - timezone.now()).total_seconds())
